"""A piece of the text that is missing between two paragraphs.

Flags
-----
A paragraph that stops in the middle of a word or sentence, followed by a paragraph that does not go on with
it. In Markdown, also a link that lost one of its halves, and a block of code that begins inside another one.

Why it matters
--------------
Page breaks of scanned newspapers, advertisements inside articles and extractors that drop a block leave a
sentence without its end and another one, or none, without its beginning. Unlike a cut at the end, nothing
warns the reader.

Measures
--------
The confidence, 0 to 1, of the surest such place: how firmly the first paragraph is unfinished, and how
firmly the next one is new. Both are needed: a sentence that goes on after a blank line is only badly wrapped.
The figures are set by hand: gaps between paragraphs were too few in what was measured to fit them.

Passes
------
>>> from textgate.testing import spans
>>> spans("missing_middle", "We met the mayor, the doctor and\\n\\nthe teacher of the village.")
[]

Fails
-----
>>> text = "The bridge over the river is very old.\\n\\nThe town has no money for a new one.\\n\\n"
>>> text += "The works on the road will go on until the end of the\\n\\nTickets are sold at the door."
>>> spans("missing_middle", text)
[('the', 'mid_sentence')]

Blind spots
-----------
Holes inside a paragraph that tear no mark-up: a word put together of two halves looks like the many words that
no list knows (7 to 28 % of complete documents have such a word). Paragraphs that stop after a word that may end a
sentence: lines without an end mark are common between paragraphs that have one. Such a paragraph is reported only
where a whole sentence comes before, and all of at least three others end with end marks.

Sources
-------
Lists of words that end no sentence: data/function_words.txt, written for this program.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from textgate.check import Measured, Severity, Spans
from textgate.language import identify
from textgate.profile import Profile
from textgate.truncation.last_words import endings_of_all, piece_bits
from textgate.truncation.lexicon import occurs_elsewhere
from textgate.truncation.paragraphs import LEAST, LONG, LONG_LIST, unfinished
from textgate.truncation.prose import Block, Document, Habit, dense_characters, is_unspaced, sentence_pattern
from textgate.truncation.signals import is_garbled
from textgate.truncation.torn_markup import may_be_torn, torn
from textgate.truncation.word_lists import common_words, function_words, words_of_all

FAMILY = "truncation"
UNIT = "confidence of a gap"
LIMIT = 0.5
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "mid_sentence": "a paragraph stops after a word or mark that ends no sentence, and the next one is new",
    "mid_word": "a paragraph stops inside a word",
    "no_end_mark": "a paragraph of several sentences stops without the end mark that all others have",
    "torn_link": "a link lacks its beginning or its end",
    "torn_code": "a block of code begins inside another one",
    "broken_enumeration": "an enumeration stops after a comma, and the next paragraph is no item of it",
}
# A forgotten full stop looks the same: on pages that nobody had looked at, three in ten were no gap.
KIND_SEVERITY: Mapping[str, Severity] = {"no_end_mark": "warning"}

ORDERLY = 0.85  # share of the other long paragraphs that must end with an end mark
MOST_COMMAS = 1  # paragraphs that end with a comma: the recitals of a law are more
MANY = 3  # long paragraphs that make a habit sure
AFTER_SENTENCE = 0.55  # weight of an open end after a whole sentence, where all others end with end marks
WORDS = 4  # words of the second sentence; twice as many characters of an unspaced script
PIECE = 5.0  # bits that a last word must be likelier a piece of a word
_NOT_SPACE = re.compile(r"\S")
CONJUNCTIONS = frozenset(
    "or and ou et o u e y oder und eller och og of en или и або і та lub i nebo alebo a vagy és sau și veya ve "
    "atau dan tai ja ή και או أو و یا".split()
)
"""Words between the paragraphs of an enumeration, as in licences: a paragraph may stop after them."""


@functools.cache
def _items() -> re.Pattern[str]:
    return re.compile(r"[^，,。；;：:！!？?\s「」“”（）()]+$")


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Confidence, 0 to 1, of the surest gap of each document."""
    spans = Spans()
    parsed: dict[int, _Gaps] = {}
    for index, start, stop in unfinished(profile):
        text = profile.document_text(index)
        if not _may_stop_here(text, start, stop, partial(_language, profile, index)):
            continue
        if index not in parsed:
            parsed[index] = _Gaps(text, partial(_language, profile, index))
        parsed[index].look(index, start, stop, spans)
    for index in may_be_torn(profile):
        text = profile.document_text(index)
        for place in torn(text):
            if not is_garbled(text[max(0, place.start - 200) : place.stop]):
                spans.add(index, place.start, place.stop, place.kind, 0.65, place.evidence)
    return Measured.surest(len(profile), spans)


