"""JSON Lines: one verdict per line, for other programs."""

from __future__ import annotations

from textgate.batch import Document
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict


class JsonlReporter:
    """Writes ``Verdict.to_json`` of every document, one per line."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output

    def start(self) -> None:
        """Nothing to write yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write one line."""
        self._output.write(encode(verdict.to_json()) + b"\n")

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Put the file in its place."""
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()
