"""Which documents of a batch may hold words written wholly in the letters of another alphabet."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from textgate.charclass import CODEPOINTS, CYRILLIC, GREEK, LATIN, OTHER_SCRIPT
from textgate.profile import Profile
from textgate.scripts import confusables

# Greek to Armenian, Georgian, Cherokee, Coptic, Lisu, Cherokee in lower case, Deseret.
FAR_LETTERS = (
    (0x370, 0x58F), (0x10A0, 0x10FF), (0x13A0, 0x13FF), (0x2C80, 0x2CFF), (0xA4D0, 0xA4FF), (0xAB70, 0xABBF),
    (0x10400, 0x1044F),
)  # fmt: skip
FAR_WORD = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in FAR_LETTERS) + "]{2,}"
TWIN_CAPITALS = "ABCEHIKMNOPTXYZ"
TWIN_LETTERS = "aceiopxyuv"
LATIN_TWIN = rf"(?<![^\W\d_])[{TWIN_CAPITALS}{TWIN_LETTERS}][{TWIN_LETTERS}]+(?![^\W\d_])"

_NEAR = np.uint8((CYRILLIC | GREEK) >> 8)
_TWIN, _TWIN_CAPITAL, _INSIDE = 1, 2, 4


@functools.cache
def _classes() -> NDArray[np.uint8]:
    """``uint8[1114112]``: ``_INSIDE`` for ``FAR_LETTERS``; ``_TWIN`` for what may be a letter of a twin word."""
    table = np.zeros(CODEPOINTS, dtype=np.uint8)
    for first, last in FAR_LETTERS:
        table[first : last + 1] = _INSIDE
    for alphabet in confusables.ALPHABETS[:3]:
        for char in confusables.lookalikes(alphabet):
            table[ord(char)] |= _TWIN
    table[:0x80] = 0
    table[[ord(c) for c in TWIN_LETTERS]] = _TWIN
    table[[ord(c) for c in TWIN_CAPITALS]] = _TWIN_CAPITAL
    return table


def candidates(profile: Profile, dominance: int) -> list[int]:
    """Documents with at least ``dominance`` times as many letters of one alphabet, and a word of lookalikes.

    Latin letters stand on one side, those of all other alphabets on the other.
    """
    mixed = np.flatnonzero(profile.has(LATIN) & profile.has(CYRILLIC | GREEK | OTHER_SCRIPT)).tolist()
    if not mixed:
        return []
    latin, far = profile.letters(LATIN), profile.letters(CYRILLIC | GREEK | OTHER_SCRIPT)
    latin_places, far_places = [], []
    for document in mixed:
        start, stop = int(profile.starts[document]), int(profile.stops[document])
        ours, theirs = np.count_nonzero(latin[start:stop]), np.count_nonzero(far[start:stop])
        if theirs > 1 and ours >= dominance * theirs:
            far_places.append(np.flatnonzero(far[start:stop]) + start)
        elif ours > 1 and theirs >= dominance * ours and profile.document_bits[document] & (CYRILLIC | GREEK):
            latin_places.append(np.flatnonzero(latin[start:stop]) + start)
    found: set[int] = set()
    if far_places:
        found.update(_far_twins(profile, np.concatenate(far_places)))
    if latin_places:
        found.update(_latin_twins(profile, np.concatenate(latin_places)))
    return sorted(found)


def _far_twins(profile: Profile, places: NDArray[np.int64]) -> list[int]:
    """Documents with a run of two or more ``FAR_LETTERS`` that all look like other letters."""
    kinds = _classes().take(profile.codepoints.take(places))
    inside = kinds >= _INSIDE
    places, kinds = places[inside], kinds[inside]
    return _of_runs(profile, places, kinds == _INSIDE | _TWIN)


def _latin_twins(profile: Profile, places: NDArray[np.int64]) -> list[int]:
    """Documents with a Latin run of ``LATIN_TWIN``'s letters that no other letter touches."""
    kinds = _classes().take(profile.codepoints.take(places))
    first = np.diff(places, prepend=-9) > 1
    allowed = (kinds == _TWIN) | (first & (kinds == _TWIN_CAPITAL))
    touched = (
        profile.script_bits.take(places - 1, mode="wrap") | profile.script_bits.take(places + 1)
    ) & _NEAR
    return _of_runs(profile, places, allowed & (touched == 0))


def _of_runs(profile: Profile, places: NDArray[np.int64], fit: NDArray[np.bool_]) -> list[int]:
    """Documents with a run of at least two neighbouring places that all fit."""
    if not len(places):
        return []
    starts = np.flatnonzero(np.diff(places, prepend=-9) > 1)
    size = np.diff(starts, append=len(places))
    whole = (size > 1) & np.logical_and.reduceat(fit, starts)
    return profile.documents_at(places[starts[whole]])
