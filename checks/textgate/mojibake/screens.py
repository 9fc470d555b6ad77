"""Which documents of a batch may hold garbled text: what clean text pays for.

All documents are looked at together, in array operations; an alarm is checked on a few dozen characters before
anybody reads a whole document.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood as lk
from textgate.mojibake import alphabets, encodings, plans
from textgate.profile import Profile

# Surprisal above the usual, summed over the worst stretch, from which a document is looked at; the weak alarm
# asks for signs of UTF-8 besides.
ALARM = 16 * lk.STEPS
WEAK_ALARM = 11 * lk.STEPS
# Two rare ideographs in a name are as surprising as that, so text of ideographs, kana and Hangul must be more so.
EAST_ASIAN_ALARM = 26 * lk.STEPS
EAST_ASIAN = (lk.HAN, lk.RARE_HAN, lk.HIRAGANA, lk.KATAKANA, lk.HANGUL, lk.CJK_PUNCTUATION)
# What stands inside words of Latin letters in good text, or marks the end of words.
AMONG_LATIN = (lk.LATIN, lk.LATIN_UPPER, lk.EXTRA_LATIN, lk.TYPOGRAPHIC, lk.COMBINING, lk.LOST)
STRETCH = 80  # characters of the worst stretch on which plans are first tried
# Runs of other characters inside words of lower-case ASCII letters from which a text is looked at.
SANDWICHED = 2
LONGEST_FILLING = 3  # characters of such a run


def suspects(profile: Profile) -> tuple[set[int], set[int]]:
    """Documents with a stretch of surprising characters, and documents with letters that fit no alphabet.

    A stretch is where the excess surprisal of the characters above ASCII sums up to its highest rise.
    """
    where = profile.above_ascii
    codepoints = profile.codepoints.astype(np.uint32, copy=False)
    points = codepoints.take(where)
    score = lk.excess(points, codepoints.take(where - 1, mode="wrap")).astype(np.int64)
    first = np.searchsorted(where, profile.starts)
    foreign, at_home = alphabets.survey(profile, where, points)
    # "è" is rare among all letters, but not in Italian.
    score[at_home] = np.minimum(score[at_home], 0)
    # A stretch never reaches across documents: each begins with a fall that no rise before it survives.
    total = np.cumsum(score)
    total -= np.repeat(np.arange(len(profile), dtype=np.int64) << 40, np.diff(first))
    floor = np.minimum.accumulate(total - score)
    rise = total - floor
    hits = np.unique(np.searchsorted(profile.starts, where[rise > WEAK_ALARM], side="right") - 1)
    surprising = set()
    for document in hits.tolist():
        low, high = first[document], first[document + 1]
        peak = low + int(rise[low:high].argmax())
        if rise[peak] <= ALARM and not _looks_like_utf8(profile.document_text(document)):
            continue
        bottom = low + int(np.flatnonzero(total[low : peak + 1] - score[low : peak + 1] == floor[peak])[-1])
        east_asian = np.isin(lk.classes(points[bottom : peak + 1]), EAST_ASIAN).all()
        if east_asian and rise[peak] <= EAST_ASIAN_ALARM:
            continue
        worst = _worst(total[bottom : peak + 1])
        if plans.promising(
            _with_neighbours(codepoints, where[bottom + worst : min(bottom + worst + STRETCH, peak + 1)])
        ):
            surprising.add(document)
    for document, near in _sandwiched(codepoints, where, points, first):
        if document not in surprising and plans.promising(near):
            surprising.add(document)
    return surprising, set(foreign.tolist())


def _sandwiched(
    codepoints: NDArray[np.uint32],
    where: NDArray[np.int64],
    points: NDArray[np.uint32],
    first: NDArray[np.int64],
) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Documents with signs or letters of another script inside words of lower-case ASCII letters, and those words.

    Scattered garbled words are lost among many accented letters in the sum over a stretch. Texts that mix scripts
    without spaces have such runs too, but most of their runs are not inside words.
    """
    foreign = _foreign_to_latin().take(points, mode="clip")
    begins = np.flatnonzero(foreign & _lower(codepoints.take(where - 1, mode="wrap")))
    if len(begins) < SANDWICHED:
        return
    start = where[begins]
    stop = np.zeros_like(start)
    for size in range(1, LONGEST_FILLING + 1):
        stop[(stop == 0) & _lower(codepoints.take(start + size, mode="clip"))] = size
    start, stop = start[stop > 0], (start + stop)[stop > 0]
    # What stands between the two letters must all be foreign.
    filled = np.concatenate([[0], np.cumsum(foreign)])
    low, high = np.searchsorted(where, start), np.searchsorted(where, stop)
    inside = filled[high] - filled[low] == stop - start
    start, stop = start[inside], stop[inside]
    document = np.searchsorted(first, np.searchsorted(where, start), side="right") - 1
    held = np.bincount(document, minlength=len(first) - 1)
    for index in np.flatnonzero(held >= SANDWICHED).tolist():
        of_document = slice(first[index], first[index + 1])
        runs = np.count_nonzero(np.diff(where[of_document][foreign[of_document]], prepend=-2) > 1)
        if 2 * held[index] < runs:
            continue
        mine = np.flatnonzero(document == index)[:STRETCH]
        reach = [np.arange(start[i] - 1, stop[i] + 1) for i in mine.tolist()]
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


def _worst(total: NDArray[np.int64]) -> int:
    """Where the window of ``STRETCH`` characters begins in which a running total rises most."""
    if len(total) <= STRETCH:
        return 0
    return int((total[STRETCH:] - total[:-STRETCH]).argmax()) + 1


def _with_neighbours(codepoints: NDArray[np.uint32], where: NDArray[np.int64]) -> NDArray[np.uint32]:
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
