"""The words of the command line: all commands but `check`."""

from __future__ import annotations

import argparse
from pathlib import Path

from textgate.commands.argument_types import (
    Help,
    add_reading,
    documents,
    fraction,
    jobs,
    record,
)

_FIX_EXAMPLES = """\
examples:
  textgate fix docs/                        show what would change
  textgate fix docs/ --write                write it: encoding, line ends and byte-order mark stay
  textgate fix corpus.jsonl --unsafe --write-to repaired.jsonl --output-record changes.jsonl

exit codes:
  0 nothing to change, or all written   1 changes are left   2 wrong usage   3 something was not read or written
"""


_BASELINE_EXAMPLES = """\
examples:
  textgate baseline                         know all findings of today; afterwards: compare with the file
  textgate baseline --update                take out what is gone; with every fault that is mended it gets shorter
  textgate baseline --add docs/new.md       accept the new findings of one file, too

exit codes:
  0 written, or nothing new and nothing gone   1 something is new or gone   2 wrong usage, or a broken file
  3 something could not be evaluated or written
"""

_COMPARE_EXAMPLES = """\
examples:
  textgate compare old/verdicts.jsonl reports/verdicts.jsonl
  textgate compare old/ reports/ --markdown --fail-on-new >> "$GITHUB_STEP_SUMMARY"

exit codes:
  0 compared   1 with --fail-on-new: there is something new   2 wrong usage, or a broken file
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """All commands but `check`."""
    _add_fix(commands)
    _add_baseline(commands)
    _add_inspect(commands)
    _add_compare(commands)
    _add_gx(commands)
    _add_others(commands)


def _add_fix(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fix = commands.add_parser(
        "fix",
        help="repair texts, or show how",
        description="Repair texts, or show how. Repairs that are proven or harmless are made at once, the others "
        "with --unsafe.",
        epilog=_FIX_EXAMPLES,
        formatter_class=Help,
    )
    fix.add_argument("paths", nargs="*", metavar="PATHS", help="files, folders, glob patterns")
    fix.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    fix.add_argument("--unsafe", action="store_true", help="also delete spam, replace look-alike letters ...")
    where = fix.add_mutually_exclusive_group()
    where.add_argument("--diff", action="store_true", help="show the changes and write nothing (the default)")
    where.add_argument("--write", action="store_true", help="write the repaired texts into their files")
    where.add_argument(
        "--write-to", type=Path, metavar="NEWFILE", help="write one file of records, repaired, to a new file"
    )
    fix.add_argument(
        "--output-record", type=Path, metavar="FILE", help="also write every change as one line of JSON"
    )
    add_reading(fix)


def _add_baseline(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    baseline = commands.add_parser(
        "baseline",
        help="take today's findings for known, and keep the list of them short",
        description="Write the findings of today into a file. `textgate check` then fails for new ones only.",
        epilog=_BASELINE_EXAMPLES,
        formatter_class=Help,
    )
    baseline.add_argument("paths", nargs="*", metavar="PATHS", help="files, folders, glob patterns")
    baseline.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    baseline.add_argument(
        "--baseline", type=Path, metavar="FILE", help="the file (.textgate-baseline.json beside the rules)"
    )
    baseline.add_argument("--update", action="store_true", help="take out what is gone; nothing is added")
    baseline.add_argument("--add", action="store_true", help="add what is new")
    baseline.add_argument("--jobs", type=jobs, metavar="N", help="number of processes")
    add_reading(baseline)
    # Judged as `check` does, so what it has judged before need not be judged again.
    baseline.set_defaults(
        engine="local",
        ray_address=None,
        spark_master=None,
        cache=None,
        no_cache=False,
        resume=False,
        timings=False,
    )


def _add_inspect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    inspect = commands.add_parser(
        "inspect",
        help="everything that is known of one text",
        description="Show everything that is known of one text: how its bytes were read, its scripts and\n"
        "language, every finding with its evidence, the text before the accident, and what each rule measured.",
        formatter_class=Help,
    )
    inspect.add_argument("file", metavar="FILE", help="the file, - for stdin")
    inspect.add_argument(
        "--record", type=record, metavar="N", help="of a file of records, the record in line or row N"
    )
    inspect.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    inspect.add_argument("--json", action="store_true", help="as JSON, with every place")
    inspect.add_argument("--verbose", action="store_true", help="every place, and rules that are off")
    inspect.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours (auto)"
    )
    add_reading(inspect)


def _add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compare = commands.add_parser(
        "compare",
        help="what is new, fixed and left between two runs",
        description="Compare the verdicts of two runs: verdicts.jsonl, a report in JSON, or a report folder.",
        epilog=_COMPARE_EXAMPLES,
        formatter_class=Help,
    )
    compare.add_argument("old", type=Path, metavar="OLD", help="verdicts of the run before")
    compare.add_argument("new", type=Path, metavar="NEW", help="verdicts of the run after")
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="as Markdown, for a pull request")
    form.add_argument("--json", action="store_true", help="as JSON")
    compare.add_argument("--fail-on-new", action="store_true", help="exit with 1 when there are new findings")


def _add_gx(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    gx = commands.add_parser(
        "gx",
        help="the gate and the verdicts for Great Expectations",
        description="Write the gate of the rules as a suite of Great Expectations, and verdicts as the table that the "
        "suite is about. Neither needs Great Expectations.",
        formatter_class=Help,
    )
    actions = gx.add_subparsers(dest="action", metavar="ACTION", required=True)
    suite = actions.add_parser(
        "suite",
        help="write the gate and the corpus section as a suite (JSON)",
        description="Write the gate and the corpus section of the rules as a suite (JSON).",
        formatter_class=Help,
    )
    suite.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    suite.add_argument("--to", type=Path, metavar="FILE", help="where to write (standard output)")
    suite.add_argument("--name", default="textgate", metavar="NAME", help="name of the suite (textgate)")
    suite.add_argument(
        "--verdicts",
        type=Path,
        metavar="FILE",
        help="verdicts.jsonl of a run, for the values of expectations with `by`",
    )
    table = actions.add_parser(
        "table",
        help="write verdicts as a flat table: numbers and names, no text",
        description="Write verdicts as a flat table, one row per document: numbers and names, no text.",
        formatter_class=Help,
    )
    table.add_argument(
        "verdicts", type=Path, metavar="VERDICTS", help="verdicts.jsonl of a run, or its folder"
    )
    table.add_argument(
        "--to", type=Path, metavar="FILE", required=True, help="where to write; FILE ends in .csv or .parquet"
    )
    table.add_argument("--rules", type=Path, metavar="FILE", help="the rules file of the run")


def _add_others(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = commands.add_parser(
        "init", help="write a commented rules file", description="Write a commented rules file."
    )
    init.add_argument("file", nargs="?", default="rules.yaml", metavar="FILE", help="where to (rules.yaml)")
    init.add_argument(
        "--preset", default="recommended", metavar="NAME", help="what to start from (recommended)"
    )
    init.add_argument("--force", action="store_true", help="overwrite the file")

    rules = commands.add_parser(
        "rules", help="show the rules in force", description="Show the rules in force."
    )
    rules.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")

    corrupt = commands.add_parser(
        "corrupt",
        formatter_class=Help,
        help="put known faults into your own good texts",
        description="Put known faults into good texts and write them as JSONL, one object a line: id, text, "
        "label, kind, severity and spans of the damage. The good texts are written, too. Without --kind, "
        "the kinds take turns.",
    )
    corrupt.add_argument("paths", nargs="*", metavar="PATHS", help="good texts: files, folders, patterns, -")
    corrupt.add_argument("--to", metavar="FILE", default="-", help="where to write (standard output)")
    corrupt.add_argument(
        "--kind", action="append", default=[], metavar="KIND", help="only this kind of fault"
    )
    corrupt.add_argument(
        "--severity",
        type=fraction,
        default=0.3,
        metavar="SHARE",
        help="share of a text that is damaged (0.3)",
    )
    corrupt.add_argument(
        "--seed", type=int, default=0, metavar="N", help="the same seed makes the same faults (0)"
    )
    corrupt.add_argument("--rules", type=Path, metavar="FILE", help="the rules file, for its paths")
    add_reading(corrupt)

    calibrate = commands.add_parser(
        "calibrate",
        formatter_class=Help,
        help="measure the rules on your own good texts",
        description="Judge good texts as they are, and again with known faults put in; show what was missed, what "
        "was a false alarm, and which settings would help.",
    )
    calibrate.add_argument(
        "paths", nargs="*", metavar="PATHS", help="good texts: files, folders, patterns, -"
    )
    calibrate.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    calibrate.add_argument(
        "--kind", action="append", default=[], metavar="KIND", help="only this kind of fault"
    )
    calibrate.add_argument(
        "--severity",
        type=fraction,
        default=0.3,
        metavar="SHARE",
        help="share of a text that is damaged (0.3)",
    )
    calibrate.add_argument(
        "--seed", type=int, default=0, metavar="N", help="the same seed makes the same faults (0)"
    )
    calibrate.add_argument(
        "--documents",
        type=documents,
        default=500,
        metavar="N",
        help="documents to use, from the first on (500)",
    )
    add_reading(calibrate)

    explain = commands.add_parser(
        "explain",
        formatter_class=Help,
        help="the manual page of a check",
        description="Show the manual page of a check.",
    )
    explain.add_argument(
        "check", nargs="?", metavar="CHECK", help="name of a check; without one, all are listed"
    )

    commands.add_parser(
        "schema",
        help="JSON Schema of rules files",
        description="Print the JSON Schema of rules files, for editors.",
    )
    completion = commands.add_parser(
        "completion",
        formatter_class=Help,
        help="shell completion",
        description="Print a completion script for a shell.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
