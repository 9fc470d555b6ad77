r"""Words without letters.

Flags
-----
Documents in which many words hold no letter.

Why it matters
--------------
Tables of numbers, logs and broken extraction are no prose.

Measures
--------
The share of words that hold at least one letter of any script.

Passes
------
>>> from textgate.testing import measure
>>> measure("few_alphabetic_words", "all but one word here are made of letters 1").values.round(2).tolist()
[0.9]

Fails
-----
>>> measure("few_alphabetic_words", "12 17 19 23 total").values.tolist()
[0.2]

Blind spots
-----------
Statistics and scores are good for some uses.

Sources
-------
Rae et al. 2021 (Gopher), table A1: 0.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate import charclass as cc
from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import per_document, words

FAMILY = "quality"
UNIT = "share of words"
LIMIT = 0.8
DIRECTION = "below"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Share of words with a letter per document; 1 for a document without words."""
    found = words(profile)
    letters = np.concatenate(([0], np.cumsum((profile.bits & np.uint32(cc.LETTER)) != 0)))
    lettered = letters[found.stop] > letters[found.start]
    part = per_document(profile, found.document[lettered])
    whole = per_document(profile, found.document)
    return Measured(np.divide(part, whole, out=np.ones(len(profile)), where=whole > 0))
