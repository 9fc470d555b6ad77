"""What this textgate is, in a few bytes: a verdict that another one gave is not to be taken for ours."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import sys
from pathlib import Path

import textgate


@functools.cache
def code() -> str:
    """Names the program: its version and files, the version of ftfy, and Python's.

    An installed package brings a list of its files with their hashes, the same on every machine. Without it, in
    a checkout, sizes and times of change stand for the files: an edit must never meet the verdicts of before.
    """
    package = Path(__file__).parent
    facts = [textgate.__version__, sys.version, *_versions("ftfy")]
    lists = sorted(package.parent.glob("textgate-*.dist-info/RECORD"))
    if lists:
        facts += [file.read_text(encoding="utf-8") for file in lists]
    else:
        for file in sorted(package.rglob("*")):
            if file.suffix not in (".pyc", "") and "__pycache__" not in file.parts:
                status = file.stat()
                facts.append(f"{file.relative_to(package)} {status.st_size} {status.st_mtime_ns}")
    return digest(*facts)


def module(name: str) -> str:
    """Names a module of another package by its source."""
    place = getattr(sys.modules.get(name), "__file__", None)
    return digest(name, Path(place).read_text(encoding="utf-8", errors="replace") if place else "")


def digest(*facts: str) -> str:
    """A hash of facts, 32 hexadecimal digits."""
    hasher = hashlib.blake2b(digest_size=16)
    for fact in facts:
        data = fact.encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(8, "little") + data)
    return hasher.hexdigest()


def _versions(package: str) -> list[str]:
    """Names of a package's metadata folders, which end in its version; importlib.metadata costs 40 ms."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    return sorted(found.name for found in Path(spec.origin).parents[1].glob(f"{package}-*.dist-info"))
