"""Cutting a document into the pieces that an advertisement can be: lines, sentences, hidden blocks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
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
    r"(?:left|top|right|bottom)\s*:\s*-\d{3,}|font-size\s*:\s*[01](?:px|pt)?\s*[;\"']|"
    r"(?:height|width)\s*:\s*[01](?:px)?\s*[;\"'].{0,40}?overflow\s*:\s*hidden|clip\s*:\s*rect\(0"
)
_UNSEEN = re.compile(_HIDING, re.IGNORECASE)
_WHITE = r"color\s*:\s*(?:#fff(?:fff)?|white)"
_HIDDEN_OPENING = re.compile(
    rf"<([a-zA-Z][a-zA-Z0-9]{{0,9}})\b[^<>]{{0,200}}?(?:\bcolor\s*=\s*[\"']?(?:#fff(?:fff)?|white)\b|style\s*=\s*[\"'][^\"'<>]{{0,160}}?(?:{_HIDING}|{_WHITE})|\shidden(?=[\s>]))[^<>]{{0,200}}>",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^[^\s,·|@]{1,30}(?:\s[^\s,·|@]{1,20}){0,2}"
    r"(?:\s*[,·|@—-]\s*|\s+(?:commented on|posted on|wrote on|on|am|le|el|em|il)\s+)"
    r"(?:(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)"
    r"(?:[ T,]+\d{1,2}:\d\d(?::\d\d)?)?\W*$",
    re.IGNORECASE,
)
"""A line that is nothing but a name and a date."""
_COMMENT = re.compile(r"<!--[^<>]{12,1000}-->")
_LINK = re.compile(r"<a\b[^>]{0,300}?href|\]\(\s*https?://|\[url[=\]]|https?://", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"\d{1,2}:\d\d|(?:19|20)\d\d[-./年]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d|"
    r"\b(?:wrote|says|said|posted|commented|reply|schrieb|sagt|écrit|dice|escribió|disse|escreveu|написала?|пишет|"
    r"пише|yazdı|napisał|scrisse|ha scritto)\b|说道?|發表|发表|评论|評論|回复|回覆|さん|님",
    re.IGNORECASE,
)
_PROSE = re.compile(r"[。！？]|[.!?]\s")
_WORD = re.compile(r"[^\W\d_]+")
_IDEOGRAPH = re.compile("[\u2e80-\u9fff]")
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
    if "\u3041" <= following[:1] <= "\u9fff":
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
    """Elements whose style hides them from the reader, tags included, and comments."""
    found = [Piece(match.start(), match.end()) for match in _COMMENT.finditer(text)]
    reached = 0
    for match in _HIDDEN_OPENING.finditer(text):
        if match.start() < reached:
            continue
        if "background" in match.group() and not _UNSEEN.search(match.group()):
            continue  # white on another colour
        stop = _closing(text, match.group(1), match.end())
        reached = stop
        found.append(Piece(match.start(), stop))
    return sorted(found)


def has_link(text: str) -> bool:
    """Whether there is a link in the text, in HTML, Markdown or forum code."""
    return _LINK.search(text) is not None


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
    """Whether a short line introduces what somebody wrote: a name, a date or time, often a colon."""
    stripped = line.strip(" \t\r*#>_-")
    if not 0 < len(stripped) <= 90:
        return False
    if stripped.endswith((":", "：", ")", "）")) and _ATTRIBUTION.search(stripped):
        return True
    return len(stripped) <= 50 and _SIGNED.search(stripped) is not None


def items(text: str) -> list[str]:
    """The entries of a list written in one line, split at its commonest separator; [] when it is no list."""
    separators = {mark: text.count(mark) for mark in "|_,，、;；/·•｜丨"}
    mark = max(separators, key=lambda key: separators[key])
    if separators[mark] < 3:
        return _spaced_items(text)
    return [part.strip() for part in text.split(mark) if part.strip()]


def _spaced_items(text: str) -> list[str]:
    """The entries of a list of East Asian words with nothing but spaces or hyphens between."""
    parts = [part for part in re.split(r"[\s-]+", text) if part]
    eastern = sum("\u2e80" <= part[0] <= "\ud7af" and len(part) <= 12 for part in parts)
    return parts if eastern >= 4 and eastern >= 0.7 * len(parts) else []


def repeats_heads(text: str) -> bool:
    """Whether a text names the same few things over and over with other names beside: "X Leeds, X York, Y Hull"."""
    if len(text) < 40 or _PROSE.search(text):
        return False
    if not text.isascii() and len(_IDEOGRAPH.findall(text)) > len(text) // 3:
        entries = [entry for entry in items(text) if len(entry) >= 4]
        ends = Counter(entry[-2:] for entry in entries) | Counter(entry[:2] for entry in entries)
        return len(entries) >= 5 and sum(count for count in ends.values() if count > 1) >= 0.6 * len(entries)
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 3]
    counts = Counter(words)
    again = sum(count for count in counts.values() if count > 2)
    return len(words) >= 8 and again >= 0.35 * len(words) and len(counts) >= 4
