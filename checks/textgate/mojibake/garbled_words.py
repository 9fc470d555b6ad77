"""A few garbled words in a long text: what they were is in the dictionary.

Some words are too little for a likelihood ratio: ``felõle`` in Hungarian, ``vocк`` in Portuguese. But they hold
letters that their language does not write, and one and the same pair of code pages turns several of them into
common words of that language. That does not happen by chance: a word of the list that differs only in the
garbled letters is rare, and it must happen more than once.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate import language, likelihood
from textgate.mojibake import accidents, alphabets, encodings
from textgate.profile import Profile
from textgate.truncation import word_lists

LEAST_WORDS = 2  # different words that a pair of code pages must restore
LEAST_BITS = 15.0
UNKNOWN = 2.0  # bits for a letter restored in a word that is not known
SIGN = 4.0  # bits more where a sign stood between small letters
MOST_OF = 0.6  # share of the odd words of a text from which an accident explains them
SHORTEST = 4  # letters of a word that is known from the text itself
PER_LETTER = 5.0  # bits for a letter restored: log2 of the letters that may stand in its place
PER_NEIGHBOUR, MOST_NEIGHBOURS = 1.0, 5  # bits for a letter that was right, and how many count
MOST_WORDS = 60  # words of a document that are looked up
LONGEST = 40  # characters of a word on either side of an odd one
DASHES_AND_QUOTES = "«»‐‑‒–—―‘’‚‛“”„‟…"
SYLLABIC = cc.HAN | cc.KANA | cc.HANGUL | cc.BOPOMOFO
OWN_CODECS = {
    "cp1250": "cs hu pl ro sh sk sl sq".split(), "iso8859-2": "cs hu pl ro sh sk sl sq".split(),
    "cp852": "cs hu pl ro sh sk sl sq".split(), "cp1254": "az tr".split(), "cp1257": "et lt lv".split(),
    "cp1251": "be bg mk ru sr uk".split(), "koi8-r": "be bg mk ru uk".split(), "koi8-u": ["uk"],
    "cp866": "be bg ru uk".split(), "iso8859-5": "be bg mk ru sr uk".split(),
    "mac_cyrillic": "be bg mk ru sr uk".split(), "cp1253": ["el"], "iso8859-7": ["el"], "cp1255": ["he"],
    "cp1256": "ar fa ur".split(),
}  # fmt: skip
WESTERN = "af ca da de es eu fi fil fr ga gl id is it ms nb nl pt sv".split()


_LAST = 0x2FFF  # code points from here on are in no language's own letters and never in question


# Languages without alphabet, and the codecs of their bytes that Windows-1252 shows as runs of accented letters.
EAST_ASIAN = {
    "ko": ("cp949",), "ja": ("euc_jp", "cp932"), "zh-Hans": ("gbk",), "zh-Hant": ("big5",), "zh": ("gbk", "big5"),
}  # fmt: skip
PER_SYLLABLE = 6.0  # bits for two bytes that are a usual character of the language
MOST_RUNS = 200
PRICE = 12.0  # bits that the accident must pay
USUAL = 1.0  # mean excess surprisal in bits of usual characters
ALL_BUT = 0.2  # share of the runs of accented letters that may be something else


class Words(NamedTuple):
    """Garbled words of one document: kind, evidence in bits, and (start, stop, the word before the accident)."""

    kind: str
    bits: float
    places: list[tuple[int, int, str]]


def screen(profile: Profile) -> dict[int, list[int]]:
    """Document -> offsets of letters and signs, beside letters, that its language does not write.

    Of Cyrillic letters also capitals after small ones: most Cyrillic code pages make one of the other.
    """
    bits, points = profile.bits, profile.codepoints
    where = profile.above_ascii
    # Text without spaces and syllabic scripts have no such words.
    where = where[(bits.take(where) & np.uint32(SYLLABIC)) == 0]
    if not len(where):
        return {}
    here, before, after = (bits.take(where + step, mode="clip") for step in (0, -1, 1))
    rows, own = _own_letters()
    row = np.array([rows.get(name, 0) for name in profile.languages], dtype=np.int64)
    document = np.searchsorted(profile.starts, where, side="right") - 1
    east_asian = np.array([name in EAST_ASIAN for name in profile.languages])[document]
    odd = ~own[row[document], np.minimum(points.take(where), _LAST)]
    odd |= _is(here, cc.CYRILLIC) & _is(here, cc.UPPER) & _is(before, cc.CYRILLIC) & _is(before, cc.LOWER)
    odd &= (row[document] > 0) & _is(before | after, cc.LETTER)
    # In text without an alphabet two signs side by side, as the two bytes of a character are.
    pair = points.take(where + 1, mode="clip")
    odd |= east_asian & (points.take(where) <= 0xFF) & (pair >= 0x80) & (pair <= 0x2122)
    found: dict[int, list[int]] = {}
    offsets = where[odd] - profile.starts[document[odd]]
    for index, offset in zip(document[odd].tolist(), offsets.tolist(), strict=True):
        found.setdefault(index, []).append(offset)
    return found


def _is(bits: NDArray[np.uint32], mask: int) -> NDArray[np.bool_]:
    held: NDArray[np.bool_] = (bits & np.uint32(mask)) != 0
    return held


@functools.cache
def _own_letters() -> tuple[dict[str, int], NDArray[np.bool_]]:
    """Language -> row, and ``bool[rows, 12288]``: what the language writes. Row 0, for all others: everything."""
    names = sorted({*WESTERN, *(name for group in OWN_CODECS.values() for name in group)})
    own = np.ones((len(names) + 1, _LAST + 1), dtype=bool)
    bits = cc.bits()[: _LAST + 1]
    everywhere = (bits & np.uint32(cc.LETTER | cc.SYMBOL | cc.PUNCTUATION | cc.CONTROL)) == 0
    everywhere[:0x80] = True
    everywhere[0x2000:_LAST] = True
    everywhere[[ord(mark) for mark in "«»°§·ªº"]] = True
    for row, name in enumerate(names, start=1):
        own[row] = everywhere
        for char in language.letters(name):
            for form in {char, char.upper()}:
                if len(form) == 1 and ord(form) <= _LAST:
                    own[row, ord(form)] = True
    return {name: row for row, name in enumerate(names, start=1)}, own


@functools.cache
def _plans(name: str) -> tuple[tuple[str, dict[int, int]], ...]:
    """For a language the accidents that its texts go through: kind, and wrong code point -> right one."""
    rights = {codec for codec, names in OWN_CODECS.items() if name in names}
    if name in WESTERN:
        rights |= {"cp1252", "mac_roman", "cp850"}
    steps = [(s.right, s.wrong) for s in accidents.steps()]
    single = encodings.SINGLE_BYTE
    chosen = dict.fromkeys(
        (right, wrong) for right, wrong in (*alphabets.PLANS, *steps) if right in rights and wrong in single
    )
    return tuple((f"{right}>{wrong}", _table(right, wrong)) for right, wrong in chosen)


@functools.cache
def _table(right: str, wrong: str) -> dict[int, int]:
    pairs = zip(
        encodings.single_byte_characters(wrong).tolist(),
        encodings.single_byte_characters(right).tolist(),
        strict=True,
    )
    return {w: r for w, r in pairs if w > 0x7F}


def find(text: str, name: str, odd: list[int]) -> Words | None:
    """The garbled words of a text in the language ``name``, if one accident explains several of them.

    ``odd`` are the offsets that ``screen`` found.
    """
    if name in EAST_ASIAN:
        return _bytes_shown(text, name, odd)
    rows, own = _own_letters()
    found: dict[str, list[tuple[int, int]]] = {}
    stop = 0
    for offset in odd:
        if offset < stop:
            continue
        start, stop = _word_at(text, offset)
        if stop - start > 1 and not _is_of_neighbours(text[start:stop]):
            found.setdefault(text[start:stop], []).append((start, stop))
    if len(found) < LEAST_WORDS or not word_lists.common_words(name):
        return None
    mine = own[rows[name]]
    known = _Known(text, name)
    best: tuple[float, str, dict[int, int]] | None = None
    for kind, table in _plans(name):
        restored = dict(_restored(list(found)[:MOST_WORDS], table, mine))
        bits, several = _evidence(restored, known, len(restored) >= MOST_OF * len(found))
        if several and bits >= LEAST_BITS and (best is None or bits > best[0]):
            best = bits, kind, table
    if best is None:
        return None
    bits, kind, table = best
    places = sorted(
        (start, stop, right) for w, right in _restored(found, table, mine) for start, stop in found[w]
    )
    return Words(kind, bits, places)


def _bytes_shown(text: str, name: str, odd: list[int]) -> Words | None:
    """Runs of accented letters and signs that are the bytes of usual characters of an East Asian language."""
    runs: list[tuple[int, int]] = []
    for offset in odd[:MOST_RUNS]:
        if not runs or offset >= runs[-1][1]:
            match = _shown().match(text, offset)
            if match:
                runs.append(match.span())
    best: Words | None = None
    for codec in EAST_ASIAN[name]:
        read = [(start, stop, _decoded(text[start:stop], codec)) for start, stop in runs]
        places = [(start, stop, right) for start, stop, right in read if right]
        bits = PER_SYLLABLE * sum(map(len, {right for *_, right in places}))
        if len({right for *_, right in places}) < LEAST_WORDS or len(places) < (1 - ALL_BUT) * len(runs):
            continue
        if bits - PRICE >= 0 and (best is None or bits > best.bits):
            best = Words(f"{codec}>cp1252", bits, places)
    return best


@functools.cache
def _shown() -> re.Pattern[str]:
    signs = "".join(map(chr, encodings.single_byte_characters("cp1252")[0x80:].tolist()))
    return re.compile(f"[{re.escape(signs)}]+")


def _decoded(run: str, codec: str) -> str | None:
    """The characters whose bytes a run shows, if they are usual ones of East Asia."""
    table = encodings.single_byte_table("cp1252")
    data = bytes(int(table[ord(char)]) for char in run)
    try:
        right = data.decode(codec)
    except UnicodeDecodeError:
        return None
    usual = all(cc.bits_of(char) & SYLLABIC for char in right) and likelihood.mean_excess(right) <= USUAL
    return right if usual else None


def _word_at(text: str, offset: int) -> tuple[int, int]:
    """The run of letters, and of signs above ASCII, around an offset."""
    start, stop = offset, offset + 1
    low, high = max(offset - LONGEST, 0), min(offset + LONGEST, len(text))
    while start > low and _in_word(text[start - 1]):
        start -= 1
    while stop < high and _in_word(text[stop]):
        stop += 1
    return start, stop


def _in_word(char: str) -> bool:
    return char.isalpha() or (char > "\x7f" and not char.isspace() and char not in DASHES_AND_QUOTES)


def _is_of_neighbours(word: str) -> bool:
    """Whether a Cyrillic word is regular and of the letters of one other Cyrillic language: Serbian in Macedonian."""
    if not (word.islower() or word.istitle() or word.isupper()):
        return False
    letters = set(word.lower())
    return any(letters <= alphabet for alphabet in _cyrillic_alphabets())


@functools.cache
def _cyrillic_alphabets() -> list[set[str]]:
    return [set(language.letters(name)) for name in language.LANGUAGES_OF_SCRIPT["Cyrl"]]


def _restored(
    words: Iterable[str], table: dict[int, int], own: NDArray[np.bool_]
) -> Iterator[tuple[str, str]]:
    """Words that a plan turns into letters of the language, with what they were."""
    for word in words:
        if all(ord(char) < 0x80 or ord(char) in table for char in word):
            right = word.translate(table)
            if right != word and right.isalpha() and all(own[min(ord(c), _LAST)] for c in right):
                yield word, right


class _Known:
    """Words of a language and of one text."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text.lower(), language

    def lists(self, word: str) -> bool:
        """Whether the word list has a word."""
        return word_lists.completeness(word, self._language) == "word"

    def __contains__(self, word: str) -> bool:
        if self.lists(word):
            return True
        # Not a set of all its words: few are asked for, and most of them are not there at all.
        lower = word.lower()
        return (
            len(lower) >= SHORTEST
            and lower in self._text
            and re.search(rf"(?<![^\W\d_]){re.escape(lower)}(?![^\W\d_])", self._text) is not None
        )


def _evidence(restored: dict[str, str], known: _Known, mostly: bool) -> tuple[float, bool]:
    """Evidence in bits, and whether several different words speak, at least one of them known.

    Words that nobody knows count where ``mostly`` all odd words of the text are explained.
    """
    bits = 0.0
    speaking, found = set(), False
    for word, right in restored.items():
        changed = [place for place, (a, b) in enumerate(zip(word, right, strict=True)) if a != b]
        if right in known and not known.lists(word):
            found = True
            bits += PER_LETTER * len(changed) + PER_NEIGHBOUR * min(len(word) - len(changed), MOST_NEIGHBOURS)
        elif mostly:
            inside = sum(not word[i].isalpha() and word[i - 1 : i + 2 : 2].islower() for i in changed if i)
            bits += UNKNOWN * len(changed) + SIGN * inside
        else:
            continue
        speaking.add(right.lower())
    return bits, found and len(speaking) >= LEAST_WORDS
