"""What the readers are told, and the sentences they share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 10 << 20
"""Largest document, in bytes after decompression: a JSONL line, a text file. What is larger is an error
verdict. Judging a clean text takes 15 (ASCII) to 30 times its size in memory, so one of this size stays within
500 MB; a text that is garbled from end to end was measured at 40 to 60 times (benchmarks/memory.py)."""


class Reading(NamedTuple):
    """How to read the sources.

    ``base`` is the folder that paths and names are relative to (None: the working directory). ``exclude``
    are patterns in gitignore syntax. ``gitignore`` says whether ``.gitignore`` files are respected.
    ``text_field``, ``id_field`` and ``language_field`` name fields of records ("a.b" looks into an object, "a.0"
    into a list); None looks for the usual names. ``stdin_name`` is the name of what comes through standard
    input, and its ending says how to read it. ``max_bytes`` is the largest document.
    """

    base: Path | None = None
    exclude: tuple[str, ...] = ()
    gitignore: bool = True
    text_field: str | None = None
    id_field: str | None = None
    language_field: str | None = None
    stdin_name: str = "<stdin>"
    max_bytes: int = MAX_BYTES


def problem_of(name: str, problem: OSError) -> str:
    """One sentence about a file that the system would not give."""
    reason = problem.strerror or type(problem).__name__
    return f"{name}: cannot be read ({reason}); check its permissions, or exclude it in the rules"


def size_in_words(size: int) -> str:
    """A number of bytes as people write it."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} bytes"


def too_large(name: str, reading: Reading) -> str:
    """One sentence about a document beyond the limit."""
    size = size_in_words(reading.max_bytes)
    return f"{name}: larger than {size}; split it, or raise the limit with --max-size"
