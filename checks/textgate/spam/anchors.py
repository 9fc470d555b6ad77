"""Where a batch may hold a way to be reached: telephone numbers, hosts, e-mail, handles.

This is the screen before contacts.py, which decides exactly. It sees one byte for each code point and looks at the
few places around digits, at signs and full stops only.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.charclass import DIGIT, HAN, OTHER_SCRIPT, RARE, WIDTH_FORM
from textgate.profile import Profile
from textgate.spam.hosts import (
    BARE_TLDS,
    CHEAP_TLDS,
    FAIR_TLDS,
    FREE_MAILS,
    KNOWN_LABELS,
    MIXED_TLDS,
    SHORTENERS,
    TECHNICAL,
)

PHONE_DIGITS, PHONE_LENGTH = 8, 15
"""A telephone number: at least so many digits within so many code points."""
LONGEST_PLAIN = 10
"""Digits of a telephone number that nothing groups and no 0 or + begins."""
PLAIN = 0.25
_WEIGHTS = np.array([PLAIN, 0.5, 2.6, 1.2, 0.4, 1.6, 0.2, 0.6, 0.8, 1.2, 0.1, 2.0], dtype=np.float32)
_PLAIN, _MIXED, _CHEAP, _SHORT, _MAIL, _FREE_MAIL, _AT, _NUMBERED_AT = range(1, 9)
_HANDLE, _PHONE, _NUMBERED, _SPELLED = range(9, 13)
"""Kinds of contacts, and about what each adds to the log-odds of a line (contacts.py, evidence.py)."""
SLOTS = 1 << 13
"""Size of the tables of names."""
LABEL = 16
"""Letters of a label of a host name that are looked at."""
HANDLE_LENGTH = 20
"""Code points before the digits of an account name among which its Asian context is looked for."""
PADDING = 32
"""Bytes around the text: more than any window needs."""
_OTHER_DIGITS = (
    (HAN, RARE, 0x245F, "\u2460"),
    (OTHER_SCRIPT, DIGIT, 0x06F0, "\u06f0"),
    (OTHER_SCRIPT, DIGIT, 0x0660, "\u0660"),
)
"""Circled digits, which dodge filters, and those of Persian and Arabic: where they are looked for, their class, the
first code point of each kind, and one that is in nearly every telephone number."""
_GROUPING = np.zeros(256, dtype=np.bool_)
_GROUPING[[0x20, 0x28, 0x29, 0x2D, 0x2E, 0x5F]] = True
_JOINING = np.zeros(256, dtype=np.bool_)
_JOINING[[ord(sign) for sign in "./:-_#=%&"]] = True
"""Signs before the digits of versions, paths and addresses."""
_POWERS = np.array([31**place & 0xFFFFFFFF for place in range(LABEL)], dtype=np.uint32)


class Column(NamedTuple):
    """The ASCII code points of a text as one byte each, and where its digits are.

    0xFF stands for all others, but digits of other forms are digits. ``padded`` has ``PADDING`` more at either end, so
    that windows of it may reach beyond the text.
    """

    low: NDArray[np.uint8]
    padded: NDArray[np.uint8]
    digits: NDArray[np.int64]

    def windows(self, starts: NDArray[np.int64], length: int) -> NDArray[np.uint8]:
        """``uint8[k, length]``: what follows each start, which is no more than ``PADDING`` outside the text."""
        # Rows that overlap: copying them is far cheaper than an index of every element.
        rows = np.lib.stride_tricks.as_strided(self.padded, (len(self.padded) - length, length), (1, 1))
        found: NDArray[np.uint8] = rows[starts + PADDING]
        return found


def ascii_column(profile: Profile) -> Column:
    """The column of a batch. A byte for each code point makes every search ten times as fast as four."""
    points = profile.codepoints
    padded = np.zeros(len(points) + 2 * PADDING, dtype=np.uint8)
    low = padded[PADDING:-PADDING]
    low[:] = profile.narrow
    for script, own_class, first, one in _OTHER_DIGITS:
        for index in np.flatnonzero(profile.has(script) & profile.has(own_class)).tolist():
            if one in profile.document_text(index):
                own = slice(profile.starts[index], profile.stops[index])
                # Which digit it is does not matter here.
                low[own][(points[own] - np.uint32(first)) < 10] = 0x31
    for index in np.flatnonzero(profile.has(WIDTH_FORM)).tolist():
        own = slice(profile.starts[index], profile.stops[index])
        plain = points[own] - np.uint32(0xFEE0)
        wide = np.flatnonzero(plain - np.uint32(0x21) < 0x5E)
        low[own][wide] = plain.take(wide)
    return Column(low, padded, np.flatnonzero((low - np.uint8(0x30)) < 10))


def reach(
    column: Column, points: NDArray[np.uint32] | NDArray[np.uint8], stops: NDArray[np.int64]
) -> NDArray[np.float32]:
    """``float32[m]``: how well each line can reach its reader; lines end at ``stops``.

    ``column`` is that of the code points ``points``.
    """
    found = (_phones(column), _handles(column, points), _ats(column), _hosts(column))
    places = np.concatenate([places for places, _ in found])
    kinds = np.concatenate([kinds for _, kinds in found])
    # A kind counts once in a line.
    where = np.searchsorted(stops, places) * len(_WEIGHTS) + (kinds - 1)
    seen = np.zeros(len(stops) * len(_WEIGHTS), dtype=np.bool_)
    seen[where] = True
    held = np.flatnonzero(seen)
    strength = np.bincount(held // len(_WEIGHTS), _WEIGHTS[held % len(_WEIGHTS)], minlength=len(stops))
    return strength.astype(np.float32)


def _ats(column: Column) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """At signs of addresses and account names."""
    ats = np.flatnonzero(column.low == 0x40)
    if not len(ats):
        return _all(ats, _AT)
    windows = column.windows(ats - 1, LABEL + 2)
    named = _word(windows[:, 2])
    ats, windows = ats[named], windows[named]
    hashes, _ = _labels(windows[:, 2:])
    free = _digit(windows[:, 2]) | ((_free_mails()[hashes % SLOTS] == hashes) & (hashes != 0))
    # A digit or an underscore in the name.
    name = windows[:, 2:]
    inside = np.logical_and.accumulate(_word(name) | (name == 0x5F), axis=1)
    numbered = (~_lower(name | np.uint8(0x20)) & inside).any(axis=1)
    mail = _word(windows[:, 0])
    kinds = np.where(mail, np.where(free, _FREE_MAIL, _MAIL), np.where(numbered, _NUMBERED_AT, _AT))
    return ats, kinds.astype(np.uint8)


def _phones(column: Column) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where eight digits and more stand close together, with nothing between but what groups them."""
    digits = column.digits
    near = np.flatnonzero(digits[PHONE_DIGITS - 1 :] - digits[: 1 - PHONE_DIGITS] < PHONE_LENGTH)
    if not len(near):
        return _all(digits[:0], _PHONE)
    places = digits[near]
    windows = column.windows(places - 1, PHONE_LENGTH + 1)
    before, window = windows[:, 0], windows[:, 1:]
    # Neither the middle of a number nor part of a word, a path, a version.
    first = ~(_word(before) | _JOINING[before])
    places, window = places[first], window[first]
    digit = _digit(window)
    number = np.logical_and.accumulate(digit | _GROUPING[window], axis=1) & digit
    count = np.count_nonzero(number, axis=1)
    zero, plus = window[:, 0] == 0x30, before[first] == 0x2B
    # Decimals and versions have dots too, tables have long numbers; a year goes on with something else.
    dots = np.count_nonzero((window[:, :-1] == 0x2E) & digit[:, 1:], axis=1)
    plain = digit[:, :PHONE_DIGITS].all(axis=1)
    year = digit[:, :4].all(axis=1) & ~digit[:, 4]
    year &= (window[:, 0] == 0x31) | (window[:, 0] == 0x32) & (window[:, 1] == 0x30)
    kept = (count >= PHONE_DIGITS) & ~year
    kept &= (dots == 0) | plus | zero & (dots > 1) & (count > PHONE_DIGITS)
    kept &= ~plain | plus | zero | (count >= LONGEST_PLAIN)
    return _all(places[kept], _PHONE)


