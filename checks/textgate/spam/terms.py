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

scan.py finds the terms in text.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
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

HONEST = ("office",)
"""Words of letterheads, footers and job advertisements of firms and public bodies."""

MARKUP = ("markup",)
"""Beginnings of attributes that can hide an element."""

FAMILIES = TOPICS + SUPPORT + AGAINST + HONEST + MARKUP
FOLDED_CODEPOINTS = 0x1D800
"""Code points below this are folded: the last ones are the mathematical letters used to dodge filters."""

_FOLDED_RANGES = ((0x41, 0x590), (0x1E00, 0x2000), (0x2018, 0x201A), (0xFF01, 0xFF5F), (0x1D400, 0x1D800))
_SPACES = (0x2D, 0x5F, 0xA0, 0x2010, 0x2011, 0x2012, 0x2013, 0x202F, 0x3000, 0xFF0D, 0xFF3F)
_BASE_LETTERS = str.maketrans("ıłđøð’‘", "ildod''")

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
def fold_table() -> NDArray[np.uint16]:
    """``uint16[FOLDED_CODEPOINTS + 1]``: the folded form of each code point, one to one.

    Code points beyond the basic plane that are not folded to a letter, and the last entry, which stands for
    all beyond the table, become U+FFFF.
    """
    table = np.full(FOLDED_CODEPOINTS + 1, 0xFFFF, dtype=np.uint16)
    table[:0xFFFF] = np.arange(0xFFFF, dtype=np.uint16)
    normalize = unicodedata.normalize
    for first, last in _FOLDED_RANGES:
        # One call for all: line feeds keep the characters apart.
        apart = normalize("NFKD", "\n".join(map(chr, range(first, last)))).split("\n")
        bases = "".join(decomposed[0].lower()[0] for decomposed in apart).translate(_BASE_LETTERS)
        table[first:last] = np.frombuffer(bases.encode("utf-32-le"), dtype="<u4")
    table[list(_SPACES)] = 0x20
    return table


def fold_codepoints(codepoints: NDArray[np.uint32] | NDArray[np.uint8], out: NDArray[np.uint16]) -> None:
    """Fold ``c`` code points into ``uint16[c]``: lower case, no accents, ASCII widths, hyphens as spaces."""
    if codepoints.dtype == np.uint8:
        # ASCII: arithmetic is ten times as fast as a table.
        upper = (codepoints - np.uint8(0x41)) < 26
        lower = codepoints + (upper.view(np.uint8) << np.uint8(5))
        lower -= (codepoints == 0x2D) * np.uint8(0x2D - 0x20) + (codepoints == 0x5F) * np.uint8(0x5F - 0x20)
        out[:] = lower
    else:
        fold_table().take(codepoints, out=out, mode="clip")


def fold(text: str) -> str:
    """Fold one string the same way; the length stays the same."""
    codepoints = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = np.empty(len(codepoints), dtype=np.uint16)
    fold_codepoints(codepoints, folded)
    return folded.tobytes().decode("utf-16-le", "surrogatepass")


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
    """Every term of every list. Of a term in two lists the heavier entry counts, else the one first by name."""
    folder = Path(__file__).parents[1] / "data" / "spam"
    found: dict[str, Term] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name, reverse=True):
        if entry.name.endswith(".txt"):
            for word, term in parse(entry.read_text(encoding="utf-8"), entry.name).items():
                if word not in found or term.weight >= found[word].weight:
                    found[word] = term
    return list(found.values())


def unspaced(codepoint: int) -> bool:
    """Whether words of this script run together."""
    return any(first <= codepoint < last for first, last in UNSPACED)


