"""Where a reporter writes: a file that appears when it is complete, or a stream that is written as we go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from textgate.atomic import AtomicFile


class Output:
    """A file or a stream, opened with the first byte.

    Raises:
        OSError: from ``write`` and ``finish``; the ``filename`` is the path that was asked for.

    """

    def __init__(self, destination: Path | BinaryIO) -> None:
        self._destination = destination
        self._file: AtomicFile | None = None

    def write(self, data: bytes) -> None:
        """Append bytes."""
        if not isinstance(self._destination, Path):
            self._destination.write(data)
            return
        if self._file is None:
            from textgate.atomic import AtomicFile

            self._file = AtomicFile(self._destination)
        self._file.write(data)

    def flush(self) -> None:
        """Let a reader of the stream see what was written; a file is seen when it is complete."""
        if not isinstance(self._destination, Path):
            self._destination.flush()

    def finish(self) -> None:
        """All was written. A file without content is made, too."""
        self.write(b"")
        self.flush()
        if self._file is not None:
            self._file.commit()

    def close(self) -> None:
        """Drop a file that was not finished."""
        if self._file is not None:
            self._file.discard()
