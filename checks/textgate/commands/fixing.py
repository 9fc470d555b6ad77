"""Repairing files: read them, judge, repair until nothing changes, and write them back as they were encoded.

A file is written only when every byte that no repair touches stays as it is: encoding, byte-order mark and
line ends are kept, and a file that does not come back byte for byte from being decoded and encoded is left
alone. Records are never written over their own file.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from textgate import sources
from textgate.atomic import AtomicFile, write_file
from textgate.batch import NO_DAMAGE, Damage, Document, chunked
from textgate.excerpt import escape_excerpt
from textgate.policy import Policy
from textgate.repair import Change, apply, compose, plan
from textgate.sources import compressed
from textgate.sources.paths import File
from textgate.sources.reading import Reading, problem_of, too_large
from textgate.verdict import Verdict

ROUNDS = 10
"""Rounds of judging and repairing after which a text that still changes is given up: two checks disagree."""

MOST_ROUNDS = 100
"""The same with the rounds that are needed because a verdict keeps at most 1,000 spans of a finding."""


class FixError(Exception):
    """The files cannot be repaired in the way that was asked for. The message says why and what to do."""


class _LongLineError(Exception):
    """A line of a file of records is longer than a document may be."""


class Settled(NamedTuple):
    """A text after all its repairs.

    ``changes`` are those of the old text. ``more`` counts the changes that only ``unsafe`` would make,
    ``left`` those that the encoding cannot express. ``restless``: the text still changed when it was given up.
    """

    text: str
    changes: tuple[Change, ...]
    more: int = 0
    left: int = 0
    restless: bool = False


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


# ---- one text


def settle(
    document: Document,
    verdict: Verdict,
    policy: Policy,
    *,
    unsafe: bool = False,
    fits: Callable[[str], bool] = lambda text: True,
) -> Settled:
    """Repair a text, judge it again, and go on until nothing changes.

    Args:
        document: the document that was judged.
        verdict: the verdict on it.
        policy: the rules for the rounds after the first.
        unsafe: see ``repair.repair``.
        fits: whether a replacement can be written in the encoding of the file.

    """
    from textgate.runner import judge

    text = document.text
    history: list[_Past] = []
    rounds = full = 0
    while True:
        wanted = plan(text, verdict, unsafe=unsafe)
        found = [change for change in wanted if fits(change.after)]
        restless = bool(found) and (rounds >= ROUNDS or rounds + full >= MOST_ROUNDS)
        if not found or restless:
            break
        history.append((text, tuple(found)))
        _fold(history, whole=False)
        text = apply(text, found)
        is_full = any(finding.span_count > len(finding.spans) for finding in verdict.findings)
        rounds, full = rounds + (not is_full), full + is_full
        verdict = judge([replace(document, text=text, damage=NO_DAMAGE)], policy)[0]
    _fold(history, whole=True)
    changes = history[0][1] if history else ()
    more = 0 if unsafe else sum(not change.safe for change in plan(text, verdict, unsafe=True))
    return Settled(text, changes, more, len(wanted) - len(found), restless)


_Past = tuple[str, tuple[Change, ...]]  # a text, and what was changed in it


def _fold(history: list[_Past], *, whole: bool) -> None:
    """Make one change list of several. Lists of like length are composed first: a hundred rounds stay cheap."""
    while len(history) > 1 and (whole or len(history[-1][1]) >= len(history[-2][1])):
        _, later = history.pop()
        text, earlier = history.pop()
        history.append((text, compose(text, earlier, later)))


# ---- files


def fix(files: Iterable[File], reading: Reading, policy: Policy, task: Task) -> Iterator[Result]:
    """Repair files, one after another; one result for each text and each record.

    Raises:
        FixError: ``write_to`` is asked for, but the files are not one file of records, or are that file.
        OSError: ``task.write_to`` or ``task.record`` cannot be written.

    """
    if task.write_to is not None:
        files = [_only_records(list(files), task.write_to, task.record)]
    if task.record is None:
        yield from _results(files, reading, policy, task)
        return
    with AtomicFile(task.record) as record:
        for result in _results(files, reading, policy, task):
            record.write(b"".join(_lines_of(result)))
            yield result


def _only_records(files: Sequence[File], target: Path, record: Path | None) -> File:
    if len(files) != 1 or not _is_jsonl(files[0]):
        raise FixError("--write-to takes exactly one file of JSON lines; name it")
    if compressed.kind_of(target.name):
        raise FixError(f"{target}: the records are written uncompressed; give another name")
    if record is not None and record.absolute() == target.absolute():
        raise FixError(
            f"{target}: cannot hold the records and the changes; name another file for one of them"
        )
    if target.exists() and os.path.samefile(target, files[0].path):  # noqa: PTH121  may be a link
        raise FixError(f"{target}: is the input itself; name another file")
    return files[0]


def _is_jsonl(file: File) -> bool:
    return file.path.suffix.lower() in sources.JSONL


def _results(files: Iterable[File], reading: Reading, policy: Policy, task: Task) -> Iterator[Result]:
    for file in files:
        try:
            refusal = _refusal(file, reading)
            if refusal is not None:
                yield _unread(file, refusal)
            elif _is_jsonl(file):
                yield from _records(file, reading, policy, task)
            elif (result := _text_file(file, policy, task)) is not None:
                yield result
        except _LongLineError as problem:
            yield _unread(
                file, f"{problem}; the rest was not read" + ", nothing was written" * bool(task.write_to)
            )
        except OSError as problem:
            if task.write_to is not None and problem.filename == str(task.write_to):
                raise
            yield _unread(file, problem_of(file.name, problem))


def _refusal(file: File, reading: Reading) -> str | None:
    """Why a file is not even opened."""
    if not file.path.is_file():
        if file.path.is_dir():
            os.scandir(
                file.path
            ).close()  # the walk gives out a folder that it could not list: raise the reason
        return f"{file.name}: not a regular file; name a file or a folder"
    if compressed.kind_of(file.name):
        return f"{file.name}: compressed; expand it first"
    suffix = file.path.suffix.lower()
    if suffix == sources.PARQUET or (suffix in sources.TABLES and reading.text_field is not None):
        return f"{file.name}: tables cannot be repaired; convert the records to JSON lines first"
    if not _is_jsonl(file) and file.path.stat().st_size > reading.max_bytes:
        return too_large(file.name, reading)
    return None


def _unread(file: File, problem: str) -> Result:
    document = Document(file.name, "", path=file.name)
    return Result(document, Settled("", ()), problem=problem, unread=True)


def _text_file(file: File, policy: Policy, task: Task) -> Result | None:
    """The result for a text; None for a file that is no text."""
    from textgate.runner import judge
    from textgate.sources.binary import looks_binary
    from textgate.sources.textfile import SNIFFED

    data = file.path.read_bytes()
    if looks_binary(data[:SNIFFED]):
        return None
    document = sources.from_bytes(file.name, data)
    untouchable = document.error or _untouchable(document, data)
    if untouchable:
        return _unread(file, untouchable)
    verdict = judge([document], policy)[0]
    fits = _fits(document.damage)
    settled = settle(document, verdict, policy, unsafe=task.unsafe, fits=fits)
    result = Result(
        document, settled, problem=_remark(document, verdict, settled), unread=bool(verdict.error)
    )
    return _written(file, data, result) if task.write and settled.changes else result


def _untouchable(document: Document, data: bytes) -> str | None:
    """Why a file must stay as it is."""
    damage = document.damage
    if damage.undecodable or damage.truncated:
        return f"{document.id}: holds bytes that are no characters in {damage.encoding}; repair them first"
    if _encoded(document.text, damage) != data[damage.bom :]:
        return f"{document.id}: does not come back the same from {damage.encoding}; convert it to UTF-8 first"
    return None


def _encoded(text: str, damage: Damage) -> bytes | None:
    encoding = damage.encoding or "utf-8"
    # Lone surrogates of a UTF-16 file are its own; no legacy encoding has them.
    errors = "surrogatepass" if encoding.startswith("utf") else "strict"
    try:
        data = text.encode(encoding, errors)
        return data if data.decode(encoding, errors) == text else None
    except UnicodeError:
        return None


def _fits(damage: Damage) -> Callable[[str], bool]:
    return lambda text: _encoded(text, damage) is not None


def _written(file: File, data: bytes, result: Result) -> Result:
    document = result.document
    encoded = _encoded(result.settled.text, document.damage)
    if encoded is None:
        encoding = document.damage.encoding
        return result._replace(
            problem=f"{file.name}: {encoding} cannot express the repaired text; left as it is"
        )
    try:
        write_file(file.path, data[: document.damage.bom] + encoded)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        return result._replace(
            problem=f"{file.name}: cannot be written ({reason}); left as it is", unread=True
        )
    return result._replace(written=True)


def _remark(document: Document, verdict: Verdict, settled: Settled) -> str | None:
    if verdict.error is not None:
        return f"{document.id}: not judged by every check ({escape_excerpt(verdict.error)})"
    if settled.left:
        encoding = document.damage.encoding
        return f"{document.id}: {encoding} cannot express {settled.left} of the repairs; convert it to UTF-8 first"
    if settled.restless:
        return f"{document.id}: each repair calls for another one; look at the diff"
    return None


# ---- records


def _records(file: File, reading: Reading, policy: Policy, task: Task) -> Iterator[Result]:
    """A result for every record; with ``task.write_to``, all lines go there, most of them as they are."""
    if task.write_to is None:
        for document, verdict, _ in _judged(_rows(file, reading), policy):
            result = _record(document, verdict, policy, task)
            pending = result.settled.changes and task.write
            problem = (
                f"{document.id}: records are written to another file; use --write-to" if pending else None
            )
            yield result._replace(problem=result.problem or problem)
        return
    with AtomicFile(task.write_to) as target:
        for document, verdict, line in _judged(_rows(file, reading), policy):
            result = _record(document, verdict, policy, task)
            spliced = _spliced(line, document, result.settled, reading) if result.settled.changes else line
            if spliced is None:
                problem = f"{document.id}: the text cannot be replaced in its record; left as it is"
                result = result._replace(problem=problem)
            target.write(line if spliced is None else spliced)
            yield result._replace(written=bool(result.settled.changes) and spliced is not None)


def _record(document: Document, verdict: Verdict, policy: Policy, task: Task) -> Result:
    if document.error is not None or document.damage.undecodable:
        problem = document.error or f"{document.id}: holds bytes that are not UTF-8; repair them first"
        return Result(document, Settled(document.text, ()), problem=problem, unread=True)
    settled = settle(document, verdict, policy, unsafe=task.unsafe)
    return Result(document, settled, problem=_remark(document, verdict, settled), unread=bool(verdict.error))


def _rows(file: File, reading: Reading) -> Iterator[tuple[Document, bytes]]:
    """Every line of the file with its document; a blank line is an empty document."""
    from textgate.sources import jsonl
    from textgate.sources.records import Fields, RecordError

    fields = Fields(reading, file.name, set())
    with file.path.open("rb") as stream:
        row = 0
        while line := stream.readline(reading.max_bytes + 1):
            if len(line) > reading.max_bytes:
                raise _LongLineError(
                    f"{file.name}:{row + 1}: the line is too long; raise the limit with --max-size"
                )
            content = line.removeprefix(b"\xef\xbb\xbf") if row == 0 else line
            document = Document(f"{file.name}#{row + 1}", "", path=file.name, record=row)
            if not content.isspace() and content:
                try:
                    record, damaged = jsonl.parse(content.rstrip(b"\r\n"))
                    if not isinstance(record, dict):
                        raise RecordError("expected a JSON object")
                    document = fields.document(row, record, escaped=damaged)
                except RecordError as problem:
                    document = fields.broken(row, str(problem))
            yield document, line
            row += 1


def _judged(
    rows: Iterable[tuple[Document, bytes]], policy: Policy
) -> Iterator[tuple[Document, Verdict, bytes]]:
    """Rows with their verdicts, judged in batches. Only what is being judged is kept in memory."""
    from textgate.runner import judge

    waiting: deque[tuple[Document, bytes]] = deque()

    def noted() -> Iterator[Document]:
        for row in rows:
            waiting.append(row)
            yield row[0]

    for chunk in chunked(noted()):
        for verdict in judge(chunk, policy):
            document, line = waiting.popleft()
            yield document, verdict, line


def _spliced(line: bytes, document: Document, settled: Settled, reading: Reading) -> bytes | None:
    """The line with the repaired text, all other bytes as they were; None when that cannot be done."""
    from textgate.commands.json_splice import replace_string
    from textgate.sources import jsonl
    from textgate.sources.records import TEXT_FIELDS, field_of

    mark = b"\xef\xbb\xbf" if document.record == 0 and line.startswith(b"\xef\xbb\xbf") else b""
    source = line[len(mark) :].decode("utf-8", "surrogateescape")
    record, _ = jsonl.parse(line[len(mark) :].rstrip(b"\r\n"))
    names = (reading.text_field,) if reading.text_field else TEXT_FIELDS
    name = next((n for n in names if isinstance(field_of(record, n), str)), None)
    if name is None or field_of(record, name) != document.text:
        return None
    try:
        spliced = replace_string(source, (name,) if name in record else name.split("."), settled.text)
    except (ValueError, RecursionError):
        return None
    return mark + spliced.encode("utf-8", "surrogateescape")


# ---- what is told


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
        verb = "were made" if task.write or task.write_to else "would be made"
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


def _lines_of(result: Result) -> Iterator[bytes]:
    from textgate.reporters.encode import encode

    return (encode(record) + b"\n" for record in changes_of(result))
