"""The report folder: an overview, a page per document with findings, and the machine-readable results.

    index.html                  overview, list of documents
    documents/<name>.html       text of one document with the findings marked
    data/findings-0001.js ...   rows of the list, loaded when they are looked at
    verdicts.jsonl              every verdict, one per line
    summary.json                counts and the gate's answer

Everything works from a folder, without a server and without any request to elsewhere. The same input
gives the same bytes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

from textgate.atomic import AtomicFolder
from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode, run_record
from textgate.verdict import Summary, Verdict

PAGES = 500
"""Pages for documents with findings; the first ones in the order of the run get one."""

CLEAN_PAGES = 50
"""Pages for documents without findings."""

SHARD_ROWS = 1000
"""Rows of the list per data file, about 150 kB."""

LISTED = {"findings": 100_000, "passed": 20_000}
"""Rows of the list, with and without findings. 100,000 rows are about 15 MB and are searched at once."""

SOURCES = 1000
"""Sources that are counted apart from each other."""

SHOWN_SOURCES = 20
NAME_LENGTH = 300
_VERDICTS = {"pass": 0, "fail": 1, "error": 2}
Series = Literal["findings", "passed"]


class HtmlReporter:
    """Writes the report folder. Memory stays bounded: pages and rows are written as the run goes."""

    def __init__(self, folder: Path, run: RunInfo) -> None:
        self._run = run
        self._path = folder
        self._folder: AtomicFolder | None = None
        self._rows = {name: _Rows(name) for name in LISTED}
        self._rules: dict[str, int] = {}
        self._sources: dict[str | None, list[int]] = {}  # None: all that are too many
        self._names: set[str] = set()
        self._pages = {"findings": 0, "passed": 0}
        self._without_page = 0
        # A page links to the next one, so each is written when the next one is known.
        self._waiting: tuple[Document, Verdict, str, str | None] | None = None
        self._seen = 0

    def start(self) -> None:
        """Make the folder."""
        self._folder = AtomicFolder(self._path)
        self._folder.append("verdicts.jsonl", b"")

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write the verdict, the row of the list, and the page."""
        assert self._folder is not None
        self._folder.append("verdicts.jsonl", encode(verdict.to_json()) + b"\n")
        self._seen += 1
        series: Series = "passed" if verdict.verdict == "pass" and not verdict.findings else "findings"
        page = self._page(document, verdict, series)
        full = self._rows[series].add(self._row(verdict, page))
        if full is not None:
            self._write(*full)
        self._count_source(verdict)

    def _page(self, document: Document, verdict: Verdict, series: Series) -> str:
        if self._pages[series] >= (PAGES if series == "findings" else CLEAN_PAGES):
            self._without_page += series == "findings"
            return ""
        self._pages[series] += 1
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
        from textgate.reporters.html_pages import document_page

        document, verdict, name, previous = self._waiting
        self._write(
            f"documents/{name}.html", document_page(document, verdict, self._run, previous, following)
        )
        self._waiting = None

    def _row(self, verdict: Verdict, page: str) -> list[Any]:
        name = escape_excerpt(verdict.document[:NAME_LENGTH])
        broken = [
            [self._rules.setdefault(finding.rule, len(self._rules)), int(finding.severity == "error")]
            for finding in verdict.findings
        ]
        places = sum(finding.span_count for finding in verdict.findings)
        error = escape_excerpt((verdict.error or "")[:NAME_LENGTH])
        code = _VERDICTS[verdict.verdict]
        language = escape_excerpt(verdict.language or "")
        return [self._seen, name, code, language, verdict.characters, broken, places, page, error]

    def _count_source(self, verdict: Verdict) -> None:
        source: str | None = _source(verdict)
        if source not in self._sources and len(self._sources) >= SOURCES:
            source = None
        counts = self._sources.setdefault(source, [0, 0])
        counts[0] += verdict.verdict != "pass"
        counts[1] += 1

    def _write(self, name: str, data: bytes) -> None:
        assert self._folder is not None
        self._folder.write(name, data)

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Write the overview and put everything in its place, the overview last."""
        assert self._folder is not None
        from textgate.reporters.html_pages import Listing, index_page

        self._write_waiting(None)
        for rows in self._rows.values():
            rest = rows.rest()
            if rest is not None:
                self._write(*rest)
        listing = Listing(
            rules=list(self._rules),
            rows={name: rows.count for name, rows in self._rows.items()},
            shards={name: rows.shards for name, rows in self._rows.items()},
            shard_rows=SHARD_ROWS,
            sources=self._largest_sources(),
            rows_left_out=sum(rows.left_out for rows in self._rows.values()),
            pages_left_out=self._without_page,
        )
        self._write("summary.json", encode(run_record(summary, outcome, self._run), indent=True) + b"\n")
        self._write("index.html", index_page(summary, outcome, self._run, listing))
        self._folder.commit(last=["verdicts.jsonl", "summary.json", "index.html"])

    def _largest_sources(self) -> list[tuple[str | None, int, int]]:
        named = [(name, failed, total) for name, (failed, total) in self._sources.items() if name is not None]
        named.sort(key=lambda row: (-row[2], row[0]))
        others = [counts for name, counts in self._sources.items() if name is None]
        others += [[failed, total] for _, failed, total in named[SHOWN_SOURCES:]]
        shown: list[tuple[str | None, int, int]] = list(named[:SHOWN_SOURCES])
        if others:
            shown.append((None, sum(row[0] for row in others), sum(row[1] for row in others)))
        return shown

    def close(self) -> None:
        """Drop what is unfinished."""
        if self._folder is not None:
            self._folder.discard()


class _Rows:
    """Rows of one series of the list, cut into files."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: list[list[Any]] = []
        self.count = 0
        self.shards = 0
        self.left_out = 0

    def add(self, row: list[Any]) -> tuple[str, bytes] | None:
        """Add a row; a file when it is full."""
        if self.count >= LISTED[self._name]:
            self.left_out += 1
            return None
        self.count += 1
        self._rows.append(row)
        return self.rest() if len(self._rows) == SHARD_ROWS else None

    def rest(self) -> tuple[str, bytes] | None:
        """The file of the rows that are in none yet."""
        if not self._rows:
            return None
        self.shards += 1
        call = b'textgateRows("%s",%d,' % (self._name.encode(), self.shards - 1)
        data = call + b"[\n" + b",\n".join(encode(row) for row in self._rows) + b"]);\n"
        self._rows = []
        return f"data/{self._name}-{self.shards:04d}.js", data


def _source(verdict: Verdict) -> str:
    """Where a document comes from: the first folder of its path, or the folder of an absolute path.

    A file of records that is in no folder is a source by itself.
    """
    path = (verdict.path or verdict.document).replace("\\", "/").removeprefix("./")
    folder, slash, _ = path.rpartition("/") if path.startswith("/") else path.partition("/")
    if not slash:
        folder = "." if verdict.record is None else path
    return escape_excerpt(folder[:NAME_LENGTH]) or "/"


def _page_name(document: str) -> str:
    """A file name from any id: an id may hold slashes, or differ from another one in case only."""
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:16]
