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

The search is a multi-literal scan in numpy: a hash of every two and of every four neighbouring code points
is looked up in a bitmap, the few positions that pass are looked up again by a longer hash, and what is left
is compared with terms. An alternation in RE2 was tried: its automaton over 3,000 terms in 30 scripts needs
64 MB per process, runs at 10 MB/s until it is warm, and at 1 MB/s when the text makes it outgrow its memory.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

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

_BITMAP_BITS = 20
_SHIFT = np.uint32(32 - _BITMAP_BITS)
# Odd constants with well mixed bits (golden ratio, primes of xxHash and MurmurHash), one per position.
_MULTIPLIERS = np.array(
    [0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xCC9E2D51, 0x1B873593, 0xE6546B65],
    dtype=np.uint32,
)
_JOINED_KEYS = (2, 3, 4)
_SPACED_KEYS = (4, 6, 8)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list: ``text`` is folded, ``open_end`` lets letters follow."""

    text: str
    family: str
    weight: int
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
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
        bases = [normalize("NFKD", chr(codepoint))[0].lower()[0] for codepoint in range(first, last)]
        table[first:last] = _codepoints("".join(bases).translate(_BASE_LETTERS))
    table[list(_SPACES)] = 0x20
    return table


def _codepoints(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def fold_codepoints(codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Fold ``c`` code points to ``uint32[c]``: lower case, no accents, ASCII widths, hyphens as spaces."""
    if codepoints.dtype == np.uint8:
        folded: NDArray[np.uint32] = fold_table()[:256].take(codepoints)
        return folded
    inside = codepoints.max(initial=0) < FOLDED_CODEPOINTS
    folded = fold_table().take(codepoints, mode="wrap" if inside else "clip")
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
    for number, (line, folded) in enumerate(zip(text.split("\n"), fold(text).split("\n"), strict=True), start=1):
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


@functools.cache
def terms() -> Mapping[str, Term]:
    """Every term of every list. A term in two lists keeps its first entry; files are read in name order."""
    folder = resources.files("textgate") / "data" / "spam"
    found: dict[str, Term] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name, reverse=True):
        if entry.name.endswith(".txt"):
            found.update(parse(entry.read_text(encoding="utf-8"), entry.name))
    return found


def unspaced(codepoint: int) -> bool:
    """Whether words of this script run together: South-East Asian scripts, Han, kana, Hangul.

    Hangul has spaces, but particles and compounds grow on both sides of a word.
    """
    return 0x0E00 <= codepoint < 0x1100 or 0x1780 <= codepoint < 0x1800 or 0x2E80 <= codepoint < 0xD7B0


def _hash(folded: NDArray[np.uint32], places: NDArray[np.int64], length: int) -> NDArray[np.uint32]:
    """Hash of ``length`` code points at each place; ``folded`` reaches that far beyond every place."""
    total = np.zeros(len(places), dtype=np.uint32)
    for offset in range(length):
        total += folded.take(places + offset) * _MULTIPLIERS[offset]
    return total


class _Keys:
    """Terms indexed by a hash of their first ``length`` code points."""

    def __init__(self, entries: Iterable[Term], length: int) -> None:
        chosen = list(entries)
        codepoints = _codepoints("".join(entry.text[:length] for entry in chosen))
        hashes = _hash(codepoints, np.arange(0, len(codepoints), length), length)
        order = np.argsort(hashes, kind="stable")
        self.length = length
        self._hashes = hashes[order]
        self._terms = [chosen[index] for index in order.tolist()]

    def find(self, folded: NDArray[np.uint32], places: NDArray[np.int64]) -> list[tuple[int, Term]]:
        """(place, term) pairs that may match."""
        hashes = _hash(folded, places, self.length)
        if not len(self._terms):
            return []
        first = np.searchsorted(self._hashes, hashes)
        known = np.flatnonzero(self._hashes[np.minimum(first, len(self._terms) - 1)] == hashes)
        last = np.searchsorted(self._hashes, hashes[known], side="right")
        found: list[tuple[int, Term]] = []
        for place, start, stop in zip(places[known].tolist(), first[known].tolist(), last.tolist(), strict=True):
            found.extend((place, term) for term in self._terms[start:stop])
        return found


