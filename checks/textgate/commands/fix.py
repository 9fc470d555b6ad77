"""`textgate fix`: show or make the repairs that the findings prove."""

from __future__ import annotations

import argparse
import sys

from textgate.commands import REPORT_FOLDER, OutputError, UsageError, paths_of, reading_of, rules_in_force


def fix(arguments: argparse.Namespace) -> int:
    """Show or make repairs."""
    from textgate.commands import fix_result, fixing
    from textgate.commands.excuses import policy_of_today
    from textgate.excerpt import escape_excerpt
    from textgate.sources import STDIN, PathError, paths

    rules = rules_in_force(arguments.rules)
    # A report quotes the very faults that it reports: repaired, it would be wrong.
    report = None if rules.folder is None else rules.folder / REPORT_FOLDER
    reading = reading_of(arguments, rules, report)
    task = fix_result.Task(arguments.write, arguments.write_to, arguments.unsafe, arguments.output_record)
    names = paths_of(arguments, rules)
    if STDIN in names:
        raise UsageError("fix works on files; name a file or a folder instead of -")
    tally = fix_result.Tally()
    try:
        files = paths.find(names, base=reading.base, exclude=reading.exclude, gitignore=reading.gitignore)
        for result in fixing.fix(files, reading, policy_of_today(rules.policy), task):
            tally.add(result)
            for line in fix_result.told(result, task):
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
