"""What the last word of a text says: a word that ends no sentence, or only the beginning of one.

Which words those are depends on the language, and to find that out takes longer than all the rest. So
``most`` says first, from the lists of all languages together, how much the word can say at the most.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textgate import charclass
from textgate.truncation.prose import is_unspaced
from textgate.truncation.signals import Signal
from textgate.truncation.word_lists import completeness, function_words, words_of_all

if TYPE_CHECKING:
    from textgate.truncation.tail import Tail

NEVER_FINAL = frozenset("σכמנצเแโใไัເແໂໃໄັ\u17d2\u1039")
"""Letters that never end a word: Greek and Hebrew ones with a form of their own for the end, Thai and Lao vowels
written before or between consonants, Khmer and Burmese signs that stack the next consonant."""

ELSEWHERE = 24_000  # code points before the end in which words like the last one are looked for
CLAUSE = 40  # code points before the end in which the endings of unspaced scripts are looked for

NEVER, NEVER_LONE, SELDOM, SELDOM_LONE = 0.75, 0.55, 0.4, 0.52
ENDINGS = (("ending", 0.6), ("ending?", 0.35), ("but", 0.0))
CUT_LETTER, CUT_PARAGRAPH, CUT_ITEM = 0.8, 0.55, 0.45

_LATIN_SCRIPT = frozenset(
    "af az ca cs da de en es et eu fi fil fr ga gl hu id is it "
    "lt lv ms nb nl pl pt ro sh sk sl sq sv sw tr vi".split()
)


def last_word(text: str, start: int, stop: int) -> str:
    """The last word of ``text[start:stop]``: letters, marks and apostrophes; empty after a digit or a mark."""
    match = _last_word_pattern().search(text, max(start, stop - 60), stop)
    return match[0] if match else ""


@functools.cache
def _last_word_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![\w%/\\.@#$&=<>-])[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff'’‐-])*$")


def most(word: str, clause: str, is_prose: bool) -> float:
    """The weight that a last word may have in some language, after a clause that ends with it.

    ``is_prose`` says whether it ends a paragraph of a document whose paragraphs end with end marks.
    """
    word = word.lower()
    if word in words_of_all("never"):
        return NEVER
    if _is_inside(clause):
        return CUT_LETTER
    if clause[-1] > "\x7f" and clause.endswith(_endings_of_all()):
        return ENDINGS[0][1]
    if word in words_of_all("seldom"):
        return SELDOM_LONE if is_prose and " " not in clause else SELDOM
    if len(word) < 2 or is_unspaced(word[-1]):
        return 0.0
    return CUT_PARAGRAPH if is_prose else CUT_ITEM


def word_signals(tail: Tail) -> list[Signal]:
    """The reason, if there is one, to think that a sentence or a word goes on after the last word."""
    language = tail.language
    weight = _function_weight(tail, language)
    if weight:
        return [Signal("after_function_word", weight, "the last word is one that ends no sentence")]
    return _cut_word(tail, language)


@functools.cache
def _endings_of_all() -> tuple[str, ...]:
    return tuple(sorted(words_of_all("ending") | words_of_all("ending?")))


def _function_weight(tail: Tail, language: str) -> float:
    word, clause = tail.word.lower(), tail.clause
    if len(word) == 1 and tail.word.isupper():
        return 0.0  # vitamin A, plan B
    language = _language_of_word(word, language)
    lone = tail.block.kind == "prose" and len(word) > 1 and len(clause.split()) == 1
    if word in function_words(language, "never"):
        return NEVER_LONE if lone else NEVER * min(1.0, 1.5 * tail.size)
    if word in function_words(language, "seldom"):
        orderly = lone and clause[0].isupper() and tail.long_habit.judged > 1 and tail.long_habit.share > 0.7
        return SELDOM_LONE if orderly else SELDOM * tail.size
    longest, weight = 0, 0.0
    for kind, kind_weight in ENDINGS:
        for ending in function_words(language, kind):
            if len(ending) > longest and clause.endswith(ending):
                longest, weight = len(ending), kind_weight
    return weight * tail.size


def _is_inside(clause: str) -> bool:
    """Whether the last letter is one that never ends a word."""
    if clause[-1] not in NEVER_FINAL or len(clause) < 2:
        return False
    return bool(charclass.bits_of(clause[-2]) & (charclass.LETTER | charclass.MARK))


def _cut_word(tail: Tail, language: str) -> list[Signal]:
    if _is_inside(tail.clause):
        return [Signal("mid_word", CUT_LETTER, f"no word ends in «{tail.ending.last}»")]
    word = tail.word.lower()
    if len(word) < 2 or is_unspaced(word[-1]) or tail.word.isupper():  # MIT, UNESCO
        return []
    language = _language_of_word(word, language)
    state = completeness(word, language)
    if state == "word":
        return []
    alike = _words_alike(tail, word)
    if word in alike:
        return []
    if state == "beginning":
        weight = CUT_PARAGRAPH if tail.is_prose else CUT_ITEM
        return [Signal("mid_word", weight, f"«{word}» is no common word but the beginning of some")]
    if alike and len(word) >= 3:
        evidence = f"«{min(alike)}» occurs elsewhere, «{word}» does not"
        return [Signal("mid_word", 0.4 if tail.is_prose else 0.3, evidence)]
    return []


def _words_alike(tail: Tail, word: str) -> set[str]:
    """The document's other words, of three letters or more, that begin with the last one, lower case."""
    before = tail.text[max(0, tail.stop - ELSEWHERE) : tail.stop - len(word)].lower()
    if word not in before:
        return set()
    found = re.findall(rf"(?<![^\W\d_]){re.escape(word)}[^\W\d_]*", before)
    return {other for other in found if len(other) > 2}


def _language_of_word(word: str, language: str) -> str:
    """English for an ASCII word in a text of another script or of no known language."""
    return "en" if word and word.isascii() and language not in _LATIN_SCRIPT else language
