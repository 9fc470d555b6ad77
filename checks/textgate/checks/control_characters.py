r"""Control characters and code points that are not characters.

Flags
-----
C0 and C1 controls other than tab and line ends, DEL, NUL, lone surrogates, noncharacters; terminal escape
sequences; private-use characters.

Why it matters
--------------
They break XML, JSON readers, databases and terminals. C1 controls are nearly always characters of a Windows
code page read as ISO 8859-1, so the text has lost quotation marks, dashes or the euro sign.

Measures
--------
The number of such characters. Runs count by their length.

Passes
------
>>> from textgate.testing import spans
>>> spans("control_characters", "tab\tand form feed\fpass\r\n")
[]

Fails
-----
>>> spans("control_characters", "it\x92s")
[('\x92', 'c1_control')]
>>> spans("control_characters", "\x1b[31mred\x1b[0m")
[('\x1b[31m', 'escape_sequence'), ('\x1b[0m', 'escape_sequence')]

Blind spots
-----------
Private-use characters are a warning only, because icon fonts and some East Asian names use them.

Sources
-------
Unicode 18 chapter 23; ECMA-48 for escape sequences; the WHATWG encoding standard, which reads ISO 8859-1 as
windows-1252.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from textgate import charclass as cc
from textgate.check import Measured, Severity, Spans
from textgate.profile import Profile

FAMILY = "characters"
UNIT = "control characters"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "nul": "a NUL character",
    "c0_control": "a control character of ASCII",
    "c1_control": "a C1 control, usually a character of windows-1252 read as ISO 8859-1",
    "escape_sequence": "a terminal escape sequence",
    "surrogate": "half of a UTF-16 surrogate pair",
    "noncharacter": "a code point that is reserved for internal use",
    "private_use": "a private-use or unassigned code point, readable only with a special font",
}
KIND_SEVERITY: Mapping[str, Severity] = {"private_use": "warning", "escape_sequence": "warning"}


class Options(NamedTuple):
    """This check has no options."""


@functools.cache
def _faulty() -> re.Pattern[str]:
    # A terminal sequence first (ECMA-48 5.4: parameters, final byte); else a run of one kind.
    return re.compile(
        "(?P<escape_sequence>\x1b\\[[0-?]{0,32}[ -/]{0,8}[@-~])|(?P<nul>\0+)"
        "|(?P<c0_control>[\x01-\x08\x0e-\x1f\x7f]+)|(?P<c1_control>[\x80-\x84\x86-\x9f]+)"
        "|(?P<surrogate>[\ud800-\udfff]+)"
        "|(?P<noncharacter>[\ufdd0-\ufdef\ufffe\uffff"
        + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
        + "]+)|(?P<private_use>[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+)"
    )


def measure(profile: Profile, options: Options) -> Measured:
    """Mark runs of control characters of one kind."""
    suspects = profile.has(cc.CONTROL | cc.PRIVATE_USE)
    spans = Spans()
    for document in suspects.nonzero()[0].tolist():
        for match in _faulty().finditer(profile.document_text(document)):
            kind = match.lastgroup or "c0_control"
            points = ", ".join(dict.fromkeys(f"U+{ord(c):04X}" for c in match[0][:8]))
            repaired = _windows_1252(match[0]) if kind == "c1_control" else None
            gone = "" if kind in ("nul", "c0_control", "escape_sequence") else repaired
            spans.add(document, match.start(), match.end(), kind, 0.95, f"{KINDS[kind]} ({points})", gone)
    return Measured.covered(len(profile), spans)


def _windows_1252(text: str) -> str | None:
    try:
        return text.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return None
