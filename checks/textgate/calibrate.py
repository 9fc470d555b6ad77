"""How well a policy does on documents like the user's own: recall on injected faults, false alarms without.

The user's good documents are judged as they are (whatever fails there is a false alarm, or a fault that the
user did not know of) and again with one known fault in each (whatever passes there is a miss).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from textgate import check as catalogue
from textgate.batch import Document, chunked
from textgate.corruptions import corrupt, makers
from textgate.policy import Policy
from textgate.runner import judge
from textgate.verdict import Verdict


@dataclass(frozen=True, slots=True)
class KindResult:
    """One kind of fault: how many documents could be damaged so, and how many of those were found.

    ``found`` counts documents with a finding of the fault's family, ``failed`` those in which such a finding
    is an error, ``placed`` those in which a span of such a finding overlaps the damage.
    """

    kind: str
    family: str
    made: int
    found: int
    failed: int
    placed: int

    @property
    def recall(self) -> float:
        """Share of the damaged documents that were found; 0 where none was made."""
        return self.found / self.made if self.made else 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A setting of one rule that keeps false alarms within the target.

    ``setting`` is "limit" or "confidence". ``alarms`` and ``found`` count good documents that break the rule
    and damaged documents that the rule finds; ``alarms_after`` and ``found_after`` the same with the setting.
    """

    rule: str
    setting: str
    value: float
    alarms: int
    alarms_after: int
    found: int
    found_after: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole answer. ``alarms`` lists (document id, names of the rules that failed it)."""

    documents: int
    alarms: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: tuple[KindResult, ...]
    suggestions: tuple[Suggestion, ...]


def calibrate(
    documents: Iterable[Document],
    policy: Policy,
    *,
    kinds: Sequence[str] = (),
    severity: float = 0.3,
    seed: int = 0,
    target: float = 0.005,
) -> Calibration:
    """Measure a policy on good documents and on the same documents with known faults.

    Args:
        documents: documents that should pass; all are kept in memory.
        policy: the rules to measure.
        kinds: names of ``corruptions.makers()``; all of them when empty.
        severity: share of each text that is damaged, 0 to 1.
        seed: the same seed makes the same faults.
        target: the largest share of good documents that one rule may fail.

    Raises:
        KeyError: there is no such kind.

    """
    originals = [document for document in documents if document.error is None]
    good = _judged(originals, policy)
    results: list[KindResult] = []
    damaged: list[tuple[str, Verdict]] = []
    for kind in kinds or sorted(makers()):
        family, made = _damaged(originals, kind, severity, seed)
        verdicts = _judged([document for document, _ in made], policy)
        places = [spans for _, spans in made]
        results.append(_result(kind, family, verdicts, places))
        damaged.extend((family, verdict) for verdict in verdicts)
    return Calibration(
        documents=len(originals),
        alarms=tuple((v.document, _failing(v)) for v in good if _failing(v)),
        kinds=tuple(results),
        suggestions=tuple(_suggestions(policy, good, damaged, target)),
    )


def _judged(documents: list[Document], policy: Policy) -> list[Verdict]:
    return [verdict for chunk in chunked(documents) for verdict in judge(chunk, policy, metrics=True)]


def _damaged(
    originals: list[Document], kind: str, severity: float, seed: int
) -> tuple[str, list[tuple[Document, tuple[tuple[int, int], ...]]]]:
    made = []
    for document in originals:
        corrupted = corrupt(document.text, kind, severity=severity, seed=f"{seed}\0{document.id}")
        if corrupted is not None:
            made.append((replace(document, text=corrupted.text), corrupted.spans))
    return makers()[kind][0], made


def _failing(verdict: Verdict) -> tuple[str, ...]:
    return tuple(f.rule for f in verdict.findings if f.severity == "error")


def _result(
    kind: str, family: str, verdicts: list[Verdict], places: list[tuple[tuple[int, int], ...]]
) -> KindResult:
    found = failed = placed = 0
    for verdict, damage in zip(verdicts, places, strict=True):
        mine = [f for f in verdict.findings if f.family == family]
        spans = [span for finding in mine for span in finding.spans]
        found += bool(mine)
        failed += any(f.severity == "error" for f in mine)
        placed += any(span.start < stop and span.stop > start for span in spans for start, stop in damage)
    return KindResult(kind, family, len(verdicts), found, failed, placed)


def _suggestions(
    policy: Policy, good: list[Verdict], damaged: list[tuple[str, Verdict]], target: float
) -> Iterable[Suggestion]:
    """For every rule with too many false alarms, the setting that loses the least recall."""
    allowed = int(target * len(good))
    for rule in policy.rules:
        check = catalogue.load(rule.check)
        alarms = [v for v in good if rule.name in _failing(v)]
        hits = [v for family, v in damaged if family == check.FAMILY and rule.name in _failing(v)]
        if len(alarms) <= allowed:
            continue
        above = check.DIRECTION == "above"
        options = []
        for setting in ("limit", "confidence"):
            of_alarms = sorted(
                (_score(v, rule.name, setting) for v in alarms), reverse=above or setting == "confidence"
            )
            cut = of_alarms[allowed]
            if setting == "confidence":
                # The least confidence that counts must lie above that of the alarms to be silenced.
                cut = round(cut + 0.005, 3)
                after = [v for v in hits if _score(v, rule.name, setting) >= cut]
                silenced = sum(score < cut for score in of_alarms)
                possible = cut <= 1.0
            else:
                beyond = [_score(v, rule.name, setting) for v in hits]
                after = [
                    v
                    for v, score in zip(hits, beyond, strict=True)
                    if (score > cut if above else score < cut)
                ]
                silenced = sum(not (score > cut if above else score < cut) for score in of_alarms)
                possible = True
            if possible:
                options.append(
                    Suggestion(
                        rule.name, setting, cut, len(alarms), len(alarms) - silenced, len(hits), len(after)
                    )
                )
        if options:
            yield max(options, key=lambda s: (s.found_after, s.setting == "confidence"))


def _score(verdict: Verdict, rule: str, setting: str) -> float:
    finding = next(f for f in verdict.findings if f.rule == rule)
    return finding.value if setting == "limit" else finding.confidence
