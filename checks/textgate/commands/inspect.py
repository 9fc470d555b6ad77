"""`textgate inspect`: everything that is known of one text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from textgate.commands import (
    FAILED,
    NOT_EVALUATED,
    PASSED,
    UsageError,
    colored,
    documents_of,
    rules_in_force,
    terminal_width,
)
from textgate.commands.excuses import Excuses, baseline_file, policy_of_today, read_baseline

if TYPE_CHECKING:
    from textgate.batch import Document
    from textgate.commands import Rules


def inspect(arguments: argparse.Namespace) -> int:
    """Show what is known of one text; the exit code is that of its verdict."""
    from textgate import inspection
    from textgate.commands import fixing

    rules = rules_in_force(arguments.rules)
    file, named = baseline_file(rules, None)
    excuses = Excuses(rules, file, read_baseline(file, must_exist=named))
    document = _document(arguments, rules)
    place = Path(arguments.file)
    plain = document.record is None and place.is_file()
    record = inspection.inspect(
        document,
        policy_of_today(rules.policy),
        size=place.stat().st_size if plain else None,
        excused=excuses.applied,
        refused=fixing.untouchable(place, document) if plain and document.error is None else None,
        fits=fixing.fits(document.damage) if plain else lambda text: True,
    )
    if arguments.json:
        from textgate.reporters.encode import encode

        sys.stdout.buffer.write(encode(record, indent=True) + b"\n")
    else:
        from textgate.commands.inspect_text import lines

        terminal = sys.stdout.isatty()
        width = terminal_width() if terminal else 100
        color = colored(arguments.color, terminal)
        shown = lines(record, document, width, color=color, verbose=arguments.verbose)
        text = "".join(f"{line}\n" for line in shown)
        sys.stdout.buffer.write(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    sys.stdout.flush()
    return {"pass": PASSED, "fail": FAILED}.get(record["verdict"], NOT_EVALUATED)


def _document(arguments: argparse.Namespace, rules: Rules) -> Document:
    """The one document that is meant."""
    from textgate.sources import STDIN

    name, number = arguments.file, arguments.record
    if name != STDIN and Path(name).is_dir():
        raise UsageError(f"{name}: is a folder; inspect looks at one file")
    arguments.paths = [name]
    documents, skipped = documents_of(arguments, rules, None)
    first = None
    for document in documents:
        if number is None:
            if first is not None:
                raise UsageError(f"{name}: holds more than one record; choose one with --record N")
            first = document
        elif document.record is None:
            raise UsageError(f"{name}: is one text, not a file of records; leave --record out")
        elif document.record == number - 1:
            return document
    if first is not None:
        return first
    if skipped:
        raise UsageError(f"{name}: {skipped[0].reason}, so there is no text to inspect")
    raise UsageError(f"{name}: has no record {number}" if number else f"{name}: holds no text")
