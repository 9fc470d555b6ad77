"""rules.yaml into a policy. Every mistake is told with its line and column, all mistakes at once.

The format is described in docs/rules.md. What may be written is declared by the annotated records in
policy.py and by the ``Options`` of each check; this module adds presets, names and the checks between
them. It imports nothing heavy: a hook loads the rules on every commit.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

from textgate import check as catalogue
from textgate.check import Option
from textgate.fields import Reader, fields_of, nearest, shown
from textgate.globs import is_pattern
from textgate.policy import Expectation, Gate, Group, Ignore, Policy, Rule, Suppressions
from textgate.rule_reader import RuleReader, keys_of, says_only_off, within, without_missing
from textgate.yaml_nodes import Entry, Node, Problem, decode, parse

DEFAULT_PRESET = "recommended"
_PRESETS = Path(__file__).with_name("presets")
_SECTIONS = ("rules", "gate", "ignore", "suppressions", "corpus")


class RulesError(ValueError):
    """A rules file with mistakes. ``problems`` are all of them, in the order of the file."""

    def __init__(self, source: str, problems: list[Problem]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(f"{self.source}:{problem}" for problem in self.problems)


class RulesFile(NamedTuple):
    """The keys at the top of rules.yaml, but for its sections, ``rules``, ``gate`` and so on."""

    version: Annotated[int, Option("version of this format", minimum=1, maximum=1)] = 1
    preset: Annotated[str, Option("the policy to start from; none starts from nothing")] = DEFAULT_PRESET
    require_why: Annotated[
        bool, Option("make it a mistake to depart from a check's defaults without saying why")
    ] = False
    paths: Annotated[tuple[str, ...], Option("what `textgate check` reads when no path is given")] = ()
    exclude: Annotated[tuple[str, ...], Option("path globs, in gitignore syntax, that are not read")] = ()
    baseline: Annotated[
        str, Option("file of known findings; without it, .textgate-baseline.json where there is one")
    ] = ""


def presets() -> tuple[str, ...]:
    """Names of the shipped presets, sorted."""
    return tuple(sorted(path.stem for path in _PRESETS.glob("*.yaml")))


@functools.cache
def default() -> Policy:
    """The policy of the preset "recommended"."""
    return load(f"version: 1\npreset: {DEFAULT_PRESET}\n", source=f"preset {DEFAULT_PRESET}")


def load(text: str | bytes, source: str = "rules.yaml") -> Policy:
    """Read a policy from the text of a rules file, or from its bytes (UTF-8).

    Args:
        text: what the file holds.
        source: the file's name, for messages.

    Raises:
        RulesError: the file has mistakes; it lists all of them.

    """
    problems: list[Problem] = []
    if isinstance(text, bytes):
        text, problems = decode(text)
    parsed = parse(text)
    problems = problems or parsed.problems
    loading = _Loading(problems)
    if parsed.root is None or parsed.root.value is None:
        if not problems:
            problems.append(Problem(1, 1, "", "the file is empty; start with `version: 1`"))
        raise RulesError(source, problems)
    policy = loading.policy(parsed.root)
    if problems or policy is None:
        raise RulesError(source, _in_order(problems))
    warnings = _in_order([*parsed.warnings, *loading.warnings])
    return policy._replace(text=text, warnings=tuple(f"{source}:{warning}" for warning in warnings))


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


class _Layer(NamedTuple):
    """One file of the chain from the innermost preset to the user's file."""

    settings: RulesFile
    rules: Mapping[str, Entry]
    gate: Mapping[str, Entry]
    suppressions: Mapping[str, Entry]