class Lexicon(NamedTuple):
    """n terms as columns. ``letters`` holds the folded terms end to end, ``offsets`` is ``[n + 1]``;
    ``family`` is an index into ``FAMILIES``. ``anchor`` is the place in each term from which it is looked up."""

    letters: NDArray[np.uint16]
    offsets: NDArray[np.int64]
    family: NDArray[np.uint8]
    weight: NDArray[np.uint8]
    open_end: NDArray[np.bool_]
    anchor: NDArray[np.uint8]

    def term(self, number: int) -> Term:
        """One term as a record."""
        letters = self.letters[self.offsets[number] : self.offsets[number + 1]]
        text = letters.tobytes().decode("utf-16-le")
        return Term(
            text, FAMILIES[self.family[number]], int(self.weight[number]), bool(self.open_end[number])
        )


def compiled(entries: Sequence[Term]) -> Lexicon:
    """Terms as columns.

    Raises:
        TermListError: a term is too short to look for: under two code points in scripts whose words run
            together, under four in the others; or there are too many.

    """
    if len(entries) > MOST_TERMS:
        raise TermListError(f"{len(entries)} terms in one table; a scanner can number {MOST_TERMS}")
    for entry in entries:
        if len(entry.text) < (2 if unspaced(ord(entry.text[0])) else 4):
            raise TermListError(f"term {entry.text!r} is too short to look for")
    letters = np.frombuffer("".join(entry.text for entry in entries).encode("utf-16-le"), dtype="<u2")
    return Lexicon(
        letters,
        np.cumsum([0] + [len(entry.text) for entry in entries], dtype=np.int64),
        np.array([FAMILIES.index(entry.family) for entry in entries], dtype=np.uint8),
        np.array([entry.weight for entry in entries], dtype=np.uint8),
        np.array([entry.open_end for entry in entries], dtype=np.bool_),
        np.zeros(len(entries), dtype=np.uint8),
    )


MOST_TERMS = 1 << 15
"""Terms of one table: each may be entered twice, and an entry's number has 16 bits."""

TABLES = ("everywhere", "chosen")
"""The two compiled tables: what is looked for in all text, and what only in lines that another sign chose."""

LEAST_SPACED, LEAST_UNSPACED = 7, 3
"""Length of the terms that are looked for everywhere: a short one is seldom enough, and costs most."""


def table_of(term: Term) -> str:
    """The table of a term: short ones and everyday words only support others."""
    kinds = [ord(character) >= 0x2E80 for character in term.text[:2]]
    least = LEAST_UNSPACED if all(kinds) else LEAST_SPACED
    sure = term.family in (*TOPICS, "channel", *MARKUP) and term.weight > 1
    return "everywhere" if sure and len(term.text) >= least else "chosen"


def packed(lexicon: Lexicon) -> NDArray[np.uint16]:
    """A lexicon as one array: the number of its terms, two words for each, the letters.

    The first word holds the term's length, its family from bit 8, weight from bit 13, open end at bit 15; the
    second its anchor.
    """
    # An archive of arrays (npz) takes ten times as long to open.
    lengths = np.diff(lexicon.offsets)
    flags = lexicon.family.astype(np.int64) << 8 | lexicon.weight.astype(np.int64) << 13
    words = lengths | flags | lexicon.open_end.astype(np.int64) << 15
    head = np.concatenate([[len(lengths)], words, lexicon.anchor])
    return np.concatenate([head.astype(np.uint16), lexicon.letters])


def stored(table: str) -> Lexicon:
    """A compiled table of the lists, from ``data/spam_<table>.npy`` (built by tools/build_spam_terms.py)."""
    data: NDArray[np.uint16] = np.load(Path(__file__).parents[1] / "data" / f"spam_{table}.npy")
    count = int(data[0])
    words = data[1 : count + 1]
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(words & 0xFF, out=offsets[1:])
    family, weight = (words >> 8 & 31).astype(np.uint8), (words >> 13 & 3).astype(np.uint8)
    anchor = data[count + 1 : 2 * count + 1].astype(np.uint8)
    return Lexicon(data[2 * count + 1 :], offsets, family, weight, words >> 15 == 1, anchor)
