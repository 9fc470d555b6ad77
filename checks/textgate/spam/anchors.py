"""Where a batch may hold a way to be reached: telephone numbers, hosts, e-mail, handles.

This is the screen before contacts.py, which decides exactly. It sees folded text (terms.py) and looks at the few
places around digits, at signs, slashes and full stops only.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from textgate.spam.hosts import BARE_TLDS, CHEAP_TLDS, FREE_MAILS, KNOWN_LABELS, MIXED_TLDS

PHONE_DIGITS, PHONE_LENGTH = 8, 15
"""A telephone number: at least so many digits within so many code points."""
PLAIN = 0.25
_WEIGHTS = np.array([PLAIN, 0.5, 2.6, 1.2, 0.4, 1.6, 0.2, 0.6, 1.8, 1.2], dtype=np.float32)
_PLAIN, _MIXED, _CHEAP, _SHORT, _MAIL, _FREE_MAIL, _AT, _NUMBERED_AT, _HANDLE, _PHONE = range(1, 11)
"""Kinds of contacts, and about what each adds to the log-odds of a line (contacts.py, evidence.py)."""
SLOTS = 1 << 13
"""Size of the tables of names."""
LABEL = 16
"""Letters of a label of a host name that are looked at."""
HANDLE_LENGTH = 20
"""Code points before the digits of an account name among which its Asian context is looked for."""
_POWERS = np.array([31**place & 0xFFFFFFFF for place in range(LABEL)], dtype=np.uint32)


def reach(folded: NDArray[np.uint16], stops: NDArray[np.int64]) -> NDArray[np.float32]:
    """``float32[m]``: how well each line can reach its reader; lines end at ``stops``, the text is padded."""
    digits = np.flatnonzero((folded - np.uint16(0x30)) < 10)
    ats, dots = np.flatnonzero(folded == 0x40), np.flatnonzero(folded == 0x2E)
    found = (_phones(folded, digits), _handles(folded, digits), _ats(folded, ats), _hosts(folded, dots))
    places = np.concatenate([places for places, _ in found])
    kinds = np.concatenate([kinds for _, kinds in found])
    # A kind counts once in a line.
    seen = np.zeros((len(_WEIGHTS), len(stops)), dtype=np.bool_)
    seen[kinds - 1, np.searchsorted(stops, places)] = True
    strength = np.zeros(len(stops), dtype=np.float32)
    for row, weight in zip(seen, _WEIGHTS, strict=True):
        strength += row * weight
    return strength


def _ats(folded: NDArray[np.uint16], ats: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """At signs of addresses and account names."""
    windows = _windows(folded, ats + 1, LABEL)
    named = _word(windows[:, 0])
    ats, windows = ats[named], windows[named]
    hashes, _ = _labels(windows)
    free = _digit(windows[:, 0]) | ((_free_mails()[hashes % SLOTS] == hashes) & (hashes != 0))
    # A digit in the name; folding made a space of an underscore, which counts as the end.
    inside = np.logical_and.accumulate(_word(windows), axis=1)
    numbered = (_digit(windows) & inside).any(axis=1)
    mail = _word(folded[ats - 1])
    kinds = np.where(mail, np.where(free, _FREE_MAIL, _MAIL), np.where(numbered, _NUMBERED_AT, _AT))
    return ats, kinds.astype(np.uint8)


def _phones(
    folded: NDArray[np.uint16], digits: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where eight digits and more stand close together, with nothing between but what groups them."""
    if len(digits) < PHONE_DIGITS:
        return _all(digits[:0], _PHONE)
    near = np.flatnonzero(digits[PHONE_DIGITS - 1 :] - digits[: 1 - PHONE_DIGITS] < PHONE_LENGTH)
    if not len(near):
        return _all(digits[:0], _PHONE)
    places = digits[near]
    before = folded.take(places - 1)
    # Neither the middle of a number nor part of a word, a path, a version.
    places = places[~_word(before) & (before != 0x2E) & (before != 0x2F) & (before != 0x3A)]
    window = _windows(folded, places, PHONE_LENGTH)
    grouping = (window == 0x20) | (window == 0x28) | (window == 0x29)
    number = np.logical_and.accumulate(_digit(window) | grouping, axis=1)
    places = places[np.count_nonzero(number & _digit(window), axis=1) >= PHONE_DIGITS]
    century = (folded[places] == 0x32) & (folded[places + 1] == 0x30)
    century |= (folded[places] == 0x31) & (folded[places + 1] == 0x39)
    return _all(places[~(century & (folded[places + 4] == 0x20))], _PHONE)


