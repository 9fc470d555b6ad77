"""The same phrases over and over.

Flags
-----
Documents in which one phrase makes up a large share of the text (``of: top``), or in which many characters
stand in phrases that occur more than once (``of: duplicates``).

Why it matters
--------------
Stuffed keywords, generated filler and broken extraction repeat phrases, not whole lines.

Measures
--------
For ``top``: occurrences of the commonest run of ``size`` words, times its characters, as a share of all
characters in words. For ``duplicates``: the share of characters in words that stand in a run of ``size``
words which occurred before in the document; characters in overlapping runs count once. In scripts without
spaces every letter is a word, so ``size`` counts letters there. Linear in the length of the text but for one
sort.

Passes
------
>>> from textgate.testing import measure
>>> measure("repeated_ngrams", "every word of this line is another one").values.round(2).tolist()
[0.0]

Fails
-----
>>> measure("repeated_ngrams", "cheap shoes " * 6, size=2, of="top").values.round(2).tolist()
[1.0]

Blind spots
-----------
Verse, liturgy, tables and legal text repeat phrases by nature.

Sources
-------
Rae et al. 2021 (Gopher), table A1: top 2-, 3-, 4-gram 0.20, 0.18, 0.16; duplicate 5- to 10-grams 0.15, 0.14,
0.13, 0.12, 0.11, 0.10.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.check import Measured, Option, Severity
from textgate.profile import Profile
from textgate.tokens import Hashes, Words, repeats, words

FAMILY = "repetition"
UNIT = "share of characters in repeated phrases"
LIMIT = 0.15
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """Which phrases."""

    size: Annotated[int, Option("length of a phrase", unit="words", minimum=1, maximum=50)] = 5
    of: Annotated[str, Option("the commonest phrase or all repeated ones", choices=("top", "duplicates"))] = (
        "duplicates"
    )


def measure(profile: Profile, options: Options) -> Measured:
    """Share of characters in repeated phrases per document."""
    found = words(profile)
    size = (found.stop - found.start).astype(np.float64)
    whole = np.bincount(found.document, weights=size, minlength=len(profile))
    heads = _heads(found, options.size)
    if len(heads) == 0:
        return Measured.nothing(len(profile))
    key = _keys(Hashes(profile).of(found.start, found.stop), heads, options.size)
    document = found.document[heads]
    sums = np.concatenate(([0.0], np.cumsum(size)))
    if options.of == "top":
        part = _top(document, key, sums[heads + options.size] - sums[heads], len(profile))
    else:
        part = _duplicates(found, heads[repeats(document, key)], options.size, size, len(profile))
    return Measured(np.divide(part, whole, out=np.zeros(len(profile)), where=whole > 0))


def _heads(found: Words, size: int) -> NDArray[np.int64]:
    """First words of all phrases that end in the document they begin in."""
    count = len(found) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(found.document[:count] == found.document[size - 1 :])


def _keys(hashes: NDArray[np.uint64], heads: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """One hash per phrase, from those of its words."""
    key = np.zeros(len(heads), dtype=np.uint64)
    for step in range(size):
        key = key * np.uint64(0x100000001B3) + hashes[heads + step]
        key ^= key >> np.uint64(31)
    return key


def _top(
    document: NDArray[np.int64], key: NDArray[np.uint64], size: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Characters in the occurrences of the commonest phrase; 0 where no phrase occurs twice."""
    order = np.lexsort((key, document))
    document, key, size = document[order], key[order], size[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = (key[1:] != key[:-1]) | (document[1:] != document[:-1])
    heads = np.flatnonzero(first)
    times = np.diff(np.append(heads, len(key)))
    weight = np.where(times > 1, times * size[heads], 0.0)
    # The commonest phrase decides; of equally common ones the longest, so that the answer is unique.
    best = np.zeros(count)
    ranked = np.lexsort((weight, times, document[heads]))
    best[document[heads][ranked]] = weight[ranked]
    return best


def _duplicates(
    found: Words, heads: NDArray[np.int64], size: int, characters: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Characters of words that stand in at least one of the given phrases."""
    edges = np.zeros(len(found) + 1, dtype=np.int64)
    np.add.at(edges, heads, 1)
    np.add.at(edges, heads + size, -1)
    covered = np.cumsum(edges[:-1]) > 0
    part: NDArray[np.float64] = np.bincount(
        found.document[covered], weights=characters[covered], minlength=count
    ).astype(np.float64)
    return part
