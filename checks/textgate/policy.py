"""A policy: rules, groups and the gate, as plain records that pickle. rules.py reads them from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from textgate.check import Severity

Zone = Literal["all", "head", "body", "tail"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Which documents: path globs (gitignore syntax), BCP 47 language prefixes, sources (first path segment).

    A document matches when it matches every non-empty field. An empty condition matches nothing.
    """

    paths: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of policy: this check, this limit, this severity, for these documents.

    ``options`` is an instance of the check's ``Options``. ``kinds`` overrides the severity of single kinds.
    ``confidence`` is the least confidence, 0 to 1, at which a span counts. ``only`` and ``skip`` choose
    documents; ``zone`` lets the check see only a part of each document. ``line`` is the rule's 1-based
    line in rules.yaml, 0 for a rule that came from code.
    """

    name: str
    check: str
    severity: Severity
    limit: float
    options: Any
    kinds: Mapping[str, Severity] = field(default_factory=dict)
    confidence: float = 0.0
    zone: Zone = "all"
    only: Condition = Condition()
    skip: Condition = Condition()
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A rule over other rules: broken when at least ``at_least`` of ``members`` are broken.

    A member whose own severity is "off" says nothing by itself but is measured for the group.
    """

    name: str
    members: tuple[str, ...]
    at_least: int
    severity: Severity
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """What fails a run.

    ``max_failed`` is the largest share (0 to 1) of documents that may fail; ``max_share`` the same per
    rule, counting documents that break it with any severity; ``min_documents`` the least number of
    documents that a run must see.
    """

    max_failed: float = 0.0
    max_share: Mapping[str, float] = field(default_factory=dict)
    min_documents: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that rules.yaml says. ``text`` is the file's text: its hash names results."""

    rules: tuple[Rule, ...]
    groups: tuple[Group, ...] = ()
    gate: Gate = Gate()
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    text: str = ""
