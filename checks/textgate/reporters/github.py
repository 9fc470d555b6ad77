"""Annotations in a GitHub Actions log: workflow commands, one per finding."""

from __future__ import annotations

from dataclasses import dataclass

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.excuses.suppression import not_counted
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.location import Location, lead, locate, sentence
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict

SHOWN = 10
"""GitHub keeps ten annotations of each level per step and drops the rest without a word."""


@dataclass(frozen=True, slots=True)
class _Annotation:
    confidence: float
    title: str
    message: str
    location: Location


class GithubReporter:
    """Writes the surest findings of each level, then one notice with the totals."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._kept: dict[str, list[_Annotation]] = {"error": [], "warning": []}
        self._count = 0

    def start(self) -> None:
        """Nothing to write yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Remember the findings that are surer than those remembered."""
        if verdict.error is not None:
            reason = escape_excerpt(verdict.error)
            self._keep("error", _Annotation(1.0, "textgate", reason, locate(document, verdict, None)))
        for finding in verdict.findings:
            kept = self._kept[finding.severity]
            if len(kept) == SHOWN and kept[-1].confidence >= finding.confidence:
                self._count += 1
                continue
            place = locate(document, verdict, lead(finding))
            message = sentence(document, finding)
            self._keep(finding.severity, _Annotation(finding.confidence, finding.rule, message, place))

    def _keep(self, level: str, annotation: _Annotation) -> None:
        self._count += 1
        kept = self._kept[level]
        kept.append(annotation)
        kept.sort(key=lambda item: -item.confidence)
        del kept[SHOWN:]

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Write the annotations."""
        lines = [_command(level, item) for level, kept in self._kept.items() for item in kept]
        shown = sum(len(kept) for kept in self._kept.values())
        rest = f" {self._count} findings, {shown} shown here." if self._count > shown else ""
        told = f" {not_counted(summary.suppressed)}" if summary.suppressed else ""
        sentence = f"{escape_excerpt(outcome.reason).rstrip('.')}.{rest}{told}"
        lines.append(f"::notice title=textgate::{_data(sentence)}")
        self._output.write("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()


def _command(level: str, item: _Annotation) -> str:
    place = item.location
    properties = {"file": place.path, "line": str(place.line), "endLine": str(place.end_line)}
    # GitHub refuses columns on a range of several lines.
    if place.column is not None and place.line == place.end_line:
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    properties["title"] = f"{item.title} ({place.record})" if place.record else item.title
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {written}::{_data(item.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
