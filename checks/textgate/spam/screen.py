"""Which lines of a batch are worth a look at all, for the check injected_spam.

Honest text must cost next to nothing, so all of this is done for a whole batch at once: a line is chosen when
terms of advertising stand together in it, when it has a way to be reached besides, when it is in another
script than its document, or when it has the form of a place list or of hidden markup.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.profile import Profile
from textgate.spam.terms import Hit

LEAST_WEIGHT = 3.9
"""Least weight of a line that is looked at. A term counts its weight, a contact 1.9, a bare host name 0.9:
one term alone is never enough."""
CONTACT, HOST = 1.9, 0.9
WINDOW = 240
"""Code points in which those terms must stand: the length of an advertisement, not of a paragraph."""
LEAST_FOREIGN = 12
"""Letters of another script that make a line with a contact worth a look, and"""
FOREIGN_SHARE = 0.3
"""the share of all letters of that script in the document that must stand in the line."""
PHONE_DIGITS = 8
"""Digits of a line that may be a telephone number."""

_SCRIPTS = (cc.LATIN, cc.CYRILLIC, cc.GREEK, cc.HAN | cc.KANA, cc.HANGUL, cc.OTHER_SCRIPT)
_HIDING = ("none", "hidden", "font-size", "opacity", "indent", "-9")
_PLACE_ENDS = "县縣市区區旗镇鎮乡鄉州盟省시군구"


def candidate_lines(profile: Profile, hits: Sequence[Hit], places: int) -> dict[int, list[int]]:
    """Numbers of the chosen lines, by document. ``places``: a place list has more names than this.

    A document that may hide markup is there even without such lines.
    """
    lines = profile.lines
    chosen = np.zeros(len(lines), dtype=np.bool_)
    reachable = _contact_lines(profile)
    if hits:
        numbers, weights = _weights(profile, hits)
        weights += np.where(reachable[numbers], CONTACT, 0.0)
        doubtful = np.flatnonzero((weights < LEAST_WEIGHT) & (weights >= LEAST_WEIGHT - HOST))
        for row in doubtful.tolist():
            number = numbers[row]
            if not reachable[number] and _has_host(profile.text[lines.start[number] : lines.stop[number]]):
                weights[row] += HOST
        chosen[numbers] = weights >= LEAST_WEIGHT
    if not profile.ascii:
        chosen[_in_foreign_script(profile, np.flatnonzero(reachable & ~chosen))] = True
        chosen[_place_lines(profile, places)] = True
    numbers = np.flatnonzero(chosen)
    found: dict[int, list[int]] = {}
    for document in _hiding_documents(profile):
        found[document] = []
    for number, document in zip(numbers.tolist(), lines.document[numbers].tolist(), strict=True):
        found.setdefault(document, []).append(number)
    return found


def _weights(profile: Profile, hits: Sequence[Hit]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Lines that hold terms, ascending, and the greatest weight of terms that stand together in each."""
    stops = profile.lines.stop
    starts = np.array([hit.start for hit in hits])
    amounts = np.array([hit.term.weight for hit in hits])
    sums = np.concatenate([[0], np.cumsum(amounts)])
    where = np.searchsorted(stops, starts)
    last = np.searchsorted(starts, np.minimum(starts + WINDOW, stops[where]))
    first_of_line = np.flatnonzero(np.diff(where, prepend=-1))
    together = np.maximum.reduceat(sums[last] - sums[:-1], first_of_line)
    return where[first_of_line], together.astype(np.float64)


def _has_host(line: str) -> bool:
    """Whether the line has a full stop inside a lower-case word, as in a host name without a scheme."""
    return any("a" <= part[0] <= "z" for part in line.split(".")[1:] if part)


def _contact_lines(profile: Profile) -> NDArray[np.bool_]:
    """Lines with an at sign, a double slash, or eight digits and more."""
    codepoints, stops = profile.codepoints, profile.lines.stop
    found = np.zeros(len(stops), dtype=np.bool_)
    digits = np.searchsorted(stops, np.flatnonzero((codepoints - 48) < 10))
    found[_repeated(digits, PHONE_DIGITS)] = True
    slashes = np.flatnonzero(codepoints == 0x2F)
    slashes = slashes[codepoints.take(slashes + 1) == 0x2F]
    found[np.searchsorted(stops, slashes)] = True
    found[np.searchsorted(stops, np.flatnonzero(codepoints == 0x40))] = True
    return found


def _repeated(ascending: NDArray[np.int64], times: int) -> NDArray[np.int64]:
    """Those of the values that are there at least so many times."""
    later, earlier = ascending[times - 1 :], ascending[: max(0, len(ascending) - times + 1)]
    found: NDArray[np.int64] = later[later == earlier]
    return found


def _in_foreign_script(profile: Profile, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the lines that hold much of what their document has of a script that is not its main one."""
    lines = profile.lines
    scripts = np.array([(profile.document_bits & np.uint32(mask)) != 0 for mask in _SCRIPTS])
    numbers = numbers[np.count_nonzero(scripts, axis=0)[lines.document[numbers]] > 1]
    if not len(numbers):
        return numbers
    documents, owner = _distinct(lines.document[numbers])
    inside = _counts(profile, lines.start[numbers], lines.stop[numbers])
    totals = _counts(profile, profile.starts[documents], profile.stops[documents])
    main = totals.argmax(axis=0)
    foreign = inside >= np.maximum(LEAST_FOREIGN, FOREIGN_SHARE * totals[:, owner])
    foreign[main[owner], np.arange(len(numbers))] = False
    mixed = np.count_nonzero(totals >= LEAST_FOREIGN, axis=0) > 1
    found: NDArray[np.int64] = numbers[foreign.any(axis=0) & mixed[owner]]
    return found


def _distinct(ascending: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each value once, and for each item the index of its value there."""
    new = np.diff(ascending, prepend=-1) != 0
    return ascending[new], np.cumsum(new) - 1


def _counts(profile: Profile, starts: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.int64]:
    """``int64[scripts, k]``: letters of each script in each of the ranges, which are not empty."""
    lengths = stops - starts
    begins = np.cumsum(lengths) - lengths
    bits = profile.bits.take(np.arange(lengths.sum()) + np.repeat(starts - begins, lengths))
    rows = [
        np.add.reduceat(((bits & np.uint32(mask)) != 0).view(np.uint8), begins, dtype=np.int64)
        for mask in _SCRIPTS
    ]
    return np.stack(rows)


def _place_lines(profile: Profile, places: int) -> NDArray[np.int64]:
    """Lines with more East Asian place names than ``places``."""
    if not profile.has(cc.HAN | cc.HANGUL).any():
        return np.zeros(0, dtype=np.int64)
    ends = np.flatnonzero(_place_ends().take(profile.codepoints, mode="clip"))
    return _repeated(np.searchsorted(profile.lines.stop, ends), places + 1)


@functools.cache
def _place_ends() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(character) for character in _PLACE_ENDS]] = True
    return table


def _hiding_documents(profile: Profile) -> list[int]:
    """Documents with a tag that may hide what it holds."""
    found = []
    for document in profile.documents_at(np.flatnonzero(profile.codepoints == 0x3C)):
        text = profile.document_text(document)
        if ("style" in text or "hidden" in text) and any(word in text for word in _HIDING):
            found.append(document)
    return found
