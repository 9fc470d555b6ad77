"""Words of advertising in many languages: loading the lists, and finding their terms in a batch.

The lists are ``data/spam/<language>.txt``. A line ``[family]`` opens a family; every other line is a
weight and a term::

    [gambling]
    3 online casino
    2 казино*

Weight 3: hardly anybody but an advertiser writes it. 2: typical of advertising, but news and law use it
too. 1: an everyday word that only supports others. A star at the end lets the word go on (inflected
endings). A line that starts with ``#`` is a comment. Case, accents, fullwidth forms and hyphens do not
matter, see ``fold``.

spam_scan.py finds the terms in text.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TOPICS = (
    "adult",
    "contraband",
    "crypto",
    "dating",
    "essay",
    "forged_papers",
    "gambling",
    "games",
    "investment",
    "job",
    "loan",
    "novel",
    "occult",
    "pharma",
    "replica",
    "seo",
    "service",
    "support",
)
SUPPORT = ("action", "offer", "channel")
"""Families that say how a text speaks, not of what: calls to act, inducements, ways to be reached."""

AGAINST = ("warning",)
"""Words of warning and report: a text that has them talks about such offers and does not make one."""

FAMILIES = TOPICS + SUPPORT + AGAINST
FOLDED_CODEPOINTS = 0x1D800
"""Code points below this are folded: the last ones are the mathematical letters used to dodge filters."""

_FOLDED_RANGES = ((0x41, 0x590), (0x1E00, 0x2000), (0x2018, 0x201A), (0xFF01, 0xFF5F), (0x1D400, 0x1D800))
_SPACES = (0x2D, 0x5F, 0xA0, 0x2010, 0x2011, 0x2012, 0x2013, 0x202F, 0x3000, 0xFF0D, 0xFF3F)
_BASE_LETTERS = str.maketrans("ıłđøð’‘", "ildod''")

# Odd constants with well mixed bits (golden ratio, primes of xxHash and MurmurHash), one per position.
_MULTIPLIERS = np.array(
    [0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xCC9E2D51, 0x1B873593, 0xE6546B65],
    dtype=np.uint32,
)
JOINED_KEYS = (2, 3, 4)
SPACED_KEYS = (4, 6, 8)
UNSPACED = ((0x0E00, 0x1100), (0x1780, 0x1800), (0x2E80, 0xD7B0))
"""Code points of scripts whose words run together: South-East Asian scripts, Han, kana, Hangul.

