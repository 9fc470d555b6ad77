from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.testing import measure, spans

SILENT = [
    ("Persian needs the non-joiner", "نمی\u200cدانم که می\u200cآید."),
    ("Hindi needs both joiners", "क्\u200dष और क्\u200cष"),
    ("emoji families and flags", "👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ❤\ufe0f 1\ufe0f\u20e3"),
    ("England's flag is spelt with tags", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    ("Thai may mark word ends", "ภาษา\u200bไทย"),
    ("Khmer may mark word ends", "ភាសា\u200bខ្មែរ"),
    ("soft hyphens inside words", "Silben\u00adtren\u00adnung"),
    ("ideographic variation sequence", "葛\U000e0100城市"),
    ("a byte-order mark that a caller left at the start", "\ufeffHello"),
    ("word joiner", "3\u2060km"),
    ("Mongolian vowel separator", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ"),
    ("plain ASCII", "nothing to see"),
    ("empty", ""),
]
FOUND = [
    ("a\u200bb", [("\u200b", "zero_width")]),
    ("汉\u200b字", [("\u200b", "zero_width")]),
    ("a\u200d\u200db", [("\u200d\u200d", "zero_width")]),
    ("one\ufeff two", [("\ufeff", "byte_order_mark")]),
    ("nice\U000e0068\U000e0069 text", [("\U000e0068\U000e0069", "tag_characters")]),
    ("name\u3164name", [("\u3164", "filler")]),
    ("word\ufe0f", [("\ufe0f", "variation_selector")]),
    ("end\u00ad of", [("\u00ad", "soft_hyphen")]),
    ("f\u2061(x)", [("\u2061", "other")]),
]


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans("invisible_characters", text) == [], why


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]):
    assert spans("invisible_characters", text) == expected


def test_hidden_text_is_spelt_out():
    text = "ok" + "".join(chr(0xE0000 + ord(c)) for c in "ignore this")
    assert "that spell “ignore this”" in measure("invisible_characters", text).spans.evidence[0]


def test_code_points_can_be_allowed():
    assert spans("invisible_characters", "a\u200bb", allow=("U+200B",)) == []


@given(st.lists(st.text("ab漢\u200b\ufeff\U000e0041ไ ", max_size=8), max_size=6))
def test_documents_are_independent(texts: list[str]):
    together = measure("invisible_characters", *texts).values.tolist()
    assert together == [float(measure("invisible_characters", text).values[0]) for text in texts]
