r"""Curly brackets, a sign of code.

Flags
-----
Documents that hold `{`.

Why it matters
--------------
C4 left out every page with a curly bracket, to keep code out of a corpus of prose.

Measures
--------
The number of `{`.

Passes
------
>>> from textgate.testing import measure
>>> measure("curly_brackets", "plain prose").values.tolist()
[0.0]

Fails
-----
>>> measure("curly_brackets", "function f() { return 1 }").values.tolist()
[1.0]

Blind spots
-----------
Set notation in mathematics; templates. For a corpus with code leave this off.

Sources
-------
C4 (Raffel et al. 2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile

FAMILY = "quality"
UNIT = "curly brackets"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Opening curly brackets per document."""
    return Measured(np.add.reduceat(profile.codepoints == ord("{"), profile.starts[:-1], dtype=np.float64))
