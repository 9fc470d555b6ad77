"""Paragraphs of a batch by their last lines, and which of them stop too early: array operations, no text read.

A paragraph's last line is one before an empty line or before the end of its document. It is judged by its first and
last characters alone; what begins like a heading, an item, a table row or a tag is no paragraph.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.profile import Profile

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST = 36  # code points of a line that tells of the document's habit; half of that in scripts above U+2E80
LONG = 36  # code points of a line that may be a cut sentence
LONG_LIST = 80  # code points of a line that may be a cut sentence although it ends in a comma
LEAST_NAMES = SHORTEST = 16  # code points of a line that may be a cut enumeration of names
ORDERLY = 0.7  # share of the other paragraphs that must end with an end mark; the exact stage asks for more
LEAST_OTHERS = 1

NO_PARAGRAPH = "#|-+=<•~`>"
"""First characters of lines that are headings, rows, items, rules, tags, fences, quotations."""

_CLOSERS = "\"'”’“‘»«›‹)]}）］｝】〕』」》〉*_ \t\r"
_COMMAS = ",،"
_ENUMERATION = ord("、")
_UNSPACED = 0x2E80
_STEPS = 3  # spaces and closing marks after a sentence that are looked through


def unfinished(profile: Profile) -> Iterator[tuple[int, int, int]]:
    """Last lines of paragraphs that end in a comma or a letter, no capital, where the others end with an end mark.

    Yields (document, start, stop) with offsets within the document. An enumeration of names may break off in
    any document.
    """
    rows = _last_lines(profile)
    lines = profile.lines
    start, stop, document = lines.start[rows], lines.stop[rows], lines.document[rows]
    length = stop - start
    last = profile.codepoints.take(stop - 1)
    # By the table: its few entries in use are at hand, those of the batch's own column lie far apart.
    letter = (charclass.bits().take(last) & np.uint32(charclass.LETTER | charclass.UPPER)) == charclass.LETTER
    long = length >= np.where(last >= _UNSPACED, LONG // 2, LONG)
    open_end = (letter & long) | (_among(_COMMAS).take(last, mode="clip") & (length >= LONG_LIST))
    names = (last == _ENUMERATION) & (length >= LEAST_NAMES)
    open_end &= stop < profile.stops[document]
    names &= stop < profile.stops[document]
    # The habit is asked of those documents only that have a line in question.
    asked = np.zeros(len(profile), dtype=bool)
    asked[document[open_end | names]] = True
    of_asked = np.flatnonzero(asked[document])
    if not len(of_asked):
        return
    start, stop, document = start[of_asked], stop[of_asked], document[of_asked]
    open_end, names = open_end[of_asked], names[of_asked]
    begins = _begins(profile, start)
    judged = begins & (length[of_asked] >= np.where(last[of_asked] >= _UNSPACED, LEAST // 2, LEAST))
    ended = np.flatnonzero(judged)
    ended = ended[_ended(profile, start[ended], stop[ended])]
    others = np.bincount(document[judged], minlength=len(profile))[document] - judged
    count = np.bincount(document[ended], minlength=len(profile))[document]
    orderly = (others >= LEAST_OTHERS) & (count >= ORDERLY * others)
    base = profile.starts[document]
    for at in np.flatnonzero((begins & orderly & open_end) | names).tolist():
        yield int(document[at]), int(start[at] - base[at]), int(stop[at] - base[at])


def _begins(profile: Profile, start: Positions) -> Flags:
    """Whether each line begins like a paragraph."""
    first = profile.codepoints.take(start)
    starred = (first == ord("*")) & (profile.codepoints.take(start + 1) == ord(" "))
    found: Flags = ~(_among(NO_PARAGRAPH).take(first, mode="clip") | starred)
    return found


def _last_lines(profile: Profile) -> Positions:
    """Rows of lines that are not short and stand before an empty line or the end of their document."""
    lines = profile.lines
    empty = lines.start == lines.stop
    final = lines.stop == profile.stops[lines.document]
    final[:-1] |= empty[1:]
    # A shorter one is neither unfinished nor tells of the habit.
    final &= lines.stop - lines.start >= SHORTEST
    return np.flatnonzero(final)


def _ended(profile: Profile, start: Positions, stop: Positions) -> Flags:
    """Whether each line ends with an end mark or a colon, perhaps in quotation marks."""
    at = stop - 1
    closers = _among(_CLOSERS)
    for _ in range(_STEPS):
        at = at - (closers.take(profile.codepoints.take(at), mode="clip") & (at > start))
    last = profile.codepoints.take(at)
    marked: Flags = (charclass.bits().take(last) & np.uint32(charclass.SENTENCE_END)) != 0
    return marked | _among(":：").take(last, mode="clip")


@functools.cache
def _among(characters: str) -> Flags:
    """``bool[65536]``: which code points are among the characters; take with ``mode="clip"``."""
    table = np.zeros(0x10000, dtype=bool)
    table[[ord(char) for char in characters]] = True
    return table
