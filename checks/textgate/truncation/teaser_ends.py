"""Ends that invite to read the rest elsewhere: "Read more", "[...]", a lone ellipsis."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textgate.truncation.prose import ending_of
from textgate.truncation.signals import Signal
from textgate.truncation.word_lists import teasers

if TYPE_CHECKING:
    from textgate.truncation.tail import Tail

LINE = 200  # code points, mark-up included: a longer last line is no mere invitation
PHRASE = 80  # code points before the end that an ellipsis with its phrase, or an ellipsis alone, fits into
MOST_OF_A_SENTENCE = 0.8  # of six words: fewer before an ellipsis are a label ("and more...")
_TRIM = " \t()[]{}<>«»（）【】［］…⋯.。!！:：→›»▶▼↓+"


def teaser(tail: Tail) -> list[Signal]:
    """The reason to think that the last words invite to read the rest elsewhere: a phrase, or an ellipsis."""
    phrases = teasers()
    more = tail.more_teasers
    line = ""
    if len(tail.body) <= LINE:
        line = tail.body
        if any(sign in line for sign in "*_<") or "](" in line:
            line = _teaser_line().sub("", line)
        line = line.strip(_TRIM).lower()
        if line in phrases["rest"] or line in more:
            return [Signal("teaser", 0.85, "the text stops at an invitation to read the rest")]
    match = None
    if _may_invite(tail.text[max(tail.block.start, tail.stop - PHRASE) : tail.stop]):
        match = _teaser_phrase().search(tail.text, max(tail.block.start, tail.stop - 120), tail.stop)
    elif line not in phrases["more"] and line not in more:
        return []
    phrase = ((match[1] or match[2]) if match else line).strip(_TRIM).lower()
    if phrase not in phrases["more"] and phrase not in phrases["rest"] and phrase not in more:
        return _ellipsis(tail)
    if match or _bare_before(tail):
        return [Signal("teaser", 0.85, "the text stops at an invitation to read more")]
    return []


def _may_invite(end: str) -> bool:
    """Whether the last characters hold an ellipsis or end with a bracket, without which nothing else need be asked."""
    return end[-1] in ")]）］】" or "…" in end or ".." in end or "⋯" in end or "。。" in end or ". ." in end


def _bare_before(tail: Tail) -> bool:
    """Whether the block before the last one stops without an end mark, or at an ellipsis."""
    before = tail.near.blocks[-2:-1]
    if not before or before[0].kind != "prose":
        return False
    ending = ending_of(tail.text, before[0].start, before[0].stop)
    return (
        ending.last in "…⋯" or not (ending.ended or ending.closed) or tail.text.endswith("..", 0, ending.core)
    )


def _ellipsis(tail: Tail) -> list[Signal]:
    match = _ellipsis_pattern().search(tail.text, max(tail.body_start, tail.stop - 20), tail.stop)
    if match is None:
        return []
    bracketed = match[0].strip()[0] in "([（［【"
    if match.start() <= tail.body_start and not (bracketed and len(tail.near.blocks) > 1):
        return []
    if not bracketed and match[0].rstrip()[-1] in ")]）］】":
        return []
    sole = not re.search(r"…|\.{3}|⋯|。。。", tail.text[tail.document.start : match.start()])
    sole = sole and tail.size >= MOST_OF_A_SENTENCE
    certain = bracketed or len(match[0].strip()) == 4 or (sole and _is_factual(tail))
    weight = 0.6 if certain else 0.35
    return [Signal("teaser", weight, "the text stops at an ellipsis")]


def _is_factual(tail: Tail) -> bool:
    """Whether the document is marked up or has numbers: stories may end in an ellipsis, facts do not."""
    marked = {"heading", "item", "code", "row", "image", "definition"}
    if "](" in tail.text or any(block.kind in marked for block in tail.document.blocks):
        return True
    numbers = re.findall(r"\d+", tail.text[tail.document.start : tail.stop])
    return len(numbers) >= max(3, (tail.stop - tail.document.start) // 1000)


@functools.cache
def _teaser_line() -> re.Pattern[str]:
    """Mark-up that an invitation to read on may be wrapped in."""
    return re.compile(r"\]\([^)\n]*\)|[*_]{1,3}|</?[A-Za-z][^<>\n]*>")


@functools.cache
def _teaser_phrase() -> re.Pattern[str]:
    """A phrase after an ellipsis or in brackets, at the end."""
    return re.compile(
        r"(?:…|\.{2,}|⋯|。{2,})\s*([^…⋯.。]{2,50}?)\s*[.。]?$|[(\[（【]\s*([^()\[\]（）【】]{2,50})[)\]）】]\s*$"
    )


@functools.cache
def _ellipsis_pattern() -> re.Pattern[str]:
    """An ellipsis at the end, perhaps in brackets."""
    return re.compile(r"\s*[(\[（［【]?(?:…+|\.{3,}|。{3,}|⋯+|\. \. \.)[)\]）］】]?\s*$")
