"""The contract of a check, and the catalogue of checks.

A check is a module. Its docstring is its manual page, with the headings Flags, Why it matters, Measures,
Passes, Fails, Blind spots, Sources. It has these names:

``FAMILY``     one of ``FAMILIES``
``UNIT``       what the value counts, in words that follow a number: "garbled characters", "share of lines"
``LIMIT``      the default limit; a document breaks the rule when its value is ``DIRECTION`` the limit
``DIRECTION``  "above" or "below"
``SEVERITY``   the default severity
``KINDS``      kind of span -> one sentence; empty for a check that measures whole documents only
``KIND_SEVERITY``  kinds whose default severity differs from ``SEVERITY``; may be empty
``Options``    a named tuple, or a frozen dataclass where options are checked together; each field is
               ``Annotated`` with an ``Option`` and has a default
``measure``    ``(Profile, Options) -> Measured``

A check sees no limits, severities, other findings, files or terminal. Checks are found by looking into
the folder ``checks`` and, for names not found there, among the installed entry points of the group
``textgate.checks``; a rules file can name a check, never an import path.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from textgate.profile import Profile

Severity = Literal["error", "warning", "off"]
FAMILIES = (
    "mojibake",
    "spam",
    "truncation",
    "scripts",
    "characters",
    "residue",
    "repetition",
    "quality",
    "corpus",
    "custom",
)
ENTRY_POINTS = "textgate.checks"


class Option(NamedTuple):
    """Meaning, unit and range of one option of a check; the validator, the schema and the manual read it."""

    meaning: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


class Spans:
    """Places in documents, as parallel columns.

    ``document`` is the index in the batch; ``start`` and ``stop`` are 0-based half-open code-point offsets
    within that document. ``evidence`` is a sentence in plain words that names what was seen or undone.
    ``replacement`` is the text before the accident, "" when the span should go, None when unknown.
    """

    __slots__ = ("confidence", "document", "evidence", "kind", "replacement", "start", "stop")

    def __init__(self) -> None:
        self.document: list[int] = []
        self.start: list[int] = []
        self.stop: list[int] = []
        self.kind: list[str] = []
        self.confidence: list[float] = []
        self.evidence: list[str] = []
        self.replacement: list[str | None] = []

    def __len__(self) -> int:
        return len(self.document)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spans):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]  # they grow

    def add(
        self,
        document: int,
        start: int,
        stop: int,
        kind: str,
        confidence: float,
        evidence: str,
        replacement: str | None = None,
    ) -> None:
        """Append one place. Places may come in any order and from any document."""
        self.document.append(document)
        self.start.append(start)
        self.stop.append(stop)
        self.kind.append(kind)
        self.confidence.append(confidence)
        self.evidence.append(evidence)
        self.replacement.append(replacement)

    def at(self, indices: Sequence[int]) -> Spans:
        """The places at the given indices, in that order."""
        chosen = Spans()
        for name in self.__slots__:
            column = getattr(self, name)
            setattr(chosen, name, [column[index] for index in indices])
        return chosen


class Measured:
    """What a check says of a batch of n documents.

    ``values`` is ``float64[n]`` in the check's unit; NaN means not judged, and ``unjudged`` then says why
    for that document index. A document whose value breaks the limit but that has no span is a finding
    about the whole document. ``valued_by`` names how the values follow from the spans, so that they can
    be counted again when a rule leaves some spans out; None when they do not follow from spans.
    """

    __slots__ = ("spans", "unjudged", "valued_by", "values")

    def __init__(
        self,
        values: NDArray[np.float64],
        spans: Spans | None = None,
        unjudged: Mapping[int, str] | None = None,
        valued_by: Literal["covered", "counted", "surest"] | None = None,
    ) -> None:
        self.values = values
        self.spans = Spans() if spans is None else spans
        self.unjudged: Mapping[int, str] = {} if unjudged is None else unjudged
        self.valued_by = valued_by

    @classmethod
    def nothing(cls, count: int) -> Measured:
        """The answer "nothing found" for ``count`` documents."""
        return cls(np.zeros(count))

    @classmethod
    def covered(cls, count: int, spans: Spans) -> Measured:
        """Spans whose value is the number of code points they cover (overlaps counted once)."""
        values = np.zeros(count)
        places = sorted(zip(spans.document, spans.start, spans.stop, strict=True))
        last_document, reached = -1, 0
        for document, start, stop in places:
            if document != last_document:
                last_document, reached = document, 0
            begin = max(start, reached)
            if stop > begin:
                values[document] += stop - begin
                reached = stop
        return cls(values, spans, valued_by="covered")

    @classmethod
    def counted(cls, count: int, spans: Spans) -> Measured:
        """Spans whose value is their number."""
        values = np.bincount(np.asarray(spans.document, dtype=np.int64), minlength=count)
        return cls(values.astype(np.float64), spans, valued_by="counted")

    @classmethod
    def surest(cls, count: int, spans: Spans) -> Measured:
        """Spans whose value is the highest confidence among them (0 where there is none)."""
        values = np.zeros(count)
        for document, confidence in zip(spans.document, spans.confidence, strict=True):
            values[document] = max(values[document], confidence)
        return cls(values, spans, valued_by="surest")

    def keeping(self, kept: Sequence[int]) -> Measured:
        """The same measurement with only the spans at the indices ``kept``, values counted again."""
        spans = self.spans.at(kept)
        if self.valued_by is None:
            return Measured(self.values, spans, self.unjudged)
        recounted: Measured = getattr(Measured, self.valued_by)(len(self.values), spans)
        recounted.values[np.isnan(self.values)] = np.nan
        return Measured(recounted.values, spans, self.unjudged, self.valued_by)


class Check(Protocol):
    """What a check module provides; see the module docstring."""

    __doc__: str | None
    __name__: str
    FAMILY: str
    UNIT: str
    LIMIT: float
    DIRECTION: Literal["above", "below"]
    SEVERITY: Severity
    KINDS: Mapping[str, str]
    KIND_SEVERITY: Mapping[str, Severity]
    Options: type[Any]

    @staticmethod
    def measure(profile: Profile, options: Any) -> Measured:
        """Measure every document of the profile."""


class OptionsError(ValueError):
    """Options that cannot work together or cannot be used, raised by an ``Options`` record.

    ``faults`` holds (option name, index of the item in a list option or None, what is wrong).
    """

    def __init__(self, faults: Sequence[tuple[str, int | None, str]]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "; ".join(f"{option}: {message}" for option, _, message in self.faults)


class UnknownCheckError(LookupError):
    """There is no check of that name, shipped or installed."""


@functools.cache
def available() -> tuple[str, ...]:
    """Names of the shipped checks, sorted."""
    # Not importlib.resources: importing it takes 8 ms.
    names = (entry.name for entry in Path(__file__).with_name("checks").iterdir())
    return tuple(sorted(n.removesuffix(".py") for n in names if n.endswith(".py") and not n.startswith("_")))


@functools.cache
def installed() -> Mapping[str, str]:
    """Checks of other packages: name -> module, from entry points. Scanned for unknown names only (40 ms)."""
    from importlib import metadata

    return {point.name: point.value for point in metadata.entry_points(group=ENTRY_POINTS)}


def load(name: str) -> Check:
    """Import one check.

    Raises:
        UnknownCheckError: no shipped check and no entry point has that name.

    """
    if name in available():
        module = f"textgate.checks.{name}"
    elif name in installed():
        module = installed()[name]
    else:
        raise UnknownCheckError(name)
    return cast("Check", importlib.import_module(module))
