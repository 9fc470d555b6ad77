"""The screen of injected_spam against judging every line: it adds nothing, and loses nothing that is sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spam_texts import EN, FOUND, JA, RU, SILENT, ZH

from textgate.checks import injected_spam
from textgate.spam.blocks import Block, judge
from textgate.spam.scan import folded, longest, scanner
from textgate.spam.terms import TABLES
from textgate.testing import measure

SURE = 2.2
"""Log-odds of blocks that the screen must not lose: a confidence of 0.9."""

Blocks = list[tuple[int, int, str]]


def judged(text: str) -> list[Block]:
    """Every line judged, with every term of both tables."""
    options = injected_spam.Options()
    whole = folded(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"))
    hits = [hit for table in TABLES for hit in scanner(table).hits(scanner(table).scan(whole))]
    ends = [place for place, character in enumerate(text + "\n") if character == "\n"]
    lines = list(zip([0, *(end + 1 for end in ends)], ends, strict=False))
    return judge(text, longest(hits), lines, options.threshold, options.places)


def plainly(text: str) -> Blocks:
    return [(block.start, block.stop, block.kind) for block in judged(text)]


def screened(text: str) -> Blocks:
    found = measure("injected_spam", text).spans
    return list(zip(found.start, found.stop, found.kind, strict=True))


@pytest.mark.parametrize("text", [text for _, text in SILENT], ids=[name for name, _ in SILENT])
def test_silent_texts(text: str) -> None:
    assert screened(text) == plainly(text) == []


@pytest.mark.parametrize(("body", "spam"), [row[:2] for row in FOUND], ids=[row[1][:24] for row in FOUND])
def test_advertisements(body: str, spam: str) -> None:
    text = f"{body}\n\n{spam}\n"
    assert screened(text) == plainly(text)


PIECES = st.sampled_from([EN, ZH, RU, JA, *(text for _, text in SILENT if text), *(row[1] for row in FOUND)])


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=5), st.sampled_from(["\n\n", "\n", " "]))
def test_any_mixture(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    blocks, found = judged(text), screened(text)
    for start, stop, _ in found:
        assert any(block.start < stop and start < block.stop for block in blocks)
    for block in blocks:
        if block.score >= SURE:
            assert any(block.start < stop and start < block.stop for start, stop, _ in found)
