"""The corpus section of the rules in a run of `textgate check`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textgate.commands import Rules, UsageError, shown

if TYPE_CHECKING:
    from textgate.gate import GateResult
    from textgate.policy import Expectation
    from textgate.verdict import Verdict


class Corpus:
    """The verdict table of one run, and what is expected of it. Without a corpus section it does nothing."""

    def __init__(self, entries: tuple[Expectation, ...], data_docs: Path | None, keep_metrics: bool) -> None:
        self._entries = entries
        self._data_docs = data_docs
        self._keep_metrics = keep_metrics
        self.metrics = keep_metrics
        self._table = None
        if entries:
            from textgate.corpus.suite import columns_needed
            from textgate.corpus.table import VerdictTable

            columns = columns_needed(entries)
            self._table = VerdictTable(columns)
            self.metrics = keep_metrics or any(name.startswith("value_") for name in columns)

    def noted(self, verdict: Verdict) -> Verdict:
        """Add a verdict to the table; what only the table needed is taken out."""
        if self._table is None:
            return verdict
        self._table.add(verdict)
        return verdict if self._keep_metrics or verdict.metrics is None else replace(verdict, metrics=None)

    def judged(self, outcome: GateResult) -> GateResult:
        """The gate's answer when the expectations count, too."""
        if self._table is None:
            return outcome
        from textgate import gate
        from textgate.corpus.evaluate import evaluate

        return gate.with_corpus(outcome, evaluate(self._entries, self._table, data_docs=self._data_docs))


def corpus_of(arguments: argparse.Namespace, rules: Rules) -> Corpus:
    """What is expected of the corpus in this run.

    Nothing is expected of the files of a commit: they are no corpus. What would fail only at the end of a long run
    is told here, before it begins.
    """
    entries = tuple(entry for entry in rules.policy.corpus if entry.severity != "off")
    if arguments.no_corpus or (arguments.hook and arguments.paths):
        entries = ()
    source = "the rules" if rules.file is None else shown(rules.file)
    if arguments.data_docs is not None and not entries:
        why = "--no-corpus leaves out" if arguments.no_corpus else f"{source} does not have"
        raise UsageError(f"--data-docs shows the expectations of a corpus section, which {why}")
    if entries:
        _check_library(source, entries[0])
    return Corpus(
        _with_parameters(entries, dict(arguments.parameter)), arguments.data_docs, arguments.metrics
    )


def _check_library(source: str, entry: Expectation) -> None:
    from importlib.util import find_spec

    if find_spec("great_expectations") is None:
        raise UsageError(
            f"{source}:{entry.line}:{entry.column}: the corpus section needs Great Expectations; install it with: "
            "pip install 'textgate[gx]', or leave the section out with --no-corpus"
        )


def _with_parameters(entries: tuple[Expectation, ...], given: dict[str, float]) -> tuple[Expectation, ...]:
    if not entries:
        return entries
    from textgate.corpus.suite import parameters_of, with_parameters

    wanted = parameters_of(entries)
    for name in sorted(wanted - given.keys()):
        raise UsageError(f"the corpus section needs a number for {name}: --parameter {name}=NUMBER")
    for name in sorted(given.keys() - wanted):
        known = ", ".join(sorted(wanted)) or "none"
        raise UsageError(f"--parameter {name}: the corpus section has no such parameter (there is {known})")
    return with_parameters(entries, given)
