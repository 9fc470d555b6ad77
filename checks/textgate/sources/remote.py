"""Files behind URLs: ``s3://bucket/crawl/*.jsonl``, and everything else that fsspec opens. Needs the extra
``remote`` (fsspec) or ``s3`` (s3fs).

Only an argument of the command line or of ``read`` may be a URL: rules files cannot name any, so foreign rules
never make a request. Credentials come from where the file system looks for them (environment, profiles).
"""

from __future__ import annotations

import errno
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_URL = r"[A-Za-z][A-Za-z0-9+.\-]+://"
_BLOCK = 1 << 23
_WEB = ("http://", "https://")


class RemoteError(Exception):
    """A URL names nothing that can be read. The message says why and what to do."""


def is_url(name: str) -> bool:
    """Whether an argument, or the name of a file, is a URL. Names of local files never are."""
    return "://" in name and re.match(_URL, name) is not None


def path_of(url: str) -> str:
    """The part of a URL that tells the kind of the file: a signature may follow it."""
    return url.partition("?")[0].partition("#")[0] if url.startswith(_WEB) else url


def find(url: str) -> list[str]:
    """The URLs of the files that a URL names: itself, what lies below it, or what its pattern matches.

    Raises:
        RemoteError: it names nothing, cannot be reached, or the package for it is missing.

    """
    if re.match(r"[^/]+://[^/@]*:[^/@]*@", url):
        shown = re.sub(r"//[^/@]*@", "//…@", url)
        raise RemoteError(f"{shown}: holds a password, which would stand in every report; leave it out")
    with _explained(url):
        system, path = _system(url)
        if not url.startswith(_WEB) and any(mark in path for mark in "*?["):
            found = sorted(name for name in system.glob(path) if not system.isdir(name))
            if not found:
                raise RemoteError(f"{url}: no file matches this pattern; quote it, or correct it")
        elif system.isdir(path) and not system.isfile(path):
            root = path.rstrip("/")
            found = sorted(name for name in system.find(path) if not _is_hidden(name.removeprefix(root)))
        elif system.exists(path):
            found = [path]
        else:
            raise RemoteError(f"{url}: no such file or folder; check the spelling")
        return [str(system.unstrip_protocol(name)) for name in found]


def open_file(url: str) -> io.RawIOBase:
    """The bytes of a file.

    Raises:
        OSError: it cannot be opened; reading raises nothing else either.

    """
    try:
        system, path = _system(url)
        return _Raw(system.open(path, "rb", block_size=_BLOCK))
    except Exception as problem:  # noqa: BLE001  every file system has exceptions of its own
        raise _as_oserror(problem) from None


def state_of(url: str) -> list[int | str] | None:
    """What its store says of the content of a file: size, and entity tag or time of change; None: nothing.

    Raises:
        OSError: the file is not there, or the store does not answer.

    """
    try:
        system, path = _system(url)
        facts = system.info(path)
    except Exception as problem:  # noqa: BLE001  every file system has exceptions of its own
        raise _as_oserror(problem) from None
    marks = [
        str(facts[key]) for key in ("ETag", "etag", "checksum", "mtime", "LastModified") if facts.get(key)
    ]
    return [int(facts.get("size") or 0), *marks[:1]] if marks else None


def _system(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        raise RemoteError(f"{url}: URLs need a package: pip install 'textgate[remote]'") from None
    try:
        system, path = fsspec.core.url_to_fs(url)
    except ImportError as problem:
        extra = "'textgate[s3]'" if url.startswith("s3") else f"what fsspec needs ({problem})"
        raise RemoteError(f"{url}: this kind of URL needs a package: pip install {extra}") from None
    except ValueError as problem:
        raise RemoteError(f"{url}: no URL that can be read ({problem})") from None
    return system, str(path)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/")) or name.endswith("/")


@contextmanager
def _explained(url: str) -> Iterator[None]:
    try:
        yield
    except RemoteError:
        raise
    except Exception as problem:  # noqa: BLE001
        reason = _as_oserror(problem).strerror
        raise RemoteError(f"{url}: cannot be reached ({reason}); check address and credentials") from None


def _as_oserror(problem: Exception) -> OSError:
    number = problem.errno if isinstance(problem, OSError) else None
    text = getattr(problem, "strerror", None) or str(problem).partition("\n")[0] or type(problem).__name__
    return OSError(number or errno.EIO, text[:300])


class _Raw(io.RawIOBase):
    """A file of fsspec, with errors that are all ``OSError`` and tell their reason."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def read(self, size: int = -1) -> bytes:
        return bytes(self._ask("read", size))

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._ask("seek", offset, whence))

    def tell(self) -> int:
        return int(self._ask("tell"))

    def close(self) -> None:
        self._file.close()
        super().close()

    def _ask(self, what: str, *arguments: int) -> Any:
        try:
            return getattr(self._file, what)(*arguments)
        except Exception as problem:  # noqa: BLE001
            raise _as_oserror(problem) from None
