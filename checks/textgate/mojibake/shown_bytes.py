"""A few letters whose bytes each became a letter or sign of their own, in an otherwise clean text in an alphabet.

UTF-8 read as a single-byte page makes ``Äƒ`` of ``ă``, read as GBK it makes ``鈥檚`` of ``’s``. A place or two are too
little for a likelihood ratio, which must pay for every place. But few sequences of bytes are well-formed, and fewer
yet are letters that the language of the text writes. Texts of East Asia have a module of their own, alien_runs.py.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import numpy as np

from textgate.mojibake.above import Above
from textgate.mojibake.alien_runs import IDEOGRAPHS, gain
from textgate.mojibake.encodings import MULTI_BYTE, single_byte_characters
from textgate.mojibake.garbled_words import OWN_CODECS, QUOTES, READ_AS, Words, languages, own_characters
from textgate.profile import Profile

PER_SEQUENCE = 6.0  # bits for each byte after the first of UTF-8 that is a letter of the language, and
LEAST_BITS = 12.0  # bits that different places must have together; different is also what is beside them
LEAST_GAIN = 4.0  # bits that the text must gain at a place
PER_RUN = 8.0  # bits for ideographs or syllables beside a letter that are letters of the language, and
LEAST_LETTERS = 2  # of another codec than UTF-8, which must be exceeded
PER_LETTER, MOST_LETTERS = 3.0, 12.0  # bits more for each further letter, and how many count
PRICE = 8.0  # bits that another codec than UTF-8 must pay
INSIDE = 6.0  # more where they stand between two letters
OF_LOANWORDS = "áçèéêëíïñóöü"  # letters that most languages in Latin script have in names and loanwords
ALL_BUT = 0.2  # share of the odd places that may be something else


def screen(profile: Profile, chars: Above) -> list[int]:
    """Documents with ideographs or syllables right after a small letter of ASCII, or in another alphabet at all."""
    rights = [_rights(name) for name in profile.languages]
    asked = np.array([bool(right) for right in rights])
    anywhere = np.array([len(right) > 1 for right in rights])
    hit = np.flatnonzero((chars.points >= IDEOGRAPHS) & chars.spread(asked))
    document, before = chars.document.take(hit), chars.before.take(hit)
    hits = document[anywhere.take(document) | ((before >= 0x61) & (before <= 0x7A))]
    return [int(index) for index in np.flatnonzero(np.bincount(hits, minlength=len(profile)))]


@functools.cache
def _rights(name: str) -> tuple[str, ...]:
    """Codecs of texts in a language that East Asian codecs make ideographs of; none where no words are looked for."""
    legacy = ("cp1251", "koi8-r", "cp1253")
    own = tuple(codec for codec in legacy if name in OWN_CODECS[codec])
    return ("utf-8", *own) if name in languages() else ()


def find(text: str, name: str, odd: list[int]) -> Words | None:
    """The places of a text in the language ``name`` that are bytes, if one accident explains nearly all odd ones.

    ``odd`` are the offsets that ``garbled_words.odd`` found.
    """
    best: Words | None = None
    for codec, found in _sequences(text, name).items():
        places = [place for place in found if gain(text, *place) >= LEAST_GAIN]
        different = {(right, text[max(start - 1, 0) : stop + 1]) for start, stop, right in places}
        bits = sum(PER_SEQUENCE * (len(right.encode()) - 1) for right, _ in different)
        if bits < LEAST_BITS or (best and bits <= best.bits):
            continue
        covered = {offset for start, stop, _ in places for offset in range(start, stop)}
        if sum(offset not in covered for offset in odd) <= ALL_BUT * len({*odd, *covered}):
            best = Words(f"utf-8>{codec}", bits, places)
    # A text with words of East Asia in it is another matter.
    runs = [match.span() for match in _ideographs().finditer(text)]
    for right, wrong in ((right, wrong) for right in _rights(name) for wrong in MULTI_BYTE if runs):
        places = list(_runs(text, runs, name, right, wrong))
        if len(places) < (1 - ALL_BUT) * len(runs):
            continue
        bits = sum(
            {text[start:stop]: _bits(text, start, stop, before) for start, stop, before in places}.values()
        )
        bits -= 0 if right == "utf-8" else PRICE
        if places and (best is None or bits > best.bits):
            best = Words(f"{right}>{wrong}", bits, places)
    return best


def _bits(text: str, start: int, stop: int, before: str) -> float:
    """Evidence of one run: more where it stands between two letters, and for more than two letters."""
    inside = text[max(start - 1, 0) : start].isalpha() and (
        before[-1].isascii() or text[stop : stop + 1].isalpha()
    )
    return PER_RUN + INSIDE * inside + min(PER_LETTER * (len(before) - 2), MOST_LETTERS)


def _sequences(text: str, name: str) -> dict[str, list[tuple[int, int, str]]]:
    """Single-byte page -> what it may show of letters of the language in UTF-8, byte by byte."""
    shown, pattern = _shown(name)  # one scan for all pages
    found: dict[str, list[tuple[int, int, str]]] = {codec: [] for codec in READ_AS}
    for match in pattern.finditer(text):
        start = match.start()
        for size in (3, 2):
            sequence = text[start : start + size]  # shorter at the end of the text
            for codec, right in shown.get(sequence, ()):
                places = found[codec]
                if not places or start >= places[-1][1]:
                    places.append((start, start + len(sequence), right))
    return found


@functools.cache
def _shown(name: str) -> tuple[dict[str, list[tuple[str, str]]], re.Pattern[str]]:
    """What pages show of the letters of a language in UTF-8 -> pages and letter; and what such a sequence begins with.

    What the language may well write is no sign of bytes: Рі in Ukrainian.
    """
    own = own_characters(name)
    shown: dict[str, list[tuple[str, str]]] = {}
    for codec in READ_AS:
        page = single_byte_characters(codec).tolist()
        for char in own + QUOTES:
            sequence = "".join(chr(page[byte]) for byte in char.encode())
            if not set(sequence) <= set(own):
                shown.setdefault(sequence, []).append((codec, char))
    # The first of their characters that the language does not write decides, so that its own words match nowhere.
    begins: list[set[str]] = [set(), set(), set()]
    for sequence in shown:
        foreign = next(i for i, char in enumerate(sequence) if char not in own)
        begins[foreign].add(sequence[: max(foreign + 1, 2)])
    patterns = []
    for pieces in filter(None, begins):
        first, *more = ("".join(sorted(map(re.escape, set(chars)))) for chars in zip(*pieces, strict=True))
        patterns.append(f"[{first}](?={''.join(f'[{chars}]' for chars in more)})")
    return shown, re.compile("|".join(patterns))


def _runs(
    text: str, runs: list[tuple[int, int]], name: str, right: str, wrong: str
) -> Iterator[tuple[int, int, str]]:
    """Those ideographs and syllables whose bytes are letters of the language.

    UTF-8 proves itself, if they stand beside a letter. Bytes of another codec must be a word in small letters.
    """
    own = {*own_characters(name), *(QUOTES + OF_LOANWORDS if right == "utf-8" else "")}
    for start, stop in runs:
        beside = text[max(start - 1, 0) : start].isalpha() or text[stop : stop + 1].isalpha()
        try:
            before = text[start:stop].encode(MULTI_BYTE[wrong][0]).decode(right)
        except UnicodeError:
            continue
        if before.isascii() or not all(char in own or (char.isalpha() and char.isascii()) for char in before):
            continue
        if beside if right == "utf-8" else before[1:].islower() and len(before) > LEAST_LETTERS:
            yield start, stop, before


@functools.cache
def _ideographs() -> re.Pattern[str]:
    return re.compile("[\\u2e80-\\uffef]+")