def _language(profile: Profile, index: int) -> str:
    return profile.languages[index]


def _may_stop_here(text: str, start: int, stop: int, language: Callable[[], str]) -> bool:
    """Whether a line, before the document is parsed, ends in a comma, a word that ends no sentence, or half a word."""
    last = text[stop - 1]
    if last in "、，,،":
        return True
    line = text[start:stop]
    if _stops_in_sentence(line):
        return True
    if is_unspaced(last) or "가" <= last <= "힣":
        return line.endswith(endings_of_all("ending") + endings_of_all("ending?"))
    word = text[max(start, text.rfind(" ", start, stop) + 1) : stop]
    if word in words_of_all("never"):
        return True
    if len(word) < 2 or not word.isalpha() or word != word.lower():
        return False
    if _code().search(line) or occurs_elsewhere(word, text, stop - len(word)):
        return False
    return piece_bits(word, line, language()) >= PIECE


class _Gaps:
    """One document with candidates. Its blocks, which cost most, are found out when nothing else speaks for it."""

    def __init__(self, text: str, language: Callable[[], str]) -> None:
        self.text = text
        self._language = language

    @functools.cached_property
    def language(self) -> str:
        language = self._language()
        return language if language != "und" else identify(self.document.sample())

    @functools.cached_property
    def document(self) -> Document:
        return Document(self.text)

    def look(self, index: int, start: int, stop: int, spans: Spans) -> None:
        following = self._next_start(stop)
        if following is None:
            return
        if self.text[stop - 1] in "、，,":
            items = self._enumeration(start, stop)
            if items and self._breaks(items, following):
                at = stop - len(items[-1]) - 1
                evidence = "an enumeration of names stops, and the next paragraph begins with something else"
                spans.add(index, at, stop, "broken_enumeration", 0.7, evidence)
                return
        if self._stops_inside_word(start, stop):
            at = self.text.rfind(" ", start, stop) + 1
            spans.add(index, at, stop, "mid_word", 0.6, "the last word is only the beginning of one")
            return
        if not self._is_new(following):
            return
        kind, weight = "mid_sentence", self._unfinished(start, stop)
        if not weight and _stops_in_sentence(self.text[start:stop]) and self._is_exception(start):
            kind, weight = "no_end_mark", AFTER_SENTENCE
        if weight and self._orderly(start):
            at = self.text.rfind(" ", start, stop) + 1 or max(start, stop - 12)
            evidence = "the paragraph stops inside a sentence, and the next one begins a new sentence"
            spans.add(index, at, stop, kind, weight, evidence)

    def _next_start(self, stop: int) -> int | None:
        match = _NOT_SPACE.search(self.text, stop)
        return match.start() if match else None

    def _enumeration(self, start: int, stop: int) -> list[str]:
        """The items before a final enumeration comma, if they are names: three or more, each of 2 to 4 Han.

        The first item is left out, because the verb or the title before the names clings to it.
        """
        if self.text[stop - 1] != "、":
            return []
        match = _items().search(self.text, max(start, stop - 200), stop)
        items = match[0].rstrip("、").split("、")[1:] if match else []
        names = [item for item in items if 2 <= len(item) <= 4 and not self._known_start(item)]
        return items if len(names) >= 3 and len(names) >= 0.8 * len(items) else []

    def _known_start(self, item: str) -> bool:
        return any(item[:size] in self._words for size in (2, 3, 4) if len(item) >= size)

    @property
    def _words(self) -> frozenset[str]:
        return _word_set(self.language)

    def _breaks(self, items: list[str], following: int) -> bool:
        """Whether the next paragraph begins with a common word and a longer clause than an item."""
        clause = re.split(r"[、，,。；;：:！!？?\s]", self.text[following : following + 60])[0]
        longest = max(len(item) for item in items)
        if len(clause) <= longest or re.search("[等和与與及]", clause[: longest + 1]):
            return False
        return self._known_start(clause)

    def _unfinished(self, start: int, stop: int) -> float:
        """How firmly a line of prose is unfinished."""
        line = self.text[start:stop]
        if is_unspaced(line[-1]) or "가" <= line[-1] <= "힣":
            return self._unfinished_unspaced(line)
        if len(line) < LONG:
            return 0.0
        if self.text[stop - 1] in ",،":
            return 0.6 if len(line) >= LONG_LIST and self.text.count(",\n\n") <= MOST_COMMAS else 0.0
        if re.match(r"\W*\w?[.\d]+\s", line):  # a numbered heading
            return 0.0
        *before, word = line.rsplit(None, 2)
        if word in CONJUNCTIONS and (before[-1][-1] in ",;،" or len(line) < LONG_LIST):
            return 0.0
        if word in words_of_all("never") and word in function_words(self.language, "never"):
            return 0.8
        return 0.0

    def _unfinished_unspaced(self, line: str) -> float:
        """The same for the endings of scripts without spaces; the less certain ones only after a whole sentence."""
        if line.endswith(tuple(function_words(self.language, "but"))):
            return 0.0
        if line.endswith(tuple(function_words(self.language, "ending"))):
            return 0.7
        after_sentence = re.search("[。！？]", line) or (self.language == "ko" and ". " in line)
        unsure = tuple(function_words(self.language, "ending?"))
        return 0.6 if after_sentence and len(self._paragraphs) > MANY and line.endswith(unsure) else 0.0

    def _stops_inside_word(self, start: int, stop: int) -> bool:
        """Whether a long line of prose ends with the beginning of a word, in a text that ends its paragraphs."""
        line = self.text[start:stop]
        word = line.rsplit(None, 1)[-1]
        if len(line) < LONG or not word.isalpha() or len(word) < 2 or word != word.lower():
            return False
        if _code().search(line) or occurs_elsewhere(word, self.text, stop - len(word)):
            return False
        return piece_bits(word, line, self.language) >= PIECE and self._orderly(start)

    def _is_new(self, following: int) -> bool:
        """Whether what follows begins a sentence: a capital after which the word goes on in lower case.

        In a script without capitals, any letter.
        """
        line_end = self.text.find("\n", following)
        line = self.text[following : line_end if line_end >= 0 else len(self.text)]
        if line.startswith(("# ", "##", "==")):
            return True
        head = line[:2].lstrip('"“«„')
        if not head[:1].isalpha():
            return False
        return head[0].lower() == head[0].upper() or (head[0].isupper() and not line.isupper())

    def _orderly(self, start: int) -> bool:
        """Whether paragraphs of this document end with end marks, so that one that does not is an exception."""
        place = bisect_right(self.document.blocks, start, key=lambda block: block.start) - 1
        if place < 0 or self.document.blocks[place].kind != "prose":
            return False
        others = [block for block in self._paragraphs if block.start != self.document.blocks[place].start]
        habit = self.document.habit_of(others)
        return habit.judged >= 1 and habit.ended >= ORDERLY * habit.judged

    def _is_exception(self, start: int) -> bool:
        """Whether all other long paragraphs, three or more, end with end marks."""
        habit = self._habit
        if habit.judged <= MANY or habit.ended != habit.judged - 1:
            return False
        return any(block.start == start for block in self._paragraphs)

    @functools.cached_property
    def _habit(self) -> Habit:
        return self.document.habit_of(self._paragraphs)

    @functools.cached_property
    def _paragraphs(self) -> list[Block]:
        """The long ones: short lines are titles and labels."""
        return [
            block
            for block in self.document.blocks
            if block.kind == "prose"
            and block.stop - block.start + dense_characters(self.text[block.start : block.stop]) >= LEAST
        ]


def _stops_in_sentence(line: str) -> bool:
    """Whether a line without mark-up has ended a sentence and stops in a second one, four words or more into it."""
    last = line[-1]
    if not (last.islower() or last > "\u1000") or _mark_up().search(line):
        return False
    ends = [match.end() for match in sentence_pattern().finditer(line)]
    rest = line[ends[-1] :] if ends else ""
    return len(rest.split()) >= WORDS or (len(rest) >= 2 * WORDS and is_unspaced(last))


@functools.cache
def _mark_up() -> re.Pattern[str]:
    """Signs of code, and those that set words in bold, in italics or as code: labels and names of keys are no prose."""
    return re.compile(r"[/\\={}<>_|`*]|''")


@functools.cache
def _code() -> re.Pattern[str]:
    """Signs that no prose holds."""
    return re.compile(r"[/\\={}<>_|]")


@functools.cache
def _word_set(language: str) -> frozenset[str]:
    return frozenset(common_words(language))
