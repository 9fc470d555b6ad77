r"""Documents without sentences.

Flags
-----
Documents with fewer sentences than the limit.

Why it matters
--------------
Pages of labels, links and fragments carry no text.

Measures
--------
Runs of marks that may end a sentence in some script, followed by white space, a closing mark or the end of a
line; in Chinese and Japanese by anything.

Passes
------
>>> from textgate.testing import measure
>>> measure("few_sentences", "He came. He saw! Did he win?").values.tolist()
[3.0]

Fails
-----
>>> measure("few_sentences", "Version 3.11 of example.org", "首页 联系我们").values.tolist()
[0.0, 0.0]

Blind spots
-----------
Thai, Lao and Khmer do not mark sentences.

Sources
-------
C4 (Raffel et al. 2020): at least 5 sentences; datatrove's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate import charclass as cc
from textgate.check import Measured, Severity
from textgate.profile import Profile

FAMILY = "quality"
UNIT = "sentences"
LIMIT = 5.0
DIRECTION = "below"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Sentences per document."""
    bits = profile.bits
    mark = (bits & np.uint32(cc.SENTENCE_END)) != 0
    after = np.append(bits[1:], np.uint32(cc.NEWLINE))
    wide = (profile.codepoints >= 0x3000) & mark
    closed = (after & np.uint32(cc.SPACE | cc.NEWLINE | cc.CLOSING)) != 0
    follows = np.append(mark[1:], False)
    ends = mark & ~follows & (closed | wide)
    return Measured(np.add.reduceat(ends, profile.starts[:-1], dtype=np.float64))
