"""Readings written into running Chinese text: 會(huì), 會(hui)(hui), 會（ㄏㄨㄟˋ）.

Flags
-----
A reading in brackets after a character that every reader knows: pinyin with or without tones, once or
several times over, bopomofo, or kana in text that is Chinese. Readings of whole words when one of the words is such
as nobody glosses. Pinyin with tones and bopomofo are also
found without brackets when there are many.

Why it matters
--------------
Republishing tools that convert Simplified to Traditional text append the reading to each converted
character. Words fall apart: search, tokenisers and language models see 會(huì)議(yì) and not 會議.
The same tools damage the bytes of other characters on the way (see the check mojibake).

Measures
--------
The number of readings. A document counts when at least ``least`` of them stand after a common character
(one of the 1,500 most frequent), inside running text, and are its usual reading: writers gloss rare
characters and unusual readings, tools annotate 會, 學 and 的. Then every reading is marked, and deleting
the marked text repairs the document.

Passes
------
A gloss of a rare name, of an unusual reading, and a word in a language course:

    >>> from textgate.testing import spans
    >>> spans("injected_reading", "作者王翀(chōng)住在浚(xùn)县。")
    []
    >>> spans("injected_reading", "这里的“行”读作háng，如银行(háng)。")
    []
    >>> spans("injected_reading", "生词：会(huì)、说(shuō)、时间(shíjiān)")
    []

Fails
-----
    >>> spans("injected_reading", "大家开會(huì)議论新的計(jì)划。")
    [('(huì)', 'pinyin'), ('(jì)', 'pinyin')]
    >>> spans("injected_reading", "天气很好(hao)(hao)，我们去公园。")
    [('(hao)(hao)', 'repeated')]
    >>> spans("injected_reading", "你就(nǐ jiù)会得到数组，这样(zhè yàng)很好。")
    [('(nǐ jiù)', 'word'), ('(zhè yàng)', 'word')]

Blind spots
-----------
Text in which every single character carries its reading is taken for ruby of a reader or a children's
book that lost its layout, and is a warning. A handful of readings in a text about pronunciation passes.
Kana after characters passes in Japanese text: it is furigana there. Kana cannot be verified, because the
table holds Mandarin readings only, so it needs more places.

Sources
-------
Readings: pypinyin, MIT. Frequencies: wordfreq. The two conditions, common character and usual reading,
follow from how the damaging tools work (see gbk_misalignment.py); the figures for text without brackets
were set so that slang such as 你ㄉ書 and product names such as 华为Mate do not reach them.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple

import numpy as np

from textgate import charclass
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.scripts import pinyin

FAMILY = "scripts"
UNIT = "injected readings"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "pinyin": "A pinyin reading in brackets after a common character.",
    "repeated": "The same reading two or more times after one character.",
    "bopomofo": "A bopomofo reading after a common character.",
    "kana": "A kana reading in brackets after a character of a Chinese text.",
    "unbracketed": "A reading without brackets between the characters of a sentence.",
    "word": "The reading of a common word in brackets, inside a sentence.",
    "every_character": "A reading after every single character: flattened ruby.",
}
KIND_SEVERITY: Mapping[str, Severity] = {"every_character": "warning"}

_HAN = "〇㐀-䶿一-鿿豈-﫿"
# Words that speak of pronunciation. A text that has one is read as a text about readings.
_ABOUT = (
    "拼音", "注音", "读音", "讀音", "发音", "發音", "声调", "聲調", "多音字", "声母", "聲母", "韵母", "韻母",
    "读作", "讀作", "生词", "生詞", "音译", "音譯", "inyin", "ピンイン", "中国語", "병음", "пиньин",
    "生字", "课文", "課文", "释义", "釋義", "动词", "動詞", "名词", "名詞", "形容词", "形容詞",
)  # fmt: skip
# Units and terms that are glossed in Latin letters although everyone knows the character.
_TERMS = frozenset("里斤亩畝元角分尺寸丈两兩钱錢气氣道理仁义義礼禮阴陰阳陽易经經")
_MANY = 8  # common characters with readings that outweigh a word about pronunciation
# Characters of words that everybody knows and nobody glosses.
_PLAIN = frozenset(
    "的是在了我你他她它们們这這那有不就也都没沒与與和从從得到而但以所其被如何您个個为為比需可能会會要时時后後同"
)
_LEAST_WORDS = 2  # readings of whole words in a text
_FULL = 0.97  # share of annotated characters above which a line is ruby, not damage


class Options(NamedTuple):
    """What counts as damage."""

    least: Annotated[int, Option("annotated common characters that make a document suspect", "places", 1)] = 1
    least_unbracketed: Annotated[int, Option("the same for readings without brackets", "places", 1)] = 5


class _Spot(NamedTuple):
    """One annotated character: the readings after it fill ``[start, stop)``."""

    start: int
    stop: int
    character: str
    reading: str
    times: int
    script: str
    verified: bool
    weight: float


@functools.cache
def _bracketed() -> re.Pattern[str]:
    pinyin_reading = rf"[{pinyin.LETTERS}]{{1,9}}[1-5]?"
    zhuyin = rf"˙?[{pinyin.ZHUYIN}]{{1,4}}[{pinyin.ZHUYIN_TONES}]?"
    kana = "[ぁ-ゖァ-ヺー]{1,5}"
    # The character before it is looked at afterwards: there are far more of those than brackets.
    return re.compile(rf"(?:[(（](?:{pinyin_reading}|{zhuyin}|{kana})[)）]){{1,12}}")


@functools.cache
def _reading() -> re.Pattern[str]:
    return re.compile(r"[(（]([^()（）]*)[)）]")


@functools.cache
def _bare() -> re.Pattern[str]:
    marked = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
    toned = rf"[a-zü]{{0,4}}[{marked}][a-zü]{{0,3}}"
    zhuyin = rf"˙?[{pinyin.ZHUYIN}]{{1,4}}[{pinyin.ZHUYIN_TONES}]?"
    return re.compile(
        rf"([{_HAN}])({toned}|{zhuyin})(?![a-zA-Z{marked}{pinyin.ZHUYIN}{pinyin.ZHUYIN_TONES}])"
    )


@functools.cache
def _spaced() -> re.Pattern[str]:
    """Readings of two syllables or more."""
    return re.compile(rf"[(（]([{pinyin.LETTERS}]{{1,6}}(?: [{pinyin.LETTERS}]{{1,6}}){{1,7}})[)）]")


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"([{_HAN}]{{2,4}})\s?[(（]([{pinyin.LETTERS} '’]{{3,24}})[)）]")


def measure(profile: Profile, options: Options) -> Measured:
    """Value: readings per document."""
    spans = Spans()
    if not profile.ascii and profile.has(charclass.HAN).any():
        for document in _bracket_candidates(profile):
            text = profile.document_text(document)
            places = (match.span() for match in _bracketed().finditer(text))
            spots = [
                _spot(text, *place) for place in places if _is_han(text[max(place[0] - 1, 0) : place[0]])
            ]
            _judge(document, text, spots, options.least, spans)
            _judge_words(document, text, spans)
        for document in _bare_candidates(profile, options.least_unbracketed):
            _judge_bare(document, profile.document_text(document), options, spans)
    return Measured.counted(len(profile), spans)


def _bracket_candidates(profile: Profile) -> Iterator[int]:
    """Documents with Han, opening bracket, letter."""
    points = profile.codepoints
    han = np.uint8(charclass.HAN >> 8)
    opening = profile.where_above(charclass.OPENING)
    opening = np.concatenate(
        [np.flatnonzero(profile.narrow == ord("(")), opening[points.take(opening) == 0xFF08]]
    )
    # The terminator of the last document stands before position 0.
    opening = opening[(profile.script_bits.take(opening - 1, mode="wrap") & han) != 0]
    letter = charclass.LOWER | charclass.BOPOMOFO | charclass.KANA
    hit = ((profile.bits.take(opening + 1) & np.uint32(letter)) != 0) | (points.take(opening + 1) == ord("˙"))
    yield from profile.documents_at(opening[hit])


def _bare_candidates(profile: Profile, least: int) -> Iterator[int]:
    """Documents with enough letters that only readings have, bopomofo or vowels with tones, next to Han."""
    marks = profile.where_above(charclass.BOPOMOFO | charclass.LATIN)
    held = np.flatnonzero(profile.has(charclass.HAN))
    counts = np.searchsorted(marks, profile.stops[held]) - np.searchsorted(marks, profile.starts[held])
    yield from held[counts >= least].tolist()


def _is_han(character: str) -> bool:
    return bool(character) and bool(charclass.bits_of(character) & charclass.HAN)


def _script(reading: str) -> str:
    if reading[0] in pinyin.ZHUYIN_TONES or "ㄅ" <= reading[0] <= "ㆿ":
        return "bopomofo"
    return "kana" if "ぁ" <= reading[0] <= "ヺ" else "pinyin"


def _spot(text: str, start: int, stop: int) -> _Spot:
    """The readings in brackets that fill ``[start, stop)``, with the ideograph before them."""
    character, written = text[start - 1], _reading().findall(text[start:stop])
    reading, times = written[0], len(written)
    script = _script(reading)
    before = text[max(start - 2, 0) : start - 1]
    # With readings on both sides the neighbour of a character is the bracket of the character before it.
    left, right = _is_han(before) or before in (")", "）"), _is_han(text[stop : stop + 1])
    usual = pinyin.readings(character)[:1]
    same = usual == (pinyin.syllable(reading),)
    common = pinyin.band(character) >= pinyin.COMMON
    verified = all(pinyin.is_reading(character, spelt) for spelt in written)
    weight = 0.0
    # A single letter without a tone numbers a list: 选项(a).
    if times > 1 and verified and (len(reading) > 1 or not reading.isascii()):
        weight = 1.0
    elif same and common and (len(reading) > 1 or not reading.isascii()):
        if not reading.isascii():
            weight = float(left or right)
        elif character not in _TERMS:
            # Without a tone it may be an abbreviation or a term; two such places are one clear one.
            weight = (left + right) / 2
    return _Spot(start, stop, character, reading, times, script, verified, weight)


def _judge(document: int, text: str, spots: list[_Spot], least: int, spans: Spans) -> None:
    mandarin = [spot for spot in spots if spot.script != "kana"]
    if _damaged(text, mandarin, least):
        ruby = _is_ruby(text, mandarin)
        for spot in mandarin:
            if spot.verified or (len(mandarin) > _MANY and pinyin.syllable(spot.reading)):
                _add(document, spot, "every_character" if ruby else None, spans)
    kana = [spot for spot in spots if spot.script == "kana"]
    if _is_foreign_kana(text, kana):
        for spot in kana:
            _add(document, spot, None, spans)


def _damaged(text: str, spots: list[_Spot], least: int) -> bool:
    strong = sum(spot.weight for spot in spots)
    verified = sum(spot.verified for spot in spots)
    # Between glosses of rare characters a gloss of a common one is a gloss too.
    if strong < least or (5 * strong < verified and not any(spot.times > 1 for spot in spots)):
        return False
    about = any(word in text for word in _ABOUT) or _teaches(text)
    return not about or strong >= max(_MANY, least)


def _teaches(text: str) -> bool:
    """Whether readings of whole words occur: 时间(shíjiān). Tools annotate single characters."""
    words = 0
    for match in _word().finditer(text):
        spelled = re.sub(r"[ '’]", "", match[2])
        words += any(_spells(match[1][-length:], spelled) for length in range(2, len(match[1]) + 1))
    return words >= 2


def _spells(word: str, spelled: str) -> bool:
    """Whether ``spelled`` is the readings of the characters of ``word`` in a row."""
    ends = {0}
    for character in word:
        ends = {
            end
            for start in ends
            for end in range(start + 1, min(start + 7, len(spelled)) + 1)
            if pinyin.is_reading(character, spelled[start:end])
        }
    return len(spelled) in ends


def _is_ruby(text: str, spots: list[_Spot]) -> bool:
    """Whether every character carries exactly one reading, in the lines that have any."""
    if len(spots) < _MANY or any(spot.times > 1 for spot in spots):
        return False
    # Syllables without stress bear no mark: 的(de), 们(men).
    if 3 * sum(spot.reading.isascii() for spot in spots) > len(spots):
        return False
    breaks = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    lines = {bisect.bisect_left(breaks, spot.start) for spot in spots}
    han = re.compile(f"[{_HAN}]")
    return len(spots) >= _FULL * sum(len(han.findall(text, breaks[i - 1] + 1, breaks[i])) for i in lines)


def _is_foreign_kana(text: str, spots: list[_Spot]) -> bool:
    """Kana after the characters of a text that has no kana of its own, inside words, and often."""
    inside = sum(_is_han(text[spot.stop : spot.stop + 1]) for spot in spots)
    if len(spots) < _MANY - 2 or 5 * inside < 3 * len(spots):
        return False
    own = sum("ぁ" <= character <= "ヺ" for character in text)
    return own <= sum(len(spot.reading) * spot.times for spot in spots) * 1.1


def _add(document: int, spot: _Spot, kind: str | None, spans: Spans) -> None:
    named = kind or ("repeated" if spot.times > 1 else spot.script)
    confidence = 0.99 if spot.weight else 0.9 if spot.verified else 0.7
    told = f"{spot.reading!r} is written after {spot.character}"
    told += f", {spot.times} times." if spot.times > 1 else ", a character that needs no reading."
    spans.add(document, spot.start, spot.stop, named, confidence, told, "")


def _judge_words(document: int, text: str, spans: Spans) -> None:
    """Readings of whole words that need none, cut out of sentences wherever the tool pleased: 你就(nǐ jiù)会."""
    found, evident, inside = [], 0, 0
    for match in _spaced().finditer(text):
        syllables = match[1].split()
        begin = max(match.start() - len(syllables), 0)
        word = text[begin : match.start()]
        if (
            len(word) == len(syllables)
            and not match[1].isascii()
            and all(pinyin.is_reading(c, spelt) for c, spelt in zip(word, syllables, strict=True))
        ):
            found.append((match, word))
            common = all(pinyin.band(c) >= pinyin.COMMON for c in word)
            evident += common and not _PLAIN.isdisjoint(word)
            inside += _is_han(text[match.end() : match.end() + 1]) or _is_han(text[max(begin - 1, 0) : begin])
    # A course glosses whole phrases, and words that mean something.
    if len(found) < _LEAST_WORDS or 3 * min(evident, inside) < len(found):
        return
    if any(word in text for word in _ABOUT):
        return
    for match, word in found:
        told = f"the reading {match[1]!r} is written after {word}, a word that needs none."
        spans.add(document, *match.span(), "word", 0.9, told, "")


def _judge_bare(document: int, text: str, options: Options, spans: Spans) -> None:
    found = []
    for match in _bare().finditer(text):
        if pinyin.is_reading(match[1], match[2]) and len(match[2]) > 1:
            between = _is_han(text[match.end() : match.end() + 1])
            usual = pinyin.readings(match[1])[0] == pinyin.syllable(match[2])
            found.append((match, between and usual and pinyin.band(match[1]) >= pinyin.COMMON))
    if sum(strong for _, strong in found) < options.least_unbracketed or any(word in text for word in _ABOUT):
        return
    for match, strong in found:
        told = f"{match[2]!r} is written after {match[1]}."
        spans.add(document, *match.span(2), "unbracketed", 0.95 if strong else 0.8, told, "")
