"""The page of one rule in the HTML report."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from textgate.reporters import RuleInfo, RunInfo
from textgate.reporters.html_hints import of_rule
from textgate.reporters.html_render import percent, render, slug
from textgate.reporters.html_rows import EXAMPLES_PER_FILE, Examples
from textgate.reporters.html_tally import BINS, RuleTally
from textgate.verdict import RuleCount, Summary

KINDS = 30
"""Kinds that are counted on the page; all but a few unfold."""

FEW = 4

_HEADING = re.compile(r"^(\S.*)\n-+$", re.MULTILINE)
_OPEN = ("Flags", "Why it matters")
"""Sections of the manual page that stand at the top; the others unfold at the end."""


def rule_page(
    name: str,
    info: RuleInfo | None,
    summary: Summary,
    tally: RuleTally | None,
    examples: Examples,
    run: RunInfo,
) -> bytes:
    """The page of a rule that documents break, or that could not judge some."""
    count = summary.rules.get(name, RuleCount())
    total = max(1, summary.documents)
    tally = tally or RuleTally()
    hints = of_rule(name, info, tally.first, examples.first[0].kind) if tally.first and examples.first else ()
    content = {
        "name": name,
        "info": info,
        "count": count,
        "share": percent((count.failed + count.warned) / total),
        "documents": summary.documents,
        "tally": tally,
        "kinds": _kinds(tally, info),
        "few": FEW,
        "bins": _bins(tally),
        "hints": list(hints),
        "manual": list(_manual(info.help if info else "")),
        "examples": examples.first,
        "listed": examples.count,
        "left_out": examples.left_out,
    }
    data = {
        "slug": slug(name),
        "examples": examples.count,
        "shards": examples.shards,
        "shard": EXAMPLES_PER_FILE,
    }
    return render("rule", run, data, content)


def _kinds(tally: RuleTally, info: RuleInfo | None) -> list[dict[str, Any]]:
    """The commonest kinds of places, with what they mean."""
    meanings = info.kinds if info else {}
    largest = max(tally.kinds.values(), default=1)
    return [
        {
            "name": kind,
            "meaning": meanings.get(kind, ""),
            "places": places,
            "percent": f"{100 * places / largest:.2f}",
        }
        for kind, places in sorted(tally.kinds.items(), key=lambda item: (-item[1], item[0]))[:KINDS]
    ]


def _bins(tally: RuleTally) -> list[dict[str, Any]]:
    """The chart of confidences: documents per step of a tenth, the height of each bar in percent."""
    largest = max(tally.confidences)
    return [
        {
            "label": f"{100 * index // BINS}–{100 * (index + 1) // BINS} %",
            "low": 100 * index // BINS,
            "documents": documents,
            "height": f"{100 * documents / max(1, largest):.1f}",
            "top": f"{100 - 100 * documents / max(1, largest):.1f}",
            "x": 10 * index,
        }
        for index, documents in enumerate(tally.confidences)
    ]


def _manual(help: str) -> Iterator[dict[str, Any]]:
    """The sections of a manual page: heading, HTML, and whether it stands open."""
    pieces = _HEADING.split(textwrap.dedent(help).strip())
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        yield {"heading": heading, "html": _formatted(text), "open": heading in _OPEN}


def _formatted(text: str) -> Markup:
    """Text of a docstring as HTML: paragraphs, lists, examples, code between backquotes."""
    return Markup("").join(_block(block) for block in re.split(r"\n{2,}", text.strip("\n")))


def _block(block: str) -> Markup:
    lines = textwrap.dedent(block)
    # Examples, tables and whatever else is set line by line.
    if block.startswith("    ") or lines.startswith((">>>", "|")):
        return Markup('<pre tabindex="0">{}</pre>').format(lines)
    items = re.split(r"^[-*] ", lines, flags=re.MULTILINE)
    if len(items) > 1:
        lead = Markup("<p>{}</p>").format(_inline(items[0])) if items[0].strip() else Markup("")
        listed = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items[1:])
        return lead + Markup("<ul>{}</ul>").format(listed)
    return Markup("<p>{}</p>").format(_inline(lines))


def _inline(text: str) -> Markup:
    parts = re.split(r"``(.+?)``|`([^`\n]+)`", text)
    shown = Markup("")
    for index in range(0, len(parts), 3):
        shown += Markup.escape(parts[index])
        code = next((part for part in parts[index + 1 : index + 3] if part), None)
        if code is not None:
            shown += Markup("<code>{}</code>").format(code)
    return shown
