r"""More line ends than words can carry.

Flags
-----
Documents with many line ends for their number of words.

Why it matters
--------------
Words in a column are lists, menus or broken extraction.

Measures
--------
Line ends per word; in scripts without spaces every letter is a word.

Passes
------
>>> from textgate.testing import measure
>>> measure("newline_heavy", "four words and then\nfive more on this line").values.round(2).tolist()
[0.11]

Fails
-----
>>> measure("newline_heavy", "one\ntwo\nthree\nfour").values.tolist()
[0.75]

Blind spots
-----------
Poems and word lists.

Sources
-------
FineWeb (Penedo et al. 2024): 0.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import per_document, words

FAMILY = "quality"
UNIT = "line ends per word"
LIMIT = 0.3
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Line ends per word and document."""
    count = per_document(profile, words(profile).document)
    ends = per_document(profile, profile.lines.document) - 1
    return Measured(ends / np.maximum(count, 1))
