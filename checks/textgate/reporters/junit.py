"""JUnit XML: documents as test cases, for build servers."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.location import clean_path, sentence
from textgate.reporters.output import Output
from textgate.verdict import CorpusResult, Summary, Verdict

CASES = 10_000
"""Test cases in a file; build servers refuse files of some tens of megabytes. When there are more documents,
those with findings come first to their right, and the rest is one test case that says how many it is."""


class JunitReporter:
    """Writes one test case per document. GitLab's flavour names the file, which a strict schema forbids."""

    def __init__(self, output: Output, run: RunInfo, *, name_files: bool) -> None:
        self._output = output
        self._name_files = name_files
        self._passed: list[str] = []
        self._broken: list[str] = []
        self._failures = 0
        self._errors = 0
        self._left_out = 0
        self._names: dict[tuple[str, str], int] = {}

    def start(self) -> None:
        """The counts come first in the file, so nothing can be written yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Keep the test case of one document."""
        if verdict.verdict == "pass" and not verdict.findings:
            if len(self._passed) < CASES:
                self._passed.append(f"{self._opening(verdict)}/>\n")
            else:
                self._left_out += 1
            return
        if len(self._broken) >= CASES:
            self._left_out += 1
            return
        self._failures += verdict.verdict == "fail"
        self._errors += verdict.verdict == "error"
        self._broken.append(f"{self._opening(verdict)}>{_content(document, verdict)}</testcase>\n")

    def _opening(self, verdict: Verdict) -> str:
        group = clean_path(verdict.path or "") or "textgate"
        file = f" file={_quoted(clean_path(verdict.path))}" if self._name_files and verdict.path else ""
        return f'{self._named(group, escape_excerpt(verdict.document))} time="0"{file}'

    def _named(self, group: str, name: str) -> str:
        # GitLab drops a case whose names it has seen.
        repeats = self._names[group, name] = self._names.get((group, name), 0) + 1
        unique = name if repeats == 1 else f"{name} ({repeats})"
        return f"<testcase classname={_quoted(group)} name={_quoted(unique)}"

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Write the file."""
        passed = self._passed[: max(0, CASES - len(self._broken))]
        left_out = self._left_out + len(self._passed) - len(passed)
        corpus = [self._expectation(item) for item in outcome.corpus]
        if left_out:
            name = _quoted(f"{left_out} more documents are not listed here")
            passed.append(f'<testcase classname="textgate" name={name} time="0"/>\n')
        total = len(corpus) + len(self._broken) + len(passed)
        counts = f'tests="{total}" failures="{self._failures}" errors="{self._errors}"'
        opening = f'<testsuites>\n<testsuite name="textgate" {counts} time="0">\n'
        known = [
            f'<property name="suppressed.{means}" value="{count}"/>\n'
            for means, count in sorted(summary.suppressed.items())
        ]
        if known:
            opening += "".join(["<properties>\n", *known, "</properties>\n"])
        parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', opening, *corpus, *self._broken, *passed]
        self._output.write("".join([*parts, "</testsuite>\n</testsuites>\n"]).encode())
        self._output.finish()

    def _expectation(self, item: CorpusResult) -> str:
        """The test case of one expectation of the corpus; one that only warns never fails it."""
        name = f"{item.expectation} where {item.subset}" if item.subset else item.expectation
        opening = f'{self._named("textgate corpus", escape_excerpt(name))} time="0"'
        if item.outcome == "held":
            return f"{opening}/>\n"
        told = escape_excerpt(item.message)
        if item.severity == "warning" or item.outcome == "empty":
            return f"{opening}><system-out>{escape(f'warning: {told}')}</system-out></testcase>\n"
        self._errors += item.outcome == "error"
        self._failures += item.outcome == "broken"
        element = "error" if item.outcome == "error" else "failure"
        attributes = f"type={_quoted(item.expectation)} message={_quoted(told)}"
        return f"{opening}><{element} {attributes}>{escape(told)}</{element}></testcase>\n"

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()


def _content(document: Document, verdict: Verdict) -> str:
    if verdict.error is not None:
        reason = escape_excerpt(verdict.error)
        return f'<error type="unreadable" message={_quoted(reason)}>{escape(reason)}</error>'
    lines = [f"{f.severity} {f.rule}: {sentence(document, f)}" for f in verdict.findings]
    text = escape("\n".join(lines))
    if verdict.verdict == "pass":
        return f"<system-out>{text}</system-out>"
    worst = next(finding for finding in verdict.findings if finding.severity == "error")
    message = _quoted(escape_excerpt(worst.message))
    return f"<failure type={_quoted(worst.rule)} message={message}>{text}</failure>"


def _quoted(text: str) -> str:
    return quoteattr(text)
