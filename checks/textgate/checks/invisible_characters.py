r"""Characters that nobody can see, in places where no script needs them.

Flags
-----
Zero-width spaces and joiners, byte-order marks inside a text, tag characters, Hangul fillers, stray
variation selectors and other default-ignorable code points, unless the script around them uses them.

Why it matters
--------------
They break search, word counts, tokenizers and string comparison, hide text from the reader but not from a
machine (tag characters), and often mark text that was watermarked or pasted to escape a filter.

Measures
--------
The number of invisible characters that the context does not explain. Explained are: joiners next to letters
or marks of a script other than Latin, Greek, Cyrillic and the CJK scripts (Arabic, Persian and the Indic
scripts need them); joiners between emoji; zero-width spaces between letters of scripts written without
spaces (Thai, Khmer, Lao, Burmese); soft hyphens and word joiners inside a line; variation selectors after a
symbol, an ideograph, a digit or a Mongolian letter; tag characters that follow a black flag.

Passes
------
>>> from textgate.testing import spans
>>> spans("invisible_characters", "می\u200cخواهم 👩\u200d👩\u200d👧 ❤\ufe0f Silben\u00adtrennung")
[]

Fails
-----
>>> spans("invisible_characters", "pass\u200bword")
[('\u200b', 'zero_width')]
>>> spans("invisible_characters", "text\ufefftext")
[('\ufeff', 'byte_order_mark')]

Blind spots
-----------
Spaces that look like nothing else but are visible as space (U+00A0, U+2009, U+3000) are not flagged. A
joiner next to an Arabic or Indic letter passes even where it changes nothing.

Sources
-------
Unicode 18 DerivedCoreProperties (Default_Ignorable_Code_Point); UTS #51 for emoji sequences; UAX #31 for
joiners in Indic scripts and Persian.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile

FAMILY = "characters"
UNIT = "invisible characters"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "warning"
KINDS: Mapping[str, str] = {
    "zero_width": "a zero-width space or joiner that the script does not use",
    "byte_order_mark": "a byte-order mark inside the text, usually where files were joined",
    "tag_characters": "invisible copies of ASCII letters, which can carry hidden text",
    "filler": "a filler that takes the place of a letter",
    "variation_selector": "a variation selector with nothing to select from",
    "soft_hyphen": "a soft hyphen that is not inside a word",
    "other": "another invisible character",
}
KIND_SEVERITY: Mapping[str, Severity] = {}

ZERO_WIDTH = {0x200B, 0x200C, 0x200D}
JOINERS = {0x200C, 0x200D}
FILLERS = {0x115F, 0x1160, 0x3164, 0xFFA0}
ALWAYS_FINE = {0x2060, 0x034F}  # word joiner, combining grapheme joiner: typography, no fault
COMPLEX_SCRIPT = cc.OTHER_SCRIPT | cc.MARK
SELECTED = cc.SYMBOL | cc.HAN | cc.DIGIT | cc.PUNCTUATION | COMPLEX_SCRIPT | cc.COMPATIBILITY
BLACK_FLAG = 0x1F3F4


class Options(NamedTuple):
    """What to leave alone."""

    allow: Annotated[tuple[str, ...], Option("code points to leave alone, as in U+200B")] = ()


def measure(profile: Profile, options: Options) -> Measured:
    """Mark unexplained invisible characters, runs of them as one span."""
    if profile.ascii:
        return Measured.nothing(len(profile))
    places = profile.where(cc.INVISIBLE)
    if len(places) == 0:
        return Measured.nothing(len(profile))
    allowed = {int(name.upper().removeprefix("U+"), 16) for name in options.allow}
    doubtful = ~_explained(profile, places)
    if not doubtful.any():
        return Measured.nothing(len(profile))
    begins = np.flatnonzero(np.diff(places, prepend=-9) > 1)
    spans = Spans()
    for run, some in zip(np.split(places, begins[1:]), np.logical_or.reduceat(doubtful, begins), strict=True):
        if some:
            _report(profile, run.tolist(), allowed, spans)
    return Measured.covered(len(profile), spans)


def _explained(profile: Profile, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Invisible characters that their neighbours surely explain, as nearly all are: see ``_fault``."""
    points = profile.codepoints.take(places)
    # The terminator of the last document stands before position 0.
    previous = profile.codepoints.take(places - 1, mode="wrap")
    before, after = profile.bits.take(places - 1, mode="wrap"), profile.bits.take(places + 1)
    zero_width = (points >= min(ZERO_WIDTH)) & (points <= max(ZERO_WIDTH))
    in_emoji = (points >= min(JOINERS)) & (previous != 0x200B) & ((after & np.uint32(cc.SYMBOL)) != 0)
    in_emoji &= (before & np.uint32(cc.SYMBOL | cc.INVISIBLE)) != 0
    selector = ((points >= 0xFE00) & (points <= 0xFE0F)) | ((points >= 0xE0100) & (points <= 0xE01EF))
    explained: NDArray[np.bool_] = (
        (zero_width & ((((before | after) & np.uint32(COMPLEX_SCRIPT)) != 0) | in_emoji))
        | ((points == 0xAD) & ((before & after & np.uint32(cc.LETTER)) != 0))
        | (selector & ((before & np.uint32(SELECTED)) != 0))
    )
    return explained


