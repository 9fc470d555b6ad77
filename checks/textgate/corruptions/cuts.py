"""Truncation: texts that stop short, begin late or have a hole."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from textgate.corruptions import Maker

_LEAST = 200  # code points; a shorter text may well look whole after a cut
_TEASERS = (
    "... Read more",
    "…[更多]",
    "……阅读全文",
    "… 続きを読む",
    "… 더보기",
    "… Читать далее",
    "… Weiterlesen",
    "… Leer más",
)
_WORD_INSIDE = re.compile(r"(?<=[^\W\d_]{2})(?=[^\W\d_]{2})")
_SPACE = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
_COMMA = re.compile(r"(?<=[^\W\d_][,，、،;；])")


def makers() -> dict[str, Maker]:
    """Kinds of cuts."""
    return {
        "truncated:mid-word": lambda t, s, r: _end(t, s, r, _WORD_INSIDE),
        "truncated:mid-sentence": lambda t, s, r: _end(t, s, r, _SPACE),
        "truncated:after-comma": lambda t, s, r: _end(t, s, r, _COMMA),
        "truncated:cut-bytes": _cut_bytes,
        "truncated:teaser": _teaser,
        "truncated:start": _start,
        "truncated:middle": _middle,
    }


def _near(text: str, place: re.Pattern[str], offset: int) -> int | None:
    """The first such place after an offset, not on the last line's end."""
    match = place.search(text, offset)
    return match.start() if match and match.start() < len(text.rstrip()) - 1 else None


def _at(
    text: str, severity: float, random: Random, place: re.Pattern[str], use: Callable[[int], str]
) -> tuple[str, list[tuple[int, int]]] | None:
    if len(text) < _LEAST:
        return None
    offset = _near(text, place, int(len(text) * (1 - severity) * random.uniform(0.9, 1.0)))
    if offset is None:
        return None
    new = use(offset)
    return new, [(max(0, len(new) - 12), len(new))]


def _end(
    text: str, severity: float, random: Random, place: re.Pattern[str]
) -> tuple[str, list[tuple[int, int]]] | None:
    return _at(text, severity, random, place, lambda offset: text[:offset].rstrip())


def _teaser(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    teaser = random.choice(_TEASERS)
    return _at(text, severity, random, _WORD_INSIDE, lambda offset: text[:offset].rstrip() + teaser)


def _cut_bytes(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    """Cut inside a UTF-8 sequence and read what is left as most programs do."""
    place = re.compile(r"[^\x00-\x7f]")
    return _at(text, severity, random, place, lambda offset: text[:offset] + "\ufffd")


def _start(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    place = random.choice((_WORD_INSIDE, _SPACE))
    offset = _near(text, place, int(len(text) * severity * random.uniform(0.9, 1.0)))
    if len(text) < _LEAST or offset is None:
        return None
    new = text[offset:].lstrip()
    return new, [(0, min(12, len(new)))]


def _middle(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    if len(text) < 2 * _LEAST:
        return None
    first = _near(text, _WORD_INSIDE, int(len(text) * 0.3))
    last = (
        None if first is None else _near(text, _SPACE, first + max(40, int(len(text) * min(severity, 0.5))))
    )
    if first is None or last is None:
        return None
    joint = random.choice(("", " ", "\n\n"))
    return text[:first] + joint + text[last:].lstrip(), [(max(0, first - 6), first + 6)]
