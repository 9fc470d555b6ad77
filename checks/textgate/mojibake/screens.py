"""Which documents of a batch may hold garbled text: what clean text pays for.

All documents are looked at together, in array operations; an alarm is checked on a few dozen characters before
anybody reads a whole document.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood as lk
from textgate.mojibake import accidents, alphabets, encodings, plans, trials
from textgate.mojibake.above import Above
from textgate.profile import Profile

# Surprisal above the usual, summed over the worst stretch, from which a document is looked at; the weak alarm
# asks for signs of UTF-8 besides.
ALARM = 16 * lk.STEPS
WEAK_ALARM = 11 * lk.STEPS
# Two rare ideographs in a name are as surprising as that, so text of ideographs, kana and Hangul must be more so.
EAST_ASIAN_ALARM = 26 * lk.STEPS
EAST_ASIAN = (
    lk.HAN, lk.RARE_HAN, lk.HIRAGANA, lk.KATAKANA, lk.HANGUL, lk.CJK_PUNCTUATION, lk.TYPOGRAPHIC,
    lk.MARK_OF_PUNCTUATION, lk.SPACE, lk.FULL_WIDTH,
)  # fmt: skip
# So many of them in a row are as surprising as that where bytes made them; rare names are not.
ROWS = ((3, 24 * lk.STEPS), (5, 34 * lk.STEPS))
# The least rise over ``SHORT_STRETCH`` characters of a longer such stretch. Where bytes made the characters each is
# surprising, 175 bits and more in all; names among others come to 100 in nineteen of twenty clean texts.
DENSE = 110 * lk.STEPS
# Bits that an accident must gain on an East Asian stretch, and with which it need not be believable there.
SOME_GAIN, MUCH_GAIN = 4.0, 20.0
DRAWN = (lk.DRAWING, lk.TYPOGRAPHIC)  # in garbled text letters stand among the lines
IS_EAST_ASIAN, IS_DRAWN = 1, 2
BLOCK = 12_000  # characters that are summed up together
# What stands inside words of Latin letters in good text, or marks the end of words.
AMONG_LATIN = (lk.LATIN, lk.LATIN_UPPER, lk.EXTRA_LATIN, lk.TYPOGRAPHIC, lk.COMBINING, lk.LOST)
STRETCH = 80  # characters of the worst stretch on which plans are first tried, and
SHORT_STRETCH = 24  # of an East Asian one, whose characters say more
# Runs of other characters inside words of lower-case ASCII letters from which a text is looked at.
SANDWICHED = 2
LONGEST_FILLING = 3  # characters of such a run


class _Alarm(NamedTuple):
    """Characters of a document that some accident may explain, and the gains it must have: see ``plans.promising``."""

    document: int
    near: NDArray[np.uint32]
    some: float
    much: float


def suspects(profile: Profile, chars: Above) -> tuple[dict[int, list[accidents.Plan]], set[int]]:
    """Documents with a stretch of surprising characters, and documents with letters that fit no alphabet.

    The former with the accidents that may explain the stretch, the best first.

    A stretch is where the excess surprisal of the characters above ASCII sums up to its highest rise.
    """
    where, first = chars.where, chars.first
    score = chars.excess.copy()
    foreign, at_home = alphabets.survey(chars)
    # "è" is rare among all letters, but not in Italian.
    score[at_home] = np.minimum(score[at_home], 0)
    worst: list[tuple[int, NDArray[np.uint32]]] = []
    east_asian: list[tuple[int, NDArray[np.uint32]]] = []
    for document, bottom, peak, rise in _rises(score, first):
        if rise <= ALARM and not _looks_like_utf8(profile.text[where[bottom] : where[peak] + 2]):
            continue
        kinds = int(np.bitwise_and.reduce(_kinds().take(chars.points[bottom : peak + 1], mode="clip")))
        if kinds & IS_DRAWN:
            continue
        size = SHORT_STRETCH if kinds & IS_EAST_ASIAN else STRETCH
        begin = bottom + _worst(score[bottom : peak + 1], size)
        end = min(begin + size, peak + 1)
        if kinds & IS_EAST_ASIAN and _is_east_asian_prose(
            score[bottom : peak + 1], rise, int(score[begin:end].sum())
        ):
            continue
        near = _with_neighbours(profile.codepoints, where[begin:end])
        (east_asian if kinds & IS_EAST_ASIAN else worst).append((document, near))
    sandwiched = list(_sandwiched(profile.codepoints.astype(np.uint32, copy=False), chars))
    alarms = [
        *(_Alarm(document, near, 0.0, 0.0) for document, near in (*worst, *sandwiched)),
        *(_Alarm(document, near, SOME_GAIN, MUCH_GAIN) for document, near in east_asian),
    ]
    surprising: dict[int, list[accidents.Plan]] = {}
    # All in one go: a plan tried on many texts costs little more than on one.
    tried = trials.promised_of_each([alarm.near for alarm in alarms], trials.MOST)
    for alarm, of_alarm in zip(alarms, tried, strict=True):
        if alarm.document not in surprising:
            found = plans.promising(alarm.near, of_alarm, alarm.some, alarm.much)
            if found:
                surprising[alarm.document] = found
    return surprising, set(foreign.tolist())


def _rises(score: NDArray[np.int16], first: NDArray[np.int64]) -> Iterator[tuple[int, int, int, int]]:
    """Documents whose running total of ``score`` rises above ``WEAK_ALARM``, where from and to, and how far.

    ``first`` is where the characters of each begin. Whole documents are looked at together, but no more of them than
    stay in the cache.
    """
    held = np.flatnonzero(np.diff(first))
    ends = first[held + 1]
    done = 0
    while done < len(held):
        low = int(first[held[done]])
        stop = max(int(np.searchsorted(ends, low + BLOCK, side="right")), done + 1)
        part, begins = score[low : ends[stop - 1]], first[held[done:stop]] - low
        total = part.astype(np.int64)
        # A stretch never reaches across documents: each begins with a fall that no rise before it survives.
        total[begins] -= 1 << 40
        np.cumsum(total, out=total)
        before = total - part
        floor = np.minimum.accumulate(before)
        np.subtract(total, floor, out=total)
        highest = np.maximum.reduceat(total, begins)
        for index in np.flatnonzero(highest > WEAK_ALARM).tolist():
            begin, end = int(begins[index]), int(ends[done + index]) - low
            peak = begin + int(total[begin:end].argmax())
            bottom = begin + int(np.flatnonzero(before[begin : peak + 1] == floor[peak])[-1])
            yield int(held[done + index]), low + bottom, low + peak, int(highest[index])
        done = stop


def _is_east_asian_prose(score: NDArray[np.int16], rise: int, risen: int) -> bool:
    """Whether an East Asian stretch is no more surprising than rare names make it.

    ``score`` is that of its characters, ``rise`` their sum, ``risen`` that of the worst ``SHORT_STRETCH`` of them.
    """
    if rise <= EAST_ASIAN_ALARM or (len(score) > SHORT_STRETCH and risen <= DENSE):
        return True
    return all(np.convolve(score, np.ones(size, dtype=np.int64)).max() < least for size, least in ROWS)


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """``uint8[65536]``: which of the two lists the class of each character is in."""
    classes = lk.classes(np.arange(0x10000, dtype=np.uint32))
    table = np.zeros(0x10000, dtype=np.uint8)
    for kinds, bit in ((EAST_ASIAN, IS_EAST_ASIAN), (DRAWN, IS_DRAWN)):
        table[np.isin(classes, kinds)] |= bit
    return table


def _sandwiched(codepoints: NDArray[np.uint32], chars: Above) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Documents with signs or letters of another script inside words of lower-case ASCII letters, and those words.

    Scattered garbled words are lost among many accented letters in the sum over a stretch. Texts that mix scripts
    without spaces have such runs too, but most of their runs are not inside words.
    """
    where, first = chars.where, chars.first
    foreign = _foreign_to_latin().take(chars.points, mode="clip")
    begins = np.flatnonzero(foreign & _lower(chars.before))
    if len(begins) < SANDWICHED:
        return
    start = where[begins]
    stop = np.zeros_like(start)
    for size in range(1, LONGEST_FILLING + 1):
        stop[(stop == 0) & _lower(codepoints.take(start + size, mode="clip"))] = size
    begins, stop = begins[stop > 0], stop[stop > 0]
    # What stands between the two letters must all be foreign.
    between = range(1, LONGEST_FILLING)
    inside = np.logical_and.reduce(
        [(stop <= i) | foreign.take(begins + i, mode="clip") for i in between], axis=0
    )
    begins, stop = begins[inside], stop[inside]
    start, document = where[begins], chars.document[begins]
    held = np.bincount(document, minlength=len(first) - 1)
    for index in np.flatnonzero(held >= SANDWICHED).tolist():
        of_document = slice(first[index], first[index + 1])
        runs = np.count_nonzero(np.diff(where[of_document][foreign[of_document]], prepend=-2) > 1)
        if 2 * held[index] < runs:
            continue
        mine = np.flatnonzero(document == index)[:STRETCH]
        reach = [np.arange(start[i] - 1, start[i] + stop[i] + 1) for i in mine.tolist()]
        yield index, np.concatenate([np.append(codepoints[r], np.uint32(0x0A)) for r in reach])


