"""The corpus section of rules.yaml as JSON Schema. Which columns there are is left to the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textgate.corpus.columns import SUBSETS
from textgate.corpus.expectations import EXPECTATIONS, Argument, Known, class_name
from textgate.corpus.reader import PARAMETER_NAME
from textgate.policy import PARAMETER

Schema = dict[str, Any]

_TEXT = {"type": "string"}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def schema(common: Mapping[str, Any]) -> Schema:
    """The schema of the list; ``common`` are the properties of the keys that every entry has."""
    spellings = [name for known in EXPECTATIONS for name in (known, class_name(known))]
    kinds = [
        {
            "if": {"properties": {"expectation": {"enum": names}}, "required": ["expectation"]},
            "then": _entry(known, common),
        }
        for known, names in _alike()
    ]
    name = {"enum": spellings, "description": "name of the expectation, as in Great Expectations"}
    item = {
        "type": "object",
        "required": ["expectation"],
        "properties": {"expectation": name},
        "allOf": kinds,
    }
    return {"type": ["array", "null"], "items": item}


def _alike() -> list[tuple[Known, list[str]]]:
    """Expectations that take the same arguments, with all spellings of their names."""
    found: list[tuple[Known, list[str]]] = []
    for name, known in EXPECTATIONS.items():
        names = next((names for other, names in found if other == known), None)
        if names is None:
            found.append((known, names := []))
        names += [name, class_name(name)]
    return found


def _entry(known: Known, common: Mapping[str, Any]) -> Schema:
    texts = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
    subsets = dict.fromkeys(SUBSETS, texts)
    subsets["language"] = {"anyOf": [_first_part(), {"type": "array", "items": _first_part(), "minItems": 1}]}
    where = {"type": "object", "additionalProperties": False, "properties": subsets, "minProperties": 1}
    entry: Schema = {
        "additionalProperties": False,
        "properties": {
            "expectation": {},
            **{name: _argument(argument) for name, argument in known.arguments.items()},
            "where": {**where, "description": "only the documents with these values"},
            **common,
        },
        "required": [name for name, argument in known.arguments.items() if argument.required],
    }
    if known.bounds:
        entry["anyOf"] = [{"required": [name]} for name in known.bounds]
    return entry


def _first_part() -> Schema:
    return {"type": "string", "pattern": "^[^-]*$"}


def _argument(argument: Argument) -> Schema:
    return {
        "number": _or_parameter({"type": "number"}),
        "whole": _or_parameter({"type": "integer", "minimum": 0}),
        "share": _or_parameter(_SHARE),
        "flag": {"type": "boolean"},
        "choice": {"enum": list(argument.choices)},
        "column": _TEXT,
        "columns": {"type": "array", "items": _TEXT, "minItems": 1},
        "values": _values(),
        "quantile_ranges": _quantiles(),
        "partition": {
            "anyOf": [_weighted("values", _values()), _weighted("bins", _list({"type": "number"}))]
        },
    }[argument.kind]


def _or_parameter(number: Schema) -> Schema:
    name = {"type": "string", "pattern": "^" + PARAMETER_NAME.pattern.removesuffix(r"\Z") + "$"}
    return {"anyOf": [number, _object({PARAMETER: name})]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _values() -> Schema:
    return {"anyOf": [_list(_TEXT), _list({"type": "number"})]}


def _quantiles() -> Schema:
    end = {"type": ["number", "null"]}
    ranges = _list({"type": "array", "items": end, "minItems": 2, "maxItems": 2})
    return _object({"quantiles": _list(_SHARE), "value_ranges": ranges})


def _weighted(points: str, values: Schema) -> Schema:
    return _object({points: values, "weights": _list(_SHARE)})


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(properties),
    }
