r"""Lines that do not end like sentences.

Flags
-----
Documents in which hardly any line ends with a mark that ends a sentence.

Why it matters
--------------
Menus, tables and keyword lists have no sentences.

Measures
--------
The share of lines, empty ones left out, whose last character (closing quotation marks and brackets aside)
may end a sentence in some script.

Passes
------
>>> from textgate.testing import measure
>>> measure("few_line_end_marks", "Heading\nHe came. He saw.\n“He left.”").values.round(2).tolist()
[0.67]

Fails
-----
>>> measure("few_line_end_marks", "Home\nProducts\nContact").values.tolist()
[0.0]

Blind spots
-----------
Poems, Thai and Lao text have no such marks.

Sources
-------
FineWeb (Penedo et al. 2024): 0.12, there with `.`, `!`, `?`, quotation marks; here with the marks of all
scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate import charclass as cc
from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import line_ends, share_of_lines

FAMILY = "quality"
UNIT = "share of lines"
LIMIT = 0.12
DIRECTION = "below"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Share of lines per document that end like a sentence."""
    last = line_ends(profile)
    bits = profile.bits
    closing = ((bits[last] & np.uint32(cc.CLOSING)) != 0) | (profile.codepoints[last] == ord('"'))
    mark = np.where(closing & (last > 0), last - 1, last)
    ends = (bits[mark] & np.uint32(cc.SENTENCE_END)) != 0
    share = share_of_lines(profile, ends)
    share[profile.lengths == 0] = 1.0  # an empty document has no line that could end badly
    return Measured(share)
