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
from textgate.truncation.last_words import (
    CLAUSE,
    ELSEWHERE,
    PIECE_BITS,
    SELDOM,
    last_word,
    most_by_lists,
    piece_bits,
)
from textgate.truncation.lexicon import occurs_elsewhere
from textgate.truncation.prose import (
    NEAR,
    SENTENCE,
    is_data,
    is_trailer,
    is_unmarked,
    list_habit,
    may_continue,
)
from textgate.truncation.word_lists import teasers

LONGEST = 1_500  # code points of a line that is looked at
_MARKS = '()\\[\\]{}<>`"“”„«»‹›「」『』（）【】《》〔〕〖〗〈〉｟｠［］｛｝⟨⟩⟦⟧〝〞〟‚‘’*|…⋯\\\\'
"""What opens, closes or separates: outside the pairs of ``_plain`` it makes a line one that is not plain."""

VERSE, VERSES = 44, 6  # code points of a line, and how many lines like it show that it is no paragraph
_DASHES = "–—―"


@functools.cache
def _plain() -> re.Pattern[str]:
    """A line whose brackets and backticks are all paired, with its bullet and its last pair as groups."""
    # Possessive: a part once read is never read another way, so a line that does not fit fails at once.
    word = f"[^{_MARKS}]++"
    link = rf"\[(?:[^{_MARKS}]|`[^`]*+`)*+\]\((?:[^()\s<>\"`]|\([^()\s]*+\))*+\)"
    aside = rf"\([^{_MARKS}]*+\)|\[[^{_MARKS}]*+\](?!\()"
    pairs = "|".join(
        f"{pair[0]}[^{_MARKS}]*+{pair[1]}" for pair in ("“”", "«»", "„“", "「」", "『』", "（）", '""')
    )
    return re.compile(rf"\s*+([-+•*] |\d{{1,3}}[.)] )?+(?:{word}|`[^`]++`|{link}|{aside}|{pairs})++")


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
    if is_data(text):
        return False
    line = text[start:stop]
    if _is_settled_line(line):
        return True
    if stop - start > LONGEST:
        return False
    match = _plain().fullmatch(line)
    if match is None or ".." in line or "。。" in line or ". ." in line or "```" in line:
        return False
    is_item = bool(match[1])
    if line.lstrip()[0] in _DASHES:  # what somebody says
        return False
    verse = not is_item and _is_among_verses(text, start, stop)
    if (
        not (is_item or verse)
        and start
        and may_continue(text, start, stop, "trailer" if is_trailer(line) else "prose")
    ):
        return line[-1] in ")）" and not _invites(line) and _is_plain_before(text, start, stop)
    if line[-1] in ")）`":
        return not _invites(line)
    if line[-1] in '”»「』"':
        return is_item or verse
    return _is_bare_end(text, start, stop, is_item, verse, language)


def _is_plain_before(text: str, start: int, stop: int) -> bool:
    """Whether the lines that a paragraph may begin in, before its last line at ``start``, are plain too."""
    low = max(0, stop - NEAR)
    while start > low:
        line_stop = start - 1
        start = text.rfind("\n", 0, line_stop) + 1
        line = text[max(start, low) : line_stop]
        if not line or line.isspace():
            return True
        if _plain().fullmatch(line) is None or ".." in line or "。。" in line or ". ." in line:
            return False
    return True


def _is_settled_line(line: str) -> bool:
    """Whether a line is a heading, a whole table row, a rule, or holds nothing but brackets or tags that close."""
    bare = line.lstrip()
    if bare[0] == "#":
        return (
            bare.lstrip("#")[:1] in " \t"
            and len(bare) - len(bare.lstrip("#")) < 7
            and len(line) - len(bare) < 4
        )
    if bare[0] == "|":
        return line[-1] == "|" and "|" in bare[1:-1]
    if line[-1] == ">":
        return _only_tags().fullmatch(line) is not None
    if bare.startswith("**") and bare.endswith("**") and bare.count("*") == 4:
        return True
    return (bare[0] in ")]};," and _only_closers().fullmatch(line) is not None) or (
        bare[0] in "*-_" and len(bare) > 2 and not bare.strip("*-_ ")
    )


