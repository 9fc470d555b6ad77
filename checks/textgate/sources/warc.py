"""WARC and WET archives of crawlers: one document a record.

Which records are documents: ``conversion`` records (the plain text of WET files), and ``response`` and ``resource``
records of a text type, those of HTTP with a status of success. Markup stays in, as in an HTML file on disk. The
charset of the HTTP header counts as declared. ``WARC-Truncated`` and an archive that ends inside a record are damage
of that document. Other records (requests, metadata, images, redirects) give no document.

An own reader: the libraries give up the rest of an archive at the first malformed record and give out a cut
record as if it were whole. This one looks for the next record and says what was lost (ISO 28500:2017).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from textgate.batch import Document
from textgate.sources import compressed, decode
from textgate.sources.binary import looks_binary
from textgate.sources.paths import Skipped
from textgate.sources.reading import Reading, size_in_words
from textgate.sources.records import Fields, RecordError
from textgate.sources.textfile import SNIFFED

_STEP = 1 << 18
_MAX_HEADER = 1 << 16
_TYPES = {"conversion", "response", "resource"}
_TEXT = re.compile(r"(?i)\s*(text/(html|plain|markdown)|application/xhtml\+xml)\s*(;|$)|\s*$")
_CHARSET = re.compile(r"(?i)\bcharset\s*=\s*[\"']?([a-z0-9][a-z0-9_:.\-]{0,38})")
_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})\b")


class _Record(NamedTuple):
    """A record as it stands in the archive.

    ``lower`` are the headers by their names in lower case: case does not matter. ``cut``: how the end is missing.
    ``large``: the block was too long to be kept whole. ``fault``: why it is none.
    """

    headers: dict[str, str]
    lower: dict[str, str]
    block: bytes = b""
    cut: str | None = None
    large: bool = False
    fault: str | None = None


def read_records(
    raw: BinaryIO,
    name: str,
    reading: Reading,
    seen: set[int],
    skipped: list[Skipped],
    kind: str | None = None,
) -> Iterator[Document]:
    """The documents of one archive; a record that should give one but does not is one with ``error`` set.

    ``seen`` is for ``records.Fields``; ``skipped`` hears how many records were left out because they hold no
    text; ``kind`` names the compression.

    Raises:
        OSError: the archive cannot be read.

    """
    fields = Fields(reading, name, seen, unit="record")
    row = -1
    left_out = 0
    try:
        stream = _Input(compressed.expanding(raw, kind) if kind else raw)
        for row, record in enumerate(_records(stream, reading.max_bytes)):
            try:
                document = _document(record, row, fields, reading.max_bytes)
            except RecordError as problem:
                document = fields.broken(row, str(problem))
            if document is not None:
                yield document
            else:
                left_out += record.lower.get("warc-type") in _TYPES
        if stream.cut is not None and not stream.inside:
            yield fields.broken(
                row + 1, f"{stream.cut}: records from here on are lost; fetch the archive again"
            )
    except compressed.CompressionError as problem:
        yield fields.broken(row + 1, f"{problem}: records from here on are lost")
    if left_out:
        skipped.append(Skipped(name, f"{left_out} records of it are no text"))


def _document(record: _Record, row: int, fields: Fields, limit: int) -> Document | None:
    """The document of a record; None for a record that is none.

    Raises:
        RecordError: it should be one, but gives none.

    """
    if record.fault is not None:
        raise RecordError(record.fault)
    if record.lower.get("warc-type") not in _TYPES:
        return None
    kind, text = record.lower.get("content-type") or "", record.block
    if kind.lower().lstrip().startswith("application/http"):
        found = _payload(record.block, limit)
        if found is None:
            return None
        kind, text = found
    if not _TEXT.match(kind) or looks_binary(text[:SNIFFED]):
        return None
    if record.large or len(text) > limit:
        raise RecordError(f"larger than {size_in_words(limit)}; raise the limit with --max-size")
    charset = _CHARSET.search(kind)
    try:
        content, damage = decode.decode(text, charset.group(1).lower() if charset else None)
    except decode.UndecodableError as problem:
        raise RecordError(str(problem)) from None
    truncated = record.lower.get("warc-truncated")
    if truncated is not None:
        damage = damage._replace(truncated=f"the crawler cut the record (WARC-Truncated: {truncated[:40]})")
    elif record.cut is not None:
        damage = damage._replace(truncated=record.cut)
    return fields.document_of(row, record.headers, content, damage, record.lower.get("warc-target-uri"))


def _payload(block: bytes, limit: int) -> tuple[str, bytes] | None:
    """Content type and content of an HTTP response; None when it is no success or not text.

    Raises:
        RecordError: it is no HTTP response, or its content cannot be expanded.

    """
    head, gap, body = block.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = block.partition(b"\n\n")
    status = _STATUS.match(head)
    if status is None:
        raise RecordError("not an HTTP response, although its header says so")
    if not status.group(1).startswith(b"2"):
        return None
    headers = _lower(_headers(head.splitlines()[1:]))
    kind = headers.get("content-type", "")
    if not _TEXT.match(kind):
        return None
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
        body = _expanded(body, coding.strip(), limit)
    return kind, body


def _unchunked(body: bytes) -> bytes:
    """The content of a body in chunks. A crawler may have joined them and kept the header."""
    chunks: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 1000)
        size = body[at:end].partition(b";")[0].strip()
        if end < 0 or not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            return b"".join(chunks) if chunks else body
        length = int(size, 16)
        if length == 0:
            break
        chunks.append(body[end + 1 : end + 1 + length])
        at = end + 1 + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(chunks)


def _expanded(body: bytes, coding: str, limit: int) -> bytes:
    """The content without one content coding, not much more than ``limit`` bytes of it."""
    if coding in ("", "identity", "utf-8") or not looks_binary(body[:SNIFFED]):
        # A crawler may have expanded the content and kept the header.
        return body
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise RecordError(f"its content is compressed ({coding[:20]}), which is not read")
    # 47: a header of gzip or zlib; -15: none, which some servers mean by deflate.
    for window in (47, -15):
        try:
            return zlib.decompressobj(window).decompress(body, limit + 1)
        except zlib.error:
            continue
    raise RecordError(f"its content is damaged ({coding})")


def _records(stream: _Input, limit: int) -> Iterator[_Record]:
    """The records of an archive. What stands between two records is a record with a fault."""
    while line := stream.line():
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            stream.find_record()
            yield _Record({}, {}, fault="no record begins here; an archive or a Content-Length is damaged")
            continue
        lines: list[bytes] = []
        size = 0
        while (line := stream.line()).strip() and size < _MAX_HEADER:
            lines.append(line)
            size += len(line)
        headers = _headers(lines)
        record = _Record(headers, _lower(headers))
        length = record.lower.get("content-length") or ""
        if not (length.isascii() and length.isdigit() and len(length) < 16) or line.strip() or not line:
            stream.find_record()
            yield record._replace(fault="a record without a whole header; the archive is damaged, or cut")
            continue
        wanted = record.lower.get("warc-type") in _TYPES
        stream.inside = True
        # An HTTP header comes before the document.
        block = stream.take(min(int(length), limit + _MAX_HEADER)) if wanted else b""
        missing = int(length) - len(block) - stream.skip(int(length) - len(block))
        cut = (stream.cut or "the archive ends inside this record") if missing else None
        stream.inside = bool(missing)
        yield record._replace(block=block, cut=cut, large=int(length) > limit + _MAX_HEADER)


def _headers(lines: list[bytes]) -> dict[str, str]:
    """Header lines as names and values; a line that begins with a space goes on with the one before."""
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in (" ", "\t") and name:
            headers[name] += " " + text.strip()
        else:
            name, _, value = text.partition(":")
            name = name.strip()
            headers.setdefault(name, value.strip())
    return headers


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


class _Input:
    """Lines and blocks from a stream that may end early. ``cut`` says how it did."""

    def __init__(self, stream: BinaryIO) -> None:
        self.cut: str | None = None
        self.inside = False
        self._stream = stream
        self._buffer = b""
        self._at = 0

    def _fill(self) -> bool:
        """Drop what has been read, and get more."""
        if self.cut is not None:
            return False
        try:
            piece = compressed.read_some(self._stream, _STEP)
        except compressed.CutStreamError as problem:
            self.cut = str(problem)
            return False
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0
        return bool(piece)

    def line(self) -> bytes:
        """The next line with its end, or the first bytes of a long one; b"" at the end of the stream."""
        while (end := self._buffer.find(b"\n", self._at)) < 0 and len(self._buffer) - self._at < _MAX_HEADER:
            if not self._fill():
                end = len(self._buffer) - 1
                break
        stop = min(end + 1 if end >= 0 else len(self._buffer), self._at + _MAX_HEADER)
        line = self._buffer[self._at : stop]
        self._at = stop
        return line

    def take(self, size: int) -> bytes:
        """So many bytes, fewer at the end of the stream."""
        pieces: list[bytes] = []
        while size > 0 and (self._at < len(self._buffer) or self._fill()):
            piece = self._buffer[self._at : self._at + size]
            pieces.append(piece)
            self._at += len(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> int:
        """Pass over bytes; the number of those that were there."""
        left = size
        while left > 0 and (self._at < len(self._buffer) or self._fill()):
            step = min(left, len(self._buffer) - self._at)
            self._at += step
            left -= step
        return size - left

    def find_record(self) -> None:
        """Go to the next line that begins a record."""
        while line := self.line():
            if line.startswith(b"WARC/1."):
                self._at -= len(line)
                return
