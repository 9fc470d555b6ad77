"""Pieces of files: what one worker reads at a time, so that many can read one big file.

A piece is a whole file, a range of lines of a JSONL file, or some row groups of a Parquet file. Where a file is
cut depends on the file alone, never on who reads it, so that every engine sees the same pieces. Lines are cut
by looking for the next line feed at each boundary: a few kilobytes are read per piece, not the file.
"""

from __future__ import annotations

import io
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, cast

from textgate import sources
from textgate.batch import Document
from textgate.sources import remote
from textgate.sources.paths import File, Skipped
from textgate.sources.reading import Reading

SMALLEST, LARGEST, MOST = 1 << 20, 1 << 25, 512
"""Bytes of a piece: 1 MiB, which is a full batch, and twice as much as often as it takes to make at most 512 pieces of
a file, up to 32 MiB: at the end of a run one worker may be busy with a last piece, while the others wait. A piece
costs 1 ms beside the judging."""

_BLOCK = 1 << 16


class Piece(NamedTuple):
    """A part of a file.

    ``start`` and ``stop`` are byte offsets for "lines" (both at the beginning of a line, or the end of the
    file), numbers of row groups for "groups", and 0 for "file". ``size`` is in bytes, to balance the work.
    """

    path: Path
    name: str
    part: Literal["file", "lines", "groups"] = "file"
    start: int = 0
    stop: int = 0
    size: int = 0


def split(file: File) -> Iterator[Piece]:
    """The pieces of a file, in order. What cannot be looked at is one piece: reading it reports why."""
    piece = Piece(file.path, file.name)
    try:
        size = _size(piece)
        if size is None:
            yield piece
            return
        piece = piece._replace(size=size)
        name = remote.path_of(file.name).lower()
        if size <= SMALLEST:
            yield piece
        elif name.endswith(sources.JSONL):
            for start, stop in itertools.pairwise(_cuts(piece)):
                yield piece._replace(part="lines", start=start, stop=stop, size=stop - start)
        elif name.endswith(sources.PARQUET):
            yield from _row_groups(piece)
        else:
            yield piece
    except OSError:
        yield piece


def _opened(piece: Piece) -> BinaryIO:
    if remote.is_url(piece.name):
        return cast("BinaryIO", remote.open_file(piece.name))
    return piece.path.open("rb", buffering=0)


def _size(piece: Piece) -> int | None:
    """Size of a piece's file in bytes; None where it is not known, or is no regular file."""
    if remote.is_url(piece.name):
        with _opened(piece) as raw:
            return raw.seek(0, io.SEEK_END) if raw.seekable() else None
    status = piece.path.stat()
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _step(size: int) -> int:
    step = SMALLEST
    while step * MOST < size and step < LARGEST:
        step *= 2
    return step


def _cuts(piece: Piece) -> list[int]:
    """Byte offsets at which lines begin, about a step apart; first 0, last the size of the file."""
    size = piece.size
    step = _step(size)
    cuts = [0]
    with _opened(piece) as raw:
        if raw.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            # UTF-16, which the reader refuses as a whole; its line feeds are no single bytes.
            return [0, size]
        at = step
        while at < size:
            at = _line_after(raw, at - 1)
            if at >= size:
                break
            cuts.append(at)
            at = (at // step + 1) * step
    return [*cuts, size]


def _line_after(raw: BinaryIO, at: int) -> int:
    """Offset behind the first line feed at or after ``at``; a large number when there is none."""
    raw.seek(at)
    while block := raw.read(_BLOCK):
        found = block.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(block)
    return 1 << 62


def _row_groups(whole: Piece) -> Iterator[Piece]:
    metadata = _metadata(whole)
    if metadata is None:
        yield whole
        return
    sizes = [metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)]
    step = _step(sum(sizes))
    start = held = 0
    for index, size in enumerate(sizes):
        held += size
        if held >= step or index == len(sizes) - 1:
            yield whole._replace(part="groups", start=start, stop=index + 1, size=held)
            start, held = index + 1, 0
    if not sizes:
        yield whole


