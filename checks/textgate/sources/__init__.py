"""Sources: files, folders, globs and standard input into a stream of documents.

``read`` is the only door. It holds one document (of a record file: one line) at a time, so memory stays
bounded however large the corpus is. Nothing in here raises for a bad file: a file or record that cannot be
read is a Document with ``error`` set, and a file that is no text is noted as skipped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from textgate.batch import Document
from textgate.sources import compressed, jsonl, paths, textfile
from textgate.sources.paths import STDIN, File, PathError, Skipped
from textgate.sources.reading import MAX_BYTES, Reading, problem_of
from textgate.sources.textfile import from_bytes

__all__ = ["MAX_BYTES", "STDIN", "PathError", "Reading", "Skipped", "from_bytes", "read"]

BINARY = "binary file"


def read(
    arguments: Sequence[str],
    reading: Reading = Reading(),  # noqa: B008  a frozen record
    *,
    skipped: list[Skipped] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document]:
    """The documents that the arguments name: files, folders, globs, ``-`` for standard input.

    Args:
        arguments: what to read, in this order; the files of a folder come in the order of their names.
        reading: how to read it.
        skipped: filled with the files that are not text or are excluded, while the documents are read.
        stdin: the stream behind ``-``; the process's own by default.

    Raises:
        PathError: an argument names nothing. Raised at the call, before the first document.

    """
    named = [argument for argument in arguments if argument != STDIN]
    files = paths.find(
        named, base=reading.base, exclude=reading.exclude, gitignore=reading.gitignore, skipped=skipped
    )
    stream = None
    if STDIN in arguments:
        stream = sys.stdin.buffer if stdin is None else stdin
    return _documents(stream, files, reading, [] if skipped is None else skipped)


def _documents(
    stream: BinaryIO | None, files: Iterator[File], reading: Reading, skipped: list[Skipped]
) -> Iterator[Document]:
    seen: set[int] = set()
    if stream is not None:
        yield from _standard_input(stream, reading, skipped, seen)
    for file in files:
        if jsonl.is_jsonl(file.path.name):
            yield from _records(file, reading, seen)
        else:
            yield from _text(file, reading, skipped)


def _standard_input(
    stream: BinaryIO, reading: Reading, skipped: list[Skipped], seen: set[int]
) -> Iterator[Document]:
    name = reading.stdin_name
    kind = compressed.kind_of(name)
    try:
        if jsonl.is_jsonl(name):
            yield from jsonl.read_lines(stream, name, reading, seen, kind)
        else:
            yield textfile.read_stream(stream, name, reading, kind)
    except textfile.BinaryFileError:
        skipped.append(Skipped(name, BINARY))
    except OSError as problem:
        yield Document(name, "", path=name, error=problem_of(name, problem))


def _text(file: File, reading: Reading, skipped: list[Skipped]) -> Iterator[Document]:
    try:
        yield textfile.read_file(file.path, file.name, reading)
    except textfile.BinaryFileError:
        skipped.append(Skipped(file.name, BINARY))


def _records(file: File, reading: Reading, seen: set[int]) -> Iterator[Document]:
    try:
        with file.path.open("rb", buffering=0) as raw:
            yield from jsonl.read_lines(raw, file.name, reading, seen, compressed.kind_of(file.path.name))
    except OSError as problem:
        yield Document(file.name, "", path=file.name, error=problem_of(file.name, problem))
