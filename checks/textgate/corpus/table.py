"""The verdict table: one row per document, in columns. Only the columns that somebody asks for are kept.

Names of documents, sources, languages and encodings come from strangers. Great Expectations prints values into
its pages as they are, so every text of the table is made harmless: see ``cell``.
"""

from __future__ import annotations

import html
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from textgate.corpus.columns import DOCUMENT_COLUMNS, rule_of
from textgate.excerpt import escape_excerpt
from textgate.verdict import Verdict

NAME_LENGTH = 300
"""Code points of a name; longer ones end with a digest, so that different names stay different."""


def cell(text: str) -> str:
    """A text as the table holds it: no markup, nothing invisible, no quotes, nothing that a spreadsheet would run.

    ``plain`` undoes it, but for what is invisible, and ``cell(plain(cell(text)))`` is ``cell(text)``.
    """
    shown = escape_excerpt(text)
    if len(shown) > NAME_LENGTH:
        from textgate.excuses.identity import digest

        name = digest(text)
        shown = f"{shown[: NAME_LENGTH - len(name) - 1]}…{name}"
    safe = html.escape(shown).replace("`", "&#96;")
    return f"&#{ord(safe[0])};{safe[1:]}" if safe.startswith(("=", "+", "-", "@")) else safe


def plain(safe: str) -> str:
    """What ``cell`` made safe for pages, for those who escape by themselves."""
    return html.unescape(safe)


def source_of(path: str | None) -> str:
    """The source of a document, the first segment of its path, as conditions of rules understand it."""
    return (path or "").replace("\\", "/").partition("/")[0]


class VerdictTable:
    """Grows by a row with every verdict: 1 byte for a flag, 8 for a number or a text that has been seen before."""

    def __init__(self, columns: Iterable[str]) -> None:
        """``columns`` are names of ``columns.columns_of``."""
        self._columns = [_column(name) for name in columns]
        self.names = tuple(column.name for column in self._columns)
        self.rows = 0

    def add(self, verdict: Verdict) -> None:
        """Add the row of one document."""
        self.rows += 1
        rules = _rules(verdict)
        for column in self._columns:
            column.add(verdict, rules)

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Name -> values, one per document: ``array`` for flags (``b``) and numbers (``d``), a list for texts.

        A missing number is NaN, a missing text None.
        """
        return {column.name: column.values for column in self._columns}

    def distinct(self, name: str) -> list[str]:
        """The different texts of a column of texts, made plain, sorted, without what is missing."""
        return sorted({plain(value) for value in self.columns()[name] if value is not None})


_Rules = Mapping[str, Mapping[str, float]]


class _Column:
    def __init__(self, name: str, values: Any, of: Callable[[Verdict, _Rules], Any]) -> None:
        self.name = name
        self.values = values
        self._of = of

    def add(self, verdict: Verdict, rules: _Rules) -> None:
        self.values.append(self._of(verdict, rules))


def _column(name: str) -> _Column:
    of_rule = rule_of(name)
    if of_rule is not None:
        what, rule = of_rule
        if what == "value":
            return _Column(
                name, array("d"), lambda verdict, _: (verdict.metrics or {}).get(rule, float("nan"))
            )
        kind = "d" if what == "places" else "b"
        return _Column(name, array(kind), lambda _, rules: rules.get(rule, _NOTHING)[what])
    if name == "document":  # all different: to remember them would hold each twice
        return _Column(name, [], lambda verdict, _: cell(verdict.document))
    if DOCUMENT_COLUMNS[name] == "text":
        seen: dict[str, str] = {}
        read = _TEXTS[name]

        def text(verdict: Verdict, _: _Rules) -> str | None:
            found = read(verdict)
            return None if found is None else seen.get(found) or seen.setdefault(found, cell(found))

        return _Column(name, [], text)
    kind = "b" if DOCUMENT_COLUMNS[name] == "flag" else "d"
    number = _NUMBERS[name]
    return _Column(name, array(kind), lambda verdict, _: number(verdict))


_TEXTS: Mapping[str, Callable[[Verdict], str | None]] = {
    "source": lambda verdict: source_of(verdict.path),
    "language": lambda verdict: (verdict.language or "und").partition("-")[0].lower(),
    "language_tag": lambda verdict: verdict.language or "und",
    "encoding": lambda verdict: verdict.encoding,
    "verdict": lambda verdict: verdict.verdict,
}
_NUMBERS: Mapping[str, Callable[[Verdict], int]] = {
    "failed": lambda verdict: verdict.verdict == "fail",
    "error": lambda verdict: verdict.verdict == "error",
    "characters": lambda verdict: verdict.characters,
    "findings": lambda verdict: sum(finding.severity == "error" for finding in verdict.findings),
    "warnings": lambda verdict: sum(finding.severity == "warning" for finding in verdict.findings),
    "places": lambda verdict: sum(finding.span_count for finding in verdict.findings),
}
_NOTHING = {"broken": 0, "failed": 0, "unjudged": 0, "places": 0}


def _rules(verdict: Verdict) -> _Rules:
    """What there is to say of rules; nothing, for most documents."""
    found: dict[str, Mapping[str, float]] = {}
    for finding in verdict.findings:
        failed = finding.severity == "error"
        found[finding.rule] = {
            "broken": 1,
            "failed": int(failed),
            "unjudged": 0,
            "places": finding.span_count,
        }
    for missing in verdict.unjudged:
        found[missing.rule] = {**found.get(missing.rule, _NOTHING), "unjudged": 1}
    return found
