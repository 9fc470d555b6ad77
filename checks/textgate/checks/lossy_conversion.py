"""Letters that a conversion threw away: U+FFFD, 锟斤拷, question marks inside words.

Flags
-----
What is left where text was converted to an encoding that cannot hold it, or read with a decoder that
replaces what it cannot read: U+FFFD inside the text, the same character misread once more (锟斤拷, ï¿½,
пїЅ), a misread byte-order mark, memory fill patterns (烫烫烫), and letters turned into question marks or
boxes.

Why it matters
--------------
The letters are gone. Nothing can bring them back from the text alone, so the document has to be fetched
or converted again; kept, it teaches a model or an index words that do not exist.

Measures
--------
The number of characters in damaged places. Neighbouring places no more than three characters apart are
one place, because the letters between them belong to the same broken word.

Passes
------
A cut at the end (that is truncation), a text about the matter, real questions, code and addresses:

    >>> from textgate.testing import spans
    >>> spans("lossy_conversion", "The last word is cut of\\ufffd")
    []
    >>> spans("lossy_conversion", "The replacement character U+FFFD is drawn as “\\ufffd”.")
    []
    >>> spans("lossy_conversion", "Why?? See /list?page=2 and colou?r. What???")
    []

Fails
-----
    >>> spans("lossy_conversion", "Der B\\ufffdcker und seine T\\ufffdchter")
    [('\\ufffd', 'replacement-character'), ('\\ufffd', 'replacement-character')]
    >>> spans("lossy_conversion", "El ni?o comi? una pi?a y una casta?a.")
    [('?', 'question-marks'), ('?', 'question-marks'), ('?', 'question-marks'), ('?', 'question-marks')]
    >>> spans("lossy_conversion", "Das Men\ufeffü heißt ï»¿Karte")
    [('ï»¿', 'byte-order-mark')]

Blind spots
-----------
A decoder that drops what it cannot read leaves no trace. One question mark inside one word passes, since
people forget the space after a question. Letters turned into underscores are not told from identifiers.
Boxes (□) are only judged between alphabetic letters: between Han characters they stand for lost
characters of an old text.

Sources
-------
The byte patterns are computed: EF BF BD and EF BB BF read with each usual code page. 0xCC and 0xCD fill
uninitialised memory in debug builds of Microsoft C, and CDCD and CCCC are 屯 and 烫 in GBK. How question
marks are weighed, and why, is told in lost_letters.py.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass, masking
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile

FAMILY = "mojibake"
UNIT = "damaged characters"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "replacement-character": "U+FFFD inside the text: bytes that a decoder could not read.",
    "misread-replacement": "U+FFFD written as UTF-8 and read in another encoding: 锟斤拷, ï¿½.",
    "memory-fill": "Uninitialised memory read as GBK: 烫烫烫, 屯屯屯.",
    "byte-order-mark": "A byte-order mark read in another encoding: ï»¿.",
    "question-marks": "Letters that an encoding could not hold, turned into question marks.",
    "boxes": "Letters inside words turned into boxes.",
}
KIND_SEVERITY: Mapping[str, Severity] = {}

_JOIN = 3  # undamaged characters between two damaged ones that still belong to one place
# Single-byte code pages in use, then multi-byte ones that turn a run of U+FFFD into characters.
_SINGLE = ("cp1252", "cp1251", "koi8-r", "cp1250", "cp1253", "cp1255", "cp1256", "cp1257", "mac-roman", "cp437",
           "cp850", "cp866", "cp874", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9")  # fmt: skip
_MULTI = ("gbk", "big5", "cp949", "euc-jp", "cp932")
_UTF16_MARKS = ("ÿþ", "þÿ", "яю", "юя")  # FF FE and FE FF as cp1252 and cp1251; letters but at the very start
_ABOUT = (
    "U+FFFD", "u+fffd", "\\ufffd", "EF BF BD", "mojibake", "Mojibake", "eplacement char", "乱码", "亂碼", "文字化け",
    "кракозяб", "encoding", "Encoding", "编码", "編碼", "エンコード", "кодиров", "인코딩", "byte order", "Byte Order",
    "byte-order", "codificaci", "encodage", "Kodierung", "Zeichensatz", "charset",
)  # fmt: skip
_SESSION = r"^[ \t]*\$ \S[^\n]*(?:\n[^\n]*\S[^\n]*){0,40}"
_QUOTES = set("\"'`“”‘’«»「」『』()（）[]<>《》|")


class Options(NamedTuple):
    """How much is damage."""

    least_question_marks: Annotated[
        float,
        Option("weight of question marks in place of letters that makes a document suspect", "places", 1),
    ] = 2.0
    least_mentions: Annotated[
        int, Option("lost characters from which a text about encodings is damaged itself", "characters", 1)
    ] = 10


class _Text:
    """A document under judgement; both views of it are made on first use."""

    def __init__(self, profile: Profile, index: int) -> None:
        self.index = index
        self.profile = profile
        self.text = profile.document_text(index)
        damage = profile.batch.documents[index].damage
        self.replaced = {run.position for run in damage.undecodable}

    @functools.cached_property
    def about(self) -> bool:
        """Whether the text speaks of encodings."""
        return any(word in self.text for word in _ABOUT)

    @functools.cached_property
    def prose(self) -> str:
        """The text with code and addresses blanked out."""
        return masking.without_addresses(masking.without_code(self.text))

    @functools.cached_property
    def unexecuted(self) -> str:
        """The prose with what follows the prompt of a shell blanked out, up to an empty line."""
        if "$ " not in self.prose:
            return self.prose
        return re.sub(_SESSION, lambda match: masking.blanked(match[0]), self.prose, flags=re.MULTILINE)


def measure(profile: Profile, options: Options) -> Measured:
    """Value: damaged characters per document."""
    spans = Spans()
    if not profile.ascii:
        for index in np.flatnonzero(profile.has(charclass.REPLACEMENT)).tolist():
            _replacements(_Text(profile, index), options, spans)
        for index in _signature_candidates(profile):
            _signatures(_Text(profile, index), options, spans)
    for index in _question_candidates(profile):
        _question_marks(_Text(profile, index), options, spans)
    if not profile.ascii and "□" in profile.text:
        for index in profile.documents_at(np.flatnonzero(profile.codepoints == ord("□"))):
            _boxes(_Text(profile, index), spans)
    return Measured.covered(len(profile), spans)


def _joined(positions: list[tuple[int, int]], text: str, gap: int = _JOIN) -> Iterator[tuple[int, int]]:
    """Intervals in order, joined where they are at most ``gap`` characters apart in one line."""
    start = stop = -1
    for first, last in positions:
        if start >= 0 and first - stop <= gap and "\n" not in text[stop:first]:
            stop = max(stop, last)
            continue
        if start >= 0:
            yield start, stop
        start, stop = first, last
    if start >= 0:
        yield start, stop


# --- U+FFFD -----------------------------------------------------------------------------------------------


def _replacements(document: _Text, options: Options, spans: Spans) -> None:
    text = document.text
    body_start = len(text) - len(text.lstrip("\ufffd \t\r\n"))
    body_stop = len(text.rstrip("\ufffd \t\r\n"))
    # Code shows U+FFFD only where a text speaks of it; elsewhere its comments are as damaged as the rest.
    runs = [match.span() for match in re.finditer("\ufffd+", document.prose if document.about else text)]
    # What the reader itself put in place of bytes is the subject of undecodable_bytes, with byte offsets.
    runs = [run for run in runs if not document.replaced.issuperset(range(*run))]
    inside = [run for run in runs if body_start <= run[0] and run[1] <= body_stop]
    shown = sum(stop - start for start, stop in inside if _is_quoted(text, start, stop))
    lost = sum(stop - start for start, stop in inside)
    if not lost or (lost < options.least_mentions and (document.about or shown == lost)):
        return
    # Where bytes of a script were lost, the characters between the gaps are garbled too; where letters of an
    # alphabet were lost, they are the rest of the word.
    own = sum(1 for _ in re.finditer("[\u00c0-\u07ff]", text)) > 3 * lost
    heavy = [run if own or not _is_heavy(text, *run) else _widen(text, *run) for run in runs]
    for start, stop in _joined(heavy, text):
        told = f"{text.count(chr(0xFFFD), start, stop)} of {lost} characters that could not be decoded."
        spans.add(document.index, start, stop, "replacement-character", 1.0, told)


def _is_quoted(text: str, start: int, stop: int) -> bool:
    before, after = text[start - 1 : start], text[stop : stop + 1]
    return bool(before and after) and before in _QUOTES and after in _QUOTES


def _is_heavy(text: str, start: int, stop: int) -> bool:
    """Whether about one character in six around the place is lost."""
    window = text[max(start - 15, 0) : stop + 15]
    return 6 * window.count("\ufffd") >= len(window)


def _is_debris(character: str) -> bool:
    """What two bytes of a multi-byte encoding give as UTF-8 by accident: letters and marks of U+0080 to U+07FF."""
    return "\x7f" < character < "\u0800" and bool(
        charclass.bits_of(character) & (charclass.LETTER | charclass.MARK | charclass.CONTROL)
    )


def _widen(text: str, start: int, stop: int) -> tuple[int, int]:
    """Take in debris on both sides, and one ASCII byte that closes a pair after the gap."""
    limit = max(start - 40, 0)
    while start > limit and _is_debris(text[start - 1]):
        start -= 1
    limit = min(stop + 40, len(text))
    while stop < limit and _is_debris(text[stop]):
        stop += 1
    following = text[stop : stop + 2]
    if "@" <= following[:1] <= "~" and following[1:] in ("", "\n", "\ufffd"):
        stop += 1
    return start, stop


# --- Byte patterns ----------------------------------------------------------------------------------------


@functools.cache
def _patterns() -> dict[str, str]:
    """Misread pattern -> kind."""
    table = {"烫烫烫": "memory-fill", "屯屯屯": "memory-fill"}
    for codec in _SINGLE:
        for data, kind in ((b"\xef\xbf\xbd", "misread-replacement"), (b"\xef\xbb\xbf", "byte-order-mark")):
            pattern = data.decode(codec, "ignore")
            if len(pattern) == len(data):
                table.setdefault(pattern, kind)
    for codec in _MULTI:
        pattern = (b"\xef\xbf\xbd" * 2).decode(codec, "ignore")
        table.setdefault(pattern, "misread-replacement")
    # The first half of the pattern when something else follows, and U+FEFF read as GBK before ASCII.
    return table | {"锟斤": "misread-replacement", "�ｿｽ": "misread-replacement", "锘": "byte-order-mark"}


@functools.cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_patterns(), key=lambda p: (-len(p), p))
    # At the very start these two pairs are the mark of UTF-16; elsewhere they are letters.
    return re.compile(
        rf"\A(?:{'|'.join(_UTF16_MARKS)})(?=[^a-zа-я])|烫{{4,}}|烫{{3}}(?![！!~～])|屯{{3,}}|"
        + "|".join(re.escape(pattern) for pattern in longest_first if _patterns()[pattern] != "memory-fill")
    )


@functools.cache
def _pair_tables() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Two ``uint32[65536]`` tables of first and second characters: bit k stands for pattern k, modulo 32."""
    first, second = np.zeros(0x10000, np.uint32), np.zeros(0x10000, np.uint32)
    for k, pattern in enumerate(sorted(_patterns())):
        bit = np.uint32(1 << k % 32)
        first[ord(pattern[0])] |= bit
        if len(pattern) > 1:
            second[ord(pattern[1])] |= bit
        else:
            second |= bit
    return first, second


