r"""Lines that trail off.

Flags
-----
Documents in which many lines end in an ellipsis.

Why it matters
--------------
Lists of teasers are the beginnings of texts that stand elsewhere.

Measures
--------
The share of lines, empty ones left out, that end in `…` or `...`.

Passes
------
>>> from textgate.testing import measure
>>> measure("ellipsis_heavy", "Well…\nHe came.\nHe saw.\nHe left.").values.tolist()
[0.25]

Fails
-----
>>> measure("ellipsis_heavy", "The minister said...\nThe weather will...").values.tolist()
[1.0]

Blind spots
-----------
Dialogues in novels trail off by style.

Sources
-------
Rae et al. 2021 (Gopher), table A1: 0.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import line_ends, share_of_lines

FAMILY = "quality"
UNIT = "share of lines"
LIMIT = 0.3
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Share of trailing lines per document."""
    last = line_ends(profile)
    codepoints = profile.codepoints
    dot = ord(".")
    dots = (
        (codepoints[last] == dot)
        & (codepoints[last - 1] == dot)
        & (codepoints[last - 2] == dot)
        & (last >= 2)
    )
    return Measured(share_of_lines(profile, dots | (codepoints[last] == ord("…"))))
