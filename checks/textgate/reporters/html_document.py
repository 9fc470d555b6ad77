"""The page of one document in the HTML report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.repair import choose
from textgate.reporters import RuleInfo, RunInfo
from textgate.reporters.html_hints import named, of_place
from textgate.reporters.html_render import render, slug
from textgate.reporters.html_text import MARKED, Line, Place, lines
from textgate.verdict import Finding, Span, Verdict

FEW = 4
"""Places of a finding that are listed at once; the others unfold."""

SHOWN = 60
"""Code points of a place, and of its repair, that the list of places shows."""


@dataclass(frozen=True, slots=True)
class _ListedPlace:
    number: int
    line: int
    excerpt: str
    kind: str
    percent: int | None
    evidence: str
    repair: str | None
    linked: bool


@dataclass(frozen=True, slots=True)
class _ListedFinding:
    rule: str
    slug: str
    info: RuleInfo | None
    severity: str
    message: str
    places: list[_ListedPlace]
    span_count: int
    left_out: int
    hint: str


def document_page(
    document: Document, verdict: Verdict, run: RunInfo, previous: str | None, following: str | None
) -> bytes:
    """The page of one document; ``previous`` and ``following`` are page names without ``.html``."""
    numbered = _numbered(verdict)
    # The repairs of "textgate fix --unsafe", so that the page shows what the command would do.
    applied = set(choose(document.text, numbered, unsafe=True))
    places = [
        Place(
            index + 1, span.start, span.stop, finding.severity, span.replacement if index in applied else None
        )
        for index, (finding, span) in enumerate(numbered)
    ]
    shown, left_out = lines(document.text, places)
    name = escape_excerpt(verdict.document)
    path = escape_excerpt(verdict.path) if verdict.path else ""
    content = {
        "name": name,
        "path": "" if path == name else path,
        "verdict": verdict,
        "language": escape_excerpt(verdict.language or ""),
        "error": escape_excerpt(verdict.error or ""),
        "lines": shown,
        "left_out": left_out,
        "findings": _listed(verdict, run, numbered, _begun(shown)),
        "suppressed": [
            {"rule": s.finding.rule, "by": s.by, "reason": escape_excerpt(s.reason)}
            for s in verdict.suppressed
        ],
        "unjudged": [{"rule": u.rule, "reason": escape_excerpt(u.reason)} for u in verdict.unjudged],
        "repairs": any(place.replacement is not None for place in places),
        "few": FEW,
        "tag": _language_tag(verdict.language),
        "previous": previous,
        "following": following,
    }
    return render("document", run, {}, content)


def _numbered(verdict: Verdict) -> list[tuple[Finding, Span]]:
    """The spans that the page marks, in the order of the text."""
    pairs = [(finding, span) for finding in verdict.findings for span in finding.spans]
    return sorted(pairs, key=lambda pair: (pair[1].start, pair[1].stop))[:MARKED]


def _begun(shown: Sequence[Line]) -> set[int]:
    """Numbers of the places that have a mark of their own to jump to."""
    return {piece.begins[0] for line in shown for piece in line.pieces if piece.begins}


def _listed(
    verdict: Verdict, run: RunInfo, numbered: Sequence[tuple[Finding, Span]], begun: set[int]
) -> list[_ListedFinding]:
    known = {rule.name: rule for rule in run.rules}
    places: dict[int, list[_ListedPlace]] = {id(finding): [] for finding in verdict.findings}
    for number, (finding, span) in enumerate(numbered, start=1):
        places[id(finding)].append(_listed_place(number, span, number in begun))
    return [
        _ListedFinding(
            finding.rule,
            slug(finding.rule),
            known.get(finding.rule),
            finding.severity,
            escape_excerpt(finding.message),
            places[id(finding)],
            finding.span_count,
            finding.span_count - len(places[id(finding)]),
            of_place(finding.rule, named(verdict, finding).target),
        )
        for finding in verdict.findings
    ]


def _listed_place(number: int, span: Span, linked: bool) -> _ListedPlace:
    repair = span.replacement
    if repair is not None:
        repair = _shortened(repair)
    percent = None if span.confidence >= 0.995 else round(span.confidence * 100)
    excerpt, evidence = _shortened(span.excerpt), escape_excerpt(span.evidence)
    return _ListedPlace(
        number, span.line, excerpt, escape_excerpt(span.kind), percent, evidence, repair, linked
    )


def _shortened(text: str) -> str:
    return escape_excerpt(text[:SHOWN]) + ("…" if len(text) > SHOWN else "")


def _language_tag(language: str | None) -> Markup:
    """The ``lang`` attribute: it chooses the right forms of Chinese and Japanese characters."""
    if language and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) and language != "und":
        return Markup(' lang="{}"').format(language)
    return Markup(' lang=""')
