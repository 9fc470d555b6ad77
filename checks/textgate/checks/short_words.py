r"""Words too short to be words.

Flags
-----
Documents whose words are shorter on average than the limit.

Why it matters
--------------
Spaced-out letters, tables of numbers and broken extraction make short words.

Measures
--------
The mean length of a word in code points. Letters of scripts without spaces do not count as words here; a
document with fewer than ten other words has the neutral value 5, the mean of English.

Passes
------
>>> from textgate.testing import measure
>>> measure("short_words", "ordinary sentences have words of ordinary length " * 2).values.tolist()
[6.0]

Fails
-----
>>> measure("short_words", "a b c d e f g h i j k l").values.tolist()
[1.0]

Blind spots
-----------
Chinese, Japanese, Thai and other scripts without spaces are not judged.

Sources
-------
Rae et al. 2021 (Gopher), table A1: mean word length 3 to 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import mean_word_length

FAMILY = "quality"
UNIT = "code points per word on average"
LIMIT = 3.0
DIRECTION = "below"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Mean word length per document."""
    return Measured(np.asarray(mean_word_length(profile)))
