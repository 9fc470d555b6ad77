"""The commands of the command line, and what they share: exit codes, the rules in force, the texts to read."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textgate.batch import Document
    from textgate.policy import Policy
    from textgate.sources import Reading, Skipped

PASSED, FAILED, MISUSED, NOT_EVALUATED, INTERRUPTED = 0, 1, 2, 3, 130
RULES_FILES = ("textgate.yaml", "rules.yaml")
REPORT_FOLDER = "reports"


class UsageError(Exception):
    """The command cannot be carried out as it was given. The message says why and what to do."""


class OutputError(Exception):
    """A result could not be written."""


class Rules(NamedTuple):
    """The policy in force, and the file and folder that it came from (None: the recommended preset)."""

    policy: Policy
    file: Path | None

    @property
    def folder(self) -> Path | None:
        """The folder of the rules file."""
        return None if self.file is None else self.file.parent


def find_rules(folder: Path) -> Path | None:
    """The rules file of a folder: in it or above it, up to the root of its repository."""
    for place in (folder, *folder.parents):
        for name in RULES_FILES:
            if (place / name).is_file():
                return place / name
        if (place / ".git").exists():
            return None
    return None


def rules_in_force(given: Path | None) -> Rules:
    """The policy of a rules file, of the one found nearby, or of the recommended preset."""
    from textgate.rules import RulesError, default, load

    file = given or find_rules(Path.cwd())
    if file is None:
        return Rules(default(), None)
    try:
        policy = load(file.read_bytes(), source=shown(file))
    except OSError as problem:
        raise UsageError(
            f"{file}: cannot be read ({problem.strerror}); name a rules file with --rules, "
            "or write one with: textgate init"
        ) from None
    except RulesError as problem:
        raise UsageError(f"the rules have mistakes\n{problem}") from None
    for warning in policy.warnings:
        print(f"textgate: {warning}", file=sys.stderr)
    return Rules(policy, file.absolute())


def documents_of(
    arguments: argparse.Namespace, rules: Rules, report: Path | None
) -> tuple[Iterator[Document], list[Skipped]]:
    """The documents to judge, and the list that fills with the skipped files while they are read."""
    from textgate import sources

    skipped: list[Skipped] = []
    try:
        paths = paths_of(arguments, rules)
        return sources.read(paths, reading_of(arguments, rules, report), skipped=skipped), skipped
    except sources.PathError as problem:
        raise UsageError(str(problem)) from None


def paths_of(arguments: argparse.Namespace, rules: Rules) -> list[str]:
    """The paths to read: those given, else those of the rules, else the working directory."""
    if arguments.paths:
        return list(arguments.paths)
    if rules.folder is not None and rules.policy.paths:
        return [str(rules.folder / path) for path in rules.policy.paths]
    return ["."]


def base_of(rules: Rules) -> Path:
    """The folder that names of documents are relative to."""
    here = Path.cwd()
    # That of the rules, whose globs speak of the names, wherever in the repository we were started.
    return rules.folder if rules.folder is not None and here.is_relative_to(rules.folder) else here


def reading_of(arguments: argparse.Namespace, rules: Rules, report: Path | None) -> Reading:
    """How texts are to be read."""
    from textgate.sources import Reading

    base = base_of(rules)
    exclude = rules.policy.exclude
    if report is not None and report.absolute().is_relative_to(base):
        # The report of the run before is made of the very faults that we look for.
        exclude = (*exclude, f"/{report.absolute().relative_to(base).as_posix()}/")
    given = vars(arguments)
    for known in (
        given.get("baseline"),
        given.get("data_docs"),
        rules.folder / rules.policy.baseline if rules.folder and rules.policy.baseline else None,
    ):
        # So do the file of known findings, unless it is hidden, and the pages of Great Expectations.
        if known is not None and known.absolute() != base and known.absolute().is_relative_to(base):
            exclude = (*exclude, f"/{known.absolute().relative_to(base).as_posix()}")
    return Reading(
        base=base,
        exclude=exclude,
        gitignore=not arguments.no_gitignore,
        text_field=arguments.text_field,
        id_field=arguments.id_field,
        language_field=arguments.language_field,
        stdin_name=arguments.stdin_name,
        max_bytes=arguments.max_size,
    )


def shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def colored(wish: str, terminal: bool) -> bool:
    """Whether to write colours: as wished, or, for "auto", to a terminal that shows them."""
    if wish != "auto":
        return wish == "always"
    # https://no-color.org: any value but the empty one switches colours off.
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns of the terminal."""
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80
