"""The accident of gbk_misalignment.py, made here on purpose, and undone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.mojibake import gbk_misalignment
from textgate.profile import Profile
from textgate.testing import measure

READINGS = {
    "優": "yōu", "獎": "jiǎng", "創": "chuàng", "鎮": "zhèn", "覺": "jué", "動": "dòng", "實": "shí", "習": "xí",
    "會": "huì", "務": "wù", "獨": "dú", "責": "zé", "備": "bèi", "題": "tí", "場": "chǎng", "報": "bào",
    "與": "yǔ", "質": "zhì", "產": "chǎn", "練": "liàn", "導": "dǎo", "區": "qū", "廣": "guǎng", "傳": "chuán",
}  # fmt: skip


def inject(text: str, table: dict[str, str]) -> str:
    """What the tool does: replace bytes in GBK, wherever they stand, and read the result."""
    data = text.encode("gbk")
    for character, reading in table.items():
        code = character.encode("gbk")
        data = data.replace(code, code + f"({reading})".encode("gbk"))
    return read(data)


def read(data: bytes) -> str:
    """GBK as a tolerant converter reads it: ``?`` for what is no character."""
    text, i = "", 0
    while i < len(data):
        if data[i] < 0x80:
            text, i = text + chr(data[i]), i + 1
        elif i + 1 < len(data) and data[i + 1] < 0x40:
            text, i = text + "?", i + 2  # half a character swallows the byte after it
        else:
            try:
                text, i = text + data[i : i + 2].decode("gbk"), i + 2
            except UnicodeDecodeError:
                text, i = text + "?", i + 1
    return text


def repair(text: str) -> str:
    """Every place with a replacement, from both checks."""
    places = [(p.start, p.stop, p.replacement) for p in gbk_misalignment.find(text)]
    spans = measure("injected_reading", text).spans
    taken = {i for start, stop, _ in places for i in range(start, stop)}
    for start, stop, replacement in zip(spans.start, spans.stop, spans.replacement, strict=True):
        if start not in taken:
            places.append((start, stop, replacement))
    for start, stop, replacement in sorted(places, reverse=True):
        if replacement is not None:
            text = text[:start] + replacement + text[stop:]
    return text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "?", "?)", "?a)", "\ufffd", "\ud800?yōu)", "\0?yōu)",
        "他问：这样好吗?好)。",
        "怎么样(你去不去?wang)。",
        "什么?ma)",  # an open question: no character of GBK fits
        "Really? (why?yes)",
        "查询 list?page) 的地址",
        "路径为 data?/p 和 a?/b。",
        "你好吗?A股还在涨吗??B站见！",
        "兼?zxq),落地",
        "В конце концов?da)",
        "日本語のテキスト?です)。",
        "def f(a?b): return a",
        "拼音yōu)在这里",
    ],
)  # fmt: skip
def test_stays_silent(text):
    assert gbk_misalignment.find(text) == []


@pytest.mark.parametrize(
    ("text", "marked", "kind"),
    [
        ("變?yōu)槁毠と罕姷淖杂X行", "?yōu)", "gbk-misaligned-orphan"),
        ("變?yōu)槁毠と罕姷淖杂X行", "槁毠と罕姷淖杂X", "gbk-misaligned-run"),
        ("變?yōu)槁毠と罕姷淖杂X(jué)行", "槁毠と罕姷淖杂X(jué)", "gbk-misaligned-run"),
        ("我們要?jiǎng)?chuàng)新", "?jiǎng)?chuàng)", "gbk-misaligned-orphan"),
        ("處處兼?zhèn)?,不留", "?zhèn)?", "gbk-misaligned-orphan"),
        ("從此生根?/p>", "?", "gbk-misaligned-punctuation"),
        ("盡了職責(zé)?!?/p>", "?!?", "gbk-misaligned-punctuation"),
    ],
)
def test_marks_what_is_damaged(text, marked, kind):
    found = [(text[p.start : p.stop], p.kind) for p in gbk_misalignment.find(text)]
    assert (marked, kind) in found


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("大家——歡迎老師", "大家——?dú)g迎老師"),
        ("一枚獎章”獲獎人", "一枚獎?wù)隆鲍@獎人"),
        ("（金獎章）、新人", "（金獎?wù)拢?、新人"),
    ],
)
def test_undoes_other_places(text, damaged):
    assert repair(damaged) == text


def test_the_worked_example():
    damaged = inject("變為職工群眾的自覺行動", {"優": "yōu"})
    assert damaged == "變?yōu)槁毠と罕姷淖杂X行動"
    assert repair(damaged) == "變為職工群眾的自覺行動"


def test_a_reading_that_splits_a_character_with_a_reading_of_its_own():
    damaged = inject("我們要創新方式", {"創": "chuàng", "獎": "jiǎng"})
    assert damaged == "我們要?jiǎng)?chuàng)新方式"
    assert repair(damaged) == "我們要創新方式"


def test_a_mark_cut_in_two_needs_a_damaged_document():
    assert gbk_misalignment.find("發現問題??h委書記") == []
    text = "發(fā)現(xiàn)實(shí)際問題??h委書記"
    assert [(text[p.start : p.stop], p.replacement) for p in gbk_misalignment.find(text)] == [("??h", "。縣")]


WORDS = (
    "我們要在這個會議上討論工作的質量產品實際情況職工群眾自覺行動變為歡迎習慣學校報告時間問題開展服務責任創新"
)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=WORDS, min_size=2, max_size=40), st.sets(st.sampled_from(sorted(READINGS)), max_size=8)
)
def test_finds_every_orphan_and_never_repairs_into_something_longer(text, chosen):
    damaged = inject(text, {c: READINGS[c] for c in sorted(chosen)})
    places = gbk_misalignment.find(damaged)
    for start, stop in zip([p.start for p in places], [p.stop for p in places], strict=True):
        assert 0 <= start < stop <= len(damaged)
    assert all(a.stop <= b.start for a, b in pairwise(places))
    expected = any(c == "?" for c in damaged)
    assert bool(places) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_taken(text):
    places = gbk_misalignment.find(text)
    assert all(0 <= p.start < p.stop <= len(text) and 0 <= p.confidence <= 1 for p in places)


def test_the_screen_lets_no_place_through():
    texts = ["Nothing here.", "變?yōu)槁毠と罕姷淖杂X行", "平常的句子。", "從此生根?/p>", ""]
    profile = Profile(pack([Document(str(i), text) for i, text in enumerate(texts)]))
    assert gbk_misalignment.screen(profile).tolist() == [bool(gbk_misalignment.find(text)) for text in texts]
    ascii_only = Profile(pack([Document("a", "plain?ma)")]))
    assert gbk_misalignment.screen(ascii_only).tolist() == [False]


@pytest.mark.parametrize(
    "unit", ["?", "?a", "?yōu)", "變?yōu)", "(", "?/p>", "要?jiǎng)?chuàng)", "會(huì)", "變?yōu)槁"]
)
def test_linear_on_hostile_text(unit):
    text = unit * (30_000 // len(unit))
    started = time.perf_counter()
    gbk_misalignment.find(text)
    assert time.perf_counter() - started < 3.0
