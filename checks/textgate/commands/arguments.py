"""The words of the command line: commands, options, help."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

from textgate import __version__

_EXAMPLES = """\
examples:
  textgate check notes.txt                  one file
  textgate check docs/ 'pages/**/*.html'    a folder, and a pattern
  textgate check corpus.jsonl.gz --text-field body.text --jobs 8
  zcat pages.gz | textgate check - --stdin-name pages.jsonl --output jsonl=verdicts.jsonl
  textgate init                             write a commented rules.yaml
  textgate explain injected_spam            what a check looks for, and what it cannot see

exit codes:
  0 passed   1 the gate failed   2 wrong usage or rules   3 something could not be evaluated or written
"""

_CHECK_EXAMPLES = """\
Without PATHS, the paths of the rules file are checked, else the working directory. Folders are read
recursively; hidden entries, binary files and what .gitignore names are left out. Files ending in .jsonl
or .ndjson hold one document a line, .parquet, .arrow and .feather one a row, .warc and .wet one a record, and
.csv and .tsv one a row when --text-field names the column of the text. All but Parquet may be compressed (.gz,
.bz2, .xz, .zst). A URL such as s3://bucket/crawl/ is read when the package for it is installed.

Without --rules, textgate.yaml or rules.yaml is looked for in the working directory and above it, up to
the root of the repository; without one, the recommended preset applies.

examples:
  textgate check                            what rules.yaml says
  textgate check docs/ --output sarif=textgate.sarif --output text=findings.txt
  textgate check corpus.jsonl --text-field content --id-field url --report reports
  textgate check crawl/ --engine ray --ray-address auto --cache /shared/parts --verdicts verdicts.parquet
