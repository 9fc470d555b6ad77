"""Words of a batch, also for scripts written without spaces, and hashes of any stretch of text.

A word is a run of code points between white space, as in the Gopher rules (Rae et al. 2021), which split on
white space. Letters of scripts that are written without spaces (Han, kana, Thai, Lao, Khmer, Burmese,
Tibetan, Javanese and their like) are words by themselves, so that counts and shares mean something there;
the published definitions are undefined for such text.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.profile import Profile

SPACELESS = (
    "Hani",
    "Hira",
    "Kana",
    "Bopo",
    "Thai",
    "Laoo",
    "Khmr",
    "Mymr",
    "Tibt",
    "Java",
    "Bali",
    "Tale",
    "Talu",
    "Lana",
)

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2**64
_BASE_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, slots=True)
class Words:
    """w words in order: batch positions ``[start, stop)`` and the document of each."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    document: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)


@functools.cache
def _spaceless() -> NDArray[np.bool_]:
    """``bool[1114112]``: letters and marks of scripts written without spaces."""
    names = cc.script_names()
    wanted = np.array([name in SPACELESS for name in names])
    letters = (cc.bits() & np.uint32(cc.LETTER | cc.MARK)) != 0
    spaceless: NDArray[np.bool_] = wanted[cc.scripts()] & letters
    return spaceless


def words(profile: Profile) -> Words:
    """All words of the batch."""
    blank = (profile.bits & np.uint32(cc.SPACE | cc.NEWLINE)) != 0
    alone = np.zeros(len(blank), dtype=bool) if profile.ascii else _spaceless().take(profile.codepoints)
    # A combining mark stays with the letter before it.
    mark = (profile.bits & np.uint32(cc.MARK)) != 0
    before_alone = np.concatenate(([False], alone[:-1]))
    after_blank = np.concatenate(([True], blank[:-1]))
    begins = ~blank & (after_blank | ((alone | before_alone) & ~mark))
    start = np.flatnonzero(begins)
    ends = np.flatnonzero(blank)
    limit = np.append(start[1:], len(blank))
    stop = np.minimum(limit, ends[np.searchsorted(ends, start)]) if len(start) else start
    document = np.searchsorted(profile.starts, start, side="right") - 1
    return Words(start, stop, document)


def per_document(profile: Profile, document: NDArray[np.int64]) -> NDArray[np.int64]:
    """``int64[n]``: how many of the given items each document has."""
    return np.bincount(document, minlength=len(profile)).astype(np.int64)


class Hashes:
    """64-bit hashes of stretches of a batch: equal text, equal hash, wherever it stands.

    Polynomial hash modulo 2**64 over mixed code points: prefix sums of ``mix(c[i]) * B**i``, and a stretch
    is its difference times ``B**-start``. Two different stretches of one document collide with a chance of
    about 2**-64 unless somebody looks for it; a collision only shifts a share by one item.
    """

    def __init__(self, profile: Profile) -> None:
        size = len(profile.codepoints)
        mixed = (profile.codepoints.astype(np.uint64) + np.uint64(1)) * _MIX
        mixed ^= mixed >> np.uint64(29)
        powers = np.full(size, _BASE, dtype=np.uint64)
        powers[:1] = 1
        np.multiply.accumulate(powers, out=powers)
        self._sums = np.zeros(size + 1, dtype=np.uint64)
        np.cumsum(mixed * powers, out=self._sums[1:])
        inverse = np.full(size + 1, _BASE_INVERSE, dtype=np.uint64)
        inverse[:1] = 1
        self._inverse = np.multiply.accumulate(inverse)

    def of(self, start: NDArray[np.int64], stop: NDArray[np.int64]) -> NDArray[np.uint64]:
        """``uint64[m]``: the hash of every stretch ``[start, stop)``, its length mixed in."""
        hashes: NDArray[np.uint64] = (self._sums[stop] - self._sums[start]) * self._inverse[start]
        return hashes ^ ((stop - start).astype(np.uint64) * _MIX)


def repeats(document: NDArray[np.int64], key: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """``bool[m]``: items whose key stood earlier in the same document."""
    order = np.lexsort((key, document))
    same = np.zeros(len(key), dtype=bool)
    same[1:] = (key[order][1:] == key[order][:-1]) & (document[order][1:] == document[order][:-1])
    again = np.zeros(len(key), dtype=bool)
    again[order] = same
    return again


MEAN_WORD_LENGTH = 5.0
"""Neutral mean word length, that of English running text, for documents without enough words to tell."""


def mean_word_length(profile: Profile, least: int = 10) -> NDArray[np.float64]:
    """``float64[n]``: mean code points per word, letters of scripts without spaces left out.

    A document with fewer than ``least`` such words has ``MEAN_WORD_LENGTH``.
    """
    found = words(profile)
    spaced = np.ones(len(found), dtype=bool)
    if not profile.ascii:
        spaced = ~_spaceless().take(profile.codepoints[found.start])
    size = (found.stop - found.start)[spaced]
    total = np.bincount(found.document[spaced], weights=size, minlength=len(profile))
    count = np.bincount(found.document[spaced], minlength=len(profile))
    return np.where(count >= least, total / np.maximum(count, 1), MEAN_WORD_LENGTH)


def _solid(profile: Profile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last position that is not white space of every line that has one."""
    solid = np.flatnonzero((profile.bits & np.uint32(cc.SPACE | cc.NEWLINE)) == 0)
    first = np.searchsorted(solid, profile.lines.start)
    after = np.searchsorted(solid, profile.lines.stop)
    some = after > first
    return solid[first[some]], solid[after[some] - 1]


def line_starts(profile: Profile) -> NDArray[np.int64]:
    """``int64[m]``: first position that is not white space, of each of the m lines that are not blank."""
    return _solid(profile)[0]


def line_ends(profile: Profile) -> NDArray[np.int64]:
    """``int64[m]``: last position that is not white space, of each of the m lines that are not blank."""
    return _solid(profile)[1]


def share_of_lines(profile: Profile, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """``float64[n]``: share of each document's m non-blank lines that are chosen; 0 where there are none."""
    document = np.searchsorted(profile.starts, line_starts(profile), side="right") - 1
    part = np.bincount(document, weights=chosen, minlength=len(profile))
    whole = np.bincount(document, minlength=len(profile))
    return np.divide(part, whole, out=np.zeros(len(profile)), where=whole > 0)
