"""Compressed files: gzip, bzip2 and xz from the standard library, Zstandard where it is installed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, cast

SUFFIXES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}

_STEP = 1 << 20
_SIP = 1 << 10
"""Bytes that are expanded at once where the output cannot be limited: four of them may become 128 kB."""

MAX_MEMORY = 1 << 27
"""Memory in bytes that a decompressor may want for what it looks back at. The tools xz and zstd make files that
want more only when they are told to (``--lzma2=dict``, ``--long``)."""


class CompressionError(ValueError):
    """The stream is not what its name says, or expands without end. The message says what to do."""


class CutStreamError(CompressionError):
    """The compressed stream ends before its end mark."""


def kind_of(name: str) -> str | None:
    """The compression that a file name tells of."""
    lower = name.lower()
    return next((kind for suffix, kind in SUFFIXES.items() if lower.endswith(suffix)), None)


def without_suffix(name: str) -> str:
    """The file name without the ending that tells of compression, in lower case."""
    lower = name.lower()
    return next((lower.removesuffix(suffix) for suffix in SUFFIXES if lower.endswith(suffix)), lower)


def expanding(raw: BinaryIO, kind: str) -> BinaryIO:
    """A stream of the expanded bytes.

    Raises:
        CompressionError: the package that reads this compression is not installed.

    """
    if kind == "gzip":
        import gzip

        return cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb"))
    if kind == "bzip2":
        import bz2

        return cast("BinaryIO", _Members(raw, bz2.BZ2Decompressor))
    if kind == "xz":
        import lzma

        return cast("BinaryIO", _Members(raw, lambda: lzma.LZMADecompressor(memlimit=MAX_MEMORY)))
    return _zstd(raw)


def _zstd(raw: BinaryIO) -> BinaryIO:
    import importlib

    try:
        # In the standard library from Python 3.14 on, where a window is 128 MB at most.
        return cast("BinaryIO", _Members(raw, importlib.import_module("compression.zstd").ZstdDecompressor))
    except ImportError:
        pass
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        message = "Zstandard needs a package: pip install 'textgate[zstd]'; or expand the file first"
        raise CompressionError(message) from None
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_MEMORY)
    return cast("BinaryIO", _Members(raw, lambda: _Frame(decompressor.decompressobj()), _SIP))


class _Frame:
    """A decompressor of ``zstandard`` with the interface of those of the standard library.

    Its stream reader is not used because it takes a cut file for a whole one.
    """

    needs_input = True

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Expand all of the data; there is no limit but that ``data`` is small."""
        return bytes(self._inner.decompress(data))


class _Members(io.RawIOBase):
    """The expanded bytes of compressed streams one after another, as parallel compressors write them."""

    def __init__(self, raw: BinaryIO, make: Callable[[], Any], step: int = _STEP) -> None:
        self._raw = raw
        self._step = step
        self._make = make
        self._decompressor: Any = None
        self._data = b""
        self._ahead = b""

    def readable(self) -> bool:
        return True

    def read1(self, size: int) -> bytes:
        """Up to ``size`` bytes, b"" at the end.

        Raises:
            EOFError: the last stream has no end.

        """
        while not self._ahead:
            if not self._data and (self._decompressor is None or self._decompressor.needs_input):
                self._data = self._raw.read(self._step) or b""
                if not self._data:
                    if self._decompressor is not None:
                        raise EOFError
                    return b""
            if self._decompressor is None:
                # The streams of xz may be padded.
                self._data = self._data.lstrip(b"\0")
                if not self._data:
                    continue
                self._decompressor = self._make()
            self._ahead = self._decompressor.decompress(self._data, size)
            self._data = b""
            if self._decompressor.eof:
                self._data = self._decompressor.unused_data
                self._decompressor = None
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        return piece


def read_some(stream: BinaryIO, size: int) -> bytes:
    """Read up to ``size`` expanded bytes; b"" at the end.

    Raises:
        CutStreamError: the stream ends early.
        CompressionError: the stream is damaged.

    """
    # read1 gives what is there: read would wait for all of it, and lose the beginning when the stream is cut.
    read = getattr(stream, "read1", stream.read)
    try:
        return cast("bytes", read(size))
    except EOFError:
        raise CutStreamError("the compressed stream ends early") from None
    except Exception as problem:
        # lzma.LZMAError and ZstdError are told by name: importing them here would load both libraries.
        import zlib

        known = (OSError, ValueError, zlib.error)
        if not isinstance(problem, known) and type(problem).__name__ not in ("LZMAError", "ZstdError"):
            raise
        if isinstance(problem, OSError) and problem.errno is not None:
            # The system could not read the file: that is no damage of the stream.
            raise
        if "emory" in str(problem):
            message = f"expanding it takes more than {MAX_MEMORY >> 20} MB of memory; expand it first"
            raise CompressionError(message) from None
        raise CompressionError(
            f"the compressed stream is damaged ({problem}); fetch the file again"
        ) from None


def read_all(raw: BinaryIO, kind: str, limit: int) -> tuple[bytes, str | None]:
    """Expand a stream, up to ``limit`` bytes; also say how it was cut short, or None.

    Raises:
        CompressionError: the stream is damaged, or the package that expands it is missing.

    """
    stream = expanding(raw, kind)
    pieces: list[bytes] = []
    size = 0
    try:
        while size < limit and (piece := read_some(stream, min(_STEP, limit - size))):
            pieces.append(piece)
            size += len(piece)
    except CutStreamError:
        return b"".join(pieces), f"the {kind} stream ends early"
    return b"".join(pieces), None
