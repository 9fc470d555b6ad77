"""The entries under ``corpus:`` of a rules file into the expectations of a policy.

Names, arguments and columns are checked here, without Great Expectations: a mistake is told before any document
is judged, and on machines where the library is not installed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from textgate.corpus.columns import DOCUMENT_COLUMNS, RULE_COLUMNS, SUBSETS, ColumnKind, columns_of, rule_of
from textgate.corpus.expectations import EXPECTATIONS, Argument, Known, by_any_name
from textgate.fields import MISSING, Reader, fields_of, nearest, shown
from textgate.policy import PARAMETER, Expectation
from textgate.yaml_nodes import Entry, Node

OWN_KEYS = ("expectation", "where", "by", "severity", "why")
PARAMETER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_GREAT_EXPECTATIONS = re.compile(r"expect_[a-z0-9_]+\Z|Expect[A-Za-z0-9]+\Z")
_LISTED = "; textgate takes those about numbers, names and counts: see docs/great-expectations.md"


def read(
    reader: Reader, node: Node, rules: Collection[str], groups: Collection[str], off: Collection[str]
) -> Iterator[Expectation]:
    """The entries; mistakes go to the reader.

    Args:
        reader: collects mistakes.
        node: what stands under ``corpus:``.
        rules: names of the rules that are measured.
        groups: names of the groups.
        off: names of the rules that are not measured.

    """
    if node.value is None:  # the word alone, everything below it commented out
        return
    if not isinstance(node.value, list):
        reader.report(node, "corpus", f"must be a list of expectations, not {shown(node)}")
        return
    columns = columns_of(rules, groups)
    for number, item in enumerate(node.value):
        entry = _Entry(reader, f"corpus.{number}", columns, off).read(item)
        if entry is not None:
            yield entry


class _Entry:
    """One entry on its way to an expectation."""

    def __init__(
        self, reader: Reader, path: str, columns: Mapping[str, ColumnKind], off: Collection[str]
    ) -> None:
        self._reader = reader
        self._path = path
        self._columns = columns
        self._off = off

    def read(self, node: Node) -> Expectation | None:
        if not isinstance(node.value, dict):
            self._report(node, "", f"must be a mapping with expectation and its arguments, not {shown(node)}")
            return None
        keys = node.value
        name = self._name(node, keys)
        if name is None:
            return None
        known = EXPECTATIONS[name]
        values = {
            key: self._reader.value(field, keys[key].node, f"{self._path}.{key}")
            for key, field in fields_of(Expectation).items()
            if key in keys
        }
        return Expectation(
            expectation=name,
            arguments=self._arguments(name, known, node, keys),
            where=self._where(keys["where"].node) if "where" in keys else {},
            line=node.line,
            column=node.column,
            **{key: value for key, value in values.items() if value is not MISSING},
        )

    def _report(self, at: Node | Entry, key: str, message: str) -> None:
        self._reader.report(at, f"{self._path}.{key}" if key else self._path, message)

    def _name(self, node: Node, keys: Mapping[str, Entry]) -> str | None:
        names = by_any_name()
        if "expectation" not in keys:
            message = "expectation is missing: the name of an expectation of Great Expectations"
            # Its name may stand where a rule's name stands elsewhere: as a key.
            wrong = next((key for key in keys if key in names), None)
            hint = f"; write `expectation: {wrong}`, and its arguments beside it" if wrong else ""
            self._report(node, "", message + hint)
            return None
        at = keys["expectation"].node
        if not isinstance(at.value, str):
            self._report(at, "expectation", f"must be the name of an expectation, not {shown(at)}")
            return None
        if at.value in names:
            return names[at.value]
        known = nearest(at.value, EXPECTATIONS) or nearest(_snake(at.value), EXPECTATIONS)
        more = "" if known or not _GREAT_EXPECTATIONS.match(at.value) else _LISTED
        self._report(at, "expectation", f"unknown expectation, {shown(at)}{known}{more}")
        return None

    def _arguments(self, name: str, known: Known, node: Node, keys: Mapping[str, Entry]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, entry in keys.items():
            if key in OWN_KEYS:
                continue
            if key not in known.arguments:
                names = [*known.arguments, *OWN_KEYS]
                self._report(entry, key, f"unknown argument of {name}{nearest(key, names)}")
                continue
            value = self._value(known.arguments[key], entry.node, key, known.numeric)
            if value is not MISSING:
                values[key] = value
        for key, argument in known.arguments.items():
            if argument.required and key not in keys:
                self._report(node, "", f"{key} is missing; {name} needs it")
        if known.bounds and not any(key in keys for key in known.bounds):
            self._report(node, "", f"{' or '.join(known.bounds)} is missing; without, any value would do")
        low, high = values.get("min_value"), values.get("max_value")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            self._report(keys["min_value"].node, "min_value", f"is more than max_value ({high:g})")
        return values

    def _value(self, argument: Argument, node: Node, key: str, numeric: bool) -> Any:
        """The value of an argument, or ``MISSING``."""
        kind = argument.kind
        if kind in ("number", "whole", "share"):
            return self._number(kind, node, key)
        if kind == "flag":
            return node.value if isinstance(node.value, bool) else self._refuse(node, key, "true or false")
        if kind == "choice":
            if node.value in argument.choices:
                return node.value
            return self._refuse(node, key, f"one of {', '.join(argument.choices)}")
        if kind == "column":
            return self._column(node, key, numeric)
        if kind == "columns":
            items = self._items(node, key, "columns")
            found = [self._column(item, f"{key}.{number}", numeric) for number, item in enumerate(items)]
            return MISSING if MISSING in found or not found else found
        if kind == "values":
            return self._values(node, key)
        return self._quantiles(node, key) if kind == "quantile_ranges" else self._partition(node, key)

    def _refuse(self, node: Node, key: str, what: str) -> Any:
        self._report(node, key, f"must be {what}, not {shown(node)}")
        return MISSING

    def _number(self, kind: str, node: Node, key: str) -> Any:
        value = node.value
        if isinstance(value, dict) and PARAMETER in value and "." not in key:  # none within lists
            return self._parameter(value, node, key)
        if kind == "whole" and isinstance(value, float) and value.is_integer():
            value = int(value)
        words = {"number": "a number", "whole": "a whole number", "share": "a share from 0 to 1"}[kind]
        allowed = int if kind == "whole" else int | float
        if isinstance(value, bool) or not isinstance(value, allowed) or not math.isfinite(value):
            return self._refuse(node, key, words)
        if (kind == "share" and not 0 <= value <= 1) or (kind == "whole" and value < 0):
            return self._refuse(node, key, words if kind == "share" else "0 or more")
        return value

    def _parameter(self, value: Mapping[str, Entry], node: Node, key: str) -> Any:
        name = value[PARAMETER].node
        if len(value) > 1 or not isinstance(name.value, str) or not PARAMETER_NAME.match(name.value):
            return self._refuse(node, key, f"a number, or {{{PARAMETER}: NAME}} with one name of letters")
        return {PARAMETER: name.value}

    def _column(self, node: Node, key: str, numeric: bool) -> Any:
        name = node.value
        if not isinstance(name, str):
            return self._refuse(node, key, "a column of the verdict table")
        if name not in self._columns:
            self._unknown_column(name, node, key)
            return MISSING
        if numeric and self._columns[name] == "text":
            self._report(node, key, f"the column {name} holds names; this expectation needs numbers")
            return MISSING
        return name

    def _unknown_column(self, name: str, node: Node, key: str) -> None:
        what, rule = rule_of(name) or ("", "")
        if rule in self._off:
            message = f"the rule {rule} is off, so there is no column {name}"
        elif what == "value" and f"broken_{rule}" in self._columns:
            message = f"{rule} is a group of rules and measures no value; there is places_{rule}"
        else:
            message = f"unknown column, {shown(node)}{nearest(name, self._columns)}"
            if not nearest(name, self._columns):
                columns = ", ".join([*DOCUMENT_COLUMNS, *(f"{what}_RULE" for what in RULE_COLUMNS)])
                message += f"; there are {columns}"
        self._report(node, key, message)

    def _items(self, node: Node, key: str, what: str) -> list[Node]:
        if isinstance(node.value, list) and node.value:
            return node.value
        self._refuse(node, key, f"a list of {what}")
        return []

    def _values(self, node: Node, key: str) -> Any:
        """Texts, or numbers, not both: Great Expectations cannot compare such a set with a column."""
        found = []
        for number, item in enumerate(self._items(node, key, "texts or numbers")):
            if isinstance(item.value, bool) or not isinstance(item.value, str | int | float):
                return self._refuse(item, f"{key}.{number}", "a text or a number")
            found.append(item.value)
        if len({isinstance(value, str) for value in found}) > 1:
            return self._refuse(node, key, "a list of texts, or a list of numbers, not of both")
        return found or MISSING

    def _quantiles(self, node: Node, key: str) -> Any:
        fields = self._record(node, key, ("quantiles", "value_ranges"))
        if fields is None:
            return MISSING
        quantiles = self._numbers(fields["quantiles"].node, f"{key}.quantiles", "share")
        ranges = []
        for number, item in enumerate(
            self._items(fields["value_ranges"].node, f"{key}.value_ranges", "ranges")
        ):
            path = f"{key}.value_ranges.{number}"
            if not isinstance(item.value, list) or len(item.value) != 2:
                return self._refuse(item, path, "a range: [least, most], null for no limit")
            ranges.append(
                [
                    None if end.value is None else self._number("number", end, f"{path}.{side}")
                    for side, end in enumerate(item.value)
                ]
            )
        if MISSING in quantiles or any(MISSING in pair for pair in ranges):
            return MISSING
        if len(quantiles) != len(ranges):
            message = f"there are {len(quantiles)} quantiles and {len(ranges)} value_ranges"
            self._report(node, key, f"{message}; each quantile needs its range")
            return MISSING
        return {"quantiles": quantiles, "value_ranges": ranges}

    def _partition(self, node: Node, key: str) -> Any:
        """Shares of values, or of ranges of numbers: what Great Expectations calls a partition object."""
        binned = isinstance(node.value, dict) and "bins" in node.value
        points = "bins" if binned else "values"
        fields = self._record(node, key, (points, "weights"))
        if fields is None:
            return MISSING
        weights = self._numbers(fields["weights"].node, f"{key}.weights", "share")
        at = fields[points].node
        ends = self._numbers(at, f"{key}.bins", "number") if binned else self._values(at, f"{key}.values")
        if MISSING in weights or ends is MISSING or MISSING in ends:
            return MISSING
        wanted = len(weights) + 1 if binned else len(weights)
        if len(ends) != wanted:
            self._report(
                at, f"{key}.{points}", f"must have {wanted} items, one for each weight, not {len(ends)}"
            )
            return MISSING
        if abs(sum(weights) - 1) > 1e-6:
            self._report(fields["weights"].node, f"{key}.weights", f"must add up to 1, not {sum(weights):g}")
            return MISSING
        return {points: ends, "weights": weights}

    def _numbers(self, node: Node, key: str, kind: str) -> list[Any]:
        items = self._items(node, key, "numbers")
        found = [self._number(kind, item, f"{key}.{number}") for number, item in enumerate(items)]
        return found or [MISSING]

    def _record(self, node: Node, key: str, names: tuple[str, ...]) -> Mapping[str, Entry] | None:
        if not isinstance(node.value, dict):
            self._refuse(node, key, f"a mapping of {' and '.join(names)}")
            return None
        for name, entry in node.value.items():
            if name not in names:
                self._report(entry, f"{key}.{name}", f"unknown key{nearest(name, names)}")
        missing = [name for name in names if name not in node.value]
        if missing:
            self._report(node, key, f"{missing[0]} is missing")
        return None if missing else node.value

    def _where(self, node: Node) -> dict[str, tuple[str, ...]]:
        if not isinstance(node.value, dict) or not node.value:
            self._report(node, "where", f"must be a mapping like {{source: news}}, not {shown(node)}")
            return {}
        found = {}
        for name, entry in node.value.items():
            key = f"where.{name}"
            if name not in SUBSETS:
                allowed = ", ".join(SUBSETS)
                self._report(entry, key, f"unknown subset (there is {allowed}){nearest(name, SUBSETS)}")
                continue
            items = entry.node.value if isinstance(entry.node.value, list) else [entry.node]
            if not items:
                self._refuse(entry.node, key, "a text, or a list of texts")
            for item in items:
                if not isinstance(item.value, str):
                    self._refuse(item, key, "a text, or a list of texts")
                elif name == "language" and "-" in item.value:
                    first = item.value.partition("-")[0]
                    message = (
                        f"language is the first part of a tag ({first}); for all of it write language_tag"
                    )
                    self._report(item, key, message)
            found[name] = tuple(item.value for item in items if isinstance(item.value, str))
        return found


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
