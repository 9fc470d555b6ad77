"""What the expectations count, without Great Expectations: this runs in the workers of Spark, too."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import TypedDict

from textgate.adapters.columns import Row, judged
from textgate.corpus.table import cell
from textgate.fields import nearest
from textgate.policy import Policy

IDS = 20
"""Failing documents that are named."""

POLICY = ""
"""Stands for the whole policy among the rules of a summary. No rule has this name."""


class Count(TypedDict):
    """Documents that do not pass a rule: ``broken`` with any severity, ``unjudged`` because it was not measured.

    ``ids`` are the first of both, by name, made harmless.
    """

    broken: int
    unjudged: int
    ids: list[str]


class Summary(TypedDict):
    """Counts over texts; nulls are no documents. ``errors`` are texts that could not be judged by any rule."""

    documents: int
    errors: int
    rules: dict[str, Count]


def known_rules(policy: Policy) -> list[str]:
    """Names of the rules and groups of a policy."""
    return [rule.name for rule in policy.rules] + [group.name for group in policy.groups]


def check_rule(names: Iterable[str], rule: str) -> None:
    """Raise ValueError when the rule is not among the names."""
    names = [name for name in names if name != POLICY]
    if rule not in names:
        raise ValueError(f"the rules have no rule {rule!r}{nearest(rule, names)}")


def summarise(
    texts: Iterable[object], ids: Iterable[object] | None, languages: Iterable[object] | None, policy: Policy
) -> Summary:
    """Judge texts and count.

    Args:
        texts: ``str``, ``bytes`` or None for no document.
        ids: a name for each text; without them, no document is named.
        languages: BCP 47 tags, if they are known.
        policy: the rules.

    """
    summary = empty(policy)
    names = iter(()) if ids is None else iter(ids)
    for row in judged(texts, policy, languages=languages):
        name = next(names, None)
        if row is not None:
            _count(summary, row, None if name is None else cell(str(name)))
    return _cut(summary)


def empty(policy: Policy) -> Summary:
    """The summary of no documents."""
    rules = [POLICY, *known_rules(policy)]
    return Summary(documents=0, errors=0, rules={rule: Count(broken=0, unjudged=0, ids=[]) for rule in rules})


def merged(summaries: Iterable[Summary], policy: Policy) -> Summary:
    """One summary of all; the order does not matter."""
    whole = empty(policy)
    for summary in summaries:
        whole["documents"] += summary["documents"]
        whole["errors"] += summary["errors"]
        for rule, count in summary["rules"].items():
            mine = whole["rules"][rule]
            mine["broken"] += count["broken"]
            mine["unjudged"] += count["unjudged"]
            mine["ids"] += count["ids"]
    return _cut(whole)


def _count(summary: Summary, row: Row, name: str | None) -> None:
    summary["documents"] += 1
    if row["verdict"] == "error":
        summary["errors"] += 1
        broken, unjudged = set[str](), set(summary["rules"])
    else:
        broken, unjudged = {*row["rules"], *row["warnings"]}, set(row["unjudged"])
        if row["verdict"] == "fail":
            broken.add(POLICY)
    for rule in broken | unjudged:
        # Rules of the package's own, such as the one about suppression comments, stand in no policy.
        count = summary["rules"].get(rule)
        if count is None:
            continue
        count["broken" if rule in broken else "unjudged"] += 1
        if name is not None:
            count["ids"].append(name)
            if len(count["ids"]) > 10 * IDS:
                count["ids"] = heapq.nsmallest(IDS, count["ids"])


def _cut(summary: Summary) -> Summary:
    for count in summary["rules"].values():
        count["ids"] = heapq.nsmallest(IDS, count["ids"])
    return summary


def passing(values: Iterable[object], policy: Policy, rule: str | None) -> Iterator[bool | None]:
    """Whether each text passes the policy, or one rule of it; None for a null."""
    for row in judged(values, policy):
        if row is None:
            yield None
        elif rule is None:
            yield row["verdict"] == "pass"
        else:
            yield row["verdict"] != "error" and rule not in (
                *row["rules"],
                *row["warnings"],
                *row["unjudged"],
            )
