"""Which documents of a batch may be cut at their end: array operations over the whole batch, no document read.

A document passes that ends with an end mark, perhaps in quotation marks, or with a block of code that is closed,
and in which no block of code is left open. Everything else goes to the exact stage (tail.py), which would say the
same of the documents that pass here; tests/truncation/test_screen.py holds the two against each other.
"""

from __future__ import annotations

import functools
import re

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.profile import Profile
from textgate.truncation.fences import regular_end

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]

END_MARKS = ".!?。！？।؟۔॥։།။።។៕‼⁇⁈⁉｡"
QUOTES = "\"'”’」』)）»"
"""Marks that may follow an end mark."""

_MOST_SPACES = 64  # trailing spaces that are stepped over at once for all documents; more are left to rstrip
_TICK, _DOT, _LESS, _FEED = ord("`"), ord("."), ord("<"), ord("\n")
_TABLE = 0x10000
_BOM = 0xFEFF
_NO_SPACE = re.compile("[^\\s\ufeff]")


def looks_ended(text: str, stop: int) -> bool:
    """Whether ``text[:stop]`` ends with an end mark, perhaps in quotation marks or brackets."""
    last = text[stop - 1]
    if last in QUOTES:
        last = text[max(0, stop - 2)]
    return last in END_MARKS and not text.endswith(("..", "(.)", "..)"), 0, stop)


def before_tags(text: str, stop: int) -> int:
    """Where the closing tags begin that ``text[:stop]`` ends with; ``stop`` if it ends otherwise."""
    for _ in range(8):
        if text[stop - 1] != ">":
            break
        start = text.rfind("</", max(0, stop - 40), stop)
        if start <= 0 or ">" in text[start : stop - 1]:
            break
        stop = len(text[:start].rstrip()) if text[start - 1].isspace() else start
    return max(1, stop)


def suspects(profile: Profile) -> Positions:
    """Indices, ascending, of the documents that may end too early, judged by their text."""
    if not len(profile):
        return np.zeros(0, dtype=np.int64)
    last = last_characters(profile)
    filled = last >= profile.starts[:-1]
    irregular, closing = fences(profile)
    # The text of a block of code ends well, unless the whole document claims to be JSON.
    code = (closing == last) & ~_is_data(profile)
    return np.flatnonzero(filled & (irregular | ~(_ended(profile, last) | code)))


def last_characters(profile: Profile) -> Positions:
    """``int64[n]``: position of each document's last character that is no space; one before its start if none."""
    last: Positions = profile.stops - 1
    first = profile.starts[:-1]
    rows = np.arange(len(profile))
    spaces = np.uint32(charclass.SPACE | charclass.NEWLINE)
    for _ in range(_MOST_SPACES):
        rows = rows[last[rows] >= first[rows]]
        at = profile.codepoints.take(last[rows])
        rows = rows[(charclass.bits_at(at) & spaces) != 0]
        if not len(rows):
            return last
        last[rows] -= 1
    for row in rows.tolist():
        last[row] = first[row] + len(profile.document_text(row).rstrip()) - 1
    return last


def first_characters(profile: Profile) -> Positions:
    """``int64[n]``: position of each document's first character but spaces and byte-order marks; its stop if none."""
    first: Positions = profile.starts[:-1].copy()
    rows = np.arange(len(profile))
    spaces = np.uint32(charclass.SPACE | charclass.NEWLINE)
    for _ in range(_MOST_SPACES):
        rows = rows[first[rows] < profile.stops[rows]]
        at = profile.codepoints.take(first[rows])
        rows = rows[((charclass.bits_at(at) & spaces) != 0) | (at == _BOM)]
        if not len(rows):
            return first
        first[rows] += 1
    for row in rows.tolist():
        text = profile.document_text(row)
        found = _NO_SPACE.search(text)
        first[row] = profile.starts[row] + (found.start() if found else len(text))
    return first


