r"""Text that only fills the space of text to come.

Flags
-----
Documents with filler text: lorem ipsum and what takes its place in other languages.

Why it matters
--------------
Templates and unfinished pages say nothing, and all of them say the same.

Measures
--------
The number of filler phrases.

Passes
------
>>> from textgate.testing import measure
>>> measure("placeholder_text", "Cicero wrote de finibus in the year 45.").values.tolist()
[0.0]

Fails
-----
>>> measure("placeholder_text", "Lorem ipsum dolor sit amet", "ここはダミーテキストです。").values.tolist()
[2.0, 1.0]

Blind spots
-----------
Texts about typesetting. Filler that an author made up.

Sources
-------
C4 (Raffel et al. 2020) left out every page with "lorem ipsum"; the other phrases are ours.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate.check import Measured, Severity
from textgate.profile import Profile

FAMILY = "quality"
UNIT = "filler phrases"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}

PHRASES = (
    "lorem ipsum", "dolor sit amet", "consectetur adipiscing", "consectetuer adipiscing", "sed do eiusmod",
    "your text here", "insert text here", "sample text goes here", "здесь будет текст", "здесь должен быть текст",
    "рыба-текст", "hier steht ihr text", "hier könnte ihr text stehen", "texte de remplissage", "texto de relleno",
    "texto de exemplo aqui", "占位文本", "占位文字", "在此输入文字", "在此处输入文本", "此處輸入文字", "ダミーテキスト",
    "サンプルテキストです", "テキストテキストテキスト", "여기에 텍스트를 입력", "로렘 입숨",
)  # fmt: skip


class Options(NamedTuple):
    """This check has no options."""


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, PHRASES)), re.IGNORECASE)


def measure(profile: Profile, options: Options) -> Measured:
    """Filler phrases per document."""
    found = [match.start() for match in _pattern().finditer(profile.text)]
    document = np.searchsorted(profile.starts, np.array(found, dtype=np.int64), side="right") - 1
    return Measured(np.bincount(document, minlength=len(profile)).astype(np.float64))
