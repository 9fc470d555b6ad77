"""What `textgate fix` is to do, what became of each text, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.settling import Settled


class Task(NamedTuple):
    """What to do with the repairs: write text files, or one file of records to ``write_to``; ``record`` is a
    file for one line of JSON per change."""

    write: bool = False
    write_to: Path | None = None
    unsafe: bool = False
    record: Path | None = None


class Result(NamedTuple):
    """What became of one document. ``problem`` says why it was not read or not written."""

    document: Document
    settled: Settled
    written: bool = False
    problem: str | None = None
    unread: bool = False


@dataclass(slots=True)
class Tally:
    """Counts over results."""

    safe: int = 0
    unsafe: int = 0
    more: int = 0
    changed: int = 0
    written: int = 0
    left: int = 0
    unread: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        changes = result.settled.changes
        self.safe += sum(change.safe for change in changes)
        self.unsafe += sum(not change.safe for change in changes)
        self.more += result.settled.more
        self.changed += bool(changes)
        self.written += result.written
        self.left += bool(result.settled.left) or result.settled.restless
        self.unread += result.unread

    @property
    def exit_code(self) -> int:
        """0: nothing is left to do. 1: changes would be made or were left. 3: something was not read or written."""
        if self.unread:
            return 3
        return 1 if self.changed > self.written or self.left else 0

    def sentence(self, task: Task) -> str:
        """The summary of a run."""
        more = f"; {self.more:,} more with --unsafe" if self.more else ""
        if self.safe + self.unsafe == 0:
            return f"Nothing to change{more}."
        one = self.safe == 1 and not task.unsafe
        verb = f"{'was' if one else 'were'} made" if task.write or task.write_to else "would be made"
        told = f"{_counted(self.safe, 'safe change')}"
        told += f" and {self.unsafe:,} unsafe {verb}" if task.unsafe else f" {verb}"
        told += f" in {_counted(self.changed, 'text')}"
        if (task.write or task.write_to) and self.written < self.changed:
            told += f", {_counted(self.changed - self.written, 'text')} of them not written"
        return f"{told}{more}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def told(result: Result, task: Task) -> Iterator[str]:
    """What to print of a result: the diff, or that the text was written."""
    name = escape_excerpt(result.document.id)
    if result.written:
        yield f"{name}: {_counted(len(result.settled.changes), 'change')} written"
    elif not task.write:
        from textgate.commands.diff import unified

        yield from unified(name, result.document.text, result.settled.changes)


def changes_of(result: Result) -> Iterator[dict[str, Any]]:
    """The changes as JSON-ready records; offsets are code points of the text as it was."""
    document = result.document
    for change in result.settled.changes:
        place = {"document": document.id, "path": document.path, "record": document.record}
        yield {**place, **change._asdict(), "written": result.written}


def lines_of(result: Result) -> Iterator[bytes]:
    """The changes as lines of JSON."""
    from textgate.reporters.encode import encode

    return (encode(record) + b"\n" for record in changes_of(result))
