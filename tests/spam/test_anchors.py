"""Ways to be reached, as the screen sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.profile import Profile
from textgate.spam.anchors import PLAIN, ascii_column, reach


def strength(text: str) -> list[float]:
    """The reach of each line."""
    profile = Profile(pack([Document("x", text)]))
    found = reach(ascii_column(profile), profile.codepoints, profile.lines.stop)
    return [round(float(value), 2) for value in found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No contact at all.",
        "from 1939-1945 and 2019-05-03 12:00:01",
        "about 74.000 and 11.600 years, 1,200,000 people",
        "obj.method(x) self.items.append(1) file.txt",
        "see https://github.com/a/b and https://en.wikipedia.org/wiki/X",
        "a @ b",
        "e.g. this, i.e. that",
        "2007年2月8日和1969年",
    ],
)
def test_no_reach(text: str) -> None:
    assert strength(text) == [0.0]


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("see https://somebody.org/page", PLAIN),
        ("go to win.top", 2.6),
        ("go to www.win88.com today", 1.2),
        ("t.me/join", 1.2),
        ("mail me@firm.com", 0.4),
        ("mail me@gmail.com", 1.6),
        ("mail 10086@qq.com", 1.6),
        ("ask @someone", 0.2),
        ("ask @someone77", 0.6),
        ("call +44 7700 900456", 1.2),
        ("call (646) 555-0187 now", 1.2),
        ("加微信 dk886620", 0.8),
        ("扣扣 1983476620", 1.8),
        ("ไลน์ dekpro99", 0.8),
    ],
)
def test_reach(text: str, least: float) -> None:
    assert strength(f"one\n{text}\nthree")[1] >= least - 0.01


@given(st.text(alphabet="a1@./ :\n微-+(é", max_size=80))
def test_a_line_reaches_as_far_alone_as_among_others(text: str) -> None:
    together = strength("x\n" + text + "\ny")[1:-1]
    assert together == [strength("x\n" + line + "\ny")[1] for line in text.split("\n")]
