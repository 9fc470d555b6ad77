"""The columns of the verdict table: numbers, flags and escaped names. The text of a document is in none of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from textgate.fields import fields_of
from textgate.policy import Expectation

ColumnKind = Literal["text", "flag", "number"]

DOCUMENT_COLUMNS: Mapping[str, ColumnKind] = {
    "document": "text",
    "source": "text",
    "language": "text",
    "language_tag": "text",
    "encoding": "text",
    "verdict": "text",
    "failed": "flag",
    "error": "flag",
    "characters": "number",
    "findings": "number",
    "warnings": "number",
    "places": "number",
}
"""What is known of every document.

``document`` is its id; ``source`` the first segment of its path, as in ``only: {sources: ...}``; ``language`` the
first part of its language tag, so that ``zh`` is all Chinese, and ``language_tag`` all of it; both are ``und`` where
the language is not known; ``failed`` is 1 for the verdict fail, ``error`` for the verdict error; ``findings`` are the
rules that it breaks as errors, ``warnings`` as warnings; ``places`` counts the places of both.
"""

RULE_COLUMNS: Mapping[str, ColumnKind] = {
    "broken": "flag",
    "failed": "flag",
    "unjudged": "flag",
    "places": "number",
    "value": "number",
}
"""What is known of every rule, under ``<name>_<rule>``: ``broken_mojibake``.

``broken``: with any severity; ``failed``: with severity error; ``unjudged``: could not be measured; ``places``: how
many; ``value``: what was measured, in the check's unit, missing where the rule did not look. A group of rules has no
``value``.
"""

SUBSETS = fields_of(Expectation)["by"].option.choices
"""Columns that choose subsets of documents."""


def columns_of(rules: Iterable[str], groups: Iterable[str]) -> dict[str, ColumnKind]:
    """All columns that there are with these rules and groups, and what they hold."""
    known = dict(DOCUMENT_COLUMNS)
    for rule in rules:
        known.update({f"{name}_{rule}": kind for name, kind in RULE_COLUMNS.items()})
    for group in groups:
        known.update({f"{name}_{group}": kind for name, kind in RULE_COLUMNS.items() if name != "value"})
    return known


def rule_of(column: str) -> tuple[str, str] | None:
    """A column of a rule as (what, rule); None for a column of the document."""
    what, _, rule = column.partition("_")
    return None if column in DOCUMENT_COLUMNS or what not in RULE_COLUMNS or not rule else (what, rule)
