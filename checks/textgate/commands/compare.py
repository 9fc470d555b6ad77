"""`textgate compare`: what is new, fixed and left between two runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textgate.commands import FAILED, NOT_EVALUATED, PASSED, UsageError
from textgate.excerpt import escape_excerpt

if TYPE_CHECKING:
    from textgate.compare import Comparison
    from textgate.excuses.baseline import Baseline
    from textgate.verdict import Finding, Verdict

LISTED = 50
"""New findings, and documents with fixed ones, that are named."""


def compare(arguments: argparse.Namespace) -> int:
    """Compare two files of verdicts."""
    from textgate import compare as comparing

    try:
        result = comparing.compare(_verdicts(arguments.old), lambda: _verdicts(arguments.new))
    except comparing.VerdictsError as problem:
        raise UsageError(str(problem)) from None
    if arguments.json:
        from textgate.reporters.encode import encode

        sys.stdout.buffer.write(encode(result.to_json(), indent=True) + b"\n")
    else:
        lines = _markdown(result) if arguments.markdown else _text(result)
        text = "".join(f"{line}\n" for line in lines)
        encoding = "utf-8" if arguments.markdown else sys.stdout.encoding or "utf-8"
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
    sys.stdout.flush()
    if not arguments.fail_on_new:
        return PASSED
    if any(finding.severity == "error" for _, finding in result.found):
        return FAILED
    return NOT_EVALUATED if result.new["error"] else PASSED


def _verdicts(path: Path) -> Iterator[Verdict]:
    from textgate.compare import verdicts

    file = path / "verdicts.jsonl" if path.is_dir() else path
    try:
        with file.open("rb") as lines:
            yield from verdicts(lines, str(file))
    except OSError as problem:
        raise UsageError(f"{file}: cannot be read ({problem.strerror})") from None


def _text(result: Comparison) -> Iterator[str]:
    from textgate.commands.listing import columns

    yield _headline(result)
    rules = result.rules()
    if rules:
        rows = [("rule", "fixed", "remaining", "new")]
        rows += [(rule, f"{fixed:,}", f"{left:,}", f"{new:,}") for rule, (fixed, left, new) in rules.items()]
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        right = [(row[0], *(row[i].rjust(widths[i]) for i in (1, 2, 3))) for row in rows]
        yield ""
        yield from columns(right)
    if result.found:
        yield ""
        yield "New:"
        for document, finding in result.found[:LISTED]:
            yield f"  {escape_excerpt(document)}{_line(finding)}: {finding.severity} {finding.rule}{_shown(finding)}"
        yield from _more(len(result.found))
    for title, part in (("Fixed:", result.fixed), ("Not judged any more:", result.unseen)):
        if len(part):
            yield ""
            yield title
            yield from (f"  {line}" for line in _by_document(part))


def _headline(result: Comparison) -> str:
    new, fixed, remaining = len(result.added), len(result.fixed), len(result.remaining)
    failed = f"{result.old['fail']:,} → {result.new['fail']:,} of {result.new.total():,} documents fail"
    errors = f"; {result.new['error']:,} could not be judged" if result.new["error"] else ""
    return f"{new:,} new, {fixed:,} fixed, {remaining:,} remaining; {failed}{errors}."


def _line(finding: Finding) -> str:
    return f":{finding.spans[0].line}:{finding.spans[0].column}" if finding.spans else ""


def _shown(finding: Finding) -> str:
    """The first place, as reports show it, and how many more there are."""
    if not finding.spans:
        return f": {finding.message}"
    more = f" and {finding.span_count - 1:,} more" if finding.span_count > 1 else ""
    return f" »{finding.spans[0].excerpt}«{more}"


def _by_document(part: Baseline) -> Iterator[str]:
    documents = [known for _, known in sorted(part.documents.items())]
    for known in documents[:LISTED]:
        counts = ", ".join(f"{rule} {count:,}" for rule, count in sorted(known.rules().items()))
        yield f"{escape_excerpt(known.document)}: {counts}"
    yield from _more(len(documents))


def _more(count: int) -> Iterator[str]:
    if count > LISTED:
        yield f"  and {count - LISTED:,} more"


def _markdown(result: Comparison) -> Iterator[str]:
    from textgate.reporters.markdown import inline

    yield f"## textgate: {'new findings' if result.found else 'nothing new'}"
    yield ""
    yield inline(_headline(result))
    rules = result.rules()
    if rules:
        yield from ("", "| Rule | Fixed | Remaining | New |", "|:--|--:|--:|--:|")
        for rule, counts in rules.items():
            yield f"| `{rule}` | {' | '.join(f'{count:,}' for count in counts)} |"
    if result.found:
        yield from ("", "### New", "")
        for document, finding in result.found[:LISTED]:
            place = inline(f"{document}{_line(finding)}")
            yield f"- **{place}**: {finding.severity} `{finding.rule}`{inline(_shown(finding))}"
        yield from _more(len(result.found))
    for title, part in (("Fixed", result.fixed), ("Not judged any more", result.unseen)):
        if len(part):
            yield from ("", f"### {title}", "")
            yield from (f"- {inline(line)}" for line in _by_document(part))
