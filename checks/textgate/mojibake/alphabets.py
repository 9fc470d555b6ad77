"""Letters that a language does not use, where a neighbouring code page has the letters that it does use.

Hungarian saved in cp1250 and read as cp1252 has õ and û for ő and ű; Turkish has þ, ý, ð for ş, ı, ğ; Polish
has ¹, ê, ¿ for ą, ę, ż. Such text is not unlikely character by character (each of these letters is usual
somewhere), so the test is by language: the common words say which language it is, and a plan is believed
when it turns letters that the language never uses into letters that it often uses.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass, language
from textgate.mojibake import encodings
from textgate.mojibake.above import Above

STRANGER = 14  # bits that a letter outside the alphabet costs
LEAST_LETTERS = 3  # foreign letters from which a document is looked at
LEAST_SHARE = 0.03  # the same as a share of its letters above ASCII
LEAST_WORDS = 12.0  # bits of evidence for the language from its common words
LEAST_GAIN = 20.0  # bits that the whole document must gain
LEAST_LATIN = 0.2  # share of the characters above ASCII that Latin letters must have in a Latin text
GUILLEMETS = "«»"  # letters after some plans, but in far more texts just what they look like
UNUSUAL = 15.0  # bits that a plan must pay where the text was read as anything but cp1252
PLANS = (
    ("cp1250", "cp1252"), ("iso8859-2", "cp1252"), ("cp1254", "cp1252"), ("cp1257", "cp1252"),
    ("cp1252", "cp1250"), ("cp1252", "cp1257"), ("cp1252", "cp1254"), ("cp1250", "iso8859-2"),
    ("iso8859-2", "cp1250"), ("cp1254", "cp1250"), ("cp1257", "cp1250"), ("cp1250", "cp1257"),
)  # fmt: skip


class Letters(NamedTuple):
    """One plan for one document: kind, language, gain in bits, and letter -> letter before the accident."""

    kind: str
    language: str
    gain: float
    table: dict[str, str]


def kinds() -> tuple[str, ...]:
    """Names of the plans, true codec first."""
    return tuple(f"{right}>{wrong}" for right, wrong in PLANS)


@functools.cache
def _maps() -> dict[str, dict[str, str]]:
    """Plan -> wrong character -> right character, where they differ and the right one is a letter."""
    maps = {}
    for right, wrong in PLANS:
        pairs = zip(
            encodings.single_byte_characters(wrong).tolist(),
            encodings.single_byte_characters(right).tolist(),
            strict=True,
        )
        maps[f"{right}>{wrong}"] = {
            chr(w): chr(r) for w, r in pairs if w != r and w > 0xA0 and chr(r).isalpha()
        }
    return maps


@functools.cache
def _alphabets() -> list[set[str]]:
    """The letters above ASCII of every language in Latin script."""
    # Word lists from the Web hold some garbled words too: what is that rare is not part of an alphabet.
    tables = [language.letters(name) for name in language.latin()]
    return [{char for char, cost in table.items() if cost < STRANGER} for table in tables]


@functools.cache
def _in_columns() -> list[str]:
    letters: set[str] = set().union(*_alphabets()) | {c.lower() for table in _maps().values() for c in table}
    return sorted(c for c in letters if len(c) == 1 and 0x7F < ord(c) < 0x2000)


@functools.cache
def _signs() -> NDArray[np.float32]:
    """``float32[columns]``: 1 for what is no letter."""
    return np.array([0.0, *(not c.isalpha() for c in _in_columns())], dtype=np.float32)


@functools.cache
def _columns() -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Code point below U+2000 -> column (0: none), and ``float32[languages, columns]``: 1 for own letters."""
    index = np.zeros(0x2000, dtype=np.uint8)
    ordered = _in_columns()
    for column, char in enumerate(ordered, start=1):
        for form in {char, char.upper()}:
            if len(form) == 1 and ord(form) < 0x2000:
                index[ord(form)] = column
    index[[ord(mark) for mark in GUILLEMETS]] = 0
    own = np.zeros((len(_alphabets()), len(ordered) + 1), dtype=np.float32)
    for row, alphabet in enumerate(_alphabets()):
        own[row, [column for column, c in enumerate(ordered, start=1) if c in alphabet]] = 1
    return index, own


@functools.cache
def _own_after() -> list[NDArray[np.float32]]:
    """For each plan ``float32[languages, columns]``: 1 for what is a letter of the language after the plan."""
    index, own = _columns()
    after = []
    for table in _maps().values():
        becomes = np.arange(own.shape[1])
        for wrong, right in table.items():
            if len(right.lower()) == 1 and ord(right) < 0x2000:
                becomes[index[ord(wrong)]] = index[ord(right.lower())]
        after.append(own[:, becomes])
    return after


