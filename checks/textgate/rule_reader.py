"""The entries under ``rules:`` of a rules file, one by one, into the rules and groups of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple, get_args

from textgate import check as catalogue
from textgate.check import Check, Option, OptionsError, Severity, UnknownCheckError
from textgate.fields import MISSING, Reader, fields_of, nearest, shown
from textgate.globs import is_pattern
from textgate.policy import Condition, Group, Rule
from textgate.yaml_nodes import Entry, Node

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
RULE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")

Keys = Mapping[str, Entry]
"""What is written of one rule, in the file and in its presets together: key -> entry."""


class GroupMembers(NamedTuple):
    """The ways to write the members of a group: ``any``, ``all``, or ``at_least`` with ``of``."""

    any: Annotated[tuple[str, ...], Option("broken when one of these rules is", minimum=1)] = ()
    all: Annotated[tuple[str, ...], Option("broken when every one of these rules is", minimum=1)] = ()
    at_least: Annotated[int, Option("how many rules of `of` must be broken", minimum=1)] = 1
    of: Annotated[tuple[str, ...], Option("rules to count", minimum=1)] = ()


def keys_of(reader: Reader, name: str, entry: Entry) -> Keys:
    """The keys of one rule; ``rule: off`` is short for ``rule: {severity: off}``."""
    node, path = entry.node, f"rules.{name}"
    if not RULE_NAME.match(name):
        reader.report(entry, path, "a rule's name is letters, digits, _ and -, and starts with a letter")
    if name == "suppressions":
        reader.report(entry, path, "this is a section of its own, not a rule: write it without indentation")
    if isinstance(node.value, dict):
        return node.value
    if node.value in SEVERITIES:
        return {"severity": Entry(node.line, node.column, node)}
    hint = "; to switch the rule off, write off" if node.value is False else ""
    if isinstance(node.value, str):
        hint = nearest(node.value, SEVERITIES)
    allowed = ", ".join(SEVERITIES)
    reader.report(node, path, f"must be one of {allowed}, or a mapping, not {shown(node)}{hint}")
    return {}


class RuleReader:
    """Rules and groups of one file. ``own`` are the entries of the file itself, presets left out.

    Mistakes are told at the place in ``own``: what stands in a preset is not the user's to mend.
    """

    def __init__(self, reader: Reader, own: Mapping[str, Entry], require_why: bool) -> None:
        self._reader = reader
        self._own = own
        self._require_why = require_why

    def rules(self, merged: Mapping[str, Keys], members: set[str]) -> Iterator[Rule]:
        """The rules that something is to be measured for: those that are off and in no group are left out."""
        for name, keys in merged.items():
            if "group" in keys:
                continue
            # A check that is only switched off is not even imported.
            if name in catalogue.available() and name not in members and says_only_off(keys):
                continue
            rule = self._rule(name, keys)
            if rule is not None and (_is_on(rule) or name in members):
                yield rule

    def _rule(self, name: str, keys: Keys) -> Rule | None:
        check = self._check(name, keys)
        if check is None:
            return None
        own = self._own.get(name)
        common, options = self._values(check, keys, f"rules.{name}")
        rule = Rule(
            name=name,
            check=common.pop("check", name),
            severity=common.pop("severity", check.SEVERITY),
            limit=common.pop("limit", check.LIMIT),
            options=self._options(name, check, options, keys),
            line=own.line if own else 0,
            **common,
        )
        if own is not None and rule.options is not None:
            self._complete(rule, check, keys, own)
        return rule

    def _complete(self, rule: Rule, check: Check, keys: Keys, own: Entry) -> None:
        """Whether everything is there: options without a default, and reasons where they are asked for."""
        for name, field in fields_of(check.Options).items():
            if field.required and name not in keys:
                self._reader.report(own, f"rules.{rule.name}", f"{name} is missing: {field.option.meaning}")
        if self._require_why and not rule.why:
            departures = ", ".join(_departures(rule, check, keys))
            if departures:
                message = f"departs from its check's defaults ({departures}): say why"
                self._reader.report(own, f"rules.{rule.name}", message)

    def _check(self, name: str, keys: Keys) -> Check | None:
        written = keys.get("check")
        wanted = written.node.value if written else name
        try:
            check = catalogue.load(wanted) if isinstance(wanted, str) else None
        except UnknownCheckError:
            check = None
        except ImportError as error:
            self._report(name, keys, f"the check {wanted} cannot be imported: {error}")
            return None
        if check is None:
            self._unknown_check(name, keys)
        elif written is not None and wanted != name and name in catalogue.available():
            message = f"a rule named after the check {name} must use it; choose another name"
            self._reader.report(written.node, f"rules.{name}.check", message)
            return None
        return check

    def _unknown_check(self, name: str, keys: Keys) -> None:
        names = [*catalogue.available(), *catalogue.installed()]
        if "check" in keys:
            node = keys["check"].node
            hint = nearest(node.value, names) if isinstance(node.value, str) else ""
            self._reader.report(node, f"rules.{name}.check", f"unknown check, {shown(node)}{hint}")
        else:
            hint = nearest(name, names) or "; a rule of your own names its check: `check: pattern`"
            self._report(name, keys, f"unknown check{hint}")

    def _report(self, name: str, keys: Keys, message: str) -> None:
        at = self._own.get(name) or next(iter(keys.values()), Entry(1, 1, Node(None, 1, 1)))
        self._reader.report(at, f"rules.{name}", message)

    def _values(self, check: Check, keys: Keys, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is written of the keys that every rule has, and of the check's options."""
        common: dict[str, Any] = {}
        options: dict[str, Any] = {}
        rule_fields = fields_of(Rule)
        for key, entry in keys.items():
            here = f"{path}.{key}"
            if key in rule_fields:
                common[key] = self._common(check, key, entry, here)
            elif key in (option_fields := fields_of(check.Options)):
                options[key] = self._reader.value(option_fields[key], entry.node, here)
            else:
                self._reader.unknown(entry, here, "option", [*option_fields, *rule_fields])
        return without_missing(common), without_missing(options)

    def _common(self, check: Check, key: str, entry: Entry, path: str) -> Any:
        before = len(self._reader.problems)
        value = self._reader.value(fields_of(Rule)[key], entry.node, path)
        if value is MISSING or len(self._reader.problems) > before:
            return value
        if key == "limit" and is_share(check) and not 0 <= value <= 1:
            self._reader.report(entry.node, path, f"must be from 0 to 1 ({check.UNIT}), not {value:g}")
        elif key == "kinds":
            self._kinds(check, entry, path)
        elif isinstance(value, Condition):
            self._condition(value, entry, path)
        return value

    def _kinds(self, check: Check, entry: Entry, path: str) -> None:
        written = entry.node.value if isinstance(entry.node.value, dict) else {}
        known = "kind" if check.KINDS else "kind; the check has none"
        if 0 < len(check.KINDS) <= 12:
            known = f"kind (there is {', '.join(check.KINDS)})"
        for kind in written.keys() - check.KINDS.keys():
            self._reader.unknown(written[kind], f"{path}.{kind}", known, check.KINDS)

    def _condition(self, value: Condition, entry: Entry, path: str) -> None:
        if value == Condition():
            self._reader.report(entry.node, path, "names nothing; give paths, languages or sources")
        for number, pattern in enumerate(value.paths):
            if not is_pattern(pattern):
                node = within(entry.node, "paths", number)
                self._reader.report(node, f"{path}.paths.{number}", f"is no gitignore pattern: {shown(node)}")
        for number, tag in enumerate(value.languages):
            if not is_language(tag):
                node = within(entry.node, "languages", number)
                self._reader.report(node, f"{path}.languages.{number}", f"unknown language, {shown(node)}")

    def _options(self, name: str, check: Check, values: dict[str, Any], keys: Keys) -> Any:
        try:
            return check.Options(**values)
        except OptionsError as error:
            for option, item, message in error.faults:
                here = f"rules.{name}.{option}" if item is None else f"rules.{name}.{option}.{item}"
                at = self._own.get(name) or Node(None, 1, 1)
                written = Node(dict(keys), at.line, at.column)
                self._reader.report(within(written, option, item), here, message)
            return None

    def groups(self, merged: Mapping[str, Keys]) -> tuple[Group, ...]:
        """The groups, each after the groups among its members."""
        groups = [self._group(name, keys) for name, keys in merged.items() if "group" in keys]
        read = tuple(group for group in groups if group is not None)
        for group in read:
            for member in [member for member in group.members if member not in merged]:
                self._report_group(group, f"unknown rule {member}{nearest(member, merged)}")
        return self._ordered(read)

    def _group(self, name: str, keys: Keys) -> Group | None:
        path, known = f"rules.{name}", fields_of(Group)
        values = {}
        for key, entry in keys.items():
            if key in known:
                values[key] = self._reader.value(known[key], entry.node, f"{path}.{key}")
            elif key != "group":
                self._reader.unknown(entry, f"{path}.{key}", "key of a group", [*known, "group"])
        if name in catalogue.available():
            self._report(name, keys, "this is the name of a check; choose another for the group")
        before = len(self._reader.problems)
        written = self._reader.record(GroupMembers, keys["group"].node, f"{path}.group")
        if len(self._reader.problems) > before:
            return None
        return self._group_of(name, written, without_missing(values), keys["group"].node)

    def _group_of(self, name: str, written: GroupMembers, values: dict[str, Any], node: Node) -> Group | None:
        path = f"rules.{name}.group"
        counted = isinstance(node.value, dict) and "at_least" in node.value
        if [bool(written.any), bool(written.all), bool(written.of)].count(True) != 1 or (
            counted and not written.of
        ):
            message = "write one of `any: [..]`, `all: [..]`, `at_least: 2` with `of: [..]`"
            self._reader.report(node, path, message)
            return None
        members = written.any or written.all or written.of
        needed = len(members) if written.all else written.at_least
        if needed > len(members):
            message = f"at_least is {needed}, but there are {len(members)} members"
            self._reader.report(node, path, message)
        if len(set(members)) < len(members):
            self._reader.report(node, path, "a member is here twice")
        line = self._own[name].line if name in self._own else 0
        severity = values.pop("severity", "error")
        return Group(name, members, needed, severity, line=line, **values)

    def _ordered(self, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        by_name = {group.name: group for group in groups}
        inner = {group.name: [m for m in group.members if m in by_name] for group in groups}
        if not any(inner.values()):
            return groups
        from graphlib import CycleError, TopologicalSorter

        try:
            return tuple(by_name[name] for name in TopologicalSorter(inner).static_order())
        except CycleError as error:
            circle = error.args[1]
            self._report_group(by_name[circle[0]], f"groups in a circle: {' in '.join(circle)}")
            return groups

    def _report_group(self, group: Group, message: str) -> None:
        at: Entry | Node = self._own.get(group.name) or Node(None, 1, 1)
        if isinstance(at, Entry) and isinstance(at.node.value, dict) and "group" in at.node.value:
            at = at.node.value["group"].node
        self._reader.report(at, f"rules.{group.name}.group", message)


def says_only_off(keys: Keys) -> bool:
    """Whether nothing is said of a rule but that it is off."""
    return len(keys) == 1 and "severity" in keys and keys["severity"].node.value == "off"


def within(node: Node, key: str = "", item: int | None = None) -> Node:
    """The node under a key, and there under a number; the innermost that is there."""
    if isinstance(node.value, dict) and key in node.value:
        node = node.value[key].node
    return node.value[item] if item is not None and isinstance(node.value, list) else node


def without_missing(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that could be read."""
    return {name: value for name, value in values.items() if value is not MISSING}


def is_share(check: Check) -> bool:
    """Whether the check's value is a share, from 0 to 1."""
    return check.UNIT.startswith("share")


def is_language(tag: str) -> bool:
    """Whether a text looks like a BCP 47 tag, and its language, if of two letters, is in ISO 639-1."""
    language = tag.partition("-")[0].lower()
    return bool(LANGUAGE_TAG.match(tag)) and (len(language) == 3 or language in _ISO_639_1)


def _is_on(rule: Rule) -> bool:
    return rule.severity != "off" or any(severity != "off" for severity in rule.kinds.values())


def _departures(rule: Rule, check: Check, keys: Keys) -> Iterator[str]:
    """Keys whose values differ from what the check does by itself."""
    plain = Rule(rule.check, rule.check, check.SEVERITY, check.LIMIT, check.Options())
    for key in keys:
        written, default = (rule, plain) if key in fields_of(Rule) else (rule.options, plain.options)
        if key != "check" and getattr(written, key, None) != getattr(default, key, None):
            yield key


# The two-letter language codes of ISO 639-1. Three-letter codes are taken as they are.
_ISO_639_1 = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi
    mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw
    sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk
    ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)
