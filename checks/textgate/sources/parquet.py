"""Parquet: one document a row, read in bounded pieces. Needs the extra ``data`` (pyarrow).

``ParquetFile.iter_batches``, not a dataset scanner: a scanner reads ahead without regard to the size of rows and
was measured at six times the memory (a 440 MB column: 1,333 MB against 231 MB).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from textgate.batch import Document
from textgate.sources.reading import Reading, size_in_words
from textgate.sources.records import Fields, RecordError

if TYPE_CHECKING:
    from pathlib import Path

BATCH_BYTES = 32 << 20
"""Uncompressed bytes of the columns that a batch of rows should have."""

MAX_ROW_GROUP = 4 << 30
"""Largest uncompressed row group that is read. A file of 285 kB was made to expand to 3 GB in one row group."""


def read_rows(
    file: Path | BinaryIO, name: str, reading: Reading, seen: set[int], *, groups: range | None = None
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

    from textgate.sources import tables

    row = 0
    try:
        with pq.ParquetFile(file, pre_buffer=False) as opened:
            try:
                columns = tables.columns(opened.schema_arrow, reading)
            except RecordError as problem:
                # Whoever reads the first rows says it for the file.
                if groups is None or groups.start == 0:
                    yield fields.unreadable(str(problem))
                return
            leaves = _leaves(opened.metadata.schema, columns)
        # Dictionaries are kept as such: expanded, a page of kilobytes may be gigabytes.
        with pq.ParquetFile(file, pre_buffer=False, read_dictionary=leaves) as opened:
            chosen = range(opened.num_row_groups) if groups is None else groups
            sizes = [opened.metadata.row_group(group).num_rows for group in range(chosen.stop)]
            row = sum(sizes[: chosen.start])
            for group in chosen:
                expanded = _expanded(opened.metadata, group, leaves)
                if expanded > MAX_ROW_GROUP:
                    yield fields.broken(
                        row,
                        f"row group {group + 1} expands to {size_in_words(expanded)}; "
                        "write the file again with smaller row groups",
                    )
                    row += sizes[group]
                    continue
                rows = max(1, min(BATCH_BYTES * sizes[group] // max(expanded, 1), 65536))
                for batch in _batches(opened, group, columns, rows):
                    yield from tables.documents(batch, row, fields)
                    row += batch.num_rows
    except (pa.ArrowException, OSError) as problem:
        yield fields.broken(row, tables.damage(problem))


def _leaves(schema: Any, columns: list[str]) -> list[str]:
    """The paths of the stored columns that make up the given ones."""
    tops = tuple(f"{column}." for column in columns)
    paths = (schema.column(index).path for index in range(len(schema)))
    return [path for path in paths if f"{path}.".startswith(tops)]


def _expanded(metadata: Any, group: int, leaves: list[str]) -> int:
    """Bytes of some columns of a row group, expanded."""
    found = metadata.row_group(group)
    columns = (found.column(index) for index in range(found.num_columns))
    return sum(column.total_uncompressed_size for column in columns if column.path_in_schema in leaves)


def _batches(file: Any, group: int, columns: list[str], rows: int) -> Iterator[Any]:
    with contextlib.closing(
        file.iter_batches(batch_size=rows, row_groups=[group], columns=columns, use_threads=False)
    ) as batches:
        yield from batches
