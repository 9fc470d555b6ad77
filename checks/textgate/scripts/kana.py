"""Kana in place of the ideographs that they look like, in Chinese, and ideographs in katakana words of Japanese.

OCR and retyping confuse ロ and 口, ニ and 二, ー and 一; so do those who dodge filters.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood
from textgate.charclass import CODEPOINTS, HAN, KANA
from textgate.profile import Profile
from textgate.scripts import han_excuses, pinyin

TWINS = dict(zip("ーニミハロエカタトオチヌセ", "一二三八口工力夕卜才千又七", strict=True))
"""Katakana -> the ideograph of the same shape."""

IDEOGRAPHS = {ideograph: kana for kana, ideograph in TWINS.items()}
LEAST_HAN = 20
FOREIGN_KANA = 0.02  # of the ideographs: with more kana beside those in question the text is Japanese
CHINESE = 8  # ideographs for each kana at least, those in question included, in a text that is Chinese
LONG_VOWEL = "ー"
JOINED = 1.2  # bits by which 一 must make the next character likelier than ー does
FIRM = 3.0  # the same, for a text in which nothing else tells that ー is no dash
GAIN = 8.0  # bits by which a katakana word must be likelier than with the ideograph
KATAKANA = r"[ァ-ヶー]"
# What can only follow a kana: the long vowel and the small letters that are no words (ヶ and ヵ are).
DEPENDENT = "ーァィゥェォャュョッ"


def twins(profile: Profile) -> Iterator[tuple[int, int, str]]:
    """(document, offset, the right character) of every lookalike, by document."""
    both = np.flatnonzero(profile.has(KANA) & profile.has(HAN)).tolist()
    for document in both:
        start, stop = int(profile.starts[document]), int(profile.stops[document])
        han, kana = profile.letters(HAN)[start:stop], profile.letters(KANA)[start:stop]
        ideographs, letters = int(np.count_nonzero(han)), int(np.count_nonzero(kana))
        text = profile.document_text(document)
        if letters * CHINESE <= ideographs >= LEAST_HAN:
            for offset in _in_chinese(text, ideographs, letters):
                yield document, offset, TWINS[text[offset]]
        # An ideograph in a katakana word stands right behind a letter of it.
        points = profile.codepoints[start:stop]
        behind = np.flatnonzero(han[1:] & kana[:-1]) + 1
        behind = behind[_is_twin().take(points.take(behind))]
        if len(behind) and (points.take(behind - 1) > ord("ん")).any():
            for offset in _in_japanese(text):
                yield document, offset, IDEOGRAPHS[text[offset]]


@functools.cache
def _is_twin() -> NDArray[np.bool_]:
    table = np.zeros(CODEPOINTS, dtype=bool)
    table[[ord(c) for c in IDEOGRAPHS]] = True
    return table


@functools.cache
def _lone() -> re.Pattern[str]:
    han = "[〇㐀-䶿一-鿿]"
    return re.compile(rf"(?<![ぁ-ヿ])[{''.join(TWINS)}](?![ぁ-ヿ])(?:(?={han})|(?<={han}.))")


def _in_chinese(text: str, ideographs: int, letters: int) -> list[int]:
    """Offsets of lone kana beside ideographs in a text that has no other kana."""
    found = [match.start() for match in _lone().finditer(text)]
    found = [position for position in found if not han_excuses.in_garble(text, position)]
    if letters - len(found) > FOREIGN_KANA * ideographs:
        return []
    gains = {p: _gain(text, p) for p in found if text[p] == LONG_VOWEL}
    others = [p for p in found if text[p] != LONG_VOWEL]
    # One kana by itself must stand between two ideographs that are not rare; the long vowel may be a dash.
    if len(others) < 2 and max(gains.values(), default=0.0) < FIRM:
        others = [p for p in others if pinyin.band(text[p - 1 : p]) and pinyin.band(text[p + 1 : p + 2])]
        if not others:
            return []
    return sorted([*others, *(p for p, gain in gains.items() if gain >= JOINED)])


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _gain(text: str, position: int) -> float:
    """Bits by which the character after the long vowel at ``position`` is likelier after 一, or 一 before it."""
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if not _is_han(after):
        return 0.0
    dash, one = (likelihood.surprisal(f"{before}{c}{after}") for c in (LONG_VOWEL, TWINS[LONG_VOWEL]))
    return float(dash[-1] - one[-1])


def _in_japanese(text: str) -> Iterator[int]:
    """Offsets of ideographs that must be letters of the katakana word around them."""
    for match in re.finditer(rf"{KATAKANA}+(?:[{''.join(IDEOGRAPHS)}]{KATAKANA}*)+", text):
        word = match[0]
        for place in re.finditer(f"[{''.join(IDEOGRAPHS)}]", word):
            at = place.start()
            repaired = word[:at] + IDEOGRAPHS[place[0]] + word[at + 1 :]
            after = word[at + 1 : at + 2]
            if (
                (after and after in DEPENDENT)
                or place[0] == "卜"
                or (len(repaired) > 2 and repaired in text)
                or (after and len(word) > 2 and _bits(word) - _bits(repaired) >= GAIN)
            ):
                yield match.start() + at


def _bits(word: str) -> float:
    return float(likelihood.surprisal(word).sum())
