"""Tables that the command line prints, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textgate.check import load

if TYPE_CHECKING:
    from textgate.calibrate import Calibration, Suggestion
    from textgate.policy import Policy, Rule


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines, every column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def rules(policy: Policy) -> str:
    """The rules in force: name, severity, limit, family, and why."""
    rows = [("RULE", "SEVERITY", "LIMIT", "FAMILY", "WHY"), *map(_rule, policy.rules)]
    for group in policy.groups:
        limit = f"< {group.at_least} of {', '.join(group.members)}"
        rows.append((group.name, group.severity, limit, "custom", group.why))
    return "\n".join(columns(rows)) + "\n"


def _rule(rule: Rule) -> tuple[str, str, str, str, str]:
    check = load(rule.check)
    name = rule.name if rule.name == rule.check else f"{rule.name} ({rule.check})"
    bound = "≤" if check.DIRECTION == "above" else "≥"
    kinds = ", ".join(f"{kind}: {value}" for kind, value in rule.kinds.items())
    severity = f"{rule.severity} ({kinds})" if kinds else rule.severity
    why = rule.why or (check.__doc__ or "").partition("\n")[0]
    return name, severity, f"{bound} {rule.limit:g} {check.UNIT}", check.FAMILY, why


def calibration(result: Calibration) -> str:
    """False alarms, recall by kind of fault, and settings that would lower the alarms."""
    lines = [f"{len(result.alarms)} of {result.documents} good documents fail as they are"]
    lines += [f"  {document}: {', '.join(names)}" for document, names in result.alarms[:20]]
    if len(result.alarms) > 20:
        lines.append(f"  and {len(result.alarms) - 20} more")
    rows = [("FAULT", "FAMILY", "MADE", "FOUND", "FAILED", "IN PLACE")]
    rows += [
        (
            kind.kind,
            kind.family,
            str(kind.made),
            _share(kind.found, kind.made),
            _share(kind.failed, kind.made),
            _share(kind.placed, kind.made),
        )
        for kind in result.kinds
        if kind.made
    ]
    lines += ["", *columns(rows)]
    if result.suggestions:
        lines += ["", "Settings for rules.yaml that bring the false alarms down:"]
        lines += map(_suggestion, result.suggestions)
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}"


def _suggestion(s: Suggestion) -> str:
    effect = f"false alarms {s.alarms} → {s.alarms_after}, faults found {s.found} → {s.found_after}"
    return f"  {s.rule}: {{{s.setting}: {s.value:g}}}   # {effect}"
