"""Policies as expectations of Great Expectations: the configurations that it loads, as plain records.

Written without the library, so that a suite can be exported where it is not installed. The form is that of suites
stored by Great Expectations 1.24: ``type``, ``kwargs``, ``severity``, ``meta``, ``notes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from textgate.corpus.table import cell, plain
from textgate.policy import PARAMETER, Expectation, Policy

SEVERITIES = {"error": "critical", "warning": "warning"}
"""What severities of textgate are called in Great Expectations."""

MOST_SUBSETS = 1000
"""Values of a column ``by``. Each is an expectation of its own: 100,000 of them would take hours."""

Configuration = dict[str, Any]


class TooManySubsetsError(ValueError):
    """A column ``by`` has more values than can be looked at one by one."""


def parameters_of(corpus: Iterable[Expectation]) -> set[str]:
    """Names of the numbers that are given when a run starts."""
    return {
        value[PARAMETER] for entry in corpus for value in entry.arguments.values() if _is_parameter(value)
    }


def with_parameters(corpus: Iterable[Expectation], given: Mapping[str, float]) -> tuple[Expectation, ...]:
    """The same expectations with numbers in place of parameters. ``given`` has all of ``parameters_of``."""
    return tuple(
        entry._replace(
            arguments={
                key: given[value[PARAMETER]] if _is_parameter(value) else value
                for key, value in entry.arguments.items()
            },
        )
        for entry in corpus
    )


def _is_parameter(value: Any) -> bool:
    return isinstance(value, Mapping) and PARAMETER in value


def columns_needed(corpus: Iterable[Expectation]) -> list[str]:
    """Columns of the verdict table that the expectations look at, sorted; at least one, to count rows by."""
    names = {"failed"}
    for entry in corpus:
        arguments = entry.arguments
        names |= {arguments[key] for key in ("column", "column_A", "column_B") if key in arguments}
        names |= {*arguments.get("column_list", ()), *entry.where, *filter(None, [entry.by])}
    return sorted(names)


def subsets(entry: Expectation, values: Callable[[str], Iterable[str]]) -> Iterator[Expectation]:
    """The entry once for each value of its column ``by``, as ``where``; itself when it has none.

    Raises:
        TooManySubsetsError: there are more than ``MOST_SUBSETS`` values.

    """
    if not entry.by:
        yield entry
        return
    wanted = entry.where.get(entry.by)
    shown = None if wanted is None else {plain(cell(value)) for value in wanted}
    found = [value for value in values(entry.by) if shown is None or value in shown]
    if len(found) > MOST_SUBSETS:
        message = f"{entry.by} has {len(found)} values, and `by` takes at most {MOST_SUBSETS}; narrow it with `where`"
        raise TooManySubsetsError(message)
    for value in found:
        yield entry._replace(by="", where={**entry.where, entry.by: (value,)})


def configuration(entry: Expectation, meta: Mapping[str, Any]) -> Configuration:
    """An expectation as Great Expectations loads it; ``by`` must have been replaced by ``subsets``."""
    arguments = {key: _safe(value) for key, value in entry.arguments.items()}
    conditions = [
        {
            "type": "comparison",
            "column": {"name": name},
            "operator": "IN",
            "parameter": [cell(value) for value in values],
        }
        for name, values in entry.where.items()
    ]
    if conditions:
        whole = conditions[0] if len(conditions) == 1 else {"type": "and", "conditions": conditions}
        arguments["row_condition"] = whole
    notes = {"notes": cell(entry.why)} if entry.why else {}
    severity = SEVERITIES[entry.severity]
    return {
        "type": entry.expectation,
        "kwargs": arguments,
        "severity": severity,
        "meta": dict(meta),
        **notes,
    }


def _safe(value: Any) -> Any:
    """Texts as the table has them."""
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, Mapping):
        return {key: item if _is_parameter(value) else _safe(item) for key, item in value.items()}
    return [_safe(item) for item in value] if isinstance(value, list) else value


def of_gate(policy: Policy) -> list[Expectation]:
    """The native gate as expectations: what it allows, and that everything was evaluated."""
    gate = policy.gate
    found = [
        _at_most("error", 0, "every document could be read and judged"),
        _at_most("failed", gate.max_failed, "gate.max_failed"),
    ]
    found += [
        _at_most(f"broken_{rule}", share, f"gate.max_share.{rule}")
        for rule, share in sorted(gate.max_share.items())
    ]
    if gate.max_unjudged < 1:
        found += [
            _at_most(f"unjudged_{rule.name}", gate.max_unjudged, "gate.max_unjudged")
            for rule in policy.rules
            if rule.severity == "error"
        ]
    if gate.min_documents:
        least = {"min_value": gate.min_documents}
        found.append(Expectation("expect_table_row_count_to_be_between", least, why="gate.min_documents"))
    return found


def _at_most(column: str, share: float, why: str) -> Expectation:
    """Flags are 0 and 1, so their mean is a share; the mean of numbers is the same in pandas, Spark and SQL."""
    return Expectation("expect_column_mean_to_be_between", {"column": column, "max_value": share}, why=why)


def document(
    policy: Policy, values: Callable[[str], Iterable[str]], name: str = "textgate"
) -> dict[str, Any]:
    """A whole suite, gate and corpus section, as the JSON that ``ExpectationSuite(**...)`` takes.

    Args:
        policy: the rules.
        values: the different values of a column, for expectations with ``by``.
        name: name of the suite.

    """
    from textgate import __version__

    entries = [("gate", entry) for entry in of_gate(policy)]
    entries += [("corpus", entry) for entry in policy.corpus if entry.severity != "off"]
    configurations = [
        configuration(part, {"textgate": section})
        for section, entry in entries
        for part in subsets(entry, values)
    ]
    return {"name": name, "expectations": configurations, "meta": {"textgate_version": __version__}}
