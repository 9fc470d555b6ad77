r"""Hardly any of the commonest words of the language.

Flags
-----
Documents that lack the small words that running text cannot do without.

Why it matters
--------------
Lists of keywords, tables of names and broken extraction have none of them.

Measures
--------
How many different ones of the eight commonest words of its language a document holds. For English these are the
eight of Gopher. Chinese, Japanese and Thai, which have no spaces, have characters and words of that kind looked for
anywhere in the text. Documents in a language without a list are not judged.

Passes
------
>>> from textgate.testing import measure
>>> measure("few_stop_words", "The bridge that we have to cross is closed to cars and lorries.").values.tolist()
[5.0]
>>> measure("few_stop_words", "这座桥关闭了两天，因为河水漫过了马路，村里的人都不能出去。").values.tolist()
[4.0]

Fails
-----
>>> measure("few_stop_words", "cheap flights best hotels great deals the discount outlet").values.tolist()
[1.0]

Blind spots
-----------
Titles, captions and telegrams. The language of a list of names is often not known, and then the list is not judged.

Sources
-------
Rae et al. 2021 (Gopher), appendix A: at least two of *the, be, to, of, and, that, have, with*; the words of other
languages are the first of their lists in data/languages.json.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate import language
from textgate.check import Measured, Severity
from textgate.profile import Profile

FAMILY = "quality"
UNIT = "different stop words"
LIMIT = 2.0
DIRECTION = "below"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}

GOPHER = ("the", "be", "to", "of", "and", "that", "have", "with")
UNSPACED = {
    "zh": ("的", "是", "在", "和", "有", "了", "不", "人"),
    "ja": ("の", "に", "は", "を", "た", "が", "で", "と"),
    "th": ("ที่", "และ", "เป็น", "ใน", "ของ", "มี", "ไม่", "ได้"),
}
WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])*")


class Options(NamedTuple):
    """This check has no options."""


@functools.cache
def _stop_words(name: str) -> tuple[str, ...]:
    """The eight commonest words of a language; empty for a language without a list."""
    if name == "en":
        return GOPHER
    return UNSPACED.get(name.partition("-")[0]) or language.commonest(name)[: len(GOPHER)]


def measure(profile: Profile, options: Options) -> Measured:
    """Different stop words per document; NaN where the language has no list."""
    values = np.full(len(profile), np.nan)
    unjudged = {}
    for index, name in enumerate(profile.languages):
        wanted = _stop_words(name)
        if not wanted:
            unjudged[index] = f"there is no list of stop words for the language {name}"
            continue
        text = profile.document_text(index).lower()
        unspaced = name.partition("-")[0] in UNSPACED
        values[index] = (
            sum(word in text for word in wanted) if unspaced else len({*wanted} & {*WORD.findall(text)})
        )
    return Measured(values, unjudged=unjudged)
