"""What the last word of a text says: a word that ends no sentence, or only the beginning of one.

Which words those are depends on the language, and to find that out takes longer than all the rest. So
``most`` says first, from the lists of all languages together, how much the word can say at the most.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textgate import charclass
from textgate.truncation.lexicon import bare, lexicon
from textgate.truncation.prose import is_unspaced
from textgate.truncation.signals import Signal
from textgate.truncation.word_lists import function_words, words_of_all

if TYPE_CHECKING:
    from textgate.truncation.tail import Tail

NEVER_FINAL = frozenset("σכמנצเแโใไัເແໂໃໄັ\u17d2\u1039")
"""Letters that never end a word: Greek and Hebrew ones with a form of their own for the end, Thai and Lao vowels
written before or between consonants, Khmer and Burmese signs that stack the next consonant."""

ELSEWHERE = 24_000  # code points before the end in which words like the last one are looked for
CLAUSE = 40  # code points before the end in which the endings of unspaced scripts are looked for

NEVER, NEVER_LONE, SELDOM, SELDOM_LONE = 0.75, 0.55, 0.4, 0.52
ENDINGS = (("ending", 0.6), ("ending?", 0.35), ("but", 0.0))
VERSE, VERSES, VERSE_LENGTH = 0.6, 4, 100
"""Share of the weight that is left in verses, the least number of those before, and their length in code points."""
CUT_LETTER = 0.8
PIECE_BITS = (6.0, 4.5, 3.0, 1.5)
PIECE_IN_PROSE, PIECE_ELSEWHERE = (0.75, 0.65, 0.5, 0.35), (0.65, 0.52, 0.4, 0.25)
"""Weights of a last word that is so many bits likelier a piece of a word, in a paragraph of a document whose
paragraphs end with end marks, and elsewhere."""
NAME_BITS, NOUN_BITS = (
    4.0,
    1.0,
)  # that a capital takes away, as names are in no list; in German all nouns have one

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

    ``is_prose`` says whether it ends a long paragraph, or one of a document whose paragraphs end with end marks.
    """
    piece = (
        0.0
        if len(word) < 2 or is_unspaced(word[-1])
        else (PIECE_IN_PROSE if is_prose else PIECE_ELSEWHERE)[0]
    )
    return max(piece, most_by_lists(word, clause, is_prose))


def most_by_lists(word: str, clause: str, is_prose: bool) -> float:
    """The same without the question of whether the word is only a piece of one, which takes longer to answer."""
    word = word.lower()
    if word in words_of_all("never"):
        return NEVER
    if _is_inside(clause):
        return CUT_LETTER
    if clause[-1] > "\x7f":
        for kind, weight in ENDINGS[:2]:
            if clause.endswith(endings_of_all(kind)):
                return weight
    if word in words_of_all("seldom"):
        return SELDOM_LONE if is_prose else SELDOM
    return 0.0


def word_signals(tail: Tail) -> list[Signal]:
    """The reason, if there is one, to think that a sentence or a word goes on after the last word."""
    language = tail.language
    weight = _function_weight(tail, language)
    if weight:
        return [Signal("after_function_word", weight, "the last word is one that ends no sentence")]
    return _cut_word(tail, language)


@functools.cache
def endings_of_all(kind: str) -> tuple[str, ...]:
    """What texts in scripts without spaces do not end with ("ending"), or seldom ("ending?"), in any language."""
    return tuple(sorted(words_of_all(kind)))


def _function_weight(tail: Tail, language: str) -> float:
    word, clause = tail.word.lower(), tail.clause
    if len(word) == 1 and tail.word.isupper():
        return 0.0  # vitamin A, plan B
    language = language_of_word(word, language)
    lone = tail.block.kind == "prose" and len(word) > 1 and len(clause.split()) == 1
    if word in function_words(language, "never"):
        weight = NEVER_LONE if lone else NEVER * min(1.0, 1.5 * tail.size)
        return VERSE * weight if _is_verse(tail) else weight
    if word in function_words(language, "seldom"):
        orderly = lone and clause[0].isupper() and tail.long_habit.judged > 1 and tail.long_habit.share > 0.7
        if tail.is_sentence and tail.own_habit().share >= 0.5:
            return SELDOM_LONE
        return SELDOM_LONE if orderly else SELDOM * min(1.0, 1.5 * tail.size)
    longest, weight = 0, 0.0
    for kind, kind_weight in ENDINGS:
        for ending in function_words(language, kind):
            if len(ending) > longest and clause.endswith(ending):
                longest, weight = len(ending), kind_weight
    return weight * tail.size


def _is_verse(tail: Tail) -> bool:
    """Whether the last line is one of several short ones without end marks, as verses are."""
    return (
        tail.block.kind == "prose"
        and len(tail.body) <= VERSE_LENGTH
        and len(tail.siblings) >= VERSES
        and not any(end.ended for _, end in tail.siblings)
    )


def _is_inside(clause: str) -> bool:
    """Whether the last letter is one that never ends a word."""
    if clause[-1] not in NEVER_FINAL or len(clause) < 2:
        return False
    return bool(charclass.bits_of(clause[-2]) & (charclass.LETTER | charclass.MARK))


def _cut_word(tail: Tail, language: str) -> list[Signal]:
    if _is_inside(tail.clause):
        return [Signal("mid_word", CUT_LETTER, f"no word ends in «{tail.ending.last}»")]
    bits = piece_bits(tail.word, tail.body, language)
    if bits < PIECE_BITS[-1]:
        return []
    if tail.word[0].isupper() and tail.clause.endswith(f": {tail.word}"):
        return []  # the key of this name
    word = tail.word.lower()
    alike = _words_alike(tail, word)
    if word in alike:
        return []
    bits += bool(alike)
    place = sum(bits < least for least in PIECE_BITS)
    weight = (PIECE_IN_PROSE if tail.is_prose else PIECE_ELSEWHERE)[place]
    whole = f", «{min(alike)}» occurs elsewhere" if alike else ""
    return [Signal("mid_word", weight, f"«{word}» is likelier the beginning of a word than one{whole}")]


def piece_bits(word: str, body: str, language: str) -> float:
    """How many bits likelier the last word of a line is the beginning of a word; 0.0 where there is no list to tell."""
    if len(word) < 2 or is_unspaced(word[-1]) or word.isupper():  # MIT, UNESCO
        return 0.0
    word_language = language_of_word(word, language)
    words = lexicon(word_language)  # its first use takes milliseconds
    if words is None:
        return 0.0
    bits = words.bits_of_beginning(bare(word))
    if word[0].isupper():
        bits -= NOUN_BITS if word_language == "de" else NAME_BITS
    if bits >= PIECE_BITS[-1] and not words.speaks(body[-400:]):
        bits /= 2
    return bits


def _words_alike(tail: Tail, word: str) -> set[str]:
    """The document's other words, of three letters or more, that begin with the last one, lower case."""
    before = tail.text[max(0, tail.stop - ELSEWHERE) : tail.stop - len(word)].lower()
    if word not in before:
        return set()
    found = re.findall(rf"(?<![^\W\d_]){re.escape(word)}[^\W\d_]*", before)
    return {other for other in found if len(other) > 2}


def language_of_word(word: str, language: str) -> str:
    """English for an ASCII word in a text of another script or of no known language."""
    return "en" if word and word.isascii() and language not in _LATIN_SCRIPT else language
