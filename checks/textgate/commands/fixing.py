"""Repairing files: read them, judge, repair until nothing changes, and write them back as they were encoded.

A file is written only when every byte that no repair touches stays as it is: encoding, byte-order mark and
line ends are kept, and a file that does not come back byte for byte from being decoded and encoded is left
alone. Records are never written over their own file.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from textgate import sources
from textgate.atomic import AtomicFile, write_file
from textgate.batch import Damage, Document, chunked
from textgate.commands.fix_result import Result, Task, lines_of
from textgate.excerpt import escape_excerpt
from textgate.policy import Policy
from textgate.settling import Settled, judged, settle
from textgate.sources import compressed
from textgate.sources.paths import File
from textgate.sources.reading import Reading, problem_of, too_large
from textgate.verdict import Verdict


class FixError(Exception):
    """The files cannot be repaired in the way that was asked for. The message says why and what to do."""


class _LongLineError(Exception):
    """A line of a file of records is longer than a document may be."""


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
            record.write(b"".join(lines_of(result)))
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
    if suffix in sources.WARC:
        return f"{file.name}: archives cannot be repaired; convert the records to JSON lines first"
    named = suffix in sources.TABLES and reading.text_field is not None
    if named or suffix in (sources.PARQUET, *sources.ARROW):
        return f"{file.name}: tables cannot be repaired; convert the records to JSON lines first"
    if not _is_jsonl(file) and file.path.stat().st_size > reading.max_bytes:
        return too_large(file.name, reading)
    return None


def _unread(file: File, problem: str) -> Result:
    document = Document(file.name, "", path=file.name)
    return Result(document, Settled("", ()), problem=problem, unread=True)


def _text_file(file: File, policy: Policy, task: Task) -> Result | None:
    """The result for a text; None for a file that is no text."""
    from textgate.sources.binary import looks_binary
    from textgate.sources.textfile import SNIFFED

    data = file.path.read_bytes()
    if looks_binary(data[:SNIFFED]):
        return None
    document = sources.from_bytes(file.name, data)
    untouchable = document.error or _untouchable(document, data)
    if untouchable:
        return _unread(file, untouchable)
    verdict = judged([document], policy)[0]
    fits_in = fits(document.damage)
    settled = settle(document, verdict, policy, unsafe=task.unsafe, fits=fits_in)
    result = Result(
        document, settled, problem=_remark(document, verdict, settled), unread=bool(verdict.error)
    )
    return _written(file, data, result) if task.write and settled.changes else result


def untouchable(path: Path, document: Document) -> str | None:
    """Why a text file must stay as it is; None when it can be repaired.

    Raises:
        OSError: the file cannot be read.

    """
    if compressed.kind_of(path.name):
        return f"{document.id}: compressed; expand it first"
    return _untouchable(document, path.read_bytes())


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


def fits(damage: Damage) -> Callable[[str], bool]:
    """Whether a text can be written in the encoding of a file."""
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
    waiting: deque[tuple[Document, bytes]] = deque()

    def noted() -> Iterator[Document]:
        for row in rows:
            waiting.append(row)
            yield row[0]

    for chunk in chunked(noted()):
        for verdict in judged(chunk, policy):
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
