"""The command line: arguments in, the library's calls, an exit code out. The only place that prints.

Exit codes: 0 the gate passed, 1 it failed, 2 wrong usage or wrong rules, 3 something could not be evaluated
or written, 130 interrupted. Anything but 0 comes with one line on standard error or in the report that says
why.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from textgate.atomic import AtomicFile
    from textgate.batch import Document
    from textgate.policy import Policy
    from textgate.reporters import Reporter
    from textgate.sources import Reading, Skipped
    from textgate.verdict import Summary, Verdict

PASSED, FAILED, MISUSED, NOT_EVALUATED, INTERRUPTED = 0, 1, 2, 3, 130
RULES_FILES = ("textgate.yaml", "rules.yaml")
REPORT_FOLDER = "reports"

POOL_PAYS = 8
"""Batches from which several processes are used when --jobs does not say. Their start takes half a second."""


class UsageError(Exception):
    """The command cannot be carried out as it was given. The message says why and what to do."""


class OutputError(Exception):
    """A result could not be written."""


class Rules(NamedTuple):
    """The policy in force, and the file and folder that it came from (None: the recommended preset)."""

    policy: Policy
    file: Path | None

    @property
    def folder(self) -> Path | None:
        """The folder of the rules file."""
        return None if self.file is None else self.file.parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. Nothing is raised."""
    # Before numpy is imported: its threads are of no use to array operations of this size and cost 50 ms.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from textgate.arguments import parser

        arguments = parser().parse_args(argv)
        return _COMMANDS[arguments.command](arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown its help
        return stop.code if isinstance(stop.code, int) else MISUSED
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe has seen enough ("| head"). Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_EVALUATED
    except UsageError as problem:
        return _complain(str(problem), MISUSED)
    except OutputError as problem:
        return _complain(str(problem), NOT_EVALUATED)


def _complain(message: str, code: int) -> int:
    print(f"textgate: {message}", file=sys.stderr)
    return code


# ---- rules


def find_rules(folder: Path) -> Path | None:
    """The rules file of a folder: in it or above it, up to the root of its repository."""
    for place in (folder, *folder.parents):
        for name in RULES_FILES:
            if (place / name).is_file():
                return place / name
        if (place / ".git").exists():
            return None
    return None


def _rules(given: Path | None) -> Rules:
    from textgate.rules import RulesError, default, load

    file = given or find_rules(Path.cwd())
    if file is None:
        return Rules(default(), None)
    try:
        policy = load(file.read_bytes(), source=_shown(file))
    except OSError as problem:
        raise UsageError(
            f"{file}: cannot be read ({problem.strerror}); name a rules file with --rules, "
            "or write one with: textgate init"
        ) from None
    except RulesError as problem:
        raise UsageError(f"the rules have mistakes\n{problem}") from None
    for warning in policy.warnings:
        print(f"textgate: {warning}", file=sys.stderr)
    return Rules(policy, file.absolute())


# ---- check


def _check(arguments: argparse.Namespace) -> int:
    rules = _rules(arguments.rules)
    report = _report_folder(arguments, rules)
    documents, skipped = _documents(arguments, rules, report)
    try:
        reporters = _reporters(arguments, rules.policy, report)
        code = _run(documents, rules.policy, reporters, arguments)
    except BrokenPipeError:
        raise
    except OSError as problem:
        place = problem.filename or "standard output"
        reason = problem.strerror or problem
        message = f"{place}: cannot be written ({reason}); choose another place, or free some space"
        raise OutputError(message) from None
    _mention_skipped(skipped, arguments)
    return code


def _documents(
    arguments: argparse.Namespace, rules: Rules, report: Path | None
) -> tuple[Iterator[Document], list[Skipped]]:
    """The documents to judge, and the list that fills with the skipped files while they are read."""
    from textgate import sources

    skipped: list[Skipped] = []
    try:
        paths = _paths(arguments, rules)
        return sources.read(paths, _reading(arguments, rules, report), skipped=skipped), skipped
    except sources.PathError as problem:
        raise UsageError(str(problem)) from None


def _paths(arguments: argparse.Namespace, rules: Rules) -> list[str]:
    if arguments.paths:
        return list(arguments.paths)
    if rules.folder is not None and rules.policy.paths:
        return [str(rules.folder / path) for path in rules.policy.paths]
    return ["."]


def _reading(arguments: argparse.Namespace, rules: Rules, report: Path | None) -> Reading:
    from textgate.sources import Reading

    here = Path.cwd()
    # Names are relative to the rules, whose globs speak of them, wherever in the repository we were started.
    base = rules.folder if rules.folder is not None and here.is_relative_to(rules.folder) else here
    exclude = rules.policy.exclude
    if report is not None and report.absolute().is_relative_to(base):
        # The report of the run before is made of the very faults that we look for.
        exclude = (*exclude, f"/{report.absolute().relative_to(base).as_posix()}/")
    return Reading(
        base=base,
        exclude=exclude,
        gitignore=not arguments.no_gitignore,
        text_field=arguments.text_field,
        id_field=arguments.id_field,
        language_field=arguments.language_field,
        stdin_name=arguments.stdin_name,
        max_bytes=arguments.max_size,
    )


def _report_folder(arguments: argparse.Namespace, rules: Rules) -> Path | None:
    """Where the HTML report goes: where --report says, else beside the rules when there is much to report."""
    from textgate.sources import holds_records

    if arguments.no_report:
        return None
    if arguments.report is not None:
        return Path(arguments.report)
    if arguments.hook or rules.folder is None:
        return None
    paths = _paths(arguments, rules)
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
    if report is not None:
        listeners.append(reporters.open("html", report, run))
    stream = sys.stderr if piped else sys.stdout
    layout = reporters.Layout(
        color=_colored(arguments.color, stream.isatty()),
        width=_width() if stream.isatty() else 100,
        quiet=arguments.quiet,
        verbose=arguments.verbose,
        encoding=stream.encoding or "utf-8",
        report=None if report is None else _shown(report / "index.html"),
    )
    listeners.append(reporters.open("text", stream.buffer, layout=layout))
    return listeners


def _shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _colored(wish: str, terminal: bool) -> bool:
    if wish != "auto":
        return wish == "always"
    # https://no-color.org: any value but the empty one switches colours off.
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80


def _run(
    documents: Iterator[Document],
    policy: Policy,
    reporters: Sequence[Reporter],
    arguments: argparse.Namespace,
) -> int:
    """Judge all documents, tell every reporter, and answer with the gate's exit code."""
    from textgate import gate
    from textgate.progress import Progress
    from textgate.verdict import Summary

    watched = sys.stderr.isatty() and not (arguments.quiet or arguments.hook)
    progress = Progress(sys.stderr if watched else None)
    summary = Summary()
    try:
        for reporter in reporters:
            reporter.start()
        for document, verdict in _judged(documents, policy, arguments.jobs, arguments.metrics):
            summary.add(verdict)
            if verdict.verdict != "pass":
                progress.clear()
            for reporter in reporters:
                reporter.document(document, verdict)
            progress.update(summary.documents, summary.failed + summary.errors, summary.characters)
        progress.clear()
        outcome = gate.judge(summary, policy)
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


def _judged(
    documents: Iterator[Document], policy: Policy, jobs: int | None, metrics: bool
) -> Iterator[tuple[Document, Verdict]]:
    """Documents with their verdicts, in their order. Only what is being judged is kept in memory."""
    from textgate.batch import chunked
    from textgate.engines import local

    waiting: deque[Document] = deque()

    def noted() -> Iterator[Document]:
        for document in documents:
            waiting.append(document)
            yield document

    chunks = chunked(noted())
    first: list[list[Document]] = []
    if jobs is None:
        jobs = local.processors()
        if jobs > 1:
            first = list(islice(chunks, POOL_PAYS))
            jobs = jobs if len(first) == POOL_PAYS else 1
    for verdict in local.run(chain(first, chunks), policy, jobs=jobs, metrics=metrics):
        yield waiting.popleft(), verdict


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


# ---- fix


def _fix(arguments: argparse.Namespace) -> int:
    from textgate import fixing
    from textgate.excerpt import escape_excerpt
    from textgate.sources import STDIN, PathError, paths

    rules = _rules(arguments.rules)
    # A report quotes the very faults that it reports: repaired, it would be wrong.
    report = None if rules.folder is None else rules.folder / REPORT_FOLDER
    reading = _reading(arguments, rules, report)
    task = fixing.Task(arguments.write, arguments.write_to, arguments.unsafe, arguments.output_record)
    names = _paths(arguments, rules)
    if STDIN in names:
        raise UsageError("fix works on files; name a file or a folder instead of -")
    tally = fixing.Tally()
    try:
        files = paths.find(names, base=reading.base, exclude=reading.exclude, gitignore=reading.gitignore)
        for result in fixing.fix(files, reading, rules.policy, task):
            tally.add(result)
            for line in fixing.told(result, task):
                print(_printable(line, sys.stdout.encoding))
            if result.problem is not None:
                problem_line = escape_excerpt(f"textgate: {result.problem}")
                print(_printable(problem_line, sys.stderr.encoding), file=sys.stderr)
    except (PathError, fixing.FixError) as problem:
        raise UsageError(str(problem)) from None
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise OutputError(f"{problem.filename}: cannot be written ({problem.strerror or problem})") from None
    print(tally.sentence(task))
    return tally.exit_code


def _printable(line: str, encoding: str | None) -> str:
    encoding = encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


# ---- the other commands


def _init(arguments: argparse.Namespace) -> int:
    from textgate.rules import presets
    from textgate.starter import starter

    if arguments.preset not in presets():
        known = ", ".join(presets())
        raise UsageError(f"there is no preset {arguments.preset!r}; there are: {known}")
    target = Path(arguments.file)
    text = starter(arguments.preset, target.name)
    try:
        with target.open("w" if arguments.force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{target} exists; remove it first, or overwrite it with --force") from None
    except OSError as problem:
        raise OutputError(f"{target}: cannot be written ({problem.strerror}); choose another place") from None
    print(f"Wrote {target}. Judge the working directory with: textgate check")
    return PASSED


def _list_rules(arguments: argparse.Namespace) -> int:
    from textgate import listing

    rules = _rules(arguments.rules)
    print(f"Rules: {rules.file or 'the recommended preset'}\n")
    print(listing.rules(rules.policy), end="")
    return PASSED


def _kinds(named: list[str]) -> list[str]:
    """The kinds of faults that were named, all of them if none was."""
    from textgate.corruptions import makers

    unknown = sorted(set(named) - set(makers()))
    if unknown:
        raise UsageError(
            f"there is no kind of fault {unknown[0]!r}; there are: {', '.join(sorted(makers()))}"
        )
    return named or sorted(makers())


def _corrupt(arguments: argparse.Namespace) -> int:
    import json

    from textgate.corruptions.labelled import records

    documents, _ = _documents(arguments, _rules(arguments.rules), None)
    made = records(documents, _kinds(arguments.kind), arguments.severity, arguments.seed)
    try:
        with _destination(arguments.to) as stream:
            for record in made:
                # A lone surrogate becomes an escape, which is how JSON writes one.
                stream.write(
                    json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
                )
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise OutputError(f"{arguments.to}: cannot be written ({problem.strerror or problem})") from None
    return PASSED


def _destination(name: str) -> AbstractContextManager[BinaryIO | AtomicFile]:
    """A file that appears when it is complete, or standard output."""
    if name == "-":
        return nullcontext(sys.stdout.buffer)
    from textgate.atomic import AtomicFile

    return AtomicFile(Path(name))


def _calibrate(arguments: argparse.Namespace) -> int:
    from textgate import listing
    from textgate.calibrate import calibrate

    kinds = _kinds(arguments.kind)
    rules = _rules(arguments.rules)
    documents, _ = _documents(arguments, rules, None)
    # A sample is enough for a share, and all of it is kept in memory.
    sample = list(islice((d for d in documents if d.error is None), arguments.documents))
    result = calibrate(sample, rules.policy, kinds=kinds, severity=arguments.severity, seed=arguments.seed)
    print(listing.calibration(result), end="")
    return PASSED


def _explain(arguments: argparse.Namespace) -> int:
    from textgate.check import UnknownCheckError, available
    from textgate.explain import page, summaries

    if arguments.check is None:
        for family, name, summary in summaries():
            print(f"{family:<12}{name:<24}{summary}")
        return PASSED
    try:
        print(page(arguments.check), end="")
    except UnknownCheckError:
        import difflib

        near = difflib.get_close_matches(arguments.check, available(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(available())}"
        raise UsageError(f"there is no check {arguments.check!r}; {hint}") from None
    return PASSED


def _schema(arguments: argparse.Namespace) -> int:
    import json

    from textgate.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return PASSED


def _completion(arguments: argparse.Namespace) -> int:
    from textgate.completion import script

    print(script(arguments.shell), end="")
    return PASSED


_COMMANDS = {
    "check": _check,
    "fix": _fix,
    "init": _init,
    "rules": _list_rules,
    "corrupt": _corrupt,
    "calibrate": _calibrate,
    "explain": _explain,
    "schema": _schema,
    "completion": _completion,
}
__all__ = ["find_rules", "main"]
