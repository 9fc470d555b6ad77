"""CSV and TSV: one document a row, when a field is named as the text; else such a file is one plain text.

A table may be a corpus or a part of a manual, and the file name does not say which. ``--text-field`` does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from textgate.batch import Document
from textgate.sources import compressed, jsonl
from textgate.sources.reading import Reading, size_in_words
from textgate.sources.records import Fields, RecordError, known


def read_rows(
    raw: BinaryIO, name: str, reading: Reading, seen: set[int], kind: str | None = None
) -> Iterator[Document]:
    """The documents of one table with a header; a row that gives none is a document with ``error`` set.

    ``seen`` is for ``records.Fields``; ``kind`` names the compression. Bytes that are not UTF-8 are damage of
    their record. A row is bounded: its lines by ``reading.max_bytes`` each, and each of its fields.

    Raises:
        OSError: the file cannot be read.

    """
    fields = Fields(reading, name, seen, unit="row")
    row = 0
    # The limit of the module is one for the whole process and counts characters of one field.
    csv.field_size_limit(reading.max_bytes)
    try:
        stream = compressed.expanding(raw, kind) if kind else raw
        tab = compressed.without_suffix(name).endswith(".tsv")
        rows = csv.reader(_lines(stream, reading.max_bytes), delimiter="\t" if tab else ",")
        header = next(rows, [])
        wanted = reading.text_field
        if header and wanted is not None and wanted not in header:
            yield fields.unreadable(
                f"no column {wanted!r} (the file has {known(header)}); correct --text-field"
            )
            return
        for values in rows:
            if values:
                yield _document(header, values, row, fields, wanted)
                row += 1
    except csv.Error as problem:
        reason = f"{problem}; a quotation mark may be missing before this row, which ends the reading"
        yield fields.broken(row, reason)
    except (RecordError, compressed.CompressionError) as problem:
        yield fields.broken(row, f"{problem}; this row and those after it are not read")


def _lines(stream: BinaryIO, limit: int) -> Iterator[str]:
    """Lines with their ends, as the module wants them; never more than one of them in memory."""
    for number, line in enumerate(jsonl.lines(stream, limit)):
        if line is None:
            raise RecordError(
                f"a line is longer than {size_in_words(limit)}; raise the limit with --max-size"
            )
        text = line.decode("utf-8", "surrogateescape") + "\n"
        if number == 0:
            text = text.removeprefix("\ufeff")
        if "\r" in text[:-2]:
            # Tables of old Macintosh programs end their lines so.
            *ended, text = text.split("\r")
            yield from (f"{piece}\r" for piece in ended)
        yield text


def _document(header: list[str], values: list[str], row: int, fields: Fields, wanted: str | None) -> Document:
    try:
        if len(values) > len(header):
            raise RecordError("more fields than the header has; a quotation mark or a delimiter is wrong")
        if wanted in header[len(values) :]:
            raise RecordError("fewer fields than the header has; a quotation mark or a delimiter is wrong")
        return fields.document(row, dict(zip(header, values, strict=False)), escaped=True)
    except RecordError as problem:
        return fields.broken(row, str(problem))
