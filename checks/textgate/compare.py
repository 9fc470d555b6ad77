"""Two runs side by side: what is new, what is fixed, what remains.

The old run is taken as a baseline of the new one, so a finding is the same in both exactly when a baseline would
know it: by document, rule and marked text, not by line. Places that were excused in a run were there all the
same: what is excused for the first time is not fixed, and what is new but excused is not counted as new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from textgate.excuses.baseline import Baseline, Matching
from textgate.policy import Policy
from textgate.verdict import Finding, Span, Suppressed, Unjudged, Verdict

_ANY = Policy(())


class VerdictsError(ValueError):
    """A text that holds no verdicts. The message says where and what to do."""


@dataclass(slots=True)
class Comparison:
    """``old`` and ``new`` count verdicts by name. ``unseen`` is what the old run found in documents that the new
    run did not judge. ``found`` lists what is new, with its places in the new run."""

    old: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    fixed: Baseline = field(default_factory=Baseline)
    remaining: Baseline = field(default_factory=Baseline)
    added: Baseline = field(default_factory=Baseline)
    unseen: Baseline = field(default_factory=Baseline)
    found: list[tuple[str, Finding]] = field(default_factory=list)

    def rules(self) -> dict[str, tuple[int, int, int]]:
        """Rule -> places fixed, remaining, new; the rules with the most new ones first."""
        fixed, remaining, added = self.fixed.rules(), self.remaining.rules(), self.added.rules()
        counts = {
            rule: (fixed[rule], remaining[rule], added[rule])
            for rule in fixed.keys() | remaining.keys() | added.keys()
        }
        return dict(sorted(counts.items(), key=lambda item: (-item[1][2], -item[1][0], item[0])))

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON-ready values."""
        return {
            "old": dict(sorted(self.old.items())),
            "new": dict(sorted(self.new.items())),
            "rules": {
                rule: {"fixed": fixed, "remaining": remaining, "new": added}
                for rule, (fixed, remaining, added) in sorted(self.rules().items())
            },
            "new_findings": [{"document": document, **finding.to_json()} for document, finding in self.found],
            "fixed": _counts(self.fixed),
            "not_judged_any_more": _counts(self.unseen),
        }


def _counts(part: Baseline) -> dict[str, dict[str, int]]:
    return {name: dict(sorted(known.rules().items())) for name, known in sorted(part.documents.items())}


def compare(old: Iterable[Verdict], new: Callable[[], Iterable[Verdict]]) -> Comparison:
    """Compare the verdicts of two runs. Of the old one, only what it found is kept in memory.

    ``new`` is called twice: first for the names of its documents, because a document of another name is a
    renamed one only when the old name is gone.
    """
    result, before = Comparison(), Baseline()
    for verdict in old:
        result.old[verdict.verdict] += 1
        before.add(verdict, [*verdict.findings, *(item.finding for item in verdict.suppressed)])
    there = {verdict.document for verdict in new() if verdict.document in before.documents}
    matching = Matching(before, there.__contains__)
    for verdict in new():
        result.new[verdict.verdict] += 1
        counted = matching.applied(replace(verdict, suppressed=()), _ANY)
        excused = tuple(item.finding for item in verdict.suppressed)
        others = matching.applied(replace(verdict, findings=excused, suppressed=()), _ANY)
        same = [item.finding for item in (*counted.suppressed, *others.suppressed)]
        result.remaining.add(verdict, same)
        result.added.add(verdict, counted.findings)
        told = {finding.rule: finding.message for finding in verdict.findings}
        result.found += [
            (verdict.document, replace(finding, message=told[finding.rule])) for finding in counted.findings
        ]
    result.fixed = matching.stale(everything=False)
    result.unseen = matching.kept(everything=False)
    return result


# ---- verdicts from files


def verdicts(lines: Iterable[bytes], source: str) -> Iterator[Verdict]:
    """The verdicts of ``verdicts.jsonl``, or of a whole report in JSON.

    Args:
        lines: the file, line by line.
        source: its name, for messages.

    Raises:
        VerdictsError: a line is no verdict.

    """
    lines = iter(lines)
    first = next(lines, b"")
    if first.lstrip().startswith(b'{"documents"'):
        record = _parsed(b"".join([first, *lines]), source, 1)
        documents = record["documents"]
        for number, item in enumerate(documents if isinstance(documents, list) else [documents]):
            yield _verdict(item, f"{source}: documents[{number}]")
        return
    for number, line in enumerate((first, *lines) if first else (), start=1):
        if not line.isspace():
            yield _verdict(_parsed(line, source, number), f"{source}:{number}")


def _parsed(data: bytes, source: str, line: int) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as problem:
        reason = problem.msg if isinstance(problem, json.JSONDecodeError) else "not UTF-8 text"
        raise VerdictsError(f"{source}:{line}: not valid JSON ({reason}); {_ADVICE}") from None


_ADVICE = "give verdicts.jsonl or what --output jsonl=FILE or json=FILE wrote"


def _verdict(record: Any, place: str) -> Verdict:
    try:
        return Verdict(
            **_of(Verdict, record, "findings", "suppressed", "unjudged"),
            findings=tuple(_finding(item) for item in record["findings"]),
            unjudged=tuple(Unjudged(**_of(Unjudged, item)) for item in record.get("unjudged", ())),
            suppressed=tuple(
                Suppressed(_finding(item), item["by"], item.get("reason", ""))
                for item in record.get("suppressed", ())
            ),
        )
    except (KeyError, TypeError, AttributeError) as problem:
        raise VerdictsError(f"{place}: not a verdict ({problem!r}); {_ADVICE}") from None


def _finding(record: Mapping[str, Any]) -> Finding:
    spans = tuple(Span(**_of(Span, span)) for span in record["spans"])
    return Finding(**_of(Finding, record, "spans"), spans=spans)


def _of(kind: type, record: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """The fields that a record of this kind knows: a later version may have written more."""
    names = {item.name for item in fields(kind)} - set(without)
    return {name: value for name, value in record.items() if name in names}
