"""Policies as text: a policy written out as rules.yaml, and the file that `textgate init` begins with."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from textgate import check as catalogue
from textgate.fields import fields_of
from textgate.policy import Condition, Gate, Group, Policy, Rule

# Characters that YAML would fold, refuse or hide inside double quotes although JSON does not escape them.
_UNSAFE = re.compile(
    "[\x7f-\xa0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\U000e0001-\U000e007f]"
)


def render(policy: Policy) -> str:
    """The policy as a rules file that needs no preset: ``load(render(policy))`` gives the same rules."""
    lines = ["version: 1", "preset: none"]
    lines += [f"{key}: {as_yaml(value)}" for key in ("paths", "exclude") if (value := getattr(policy, key))]
    lines.append("rules:" if policy.rules or policy.groups else "rules: {}")
    lines += [f"  {as_yaml(rule.name)}: {as_yaml(_rule(rule))}" for rule in policy.rules]
    lines += [f"  {as_yaml(group.name)}: {as_yaml(_group(group))}" for group in policy.groups]
    gate = _differences(policy.gate, Gate())
    return "\n".join([*lines, *([f"gate: {as_yaml(gate)}"] if gate else [])]) + "\n"


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


def starter(preset: str = "recommended", schema: str = "textgate.schema.json") -> str:
    """A first rules.yaml with comments, on top of a preset.

    ``schema`` is the place of the JSON Schema (``textgate schema``) for the hint that editors read.
    """
    return _STARTER.format(preset=preset, schema=schema, checks="\n".join(_catalogue()))


def _catalogue() -> Iterator[str]:
    from textgate.explain import manual

    checks = [(name, catalogue.load(name)) for name in catalogue.available()]
    for family in catalogue.FAMILIES:
        for name, check in checks:
            if family == check.FAMILY and family != "custom":
                yield f"  # {name}: {check.SEVERITY}".ljust(36) + f"# {manual(check).summary}"


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


def _differences(record: Any, plain: Any) -> dict[str, Any]:
    """The annotated fields in which a record differs from another of its kind."""
    found = {}
    for name in fields_of(type(record)):
        value = getattr(record, name)
        if value != getattr(plain, name):
            found[name] = _differences(value, Condition()) if dataclasses.is_dataclass(value) else value
    return found


_STARTER = """\
# yaml-language-server: $schema={schema}
# (textgate schema > {schema} writes the schema; editors then complete and explain every key.)
#
# textgate check          judges the paths below by these rules
# textgate explain RULE   tells what a check measures, its options and its blind spots
version: 1

# Start from a preset; what stands below changes or adds to it. `none` starts from nothing.
preset: {preset}

# What `textgate check` reads when it is given no path, relative to this file.
paths: [.]
exclude: []

rules:
  # Every check and its own default. Remove the # of a line, and change its severity, to have it your way.
{checks}

  # Rules of your own need a name and a check, `pattern` (RE2 expressions) or `phrases` (plain texts):
  # unfilled_template:
  #   check: pattern
  #   patterns: ['\\{{\\{{\\w+\\}}\\}}']
  #   severity: error
  #   why: these pages were published before their placeholders were filled in

# What fails a run, as shares of all documents.
gate:
  max_failed: 0
  # max_share: {{mojibake: 0.005}}
"""
