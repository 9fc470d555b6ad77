"""Words in which letters of two alphabets meet, found in a whole batch at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from textgate.charclass import COMPATIBILITY, CYRILLIC, GREEK, LATIN, MARK, OTHER_SCRIPT
from textgate.profile import Profile
from textgate.scripts.confusables import Word, scripts_of

ALPHABETIC = LATIN | CYRILLIC | GREEK | OTHER_SCRIPT
ESCAPE = r"(?:\\|%[-+#0-9.*$]{0,8})\Z"
ESCAPE_LENGTH = 10
STYLED_LETTERS = (0x1D400, 0x1D7CC)  # mathematical alphabets
MARKS = 3  # as many as any orthography stacks on a letter
LONGEST = 200  # code points; longer runs of letters are no words
# Ranges of alphabets in the class OTHER_SCRIPT that have lookalikes: Armenian, Georgian, Cherokee, Coptic, Lisu,
# Cherokee in lower case, Deseret.
OTHER_ALPHABETS = (
    (0x530, 0x58F), (0x10A0, 0x10FF), (0x13A0, 0x13FF), (0x2C80, 0x2CFF), (0xA4D0, 0xA4FF), (0xAB70, 0xABBF),
    (0x10400, 0x1044F),
)  # fmt: skip


def _edges(profile: Profile) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Positions after which the alphabet of a word changes, ascending, and ``uint32[e, 2]``: the two alphabets.

    One of the two letters is above ASCII, which holds one alphabet. A mark is of the alphabet of its letter.
    """
    styled = bool(profile.has(COMPATIBILITY).any())
    where = profile.above_ascii
    own = profile.bits.take(where)
    # Most of East Asian text is of no alphabet.
    kept = (own & np.uint32(ALPHABETIC | MARK | (COMPATIBILITY if styled else 0))) != 0
    where, own = where[kept], own[kept]
    marks = np.flatnonzero((own & np.uint32(MARK)) != 0)
    own &= np.uint32(ALPHABETIC)
    if styled:
        points = profile.codepoints.take(where)
        own[(points >= STYLED_LETTERS[0]) & (points < STYLED_LETTERS[1])] = COMPATIBILITY
    before = profile.bits.take(where - 1, mode="wrap") & np.uint32(ALPHABETIC)
    follows = np.flatnonzero(np.diff(where, prepend=-9) == 1)
    before[follows] = own[follows - 1]
    for _ in range(MARKS if len(marks) else 0):
        own[marks] = np.where(own[marks] == 0, before[marks], own[marks])
        before[follows] = own[follows - 1]
    after = profile.bits.take(where + 1, mode="clip") & np.uint32(ALPHABETIC)
    after[np.flatnonzero(np.diff(where, append=1 << 60) == 1)] = 0  # seen from the next one
    left = np.flatnonzero((own != before) & (own != 0) & (before != 0))
    right = np.flatnonzero((own != after) & (own != 0) & (after != 0))
    edges = np.concatenate([where[left] - 1, where[right]])
    pairs = np.concatenate(
        [np.stack([before[left], own[left]], axis=1), np.stack([own[right], after[right]], axis=1)]
    )
    order = np.argsort(edges, kind="stable")
    return edges[order], pairs[order]


def _in_word(profile: Profile, position: int) -> bool:
    """Whether a letter of an alphabet, or a mark on one, stands at a position."""
    for back in range(position, max(position - MARKS, 0) - 1, -1):
        bits = int(profile.bits[back])
        point = int(profile.codepoints[back])
        if bits & ALPHABETIC or STYLED_LETTERS[0] <= point < STYLED_LETTERS[1]:
            return True
        if not bits & MARK:
            return False
    return False


def mixed_words(profile: Profile) -> Iterator[Word]:
    """Words in which letters of two alphabets meet, in order; offsets are those of the batch."""
    edges, pairs = _edges(profile)
    # Thai, Devanagari and the like are written without spaces beside Latin; they have no lookalikes.
    points = profile.codepoints
    edges = edges[
        _has_lookalikes(pairs[:, 0], points, edges) & _has_lookalikes(pairs[:, 1], points, edges + 1)
    ]
    scripts: dict[str, tuple[str, ...]] = {}
    reached = -1
    for edge in edges.tolist():
        if edge < reached:
            continue
        start = stop = edge
        while start > 0 and _in_word(profile, start - 1):
            start -= 1
        while _in_word(profile, stop):  # the terminator of the document stops every word
            stop += 1
        reached = stop
        if stop - start > LONGEST:
            continue
        text = profile.text[start:stop]
        if text not in scripts:
            scripts[text] = scripts_of(text)
        word = Word(start, stop, text, scripts[text])
        yield _without_escape(word, profile.text[max(start - ESCAPE_LENGTH, 0) : start])


def _without_escape(word: Word, before: str) -> Word:
    """The word without the letters of an escape that it follows unspaced: ``%0A``, ``%lu``, ``\\n``."""
    if before[-1:] not in "\\%" and "%" not in before:
        return word
    size = next((i for i, script in enumerate(word.scripts) if script != "Latn"), 0)
    if not 0 < size <= 3 or re.search(ESCAPE, before) is None:
        return word
    return Word(word.start + size, word.stop, word.text[size:], word.scripts[size:])


def _has_lookalikes(
    bits: NDArray[np.uint32], points: NDArray[np.uint32] | NDArray[np.uint8], at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    point = points[at]
    known: NDArray[np.bool_] = (bits & np.uint32(OTHER_SCRIPT)) == 0
    for first, last in OTHER_ALPHABETS:
        known |= (point >= first) & (point <= last)
    return known
