"""Text left in the quoted-printable form of mail: ``Gr=C3=BC=C3=9Fe``.

Only UTF-8 is undone: a byte sequence that is valid UTF-8 proves itself, single bytes of a code page do not.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from textgate import masking

LEAST = 3
"""Decoded letters beyond ASCII in a text from which it counts: an equation has fewer by chance."""


@functools.cache
def _group() -> re.Pattern[str]:
    return re.compile(r"=[0-9A-F]{2}(?:(?:=\r?\n)?=[0-9A-F]{2})+")


@functools.cache
def _place() -> re.Pattern[str]:
    """Groups no more than three characters of one line apart, which are one broken phrase."""
    group = _group().pattern
    return re.compile(rf"{group}(?:[^=\n]{{1,3}}{group})*")


def suspicious(text: str) -> bool:
    """Whether there is anything to decode: one search that begins with a literal."""
    return "=" in text and _group().search(text) is not None


def find(text: str) -> list[tuple[int, int, str]]:
    """Places outside code and addresses as (start, stop, decoded text), in order."""
    prose = masking.without_addresses(masking.without_code(text))
    found = list(_decoded(prose))
    letters = sum(c.isalpha() and c > "\x7f" for _, _, decoded in found for c in decoded)
    return found if letters >= LEAST else []


def _decoded(prose: str) -> Iterator[tuple[int, int, str]]:
    for match in _place().finditer(prose):
        try:
            decoded = _group().sub(lambda group: decode(group[0]), match[0])
        except UnicodeDecodeError:
            continue
        if any(c.isalpha() and c > "\x7f" for c in decoded):
            yield *match.span(), decoded


def decode(group: str) -> str:
    """One run of ``=XX``, soft line breaks and all.

    Raises:
        UnicodeDecodeError: its bytes are not UTF-8.

    """
    return bytes.fromhex(re.sub(r"=\r?\n|=", "", group)).decode("utf-8")
