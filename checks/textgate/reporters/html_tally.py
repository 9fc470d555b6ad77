"""Counts for the pages of the HTML report that the summary of a run does not have."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.repair import is_safe
from textgate.reporters.html_hints import Named, named
from textgate.reporters.html_rows import Row
from textgate.verdict import Finding, Verdict

SOURCES = 1000
"""Sources, languages and kinds that are counted apart from each other."""

WORST = 10
WORST_LENGTH = 2_000_000
"""Longest of the worst documents, in code points: they are kept until the end, when each gets a page."""

BINS = 10
"""Steps of the chart of confidences."""

NAME_LENGTH = 300
OTHERS = None


@dataclass(slots=True)
class RuleTally:
    """What the documents that break one rule have in common.

    ``kinds`` counts places; ``confidences`` counts documents by the confidence of their surest place, in
    ``BINS`` steps of equal width; ``known`` counts the places of which the repair is known, ``safe`` those that
    ``textgate fix`` makes by itself. ``first`` is the first document's.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    confidences: list[int] = field(default_factory=lambda: [0] * BINS)
    known: int = 0
    safe: int = 0
    first: Named | None = None

    def add(self, finding: Finding, document: Document, verdict: Verdict) -> int:
        """Count one finding; the number of its places that have a safe repair."""
        if self.first is None:
            self.first = named(verdict, finding)
        safe = 0
        for span in finding.spans:
            _count(self.kinds, escape_excerpt(span.kind))
            if span.replacement is not None:
                self.known += 1
                safe += is_safe(finding.check, span, document.text[span.start : span.stop])
        self.safe += safe
        self.confidences[min(BINS - 1, int(finding.confidence * BINS))] += 1
        return safe


def _count(counter: Counter[str], name: str) -> None:
    if name in counter or len(counter) < SOURCES:
        counter[name] += 1


@dataclass(frozen=True, slots=True)
class Worst:
    """One of the worst documents: its row in the list, and what its page is made of."""

    row: Row
    document: Document
    verdict: Verdict


class Tally:
    """All that is counted while a run goes, in bounded memory."""

    def __init__(self) -> None:
        self.rules: dict[str, RuleTally] = {}
        self.repairable_places = 0
        self.repairable_documents = 0
        self.warned = 0
        self._sources: dict[str | None, list[int]] = {}  # OTHERS: all that are too many
        self._worst: list[tuple[int, int, int, Worst]] = []
        self._seen = 0

    def add(self, document: Document, verdict: Verdict, row: Row) -> None:
        """Count one document."""
        self._seen += 1
        self.warned += verdict.verdict == "pass" and bool(verdict.findings)
        safe = sum(
            self.rules.setdefault(finding.rule, RuleTally()).add(finding, document, verdict)
            for finding in verdict.findings
        )
        self.repairable_places += safe
        self.repairable_documents += safe > 0
        named: str | None = row.source
        if named not in self._sources and len(self._sources) >= SOURCES:
            named = OTHERS
        counts = self._sources.setdefault(named, [0, 0])
        counts[0] += verdict.verdict != "pass"
        counts[1] += 1
        # A huge document would stay in memory.
        if verdict.verdict == "fail" and verdict.characters <= WORST_LENGTH:
            errors = sum(severity for _, severity in row.broken)
            # The order in the run decides between equals; rows themselves are never compared.
            heapq.heappush(self._worst, (errors, row.places, -self._seen, Worst(row, document, verdict)))
            if len(self._worst) > WORST:
                heapq.heappop(self._worst)

    def worst(self) -> list[Worst]:
        """The documents that break the most rules, then those with the most places."""
        return [item for *_, item in sorted(self._worst, reverse=True)]

    def sources(self) -> Sequence[tuple[str | None, int, int]]:
        """(source, documents not passed, documents); None are all the sources that were too many."""
        return [(name, failed, total) for name, (failed, total) in self._sources.items()]


def source_of(verdict: Verdict) -> str:
    """Where a document comes from: the first folder of its path, or the folder of an absolute path.

    A file of records that is in no folder is a source by itself.
    """
    path = (verdict.path or verdict.document).replace("\\", "/").removeprefix("./")
    folder, slash, _ = path.rpartition("/") if path.startswith("/") else path.partition("/")
    if not slash:
        folder = "." if verdict.record is None else path
    return escape_excerpt(folder[:NAME_LENGTH]) or "/"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a name to begin with, the sentence that goes on, and where to look."""

    key: str
    values: Mapping[str, str | int]
    link: str
    name: str = ""


def concentrations(
    groups: Sequence[tuple[str | None, int, int]], failed: int, total: int
) -> Iterator[tuple[str, int]]:
    """Groups that hold at least half of what did not pass and fail 1.5 times as often as the whole."""
    if len(groups) < 2 or failed < 4:
        return
    for name, here, of in groups:
        if name is not None and 2 * here >= failed and here / of >= 1.5 * failed / total:
            yield name, here
