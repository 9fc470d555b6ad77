"""pytest: documents as test items, and the fixture ``textgate``.

pytest imports this module whenever it starts, whether the tests use it or not, so it imports nothing of textgate
until a document is there to be judged.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from textgate.batch import Document
    from textgate.policy import Policy
    from textgate.verdict import Verdict

FILES = (
    *("*.txt", "*.md", "*.markdown", "*.rst", "*.adoc", "*.html", "*.htm"),
    *("*.jsonl", "*.ndjson", "*.jsonl.gz", "*.jsonl.zst"),
)
"""Files that are documents, unless ``textgate_files`` says otherwise. A file named on the command line always is."""

NAME_LENGTH = 100
"""Longest name of an item, in code points. Identifiers of records may be whole addresses."""


@dataclass(frozen=True)
class _Rules:
    """The policy in force, where it comes from, and the folder that names of documents are relative to."""

    policy: Policy
    source: str
    base: Path


_RULES = pytest.StashKey[_Rules]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of the command line and of the ini file."""
    group = parser.getgroup("textgate", "quality of texts (textgate)")
    group.addoption(
        "--textgate",
        action="store_true",
        help="judge the documents among the collected files, each as a test",
    )
    group.addoption("--textgate-rules", metavar="FILE", help="the rules file (default: see textgate_rules)")
    parser.addini(
        "textgate_rules",
        "the rules file, relative to this file; without it, textgate.yaml or rules.yaml in or above the root folder, "
        "else the recommended rules",
        default="",
    )
    parser.addini(
        "textgate_files", f"globs of the files that are documents (default: {' '.join(FILES)})", "args", FILES
    )
    parser.addini(
        "textgate_text_field", "field of a record with the text (default: the usual names)", default=""
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker; with --textgate, read the rules, so that their mistakes end the run before it begins."""
    config.addinivalue_line("markers", "textgate: a document that is judged by textgate")
    if config.getoption("textgate"):
        _rules(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> TextFile | None:
    """Collect a file as documents, if it is to be judged."""
    if not parent.config.getoption("textgate"):
        return None
    wanted = any(file_path.match(glob) for glob in parent.config.getini("textgate_files"))
    # A module that is named on the command line is named for its tests.
    named = parent.session.isinitpath(file_path) and file_path.suffix != ".py"
    return TextFile.from_parent(parent, path=file_path) if wanted or named else None


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which rules apply, and what is to be remarked of them."""
    if not config.getoption("textgate"):
        return []
    rules = _rules(config)
    return [f"textgate: {rules.source}", *(f"textgate: {warning}" for warning in rules.policy.warnings)]


@pytest.fixture(scope="session", name="textgate")
def textgate_fixture(pytestconfig: pytest.Config) -> Textgate:
    """The rules of this project, ready to judge texts: ``textgate.assert_clean(text_or_path)``."""
    return Textgate(_rules(pytestconfig).policy)


@dataclass(frozen=True)
class Textgate:
    """What the fixture ``textgate`` gives."""

    policy: Policy = field(repr=False)

    def assert_clean(self, text_or_path: str | os.PathLike[str], *, language: str | None = None) -> None:
        """Assert that a text (``str``), a file or all texts of a folder (``Path``) pass the rules of this project.

        Raises:
            UncleanTextError, ValueError, FileNotFoundError: see ``textgate.testing.assert_clean``.

        """
        from textgate.testing import assert_clean

        __tracebackhide__ = True
        assert_clean(text_or_path, self.policy, language=language)

    def check(self, text: str, *, language: str | None = None) -> Verdict:
        """The verdict of one text by the rules of this project."""
        from textgate.api import check_text

        return check_text(text, self.policy, language=language)


class TextFile(pytest.File):
    """A file of documents: one for a text, one for each record of a file of records."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._chunks: list[list[Document]] = []
        self._verdicts: dict[int, list[Verdict]] = {}

    def collect(self) -> Iterator[TextItem]:
        """One item for each document, in the order of the file."""
        from textgate import sources
        from textgate.batch import chunked

        rules = _rules(self.config)
        reading = sources.Reading(
            base=rules.base,
            exclude=rules.policy.exclude,
            text_field=self.config.getini("textgate_text_field") or None,
        )
        self._chunks = list(chunked(sources.read([str(self.path)], reading)))
        for chunk, documents in enumerate(self._chunks):
            for place, document in enumerate(documents):
                yield TextItem.from_parent(self, name=_name(document), document=document, at=(chunk, place))

    def verdict(self, at: tuple[int, int]) -> Verdict:
        """The verdict of one document. The others of its chunk are judged along with it: together costs less."""
        from textgate.api import check_documents

        chunk, place = at
        if chunk not in self._verdicts:
            self._verdicts[chunk] = list(check_documents(self._chunks[chunk], _rules(self.config).policy))
        return self._verdicts[chunk][place]


class TextItem(pytest.Item):
    """One document as a test. ``at`` is its chunk, and its place in the chunk."""

    def __init__(self, *, document: Document, at: tuple[int, int], **arguments: Any) -> None:
        super().__init__(**arguments)
        self._document = document
        self._at = at
        self.add_marker("textgate")

    def runtest(self) -> None:
        """Judge the document."""
        from textgate.reporters.text import describe
        from textgate.testing import UncleanTextError

        assert isinstance(self.parent, TextFile)
        verdict = self.parent.verdict(self._at)
        if verdict.verdict == "pass" and not verdict.findings:
            return
        message = f"{self._place(verdict)}{describe(self._document, verdict)}"
        if verdict.verdict != "pass":
            raise UncleanTextError(message, [verdict])
        self.add_report_section("call", "textgate warnings", message)

    def _place(self, verdict: Verdict) -> str:
        """Where a record is; the lines of its findings are lines of its text. An error says its place itself."""
        from textgate.reporters.location import locate

        if verdict.record is None or verdict.error is not None:
            return ""
        location = locate(self._document, verdict, None)
        return f"{location.path}:{location.line}: "

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | TerminalRepr:
        """The findings instead of a traceback."""
        from textgate.testing import UncleanTextError

        if isinstance(excinfo.value, UncleanTextError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the document is: its file, and the 0-based line of a record."""
        from textgate.excerpt import escape_excerpt

        return self.path, self._document.record or 0, f"textgate: {escape_excerpt(self._document.id)}"


def _name(document: Document) -> str:
    """The name of an item: the identifier of a record, or ``textgate`` for a file that is one document."""
    from textgate.excerpt import escape_excerpt

    if document.record is None:
        return "textgate"
    name = escape_excerpt(document.id.removeprefix(document.path or ""))
    return name if len(name) <= NAME_LENGTH else f"{name[:NAME_LENGTH]}…#{document.record + 1}"


def _rules(config: pytest.Config) -> _Rules:
    """The rules in force, read once.

    Raises:
        pytest.UsageError: they cannot be read; the message lists all mistakes.

    """
    if _RULES not in config.stash:
        config.stash[_RULES] = _read_rules(config)
    return config.stash[_RULES]


def _read_rules(config: pytest.Config) -> _Rules:
    from textgate.commands import find_rules
    from textgate.rules import RulesError, default, load

    file = _rules_file(config) or find_rules(config.rootpath)
    if file is None:
        return _Rules(default(), "the recommended rules", config.rootpath)
    source = os.path.relpath(file, config.rootpath)
    try:
        policy = load(file.read_bytes(), source=source)
    except OSError as problem:
        raise pytest.UsageError(
            f"textgate: {source}: cannot be read ({problem.strerror}); correct --textgate-rules or textgate_rules"
        ) from None
    except RulesError as problem:
        raise pytest.UsageError(f"textgate: the rules have mistakes\n{problem}") from None
    # Names are relative to the rules, whose globs speak of them, as they are on the command line of textgate.
    base = file.parent if config.rootpath.is_relative_to(file.parent) else config.rootpath
    return _Rules(policy, source, base)


def _rules_file(config: pytest.Config) -> Path | None:
    """The rules file that the command line names, or the ini file."""
    if config.getoption("textgate_rules"):
        return config.invocation_params.dir / str(config.getoption("textgate_rules"))
    named = config.getini("textgate_rules")
    folder = config.rootpath if config.inipath is None else config.inipath.parent
    return folder / named if named else None
