"""What excuses places in a run of the command line: the ignore list of the rules, and the baseline."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from textgate.commands import FAILED, NOT_EVALUATED, Rules, UsageError, base_of, shown
from textgate.excuses.suppression import IgnoreList, in_force

if TYPE_CHECKING:
    from textgate.excuses.baseline import Baseline
    from textgate.gate import GateResult
    from textgate.policy import Ignore, Policy
    from textgate.verdict import Summary, Verdict


BASELINE = ".textgate-baseline.json"
"""The file of known findings that is used where nobody names one. Hidden, so that it is not judged itself."""


def today() -> str:
    """The date as ISO writes it. The only place that asks for it."""
    from datetime import date

    return date.today().isoformat()


def policy_of_today(policy: Policy) -> Policy:
    """The policy without the entries of its ignore list that are over."""
    return in_force(policy, today()) if any(entry.expires for entry in policy.ignore) else policy


def baseline_file(rules: Rules, given: Path | None) -> tuple[Path, bool]:
    """The file of known findings, and whether somebody named it, so that it must be there."""
    if given is not None:
        return given, True
    folder = rules.folder or Path.cwd()
    return folder / (rules.policy.baseline or BASELINE), bool(rules.policy.baseline)


def read_baseline(file: Path, *, must_exist: bool = True) -> Baseline | None:
    """The baseline of a file; None where there is none and none need be."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        if not must_exist:
            return None
        raise UsageError(
            f"{shown(file)}: there is no such baseline; write it with: textgate baseline"
        ) from None
    except OSError as problem:
        raise UsageError(f"{shown(file)}: cannot be read ({problem.strerror})") from None
    from textgate.excuses.baseline import BaselineError, from_text

    try:
        return from_text(data, shown(file))
    except BaselineError as problem:
        raise UsageError(str(problem)) from None


class Excuses:
    """What excuses places of the verdicts of one run, and what it was good for.

    ``file`` is the baseline's, None without one.
    """

    def __init__(self, rules: Rules, file: Path | None = None, baseline: Baseline | None = None) -> None:
        self._policy = rules.policy
        self._source = "the rules" if rules.file is None else shown(rules.file)
        policy = policy_of_today(rules.policy)
        self._list = IgnoreList(policy)
        self._file = file
        self.matching = None
        if baseline is not None:
            from textgate.excuses.baseline import Matching

            base = base_of(rules)
            self.matching = Matching(baseline, lambda name: (base / name).is_file())
        self._over = [
            f"{self._place(entry)}: this entry ended with {entry.expires}; what it excused counts again"
            f" ({entry.reason})"
            for entry in rules.policy.ignore
            if entry not in policy.ignore
        ]
        for sentence in self._over:
            print(f"textgate: {sentence}", file=sys.stderr)

    def _place(self, entry: Ignore) -> str:
        number = self._policy.ignore.index(entry)
        return f"{self._source}:{entry.line}:{entry.column}: ignore.{number}"

    def applied(self, verdict: Verdict) -> Verdict:
        """The verdict without the places that are excused."""
        if self.matching is None and not verdict.findings:
            return verdict
        verdict = self._list.applied(verdict)
        return verdict if self.matching is None else self.matching.applied(verdict, self._policy)

    def useless(self, *, everything: bool) -> list[str]:
        """Sentences on what excused nothing. ``everything``: the run was over all documents there are."""
        told = []
        if everything:
            told = [f"{self._place(entry)}: this entry excuses nothing" for entry in self._list.unused()]
        stale = 0 if self.matching is None else len(self.matching.stale(everything=everything))
        if stale and self._file is not None:
            known = "1 known place is" if stale == 1 else f"{stale:,} known places are"
            told.append(f"{shown(self._file)}: {known} gone; take out with: textgate baseline --update")
        return told

    def strict(self, outcome: GateResult, summary: Summary, useless: list[str]) -> GateResult:
        """The gate's answer when nothing may be excused in vain."""
        from textgate.excuses.comments import RULE

        vain = [*self._over, *useless]
        reasons = vain if len(vain) < 2 else [f"{len(vain)} suppressions excuse nothing or are over"]
        wrong = summary.rules[RULE].spans if RULE in summary.rules else 0
        if wrong:
            reasons.append(f"{wrong} suppression comment{'s are' if wrong > 1 else ' is'} wrong")
        if not reasons:
            return outcome
        told = outcome.reason if not outcome.passed else None
        code = NOT_EVALUATED if outcome.exit_code == NOT_EVALUATED else FAILED
        return outcome._replace(
            passed=False, exit_code=code, reason="; ".join(filter(None, [told, *reasons]))
        )


def excuses_of(arguments: argparse.Namespace, rules: Rules) -> Excuses:
    """What excuses places in a run of ``check``."""
    if arguments.no_baseline:
        return Excuses(rules)
    file, named = baseline_file(rules, arguments.baseline)
    return Excuses(rules, file, read_baseline(file, must_exist=named))
