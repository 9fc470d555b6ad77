"""What a report says of the run itself: versions, and the rules with what their checks say of themselves."""

from __future__ import annotations

import hashlib

import textgate
from textgate import charclass, rules_text
from textgate import check as catalogue
from textgate.policy import Group, Policy, Rule
from textgate.reporters import RuleInfo, RunInfo


def describe(policy: Policy) -> RunInfo:
    """The facts of a run under a policy; rules and groups that are off are left out."""
    rules = [_rule(rule) for rule in policy.rules if rule.severity != "off" or rule.kinds]
    groups = [_group(group) for group in policy.groups if group.severity != "off"]
    digest = hashlib.sha256(policy.text.encode("utf-8", "surrogatepass")).hexdigest()
    return RunInfo(textgate.__version__, charclass.unicode_version(), digest, tuple(rules + groups))


def _rule(rule: Rule) -> RuleInfo:
    check = catalogue.load(rule.check)
    manual = check.__doc__ or ""
    summary = " ".join(manual.partition("\n\n")[0].split())
    return RuleInfo(
        name=rule.name,
        check=rule.check,
        family=check.FAMILY,
        severity=rule.severity,
        summary=summary,
        why=rule.why,
        help=manual,
        kinds=dict(check.KINDS),
        limit=rule.limit,
        direction=check.DIRECTION,
        unit=check.UNIT,
        written=rules_text.rule_as_yaml(rule),
    )


def _group(group: Group) -> RuleInfo:
    members = ", ".join(group.members)
    summary = f"At least {group.at_least} of these rules are broken: {members}."
    return RuleInfo(group.name, "group", "custom", group.severity, summary, group.why)
