"""Policies as text: a policy, from wherever it came, written out as a rules file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from textgate import check as catalogue
from textgate.fields import fields_of
from textgate.policy import Condition, Expectation, Gate, Group, Ignore, Policy, Rule, Suppressions

# Characters that YAML would fold, refuse or hide inside double quotes although JSON does not escape them.
_UNSAFE = re.compile(
    "[\x7f-\xa0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\U000e0001-\U000e007f]"
)


def render(policy: Policy) -> str:
    """The policy as a rules file that needs no preset: ``load(render(policy))`` gives the same rules."""
    lines = ["version: 1", "preset: none"]
    top = ("paths", "exclude", "baseline")
    lines += [f"{key}: {as_yaml(value)}" for key in top if (value := getattr(policy, key))]
    lines.append("rules:" if policy.rules or policy.groups else "rules: {}")
    lines += [f"  {as_yaml(rule.name)}: {as_yaml(_rule(rule))}" for rule in policy.rules]
    lines += [f"  {as_yaml(group.name)}: {as_yaml(_group(group))}" for group in policy.groups]
    sections = {
        "gate": _differences(policy.gate, Gate()),
        "ignore": [_differences(entry, Ignore()) for entry in policy.ignore],
        "suppressions": _differences(policy.suppressions, Suppressions()),
        "corpus": [_expectation(entry) for entry in policy.corpus],
    }
    lines += [f"{name}: {as_yaml(section)}" for name, section in sections.items() if section]
    return "\n".join(lines) + "\n"


def as_yaml(value: Any) -> str:
    """A value on one line of YAML, in the notation that JSON shares with it, words without quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{as_yaml(key)}: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(as_yaml(item) for item in value) + "]"
    if isinstance(value, str) and re.fullmatch("[A-Za-z][A-Za-z0-9_-]*", value):
        return value if value.lower() not in ("true", "false", "null") else f'"{value}"'
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\U{ord(match[0]):08X}", quoted)


def rule_as_yaml(rule: Rule) -> str:
    """One rule as a rules file writes it, on one line and without its reason: ``name: {severity: …, limit: …}``."""
    written = {key: value for key, value in _rule(rule).items() if key != "why"}
    return f"{as_yaml(rule.name)}: {as_yaml(written)}"


def _rule(rule: Rule) -> dict[str, Any]:
    check = catalogue.load(rule.check)
    named = {"check": rule.check} if rule.check != rule.name else {}
    written = {"severity": rule.severity, "limit": rule.limit}
    plain = Rule(rule.name, rule.check, rule.severity, rule.limit, None)
    options = _differences(rule.options, check.Options())
    return {**named, **written, **options, **_differences(rule, plain)}


def _group(group: Group) -> dict[str, Any]:
    members = {"at_least": group.at_least, "of": group.members}
    return {"group": members, "severity": group.severity, **({"why": group.why} if group.why else {})}


def _expectation(entry: Expectation) -> dict[str, Any]:
    where = {"where": entry.where} if entry.where else {}
    name = entry.expectation
    return {"expectation": name, **entry.arguments, **where, **_differences(entry, Expectation(name))}


def _differences(record: Any, plain: Any) -> dict[str, Any]:
    """The annotated fields in which a record differs from another of its kind."""
    found = {}
    for name in fields_of(type(record)):
        value = getattr(record, name)
        if value != getattr(plain, name):
            found[name] = _differences(value, Condition()) if isinstance(value, Condition) else value
    return found
