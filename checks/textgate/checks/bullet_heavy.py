r"""Nothing but bullets.

Flags
-----
Documents in which nearly every line starts with a bullet.

Why it matters
--------------
Menus, link lists and tables of contents carry no sentences.

Measures
--------
The share of lines, empty ones left out, that start with a bullet or a dash.

Passes
------
>>> from textgate.testing import measure
>>> measure("bullet_heavy", "Buy:\n- milk\n- bread\nand come home.").values.tolist()
[0.5]

Fails
-----
>>> measure("bullet_heavy", "- a\n- b\n- c").values.tolist()
[1.0]

Blind spots
-----------
Checklists and glossaries are lists and good.

Sources
-------
Rae et al. 2021 (Gopher), table A1: 0.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import line_starts, share_of_lines

FAMILY = "quality"
UNIT = "share of lines"
LIMIT = 0.9
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


BULLETS = "•‣▪●○■◦·*-–"


def measure(profile: Profile, options: Options) -> Measured:
    """Share of bullet lines per document."""
    first = profile.codepoints[line_starts(profile)]
    return Measured(share_of_lines(profile, np.isin(first, [ord(char) for char in BULLETS])))
