"""Parquet: one document a row, read in bounded pieces. Needs the extra ``data`` (pyarrow).

``ParquetFile.iter_batches``, not a dataset scanner: a scanner reads ahead without regard to the size of rows and
was measured at six times the memory (a 440 MB column: 1,333 MB against 231 MB).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textgate.batch import Document
from textgate.sources.reading import Reading, size_in_words
from textgate.sources.records import ID_FIELDS, TEXT_FIELDS, Fields, RecordError

if TYPE_CHECKING:
    from pathlib import Path

BATCH_BYTES = 32 << 20
"""Uncompressed bytes of the columns that a batch of rows should have."""

MAX_ROW_GROUP = 4 << 30
"""Largest uncompressed row group that is read. A file of 285 kB was made to expand to 3 GB in one row group."""


def read_rows(
    path: Path, name: str, reading: Reading, seen: set[int], *, groups: range | None = None
) -> Iterator[Document]:
    """The documents of one file; a row that gives none is a document with ``error`` set.

    ``seen`` is for ``records.Fields``; ``groups`` are the row groups to read, all by default.

    Raises:
        OSError: the file cannot be opened.

    """
    fields = Fields(reading, name, seen, unit="row")
    try:
        import pyarrow.parquet as pq
    except ImportError:
        yield fields.unreadable("Parquet needs a package: pip install 'textgate[data]'")
        return
    import pyarrow as pa

    row = 0
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            columns = _columns(file.schema_arrow.names, reading)
            chosen = range(file.num_row_groups) if groups is None else groups
            row = sum(file.metadata.row_group(group).num_rows for group in range(chosen.start))
            for group in chosen:
                for batch in _batches(file, group, columns):
                    for record in _rows(batch):
                        yield _document(record, row, fields)
                        row += 1
    except RecordError as problem:
        yield fields.unreadable(str(problem))
    except pa.ArrowException as problem:
        reason = str(problem).partition("\n")[0].rstrip(".")
        yield fields.broken(row, f"the file is damaged ({reason}); fetch it again")


def _columns(names: Sequence[str], reading: Reading) -> list[str]:
    """The columns to read: the others may be larger than the text."""
    wanted = [
        *((reading.text_field,) if reading.text_field else TEXT_FIELDS),
        *((reading.id_field,) if reading.id_field else ID_FIELDS),
        *((reading.language_field,) if reading.language_field else ()),
    ]
    top = {name if name in names else name.partition(".")[0] for name in wanted}
    columns = [name for name in names if name in top]
    if not columns:
        known = ", ".join(map(repr, names[:8]))
        raise RecordError(f"no text column (the file has {known}); name it with --text-field")
    return columns


def _batches(file: Any, group: int, columns: list[str]) -> Iterator[Any]:
    metadata = file.metadata.row_group(group)
    size = sum(
        metadata.column(index).total_uncompressed_size
        for index in range(metadata.num_columns)
        if metadata.column(index).path_in_schema.partition(".")[0] in columns
    )
    if size > MAX_ROW_GROUP:
        raise RecordError(
            f"row group {group + 1} expands to {size_in_words(size)}; write the file again with smaller row groups"
        )
    rows = max(1, BATCH_BYTES * metadata.num_rows // max(size, 1))
    with contextlib.closing(
        file.iter_batches(batch_size=min(rows, 65536), row_groups=[group], columns=columns, use_threads=False)
    ) as batches:
        yield from batches


def _rows(batch: Any) -> Iterator[Mapping[str, Any]]:
    """Rows as mappings, one at a time: a list of them would hold every text twice."""
    names = batch.schema.names
    columns = [batch.column(index) for index in range(batch.num_columns)]
    for index in range(batch.num_rows):
        yield {name: _value(column[index]) for name, column in zip(names, columns, strict=True)}


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        # Parquet does not check that its strings are UTF-8.
        return scalar.as_buffer().to_pybytes()


def _document(record: Mapping[str, Any], row: int, fields: Fields) -> Document:
    try:
        return fields.document(row, record)
    except RecordError as problem:
        return fields.broken(row, str(problem))
