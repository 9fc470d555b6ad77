"""What each code point is: class bits, script, general category.

The tables are built by tools/build_unicode.py from the Unicode character database and from the forms of Han
characters in data/han_variants.json; ``unicode_version()`` says which Unicode. They are stored as runs and
expanded on first use (about 2 ms), because a ready-made table of 1.1 million entries would cost more to read
than to expand.

Every table has one entry per code point, so ``table.take(codepoints)`` never goes out of bounds. For
arrays of code points prefer ``take`` to indexing: it was measured twice as fast.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

CODEPOINTS = 0x110000

_Entry = TypeVar("_Entry", bound=np.generic)

# One bit per class. A document's classes are the bitwise or of its code points' bits.
LETTER = 1 << 0  # general categories L*
UPPER = 1 << 1  # Lu, Lt
LOWER = 1 << 2  # Ll
MARK = 1 << 3  # M*
DIGIT = 1 << 4  # Nd
SPACE = 1 << 5  # Zs and tab
NEWLINE = 1 << 6  # line feed, vertical tab, form feed, carriage return, U+0085, U+2028, U+2029
PUNCTUATION = 1 << 7  # P*
SYMBOL = 1 << 8  # S*
HAN = 1 << 9  # letters of script Han (ideographs, not radicals or Han punctuation)
KANA = 1 << 10  # letters and marks of Hiragana and Katakana, prolonged sound mark included
HANGUL = 1 << 11
LATIN = 1 << 12
CYRILLIC = 1 << 13
GREEK = 1 << 14
OTHER_SCRIPT = 1 << 15  # letters of every other script but Common and Inherited
BOPOMOFO = 1 << 16
SIMPLIFIED = 1 << 17  # written only in Simplified Chinese (see tools/build_han_variants.py)
TRADITIONAL = 1 << 18  # written only in Traditional Chinese
JAPANESE_FORM = 1 << 19  # Japanese new character forms used in neither form of Chinese
WIDTH_FORM = 1 << 20  # fullwidth letters and digits, halfwidth kana and Hangul
COMPATIBILITY = 1 << 21  # letters that NFKC would replace: radicals, ligatures, presentation forms
INVISIBLE = 1 << 22  # default-ignorable code points that are not bidi controls (zero width, joiners, tags)
BIDI_CONTROL = 1 << 23  # property Bidi_Control
CONTROL = 1 << 24  # Cc but tab and line ends; surrogates; noncharacters
PRIVATE_USE = 1 << 25  # private use and unassigned
REPLACEMENT = 1 << 26  # U+FFFD
SENTENCE_END = 1 << 27  # marks that may end a sentence, in any script
COMMA = 1 << 28  # marks that a sentence cannot end with: commas, enumeration commas, semicolons, colons
OPENING = 1 << 29  # opening brackets and quotation marks (Ps, Pi)
CLOSING = 1 << 30  # closing brackets and quotation marks (Pe, Pf)
RARE = 1 << 31  # not among the usual characters of any language (tools/build_char_model.py)

NON_ASCII_SCRIPT = HAN | KANA | HANGUL | CYRILLIC | GREEK | OTHER_SCRIPT | BOPOMOFO
"""Scripts that ASCII text cannot hold."""


@functools.cache
def _stored() -> tuple[NDArray[np.uint32], dict[str, list[str] | str]]:
    folder = Path(__file__).with_name("data")
    with (folder / "charclass.npy").open("rb") as file:
        runs: NDArray[np.uint32] = np.load(file, allow_pickle=False)
    names = json.loads((folder / "charclass.json").read_text(encoding="utf-8"))
    return runs, names


def run_bits() -> NDArray[np.uint32]:
    """``uint32[r]``: the class bits of every run of code points that have the same bits, script and category."""
    found: NDArray[np.uint32] = _stored()[0][1]
    return found


def run_scripts() -> NDArray[np.uint32]:
    """``uint32[r]``: the script of every run, an index into ``script_names()``."""
    found: NDArray[np.uint32] = _stored()[0][2] >> np.uint32(8)
    return found


def expand(of_runs: NDArray[_Entry], below: int = CODEPOINTS) -> NDArray[_Entry]:
    """A table with one entry per code point, ``below`` in all, from one with an entry per run; the cheap way."""
    return np.repeat(of_runs[: len(_run_lengths(below))], _run_lengths(below))


@functools.cache
def _run_lengths(below: int) -> NDArray[np.int64]:
    first = _stored()[0][0].astype(np.int64)
    lengths: NDArray[np.int64] = np.diff(first[first < below], append=below)
    return lengths


@functools.cache
def bits() -> NDArray[np.uint32]:
    """``uint32[1114112]``: the class bits of every code point."""
    return expand(run_bits())


@functools.cache
def _low_bits() -> NDArray[np.uint32]:
    return expand(run_bits(), 0x100)


def bits_at(codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The class bits of code points, as an array like theirs."""
    # The whole table takes 3 ms to make, and a short text of ASCII needs nothing else of it.
    table = _low_bits() if codepoints.dtype == np.uint8 else bits()
    return table.take(codepoints)


@functools.cache
def scripts() -> NDArray[np.uint8]:
    """``uint8[1114112]``: index into ``script_names()``."""
    return expand(run_scripts().astype(np.uint8))


@functools.cache
def categories() -> NDArray[np.uint8]:
    """``uint8[1114112]``: index into ``category_names()``."""
    return expand((_stored()[0][2] & np.uint32(0xFF)).astype(np.uint8))


def script_names() -> list[str]:
    """ISO 15924 codes in table order ("Zyyy" is Common, "Zinh" Inherited, "Zzzz" unassigned)."""
    return list(_stored()[1]["scripts"])


def category_names() -> list[str]:
    """Two-letter general categories in table order."""
    return list(_stored()[1]["categories"])


def unicode_version() -> str:
    """The version of Unicode that the tables were built from."""
    return str(_stored()[1]["unicode"])


def bits_of(character: str) -> int:
    """The class bits of one character."""
    return int(bits()[ord(character)])


def script_of(character: str) -> str:
    """The ISO 15924 code of one character's script."""
    return script_names()[int(scripts()[ord(character)])]
