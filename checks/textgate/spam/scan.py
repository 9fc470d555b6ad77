"""Finding the terms of a lexicon in a batch (see terms.py for the lists).

The search is a multi-literal scan in numpy. One table lookup folds every code point and says whether a term
can start there; a hash of the two or four code points at such places is looked up in a bitmap, the few that
pass are looked up again by longer hashes and by the last letters of the terms, and what is left is compared
with terms. An alternation in RE2 was tried: its automaton over 3,000 terms in 30 scripts needs 64 MB per
process, runs at 10 MB/s until it is warm, and at 1 MB/s when the text makes it outgrow its memory.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from textgate.spam.terms import (
    JOINED_KEYS,
    SPACED_KEYS,
    UNSPACED,
    Hit,
    Key,
    Lexicon,
    Term,
    fold_codepoints,
    fold_table,
    hash_at,
    screen_hash,
    stored,
    unspaced,
)

_SHIFT = np.uint32(16)
"""What is left of a hash is the index in a bitmap: 64 KiB each, so that all of them stay in the cache."""
_PROBES = 3
"""Last code points of a term that are compared before it is looked at one by one."""

# Flags of a folded code point, kept in the byte above its 21 bits.
_CODEPOINT = np.uint32(0xFFFFFF)
_LETTER, _ANYWHERE, _SPACED, _JOINED = (np.uint8(1 << bit) for bit in range(4))


class Scanner:
    """Finds the terms of a lexicon in text.

    Terms of scripts with spaces are found at the start of a word; terms of scripts whose words run together
    are found anywhere.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._table = _flagged(lexicon)
        self._joined, self._spaced = (_bitmap(hashes) for hashes in lexicon.screens)
        self._keys = tuple((key, _bitmap(key.hashes)) for key in lexicon.keys)
        self._terms: dict[int, Term] = {}

    def scan(self, codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> list[Hit]:
        """Every term in ``codepoints[c]``, in order of start; a term inside a longer one is left out."""
        size = len(codepoints)
        # Padded, so that every hash may look beyond the end.
        folded = np.zeros(size + SPACED_KEYS[-1], dtype=np.uint32)
        fold_codepoints(codepoints, self._table, out=folded[:size])
        flags = (folded >> np.uint32(24)).astype(np.uint8)
        folded &= _CODEPOINT
        quads = screen_hash(folded, 4)
        places = np.flatnonzero(_word_starts(flags[:size]))
        places = places[self._spaced.take(quads.take(places) >> _SHIFT)]
        hits = self._hits(folded, places, SPACED_KEYS, self._keys[len(JOINED_KEYS) :], bounded=True)
        if codepoints.dtype != np.uint8:
            places = np.flatnonzero((flags[:size] & _JOINED) != 0)
            places = places[self._joined.take(hash_at(folded, places, 2) >> _SHIFT)]
            hits += self._hits(folded, places, JOINED_KEYS, self._keys[: len(JOINED_KEYS)], bounded=False)
        return longest(hits)

    def _hits(
        self,
        folded: NDArray[np.uint32],
        places: NDArray[np.int64],
        lengths: tuple[int, ...],
        keys: tuple[tuple[Key, NDArray[np.bool_]], ...],
        *,
        bounded: bool,
    ) -> list[Hit]:
        found = []
        hashes, reached = np.zeros(len(places), dtype=np.uint32), 0
        for length, (key, bitmap) in zip(lengths, keys, strict=True):
            hashes += hash_at(folded, places, length, reached)
            reached = length
            passed = bitmap.take(hashes >> _SHIFT)
            pairs = _pairs(key, places[passed], hashes[passed])
            for place, number in zip(*self._ending(folded, *pairs), strict=True):
                if hit := self._hit(folded, place, number, bounded):
                    found.append(hit)
        return found

    def _ending(
        self, folded: NDArray[np.uint32], places: NDArray[np.int64], numbers: NDArray[np.int64]
    ) -> tuple[list[int], list[int]]:
        """The pairs of place and term whose last letters agree."""
        lexicon = self._lexicon
        for probe in range(1, _PROBES + 1):
            begins, ends = lexicon.offsets.take(numbers), lexicon.offsets.take(numbers + 1)
            # Clipped: a term may be longer than what is left of the text. The full comparison follows.
            there = folded.take(places + (ends - begins) - probe, mode="clip")
            agree = (there == lexicon.letters.take(ends - probe, mode="clip")) | (ends - begins < probe)
            places, numbers = places[agree], numbers[agree]
        return places.tolist(), numbers.tolist()

    def _hit(self, folded: NDArray[np.uint32], place: int, number: int, bounded: bool) -> Hit | None:
        """The hit, if the whole term is there and, in scripts with spaces, ends where a word ends."""
        term = self._terms.get(number)
        if term is None:
            term = self._terms[number] = self._lexicon.term(number)
        stop = place + len(term.text)
        if folded[place:stop].tobytes() != term.text.encode("utf-32-le"):
            return None
        if bounded and not term.open_end and term.text[-1].isalpha() and _continues(int(folded[stop])):
            return None
        return Hit(place, stop, term)


def _pairs(
    key: Key, places: NDArray[np.int64], hashes: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places and numbers of the terms whose hash is the one at the place, as columns."""
    first = np.searchsorted(key.hashes, hashes)
    count = np.searchsorted(key.hashes, hashes, side="right") - first
    # The ranges [first, first + count) laid end to end.
    ends = np.cumsum(count)
    rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + count, count)
    return np.repeat(places, count), key.terms.take(rows).astype(np.int64)


def _continues(codepoint: int) -> bool:
    """Whether this code point goes on with a word of a script with spaces."""
    return chr(codepoint).isalpha() and not unspaced(codepoint)


def _bitmap(hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    bitmap = np.zeros(1 << 16, dtype=np.bool_)
    bitmap[hashes >> _SHIFT] = True
    return bitmap


def _flagged(lexicon: Lexicon) -> NDArray[np.uint32]:
    """The fold table with the flags of each folded code point."""
    table = fold_table()
    first = np.zeros(len(table), dtype=np.bool_)
    first[lexicon.letters[lexicon.offsets[:-1]]] = True
    joined = np.zeros_like(first)
    for low, high in UNSPACED:
        joined[low:high] = True
    flags = np.where(first, np.where(joined, _JOINED, _SPACED), np.uint8(0))
    # Hebrew and Arabic write articles and prepositions onto the word.
    flags[0x590:0x780][first[0x590:0x780]] |= _ANYWHERE
    flags[_is_letter(np.arange(len(table), dtype=np.uint32))] |= _LETTER
    return table | flags.take(table).astype(np.uint32) << np.uint32(24)


def _word_starts(flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Places where a term of a script with spaces may start."""
    starts: NDArray[np.bool_] = (flags & _SPACED) != 0
    starts[1:] &= (flags[:-1] & _LETTER) == 0
    starts |= (flags & _ANYWHERE) != 0
    return starts


def _is_letter(codepoints: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Letters and marks of scripts with spaces; exact enough for folded text, and far cheaper than a table."""
    ascii_letter = (codepoints >= 0x61) & (codepoints <= 0x7A)
    other = (codepoints >= 0xAA) & (codepoints < 0x2000) & (codepoints != 0xB7) & (codepoints != 0xBB)
    letters: NDArray[np.bool_] = ascii_letter | (other & ((codepoints < 0xE00) | (codepoints >= 0x1100)))
    return letters


def longest(hits: list[Hit]) -> list[Hit]:
    """Drop every hit that lies inside another one; sorted by start."""
    kept: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.stop)):
        if hit.stop > reached:
            kept.append(hit)
            reached = hit.stop
    return kept


def within(hits: Sequence[Hit], start: int, stop: int) -> Sequence[Hit]:
    """The hits that start in ``[start, stop)``; ``hits`` are in order of start."""
    return hits[bisect_left(hits, start, key=_start) : bisect_left(hits, stop, key=_start)]


def _start(hit: Hit) -> int:
    return hit.start


@functools.cache
def scanner(table: str) -> Scanner:
    """The scanner over one of the shipped ``TABLES``."""
    return Scanner(stored(table))