@functools.cache
def _begins() -> NDArray[np.bool_]:
    """``bool[65536]``: the first characters of the patterns; a table that stays in the cache."""
    return np.asarray(_pair_tables()[0] != 0)


def _signature_candidates(profile: Profile) -> list[int]:
    """Documents that hold the first two characters of a pattern side by side."""
    first, second = _pair_tables()
    places, points = profile.above_ascii, profile.codepoints
    # Clipped, all characters beyond the basic plane are U+FFFF: at worst a needless look.
    places = places[_begins().take(points.take(places), mode="clip")]
    here = first.take(points.take(places), mode="clip")
    hits = places[(here & second.take(points.take(places + 1), mode="clip")) != 0]
    found = set((np.searchsorted(profile.starts, hits, side="right") - 1).tolist())
    found.update(i for i, d in enumerate(profile.batch.documents) if d.text.startswith(_UTF16_MARKS))
    return sorted(found)


def _signatures(document: _Text, options: Options, spans: Spans) -> None:
    text = document.text
    found = [match for match in _pattern().finditer(document.prose) if _counts(text, match)]
    if not _opens(text, found) and len(found) < options.least_mentions:
        shown = sum(_is_quoted(text, *match.span()) for match in found)
        if document.about or shown == len(found):
            return
    han = (
        [match.span() for match in re.finditer("[锟斤拷]+\ufffd?", text)]
        if any("锟" in match[0] for match in found)
        else []
    )
    for start, stop in _joined(han, text, gap=6):
        if "锟" in text[start:stop]:
            begin, end = _completed(text, start, stop)
            told = "锟斤拷 is U+FFFD written as UTF-8 and read as GBK."
            spans.add(document.index, begin, end, "misread-replacement", 1.0, told)
    for match in found:
        if "锟" not in match[0]:
            kind = _patterns().get(match[0][:3], "byte-order-mark")
            spans.add(
                document.index, *match.span(), kind, 1.0, f"{match[0]} is the trace of a wrong conversion."
            )


