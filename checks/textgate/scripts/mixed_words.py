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
STYLED_ALPHABET = 1  # beside the bits of the four others in a byte
STYLED_LETTERS = (0x1D400, 0x1D7CC)  # mathematical alphabets
MARKS = 3  # as many as any orthography stacks on a letter
LONGEST = 200  # code points; longer runs of letters are no words
# Ranges of alphabets in the class OTHER_SCRIPT that have lookalikes: Armenian, Georgian, Cherokee, Coptic, Lisu,
# Cherokee in lower case, Deseret.
OTHER_ALPHABETS = (
    (0x530, 0x58F), (0x10A0, 0x10FF), (0x13A0, 0x13FF), (0x2C80, 0x2CFF), (0xA4D0, 0xA4FF), (0xAB70, 0xABBF),
    (0x10400, 0x1044F),
)  # fmt: skip


def _edges(profile: Profile) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.uint8]]:
    """Positions after which the alphabet of a word changes, ascending, and the alphabets of both sides.

    A mark is of the alphabet of its letter.
    """
    alphabet = profile.script_bits & np.uint8(ALPHABETIC >> 8)
    if profile.has(COMPATIBILITY).any():
        where = profile.where(COMPATIBILITY)
        points = profile.codepoints.take(where)
        alphabet[where[(points >= STYLED_LETTERS[0]) & (points < STYLED_LETTERS[1])]] = STYLED_ALPHABET
    marks = profile.where(MARK)
    marks = marks[alphabet.take(marks) == 0]
    for _ in range(MARKS):
        if not len(marks):
            break
        # The terminator of the last document stands before position 0.
        inherited = alphabet.take(marks - 1, mode="wrap")
        alphabet[marks] = inherited
        marks = marks[inherited == 0]
    before, after = alphabet[:-1], alphabet[1:]
    edges = np.flatnonzero((before != after) & (before != 0) & (after != 0))
    return edges, before[edges], after[edges]


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
    edges, before, after = _edges(profile)
    # Thai, Devanagari and the like are written without spaces beside Latin; they have no lookalikes.
    points = profile.codepoints
    edges = edges[_has_lookalikes(before, points, edges) & _has_lookalikes(after, points, edges + 1)]
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
    alphabet: NDArray[np.uint8], points: NDArray[np.uint32] | NDArray[np.uint8], at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    point = points[at]
    known: NDArray[np.bool_] = (alphabet & np.uint8(OTHER_SCRIPT >> 8)) == 0
    for first, last in OTHER_ALPHABETS:
        known |= (point >= first) & (point <= last)
    return known
