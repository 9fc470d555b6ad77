"""Files and folders that are complete or not there: written beside their place, then moved into it.

Results outlive the run that writes them. A run that is killed, or that finds the disk full, must leave
the result of the run before it, never half of its own.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO

MANIFEST = ".textgate-files"
STALE_SECONDS = 24 * 60 * 60
"""Age at which the leftover of a killed run is taken for dead and removed."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole, or leave what was there.

    Raises:
        OSError: the place cannot be written; ``filename`` is the path.

    """
    with AtomicFile(path) as file:
        file.write(data)


class AtomicFile:
    """A binary file that takes its place when it is complete.

    Used as a context manager, it is committed at the end of the block and discarded when the block
    raises. A link is followed, permissions of a file that is replaced are kept. What is no regular file
    (a pipe, ``/dev/null``) is written directly, because it cannot be replaced.

    Raises:
        OSError: from any method; ``filename`` is the path that was asked for.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._target = Path(os.path.realpath(path))
        self._direct = self._target.exists() and not self._target.is_file() and not self._target.is_dir()
        # Not named after the target: a name of 255 bytes is legal and leaves no room for a suffix.
        self._temporary = self._target.parent / f".textgate-{os.urandom(8).hex()}.tmp"
        self._open = True
        with _naming(path):
            if self._target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "Is a directory")
            place = self._target if self._direct else self._temporary
            flags = os.O_WRONLY | getattr(os, "O_BINARY", 0) | (0 if self._direct else os.O_CREAT | os.O_EXCL)
            self._file = os.fdopen(os.open(place, flags, 0o666), "wb")

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()

    def write(self, data: bytes) -> None:
        """Append bytes."""
        with _naming(self.path):
            self._file.write(data)

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        with _naming(self.path):
            self._file.flush()

    def commit(self) -> None:
        """Put the file in its place. A second call does nothing."""
        if not self._open:
            return
        try:
            with _naming(self.path):
                self._file.flush()
                if not self._direct:
                    os.fsync(self._file.fileno())
                self._file.close()
                if not self._direct:
                    if self._target.exists():
                        self._temporary.chmod(stat.S_IMODE(self._target.stat().st_mode))
                    self._temporary.replace(self._target)
                    _sync_folder(self._target.parent)
            self._open = False
        finally:
            self.discard()

    def discard(self) -> None:
        """Forget what was written. Does nothing after ``commit``."""
        if not self._open:
            return
        self._open = False
        try:
            self._file.close()
        except OSError:  # a full disk: what is thrown away need not be flushed
            pass
        finally:
            if not self._direct:
                self._temporary.unlink(missing_ok=True)


class AtomicFolder:
    """A folder of files that take their places together.

    Files are built in a hidden folder inside. ``commit`` moves them into place one by one, those named
    last at the very end, and then removes the files of the previous commit that are not written again.
    Each file is old or new, never half. A file that is in the way and does not come from an earlier
    commit belongs to somebody else: nothing is moved then.

    Raises:
        OSError: from any method; ``filename`` names the place.

    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._building = folder / f".tmp-{os.urandom(8).hex()}"
        self._names: dict[str, None] = {}
        self._growing: dict[str, BinaryIO] = {}
        self._made: set[PurePosixPath] = set()
        with _naming(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(folder)
            self._building.mkdir()

    def write(self, name: str, data: bytes) -> None:
        """Write one file of the folder. ``name`` is relative, with ``/``."""
        place = self._place(name)
        with _naming(self.folder / name):
            place.write_bytes(data)

    def append(self, name: str, data: bytes) -> None:
        """Add to the end of a file that grows as the run goes."""
        with _naming(self.folder / name):
            if name not in self._growing:
                self._growing[name] = self._place(name).open("wb")
            self._growing[name].write(data)

    def _place(self, name: str) -> Path:
        relative = _checked(name)
        if relative.parent not in self._made:
            with _naming(self.folder):
                (self._building / relative.parent).mkdir(parents=True, exist_ok=True)
            self._made.add(relative.parent)
        self._names[name] = None
        return self._building / relative

    def commit(self, last: Iterable[str] = ()) -> None:
        """Move all files into place, the ones named in ``last`` after all others and in that order."""
        try:
            with _naming(self.folder):
                self._move(list(last))
        finally:
            self.discard()

    def _move(self, last: list[str]) -> None:
        for file in self._growing.values():
            file.close()
        previous = _read_manifest(self.folder)
        for name in self._names:
            if name not in previous and (self.folder / name).exists():
                raise FileExistsError(errno.EEXIST, f"{name} is in the way and not part of a textgate report")
        # Both lists until the end: after a kill in between, the next run still knows its own files.
        self._write_manifest({*previous, *self._names})
        for parent in self._made:
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
        for name in [n for n in self._names if n not in last] + [n for n in last if n in self._names]:
            (self._building / name).replace(self.folder / name)
        for name in previous - self._names.keys():
            (self.folder / name).unlink(missing_ok=True)
        for emptied in sorted({(self.folder / name).parent for name in previous} - {self.folder}):
            if emptied.is_dir() and not any(emptied.iterdir()):
                emptied.rmdir()
        self._write_manifest(set(self._names))
        _sync_folder(self.folder)

    def _write_manifest(self, names: set[str]) -> None:
        write_file(self.folder / MANIFEST, "".join(f"{name}\n" for name in sorted(names)).encode())

    def discard(self) -> None:
        """Forget what was written. Does nothing after ``commit``."""
        for file in self._growing.values():
            # What a full disk did not take is thrown away here anyway.
            with suppress(OSError):
                file.close()
        shutil.rmtree(self._building, ignore_errors=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Give an OSError that comes from inside the path that the user knows, instead of a temporary one."""
    try:
        yield
    except OSError as error:
        raise type(error)(error.errno, error.strerror or str(error), str(path)) from error


def _checked(name: str) -> PurePosixPath:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name or not relative.parts:
        raise ValueError(f"not a name inside the folder: {name!r}")
    return relative


def _read_manifest(folder: Path) -> set[str]:
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    names = set()
    for line in lines:
        try:
            names.add(str(_checked(line)))
        except ValueError:  # someone edited it: a line that leads outside must never delete anything
            continue
    return names


def _remove_leftovers(folder: Path) -> None:
    dead = time.time() - STALE_SECONDS
    for entry in folder.glob(".tmp-*"):
        if entry.is_dir() and not entry.is_symlink() and entry.stat().st_mtime < dead:
            shutil.rmtree(entry, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows cannot open folders and does not need it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some network file systems refuse; the rename itself has happened
        pass
    finally:
        os.close(descriptor)
