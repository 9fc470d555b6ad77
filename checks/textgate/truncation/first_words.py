"""What the first word of a text says: the end of a word, of an address, of code."""

from __future__ import annotations

import functools
import re

from textgate.truncation.last_words import language_of_word
from textgate.truncation.lexicon import lexicon, occurs_elsewhere
from textgate.truncation.signals import Signal

PIECE_BITS, PIECE_WEIGHTS = (6.0, 4.5, 3.0), (0.75, 0.65, 0.5)
"""Weights of a first word that is so many bits likelier the end of a word."""
LONGEST_TOKEN = 300  # code points
LINE = 120  # code points of the first line that its language is taken from


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_][\w'’\u0300-\u036f\u0900-\u0dff]*")


def piece_of_word(text: str, start: int, language: str) -> Signal | None:
    """The reason to think that the first word is only the end of one."""
    match = _word().match(text, start)
    if match is None or len(match[0]) < 2 or match[0] != match[0].lower():
        return None
    word = match[0]
    own = language_of_word(word, language)
    words = lexicon(own)
    if words is None or words.is_frequent(word):
        return None
    bits = words.bits_of_ending(word)
    place = sum(bits < least for least in PIECE_BITS)
    if place == len(PIECE_BITS) or occurs_elsewhere(word, text, start):
        return None
    line_end = text.find("\n", start)
    if own == language and not words.speaks(
        text[start : min(start + LINE, line_end if line_end >= 0 else len(text))]
    ):
        return None
    return Signal("mid_word", PIECE_WEIGHTS[place], f"«{word}» is likelier the end of a word than one")


def is_listed(word: str, language: str) -> bool:
    """Whether a word is a common one of the language."""
    words = lexicon(language)
    return words is not None and words.share(word) > 0


def torn_token(head: str) -> Signal | None:
    """A first word that is the rest of an address or of code: "tps://…", "ple.org/a) has", "State` is"."""
    token = head.split(None, 1)[0][:LONGEST_TOKEN]
    if _torn_scheme().match(token):
        return Signal("mid_word", 0.8, "the text begins inside an address")
    at = token.find(")")
    if at > 0 and "(" not in token[:at] and _address_sign().search(token[:at]):
        return Signal("mid_word", 0.75, "the text begins inside an address")
    if token.find("`") > 0 and token.count("`") == 1 and head.count("`") % 2 == 1:
        return Signal("mid_word", 0.7, "the text begins inside code")
    return None


@functools.cache
def _torn_scheme() -> re.Pattern[str]:
    return re.compile(r"(?:t?tps?|ps?|s)?://")


@functools.cache
def _address_sign() -> re.Pattern[str]:
    """What stands between the parts of an address, but in no aside of prose."""
    return re.compile(r"\w[/#]|\w\.\w\w")
