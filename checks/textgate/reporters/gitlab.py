"""GitLab Code Quality: a JSON array of issues, shown in a merge request."""

from __future__ import annotations

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode
from textgate.reporters.location import Fingerprints, lead, locate, sentence
from textgate.reporters.output import Output
from textgate.verdict import Span, Summary, Verdict

_SEVERITY = {"error": "major", "warning": "minor"}
UNREADABLE = "unreadable_document"


class GitlabReporter:
    """Writes one issue per finding, at its surest place."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._fingerprints = Fingerprints()
        self._count = 0

    def start(self) -> None:
        """Open the array."""
        self._output.write(b"[")

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write the issues of one document."""
        if verdict.error is not None:
            self._issue(document, verdict, UNREADABLE, "critical", escape_excerpt(verdict.error), None)
        for finding in verdict.findings:
            severity = _SEVERITY[finding.severity]
            self._issue(document, verdict, finding.rule, severity, sentence(document, finding), lead(finding))

    def _issue(
        self, document: Document, verdict: Verdict, rule: str, severity: str, text: str, span: Span | None
    ) -> None:
        place = locate(document, verdict, span)
        digest, repeats = self._fingerprints.of(verdict, rule, span.excerpt if span else "")
        issue = {
            "description": f"{place.record}: {text}" if place.record else text,
            "check_name": rule,
            # Equal fingerprints would collapse into one issue.
            "fingerprint": f"{digest}{repeats:x}" if repeats else digest,
            "severity": severity,
            "location": {"path": place.path, "lines": {"begin": place.line, "end": place.end_line}},
        }
        self._output.write((b",\n" if self._count else b"\n") + encode(issue))
        self._count += 1

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Close the array."""
        self._output.write(b"\n]\n")
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()
