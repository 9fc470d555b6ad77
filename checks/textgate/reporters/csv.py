"""CSV: one row per place, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from typing import Any

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict

COLUMNS = (
    "document", "path", "record", "language", "verdict", "rule", "family", "severity", "kind", "line", "column",
    "start", "stop", "confidence", "excerpt", "replacement", "message",
)  # fmt: skip


class CsvReporter:
    """Writes one row per place, one for a finding about a whole document, one for a document without findings."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output

    def start(self) -> None:
        """Write the names of the columns."""
        self._write([dict.fromkeys(COLUMNS, "") | {name: name for name in COLUMNS}])

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write the rows of one document."""
        common = {
            "document": verdict.document,
            "path": verdict.path,
            "record": verdict.record,
            "language": verdict.language,
            "verdict": verdict.verdict,
        }
        rows: list[dict[str, Any]] = []
        for finding in verdict.findings:
            of_finding = common | {
                "rule": finding.rule,
                "family": finding.family,
                "severity": finding.severity,
                "kind": finding.kind,
                "confidence": finding.confidence,
                "message": finding.message,
            }
            for span in finding.spans:
                place = {name: getattr(span, name) for name in COLUMNS if name in span.__slots__}
                rows.append(of_finding | place)
            if not finding.spans:
                rows.append(of_finding)
        self._write(rows or [common | {"message": verdict.error}])

    def _write(self, rows: list[dict[str, Any]]) -> None:
        table = io.StringIO()
        writer = csv.writer(table)
        for row in rows:
            writer.writerow([_cell(row.get(name)) for name in COLUMNS])
        self._output.write(table.getvalue().encode("utf-8"))

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Put the file in its place."""
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()


def _cell(value: Any) -> Any:
    """A value on one line. A spreadsheet would run a text that begins like a formula: it gets an apostrophe."""
    if not isinstance(value, str):
        return value
    text = escape_excerpt(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
