r"""The same lines or paragraphs over and over.

Flags
-----
Documents in which a large share of the lines, or of the characters in them, repeats an earlier line.

Why it matters
--------------
Repetition is the commonest fault of web text: menus, template leftovers, text generated to fill pages. Models
trained on it learn to repeat themselves.

Measures
--------
The share of lines (or paragraphs) that are equal to an earlier one of the same document, white space at both
ends left out, empty ones not counted; or, with ``by: characters``, the share of the document's characters
that stand in such lines.

Passes
------
>>> from textgate.testing import measure
>>> measure("repeated_lines", "one\ntwo\nthree\none").values.tolist()
[0.25]

Fails
-----
>>> measure("repeated_lines", "buy\nbuy\nbuy\nbuy").values.tolist()
[0.75]

Blind spots
-----------
Lyrics, liturgies, logs and tables repeat lines by nature. Near-repetitions do not count.

Sources
-------
Rae et al. 2021 (Gopher), table A1: lines 0.30, paragraphs 0.30, characters in lines 0.20, in paragraphs 0.20;
FineWeb (Penedo et al. 2024): characters in lines 0.01 for lines counted once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.check import Measured, Option, Severity
from textgate.profile import Profile
from textgate.tokens import Hashes, per_document, repeats

FAMILY = "repetition"
UNIT = "share of repeated lines"
LIMIT = 0.3
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """What counts as one item, and what is counted."""

    of: Annotated[str, Option("what is compared", choices=("lines", "paragraphs"))] = "lines"
    by: Annotated[str, Option("what the share is of", choices=("count", "characters"))] = "count"


def measure(profile: Profile, options: Options) -> Measured:
    """Share of repeated lines or paragraphs per document."""
    start, stop = (
        _paragraphs(profile) if options.of == "paragraphs" else (profile.lines.start, profile.lines.stop)
    )
    start, stop = _trimmed(profile, start, stop)
    full = stop > start
    start, stop = start[full], stop[full]
    document = np.searchsorted(profile.starts, start, side="right") - 1
    if len(start) == 0:
        return Measured.nothing(len(profile))
    again = repeats(document, Hashes(profile).of(start, stop))
    if options.by == "characters":
        part = np.bincount(document[again], weights=(stop - start)[again], minlength=len(profile))
        whole = profile.lengths.astype(np.float64)
    else:
        part = per_document(profile, document[again]).astype(np.float64)
        whole = per_document(profile, document).astype(np.float64)
    return Measured(np.divide(part, whole, out=np.zeros(len(profile)), where=whole > 0))


def _trimmed(
    profile: Profile, start: NDArray[np.int64], stop: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Stretches without white space at both ends."""
    solid = np.flatnonzero((profile.bits & np.uint32(cc.SPACE | cc.NEWLINE)) == 0)
    if len(solid) == 0:
        return start, start
    first = np.searchsorted(solid, start)
    last = np.searchsorted(solid, stop) - 1
    some = last >= first
    begin = solid[np.minimum(first, len(solid) - 1)]
    end = solid[np.maximum(last, 0)] + 1
    return np.where(some, begin, start), np.where(some, end, start)


def _paragraphs(profile: Profile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Stretches between blank lines."""
    lines = profile.lines
    _, stop = _trimmed(profile, lines.start, lines.stop)
    filled = stop > lines.start
    new = np.ones(len(lines), dtype=bool)
    new[1:] = ~filled[:-1] | (lines.document[1:] != lines.document[:-1])
    heads = np.flatnonzero(filled & new)
    tails = np.flatnonzero(filled & np.append(new[1:] | ~filled[1:], True))
    return lines.start[heads], lines.stop[tails]
