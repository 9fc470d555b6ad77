"""Mandarin readings: is ``huì`` a reading of 會, and how common is 會?

Everything here is toneless. Tools that write readings into texts drop tones, choose the wrong tone of
a character with several readings, or write ``v`` for ``ü``, so a comparison that heeds tones would miss
most of them. The table is built by tools/build_pinyin.py from pypinyin (MIT) and loads in about 1 ms, on
first use.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿêɡ\u0300\u0301\u0304\u0308\u030c"
"""Letters of pinyin, for a character class of a regular expression: composed, or base and combining mark."""

ZHUYIN = "ㄅ-ㄯㆠ-ㆿ"
"""Bopomofo letters, for a character class. Tone marks are ``ZHUYIN_TONES``."""

ZHUYIN_TONES = "ˉˊˇˋ˙˪˫"

COMMON = 2
"""Band from which a character counts as one that every reader knows: the 1,500 most frequent."""

_DIAERESIS = "\u0308"


@functools.cache
def _names() -> dict[str, list[str]]:
    file = Path(__file__).parents[1] / "data" / "pinyin.json"
    names: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return names


@functools.cache
def _table() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    with (Path(__file__).parents[1] / "data" / "pinyin.npy").open("rb") as file:
        points, packed = np.load(file, allow_pickle=False)
    return points, packed


@functools.cache
def _index() -> dict[str, int]:
    """Spelling -> syllable, for pinyin and bopomofo alike."""
    spellings = {}
    for column in ("syllables", "zhuyin"):
        spellings.update({spelled: i for i, spelled in enumerate(_names()[column]) if spelled})
    # Without a diaeresis these two are still plain, because no syllable is spelled so.
    return spellings | {"lue": spellings["lüe"], "nue": spellings["nüe"]}


def _row(character: str) -> slice:
    if len(character) != 1 or character > "\uffff":
        return slice(0, 0)
    points, point = _table()[0], np.uint16(ord(character))
    return slice(int(points.searchsorted(point)), int(points.searchsorted(point, side="right")))


def syllables() -> tuple[str, ...]:
    """The closed list of about 420 toneless syllables, sorted."""
    return tuple(_names()["syllables"])


@functools.lru_cache(maxsize=4096)
def syllable(reading: str) -> str | None:
    """The toneless syllable that ``reading`` spells, or None if it is no syllable of Mandarin.

    Pinyin with tone marks, tone digits or without either, ``v`` or ``u:`` for ``ü``; bopomofo with or
    without tone marks.
    """
    kept = (
        c for c in unicodedata.normalize("NFD", reading) if c == _DIAERESIS or not unicodedata.combining(c)
    )
    bare = unicodedata.normalize("NFC", "".join(kept)).strip().strip(ZHUYIN_TONES).rstrip("12345")
    spelled = bare.lower().replace("u:", "ü").replace("v", "ü").replace("ɡ", "g")
    found = _index().get(spelled)
    return None if found is None else _names()["syllables"][found]


def readings(character: str) -> tuple[str, ...]:
    """Toneless readings of one character, the usual one first; empty for what has none."""
    names = _names()["syllables"]
    return tuple(names[int(packed) & 0xFFF] for packed in _table()[1][_row(character)])


def band(character: str) -> int:
    """How common a character is in Chinese text.

    3: among the 600 most frequent, 2: 1,500, 1: 3,500, 0: rarer. The 1,500 most frequent characters make
    up about 95 % of running text. A Traditional form counts as common as its Simplified form.
    """
    row = _row(character)
    return int(_table()[1][row.start]) >> 12 if row.stop > row.start else 0


@functools.lru_cache(maxsize=4096)
def is_reading(character: str, reading: str) -> bool:
    """Whether ``reading`` is one of the character's readings, tone aside.

    ``lu`` and ``nu`` pass for ``lü`` and ``nü``: many tools cannot spell the diaeresis.
    """
    spelled = syllable(reading)
    if spelled is None:
        return False
    known = readings(character)
    return spelled in known or (spelled in ("lu", "nu") and spelled.replace("u", "ü") in known)
