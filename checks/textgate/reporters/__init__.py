"""Reporters: listeners of verdicts. Each hears every document once, in the order of the run, then the end.

A reporter sees verdicts and, for excerpts, the documents' text; it never sees the checks at work. Several
may listen to one run. What a document contains is shown, never obeyed: see ``textgate.excerpt``.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, cast

from textgate.batch import Document
from textgate.verdict import CorpusResult, Summary, Verdict

if TYPE_CHECKING:
    from textgate.reporters.output import Output

FORMATS = (
    "text",
    "json",
    "jsonl",
    "html",
    "junit",
    "junit-gitlab",
    "sarif",
    "github",
    "gitlab",
    "csv",
    "markdown",
    "parquet",
)


class Outcome(Protocol):
    """What the gate said of the whole run; ``gate.GateResult`` is one."""

    @property
    def passed(self) -> bool:
        """Whether the run passed."""

    @property
    def exit_code(self) -> int:
        """Exit code of the command line."""

    @property
    def reason(self) -> str:
        """One sentence why."""

    @property
    def corpus(self) -> Sequence[CorpusResult]:
        """What became of the expectations of the corpus section."""


class Reporter(Protocol):
    """The calls come in this order: ``start``, ``document`` for each document, ``finish``, ``close``.

    All raise OSError when the destination cannot be written.
    """

    def start(self) -> None:
        """The run begins."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """One document was judged."""

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """All documents were judged; files take their place now."""

    def close(self) -> None:
        """Always called at the end. Without a ``finish`` before it, nothing unfinished stays behind."""


class RuleInfo(NamedTuple):
    """What a reader of a report wants to know of a rule.

    ``summary`` is one sentence on what it flags, ``why`` the reason given in the rules file, ``help`` the
    manual page of its check, ``kinds`` the kinds of spans with one sentence each. The rule is broken when the
    value is ``direction`` ("above" or "below") the ``limit``, counted in ``unit``; a group has no limit.
    ``written`` is the rule in force as YAML on one line.
    """

    name: str
    check: str
    family: str
    severity: str
    summary: str = ""
    why: str = ""
    help: str = ""
    kinds: Mapping[str, str] = MappingProxyType({})
    limit: float | None = None
    direction: str = ""
    unit: str = ""
    written: str = ""


class RunInfo(NamedTuple):
    """What names a run: the versions and the policy. Nothing in it changes from one run to the next.

    ``version`` is that of textgate, ``unicode`` the Unicode version of its tables, ``digest`` the SHA-256
    of the rules in hexadecimal.
    """

    version: str = ""
    unicode: str = ""
    digest: str = ""
    rules: tuple[RuleInfo, ...] = ()


class Layout(NamedTuple):
    """How the text reporter writes.

    ``width`` is that of the terminal in columns. ``encoding`` is that of the destination; what it cannot
    express is written as an escape. ``report`` is where the written report is, to point the reader there.
    """

    color: bool = False
    width: int = 80
    quiet: bool = False
    verbose: bool = False
    encoding: str = "utf-8"
    report: str | None = None


def open(
    format: str, destination: Path | BinaryIO, run: RunInfo | None = None, layout: Layout | None = None
) -> Reporter:
    """A reporter that writes one format.

    Args:
        format: one of ``FORMATS``.
        destination: a file, written atomically; a binary stream such as ``sys.stdout.buffer``, written as
            the run goes; for "html" a folder, which then also gets ``verdicts.jsonl`` and ``summary.json``.
        run: what to say of the run; ``runinfo.describe`` makes it from a policy.
        layout: only for "text".

    Raises:
        ValueError: there is no such format, or "html" is to go to a stream.

    """
    run = run or RunInfo()
    if format == "html":
        from textgate.reporters.html import HtmlReporter

        if not isinstance(destination, Path):
            raise ValueError("the format html needs a folder, not a stream")
        return HtmlReporter(destination, run)
    if format not in FORMATS:
        raise ValueError(f"no such format; there are {', '.join(FORMATS)}")
    from textgate.reporters.output import Output

    output = Output(destination)
    if format == "text":
        from textgate.reporters.text import TextReporter

        return TextReporter(output, layout or Layout())
    return _machine_readable(format, output, run)


def _machine_readable(format: str, output: Output, run: RunInfo) -> Reporter:
    # Imported one by one: a hook that writes text must not pay for the others.
    if format in ("junit", "junit-gitlab"):
        from textgate.reporters.junit import JunitReporter

        return JunitReporter(output, run, name_files=format == "junit-gitlab")
    module = importlib.import_module(f"textgate.reporters.{format}")
    return cast("Reporter", getattr(module, f"{format.capitalize()}Reporter")(output, run))
