"""Known findings: a baseline of an earlier run, and what of the next run it covers.

A baseline holds for each document the places that were found in it, by rule and fingerprint, with a count.
Each of them excuses as many places of the same document as there were, wherever they stand now. What is new is
not covered, and what is gone is *stale*: it is taken out of the file and never comes back by itself, so the
number of known places only ever goes down.

A document keeps its entry under another name as long as its text stays the same: a renamed file, or a row that
moved because another was inserted. Comparing two runs is the same thing: the old one is the baseline.

Verdicts in, verdicts out. Nothing here reads or writes files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from textgate.excuses.suppression import Part, excused, whole
from textgate.policy import Policy
from textgate.verdict import Finding, Span, Verdict

VERSION = 1
EXCERPT = 40
"""Code points of a place that the file shows, for whoever reviews it."""

_NOTE = "Findings known to textgate. Write it with `textgate baseline`; do not edit it by hand."


class BaselineError(ValueError):
    """A text that is no baseline. The message says where and what to do."""


class Place(NamedTuple):
    """A place of a document whatever line it is in. ``fingerprint`` "" stands for any place of the rule: those
    beyond the ones that a verdict keeps."""

    rule: str
    fingerprint: str


def _place(finding: Finding, span: Span) -> Place:
    # Verdicts of other origin may be without fingerprints, and an empty place has an empty excerpt.
    return Place(finding.rule, span.fingerprint or span.excerpt or "-")


@dataclass(slots=True)
class Known:
    """What is known of one document.

    ``places`` counts places; ``values`` has the value of findings about the document as a whole, and
    ``excerpts`` the beginning of each place. ``digest`` is that of the text, "" when unknown.
    """

    document: str
    path: str = ""
    digest: str = ""
    places: Counter[Place] = field(default_factory=Counter)
    values: dict[str, float] = field(default_factory=dict)
    excerpts: dict[Place, str] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count the places of a finding."""
        if not finding.span_count:
            self.values[finding.rule] = finding.value
        for span in finding.spans:
            place = _place(finding, span)
            self.places[place] += 1
            self.excerpts[place] = span.excerpt[:EXCERPT]
        hidden = finding.span_count - len(finding.spans)
        if hidden:
            self.places[Place(finding.rule, "")] += hidden

    def __len__(self) -> int:
        return self.places.total() + len(self.values)

    def rules(self) -> Counter[str]:
        """Places per rule."""
        counted = Counter(self.values.keys())
        for place, count in self.places.items():
            counted[place.rule] += count
        return +counted  # without zeros


@dataclass(slots=True)
class Baseline:
    """Document id -> what is known of it."""

    documents: dict[str, Known] = field(default_factory=dict)

    def add(self, verdict: Verdict, findings: Iterable[Finding]) -> None:
        """Count findings of a document."""
        for finding in findings:
            known = self.documents.setdefault(verdict.document, Known(verdict.document))
            known.path = verdict.path or ""
            known.digest = verdict.digest or ""
            known.add(finding)

    def merge(self, other: Baseline) -> None:
        """Add what another baseline knows; of one document the later text counts."""
        for name, known in other.documents.items():
            mine = self.documents.setdefault(name, Known(name, known.path, known.digest))
            mine.digest = mine.digest or known.digest
            mine.places += known.places
            mine.values |= known.values
            mine.excerpts |= known.excerpts

    def __len__(self) -> int:
        return sum(len(known) for known in self.documents.values())

    def rules(self) -> Counter[str]:
        """Places per rule, findings about whole documents included."""
        counted: Counter[str] = Counter()
        for known in self.documents.values():
            counted += known.rules()
        return counted


