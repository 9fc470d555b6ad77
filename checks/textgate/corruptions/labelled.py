"""Good and damaged texts as labelled records: what `textgate corrupt` writes and benchmarks/accuracy.py reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textgate.batch import Document
from textgate.corruptions import Corrupted, corrupt

CLASS_OF_FAMILY = {
    "mojibake": "mojibake",
    "spam": "spam",
    "truncation": "truncated",
    "scripts": "mixed_scripts",
    "characters": "characters",
}
"""Label by family of fault."""


def records(
    documents: Iterable[Document], kinds: Sequence[str], severity: float, seed: int
) -> Iterator[dict[str, object]]:
    """Each good document as a record, followed by one damaged copy if it can be damaged.

    The kinds take turns; one that cannot damage a text leaves its turn to the next. Documents that could not
    be read are left out.
    """
    readable = (document for document in documents if document.error is None)
    for number, document in enumerate(readable):
        yield _record(document.id, document.text, None, 0.0)
        for step in range(len(kinds)):
            kind = kinds[(number + step) % len(kinds)]
            made = corrupt(document.text, kind, severity=severity, seed=f"{seed}\0{document.id}")
            if made is not None:
                yield _record(f"{document.id}#{kind}", made.text, made, severity)
                break


def _record(name: str, text: str, made: Corrupted | None, severity: float) -> dict[str, object]:
    label = None if made is None else CLASS_OF_FAMILY[made.family]
    return {
        "id": name,
        "text": text,
        "lang": "und",
        "label": {each: each == label for each in CLASS_OF_FAMILY.values()},
        "kind": "clean" if made is None else made.kind,
        "severity": severity,
        "spans": [] if made is None else [[start, stop, label] for start, stop in made.spans],
        "ignore": [],
    }
