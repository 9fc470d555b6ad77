"""Fenced blocks of code, as Markdown writes them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

FENCE = "```"


@functools.lru_cache(maxsize=1)  # the stages that look at one text ask again and again
def fences(text: str) -> tuple[tuple[int, int | None], ...]:
    """Fenced blocks of code as half-open ranges of whole lines; None where the last one is not closed.

    A line of tildes or backticks under a line of about its length is the underline of a heading
    (reStructuredText), not a fence, and a long row of either is a rule.
    """
    found: list[tuple[int, int | None]] = []
    # One character is looked for at many times the speed of three.
    if ("`" not in text or FENCE not in text) and ("~" not in text or "~~~" not in text):
        return ()
    opened: tuple[str, int] | None = None
    for match in _fence_lines(text):
        mark, info = match[1], match[2].strip()
        if opened is None:
            if "`" not in info and not info.startswith("<") and not _is_underline(text, match):
                opened = (mark, match.start())
        elif mark.startswith(opened[0]) and not info:
            found.append((opened[1], match.end()))
            opened = None
    if opened is not None:
        found.append((opened[1], None))
    return tuple(found)


def regular_end(text: str) -> int | None:
    """Where the last closing fence stops, 0 without one, for a text whose fences are regular; None for any other.

    Regular fences are runs of three backticks, each at the beginning of a line, every second one with nothing
    after it. They are told at a fraction of the cost of ``fences``.
    """
    parts = text.split(FENCE)
    if "~~~" in text or len(parts) % 2 == 0:
        return None
    for place in range(1, len(parts)):
        before, after = parts[place - 1], parts[place]
        line = before.rfind("\n") + 1
        if (place > 1 and not line) or len(before) - line > 40 or before[line:].strip(" \t"):
            return None
        if place % 2:
            if after[:1] != "\n" and (
                after[:1] <= " " or after[0] in "<`" or "`" in after.partition("\n")[0]
            ):
                return None
        elif after and after[0] != "\n":
            return None
    return len(text) - len(parts[-1]) if len(parts) > 1 else 0


def is_fence_open(text: str) -> bool:
    """Whether the last fenced block of code is not closed."""
    ranges = fences(text)
    return bool(ranges) and ranges[-1][1] is None


def _fence_lines(text: str) -> Iterator[re.Match[str]]:
    """Lines that begin with three backticks or tildes. Looking for the literal marks first is many times as fast
    as trying the pattern at every line."""
    backticks, tildes = text.find("```"), text.find("~~~")
    while backticks >= 0 or tildes >= 0:
        at = backticks if tildes < 0 or 0 <= backticks < tildes else tildes
        match = _fence().match(text, text.rfind("\n", 0, at) + 1)
        if match:
            yield match
        after = text.find("\n", at)
        if after < 0:
            return
        backticks = text.find("```", after) if 0 <= backticks < after else backticks
        tildes = text.find("~~~", after) if 0 <= tildes < after else tildes


def _is_underline(text: str, match: re.Match[str]) -> bool:
    if match.start() == 0 or match[2].strip():
        return False
    above = text[text.rfind("\n", 0, match.start() - 1) + 1 : match.start() - 1].strip()
    marks = len(match[1])
    return bool(above) and marks > 3 and "```" not in above and len(above) - 1 <= marks <= len(above) + 4


@functools.cache
def _fence() -> re.Pattern[str]:
    return re.compile(r"[ \t>]{0,40}(?:[-*+] |\d{1,3}[.)] )?[ \t]{0,40}(`{3,10}(?!`)|~{3,6}(?!~))([^\n]*)")
