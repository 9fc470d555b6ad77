"""Arrow IPC: one document a row. Files (``.arrow``, ``.feather``), streams, and the files that Hugging Face
datasets keep. Needs the extra ``data`` (pyarrow).

Both formats are read from front to back as one stream of messages: a file is a stream between two marks. So
compressed files, standard input and remote objects need no second way, and a cut file gives what it has. The
messages are looked at before pyarrow sees them, because it believes any length that it is told. Files are not
mapped into memory: a mapped file that becomes shorter while it is read ends the process.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from textgate.batch import Document
from textgate.sources import compressed
from textgate.sources.reading import Reading, size_in_words
from textgate.sources.records import Fields, RecordError

MAX_BATCH = 1 << 30
"""Bytes of the largest record batch that is read, as it is and expanded. A batch is in memory as a whole."""

_MAX_METADATA = 1 << 26
_FILE_MARK = b"ARROW1\0\0"
_CONTINUED = b"\xff\xff\xff\xff"
_CUT = "the file ends early"
_DICTIONARY, _RECORDS = 2, 3  # kinds of message


def read_rows(
    raw: BinaryIO, name: str, reading: Reading, seen: set[int], kind: str | None = None
) -> Iterator[Document]:
    """The documents of one file or stream; a row that gives none is a document with ``error`` set.

    ``seen`` is for ``records.Fields``; ``kind`` names the compression.

    Raises:
        OSError: the file cannot be read.

    """
    fields = Fields(reading, name, seen, unit="row")
    try:
        import pyarrow as pa
    except ImportError:
        yield fields.unreadable("Arrow needs a package: pip install 'textgate[data]'")
        return
    from textgate.sources import tables

    row = 0
    try:
        messages = _Messages(compressed.expanding(raw, kind) if kind else raw)
        for batch in _batches(messages, reading):
            reason = _fault(batch)
            if reason is None:
                yield from tables.documents(batch, row, fields)
            else:
                yield fields.broken(row, f"{batch.num_rows} rows from here on are damaged ({reason})")
            row += batch.num_rows
        if messages.is_cut:
            yield fields.broken(row, f"{_CUT}: rows from this one on are lost; fetch it again")
    except RecordError as problem:
        yield fields.broken(row, str(problem)) if row else fields.unreadable(str(problem))
    except compressed.CompressionError as problem:
        yield fields.broken(row, f"{problem}: rows from this one on are lost; fetch it again")
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        yield fields.broken(row, tables.damage(problem))


def _batches(messages: _Messages, reading: Reading) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import ipc

    from textgate.sources import tables

    schema = ipc.read_schema(pa.BufferReader(messages.peek()))
    chosen = tables.columns(schema, reading)
    if any(schema.names.count(name) > 1 for name in chosen):
        raise RecordError("two columns have the same name; write the file again")
    options = ipc.IpcReadOptions(
        included_fields=[schema.names.index(name) for name in chosen], use_threads=False
    )
    with ipc.open_stream(messages, options=options) as reader:
        yield from reader


def _fault(batch: Any) -> str | None:
    """What is wrong with the offsets of a batch: reading beyond a buffer would end the process."""
    import pyarrow as pa

    try:
        for column in batch.columns:
            _check(column)
    except pa.ArrowInvalid as problem:
        return str(problem).partition("\n")[0].rstrip(".")
    return None


def _check(column: Any) -> None:
    """Check the offsets of an array and of all below it, but not that its strings are UTF-8.

    Such a string is a fault of its row only. pyarrow looks at the offsets of an array before its bytes.
    """
    import pyarrow as pa

    if pa.types.is_struct(column.type):
        column.validate()
        for child in column.flatten():
            _check(child)
        return
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as problem:
        if "UTF8" not in str(problem):
            raise


class _Messages(io.RawIOBase):
    """A stream of IPC messages for pyarrow, none of them larger than ``MAX_BATCH``.

    Layout of a message (the Arrow columnar format, "Encapsulated message format"): a mark of four bytes (absent
    before version 0.15), the length of the metadata, the metadata as a flatbuffer, the body. Length 0 ends it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._parts: list[bytes] = []
        self._ended = False
        self._ahead = b""
        start = self._take(len(_FILE_MARK))
        if start.startswith(b"FEA1"):
            raise RecordError("Feather of version 1; write the file again in version 2")
        self._is_file = start == _FILE_MARK
        self._ahead = b"" if self._is_file else start

    @property
    def is_cut(self) -> bool:
        """Whether a file ended without its end mark. A stream needs none."""
        return self._is_file and not self._ended

    def peek(self) -> bytes:
        """The first message, which is read again afterwards."""
        if not self._parts and not self._next():
            raise RecordError("empty; an Arrow file has a schema at least")
        return b"".join(self._parts)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        while size > 0 and (self._parts or self._next()):
            part = self._parts.pop(0)
            if len(part) > size:
                self._parts.insert(0, part[size:])
                part = part[:size]
            pieces.append(part)
            size -= len(part)
        # A body comes as it is, without a copy.
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _take(self, size: int) -> bytes:
        """So many bytes, fewer at the end of the stream."""
        pieces = [self._ahead[:size]] if self._ahead else []
        self._ahead = self._ahead[size:]
        size -= sum(map(len, pieces))
        while size > 0 and (piece := compressed.read_some(self._stream, size)):
            pieces.append(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _next(self) -> bool:
        """Read the next message; False at the end."""
        if self._ended:
            return False
        prefix = self._take(4)
        if prefix == _CONTINUED:
            prefix += self._take(4)
        if len(prefix) not in (4, 8):
            return False
        length = int.from_bytes(prefix[-4:], "little")
        if length == 0:
            self._ended = True
            self._parts = [prefix]
            return True
        if length > _MAX_METADATA:
            raise RecordError("not an Arrow file, or a damaged one; fetch it again")
        metadata = self._take(length)
        if len(metadata) < length:
            raise compressed.CutStreamError(_CUT)
        try:
            size, buffers = _body_of(metadata)
        except struct.error:
            raise RecordError("not an Arrow file, or a damaged one; fetch it again") from None
        _check_size(size)
        body = self._take(size)
        if len(body) < size:
            raise compressed.CutStreamError(_CUT)
        _check_size(sum(_expanded(body, start) for start in buffers))
        self._parts = [part for part in (prefix, metadata, body) if part]
        return True


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_BATCH:
        raise RecordError(
            f"a record batch of {size_in_words(size)}, more than {size_in_words(MAX_BATCH)}; "
            "write the file again with smaller batches"
        )


def _body_of(metadata: bytes) -> tuple[int, list[int]]:
    """Length of the body that follows a message's metadata, and where in it the compressed buffers begin.

    The tables are ``Message`` and ``RecordBatch`` of the Arrow format (Message.fbs), in the binary form of
    flatbuffers: a table begins with the distance back to its list of field offsets.

    Raises:
        struct.error: the metadata is damaged.

    """
    root = _at("<I", metadata, 0)
    kind, header, length = (_field(metadata, root, index) for index in (1, 2, 3))
    size = _at("<q", metadata, length) if length else 0
    batch = header and header + _at("<I", metadata, header)
    if kind and metadata[kind] == _DICTIONARY and batch:
        data = _field(metadata, batch, 1)
        batch = data and data + _at("<I", metadata, data)
    elif not kind or metadata[kind] != _RECORDS:
        return size, []
    buffers = batch and _field(metadata, batch, 2)
    if not buffers or not _field(metadata, batch, 3):
        return size, []
    vector = buffers + _at("<I", metadata, buffers)
    places = [vector + 4 + 16 * index for index in range(min(_at("<I", metadata, vector), len(metadata)))]
    return size, [_at("<q", metadata, place) for place in places if _at("<q", metadata, place + 8)]


def _field(data: bytes, table: int, index: int) -> int:
    """Where a field of a flatbuffer table is; 0 when it is absent."""
    fields = table - _at("<i", data, table)
    if 4 + 2 * index >= _at("<H", data, fields):
        return 0
    offset = _at("<H", data, fields + 4 + 2 * index)
    return table + offset if 0 < offset < len(data) - table else 0


def _at(form: str, data: bytes, place: int) -> int:
    if place < 0:
        raise struct.error
    return int(struct.unpack_from(form, data, place)[0])


def _expanded(body: bytes, start: int) -> int:
    """Length of a compressed buffer when it is expanded, as its first eight bytes tell; -1 means as it is."""
    return max(int.from_bytes(body[start : start + 8], "little", signed=True), 0) if start >= 0 else 0
