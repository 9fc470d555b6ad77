r"""Documents with more words than a text has.

Flags
-----
Documents with more words than the limit.

Why it matters
--------------
Very short documents carry no content; very long ones are logs, dumps or many documents in one.

Measures
--------
Words, as runs between white space; in scripts without spaces every letter is a word.

Passes
------
>>> from textgate.testing import measure
>>> measure("too_many_words", "a few words").values.tolist()
[3.0]

Fails
-----
>>> measure("too_many_words", "log " * 100_001).values.tolist()
[100001.0]

Blind spots
-----------
Novels and legal codes are long and good.

Sources
-------
Rae et al. 2021 (Gopher), table A1: 100,000 words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import per_document, words

FAMILY = "quality"
UNIT = "words"
LIMIT = 100_000.0
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Words per document."""
    return Measured(per_document(profile, words(profile).document).astype(np.float64))
