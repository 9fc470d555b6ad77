"""Find texts that stop before their end.

Flags
-----
A text that stops inside a word or a sentence, after a word that ends no sentence, after a comma, before an
announced list, inside a bracket, quotation, link, tag, table row or block of code, in the middle of a
character, at a "read more", or exactly at a size at which programs cut.

Why it matters
--------------
Cut texts teach a model to stop anywhere, and mislead a reader: the missing part may be the point. They come
from size limits of crawlers, databases and spreadsheets, from teasers, and from lost connections.

Measures
--------
The confidence, 0 to 1, that the end is missing. Each signal has a weight; weights w are put together as
1 - (1 - w1)(1 - w2)... (noisy-or). How much a missing mark says follows from the document's own habit: the
share of its other paragraphs, or of its other list items, that end with one.

Passes
------
Texts that end in a list, a table, code, a link, a heading, a date, a signature; poems; scripts without marks:

>>> from textgate.testing import spans
>>> spans("truncated_end", "The ferry runs daily.\\n\\n- tickets at the pier\\n- no dogs")
[]
>>> spans("truncated_end", "We regret the delay. Repairs have begun.\\n\\nOslo, 3 May 2021")
[]

Fails
-----
>>> spans("truncated_end", "Repairs have begun. The bridge will stay closed until the")
[('the', 'after_function_word')]
>>> spans("truncated_end", "The committee met twice (once in Bern, once in Gen")
[('Gen', 'open_bracket')]

Blind spots
-----------
A cut between two sentences, or in a text whose paragraphs have no end marks. A single unmarked sentence.
Words cut so that the beginning is itself a word.

Sources
-------
The signals are those that FineWeb, C4 and dingo count as style (share of lines with end marks, final colon),
put to another question. Base rate: 12 to 63 % of complete technical documents end without a mark.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Annotated, NamedTuple

import numpy as np

from textgate import charclass
from textgate.batch import Damage
from textgate.check import Measured, Option, Severity, Spans
from textgate.language import identify
from textgate.likelihood import mean_excess
from textgate.open_marks import OpenMark, unclosed
from textgate.profile import Profile
from textgate.prose import Block, Document, Ending, Habit, Kind, ending_of, is_unspaced
from textgate.word_lists import completeness, function_words

FAMILY = "truncation"
UNIT = "confidence of a cut"
LIMIT = 0.5
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "mid_word": "the text stops inside a word",
    "mid_sentence": "the last paragraph has no end mark, while the others have",
    "after_function_word": "the last word is one that ends no sentence",
    "after_comma": "the text stops after a comma or a like mark",
    "announced_list": "the text stops after announcing a list",
    "open_bracket": "a bracket is opened and not closed before the text stops",
    "open_quote": "a quotation is opened and not closed before the text stops",
    "open_markup": "the text stops inside a link, a tag, inline code or a table row",
    "open_fence": "the text stops inside a block of code",
    "open_data": "the text is JSON or HTML that is not closed",
    "teaser": "the text stops at an invitation to read the rest",
    "cut_bytes": "the text stops inside a character",
    "transport": "the transfer was cut short",
    "size_ceiling": "the text is exactly as long as a usual size limit and has no end mark",
}
KIND_SEVERITY: Mapping[str, Severity] = {}

WINDOW = 24_000  # code points before the end that the document's habit is taken from
CEILINGS = frozenset(
    {255, 256, 500, 512, 1000, 1024, 2000, 2048, 3000, 4000, 4096, 5000, 8000, 8191, 8192, 10_000, 16_000, 16_384,
     20_000, 30_000, 32_000, 32_766, 32_767, 32_768, 50_000, 64_000, 65_000, 65_535, 65_536, 100_000, 131_072,
     200_000, 250_000, 262_144, 500_000, 524_288, 1_000_000, 1_048_576, 2_097_152, 5_242_880, 10_485_760}
)  # fmt: skip
"""Lengths, in code points or UTF-8 bytes, at which programs cut: columns of databases, cells of
spreadsheets (32,767), 16-bit lengths, buffers, and limits that people set."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this check."""

    teasers: Annotated[tuple[str, ...], Option("more phrases that stand for the rest of a text")] = ()
    ceilings: Annotated[
        tuple[int, ...], Option("more lengths at which texts are cut", unit="characters or bytes")
    ] = ()


