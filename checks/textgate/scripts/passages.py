"""Which documents of a batch may hold a passage of a script that the rest of them does not use."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.charclass import BOPOMOFO, CYRILLIC, GREEK, HAN, HANGUL, KANA, LATIN, OTHER_SCRIPT
from textgate.profile import Profile

EAST_ASIAN = HAN | KANA
WEIGHTY = EAST_ASIAN | HANGUL
IDEOGRAPH_WEIGHT = 2.5
"""Letters of an alphabet that say as much as one ideograph or syllable."""

FAR = EAST_ASIAN | HANGUL | CYRILLIC | GREEK | OTHER_SCRIPT

GLANCE = 512  # code points
LAST_LATIN = 0x1F00  # after it come styled, fullwidth and phonetic letters
LEAST_ACCENTS = 2
LATIN_SHARE = 8  # one letter of another script in so many characters
LETTERS = (
    (LATIN, 0.5), (CYRILLIC, 0.5), (GREEK, 0.5), (OTHER_SCRIPT, 0.5), (HANGUL, 0.5), (EAST_ASIAN, 0.75),
)  # fmt: skip
"""Classes of letters, and the share of a document's letters above which they are its main ones.

Among kana are marks that are no letters of a script: with a quarter of such, three quarters are still a half."""


def candidates(profile: Profile, few: int) -> list[int]:
    """Documents with a minority of letters that, ``few`` aside, stand in one line, or are strangers in words."""
    bits = profile.document_bits
    held = {mask: (bits & np.uint32(mask)) != 0 for mask in (HANGUL, OTHER_SCRIPT, FAR, LATIN, BOPOMOFO)}
    several = (held[FAR] & held[LATIN]) | (
        (bits & np.uint32(FAR)) & ((bits & np.uint32(FAR)) - np.uint32(1)) != 0
    )
    # Bopomofo is rare, and no bit of ``script_bits`` stands for it.
    found = set(np.flatnonzero(held[BOPOMOFO]).tolist())
    if held[HANGUL].any() or held[OTHER_SCRIPT].any():
        found.update(_with_strangers(profile))
    if held[OTHER_SCRIPT].any():
        found.update(_with_scripts(profile))
    starts, stops, classes = profile.starts.tolist(), profile.stops.tolist(), bits.tolist()
    for document in np.flatnonzero(several).tolist():
        segment, present = profile.script_bits[starts[document] : stops[document]], classes[document]
        text = profile.document_text(document)
        for mask, share in LETTERS[1:]:
            if (
                present & mask
                and document not in found
                and not _spread(segment, text, mask, few)
                and _is_passage(profile, document, mask, few)
                and _is_minority(segment, present, mask, share)
            ):
                found.add(document)
    return sorted(found)


def _spread(segment: NDArray[np.uint8], text: str, mask: int, few: int) -> bool:
    """Whether letters of a class surely stand in several lines, more than ``few`` of them outside any one.

    That can be seen near the beginning of nearly every document with such letters. Marks of kana count as letters.
    """
    byte = np.uint8(mask >> 8)
    head = np.flatnonzero(segment[:GLANCE] & byte)
    if len(head) <= few:
        return False
    line_end = text.find("\n", int(head[few]))
    return line_end >= 0 and int(np.count_nonzero(segment[line_end : line_end + GLANCE] & byte)) > few


def _is_minority(segment: NDArray[np.uint8], present: int, mask: int, share: float) -> bool:
    """Whether a class has at most ``share`` of the letters, an ideograph weighing more beside an alphabet."""
    counts = {m: np.count_nonzero(segment & np.uint8(m >> 8)) for m, _ in LETTERS if present & m}
    total = float(sum(counts.values()))
    if not mask & WEIGHTY:
        # An alphabet is a minority also beside a few ideographs: see ``Letters`` in foreign_script.py.
        total += (IDEOGRAPH_WEIGHT - 1) * sum(count for m, count in counts.items() if m & WEIGHTY)
    return bool(counts[mask] <= share * total)


def _with_strangers(profile: Profile) -> list[int]:
    """Documents with a letter of Hangul or a far script between two letters of the large alphabets."""
    near, far = profile.letters(LATIN | CYRILLIC | GREEK), profile.letters(HANGUL | OTHER_SCRIPT)
    between = far[1:-1] & near[:-2] & near[2:]
    return profile.documents_at(np.flatnonzero(between) + 1) if between.any() else []


def _with_scripts(profile: Profile) -> list[int]:
    """Documents with letters of two scripts of the class OTHER_SCRIPT."""
    where = profile.where(OTHER_SCRIPT)
    scripts = charclass.scripts().take(profile.codepoints.take(where))
    documents = np.flatnonzero(profile.has(OTHER_SCRIPT))
    first = np.searchsorted(where, profile.starts[documents])
    lowest, highest = np.minimum.reduceat(scripts, first), np.maximum.reduceat(scripts, first)
    return [int(document) for document in documents[lowest != highest]]


def _is_passage(profile: Profile, document: int, mask: int, few: int) -> bool:
    """Whether the letters of a class in a document are more than ``few``, and nearly all in one line."""
    start, stop = int(profile.starts[document]), int(profile.stops[document])
    places = np.flatnonzero(profile.script_bits[start:stop] & np.uint8(mask >> 8))
    if mask == EAST_ASIAN:
        places = places[_of_script().take(profile.codepoints[start:stop][places])]
    return len(places) > few and _in_one_line(profile.document_text(document), places, few)


@functools.cache
def _of_script() -> NDArray[np.bool_]:
    """``bool[1114112]``: whether a code point is of a script, not Common, Inherited or unassigned."""
    names = charclass.script_names()
    return np.array([name not in ("Zyyy", "Zinh", "Zzzz") for name in names]).take(charclass.scripts())


def _in_one_line(text: str, places: NDArray[np.int64], few: int) -> bool:
    """Whether all places but ``few`` are in the line of the middle one."""
    middle = int(places[len(places) // 2])
    stop = text.find("\n", middle)
    inside = np.searchsorted(places, stop if stop >= 0 else len(text)) - np.searchsorted(
        places, text.rfind("\n", 0, middle) + 1
    )
    return bool(len(places) - inside <= few)


def with_latin(profile: Profile) -> list[int]:
    """Documents of other scripts with several Latin letters beyond ASCII, as most languages but English have."""
    if not (profile.has(FAR) & profile.has(LATIN)).any():
        return []
    latin = profile.where_above(LATIN)
    latin = latin[profile.codepoints.take(latin) < LAST_LATIN]
    counts = np.searchsorted(latin, profile.stops) - np.searchsorted(latin, profile.starts[:-1])
    found = []
    for document in np.flatnonzero((counts >= LEAST_ACCENTS) & profile.has(FAR)).tolist():
        segment = profile.script_bits[profile.starts[document] : profile.stops[document]]
        if int(np.count_nonzero(segment & np.uint8(FAR >> 8))) * LATIN_SHARE >= len(segment):
            found.append(document)
    return found
