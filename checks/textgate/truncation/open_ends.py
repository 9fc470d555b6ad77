"""Ends inside something: a bracket, a quotation, a link, a tag, an entity, code, a table row."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textgate.truncation.open_marks import OpenMark, unclosed
from textgate.truncation.signals import Signal

if TYPE_CHECKING:
    from textgate.truncation.tail import Tail

_ENTITY_NAMES = (
    "amp gt lt quot nbsp hellip mdash ndash lsquo rsquo ldquo rdquo laquo raquo copy reg trade middot bull euro times "
    "apos sect deg eacute egrave agrave aacute oacute iacute uacute ouml auml uuml szlig ccedil ntilde shy zwnj"
).split()


def open_ends(tail: Tail) -> list[Signal]:
    """The marks that the last block opens and does not close, and half an entity at its end: the last two."""
    start = max(tail.body_start, tail.stop - 4000)
    if tail.ending.ended and not _may_hang(tail):
        return []
    found = []
    for mark in unclosed(tail.text, start, tail.stop):
        signal = _open_mark(tail, mark)
        if signal:
            found.append(signal)
    return found[-2:]


def _may_hang(tail: Tail) -> bool:
    """Whether a text that ends with an end mark may yet end inside a link or a tag, or at an ellipsis."""
    if tail.ending.last in "…⋯" or tail.text.endswith("...", 0, tail.stop):
        return True
    near = tail.text[max(tail.body_start, tail.stop - 300) : tail.stop]
    return "](" in near or "<" in near[near.rfind(">") + 1 :]


def _open_mark(tail: Tail, mark: OpenMark) -> Signal | None:
    near = tail.stop - mark.start < 300
    bare = not tail.ending.ended or tail.ending.last in "…⋯" or tail.text.endswith("...", 0, tail.stop)
    if mark.kind == "entity":
        return _half_entity(tail, tail.text[mark.start : tail.stop])
    if mark.kind == "tag":
        return Signal("open_markup", 0.85, "a tag is not closed")
    if mark.kind == "link":
        return Signal("open_markup", 0.9, "a link is not closed") if near else None
    if not bare:
        return None
    char = tail.text[mark.start]
    if mark.kind == "code":
        # `quoted' in the manner of old typewriters
        if re.compile(r"`[^`'\n]{1,80}'").match(tail.text, mark.start):
            return None
        return Signal("open_markup", 0.6, "inline code is not closed")
    if mark.kind == "emphasis":
        return Signal("open_markup", 0.35, "emphasis is not closed")
    if mark.kind == "quote":
        if tail.ending.closed or (char == '"' and '"""' in tail.text[tail.block.start : tail.stop]):
            return None
        if tail.is_numbered() and any(
            mark.kind == "quote" for b, _ in tail.siblings for mark in unclosed(tail.text, b.start, b.stop)
        ):
            return None  # verses
        weight = 0.55 if near else 0.3
        if tail.is_numbered() and tail.own_habit().share < 0.5:
            weight = 0.4  # verses again
        return Signal("open_quote", weight, f"«{char}» is not closed")
    return Signal("open_bracket", 0.7 if near else 0.4, f"«{char}» is not closed")


def _half_entity(tail: Tail, sign: str) -> Signal | None:
    """An entity without its semicolon, in a text that has tags, or of two letters or more: no "AT&T"."""
    at = tail.stop - len(sign)
    whole = len(sign) < 2 or not any(name.startswith(sign[1:]) for name in _ENTITY_NAMES)
    if whole and not _number_entity().fullmatch(sign):
        return None
    if not _markup().search(tail.text, 0, at) and (len(sign) < 3 or tail.text[at - 1 : at].isalnum()):
        return None
    return Signal("open_markup", 0.85, f"«{sign}» is half an entity")


def is_half_row(tail: Tail) -> bool:
    """Whether the last line begins like the table rows before it, but has no second bar."""
    line = tail.text[tail.block.start : tail.stop].lstrip()
    if line[:1] != "|" or line[-1] == "|":
        return False
    before = tail.near.blocks[-2:-1]
    return bool(before) and before[0].kind == "row"


def open_row(tail: Tail) -> list[Signal]:
    """The reason to think that the last line is a table row that is not closed."""
    rows = [block for block in tail.near.blocks[:-1] if block.kind == "row"][-8:]
    if tail.text[tail.stop - 1] == "|" or not tail.text[tail.block.start : tail.stop].lstrip().startswith(
        "|"
    ):
        return []
    closed = all(tail.text[row.stop - 1] == "|" for row in rows)
    weight = (0.85 if rows else 0.55) if closed else 0.0
    return [Signal("open_markup", weight, "the last table row is not closed")] if weight else []


@functools.cache
def _number_entity() -> re.Pattern[str]:
    return re.compile(r"&#(?:\d{1,6}|[xX][0-9a-fA-F]{1,5})")


@functools.cache
def _markup() -> re.Pattern[str]:
    """A closing tag or a whole entity."""
    return re.compile(r"</[a-z][a-z0-9]*>|&(?:[a-z]{2,6}|#\w{2,6});")