def _handles(
    folded: NDArray[np.uint16], digits: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where, behind a character of Asia, a run of six digits or of letters and digits stands."""
    if not len(digits) or folded.max() < 0x0E00:
        return _all(digits[:0], _HANDLE)
    before = folded.take(digits - 1)
    run = np.zeros(len(digits), dtype=np.bool_)
    run[:-5] = digits[5:] - digits[:-5] == 5
    pair = np.zeros(len(digits), dtype=np.bool_)
    pair[:-1] = digits[1:] - digits[:-1] == 1
    places = digits[(run & ~_digit(before)) | (pair & _lower(before))]
    asian = (_windows(folded, places - HANDLE_LENGTH, HANDLE_LENGTH) >= 0x0E00).any(axis=1)
    return _all(places[asian], _HANDLE)


def _hosts(
    folded: NDArray[np.uint16], dots: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Full stops before the last label of a host name."""
    names, kinds, pairs = _endings()
    first = folded.take(dots + 1) - np.uint16(0x61)
    inner = np.flatnonzero(first < 26)
    dots, first = dots[inner], first[inner]
    second = folded.take(dots + 2) - np.uint16(0x61)
    dots = dots[pairs.take(first * np.uint16(32) + np.minimum(second, 31))]
    dots = dots[_word(folded.take(dots - 1))]
    endings, lengths = _labels(_windows(folded, dots + 1, LABEL))
    slots = endings % SLOTS
    after = folded.take(dots + 1 + lengths, mode="clip")
    kept = (names[slots] == endings) & ~(_word(after) | (after == 0x2E))
    dots, kinds = dots[kept], kinds[slots[kept]]
    windows = _windows(folded, dots - LABEL, LABEL)[:, ::-1]
    labels, lengths = _labels(windows)
    before = folded.take(dots - 1 - lengths, mode="clip")
    kinds = np.where((lengths == 1) & ~_word(before), np.uint8(_SHORT), kinds)
    kinds = np.where(_digit(before), np.uint8(_CHEAP), kinds)
    known = (_known()[labels % SLOTS] == labels) & (labels != 0)
    return dots[~known], kinds[~known]


def _all(places: NDArray[np.int64], kind: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    return places, np.full(len(places), kind, dtype=np.uint8)


def _windows(folded: NDArray[np.uint16], starts: NDArray[np.int64], length: int) -> NDArray[np.uint16]:
    """``uint16[k, length]``: what follows each start; beyond the text its last or first code point."""
    return folded.take(starts[:, None] + np.arange(length), mode="clip")


def _labels(windows: NDArray[np.uint16]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hash and number of the letters at the beginning of each row; without letters both are 0."""
    inside = np.logical_and.accumulate(_lower(windows), axis=1)
    hashes = np.where(inside, windows, np.uint16(0)).astype(np.uint32) @ _POWERS
    return hashes, np.count_nonzero(inside, axis=1)


@functools.cache
def _endings() -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.bool_]]:
    """By slot: the hash of an ending and the kind of a host with it; and which two letters an ending starts with."""
    kinds = np.zeros(SLOTS, dtype=np.uint8)
    pairs = np.zeros(32 * 32, dtype=np.bool_)
    for kind, names in ((_PLAIN, BARE_TLDS), (_MIXED, MIXED_TLDS), (_CHEAP, CHEAP_TLDS)):
        for name in names:
            kinds[_hash(name) % SLOTS] = kind
            pairs[(ord(name[0]) - 0x61) * 32 + ord(name[1]) - 0x61] = True
    return _names(BARE_TLDS | MIXED_TLDS | CHEAP_TLDS), kinds, pairs


@functools.cache
def _known() -> NDArray[np.uint32]:
    """By slot: names of hosts that everybody links to, which are read backwards."""
    return _names(frozenset(name[::-1] for name in KNOWN_LABELS))


@functools.cache
def _free_mails() -> NDArray[np.uint32]:
    return _names(FREE_MAILS)


def _names(names: frozenset[str]) -> NDArray[np.uint32]:
    """A table of hashes by their slot. Of two names in one slot the screen knows only one."""
    table = np.zeros(SLOTS, dtype=np.uint32)
    for name in sorted(names):
        table[_hash(name) % SLOTS] = _hash(name)
    return table


def _hash(name: str) -> int:
    total: int = sum(ord(letter) * 31**place for place, letter in enumerate(name[:LABEL]))
    return total & 0xFFFFFFFF


def _lower(codepoints: NDArray[np.uint16]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (codepoints - np.uint16(0x61)) < 26
    return found


def _digit(codepoints: NDArray[np.uint16]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (codepoints - np.uint16(0x30)) < 10
    return found


def _word(codepoints: NDArray[np.uint16]) -> NDArray[np.bool_]:
    return _lower(codepoints) | _digit(codepoints)
