"""Blank out what is no running text: code, addresses, link targets.

For checks that look for traces of damage which code shows on purpose: question marks, escapes, half tags.
Every function keeps the length of the text, so that offsets stay, and the line feeds, so that lines stay.
All of it is linear in the text: unclosed openers are looked for once.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

BLANK = "\0"

_ELEMENTS = ("pre", "code", "script", "style", "textarea")


@functools.cache
def _inline() -> re.Pattern[str]:
    return re.compile(r"`[^`\n]{1,500}`")


@functools.cache
def _address() -> re.Pattern[str]:
    scheme = r"(?:https?|ftp|file|mailto|data|magnet)(?::|%3A)/?/?[^\s<>\"`]+"
    return re.compile(
        rf"{scheme}|www\.[^\s<>\"`]+|\]\([^()\n]{{0,1000}}(?:\([^()\n]{{0,200}}\)[^()\n]{{0,200}})?\)"
    )


def blanked(text: str) -> str:
    """``text`` with a NUL for every character, line feeds aside."""
    return re.sub(r"[^\n]", BLANK, text)


def without_code(text: str) -> str:
    """Fenced blocks, inline code and code elements of HTML blanked out. A fence without an end runs to the end."""
    if "```" in text or "~~~" in text:
        text = _replaced(text, _fences(text))
    if "`" in text:
        text = _inline().sub(lambda match: blanked(match[0]), text)
    if "</" in text:
        text = _replaced(text, _code_elements(text))
    return text


def without_addresses(text: str) -> str:
    """Web addresses and targets of Markdown links blanked out."""
    if "www." not in text and "](" not in text and ":" not in text and "%3A" not in text:
        return text
    return _address().sub(lambda match: blanked(match[0]), text)


def _replaced(text: str, ranges: Iterator[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, stop in ranges:
        pieces += [text[position:start], blanked(text[start:stop])]
        position = stop
    return "".join([*pieces, text[position:]])


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """Fenced blocks, their fences included."""
    opened, mark, position = -1, "", 0
    for line in text.split("\n"):
        head = line.lstrip(" \t>")[:3]
        stop = position + len(line)
        if opened < 0 and head in ("```", "~~~"):
            opened, mark = position, head
        elif opened >= 0 and head == mark:
            yield opened, stop
            opened = -1
        position = stop + 1
    if opened >= 0:
        yield opened, len(text)


def _code_elements(text: str) -> Iterator[tuple[int, int]]:
    """Elements of HTML whose content is code, in order."""
    lowered = text.lower() if text.isascii() else text
    found, position = [], 0
    for name in _ELEMENTS:
        position = 0
        while (start := lowered.find(f"<{name}", position)) >= 0:
            end = lowered.find(f"</{name}>", start)
            if end < 0:
                break
            position = end + len(name) + 3
            found.append((start, position))
    reached = 0
    for start, stop in sorted(found):
        if start >= reached:
            yield start, stop
            reached = stop
