"""textgate.mojibake.alien_runs: characters of East Asia shown byte by byte in an otherwise clean text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.mojibake import alien_runs, encodings
from textgate.mojibake.above import above
from textgate.profile import Profile
from textgate.testing import spans

ZH = "傍晚我们走到河边，渔民们已经在晒网，孩子们在岸上唱歌。"
ZT = "傍晚我們走到河邊，漁民們已經在曬網，孩子們在岸上唱歌。"
JA = "夕方、わたしたちは川へ行った。漁師たちはもう網を干していた。"
KO = "저녁에 우리는 강가로 내려갔다. 어부들은 벌써 그물을 말리고 있었다. "


def misread(word: str, right: str, wrong: str) -> str:
    data = word.encode(right)
    if wrong in (alien_runs.HALF, *alien_runs.OF_IDEOGRAPHS):
        return data.decode(wrong)
    characters = encodings.single_byte_characters(wrong)
    return "".join(chr(characters[byte]) for byte in data)


@pytest.mark.parametrize("page", [ZH, ZT, JA, KO])
@pytest.mark.parametrize(
    "foreign",
    ["Привет, мир", "ЗДРАВСТВУЙТЕ", "Ελλάδα", "déjà vu", "Dvořák", "naïveté", "Đà Nẵng", "สวัสดี", "שלום", "مرحبا",
     "┌──┐ │é│", "°C ±½ ²³", "→←↑↓", "“…”——‘’", "αβγδ", "ﾃﾞｰﾀ", "Ωμέγα №1 §2"],
)  # fmt: skip
def test_silent(page: str, foreign: str) -> None:
    assert spans("mojibake", f"{page}{foreign}{page}") == []


def test_ideographs_in_korean() -> None:
    text = "대한민국(大韓民國)의 국회(國會)는 입법부(立法府)이다. 중국어로 中文, 今天天气很好, 你好世界라고 한다. "
    assert spans("mojibake", KO + text + KO) == []


@pytest.mark.parametrize(
    ("page", "word", "right", "wrong"),
    [
        (ZH, "图形选项", "utf-8", "cp1251"),
        (ZH, "知道自己", "utf-8", "cp437"),
        (ZH, "壮我声势", "gbk", "cp1251"),
        (ZH, "现代舞团", "gbk", "cp874"),
        (ZT, "主管道宮", "utf-8", "cp850"),
        (ZT, "三個參數", "big5", "cp1252"),
        (ZT, "電腦上的移動", "big5", "mac_roman"),
        (JA, "手引きを", "utf-8", "mac_roman"),
        (JA, "使いこなす", "utf-8", "cp850"),
        (KO, "클릭하여", "cp949", "cp932"),
        (KO, "인쇄를", "cp949", "cp437"),
        (KO, "상단의", "utf-8", "cp850"),
        (KO, "간단합니다", "cp949", "gbk"),
    ],
)
def test_one_word(page: str, word: str, right: str, wrong: str) -> None:
    garbled = misread(word, right, wrong)
    assert spans("mojibake", f"{page}{page[:5]}{garbled}{page[5:]}") == [(garbled, f"{right}>{wrong}")]


def test_twice() -> None:
    garbled = misread(misread("監鹽官縣", "utf-8", "cp1252"), "utf-8", "cp1252")
    assert spans("mojibake", ZT + garbled + ZT) == [(garbled, "utf-8>cp1252>utf-8>cp1252")]


@given(st.sampled_from([ZH, JA, KO]), st.text(alphabet="ÃÄâ€™°·éжЖﾃﾀ─╕Aj\x81\ufffd한글", max_size=40))
def test_any_text(page: str, odd: str) -> None:
    text = page + odd + page
    profile = Profile(pack([Document("x", text)]))
    found = alien_runs.find(text, profile.languages[0])
    stop = 0
    for start, end, before in found.places if found else ():
        assert stop <= start < end <= len(text)
        assert before != text[start:end]
        stop = end
    assert alien_runs.screen(profile, above(profile)) in ([], [0])