def _opens(text: str, found: list[re.Match[str]]) -> bool:
    """Whether a misread byte-order mark opens the text: no author begins with one, whatever the text is about."""
    kind = _patterns().get(found[0][0], "byte-order-mark") if found else ""
    return kind == "byte-order-mark" and found[0].start() == 0


def _counts(text: str, match: re.Match[str]) -> bool:
    if match[0] != "锘":
        return True
    glued = match.end() < len(text) and not text[match.end()].isspace()
    return match.start() == 0 or (text[match.start() - 1] == "\n" and glued)


def _completed(text: str, start: int, stop: int) -> tuple[int, int]:
    """Take in the neighbour that shares bytes with a run that begins or ends in the middle of 锟斤拷."""
    if start and text[start] != "锟" and charclass.bits_of(text[start - 1]) & charclass.HAN:
        start -= 1
    if stop < len(text) and text[stop - 1] in "锟斤" and charclass.bits_of(text[stop]) & charclass.HAN:
        stop += 1
    return start, stop


# --- Question marks ---------------------------------------------------------------------------------------


def _question_candidates(profile: Profile) -> list[int]:
    """Documents with a question mark before a letter, before another one, or before a word in lower case."""
    points = profile.codepoints
    marks = np.flatnonzero(profile.narrow == 0x3F)
    marks = marks[(marks > 0) & (marks < len(points) - 2)]
    after, second = charclass.bits_at(points[marks + 1]), charclass.bits_at(points[marks + 2])
    suspect = (points[marks + 1] == 0x3F) | ((after & charclass.LETTER) != 0)
    suspect |= (points[marks + 1] == 0x20) & ((second & (charclass.LOWER | charclass.OTHER_SCRIPT)) != 0)
    return profile.documents_at(marks[suspect])