"""


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


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of one width. Without it, argparse asks for the size of the terminal once for every option, even when
    no help is wanted."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    main = argparse.ArgumentParser(
        prog="textgate",
        description="A linter and quality gate for text: mojibake, injected spam, truncation, mixed scripts.",
        epilog=_EXAMPLES,
        formatter_class=_Help,
    )
    main.add_argument("--version", action="version", version=f"textgate {__version__}")
    commands = main.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_check(commands)
    _add_fix(commands)
    _add_baseline(commands)
    _add_inspect(commands)
    _add_compare(commands)
    _add_gx(commands)
    _add_others(commands)
    return main


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="judge texts by the rules",
        description="Judge texts by the rules.",
        epilog=_CHECK_EXAMPLES,
        formatter_class=_Help,
    )
    check.add_argument("paths", nargs="*", metavar="PATHS", help="files, folders, glob patterns, - for stdin")
    check.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    check.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="number of processes (default: all processors, for large inputs)",
    )

    _add_engine(check)
    _add_corpus(check)

    known = check.add_argument_group("known findings")
    known.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="file of known findings, which do not count (.textgate-baseline.json, where there is one)",
    )
    known.add_argument("--no-baseline", action="store_true", help="count known findings, too")
    known.add_argument(
        "--strict-suppressions",
        action="store_true",
        help="fail when a baseline, an ignore entry or a comment excuses nothing, or is over",
    )

    results = check.add_argument_group("results")
    results.add_argument(
        "--output",
        type=_output,
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help="also write the results in this format; PATH - is standard output; may be repeated",
    )
    results.add_argument(
        "--verdicts",
        type=Path,
        metavar="PATH",
        help="also write the verdicts, one a row; PATH ends in .jsonl or .parquet",
    )
    results.add_argument(
        "--report",
        metavar="DIR",
        help="folder of the HTML report (default: reports beside the rules file; none for a single text)",
    )
    results.add_argument("--no-report", action="store_true", help="write no HTML report")
    results.add_argument("--quiet", action="store_true", help="one line per document that does not pass")
    results.add_argument(
        "--verbose", action="store_true", help="every place of every finding, and skipped files"
    )
    results.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours (auto)"
    )
    results.add_argument(
        "--hook", action="store_true", help="run as a hook: no report, no progress, few words"
    )

    results.add_argument(
        "--metrics", action="store_true", help="keep the value of every rule in json and jsonl"
    )
    _add_reading(check)


def _add_corpus(check: argparse.ArgumentParser) -> None:
    corpus = check.add_argument_group("the corpus section of the rules (needs textgate[gx])")
    corpus.add_argument(
        "--data-docs",
        type=Path,
        metavar="DIR",
        help="folder for Data Docs, the pages of Great Expectations about the corpus",
    )
    corpus.add_argument(
        "--parameter",
        type=_parameter,
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="number for {$PARAMETER: NAME}; may be repeated",
    )
    corpus.add_argument("--no-corpus", action="store_true", help="leave the corpus section out")


def _add_engine(check: argparse.ArgumentParser) -> None:
    engine = check.add_argument_group("large inputs")
    engine.add_argument(
        "--engine",
        choices=("local", "ray", "spark"),
        default="local",
        help="who judges: processes of this machine (default), Ray, Spark; the answer is the same",
    )
    engine.add_argument("--ray-address", metavar="ADDRESS", help="of a Ray cluster; auto: the one running here")
    engine.add_argument("--spark-master", metavar="URL", help="of Spark (this machine)")
    engine.add_argument(
        "--resume",
        action="store_true",
        help="go on where the last run stopped; files of the same size and time of change are not read again",
    )
    engine.add_argument(
        "--cache",
        metavar="DIR",
        help="folder for results of unchanged inputs (default: .textgate_cache beside the rules file)",
    )
    engine.add_argument("--no-cache", action="store_true", help="judge everything again, and keep nothing")


def _add_fix(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fix = commands.add_parser(
        "fix",
        help="repair texts, or show how",
        description="Repair texts, or show how. Repairs that are proven or harmless are made at once, the others "
        "with --unsafe.",
        epilog=_FIX_EXAMPLES,
        formatter_class=_Help,
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
    _add_reading(fix)


def _add_baseline(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    baseline = commands.add_parser(
        "baseline",
        help="take today's findings for known, and keep the list of them short",
        description="Write the findings of today into a file. `textgate check` then fails for new ones only.",
        epilog=_BASELINE_EXAMPLES,
        formatter_class=_Help,
    )
    baseline.add_argument("paths", nargs="*", metavar="PATHS", help="files, folders, glob patterns")
    baseline.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    baseline.add_argument(
        "--baseline", type=Path, metavar="FILE", help="the file (.textgate-baseline.json beside the rules)"
    )
    baseline.add_argument("--update", action="store_true", help="take out what is gone; nothing is added")
    baseline.add_argument("--add", action="store_true", help="add what is new")
    baseline.add_argument("--jobs", type=_jobs, metavar="N", help="number of processes")
    _add_reading(baseline)
    # Judged as `check` does, so what it has judged before need not be judged again.
    baseline.set_defaults(
        engine="local", ray_address=None, spark_master=None, cache=None, no_cache=False, resume=False
    )


def _add_inspect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    inspect = commands.add_parser(
        "inspect",
        help="everything that is known of one text",
        description="Show everything that is known of one text: how its bytes were read, its scripts and\n"
        "language, every finding with its evidence, the text before the accident, and what each rule measured.",
        formatter_class=_Help,
    )
    inspect.add_argument("file", metavar="FILE", help="the file, - for stdin")
    inspect.add_argument(
        "--record", type=_record, metavar="N", help="of a file of records, the record in line or row N"
    )
    inspect.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    inspect.add_argument("--json", action="store_true", help="as JSON, with every place")
    inspect.add_argument("--verbose", action="store_true", help="every place, and rules that are off")
    inspect.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (auto)")
    _add_reading(inspect)


def _add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compare = commands.add_parser(
        "compare",
        help="what is new, fixed and left between two runs",
        description="Compare the verdicts of two runs: verdicts.jsonl, a report in JSON, or a report folder.",
        epilog=_COMPARE_EXAMPLES,
        formatter_class=_Help,
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
        formatter_class=_Help,
    )
    actions = gx.add_subparsers(dest="action", metavar="ACTION", required=True)
    suite = actions.add_parser(
        "suite",
        help="write the gate and the corpus section as a suite (JSON)",
        description="Write the gate and the corpus section of the rules as a suite (JSON).",
        formatter_class=_Help,
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
        formatter_class=_Help,
    )
    table.add_argument("verdicts", type=Path, metavar="VERDICTS", help="verdicts.jsonl of a run, or its folder")
    table.add_argument(
        "--to", type=Path, metavar="FILE", required=True, help="where to write; FILE ends in .csv or .parquet"
    )
    table.add_argument("--rules", type=Path, metavar="FILE", help="the rules file of the run")


def _add_reading(command: argparse.ArgumentParser) -> None:
    reading = command.add_argument_group("reading")
    reading.add_argument(
        "--text-field", metavar="NAME", help="field of a record with the text; a.b looks into objects, a.0 into lists"
    )
    reading.add_argument("--id-field", metavar="NAME", help="field of a record with its identifier")
    reading.add_argument(
        "--language-field", metavar="NAME", help="field of a record with its language (BCP 47)"
    )
    reading.add_argument(
        "--stdin-name", default="<stdin>", metavar="NAME", help="name of what comes from stdin"
    )
    reading.add_argument(
        "--max-size",
        type=_size,
        default=10 << 20,
        metavar="SIZE",
        help="largest document: 500k, 64M, 1G (10M); a larger one is an error, never cut",
    )
    reading.add_argument("--no-gitignore", action="store_true", help="read what .gitignore names, too")


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
        formatter_class=_Help,
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
        type=_fraction,
        default=0.3,
        metavar="SHARE",
        help="share of a text that is damaged (0.3)",
    )
    corrupt.add_argument(
        "--seed", type=int, default=0, metavar="N", help="the same seed makes the same faults (0)"
    )
    corrupt.add_argument("--rules", type=Path, metavar="FILE", help="the rules file, for its paths")
    _add_reading(corrupt)

    calibrate = commands.add_parser(
        "calibrate",
        formatter_class=_Help,
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
        type=_fraction,
        default=0.3,
        metavar="SHARE",
        help="share of a text that is damaged (0.3)",
    )
    calibrate.add_argument(
        "--seed", type=int, default=0, metavar="N", help="the same seed makes the same faults (0)"
    )
    calibrate.add_argument(
        "--documents",
        type=_documents,
        default=500,
        metavar="N",
        help="documents to use, from the first on (500)",
    )
    _add_reading(calibrate)

    explain = commands.add_parser(
        "explain",
        formatter_class=_Help,
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
        formatter_class=_Help,
        help="shell completion",
        description="Print a completion script for a shell.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


def _checked(convert: Callable[[str], int], text: str, message: str) -> int:
    try:
        value = convert(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(message)
    return value


def _jobs(text: str) -> int:
    return _checked(int, text, f"{text!r} is not a number of processes; give 1 or more")


def _record(text: str) -> int:
    return _checked(int, text, f"{text!r} is not the number of a record; the first one is 1")


def _documents(text: str) -> int:
    return _checked(int, text, f"{text!r} is not a number of documents; give 1 or more")


def _parameter(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not name or not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=NUMBER; for example: least=1000")
    return name, int(value) if value.is_integer() else value


def _fraction(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share; give a number above 0 and up to 1")
    return value


def _size(text: str) -> int:
    factor = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}.get(text[-1:].lower(), 1)
    digits = text[:-1] if factor > 1 else text
    return factor * _checked(int, digits, f"{text!r} is not a size; write it as 500k, 64M or 1G")


def _output(text: str) -> tuple[str, str]:
    from textgate.reporters import FORMATS

    format, equals, place = text.partition("=")
    if not equals or not place:
        raise argparse.ArgumentTypeError(f"{text!r} is not FORMAT=PATH; for example: jsonl=verdicts.jsonl")
    if format not in FORMATS:
        raise argparse.ArgumentTypeError(f"there is no format {format!r}; there are: {', '.join(FORMATS)}")
    return format, place
