"""JSON lines: one JSON object a line, one document an object, also compressed.

An own reader of lines, not Arrow's: a broken line costs that line only and is reported with its number, and a
line that never ends costs no more memory than the limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from textgate.batch import Document
from textgate.sources import compressed
from textgate.sources.reading import Reading, size_in_words
from textgate.sources.records import Fields, RecordError

_STEP = 1 << 20

GIVE_UP = 1 << 30
"""Bytes of one overlong line that are skipped before the rest of the file is given up: such a line is a
decompression bomb or a file of another kind."""

_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


class EndlessLineError(RecordError):
    """A line went on beyond ``GIVE_UP``."""


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Lines without their line feeds; None for a line longer than ``limit`` bytes, of which nothing is kept.

    Raises:
        CompressionError: the stream is cut or damaged; everything before has been given out by then.
        EndlessLineError: a line is no line.

    """
    held: list[bytes] = []
    size = 0
    while piece := compressed.read_some(stream, _STEP):
        *whole, rest = piece.split(b"\n")
        for line in whole:
            if size:
                held.append(line)
                size += len(line)
                line = b"".join(held)  # noqa: PLW2901  the line is what was held and this piece of it
            else:
                size = len(line)
            yield line if size <= limit else None
            held, size = [], 0
        if rest:
            size += len(rest)
            held = [*held, rest] if size <= limit else []
            if size > limit + GIVE_UP:
                raise EndlessLineError(f"the line goes on beyond {size_in_words(limit + GIVE_UP)}")
    if size:
        yield b"".join(held) if size <= limit else None


def read_lines(
    raw: BinaryIO,
    name: str,
    reading: Reading,
    seen: set[int],
    kind: str | None = None,
    *,
    at_start: bool = True,
) -> Iterator[Document]:
    """The documents of one file; a line that gives none is a document with ``error`` set.

    ``seen`` is for ``records.Fields``; ``kind`` names the compression; ``at_start`` is false when the stream
    begins in the middle of a file.

    Raises:
        OSError: the file cannot be read.

    """
    import orjson

    fields = Fields(reading, name, seen)
    loads, not_json = orjson.loads, orjson.JSONDecodeError
    row = -1
    try:
        stream = compressed.expanding(raw, kind) if kind else raw
        for row, line in enumerate(lines(stream, reading.max_bytes)):
            if line is None:
                size = size_in_words(reading.max_bytes)
                reason = (
                    f"the line is longer than {size}; split the record, or raise the limit with --max-size"
                )
                yield fields.broken(row, reason)
                continue
            if row == 0 and at_start:
                if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                    yield fields.broken(
                        row, "the file is UTF-16; JSON lines must be UTF-8, so convert the file"
                    )
                    return
                line = line.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901  the line without the mark
            try:
                record = loads(line)
                document = fields.document(row, record) if type(record) is dict else None
            except (not_json, RecordError):
                document = None
            if document is not None:
                yield document
            elif line and not line.isspace():
                yield _document(line, row, fields)
    except compressed.CutStreamError as problem:
        yield fields.broken(row + 1, f"{problem}: records after this line are lost; fetch the file again")
    except compressed.CompressionError as problem:
        yield fields.broken(row + 1, str(problem))
    except EndlessLineError as problem:
        reason = f"{problem}, so the rest was not read; is this a file of JSON lines?"
        yield fields.broken(row + 1, reason)


def _document(line: bytes, row: int, fields: Fields) -> Document:
    """The document of an unusual line, or what is wrong with it."""
    try:
        record, damaged = parse(line)
        if type(record) is not dict:
            raise RecordError(
                f'expected a JSON object, found {_kind_of(record)}; write {{"text": …}} on each line'
            )
        return fields.document(row, record, escaped=damaged)
    except RecordError as problem:
        return fields.broken(row, str(problem))


def parse(line: bytes) -> tuple[Any, bool]:
    """The value on a line, and whether bytes of it were not UTF-8 (then they are escaped as in PEP 383).

    Raises:
        RecordError: the line is not JSON.

    """
    import orjson

    try:
        return orjson.loads(line), False
    except orjson.JSONDecodeError:
        # The standard library accepts what orjson refuses: lone surrogates, NaN, integers of any size.
        return _parse_leniently(line)


def _parse_leniently(line: bytes) -> tuple[Any, bool]:
    import json

    text = line.decode("utf-8", "surrogateescape")
    damaged = _ESCAPED_BYTE.search(text) is not None
    try:
        return json.loads(text), damaged
    except json.JSONDecodeError as problem:
        message = f"not valid JSON at column {problem.colno} ({problem.msg}); correct or remove the line"
    except RecursionError:
        message = "JSON nested too deeply; correct or remove the line"
    except ValueError as problem:
        message = f"not valid JSON ({problem}); correct or remove the line"
    raise RecordError(message) from None


def _kind_of(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a truth value", int: "a number", float: "a number"}
    return names.get(type(value), "null")
