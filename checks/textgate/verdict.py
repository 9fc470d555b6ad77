"""What the gate says: Span, Finding, Verdict, Summary. Plain records without numpy: anything can read them.

Their JSON form is a public format: names are stable from the first release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

VerdictName = Literal["pass", "fail", "error"]
Means = Literal["comment", "ignore", "baseline"]
"""What a place can be excused by: a comment in the text, the ignore list of the rules, the baseline."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document.

    ``start`` and ``stop`` are 0-based half-open code-point offsets; ``byte_start`` and ``byte_stop`` the
    same in bytes of the source (None where the source's bytes are unknown); ``line`` and ``column`` are
    1-based. ``excerpt`` shows the marked text, made safe to print and shortened. ``replacement`` is the
    repaired text, "" to delete the span, None when the repair is unknown. ``fingerprint`` names the marked
    text wherever it stands (see ``identity.fingerprint``); "" where nobody has worked it out.
    """

    start: int
    stop: int
    byte_start: int | None
    byte_stop: int | None
    line: int
    column: int
    excerpt: str
    kind: str
    confidence: float
    evidence: str
    replacement: str | None
    fingerprint: str = ""

    def to_json(self) -> dict[str, Any]:
        """The record as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken by one document.

    ``kind`` is the kind of the surest span. ``span_count`` counts all spans; ``spans`` may hold fewer,
    because a run keeps at most ``max_spans`` of them in document order.
    """

    rule: str
    check: str
    family: str
    severity: Literal["error", "warning"]
    kind: str | None
    value: float
    limit: float
    unit: str
    message: str
    confidence: float
    spans: tuple[Span, ...]
    span_count: int

    def to_json(self) -> dict[str, Any]:
        """The record as JSON-ready values."""
        record = {name: getattr(self, name) for name in self.__slots__}
        record["spans"] = [span.to_json() for span in self.spans]
        return record


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding, or those of its places, that does not count: what excuses it, and the reason given there."""

    finding: Finding
    by: Means
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON-ready values, with what excuses it."""
        return {"by": self.by, "reason": self.reason, **self.finding.to_json()}


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A rule that could not be measured on a document, and why. Not judged is not passed."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of one document.

    ``fail`` means at least one finding of severity error; ``error`` means that the document could not be
    read or a check broke on it, and ``error`` then holds the reason. ``encoding`` is the codec that decoded
    the document's bytes, None for text that came as ``str``. ``suppressed`` findings do not count.
    ``digest`` names the text of a document with findings (see ``identity.digest``), whatever its name is.
    """

    document: str
    path: str | None
    record: int | None
    verdict: VerdictName
    findings: tuple[Finding, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    error: str | None = None
    language: str | None = None
    encoding: str | None = None
    characters: int = 0
    metrics: Mapping[str, float] | None = None
    suppressed: tuple[Suppressed, ...] = ()
    digest: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The record as JSON-ready values; what there is nothing to say of (``error`` ...) is left out."""
        record: dict[str, Any] = {
            "document": self.document,
            "path": self.path,
            "record": self.record,
            "verdict": self.verdict,
            "language": self.language,
            "encoding": self.encoding,
            "characters": self.characters,
            "findings": [finding.to_json() for finding in self.findings],
            "unjudged": [{"rule": u.rule, "reason": u.reason} for u in self.unjudged],
        }
        if self.error is not None:
            record["error"] = self.error
        if self.metrics is not None:
            record["metrics"] = dict(self.metrics)
        if self.suppressed:
            record["suppressed"] = [item.to_json() for item in self.suppressed]
        if self.digest is not None:
            record["digest"] = self.digest
        return record


class CorpusResult(NamedTuple):
    """What became of one expectation of the corpus section, for one subset of the documents.

    ``subset`` says which, "" for all documents. ``outcome`` is "empty" when there are none of them: nothing is wrong
    with them, but a misspelt subset looks the same. ``observed`` is what was found, in words. ``message`` is one
    sentence with all of it.
    """

    expectation: str
    arguments: Mapping[str, Any]
    subset: str
    severity: Literal["error", "warning"]
    outcome: Literal["held", "empty", "broken", "error"]
    observed: str
    message: str
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """The record as JSON-ready values."""
        return self._asdict()


@dataclass(slots=True)
class RuleCount:
    """How often one rule was broken: documents with an error, documents with a warning, places."""

    failed: int = 0
    warned: int = 0
    spans: int = 0
    unjudged: int = 0

    def merge(self, other: RuleCount) -> None:
        """Add another count to this one."""
        self.failed += other.failed
        self.warned += other.warned
        self.spans += other.spans
        self.unjudged += other.unjudged


@dataclass(slots=True)
class Summary:
    """Counts over verdicts. Merging is associative and has ``Summary()`` as its neutral element.

    ``suppressed`` counts places that are excused, by what excuses them; a finding without places is one.
    """

    documents: int = 0
    passed: int = 0
    failed: int = 0
    errors: int = 0
    characters: int = 0
    rules: dict[str, RuleCount] = field(default_factory=dict)
    languages: dict[str, dict[str, int]] = field(default_factory=dict)
    suppressed: dict[str, int] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.documents += 1
        self.characters += verdict.characters
        if verdict.verdict == "pass":
            self.passed += 1
        elif verdict.verdict == "fail":
            self.failed += 1
        else:
            self.errors += 1
        language = verdict.language or "und"
        if language not in self.languages:
            self.languages[language] = {"pass": 0, "fail": 0, "error": 0}
        self.languages[language][verdict.verdict] += 1
        for finding in verdict.findings:
            count = self.rules.setdefault(finding.rule, RuleCount())
            count.spans += finding.span_count
            if finding.severity == "error":
                count.failed += 1
            else:
                count.warned += 1
        for missing in verdict.unjudged:
            self.rules.setdefault(missing.rule, RuleCount()).unjudged += 1
        for item in verdict.suppressed:
            self.suppressed[item.by] = self.suppressed.get(item.by, 0) + max(1, item.finding.span_count)

    def merge(self, other: Summary) -> None:
        """Add another summary to this one."""
        self.documents += other.documents
        self.passed += other.passed
        self.failed += other.failed
        self.errors += other.errors
        self.characters += other.characters
        for rule, count in other.rules.items():
            self.rules.setdefault(rule, RuleCount()).merge(count)
        for language, verdicts in other.languages.items():
            mine = self.languages.setdefault(language, {"pass": 0, "fail": 0, "error": 0})
            for name, number in verdicts.items():
                mine[name] = mine.get(name, 0) + number
        for means, number in other.suppressed.items():
            self.suppressed[means] = self.suppressed.get(means, 0) + number

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON-ready values, keys sorted; ``suppressed`` only where there is something to say."""
        record: dict[str, Any] = {
            "documents": self.documents,
            "passed": self.passed,
            "failed": self.failed,
            "errors": self.errors,
            "characters": self.characters,
            "rules": {
                rule: {"failed": c.failed, "warned": c.warned, "spans": c.spans, "unjudged": c.unjudged}
                for rule, c in sorted(self.rules.items())
            },
            "languages": {name: dict(self.languages[name]) for name in sorted(self.languages)},
        }
        if self.suppressed:
            record["suppressed"] = dict(sorted(self.suppressed.items()))
        return record


def summarise(verdicts: Iterable[Verdict]) -> Summary:
    """Count verdicts."""
    summary = Summary()
    for verdict in verdicts:
        summary.add(verdict)
    return summary
