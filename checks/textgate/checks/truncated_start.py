"""Texts that lack their beginning.

Flags
-----
A text that begins in the middle of a word or sentence: in lower case where its other paragraphs begin in
upper case, with a comma or a closing bracket, with a particle or ending that follows a word, with the end of a
word, an address or a piece of code, or with half a character; or closes a bracket or a link that it did not open.

Why it matters
--------------
The beginning says what a text is about. It is lost where an extractor takes a fragment for the whole, where
a log or a stream is cut into parts, and where a scan begins on the second page.

Measures
--------
The confidence, 0 to 1, that the beginning is missing: the weights w of the signals, put together as
1 - (1 - w1)(1 - w2)... (noisy-or), and turned into the share of texts that were cut among all that weighed as
much, where one text in ten is cut. What weighs no more than 0.5 is not reported.

Passes
------
Names written in lower case, informal texts, lists, code, poems, ellipses:

>>> from textgate.testing import spans
>>> spans("truncated_start", "iPhone sales fell.\\n\\nApple said on Monday that it expected more.")
[]
>>> spans("truncated_start", "hi all, quick question.\\n\\nmy cat eats the plants. what can i do?")
[]

Fails
-----
>>> spans("truncated_start", "ttom of the page.\\n\\nThe rest is here.\\n\\nIt is long.\\n\\nIt goes on.")
[('ttom', 'mid_word')]
>>> spans("truncated_start", "), and the old mill was closed in 1921.\\n\\nIt stands empty.")
[('),', 'after_mark')]

Blind spots
-----------
A cut between two sentences. Scripts without letter case, unless the text begins with a particle, an ending, a mark,
or half a word in a language with a list of words. Single short sentences in lower case.

Sources
-------
Lists of particles and endings: data/function_words.txt, written for this program. Common words and their shares:
data/lexicon, from wordfreq (tools/build_word_lists.py).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.check import Measured, Severity, Spans
from textgate.language import LANGUAGE_OF_SCRIPT, identify
from textgate.profile import Profile
from textgate.truncation.first_words import is_listed, piece_of_word, torn_token
from textgate.truncation.prose import Block, Document, ending_of, is_sentence_long, is_unspaced
from textgate.truncation.screen import first_characters
from textgate.truncation.signals import EVEN, Signal, confidence, is_garbled, noisy_or, surest_first
from textgate.truncation.word_lists import common_words, completeness, function_words, words_of_all

FAMILY = "truncation"
UNIT = "confidence of a cut"
LIMIT = 0.5
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "mid_word": "the text begins inside a word",
    "mid_sentence": "the text begins in lower case, while its other paragraphs and sentences do not",
    "after_mark": "the text begins with a mark that follows something: a comma, a closing bracket",
    "after_word": "the text begins with a particle or an ending, which follows a word",
    "cut_bytes": "the text begins inside a character",
}
KIND_SEVERITY: Mapping[str, Severity] = {}

PARAGRAPH = 1_500  # code points after the beginning that the first paragraph is looked for in
WINDOW = 8_000  # code points after the beginning that the document's habit is taken from
CLOSING_MARKS = frozenset(")]}）］｝】」』》〉,;，、；。！？،؛।")
"""Marks that no text begins with. Not here: full stop, colon and apostrophe (.NET, :), 'tis), and the quotation
marks that open in some language (Swedish and Danish ones point the other way)."""

IDEOGRAPHIC = "，、。；"  # a bracket or a comma may be a smiley or a bullet; these are neither
NEVER_FIRST = frozenset("ةىؤئءךםןףץゃゅょっァィゥェォッャュョー々")
"""Letters that begin no word: Arabic ones with a seat or form for the middle or end, Hebrew final forms, small kana,
marks of length and repetition."""
OPENERS = {")": "(", "]": "[", "）": "（", "」": "「", "』": "『", "》": "《", "】": "【"}

_BRACKETS = "()[]{}（）「」『』《》【】"
_CLOSES = 2
_PASSING = charclass.UPPER | charclass.DIGIT | charclass.OPENING | charclass.SYMBOL
ONE_CAPITAL = 0.55
"""Weight of a common word in lower case before one sentence, the only other one, that begins with a capital."""
HEAD = 120  # code points at the beginning in which a bracket without its other half is looked for


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_][\w'’\u0300-\u036f\u0900-\u0dff]*")


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Confidence, 0 to 1, that each document's beginning is missing."""
    spans = Spans()
    for index, start in suspects(profile):
        text = profile.document_text(index)
        signals, stop = signals_at(text, start, partial(_language, profile, index))
        if noisy_or(signals) > EVEN and not is_garbled(text[start : start + 200]):
            ranked = surest_first(signals)
            reasons = "; ".join(signal.evidence for signal in ranked)
            spans.add(index, start, stop, ranked[0].kind, confidence(signals), reasons)
    return Measured.surest(len(profile), spans)


