"""Garbled text whose characters were written as character references of HTML: ``&Atilde;&copy;`` for ``Ã©``.

A page that was read in the wrong encoding and then saved by a careful program has them. Resolved, it is garbled
text like any other.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.profile import Profile


class Resolved(NamedTuple):
    """A text with its references resolved; ``origin`` is ``int64[len(text) + 1]``: where each character was."""

    text: str
    origin: NDArray[np.int64]

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Offsets in the text as it was."""
        return int(self.origin[start]), int(self.origin[stop])


@functools.cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"&(?:#[0-9]{3,5}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{2,8}[0-9]{0,2});")


@functools.cache
def _pair() -> re.Pattern[str]:
    """Two references side by side, neither of them a space or a sign of HTML itself."""
    other = r"&(?!(?:nbsp|ensp|emsp|thinsp|lt|gt|amp|quot|apos|shy|#160|#xA0|#xa0);)"
    return re.compile(other + _reference().pattern[1:] + other + _reference().pattern[1:])


def screen(profile: Profile) -> list[int]:
    """Documents with references side by side."""
    narrow = profile.narrow
    side_by_side = np.flatnonzero((narrow[:-1] == ord(";")) & (narrow[1:] == ord("&")))
    if not len(side_by_side):
        return []
    held = profile.documents_at(side_by_side)
    return [index for index in held if _pair().search(profile.document_text(index))]


def resolve(text: str) -> Resolved:
    """Resolve the references to characters above ASCII."""
    import html  # its table of names takes 1 ms to import

    pieces: list[str] = []
    lengths: list[int] = []  # of what each character of the result was
    stop = 0
    for match in _reference().finditer(text):
        char = html.unescape(match[0])
        if len(char) != 1 or char <= "\x7f":
            continue
        pieces += [text[stop : match.start()], char]
        lengths += [1] * (match.start() - stop)
        lengths.append(len(match[0]))
        stop = match.end()
    pieces.append(text[stop:])
    lengths += [1] * (len(text) - stop)
    return Resolved("".join(pieces), np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]))
