"""Fullwidth letters and digits, and halfwidth kana, inside words that are otherwise of normal width.

Flags
-----
Words and numbers that mix widths (``stａte``, ``2０24``, ``アｸｼｮﾝ``), and fullwidth words in text whose language
never uses them (``the ｗｏｒｄ here``); halfwidth words of Japanese that are written in ordinary katakana elsewhere
in the text, as most of its words are.

Why it matters
--------------
Width forms are compatibility characters of old East Asian codings. A word that is written in two widths is
two different words to a search or a tokenizer. Inside one word they come from filter dodging, from broken
conversion or from a half-finished normalisation.

Measures
--------
The number of code points in such words and numbers.

Passes
------
East Asian text that writes whole words or numbers fullwidth, old data in halfwidth kana, stylised lines:

>>> from textgate.testing import spans
>>> spans("width_forms", "会員数は１２３名、ＮＨＫで放送。ﾃｽﾄです。")
[]
>>> spans("width_forms", "ＷＥＬＣＯＭＥ　ＴＯ　ＭＹ　ＰＡＧＥ")
[]

Fails
-----
>>> spans("width_forms", "Please read the mａnual of 2０24.")
[('mａnual', 'fullwidth_letters'), ('2０24', 'fullwidth_digits')]
>>> spans("width_forms", "このアプﾘは新しい。")
[('アプﾘ', 'halfwidth_kana')]
>>> spans("width_forms", "ﾌｧｲﾙを開きます。次にファイルを閉じます。")
[('ﾌｧｲﾙ', 'halfwidth_kana')]

Blind spots
-----------
Whole fullwidth words in Chinese, Japanese and Korean text, unless the same word is written in normal width
elsewhere. Halfwidth words of Japanese of fewer than three letters. Halfwidth Hangul. Documents that use width
forms throughout.

Sources
-------
Unicode block Halfwidth and Fullwidth Forms; Unicode Standard Annex #11 (East Asian Width); the replacement is
normalisation form NFKC of Unicode Standard Annex #15.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Annotated, NamedTuple

import numpy as np

from textgate.charclass import HAN, HANGUL, KANA, LETTER, WIDTH_FORM
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.scripts import confusables

FAMILY = "scripts"
UNIT = "characters in words of two widths"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS = {
    "fullwidth_letters": "fullwidth letters in a word of ordinary letters, or a fullwidth word in alphabetic text",
    "fullwidth_digits": "fullwidth digits in a number of ordinary digits, or in alphabetic text",
    "halfwidth_kana": "halfwidth katakana in a word, or in a text, of ordinary katakana",
}
KIND_SEVERITY: dict[str, Severity] = {}

EAST_ASIAN_SHARE = 0.1  # of the letters; above it, whole fullwidth words are ordinary
WINDOW = 200  # characters before and after a word that may be its line
LEAST_KANA = 3  # letters of a katakana word that is no slang
ORDINARY_SHARE = 4  # ordinary katakana words for each halfwidth one, from which that one is no style
HABIT = (
    3  # whole fullwidth words in an East Asian document from which mixed ones are sloppy typing, not damage
)


WRITTEN = {
    "fullwidth_letters": "written in fullwidth forms",
    "fullwidth_digits": "written in fullwidth forms",
    "halfwidth_kana": "written in halfwidth forms",
}


class Options(NamedTuple):
    """Options of ``width_forms``."""

    whole_words: Annotated[
        bool, Option("also flag whole fullwidth words in alphabetic text, and halfwidth words in Japanese")
    ] = True


class Token(NamedTuple):
    """A run of letters or of digits of one alphabet in either width; offsets in the document."""

    start: int
    stop: int
    text: str
    kind: str
    mixed: bool


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Seeds of tokens; halfwidth kana words; a text that speaks of width; ordinary letters."""
    return (
        re.compile(r"[０-９]+|[Ａ-Ｚａ-ｚ]+|[ｦ-ﾟ]+"),
        re.compile(r"[ｦ-ﾟァ-ヺーヽヾ]"),
        re.compile(r"(?i)full-?\s?width|half-?\s?width|全角|半角|전각|반각|zenkaku|hankaku|vapor ?wave|NFKC"),
        re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u05ff\u1e00-\u1eff]"),
    )


def _is_subject(text: str) -> bool:
    """Whether a text speaks of widths, or of lookalikes."""
    return _patterns()[2].search(text) is not None or confusables.is_subject(text)


