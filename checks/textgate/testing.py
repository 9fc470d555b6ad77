"""Helpers for testing one check on one text, for this package's tests and for authors of other checks."""

from __future__ import annotations

from typing import Any

from textgate.batch import Document, pack
from textgate.check import Measured, load
from textgate.profile import Profile


def measure(name: str, *texts: str, **options: Any) -> Measured:
    """Measure one check on texts, each a document of its own.

    Raises:
        UnknownCheckError: there is no check of that name.
        TypeError: the check has no such option.

    """
    check = load(name)
    documents = [Document(id=str(number), text=text) for number, text in enumerate(texts)]
    return check.measure(Profile(pack(documents)), check.Options(**options))


def spans(name: str, text: str, **options: Any) -> list[tuple[str, str]]:
    """The places that one check marks in one text, in order, as (marked text, kind)."""
    found = measure(name, text, **options).spans
    rows = sorted(zip(found.start, found.stop, found.kind, strict=True))
    return [(text[start:stop], kind) for start, stop, kind in rows]