def _language(profile: Profile, index: int) -> str:
    return profile.languages[index]


def suspects(profile: Profile) -> Iterator[tuple[int, int]]:
    """The screen: documents that begin with something a text in that script does not begin with.

    Yields each with the offset of its first character. In Latin letters that is a small letter or a mark that
    follows something; elsewhere also the first character of a particle, or a line whose first bracket closes.
    """
    first = first_characters(profile)
    filled = first < profile.stops
    point = profile.codepoints.take(first)
    bits = charclass.bits_at(point)
    odd = (bits & np.uint32(charclass.LOWER | charclass.MARK | charclass.REPLACEMENT)) != 0
    odd |= _among(CLOSING_MARKS).take(point, mode="clip")
    beyond_ascii = (point > 0x7F) & ((bits & np.uint32(_PASSING)) == 0)
    if beyond_ascii.any():  # only then are the word lists read
        fragments = _among(_first_of_fragments()).take(point, mode="clip")
        spaced = (point > 0x58F) & (point < 0x1000) & ((bits & np.uint32(charclass.LETTER)) != 0)
        odd |= beyond_ascii & (fragments | spaced)
        rows = np.flatnonzero(beyond_ascii & filled & ~odd)
        odd[rows] = _closes_first(profile, first[rows], profile.stops[rows])
    for index in np.flatnonzero(filled & odd).tolist():
        yield index, int(first[index] - profile.starts[index])


@functools.cache
def _first_of_fragments() -> frozenset[str]:
    """Characters that particles and endings begin with, and letters, that no text begins with."""
    return NEVER_FIRST | {word[0] for word in words_of_all("no-start")}


@functools.cache
def _among(characters: frozenset[str]) -> NDArray[np.bool_]:
    """``bool[65536]``: which code points are among the characters; take with ``mode="clip"``."""
    table = np.zeros(0x10000, dtype=bool)
    table[[ord(char) for char in characters]] = True
    return table