class Signal(NamedTuple):
    """One reason to think that the end is missing."""

    kind: str
    weight: float
    evidence: str


def measure(profile: Profile, options: Options) -> Measured:
    """Confidence, 0 to 1, that each document's end is missing."""
    spans = Spans()
    for index, document in enumerate(profile.batch.documents):
        text = document.text
        stop = len(text.rstrip())
        if not stop and not document.damage.truncated:
            continue
        signals = _transport(text, stop, document.damage)
        if (not _looks_ended(text, stop) or _fence_may_be_open(text)) and not _is_garbled(text, stop):
            signals += _Tail(text, stop, options).signals()
        if signals:
            _report(spans, index, text, stop, signals)
    return Measured.surest(len(profile), spans)


def _report(spans: Spans, index: int, text: str, stop: int, signals: list[Signal]) -> None:
    doubt = 1.0
    for signal in signals:
        doubt *= 1.0 - signal.weight
    best = max(signals, key=lambda signal: signal.weight)
    reasons = [s.evidence for s in sorted(signals, key=lambda s: -s.weight)]
    start = last_word(text, stop)
    spans.add(index, start, stop, best.kind, round(1.0 - doubt, 3), "; ".join(reasons))


def last_word(text: str, stop: int) -> int:
    """Where the last word starts; in scripts without spaces the last clause, at most 30 code points."""
    low = max(0, stop - 30)
    start = stop
    while start > low and not text[start - 1].isspace():
        start -= 1
        if start < stop - 1 and text[start] in "，、。；：！？":
            return start + 1
    return start if start < stop else max(0, stop - 1)


def _looks_ended(text: str, stop: int) -> bool:
    """The screen: a last line that ends with an end mark (perhaps in quotes) and closes its brackets."""
    last = text[stop - 1]
    if last in "\"'”’」』)）»":
        last = text[max(0, stop - 2)]
    if last not in ".!?。！？।؟۔" or text.endswith(("..", "(.)"), 0, stop):
        return False
    return True


def _fence_may_be_open(text: str) -> bool:
    return text.count("```") % 2 == 1 or "~~~" in text


def _is_garbled(text: str, stop: int) -> bool:
    """Whether the tail is mojibake, whose marks say nothing of sentences."""
    tail = text[max(0, stop - 200) : stop]
    return not tail.isascii() and mean_excess(tail) > 2 and sum(char > "\x7f" for char in tail) >= 8


def _transport(text: str, stop: int, damage: Damage) -> list[Signal]:
    if damage.truncated:
        return [Signal("transport", 0.99, f"the transfer was cut short: {damage.truncated}")]
    if damage.undecodable and damage.undecodable[-1].position >= stop - 1:
        return [Signal("cut_bytes", 0.95, "the last bytes are no whole character")]
    if stop and text[stop - 1] == "\ufffd" and text.count("\ufffd", max(0, stop - 400), stop) <= 3:
        return [
            Signal("cut_bytes", 0.95, "the text stops at a replacement character: the last character was cut")
        ]
    return []


