"""textgate.mojibake.seven_bit: encodings that were never decoded."""

from __future__ import annotations

import time

import pytest

from textgate.mojibake import seven_bit

SILENT = [
    "Set $B to (B) and run it.",
    "shell: echo $Base (Beta)",
    "~{ not Chinese ~}",
    "phone +491234567-89, a+b-c, C++-style, +AGE-",
    "C-\x00 is a NUL",
    "plain",
    "",
]


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert seven_bit.find(text) == []


FOUND = [
    ("x $B$3$l$OK\\$G$9!#(B y", "iso2022_jp>ascii", "これは本です。"),
    ("see ~{VPND~}!", "hz>ascii", "中文"),
    ("+ZeVnLIqe- is a language", "utf-7>ascii", "日本語"),
    ("H\0e\0l\0l\0o\0", "utf-16-le>latin-1", "Hello"),
    ("\x04\x1f\x04@\x048\x042\x045\x04B\0!", "utf-16-be>latin-1", "Привет!"),
]


@pytest.mark.parametrize(("text", "kind", "decoded"), FOUND)
def test_found(text: str, kind: str, decoded: str) -> None:
    assert seven_bit.suspicious(text)
    assert [(place.kind, place.text) for place in seven_bit.find(text)] == [(kind, decoded)]


@pytest.mark.parametrize("unit", ["$B", "$B(B", "~{~}", "+", "+aaa", "\0", "+a-", "$BAA(B"])
def test_linear_on_hostile_text(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    seven_bit.find(text)
    assert time.perf_counter() - start < 2.5
