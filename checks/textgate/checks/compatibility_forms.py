"""Characters that stand for other characters: radicals, ligatures, presentation forms, styled letters.

Flags
-----
Kangxi and CJK radicals, CJK compatibility ideographs, Latin ligatures such as ﬁ, Arabic presentation forms,
and words in mathematical or enclosed letters ("fancy fonts").

Why it matters
--------------
The text looks right and cannot be found: ⽂ (a radical) is not 文, and 𝐟𝐫𝐞𝐞 is not free. Text extracted from
PDF files is full of them; spammers use styled letters to escape word filters.

Measures
--------
The number of such characters. The repair is Unicode normalisation form KC of the run.

Passes
------
>>> from textgate.testing import spans
>>> spans("compatibility_forms", "x² ≤ ½, № 7, ℝ, Å, Ａ社")
[]

Fails
-----
>>> spans("compatibility_forms", "⽂字の⼤きさ")
[('⽂', 'radical'), ('⼤', 'radical')]
>>> spans("compatibility_forms", "click 𝐟𝐫𝐞𝐞 now")
[('𝐟𝐫𝐞𝐞', 'styled_letters')]

Blind spots
-----------
Single styled letters pass: mathematics needs them. Fullwidth letters are the business of another check.

Sources
-------
UAX #15; Unicode 18 blocks Kangxi Radicals, CJK Radicals Supplement, CJK Compatibility Ideographs, Alphabetic
Presentation Forms, Arabic Presentation Forms-A and -B, Mathematical Alphanumeric Symbols.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from textgate import charclass as cc
from textgate.check import Measured, Severity, Spans
from textgate.profile import Profile

FAMILY = "characters"
UNIT = "compatibility characters"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "warning"
KINDS: Mapping[str, str] = {
    "radical": "a radical in place of the character that looks the same",
    "compatibility_ideograph": "a compatibility ideograph in place of the unified one",
    "ligature": "a ligature in place of its letters",
    "presentation_form": "a presentation form in place of the letter",
    "styled_letters": "a word in mathematical or enclosed letters",
}
KIND_SEVERITY: Mapping[str, Severity] = {}

BLOCKS = (
    (0x24B6, 0x24E9), (0x2E80, 0x2FD5), (0xF900, 0xFAD9), (0xFB00, 0xFB17), (0xFB50, 0xFEFC),
    (0x1D400, 0x1D7CB), (0x1F130, 0x1F189), (0x2F800, 0x2FA1D),
)  # fmt: skip


class Options(NamedTuple):
    """This check has no options."""


@functools.cache
def _faulty() -> re.Pattern[str]:
    return re.compile(
        "(?P<radical>[\u2e80-\u2ef3\u2f00-\u2fd5]+)"
        "|(?P<compatibility_ideograph>[\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26"
        "\ufa2a-\ufad9\U0002f800-\U0002fa1d]+)"
        "|(?P<ligature>[\ufb00-\ufb06\ufb13-\ufb17]+)"
        # U+FDFA and its neighbours are honorifics in use; U+FEFF is no letter.
        "|(?P<presentation_form>[\ufb50-\ufdc7\ufe70-\ufefc]+)"
        "|(?P<styled_letters>[\U0001d400-\U0001d7cb\U0001f130-\U0001f149\U0001f150-\U0001f169"
        "\U0001f170-\U0001f189\u24b6-\u24e9]{3,})"
    )


def _suspects(profile: Profile) -> list[int]:
    """Documents with a code point of the blocks in question; most compatibility letters are just ª and º."""
    places = profile.where_above(cc.COMPATIBILITY | cc.SYMBOL)
    points = profile.codepoints[places]
    inside = np.zeros(len(places), dtype=bool)
    for first, last in BLOCKS:
        inside |= (points >= first) & (points <= last)
    return profile.documents_at(places[inside])


def measure(profile: Profile, options: Options) -> Measured:
    """Mark runs of compatibility characters of one kind."""
    if profile.ascii:
        return Measured.nothing(len(profile))
    spans = Spans()
    for document in _suspects(profile):
        for match in _faulty().finditer(profile.document_text(document)):
            kind = match.lastgroup or "presentation_form"
            repaired = unicodedata.normalize("NFKC", match[0])
            # Some radicals have no decomposition: nothing to put in their place.
            replacement = repaired if repaired != match[0] else None
            evidence = f"{KINDS[kind]}; normalised it reads “{repaired}”" if replacement else KINDS[kind]
            spans.add(document, match.start(), match.end(), kind, 0.9, evidence, replacement)
    return Measured.covered(len(profile), spans)
