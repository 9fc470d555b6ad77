r"""More number signs or ellipses than words can carry.

Flags
-----
Documents with many `#`, `…` or `...` for their number of words.

Why it matters
--------------
Tag clouds, cut teasers and markup leftovers look like this.

Measures
--------
The larger of two ratios: number signs per word, and ellipses (`…` or `...`) per word.

Passes
------
>>> from textgate.testing import measure
>>> measure("symbol_heavy", "no symbols in here").values.tolist()
[0.0]

Fails
-----
>>> measure("symbol_heavy", "#sun #sea #sand holiday").values.tolist()
[0.75]

Blind spots
-----------
Markdown headings count as number signs.

Sources
-------
Rae et al. 2021 (Gopher), table A1: 0.1 of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile
from textgate.tokens import per_document, words

FAMILY = "quality"
UNIT = "symbols per word"
LIMIT = 0.1
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Symbols per word and document."""
    count = per_document(profile, words(profile).document)
    codepoints = profile.codepoints
    hashes = np.add.reduceat(codepoints == ord("#"), profile.starts[:-1], dtype=np.int64)
    dots = codepoints == ord(".")
    # Three dots count once: a run of dots is an ellipsis where its third dot stands.
    third = dots[2:] & dots[1:-1] & dots[:-2]
    third[1:] &= ~(dots[2:-1] & dots[1:-2] & dots[:-3])
    ellipses = codepoints == ord("…")
    ellipses[2:] |= third
    ellipsis = np.add.reduceat(ellipses, profile.starts[:-1], dtype=np.int64)
    return Measured(np.maximum(hashes, ellipsis) / np.maximum(count, 1))
