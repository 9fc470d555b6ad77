"""The overview of the HTML report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RunInfo
from textgate.reporters.html_render import percent, render, slug, translated
from textgate.reporters.html_rows import Row, Rows
from textgate.reporters.html_tally import Step, Tally, concentrations
from textgate.verdict import Summary

SHOWN_GROUPS = 10
"""Sources and languages that are shown at once; the others unfold."""

MOST_GROUPS = 100

_SCALES = (1, 2, 5, 10, 20, 50, 100)
"""Percent at the right end of a chart."""

_REASONS = (
    (r"(?P<failed>\d+) of (?P<all>\d+) documents? fail \(allowed: (?P<allowed>.+)\)", "reason_failed"),
    (r"(?P<hit>\d+) of (?P<all>\d+) documents? break (?P<rule>\S+) \(allowed: (?P<allowed>.+)\)", "reason_share"),
    (r"(?P<all>\d+) documents? seen \(required: at least (?P<least>\d+)\)", "reason_few"),
    (r"(?P<errors>\d+) of (?P<all>\d+) documents? could not be evaluated", "reason_errors"),
    (
        r"(?P<rule>\S+) could not judge (?P<hit>\d+) of (?P<all>\d+) documents? \(allowed: (?P<allowed>.+)\)",
        "reason_unjudged",
    ),
    (r"(?P<all>\d+) documents? pass(?:es)?", "reason_passed"),
    (r"(?P<failed>\d+) of (?P<all>\d+) documents? fail, which the gate allows", "reason_allowed"),
    (r"no documents", "reason_none"),
)  # fmt: skip
"""The gate's sentences, for those who read the report in another language."""


def overview_page(
    summary: Summary,
    outcome: Outcome,
    run: RunInfo,
    tally: Tally,
    worst: Sequence[Row],
    rows: Rows,
    rules: Sequence[str],
    without_page: int,
) -> bytes:
    """The overview; ``rules`` are rule names in the order of their numbers in the data files."""
    languages: list[tuple[str | None, int, int]] = [
        (escape_excerpt(name), counts.get("fail", 0) + counts.get("error", 0), sum(counts.values()))
        for name, counts in summary.languages.items()
    ]
    first_view = "findings" if rows.listed("findings") else "pass"
    content = {
        "outcome": outcome,
        "reason": _reason(outcome.reason),
        "corpus": [
            item._replace(message=escape_excerpt(item.message), why=escape_excerpt(item.why))
            for item in outcome.corpus
        ],
        "summary": summary,
        "verdicts": _verdicts(summary),
        "steps": list(_steps(summary, tally, languages)),
        "findings": _findings(summary, run),
        "unjudged": any(count.unjudged for count in summary.rules.values()),
        "breakdowns": [
            {"title": "by_source", "filter": "source", **_breakdown(tally.sources())},
            {"title": "by_language", "filter": "language", **_breakdown(languages)},
        ],
        "worst": [_listed(row, rules) for row in worst],
        "used": run.rules,
        "first_view": first_view,
        "views": ["findings", "fail", "warning", "error", "pass", "all"],
        "listed": rows.count,
        "first": [
            _listed(row, rules) for row in rows.first["findings" if first_view == "findings" else "passed"]
        ],
        "count": rows.listed("findings" if first_view == "findings" else "passed"),
        "rows_left_out": rows.left_out,
        "pages_left_out": without_page,
    }
    data = {
        "rules": [[name, slug(name)] for name in rules],
        "rows": rows.count,
        "shards": rows.shards,
        "documents": summary.documents,
        "characters": summary.characters,
    }
    return render("index", run, data, content)


def _reason(reason: str) -> Markup:
    """The gate's sentence in the language of the reader; unknown ones stay as they are."""
    found = []
    for part in reason.split("; "):
        for pattern, key in _REASONS:
            match = re.fullmatch(pattern, part)
            if match:
                numbers = {k: int(v) if v.isdigit() else v for k, v in match.groupdict().items()}
                found.append(translated(key, **numbers))
                break
        else:
            return Markup('<span lang="en">{}</span>').format(escape_excerpt(reason))
    return Markup("; ").join(found)


