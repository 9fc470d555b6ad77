"""The report folder: an overview, a page per rule and per document with findings, and the results as data.

    index.html                  overview, list of documents
    rules/<name>.html           what a rule flags, the documents that break it, what to do about false alarms
    documents/<name>.html       text of one document with the findings marked
    data/*.js                   rows of the lists, loaded when they are looked at
    verdicts.jsonl              every verdict, one per line
    summary.json                counts and the gate's answer

Everything works from a folder, without a server and without any request to elsewhere. The same input
gives the same bytes; only data/run.js, which tells how long the run took, differs.
"""

from __future__ import annotations

import dataclasses
import hashlib
import time
from pathlib import Path
from typing import Literal

from textgate.atomic import AtomicFolder
from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode, run_record
from textgate.reporters.html_render import slug
from textgate.reporters.html_rows import Example, Examples, Row, Rows
from textgate.reporters.html_tally import NAME_LENGTH, Tally, Worst, source_of
from textgate.reporters.location import in_context, lead
from textgate.verdict import Finding, Summary, Verdict

PAGES = 500
"""Pages for documents with findings; the first ones in the order of the run get one."""

PAGES_PER_RULE = 25
"""A rule that comes late gets so many pages all the same: every number leads to marked characters."""

CLEAN_PAGES = 50
"""Pages for documents without findings."""

EXAMPLE_WIDTH = 120
"""Columns of text that the page of a rule shows of a document."""


class HtmlReporter:
    """Writes the report folder. Memory stays bounded: pages and rows are written as the run goes."""

    def __init__(self, folder: Path, run: RunInfo) -> None:
        self._run = run
        self._path = folder
        self._folder: AtomicFolder | None = None
        self._rows = Rows()
        self._tally = Tally()
        self._rules: dict[str, int] = {}
        self._examples: dict[str, Examples] = {}
        self._names: set[str] = set()
        self._pages = {"findings": 0, "passed": 0}
        self._pages_of_rule: dict[str, int] = {}
        self._without_page = 0
        # A page links to the next one, so each is written when the next one is known.
        self._waiting: tuple[Document, Verdict, str, str | None] | None = None
        self._seen = 0
        self._began = 0.0

    def start(self) -> None:
        """Make the folder."""
        self._began = time.perf_counter()
        self._folder = AtomicFolder(self._path)
        self._folder.append("verdicts.jsonl", b"")

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write the verdict, the row of the list, the examples for the rules, and the page."""
        assert self._folder is not None
        self._folder.append("verdicts.jsonl", encode(verdict.to_json()) + b"\n")
        self._seen += 1
        series: Literal["passed", "findings"] = (
            "passed" if verdict.verdict == "pass" and not verdict.findings else "findings"
        )
        page = self._page(document, verdict, series)
        row = self._row(verdict, page)
        self._tally.add(document, verdict, row)
        self._write(self._rows.add(row, series))
        for finding in verdict.findings:
            examples = self._examples.setdefault(finding.rule, Examples(slug(finding.rule)))
            self._write(examples.add(_example(document, row, finding)))

    def _page(self, document: Document, verdict: Verdict, series: Literal["passed", "findings"]) -> str:
        rules = {finding.rule for finding in verdict.findings}
        if self._pages[series] >= (PAGES if series == "findings" else CLEAN_PAGES) and not any(
            self._pages_of_rule.get(rule, 0) < PAGES_PER_RULE for rule in rules
        ):
            self._without_page += series == "findings"
            return ""
        self._pages[series] += 1
        for rule in rules:
            self._pages_of_rule[rule] = self._pages_of_rule.get(rule, 0) + 1
        name = _page_name(verdict.document)
        if name in self._names:
            name = _page_name(f"{verdict.document}\0{self._seen}")
        self._names.add(name)
        previous = self._waiting[2] if self._waiting else None
        self._write_waiting(name)
        self._waiting = document, verdict, name, previous
        return name

    def _write_waiting(self, following: str | None) -> None:
        if self._waiting is None:
            return
        from textgate.reporters.html_document import document_page

        document, verdict, name, previous = self._waiting
        page = document_page(document, verdict, self._run, previous, following)
        self._write((f"documents/{name}.html", page))
        self._waiting = None

    def _row(self, verdict: Verdict, page: str) -> Row:
        return Row(
            name=escape_excerpt(verdict.document[:NAME_LENGTH]),
            verdict=verdict.verdict,
            language=escape_excerpt((verdict.language or "")[:NAME_LENGTH]),
            source=source_of(verdict),
            characters=verdict.characters,
            broken=tuple(
                (self._rules.setdefault(finding.rule, len(self._rules)), int(finding.severity == "error"))
                for finding in verdict.findings
            ),
            places=sum(finding.span_count for finding in verdict.findings),
            page=page,
            error=escape_excerpt((verdict.error or "")[:NAME_LENGTH]),
        )

    def _write(self, file: tuple[str, bytes] | None) -> None:
        if file is not None:
            assert self._folder is not None
            self._folder.write(*file)

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Write the overview and the pages of the rules and put everything in its place, the overview last."""
        assert self._folder is not None
        from textgate.reporters.html_overview import overview_page
        from textgate.reporters.html_rule import rule_page

        self._write_waiting(None)
        self._write(self._rows.rest())
        known = {rule.name: rule for rule in self._run.rules}
        # A rule that judged nothing has something to say as well.
        for name in sorted(summary.rules.keys() | self._examples.keys()):
            examples = self._examples.setdefault(name, Examples(slug(name)))
            self._write(examples.rest())
            page = rule_page(name, known.get(name), summary, self._tally.rules.get(name), examples, self._run)
            self._write((f"rules/{slug(name)}.html", page))
        worst = [self._worst(item) for item in self._tally.worst()]
        seconds = time.perf_counter() - self._began
        self._write(("data/run.js", b"textgateRun(%s);\n" % encode({"seconds": round(seconds, 3)})))
        self._write(("summary.json", encode(run_record(summary, outcome, self._run), indent=True) + b"\n"))
        page = overview_page(
            summary, outcome, self._run, self._tally, worst, self._rows, list(self._rules), self._without_page
        )
        self._write(("index.html", page))
        self._folder.commit(last=["verdicts.jsonl", "summary.json", "index.html"])

    def _worst(self, item: Worst) -> Row:
        """The row of one of the worst documents, which gets a page if it has none yet."""
        if item.row.page:
            return item.row
        from textgate.reporters.html_document import document_page

        name = _page_name(f"{item.row.name}\0worst")
        self._write(
            (f"documents/{name}.html", document_page(item.document, item.verdict, self._run, None, None))
        )
        self._without_page -= 1
        return dataclasses.replace(item.row, page=name)

    def close(self) -> None:
        """Drop what is unfinished."""
        if self._folder is not None:
            self._folder.discard()


def _example(document: Document, row: Row, finding: Finding) -> Example:
    span = lead(finding)
    before, marked, after = in_context(document, span, EXAMPLE_WIDTH) if span else ("", "", "")
    return Example(
        name=row.name,
        page=row.page,
        severity=finding.severity,
        language=row.language,
        places=finding.span_count,
        line=span.line if span else 0,
        before=before,
        marked=marked,
        after=after,
        kind=escape_excerpt(span.kind) if span else "",
        percent=round(100 * finding.confidence),
        message=escape_excerpt(finding.message),
    )


def _page_name(document: str) -> str:
    """A file name from any id: an id may hold slashes, or differ from another one in case only."""
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:16]
