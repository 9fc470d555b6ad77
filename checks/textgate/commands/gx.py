"""`textgate gx`: the rules and the verdicts for those who run Great Expectations themselves."""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from textgate.commands import PASSED, OutputError, UsageError, rules_in_force, shown

if TYPE_CHECKING:
    from textgate.atomic import AtomicFile
    from textgate.corpus.columns import ColumnKind
    from textgate.verdict import Verdict

ROWS = 10_000
"""Rows of the verdict table that are in memory at a time."""

Columns = Mapping[str, "ColumnKind"]


def gx(arguments: argparse.Namespace) -> int:
    """Write a suite, or the verdict table."""
    return _table(arguments) if arguments.action == "table" else _suite(arguments)


# ---- the suite


def _suite(arguments: argparse.Namespace) -> int:
    from textgate.atomic import write_file
    from textgate.corpus.suite import TooManySubsetsError, document

    rules = rules_in_force(arguments.rules)
    values = _values(arguments.verdicts)
    try:
        record = document(rules.policy, values, arguments.name)
    except TooManySubsetsError as problem:
        raise UsageError(str(problem)) from None
    text = json.dumps(record, indent=2, allow_nan=False) + "\n"
    if arguments.to is None:
        sys.stdout.write(text)
        return PASSED
    try:
        write_file(arguments.to, text.encode("ascii"))
    except OSError as problem:
        raise _unwritten(arguments.to, problem) from None
    return PASSED


def _values(file: Path | None) -> Callable[[str], list[str]]:
    """The different values of a column in a file of verdicts, which is read when they are asked for."""

    def values(column: str) -> list[str]:
        if file is None:
            raise UsageError(
                f"`by: {column}` in the corpus section needs the values of {column}, which the rules do not have; "
                "give the verdicts of a run: --verdicts reports/verdicts.jsonl"
            )
        from textgate.corpus.table import VerdictTable

        table = VerdictTable([column])
        for verdict in _verdicts(file):
            table.add(verdict)
        return table.distinct(column)

    return values


def _verdicts(path: Path) -> Iterator[Verdict]:
    from textgate.compare import VerdictsError, verdicts

    file = path / "verdicts.jsonl" if path.is_dir() else path
    try:
        with file.open("rb") as lines:
            yield from verdicts(lines, shown(file))
    except OSError as problem:
        raise UsageError(f"{shown(file)}: cannot be read ({problem.strerror})") from None
    except VerdictsError as problem:
        raise UsageError(str(problem)) from None


def _unwritten(path: Path, problem: OSError) -> OutputError:
    return OutputError(f"{shown(path)}: cannot be written ({problem.strerror}); choose another place")


# ---- the verdict table


def _table(arguments: argparse.Namespace) -> int:
    from textgate.atomic import AtomicFile
    from textgate.corpus.columns import columns_of

    write = {".csv": _write_csv, ".parquet": _write_parquet}.get(arguments.to.suffix)
    if write is None:
        raise UsageError(f"--to {arguments.to}: name the file .csv or .parquet")
    policy = rules_in_force(arguments.rules).policy
    columns = columns_of((rule.name for rule in policy.rules), (group.name for group in policy.groups))
    verdicts = _verdicts(arguments.verdicts)
    try:
        with AtomicFile(arguments.to) as file:
            write(file, columns, verdicts)
    except OSError as problem:
        raise _unwritten(arguments.to, problem) from None
    return PASSED


def _parts(columns: Columns, verdicts: Iterable[Verdict]) -> Iterator[dict[str, list[str | float | None]]]:
    """The table in parts of ``ROWS`` rows, at least one; None for what is missing, whole numbers without a point."""
    from textgate.corpus.table import VerdictTable

    remaining = iter(verdicts)
    first = True
    while (some := list(islice(remaining, ROWS))) or first:
        first = False
        table = VerdictTable(columns)
        for verdict in some:
            table.add(verdict)
        yield {name: [_plain(name, value) for value in values] for name, values in table.columns().items()}


def _plain(name: str, value: str | float | None) -> str | float | None:
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    return value if name.startswith("value_") else int(value)


def _write_csv(file: AtomicFile, columns: Columns, verdicts: Iterable[Verdict]) -> None:
    rows = [[*columns]]
    for part in _parts(columns, verdicts):
        rows += zip(*part.values(), strict=True)  # type: ignore[arg-type]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        file.write(text.getvalue().encode("utf-8"))
        rows = []


def _write_parquet(file: AtomicFile, columns: Columns, verdicts: Iterable[Verdict]) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("Parquet needs pyarrow; install it with: pip install 'textgate[data]'") from None
    kinds = {"text": pa.string(), "flag": pa.int8(), "number": pa.int64()}
    schema = pa.schema(
        [(name, pa.float64() if name.startswith("value_") else kinds[kind]) for name, kind in columns.items()]
    )
    data = io.BytesIO()  # flags and counts compress to almost nothing
    with pq.ParquetWriter(data, schema, compression="zstd") as writer:
        for part in _parts(columns, verdicts):
            writer.write_table(pa.table(part, schema=schema))
    file.write(data.getvalue())
