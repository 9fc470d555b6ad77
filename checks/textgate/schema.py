"""rules.yaml as JSON Schema, for editors: completion, the meaning of each key, mistakes while typing.

The schema is made from the same annotated records that rules.py reads files with. What a schema cannot
know stays with rules.py: presets, names of rules in groups and gates, expressions that RE2 refuses.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from textgate import check as catalogue
from textgate.check import Check, Severity
from textgate.corpus import schema as corpus
from textgate.excuses.ignore_reader import DATE, FINGERPRINT
from textgate.fields import MISSING, Field, choices_of, fields_of, is_mapping, item_type
from textgate.policy import Condition, Expectation, Gate, Group, Ignore, Rule, Suppressions
from textgate.rule_reader import LANGUAGE_TAG, RULE_NAME, GroupMembers, is_share
from textgate.rules import RulesFile, presets

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def json_schema() -> Schema:
    """The schema of rules.yaml (draft 2020-12), with every shipped and every installed check."""
    checks = {name: catalogue.load(name) for name in [*catalogue.available(), *catalogue.installed()]}
    top = {name: _field(field) for name, field in fields_of(RulesFile).items()}
    top["version"] = {"const": 1, "description": fields_of(RulesFile)["version"].option.meaning}
    top["preset"]["enum"] = ["none", *presets()]
    top["rules"] = _rules(checks)
    top["gate"] = _nullable(_record(Gate))
    top["ignore"] = _ignore()
    top["suppressions"] = _nullable(_record(Suppressions))
    top["corpus"] = corpus.schema(_record(Expectation)["properties"])
    definitions = {f"check.{name}": _check(name, check) for name, check in checks.items()}
    return {
        "$schema": DIALECT,
        "title": "textgate rules",
        **_object(top, required=["version"]),
        "$defs": {
            "severity": {"enum": list(typing.get_args(Severity))},
            "condition": _condition(),
            "group": _group(),
            **definitions,
        },
    }


def _rules(checks: Mapping[str, Check]) -> Schema:
    named = {name: {"anyOf": [{"$ref": "#/$defs/severity"}, _reference(name)]} for name in checks}
    chosen = [
        {"if": {"properties": {"check": {"const": name}}, "required": ["check"]}, "then": _reference(name)}
        for name in checks
    ]
    own = {
        "type": "object",
        "if": {"required": ["group"]},
        "then": {"$ref": "#/$defs/group"},
        "else": {"required": ["check"], "properties": {"check": {"enum": list(checks)}}, "allOf": chosen},
    }
    names = {"pattern": _anchored(RULE_NAME)}
    return _nullable(
        {"type": "object", "propertyNames": names, "properties": named, "additionalProperties": own}
    )


def _anchored(expression: re.Pattern[str]) -> str:
    """A Python expression as JSON Schema wants it: ECMA 262 has no \\Z."""
    return "^" + expression.pattern.removesuffix(r"\Z") + "$"


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/check.{name}"}


def _check(name: str, check: Check) -> Schema:
    own = fields_of(cast("Any", check.Options))
    common = {key: _field(field) for key, field in fields_of(Rule).items()}
    common["check"] = {"const": name}
    common["severity"]["default"] = check.SEVERITY
    common["limit"] |= {
        "default": check.LIMIT,
        "description": f"{common['limit']['description']}: {check.UNIT}",
    }
    if is_share(check):
        common["limit"] |= {"minimum": 0, "maximum": 1}
    severity = {"$ref": "#/$defs/severity"}
    kinds = {kind: {**severity, "description": meaning} for kind, meaning in check.KINDS.items()}
    common["kinds"] = {**_object(kinds), "description": common["kinds"]["description"]}
    options = {key: _field(field) for key, field in own.items()}
    required = [key for key, field in own.items() if field.required]
    summary = (check.__doc__ or name).partition("\n")[0]
    return {"description": summary, **_object({**options, **common}, required)}


def _group() -> Schema:
    members = {name: _field(field) for name, field in fields_of(GroupMembers).items()}
    forms = [
        _object({"any": members["any"]}, ["any"]),
        _object({"all": members["all"]}, ["all"]),
        _object({"at_least": members["at_least"], "of": members["of"]}, ["of"]),
    ]
    common = {name: _field(field) for name, field in fields_of(Group).items()}
    return _object({"group": {"oneOf": forms}, **common}, ["group"])


def _ignore() -> Schema:
    entry = _record(Ignore)
    properties = entry["properties"]
    properties["reason"] |= {"minLength": 1}
    properties["expires"] |= {"pattern": _whole(DATE)}
    properties["places"]["items"] |= {"pattern": _whole(FINGERPRINT)}
    something = [{"required": [name]} for name in ("documents", "rules", "texts", "places")]
    return {"type": ["array", "null"], "items": {**entry, "required": ["reason"], "anyOf": something}}


def _whole(expression: re.Pattern[str]) -> str:
    return f"^{expression.pattern}$"


def _record(record: type) -> Schema:
    return _object({name: _field(field) for name, field in fields_of(record).items()})


def _condition() -> Schema:
    schema = _record(Condition)
    schema["properties"]["languages"]["items"] = {"type": "string", "pattern": _anchored(LANGUAGE_TAG)}
    return {**schema, "minProperties": 1}


def _field(field: Field) -> Schema:
    """The schema of one key, with its meaning and its default."""
    unit = f" ({field.option.unit})" if field.option.unit else ""
    schema = {**_value(field), "description": f"{field.option.meaning}{unit}"}
    if field.default is not MISSING and isinstance(field.default, bool | int | float | str):
        schema["default"] = field.default
    return schema


def _value(field: Field) -> Schema:
    if typing.get_origin(field.type) is tuple:
        size = {"minItems": field.option.minimum, "maxItems": field.option.maximum}
        items = {"minLength": 1, **_scalar(field, str)}
        return {"type": "array", "items": items, **_stated(size)}
    if is_mapping(field.type):
        return {"type": "object", "additionalProperties": _scalar(field, item_type(field.type))}
    if field.type is Condition:
        return {"$ref": "#/$defs/condition"}
    return _scalar(field, field.type)


def _scalar(field: Field, kind: Any) -> Schema:
    if choices_of(field):
        return {"enum": list(choices_of(field))}
    if kind is bool or kind is str or typing.get_origin(kind) is Literal:
        return {"type": "boolean" if kind is bool else "string"}
    bounds = {"minimum": field.option.minimum, "maximum": field.option.maximum}
    return {"type": "integer" if kind is int else "number", **_stated(bounds)}


def _stated(values: Mapping[str, Any]) -> Schema:
    return {name: value for name, value in values.items() if value is not None}


def _nullable(schema: Schema) -> Schema:
    """A key that is written without a value says nothing."""
    return {**schema, "type": [schema["type"], "null"]}


def _object(properties: Mapping[str, Any], required: Iterable[str] = ()) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return {**schema, "required": list(required)} if list(required) else schema
