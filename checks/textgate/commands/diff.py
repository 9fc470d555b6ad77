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

_LINE_END = re.compile(r"\r\n?|\n")


def unified(name: str, text: str, changes: Sequence[Change]) -> Iterator[str]:
    """Lines of the diff, without line ends; nothing at all when nothing changes.

    Hunks have no lines of context. ``name`` must be safe to print. Lines are shortened, so the diff is for
    people: a program applies the changes themselves.
    """
    if not changes:
        return
    yield f"--- {name}"
    yield f"+++ {name} (repaired)"
    ends = [match.end() for match in _LINE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    shift = 0
    for first, last, group in _hunks(text, changes, ends):
        old, new = _sides(text, ends[first - 1] if first else 0, ends[last], group)
        yield f"@@ -{_range(first, len(old))} +{_range(first + shift, len(new))} @@"
        shift += len(new) - len(old)
        yield from (f"-{_shown(line)}" for line in old)
        yield from (f"+{_shown(line)}" for line in new)


def _range(first: int, count: int) -> str:
    # An empty range is named by the line before it.
    return f"{first + 1 if count else first},{count}"


def _hunks(
    text: str, changes: Sequence[Change], ends: Sequence[int]
) -> Iterator[tuple[int, int, list[Change]]]:
    """Changes that share lines, with their first and last line (0-based, last one included)."""
    group: list[Change] = []
    first = last = -1
    for change in changes:
        begin = min(bisect.bisect_right(ends, change.start), len(ends) - 1)
        finish = bisect.bisect_right(ends, max(change.start, change.stop - 1)) + _joins(text, change)
        if group and begin > last:
            yield first, last, group
            group = []
        first = first if group else begin
        last = max(last, min(finish, len(ends) - 1))
        group.append(change)
    yield first, last, group


def _joins(text: str, change: Change) -> bool:
    """Whether the line after the change moves up into the line before it."""
    if not change.before.endswith(("\r", "\n")) or change.after.endswith(("\r", "\n")):
        return False
    return bool(change.after) or (change.start > 0 and text[change.start - 1] not in "\r\n")


def _sides(text: str, start: int, stop: int, changes: Sequence[Change]) -> tuple[list[str], list[str]]:
    """Lines of a hunk before and after; text that both share is shortened alike where the lines are long."""
    long = stop - start > WHOLE * (1 + len(_LINE_END.findall(text, start, stop)))
    old: list[str] = []
    new: list[str] = []
    reached = start
    for change in changes:
        kept = text[reached : change.start]
        kept = _shortened(kept, head=0 if reached == start else AROUND, tail=AROUND) if long else kept
        old += (kept, _cut(change.before))
        new += (kept, _cut(change.after))
        reached = change.stop
    kept = text[reached:stop]
    kept = _shortened(kept, head=AROUND, tail=0) if long else kept
    return _split("".join([*old, kept])), _split("".join([*new, kept]))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST // 2 else _shortened(text, head=LONGEST // 4, tail=LONGEST // 4)


def _shortened(text: str, *, head: int, tail: int) -> str:
    """So many code points from the beginning and the end, and the line ends between them."""
    body = text if tail else text.rstrip("\r\n")
    if len(body) <= head + tail + 1:
        return text
    high = len(body) - tail
    ends = "".join(match[0] + CUT for match in _LINE_END.finditer(body, head, high))
    return text[:head] + CUT + ends + text[high:]


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n") if text else []


def _shown(line: str) -> str:
    return escape_excerpt(line if len(line) <= LONGEST else line[:LONGEST] + CUT)
