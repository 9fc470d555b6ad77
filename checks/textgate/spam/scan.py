"""Finding the terms of a lexicon in a batch (see terms.py for the lists).

The search is a multi-literal scan in numpy, made so that text without terms costs about one nanosecond a code
point. A piece of each term (two code points where words run together, six or four elsewhere), one that other
text seldom has, is hashed, and so is the text; one byte of a table says whether a hash can be one of those.
What passes is compared with the terms, all places at once. Where terms are long enough the text is hashed at
every other place only, and each term is entered twice, with its piece and with the one a letter later.

An alternation in RE2 was tried: its automaton over 3,000 terms in 30 scripts needs 64 MB per process, runs at
10 MB/s until it is warm, and at 1 MB/s when the text makes it outgrow its memory.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.spam.terms import SUPPORT, TOPICS, UNSPACED, Hit, Lexicon, Term, fold_codepoints, stored

PADDING = 8
"""Code points that must follow the text that is scanned, so that every hash may look beyond its end."""

# Odd constants with well mixed bits (golden ratio, primes of xxHash).
_FIRST, _SECOND, _THIRD = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D)
_SPARSE_BITS, _DENSE_BITS = 18, 15
"""Of a hash so many bits are its place in the table: 256 and 32 KiB, which stay in the cache."""
_MARK_SHIFT, _FOLDING, _LOW_HALF = np.uint32(6), np.uint32(15), np.uint32(0xFFFF)
_FAR_EAST = np.uint32(0x2E80)
"""From here on the sparse scan hashes one pair of code points; what follows are Han, kana and Hangul."""
SHORT_PIECE, LONG_PIECE = 2, 6
"""Code points of a term that the sparse scan hashes: in East Asian scripts, in others."""
_MANY = np.uint8(2)
"""Mark of a place where hashes of different marks meet. Marks of one hash are odd."""
_LETTER, _UNSPACED = 1, 2
_PROBE = 4
"""Code points before a term's end one is compared before the whole of it is; the last one of short terms."""


