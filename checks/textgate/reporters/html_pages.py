"""The pages of the HTML report: templates, translations and the content security policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.repair import choose
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.encode import encode
from textgate.reporters.html_text import MARKED, Line, Place, lines
from textgate.verdict import Finding, Span, Summary, Verdict

if TYPE_CHECKING:
    import jinja2

FEW = 4
"""Places of a finding that are listed at once; the others unfold."""

SHOWN = 60
"""Code points of a place, and of its repair, that the list of places shows."""


@functools.cache
def _asset(name: str) -> str:
    return (resources.files("textgate.reporters") / "html_assets" / name).read_text(encoding="utf-8")


@functools.cache
def strings() -> Mapping[str, Mapping[str, str]]:
    """All words of the interface: language -> key -> sentence."""
    loaded: dict[str, dict[str, str]] = json.loads(_asset("strings.json"))
    return loaded


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"t": _translated, "attribute": _attribute, "english": strings()["en"]}
    return environment


def _translated(key: str, **values: str | int) -> Markup:
    """A sentence of the interface in English, marked so that the page can put another language there."""
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    given = Markup(' data-a="{}"').format(json.dumps(values, ensure_ascii=False)) if values else ""
    return Markup('<span data-t="{}"{}>{}</span>').format(key, given, strings()["en"][key].format(**shown))


def _attribute(name: str, key: str) -> Markup:
    """The same for an attribute of an element."""
    return Markup('{}="{}" data-t-{}="{}"').format(name, strings()["en"][key], name, key)


@functools.cache
def _code(page: str) -> tuple[Markup, Markup, str]:
    """Style, script and content security policy of a kind of page."""
    css = _asset("report.css")
    script = _asset("common.js") + _asset(f"{page}.js")
    # Hashes instead of 'self': a page opened from a folder has no origin that 'self' could mean, and
    # 'strict-dynamic' lets the script that is allowed by its hash load the data files beside the page.
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}' 'strict-dynamic'; "
        "base-uri 'none'; form-action 'none'"
    )
    return Markup(css), Markup(script), policy  # noqa: S704


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(record: Any) -> Markup:
    """JSON for a script element: with no ``<`` in it, nothing can end the element or begin a comment."""
    text = encode(record).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _render(page: str, run: RunInfo, data: Mapping[str, Any], content: Mapping[str, Any]) -> bytes:
    css, script, policy = _code(page)
    html = (
        _environment()
        .get_template(f"{page}.html.j2")
        .render(
            content,
            run=run,
            css=css,
            script=script,
            policy=policy,
            data=_embedded({"strings": strings(), **data}),
        )
    )
    return html.encode("utf-8")


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
    about: str
    severity: str
    message: str
    places: list[_ListedPlace]
    span_count: int
    left_out: int


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
        "error": escape_excerpt(verdict.error or ""),
        "lines": shown,
        "left_out": left_out,
        "findings": _listed(verdict, run, numbered, _begun(shown)),
        "unjudged": [{"rule": u.rule, "reason": escape_excerpt(u.reason)} for u in verdict.unjudged],
        "repairs": any(place.replacement is not None for place in places),
        "few": FEW,
        "tag": _language_tag(verdict.language),
        "previous": previous,
        "following": following,
    }
    return _render("document", run, {}, content)


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
    about = {rule.name: rule.summary for rule in run.rules}
    places: dict[int, list[_ListedPlace]] = {id(finding): [] for finding in verdict.findings}
    for number, (finding, span) in enumerate(numbered, start=1):
        places[id(finding)].append(_listed_place(number, span, number in begun))
    return [
        _ListedFinding(
            finding.rule,
            about.get(finding.rule, ""),
            finding.severity,
            escape_excerpt(finding.message),
            places[id(finding)],
            finding.span_count,
            finding.span_count - len(places[id(finding)]),
        )
        for finding in verdict.findings
    ]


def _listed_place(number: int, span: Span, linked: bool) -> _ListedPlace:
    repair = span.replacement
    if repair is not None:
        repair = _shortened(repair)
    percent = None if span.confidence >= 0.995 else round(span.confidence * 100)
    excerpt, evidence = _shortened(span.excerpt), escape_excerpt(span.evidence)
    return _ListedPlace(number, span.line, excerpt, span.kind, percent, evidence, repair, linked)


def _shortened(text: str) -> str:
    return escape_excerpt(text[:SHOWN]) + ("…" if len(text) > SHOWN else "")


def _language_tag(language: str | None) -> Markup:
    """The ``lang`` attribute: it chooses the right forms of Chinese and Japanese characters."""
    if language and re.fullmatch(r"[A-Za-z0-9-]{2,35}", language) and language != "und":
        return Markup(' lang="{}"').format(language)
    return Markup(' lang=""')


@dataclass(frozen=True, slots=True)
class Listing:
    """What the overview needs beyond the summary.

    ``rules`` are rule names in the order of their numbers in the data files; ``rows`` and ``shards`` count
    the rows and files of each series; ``sources`` maps a source to (documents not passed, documents).
    """

    rules: Sequence[str]
    rows: Mapping[str, int]
    shards: Mapping[str, int]
    shard_rows: int
    sources: Sequence[tuple[str | None, int, int]]
    rows_left_out: int
    pages_left_out: int


def index_page(summary: Summary, outcome: Outcome, run: RunInfo, listing: Listing) -> bytes:
    """The overview."""
    languages = [
        (escape_excerpt(name), counts.get("fail", 0) + counts.get("error", 0), sum(counts.values()))
        for name, counts in summary.languages.items()
    ]
    first_view = "findings" if listing.rows["findings"] else "pass"
    content = {
        "outcome": outcome,
        "reason": escape_excerpt(outcome.reason),
        "summary": summary,
        "stack": _stack(summary),
        "rules": _rules(summary, run),
        "unjudged": any(count.unjudged for count in summary.rules.values()),
        "breakdowns": [
            {"title": "by_language", "rows": _breakdown(languages), "languages": True},
            {"title": "by_source", "rows": _breakdown(listing.sources), "languages": False},
        ],
        "first_view": first_view,
        "views": ["findings", "fail", "warning", "error", "pass", "all"],
        "rule_options": [
            {"index": i, "name": n} for n, i in sorted((n, i) for i, n in enumerate(listing.rules))
        ],
        "rows_left_out": listing.rows_left_out,
        "pages_left_out": listing.pages_left_out,
    }
    series = {name: {"rows": listing.rows[name], "shards": listing.shards[name]} for name in listing.rows}
    return _render(
        "index", run, {"rules": listing.rules, "series": series, "shard": listing.shard_rows}, content
    )


def _stack(summary: Summary) -> list[dict[str, Any]]:
    """Parts of the bar of verdicts, in percent of its width."""
    parts = []
    start = 0.0
    counts = (
        ("fail", summary.failed, "hatch"),
        ("error", summary.errors, "dots"),
        ("pass", summary.passed, ""),
    )
    for name, count, pattern in counts:
        width = 100 * count / max(1, summary.documents)
        if count:
            parts.append({"name": name, "start": f"{start:.3f}", "width": f"{width:.3f}", "pattern": pattern})
        start += width
    return parts


def _rules(summary: Summary, run: RunInfo) -> list[dict[str, Any]]:
    """Rules with something to say, the ones most often broken first."""
    known = {rule.name: rule for rule in run.rules}
    ordered = sorted(summary.rules.items(), key=lambda item: (-item[1].failed, -item[1].warned, item[0]))
    rows = []
    for name, count in ordered:
        share = (count.failed + count.warned) / max(1, summary.documents)
        info = known.get(name)
        rows.append(
            {
                "name": name,
                "summary": info.summary if info else "",
                "family": info.family if info else "",
                "failed": count.failed,
                "warned": count.warned,
                "spans": count.spans,
                "unjudged": count.unjudged,
                "broken": count.failed + count.warned > 0,
                "percent": f"{100 * share:.2f}",
                "share": _percent(share),
            }
        )
    return rows


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if percent >= 10 or percent == 0 else f"{percent:.2g} %"


def _breakdown(rows: Sequence[tuple[str | None, int, int]]) -> list[dict[str, Any]]:
    """Documents that did not pass, by language or source: the largest groups first."""
    ordered = sorted(rows, key=lambda row: (row[0] is None, -row[2], row[0] or ""))
    return [
        {
            "name": name,
            "key": "other_sources" if name is None else "",
            "failed": failed,
            "total": total,
            "percent": f"{100 * failed / max(1, total):.2f}",
        }
        for name, failed, total in ordered
    ]
