"""CSV and TSV: one document a row, when a field is named as the text; else such a file is one plain text.

A table may be a corpus or a part of a manual, and the file name does not say which. ``--text-field`` does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from textgate.batch import Document
from textgate.sources import compressed
from textgate.sources.reading import Reading
from textgate.sources.records import Fields, RecordError


class _Expanded(io.RawIOBase):
    """A compressed or plain stream as the raw stream that a text layer needs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = cast("memoryview", buffer)
        piece = compressed.read_some(self._stream, len(view))
        view[: len(piece)] = piece
        return len(piece)


def read_rows(
    raw: BinaryIO, name: str, reading: Reading, seen: set[int], kind: str | None = None
) -> Iterator[Document]:
    """The documents of one table with a header; a row that gives none is a document with ``error`` set.

    ``seen`` is for ``records.Fields``; ``kind`` names the compression. Bytes that are not UTF-8 are damage of
    their record.

    Raises:
        OSError: the file cannot be read.

    """
    fields = Fields(reading, name, seen, unit="row")
    row = 0
    # The limit of the module is one for the whole process and counts characters of one field.
    csv.field_size_limit(reading.max_bytes)
    try:
        stream = compressed.expanding(raw, kind) if kind else raw
        text = io.TextIOWrapper(
            io.BufferedReader(_Expanded(stream), 1 << 18),
            encoding="utf-8-sig",
            errors="surrogateescape",
            newline="",
        )
        for record in csv.DictReader(
            text, delimiter="\t" if compressed.without_suffix(name).endswith(".tsv") else ",", restval=None
        ):
            yield _document(record, row, fields)
            row += 1
    except csv.Error as problem:
        reason = f"{problem}; a quotation mark may be missing before this row, which ends the reading"
        yield fields.broken(row, reason)
    except compressed.CompressionError as problem:
        yield fields.broken(row, str(problem))


def _document(record: dict[str | None, str | list[str] | None], row: int, fields: Fields) -> Document:
    try:
        if None in record:
            raise RecordError("more fields than the header has; a quotation mark or a delimiter is wrong")
        return fields.document(row, cast("dict[str, str]", record), escaped=True)
    except RecordError as problem:
        return fields.broken(row, str(problem))
