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
from textgate.mojibake.above import Above
from textgate.profile import Profile
from textgate.truncation import word_lists

LEAST_BITS = 12.0  # evidence that is enough
LEAST_KNOWN = 2  # known words that are enough when most of the odd words stay odd
LEAST_UNKNOWN = 2  # words that are enough when none of them is known
MOST_OF = 0.6  # share of the odd words of a text from which an accident explains them, and
NEARLY_ALL = 0.9  # the same where none of the restored words is known
SHORTEST = 4  # letters of a word that is known from the text itself
PER_LETTER, MOST_LETTERS = (
    6.0,
    4,
)  # bits for a letter restored (log2 of what may stand there), and how many count
PER_NEIGHBOUR, MOST_NEIGHBOURS = 1.0, 5  # bits for a letter that was right, and how many count
SIGN, CAPITAL = 4.0, 3.0  # bits more where a sign or a capital stood among small letters
PER_UNKNOWN = 2.0  # bits for a letter restored in a word that nobody knows, and
UNKNOWN, MOST_UNKNOWN = (
    0.25,
    6.0,
)  # share of the model's bits that a word which nobody knows is worth, and the most
MOST_WORDS = 120  # words of a document that are looked up
LONGEST_ENDING = 4  # small letters after a word of capitals
LONGEST = 40  # characters of a word on either side of an odd one
IN_TEXT = "’‐‑‒–—―…•·″′"  # signs that stand between two letters in good text
ENOUGH = 2  # weight of the odd characters of a document from which it is looked at
SELDOM = -1.0  # bits of excess surprisal of a Cyrillic capital and the next one, above which they seldom meet
IS_FOREIGN, IS_SIGN, IS_CAPITAL, IS_LEAD, IS_BYTE = (
    1,
    2,
    4,
    8,
    16,
)  # questions that the screen asks of a character
DASHES_AND_QUOTES = "«»‐‑‒–—―‘’‚‛“”„‟…‹›"
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
UTF8_ONLY = ("vi", "en")  # no usual page of single bytes, or nothing but ASCII on it
# What the tables of letters leave out: they come from case-folded words of today's spelling.
ALSO_WRITTEN = {
    "ro": "şţ", "tr": "İ", "az": "İ", "es": "¿¡", "gl": "¿¡", "ca": "¿¡", "el": "ΐΰϋ",
}  # fmt: skip
_LAST = 0x2FFF  # code points from here on are in no language's own letters and never in question

# Single-byte pages that UTF-8 is read as, the commonest first, and the marks beside letters that it garbles.
READ_AS = (
    "cp1252", "cp1250", "cp1251", "cp1254", "mac_roman", "cp437", "cp850", "cp1256", "cp1257", "cp1253",
    "koi8-r", "cp866", "mac_cyrillic", "cp1255", "cp874", "iso8859-2",
)  # fmt: skip
QUOTES = "‘’‚“”„‹›«»–—…×÷±°©®£€½§™•→←↑↓▸►▶■●✓"


class Words(NamedTuple):
    """Garbled words of one document: kind, evidence in bits, and (start, stop, the text before the accident)."""

    kind: str
    bits: float
    places: list[tuple[int, int, str]]


def screen(profile: Profile, chars: Above) -> list[int]:
    """Documents with enough letters and signs that one accident or another may have put there.

    Enough are two, or one that is evidence by itself: a sign or a capital between small letters. Of a row of Cyrillic
    capitals those count that seldom meet in words.
    """
    rows, table = _questions()
    row = np.array([rows.get(name, 0) for name in profile.languages], dtype=np.int64)
    # Most letters are where they belong.
    asked = np.flatnonzero(chars.spread(row > 0))
    of_row = np.repeat(row, np.where(row > 0, np.diff(chars.first), 0))
    question = table.ravel().take(of_row * table.shape[1] + np.minimum(chars.points.take(asked), _LAST))
    left = np.flatnonzero(question)
    if not len(left):
        return []
    question, of_row = question.take(left), of_row.take(left)
    left = asked.take(left)
    at, document = chars.where.take(left), chars.document.take(left)
    points, class_bits = profile.codepoints.astype(np.uint32, copy=False), cc.bits()
    here, after = points.take(at), points.take(at + 1)
    before_bits, after_bits = (class_bits.take(p) for p in (points.take(at - 1, mode="clip"), after))
    between = _is(before_bits, cc.LOWER) & _is(after_bits, cc.LOWER)
    weight = np.zeros(len(at), dtype=np.int64)
    weight[_is(question, IS_FOREIGN) & _is(before_bits | after_bits, cc.LETTER)] = 1
    weight[_is(question, IS_FOREIGN | IS_CAPITAL) & between & ~_is(class_bits.take(here), cc.LOWER)] = 2
    weight[_is(question, IS_SIGN) & between] = 2
    weight[_is(question, IS_CAPITAL) & _is(before_bits, cc.LOWER) & _is(before_bits, cc.CYRILLIC)] = 2
    capitals = np.flatnonzero(
        _is(question, IS_CAPITAL) & _is(before_bits & after_bits, cc.UPPER) & _is(after_bits, cc.CYRILLIC)
    )
    weight[capitals[_seldom_meet(points, at[capitals])]] = 1
    leads = np.flatnonzero(_is(question, IS_LEAD))
    leads = leads[_is_sequence(of_row[leads], here[leads], after[leads])]
    # Letters of other alphabets may also stand for themselves, but then they meet often.
    seldom = (here[leads] < 0x100) | (likelihood.excess(after[leads], here[leads]) > 0)
    weight[leads[seldom]] += 1
    weights = np.bincount(document, weights=weight, minlength=len(profile))
    return [int(index) for index in np.flatnonzero(weights >= ENOUGH)]


