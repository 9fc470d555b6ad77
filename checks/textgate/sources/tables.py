"""What Parquet and Arrow have in common: which columns to read, and record batches into documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textgate.batch import Document
from textgate.sources.reading import Reading
from textgate.sources.records import ID_FIELDS, TEXT_FIELDS, Fields, RecordError, known

_ROWS, _BYTES = 256, 1 << 21
"""Rows, and bytes of them, that are Python objects at one time. More would only hold every text twice."""


def columns(schema: Any, reading: Reading) -> list[str]:
    """The columns of a ``pyarrow.Schema`` to read: the others may be larger than the text.

    Raises:
        RecordError: the schema has no column of text.

    """
    names = schema.names
    if reading.text_field:
        _look_up(schema, reading.text_field)
    wanted = [
        *((reading.text_field,) if reading.text_field else TEXT_FIELDS),
        *((reading.id_field,) if reading.id_field else ID_FIELDS),
        *((reading.language_field,) if reading.language_field else ()),
    ]
    top = {name if name in names else name.partition(".")[0] for name in wanted}
    chosen = [name for name in names if name in top]
    if not reading.text_field and not top.intersection(TEXT_FIELDS, names):
        raise RecordError(f"no text column (the file has {known(_paths(schema))}); name it with --text-field")
    return chosen


def _look_up(schema: Any, path: str) -> None:
    """Follow a dotted path through structures and lists to something that can be a text."""
    import pyarrow as pa

    place = schema.field(path).type if path in schema.names else pa.struct(list(schema))
    for part in () if path in schema.names else path.split("."):
        index = place.get_field_index(part) if pa.types.is_struct(place) else -1
        if index >= 0:
            place = place.field(index).type
        elif _is_list(place) and part.isdigit():
            place = place.value_type
        else:
            found = known(_paths(schema))
            raise RecordError(f"no column {path!r} (the file has {found}); correct --text-field")
    if not _may_be_text(place):
        raise RecordError(
            f"column {path!r} holds {str(place)[:60]}, not text; name another with --text-field"
        )


def _is_list(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _may_be_text(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return str(kind).removeprefix("large_") in {"string", "binary", "string_view", "binary_view", "null"}


def _paths(schema: Any) -> list[str]:
    """The names of columns as they can be typed, structures with what they hold."""
    import pyarrow as pa

    paths: list[str] = []
    for field in schema:
        inner = (
            [f"{field.name}.{child.name}" for child in field.type] if pa.types.is_struct(field.type) else []
        )
        paths += inner or [field.name]
    return paths


def documents(batch: Any, row: int, fields: Fields) -> Iterator[Document]:
    """The documents of a ``pyarrow.RecordBatch`` whose first row is ``row``; a bad row gives an error."""
    names = batch.schema.names
    step = max(1, min(_ROWS, _BYTES * batch.num_rows // max(batch.nbytes, 1)))
    for start in range(0, batch.num_rows, step):
        piece = batch.slice(start, step)
        values = [_values(piece.column(index)) for index in range(piece.num_columns)]
        for record in zip(*values, strict=True):
            try:
                yield fields.document(row, dict(zip(names, record, strict=True)))
            except RecordError as problem:
                yield fields.broken(row, str(problem))
            row += 1


def _values(column: Any) -> list[Any]:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        # A value that stands in many rows is one object: a small file may hold a large one a million times.
        distinct = column.indices.unique()
        values = dict(zip(distinct.to_pylist(), _values(column.dictionary.take(distinct)), strict=True))
        return [values[place] for place in column.indices.to_pylist()]
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        # Neither format checks that its strings are UTF-8.
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    """A value with the strings in it that are not UTF-8 as bytes."""
    import pyarrow as pa

    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        if isinstance(scalar, pa.StructScalar):
            return {name: _value(scalar[name]) for name in scalar}
        if isinstance(scalar, pa.ListScalar):
            return [_value(item) for item in scalar.values]
        if isinstance(scalar, pa.DictionaryScalar):
            return _value(scalar.value)
        return scalar.as_buffer().to_pybytes()


def damage(problem: Exception) -> str:
    """One sentence about a file that pyarrow cannot read.

    Raises:
        OSError: the system could not read it; that is no fault of the file.

    """
    if isinstance(problem, OSError) and problem.errno is not None:
        raise problem
    reason = str(problem).partition("\n")[0].rstrip(".")
    return f"the file is damaged ({reason}); fetch it again"
