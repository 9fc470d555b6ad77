"""Words of advertising in many languages: loading the lists, and finding their terms in a batch.

The lists are ``data/spam/<language>.txt``. A line ``[family]`` opens a family; every other line is a
weight and a term::

    [gambling]
    3 online casino
    2 казино*

Weight 3: hardly anybody but an advertiser writes it. 2: typical of advertising, but news and law use it
too. 1: an everyday word that only supports others. A star at the end lets the word go on (inflected
endings). ``#`` opens a comment. Case, accents, fullwidth forms and hyphens do not matter, see ``fold``.

The search is a multi-literal scan in numpy: a hash of every two and of every four neighbouring code points
is looked up in a bitmap, and only the few positions that pass are compared with terms. An alternation in
RE2 was tried: its automaton over 3,000 terms in 30 scripts needs 64 MB per process, runs at 10 MB/s until
it is warm, and at 1 MB/s when the text makes it outgrow its memory.
"""

from __future__ import annotations

import functools
import unicodedata
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

FAMILIES = TOPICS + SUPPORT
FOLDED_CODEPOINTS = 0x1D800
"""Code points below this are folded: the last ones are the mathematical letters used to dodge filters."""

_BITMAP_BITS = 18
_SHIFT = np.uint32(32 - _BITMAP_BITS)
# Odd constants with well mixed bits (golden ratio and two of xxHash's primes), for multiplicative hashing.
_FIRST = np.uint32(0x9E3779B1)
_SECOND = np.uint32(0x85EBCA77)
_THIRD = np.uint32(0xC2B2AE3D)


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


