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
LONGEST = 200  # code points; longer runs of letters are no words
# Ranges of alphabets in the class OTHER_SCRIPT that have lookalikes: Armenian, Georgian, Cherokee, Coptic, Lisu,
# Cherokee in lower case, Deseret.
OTHER_ALPHABETS = (
    (0x530, 0x58F), (0x10A0, 0x10FF), (0x13A0, 0x13FF), (0x2C80, 0x2CFF), (0xA4D0, 0xA4FF), (0xAB70, 0xABBF),
    (0x10400, 0x1044F),
)  # fmt: skip


def _alphabet_bits(profile: Profile) -> NDArray[np.uint32]:
    """``uint32[c]``: the alphabet bit of each letter, that of its letter for a mark, else 0."""
    bits = profile.bits & np.uint32(ALPHABETIC)
    if profile.has(COMPATIBILITY).any():
        points = profile.codepoints
        bits[(points >= 0x1D400) & (points < 0x1D7CC)] = COMPATIBILITY
    if profile.has(MARK).any():
        marks = profile.where(MARK)
        marks = marks[marks > 0]
        for _ in range(3):  # as many marks as any orthography stacks on a letter
            bits[marks] = np.where(bits[marks] == 0, bits[marks - 1], bits[marks])
    return bits


def mixed_words(profile: Profile) -> Iterator[Word]:
    """Words in which letters of two alphabets meet, in order; offsets are those of the batch."""
    bits = _alphabet_bits(profile)
    left, right = bits[:-1], bits[1:]
    edges = np.flatnonzero((left != right) & (left != 0) & (right != 0))
    if len(edges) == 0:
        return
    # Thai, Devanagari and the like are written without spaces beside Latin; they have no lookalikes.
    points = profile.codepoints
    edges = edges[_has_lookalikes(bits, points, edges) & _has_lookalikes(bits, points, edges + 1)]
    scripts: dict[str, tuple[str, ...]] = {}
    reached = -1
    for edge in edges.tolist():
        if edge < reached:
            continue
        start = stop = edge
        while start > 0 and bits[start - 1]:
            start -= 1
        while bits[stop]:  # the terminator of the document stops every word
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
    known: NDArray[np.bool_] = (bits[at] & np.uint32(OTHER_SCRIPT)) == 0
    for first, last in OTHER_ALPHABETS:
        known |= (point >= first) & (point <= last)
    return known
