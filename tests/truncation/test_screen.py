"""The screens of the truncation checks say what the exact stages say, on ordinary, random and hostile texts."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.check import load
from textgate.checks import missing_middle, truncated_end, truncated_start
from textgate.language import identify
from textgate.profile import Profile
from textgate.truncation import page_ends, paragraphs, prose, screen, tail, torn_markup
from textgate.truncation.fences import is_fence_open
from textgate.truncation.plain_ends import is_plain_end
from textgate.truncation.screen import before_tags, first_characters, last_characters, looks_ended
from textgate.truncation.signals import EVEN, Signal, confidence, noisy_or
from textgate.truncation.tail import Tail

WHOLE = [
    "The council approved the line.\n\nWork begins in spring.",
    "Links\n\n- [Plans](https://example.org/a)\n- [Costs](https://example.org/b_(c))",
    "- the plan\n- the costs and the stops of the line",
    "1. plan\n2. ask\n3. build it (in spring)",
    "Q: Who pays?\nA: The city of Bergen",
    "<p>The line is new.</p>\n</div>",
    "Run:\n\n```sh\ntram --plan\n```",
    "Run:\n\n``` sh\ntram\n```\n",
    "> ```\n> tram\n> ```",
    "计划已经通过。\n\n- 新电车线路的建设费用",
    "Text.\n\n4.1. Plans    4.3. Costs",
    "1. [He] said so\n2. this is [his] book",
    "The tram runs to the port of Bergen in summer (1).\nThe ferry runs from there to the islands (2)",
]
CUT = [
    '{"a": 1}\n```\nx\n```',
    "The council approved the line.\n\nWork begins in spring.\n\nThe mayor hopes that the first tram of the",
    "Run:\n\n```sh\ntram --plan",
    "~~~\ntram --plan.",
    "- a\n- b and the",
    "- [Plans](https://example.org/a)\n- [Costs](https://exa",
    "- the plan.\n- the costs.\n- the stops of the new line and the",
    "`code` and `tram --pl",
    "市长希望第一辆电车能在冬天之前到达港口，并且",
    "The line is new.\n\nIt stops at the port (on board",
    "Read (more...)",
    "The plan is here [Read more]",
]
CHARACTERS = "aA .,!?:;-*+>`~|()[]<\n\n\t“”（）「」。、中あ한д0\u3000\ufeff\ufffd\ud800\r\x1c"
STRINGS = '{" }, ``` ]( ](x) </p> the of tram ... … 1.2. more них 一'.split()
PIECES = st.sampled_from([*CHARACTERS, *STRINGS, "\n\n", "\n- ", "Read more", "    ", " the "])
HOSTILE = st.lists(PIECES, max_size=40).map("".join)
BATCHES = st.lists(
    st.one_of(HOSTILE, st.sampled_from([*WHOLE, *CUT]), st.text(max_size=60)), min_size=1, max_size=6
)


def profile_of(texts: list[str]) -> Profile:
    return Profile(pack([Document(str(i), text) for i, text in enumerate(texts)]))


def is_plain(text: str, stop: int) -> bool:
    return is_plain_end(text, stop, lambda: identify(text))


def plain_signals(text: str) -> list[Signal]:
    """What the exact stage says of a text without any shortcut but the definition of a good end."""
    stop = len(text.rstrip())
    if not stop or (looks_ended(text, before_tags(text, stop)) and not is_fence_open(text)):
        return []
    return Tail(text, stop, language=lambda: identify(text)).signals()


@settings(max_examples=100, deadline=None)
@given(BATCHES)
@example(["A.", "```\nx", "."])
def test_the_screen_of_ends_passes_only_what_the_exact_stage_passes(texts: list[str]):
    profile = profile_of(texts)
    suspects = set(screen.suspects(profile).tolist())
    for index, text in enumerate(texts):
        if index not in suspects:
            assert noisy_or(plain_signals(text)) <= EVEN, text


@settings(max_examples=100, deadline=None)
@given(st.one_of(HOSTILE, st.sampled_from([*WHOLE, *CUT])))
def test_a_plain_end_is_one_that_the_exact_stage_passes(text: str):
    stop = len(text.rstrip())
    if stop and is_plain(text, stop) and not is_fence_open(text):
        assert noisy_or(plain_signals(text)) <= EVEN, text


@pytest.mark.parametrize("text", WHOLE)
def test_ordinary_ends_are_settled_early(text: str):
    stop = len(text.rstrip())
    early = looks_ended(text, before_tags(text, stop)) or is_plain(text, stop) or text.endswith("```\n")
    assert early or len(screen.suspects(profile_of([text]))) == 0 or noisy_or(plain_signals(text)) <= EVEN


@pytest.mark.parametrize("text", WHOLE[-2:])
def test_lines_with_paired_brackets_are_plain(text: str):
    assert is_plain(text, len(text))


@pytest.mark.parametrize("mark", "।॥።།။។։؟。‼")
def test_the_end_marks_of_other_scripts_pass_the_screen(mark: str):
    assert len(screen.suspects(profile_of([f"Tram{mark}", f"Tram{mark}»\n"]))) == 0


@pytest.mark.parametrize("text", CUT)
def test_cut_ends_are_not_settled_early(text: str):
    assert screen.suspects(profile_of([text])).tolist() == [0]
    assert not is_plain(text, len(text.rstrip())) or is_fence_open(text)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["a tram ", "- a tram ", "#", "> ", "  b ", "1. c ", "Note: d ", ""]),
        st.integers(min_value=0, max_value=260),
        st.sampled_from(["", ".", ",", ")", " "]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
@example([("a tram ", 140, ""), ("a tram ", 40, ".")])
@example([("a tram ", 80, ""), ("a tram ", 80, ""), ("a tram ", 20, ".")])
@example([("a tram ", 24, "."), ("a tram ", 39, ""), ("a tram ", 126, ""), ("Note: d ", 0, "")])
def test_the_last_block_by_its_line_is_the_one_by_all_lines(lines: list[tuple[str, int, str]]):
    text = "\n".join(first + "lo " * (length // 3) + end for first, length, end in lines)
    stop = len(text.rstrip())
    block = prose.last_block(text, stop) if stop else None
    if block is not None:
        assert block == tail.Tail(text, stop).near.blocks[-1]


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="aB1 -_>`$:/\\\t=→—”.|", min_size=1, max_size=30).filter(
        lambda line: not line[-1].isspace()
    )
)
@example("Name ___")
@example("Oslo   $ run")
@example("“So it is.” — Ada")
def test_quick_looks_at_the_last_line_change_nothing(line: str):
    """What saves most lines the patterns of forms, sessions, columns and drawings."""
    if tail._closes().search(line):
        assert tail._may_close(line)
    assert page_ends.is_session(line, len(line)) == (page_ends._prompt().search(line) is not None)
    text = f"{line}\n{line}"
    in_columns = any(pattern.search(line) for pattern in tail._columns())
    assert tail.Tail(text, len(text))._is_in_columns() == in_columns
    filled = len(line) - line.count(" ")
    drawn = filled >= 4 and sum(char.isalnum() or char >= "\u0300" for char in line) < 0.3 * filled
    assert page_ends.is_drawn(line) == (drawn and "..." not in line and not line.lstrip().startswith("|"))


@settings(max_examples=60, deadline=None)
@given(BATCHES)
def test_first_and_last_characters(texts: list[str]):
    profile = profile_of(texts)
    spaces = " \t\n\r\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
        map(chr, range(0x2000, 0x200B))
    )
    last = last_characters(profile) - profile.starts[:-1]
    first = first_characters(profile) - profile.starts[:-1]
    assert last.tolist() == [len(text.rstrip(spaces)) - 1 for text in texts]
    assert first.tolist() == [len(text) - len(text.lstrip(spaces + "\ufeff")) for text in texts]


def test_many_spaces():
    texts = [" " * 5000, "a" + " " * 5000, "\n" * 300 + "b", ""]
    profile = profile_of(texts)
    assert (last_characters(profile) - profile.starts[:-1]).tolist() == [-1, 0, 300, -1]
    assert (first_characters(profile) - profile.starts[:-1]).tolist() == [5000, 0, 300, 0]


@settings(max_examples=60, deadline=None)
@given(BATCHES)
def test_the_screen_of_torn_marks_passes_only_whole_texts(texts: list[str]):
    suspects = torn_markup.may_be_torn(profile_of(texts))
    for index, text in enumerate(texts):
        assert index in suspects or not list(torn_markup.torn(text)), text


@settings(max_examples=60, deadline=None)
@given(BATCHES)
@example(["“](x)tram runs from the port"])
def test_the_screen_of_beginnings_passes_only_what_the_exact_stage_passes(texts: list[str]):
    suspects = dict(truncated_start.suspects(profile_of(texts)))
    for index, text in enumerate(texts):
        start = len(text) - len(text.lstrip(" \t\n\r\x0b\x0c\x85\xa0\u2028\u2029\u3000\ufeff"))
        if index in suspects:
            assert suspects[index] == start
        elif start < len(text) and not text[start].isupper() and not text[start].isascii():
            signals, _ = truncated_start.signals_at(text, start, partial(identify, text))
            assert noisy_or(signals) <= EVEN, text


@settings(max_examples=100, deadline=None)
@given(BATCHES)
def test_unfinished_lines_are_lines_before_an_empty_one(texts: list[str]):
    for index, start, stop in paragraphs.unfinished(profile_of(texts)):
        text = texts[index]
        assert start < stop
        assert "\n" not in text[start:stop]
        assert text[stop : stop + 2] == "\n\n"
        assert start == 0 or text[start - 1] == "\n"


@settings(max_examples=60, deadline=None)
@given(BATCHES)
@pytest.mark.parametrize("name", ["truncated_end", "truncated_start", "missing_middle"])
def test_a_batch_says_what_single_documents_say(name: str, texts: list[str]):
    check = load(name)
    together = check.measure(profile_of(texts), check.Options()).values
    alone = [check.measure(profile_of([text]), check.Options()).values[0] for text in texts]
    assert np.array_equal(together, alone)


def test_every_reported_place_is_likelier_than_even():
    for check in (truncated_end, truncated_start, missing_middle):
        found = check.measure(profile_of([*WHOLE, *CUT]), check.Options()).spans.confidence
        assert all(value > EVEN for value in found)


def test_confidence_grows_with_the_weight():
    values = [confidence([Signal("x", weight / 100, "")]) for weight in range(101)]
    assert values == sorted(values)
    assert values[0] == 0.0
    assert math.isclose(values[50], 0.574, abs_tol=0.001)
    assert 0.9 < values[80] < values[100] <= 1.0
