"""Part files: the verdicts of one piece of input, kept in a folder so that they need not be made again.

    .textgate_cache/<digest>/ab/cdef….part

The digest stands for everything besides the input that decides on a verdict: the rules, the options of reading,
and this very textgate (see ``fingerprint``). The name of a part stands for the piece's place in the input, so a
piece has one part, and a changed piece overwrites it. A part holds one line of JSON on the state and the content
of its piece, one line per verdict, and one line with a checksum. A part that is damaged, incomplete or of
another content is not believed: the piece is judged again.

The parts of a run that was killed are those of the pieces it had finished. Nothing but JSON is read from them:
a cache that came with somebody else's files can be wrong, but it cannot run code.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from textgate.sources.paths import Skipped
from textgate.sources.pieces import Piece, Seal, content_of, state_of
from textgate.verdict import Finding, Span, Suppressed, Unjudged, Verdict

FORMAT = 2
MAX_AGE = 30 * 24 * 60 * 60
"""Seconds after which a part, or the parts of rules that were not used since, are removed."""

PRUNED_EVERY = 24 * 60 * 60
_LONGEST_HEAD = 1 << 16


class PartError(Exception):
    """A part that has to be there is not, or is damaged. The message says which and what to do."""


class Tail(NamedTuple):
    """What a part says at its end.

    ``lines`` is the number of lines of a piece of lines, ``skipped`` what was left out. ``final`` is false when
    the verdicts may be others next time.
    """

    lines: int = 0
    skipped: tuple[Skipped, ...] = ()
    final: bool = False


class Store:
    """The parts of one digest in a folder. Several processes and machines may use it at once.

    Args:
        folder: made when the first part is written; it gets a ``.gitignore`` of its own.
        digest: names everything besides the input that decides on a verdict.
        lasting: there may be very many parts, so they are spread over folders.

    """

    def __init__(self, folder: Path, digest: str, *, lasting: bool = True) -> None:
        self.folder = folder
        self._own = folder / digest
        self._lasting = lasting

    def path(self, piece: Piece) -> Path:
        """The place of a piece's part."""
        from hashlib import blake2b  # loads OpenSSL, and one text judged here has no part

        key = json.dumps([piece.name, piece.part, piece.start, piece.stop]).encode()
        name = blake2b(key, digest_size=16).hexdigest()
        if not self._lasting:
            return self._own / f"{name}.part"
        return self._own / name[:2] / f"{name[2:]}.part"

    def holds(self, piece: Piece, *, trust_state: bool = False) -> bool:
        """Whether there is a whole part of what the piece holds now.

        ``trust_state`` compares only size and time of change of the file, and does not read it.
        """
        try:
            with self.path(piece).open("rb") as file:
                head = _head(file)
                if head is None or not _tail(file, head).final:
                    return False
            content = head["content"]
            if content is None:
                return False
            return bool(trust_state and head["state"] == state_of(piece)) or content == content_of(piece)
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def write(self, piece: Piece, seal: Seal) -> Writer:
        """A part to be filled. One without a seal is good for this run only."""
        return Writer(self, piece, seal)

    def read(self, piece: Piece) -> Part:
        """The part of a piece that is known to be there.

        Raises:
            PartError: it is not there.

        """
        return Part(self.path(piece), piece)

    def remove(self, piece: Piece) -> None:
        """Forget the part of a piece."""
        self.path(piece).unlink(missing_ok=True)

    def make(self) -> None:
        """Make the folder.

        Raises:
            OSError: the place cannot be written.

        """
        self._own.mkdir(parents=True, exist_ok=True)
        for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _TAG)):
            if not (self.folder / name).exists():
                (self.folder / name).write_text(text, encoding="ascii")

    def prune(self) -> None:
        """Remove what is older than ``MAX_AGE``; looks no more than once a day."""
        import shutil

        marker = self._own / "pruned"
        now = time.time()
        with suppress(OSError):
            if marker.exists() and now - marker.stat().st_mtime < PRUNED_EVERY:
                return
            marker.touch()
            os.utime(self._own)
            for place in self.folder.iterdir():
                if place != self._own and place.is_dir() and now - place.stat().st_mtime > MAX_AGE:
                    shutil.rmtree(place, ignore_errors=True)
            for part in self._own.glob("*/*"):
                if now - part.stat().st_mtime > MAX_AGE:
                    part.unlink(missing_ok=True)


_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of textgate. See https://bford.info/cachedir/\n"
)