class Matching:
    """A baseline and a run, verdict after verdict: what is known, what is new, what is gone.

    Args:
        baseline: what was known.
        there: whether a document of that name is still there, so that its entry is its own. Another document
            of the same text is then a copy of it, not its new name.

    """

    def __init__(self, baseline: Baseline, there: Callable[[str], bool] = lambda name: False) -> None:
        self._there = there
        self._left = {
            name: Known(name, k.path, k.digest, Counter(k.places), dict(k.values), k.excerpts)
            for name, k in baseline.documents.items()
        }
        self._named: dict[str, list[str]] = {}
        for name in sorted(self._left, reverse=True):
            if self._left[name].digest:
                self._named.setdefault(self._left[name].digest, []).append(name)
        self._paths = {known.path for known in self._left.values() if known.path}
        self._seen: set[str] = set()
        self._unread: set[str] = set()

    def applied(self, verdict: Verdict, policy: Policy) -> Verdict:
        """The verdict without its known places, which are used up."""
        self._note(verdict)
        if not verdict.findings:
            return verdict
        known = self._entry(verdict)
        if known is None:
            return verdict
        return excused(verdict, lambda finding: _parts(finding, known), policy)

    def _note(self, verdict: Verdict) -> None:
        names = self._unread if verdict.verdict == "error" else self._seen
        if verdict.document in self._left:
            names.add(verdict.document)
        if verdict.path in self._paths:
            names.add(verdict.path)

    def _entry(self, verdict: Verdict) -> Known | None:
        """The entry of the same text, best under the same name; else the entry of the same name."""
        namesake = self._left.get(verdict.document)
        if namesake is not None and namesake.digest == verdict.digest:
            return namesake
        names = self._named.get(verdict.digest or "", [])
        while names and (not len(self._left[names[-1]]) or self._there(names[-1])):
            names.pop()
        return self._left[names[-1]] if names else namesake

    def stale(self, *, everything: bool) -> Baseline:
        """What was known of the documents of this run, and is gone.

        ``everything``: the run was over all documents there are, so one that it has not seen is gone, too.
        Documents that could not be judged keep what is known of them.
        """
        gone = [k for k in self._left.values() if len(k) and self._looked_at(k, everything)]
        return Baseline({known.document: known for known in gone})

    def kept(self, *, everything: bool) -> Baseline:
        """What is known of documents that this run has not looked at."""
        kept = [k for k in self._left.values() if len(k) and not self._looked_at(k, everything)]
        return Baseline({known.document: known for known in kept})

    def _looked_at(self, known: Known, everything: bool) -> bool:
        if known.document in self._unread or (
            known.path in self._unread and known.document not in self._seen
        ):
            return False
        return everything or known.document in self._seen or known.path in self._seen


def _parts(finding: Finding, known: Known) -> list[Part]:
    """The known places of a finding; they are taken out of what is known."""
    if not finding.span_count:
        before = known.values.get(finding.rule)
        if before is None or _worse(finding, before):
            return []
        del known.values[finding.rule]
        return [whole(finding, "baseline", "")]
    places = []
    for index, span in enumerate(finding.spans):
        place = _place(finding, span)
        if known.places[place] > 0:
            known.places[place] -= 1
            places.append(index)
    any_place = Place(finding.rule, "")
    spare = known.places[any_place]
    hidden = 0
    if spare:
        taken = set(places)
        shown = [index for index in range(len(finding.spans)) if index not in taken][:spare]
        places = sorted([*places, *shown])
        hidden = min(spare - len(shown), finding.span_count - len(finding.spans))
        known.places[any_place] = spare - len(shown) - hidden
    return [Part("baseline", "", places, hidden)] if places or hidden else []


def _worse(finding: Finding, before: float) -> bool:
    """Whether a value is farther beyond its limit than it was."""
    tolerance = 1e-9 * max(1.0, abs(before))
    return abs(finding.value - finding.limit) > abs(before - finding.limit) + tolerance


# ---- the file


