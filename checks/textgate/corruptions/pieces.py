"""Choosing which pieces of a text to damage, and putting the damaged text together."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

WORD = re.compile(r"[^\W\d_]+")
LINE = re.compile(r"[^\n]+")
CHUNK = re.compile(r"\S+")


def damage(
    text: str,
    pattern: re.Pattern[str],
    share: float,
    random: Random,
    change: Callable[[str], str | None],
) -> tuple[str, list[tuple[int, int]]] | None:
    """Change randomly chosen matches until they cover ``share`` of the matched characters.

    ``change`` gives the damaged piece, or None for a piece that cannot be damaged. At least one piece is
    changed if any can be. Answers the new text and the changed pieces in it.
    """
    matches = list(pattern.finditer(text))
    wanted = share * sum(len(match[0]) for match in matches)
    changed: dict[int, str] = {}
    covered = 0
    for index in random.sample(range(len(matches)), len(matches)):
        if changed and covered >= wanted:
            break
        piece = matches[index][0]
        new = change(piece)
        if new is not None and new != piece:
            changed[index] = new
            covered += len(piece)
    if not changed:
        return None
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    size = reached = 0
    for index in sorted(changed):
        start, stop = matches[index].span()
        parts += [text[reached:start], changed[index]]
        size += start - reached
        spans.append((size, size + len(changed[index])))
        size += len(changed[index])
        reached = stop
    return "".join([*parts, text[reached:]]), spans


def insert(text: str, offset: int, block: str) -> tuple[str, list[tuple[int, int]]]:
    """Put a block into a text."""
    return text[:offset] + block + text[offset:], [(offset, offset + len(block))]
