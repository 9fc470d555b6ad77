"""Compressed files: gzip, bzip2 and xz from the standard library, Zstandard where it is installed."""

from __future__ import annotations

import zlib
from typing import BinaryIO, cast

SUFFIXES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}

_STEP = 1 << 20


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

        return cast("BinaryIO", bz2.BZ2File(raw))
    if kind == "xz":
        import lzma

        return cast("BinaryIO", lzma.LZMAFile(raw))
    return _zstd(raw)


def _zstd(raw: BinaryIO) -> BinaryIO:
    import importlib

    try:
        # In the standard library from Python 3.14 on.
        return cast("BinaryIO", importlib.import_module("compression.zstd").ZstdFile(raw))
    except ImportError:
        pass
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        message = "Zstandard needs a package: pip install zstandard; or expand the file first"
        raise CompressionError(message) from None
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(raw, read_across_frames=True)
    return cast("BinaryIO", reader)


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
    except (OSError, ValueError, zlib.error) as problem:
        # lzma.LZMAError and zstandard.ZstdError are told by name: importing them here would load both
        # libraries.
        raise CompressionError(
            f"the compressed stream is damaged ({problem}); fetch the file again"
        ) from None
    except Exception as problem:
        if type(problem).__name__ in ("LZMAError", "ZstdError"):
            raise CompressionError(
                f"the compressed stream is damaged ({problem}); fetch the file again"
            ) from None
        raise


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