def _closes_first(profile: Profile, first: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the first bracket of each text is a closing one and stands near its beginning."""
    # A window of code points of each document; those beyond its stop belong to others and do not count.
    at = first[:, None] + np.arange(HEAD)
    kinds = _bracket_kinds().take(profile.codepoints.take(at, mode="clip"), mode="clip")
    kinds[at >= stops[:, None]] = 0
    found: NDArray[np.bool_] = kinds[np.arange(len(first)), (kinds != 0).argmax(axis=1)] == _CLOSES
    return found


@functools.cache
def _bracket_kinds() -> NDArray[np.uint8]:
    """``uint8[65536]``: 1 for brackets that open, 2 for those that close."""
    table = np.zeros(0x10000, dtype=np.uint8)
    for bracket in _BRACKETS:
        table[ord(bracket)] = _CLOSES if bracket in OPENERS or bracket == "}" else 1
    return table


Found = tuple[list[Signal], int]
"""Signals, and where the first word or mark stops."""


def signals_at(text: str, start: int, language: Callable[[], str]) -> Found:
    """The exact stage: what the first character at ``start``, and what follows it, says."""
    char = text[start]
    if char == "\ufffd" and text.count("\ufffd", start, start + 400) <= 3:
        return [Signal("cut_bytes", 0.9, "the text begins with half a character")], start + 1
    if char in CLOSING_MARKS:
        return _after_mark(text, start)
    if char in NEVER_FIRST or (
        charclass.bits_of(char) & charclass.MARK and text[start + 1 : start + 2].isalpha()
    ):
        return [Signal("mid_word", 0.75, f"no word begins with «{char}»")], start + 1
    if not charclass.bits_of(char) & _PASSING:
        closed = _closed_before_opened(text, start)
        if closed:
            return [closed], _word_end(text, start)
    if charclass.bits_of(char) & charclass.LOWER and char.upper() != char:
        return _lower_case(text, start, language)
    found, stop = _after_word(text, start, language)
    if found or charclass.bits_of(char) & (charclass.UPPER | charclass.DIGIT) or is_unspaced(char):
        return found, stop
    piece = piece_of_word(text, start, language())
    if piece is None:
        return [], start
    first = Document(text, start, min(len(text), start + PARAGRAPH))  # a verse has no end mark
    return ([piece], _word_end(text, start)) if _is_ended(text, start, first.blocks[0].stop) else ([], start)


def _closed_before_opened(text: str, start: int) -> Signal | None:
    """The first bracket of the first line, if it is a closing one: a link, an aside or a title is cut in two."""
    line_end = text.find("\n", start)
    line = text[start : min(start + HEAD, line_end if line_end >= 0 else len(text))]
    match = _bracket().search(line)
    if match is None or match[0] not in OPENERS or not is_sentence_long(line):
        return None
    at = match.start()
    if match[0] == "]" and line[at + 1 : at + 2] in "([":
        return Signal("mid_sentence", 0.8, "the first line closes a link that it does not open")
    # 1) and a) enumerate, :) smiles, f(x) is cut by nobody but by programs.
    if (
        at < 8
        or line[at - 1] in ":;-=^"
        or OPENERS[match[0]] not in text
        or _code().search(line[:at])
        or re.search(r"\s\w{1,2}$", line[:at])
    ):
        return None
    return Signal("mid_sentence", 0.65, f"the first line closes «{match[0]}» that it does not open")


@functools.cache
def _bracket() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(_BRACKETS)}]")


def _word_end(text: str, start: int) -> int:
    match = _word().match(text, start)
    return match.end() if match else start + 1


def _after_mark(text: str, start: int) -> Found:
    stop = start + 1
    while stop < len(text) and text[stop] in CLOSING_MARKS and stop < start + 5:
        stop += 1
    line_end = text.find("\n", start)
    line = text[start : line_end if line_end >= 0 else len(text)]
    if not _word().search(line) or not (
        is_sentence_long(line) or (text[start] in IDEOGRAPHIC and len(line) >= 6)
    ):
        return [], start
    return [Signal("after_mark", 0.75, f"the text begins with «{text[start]}»")], stop


def _after_word(text: str, start: int, of_text: Callable[[], str]) -> Found:
    head = text[start : start + 12]
    if not head.startswith(_fragments()):
        return [], start
    language = LANGUAGE_OF_SCRIPT.get(charclass.script_of(head[0]), "und")
    if language == "und":
        language = of_text()
    if not function_words(language, "no-start"):  # code looks English
        language = identify(Document(text, start, min(len(text), start + WINDOW)).sample())
    if head.startswith(tuple(function_words(language, "start"))):
        return [], start
    for word in sorted(function_words(language, "no-start"), key=len, reverse=True):
        if head.startswith(word):
            after = text[start + len(word) : start + len(word) + 1]
            # A Korean or Indic particle is one only when it stands alone; elsewhere words run together.
            if language in _SPACED and after.isalpha():
                continue
            # A single kana is a particle before anything but kana: は新線, not はじめ.
            if (
                language == "ja"
                and len(word) == 1
                and word in "がはにでとのも"
                and not _is_word_of_kanji(after)
            ):
                continue
            return [Signal("after_word", 0.7, f"no text begins with «{word}»")], start + len(word)
    return [], start


def _is_word_of_kanji(after: str) -> bool:
    return after.isalpha() and not "ぁ" <= after <= "ゟ"


@functools.cache
def _fragments() -> tuple[str, ...]:
    return tuple(sorted(words_of_all("no-start")))


_SPACED = frozenset("ko hi mr ne ar fa ur he".split())


def _lower_case(text: str, start: int, language: Callable[[], str]) -> Found:
    match = _word().match(text, start)
    line_end = text.find("\n", start)
    head = text[start : line_end if line_end >= 0 else len(text)]
    if match is None or match[0] != match[0].lower():
        return [], start
    torn = torn_token(head)
    if torn:
        return [torn], match.end()
    # Code, names of programs and the like are settled by their first line.
    if _code().search(head[: len(match[0]) + 3]):
        return [], start
    first = Document(text, start, min(len(text), start + PARAGRAPH))
    if first.blocks[0].kind not in ("prose", "trailer"):
        return [], start
    piece = piece_of_word(text, start, language())
    # The first paragraph must be a sentence, or what follows need not be looked at.
    if _code().search(head[:60]) or not _is_ended(text, start, _paragraph_stop(first)):
        return ([piece], match.end()) if piece else ([], start)
    document = Document(text, start, min(len(text), start + WINDOW))
    block, word = document.blocks[0], match[0]
    upper, lower = _habit(document)
    share = (upper + 0.5) / (upper + lower + 1)
    signals = []
    weight = 0.85 * max(0.0, (share - 0.5) / 0.5)
    if upper and not lower and is_listed(word, language()):
        weight = max(weight, ONE_CAPITAL)
    if weight:
        weight *= _ordinary(word, block, document)
    if weight >= 0.05:
        reason = f"lower case at the start, while {upper} of {upper + lower} paragraphs and sentences begin in capitals"
        signals.append(Signal("mid_sentence", weight, reason))
    if piece and lower * 4 <= upper:
        signals.append(piece)
    return signals, match.end()


def _ordinary(word: str, block: Block, document: Document) -> float:
    """How far a word in lower case at the start is unusual: titles and names of programs are not."""
    text = document.text
    after = text[block.start + len(word) : block.start + len(word) + 1]
    stop = _paragraph_stop(document)
    if after not in " \n,;.:)!?":
        return 0.0
    if not is_sentence_long(text[block.start : stop]) and text[stop - 1] != ".":
        return 0.0
    if not word.replace("'", "").replace("’", "").isalpha() and word.isascii():
        return 0.0
    language = identify(document.sample())
    if completeness(word, language) != "unknown" or is_listed(word, language) or not common_words(language):
        return 1.0
    again = len(re.findall(rf"\b{re.escape(word)}\b", text[block.stop : document.stop]))
    return 0.3 if again else 0.8


def _paragraph_stop(document: Document) -> int:
    """Where the first paragraph stops: a cut first line is too short to show that its text was wrapped."""
    blocks = document.blocks
    place = 0
    while place + 1 < len(blocks) and _goes_on(document, blocks[place], blocks[place + 1]):
        place += 1
    return blocks[place].stop


def _goes_on(document: Document, block: Block, following: Block) -> bool:
    """Whether a block that has no end mark is followed, on the next line, by more prose."""
    if following.kind != "prose" or document.text.count("\n", block.stop, following.start) > 1:
        return False
    return not ending_of(document.text, block.start, block.stop).ended


def _is_ended(text: str, start: int, stop: int) -> bool:
    """Whether a paragraph is a sentence by its end: a mark, a colon, or, after much text, a reference in brackets."""
    ending = ending_of(text, start, stop)
    return ending.ended or ending.last in ":：" or (ending.closed and stop - start >= 80)


def _habit(document: Document) -> tuple[int, int]:
    """How many of the other sentences begin in upper and lower case: at the start of paragraphs and inside them.

    A lower-case paragraph without end mark is a label or a command, a lower-case list item goes on with what
    announced the list: neither says anything of sentences.
    """
    upper = lower = 0
    for place, block in enumerate(document.blocks):
        if block.kind not in ("prose", "heading"):
            continue
        goes_on = place > 0 and _goes_on(document, document.blocks[place - 1], block)
        match = re.search(r"[^\W_]", document.body(block)) if place and not goes_on else None
        sentence = block.kind == "heading" or ending_of(document.text, block.start, block.stop).ended
        if match and match[0].isalpha() and (sentence or match[0].isupper()):
            upper += match[0].isupper()
            lower += match[0].islower()
        if block.kind == "prose":
            for inner in _sentence_start().finditer(document.text, block.start, block.stop):
                upper += inner[1].isupper()
                lower += inner[1].islower()
    return upper, lower


@functools.cache
def _code() -> re.Pattern[str]:
    """Signs of code, addresses and labelled lines in the first characters of a line."""
    return re.compile(
        r"[={}<>\\]|\w\(\)|[^\W\d]\.[^\W\d]|::|^\S*[/\\]|^\S+://|^\s*\w+:\s|;\s*$|\w_\w|^\S+\s*[-–—:|]\s|^\S+\([^)\s]*\)"
        r"|\[[A-Z]{2}|\[[<-]|[A-Z]{2} ?\.{3}"
    )


@functools.cache
def _sentence_start() -> re.Pattern[str]:
    """The first letter after an end mark inside a paragraph."""
    return re.compile(r"(?<=[^\W\d_][^\W\d_])[.!?][\"”»)]?\s+[\"“«(]?([^\W\d_])")