def _seldom_meet(points: NDArray[np.uint32], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """``bool[k]``: whether the Cyrillic capital at each place, and the one on either side, seldom meet."""
    steps = sum(
        likelihood.excess(points.take(at + i), points.take(at + i - 1, mode="clip")).astype(np.int64)
        for i in (0, 1)
    )
    return np.asarray(steps > SELDOM * likelihood.STEPS)


def _is_sequence(
    rows: NDArray[np.int64], lead: NDArray[np.uint32], tail: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """``bool[k]``: whether two characters begin some letter of the language in UTF-8, both read as one page."""
    leads, tails = _sequences()
    first = leads.ravel().take(rows * leads.shape[1] + np.minimum(lead, _LAST))
    second = tails.ravel().take(rows * tails.shape[1] + np.minimum(tail, _LAST))
    return np.asarray((first & second) != 0)


@functools.cache
def _questions() -> tuple[dict[str, int], NDArray[np.uint8]]:
    """Language -> row, and ``uint8[rows, 12288]``: what to ask of a character there. Row 0, for all others: nothing.

    Only of what some accident can have put there in place of a letter of the language.
    """
    rows, own = _own_letters()
    leads, _ = _sequences()
    table = np.zeros((len(rows) + 1, _LAST + 1), dtype=np.uint8)
    for name, row in rows.items():
        wrongs = [
            w
            for _, plan in _plans(name)
            for w, r in plan.items()
            if w < _LAST and r < _LAST and _written(own[row], r)
        ]
        may = np.zeros(_LAST + 1, dtype=bool)
        may[wrongs] = True
        bits = cc.bits()[: _LAST + 1]
        table[row, may & ~own[row]] |= IS_FOREIGN
        table[row, may & _signs()] |= IS_SIGN
        table[row, may & _is(bits, cc.CYRILLIC) & _is(bits, cc.UPPER)] |= IS_CAPITAL
        table[row, leads[row] != 0] |= IS_LEAD
    return rows, table


def _written(own: NDArray[np.bool_], point: int) -> bool:
    return bool(own[point]) and chr(point).isalpha()


@functools.cache
def _sequences() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Two ``uint16[rows, 12288]``: bit i is set where a character is the first, or the second, byte of a letter.

    Of the letters of the language of the row, and of quotation marks, in UTF-8 read as page i of ``READ_AS``.
    """
    rows, _ = _own_letters()
    leads, tails = (np.zeros((len(rows) + 1, _LAST + 1), dtype=np.uint16) for _ in range(2))
    for bit, codec in enumerate(READ_AS):
        shown = encodings.single_byte_characters(codec)
        for name, row in rows.items():
            for char in (*own_characters(name), *QUOTES):
                first, second, *_ = char.encode()
                leads[row, min(int(shown[first]), _LAST)] |= 1 << bit
                tails[row, min(int(shown[second]), _LAST)] |= 1 << bit
    return leads, tails


def odd(profile: Profile, document: int) -> list[int]:
    """Offsets of letters and signs, beside letters, that the language of a document does not write.

    Of Cyrillic letters also capitals after small ones, and among capitals: most Cyrillic code pages make one of the
    other.
    """
    start, stop = profile.starts[document], profile.starts[document + 1]
    points = np.concatenate([[0x0A], profile.codepoints[start:stop]]).astype(np.uint32)
    bits = cc.bits().take(points)
    # Text without spaces and syllabic scripts have no such words.
    where = np.flatnonzero((points > 0x7F) & ~_is(bits, SYLLABIC))
    rows, own = _own_letters()
    row = rows.get(profile.languages[document], 0)
    if not row:
        return []
    before, here, after = bits.take(where - 1), bits.take(where), bits.take(where + 1)
    small = np.minimum(points.take(where), _LAST)
    foreign = ~own[row].take(small) & _is(before | after, cc.LETTER)
    signs = _signs().take(small) & _is(before, cc.LOWER) & _is(after, cc.LOWER)
    capitals = _is(here, cc.CYRILLIC) & _is(here, cc.UPPER) & _is(before, cc.CYRILLIC)
    capitals &= _is(before, cc.LOWER) | (_is(after, cc.CYRILLIC) & _is(after, cc.UPPER))
    return [int(at) - 1 for at in where[foreign | signs | capitals]]


def _is(bits: NDArray[np.uint32] | NDArray[np.uint8], mask: int) -> NDArray[np.bool_]:
    held: NDArray[np.bool_] = (bits & bits.dtype.type(mask)) != 0
    return held


@functools.cache
def _signs() -> NDArray[np.bool_]:
    """``bool[12288]``: signs that do not stand between two small letters in good text."""
    signs = np.zeros(_LAST + 1, dtype=bool)
    signs[0x2010:0x2C00] = True  # invisible characters are below
    signs[[ord(mark) for mark in IN_TEXT]] = False
    return signs


@functools.cache
def _own_letters() -> tuple[dict[str, int], NDArray[np.bool_]]:
    """Language -> row, and ``bool[rows, 12288]``: what the language writes. Row 0, for all others: everything."""
    names = sorted({*WESTERN, *UTF8_ONLY, *(name for group in OWN_CODECS.values() for name in group)})
    own = np.ones((len(names) + 1, _LAST + 1), dtype=bool)
    bits = cc.bits()[: _LAST + 1]
    everywhere = (bits & np.uint32(cc.LETTER | cc.SYMBOL | cc.PUNCTUATION | cc.CONTROL)) == 0
    everywhere[:0x80] = True
    everywhere[0x2000:_LAST] = True
    everywhere[[ord(mark) for mark in "«»°§·ªº´¶®©"]] = True
    for row, name in enumerate(names, start=1):
        own[row] = everywhere
        for char in (*language.letters(name), *ALSO_WRITTEN.get(name, "")):
            for form in {char, char.upper()}:
                if len(form) == 1 and ord(form) <= _LAST:
                    own[row, ord(form)] = True
    return {name: row for row, name in enumerate(names, start=1)}, own


def languages() -> frozenset[str]:
    """The languages in which garbled words are looked for."""
    return frozenset(_own_letters()[0])


@functools.cache
def own_characters(name: str) -> str:
    """The letters above ASCII that a language writes."""
    letters = "".join(language.letters(name)) + ALSO_WRITTEN.get(name, "")
    both = dict.fromkeys(form for char in letters for form in (char, char.upper()) if len(form) == 1)
    return "".join(char for char in both if char > "\x7f" and char.isalpha())


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

    ``odd`` are the offsets that the function of that name found.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    stop = 0
    for offset in odd:
        if offset < stop:
            continue
        start, stop = _word_at(text, offset)
        if stop - start > 1 and not _is_of_neighbours(text[start:stop]):
            found.setdefault(text[start:stop], []).append((start, stop))
    rows, own = _own_letters()
    if not found or name not in rows or not word_lists.common_words(name):
        return None
    mine = own[rows[name]]
    known = _Known(text, name)
    capitals = {w for w in found if _is_in_capitals(w) and all(mine[min(ord(c), _LAST)] for c in w)}
    looked_up = list(found)[:MOST_WORDS]
    best: tuple[float, str, dict[int, int]] | None = None
    for kind, table in _plans(name):
        bits = _evidence(dict(_restored(looked_up, table, mine)), known, looked_up, capitals)
        if bits > (best[0] if best else 0.0):
            best = bits, kind, table
    if best is None:
        return None
    bits, kind, table = best
    places = []
    for word, right in _restored(found, table, mine):
        if word in capitals and right not in known:
            continue
        changed = _changed(word, right)
        for start, _ in found[word]:
            places.append((start + changed[0], start + changed[-1] + 1, right[changed[0] : changed[-1] + 1]))
    return Words(kind, bits, sorted(places))


def _word_at(text: str, offset: int) -> tuple[int, int]:
    """The run of letters, and of signs above ASCII, around an offset."""
    start, stop = offset, offset + 1
    low, high = max(offset - LONGEST, 0), min(offset + LONGEST, len(text))
    while start > low and _in_word(text, start - 1):
        start -= 1
    while stop < high and _in_word(text, stop):
        stop += 1
    return start, stop


def _in_word(text: str, at: int) -> bool:
    char = text[at]
    if char.isalpha():
        return True
    if char <= "\x7f" or char.isspace():
        return False
    # A quotation mark is a garbled letter only between two letters.
    return char not in DASHES_AND_QUOTES or (
        char not in IN_TEXT and text[max(at - 1, 0) : at].isalpha() and text[at + 1 : at + 2].isalpha()
    )


def _is_of_neighbours(word: str) -> bool:
    """Whether a Cyrillic word is regular and of the letters of one other Cyrillic language: Serbian in Macedonian."""
    if not (word.islower() or word.istitle()):
        return False
    letters = set(word.lower())
    return any(letters <= alphabet for alphabet in _cyrillic_alphabets())


@functools.cache
def _cyrillic_alphabets() -> list[set[str]]:
    return [set(language.letters(name)) for name in language.LANGUAGES_OF_SCRIPT["Cyrl"]]


def _is_in_capitals(word: str) -> bool:
    """Whether a word is written in capitals, perhaps with an ending in small letters: ФАЙЛа."""
    stem = next((i for i, char in enumerate(word) if not char.isupper()), len(word))
    return stem > 1 and len(word) - stem <= LONGEST_ENDING and (stem == len(word) or word[stem:].islower())


def _restored(
    words: Iterable[str], table: dict[int, int], own: NDArray[np.bool_]
) -> Iterator[tuple[str, str]]:
    """Words that a plan turns into letters of the language, with what they were."""
    for word in words:
        if all(ord(char) < 0x80 or ord(char) in table for char in word):
            right = word.translate(table)
            written = right != word and right.isalpha() and all(own[min(ord(c), _LAST)] for c in right)
            if written and _is_regular(word, right):
                yield word, right


def _is_regular(word: str, right: str) -> bool:
    """Whether a restored word is of one script, and has no new capitals among small letters."""
    if len({char < "\u0370" for char in right}) > 1:
        return False
    return not any(right[i].isupper() and right[i - 1].islower() for i in _changed(word, right) if i)


def _changed(word: str, right: str) -> list[int]:
    return [place for place, (a, b) in enumerate(zip(word, right, strict=True)) if a != b]


class _Known:
    """Words of a language and of one text."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text.lower(), language
        self._asked: dict[str, bool] = {}

    def lists(self, word: str) -> bool:
        """Whether the word list has a word."""
        return word_lists.completeness(word, self._language) == "word"

    def __contains__(self, word: str) -> bool:
        if word not in self._asked:
            self._asked[word] = self.lists(word) or self._is_in_text(word.lower())
        return self._asked[word]

    def _is_in_text(self, lower: str) -> bool:
        # Not a set of all its words: few are asked for, and most of them are not there at all.
        return (
            len(lower) >= SHORTEST
            and lower in self._text
            and re.search(rf"(?<![^\W\d_]){re.escape(lower)}(?![^\W\d_])", self._text) is not None
        )


def _evidence(restored: dict[str, str], known: _Known, odd: list[str], capitals: set[str]) -> float:
    """Evidence in bits that one accident made the odd words of a text; 0 where it is too little.

    Words that nobody knows count where most odd words of the text are explained. A word that is odd only for its
    ``capitals`` speaks only if it becomes a known one.
    """
    names = {word: right for word, right in restored.items() if right in known and not known.lists(word)}
    strange = [word for word in odd if word in names or word not in capitals]
    unknown = {w: r for w, r in restored.items() if w not in names and w not in capitals}
    bits = sum(_bits_of_known(word, right) for word, right in names.items())
    explained = len(names) + len(unknown)
    mostly = explained >= (MOST_OF if names else NEARLY_ALL) * len(strange)
    if mostly:
        bits += sum(_bits_of_unknown(word, right) for word, right in unknown.items())
    enough = (mostly and (names or explained >= LEAST_UNKNOWN)) or len(names) >= LEAST_KNOWN
    return bits if enough and bits >= LEAST_BITS else 0.0


def _bits_of_known(word: str, right: str) -> float:
    changed = _changed(word, right)
    return (
        PER_LETTER * min(len(changed), MOST_LETTERS)
        + PER_NEIGHBOUR * min(len(word) - len(changed), MOST_NEIGHBOURS)
        + _among_small_letters(word, changed)
    )


def _bits_of_unknown(word: str, right: str) -> float:
    gained = float(likelihood.surprisal(word).sum() - likelihood.surprisal(right).sum())
    changed = _changed(word, right)
    bits = PER_UNKNOWN * len(changed) + max(UNKNOWN * gained, 0.0)
    return min(bits, MOST_UNKNOWN) + _among_small_letters(word, changed)


def _among_small_letters(word: str, changed: list[int]) -> float:
    """Bits for the first sign or capital that stood between two small letters."""
    inside = [word[i] for i in changed if i and word[i - 1 : i + 2 : 2].islower() and i + 1 < len(word)]
    if any(not char.isalpha() for char in inside):
        return SIGN
    return CAPITAL if any(char.isupper() for char in inside) else 0.0