def _question_marks(document: _Text, options: Options, spans: Spans) -> None:
    from textgate.mojibake import lost_letters

    text = document.text
    if not lost_letters.may_hold(text) or not lost_letters.may_hold(document.unexecuted):
        return
    marks = lost_letters.weigh(document.unexecuted, document.profile.languages[document.index])
    clear = [mark for mark in marks if mark.weight >= lost_letters.CLEAR]
    total = sum(mark.weight for mark in clear)
    # The same string over and over is a pattern or a name, not damage.
    several = len({_word_at(text, mark.start, mark.stop) for mark in clear}) > 1
    if total < options.least_question_marks or not (several or max(mark.weight for mark in clear) > 1):
        return
    # Where much is lost, lines that show less are damaged too.
    least = lost_letters.CLEAR if total < 3 * options.least_question_marks else lost_letters.CLEAR / 2
    line_of = _line_numbers(text)
    lines = {line_of(mark.start) for mark in marks if mark.weight >= least}
    chosen = [(mark.start, mark.stop) for mark in marks if line_of(mark.start) in lines]
    for start, stop in _joined(chosen, text):
        told = f"Letters of {_word_at(text, start, stop)!r} became question marks."
        spans.add(document.index, start, stop, "question-marks", min(0.6 + total / 20, 1.0), told)


def _line_numbers(text: str) -> Callable[[int], int]:
    """A function from offset to 0-based line."""
    ends = [match.start() for match in re.finditer("\n", text)]
    return functools.partial(bisect.bisect_left, ends)


def _word_at(text: str, start: int, stop: int) -> str:
    begin = max(text.rfind(" ", max(start - 30, 0), start), text.rfind("\n", max(start - 30, 0), start)) + 1
    end = text.find(" ", stop, stop + 30)
    return text[max(begin, start - 30) : end if end >= 0 else stop + 10].split("\n", maxsplit=1)[0]


# --- Boxes ------------------------------------------------------------------------------------------------


def _boxes(document: _Text, spans: Spans) -> None:
    between = r"(?<=[^\W\d_])□+(?=[^\W\d_])"
    found = [m for m in re.finditer(between, document.prose) if _alphabetic(document.text, m)]
    if len(found) < 3:
        return
    for match in found:
        spans.add(document.index, *match.span(), "boxes", 0.9, "A box stands inside a word.")


def _alphabetic(text: str, match: re.Match[str]) -> bool:
    wide = charclass.HAN | charclass.KANA | charclass.HANGUL
    return not (charclass.bits_of(text[match.start() - 1]) | charclass.bits_of(text[match.end()])) & wide