class Writer:
    """A part that takes its place when it is complete.

    Not synchronised to the disk as results are: after a power failure the checksum tells.
    """

    def __init__(self, store: Store, piece: Piece, seal: Seal) -> None:
        from hashlib import blake2b

        self._piece = piece
        self._seal = seal
        self._target = store.path(piece)
        self._temporary = self._target.parent / f".{os.urandom(8).hex()}.tmp"
        store.make()
        self._target.parent.mkdir(exist_ok=True)
        self._file = self._temporary.open("wb")
        self._sum = blake2b(digest_size=20)
        head = {"format": FORMAT, "name": piece.name, **seal._asdict()}
        self._line(json.dumps(head).encode())

    def add(self, verdict: Verdict) -> None:
        """Append a verdict."""
        self._line(encoded(verdict))

    def finish(self, lines: int, skipped: Sequence[Skipped], final: bool) -> None:
        """Put the part in its place."""
        final = final and self._seal.state == state_of(self._piece)
        tail = {"lines": lines, "skipped": skipped, "final": final, "checksum": self._sum.hexdigest()}
        self._file.write(json.dumps(tail).encode() + b"\n")
        self._file.close()
        self._temporary.replace(self._target)

    def discard(self) -> None:
        """Forget what was written; does nothing after ``finish``."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def _line(self, data: bytes) -> None:
        self._sum.update(data)
        self._file.write(data + b"\n")


class Part:
    """The verdicts of a part, in order; ``tail`` is known when all of them were given out.

    Raises:
        PartError: from the iteration, when the part is not there or not whole.

    """

    def __init__(self, path: Path, piece: Piece) -> None:
        self.tail = Tail()
        self._path = path
        self._piece = piece

    def __iter__(self) -> Iterator[Verdict]:
        try:
            with self._path.open("rb") as file:
                if _head(file) is None:
                    raise ValueError("no head")
                held = file.readline()
                for line in file:
                    yield decoded(held)
                    held = line
                self.tail = _tail_of(held)
        except FileNotFoundError:
            raise PartError(
                f"{self._path}: the part of {self._piece.name} is missing; --cache must name a folder that all "
                "workers share and nobody clears"
            ) from None
        except (ValueError, KeyError, TypeError):
            raise PartError(f"{self._path}: the part is damaged; remove it and run again") from None


def _head(file: BinaryIO) -> dict[str, Any] | None:
    """The first line of a part; None when it is not of this format."""
    head = json.loads(file.readline(_LONGEST_HEAD))
    return head if isinstance(head, dict) and head.get("format") == FORMAT else None


def _tail(file: BinaryIO, head: dict[str, Any]) -> Tail:
    """The last line of a part whose head was read, if all lines are as they were written."""
    from hashlib import blake2b

    hasher = blake2b(json.dumps(head).encode(), digest_size=20)
    held = file.readline()
    for line in file:
        hasher.update(held[:-1])
        held = line
    if json.loads(held)["checksum"] != hasher.hexdigest():
        raise ValueError("the checksum is wrong")
    return _tail_of(held)


def _tail_of(line: bytes) -> Tail:
    tail = json.loads(line)
    skipped = tuple(Skipped(name, reason) for name, reason in tail["skipped"])
    return Tail(int(tail["lines"]), skipped, bool(tail["final"]))


def encoded(verdict: Verdict) -> bytes:
    """A verdict as one line of JSON from which exactly the same verdict can be made.

    A verdict of which there is nothing to say is a list: nearly all are, and whoever merges the parts of many
    workers reads each of them. ``to_json`` is for others: it leaves out what is empty, and UTF-8 cannot express lone
    surrogates.
    """
    if verdict.record is not None and _is_clean(verdict):
        import orjson

        clean = (
            verdict.document, verdict.path, verdict.record, verdict.language, verdict.encoding, verdict.characters,
        )  # fmt: skip
        with suppress(orjson.JSONEncodeError):
            return orjson.dumps(clean)
    # A verdict on one file is written without orjson, whose import would cost a hook more than it saves.
    if verdict.record is not None and _is_finite(verdict):
        import orjson

        with suppress(orjson.JSONEncodeError):
            return orjson.dumps(verdict)
    return json.dumps(asdict(verdict), separators=(",", ":")).encode("ascii")


def _is_clean(verdict: Verdict) -> bool:
    return (
        verdict.verdict == "pass"
        and not verdict.findings
        and not verdict.unjudged
        and not verdict.suppressed
        and verdict.metrics is None
        and verdict.digest is None
    )


def _is_finite(verdict: Verdict) -> bool:
    """Whether orjson can write all numbers: it makes null of infinity."""
    findings = (*verdict.findings, *(item.finding for item in verdict.suppressed))
    numbers = [number for finding in findings for number in (finding.value, finding.limit)]
    return all(map(math.isfinite, (*numbers, *(verdict.metrics or {}).values())))


def decoded(line: bytes) -> Verdict:
    """The verdict of a line that ``encoded`` made.

    Raises:
        ValueError, KeyError, TypeError: the line was not made by ``encoded``.

    """
    record = _loads(line)
    if isinstance(record, list):
        document, path, row, language, encoding, characters = record
        return Verdict(document, path, row, "pass", (), (), None, language, encoding, characters)
    # Most verdicts have nothing in these; () instead of an empty list is what makes them equal.
    for name in ("findings", "unjudged", "suppressed"):
        record[name] = tuple(map(_OF[name], record[name])) if record[name] else ()
    return Verdict(**record)


def _finding(record: dict[str, Any]) -> Finding:
    return Finding(**{**record, "spans": tuple(Span(**span) for span in record["spans"])})


def _suppressed(record: dict[str, Any]) -> Suppressed:
    return Suppressed(**{**record, "finding": _finding(record["finding"])})


_OF: dict[str, Callable[[dict[str, Any]], Finding | Unjudged | Suppressed]] = {
    "findings": _finding,
    "unjudged": lambda record: Unjudged(**record),
    "suppressed": _suppressed,
}


def _loads(line: bytes) -> Any:
    if b'"record":null' in line[:4096]:
        return json.loads(line)
    import orjson

    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)
