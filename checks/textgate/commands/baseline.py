"""`textgate baseline`: take the findings of today for known, and keep the list of them short."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textgate.commands import (
    FAILED,
    NOT_EVALUATED,
    PASSED,
    REPORT_FOLDER,
    OutputError,
    Rules,
    UsageError,
    rules_in_force,
    shown,
)
from textgate.commands.excuses import Excuses, baseline_file, read_baseline
from textgate.excerpt import escape_excerpt

if TYPE_CHECKING:
    from textgate.excuses.baseline import Baseline

LISTED = 20
"""Documents that are named of what is new, of what is gone, and of what could not be judged."""


class _Found(NamedTuple):
    """The findings of today beside the file: ``kept`` is what is known of documents that were not looked at."""

    known: Baseline
    new: Baseline
    gone: Baseline
    kept: Baseline
    unread: list[str]


def baseline(arguments: argparse.Namespace) -> int:
    """Write the baseline, bring it up to date, or say how the findings of today differ from it."""
    rules = rules_in_force(arguments.rules)
    file, _ = baseline_file(rules, arguments.baseline)
    before = read_baseline(file, must_exist=False)
    if before is None and arguments.update:
        raise UsageError(f"{shown(file)}: there is no such baseline; write it with: textgate baseline")
    found = _found(arguments, rules, file, before)
    adding, dropping = arguments.add or before is None, arguments.update or before is None
    for line in _unread(found.unread):
        print(line, file=sys.stderr)
    if adding or dropping:
        parts = [found.known, found.kept]
        parts += [found.new] if adding else []
        parts += [] if dropping else [found.gone]
        _write(file, parts)
    for line in _told(found, file, adding=adding, dropping=dropping):
        print(line)
    if found.unread:
        return NOT_EVALUATED
    left = (0 if adding else len(found.new)) + (0 if dropping else len(found.gone))
    return FAILED if left else PASSED


def _found(arguments: argparse.Namespace, rules: Rules, file: Path, before: Baseline | None) -> _Found:
    from textgate.commands import engine
    from textgate.excuses.baseline import Baseline
    from textgate.excuses.comments import RULE

    excuses = Excuses(rules, file, before or Baseline())
    matching = excuses.matching
    assert matching is not None
    report = None if rules.folder is None else rules.folder / REPORT_FOLDER
    pairs, _ = engine.judged(arguments, rules, report, metrics=False)
    known, new, unread = Baseline(), Baseline(), []
    for _, judged in pairs:
        verdict = excuses.applied(judged)
        known.add(verdict, (item.finding for item in verdict.suppressed if item.by == "baseline"))
        # A comment that is wrong is mended, not known.
        new.add(verdict, (finding for finding in verdict.findings if finding.rule != RULE))
        if verdict.verdict == "error":
            unread.append(verdict.error or verdict.document)
    everything = not arguments.paths
    return _Found(
        known, new, matching.stale(everything=everything), matching.kept(everything=everything), unread
    )


def _write(file: Path, parts: Iterable[Baseline]) -> None:
    from textgate.atomic import write_file
    from textgate.excuses.baseline import Baseline, to_text

    whole = Baseline()
    for part in parts:
        whole.merge(part)
    try:
        write_file(file, to_text(whole).encode())
    except OSError as problem:
        raise OutputError(f"{shown(file)}: cannot be written ({problem.strerror or problem})") from None


def _unread(reasons: Sequence[str]) -> Iterator[str]:
    for reason in reasons[:LISTED]:
        yield f"textgate: {escape_excerpt(reason)}"
    if reasons:
        yield f"textgate: {_documents(len(reasons))} could not be judged; what is known of them stays known"


def _told(found: _Found, file: Path, *, adding: bool, dropping: bool) -> Iterator[str]:
    known, new, gone = len(found.known) + len(found.kept), len(found.new), len(found.gone)
    yield from _listed(f"{'Added' if adding else 'New'}: {_places(new)}", found.new)
    yield from _listed(f"{'Taken out' if dropping else 'Gone'}: {_places(gone)}", found.gone)
    if adding or dropping:
        total = known + (new if adding else 0) + (0 if dropping else gone)
        yield f"Wrote {shown(file)}: {_places(total)} known."
        return
    yield f"{shown(file)}: {_places(known + gone)} known, {gone:,} of them gone; {new:,} new."
    if gone:
        yield "Take out what is gone with: textgate baseline --update"
    if new:
        yield "Accept what is new with: textgate baseline --add"


def _listed(heading: str, part: Baseline) -> Iterator[str]:
    """What a part holds, document by document, rule by rule."""
    if not len(part):
        return
    yield heading
    documents = [known for _, known in sorted(part.documents.items())]
    for known in documents[:LISTED]:
        counts = ", ".join(f"{rule} {count:,}" for rule, count in sorted(known.rules().items()))
        yield f"  {escape_excerpt(known.document)}: {counts}"
    if len(documents) > LISTED:
        yield f"  and {_documents(len(documents) - LISTED)} more"


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count:,} places"


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"
