"""Markdown: a short summary for a pull request or the summary page of a build."""

from __future__ import annotations

import re

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.excuses.suppression import not_counted
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.location import sentence
from textgate.reporters.output import Output
from textgate.verdict import Summary, Verdict

DOCUMENTS = 50
"""Documents that are listed. A summary page of GitHub takes 1 MiB."""

SENTENCE_LENGTH = 400


class MarkdownReporter:
    """Writes the gate's answer, the counts per rule and the first documents with findings."""

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._listed: list[str] = []
        self._more = 0

    def start(self) -> None:
        """Nothing to write yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Keep the lines of one document."""
        if verdict.verdict == "pass" and not verdict.findings:
            return
        if len(self._listed) == DOCUMENTS:
            self._more += 1
            return
        lines = [f"- **{inline(verdict.document)}**: {verdict.verdict}"]
        if verdict.error is not None:
            lines.append(f"  - {inline(verdict.error)}")
        for finding in verdict.findings:
            text = inline(sentence(document, finding)[:SENTENCE_LENGTH])
            lines.append(f"  - {finding.severity} `{finding.rule}`: {text}")
        self._listed.append("\n".join(lines))

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Write the file."""
        lines = [
            f"## textgate: {'passed' if outcome.passed else 'failed'}",
            "",
            inline(outcome.reason),
            "",
            f"{summary.documents:,} documents: {summary.passed:,} passed, {summary.failed:,} failed, "
            f"{summary.errors:,} could not be judged.",
            "",
        ]
        if summary.suppressed:
            lines += [not_counted(summary.suppressed), ""]
        if outcome.corpus:
            lines += ["| Expectation of the corpus | Severity | Outcome |", "|:--|:--|:--|"]
            lines += [
                f"| {inline(item.message)} | {item.severity} | {item.outcome} |" for item in outcome.corpus
            ]
            lines.append("")
        if summary.rules:
            lines += ["| Rule | Documents failed | Warned | Places |", "|:--|--:|--:|--:|"]
            ordered = sorted(
                summary.rules.items(), key=lambda item: (-item[1].failed, -item[1].warned, item[0])
            )
            lines += [f"| `{rule}` | {c.failed:,} | {c.warned:,} | {c.spans:,} |" for rule, c in ordered]
            lines.append("")
        lines += self._listed
        if self._more:
            lines += ["", f"{self._more:,} more documents have findings."]
        self._output.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()


def inline(text: str) -> str:
    """Text that is nothing but text: no markup, no HTML, no link, and nobody is called by an ``@``."""
    # A "www." or "://" would become a link, an "_" the beginning of emphasis.
    special = r"[^\w\s\u0080-\U0010ffff.,:;?!()/%='\"-]|_|:(?=/)|(?<=www)\."
    return re.sub(
        special, lambda match: f"&#{ord(match.group())};", escape_excerpt(text), flags=re.IGNORECASE
    )