def _metadata(piece: Piece) -> Any:
    """The footer of a Parquet file; None where pyarrow is missing or the file is damaged."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return None
    try:
        with _opened(piece) as raw:
            return pq.read_metadata(raw)
    except pa.ArrowException:
        return None


class Seal(NamedTuple):
    """What a piece was when its reading began: ``state_of`` and ``content_of``, None where not known."""

    state: list[int | str] | None = None
    content: str | None = None


class Reader:
    """The documents of one piece.

    When they have all been given out, ``lines`` is the number of lines of a piece of lines, and ``skipped`` says
    what was left out because it is no text. The records of a piece of lines are numbered from its own
    beginning: what comes before it is read by somebody else, perhaps later. With ``sealed``, ``seal`` tells what
    was read; the content is hashed before anything is read, so a file that changes meanwhile is found out.
    """

    def __init__(self, piece: Piece, reading: Reading, *, sealed: bool = False) -> None:
        self.piece = piece
        self.lines = 0
        self.seal = Seal()
        self.skipped: list[Skipped] = []
        self._reading = reading
        self._sealed = sealed

    def __iter__(self) -> Iterator[Document]:
        piece = self.piece
        if self._sealed:
            self.seal = Seal(state_of(piece), content_of(piece))
        if piece.part == "file":
            return sources.read_file(File(piece.path, piece.name), self._reading, self.skipped)
        documents = self._lines() if piece.part == "lines" else self._groups()
        return sources.guarded(documents, piece.name, self.skipped)

    def _lines(self) -> Iterator[Document]:
        from textgate.sources import jsonl

        piece = self.piece
        with _opened(piece) as raw:
            window = _Window(raw, piece.start, piece.stop)
            yield from jsonl.read_lines(
                cast("BinaryIO", window), piece.name, self._reading, set(), at_start=piece.start == 0
            )
            self.lines = window.rest()
            if window.missing:
                reason = f"{piece.name}: the file became shorter while it was read; check it again"
                yield Document(f"{piece.name}@{piece.start}", "", path=piece.name, error=reason)

    def _groups(self) -> Iterator[Document]:
        from textgate.sources import parquet

        piece = self.piece
        with _opened(piece) as raw:
            groups = range(piece.start, piece.stop)
            yield from parquet.read_rows(raw, piece.name, self._reading, set(), groups=groups)


class _Window(io.RawIOBase):
    """The bytes ``start`` to ``stop`` of a file; counts the lines that pass."""

    def __init__(self, raw: BinaryIO, start: int, stop: int) -> None:
        raw.seek(start)
        self._raw = raw
        self._lines = 0
        self._last = b"\n"
        self.missing = stop - start

    def read(self, size: int = -1) -> bytes:
        wanted = self.missing if size < 0 else min(size, self.missing)
        data = self._raw.read(wanted) if wanted else b""
        if data:
            self.missing -= len(data)
            self._lines += data.count(b"\n")
            self._last = data[-1:]
        return data

    def rest(self) -> int:
        """Read what is left, if the reader gave up before; the number of lines of the window."""
        while self.read(1 << 20):
            pass
        return self._lines + (self._last != b"\n")


def state_of(piece: Piece) -> list[int | str] | None:
    """Size and time of change in nanoseconds of a piece's file, or what its store says of it; None: not known."""
    try:
        if remote.is_url(piece.name):
            return remote.state_of(piece.name)
        status = piece.path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def content_of(piece: Piece) -> str | None:
    """Hash of the bytes that a piece consists of; None where they cannot be read.

    Behind a URL, what the store says of the file stands for its bytes: reading it all twice would cost more.
    """
    from hashlib import blake2b  # loads OpenSSL, and one text needs no name

    hasher = blake2b(digest_size=20)
    if remote.is_url(piece.name):
        state = state_of(piece)
        return None if state is None else blake2b(repr(state).encode(), digest_size=20).hexdigest()
    try:
        start, stop = piece.start, piece.stop
        if piece.part == "groups":
            start, stop, shape = _extent(piece)
            hasher.update(shape)
        with piece.path.open("rb", buffering=0) as raw:
            if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
                return None
            raw.seek(start)
            left = stop - start if piece.part != "file" else 1 << 62
            while left and (data := raw.read(min(left, 1 << 20))):
                hasher.update(data)
                left -= len(data)
    except OSError:
        return None
    return hasher.hexdigest()


def _extent(piece: Piece) -> tuple[int, int, bytes]:
    """The bytes of some row groups, and what else of the file decides on their documents: names and rows before."""
    metadata = _metadata(piece)
    if metadata is None or metadata.num_row_groups < piece.stop:
        raise OSError("the file has changed")
    starts, stops = [], []
    for group in range(piece.start, piece.stop):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            first = min(column.data_page_offset, column.dictionary_page_offset or column.data_page_offset)
            starts.append(first)
            stops.append(first + column.total_compressed_size)
    before = sum(metadata.row_group(group).num_rows for group in range(piece.start))
    return min(starts, default=0), max(stops, default=0), f"{before}\0{metadata.schema}".encode()