def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1]
    folded = base.lower()[:1]
    return {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ð": "d", "’": "'", "‘": "'"}.get(folded, folded)


@functools.cache
def fold_table() -> NDArray[np.uint32]:
    """``uint32[FOLDED_CODEPOINTS]``: the folded form of each code point, one to one."""
    table = np.arange(FOLDED_CODEPOINTS, dtype=np.uint32)
    # Latin, Greek, Cyrillic, Armenian; their extensions; quotation marks; fullwidth; mathematical letters.
    for first, last in ((0x41, 0x590), (0x1E00, 0x2000), (0x2018, 0x201A), (0xFF01, 0xFF5F), (0x1D400, 0x1D800)):
        for codepoint in range(first, last):
            table[codepoint] = ord(_fold_character(chr(codepoint)))
    for codepoint in (0x2D, 0x5F, 0xA0, 0x2010, 0x2011, 0x2012, 0x2013, 0x202F, 0x3000, 0xFF0D, 0xFF3F):
        table[codepoint] = 0x20
    return table


def fold_codepoints(codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Fold ``c`` code points to ``uint32[c]``: lower case, no accents, ASCII widths, hyphens as spaces."""
    folded: NDArray[np.uint32] = fold_table().take(codepoints, mode="clip")
    return folded


def fold(text: str) -> str:
    """Fold one string the same way; the length stays the same."""
    codepoints = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return fold_codepoints(codepoints).tobytes().decode("utf-32-le", "surrogatepass")


def parse(text: str, name: str) -> list[Term]:
    """Read one list. ``name`` is used in messages.

    Raises:
        TermListError: a line cannot be read, a family is unknown, a weight is not 1, 2 or 3.

    """
    terms: list[Term] = []
    family = ""
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        if content.startswith("["):
            family = content.strip("[]")
            if family not in FAMILIES:
                raise TermListError(f"{name}:{number}: unknown family {family!r}")
            continue
        weight, _, word = content.partition(" ")
        if weight not in ("1", "2", "3") or not word or not family:
            raise TermListError(f"{name}:{number}: expected a weight 1, 2 or 3 and a term: {line!r}")
        terms.append(Term(fold(word.rstrip("*").strip()), family, int(weight), word.endswith("*")))
    return terms


@functools.cache
def terms() -> tuple[Term, ...]:
    """Every term of every list. A term in two lists keeps its first entry; files are read in name order."""
    folder = resources.files("textgate") / "data" / "spam"
    found: dict[str, Term] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".txt"):
            for term in parse(entry.read_text(encoding="utf-8"), entry.name):
                found.setdefault(term.text, term)
    return tuple(found.values())


def unspaced(codepoint: int) -> bool:
    """Whether words of this script run together: South-East Asian scripts, Han, kana, Hangul.

    Hangul has spaces, but particles and compounds grow on both sides of a word.
    """
    return 0x0E00 <= codepoint < 0x1100 or 0x1780 <= codepoint < 0x1800 or 0x2E80 <= codepoint < 0xD7B0


def clitic(codepoint: int) -> bool:
    """Whether the script writes prepositions and articles onto the word: Hebrew, Arabic."""
    return 0x0590 <= codepoint < 0x0780


def _pairs(folded: NDArray[np.uint32]) -> NDArray[np.uint32]:
    hashed: NDArray[np.uint32] = folded[:-1] * _FIRST
    hashed += folded[1:] * _SECOND
    return hashed


def _quads(pairs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    hashed: NDArray[np.uint32] = pairs[:-2] * _THIRD
    hashed += pairs[2:]
    return hashed


def _bitmap(hashes: list[int]) -> NDArray[np.bool_]:
    bitmap = np.zeros(1 << _BITMAP_BITS, dtype=np.bool_)
    bitmap[np.asarray(hashes, dtype=np.uint32) >> _SHIFT] = True
    return bitmap


class Scanner:
    """Finds terms in text. Build it once: about 10 ms for 4,000 terms.

    A term is anchored at its first four code points, or at its first two where words run together.
    Terms shorter than their anchor are refused.
    """

    def __init__(self, entries: tuple[Term, ...]) -> None:
        self._by_pair: dict[int, list[tuple[bytes, Term]]] = {}
        self._by_quad: dict[int, list[tuple[bytes, Term]]] = {}
        for entry in entries:
            self._add(entry)
        self._pair_bitmap = _bitmap(list(self._by_pair))
        self._quad_bitmap = _bitmap(list(self._by_quad))

    def _add(self, entry: Term) -> None:
        packed = entry.text.encode("utf-32-le")
        codepoints = np.frombuffer(packed, dtype="<u4")
        joined = unspaced(int(codepoints[0]))
        if len(codepoints) < (2 if joined else 4):
            raise TermListError(f"term {entry.text!r} is too short to look for")
        pairs = _pairs(codepoints[:4])
        if joined:
            self._by_pair.setdefault(int(pairs[0]), []).append((packed, entry))
        else:
            self._by_quad.setdefault(int(_quads(pairs)[0]), []).append((packed, entry))

    def scan(self, codepoints: NDArray[np.uint32] | NDArray[np.uint8], *, joined_scripts: bool) -> list[Hit]:
        """Every term in ``codepoints[c]``, in order of start; a term inside a longer one is left out.

        ``joined_scripts`` false skips the scripts whose words run together, for text without them.
        """
        if len(codepoints) < 2:
            return []
        folded = fold_codepoints(codepoints)
        pairs = _pairs(folded)
        hits = list(self._in_words(folded, pairs)) if len(codepoints) >= 4 else []
        if joined_scripts:
            hits += self._anywhere(folded, pairs)
        return longest(hits)

    def _anywhere(self, folded: NDArray[np.uint32], pairs: NDArray[np.uint32]) -> list[Hit]:
        places = np.flatnonzero(self._pair_bitmap.take(pairs >> _SHIFT))
        return _confirm(folded, places, pairs[places], self._by_pair, bounded=False)

    def _in_words(self, folded: NDArray[np.uint32], pairs: NDArray[np.uint32]) -> list[Hit]:
        quads = _quads(pairs)
        places = np.flatnonzero(self._quad_bitmap.take(quads >> _SHIFT))
        before = folded[np.maximum(places - 1, 0)]
        starts = (places == 0) | ~_is_letter(before) | ((folded[places] >= 0x590) & (folded[places] < 0x780))
        places = places[starts]
        return _confirm(folded, places, quads[places], self._by_quad, bounded=True)


def _is_letter(codepoints: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Letters and marks of scripts with spaces; exact enough for folded text, and far cheaper than a table."""
    ascii_letter = (codepoints >= 0x61) & (codepoints <= 0x7A)
    return ascii_letter | ((codepoints >= 0xAA) & (codepoints < 0x1100) & (codepoints != 0xB7) & (codepoints != 0xBB))


def _confirm(
    folded: NDArray[np.uint32],
    places: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    index: dict[int, list[tuple[bytes, Term]]],
    *,
    bounded: bool,
) -> list[Hit]:
    hits: list[Hit] = []
    for place, hashed in zip(places.tolist(), hashes.tolist(), strict=True):
        for packed, term in index.get(hashed, ()):
            stop = place + len(term.text)
            if folded[place:stop].tobytes() != packed:
                continue
            follows = bounded and not term.open_end and stop < len(folded) and _is_letter(folded[stop : stop + 1])[0]
            if not follows:
                hits.append(Hit(place, stop, term))
    return hits


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
    return Scanner(terms())
