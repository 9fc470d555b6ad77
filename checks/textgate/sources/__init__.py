"""Sources: files, folders, globs and standard input into a stream of documents.

``read`` is the only door. It holds one document (of a record file: one line) at a time, so memory stays
bounded however large the corpus is. Nothing in here raises for a bad file: a file or record that cannot be
read is a Document with ``error`` set, and a file that is no text is noted as skipped.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

from textgate.batch import Document
from textgate.sources import compressed, paths, remote, textfile
from textgate.sources.paths import STDIN, File, PathError, Skipped
from textgate.sources.reading import MAX_BYTES, Reading, problem_of
from textgate.sources.textfile import from_bytes

__all__ = ["MAX_BYTES", "STDIN", "PathError", "Reading", "Skipped", "from_bytes", "holds_records", "read"]

JSONL = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
PARQUET = ".parquet"
ARROW = (".arrow", ".arrows", ".feather")
WARC = (".warc", ".wet", ".wat")


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
        name = reading.stdin_name
        yield from guarded(_stream(stream, name, reading, seen, skipped), name, skipped)
    for file in files:
        yield from guarded(_file(file, reading, seen, skipped), remote.path_of(file.name), skipped)


def guarded(documents: Iterator[Document], name: str, skipped: list[Skipped]) -> Iterator[Document]:
    """The documents of one source; what goes wrong with the source as a whole is noted, not raised."""
    try:
        yield from documents
    except textfile.BinaryFileError:
        skipped.append(Skipped(name, "binary file"))
    except OSError as problem:
        yield Document(name, "", path=name, error=problem_of(name, problem))


def find(arguments: Sequence[str], reading: Reading, skipped: list[Skipped] | None = None) -> Iterator[File]:
    """The files that the arguments name, without reading them; see ``read`` for the arguments and errors."""
    return paths.find(
        arguments, base=reading.base, exclude=reading.exclude, gitignore=reading.gitignore, skipped=skipped
    )


def read_file(file: File, reading: Reading, skipped: list[Skipped]) -> Iterator[Document]:
    """The documents of one file. Identifiers are unique within the file only."""
    return guarded(_file(file, reading, set(), skipped), remote.path_of(file.name), skipped)


def _file(file: File, reading: Reading, seen: set[int], skipped: list[Skipped]) -> Iterator[Document]:
    if remote.is_url(file.name):
        with remote.open_file(file.name) as raw:
            yield from _stream(cast("BinaryIO", raw), remote.path_of(file.name), reading, seen, skipped)
        return
    mode = file.path.stat().st_mode
    if stat.S_ISDIR(mode):
        # The walk gives out a folder that it could not list. Ask again for the reason.
        os.scandir(file.path).close()
    if not stat.S_ISREG(mode):
        # Opening a FIFO would wait for a writer that may never come.
        message = f"{file.name}: not a regular file; name a file or a folder"
        yield Document(file.name, "", path=file.name, error=message)
        return
    with file.path.open("rb", buffering=0) as raw:
        yield from _stream(raw, file.name, reading, seen, skipped)


def _stream(
    raw: BinaryIO, name: str, reading: Reading, seen: set[int], skipped: list[Skipped]
) -> Iterator[Document]:
    """The documents of a stream of bytes; its name says how to read them."""
    kind = compressed.kind_of(name)
    plain = compressed.without_suffix(name)
    if plain.endswith(JSONL):
        from textgate.sources import jsonl

        yield from jsonl.read_lines(raw, name, reading, seen, kind)
    elif plain.endswith(PARQUET):
        from textgate.sources import parquet

        yield from parquet.read_rows(_seekable(raw, name, kind), name, reading, seen)
    elif plain.endswith(ARROW):
        from textgate.sources import arrow

        yield from arrow.read_rows(raw, name, reading, seen, kind)
    elif plain.endswith(WARC):
        from textgate.sources import warc

        yield from warc.read_records(raw, name, reading, seen, skipped, kind)
    elif plain.endswith(TABLES) and reading.text_field is not None:
        from textgate.sources import csv

        yield from csv.read_rows(raw, name, reading, seen, kind)
    else:
        yield textfile.read_stream(raw, name, reading, kind)


def _seekable(raw: BinaryIO, name: str, kind: str | None) -> BinaryIO:
    """A Parquet file is read from its end, so it must be a file.

    Raises:
        OSError: it is a pipe, or compressed as a whole.

    """
    if kind is not None:
        raise OSError(errno.ESPIPE, "a Parquet file compressed as a whole; expand it first", name)
    try:
        raw.seek(0)
    except (OSError, ValueError):
        raise OSError(
            errno.ESPIPE, "Parquet is read from its end; give a file instead of a pipe", name
        ) from None
    return raw


def holds_records(name: str) -> bool:
    """Whether a file of this name is a collection of documents, not one document."""
    if remote.is_url(name) and (name.endswith("/") or "*" in name):
        return True
    return compressed.without_suffix(remote.path_of(name)).endswith((*JSONL, PARQUET, *ARROW, *WARC))
