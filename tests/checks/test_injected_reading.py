"""Readings written into running Chinese text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.checks import injected_reading
from textgate.testing import measure, spans

SILENT = [
    "",
    " ",
    "會",
    "\ud800(a)",
    "\0會(\0)",
    "平常的一句話，沒有括號。",
    "作者王翀(chōng)與張㛃(jié)合寫了這本書。",
    "他在浚(xùn)县住了三年，又去了亳(bó)州。",
    "这里的“行”读作háng，如银行(háng)。",
    "参差(cī)不齐的样子",
    "选项(a)和选项(b)都对，第三项(c)不对。",
    "生词：会(huì)、说(shuō)、时间(shíjiān)、朋友(péngyou)",
    "“会”(huì)是一个常用字。",
    "一里(li)等于五百米。",
    "氧(O)和氢(H)化合成水(shui)。",
    "美国(USA)和英国(UK)的大学(University)",
    "他(he)和她(she)是英语代词(pronoun)。",
    "函数f(x)的值(value)为零(zero)。",
    "漢字(かんじ)の読(よ)み方(かた)を学(まな)ぶ。これは日本語(にほんご)です。",
    "東京（とうきょう）に行きました。京都（きょうと）にも行きたい。",
    "李白（701年—762年），字太白（号青莲居士）。",
    "你ㄉ書在我這裡，快來拿ㄛ。",
    "注音符號有ㄅㄆㄇㄈ，例如ㄏㄨㄟˋ。",
    "她(tā)会(huì)说(shuō)英语(yīngyǔ)，也喜欢(xǐhuan)音乐(yīnyuè)。",
    "汉语拼音方案规定，“好”拼作hǎo，声调用符号表示，例如好(hǎo)人(rén)。",
    "Die Firma (hui) und das (de) Team",
    "Слово мир(mir) значит мир.",
    "你好(nǐ hǎo)！\n谢谢你(xiè xie nǐ)。\n没关系(méi guān xi)。\n再见(zài jiàn)！",
    "他去了成都(Chéngdū)和重庆(Chóngqìng)，吃了担担面(dàn dàn miàn)和回锅肉(huí guō ròu)。",
    "本课生词：如果(rú guǒ)他来了，我就(wǒ jiù)走。",
    "第三课\n我家(wǒ jiā)有四口人(sì kǒu rén)。爸爸(bà ba)是医生(yī shēng)，妈妈(mā ma)是老师(lǎo shī)。",
    "**行** 动词：走(zǒu)。**长** 形容词：不短(duǎn)。",
    "高橋(たかはし)先生來訪，佐藤(さとう)先生未到。",
]

HITS = [
    ("大家開會(huì)討論新的計(jì)劃。", [("(huì)", "pinyin"), ("(jì)", "pinyin")]),
    ("大家開會(hui)討論新的計(ji)劃。", [("(hui)", "pinyin"), ("(ji)", "pinyin")]),
    ("天气很好(hao)(hao)，我们去公园。", [("(hao)(hao)", "repeated")]),
    ("他的(de)(de)(de)(de)书", [("(de)(de)(de)(de)", "repeated")]),
    ("這是一个（gè）好办法", [("（gè）", "pinyin")]),
    ("長期威脅王朝（ㄔㄠˊ）的邊境", [("（ㄔㄠˊ）", "bopomofo")]),
    ("檔案(ㄢˋ)的工具", [("(ㄢˋ)", "bopomofo")]),
    ("日(rì)常用品很便宜", [("(rì)", "pinyin")]),
    ("开会(hui4)时说(shuo1)话", [("(hui4)", "pinyin"), ("(shuo1)", "pinyin")]),
    ("你就(nǐ jiù)会得到数组，这样(zhè yàng)很好。", [("(nǐ jiù)", "word"), ("(zhè yàng)", "word")]),
    ("乾淨的水(shuǐ)和空氣，旅行(lv3)", [("(shuǐ)", "pinyin")]),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_stays_silent(text):
    assert spans("injected_reading", text) == []


@pytest.mark.parametrize(("text", "expected"), HITS)
def test_marks_readings(text, expected):
    assert spans("injected_reading", text) == expected


def test_deleting_the_spans_repairs_the_text():
    text = "大家開會(huì)(huì)討論新的計(jì)劃（ㄏㄨㄚˋ）。"
    found = measure("injected_reading", text).spans
    assert set(found.replacement) == {""}
    for start, stop in sorted(zip(found.start, found.stop, strict=True), reverse=True):
        text = text[:start] + text[stop:]
    assert text == "大家開會討論新的計劃。"


def test_once_a_document_is_damaged_unusual_readings_are_marked_too():
    text = "大家開會(huì)的時(shí)候，銀行(háng)還沒開(kāi)門，王翀(chōng)先到。"
    assert len(spans("injected_reading", text)) == 5


def test_kana_in_chinese_needs_many_places():
    few = "开会(かい)的时(じ)候"
    assert spans("injected_reading", few) == []
    many = "我们(もん)今天(てん)开会(かい)讨论(ろん)新的(てき)计(けい)划，大(だい)家(か)都(と)同意(い)了。"
    assert {kind for _, kind in spans("injected_reading", many)} == {"kana"}


def test_every_character_with_a_reading_is_a_warning():
    text = "我(wǒ)们(men)今(jīn)天(tiān)去(qù)公(gōng)园(yuán)看(kàn)花(huā)，很(hěn)高(gāo)兴(xìng)。"
    # 的 and 们 have a light tone: their readings bear no mark and the text is still ruby.
    kinds = {kind for _, kind in spans("injected_reading", text)}
    assert kinds == {"every_character"}
    assert injected_reading.KIND_SEVERITY["every_character"] == "warning"


def test_readings_without_brackets():
    text = "大家開會huì討論lùn新的計jì劃，報bào告gào很多，工gōng作也要yào做好。"
    found = spans("injected_reading", text)
    assert {kind for _, kind in found} == {"unbracketed"}
    assert len(found) == 7
    assert spans("injected_reading", text, least_unbracketed=20) == []


def test_the_least_number_of_places_is_an_option():
    text = "這是一个(gè)好办法"
    assert len(spans("injected_reading", text)) == 1
    assert spans("injected_reading", text, least=2) == []


def test_documents_are_measured_by_themselves():
    texts = ["開會(huì)議", "平常", "天气很好(hao)(hao)，好"]
    together = measure("injected_reading", *texts).values.tolist()
    assert together == [measure("injected_reading", text).values[0] for text in texts] == [1, 0, 1]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="會議好的(（)）ㄏㄨㄟˋhuìde かい，\n\ud800", max_size=60))
def test_any_text_is_taken(text):
    found = measure("injected_reading", text).spans
    assert all(0 <= a < b <= len(text) for a, b in zip(found.start, found.stop, strict=True))


@pytest.mark.parametrize(
    "unit", ["會(hui)", "會(", "(", "會huì", "會（ㄏㄨㄟˋ）", "ㄏ", "好(hao)(hao)(hao)", "漢字(かんじ)"]
)
def test_linear_on_hostile_text(unit):
    started = time.perf_counter()
    measure("injected_reading", unit * (30_000 // len(unit)))
    assert time.perf_counter() - started < 3.0
