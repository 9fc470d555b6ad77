"""Cutting a document into the pieces that an advertisement can be: lines, sentences, hidden blocks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from textgate.spam.contacts import Contact

# The lookahead is tried before the alternation: it fails at nearly every place.
_SENTENCE_END = re.compile(
    r"(?=[。！？｡.!?…؟۔।॥])(?:[。！？｡]+[」』”’）)]*|[.!?…؟۔।॥]+[\"'”’»)\]*_]*(?=\s)|[!?！？]{2,})"
)
_HIDING = (
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|"
    r"text-indent\s*:\s*-\d{3,}|(?:left|top|right|margin-left)\s*:\s*-\d{3,}|"
    r"(?:height|width)\s*:\s*[01](?:px)?\s*[;\"'].{0,40}?overflow\s*:\s*hidden|clip\s*:\s*rect\(0"
)
_HIDDEN_OPENING = re.compile(
    rf"<([a-zA-Z][a-zA-Z0-9]{{0,9}})\b[^<>]{{0,200}}?(?:style\s*=\s*[\"'][^\"'<>]{{0,160}}?(?:{_HIDING})|\shidden(?=[\s>]))[^<>]{{0,200}}>"
)
_LINK = re.compile(r"<a\b[^>]{0,300}?href|\]\(\s*https?://|\[url[=\]]|https?://", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"\d{1,2}:\d\d|(?:19|20)\d\d[-./年]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d|"
    r"\b(?:wrote|says|said|posted|commented|reply|schrieb|sagt|écrit|dice|escribió|disse|escreveu|написала?|пишет|"
    r"пише|yazdı|napisał|scrisse|ha scritto)\b|说道?|發表|发表|评论|評論|回复|回覆|さん|님",
    re.IGNORECASE,
)
MAX_HIDDEN = 20_000
"""A hidden block longer than this, in code points, is left to other checks: its end is not searched for."""


class Piece(NamedTuple):
    """A sentence, or what stands for one, at ``[start, stop)`` of its document; white space is trimmed off."""

    start: int
    stop: int


def trimmed(text: str, start: int, stop: int) -> Piece:
    """The piece ``[start, stop)`` without white space at its ends."""
    part = text[start:stop]
    left = len(part) - len(part.lstrip())
    return Piece(start + left, max(start + left, start + len(part.rstrip())))


def _breaks_sentence(text: str, place: int) -> bool:
    """Whether the mark that ends at ``place`` really ends a sentence: what follows starts a new one."""
    following = text[place : place + 4].lstrip()
    return not following or not following[0].islower()


def _breaks_contact(text: str, place: int) -> bool:
    """Whether a new sentence starts after a contact that ends at ``place`` without any mark.

    An advertisement put into a paragraph often ends with its address and no full stop.
    """
    following = text[place : place + 3]
    if "\u4e00" <= following[:1] <= "\u9fff":
        return True
    if not following[:1].isspace():
        return False
    first = following.lstrip()[:1]
    if not first or first in "-–—(（,，、|/@+":
        return False
    return not first.islower() and not first.isdigit()


def pieces(text: str, start: int, stop: int, contacts: Sequence[Contact]) -> list[Piece]:
    """Sentences of the line ``text[start:stop]``. ``contacts`` are the line's, with offsets in the line."""
    line = text[start:stop]
    starts = [contact.start for contact in contacts]
    cuts = [contact.stop for contact in contacts if _breaks_contact(line, contact.stop)]
    for match in _SENTENCE_END.finditer(line):
        place = match.end()
        before = bisect_left(starts, place) - 1
        cut_contact = before >= 0 and place < contacts[before].stop
        if not cut_contact and (match.group()[0] in "。！？｡" or _breaks_sentence(line, place)):
            cuts.append(place)
    edges = [0, *sorted(set(cuts)), len(line)]
    found = [trimmed(text, start + first, start + last) for first, last in pairwise(edges)]
    return [piece for piece in found if piece.stop > piece.start]


def hidden_blocks(text: str) -> list[Piece]:
    """Elements whose style hides them from the reader, tags included, and that hold a link."""
    found: list[Piece] = []
    reached = 0
    for match in _HIDDEN_OPENING.finditer(text):
        if match.start() < reached:
            continue
        stop = _closing(text, match.group(1), match.end())
        reached = stop
        if _LINK.search(text, match.end(), stop):
            found.append(Piece(match.start(), stop))
    return found


def _closing(text: str, tag: str, place: int) -> int:
    """Where the element ends: after its end tag, else at the end of the paragraph."""
    depth = 1
    tags = re.compile(rf"<(/?){tag}\b[^<>]*>", re.IGNORECASE)
    for match in tags.finditer(text, place, min(len(text), place + MAX_HIDDEN)):
        depth += -1 if match.group(1) else 1
        if depth == 0:
            return match.end()
    end = text.find("\n\n", place)
    return len(text) if end < 0 else end


def is_attribution(line: str) -> bool:
    """Whether a short line introduces what somebody wrote: a name, a date or time, a colon."""
    return (
        0 < len(line) <= 90
        and line.rstrip().endswith((":", "：", ")", "）"))
        and bool(_ATTRIBUTION.search(line))
    )


def items(text: str) -> list[str]:
    """The entries of a list written in one line, split at its commonest separator; [] when it is no list."""
    separators = {mark: text.count(mark) for mark in "|_,，、;；/·•｜丨"}
    mark = max(separators, key=lambda key: separators[key])
    if separators[mark] < 3:
        return []
    return [part.strip() for part in text.split(mark) if part.strip()]
