"""Data files beside the pages of the HTML report: the list of documents, and examples of every rule.

Both are scripts that call a function of the page, because a page opened from a folder may load scripts but
may not read files.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from textgate.reporters.encode import encode

SHARD_ROWS = 10_000
"""Rows of the list per data file, some 700 kB."""

LISTED = {"findings": 100_000, "passed": 100_000}
"""Rows of the list, with and without findings: 200,000 rows are about 12 MB and are searched at once."""

EXAMPLES_PER_FILE = 200
EXAMPLES = 100_000
"""Documents that the page of one rule lists."""

FIRST_ROWS = 50
FIRST_EXAMPLES = 20
"""What stands in the page itself, for the first look and for readers without JavaScript."""

Broken = tuple[tuple[int, int], ...]
"""Rules that a document breaks: (number of the rule, 1 for an error and 0 for a warning)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document in the list. All texts are safe to show and hold no line end.

    ``verdict`` is "pass", "fail" or "error"; ``page`` the name of its page or "".
    """

    name: str
    verdict: str
    language: str
    source: str
    characters: int
    broken: Broken
    places: int
    page: str
    error: str


_CODES = {"pass": "0", "fail": "1", "error": "2"}


class Rows:
    """The list of documents, cut into files of columns: a browser scans columns 100 times faster than records."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._listed = dict.fromkeys(LISTED, 0)
        self.first: dict[str, list[Row]] = {name: [] for name in LISTED}
        self.count = 0
        self.shards = 0
        self.left_out = 0

    def add(self, row: Row, series: Literal["findings", "passed"]) -> tuple[str, bytes] | None:
        """Add a row; a file when it is full."""
        if self._listed[series] >= LISTED[series]:
            self.left_out += 1
            return None
        self._listed[series] += 1
        self.count += 1
        if len(self.first[series]) < FIRST_ROWS:
            self.first[series].append(row)
        self._rows.append(row)
        return self.rest() if len(self._rows) >= SHARD_ROWS else None

    def listed(self, series: Literal["findings", "passed"]) -> int:
        """How many rows of a series are in the list."""
        return self._listed[series]

    def rest(self) -> tuple[str, bytes] | None:
        """The file of the rows that are in none yet."""
        if not self._rows:
            return None
        rows, self._rows = self._rows, []
        columns = {
            "name": "\n".join(row.name for row in rows),
            "page": "\n".join(row.page for row in rows),
            "error": {str(index): row.error for index, row in enumerate(rows) if row.error},
            "verdict": "".join(_CODES[row.verdict] for row in rows),
            "characters": [row.characters for row in rows],
            "places": [row.places for row in rows],
            "language": _coded(row.language for row in rows),
            "source": _coded(row.source for row in rows),
            "broken": _coded(row.broken for row in rows),
        }
        self.shards += 1
        return f"data/documents-{self.shards:04d}.js", _call("textgateRows", self.shards - 1, columns)


def _coded(values: Iterable[Hashable]) -> dict[str, Any]:
    """A column as its different values and, per row, the index of one of them."""
    codes: dict[Hashable, int] = {}
    at = [codes.setdefault(value, len(codes)) for value in values]
    return {"of": list(codes), "at": at}


@dataclass(frozen=True, slots=True)
class Example:
    """One document that breaks a rule, with its surest place in its surroundings. Texts are safe to show."""

    name: str
    page: str
    severity: str
    language: str
    places: int
    line: int
    before: str
    marked: str
    after: str
    kind: str
    percent: int
    message: str

    def fields(self) -> list[Any]:
        """The values in the order of the data files."""
        return [getattr(self, name) for name in self.__slots__]


class Examples:
    """The documents that break one rule, cut into files."""

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._examples: list[Example] = []
        self.first: list[Example] = []
        self.count = 0
        self.shards = 0
        self.left_out = 0

    def add(self, example: Example) -> tuple[str, bytes] | None:
        """Add a document; a file when it is full."""
        if self.count >= EXAMPLES:
            self.left_out += 1
            return None
        self.count += 1
        if len(self.first) < FIRST_EXAMPLES:
            self.first.append(example)
        self._examples.append(example)
        return self.rest() if len(self._examples) >= EXAMPLES_PER_FILE else None

    def rest(self) -> tuple[str, bytes] | None:
        """The file of the examples that are in none yet."""
        if not self._examples:
            return None
        examples, self._examples = self._examples, []
        self.shards += 1
        name = f"data/rule-{self._slug}-{self.shards:04d}.js"
        return name, _call("textgateExamples", self.shards - 1, [item.fields() for item in examples])


def _call(function: str, shard: int, value: Any) -> bytes:
    # As a JavaScript literal the data would be parsed twice as slowly as by JSON.parse. The text of one JSON
    # document encoded once more is a string literal; U+2028 is allowed in those since ES2019.
    return b"%s(%d,JSON.parse(%s));\n" % (function.encode(), shard, encode(encode(value).decode()))