def survey(chars: Above) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Documents whose letters above ASCII fit no language's alphabet, and indices of letters that are at home.

    A letter is at home if it is a lower-case letter of the alphabet that all letters of its document fit.
    """
    index, own = _columns()
    # Clipped, all characters from U+1FFF on fall on that one, which has no column.
    column = index.take(chars.points, mode="clip")
    latin = np.flatnonzero(column)
    if len(latin) < LEAST_LETTERS:
        return latin[:0], latin[:0]
    document = chars.document.take(latin)
    documents, width = len(chars.first) - 1, own.shape[1]
    of_letter = column.take(latin)
    counts = np.bincount(document * width + of_letter, minlength=documents * width)
    counts = counts.reshape(documents, width).astype(np.float32)
    total = counts.sum(axis=1)
    fitting = counts @ own.T
    foreign = total - fitting.max(axis=1)
    # Signs that stand for letters after some plan are columns too; in good text they are just signs.
    strangers = foreign - counts @ _signs()
    fits = strangers < np.maximum(LEAST_SHARE * total, 1)
    home = own[fitting.argmax(axis=1)] * fits[:, None] > 0
    at_home = home.ravel().take(document * width + of_letter) & _lower().take(chars.points.take(latin))
    suspected = (foreign >= LEAST_LETTERS) & (foreign >= LEAST_SHARE * total)
    suspected &= total >= LEAST_LATIN * np.diff(chars.first)
    suspected[suspected] = _mends(counts[suspected], foreign[suspected])
    return np.flatnonzero(suspected), latin[at_home]


@functools.cache
def _lower() -> NDArray[np.bool_]:
    """``bool[8192]``: lower-case letters."""
    lower: NDArray[np.bool_] = (charclass.bits()[:0x2000] & np.uint32(charclass.LOWER)) != 0
    return lower


def _mends(counts: NDArray[np.float32], foreign: NDArray[np.float32]) -> NDArray[np.bool_]:
    """``bool[d]``: documents whose letters fit some alphabet better by ``LEAST_LETTERS`` after a plan."""
    total = counts.sum(axis=1)
    mended = np.zeros(len(counts), dtype=bool)
    for own in _own_after():
        left = total - (counts @ own.T).max(axis=1)
        mended |= left <= foreign - LEAST_LETTERS
    return mended


def explain(text: str) -> Letters | None:
    """The plan that brings the letters of a text into the alphabet of its language, or None."""
    if language.identify(text) not in {*language.latin(), "und"}:
        return None
    counts = Counter(c for c in text.lower() if "\x7f" < c < "\u2000")
    words = language.words(text)
    accented = Counter({word: n for word, n in words.items() if not word.isascii()})
    of_plain = language.word_bits(words - accented)
    best: Letters | None = None
    for kind, table in _maps().items():
        if not counts.keys() & table.keys():
            continue
        # The common words count as they were, so that the letters in question can be part of them.
        changes = {ord(wrong): right for wrong, right in table.items()}
        restored = language.word_bits(Counter({w.translate(changes): n for w, n in accented.items()}))
        bits = {name: of_plain.get(name, 0) + restored.get(name, 0) for name in {*of_plain, *restored}}
        # A text in two languages is judged by the one that has such letters.
        name = max(sorted(bits.keys() - {"en"}), key=bits.__getitem__, default="")
        costs = language.letters(name)
        if not costs or bits[name] < LEAST_WORDS:
            continue
        gain, used = _gain(counts, table, costs)
        gain -= 0 if kind.endswith(">cp1252") else UNUSUAL
        left = sum(n for c, n in counts.items() if c.isalpha() and c not in costs and c not in used)
        if gain >= LEAST_GAIN and (best is None or gain > best.gain) and left <= LEAST_SHARE * counts.total():
            best = Letters(kind, name, gain, used)
    return best


def _gain(counts: Counter[str], table: dict[str, str], costs: dict[str, int]) -> tuple[float, dict[str, str]]:
    gain = 0.0
    used: dict[str, str] = {}
    for char, count in counts.items():
        for form in {char, char.upper()}:
            target = table.get(form)
            if target is None or len(form) != 1:
                continue
            now, then = costs.get(char, STRANGER), costs.get(target.lower(), STRANGER)
            if form == char:
                gain += count * (now - then)
            if now == STRANGER and then < STRANGER:
                used[form] = target
    return (gain, used) if used else (0.0, used)


def places(text: str, letters: Letters) -> Iterator[tuple[int, str]]:
    """Where the wrong letters stand, and the right ones. A symbol counts only next to a letter."""
    for position, char in enumerate(text):
        if char in letters.table:
            around = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
            if char.isalpha() or any(c.isalpha() for c in around):
                yield position, letters.table[char]