@functools.cache
def _marks() -> NDArray[np.uint8]:
    """``uint8[65536]``: 1 for end marks, 2 for what may follow one."""
    table = np.zeros(_TABLE, dtype=np.uint8)
    table[[ord(char) for char in END_MARKS]] = 1
    table[[ord(char) for char in QUOTES]] = 2
    return table


def _ended(profile: Profile, last: Positions) -> Flags:
    """``bool[n]``: what ``looks_ended`` says of each document."""
    points = profile.codepoints
    final = points.take(np.maximum(last, 0))
    # A document's first character has the terminator of the one before as its neighbour, which is no end mark.
    before = points.take(np.maximum(last - 1, 0))
    kinds = _marks().take(final, mode="clip")
    inner = _marks().take(before, mode="clip")
    ellipsis = (final == _DOT) & (before == _DOT)
    third = points.take(np.maximum(last - 2, 0))
    listed = (final == ord(")")) & (before == _DOT) & ((third == ord("(")) | (third == _DOT))
    found: Flags = ((kinds == 1) & ~ellipsis) | ((kinds == 2) & (inner == 1) & ~listed)
    return found


def _is_data(profile: Profile) -> Flags:
    """``bool[n]``: documents that may be JSON, by their first character, or that begin with a space."""
    first = profile.codepoints.take(profile.starts[:-1])
    spaces = np.uint32(charclass.SPACE | charclass.NEWLINE | charclass.CONTROL)
    found: Flags = (first == ord("{")) | (first == ord("[")) | ((charclass.bits_at(first) & spaces) != 0)
    return found


@functools.lru_cache(maxsize=1)  # two checks ask for the same batch
def fences(profile: Profile) -> tuple[Flags, Positions]:
    """Documents whose fences need a closer look, and the last character of each document's last closing fence.

    The position is -1 for a document without a closing fence; what regular fences are, says fences.py.
    """
    irregular = np.zeros(len(profile), dtype=bool)
    closing = np.full(len(profile), -1, dtype=np.int64)
    ticks = np.flatnonzero(profile.narrow == _TICK)
    triple = _triples(ticks)
    if len(triple):
        _regular(profile, ticks, triple, irregular, closing)
        # The quick look knows no indented fences.
        for index in np.flatnonzero(irregular).tolist():
            stop = regular_end(profile.document_text(index))
            if stop is not None:
                irregular[index] = False
                closing[index] = profile.starts[index] + stop - 1 if stop else -1
    for index in np.flatnonzero(profile.holds("~")).tolist():
        irregular[index] |= "~~~" in profile.document_text(index)
    return irregular, closing


def _triples(found: Positions) -> Positions:
    """Where three neighbours begin among ascending positions."""
    return np.flatnonzero(found[2:] - found[:-2] == 2) if len(found) > 2 else found[:0]


def _regular(
    profile: Profile, ticks: Positions, triple: Positions, irregular: Flags, closing: Positions
) -> None:
    """Mark the documents with a fence that is not regular at first sight, and the last closing fences of the others."""
    run = ticks[triple]
    document = np.searchsorted(profile.starts, run, side="right") - 1
    # The rank of a fence in its document: even ones open, odd ones close.
    closes = (np.arange(len(run)) - np.searchsorted(document, document)) % 2 == 1
    after = profile.narrow.take(run + 3)  # at the latest the document's terminator
    bare = after == _FEED
    # The second of two runs in four backticks has one before it.
    fine = profile.narrow.take(run - 1) == _FEED
    fine &= bare | (~closes & (after > 0x20) & (after != _LESS))
    stops = profile.lines.stop
    following = np.append(ticks, profile.starts[-1])[triple + 3]
    fine &= closes | (following > stops[np.searchsorted(stops, run)])
    final = np.append(document[1:] != document[:-1], True)
    irregular[document[~fine]] = True
    irregular[document[final & ~closes]] = True
    closing[document[final & closes]] = run[final & closes] + 2
