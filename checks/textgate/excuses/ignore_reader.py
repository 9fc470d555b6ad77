"""The entries under ``ignore:`` of a rules file into the ignore list of a policy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from textgate.fields import MISSING, Reader, fields_of, nearest, shown
from textgate.globs import is_pattern
from textgate.policy import Ignore
from textgate.rule_reader import within
from textgate.yaml_nodes import Node

FINGERPRINT = re.compile(r"[0-9a-f]{16}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read(reader: Reader, node: Node, rules: Collection[str]) -> Iterator[Ignore]:
    """The entries; mistakes go to the reader. ``rules`` are the names of all rules and groups."""
    if node.value is None:  # the word alone, everything below it commented out
        return
    if not isinstance(node.value, list):
        reader.report(node, "ignore", f"must be a list of entries, not {shown(node)}")
        return
    for number, item in enumerate(node.value):
        path = f"ignore.{number}"
        entry = reader.record(Ignore, item, path)
        if entry is not MISSING:
            _check(reader, entry, item, path, rules)
            yield entry._replace(line=item.line, column=item.column)


def _check(reader: Reader, entry: Ignore, item: Node, path: str, rules: Collection[str]) -> None:
    """What the types of the keys do not say."""
    written = item.value if isinstance(item.value, dict) else {}
    if not written.keys() & {"documents", "rules", "texts", "places"}:
        reader.report(item, path, "would ignore everything; give documents, rules, texts or places")
    if not entry.reason.strip() and ("reason" not in written or written["reason"].node.value == ""):
        reader.report(item, path, f"reason is missing: {fields_of(Ignore)['reason'].option.meaning}")
    for number, name in enumerate(entry.rules):
        if name not in rules:
            at = within(item, "rules", number)
            reader.report(at, f"{path}.rules.{number}", f"unknown rule, {shown(at)}{nearest(name, rules)}")
    for number, pattern in enumerate(entry.documents):
        if not is_pattern(pattern):
            at = within(item, "documents", number)
            reader.report(at, f"{path}.documents.{number}", f"is no gitignore pattern: {shown(at)}")
    for number, place in enumerate(entry.places):
        if not FINGERPRINT.fullmatch(place):
            at = within(item, "places", number)
            message = f"must be a fingerprint, 16 digits 0-9 a-f, in quotes, not {shown(at)}"
            reader.report(at, f"{path}.places.{number}", message)
    if entry.expires and not _is_date(entry.expires):
        at = within(item, "expires")
        reader.report(at, f"{path}.expires", f"must be a date like 2027-01-31, not {shown(at)}")


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
