"""How much likelier a word is the piece of one than a whole word: common words of a language with their shares.

``data/lexicon/`` is built by tools/build_word_lists.py. A cut inside a word of m letters leaves each of its m - 1
beginnings equally often. So the odds that a last word is a piece are the share of all words that begin with it, each
divided by its length less one, to the share of the word itself. A word that is not listed has the share of the rarest
one, spread over how often its last letters end a word; the same goes for first words and their endings.
"""

from __future__ import annotations

import functools
import lzma
import math
import re
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textgate.truncation.word_lists import FALLBACK

UNLISTED = 0.6
"""Share of a word that no list knows, in shares of the rarest listed one; unlisted longer words have half of it."""
FREQUENT, SURELY_WHOLE = 4, 100  # times the share of the rarest word
COMPOUND = 8  # letters
LEAST_SEEN = 8  # occurrences of letters in the list from which it is told how often they end or begin a word
_ELIDED = re.compile(r"^[^\W\d_]{1,6}['’](?=\w{3})")  # l'état, dell'opera


class Lexicon:
    """The common words of one language."""

    def __init__(self, words: str, letters: str) -> None:
        self._text = f"\n{words}\n"
        self._words = words.split("\n")
        classes = np.frombuffer(letters.encode("ascii"), dtype=np.uint8).astype(np.float64)
        self._share: NDArray[np.float64] = 10 ** ((classes - 48) / 4 - 9)
        length = np.fromiter(map(len, self._words), dtype=np.float64, count=len(self._words))
        self._piece: NDArray[np.float64] = self._share / np.maximum(length - 1, 1)
        self._pieces: NDArray[np.float64] = np.append(0.0, np.cumsum(self._piece))
        self.least = float(self._share.min())

    def share(self, word: str) -> float:
        """The word's share of all words; 0.0 if it is not listed."""
        at = bisect_left(self._words, word)
        listed = at < len(self._words) and self._words[at] == word
        return float(self._share[at]) if listed else 0.0

    def is_frequent(self, word: str) -> bool:
        """Whether a lower-case word is so frequent that it need not be looked at as a piece of another one."""
        return self.share(word) > SURELY_WHOLE * self.least

    def speaks(self, body: str) -> bool:
        """Whether a line is in this language: at least half of its words, but for names and the ends, are listed."""
        others = [word for word in _words().findall(body)[1:-1] if word.islower() or not word.isascii()]
        return 2 * sum(self.share(bare(word)) > 0 for word in others) >= len(others)

    def bits_of_beginning(self, word: str) -> float:
        """log2 of the odds that a lower-case last word is only the beginning of one, before any other evidence."""
        first, last = bisect_left(self._words, word), bisect_left(self._words, word + "\U0010ffff")
        own = 0.0
        if first < last and self._words[first] == word:
            own = float(self._share[first])
            first += 1
        if not own and self._is_compound(word):
            return 0.0
        return self._bits(float(self._pieces[last] - self._pieces[first]), own, word, self._final)

    def _is_compound(self, word: str) -> bool:
        """Whether an unlisted long word ends with a listed one of four letters or more."""
        return len(word) >= COMPOUND and any(self.share(word[-size:]) > 0 for size in range(4, len(word) - 2))

    def bits_of_ending(self, word: str) -> float:
        """log2 of the odds that a lower-case first word is only the end of one; 0.0 if it ends no longer word."""
        longer = 0.0
        at = self._text.find(word + "\n")
        while at >= 0:
            if self._text[at - 1] != "\n":
                start = self._text.rfind("\n", 0, at) + 1
                longer += float(self._piece[bisect_left(self._words, self._text[start : at + len(word)])])
            at = self._text.find(word + "\n", at + 1)
        return self._bits(longer, self.share(word), word, self._initial) if longer else 0.0

    def _bits(self, longer: float, own: float, word: str, edge: Callable[[str], float]) -> float:
        if own > FREQUENT * self.least:  # what no list knows changes nothing
            return math.log2((longer + self.least / 100) / own)
        whole = edge(word)
        unlisted = self.least * UNLISTED
        return math.log2((longer + unlisted / 2 * (1 - whole)) / (own or unlisted * whole))

    @functools.cache  # noqa: B019 - there is one lexicon of a language, for good
    def _final(self, word: str) -> float:
        """How often its last letters, three if they are common, end a word."""
        for size in (3, 2, 1):
            letters = word[-size:]
            seen = self._text.count(letters)
            if seen >= LEAST_SEEN:
                return (self._text.count(letters + "\n") + 0.3) / (seen + 0.6)
        return 0.5

    @functools.cache  # noqa: B019
    def _initial(self, word: str) -> float:
        """How often its first letters begin a word."""
        for size in (3, 2, 1):
            letters = word[:size]
            seen = self._text.count(letters)
            if seen >= LEAST_SEEN:
                return (self._text.count("\n" + letters) + 0.3) / (seen + 0.6)
        return 0.5


@functools.cache
def lexicon(language: str) -> Lexicon | None:
    """The common words of a language; None for one without a list."""
    name = FALLBACK.get(language, language)
    source = Path(__file__).parents[1] / "data" / "lexicon" / f"{name}.txt.xz"
    if not source.is_file():
        return None
    words, _, letters = lzma.decompress(source.read_bytes()).decode("utf-8").partition("\n\n")
    return Lexicon(words, letters)


@functools.cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff'’])*")


def bare(word: str) -> str:
    """A last word in lower case as the lists have it: without an elided article, the last part of a compound."""
    word = _ELIDED.sub("", word.lower())
    return re.split("[-‐]", word)[-1]


def occurs_elsewhere(word: str, text: str, place: int) -> bool:
    """Whether a word stands, whole, at another place of the text."""
    at = text.find(word)
    while at >= 0:
        stop = at + len(word)
        if at != place and not (text[at - 1 : at].isalnum() or text[stop : stop + 1].isalnum()):
            return True
        at = text.find(word, stop)
    return False