def _verdicts(summary: Summary) -> list[dict[str, Any]]:
    """Parts of the bar of verdicts, in percent of its width."""
    parts = []
    start = 0.0
    for name, count, pattern in (
        ("fail", summary.failed, "hatch"),
        ("error", summary.errors, "dots"),
        ("pass", summary.passed, ""),
    ):
        width = 100 * count / max(1, summary.documents)
        parts.append(
            {
                "name": name,
                "count": count,
                "share": percent(count / max(1, summary.documents)),
                "start": f"{start:.3f}",
                "width": f"{width:.3f}",
                "pattern": pattern,
            }
        )
        start += width
    return parts


def _steps(
    summary: Summary, tally: Tally, languages: Sequence[tuple[str | None, int, int]]
) -> Iterator[Step]:
    """What to do first, in that order."""
    if summary.errors:
        yield Step("step_errors", {"count": summary.errors}, "#view=error")
    broken = sorted(summary.rules.items(), key=lambda item: (-item[1].failed, item[0]))
    if broken and broken[0][1].failed:
        name, count = broken[0]
        values: dict[str, str | int] = {
            "count": count.failed,
            "share": percent(count.failed / summary.documents),
        }
        yield Step("step_rule", values, f"rules/{slug(name)}.html", name)
    not_passed = summary.failed + summary.errors
    for name, here in concentrations(tally.sources(), not_passed, summary.documents):
        yield Step("step_source", {"count": here, "all": not_passed}, f"#source={quote(name, safe='')}", name)
    for name, here in concentrations(languages, not_passed, summary.documents):
        link = f"#language={quote(name, safe='')}"
        yield Step("step_language", {"count": here, "all": not_passed}, link, name)
    if tally.repairable_places:
        values = {"places": tally.repairable_places, "count": tally.repairable_documents}
        yield Step("step_fix", values, "", "textgate fix")
    if tally.warned and not not_passed:
        yield Step("step_warned", {"count": tally.warned}, "#view=warning")


def _findings(summary: Summary, run: RunInfo) -> dict[str, Any]:
    """Rules with something to say, the ones most often broken first, with the scale of their bars."""
    known = {rule.name: rule for rule in run.rules}
    ordered = sorted(summary.rules.items(), key=lambda item: (-item[1].failed, -item[1].warned, item[0]))
    total = max(1, summary.documents)
    largest = max((100 * (c.failed + c.warned) / total for c in summary.rules.values()), default=0)
    scale = next((step for step in _SCALES if step >= largest), 100)
    rules = [
        {
            "name": name,
            "slug": slug(name),
            "info": known.get(name),
            "family": known[name].family if name in known else "",
            "failed": count.failed,
            "warned": count.warned,
            "spans": count.spans,
            "unjudged": count.unjudged,
            "failed_width": f"{100 * count.failed / total * 100 / scale:.2f}",
            "warned_width": f"{100 * count.warned / total * 100 / scale:.2f}",
            "share": percent((count.failed + count.warned) / total),
        }
        for name, count in ordered
    ]
    return {"rules": rules, "scale": f"{scale} %"}


def _breakdown(groups: Sequence[tuple[str | None, int, int]]) -> dict[str, Any]:
    """Documents that did not pass, by language or source: where most of them are comes first."""
    ordered = sorted(groups, key=lambda row: (row[0] is None, -row[1], -row[2], row[0] or ""))
    if len(ordered) > MOST_GROUPS:
        rest = ordered[MOST_GROUPS:]
        ordered = [*ordered[:MOST_GROUPS], (None, sum(r[1] for r in rest), sum(r[2] for r in rest))]
    shown = [
        {
            "name": name,
            "link": "" if name is None else quote(name, safe=""),
            "failed": failed,
            "total": total,
            "share": percent(failed / max(1, total)),
            "percent": f"{100 * failed / max(1, total):.2f}",
        }
        for name, failed, total in ordered
    ]
    return {"rows": shown[:SHOWN_GROUPS], "more": shown[SHOWN_GROUPS:]}


def _listed(row: Row, rules: Sequence[str]) -> dict[str, Any]:
    """A row of the list as the page itself shows it."""
    return {
        "name": row.name,
        "page": row.page,
        "verdict": row.verdict,
        "warned": row.verdict == "pass" and bool(row.broken),
        "rules": [rules[number] for number, _ in row.broken],
        "error": row.error,
        "places": row.places,
        "language": row.language,
        "characters": row.characters,
    }