Hangul has spaces, but particles and compounds grow on both sides of a word."""


class Term(NamedTuple):
    """One entry of a list: ``text`` is folded, ``open_end`` lets letters follow."""

    text: str
    family: str
    weight: int
    open_end: bool = False


class Hit(NamedTuple):
    """A term at ``[start, stop)``, in code points of the text that was scanned."""

    start: int
    stop: int
    term: Term


class TermListError(ValueError):
    """A line of a term list is not ``[family]``, ``weight term`` or a comment; the message says which."""


@functools.cache
def fold_table() -> NDArray[np.uint32]:
    """``uint32[FOLDED_CODEPOINTS]``: the folded form of each code point, one to one."""
    table = np.arange(FOLDED_CODEPOINTS, dtype=np.uint32)
    normalize = unicodedata.normalize
    for first, last in _FOLDED_RANGES:
        # One call for all: line feeds keep the characters apart.
        apart = normalize("NFKD", "\n".join(map(chr, range(first, last)))).split("\n")
        bases = [decomposed[0].lower()[0] for decomposed in apart]
        table[first:last] = _codepoints("".join(bases).translate(_BASE_LETTERS))
    table[list(_SPACES)] = 0x20
    return table


def _codepoints(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def fold_codepoints(
    codepoints: NDArray[np.uint32] | NDArray[np.uint8],
    table: NDArray[np.uint32] | None = None,
    out: NDArray[np.uint32] | None = None,
) -> NDArray[np.uint32]:
    """Fold ``c`` code points to ``uint32[c]``: lower case, no accents, ASCII widths, hyphens as spaces.

    ``table`` is used in place of ``fold_table()``; the answer is written to ``out``, if given.
    """
    table = fold_table() if table is None else table
    # "wrap" is the fastest mode, but wrong for code points above the table.
    inside = codepoints.dtype == np.uint8 or codepoints.max(initial=0) < FOLDED_CODEPOINTS
    folded: NDArray[np.uint32] = table.take(codepoints, out=out, mode="wrap" if inside else "clip")
    return folded


def fold(text: str) -> str:
    """Fold one string the same way; the length stays the same (rare characters above U+1D7FF become one)."""
    return fold_codepoints(_codepoints(text)).tobytes().decode("utf-32-le", "surrogatepass")


def parse(text: str, name: str) -> dict[str, Term]:
    """Read one list into folded text -> term. ``name`` is used in messages.

    Raises:
        TermListError: a line cannot be read, a family is unknown, a weight is not 1, 2 or 3.

    """
    found: dict[str, Term] = {}
    family = ""
    # Folding turns "_" into a space, so headers are read from the original and terms from the folded text.
    for number, (line, folded) in enumerate(
        zip(text.split("\n"), fold(text).split("\n"), strict=True), start=1
    ):
        first = line[:1]
        if first in ("1", "2", "3") and line[1:2] == " " and family and len(line) > 2:
            word = folded[2:].rstrip("*")
            found.setdefault(word, Term(word, family, int(first), line[-1] == "*"))
        elif first == "[":
            family = line.strip("[]")
            if family not in FAMILIES:
                raise TermListError(f"{name}:{number}: unknown family {family!r}")
        elif first not in ("", "#"):
            raise TermListError(f"{name}:{number}: expected a weight 1, 2 or 3 and a term: {line!r}")
    return found


def read_lists() -> list[Term]:
    """Every term of every list. A term in two lists keeps the entry of the list that is first by name."""
    folder = Path(__file__).parents[1] / "data" / "spam"
    found: dict[str, Term] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name, reverse=True):
        if entry.name.endswith(".txt"):
            found.update(parse(entry.read_text(encoding="utf-8"), entry.name))
    return list(found.values())


def unspaced(codepoint: int) -> bool:
    """Whether words of this script run together."""
    return any(first <= codepoint < last for first, last in UNSPACED)


def hash_at(
    folded: NDArray[np.uint32], places: NDArray[np.int64], length: int, first: int = 0
) -> NDArray[np.uint32]:
    """Hash of ``length`` code points at each place; ``folded`` reaches that far beyond every place.

    The hash is a sum: with ``first``, what code points from that one on add to the hash of those before it.
    """
    total = np.zeros(len(places), dtype=np.uint32)
    for offset in range(first, length):
        total += folded.take(places + offset) * _MULTIPLIERS[offset]
    return total


class Key(NamedTuple):
    """Terms found by a hash of their first ``length`` code points: ``hashes`` ascending, ``terms`` their numbers."""

    length: int
    hashes: NDArray[np.uint32]
    terms: NDArray[np.uint32]


class Lexicon(NamedTuple):
    """n terms as arrays, ready to search with, so that a process loads them in a millisecond.

    ``letters`` holds the folded terms end to end, ``offsets`` is ``[n + 1]``; ``family`` is an index into
    ``FAMILIES``. ``keys`` index the terms by their beginnings; ``screens`` are the distinct screen hashes
    of the terms whose words run together and of the others.
    """

    letters: NDArray[np.uint32]
    offsets: NDArray[np.uint32]
    family: NDArray[np.uint32]
    weight: NDArray[np.uint32]
    open_end: NDArray[np.bool_]
    keys: tuple[Key, ...]
    screens: tuple[NDArray[np.uint32], NDArray[np.uint32]]

    def term(self, number: int) -> Term:
        """One term as a record."""
        letters = self.letters[self.offsets[number] : self.offsets[number + 1]]
        text = letters.tobytes().decode("utf-32-le")
        return Term(
            text, FAMILIES[self.family[number]], int(self.weight[number]), bool(self.open_end[number])
        )

    def arrays(self) -> list[NDArray[np.uint32]]:
        """All arrays in the order in which they are stored."""
        columns = [self.letters, self.offsets, self.family, self.weight, self.open_end]
        keys = [array for key in self.keys for array in (key.hashes, key.terms)]
        return [array.astype(np.uint32) for array in (*columns, *keys, *self.screens)]


KEY_LENGTHS = (*JOINED_KEYS, *SPACED_KEYS)


def compiled(entries: Sequence[Term]) -> Lexicon:
    """Index terms for searching.

    Raises:
        TermListError: a term is too short to look for: under two code points in scripts whose words run
            together, under four in the others.

    """
    joined = np.array([unspaced(ord(entry.text[0])) for entry in entries], dtype=np.bool_)
    lengths = np.array([len(entry.text) for entry in entries], dtype=np.int64)
    for short in np.flatnonzero(lengths < np.where(joined, JOINED_KEYS[0], SPACED_KEYS[0])).tolist():
        raise TermListError(f"term {entries[short].text!r} is too short to look for")
    letters = _codepoints("".join(entry.text for entry in entries))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    keys = []
    for chosen, bounds in ((joined, (*JOINED_KEYS, 1 << 30)), (~joined, (*SPACED_KEYS, 1 << 30))):
        for least, below in pairwise(bounds):
            numbers = np.flatnonzero(chosen & (lengths >= least) & (lengths < below))
            hashes = hash_at(letters, offsets[numbers], least)
            order = np.argsort(hashes, kind="stable")
            keys.append(Key(least, hashes[order], numbers[order].astype(np.uint32)))
    screens = tuple(
        np.unique(screen_hash(np.concatenate([letters, np.zeros(4, np.uint32)]), least)[offsets[:-1][chosen]])
        for chosen, least in ((joined, JOINED_KEYS[0]), (~joined, SPACED_KEYS[0]))
    )
    return Lexicon(
        letters,
        offsets.astype(np.uint32),
        np.array([FAMILIES.index(entry.family) for entry in entries], dtype=np.uint32),
        np.array([entry.weight for entry in entries], dtype=np.uint32),
        np.array([entry.open_end for entry in entries], dtype=np.bool_),
        tuple(keys),
        (screens[0], screens[1]),
    )


TABLES = ("topics", "support")
"""The two compiled tables: what is looked for everywhere, and what only in documents with a first find."""


def table_of(term: Term) -> str:
    """The table a term belongs to: everyday words of a trade only support others too."""
    return "topics" if term.family in TOPICS and term.weight > 1 else "support"


def packed(lexicon: Lexicon) -> NDArray[np.uint32]:
    """A lexicon as one array: the number of its arrays, their lengths, the arrays."""
    # An archive of arrays (npz) takes ten times as long to open.
    arrays = lexicon.arrays()
    lengths = np.array([len(arrays), *map(len, arrays)], dtype=np.uint32)
    return np.concatenate([lengths, *arrays])


def stored(table: str) -> Lexicon:
    """A compiled table of the lists, from ``data/spam_<table>.npy`` (built by tools/build_spam_terms.py)."""
    data = np.load(Path(__file__).parents[1] / "data" / f"spam_{table}.npy")
    count = int(data[0])
    ends = np.cumsum(data[: count + 1], dtype=np.int64) + 1
    arrays = [data[start:stop] for start, stop in pairwise(ends.tolist())]
    letters, offsets, family, weight, open_end, *indexes = arrays
    keys = [Key(length, *indexes[2 * i : 2 * i + 2]) for i, length in enumerate(KEY_LENGTHS)]
    columns = (letters, offsets, family, weight, open_end.astype(np.bool_))
    return Lexicon(*columns, tuple(keys), (indexes[-2], indexes[-1]))


def screen_hash(folded: NDArray[np.uint32], length: int) -> NDArray[np.uint32]:
    """Hash of the 2 or 4 code points at every position; the last positions are missing."""
    pairs: NDArray[np.uint32] = folded[:-1] * _MULTIPLIERS[0]
    pairs += folded[1:] * _MULTIPLIERS[1]
    if length == 2:
        return pairs
    quads: NDArray[np.uint32] = pairs[:-2] * _MULTIPLIERS[2]
    quads += pairs[2:]
    return quads
