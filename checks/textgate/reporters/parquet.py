"""Parquet: one verdict per row, with the names of ``verdicts.jsonl``. Needs the extra ``data`` (pyarrow)."""

from __future__ import annotations

from typing import Any

from textgate.batch import Document
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import replace_surrogates
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict

ROWS = 4096
"""Verdicts of one row group; so many are in memory at a time."""


class ParquetReporter:
    """Writes ``Verdict.to_json`` of every document as a row; what a verdict has nothing to say of is null."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None

    def start(self) -> None:
        """Nothing to write yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Add one row."""
        row = verdict.to_json()
        if row.get("metrics") is not None:
            row["metrics"] = list(row["metrics"].items())
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self._write()

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Put the file in its place."""
        self._write()
        self._writer.close()
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()

    def _write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kind = schema()
        if self._writer is None:
            self._writer = pq.ParquetWriter(_Sink(self._output), kind, compression="zstd")
        try:
            table = pa.Table.from_pylist(self._rows, schema=kind)
        except UnicodeEncodeError:
            # A lone surrogate, as in verdicts.jsonl; see ``encode``.
            table = pa.Table.from_pylist(_without_surrogates(self._rows), schema=kind)
        self._writer.write_table(table)
        self._rows = []


class _Sink:
    """An output as the file that Arrow writes to."""

    closed = False

    def __init__(self, output: Output) -> None:
        self._output = output
        self._at = 0

    def write(self, data: Any) -> int:
        written = bytes(data)
        self._output.write(written)
        self._at += len(written)
        return len(written)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._output.flush()

    def close(self) -> None:
        """The output is closed by whoever opened it."""


def schema() -> Any:
    """The columns; the names and meanings are those of docs/verdicts.md."""
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    span = pa.struct(
        {
            **dict.fromkeys(("start", "stop", "byte_start", "byte_stop", "line", "column"), whole),
            **{"excerpt": text, "kind": text, "confidence": real, "evidence": text, "replacement": text},
            "fingerprint": text,
        }.items()
    )
    finding = [
        *((name, text) for name in ("rule", "check", "family", "severity", "kind")),
        *(("value", real), ("limit", real), ("unit", text), ("message", text), ("confidence", real)),
        *(("spans", pa.list_(span)), ("span_count", whole)),
    ]
    return pa.schema(
        [
            *(("document", text), ("path", text), ("record", whole), ("verdict", text), ("language", text)),
            *(("encoding", text), ("characters", whole), ("findings", pa.list_(pa.struct(finding)))),
            ("unjudged", pa.list_(pa.struct([("rule", text), ("reason", text)]))),
            *(("error", text), ("metrics", pa.map_(text, real))),
            ("suppressed", pa.list_(pa.struct([("by", text), ("reason", text), *finding]))),
            ("digest", text),
        ]
    )


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, dict):
        return {name: _without_surrogates(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value
