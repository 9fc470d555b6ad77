from __future__ import annotations

import pytest

from textgate.testing import measure, spans

SILENT = [
    ("marks beside Latin in Hebrew", "התוכנה \u200eTextGate\u200f מעולה"),
    ("balanced isolates in Arabic", "كتاب \u2067النص\u2069 جديد"),
    ("balanced embedding over two words", "קרא \u202aC++ and C\u202c היום"),
    ("no controls", "just text"),
    ("empty", ""),
]
FOUND = [
    ("a \u202eb\u202c c", [("\u202e", "override")]),
    ("שלום \u202eabc\u202c", [("\u202e", "override")]),
    ("שלום \u2066abc", [("\u2066", "unbalanced")]),
    ("שלום \u2066abc\nעוד\u2069", [("\u2066", "unbalanced"), ("\u2069", "unbalanced")]),
    ("שלום\u202c", [("\u202c", "unbalanced")]),
    ("plain\u200f text", [("\u200f", "needless")]),
]


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans("bidi_controls", text) == [], why


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]):
    assert spans("bidi_controls", text) == expected


def test_documents_of_a_batch_are_judged_by_their_own_letters():
    assert measure("bidi_controls", "שלום \u200ea", "a\u200eb").values.tolist() == [0.0, 1.0]
