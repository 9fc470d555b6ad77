r"""Nothing but short lines.

Flags
-----
Documents in which most lines are short.

Why it matters
--------------
Menus, tables and lists of links have short lines; prose has long ones.

Measures
--------
The share of lines, empty ones left out, of at most `length` code points.

Passes
------
>>> from textgate.testing import measure
>>> measure("short_lines", "A heading\nAnd then a paragraph that goes on for a while.").values.tolist()
[0.5]

Fails
-----
>>> measure("short_lines", "Home\nProducts\nContact").values.tolist()
[1.0]

Blind spots
-----------
Poems, dialogues and subtitles have short lines.

Sources
-------
FineWeb (Penedo et al. 2024): 0.67 of the lines up to 30 characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from textgate.check import Measured, Option, Severity
from textgate.profile import Profile
from textgate.tokens import line_ends, line_starts, share_of_lines

FAMILY = "quality"
UNIT = "share of lines"
LIMIT = 0.67
DIRECTION = "above"
SEVERITY: Severity = "off"
KINDS: Mapping[str, str] = {}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """What is short."""

    length: Annotated[int, Option("longest line that counts as short", unit="code points", minimum=1)] = 30


def measure(profile: Profile, options: Options) -> Measured:
    """Share of short lines per document."""
    size = line_ends(profile) + 1 - line_starts(profile)
    return Measured(share_of_lines(profile, size <= options.length))
