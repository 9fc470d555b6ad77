"""How a text ends: the reasons to think that its end is missing.

The last block of the text is judged by what it is and by what the document does elsewhere. Headings, code,
tables and the like end a text well. A paragraph or a list item that ends without a mark is looked at for
open brackets and mark-up, for words that end no sentence, for a word that is only the beginning of one, and
for the habit of the document: the share of its other paragraphs, or of its other list items, that end with
a mark. No signal is proof; the weights are combined by ``signals.noisy_or``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from textgate import charclass
from textgate.language import LANGUAGE_OF_SCRIPT, LANGUAGES_OF_SCRIPT, OTHERS, identify
from textgate.truncation.ceilings import ceiling
from textgate.truncation.last_words import CLAUSE, last_word, most, word_signals
from textgate.truncation.open_ends import is_half_row, open_ends, open_row
from textgate.truncation.page_ends import is_drawn, is_entry, is_footer, is_session, is_signpost, wide_gap
from textgate.truncation.prose import (
    NEAR,
    SENTENCE,
    Block,
    Document,
    Ending,
    Habit,
    dense_characters,
    ending_of,
    is_data,
    is_unspaced,
    last_block,
    list_habit,
    sentence_pattern,
)
from textgate.truncation.signals import EVEN, Signal, noisy_or
from textgate.truncation.teaser_ends import teaser
from textgate.truncation.word_lists import closing_lines

TITLE = 6  # words, or pairs of characters of an unspaced script: a longer line is no title but a sentence
SENTENCES = 800  # code points before the end that earlier sentences of the last paragraph are looked for in
SIGNATURE = 200  # code points before the end that a signature is looked for in
LONG_PARAGRAPH = 80  # code points; a character of an unspaced script or a Hangul syllable counts twice
CLOSING_LINE = 100  # code points: a longer line is a paragraph of the text, however it begins
PARAGRAPHS = 6  # paragraphs that show a habit
WINDOW = 6_000  # code points before the end that the document's habit is taken from
TOLD = 0.6  # weight of a last word that no title ends with
CLAUSES = 45  # code points, dense ones twice, of a paragraph with a comma inside that is no title
STANZA, VERSE_LENGTH = 4, 60  # lines of a stanza, and code points of each
SIBLINGS = 8  # blocks like the last one that are looked at
SPACED_COMMAS = 3
_COMMAS = ",،，、"
_TITLE_ENDS = ".,;!?،؛؟。।，、；！？"
"""Marks that a title does not hold inside."""

_ENTITIES = ("&amp;", "&gt;", "&lt;", "&quot;", "&nbsp;", "&hellip;", "&#39;")


class Tail:
    """The end of one document: the last block, how it ends, and what the document does elsewhere."""

    def __init__(
        self,
        text: str,
        stop: int,
        more_teasers: Sequence[str] = (),
        more_ceilings: Sequence[int] = (),
        language: Callable[[], str] | None = None,
    ) -> None:
        self.text, self.stop = text, stop
        self.more_teasers = frozenset(phrase.lower() for phrase in more_teasers)
        self.more_ceilings = frozenset(more_ceilings)
        self._language_of_document = language
        # Nothing but quote signs: as good as a rule.
        self.block: Block = (
            last_block(text, stop) or (self.near.blocks or [Block("rule", stop - 1, stop)])[-1]
        )
        self.body_start = self.block.start + self.block.marker
        self.ending: Ending = ending_of(text, self.body_start, stop)

    @functools.cached_property
    def near(self) -> Document:
        """The blocks near the end."""
        return _parsed(self.text, self.stop, NEAR)

    @functools.cached_property
    def body(self) -> str:
        """The last block without bullet or quote sign."""
        return self.text[self.body_start : self.stop]

    @functools.cached_property
    def document(self) -> Document:
        """As much of the document as its habits are taken from: what is near, where that has paragraphs enough."""
        enough = self.near.start == 0 or self.near.habit(("prose",), self.block.start).judged >= PARAGRAPHS
        return self.near if enough else _parsed(self.text, self.stop, WINDOW)

    @functools.cached_property
    def language(self) -> str:
        """The language of the last prose: by the script of the last letter where that settles it.

        It is asked for last: to find it out costs more than all the rest. The language of the whole document,
        which is known anyway, will do where no code misleads it.
        """
        script = charclass.script_of(self.ending.last) if self.ending.last else ""
        language = LANGUAGE_OF_SCRIPT.get(script, "und")
        if language != "und":
            return language
        if self._language_of_document:
            language = self._language_of_document()
            # Code looks English, and a text in two languages may end in the other one.
            if _may_write(language, script) and (language != "en" or "```" not in self.text):
                return language
        return identify(self.document.sample(last=True))

    @functools.cached_property
    def word(self) -> str:
        """The last word: letters, marks and apostrophes before the end; empty after a digit or a mark."""
        return last_word(self.text, self.body_start, self.ending.core)

    @functools.cached_property
    def clause(self) -> str:
        """The last characters before the end."""
        return self.text[max(self.body_start, self.ending.core - CLAUSE) : self.ending.core]

    @functools.cached_property
    def size(self) -> float:
        """How much of a sentence the last block is, 0 to 1, in words (unspaced scripts: two characters each)."""
        return min(1.0, max(len(self.body.split(None, 6)), dense_characters(self.body[-60:]) / 2) / 6)

    def signals(self) -> list[Signal]:
        """The reasons to think that the end is missing; empty for an ordinary end."""
        kind = self.block.kind
        if kind == "open_code":
            return self._open_fence()
        data = self._data()
        if kind in ("code", "heading", "rule", "definition", "image") or self._is_settled():
            return data
        found = data + teaser(self)
        if kind == "row" or is_half_row(self):
            return found + open_row(self)
        found += open_ends(self)
        if (
            not (self.ending.ended or self.ending.closed or self._is_emphasised() or self._is_in_columns())
            and (_is_comma(self.ending.last) or not is_entry(self.text, self.block.start, self.line))
            and self.ending.last
            and kind != "html"
        ):
            found += self._bare(found)
        # What speaks in a footer is some of what speaks elsewhere: it is looked for last, because it costs most.
        told = any(
            signal.kind in ("after_function_word", "mid_word") and signal.weight >= TOLD for signal in found
        )
        beyond = not told and noisy_or(found) > EVEN and (is_footer(self) or is_signpost(self))
        return data + self._footer() if beyond else found

    def _open_fence(self) -> list[Signal]:
        """A fence without end. Where prose follows the code, only the closing fence was forgotten."""
        line = self.text.rfind("\n", 0, self.stop) + 1
        last = ending_of(self.text, line, self.stop)
        sentence = last.ended and not last.closed and len(self.text[line : self.stop].split()) >= 4
        weight = 0.3 if sentence else 0.9
        return [Signal("open_fence", weight, "the last block of code is not closed")]

    def _bare(self, known: list[Signal]) -> list[Signal]:
        """Signals of an end without mark, bracket or mark-up."""
        last = self.ending.last
        bits = charclass.bits_of(last)
        if bits & charclass.COMMA:
            return self._after_mark(last)
        if _is_address(self.text, self.body_start, self.ending.core):
            return []
        if last in "-\u00ad\u2010" and self.text[self.ending.core - 2].isalpha():
            return [Signal("mid_word", 0.6, "the text stops at a hyphen"), *self._habit(0.5)]
        if not bits & (charclass.LETTER | charclass.MARK):
            return [*self._habit(0.5), *self._ceiling()]
        scale = 1.05 if self.block.kind == "prose" and self._is_long(self.block) else 0.8
        if self.block.kind == "prose" and self.is_clauses():
            scale += 0.25
        if self.block.kind == "item":
            scale = 1.05 if self._is_long(self.block) else 1.0
        # Cheap questions first: most ends are settled by what the last word, the habit and the earlier sentences
        # can say at the most, before other blocks are looked at.
        found = self._ceiling()
        is_usual = self._is_signature() or self._is_closing_line()
        habit = [] if is_usual else self._habit(scale)
        most_of_sentences = [] if is_usual else self._sentence_signals()
        at_most = [*known, *found, *habit, *most_of_sentences]
        if not self._can_tip(at_most):
            return []
        of_word = word_signals(self)
        if noisy_or([*at_most, *of_word]) <= EVEN:
            return []
        sentences = most_of_sentences and self._sentences()
        found += [*habit, *sentences]
        return of_word + found if self._can_tip([*known, *found]) else found

    def _can_tip(self, signals: list[Signal]) -> bool:
        """Whether these signals and the last word together can be likelier than even."""
        doubt = 1 - noisy_or(signals)
        if 1 - doubt * (1 - most(self.word, self.clause, is_prose=self.is_sentence)) > EVEN:
            return True
        return (
            not self.is_sentence
            and 1 - doubt * (1 - most(self.word, self.clause, is_prose=True)) > EVEN
            and self.is_prose
        )

    def _after_mark(self, last: str) -> list[Signal]:
        before = self.text[max(self.body_start, self.ending.core - 8) : self.ending.core]
        if last == ";" and (before.endswith(_ENTITIES) or before[-2:-1] in ")}]'\"" or self.language == "el"):
            return []
        if before[-2:-1].isdigit() and last in ":;":
            return []
        if last == "," and before[-2:-1] == " " and self.text.count(" ,") < SPACED_COMMAS:
            return []  # the key of this name
        if last == "," and (self._is_record() or wide_gap().search(self.text, self.line, self.stop)):
            return []  # two signatures side by side
        if last in ":：":
            weight = 0.65 * self.size
            return [Signal("announced_list", weight, "the text stops at a colon"), *self._habit(0.4)]
        weight = (0.7 if last not in ";；" else 0.5) * min(1.0, 1.5 * self.size)
        commas = sum(_is_comma(end.last) for _, end in self.siblings)
        if commas > 1 and (self.is_numbered() or self._is_stanza()):
            return []  # verses
        return [Signal("after_comma", weight, f"the text stops after «{last}»"), *self._habit(0.4)]

    def _habit(self, scale: float) -> list[Signal]:
        habit = self.own_habit()
        if self.block.kind == "trailer" and habit.judged < 2:
            return []
        weight = min(0.9, scale * self.size * max(0.0, habit.share - 0.5) / 0.5)
        if self._is_title():
            weight *= 0.6
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

    def _footer(self) -> list[Signal]:
        """What is no ordinary end of a row of labels either: an open mark, a comma, an invitation in brackets."""
        invited = [signal for signal in teaser(self) if signal.weight > 0.8]
        comma = not self.ending.closed and self.ending.last in ",，、،"
        marks = [] if self.ending.last in ".…⋯" else open_ends(self)
        return [*invited, *marks, *(self._after_mark(self.ending.last) if comma else [])]

    def _is_title(self) -> bool:
        """Whether the last paragraph may be a title: one short line without a mark inside."""
        body = self.body
        if self.block.kind != "prose" or "\n" in body:
            return False
        is_short = len(body) <= TITLE * 2 if is_unspaced(body[-1]) else len(body.split(None, TITLE)) <= TITLE
        return is_short and not _holds(body, _TITLE_ENDS)

    def is_clauses(self) -> bool:
        """Whether the last paragraph has a comma inside and the length of a sentence."""
        body = self.body
        return _holds(body, _COMMAS) and (
            len(body) >= CLAUSES or len(body) + dense_characters(body) >= CLAUSES
        )

    def own_habit(self) -> Habit:
        """The habit of blocks like the last one: items of its list, paragraphs with its label ("A:", "Antwort:")."""
        if self.block.kind == "item":
            return list_habit(self.text, self.block.start)
        label = _label(self.body)
        if label:
            same = [b for b in self.document.blocks if _label(self.document.body(b)) == label]
            others = [ending_of(self.text, b.start, b.stop) for b in same if b.start < self.block.start]
            if others:
                return Habit(len(others), sum(end.ended for end in others))
        if self.block.kind == "trailer":
            return Habit(0, 0)
        if self._is_long(self.block) and self.long_habit.judged:
            return self.long_habit
        return self.document.habit(("prose",), self.block.start)

    @functools.cached_property
    def long_habit(self) -> Habit:
        """The habit of the long paragraphs: unlike short lines they are neither titles nor labels nor commands."""
        blocks = [b for b in self.document.blocks if b.kind == "prose" and self._is_long(b)]
        return self.document.habit_of(blocks, self.block.start)

    @functools.cached_property
    def is_prose(self) -> bool:
        """Whether the last block is a paragraph, and paragraphs of this document end with end marks."""
        return self.block.kind == "prose" and self.long_habit.share > 0.5

    @functools.cached_property
    def is_sentence(self) -> bool:
        """Whether the last block is a paragraph of so many words that it is no title."""
        return self.block.kind == "prose" and len(self.body.split(None, SENTENCE)) >= SENTENCE

    def _is_long(self, block: Block) -> bool:
        length = block.stop - block.start
        if length >= LONG_PARAGRAPH or length < LONG_PARAGRAPH // 2:
            return length >= LONG_PARAGRAPH
        return length + dense_characters(self.text[block.start : block.stop]) >= LONG_PARAGRAPH

    @functools.cached_property
    def line(self) -> int:
        """Where the last line starts."""
        return self.text.rfind("\n", 0, self.stop) + 1

    def _is_settled(self) -> bool:
        """Whether the last line ends as forms, addresses, quotations with an author, commands and pictures do."""
        line = self.text[self.line : self.stop]
        if (
            _may_close(line)
            and line.count("`") % 2 == 0
            and _closes().search(self.text, self.line, self.stop)
        ):
            return True
        return is_session(self.text, self.stop) or is_drawn(line)

    def _is_in_columns(self) -> bool:
        """Whether the last two lines are set in columns, with gaps or arrows between them."""
        line = self.text[self.line : self.stop]
        if not any(sign in line for sign in ("   ", "\t", "> ", "→", " = ")):  # what the patterns ask for
            return False
        before = self.text[max(0, self.line - NEAR // 5) : self.line].rstrip().rpartition("\n")[2]
        return any(pattern.search(line) and pattern.search(before) for pattern in _columns())

    def _is_record(self) -> bool:
        """Whether the last line is a record of values between commas."""
        line = self.text[self.line : self.stop]
        return line.count(",") > 2 and ", " not in line

    def _is_emphasised(self) -> bool:
        """Whether the last words are set in italics or bold: a caption, the title of a book."""
        line = self.text[self.line : self.stop].lstrip(" \t-+").removeprefix("* ")
        return line[-1:] == "*" and line.count("*") % 2 == 0

    def _is_stanza(self) -> bool:
        """Whether the last line is a short one among others, as in a poem."""
        blocks = [self.block, *(block for block, _ in self.siblings)]
        return (
            self.block.kind == "prose"
            and len(blocks) > STANZA
            and all(b.stop - b.start <= VERSE_LENGTH for b in blocks)
        )

    def is_numbered(self) -> bool:
        """Whether the last block is an item with a number, like a verse or an article of a law."""
        return self.block.kind == "item" and any(
            map(str.isalnum, self.text[self.block.start : self.body_start])
        )

    @functools.cached_property
    def siblings(self) -> list[tuple[Block, Ending]]:
        """The last blocks of the same kind before the last one, and how they end."""
        same = [b for b in self.near.blocks if b.kind == self.block.kind and b.start < self.block.start]
        return [(b, ending_of(self.text, b.start + b.marker, b.stop)) for b in same[-SIBLINGS:]]

    def _sentence_signals(self) -> list[Signal]:
        """What earlier sentences of the last block can say, before its siblings are looked at."""
        count = 0 if self.block.kind == "trailer" else len(sentence_pattern().findall(self.body[-SENTENCES:]))
        weight = min(0.65, 0.44 + 0.08 * count) * (0.7 if self.block.kind == "item" else 1.0)
        reason = "earlier sentences of the last paragraph have end marks"
        return [Signal("mid_sentence", weight, reason)] if count else []

    def _sentences(self) -> list[Signal]:
        if any(
            not (end.ended or end.closed) and sentence_pattern().search(self.text, b.start + b.marker, b.stop)
            for b, end in self.siblings
        ):
            return []
        habit = self.own_habit()
        scale = 0.8 if habit.judged > 1 and habit.share < 0.5 else 1.0
        return [signal._replace(weight=scale * signal.weight) for signal in self._sentence_signals()]

    def _is_signature(self) -> bool:
        """Whether nothing but a name follows the last sentence: up to four words, all capitalised."""
        tail = self.text[max(self.body_start, self.ending.core - SIGNATURE) : self.ending.core]
        ends = [match.end() for match in sentence_pattern().finditer(tail)]
        words = tail[ends[-1] if ends else 0 :].split()
        least = 2 if ends else 1
        return least <= len(words) <= 4 and all(word[0].isupper() for word in words)

    def _is_closing_line(self) -> bool:
        """Whether the last paragraph is a short line that begins as those do that follow a text on a page."""
        body = self.body
        return len(body) <= CLOSING_LINE and body.lower().startswith(closing_lines())

    def _ceiling(self) -> list[Signal]:
        if not _letters().search(self.text, self.line, self.stop):
            return []  # columns of figures
        size, weight = ceiling(self.text, self.more_ceilings)
        return [Signal("size_ceiling", weight, f"the text is {size} long, a usual limit")] if weight else []

    def _data(self) -> list[Signal]:
        if is_data(self.text) and self.text[self.stop - 1] not in "}]":
            return [Signal("open_data", 0.8, "JSON that is not closed")]
        return []


def _holds(text: str, marks: str) -> bool:
    # Each mark is looked for in the text, not each character of the text among the marks.
    return any(mark in text for mark in marks)


def _is_comma(char: str) -> bool:
    return bool(char) and bool(charclass.bits_of(char) & charclass.COMMA)


def _may_write(language: str, script: str) -> bool:
    """Whether a language without a script of its own may be written in this one."""
    if script in LANGUAGES_OF_SCRIPT:
        return language in LANGUAGES_OF_SCRIPT[script]
    return script != "Latn" or (language not in OTHERS and language not in LANGUAGE_OF_SCRIPT.values())


def _parsed(text: str, stop: int, size: int) -> Document:
    """The blocks of about the last ``size`` code points, from a line start."""
    start = max(0, stop - size)
    if start:
        start = text.find("\n", start, stop) + 1 or start
    return Document(text, start, stop)


def _label(body: str) -> str:
    """What stands before the colon of a labelled line, or nothing."""
    match = re.compile(r"([^\s:：][^\n:：]{0,20})[:：]\s?\S").match(body)
    return match[1] if match else ""


def _is_address(text: str, start: int, stop: int) -> bool:
    """Whether the text ends in a web address, a path or a mail address."""
    token = text[max(start, stop - 200) : stop].rsplit(None, 1)
    return bool(token) and bool(_address().search(token[-1]))


@functools.cache
def _columns() -> tuple[re.Pattern[str], ...]:
    """What separates a term from what it means: a gap that ends no sentence, an arrow, an equals sign."""
    return (
        re.compile(r"[^\s.!?:;,。](?: {3,}|\t+)\S"),
        re.compile(r"\S (?:=>|->|→) \S"),
        re.compile(r"\S = \S"),
    )


@functools.cache
def _letters() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{2}")


def _may_close(line: str) -> bool:
    """Whether a line holds something of what ``_closes`` looks for, which takes ten times as long."""
    return (
        line[-1] == "_"
        or "--" in line
        or "   " in line
        or any(dash in line for dash in "—–―")
        or line[-2:].isupper()
    )


@functools.cache
def _closes() -> re.Pattern[str]:
    """Ends of forms, of quotations with their author, of addresses, and of lines that show a command."""
    return re.compile(
        r"(?<!_)_{3,}$|>`__?$|[”」』\"»]\s?[—–―]{1,2}\s?\w[^\n]{0,40}$|\S {3,}[:$>/\\]\S{1,20}(?: \S{1,20}){0,3}$"
        r"|\d{4}[-\d]{0,6}\s{1,4}[A-Z]{2,3}$"
        r"|\s--[a-z][a-z0-9-]*(?:[ =][^\s.\"'`’”][^\s\"'`’”]*)?(?: [^\s.\"'`’”][^\s\"'`’”]*){0,3}$"
    )


@functools.cache
def _address() -> re.Pattern[str]:
    return re.compile(r"(?:://|www\.|[@/\\_])[!-~]*$|[a-z0-9]\.[a-z]{2,}$")
