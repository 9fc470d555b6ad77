"""How much likelier a word is the piece of one than a whole word: common words of a language with their shares.

``data/lexicon/`` is built by tools/build_word_lists.py. A cut inside a word of m letters leaves each of its m - 1
beginnings equally often. So the odds that a last word is a piece are the share of all words that begin with it, each
divided by its length less one, to the share of the word itself. A word that is not listed has the share of the rarest
one, spread over how often its last letters end a word; the same goes for first words and their endings.
"""

from __future__ import annotations

import functools
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
COMPOUNDING = frozenset("da de fi hu is nb nl sv".split())
"""Languages that write compounds as one word: most of their words are in no list."""
LEAST_SEEN = 8  # occurrences of letters in the list from which it is told how often they end or begin a word
_ELIDED = re.compile(r"^[^\W\d_]{1,6}['’](?=\w{3})")  # l'état, dell'opera


class Lexicon:
    """The common words of one language."""

    def __init__(self, words: str, letters: str, *, compounds: bool) -> None:
        self._compounds = compounds
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
        first, last = _range(self._words, word)
        own = 0.0
        if first < last and self._words[first] == word:
            own = float(self._share[first])
            first += 1
        if not own and self._is_compound(word):
            return 0.0
        return self._bits(float(self._pieces[last] - self._pieces[first]), own, word, self._final)

    def _is_compound(self, word: str) -> bool:
        """Whether an unlisted long word ends with a listed one of four letters or more."""
        return (
            self._compounds
            and len(word) >= COMPOUND
            and any(self.share(word[-size:]) > 0 for size in range(4, len(word) - 2))
        )

    def bits_of_ending(self, word: str) -> float:
        """log2 of the odds that a lower-case first word is only the end of one; 0.0 if it ends no longer word."""
        first, last = _range(self._backwards[0], word[::-1])
        own = self.share(word)
        longer = float(self._backwards[1][last] - self._backwards[1][first + (own > 0)])
        return self._bits(longer, own, word, self._initial) if longer > 0 else 0.0

    @functools.cached_property
    def _backwards(self) -> tuple[list[str], NDArray[np.float64]]:
        """The words written backwards, sorted, and the running sum of the shares of their pieces."""
        order = sorted((word[::-1], place) for place, word in enumerate(self._words))
        pieces = self._piece[[place for _, place in order]]
        return [word for word, _ in order], np.append(0.0, np.cumsum(pieces))

    def _bits(self, longer: float, own: float, word: str, edge: Callable[[str], float]) -> float:
        if own > FREQUENT * self.least:  # what no list knows changes nothing
            return math.log2((longer + self.least / 100) / own)
        whole = edge(word)
        unlisted = self.least * UNLISTED
        return math.log2((longer + unlisted / 2 * (1 - whole)) / (own or unlisted * whole))

    def _final(self, word: str) -> float:
        """How often its last letters, three if they are common, end a word."""
        return self._at_edge(word[-1:-4:-1], backwards=True)

    def _initial(self, word: str) -> float:
        """How often its first letters begin a word."""
        return self._at_edge(word[:3], backwards=False)

    @functools.cache  # noqa: B019 - there is one lexicon of a language, for good
    def _at_edge(self, letters: str, *, backwards: bool) -> float:
        """How often the letters are the first ones of a word, among the words or among those written backwards."""
        seen = self._text.count(letters[::-1] if backwards else letters)
        if seen < LEAST_SEEN:
            return self._at_edge(letters[:-1], backwards=backwards) if len(letters) > 1 else 0.5
        edge = self._text.count(f"{letters[::-1]}\n" if backwards else f"\n{letters}")
        return (edge + 0.3) / (seen + 0.6)


def _range(words: list[str], start: str) -> tuple[int, int]:
    """Half-open range of the sorted words that begin like this."""
    first = bisect_left(words, start)
    return first, bisect_left(words, start + "\U0010ffff", first)


@functools.cache
def lexicon(language: str) -> Lexicon | None:
    """The common words of a language; None for one without a list."""
    name = FALLBACK.get(language, language)
    source = Path(__file__).parents[1] / "data" / "lexicon" / f"{name}.txt.xz"
    if not source.is_file():
        return None
    import lzma

    words, _, letters = lzma.decompress(source.read_bytes()).decode("utf-8").partition("\n\n")
    return Lexicon(words, letters, compounds=name in COMPOUNDING)


@functools.cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff'’])*")


def bare(word: str) -> str:
    """A last word in lower case as the lists have it: without an elided article, the last part of a compound."""
    word = word.lower()
    if "'" in word or "’" in word:
        word = _ELIDED.sub("", word)
    return word[max(word.rfind("-"), word.rfind("‐")) + 1 :]


def occurs_elsewhere(word: str, text: str, place: int) -> bool:
    """Whether a word stands, whole, at another place of the text."""
    at = text.find(word)
    while at >= 0:
        stop = at + len(word)
        if at != place and not (text[at - 1 : at].isalnum() or text[stop : stop + 1].isalnum()):
            return True
        at = text.find(word, stop)
    return False
