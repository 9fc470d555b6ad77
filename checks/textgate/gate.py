"""Does the run pass? Counts and a policy in, an exit code and one sentence why out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textgate.policy import Gate, Policy
from textgate.verdict import CorpusResult, Summary

PASSED = 0
FAILED = 1
NOT_EVALUATED = 3
"""Exit codes. 2 is for wrong usage and for mistakes in the rules, which end a run before it begins."""

TOLD = 5
"""Expectations of the corpus that a sentence names; it counts the others."""


class GateResult(NamedTuple):
    """``reason`` is one sentence that names every limit that was broken, or what was looked at.

    ``corpus`` are the expectations of the corpus section, those that hold included.
    """

    passed: bool
    exit_code: int
    reason: str
    corpus: tuple[CorpusResult, ...] = ()


def judge(summary: Summary, policy: Policy) -> GateResult:
    """Judge a whole run.

    What could not be evaluated weighs more than a gate that fails, as in compilers and linters: the
    counts of an incomplete run are not the counts of the documents. The sentence then still names both.
    """
    broken = list(_broken(summary, policy.gate))
    missing = list(_not_evaluated(summary, policy))
    if missing:
        return GateResult(False, NOT_EVALUATED, "; ".join([*missing, *broken]))
    if broken:
        return GateResult(False, FAILED, "; ".join(broken))
    return GateResult(True, PASSED, _passing(summary))


def with_corpus(result: GateResult, corpus: Sequence[CorpusResult]) -> GateResult:
    """The answer when the expectations of the corpus section count, too. Warnings never change it."""
    strict = [item for item in corpus if item.severity == "error"]
    missing = [item.message for item in strict if item.outcome == "error"]
    broken = [item.message for item in strict if item.outcome == "broken"]
    told = [
        *_first(missing, "expectations could not be evaluated"),
        *_first(broken, "expectations do not hold"),
    ]
    if not told:
        return result._replace(corpus=tuple(corpus))
    code = NOT_EVALUATED if missing or result.exit_code == NOT_EVALUATED else FAILED
    before = [] if result.passed else [result.reason]
    return GateResult(False, code, "; ".join([*before, *told]), tuple(corpus))


def _first(messages: list[str], more: str) -> list[str]:
    left = len(messages) - TOLD
    return messages if left <= 0 else [*messages[:TOLD], f"{left} more {more}"]


def _broken(summary: Summary, gate: Gate) -> Iterator[str]:
    total = summary.documents
    if total < gate.min_documents:
        yield f"{_documents(total)} seen (required: at least {gate.min_documents})"
    if summary.failed > _documents_in(gate.max_failed, total):
        yield f"{summary.failed} of {_documents(total)} fail (allowed: {_allowed(gate.max_failed, total)})"
    for rule, share in sorted(gate.max_share.items()):
        count = summary.rules.get(rule)
        hit = count.failed + count.warned if count else 0
        if hit > _documents_in(share, total):
            yield f"{hit} of {_documents(total)} break {rule} (allowed: {_allowed(share, total)})"


def _not_evaluated(summary: Summary, policy: Policy) -> Iterator[str]:
    total = summary.documents
    if summary.errors:
        yield f"{summary.errors} of {_documents(total)} could not be evaluated"
    strict = {rule.name for rule in policy.rules if rule.severity == "error"}
    for rule in sorted(strict & summary.rules.keys()):
        unjudged = summary.rules[rule].unjudged
        if unjudged > _documents_in(policy.gate.max_unjudged, total):
            allowed = _allowed(policy.gate.max_unjudged, total)
            yield f"{rule} could not judge {unjudged} of {_documents(total)} (allowed: {allowed})"


def _passing(summary: Summary) -> str:
    if not summary.documents:
        return "no documents"
    if not summary.failed:
        return f"{_documents(summary.documents)} pass" if summary.documents > 1 else "1 document passes"
    return f"{summary.failed} of {_documents(summary.documents)} fail, which the gate allows"


def _allowed(share: float, total: int) -> str:
    """The share as people wrote it, with the number of documents that it means in this run."""
    return "0" if share == 0 else f"{share:.4g} = {_documents_in(share, total)}"


def _documents_in(share: float, total: int) -> int:
    """The documents that a share of all allows: 29 of 100 for 0.29, although 0.29 * 100 is a little less."""
    return math.floor(share * total + 1e-9 * (1 + total))


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count} documents"
