"""The words of the command line: commands, options, help."""

from __future__ import annotations

import argparse
from pathlib import Path

from textgate import __version__
from textgate.commands.argument_types import Help, add_reading, jobs, output, parameter

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


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser of the whole command line.

    When the ``command`` is known to be `check`, the others are left out: a hook runs it for every commit.
    """
    main = argparse.ArgumentParser(
        prog="textgate",
        description="A linter and quality gate for text: mojibake, injected spam, truncation, mixed scripts.",
        epilog=_EXAMPLES,
        formatter_class=Help,
    )
    main.add_argument("--version", action="version", version=f"textgate {__version__}")
    commands = main.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_check(commands)
    if command != "check":
        from textgate.commands import other_arguments

        other_arguments.add(commands)
    return main


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="judge texts by the rules",
        description="Judge texts by the rules.",
        epilog=_CHECK_EXAMPLES,
        formatter_class=Help,
    )
    check.add_argument("paths", nargs="*", metavar="PATHS", help="files, folders, glob patterns, - for stdin")
    check.add_argument("--rules", type=Path, metavar="FILE", help="the rules file")
    check.add_argument(
        "--jobs",
        type=jobs,
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
        type=output,
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
    results.add_argument(
        "--timings", action="store_true", help="print what every check took; judges in one process"
    )
    add_reading(check)


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
        type=parameter,
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
    engine.add_argument(
        "--ray-address", metavar="ADDRESS", help="of a Ray cluster; auto: the one running here"
    )
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
