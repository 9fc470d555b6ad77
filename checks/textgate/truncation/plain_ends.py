"""Last lines that end a text well and are settled by themselves: list items, links, labels, closing tags.

Most complete documents that do not end with an end mark end in one of these. ``is_plain_end`` says so from the last
line alone (and, for an item, from a few lines before it), at a tenth of the cost of tail.py, which would say the
same; tests/truncation/test_plain_ends.py holds the two against each other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from textgate.truncation.ceilings import ceiling
from textgate.truncation.last_words import CLAUSE, PIECE_BITS, SELDOM, last_word, most_by_lists, piece_bits
from textgate.truncation.prose import is_data, is_trailer, list_habit, may_continue
from textgate.truncation.word_lists import teasers

LONGEST = 300  # code points of a line that is looked at
_MARKS = '()\\[\\]{}<>`"“”„«»‹›「」『』（）【】《》〔〕〖〗〈〉｟｠［］｛｝⟨⟩⟦⟧〝〞〟‚‘’*|…⋯\\\\'
"""What opens, closes or separates: outside the pairs of ``_plain`` it makes a line one that is not plain."""

_DASHES = "–—―"


@functools.cache
def _plain() -> re.Pattern[str]:
    """A line whose brackets and backticks are all paired, with its bullet and its last pair as groups."""
    # Possessive: a part once read is never read another way, so a line that does not fit fails at once.
    word = f"[^{_MARKS}]++"
    link = rf"\[(?:[^{_MARKS}]|`[^`]*+`)*+\]\((?:[^()\s<>\"`]|\([^()\s]*+\))*+\)"
    aside = rf"\([^{_MARKS}]*+\)"
    return re.compile(rf"\s*+([-+•*] )?+(?:{word}|`[^`]++`|{link}|{aside})++")


@functools.cache
def _only_closers() -> re.Pattern[str]:
    """The last line of a block of a program."""
    return re.compile(r"[\s)\]};,]++")


@functools.cache
def _only_tags() -> re.Pattern[str]:
    return re.compile(r"\s*+(?:</[A-Za-z][^<>]*+>\s*+)++")


def is_plain_end(text: str, stop: int, language: Callable[[], str]) -> bool:
    """Whether ``text[:stop]``, which ends outside code and without end mark, ends in a line that is settled."""
    start = text.rfind("\n", 0, stop) + 1
    if stop - start > LONGEST or is_data(text):
        return False
    line = text[start:stop]
    if _only_closers().fullmatch(line):
        return True
    if line[-1] == ">":
        return _only_tags().fullmatch(line) is not None
    match = _plain().fullmatch(line)
    if match is None or ".." in line or "。。" in line or ". ." in line or "```" in line:
        return False
    is_item = bool(match[1])
    if line.lstrip()[0] in _DASHES:  # what somebody says
        return False
    if not is_item and start and may_continue(text, start, "trailer" if is_trailer(line) else "prose"):
        return False
    if line[-1] in ")`":
        return not _invites(line)
    return _is_bare_end(text, start, stop, is_item, language)


def _invites(line: str) -> bool:
    """Whether the last link or aside of a line may be an invitation to read on."""
    found = teasers()
    words = line[line.rfind("[") + 1 :].partition("](")[0], line[line.rfind("(") + 1 : -1]
    return any(
        word.strip().lower() in found["more"] or word.strip().lower() in found["rest"] for word in words
    )


def _is_bare_end(text: str, start: int, stop: int, is_item: bool, language: Callable[[], str]) -> bool:
    """Whether a plain last line that ends with a letter or digit is an item or a label that nothing speaks against."""
    last = text[stop - 1]
    line = text[start:stop]
    # A single line has no other paragraphs to be compared with: it is judged like a label.
    if not last.isalnum() or not (is_item or start == 0 or is_trailer(line)) or ceiling(text)[1]:
        return False
    if not is_item and _is_repeated_label(text, start, line):
        return False
    phrase = line.strip(" -+•*\t").lower()
    if phrase in teasers()["more"] or phrase in teasers()["rest"]:
        return False
    if last.isdigit():
        return True
    word = last_word(text, start, stop)
    if most_by_lists(word, text[max(start, stop - CLAUSE) : stop], is_prose=False) > SELDOM or _stop().search(
        line
    ):
        return False
    if piece_bits(word, line, language()) >= PIECE_BITS[1] - 1:
        return False
    return not is_item or list_habit(text, start).share <= 0.5


def _is_repeated_label(text: str, start: int, line: str) -> bool:
    """Whether an earlier line has the same label: "Q:", "Antwort:"."""
    at = line.find(":")
    return at > 0 and text.find(f"\n{line[: at + 1]}", 0, start) >= 0


@functools.cache
def _stop() -> re.Pattern[str]:
    return re.compile(r"[.!?؟۔।](?:\s|$)|[。！？]")
