r"""Controls of text direction that no right-to-left text needs, or that stay open.

Flags
-----
Overrides (U+202D, U+202E); embeddings and isolates that are not closed in their paragraph, or closed
without having been opened; direction marks, embeddings and isolates in a document without any letter of a
right-to-left script.

Why it matters
--------------
An override makes people read something else than machines do ("Trojan Source", Boucher and Anderson 2021).
An unclosed control turns around the rest of its paragraph.

Measures
--------
The number of such characters. A paragraph ends at a line end, as in UAX #9.

Passes
------
>>> from textgate.testing import spans
>>> spans("bidi_controls", "הספר \u2066The Book\u2069 יצא לאור.")
[]

Fails
-----
>>> spans("bidi_controls", "access = \u202eresu\u202c")
[('\u202e', 'override')]
>>> spans("bidi_controls", "left \u200e to right")
[('\u200e', 'needless')]

Blind spots
-----------
A balanced pair of embeddings around Latin text in a right-to-left document passes, also where it is wrong.

Sources
-------
UAX #9, UTR #36, CVE-2021-42574.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.check import Measured, Severity, Spans
from textgate.profile import Profile

FAMILY = "characters"
UNIT = "bidi controls"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "override": "a control that shows the characters after it in another order",
    "unbalanced": "an embedding or isolate that is not closed in its paragraph, or closes nothing",
    "needless": "a direction control in a document without right-to-left letters",
}
KIND_SEVERITY: Mapping[str, Severity] = {"needless": "warning", "unbalanced": "warning"}

MARKS = {0x061C, 0x200E, 0x200F}
OVERRIDES = {0x202D, 0x202E}
EMBEDDINGS = {0x202A, 0x202B, *OVERRIDES}
POP_EMBEDDING = 0x202C
ISOLATES = {0x2066, 0x2067, 0x2068}
POP_ISOLATE = 0x2069
RIGHT_TO_LEFT = (
    "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Mand", "Rohg", "Samr", "Mend", "Phnx", "Yezi",
)  # fmt: skip


class Options(NamedTuple):
    """This check has no options."""


def measure(profile: Profile, options: Options) -> Measured:
    """Mark direction controls, each by itself."""
    if profile.ascii or not (profile.document_bits & np.uint32(cc.BIDI_CONTROL)).any():
        return Measured.nothing(len(profile))
    spans = Spans()
    by_document: dict[int, list[tuple[int, int]]] = {}
    for place in profile.where(cc.BIDI_CONTROL).tolist():
        document, offset = profile.batch.locate(place)
        by_document.setdefault(document, []).append((offset, int(profile.codepoints[place])))
    for document, controls in by_document.items():
        start, stop = int(profile.starts[document]), int(profile.stops[document])
        right_to_left = _has_right_to_left(profile.codepoints[start:stop])
        for offset, point, kind in _faults(profile.document_text(document), controls, right_to_left):
            spans.add(document, offset, offset + 1, kind, 0.9, f"U+{point:04X}: {KINDS[kind]}", "")
    return Measured.counted(len(profile), spans)


def _has_right_to_left(codepoints: NDArray[np.uint32] | NDArray[np.uint8]) -> bool:
    names = cc.script_names()
    wanted = np.array([name in RIGHT_TO_LEFT for name in names])
    return bool(wanted[cc.scripts().take(codepoints)].any())


def _faults(text: str, controls: list[tuple[int, int]], right_to_left: bool) -> list[tuple[int, int, str]]:
    """Faulty controls of one document, in order."""
    faults: list[tuple[int, int, str]] = []
    pending: dict[int, list[tuple[int, int]]] = {POP_EMBEDDING: [], POP_ISOLATE: []}
    last = 0
    for offset, point in controls:
        if "\n" in text[last:offset]:
            _close_paragraph(pending, faults)
        last = offset
        if point in OVERRIDES:
            faults.append((offset, point, "override"))
            pending[POP_EMBEDDING].append((offset, -1))
        elif not right_to_left and (point in MARKS or point in EMBEDDINGS or point in ISOLATES):
            faults.append((offset, point, "needless"))
            if point not in MARKS:
                pending[POP_EMBEDDING if point in EMBEDDINGS else POP_ISOLATE].append((offset, -1))
        elif point in EMBEDDINGS or point in ISOLATES:
            pending[POP_EMBEDDING if point in EMBEDDINGS else POP_ISOLATE].append((offset, point))
        elif point in pending:
            if pending[point]:
                pending[point].pop()
            else:
                faults.append((offset, point, "unbalanced"))
    _close_paragraph(pending, faults)
    return sorted(faults)


def _close_paragraph(pending: dict[int, list[tuple[int, int]]], faults: list[tuple[int, int, str]]) -> None:
    """What is still open at the end of a paragraph is unbalanced; -1 marks what was reported already."""
    for stack in pending.values():
        faults.extend((offset, point, "unbalanced") for offset, point in stack if point >= 0)
        stack.clear()
