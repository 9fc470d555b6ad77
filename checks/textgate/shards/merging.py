"""Verdicts of shards, put together in the order of the input, as one run over all of it would give them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from textgate.batch import NO_DAMAGE, Document
from textgate.shards.run import Judge, Shard, Work, judged
from textgate.sources.paths import Skipped
from textgate.sources.pieces import Piece, Reader
from textgate.sources.reading import Reading
from textgate.verdict import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from textgate.shards.parts import Part

TOGETHER = 1024
"""Verdicts whose identifiers are looked up at once."""


class Whole:
    """A run as a whole: what it has seen so far, in the order of the input.

    A worker knows nothing of what comes before its piece. Three things are put right here: the record
    numbers of a piece of lines, identifiers that were used before in the run, and what is said of a file as a
    whole, which each of its pieces says. ``skipped`` fills with the files that are no text.
    """

    def __init__(self, skipped: list[Skipped]) -> None:
        self.skipped = skipped
        self._used = _Used()
        self._name = ""
        self._lines = 0
        self._told: set[tuple[str, str | None]] = set()

    def begin(self, piece: Piece) -> None:
        """The verdicts of this piece follow."""
        if piece.name != self._name:
            self._name, self._lines, self._told = piece.name, 0, set()

    def end(self, lines: int, skipped: Iterable[Skipped]) -> None:
        """That was the piece; it had so many lines."""
        self._lines += lines
        self.skipped += skipped

    def put_right(self, verdict: Verdict) -> Verdict | None:
        """The verdict as it is in the whole run, in place; None for one that was given already."""
        return next(self.put_all_right([verdict]))

    def put_all_right(self, verdicts: Sequence[Verdict]) -> Iterator[Verdict | None]:
        """The same for verdicts of one piece, in their order."""
        new = self._used.add([verdict.document for verdict in verdicts if _is_named(verdict)])
        for verdict in verdicts:
            if verdict.record is None:
                yield self._once(verdict)
                continue
            named = _is_named(verdict)
            known = not named or new.popleft()
            if self._lines or not known:
                self._place(verdict, verdict.record, named and known)
            yield verdict

    def _once(self, verdict: Verdict) -> Verdict | None:
        """What is said of a file, unless another of its pieces has said so."""
        if verdict.error is None:
            return verdict
        fact = (verdict.document, verdict.error)
        repeated = fact in self._told
        self._told.add(fact)
        return None if repeated else verdict

    def _place(self, verdict: Verdict, record: int, named: bool) -> None:
        row = record + self._lines
        if verdict.error is not None:
            broken = f"{verdict.path}:{record + 1}: "
            if verdict.error.startswith(broken):
                _set(verdict, "error", f"{verdict.path}:{row + 1}: {verdict.error.removeprefix(broken)}")
        if not named:
            _set(verdict, "document", f"{verdict.path}#{row + 1}")
        _set(verdict, "record", row)


def _is_named(verdict: Verdict) -> bool:
    """Whether a record has an identifier of its own."""
    return verdict.record is not None and (
        "#" not in verdict.document or verdict.document != f"{verdict.path}#{verdict.record + 1}"
    )


def _set(verdict: Verdict, name: str, value: object) -> None:
    """Put a verdict right that was made for us a moment ago. A changed copy would double the cost of merging."""
    object.__setattr__(verdict, name, value)


class _Used:
    """Identifiers seen so far, as 8-byte hashes: 40 million take 320 MB, and a set of them 4 GB.

    The newest ones are in a set, the others in sorted arrays, each twice as long as the one after it or longer.
    """

    RECENT = 1 << 16

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._sorted: list[NDArray[np.int64]] = []

    def add(self, names: Sequence[str]) -> deque[bool]:
        """Which of the names are new; one that comes twice is new once."""
        # Python's own hash, which nobody outside of this process can foresee.
        values = [hash(name) for name in names]
        new = deque[bool]()
        for value, known in zip(values, self._sunk(values), strict=True):
            new.append(not known and value not in self._recent)
            self._recent.add(value)
        if len(self._recent) >= self.RECENT:
            self._sink()
        return new

    def _sunk(self, values: Sequence[int]) -> Sequence[bool]:
        """Which of the hashes are in the arrays."""
        if not self._sorted:
            return [False] * len(values)
        import numpy as np

        asked = np.array(values, dtype=np.int64)
        known = np.zeros(len(asked), dtype=bool)
        for held in self._sorted:
            known |= held.take(np.searchsorted(held, asked), mode="clip") == asked
        found: list[bool] = known.tolist()
        return found

    def _sink(self) -> None:
        import numpy as np

        newest = np.sort(np.fromiter(self._recent, dtype=np.int64, count=len(self._recent)))
        self._recent = set()
        while self._sorted and len(self._sorted[-1]) < 2 * len(newest):
            newest = np.concatenate([newest, self._sorted.pop()])
            newest.sort()
        self._sorted.append(newest)


class _Revisited(Document):
    """A document whose text is read from its source when somebody asks for it.

    A report shows the text of some hundred documents. The others are judged by workers, and their text need
    never come here.
    """

    __slots__ = ("_found", "_row", "_texts", "_verdict")
    _found: str | None
    _row: int | None
    _texts: _Texts
    _verdict: Verdict

    def __init__(self, verdict: Verdict, texts: _Texts, row: int | None) -> None:
        put = object.__setattr__
        put(self, "_verdict", verdict)
        put(self, "_texts", texts)
        put(self, "_row", row)
        put(self, "_found", None)

    # Nearly all of them are made, counted and forgotten, so nothing is copied that nobody asks for.
    id = property(lambda self: self._verdict.document)
    path = property(lambda self: self._verdict.path)
    record = property(lambda self: self._verdict.record)
    language = property(lambda self: self._verdict.language)
    error = property(lambda self: self._verdict.error)
    damage = property(lambda self: NO_DAMAGE)

    @property
    def text(self) -> str:
        """The text; "" when it is not there any more."""
        found = self._found
        if found is None:
            found = self._texts.of(self._row)
            object.__setattr__(self, "_found", found)
        return found


class _Texts:
    """The texts of one piece by their row in it; asked for in ascending order, they take one reading."""

    KEPT = 1 << 20

    def __init__(self, piece: Piece, reading: Reading) -> None:
        self._piece = piece
        self._reading = reading
        self._documents: Iterator[Document] | None = None
        self._passed: deque[Document] = deque()
        self._held = 0

    def of(self, row: int | None) -> str:
        """The text of a row; None is the row of a file that is one text."""
        for document in self._passed:
            if document.record == row:
                return document.text
        for start_again in (False, True):
            if self._documents is None or start_again:
                self._passed.clear()
                self._held = 0
                self._documents = iter(Reader(self._piece, self._reading))
            for document in self._documents:
                self._keep(document)
                if document.record == row:
                    return document.text
        return ""

    def _keep(self, document: Document) -> None:
        self._passed.append(document)
        self._held += len(document.text)
        while self._held > self.KEPT and len(self._passed) > 1:
            self._held -= len(self._passed.popleft().text)


def merge(shards: Iterable[Shard], work: Work, whole: Whole) -> Iterator[tuple[Document, Verdict]]:
    """The verdicts of shards that are done, with their documents.

    Args:
        shards: in the order of the plan, each given out when its parts are written.
        work: how they were judged. Parts that are not lasting are removed once they were read.
        whole: the run that they belong to.

    Raises:
        PartError: a part is not there or damaged.

    """
    store = work.store
    for shard in shards:
        for piece in shard.pieces:
            part = store.read(piece)
            whole.begin(piece)
            texts = _Texts(piece, work.reading)
            for verdicts in _runs(part):
                rows = [verdict.record for verdict in verdicts]
                for row, right in zip(rows, whole.put_all_right(verdicts), strict=True):
                    if right is not None:
                        yield _Revisited(right, texts, row), right
            whole.end(part.tail.lines, part.tail.skipped)
            if not work.lasting:
                store.remove(piece)


def _runs(part: Part) -> Iterator[list[Verdict]]:
    verdicts = iter(part)
    while run := list(islice(verdicts, TOGETHER)):
        yield run


def directly(
    shards: Iterable[Shard], reading: Reading, judge: Judge, whole: Whole
) -> Iterator[tuple[Document, Verdict]]:
    """The same without part files: judged here and now, the text still at hand."""
    for shard in shards:
        for reader, documents, verdicts, ended in judged(shard, reading, judge):
            whole.begin(reader.piece)
            for document, right in zip(documents, whole.put_all_right(verdicts), strict=True):
                if right is not None:
                    yield _as_named(document, right), right
            if ended:
                whole.end(reader.lines, reader.skipped)


def _as_named(document: Document, verdict: Verdict) -> Document:
    if (document.id, document.record) == (verdict.document, verdict.record):
        return document
    return Document(
        verdict.document, document.text, document.path, verdict.record,
        document.language, document.damage, verdict.error,
    )  # fmt: skip
