"""JSON Lines: one verdict per line, for other programs."""

from __future__ import annotations

from textgate.batch import Document
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict

TOGETHER = 64
"""Lines that are written at once."""


class JsonlReporter:
    """Writes ``Verdict.to_json`` of every document, one per line."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._lines: list[bytes] = []

    def start(self) -> None:
        """Nothing to write yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write one line."""
        self._lines.append(encode(verdict.to_json()))
        if len(self._lines) == TOGETHER:
            self._write()

    def _write(self) -> None:
        self._lines.append(b"")
        self._output.write(b"\n".join(self._lines))
        self._lines.clear()

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Put the file in its place."""
        self._write()
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()