class _Loading:
    """One rules file on its way to a policy."""

    def __init__(self, problems: list[Problem]) -> None:
        self._reader = Reader(problems)
        self.warnings: list[Problem] = []

    def policy(self, root: Node) -> Policy | None:
        """The policy; None, or one with gaps, when there are mistakes."""
        top = self.layer(root)
        if top is None:
            return None
        layers = [top]
        while layers[0].settings.preset != "none":
            layers.insert(0, _preset(layers[0].settings.preset))
        merged = self._merged(layers)
        rules = RuleReader(self._reader, top.rules, top.settings.require_why)
        groups = rules.groups(merged)
        judged = tuple(rules.rules(merged, {member for group in groups for member in group.members}))
        return Policy(
            rules=judged,
            groups=groups,
            gate=self._gate(layers, merged),
            ignore=self._ignore(root, merged),
            suppressions=self._suppressions(layers),
            corpus=self._corpus(root, merged, judged, groups),
            baseline=top.settings.baseline,
            paths=top.settings.paths,
            exclude=top.settings.exclude,
        )

    def layer(self, root: Node) -> _Layer | None:
        """What one file says, its preset not yet looked at."""
        if not isinstance(root.value, dict):
            self._reader.report(root, "", f"must be a mapping with version and rules, not {shown(root)}")
            return None
        if "version" not in root.value:
            self._reader.report(root, "", "version is missing; start the file with `version: 1`")
        rules, gate = self._section(root.value, "rules"), self._section(root.value, "gate")
        return _Layer(self._settings(root.value), rules, gate, self._section(root.value, "suppressions"))

    def _section(self, top: Mapping[str, Entry], name: str) -> Mapping[str, Entry]:
        node = top[name].node if name in top else None
        if node is None or node.value is None:  # the word alone, everything below it commented out
            return {}
        if isinstance(node.value, dict):
            return node.value
        self._reader.report(node, name, f"must be a mapping, not {shown(node)}")
        return {}

    def _settings(self, top: Mapping[str, Entry]) -> RulesFile:
        known = fields_of(RulesFile)
        values = {}
        for name, entry in top.items():
            if name in known:
                values[name] = self._reader.value(known[name], entry.node, name)
            elif name in catalogue.available():
                self._reader.report(entry, name, "a rule belongs under `rules:`, indented")
            elif name not in _SECTIONS:
                self._reader.unknown(entry, name, "key", [*known, *_SECTIONS])
        settings = RulesFile(**without_missing(values))
        for number, pattern in enumerate(settings.exclude):
            if not is_pattern(pattern):
                node = within(top["exclude"].node, item=number)
                self._reader.report(node, f"exclude.{number}", f"is no gitignore pattern: {shown(node)}")
        if settings.preset in ("none", *presets()):
            return settings
        names = ("none", *presets())
        message = f"unknown preset (there is {', '.join(names)}){nearest(settings.preset, names)}"
        self._reader.report(top["preset"].node, "preset", message)
        return settings._replace(preset="none")

    def _ignore(self, root: Node, merged: Mapping[str, object]) -> tuple[Ignore, ...]:
        if not isinstance(root.value, dict) or "ignore" not in root.value:
            return ()
        from textgate.excuses import ignore_reader

        names = {*merged, *catalogue.available()}
        return tuple(ignore_reader.read(self._reader, root.value["ignore"].node, names))

    def _corpus(
        self, root: Node, merged: Mapping[str, object], rules: tuple[Rule, ...], groups: tuple[Group, ...]
    ) -> tuple[Expectation, ...]:
        if not isinstance(root.value, dict) or "corpus" not in root.value:
            return ()
        from textgate.corpus import reader

        others = {group.name for group in groups}
        # A rule with a mistake is not among the rules; nobody is to be told that it is off.
        measured = merged.keys() - others if self._reader.problems else {rule.name for rule in rules}
        off = merged.keys() - measured - others
        return tuple(reader.read(self._reader, root.value["corpus"].node, measured, others, off))

    def _suppressions(self, layers: list[_Layer]) -> Suppressions:
        keys: dict[str, Entry] = {}
        for layer in layers:
            keys.update(layer.suppressions)
        if not keys:
            return Suppressions()
        read: Suppressions = self._reader.record(Suppressions, Node(keys, 1, 1), "suppressions")
        for number, pattern in enumerate(read.comments):
            if not is_pattern(pattern):
                node = within(keys["comments"].node, item=number)
                message = f"is no gitignore pattern: {shown(node)}"
                self._reader.report(node, f"suppressions.comments.{number}", message)
        return read

    def _merged(self, layers: list[_Layer]) -> dict[str, dict[str, Entry]]:
        """Rule name -> key -> entry; a later layer's keys win, its kinds are added to the earlier ones."""
        merged: dict[str, dict[str, Entry]] = {}
        for layer in layers:
            for name, entry in layer.rules.items():
                _merge(merged.setdefault(name, {}), keys_of(self._reader, name, entry), "kinds")
        return merged

    def _gate(self, layers: list[_Layer], merged: Mapping[str, Mapping[str, Entry]]) -> Gate:
        keys: dict[str, Entry] = {}
        for layer in layers:
            _merge(keys, layer.gate, "max_share")
        gate: Gate = self._reader.record(Gate, Node(dict(keys), 1, 1), "gate")
        shares = keys["max_share"].node.value if "max_share" in keys else None
        for rule, entry in shares.items() if isinstance(shares, dict) else ():
            path = f"gate.max_share.{rule}"
            if rule not in merged:
                self._reader.unknown(entry, path, "rule", merged)
            elif says_only_off(merged[rule]):
                self._warn(entry, path, "the rule is off, so it is never counted")
            elif gate.max_share.get(rule, 0) > gate.max_failed:
                self._warn(
                    entry, path, f"max_failed ({gate.max_failed:g}) allows less, for all rules together"
                )
        return gate

    def _warn(self, entry: Entry, path: str, message: str) -> None:
        self.warnings.append(Problem(entry.line, entry.column, path, message))


@functools.cache
def _preset(name: str) -> _Layer:
    text = (_PRESETS / f"{name}.yaml").read_text(encoding="utf-8")
    root, problems, _ = parse(text)
    layer = None if root is None else _Loading(problems).layer(root)
    assert layer is not None, name
    assert not problems, (name, problems)
    return layer


def _merge(keys: dict[str, Entry], later: Mapping[str, Entry], joined: str) -> None:
    """Put later keys over earlier ones; the mapping under the key ``joined`` is joined instead of replaced."""
    before = keys.get(joined)
    keys.update(later)
    after = keys.get(joined)
    if before is None or after is None or before is after:
        return
    if isinstance(before.node.value, dict) and isinstance(after.node.value, dict):
        both = Node({**before.node.value, **after.node.value}, after.node.line, after.node.column)
        keys[joined] = Entry(after.line, after.column, both)
