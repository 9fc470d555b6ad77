"""`textgate check`: judge texts by the rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from textgate.commands import (
    REPORT_FOLDER,
    OutputError,
    Rules,
    UsageError,
    colored,
    paths_of,
    rules_in_force,
    shown,
    terminal_width,
)

if TYPE_CHECKING:
    from textgate.batch import Document
    from textgate.commands.corpus import Corpus
    from textgate.commands.excuses import Excuses
    from textgate.policy import Policy
    from textgate.reporters import Reporter
    from textgate.sources import Skipped
    from textgate.verdict import Summary, Verdict


def check(arguments: argparse.Namespace) -> int:
    """Judge texts, write what was asked for, answer with the gate."""
    from textgate.commands import engine
    from textgate.commands.corpus import corpus_of
    from textgate.commands.excuses import excuses_of

    rules = rules_in_force(arguments.rules)
    excuses = excuses_of(arguments, rules)
    corpus = corpus_of(arguments, rules)
    report = _report_folder(arguments, rules)
    timings: dict[str, float] | None = {} if arguments.timings else None
    pairs, skipped = engine.judged(arguments, rules, report, metrics=corpus.metrics, timings=timings)
    try:
        reporters = _reporters(arguments, rules.policy, report)
        code = _run(pairs, rules.policy, excuses, corpus, reporters, arguments)
    except BrokenPipeError:
        raise
    except OSError as problem:
        place = problem.filename or "standard output"
        reason = problem.strerror or problem
        message = f"{place}: cannot be written ({reason}); choose another place, or free some space"
        raise OutputError(message) from None
    _mention_skipped(skipped, arguments)
    if timings is not None:
        _print_timings(timings)
    return code


def _report_folder(arguments: argparse.Namespace, rules: Rules) -> Path | None:
    """Where the HTML report goes: where --report says, else beside the rules when there is much to report."""
    from textgate.sources import holds_records

    if arguments.no_report:
        return None
    if arguments.report is not None:
        return Path(arguments.report)
    if arguments.hook or rules.folder is None:
        return None
    paths = paths_of(arguments, rules)
    single = len(paths) == 1 and not Path(paths[0]).is_dir() and not holds_records(paths[0])
    return None if single else rules.folder / REPORT_FOLDER


def _reporters(arguments: argparse.Namespace, policy: Policy, report: Path | None) -> list[Reporter]:
    """All listeners of the run; the text comes last, so that it can speak of what was written."""
    from textgate import reporters

    run = None
    if arguments.output or report is not None:
        from textgate.runinfo import describe

        run = describe(policy)
    listeners: list[Reporter] = []
    piped = False
    for format, place in arguments.output:
        piped = piped or place == "-"
        destination: Path | BinaryIO = sys.stdout.buffer if place == "-" else Path(place)
        try:
            listeners.append(reporters.open(format, destination, run))
        except ValueError as problem:
            raise UsageError(f"--output {format}={place}: {problem}") from None
    if arguments.verdicts is not None:
        listeners.append(reporters.open(_table_format(arguments.verdicts), arguments.verdicts, run))
    if report is not None:
        listeners.append(reporters.open("html", report, run))
    stream = sys.stderr if piped else sys.stdout
    layout = reporters.Layout(
        color=colored(arguments.color, stream.isatty()),
        width=terminal_width() if stream.isatty() else 100,
        quiet=arguments.quiet,
        verbose=arguments.verbose,
        encoding=stream.encoding or "utf-8",
        report=None if report is None else shown(report / "index.html"),
    )
    listeners.append(reporters.open("text", stream.buffer, layout=layout))
    return listeners


def _table_format(place: Path) -> str:
    """The format that the name of a file of verdicts tells of."""
    format = place.suffix.removeprefix(".")
    if format not in ("jsonl", "parquet"):
        raise UsageError(f"--verdicts {place}: name the file .jsonl or .parquet")
    return format


def _run(
    pairs: Iterator[tuple[Document, Verdict]],
    policy: Policy,
    excuses: Excuses,
    corpus: Corpus,
    reporters: Sequence[Reporter],
    arguments: argparse.Namespace,
) -> int:
    """Judge all documents, tell every reporter, and answer with the gate's exit code."""
    from textgate import gate
    from textgate.commands.progress import Progress
    from textgate.verdict import Summary

    watched = sys.stderr.isatty() and not (arguments.quiet or arguments.hook)
    progress = Progress(sys.stderr if watched else None)
    summary = Summary()
    try:
        for reporter in reporters:
            reporter.start()
        for document, judged in pairs:
            verdict = corpus.noted(excuses.applied(judged))
            summary.add(verdict)
            if verdict.verdict != "pass":
                progress.clear()
            for reporter in reporters:
                reporter.document(document, verdict)
            progress.update(summary.documents, summary.failed + summary.errors, summary.characters)
        progress.clear()
        outcome = corpus.judged(gate.judge(summary, policy))
        useless = excuses.useless(everything=not arguments.paths)
        if arguments.strict_suppressions:
            outcome = excuses.strict(outcome, summary, useless)
        if arguments.strict_suppressions or not (arguments.hook or arguments.quiet):
            for sentence in useless:
                print(f"textgate: {sentence}", file=sys.stderr)
        _warn_if_empty(summary, arguments)
        for reporter in reporters:
            reporter.finish(summary, outcome)
    finally:
        progress.clear()
        for reporter in reporters:
            reporter.close()
    return outcome.exit_code


def _warn_if_empty(summary: Summary, arguments: argparse.Namespace) -> None:
    if summary.documents == 0 and not arguments.hook:
        print("textgate: no text was found in the given places; nothing was checked", file=sys.stderr)


def _print_timings(timings: dict[str, float]) -> None:
    """What every check took, the dearest first."""
    from textgate.runner import SHARED

    total = sum(timings.values()) or 1.0
    print("\nseconds  share  check", file=sys.stderr)
    for name, seconds in sorted(timings.items(), key=lambda item: (-item[1], item[0])):
        told = "packing, and what all checks share" if name == SHARED else name
        print(f"{seconds:7.3f}  {seconds / total:5.1%}  {told}", file=sys.stderr)
    print(
        f"{sum(timings.values()):7.3f}         all, of processor time; reading and reports not included",
        file=sys.stderr,
    )


def _mention_skipped(skipped: Sequence[Skipped], arguments: argparse.Namespace) -> None:
    if not skipped or arguments.quiet or arguments.hook:
        return
    if arguments.verbose:
        for file in skipped:
            print(f"{file.name}: skipped ({file.reason})", file=sys.stderr)
        return
    reasons = {
        reason: sum(file.reason == reason for file in skipped) for reason in {f.reason for f in skipped}
    }
    parts = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    print(f"Skipped {len(skipped)} files: {parts}. Name them with --verbose.", file=sys.stderr)