class _Group:
    """Terms that begin alike in one way of writing: a bitmap to screen with, and keys to confirm with."""

    def __init__(self, entries: list[Term], keys: tuple[int, int, int]) -> None:
        short, middle, long = keys
        self._keys = (
            _Keys((entry for entry in entries if short <= len(entry.text) < middle), short),
            _Keys((entry for entry in entries if middle <= len(entry.text) < long), middle),
            _Keys((entry for entry in entries if len(entry.text) >= long), long),
        )
        codepoints = _codepoints("".join(entry.text[:short] for entry in entries))
        self.bitmap = np.zeros(1 << _BITMAP_BITS, dtype=np.bool_)
        places = np.arange(0, len(codepoints), short)
        self.bitmap[_screen_hash(codepoints, short)[places] >> _SHIFT] = True

    def find(self, folded: NDArray[np.uint32], places: NDArray[np.int64]) -> list[tuple[int, Term]]:
        """(place, term) pairs that may match at the places that passed the screen."""
        return [pair for keys in self._keys for pair in keys.find(folded, places)]


def _screen_hash(folded: NDArray[np.uint32], length: int) -> NDArray[np.uint32]:
    """Hash of the 2 or 4 code points at every position; the last positions are missing."""
    pairs: NDArray[np.uint32] = folded[:-1] * _MULTIPLIERS[0]
    pairs += folded[1:] * _MULTIPLIERS[1]
    if length == 2:
        return pairs
    quads: NDArray[np.uint32] = pairs[:-2] * _MULTIPLIERS[2]
    quads += pairs[2:]
    return quads


class Scanner:
    """Finds terms in text. Building one takes about 1 ms per 1,000 terms.

    Terms of scripts with spaces need four code points and are found at the start of a word; terms of
    scripts whose words run together need two and are found anywhere.

    Raises:
        TermListError: a term is too short to look for.

    """

    def __init__(self, entries: Iterable[Term]) -> None:
        joined, spaced = [], []
        for entry in entries:
            (joined if unspaced(ord(entry.text[0])) else spaced).append(entry)
        for chosen, least in ((joined, 2), (spaced, 4)):
            if any(len(entry.text) < least for entry in chosen):
                shortest = min(chosen, key=lambda entry: len(entry.text))
                raise TermListError(f"term {shortest.text!r} is too short to look for")
        self._joined = _Group(joined, _JOINED_KEYS)
        self._spaced = _Group(spaced, _SPACED_KEYS)

    def scan(self, codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> list[Hit]:
        """Every term in ``codepoints[c]``, in order of start; a term inside a longer one is left out."""
        size = len(codepoints)
        folded = np.concatenate([fold_codepoints(codepoints), np.zeros(_SPACED_KEYS[2], dtype=np.uint32)])
        hashes = _screen_hash(folded, 4)[:size]
        places = np.flatnonzero(self._spaced.bitmap.take(hashes >> _SHIFT))
        pairs = self._spaced.find(folded, places[_starts_word(folded, places)])
        hits = [hit for place, term in pairs if (hit := _confirmed(folded, place, term, bounded=True))]
        if codepoints.dtype != np.uint8:
            hashes = _screen_hash(folded, 2)[:size]
            pairs = self._joined.find(folded, np.flatnonzero(self._joined.bitmap.take(hashes >> _SHIFT)))
            hits += [hit for place, term in pairs if (hit := _confirmed(folded, place, term, bounded=False))]
        return longest(hits)


def _is_letter(codepoints: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Letters and marks of scripts with spaces; exact enough for folded text, and far cheaper than a table."""
    ascii_letter = (codepoints >= 0x61) & (codepoints <= 0x7A)
    other = (codepoints >= 0xAA) & (codepoints < 0x2000) & (codepoints != 0xB7) & (codepoints != 0xBB)
    return ascii_letter | (other & ((codepoints < 0xE00) | (codepoints >= 0x1100)))


def _starts_word(folded: NDArray[np.uint32], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each place starts a word. Hebrew and Arabic write articles and prepositions onto the word."""
    clitic = (folded[places] >= 0x590) & (folded[places] < 0x780)
    return (places == 0) | clitic | ~_is_letter(folded[places - 1])


def _confirmed(folded: NDArray[np.uint32], place: int, term: Term, *, bounded: bool) -> Hit | None:
    stop = place + len(term.text)
    if folded[place:stop].tobytes() != term.text.encode("utf-32-le"):
        return None
    if bounded and not term.open_end and chr(int(folded[stop])).isalpha() and term.text[-1].isalpha():
        return None
    return Hit(place, stop, term)


def longest(hits: list[Hit]) -> list[Hit]:
    """Drop every hit that lies inside another one; sorted by start."""
    kept: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.stop)):
        if hit.stop > reached:
            kept.append(hit)
            reached = hit.stop
    return kept


@functools.cache
def scanner() -> Scanner:
    """The scanner over the shipped lists."""
    return Scanner(terms().values())
