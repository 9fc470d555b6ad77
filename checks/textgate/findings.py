"""What is said of the documents that break a rule: measurements in, findings with their places out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textgate.batch import Document
from textgate.check import Check, Measured, Severity
from textgate.excerpt import escape_excerpt
from textgate.excuses.identity import fingerprint
from textgate.policy import RANK, Group, Rule
from textgate.positions import Lines, byte_offsets
from textgate.verdict import Finding, Span, Unjudged

EXCERPT_LENGTH = 80
"""Longest excerpt of a span, in code points before escaping."""


class Case:
    """What there is to say of one document. A clean one has no case."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unjudged: list[Unjudged] = []
        self.broken: dict[str, tuple[Span, ...]] = {}
        self.error: str | None = None
        self.metrics: dict[str, float] = {}
        self.lines: Lines | None = None


def case_of(cases: dict[int, Case], index: int) -> Case:
    """The case of a document, opened if there is none."""
    if index not in cases:
        cases[index] = Case()
    return cases[index]


def _located(document: Document, lines: Lines, measured: Measured, rows: Sequence[int]) -> tuple[Span, ...]:
    """Spans of one document with their places in it."""
    s, text = measured.spans, document.text
    bytes_at = byte_offsets(document, [p for row in rows for p in (s.start[row], s.stop[row])])
    located = []
    for row in rows:
        start, stop = s.start[row], s.stop[row]
        line, column = lines.place(start)
        excerpt = text[start : min(stop, start + EXCERPT_LENGTH)]
        located.append(
            Span(
                start=start,
                stop=stop,
                byte_start=bytes_at[start],
                byte_stop=bytes_at[stop],
                line=line,
                column=column,
                excerpt=escape_excerpt(excerpt) + ("…" if stop - start > EXCERPT_LENGTH else ""),
                kind=s.kind[row],
                confidence=round(float(s.confidence[row]), 4),
                evidence=escape_excerpt(s.evidence[row]),
                replacement=s.replacement[row],
                fingerprint=fingerprint(text[start:stop]),
            )
        )
    return tuple(located)


def report(
    rule: Rule,
    check: Check,
    measured: Measured,
    index: int,
    document: Document,
    rows: list[int],
    severities: list[Severity],
    case: Case,
    max_spans: int,
) -> None:
    """Add the finding of a rule that a document breaks to its case; ``rows`` are the spans of it."""
    s = measured.spans
    rows = sorted(rows, key=lambda row: (s.start[row], s.stop[row], s.kind[row]))
    case.lines = case.lines or Lines(document.text)
    located = _located(document, case.lines, measured, rows[:max_spans])
    case.broken[rule.name] = located
    severity = max((severities[row] for row in rows), key=RANK.__getitem__, default=rule.severity)
    if severity == "off":
        return
    # The surest span speaks for the finding; of equally sure ones the first in the text.
    lead = max(rows, key=lambda row: (s.confidence[row], -s.start[row]), default=None)
    value = float(measured.values[index])
    case.findings.append(
        Finding(
            rule=rule.name,
            check=rule.check,
            family=check.FAMILY,
            severity="error" if severity == "error" else "warning",
            kind=None if lead is None else s.kind[lead],
            value=round(value, 6),
            limit=rule.limit,
            unit=check.UNIT,
            message=_message(check, rule, value, "" if lead is None else escape_excerpt(s.evidence[lead])),
            confidence=1.0 if lead is None else round(float(s.confidence[lead]), 4),
            spans=located,
            span_count=len(rows),
        )
    )


def _message(check: Check, rule: Rule, value: float, evidence: str) -> str:
    """What was found, how much of it, and how much is allowed, in one breath."""
    bound = "at most" if check.DIRECTION == "above" else "at least"
    figures = f"{_number(value)} {check.UNIT} (allowed: {bound} {_number(rule.limit)})"
    return f"{evidence.rstrip('. ')}; {figures}" if evidence else figures


def _number(value: float) -> str:
    if math.isfinite(value) and value == int(value):
        return str(int(value))
    return f"{value:.3g}"


def apply_group(group: Group, cases: dict[int, Case], max_spans: int) -> None:
    """Add the findings of a group of rules to the cases of the documents that break it."""
    for case in cases.values():
        broken = [member for member in group.members if member in case.broken]
        if len(broken) < group.at_least:
            continue
        spans = sorted(
            (s for member in broken for s in case.broken[member]), key=lambda s: (s.start, s.stop, s.kind)
        )
        case.broken[group.name] = tuple(spans)
        if group.severity == "off":
            continue
        # What a member's own finding lists is not listed again.
        told = {finding.rule for finding in case.findings}
        untold = [s for member in broken if member not in told for s in case.broken[member]]
        untold.sort(key=lambda s: (s.start, s.stop, s.kind))
        case.findings.append(
            Finding(
                rule=group.name,
                check="group",
                family="custom",
                severity="error" if group.severity == "error" else "warning",
                kind=None,
                value=float(len(broken)),
                limit=float(group.at_least - 1),
                unit="broken rules of the group",
                message=f"{', '.join(broken)} together; {len(broken)} broken rules of the group "
                f"(allowed: at most {group.at_least - 1})",
                confidence=min((span.confidence for span in spans), default=1.0),
                spans=tuple(untold[:max_spans]),
                span_count=len(untold),
            )
        )
