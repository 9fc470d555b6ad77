"""Changes of a text as a unified diff that is safe to print and short enough to read."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from textgate.excerpt import CUT, escape_excerpt
from textgate.repair import Change

WHOLE = 160
"""Longest line, in code points, that is shown as it is. Of a longer one the surroundings of its changes."""

AROUND = 16
"""Code points of unchanged text shown before and after a change in a long line."""

LONGEST = 480
"""Longest line of the diff, in code points before escaping."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


def unified(name: str, text: str, changes: Sequence[Change]) -> Iterator[str]:
    """Lines of the diff, without line ends; nothing at all when nothing changes.

    Hunks have no lines of context. ``name`` must be safe to print. Lines are shortened, so the diff is for
    people: a program applies the changes themselves.
    """
    if not changes:
        return
    yield f"--- {name}"
    yield f"+++ {name} (repaired)"
    ends = [match.end() for match in _LINE.finditer(text)]
    shift = 0
    for first, last, group in _hunks(text, changes, ends):
        start = ends[first - 1] if first else 0
        old, new = _sides(text, start, ends[last], group)
        yield f"@@ -{_range(first, len(old))} +{_range(first + shift, len(new))} @@"
        shift += len(new) - len(old)
        yield from (f"-{_shown(line)}" for line in old)
        yield from (f"+{_shown(line)}" for line in new)


def _range(first: int, count: int) -> str:
    # An empty range is named by the line before it.
    return f"{first + 1 if count else first},{count}"


def _hunks(text: str, changes: Sequence[Change], ends: list[int]) -> Iterator[tuple[int, int, list[Change]]]:
    """Changes that share lines, with their first and last line (0-based, last one included)."""
    group: list[Change] = []
    first = last = -1
    for change in changes:
        begin = min(bisect.bisect_right(ends, change.start), len(ends) - 1)
        # When the line end goes too, the next line moves up into this one.
        finish = min(bisect.bisect_right(ends, change.stop), len(ends) - 1)
        if change.stop in (0, *ends[finish - 1 : finish]) and text[change.start - 1 : change.start] in "\r\n":
            finish = max(begin, finish - 1)
        if group and begin > last:
            yield first, last, group
            group = []
        first = begin if not group else first
        last = finish if not group else max(last, finish)
        group.append(change)
    yield first, last, group


def _sides(text: str, start: int, stop: int, changes: Sequence[Change]) -> tuple[list[str], list[str]]:
    """Lines of a hunk before and after; text that both share is shortened alike where the lines are long."""
    lines = stop - start > WHOLE * (1 + len(_LINE_END.findall(text, start, stop)))
    old: list[str] = []
    new: list[str] = []
    reached = start
    for change in changes:
        kept = _shortened(text[reached : change.start], at_start=reached == start) if lines else text[reached : change.start]
        old += (kept, _cut(change.before))
        new += (kept, _cut(change.after))
        reached = change.stop
    tail = text[reached:stop]
    tail = _shortened(tail, at_end=True) if lines else tail
    return _split("".join([*old, tail])), _split("".join([*new, tail]))


_LINE_END = re.compile(r"\r\n?|\n")


def _shortened(text: str, *, at_start: bool = False, at_end: bool = False) -> str:
    """Unchanged text between two changes: what is near them, and its line ends."""
    if len(text) <= 2 * AROUND:
        return text
    head = "" if at_start else text[:AROUND]
    tail = "" if at_end else text[-AROUND:]
    middle = text[len(head) : len(text) - len(tail)]
    return head + CUT + "".join(match[0] + CUT for match in _LINE_END.finditer(middle)) + tail


def _cut(text: str) -> str:
    if len(text) <= LONGEST // 2:
        return text
    half = LONGEST // 4
    middle = text[half : len(text) - half]
    return text[:half] + CUT + "".join(match[0] + CUT for match in _LINE_END.finditer(middle)) + text[-half:]


def _split(text: str) -> list[str]:
    return [match[0] for match in _LINE.finditer(text) if match[0]]


def _shown(line: str) -> str:
    line = line.rstrip("\r\n")
    return escape_excerpt(line if len(line) <= LONGEST else line[:LONGEST] + CUT)
