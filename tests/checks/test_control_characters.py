from __future__ import annotations

import pytest

from textgate.testing import measure, spans

SILENT = [
    ("tabs and all line ends", "a\tb\r\nc\x0bd\x0ce\u2028f\u2029g\x85h"),
    ("text in many scripts", "Ünï 漢字 한국 ไทย"),
    ("empty", ""),
]
FOUND = [
    ("a\x00b", [("\x00", "nul")]),
    ("a\x08\x07b", [("\x08\x07", "c0_control")]),
    ("it\x92s \x93x\x94", [("\x92", "c1_control"), ("\x93", "c1_control"), ("\x94", "c1_control")]),
    ("\x1b[1;31mx", [("\x1b[1;31m", "escape_sequence")]),
    ("\x1bx", [("\x1b", "c0_control")]),
    ("a\ud83db", [("\ud83d", "surrogate")]),
    ("a\ufffe", [("\ufffe", "noncharacter")]),
    ("icon \ue001", [("\ue001", "private_use")]),
]


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans("control_characters", text) == [], why


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]):
    assert spans("control_characters", text) == expected


def test_c1_controls_are_repaired_as_windows_1252():
    assert measure("control_characters", "it\x92s").spans.replacement == ["’"]
    assert measure("control_characters", "a\x81b").spans.replacement == [None]


def test_a_million_escapes_take_linear_time():
    assert measure("control_characters", "\x1b[" + "1" * 1_000_000).values[0] == 1
