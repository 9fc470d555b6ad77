"""The command line: arguments in, a command, an exit code out. Only this and the commands print.

Exit codes: 0 the gate passed, 1 it failed, 2 wrong usage or wrong rules, 3 something could not be evaluated
or written, 130 interrupted. Anything but 0 comes with one line on standard error or in the report that says
why.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from textgate.commands import INTERRUPTED, MISUSED, NOT_EVALUATED, OutputError, UsageError

HOMES = {
    "check": "check",
    "fix": "fix",
    "baseline": "baseline",
    "inspect": "inspect",
    "compare": "compare",
    "init": "manual",
    "rules": "manual",
    "explain": "manual",
    "schema": "manual",
    "completion": "manual",
    "corrupt": "faults",
    "calibrate": "faults",
    "gx": "gx",
}
"""Command -> the module of textgate.commands that has it; only that one is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. Nothing is raised."""
    # Before numpy is imported: its threads are of no use to array operations of this size and cost 50 ms.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is made at start-up stays: to look 200 times whether it is garbage takes a tenth of the time to start.
    gc.set_threshold(100_000)
    try:
        from textgate.commands.arguments import parser

        words = sys.argv[1:] if argv is None else argv
        arguments = parser(words[0] if words else None).parse_args(words)
        home = importlib.import_module(f"textgate.commands.{HOMES[arguments.command]}")
        return int(getattr(home, arguments.command)(arguments))
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
    finally:
        if argv is None:
            # The process is about to end: to look through all it holds for garbage would take 20 ms and free nothing.
            gc.freeze()


def _complain(message: str, code: int) -> int:
    print(f"textgate: {message}", file=sys.stderr)
    return code
