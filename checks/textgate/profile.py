"""What is known of a batch: columns that checks share, each computed at most once, on first use.

n is the number of documents, c the number of code points with terminators (see batch.py). All positions
in a profile are positions in the batch; ``Batch.locate`` maps one to its document.
"""

from __future__ import annotations

import functools
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.batch import Batch

LINE_FEED = 0x0A
FEW = 8  # where one document in so many holds a class, each is looked through by itself


class Lines:
    """m lines in order. A line's text is ``[start, stop)`` without its line feed; the last may be empty."""

    __slots__ = ("document", "start", "stop")

    def __init__(
        self, start: NDArray[np.int64], stop: NDArray[np.int64], document: NDArray[np.int64]
    ) -> None:
        self.start, self.stop, self.document = start, stop, document

    def __len__(self) -> int:
        return len(self.start)


class Profile:
    """Columns of one batch. Arrays are shared by all checks: never write to them."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.codepoints = batch.codepoints
        self.starts = batch.starts
        self.stops = batch.starts[1:] - 1
        self.text = batch.text
        self._where: dict[int, NDArray[np.int64]] = {}
        self._letters: dict[int, NDArray[np.bool_]] = {}
        self._holds: dict[str, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self.batch)

    @property
    def ascii(self) -> bool:
        """Whether no document of the batch holds a code point above U+007F."""
        return self.batch.ascii

    def document_text(self, index: int) -> str:
        """The text of document ``index``."""
        return self.batch.documents[index].text

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """``int64[n]``: length of each document in code points."""
        return np.diff(self.starts) - 1

    @cached_property
    def bits(self) -> NDArray[np.uint32]:
        """``uint32[c]``: class bits of every code point (see charclass.py)."""
        return charclass.bits_at(self.codepoints)

    @cached_property
    def script_bits(self) -> NDArray[np.uint8]:
        """``uint8[c]``: bits 8 to 15 of ``bits``, SYMBOL to OTHER_SCRIPT: a quarter of the memory to go through."""
        return np.ascontiguousarray(self.bits.astype("<u4", copy=False).view(np.uint8)[1::4])

    def letters(self, mask: int) -> NDArray[np.bool_]:
        """``bool[c]``: the code points of any class in ``mask``, which are classes of ``script_bits``."""
        if mask not in self._letters:
            self._letters[mask] = (self.script_bits & np.uint8(mask >> 8)) != 0
        return self._letters[mask]

    @cached_property
    def document_bits(self) -> NDArray[np.uint32]:
        """``uint32[n]``: the classes that occur in each document. A terminator adds nothing but NEWLINE."""
        if not len(self):
            return np.zeros(0, dtype=np.uint32)
        return np.bitwise_or.reduceat(self.bits, self.starts[:-1])

    @cached_property
    def narrow(self) -> NDArray[np.uint8]:
        """``uint8[c]``: each ASCII character as it is, every other as 0xFF.

        To look for an ASCII character here costs a quarter of what it costs among the code points.
        """
        narrow = self.codepoints.astype(np.uint8, copy=False)
        if self.ascii:
            return narrow
        above = (self.codepoints > 0x7F).view(np.uint8)
        narrow |= np.negative(above, out=above)
        return narrow

    @cached_property
    def above_ascii(self) -> NDArray[np.int64]:
        """Positions, ascending, of the code points above U+007F."""
        if self.ascii:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.narrow > 0x7F)

    def has(self, mask: int) -> NDArray[np.bool_]:
        """``bool[n]``: documents that hold at least one code point of any class in ``mask``."""
        present: NDArray[np.bool_] = (self.document_bits & np.uint32(mask)) != 0
        return present

    def count(self, mask: int) -> NDArray[np.int64]:
        """``int64[n]``: code points per document of any class in ``mask``. Terminators never count."""
        totals: NDArray[np.int64] = np.zeros(len(self), dtype=np.int64)
        if not len(self):
            return totals
        if not mask & _ascii_classes():
            # What is not in ASCII is counted among the rest, which in most languages is a fraction of the text.
            hit = (self._bits_above & np.uint32(mask)) != 0
            held = np.flatnonzero(np.diff(self._first_above))
            if len(held):
                totals[held] = np.add.reduceat(hit, self._first_above[held], dtype=np.int32)
            return totals
        hit = (self.bits & np.uint32(mask)) != 0
        totals += np.add.reduceat(hit, self.starts[:-1], dtype=np.int32)
        totals -= hit[self.stops]
        return totals

    def where(self, mask: int) -> NDArray[np.int64]:
        """Positions, ascending, of code points of any class in ``mask``."""
        if mask not in self._where:
            if mask & _ascii_classes():
                self._where[mask] = np.flatnonzero((self.bits & np.uint32(mask)) != 0)
            else:
                self._where[mask] = self.where_above(mask)
        return self._where[mask]

    def where_above(self, mask: int) -> NDArray[np.int64]:
        """Positions, ascending, of code points above U+007F of any class in ``mask``."""
        parts = [slice(0, len(self.above_ascii))]
        held = np.flatnonzero(self.has(mask))
        if len(held) * FEW <= len(self):
            first = self._first_above
            parts = [slice(first[i], first[i + 1]) for i in held.tolist()]
        found = [self.above_ascii[part][(self._bits_above[part] & np.uint32(mask)) != 0] for part in parts]
        return np.concatenate(found) if found else self.above_ascii[:0]

    @cached_property
    def _bits_above(self) -> NDArray[np.uint32]:
        """Class bits of the code points above ASCII."""
        return self.bits.take(self.above_ascii)

    @cached_property
    def _first_above(self) -> NDArray[np.int64]:
        """``int64[n + 1]``: index in ``above_ascii`` of the first of each document."""
        first: NDArray[np.int64] = np.searchsorted(self.above_ascii, self.starts)
        return first

    def documents_at(self, positions: NDArray[np.int64]) -> list[int]:
        """The documents that hold any of the positions, ascending, each once."""
        # Not np.unique: its first call imports numpy.ma, which costs a one-file run 14 ms.
        hit = np.zeros(len(self), dtype=bool)
        hit[np.searchsorted(self.starts, positions, side="right") - 1] = True
        return [int(index) for index in np.flatnonzero(hit)]

    @cached_property
    def languages(self) -> list[str]:
        """The language of each document by its text, whatever it was declared to be."""
        from textgate.identification import identify_all

        return identify_all([document.text for document in self.batch.documents])

    @cached_property
    def signs(self) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.uint8]]:
        """Positions, ascending, of ``% & / < > [ \\``, of which escapes and markup are made; the signs; what follows.

        What follows is as in ``narrow``.
        """
        narrow = self.narrow
        # Pairs of neighbours; < and > differ in one bit. Below 0 the unsigned numbers begin again at their largest.
        found = (narrow - np.uint8(ord("%"))) < 2
        found |= (narrow - np.uint8(ord("["))) < 2
        found |= (narrow & np.uint8(0xFD)) == ord("<")
        found |= narrow == ord("/")
        at = np.flatnonzero(found)
        return at, narrow.take(at), narrow.take(at + 1)

    def holds(self, characters: str) -> NDArray[np.bool_]:
        """``bool[n]``: documents that hold at least one of the ASCII characters. No line feed: all documents end so."""
        present: NDArray[np.bool_] = np.zeros(len(self), dtype=bool)
        for character in characters:
            present |= self._holding(character)
        return present

    def _holding(self, character: str) -> NDArray[np.bool_]:
        if character not in self._holds:
            here = self.narrow == ord(character)
            self._holds[character] = np.logical_or.reduceat(here, self.starts[:-1]) if len(self) else here
        return self._holds[character]

    @cached_property
    def lines(self) -> Lines:
        """Lines of all documents, cut at line feeds only (``\\r`` stays at the end of its line)."""
        stop = np.flatnonzero(self.narrow == LINE_FEED)
        start = np.empty_like(stop)
        if len(stop):
            start[0] = 0
            start[1:] = stop[:-1] + 1
        # Every document has at least one line, the last of which ends at its terminator.
        last = np.searchsorted(stop, self.stops)
        document = np.repeat(np.arange(len(self)), np.diff(last, prepend=-1))
        return Lines(start, stop, document)


@functools.cache
def _ascii_classes() -> int:
    """The classes of the ASCII characters."""
    return int(np.bitwise_or.reduce(charclass.bits_at(np.arange(0x80, dtype=np.uint8))))