def _invites(line: str) -> bool:
    """Whether the last link or aside of a line may be an invitation to read on."""
    found = teasers()
    words = line[line.rfind("[") + 1 :].partition("](")[0], line[max(map(line.rfind, "(（")) + 1 : -1]
    return any(
        word.strip().lower() in found["more"] or word.strip().lower() in found["rest"] for word in words
    )


def _is_bare_end(
    text: str, start: int, stop: int, is_item: bool, verse: bool, language: Callable[[], str]
) -> bool:
    """Whether a plain last line that ends with a letter or digit is an item or a label that nothing speaks against."""
    last = text[stop - 1]
    line = text[start:stop]
    # A single line has no other paragraphs to be compared with: it is judged like a label.
    if not (last.isalnum() or "\u0300" <= last <= "\u0eff") or ceiling(text)[1]:
        return False
    if not (is_item or verse or start == 0 or is_trailer(line) or _is_thai(text, start, stop)):
        return False
    if not is_item and _is_question(text, start, line):
        return False
    phrase = line.strip(" -+•*\t").lower()
    if phrase in teasers()["more"] or phrase in teasers()["rest"]:
        return False
    if last.isdigit():
        return True
    word = last_word(text, start, stop)
    is_sentence = not is_item and len(line.split()) >= SENTENCE
    known = most_by_lists(word, text[max(start, stop - CLAUSE) : stop], is_prose=is_sentence)
    # Sentences inside an item weigh less than even; with a last word that tells, they may weigh more.
    if known > SELDOM or ((known or not is_item) and _stop().search(line)):
        return False
    if not _is_known(text, stop, word) and piece_bits(word, line, language()) >= (
        PIECE_BITS[-1] if _stop().search(line) else PIECE_BITS[1] - 1
    ):
        return False
    return not is_item or list_habit(text, start).share <= 0.5


def _is_known(text: str, stop: int, word: str) -> bool:
    """Whether the last word, in lower case, occurs before: it is no piece then, and no list need be read."""
    low = max(0, stop - ELSEWHERE)
    near = text[low:stop] if low else text
    return len(word) > 2 and occurs_elsewhere(word.lower(), near, stop - low - len(word))


def _is_among_verses(text: str, start: int, stop: int) -> bool:
    """Whether the last line and the lines before it are short and have no end marks, as in a poem or a menu."""
    if stop - start > VERSE:
        return False
    seen = 0
    while start > 0 and seen < VERSES:
        stop = start - 1
        start = text.rfind("\n", 0, stop) + 1
        if stop - start > VERSE:
            return False
        line = text[start:stop].rstrip()
        if not line:
            continue
        if not (line[-1].isalnum() or "\u0300" <= line[-1] <= "\u0eff") or line[0] in "#-*+|`<":
            return False
        seen += 1
    return seen == VERSES


def _is_thai(text: str, start: int, stop: int) -> bool:
    """Whether the last line and the one before it end with letters of a script without end marks."""
    before = text[max(0, start - 200) : start].rstrip()
    return is_unmarked(text[stop - 1]) and (not before or is_unmarked(before[-1]))


def _is_question(text: str, start: int, line: str) -> bool:
    """Whether the last earlier line with the same label, "Q:" or "Frage:", ends with an end mark."""
    at = line.find(":")
    before = text.rfind(f"\n{line[: at + 1]}", 0, start) if at > 0 else -1
    end = text.find("\n", before + 1)
    return before >= 0 and not text[end - 1].isalnum()


@functools.cache
def _stop() -> re.Pattern[str]:
    return re.compile(r"[.!?؟۔।](?:\s|$)|[。！？]")
