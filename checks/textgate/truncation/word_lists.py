"""Word lists by language: words that end no text, and the commonest words.

``data/function_words.txt`` is written by hand and explains itself. ``data/words/`` is built by
tools/build_word_lists.py. Both are read on first use, one language at a time.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Completeness = Literal["word", "beginning", "unknown"]
"""A word of the list; the beginning of longer words of the list, itself not in it; neither."""

FALLBACK = {"zh-Hans": "zh", "nn": "nb", "no": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil"}


@functools.cache
def _function_words() -> dict[tuple[str, str], frozenset[str]]:
    source = Path(__file__).parents[1] / "data" / "function_words.txt"
    found: dict[tuple[str, str], set[str]] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, words = line.partition(":")
            *languages, kind = head.split()
            for language in languages:
                found.setdefault((language, kind), set()).update(words.split())
    return {key: frozenset(words) for key, words in found.items()}


@functools.cache
def teasers() -> dict[str, frozenset[str]]:
    """Phrases that stand for the rest of a text, all languages: "rest" and "more" (see data/teasers.txt)."""
    source = Path(__file__).parents[1] / "data" / "teasers.txt"
    found: dict[str, set[str]] = {"rest": set(), "more": set()}
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, phrases = line.partition(":")
            found[head.split()[1]].update(phrase.strip() for phrase in phrases.split(";"))
    return {kind: frozenset(phrases) for kind, phrases in found.items()}


@functools.cache
def closing_lines() -> tuple[str, ...]:
    """How lines begin that follow the end of a text, all languages (see data/closing_lines.txt)."""
    source = Path(__file__).parents[1] / "data" / "closing_lines.txt"
    found: set[str] = set()
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found.update(phrase.lstrip() for phrase in line.partition(":")[2].split(";"))
    return tuple(sorted(found - {""}))


def function_words(language: str, kind: str) -> frozenset[str]:
    """The words of one kind ("never", "seldom", "ending", "ending?", "but", "no-start"); empty if unknown."""
    return _function_words().get((language, kind), frozenset())


@functools.cache
def words_of_all(kind: str) -> frozenset[str]:
    """The words of one kind in any language: a cheap first question."""
    lists = (words for (_, its_kind), words in _function_words().items() if its_kind == kind)
    return frozenset().union(*lists)


@functools.cache
def common_words(language: str) -> tuple[str, ...]:
    """The commonest words of a language, sorted; empty for a language without a list."""
    name = FALLBACK.get(language, language)
    source = Path(__file__).parents[1] / "data" / "words" / f"{name}.txt.xz"
    if not source.is_file():
        return ()
    words, before = [], ""
    import lzma

    for line in lzma.decompress(source.read_bytes()).decode("utf-8").split("\n"):
        before = before[: ord(line[0]) - 48] + line[1:]
        words.append(before)
    return tuple(words)


def completeness(word: str, language: str, more: Sequence[str] = ()) -> Completeness:
    """What a word of two or more letters is, by the language's list and by ``more`` (sorted lower-case words)."""
    word = word.lower()
    answer: Completeness = "unknown"
    for words in (common_words(language), more):
        place = bisect_left(words, word)
        if place < len(words) and words[place] == word:
            return "word"
        if place < len(words) and words[place].startswith(word):
            answer = "beginning"
    return answer