def _report(profile: Profile, run: list[int], allowed: set[int], spans: Spans) -> None:
    """One span for a run of neighbouring invisible characters, if any of them is unexplained."""
    kinds = [kind for place in run if (kind := _fault(profile, place, allowed))]
    if not kinds:
        return
    document, start = profile.batch.locate(run[0])
    names = ", ".join(dict.fromkeys(f"U+{int(profile.codepoints[place]):04X}" for place in run))
    evidence = f"{len(run)} invisible character{'s' * (len(run) > 1)} ({names})"
    hidden = _hidden_text(profile, run)
    if hidden:
        evidence += f" that spell “{hidden}”"
    spans.add(document, start, start + len(run), kinds[0], 0.9, evidence, "")


def _hidden_text(profile: Profile, run: list[int]) -> str:
    """The ASCII text that a run of tag characters spells."""
    points = profile.codepoints[np.asarray(run)]
    return "".join(chr(int(p) - 0xE0000) for p in points if 0xE0020 <= p <= 0xE007E)[:60]


def _fault(profile: Profile, place: int, allowed: set[int]) -> str:
    """Kind of fault of one invisible character, or "" when its context explains it."""
    point = int(profile.codepoints[place])
    if point in allowed or point in ALWAYS_FINE:
        return ""
    document, offset = profile.batch.locate(place)
    before = int(profile.codepoints[place - 1]) if offset > 0 else 0x0A
    after = int(profile.codepoints[place + 1])
    bits = cc.bits()
    near = int(bits[before] | bits[after])
    if point in ZERO_WIDTH:
        return _zero_width(point, before, after, near, int(bits[before]))
    if point == 0xFEFF:
        return "" if offset == 0 else "byte_order_mark"
    if point == 0xAD:
        return "" if int(bits[before]) & int(bits[after]) & cc.LETTER else "soft_hyphen"
    if 0xE0001 <= point <= 0xE007F:
        flag = profile.document_text(document).rfind(chr(BLACK_FLAG), max(0, offset - 8), offset) >= 0
        return "" if flag else "tag_characters"
    if point in FILLERS:
        return "" if near & cc.HANGUL else "filler"
    if 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF or 0x180B <= point <= 0x180F:
        return "" if int(bits[before]) & SELECTED else "variation_selector"
    return "other"


def _zero_width(point: int, before: int, after: int, near: int, before_bits: int) -> str:
    if near & COMPLEX_SCRIPT:
        return ""
    emoji = (
        before_bits & (cc.SYMBOL | cc.INVISIBLE) and before != 0x200B and int(cc.bits()[after]) & cc.SYMBOL
    )
    return "" if point in JOINERS and emoji else "zero_width"