class Found(NamedTuple):
    """Terms found, as columns in order of start: term ``term[i]`` at ``[start[i], stop[i])``."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    term: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def between(self, start: int, stop: int) -> Found:
        """The finds that start in ``[start, stop)``."""
        # Most ranges hold none or few; numpy's search would first have to make arrays of the two numbers.
        first = bisect_left(self.start, start)
        last = bisect_left(self.start, stop, first)
        return Found(self.start[first:last], self.stop[first:last], self.term[first:last])


class Scanner:
    """Finds the terms of a lexicon in folded text.

    Terms of scripts with spaces are found at the start of a word; terms of scripts whose words run together
    are found anywhere. With ``sparse`` the text is hashed at every other place; every term must then have
    three code points, or seven in scripts with spaces and in those of South-East Asia.
    """

    def __init__(self, lexicon: Lexicon, *, sparse: bool) -> None:
        self._lexicon = lexicon
        self._sparse = sparse
        self._shift = np.uint32(32 - (_SPARSE_BITS if sparse else _DENSE_BITS))
        shifts = (0, 1) if sparse else (0,)
        starts = lexicon.offsets[:-1] + lexicon.anchor
        letters = np.concatenate([lexicon.letters, np.zeros(PADDING, np.uint16)])
        hashes = np.concatenate([self._hash(letters, starts + shift) for shift in shifts])
        slots = hashes >> self._shift
        order = np.argsort(slots)
        shifted = order >= len(starts)
        self._terms = order - shifted * len(starts)
        self._moves = lexicon.anchor.take(self._terms) + shifted.astype(np.int64)
        # One letter near each term's end, and where it is from the place that was hashed.
        ends = lexicon.offsets[self._terms + 1]
        lengths = ends - lexicon.offsets[self._terms]
        before_end = np.where(lengths >= _PROBE, _PROBE, 1)
        self._probes = lexicon.letters[ends - before_end]
        self._probed = lengths - self._moves - before_end
        slots, marks = slots[order], _mark(hashes[order])
        size = 1 << (32 - int(self._shift))
        self._table = np.zeros(size, dtype=np.uint8)
        self._table[slots] = marks
        # A place that several marks share lets every text pass.
        changes = slots[1:] != slots[:-1]
        clash = np.flatnonzero(~changes & (marks[1:] != marks[:-1]))
        self._table[slots[clash]] = _MANY
        new = np.append(0, np.flatnonzero(changes) + 1)
        self._first, self._count = np.zeros(size, dtype=np.uint16), np.zeros(size, dtype=np.uint8)
        self._first[slots[new]] = new
        self._count[slots[new]] = np.diff(new, append=len(slots))
        self.weights = np.where(lexicon.family < len(TOPICS) + len(SUPPORT), lexicon.weight, np.uint8(0))
        """Weight of each term that can speak for an advertisement, 0 for the others."""
        self._records: dict[int, Term] = {}

    @property
    def families(self) -> NDArray[np.uint8]:
        """The family of each term, an index into ``FAMILIES``."""
        return self._lexicon.family

    def scan(self, folded: NDArray[np.uint16]) -> Found:
        """Every term in ``folded``, which ends with ``PADDING`` zeros, at its longest."""
        step = 2 if self._sparse else 1
        passed, slots = self._screened(folded)
        count = self._count.take(slots).astype(np.int64)
        rows = _ranges(self._first.take(slots).astype(np.int64), count)
        hashed = np.repeat(passed * step, count)
        letters = folded.take(hashed + self._probed.take(rows), mode="clip")
        kept = np.flatnonzero(letters == self._probes.take(rows))
        rows = rows.take(kept)
        places = hashed.take(kept) - self._moves.take(rows)
        return _longest(*self._agreeing(folded, places, self._terms.take(rows)))

    def _screened(self, folded: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Numbers of the hashed places where a term may begin, and their slots."""
        size = len(folded) - PADDING
        if self._sparse:
            # Two code points as one number; the first is the lower half.
            size = (size + 1) // 2
            pairs = folded[: 2 * size + 4].view(np.uint32)
            first = pairs[:size]
            hashes = pairs[1 : size + 1] * _SECOND
            hashes += pairs[2:] * _THIRD
            hashes *= (first & _LOW_HALF) < _FAR_EAST
        else:
            pairs = folded[: size + 2] | folded[1 : size + 3].astype(np.uint32) << np.uint32(16)
            first = pairs[:size]
            hashes = pairs[2:] * _SECOND
            hashes *= _kinds().take(folded[:size]) != _UNSPACED
        hashes += first * _FIRST
        # A product keeps little of its higher digits in the lower ones.
        hashes ^= hashes >> _FOLDING
        seen = self._table.take(hashes >> self._shift)
        # Seven in eight places of the table are empty: marks are made for the others only.
        passed = np.flatnonzero(seen != 0)
        hashes, seen = hashes.take(passed), seen.take(passed)
        kept = np.flatnonzero((seen == _mark(hashes)) | (seen == _MANY))
        return passed.take(kept), hashes.take(kept) >> self._shift

    def _hash(self, letters: NDArray[np.uint16], starts: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The hash of the piece from each start, as in ``_screened``."""

        def pair(move: int) -> NDArray[np.uint32]:
            upper: NDArray[np.uint32] = letters.take(starts + (move + 1)).astype(np.uint32) << np.uint32(16)
            return upper | letters.take(starts + move)

        first = letters.take(starts)
        if self._sparse:
            long, more = first < _FAR_EAST, pair(2) * _SECOND + pair(4) * _THIRD
        else:
            long, more = _kinds().take(first) != _UNSPACED, pair(2) * _SECOND
        hashes = pair(0) * _FIRST + more * long
        mixed: NDArray[np.uint32] = hashes ^ hashes >> _FOLDING
        return mixed

    def _agreeing(
        self, folded: NDArray[np.uint16], places: NDArray[np.int64], terms: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Start, stop and number of the terms that are at their places, with the ends of words they need."""
        offsets, letters = self._lexicon.offsets, self._lexicon.letters
        ends = offsets.take(terms + 1)
        stops = places + ends - offsets.take(terms)
        kept = (places >= 0) & (stops <= len(folded) - PADDING)
        kept &= folded.take(stops - 1, mode="clip") == letters.take(ends - 1)
        rows = np.flatnonzero(kept)
        places, stops, terms = places.take(rows), stops.take(rows), terms.take(rows)
        if len(places):
            lengths = stops - places
            here = folded.take(_ranges(places, lengths))
            differs = here != letters.take(_ranges(offsets.take(terms), lengths))
            rows = np.flatnonzero(~np.logical_or.reduceat(differs, np.cumsum(lengths) - lengths))
            places, stops, terms = places.take(rows), stops.take(rows), terms.take(rows)
            rows = np.flatnonzero(self._bounded(folded, places, stops, terms))
            places, stops, terms = places.take(rows), stops.take(rows), terms.take(rows)
        return places, stops, terms

    def _bounded(
        self,
        folded: NDArray[np.uint16],
        places: NDArray[np.int64],
        stops: NDArray[np.int64],
        terms: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        """Whether a word starts at each place and ends at each stop, where the script asks for it."""
        kind = _kinds()
        first = folded[places]
        # Hebrew and Arabic write articles and prepositions onto the word.
        attached = (first >= 0x590) & (first < 0x780)
        starts = (places == 0) | attached | (kind.take(folded[places - 1]) != _LETTER)
        inside = (kind.take(folded[stops - 1]) == _LETTER) & (kind.take(folded[stops]) == _LETTER)
        bounded: NDArray[np.bool_] = starts & (self._lexicon.open_end[terms] | ~inside)
        bounded |= kind.take(first) == _UNSPACED
        return bounded

    def hits(self, found: Found, move: int = 0) -> list[Hit]:
        """The finds as records, moved by so many code points."""
        records = []
        for start, stop, number in zip(
            found.start.tolist(), found.stop.tolist(), found.term.tolist(), strict=True
        ):
            if number not in self._records:
                self._records[number] = self._lexicon.term(number)
            records.append(Hit(start + move, stop + move, self._records[number]))
        return records


def folded(codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The folded text with the zeros that ``Scanner.scan`` needs after it."""
    room = np.empty(len(codepoints) + PADDING, dtype=np.uint16)
    fold_codepoints(codepoints, room[:-PADDING])
    room[-PADDING:] = 0
    return room


def piece_length(character: str) -> int:
    """Length of a piece that begins with this character, for the sparse scan."""
    return SHORT_PIECE if ord(character) >= _FAR_EAST else LONG_PIECE


def _mark(hashes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The byte that stands for a hash in the table; never 0, which is an empty place."""
    return (hashes >> _MARK_SHIFT).astype(np.uint8) | np.uint8(1)


def _ranges(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ranges ``[first, first + count)`` laid end to end."""
    ends = np.cumsum(count)
    ranges: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
        first - ends + count, count
    )
    return ranges


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """``uint8[65536]``: letters and marks of scripts with spaces, code points of scripts without, all others.

    Exact enough for folded text.
    """
    table = np.zeros(1 << 16, dtype=np.uint8)
    table[0x61:0x7B] = table[0xAA:0x2000] = _LETTER
    table[[0xB7, 0xBB]] = 0
    for first, last in UNSPACED:
        table[first:last] = _UNSPACED
    return table


def _longest(start: NDArray[np.int64], stop: NDArray[np.int64], term: NDArray[np.int64]) -> Found:
    """Drop every find that lies inside another one, and sort by start."""
    order = np.lexsort((-stop, start))
    start, stop, term = start[order], stop[order], term[order]
    reached = np.maximum.accumulate(stop) if len(stop) else stop
    outer = np.ones(len(stop), dtype=np.bool_)
    outer[1:] = stop[1:] > reached[:-1]
    return Found(start[outer], stop[outer], term[outer])


def joined(first: Found, second: Found, kept: NDArray[np.bool_], move: int) -> Found:
    """The finds of two scanners in order of start: all of the first, the kept ones of the second.

    Numbers of the second's terms are moved by ``move``.
    """
    start = np.concatenate([first.start, second.start[kept]])
    order = np.argsort(start, kind="stable")
    stop = np.concatenate([first.stop, second.stop[kept]])
    term = np.concatenate([first.term, second.term[kept] + move])
    return Found(start[order], stop[order], term[order])


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
    return Scanner(stored(table), sparse=table == "everywhere")