class _Tail:
    """The end of one document: the last block, how it ends, and what the document does elsewhere."""

    def __init__(self, text: str, stop: int, options: Options) -> None:
        self.text, self.stop, self.options = text, stop, options
        start = max(0, stop - WINDOW)
        if start:
            start = text.find("\n", start, stop) + 1 or start
        self.start = start
        self.document = Document(text, start, stop)
        self.block: Block = self.document.blocks[-1]
        self.body_start = self.block.start + self.block.marker
        self.ending: Ending = ending_of(text, self.body_start, stop)

    @functools.cached_property
    def language(self) -> str:
        return identify(self.document.sample(last=True))

    @functools.cached_property
    def word(self) -> str:
        """The last word: letters, marks and apostrophes before the end; empty after a digit or a mark."""
        match = _last_word_pattern().search(
            self.text, max(self.body_start, self.ending.core - 60), self.ending.core
        )
        return match[0] if match else ""

    @functools.cached_property
    def vocabulary(self) -> list[str]:
        """The document's other words, lower case, sorted."""
        words = _WORD.findall(self.text, self.start, max(self.start, self.stop - len(self.word)))
        return sorted({word.lower() for word in words if len(word) > 2})

    @functools.cached_property
    def size(self) -> float:
        """How much of a sentence the last block is, 0 to 1, in words (unspaced scripts: two characters each)."""
        body = self.text[self.body_start : self.stop]
        syllables = sum(1 for char in body[-60:] if is_unspaced(char) or "가" <= char <= "힣")
        return min(1.0, max(len(body.split()), syllables / 2) / 6)

    def signals(self) -> list[Signal]:
        kind = self.block.kind
        if kind == "open_code":
            return self._open_fence()
        found = self._data()
        if kind in ("code", "heading", "rule", "definition", "image"):
            return found
        found += self._teaser()
        if kind == "row":
            return found + self._row()
        found += self._open_marks()
        if not self.ending.ended and not self.ending.closed and self.ending.last and kind != "html":
            found += self._bare()
        return found

    def _open_fence(self) -> list[Signal]:
        """A fence without end. Where prose follows the code, only the closing fence was forgotten."""
        line = self.text.rfind("\n", 0, self.stop) + 1
        last = ending_of(self.text, line, self.stop)
        sentence = last.ended and not last.closed and len(self.text[line : self.stop].split()) >= 4
        weight = 0.3 if sentence else 0.9
        return [Signal("open_fence", weight, "the last block of code is not closed")]

    def _bare(self) -> list[Signal]:
        """Signals of an end without mark, bracket or mark-up."""
        last = self.ending.last
        bits = charclass.bits_of(last)
        if bits & charclass.COMMA:
            return self._after_mark(last)
        if _is_address(self.text, self.body_start, self.ending.core):
            return []
        if not bits & (charclass.LETTER | charclass.MARK):
            return [*self._habit(0.5), *self._ceiling()]
        found = [*self._word_signals(), *self._ceiling()]
        return found if self._is_signature() else [*found, *self._habit(0.8), *self._sentences()]

    def _after_mark(self, last: str) -> list[Signal]:
        if last == ";" and (self.language == "el" or self.text[: self.ending.core].endswith(_ENTITIES)):
            return []
        if last in ":：":
            weight = 0.65 * self.size
            return [Signal("announced_list", weight, "the text stops at a colon"), *self._habit(0.4)]
        weight = (0.7 if last not in ";；" else 0.5) * min(1.0, 1.5 * self.size)
        return [Signal("after_comma", weight, f"the text stops after «{last}»"), *self._habit(0.4)]

    def _habit(self, scale: float) -> list[Signal]:
        kinds: tuple[Kind, ...] = ("item",) if self.block.kind == "item" else ("prose",)
        if self.block.kind == "trailer":
            return []
        habit = self._own_habit(kinds)
        weight = scale * self.size * max(0.0, habit.share - 0.5) / 0.5
        if weight < 0.05:
            return []
        what = "list items" if self.block.kind == "item" else "paragraphs"
        return [
            Signal(
                "mid_sentence",
                weight,
                f"no end mark, while {habit.ended} of {habit.judged} other {what} have one",
            )
        ]

    def _own_habit(self, kinds: tuple[Kind, ...]) -> Habit:
        """The habit of blocks like the last one: of those with the same label ("A:", "Antwort:") if it has one."""
        label = _label(self.document.body(self.block))
        if label:
            same = [b for b in self.document.blocks if _label(self.document.body(b)) == label]
            if len(same) > 1:
                return self.document.habit_of(same, self.block)
        return self.document.habit(kinds, self.block)

    def _sentences(self) -> list[Signal]:
        body = self.text[self.body_start : self.stop]
        count = len(_sentence_pattern().findall(body))
        if not count or self.block.kind == "trailer":
            return []
        weight = min(0.6, 0.32 + 0.1 * count) * (0.7 if self.block.kind == "item" else 1.0)
        return [Signal("mid_sentence", weight, "earlier sentences of the last paragraph have end marks")]

    def _is_signature(self) -> bool:
        """Whether nothing but a name follows the last sentence: one to four words, all capitalised."""
        tail = self.text[self.body_start : self.ending.core]
        ends = [match.end() for match in _sentence_pattern().finditer(tail)]
        words = tail[ends[-1] if ends else 0 :].split()
        return len(words) <= 4 and all(word[0].isupper() or word[0].isdigit() for word in words)

    def _word_signals(self) -> list[Signal]:
        tail = self.text[max(self.body_start, self.ending.core - 40) : self.ending.core]
        language = self.language
        weight = self._function_weight(tail, language)
        if weight:
            return [Signal("after_function_word", weight, "the last word is one that ends no sentence")]
        return self._cut_word(language)

    def _function_weight(self, tail: str, language: str) -> float:
        word = self.word.lower()
        if word and word.isascii() and language not in _LATIN_SCRIPT:
            language = "en"
        if word in function_words(language, "never"):
            return 0.75 * min(1.0, 1.5 * self.size)
        if word in function_words(language, "seldom"):
            return 0.4 * self.size
        longest = 0
        for kind, kind_weight in (("ending", 0.6), ("ending?", 0.35), ("but", 0.0)):
            for ending in function_words(language, kind):
                if len(ending) > longest and tail.endswith(ending):
                    longest, weight = len(ending), kind_weight
        return weight * self.size if longest else 0.0

    def _cut_word(self, language: str) -> list[Signal]:
        word = self.word.lower()
        if len(word) < 2 or is_unspaced(word[-1]):
            return []
        if word.isascii() and language not in _LATIN_SCRIPT:
            language = "en"
        vocabulary = self.vocabulary
        place = bisect_left(vocabulary, word)
        if place < len(vocabulary) and vocabulary[place] == word:
            return []
        state = completeness(word, language)
        if state == "word":
            return []
        longer = place < len(vocabulary) and vocabulary[place].startswith(word)
        if state == "beginning" and len(word) >= 2:
            return [Signal("mid_word", 0.45, f"«{word}» is no common word but the beginning of some")]
        if longer and len(word) >= 3:
            return [Signal("mid_word", 0.3, f"«{vocabulary[place]}» occurs elsewhere, «{word}» does not")]
        return []

    def _open_marks(self) -> list[Signal]:
        start = max(self.body_start, self.stop - 4000)
        found = []
        for mark in unclosed(self.text, start, self.stop):
            signal = self._open_mark(mark)
            if signal:
                found.append(signal)
        return found[-2:]

    def _open_mark(self, mark: OpenMark) -> Signal | None:
        near = self.stop - mark.start < 300
        bare = not self.ending.ended or self.ending.last in "…⋯" or self.text.endswith("...", 0, self.stop)
        if mark.kind == "entity":
            return None
        if mark.kind == "tag":
            return Signal("open_markup", 0.85, "a tag is not closed")
        if mark.kind == "link":
            return Signal("open_markup", 0.9, "a link is not closed") if near else None
        if not bare:
            return None
        char = self.text[mark.start]
        if mark.kind == "code":
            # `quoted' in the manner of old typewriters
            if re.compile(r"`[^`'\n]{1,80}'").match(self.text, mark.start):
                return None
            return Signal("open_markup", 0.6, "inline code is not closed")
        if mark.kind == "emphasis":
            return Signal("open_markup", 0.35, "emphasis is not closed")
        if mark.kind == "quote":
            if self.ending.closed or (char == '"' and '"""' in self.text[self.block.start : self.stop]):
                return None
            return Signal("open_quote", 0.55 if near else 0.3, f"«{char}» is not closed")
        return Signal("open_bracket", 0.7 if near else 0.4, f"«{char}» is not closed")

    def _row(self) -> list[Signal]:
        rows = [block for block in self.document.blocks[:-1] if block.kind == "row"][-8:]
        if self.text[self.stop - 1] == "|" or not self.text[self.block.start : self.stop].lstrip().startswith("|"):
            return []
        closed = all(self.text[row.stop - 1] == "|" for row in rows)
        weight = (0.85 if rows else 0.55) if closed else 0.0
        return [Signal("open_markup", weight, "the last table row is not closed")] if weight else []

    def _teaser(self) -> list[Signal]:
        match = _teaser_pattern(self.options.teasers).search(
            self.text, max(self.block.start, self.stop - 160), self.stop
        )
        if match:
            return [Signal("teaser", 0.85, "the text stops at an invitation to read the rest")]
        return self._ellipsis()

    def _ellipsis(self) -> list[Signal]:
        match = _ELLIPSIS.search(self.text, max(self.body_start, self.stop - 20), self.stop)
        if match is None or match.start() <= self.body_start:
            return []
        bracketed = match[0].strip()[0] in "([（［【"
        if not bracketed and match[0].rstrip()[-1] in ")]）］】":
            return []
        sole = not _ANY_ELLIPSIS.search(self.text, self.start, match.start())
        certain = bracketed or len(match[0].strip()) == 4 or (sole and self.size == 1.0 and self._is_factual())
        weight = 0.6 if certain else 0.35
        return [Signal("teaser", weight, "the text stops at an ellipsis")]

    def _is_factual(self) -> bool:
        """Whether the document is marked up: stories and letters may end in an ellipsis, manuals do not."""
        marked = {"heading", "item", "code", "row", "image", "definition"}
        return "](" in self.text or any(block.kind in marked for block in self.document.blocks)

    def _ceiling(self) -> list[Signal]:
        sizes = CEILINGS | frozenset(self.options.ceilings)
        full = len(self.text)
        encoded = len(self.text.encode("utf-8", "surrogatepass")) if not self.text.isascii() else full
        for size in (full, encoded):
            if size in sizes or (size + 3 in sizes and encoded != full):
                return [Signal("size_ceiling", 0.6, f"the text is {size} long, a usual limit")]
        return []

    def _data(self) -> list[Signal]:
        head = self.text[:200].lstrip()
        if head.startswith(('{"', "[{")) and self.text[self.stop - 1] not in "}]":
            return [Signal("open_data", 0.8, "JSON that is not closed")]
        return []