@functools.cache
def _foreign_to_latin() -> NDArray[np.bool_]:
    """``bool[65536]``: what does not stand among Latin letters in good text."""
    among = np.zeros(lk.CLASSES, dtype=bool)
    among[list(AMONG_LATIN)] = True
    return ~among.take(lk.classes(np.arange(0x10000, dtype=np.uint32)))


def _lower(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    lower: NDArray[np.bool_] = (points >= 0x61) & (points <= 0x7A)
    return lower


def _worst(score: NDArray[np.int16], size: int) -> int:
    """Where the window of ``size`` characters begins whose sum is the highest."""
    if len(score) <= size:
        return 0
    total = np.cumsum(score, dtype=np.int64)
    return int((total[size:] - total[:-size]).argmax()) + 1


def _with_neighbours(
    codepoints: NDArray[np.uint32] | NDArray[np.uint8], where: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """The characters at the positions with those beside them; a line feed stands for what is left out."""
    near = np.union1d(np.union1d(where - 1, where + 1), where)
    near = near[(near >= 0) & (near < len(codepoints))]
    gaps = np.flatnonzero(np.diff(near) > 1) + 1
    return np.insert(codepoints[near], gaps, np.uint32(0x0A))


@functools.cache
def _utf8_pattern() -> re.Pattern[str]:
    """Accented Latin letters, and quotes and dashes, in UTF-8 read as one of the usual code pages."""
    parts = ["鈥", "茅", "ﾃ"]
    for codec in ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "mac_roman", "cp437", "cp850"):
        chars = [re.escape(chr(point)) for point in encodings.single_byte_characters(codec).tolist()]
        tail = "".join(chars[0x80:0xC0])
        parts.append(
            f"[{chars[0xC2]}-{chars[0xC5]}][{tail}]" if codec == "cp1252" else f"{chars[0xC3]}[{tail}]"
        )
        parts.append(f"{chars[0xE2]}{chars[0x80]}[{tail}]")
    return re.compile("|".join(parts))


def _looks_like_utf8(text: str) -> bool:
    return _utf8_pattern().search(text) is not None
