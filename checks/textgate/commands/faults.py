"""`textgate corrupt` and `textgate calibrate`: known faults in the user's own good texts."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from textgate.commands import PASSED, OutputError, UsageError, documents_of, rules_in_force

if TYPE_CHECKING:
    from textgate.atomic import AtomicFile


def corrupt(arguments: argparse.Namespace) -> int:
    """Write good texts and damaged copies of them."""
    import json

    from textgate.corruptions.labelled import records

    documents, _ = documents_of(arguments, rules_in_force(arguments.rules), None)
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


def calibrate(arguments: argparse.Namespace) -> int:
    """Tell how well the rules do on good texts and on damaged copies of them."""
    from textgate.calibrate import calibrate
    from textgate.commands import listing

    kinds = _kinds(arguments.kind)
    rules = rules_in_force(arguments.rules)
    documents, _ = documents_of(arguments, rules, None)
    # A sample is enough for a share, and all of it is kept in memory.
    sample = list(islice((d for d in documents if d.error is None), arguments.documents))
    result = calibrate(sample, rules.policy, kinds=kinds, severity=arguments.severity, seed=arguments.seed)
    print(listing.calibration(result), end="")
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


def _destination(name: str) -> AbstractContextManager[BinaryIO | AtomicFile]:
    """A file that appears when it is complete, or standard output."""
    if name == "-":
        return nullcontext(sys.stdout.buffer)
    from textgate.atomic import AtomicFile

    return AtomicFile(Path(name))
