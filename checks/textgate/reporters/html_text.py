"""The text of one document as lines of marked pieces, for its page in the HTML report."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from textgate.excerpt import invisible
from textgate.reporters.encode import replace_surrogates

WHOLE_TEXT = 40_000
"""Up to so many code points, a page shows the whole text; of a longer one the surroundings of the spans."""

AROUND = 300
"""Code points of text before and after a span, when only surroundings are shown."""

MARKED = 500
"""Spans that a page marks, in document order."""

_NAMES = {
    "\x00": "NUL", "\x08": "BS", "\x0b": "VT", "\x0c": "FF", "\x1b": "ESC", "\x7f": "DEL", "\x85": "NEL",
    "\xad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ",
    "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LS", "\u2029": "PS", "\u202a": "LRE", "\u202b": "RLE",
    "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI",
    "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
}  # fmt: skip
"""Abbreviations of the Unicode Character Database (NameAliases.txt)."""

_ORDINARY = "\u200c\u200d\ufe0e\ufe0f"
"""Joiners and variation selectors: outside a marked span they do their duty (Persian, Indic, emoji)."""

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A span to be marked. ``number`` counts from 1; ``replacement`` None means that no repair is shown.

    Spans may overlap, but not those with a replacement (``repair.choose`` sees to that).
    """

    number: int
    start: int
    stop: int
    severity: str
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A stretch of text, or one character that has to be spelled out: then ``code`` is ``U+200B``."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line that lies in the same spans throughout.

    ``numbers`` are the spans it lies in; ``begins`` those that begin here; ``removed`` says that a repair
    takes it away, ``inserted`` what the repair puts after it.
    """

    glyphs: tuple[Glyphs, ...]
    numbers: tuple[int, ...]
    begins: tuple[int, ...]
    severity: str
    removed: bool
    inserted: tuple[Glyphs, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a part of it. ``omitted`` code points before it are not shown; ``number`` is 1-based."""

    number: int
    pieces: tuple[Piece, ...]
    omitted: int = 0


def lines(text: str, places: Sequence[Place]) -> tuple[list[Line], int]:
    """The lines to show, and the number of code points left out after the last of them."""
    ends = [match.end() for match in _LINE_END.finditer(text)]
    shown: list[Line] = []
    reached = 0
    repaired = {place.number: place for place in places if place.replacement is not None}
    waiting = sorted(places, key=lambda place: (place.start, place.stop), reverse=True)
    near: list[Place] = []
    for low, high in _windows(text, places):
        for start, stop in _split(low, high, ends):
            # Places are taken up as their lines come: most lines of a long text have none.
            while waiting and waiting[-1].start <= stop:
                near.append(waiting.pop())
            near = [place for place in near if place.stop >= start]
            number = bisect.bisect_right(ends, start) + 1
            omitted = start - reached if start == low else 0
            shown.append(Line(number, tuple(_pieces(text, start, stop, near, repaired)), omitted))
        reached = high
    return shown, len(text) - reached


def _windows(text: str, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Half-open ranges of the text to show, in order and apart from each other."""
    if len(text) <= WHOLE_TEXT:
        return [(0, len(text))]
    windows: list[tuple[int, int]] = []
    budget = WHOLE_TEXT
    for place in sorted(places, key=lambda place: place.start) or [Place(0, 0, 0, "", None)]:
        low = max(0, place.start - AROUND)
        # A span may be the whole of a huge document: then its beginning must do.
        high = min(len(text), place.stop + AROUND, place.start + WHOLE_TEXT // 4)
        if windows and low <= windows[-1][1]:
            low, high = windows[-1][1], max(high, windows[-1][1])
        budget -= high - low
        if budget < 0:
            break
        if windows and low == windows[-1][1]:
            windows[-1] = windows[-1][0], high
        else:
            windows.append((low, high))
    return windows


def _split(low: int, high: int, ends: list[int]) -> list[tuple[int, int]]:
    """The range cut after each line end."""
    inner = ends[bisect.bisect_right(ends, low) : bisect.bisect_left(ends, high)]
    bounds = [low, *inner, high]
    return list(itertools.pairwise(bounds))


def _pieces(
    text: str, start: int, stop: int, places: Sequence[Place], repaired: dict[int, Place]
) -> list[Piece]:
    if not places:
        return [_piece(text, start, stop, (), repaired)] if start < stop else []
    here = [place for place in places if place.start < stop and place.stop > start]
    # A span of no length marks a gap. One at a line end belongs to the next line, if there is one.
    points = [
        p for p in places if p.start == p.stop and (start <= p.start < stop or p.start == stop == len(text))
    ]
    cuts = {start, stop, *(point.start for point in points)}
    for place in here:
        cuts.update(offset for offset in (place.start, place.stop) if start < offset < stop)
    ordered = sorted(cuts)
    pieces = []
    for low, high in itertools.pairwise([*ordered, stop]):
        at_gap = [point for point in points if point.start == low]
        if at_gap:
            pieces.append(_piece("", low, low, at_gap, repaired))
        if low < high:
            covering = [place for place in here if place.start < high and place.stop > low]
            pieces.append(_piece(text, low, high, covering, repaired))
    return pieces


def _piece(text: str, low: int, high: int, places: Sequence[Place], repaired: dict[int, Place]) -> Piece:
    fixes = [place for place in places if place.number in repaired]
    severities = {place.severity for place in places}
    return Piece(
        glyphs=_glyphs(text[low:high].rstrip("\r\n"), spell_all=bool(places)),
        numbers=tuple(place.number for place in places),
        begins=tuple(place.number for place in places if place.start == low),
        severity="error" if "error" in severities else "warning" if severities else "",
        removed=bool(fixes) and low < high,
        inserted=_glyphs("".join(p.replacement or "" for p in fixes if p.stop == high), spell_all=True),
    )


def _glyphs(text: str, *, spell_all: bool) -> tuple[Glyphs, ...]:
    """The text with what cannot be seen taken apart."""
    found = []
    reached = 0
    for match in invisible().finditer(text):
        character = match.group()
        if character in _ORDINARY and not spell_all:
            continue
        if match.start() > reached:
            found.append(Glyphs(text[reached : match.start()]))
        code = f"U+{ord(character):04X}"
        found.append(Glyphs(_NAMES.get(character, code), code))
        reached = match.end()
    if reached < len(text):
        found.append(Glyphs(replace_surrogates(text[reached:])))
    return tuple(found)
