"""Marks of Markdown that a hole in the text tears apart: links without one of their halves, code in code.

Each finder is one regular expression over the text, linear in its length, and exact work on what it finds.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.profile import Profile
from textgate.truncation.prose import Document
from textgate.truncation.screen import fences

Positions = NDArray[np.int64]

MOST = 50  # candidates looked at in a text
FEW = 4  # where one document in so many has a link, they are looked at by themselves
REACH = 4000  # code points before a candidate that its brackets are counted in
_SAMPLES = ("md", "mark", "mdx", "text", "txt", "rst", "adoc")
"""Languages of blocks that show how blocks are written, and so may hold one."""


class Torn(NamedTuple):
    """A torn place, half-open range of code points, with its kind and evidence."""

    start: int
    stop: int
    kind: str
    evidence: str


def may_be_torn(profile: Profile) -> list[int]:
    """The screen: documents with a link that is not plainly whole, or with irregular fences of backticks."""
    found = fences(profile)[0].copy()
    found[_with_torn_links(profile)] = True
    indices: list[int] = np.flatnonzero(found).tolist()
    return indices


def _with_torn_links(profile: Profile) -> list[int]:
    """Documents with links that are not plainly whole."""
    narrow, starts = profile.narrow, profile.starts
    closing = np.flatnonzero(narrow == ord("]"))
    held = profile.documents_at(closing[narrow.take(closing + 1) == ord("(")])
    if len(held) * FEW > len(profile):
        return profile.documents_at(_torn_links(narrow, closing, profile.lines.stop))
    if not held:
        return held
    parts = [narrow[starts[index] : starts[index + 1]] for index in held]
    joined = np.concatenate(parts)
    closing, line_stops = np.flatnonzero(joined == ord("]")), np.flatnonzero(joined == ord("\n"))
    links = _torn_links(joined, closing, line_stops)
    stops = np.cumsum([len(part) for part in parts])
    return [held[place] for place in np.searchsorted(stops, links, side="right").tolist()]


def _torn_links(narrow: NDArray[np.uint8], closing: Positions, line_stops: Positions) -> Positions:
    """Positions of the "](" of links that are not plainly whole, given those of all "]" and line feeds.

    Plainly whole is one on whose line a "[" stands before the "]", with no square bracket between them, and a ")"
    after the "(", with no round one between them.
    """
    joint = np.flatnonzero(narrow.take(closing + 1) == ord("("))
    position = closing[joint]
    opening = np.append(-1, np.flatnonzero(narrow == ord("[")))
    before = opening[np.searchsorted(opening, position) - 1]
    opened = before > np.append(-1, closing)[joint]
    round_mark = np.flatnonzero((narrow & np.uint8(0xFE)) == ord("("))  # ")" differs in the last bit
    after = round_mark[np.minimum(np.searchsorted(round_mark, position) + 1, len(round_mark) - 1)]
    closed = (narrow.take(after) == ord(")")) & (after > position)
    one_line = np.searchsorted(line_stops, before) == np.searchsorted(line_stops, after)
    found: Positions = position[~(opened & closed & one_line)]
    return found


def torn(text: str) -> Iterator[Torn]:
    """The torn places of a text, links first."""
    if "](" in text:
        yield from _links(text)
    if "```" in text:
        yield from _fences(text)


def _links(text: str) -> Iterator[Torn]:
    # A text with more candidates is no Markdown; it also keeps the time linear.
    unclosed = itertools.islice(_unclosed().finditer(text), MOST)
    whole = len(_whole().findall(text)) == text.count("](")
    unopened = itertools.islice(() if whole else _unopened().finditer(text), MOST)
    found = [(match.start(), match.end(), True) for match in unclosed]
    found += [(match.end() - 2, match.end(), False) for match in unopened]
    if not found:
        return
    blocks = Document(text).blocks
    for at, stop, closes in found:
        block = blocks[max(0, bisect_right(blocks, at, key=lambda block: block.start) - 1)]
        blank = text.rfind("\n\n", 0, at)
        start = max(blank + 2 if blank >= 0 else 0, at - REACH)
        if block.kind not in ("prose", "item") or _in_code(text, start, at):
            continue
        if closes:
            yield Torn(at, stop, "torn_link", "the address of a link is not closed")
        elif start > at - REACH and _depth(text, start, at) < 1:
            yield Torn(at, stop, "torn_link", "a link is closed that was not opened")


@functools.cache
def _unclosed() -> re.Pattern[str]:
    """An address in which another link begins, or that a blank line ends."""
    return re.compile(r"\]\([^()\n]*(?:\]\(|(?=\n[ \t]*\n\s*\S))")


@functools.cache
def _whole() -> re.Pattern[str]:
    """A link with both brackets: a text that has only such needs no closer look."""
    return re.compile(r"\[[^\[\]\n]*\]\(")


@functools.cache
def _unopened() -> re.Pattern[str]:
    """A closed link without opening bracket on its line since the last closing one."""
    return re.compile(r"(?:^|\])[^\[\]\n]*\]\((?=https?:|mailto:|[./#])", re.MULTILINE)


@functools.cache
def _brackets() -> re.Pattern[str]:
    return re.compile(r"\\.|`[^`\n]*`|[\[\]]")


def _depth(text: str, start: int, at: int) -> int:
    """How many square brackets are open before ``at``."""
    depth = 0
    for match in _brackets().finditer(text, start, at):
        if match[0] in "[]":
            depth = max(0, depth + (1 if match[0] == "[" else -1))
    return depth


def _in_code(text: str, start: int, at: int) -> bool:
    return text.count("`", start, at) % 2 == 1 or text[at - 1 : at] == "\\"


@functools.cache
def _fence() -> re.Pattern[str]:
    # What stands before comes second: the engine looks for the literal backticks, which is many times as fast.
    return re.compile(r"(```(?<!````)`{0,7})(?!`)([^`\n]*)$", re.MULTILINE)


def _fences(text: str) -> Iterator[Torn]:
    """Blocks of code that begin, with the name of a language, inside a block of another one."""
    mark = language = ""
    for match in _fence().finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        if match.start() - line > 12 or text[line : match.start()].strip():
            continue
        info = match[2].strip()
        if not mark:
            mark, language = match[1], info.lower()
        elif not info:
            mark = "" if len(match[1]) >= len(mark) else mark
        elif match[1] == mark:
            if language and not language.startswith(_SAMPLES):
                yield Torn(
                    match.start(), match.end(), "torn_code", "a block of code begins inside another one"
                )
            language = info.lower()
