"""Invisible and control characters."""

from __future__ import annotations

from random import Random

from textgate.corruptions import Maker
from textgate.corruptions.pieces import WORD, damage


def makers() -> dict[str, Maker]:
    """Kinds of characters that nobody sees."""
    return {
        "characters:zero-width": lambda t, s, r: _inside(t, s, r, "\u200b"),
        "characters:byte-order-mark": lambda t, s, r: _inside(t, s, r, "\ufeff"),
        "characters:override": lambda t, s, r: _inside(t, s, r, "\u202e"),
        "characters:nul": lambda t, s, r: _inside(t, s, r, "\0"),
    }


def _inside(
    text: str, severity: float, random: Random, char: str
) -> tuple[str, list[tuple[int, int]]] | None:
    def put(word: str) -> str | None:
        # Scripts that join letters may want a zero-width character; the simple alphabets never do.
        if len(word) < 4 or not all("A" <= c <= "ӿ" for c in word):
            return None
        middle = len(word) // 2
        return word[:middle] + char + word[middle:]

    return damage(text, WORD, severity, random, put)
