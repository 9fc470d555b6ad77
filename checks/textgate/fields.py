"""What may be written in a rules file: annotated records into fields, and nodes into their values.

A record is a dataclass or named tuple whose fields are ``Annotated`` with an ``Option``: the ``Options`` of a check, or
one of the records in policy.py. rules.py reads files with the fields, schema.py turns the same fields into
JSON Schema, explain.py into the manual.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from textgate.check import Option
from textgate.yaml_nodes import Entry, Node, Problem

MISSING: Final = dataclasses.MISSING
"""Stands for a value that could not be read; the reason is then among the problems."""

# What people write for what is meant, where the letters are too different for a guess by likeness.
SYNONYMS = {
    "threshold": "limit",
    "maximum": "limit",
    "level": "severity",
    "reason": "why",
    "why": "reason",
    "until": "expires",
    "expiry": "expires",
    "paths": "documents",
    "comment": "why",
    "message": "why",
    "include": "only",
    "ignore": "skip",
    "extends": "preset",
    "regex": "patterns",
    "words": "phrases",
}


class Field(NamedTuple):
    """One key: its type without ``Annotated``, its ``Option``, its default (``MISSING``: none)."""

    name: str
    type: Any
    option: Option
    default: Any

    @property
    def required(self) -> bool:
        """Whether it must be written: a tuple that asks for more items than its default has."""
        return isinstance(self.default, tuple) and len(self.default) < (self.option.minimum or 0)


def fields_of(record: Any) -> Mapping[str, Field]:
    """The annotated fields of a record, in order. Fields without an ``Option`` are not for files."""
    return _fields_of(record)


@functools.cache
def _fields_of(record: Any) -> Mapping[str, Field]:
    # Resolving annotations costs about 0.1 ms per record: callers ask only for records that a file uses.
    hints = typing.get_type_hints(record, include_extras=True)
    found = {}
    for name, default in _declared(record):
        hint = hints[name]
        option = next((note for note in getattr(hint, "__metadata__", ()) if isinstance(note, Option)), None)
        if option is not None:
            found[name] = Field(name, hint.__origin__, option, default)
    return types.MappingProxyType(found)


def _declared(record: Any) -> Iterator[tuple[str, Any]]:
    """Names and defaults of the fields of a dataclass or named tuple."""
    if not dataclasses.is_dataclass(record):
        for name in record._fields:
            yield name, record._field_defaults.get(name, MISSING)
        return
    for field in dataclasses.fields(record):
        factory = field.default_factory
        yield field.name, field.default if factory is MISSING else factory()


def is_record(kind: Any) -> bool:
    """Whether a type is a record of named fields."""
    return hasattr(kind, "_fields") or dataclasses.is_dataclass(kind)


def choices_of(field: Field) -> tuple[str, ...]:
    """The words that the field allows; empty when any text is allowed."""
    kind = item_type(field.type)
    return typing.get_args(kind) if typing.get_origin(kind) is Literal else field.option.choices


def item_type(kind: Any) -> Any:
    """The type of the items of a tuple, of the values of a mapping, else the type itself."""
    if typing.get_origin(kind) is tuple:
        return typing.get_args(kind)[0]
    return typing.get_args(kind)[1] if is_mapping(kind) else kind


def is_mapping(kind: Any) -> bool:
    """Whether a type is a mapping of names to values."""
    return typing.get_origin(kind) is Mapping


def nearest(name: str, known: Iterable[str]) -> str:
    """``"; did you mean limit?"`` for the known name that is most like this one, or ``""``."""
    import difflib  # 4 ms, needed only for a file with mistakes

    names = list(known)
    plain = name.strip().lower().replace("-", "_")
    meant = {alias: target for alias, target in SYNONYMS.items() if target in names}
    close = difflib.get_close_matches(plain, [*names, *meant], n=1, cutoff=0.6)
    if plain in names:
        close = [plain]
    return f"; did you mean {meant.get(close[0], close[0])}?" if close else ""


def shown(node: Node) -> str:
    """What stands there, for a message: the kind of value and, when short, the value."""
    value = node.value
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {value if len(value) <= 40 else value[:39] + '…'!r}"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


class Reader:
    """Reads values from nodes and adds every mistake to ``problems``, so that they are told all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def report(self, at: Node | Entry, path: str, message: str) -> None:
        """Keep one mistake at the place of a node or a key."""
        self.problems.append(Problem(at.line, at.column, path, message))

    def unknown(self, entry: Entry, path: str, what: str, known: Iterable[str]) -> None:
        """Keep the mistake of a name that is not known, with the nearest one that is."""
        name = path.rpartition(".")[2]
        self.report(entry, path, f"unknown {what}{nearest(name, known)}")

    def value(self, field: Field, node: Node, path: str) -> Any:
        """The value that a field's node stands for, or ``MISSING``."""
        if typing.get_origin(field.type) is tuple:
            return self._texts(field, node, path)
        if is_mapping(field.type):
            return self._mapping(field, node, path)
        if is_record(field.type):
            return self.record(typing.cast("type", field.type), node, path)
        return self._scalar(field, field.type, node, path)

    def record(self, record: type, node: Node, path: str) -> Any:
        """An instance of a record from a mapping, or ``MISSING``."""
        if not isinstance(node.value, dict):
            return self._refuse(node, path, f"must be a mapping of {', '.join(fields_of(record))}")
        known = fields_of(record)
        values = {}
        for name, entry in node.value.items():
            if name in known:
                values[name] = self.value(known[name], entry.node, f"{path}.{name}")
            else:
                self.unknown(entry, f"{path}.{name}", "key", known)
        return record(**{name: value for name, value in values.items() if value is not MISSING})

    def _refuse(self, node: Node, path: str, what: str) -> Any:
        self.report(node, path, f"{what}, not {shown(node)}")
        return MISSING

    def _scalar(self, field: Field, kind: Any, node: Node, path: str) -> Any:
        if typing.get_origin(kind) is Literal:
            kind = str
        return self._READERS[kind](self, field, node, path)

    def _flag(self, _field: Field, node: Node, path: str) -> Any:
        return (
            node.value if isinstance(node.value, bool) else self._refuse(node, path, "must be true or false")
        )

    def _whole(self, field: Field, node: Node, path: str) -> Any:
        value = node.value
        if isinstance(value, float) and value.is_integer():  # 3.0 is a whole number, as in JSON Schema
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return self._refuse(node, path, "must be a whole number")
        return self._in_range(field, node, path, value)

    def _number(self, field: Field, node: Node, path: str) -> Any:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            return self._refuse(node, path, "must be a number")
        return self._in_range(field, node, path, float(node.value))

    def _in_range(self, field: Field, node: Node, path: str, value: float) -> Any:
        option = field.option
        unit = f" {option.unit}" if option.unit else ""
        if not math.isfinite(value):
            return self._refuse(node, path, "must be a finite number")
        if option.minimum is not None and value < option.minimum:
            return self._refuse(node, path, f"must be at least {option.minimum:g}{unit}")
        if option.maximum is not None and value > option.maximum:
            return self._refuse(node, path, f"must be at most {option.maximum:g}{unit}")
        return value

    def _text(self, field: Field, node: Node, path: str) -> Any:
        if not isinstance(node.value, str):
            hint = "; put it in quotes" if isinstance(node.value, bool | int | float) else ""
            self.report(node, path, f"must be a text, not {shown(node)}{hint}")
            return MISSING
        choices = choices_of(field)
        if choices and node.value not in choices:
            message = f"must be one of {', '.join(choices)}, not {shown(node)}"
            self.report(node, path, message + nearest(node.value, choices))
            return MISSING
        return node.value

    def _texts(self, field: Field, node: Node, path: str) -> Any:
        if not isinstance(node.value, list):
            return self._refuse(node, path, "must be a list of texts, like ['a', 'b']")
        items = [self._item(field, item, f"{path}.{number}") for number, item in enumerate(node.value)]
        least, most = field.option.minimum or 0, field.option.maximum or math.inf
        if not least <= len(items) <= most:
            bound = f"at least {least:g}" if len(items) < least else f"at most {most:g}"
            self.report(
                node,
                path,
                f"must have {bound} {'item' if bound.endswith(' 1') else 'items'}, not {len(items)}",
            )
            return MISSING
        return MISSING if MISSING in items else tuple(items)

    def _item(self, field: Field, node: Node, path: str) -> Any:
        if node.value == "":
            self.report(node, path, "must not be an empty text")
            return MISSING
        return self._text(field, node, path)

    def _mapping(self, field: Field, node: Node, path: str) -> Any:
        if not isinstance(node.value, dict):
            return self._refuse(node, path, "must be a mapping, like {name: value}")
        kind = item_type(field.type)
        values = {
            name: self._scalar(field, kind, entry.node, f"{path}.{name}")
            for name, entry in node.value.items()
        }
        return {name: value for name, value in values.items() if value is not MISSING}

    _READERS: typing.ClassVar[Mapping[Any, Callable[[Reader, Field, Node, str], Any]]] = {
        bool: _flag,
        int: _whole,
        float: _number,
        str: _text,
    }
