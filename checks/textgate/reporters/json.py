"""JSON: the whole run as one object."""

from __future__ import annotations

from textgate.batch import Document
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode, run_record
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict


class JsonReporter:
    """Writes ``{"documents": [...], "textgate": ..., "gate": ..., "summary": ...}``.

    The documents come first, so that they can be written as the run goes, in bounded memory.
    """

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._run = run
        self._count = 0

    def start(self) -> None:
        """Open the list."""
        self._output.write(b'{"documents": [')

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write one item of the list, on a line of its own."""
        self._output.write((b",\n" if self._count else b"\n") + encode(verdict.to_json()))
        self._count += 1

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Close the list and write the summary."""
        closing = encode(run_record(summary, outcome, self._run), indent=True)
        self._output.write(b"\n],\n" + closing.removeprefix(b"{\n") + b"\n")
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()