def to_text(baseline: Baseline) -> str:
    """The baseline as JSON, one line per place, sorted: a change of one place is a change of one line."""
    lines = ["{", f' "textgate_baseline": {VERSION},', f' "note": {json.dumps(_NOTE)},', ' "documents": [']
    documents = [known for _, known in sorted(baseline.documents.items()) if len(known)]
    for number, known in enumerate(documents):
        head: dict[str, Any] = {"document": known.document}
        if known.path and known.path != known.document:
            head["path"] = known.path
        if known.digest:
            head["digest"] = known.digest
        places = [f"   {_json(record)}" for record in _records(known)]
        lines.append(f'  {_json(head)[:-1]}, "known": [')
        lines.append(",\n".join(places))
        lines.append("  ]}" + "," * (number + 1 < len(documents)))
    return "\n".join([*lines, " ]", "}"]) + "\n"


def _json(record: Mapping[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False)
    # Lone surrogates, from names of documents: the file is UTF-8.
    return text.encode("utf-8", "backslashreplace").decode()


def _records(known: Known) -> Iterator[dict[str, Any]]:
    records: list[tuple[tuple[str, str], dict[str, Any]]] = [
        ((rule, ""), {"rule": rule, "value": value}) for rule, value in known.values.items()
    ]
    for place, count in known.places.items():
        if count > 0 and place.fingerprint:
            record = {"rule": place.rule, "place": place.fingerprint, "count": count}
            excerpt = known.excerpts.get(place, "")
            records.append((place, record | ({"excerpt": excerpt} if excerpt else {})))
        elif count > 0:
            records.append((place, {"rule": place.rule, "more": count}))
    return (record for _, record in sorted(records, key=lambda item: item[0]))


def from_text(data: bytes, source: str) -> Baseline:
    """A baseline from the bytes of its file.

    Raises:
        BaselineError: it is none, or a broken one; the message names the file, the place and what to do.

    """
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise BaselineError(f"{source}: not UTF-8 (byte {problem.start}); {_ADVICE}") from None
    except json.JSONDecodeError as problem:
        hint = " (a merge conflict?)" if b"<<<<<<<" in data else ""
        raise BaselineError(
            f"{source}:{problem.lineno}:{problem.colno}: not valid JSON: {problem.msg}{hint}; {_ADVICE}"
        ) from None
    except RecursionError:
        raise BaselineError(f"{source}: nested too deeply to be a baseline; {_ADVICE}") from None
    version = record.get("textgate_baseline") if isinstance(record, dict) else None
    if version is None:
        raise BaselineError(f"{source}: not a baseline of textgate; {_ADVICE}")
    if version != VERSION:
        raise BaselineError(f"{source}: version {version!r} of the format; this textgate reads {VERSION}")
    found = Baseline()
    documents = record.get("documents")
    for number, item in enumerate(documents if isinstance(documents, list) else [None]):
        try:
            known = _known(item)
        except (KeyError, TypeError, ValueError) as problem:
            raise BaselineError(
                f"{source}: documents[{number}]: broken entry ({problem or 'wrong type'}); {_ADVICE}"
            ) from None
        if known.document in found.documents:
            raise BaselineError(f"{source}: documents[{number}]: {known.document!r} is here twice; {_ADVICE}")
        found.documents[known.document] = known
    return found


_ADVICE = "mend it, or remove it and write it anew with: textgate baseline"


def _known(item: Any) -> Known:
    document = _text(item["document"])
    known = Known(document, _text(item.get("path", document)), _text(item.get("digest", "")))
    for record in item["known"]:
        rule = _text(record["rule"])
        if "value" in record:
            known.values[rule] = float(record["value"])
            continue
        more = "more" in record
        count = record["more"] if more else record.get("count", 1)
        place = Place(rule, "" if more else _text(record["place"]))
        if type(count) is not int or count < 1:
            raise ValueError(f"a count must be a number from 1, not {count!r}")
        if place in known.places:
            raise ValueError(f"a place of {rule} is here twice")
        known.places[place] = count
        if "excerpt" in record:
            known.excerpts[place] = _text(record["excerpt"])
    return known


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, not {value!r:.40}")
    return value
