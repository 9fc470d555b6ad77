r"""Words too long to be words.

Flags
-----
Documents whose words are longer on average than the limit.

Why it matters
--------------
Base64, hashes, addresses and text that lost its spaces make long words.

Measures
--------
The mean length of a word in code points. Letters of scripts without spaces do not count as words here; a
document with fewer than ten other words has the neutral value 5, the mean of English.

Passes
------
>>> from textgate.testing import measure
>>> measure("long_words", "ordinary sentences have words of ordinary length " * 2).values.tolist()
[6.0]

Fails
-----
>>> measure("long_words", "aGVsbG8gd29ybGQhIQ== " * 12).values.tolist()
[20.0]

Blind spots
-----------
Agglutinative languages (Finnish, Malayalam) come close to the limit. Scripts without spaces are not judged.

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
LIMIT = 10.0
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Mean word length per document."""
    return Measured(np.asarray(mean_word_length(profile)))
