"""What is shown of a document can neither hide nor command anything."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.excerpt import columns, escape_excerpt, window

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60) | st.text(
    "#:[ \n\tavso\u200b", max_size=20
)

PLAIN = [
    "",
    "An ordinary sentence: with a colon, C:\\path and 100 %.",
    "港口的新計劃已經公布。",
    "اجتمعت اللجنة",
    "C++ has std::vector",
    "a # b ## c [d]",
    "emoji 🙂 and accents e\u0301",
    "no-break\u00a0space, ideographic\u3000space",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_stays(text: str):
    assert escape_excerpt(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\nc\rd", "a⏎b⏎c⏎d"),
        ("a\tb", "a⇥b"),
        ("a\u200bb", "a\\u{200B}b"),
        ("\u202eabc", "\\u{202E}abc"),
        ("\x1b[31m", "\\u{1B}[31m"),
        ("\x00\x85", "\\u{0}\\u{85}"),
        ("\ud800", "\\u{D800}"),
        ("\ufffe\U0010ffff", "\\u{FFFE}\\u{10FFFF}"),
        ("::error::x", ":\\u{3A}error::x"),
        ("  ::error::x", "  :\\u{3A}error::x"),
        ("x ##[error]", "x #\\u{23}[error]"),
        ("##vso[task]", "#\\u{23}vso[task]"),
        ("###[x", "##\\u{23}[x"),
    ],
)
def test_what_is_hidden_is_shown(text: str, shown: str):
    assert escape_excerpt(text) == shown


@given(ANY)
def test_nothing_hidden_and_no_command_is_left(text: str):
    shown = escape_excerpt(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Zl", "Zp") for c in shown)
    assert not any(
        unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI") for c in shown
    )
    assert not shown.lstrip().startswith("::")
    assert not re.search(r"##\w*\[", shown)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


@given(ANY)
def test_escaping_twice_changes_nothing(text: str):
    assert escape_excerpt(escape_excerpt(text)) == escape_excerpt(text)


@given(ANY, st.integers(0, 60), st.integers(0, 60), st.integers(1, 80))
def test_a_window_fits_and_is_safe(text: str, one: int, other: int, width: int):
    start, stop = sorted((min(one, len(text)), min(other, len(text))))
    parts = window(text, start, stop, width)
    joined = "".join(parts)
    assert columns(joined) <= width
    assert not joined.lstrip().startswith("::")
    assert not re.search(r"##\w*\[", joined)
    assert len(joined.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "start", "stop", "width", "parts"),
    [
        ("abc", 1, 2, 20, ("a", "b", "c")),
        ("first\nsecond word\nthird", 6, 12, 20, ("", "second", " word")),
        ("abc", 3, 3, 20, ("abc", "", "")),
        ("0123456789abcdefghij", 10, 12, 10, ("…789", "ab", "cde…")),
        ("港口的新計劃已經公布", 4, 5, 10, ("…新", "計", "劃…")),
        ("a\nb", 0, 3, 20, ("", "a⏎b", "")),
        ("x" * 50, 0, 50, 11, ("", "xxxxxx…xxxx", "")),
    ],
)
def test_window(text: str, start: int, stop: int, width: int, parts: tuple[str, str, str]):
    assert window(text, start, stop, width) == parts


@pytest.mark.parametrize("pattern", ["#", "##[", ":", "\u200b", " ", "a", "\n", "\u0301", "##w"])
def test_hostile_lengths_take_linear_time(pattern: str):
    text = pattern * (1_000_000 // len(pattern))
    began = time.perf_counter()
    window(text, len(text) // 2, len(text) // 2 + 1, 80)
    window(text, 0, len(text), 80)
    escape_excerpt(text[:200_000])
    assert time.perf_counter() - began < 2
