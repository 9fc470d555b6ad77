"""The blocks of a document: prose paragraphs, list items, headings, tables, code, quotes, trailers.

A small reader of plain text with Markdown or HTML in it, for checks that ask where sentences begin and end.
It works on lines, in time linear in the text, keeps offsets into the text and never fails: what it does not
understand is prose. It is no Markdown parser; where the two differ it prefers the reading in which a line is
a line of its own.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from textgate import charclass
from textgate.truncation.fences import fences

Kind = Literal[
    "prose", "item", "heading", "row", "code", "html", "rule", "definition", "image", "trailer", "open_code"
]

CLOSERS = frozenset("\"'”’“‘»«›‹)]}）］｝】〕』」》〉〗〙〞＂＇*_~`|")
"""Marks that may follow the mark that ends a sentence."""

QUOTATION = frozenset("\"'”’“‘»«›‹』」》〉〞＂")
SHORT = 30  # code points (CJK: half) under which a line is too short to be judged as a sentence
SENTENCE = 12  # words of a paragraph that is no title
NEAR = 1_500  # code points before the end that the last block is looked for in
WRAPPED = 0.6  # share of the width that a line must have for the next one to belong to its paragraph
WRAP_WIDTH = (45, 130)  # code points; text is wrapped by hand at 60 to 100, by programs up to 120


class Block(NamedTuple):
    """One block: ``text[start:stop]`` without the line end. ``marker`` is the length of bullet or quote sign."""

    kind: Kind
    start: int
    stop: int
    marker: int = 0


class Habit(NamedTuple):
    """How the paragraphs of a document end: ``ended`` of ``judged`` with a mark that ends sentences."""

    judged: int
    ended: int

    @property
    def share(self) -> float:
        """Expected share of ended paragraphs: with half a paragraph of each sort added (Jeffreys' prior), so
        that few paragraphs say little."""
        return (self.ended + 0.5) / (self.judged + 1)


@functools.cache
def _line_patterns() -> list[tuple[Kind, str, re.Pattern[str]]]:
    """Kinds of lines, first match wins, with the first characters that such a line may have ("": any).

    Each pattern is anchored and reads a line once.
    """
    return [
        ("rule", "-*_=~—–─━·•☆★◆◇※＊#", re.compile(r"\s*(?:[-*_=~—–─━·•☆★◆◇※＊#]\s*){3,}$")),
        ("heading", "#=<", re.compile(r"\s{0,3}#{1,6}(?:\s|$)|\s*=+ [^=]+ =+\s*$|\s*<h[1-6][\s>]")),
        (
            "row",
            "",
            re.compile(r"\s*\|[^|]*\||(?:[^|\n]{0,40}\s\|\s){2,}[^|\n]{0,40}$|[^\t\n]*\S\t[^\t\n]*\t"),
        ),
        ("definition", "[*", re.compile(r"\s{0,3}\[[^\]\n]+\]:\s*\S+|\s{0,3}\*\[[^\]\n]+\]:")),
        (
            "image",
            "!<",
            re.compile(r"\s*(?:!\[[^\]\n]*\]\([^)\n]*\)\s*)+$|\s*<(?:img|video|iframe)\b[^>\n]*>\s*$"),
        ),
        ("item", "", _item()),
        ("html", "<", re.compile(r"\s*</?[A-Za-z!][^<>\n]*>\s*$|\s*(?:</[A-Za-z][^<>\n]*>\s*)+$|\s*<!--")),
    ]


_ITEM = (
    r"\s*(?:(?:[-*+•·▪▫◦‣●○◆◇■□►▶➤✓✔–—]|&bull;)\s+(?:\[[ xX]\]\s+)?"
    r"|(?:\(?\d{1,3}[.)、．]|\(?[a-zA-Z][.)]|[ivxIVX]{1,4}[.)])\s+"
    r"|[（(]?[一二三四五六七八九十]{1,3}[、.）)]|\d{1,2}[、．]|[①-⑳]|Step \d)"
)


@functools.cache
def _item() -> re.Pattern[str]:
    return re.compile(_ITEM)


_NO_ITEM = frozenset(" \u3000\xa0[-*_=~—–─━·•☆★◆◇※＊#") | {""}
"""What after a bullet and a space makes a line a rule or an item with a tick box: it needs the patterns."""
_QUOTE = re.compile(r"(?:\s{0,3}>\s?)+")


_TRAILER_FIRST = frozenset("©(（【[〔#—–―-")
_TRAILER_HEADS = frozenset(("htt", "www", "cop", "all"))
_colon_or_digit = re.compile(r"[:：\d]").search


def _may_be_trailer(bare: str) -> bool:
    """Whether a line holds what every trailer does: it saves most lines the long pattern."""
    return (
        bare[0] in _TRAILER_FIRST
        or _colon_or_digit(bare, 0, 31) is not None
        or "@" in bare
        or bare[:3].lower() in _TRAILER_HEADS
    )


@functools.cache
def _trailer_pattern() -> re.Pattern[str]:
    """Lines that close a document and are no sentences: dates, by-lines, sources, rights, tags, signatures."""
    return re.compile(
        r"\s*(?:"
        r"(?:©|\(c\)|copyright\b|all rights reserved)"
        r"|[\w./ -]{0,20}\d{1,4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,4}日?(?:[ ,].{0,20})?$"
        r"|\w{0,12}[.,]? ?\d{1,2}[., ]{1,2}\w{3,12}[., ]{1,2}\d{4}\.?$|\w{3,12} \d{1,2}, \d{4}$"
        r"|[(（【\[〔].{0,60}[)）】\]〕]$"
        r"|(?:https?://|www\.)\S+$|\S+@\S+\.\w+$"
        r"|(?:#\w+\s*)+$"
        r"|[—–―-]{1,2}\s?\S.{0,60}$"
        r"|[^\n:：\[(`]{1,25}[:：](?!//)\s?\S.{0,60}$"
        r")",
        re.IGNORECASE,
    )


class Document:
    """The blocks of ``text[start:stop]`` and what can be asked of them. Offsets are those of ``text``."""

    def __init__(self, text: str, start: int = 0, stop: int | None = None) -> None:
        self.text = text
        self.start = start
        self.stop = len(text) if stop is None else stop
        self.lines = _lines(text, self.start, self.stop)
        self.blocks = _blocks(text, self.lines)

    def body(self, block: Block) -> str:
        """The block's text without bullet or quote sign."""
        return self.text[block.start + block.marker : block.stop]

    def sample(self, size: int = 2000, *, last: bool = False) -> str:
        """Some prose of the document, without code and tables: from its beginning, or from its end."""
        parts, length = [], 0
        for block in reversed(self.blocks) if last else self.blocks:
            if block.kind in ("prose", "item", "heading", "trailer"):
                parts.append(self.body(block)[:size])
                length += len(parts[-1])
                if length >= size:
                    break
        return "\n".join(parts)

    def habit(self, kinds: Sequence[Kind], before: int | None = None) -> Habit:
        """How the blocks of these kinds end; of those that stop before an offset, if one is given."""
        return self.habit_of([block for block in self.blocks if block.kind in kinds], before)

    def habit_of(self, blocks: Iterable[Block], before: int | None = None) -> Habit:
        """How these blocks end. Short paragraphs do not count; a colon that announces something is an end mark."""
        judged = ended = 0
        for block in blocks:
            if before is not None and block.stop > before:
                continue
            ending = ending_of(self.text, block.start + block.marker, block.stop)
            if block.kind != "item" and not is_sentence_long(self.body(block)):
                continue
            judged += 1
            ended += ending.ended or ending.last in ":："
        return Habit(judged, ended)


def _lines(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    lines = []
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        lines.append((start, end))
        start = end + 1
    return lines


def _blocks(text: str, lines: list[tuple[int, int]]) -> list[Block]:
    """Classify lines, put fenced code together, join lines that were wrapped by width."""
    single: list[Block | None] = []
    fenced = [span for span in fences(text) if span[1] is None or span[1] > lines[0][0]] if lines else []
    fenced.reverse()
    for start, stop in lines:
        if fenced and start >= fenced[-1][0]:
            opened, closed = fenced[-1]
            if closed is None:
                single.append(Block("open_code", opened, lines[-1][1]))
                break
            if stop >= closed:
                single.append(Block("code", opened, stop))
                fenced.pop()
            continue
        single.append(_line_block(text[start:stop], start))
    return _joined(text, single)


def last_block(text: str, stop: int) -> Block | None:
    """The last block of ``text[:stop]``, which ends with no space, if the last line tells it; else None.

    A paragraph that may have begun on an earlier line needs a look at those lines (``Document``).
    """
    start = text.rfind("\n", 0, stop) + 1
    ranges = fences(text)
    if ranges:
        opened, closed = ranges[-1]
        if closed is None:
            return Block("open_code", opened, stop)
        if closed > start:
            return Block("code", opened, stop)
    block = _line_block(text[start:stop], start)
    if block is None or (block.kind in ("prose", "trailer") and may_continue(text, start, stop, block.kind)):
        return None
    return block


LIST_ITEMS = 8  # items that the habit of a list is taken from; three without an end mark are enough


def list_habit(text: str, before: int) -> Habit:
    """How the list items before an offset end: the last eight in the last 32 lines."""
    judged = ended = 0
    stop, last = before - 1, 0
    for _ in range(4 * LIST_ITEMS):
        if stop <= 0 or judged == LIST_ITEMS or (judged == 3 and not ended):
            break
        start = text.rfind("\n", 0, stop) + 1
        item = _item().match(text, start, stop)
        if item:
            ending = ending_of(text, item.end(), last or stop)
            judged += 1
            ended += ending.ended or ending.last in ":："
            last = 0
        elif text[start] in " \t\u3000":
            last = last or stop  # the item goes on in an indented line
        elif stop > start:
            last = 0
        stop = start - 1
    return Habit(judged, ended)


def may_continue(text: str, start: int, stop: int, kind: Kind) -> bool:
    """Whether a last line, prose or a trailer, may go on with the one before: a wrapped line, an item's next one."""
    if start == 0:
        return False
    before = text.rfind("\n", 0, start - 1) + 1
    if start - 1 - before < WRAP_WIDTH[0] * WRAPPED or text[before : start - 1].isspace():
        return text[start] in " \t\u3000"
    # The width is taken from lines before prose, so a line before a trailer says nothing of it.
    if kind == "prose" and _is_unwrapped(text, before, start, stop):
        return text[start] in " \t\u3000"
    return kind != "trailer" or not ending_of(text, before, start - 1).ended


def _is_unwrapped(text: str, before: int, start: int, stop: int) -> bool:
    """Whether the line before the last one is out of reach, or too long for a text that is wrapped.

    Of up to ten lines the longest one is the width (``_wrap_width``).
    """
    low = max(0, stop - NEAR)
    if start <= low:
        return False
    if before < low:
        return True
    return text.count("\n", low, stop) <= 10 and len(text[before : start - 1].rstrip()) > WRAP_WIDTH[1]


def _line_block(line: str, start: int) -> Block | None:
    bare = line.lstrip()
    if not bare:
        return None
    stop = start + len(line.rstrip())
    marker = 0
    if bare[0] == ">":
        quote = _QUOTE.match(line)
        marker = quote.end() if quote else 0
        bare = line[marker:].lstrip()
        if not bare:
            return None
    rest = line[marker:] if marker else line
    if (
        bare[0] in "-*+•"
        and bare[1:2] == " "
        and bare[2:3] not in _NO_ITEM
        and "|" not in bare
        and "\t" not in bare
    ):
        return Block("item", start, stop, marker + len(rest) - len(bare) + 2)
    if _may_be_marked(bare):
        in_columns = "|" in bare or "\t" in bare
        for kind, firsts, pattern in _line_patterns():
            if (firsts and bare[0] not in firsts) or (kind == "row" and not in_columns):
                continue
            match = pattern.match(rest)
            if match:
                return Block(
                    kind, start, stop, min(marker + (match.end() if kind == "item" else 0), stop - start)
                )
    if is_trailer(rest):
        return Block("trailer", start, stop, marker)
    return Block("prose", start, stop, marker + len(rest) - len(bare))


def is_data(text: str) -> bool:
    """Whether a text begins as JSON does."""
    return text[:200].lstrip().startswith(('{"', "[{"))


def is_trailer(line: str) -> bool:
    """Whether a line is one that follows a text: a date, a by-line, a labelled value."""
    bare = line.lstrip() if len(line) < 90 else ""
    return bool(bare) and _may_be_trailer(bare) and _trailer_pattern().match(line) is not None


_MARKED = frozenset("#=<|[*!-+&(（—–─━·•☆★◆◇※＊_~▪▫◦‣●○■□►▶➤✓✔一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""First characters of lines that are more than prose; digits and enumerating letters come to them."""


def _may_be_marked(bare: str) -> bool:
    """Whether a line may be anything but prose or a trailer: it saves most lines seven patterns."""
    first = bare[0]
    if first in _MARKED or first.isdecimal() or "|" in bare or "\t" in bare:
        return True
    if first in "ivxIVX":
        return "." in bare[1:5] or ")" in bare[1:5]
    return bare[1:2] in (".", ")") or bare.startswith("Step ")


def _joined(text: str, single: list[Block | None]) -> list[Block]:
    """Join prose lines into paragraphs where the text is wrapped by width; drop blank lines."""
    width = _wrap_width(text, single)
    blocks: list[Block] = []
    previous: Block | None = None
    for block in single:
        if block is None:
            previous = None
            continue
        # Where nothing is wrapped, only an indented line goes on.
        if (
            previous is not None
            and (width or text[block.start] in " \t\u3000")
            and _continues(text, previous, block, width)
        ):
            previous = blocks[-1] = Block(previous.kind, previous.start, block.stop, previous.marker)
            continue
        blocks.append(block)
        previous = block
    return blocks


def _continues(text: str, previous: Block, block: Block, width: int) -> bool:
    if block.kind not in ("prose", "trailer") or previous.kind not in ("prose", "item"):
        return False
    line = text.rfind("\n", 0, previous.stop) + 1
    if block.kind == "trailer":
        ending = ending_of(text, line, previous.stop)
        signed = ending.closed and text[block.start : block.stop].lstrip()[0] in "-–—―"
        if ending.ended or signed:
            return False
    if width and previous.stop - line >= width * WRAPPED:
        return True
    # An indented line under a list item belongs to it, whatever its width.
    indented = text[block.start : block.start + 1] in " \t\u3000"
    return previous.kind == "item" and indented


def _wrap_width(text: str, single: list[Block | None]) -> int:
    """The width at which lines were wrapped, 0 for text with one paragraph a line.

    Wrapped lines are nearly as long as the longest, and most stop anywhere in a sentence.
    """
    lines = [
        block
        for block, after in itertools.pairwise(single)
        if block is not None
        and after is not None
        and after.kind == "prose"
        and block.kind in ("prose", "item")
    ]
    if len(lines) < 2:
        return 0
    lengths = sorted([block.stop - block.start for block in lines])
    width = lengths[int(len(lengths) * 0.9)]
    if not WRAP_WIDTH[0] <= width <= WRAP_WIDTH[1]:
        return 0
    near = len(lengths) - bisect_left(lengths, 0.7 * width)
    if near < 0.6 * len(lengths):
        return 0
    # How lines end takes longest to find out.
    open_ends = sum(not ending_of(text, block.start, block.stop).ended for block in lines)
    return width if open_ends >= 0.5 * len(lines) else 0


class Ending(NamedTuple):
    """How a stretch of text ends.

    ``ended``: with a mark that ends sentences, perhaps followed by quotes, brackets or mark-up.
    ``closed``: with a closing bracket, quote, link, tag or code span instead. ``last`` is the last character
    that is no such mark, ``core`` its offset plus one.
    """

    ended: bool
    closed: bool
    last: str
    core: int


@functools.cache
def _tail_markup() -> re.Pattern[str]:
    """Mark-up after which a sentence may end."""
    return re.compile(
        r"(?:</?[A-Za-z][^<>\n]{0,200}>|\]\([^()\s]{0,300}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?(?:\s\"[^\"\n]*\")?\)|\]\[[^\]\n]{0,80}\]"
        r"|\[\^?\w{1,12}\]|\{#[^}\n]{0,120}\}|&(?:quot|raquo|rdquo|nbsp);|\\)$"
    )


def ending_of(text: str, start: int, stop: int) -> Ending:
    """How ``text[start:stop]`` ends; marks that close something are looked through."""
    if stop > start and ((last := text[stop - 1]).isalpha() or last in ".。"):
        return Ending(last in ".。", False, last, stop)
    closed = False
    low = max(start, stop - 600)
    for _ in range(40):
        while stop > low and (text[stop - 1].isspace() or _is_decoration(text[stop - 1])):
            stop -= 1
        if stop <= low:
            break
        last = text[stop - 1]
        tail = _tail_markup().search(text, max(low, stop - 420), stop) if last in ">)]};\\" else None
        if tail:
            stop, closed = tail.start(), True
        elif last == "|" and "\u0900" <= text[max(low, stop - 3) : stop].strip("| ")[-1:] <= "\u0dff":
            return Ending(True, closed, last, stop)  # a bar for a danda
        elif last in CLOSERS:
            # Emphasis marks close nothing that was said.
            closed = closed or last not in "*_~"
            stop -= 1
        else:
            ended = bool(charclass.bits_of(last) & charclass.SENTENCE_END)
            return Ending(ended, closed, last, stop)
    return Ending(False, closed, "", stop)


def _is_decoration(char: str) -> bool:
    """Emoji, invisible marks and footnote signs after a sentence."""
    return char > "\x7f" and (char in _INVISIBLE or "\U0001f000" <= char <= "\U0001faff")


_INVISIBLE = frozenset("\u200b\u200e\u200f\u200d\ufeff\ufe0f\u00a0")


_UNSPACED = "\u3041-\u30ff\u3400-\u9fff\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\U00020000-\U0003ffff"


@functools.cache
def _one_of(more: str) -> re.Pattern[str]:
    # Not at import: such wide sets take 2 ms each to compile, and no text in Latin letters asks for them.
    return re.compile(f"[{_UNSPACED}{more}]")


def is_unspaced(char: str) -> bool:
    """Whether the character's script writes words without spaces (Han, kana, Thai, Lao, Khmer, Burmese, Tibetan)."""
    return char > "\u0dff" and _one_of("").match(char) is not None


def is_unmarked(char: str) -> bool:
    """Whether the character's script ends its sentences without a mark (Thai, Lao, Khmer)."""
    return "\u0e00" <= char <= "\u0eff" or "\u1780" <= char <= "\u17ff"


def dense_characters(text: str) -> int:
    """How many characters stand for more than a letter: those of unspaced scripts, and Hangul syllables."""
    return 0 if text.isascii() else len(_one_of("가-힣").findall(text))


def is_sentence_long(body: str) -> bool:
    """Whether a paragraph is long enough to be a sentence: 30 code points, or 15 of an unspaced script or Hangul."""
    if len(body) >= SHORT:
        return True
    return dense_characters(body) >= SHORT // 2


@functools.cache
def sentence_pattern() -> re.Pattern[str]:
    """End marks inside a paragraph that a new sentence follows."""
    # The mark first, what stands before it second: the engine then skips from mark to mark.
    return re.compile(
        r"[.!?؟۔।。！？](?:(?<=[^\s\d.][^\s\d.][^\s\d.][.!?؟۔।])[\"”»)]?\s+(?=[\"“«„¿¡]?[^\Wa-z\d_а-яёα-ω])"
        r"|(?<=[。！？])[」”』]?(?=\S))"
    )
