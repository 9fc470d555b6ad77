"""Regular expressions in linear time over documents: RE2, UTF-8 and code-point offsets, word boundaries.

RE2 works on UTF-8 bytes. Its own wrapper turns byte offsets into code points match by match and refuses
texts with lone surrogates; here a document is encoded once, surrogates included, and only the offsets of
documents that match are turned back. RE2's ``\\b`` knows ASCII words only, so that it finds a boundary
inside "café"; ``glued`` knows all letters, and that Chinese, Japanese and Thai put no spaces between words.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.profile import Profile

MEMORY = 64 << 20
"""Bytes that one expression's automata may take. Beyond it RE2 goes on without them, far more slowly."""

MAX_MATCHES = 1000
"""Matches counted per document and expression. One search takes linear time, but a thousand matches can
each read to the end of the document; without a bound, a hostile text makes the sum quadratic."""

_WORK = 1 << 30  # bytes that the searches of one document may read together

# Scripts, besides Han, kana and bopomofo, that are written without spaces between words (UAX #14, class SA,
# and Tibetan and Javanese).
_UNSPACED = frozenset(
    {"Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Java", "Bali", "Lana", "Tale", "Talu", "Tavt"}
)
_WORD = charclass.LETTER | charclass.MARK | charclass.DIGIT


class ExpressionError(ValueError):
    """RE2 does not accept the expression; the message is RE2's."""


@functools.lru_cache(maxsize=512)
def compiled(expression: str, ignore_case: bool) -> Any:
    """An expression for UTF-8 bytes.

    Raises:
        ExpressionError: RE2 refuses it, or it holds lone surrogates.

    """
    import re2  # 20 ms, and most policies have no expressions

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = not ignore_case
    options.max_mem = MEMORY
    try:
        return re2.compile(expression.encode(), options)
    except UnicodeEncodeError:
        raise ExpressionError("lone surrogate") from None
    except re2.error as error:
        reason = error.args[0]
        raise ExpressionError(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        ) from None


def screen(expressions: tuple[str, ...], ignore_case: bool) -> tuple[Any, ...]:
    """Expressions of which one matches wherever one of the given ones does: one for all, where RE2 takes that."""
    try:
        return (compiled("|".join(f"(?:{expression})" for expression in expressions), ignore_case),)
    except ExpressionError:  # too large together, or two of them name a group alike
        return tuple(compiled(expression, ignore_case) for expression in expressions)


@functools.lru_cache(maxsize=64)
def literals(texts: tuple[str, ...], ignore_case: bool) -> Any:
    """An expression for any of the texts; of those that start at one place it finds the longest.

    Raises:
        ExpressionError: see ``compiled``; a list of many thousand texts can be too large.

    """
    import re2

    # RE2 prefers earlier alternatives. Its own longest-match mode needs far more memory for the same answer.
    longest_first = sorted(set(texts), key=lambda text: (-len(text), text))
    try:
        return compiled("|".join(map(re2.escape, longest_first)), ignore_case)
    except UnicodeEncodeError:
        raise ExpressionError("lone surrogate") from None


def can_be_empty(expression: str, ignore_case: bool) -> bool:
    """Whether the expression is known to match the empty string somewhere."""
    regex = compiled(expression, ignore_case)
    probes = (b"", b"a", b"a b", b"\n", "字é".encode(), b"(1)")
    return any(match.start() == match.end() for probe in probes for match in regex.finditer(probe))


class Scanned:
    """One document of a profile, encoded for RE2. ``data`` is its UTF-8 form."""

    def __init__(self, profile: Profile, document: int) -> None:
        self._profile = profile
        self._document = document
        self.text = profile.document_text(document)
        self.data = self.text.encode("utf-8", "surrogatepass")

    def contains(self, regex: Any) -> bool:
        """Whether the expression matches anywhere."""
        return regex.search(self.data) is not None

    def matches(self, regex: Any) -> Iterator[tuple[int, int]]:
        """Matches that do not overlap, as half-open code-point ranges; empty ones are left out.

        The search ends early when it may have read 1 GiB.
        """
        candidates = itertools.islice(
            regex.finditer(self.data), max(MAX_MATCHES, _WORK // (len(self.data) + 1))
        )
        for match in candidates:
            if match.end() > match.start():
                yield self._codepoints(match)

    def next_match(self, regex: Any, start: int) -> tuple[int, int] | None:
        """The first match at or after a code-point offset."""
        match = regex.search(self.data, start if self._ascii else int(self._byte_at[start]))
        return None if match is None else self._codepoints(match)

    def _codepoints(self, match: Any) -> tuple[int, int]:
        start, stop = match.span()
        if self._ascii:
            return start, stop
        return int(self._codepoint_at[start]), int(self._codepoint_at[stop])

    @property
    def _ascii(self) -> bool:
        return len(self.data) == len(self.text)

    @functools.cached_property
    def _byte_at(self) -> NDArray[np.int64]:
        """``int64[length + 1]``: the byte at which each code point begins."""
        data = np.frombuffer(self.data, dtype=np.uint8)
        return np.append(np.flatnonzero((data & 0xC0) != 0x80), len(data))

    @functools.cached_property
    def _codepoint_at(self) -> NDArray[np.int64]:
        """``int64[bytes + 1]``: code points that begin before each byte."""
        data = np.frombuffer(self.data, dtype=np.uint8)
        counts = np.zeros(len(data) + 1, dtype=np.int64)
        np.cumsum((data & 0xC0) != 0x80, out=counts[1:])
        return counts

    @functools.cached_property
    def glued(self) -> NDArray[np.bool_]:
        """``bool[length + 1]``: offsets between two characters of one word, where no word begins or ends."""
        start, stop = self._profile.starts[self._document], self._profile.stops[self._document]
        codepoints = self._profile.codepoints[start:stop]
        bits = self._profile.bits[start:stop]
        word = ((bits & np.uint32(_WORD)) != 0) | (codepoints == ord("_"))
        word &= (bits & np.uint32(charclass.HAN | charclass.KANA | charclass.BOPOMOFO)) == 0
        word &= ~_unspaced_scripts().take(charclass.scripts().take(codepoints))
        inside = np.zeros(len(word) + 1, dtype=bool)
        inside[1:-1] = word[1:] & word[:-1]
        return inside


@functools.cache
def _unspaced_scripts() -> NDArray[np.bool_]:
    return np.array([name in _UNSPACED for name in charclass.script_names()])
