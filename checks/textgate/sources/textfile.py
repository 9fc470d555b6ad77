"""One file, one document: plain text, also compressed."""

from __future__ import annotations

from typing import BinaryIO

from textgate.batch import Document
from textgate.sources import compressed, decode
from textgate.sources.binary import looks_binary
from textgate.sources.reading import Reading, too_large

SNIFFED = 1 << 13
"""Bytes of a file that are read before deciding whether it is text. Git looks at 8,000."""


class BinaryFileError(Exception):
    """The file is not text."""


def read_stream(raw: BinaryIO, name: str, reading: Reading, kind: str | None = None) -> Document:
    """Read one document from a stream of bytes; ``kind`` names its compression.

    Raises:
        BinaryFileError: the bytes are not text.
        OSError: the stream cannot be read.

    """
    truncated = None
    if kind is None:
        head = raw.read(SNIFFED) or b""
        if looks_binary(head):
            raise BinaryFileError(name)
        data = _rest(raw, head, reading.max_bytes + 1)
    else:
        try:
            data, truncated = compressed.read_all(raw, kind, reading.max_bytes + 1)
        except compressed.CompressionError as problem:
            return Document(name, "", path=name, error=f"{name}: {problem}")
        if looks_binary(data[:SNIFFED]):
            raise BinaryFileError(name)
    if len(data) > reading.max_bytes:
        return Document(name, "", path=name, error=too_large(name, reading))
    return from_bytes(name, data, truncated)


def _rest(raw: BinaryIO, head: bytes, limit: int) -> bytes:
    pieces, size = [head], len(head)
    while head and size < limit:
        piece = raw.read(min(limit - size, 1 << 20))
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def from_bytes(name: str, data: bytes, truncated: str | None = None) -> Document:
    """The bytes of one text as a document; ``truncated`` says how the transport was cut short."""
    try:
        text, damage = decode.decode(data)
    except decode.UndecodableError as problem:
        message = f"{name}: {problem}; convert the file to UTF-8, or exclude it in the rules"
        return Document(name, "", path=name, error=message)
    if truncated is not None:
        damage = damage._replace(truncated=truncated)
    return Document(name, text, path=name, damage=damage)