def _handles(
    column: Column, points: NDArray[np.uint32] | NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where a run of six digits or of letters and digits stands: an account name, behind a character of Asia."""
    digits = column.digits
    before = column.padded.take(digits + (PADDING - 1))
    run = np.zeros(len(digits), dtype=np.bool_)
    run[:-5] = digits[5:] - digits[:-5] == 5
    pair = np.zeros(len(digits), dtype=np.bool_)
    pair[:-1] = digits[1:] - digits[:-1] == 1
    pair &= _lower(before | np.uint8(0x20)) | (before == 0x5F)
    places = digits[(run & ~_digit(before) & (before != 0x2E)) | pair]
    letters, lengths = _labels(column.windows(places - LABEL, LABEL)[:, ::-1])
    joined = column.padded.take(places + (PADDING - 1) - lengths) == 0x5F
    places = places[(letters == 0) | joined | (_technical()[letters % SLOTS] != letters)]
    joints = np.flatnonzero(column.low == 0x5F)
    joints = joints[_lower(column.padded.take(joints + (PADDING - 1)) | np.uint8(0x20))]
    if points.dtype == np.uint8:
        return _all(np.concatenate([places, joints]), _NUMBERED)
    context = points.take(places[:, None] - np.arange(1, HANDLE_LENGTH + 1), mode="clip")
    kinds = np.where((context >= 0x0E00).any(axis=1), np.uint8(_HANDLE), np.uint8(_NUMBERED))
    return np.concatenate([places, joints]), np.concatenate(
        [kinds, np.full(len(joints), _NUMBERED, np.uint8)]
    )


def _hosts(column: Column) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Full stops before the last label of a host name, and those in brackets, which nobody but a dodger writes."""
    names, kinds, pairs = _endings()
    dots = np.flatnonzero(column.low == 0x2E)
    following = column.padded.take(dots + (1 + PADDING))
    spelled = dots[(following == 0x5D) | (following == 0x29)]
    # Not np.isin: for few values its first call imports numpy.ma, which costs a one-file run 14 ms.
    before = column.padded.take(spelled + (PADDING - 1))
    spelled = spelled[(before == 0x5B) | (before == 0x28)]
    first = (following | np.uint8(0x20)) - np.uint8(0x61)
    inner = np.flatnonzero(first < 26)
    dots, first = dots.take(inner), first.take(inner)
    windows = column.windows(dots - 1, 4) | np.uint8(0x20)
    second = np.minimum(windows[:, 3] - np.uint8(0x61), 31)
    dots = dots[_word(windows[:, 0]) & pairs[first * np.int64(32) + second]]
    windows = column.windows(dots + 1, LABEL)
    endings, lengths = _labels(windows)
    slots = endings % SLOTS
    after = column.padded.take(dots + (1 + PADDING) + lengths)
    more = (after == 0x2E) & _word(column.padded.take(dots + (2 + PADDING) + lengths))
    kept = (names[slots] == endings) & ~(_word(after) | more)
    # "navigator.onLine" is code.
    upper = (windows - np.uint8(0x41)) < 26
    kept &= upper[:, 0] | ~(upper & (np.arange(LABEL) < lengths[:, None])).any(axis=1)
    dots, endings, kinds = dots[kept], endings[kept], kinds[slots[kept]]
    labels, lengths = _labels(column.windows(dots - LABEL, LABEL)[:, ::-1])
    before = column.padded.take(dots + (PADDING - 1) - lengths)
    # "t.me" has links, "a.id" is code.
    lone = endings * np.uint32(31) + labels
    lone_label = (lengths == 1) & ~_word(before) & (_short()[lone % SLOTS] == lone)
    kinds = np.where(lone_label, np.uint8(_SHORT), kinds)
    numbered = _digit(before)
    kinds = np.where(numbered & ((kinds == _MIXED) | (kinds == _SHORT)), np.uint8(_CHEAP), kinds)
    kinds = np.where(numbered & (kinds == _PLAIN), np.uint8(_SHORT), kinds)
    known = (_known()[labels % SLOTS] == labels) & (labels != 0)
    found = np.concatenate([kinds[~known], np.full(len(spelled), _SPELLED, np.uint8)])
    return np.concatenate([dots[~known], spelled]), found


def _all(places: NDArray[np.int64], kind: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    return places, np.full(len(places), kind, dtype=np.uint8)


def _labels(windows: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hash and number of the letters at the beginning of each row, in lower case; without letters both are 0."""
    windows = windows | np.uint8(0x20)
    other = ~_lower(windows)
    # Far cheaper than accumulating: the first that is no letter.
    lengths = np.where(other.any(axis=1), other.argmax(axis=1), LABEL)
    windows *= np.arange(LABEL) < lengths[:, None]
    return windows.astype(np.uint32) @ _POWERS, lengths


@functools.cache
def _endings() -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.bool_]]:
    """By slot: the hash of an ending and the kind of a host with it; and which two letters an ending starts with."""
    kinds = np.zeros(SLOTS, dtype=np.uint8)
    pairs = np.zeros(32 * 32, dtype=np.bool_)
    for kind, names in (
        (_PLAIN, BARE_TLDS),
        (_MIXED, MIXED_TLDS),
        (_SHORT, FAIR_TLDS),
        (_CHEAP, CHEAP_TLDS),
    ):
        for name in names:
            kinds[_hash(name) % SLOTS] = kind
            pairs[(ord(name[0]) - 0x61) * 32 + ord(name[1]) - 0x61] = True
    return _names(BARE_TLDS | MIXED_TLDS | FAIR_TLDS | CHEAP_TLDS), kinds, pairs


@functools.cache
def _known() -> NDArray[np.uint32]:
    """By slot: names of hosts that everybody links to, which are read backwards."""
    return _names(frozenset(name[::-1] for name in KNOWN_LABELS))


@functools.cache
def _short() -> NDArray[np.uint32]:
    """By slot: hosts that shorten links, whose name is one letter; without the full stop."""
    return _names(frozenset(name.replace(".", "") for name in SHORTENERS if name[1] == "."))


@functools.cache
def _technical() -> NDArray[np.uint32]:
    """By slot: letters before the digits of names that are no accounts, which are read backwards."""
    return _names(frozenset(name[::-1] for name in TECHNICAL))


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


def _lower(codepoints: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (codepoints - np.uint8(0x61)) < 26
    return found


def _digit(codepoints: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (codepoints - np.uint8(0x30)) < 10
    return found


def _word(codepoints: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return _lower(codepoints | np.uint8(0x20)) | _digit(codepoints)