def _tokens(text: str) -> Iterator[Token]:
    """Words and numbers that hold a width form, left to right. Linear: every character is visited twice."""
    seed, katakana, _, _ = _patterns()
    reached = 0
    for match in seed.finditer(text):
        if match.start() < reached:
            continue
        first = match.group()[0]
        if "０" <= first <= "９":
            kind, member = "fullwidth_digits", _is_digit
        elif first >= "ｦ":
            kind, member = "halfwidth_kana", lambda char: katakana.match(char) is not None
        else:
            kind, member = "fullwidth_letters", _is_latin
        start, stop = match.span()
        while start > reached and member(text[start - 1]):
            start -= 1
        while stop < len(text) and member(text[stop]):
            stop += 1
        reached = stop
        token = text[start:stop]
        forms = sum("０" <= char <= "ﾟ" for char in token)
        yield Token(start, stop, token, kind, forms < len(token) - (token.count("ー") if first >= "ｦ" else 0))


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9" or "０" <= char <= "９"


def _is_latin(char: str) -> bool:
    return (
        "a" <= char <= "z"
        or "A" <= char <= "Z"
        or "Ａ" <= char <= "Ｚ"
        or "ａ" <= char <= "ｚ"
        or ("\u00c0" <= char <= "\u024f" and char.isalpha())
        or "\u1e00" <= char <= "\u1eff"
    )


def _altered(text: str, east_asian: bool, options: Options) -> list[Token]:
    """The tokens of one document that are at fault."""
    tokens = list(_tokens(text))
    kana = [token for token in tokens if token.kind == "halfwidth_kana"]
    mixed_kana = [token for token in kana if token.mixed]
    found = mixed_kana if 2 * len(mixed_kana) > len(kana) else []
    if options.whole_words:
        found = found + _odd_kana(text, [token for token in kana if not token.mixed])
    others = [token for token in tokens if token.kind != "halfwidth_kana"]
    mixed = [token for token in others if token.mixed]
    whole = [token for token in others if not token.mixed]
    if not east_asian:
        found = found + (mixed if not mixed or not confusables.is_subject(text) else [])
        if options.whole_words and not _is_subject(text):
            # Capitals alone are a style of headings; beside other finds they are not.
            whole = [token for token in whole if len(token.text) > 1 and _stands_out(text, token)]
            found += whole if found or any(token.text != token.text.upper() for token in whole) else []
    elif len(whole) < HABIT or len(whole) < len(mixed):
        found = found + mixed
    if east_asian:
        found += [token for token in whole if _twice(text, token, len(whole))]
    return found


def _odd_kana(text: str, whole: list[Token]) -> list[Token]:
    """Halfwidth katakana words of a text that writes such words in ordinary katakana: the same ones, or most."""
    words = [(token, unicodedata.normalize("NFKC", token.text)) for token in whole]
    words = [(token, plain) for token, plain in words if len(plain) >= LEAST_KANA]
    if not words or _is_subject(text):
        return []
    ordinary = len(re.findall(rf"[ァ-ヺー]{{{LEAST_KANA},}}", text))
    if ordinary < len(whole):
        return []
    # Names and slang in halfwidth are meant so; in a sentence, before a particle, they are not.
    usual = ordinary >= ORDINARY_SHARE * len(whole)
    return [
        token
        for token, plain in words
        if plain in text
        or (usual and re.match("[をがのにでとはもへや一-鿿]", text[token.stop : token.stop + 1]))
    ]


def _stands_out(text: str, token: Token) -> bool:
    """Whether the token's line also has ordinary letters: a line wholly in fullwidth is a style."""
    # A window bounds the work on text without line ends.
    before = text[max(0, token.start - WINDOW) : token.start].rpartition("\n")[2]
    after = text[token.stop : token.stop + WINDOW].partition("\n")[0]
    return len(_patterns()[3].findall(before + after)) >= 4


def _twice(text: str, token: Token, whole: int) -> bool:
    """Whether a lone fullwidth word of an East Asian text is also written in ordinary letters there."""
    if (
        token.kind != "fullwidth_letters"
        or len(token.text) < 3
        or whole >= HABIT
        or not token.text[1:].islower()
    ):
        return False
    plain = unicodedata.normalize("NFKC", token.text)
    return re.search(rf"(?<![A-Za-z]){re.escape(plain)}(?![A-Za-z])", text) is not None


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    count = len(profile)
    if profile.ascii or not count:
        return Measured.nothing(count)
    documents = np.flatnonzero(profile.has(WIDTH_FORM))
    if len(documents) == 0:
        return Measured.nothing(count)
    spans = Spans()
    for document in documents.tolist():
        bits = profile.bits[profile.starts[document] : profile.stops[document]]
        ideographs = np.count_nonzero(bits & np.uint32(HAN | KANA | HANGUL))
        east_asian = bool(ideographs > EAST_ASIAN_SHARE * np.count_nonzero(bits & np.uint32(LETTER)))
        for token in _altered(profile.document_text(document), east_asian, options):
            plain = unicodedata.normalize("NFKC", token.text)
            spans.add(
                document,
                token.start,
                token.stop,
                token.kind,
                0.95 if token.mixed else 0.85,
                f"{'written in two widths' if token.mixed else WRITTEN[token.kind]}, plainly {plain}",
                plain,
            )
    return Measured.covered(count, spans)
