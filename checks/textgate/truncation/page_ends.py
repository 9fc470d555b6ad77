"""Last lines of pages: rows of links and titles, the number and title of a section, pictures made of signs."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textgate.truncation.prose import Block, ending_of, is_unspaced, sentence_pattern

if TYPE_CHECKING:
    from textgate.truncation.tail import Tail

SESSION = 2_000  # code points before the end in which a prompt is looked for
LABEL = 100  # code points: a longer line is no label of a link and no headline


def is_footer(tail: Tail) -> bool:
    """Whether the last line is one of several short lines without end mark: links, the next page's title."""
    if not _is_label(tail, tail.block):
        return False
    last = tail.near.blocks[-3:]
    return len(last) == 3 and all(_is_label(tail, block) for block in last)


def _is_label(tail: Tail, block: Block) -> bool:
    if block.kind not in ("prose", "trailer") or "\n" in tail.text[block.start : block.stop]:
        return False
    room = LABEL // 2 if is_unspaced(tail.text[block.stop - 1]) else LABEL
    if block.stop - block.start > room:
        return False
    if block.stop == tail.stop and sentence_pattern().search(tail.body):
        return False
    return not ending_of(tail.text, block.start, block.stop).ended or block.stop == tail.stop


def is_signpost(tail: Tail) -> bool:
    """Whether the last line names other pages or a section: titles side by side, or a title with its number."""
    body = tail.body.strip()
    if "\n" in body or len(body) > 2 * LABEL or tail.block.kind not in ("prose", "trailer"):
        return False
    if tail.is_clauses() and "|" not in body:
        return False
    if wide_gap().search(body):
        return True
    if sentence_pattern().search(body):
        return False
    return bool(_gap().search(body)) or (len(body) <= LABEL and _numbered().match(body) is not None)


def is_drawn(line: str) -> bool:
    """Whether a line is a picture made of signs: few of its characters are letters or digits."""
    if "..." in line or "…" in line or line.lstrip().startswith("|"):
        return False
    filled = len(line) - line.count(" ")
    return filled >= 4 and sum(map(len, _written().findall(line))) < 0.3 * filled


@functools.cache
def _written() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+|[^\x00-\u02ff]+")  # the other way round it takes 2 ms to compile


@functools.cache
def _gap() -> re.Pattern[str]:
    """What separates titles that stand side by side, where no sentence ends."""
    return re.compile(
        r"(?<=[\w”’»“)\]])(?:[ \xa0]{2,}| ?\u3000+| [|·•›→←] | [»«] (?![^«»]*[»«]))(?=[\w“„«(\[])"
    )


@functools.cache
def wide_gap() -> re.Pattern[str]:
    """A gap that no typist leaves after a sentence."""
    return re.compile(r"\S(?:[ \xa0]{4,}|\t+)(?=\S)")


@functools.cache
def _numbered() -> re.Pattern[str]:
    """The number of a section or chapter before its title: "4.2. ", "B.1 ", "Chapter 7. ", "第7章"."""
    return re.compile(
        r"(?:\d{1,3}(?:\.\d{1,3})+\.?|[A-Z](?:\.\d{1,3})+\.?|[^\W\d_]{3,15} (?:\d{1,3}|[A-Z])\.) \S"
        r"|第 ?\d{1,3} ?[章節节部編编]|\d{1,3} ?장"
    )


def is_session(text: str, stop: int) -> bool:
    """Whether the last paragraph shows what was typed at a prompt and what came of it."""
    start = max(0, stop - SESSION)
    start = max(start, text.rfind("\n\n", start, stop))
    if text.find("$", start, stop) < 0 and text.find(">>>", start, stop) < 0:
        return False
    return _prompt().search(text, start, stop) is not None


def is_entry(text: str, start: int, line: int) -> bool:
    """Whether a block, or its last line, is an entry of a reference: a field, an argument with its type, a source."""
    return _entry().match(text, start) is not None or _entry().match(text, line) is not None


@functools.cache
def _prompt() -> re.Pattern[str]:
    return re.compile(r"^[ \t]*(?:>>>|\$)(?: |$)", re.MULTILINE)


@functools.cache
def _entry() -> re.Pattern[str]:
    return re.compile(
        r"[ \t]*(?::[a-z][^:\n]{0,60}:|@[a-z]+ |\w[\w., *|\[\]]{0,40} : |[\w*]{1,30} +- |(?:\.\. )?\[\w{1,12}\]:? )"
        r"|[ \t]{2,}(?:\[\w{1,30}\]|[a-z_*][\w*]{0,30})(?: \([^)\n]{0,60}\))?: "
    )