_ENTITIES = ("&amp;", "&gt;", "&lt;", "&quot;", "&nbsp;", "&hellip;", "&#39;")
_ADDRESS = re.compile(r"(?:://|www\.|[@/\\_])[!-~]*$|[a-z0-9]\.[a-z]{2,}$")
_WORD = re.compile(r"[^\W\d_]+")
_ELLIPSIS = re.compile(r"\s*[(\[（［【]?(?:…+|\.{3,}|。{3,}|⋯+|\. \. \.)[)\]）］】]?\s*$")
_ANY_ELLIPSIS = re.compile(r"…|\.{3}|⋯|。。。")
_LATIN_SCRIPT = frozenset(
    "ca cs da de en es et fi fil fr hu id is it lt lv ms nb nl pl pt ro sh sk sl sv tr vi sw az af sq eu gl ga und".split()
)


def _label(body: str) -> str:
    """What stands before the colon of a labelled line, or nothing."""
    match = re.compile(r"([^\s:：][^\n:：]{0,20})[:：]\s?\S").match(body)
    return match[1] if match else ""


def _is_address(text: str, start: int, stop: int) -> bool:
    """Whether the text ends in a web address, a path or a mail address."""
    token = text[max(start, stop - 200) : stop].rsplit(None, 1)
    return bool(token) and bool(
        _ADDRESS.search(token[-1])
    )


@functools.cache
def _last_word_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![\w%/\\.@#$&=<>-])[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff'’‐-])*$")


@functools.cache
def _sentence_pattern() -> re.Pattern[str]:
    """End marks inside a paragraph that a new sentence follows."""
    return re.compile(r"[^\W\d_]{3,}[\"”»)]?[.!?؟۔।][\"”»)]?\s+(?=[^\Wa-z\d_а-яё])|[。！？][」”』]?(?=\S)")


@functools.cache
def _teaser_pattern(more: tuple[str, ...]) -> re.Pattern[str]:
    source = resources.files("textgate") / "data" / "teasers.txt"
    phrases = {phrase.strip().lower() for phrase in more}
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            phrases.update(phrase.strip() for phrase in line.partition(":")[2].split(";"))
    words = "|".join(re.escape(phrase) for phrase in sorted(phrases - {""}, key=lambda p: (-len(p), p)))
    before = r"(?:(?:…|\.{2,}|⋯|。{2,})\s*[(\[（【<«]?|[(\[（【])\s*"
    return re.compile(rf"{before}(?:{words})\s*[)\]）】>»→›….⋯!！:：]*\s*$", re.IGNORECASE)
