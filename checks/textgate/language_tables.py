"""The tables of language identification: common words by their hashes, letters by their costs.

Words are looked up many thousands at a time, so they are hashed where they stand, without making strings of them.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass, language
from textgate.language import LANGUAGES_OF_SCRIPT, WORD_WEIGHT

UNIT = 64  # scores are counted in these parts of a bit
STRANGE = -3  # bits that a letter which the language does not use takes away
ALPHABETS = 0x2000
"""The letters of alphabets stand below. U+1FFF, on which tables of this length put all others, is none."""
MULTIPLIER = 6364136223846793005  # of Knuth's MMIX, for hashes of words


class WordTables(NamedTuple):
    """What the scores are computed from.

    ``names`` are the languages, and "und" at the end. ``hashes`` is
    ``uint64[w]``, ascending, with the largest number at the end; ``bucket[h]`` is the first whose upper 16 bits are
    ``h`` or more, and no more than ``deepest`` share those. ``word_score`` is ``float32[w, languages]`` in
    ``UNIT``s of a bit.
    """

    names: NDArray[np.object_]
    hashes: NDArray[np.uint64]
    bucket: NDArray[np.uint16]
    deepest: int
    word_score: NDArray[np.float32]

    def words(self, hashed: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of the words that are common, and which of the given ones they are; in no order."""
        left = np.arange(len(hashed))
        place = self.bucket.take(hashed >> np.uint64(48)).astype(np.int64)
        words, found = [], []
        for _ in range(self.deepest):
            held = self.hashes.take(place)
            equal = np.flatnonzero(held == hashed)
            words.append(place.take(equal))
            found.append(left.take(equal))
            # Hashes ascend: a word comes later in its bucket or not at all.
            later = np.flatnonzero(held < hashed)
            left, place, hashed = left.take(later), place.take(later) + 1, hashed.take(later)
        return np.concatenate(words), np.concatenate(found)


def by_script() -> dict[str, list[str]]:
    """Script -> its languages, where there are several that words and letters tell apart."""
    return {"Latn": language.latin(), **LANGUAGES_OF_SCRIPT}


def common_words() -> NDArray[np.uint64]:
    """``uint64[2, w]``: the hash of every common word, ascending, and its languages as a set of bits.

    This is data/language_words.npy: to work it out takes too long for every start.
    """
    languages = [name for group in by_script().values() for name in group]
    listed = [language.commonest(name) for name in languages]
    text = "\n".join(["", *(word for group in listed for word in group), ""])
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    ends = np.flatnonzero(points == 0x0A)
    hashed = hashes_of(points, ends[:-1] + 1, ends[1:])
    bit = np.repeat(np.arange(len(languages), dtype=np.uint64), [len(group) for group in listed])
    order = np.argsort(hashed, kind="stable")
    hashed, bit = hashed[order], np.left_shift(np.uint64(1), bit[order])
    first = np.flatnonzero(np.concatenate([[True], hashed[1:] != hashed[:-1]]))
    return np.stack([hashed[first], np.bitwise_or.reduceat(bit, first)])


@functools.cache
def word_tables() -> WordTables:
    """The table of words, as it is stored."""
    languages = [name for group in by_script().values() for name in group]
    with (Path(__file__).with_name("data") / "language_words.npy").open("rb") as file:
        stored: NDArray[np.uint64] = np.load(file, allow_pickle=False)
    # The last row is the end of every search. Should a word have this very hash, it counts for nothing.
    hashes = np.append(stored[0], np.uint64(0xFFFFFFFFFFFFFFFF))
    named = np.append(stored[1], np.uint64(0)).astype("<u8").view(np.uint8).reshape(-1, 8)
    score = np.unpackbits(named, axis=1, count=len(languages), bitorder="little").astype(np.float32)
    # A word that many languages share says little.
    score *= np.round(WORD_WEIGHT * UNIT / np.maximum(score.sum(axis=1, keepdims=True), 1))
    sizes = np.bincount((stored[0] >> np.uint64(48)).astype(np.int64), minlength=1 << 16)
    bucket = (np.cumsum(sizes) - sizes).astype(np.uint16)
    names = np.array([*languages, "und"], dtype=object)
    return WordTables(names, hashes, bucket, int(sizes.max()), score)


@functools.cache
def letter_tables() -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    """Code point below U+2000 -> row (0: does not count); ``float32[rows, languages]``: scores."""
    languages = word_tables().names[:-1].tolist()
    tables = [language.letters(name) for name in languages]
    known = sorted({char for table in tables for char in table if 0x7F < ord(char) < ALPHABETS})
    bits = charclass.bits()[:ALPHABETS]
    # Row 1: letters of no language.
    column = ((bits & np.uint32(charclass.LETTER)) != 0).astype(np.uint16)
    column[:0x80] = 0
    column[-1] = 0
    score = np.full((len(known) + 2, len(languages)), STRANGE * UNIT, dtype=np.float32)
    score[0] = 0
    for row, char in enumerate(known, start=2):
        for form in {char, char.upper()}:
            # The capital of the dotless i is in ASCII, and there it says nothing.
            if len(form) == 1 and 0x7F < ord(form) < ALPHABETS - 1:
                column[ord(form)] = row
        for index, table in enumerate(tables):
            if char in table:
                score[row, index] = (12 - table[char]) * UNIT // 4
    return column, score


@functools.cache
def _lowered(below: int) -> NDArray[np.uint64]:
    """``uint64[below]``: 1 + lower case of the first letters, where that is one letter."""
    table = np.arange(1, below + 1, dtype=np.uint64)
    bits = charclass.expand(charclass.run_bits(), below)
    for point in np.flatnonzero(bits & np.uint32(charclass.UPPER)).tolist():
        lower = chr(point).lower()
        if len(lower) == 1:
            table[point] = ord(lower) + 1
    return table


@functools.lru_cache(maxsize=16)
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """``uint64[size]`` each: powers of the multiplier and of its inverse, modulo 2^64."""
    factors = (MULTIPLIER, pow(MULTIPLIER, -1, 1 << 64))
    up, down = (np.full(size, factor, dtype=np.uint64) for factor in factors)
    np.cumprod(up, out=up)
    np.cumprod(down, out=down)
    return up, down


def hashes_of(
    points: NDArray[np.uint32] | NDArray[np.uint8], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """``uint64[w]``: polynomial hash of each word ``[first, last)`` in lower case."""
    # Sums from the beginning of the sample on, so that a word costs as much as two of its letters.
    up, down = _powers(1 << len(points).bit_length())
    sums = _lowered(0x80 if points.dtype == np.uint8 else ALPHABETS).take(points, mode="clip")
    sums *= down[: len(points)]
    np.cumsum(sums, out=sums)
    hashes: NDArray[np.uint64] = (sums.take(last - 1) - sums.take(first - 1)) * up.take(last)
    return hashes
