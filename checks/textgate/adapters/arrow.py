"""Arrow: a column or a table in, verdicts out. Needs pyarrow: ``pip install 'textgate[data]'``.

Whatever speaks the Arrow C data interface may be given (``__arrow_c_stream__``, ``__arrow_c_array__``): pyarrow,
Polars, DuckDB, pandas 3, nanoarrow. Its buffers are shared, not copied; each text is made a ``str`` when its turn
comes and forgotten when it is judged. The result offers the same interface.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textgate.adapters.columns import Row, judged
from textgate.policy import Policy

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 1024
"""Rows of one chunk of the result. So many verdicts are Python objects at a time."""


def verdict_type() -> pa.StructType:
    """The type of a column of verdicts: a struct with the fields of ``columns.Row``."""
    return _type_of(Row)


def _type_of(hint: Any) -> pa.DataType:
    """The Arrow type of what an annotation of ``columns.Row`` allows; every Arrow field may be null."""
    import pyarrow as pa

    plain = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    if hint in plain:
        return plain[hint]
    if typing.is_typeddict(hint):
        return pa.struct([(name, _type_of(inner)) for name, inner in typing.get_type_hints(hint).items()])
    (inner,) = [argument for argument in typing.get_args(hint) if argument is not type(None)]
    return pa.list_(_type_of(inner)) if typing.get_origin(hint) is list else _type_of(inner)


def check(
    column: Any, rules: Policy | str | Path | None = None, *, languages: Any = None, jobs: int = 1
) -> pa.ChunkedArray:
    """Judge a column of texts; one verdict for each row, in their order.

    Args:
        column: strings or bytes in any of Arrow's layouts (plain, large, view, dictionary, chunked). Bytes are
            decoded as the bytes of a file are. A null gives a null.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        languages: a column of BCP 47 tags, one for each text, if you know them; rules may ask for languages.
        jobs: number of processes. 1 works in this process.

    Returns:
        A column of type ``verdict_type()``, as long as ``column``.

    Raises:
        TypeError: ``column`` or ``languages`` is not a column of texts.
        ValueError: ``languages`` has another length.
        OSError, RulesError: the rules cannot be read.

    """
    import pyarrow as pa

    texts = _imported(column)
    tags = None if languages is None else _imported(languages)
    if tags is not None and len(tags) != len(texts):
        raise ValueError(f"there are {len(tags)} languages for {len(texts)} texts")
    rows = judged(_values(texts), rules, languages=None if tags is None else _values(tags), jobs=jobs)
    return pa.chunked_array(_chunks(rows), type=verdict_type())


def append(
    table: Any,
    text: str = "text",
    rules: Policy | str | Path | None = None,
    *,
    language: str | None = None,
    name: str = "textgate",
    jobs: int = 1,
) -> pa.Table:
    """A table with a column of verdicts at its end.

    Args:
        table: a table or record batch of any library that speaks the Arrow C data interface.
        text: name of the column of texts.
        rules: see ``check``.
        language: name of a column of BCP 47 tags, if there is one.
        name: name of the new column. It takes the place of a column of that name.
        jobs: see ``check``.

    Raises:
        KeyError: there is no such column; the message names those that are there.
        TypeError, OSError, RulesError: see ``check``.

    """
    import pyarrow as pa

    whole = pa.table(table)
    for wanted in (text, language):
        if wanted is not None and wanted not in whole.column_names:
            raise KeyError(f"no column {wanted!r}; there are: {', '.join(map(repr, whole.column_names))}")
    verdicts = check(whole[text], rules, languages=None if language is None else whole[language], jobs=jobs)
    if name in whole.column_names:
        return whole.set_column(whole.column_names.index(name), name, verdicts)
    return whole.append_column(name, verdicts)


def _imported(column: Any) -> pa.ChunkedArray:
    """The column as pyarrow sees it, over the same buffers."""
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        imported = column
    elif hasattr(column, "__arrow_c_array__"):
        imported = pa.chunked_array([pa.array(column)])
    elif hasattr(column, "__arrow_c_stream__"):
        imported = pa.chunked_array(column)
    else:
        raise TypeError(f"a {type(column).__name__} is no Arrow column; make one with pyarrow.array(...)")
    if not _holds_texts(imported.type):
        raise TypeError(
            f"a column of type {imported.type} holds no texts; choose another, or cast it to string"
        )
    return imported


def _holds_texts(kind: pa.DataType) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind) or types.is_run_end_encoded(kind):
        return _holds_texts(kind.value_type)
    if hasattr(kind, "storage_type"):  # an extension type, such as arrow.json
        return _holds_texts(kind.storage_type)
    strings = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    binary = types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind)
    return bool(strings or binary or types.is_null(kind))


def _values(column: pa.ChunkedArray) -> Iterator[Any]:
    """The values one at a time: a list of them would hold every text twice."""
    for chunk in column.iterchunks():
        for scalar in chunk:
            try:
                yield scalar.as_py()
            except UnicodeDecodeError:
                # Arrow does not check that its strings are UTF-8.
                yield _bytes_of(scalar)


def _bytes_of(scalar: Any) -> bytes:
    """What a scalar of strings holds; those of dictionaries and extensions have it within."""
    while not hasattr(scalar, "as_buffer"):
        scalar = scalar.value
    return bytes(scalar.as_buffer())


def _chunks(rows: Iterable[Any]) -> Iterator[pa.Array]:
    import pyarrow as pa

    kind = verdict_type()
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS)):
        yield pa.array(some, type=kind)
