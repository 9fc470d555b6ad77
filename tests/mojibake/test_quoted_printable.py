"""Text left in the quoted-printable form of mail."""

from __future__ import annotations

import time

import pytest

from textgate.mojibake import quoted_printable
from textgate.testing import spans


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "a=FF=00 and b=12=34",
        "x=C3=BC",
        "K=F6ln liegt am Rhein",
        "Type `Gr=C3=BC=C3=9Fe aus K=C3=B6ln` here.",
        "https://example.org/?q=C3=BC=C3=9F=C3=A4",
        "\ud800=C3",
    ],
)
def test_stays_silent(text):
    assert quoted_printable.find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sch=C3=B6ne Gr=C3=BC=C3=9Fe aus Wien", [("=C3=B6", "ö"), ("=C3=BC=C3=9F", "üß")]),
        ("=D0=94=D0=BE=D0=BC =D0=B8 =D0=BE=D0=BD", [("=D0=94=D0=BE=D0=BC =D0=B8 =D0=BE=D0=BD", "Дом и он")]),
        ("=E4=BD=A0=E5=A5=\n=BD=E5=90=97", [("=E4=BD=A0=E5=A5=\n=BD=E5=90=97", "你好吗")]),
    ],
)  # fmt: skip
def test_finds_and_decodes(text, expected):
    assert [(text[a:b], decoded) for a, b, decoded in quoted_printable.find(text)] == expected


def test_mojibake_reports_it():
    assert spans("mojibake", "Вот =D0=BD=D0=B0=D1=88 дом") == [
        ("=D0=BD=D0=B0=D1=88", "quoted-printable>ascii")
    ]


@pytest.mark.parametrize("unit", ["=", "=C3", "=C3=BC", "=C3=BC ", "=C3=\n", "=C3=BC a ", "=E4=BD"])
def test_linear_on_hostile_text(unit):
    started = time.perf_counter()
    quoted_printable.find(unit * (30_000 // len(unit)))
    assert time.perf_counter() - started < 3.0
