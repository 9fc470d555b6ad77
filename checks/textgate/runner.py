"""Documents and a policy in, verdicts out. The one place where measurements meet limits."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from textgate import check as catalogue
from textgate import zones
from textgate.batch import Batch, Document, pack
from textgate.check import Check, Measured, Severity
from textgate.excerpt import escape_excerpt
from textgate.excuses.identity import digest, fingerprint
from textgate.excuses.suppression import heed
from textgate.policy import RANK, Condition, Group, Policy, Rule, Zone, severity_of
from textgate.positions import Lines, byte_offsets
from textgate.profile import Profile
from textgate.verdict import Finding, Span, Unjudged, Verdict

MAX_SPANS = 1000
"""Spans kept per finding. Its ``span_count`` still counts all of them."""

SHARED = "(shared)"
"""Under this name ``judge`` notes the time of packing and of the columns that all checks share."""

EXCERPT_LENGTH = 80
"""Longest excerpt of a span, in code points before escaping."""


@dataclass(slots=True)
class _Case:
    """What is known so far of one document."""

    findings: list[Finding] = field(default_factory=list)
    unjudged: list[Unjudged] = field(default_factory=list)
    broken: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    error: str | None = None
    metrics: dict[str, float] = field(default_factory=dict)


def judge(
    documents: Sequence[Document],
    policy: Policy,
    *,
    metrics: bool = False,
    max_spans: int = MAX_SPANS,
    timings: dict[str, float] | None = None,
) -> list[Verdict]:
    """Judge documents; the answer has their order and length.

    ``metrics`` keeps the value of every rule in the verdicts, ``max_spans`` so many spans of each finding.
    To ``timings`` the processor seconds of every check are added, under its name, and those of packing and of
    what all checks share under ``SHARED``.
    What comments in the texts excuse is already among ``Verdict.suppressed``. A check that raises costs only
    the documents it raises on: their verdict is ``error``, everything else is judged as usual.
    """
    verdicts: dict[int, Verdict] = {}
    readable: list[int] = []
    for index, document in enumerate(documents):
        if document.error is not None:
            verdicts[index] = _unreadable(document)
        else:
            readable.append(index)
    # ASCII documents travel in a batch of their own (see Batch); the answer is put back in order here.
    plain = [i for i in readable if documents[i].text.isascii()]
    other = [i for i in readable if not documents[i].text.isascii()]
    for indices in (plain, other):
        if indices:
            part = [documents[i] for i in indices]
            verdicts.update(
                zip(indices, _judge_batch(part, policy, metrics, max_spans, timings), strict=True)
            )
    return [heed(document, verdicts[index], policy) for index, document in enumerate(documents)]


def _unreadable(document: Document) -> Verdict:
    return Verdict(
        document=document.id,
        path=document.path,
        record=document.record,
        verdict="error",
        error=document.error,
        language=document.language,
    )


def _judge_batch(
    documents: Sequence[Document],
    policy: Policy,
    metrics: bool,
    max_spans: int,
    timings: dict[str, float] | None,
) -> list[Verdict]:
    clock = _Clock(timings)
    batch = pack(documents)
    measuring = _Measuring(batch, clock)
    if timings is not None:
        # Made first, so that they are not counted against the check that happens to ask first.
        profile, _ = measuring.profile("all")
        _ = profile.bits, profile.document_bits, profile.lines, profile.languages, profile.holds("=")
        clock.note(SHARED)
    cases = [_Case() for _ in batch.documents]
    locators = [_Locator(document, max_spans) for document in batch.documents]
    grouped = {member for group in policy.groups for member in group.members}
    for rule in policy.rules:
        if (
            rule.severity == "off"
            and not any(s != "off" for s in rule.kinds.values())
            and rule.name not in grouped
        ):
            continue
        _apply(rule, measuring, cases, locators, metrics)
    for group in policy.groups:
        _apply_group(group, cases, max_spans)
    return [
        _verdict(document, case, measuring.language(index), metrics)
        for index, (document, case) in enumerate(zip(batch.documents, cases, strict=True))
    ]


def _verdict(document: Document, case: _Case, language: str | None, metrics: bool) -> Verdict:
    failed = any(finding.severity == "error" for finding in case.findings)
    return Verdict(
        document=document.id,
        path=document.path,
        record=document.record,
        verdict="error" if case.error else "fail" if failed else "pass",
        findings=tuple(case.findings),
        unjudged=tuple(case.unjudged),
        error=case.error,
        language=language,
        encoding=document.damage.encoding,
        characters=len(document.text),
        metrics=case.metrics if metrics else None,
        digest=digest(document.text) if case.findings else None,
    )


class _Clock:
    """Adds processor time to a table, if there is one."""

    def __init__(self, timings: dict[str, float] | None) -> None:
        self._timings = timings
        self._began = 0.0 if timings is None else time.process_time()

    def start(self) -> None:
        """Begin anew."""
        if self._timings is not None:
            self._began = time.process_time()

    def note(self, name: str) -> None:
        """Add the time since the beginning under a name."""
        if self._timings is not None:
            self._timings[name] = self._timings.get(name, 0.0) + time.process_time() - self._began


class _Measuring:
    """Measurements of one batch, each made once however many rules ask for it."""

    def __init__(self, batch: Batch, clock: _Clock) -> None:
        self._batch = batch
        self._clock = clock
        self._profiles: dict[Zone, tuple[Profile, list[int]]] = {}
        self._measured: dict[tuple[str, object, Zone], tuple[Measured, dict[int, str]]] = {}

    def __len__(self) -> int:
        return len(self._batch)

    @property
    def documents(self) -> tuple[Document, ...]:
        return self._batch.documents

    def language(self, index: int) -> str:
        """Declared language of a document, or the one its letters and words speak for."""
        return self._batch.documents[index].language or self.profile("all")[0].languages[index]

    def profile(self, zone: Zone) -> tuple[Profile, list[int]]:
        """Profile of the documents cut to a zone, and the offset of the zone in each of them."""
        if zone not in self._profiles:
            if zone == "all":
                self._profiles[zone] = Profile(self._batch), [0] * len(self._batch)
            else:
                parts = [zones.cut(document, zone) for document in self._batch.documents]
                self._profiles[zone] = (
                    Profile(pack([part for part, _ in parts])),
                    [offset for _, offset in parts],
                )
        return self._profiles[zone]

    def measure(self, rule: Rule, check: Check) -> tuple[Measured, dict[int, str]]:
        """The check's measurement, spans in document offsets, and document index -> why the check raised."""
        key = (rule.check, rule.options, rule.zone)
        if key not in self._measured:
            profile, offsets = self.profile(rule.zone)
            no_errors: dict[int, str] = {}
            self._clock.start()
            try:
                measured, raised = check.measure(profile, rule.options), no_errors
            except Exception:  # noqa: BLE001  a check of any origin may raise anything; the documents must not be lost
                measured, raised = _measure_singly(profile, rule, check)
            self._clock.note(rule.check)
            spans = measured.spans
            if rule.zone != "all":
                spans.start = [s + offsets[d] for s, d in zip(spans.start, spans.document, strict=True)]
                spans.stop = [s + offsets[d] for s, d in zip(spans.stop, spans.document, strict=True)]
            self._measured[key] = measured, raised
        return self._measured[key]


def _measure_singly(profile: Profile, rule: Rule, check: Check) -> tuple[Measured, dict[int, str]]:
    """Measure document by document, to find the ones that a check raises on."""
    together = Measured(np.full(len(profile), np.nan), unjudged={})
    unjudged: dict[int, str] = {}
    raised: dict[int, str] = {}
    valued_by = None
    for index, document in enumerate(profile.batch.documents):
        try:
            one = check.measure(Profile(pack([document])), rule.options)
        except Exception as problem:  # noqa: BLE001
            raised[index] = f"check {rule.check} failed: {type(problem).__name__}: {problem}"
            continue
        valued_by = one.valued_by
        together.values[index] = one.values[0]
        unjudged.update(dict.fromkeys([index] if one.unjudged else [], one.unjudged.get(0, "")))
        for row in range(len(one.spans)):
            s = one.spans
            together.spans.add(
                index,
                s.start[row],
                s.stop[row],
                s.kind[row],
                s.confidence[row],
                s.evidence[row],
                s.replacement[row],
            )
    return Measured(together.values, together.spans, unjudged, valued_by), raised


def _apply(
    rule: Rule, measuring: _Measuring, cases: list[_Case], locators: list[_Locator], metrics: bool
) -> None:
    check = catalogue.load(rule.check)
    chosen = _chosen(rule, measuring)
    if not chosen.any():
        return
    measured, raised = measuring.measure(rule, check)
    for index, reason in raised.items():
        if chosen[index]:
            cases[index].error = cases[index].error or reason
    severities = [severity_of(rule, check, kind) for kind in measured.spans.kind]
    measured, severities, emptied = _filtered(rule, measured, severities)
    beyond = measured.values > rule.limit if check.DIRECTION == "above" else measured.values < rule.limit
    if metrics:
        for index in np.flatnonzero(chosen & ~np.isnan(measured.values)).tolist():
            cases[index].metrics[rule.name] = float(measured.values[index])
    for index in np.flatnonzero(chosen & np.isnan(measured.values)).tolist():
        if index not in raised:
            reason = measured.unjudged.get(index, "the check could not measure this document")
            cases[index].unjudged.append(Unjudged(rule.name, reason))
    broken = np.flatnonzero(chosen & beyond & ~emptied)
    if len(broken) == 0:
        return
    rows: dict[int, list[int]] = {int(index): [] for index in broken}
    for row, document in enumerate(measured.spans.document):
        if document in rows:
            rows[document].append(row)
    for index, mine in rows.items():
        _report(rule, check, measured, index, mine, severities, cases[index], locators[index])


def _filtered(
    rule: Rule, measured: Measured, severities: list[Severity]
) -> tuple[Measured, list[Severity], NDArray[np.bool_]]:
    """Leave out spans that the rule does not count; also say which documents lost all the spans they had.

    Spans of severity "off" stay when the whole rule is off: then it is measured for a group.
    """
    spans = measured.spans
    silent = rule.severity == "off" and not rule.kinds
    kept = [
        row
        for row in range(len(spans))
        if spans.confidence[row] >= rule.confidence and (silent or severities[row] != "off")
    ]
    emptied = np.zeros(len(measured.values), dtype=bool)
    if len(kept) == len(spans):
        return measured, severities, emptied
    emptied[spans.document] = True
    emptied[[spans.document[row] for row in kept]] = False
    return measured.keeping(kept), [severities[row] for row in kept], emptied


def _chosen(rule: Rule, measuring: _Measuring) -> NDArray[np.bool_]:
    """``bool[n]``: the documents that a rule applies to."""
    chosen = np.ones(len(measuring), dtype=bool)
    if rule.only == Condition() and rule.skip == Condition():
        return chosen
    for index, document in enumerate(measuring.documents):
        wanted = rule.only == Condition() or _matches(rule.only, document, index, measuring)
        unwanted = rule.skip != Condition() and _matches(rule.skip, document, index, measuring)
        chosen[index] = wanted and not unwanted
    return chosen


def _matches(condition: Condition, document: Document, index: int, measuring: _Measuring) -> bool:
    path = document.path or document.id
    if condition.paths:
        from textgate.globs import matches

        if not matches(path, condition.paths):
            return False
    if condition.sources and path.replace("\\", "/").partition("/")[0] not in condition.sources:
        return False
    if not condition.languages:
        return True
    language = measuring.language(index).lower()
    return any(
        language == tag.lower() or language.startswith(tag.lower() + "-") for tag in condition.languages
    )


class _Locator:
    """Places of one document, worked out only when the document has a finding."""

    def __init__(self, document: Document, most: int) -> None:
        self.document = document
        self.most = most
        self._lines: Lines | None = None

    def spans(self, measured: Measured, rows: Iterable[int]) -> tuple[Span, ...]:
        s, text = measured.spans, self.document.text
        if self._lines is None:
            self._lines = Lines(text)
        rows = list(rows)
        bytes_at = byte_offsets(self.document, [p for row in rows for p in (s.start[row], s.stop[row])])
        located = []
        for row in rows:
            start, stop = s.start[row], s.stop[row]
            line, column = self._lines.place(start)
            excerpt = text[start : min(stop, start + EXCERPT_LENGTH)]
            located.append(
                Span(
                    start=start,
                    stop=stop,
                    byte_start=bytes_at[start],
                    byte_stop=bytes_at[stop],
                    line=line,
                    column=column,
                    excerpt=escape_excerpt(excerpt) + ("…" if stop - start > EXCERPT_LENGTH else ""),
                    kind=s.kind[row],
                    confidence=round(float(s.confidence[row]), 4),
                    evidence=escape_excerpt(s.evidence[row]),
                    replacement=s.replacement[row],
                    fingerprint=fingerprint(text[start:stop]),
                )
            )
        return tuple(located)


def _report(
    rule: Rule,
    check: Check,
    measured: Measured,
    index: int,
    rows: list[int],
    severities: list[Severity],
    case: _Case,
    locator: _Locator,
) -> None:
    s = measured.spans
    rows = sorted(rows, key=lambda row: (s.start[row], s.stop[row], s.kind[row]))
    located = locator.spans(measured, rows[: locator.most])
    case.broken[rule.name] = located
    severity = max((severities[row] for row in rows), key=RANK.__getitem__, default=rule.severity)
    if severity == "off":
        return
    # The surest span speaks for the finding; of equally sure ones the first in the text.
    lead = max(rows, key=lambda row: (s.confidence[row], -s.start[row]), default=None)
    value = float(measured.values[index])
    case.findings.append(
        Finding(
            rule=rule.name,
            check=rule.check,
            family=check.FAMILY,
            severity="error" if severity == "error" else "warning",
            kind=None if lead is None else s.kind[lead],
            value=round(value, 6),
            limit=rule.limit,
            unit=check.UNIT,
            message=_message(check, rule, value, "" if lead is None else escape_excerpt(s.evidence[lead])),
            confidence=1.0 if lead is None else round(float(s.confidence[lead]), 4),
            spans=located,
            span_count=len(rows),
        )
    )


def _message(check: Check, rule: Rule, value: float, evidence: str) -> str:
    """What was found, how much of it, and how much is allowed, in one breath."""
    bound = "at most" if check.DIRECTION == "above" else "at least"
    figures = f"{_number(value)} {check.UNIT} (allowed: {bound} {_number(rule.limit)})"
    return f"{evidence.rstrip('. ')}; {figures}" if evidence else figures


def _number(value: float) -> str:
    if math.isfinite(value) and value == int(value):
        return str(int(value))
    return f"{value:.3g}"


def _apply_group(group: Group, cases: list[_Case], max_spans: int) -> None:
    for case in cases:
        broken = [member for member in group.members if member in case.broken]
        if len(broken) < group.at_least:
            continue
        spans = sorted(
            (s for member in broken for s in case.broken[member]), key=lambda s: (s.start, s.stop, s.kind)
        )
        case.broken[group.name] = tuple(spans)
        if group.severity == "off":
            continue
        # What a member's own finding lists is not listed again.
        told = {finding.rule for finding in case.findings}
        untold = [s for member in broken if member not in told for s in case.broken[member]]
        untold.sort(key=lambda s: (s.start, s.stop, s.kind))
        case.findings.append(
            Finding(
                rule=group.name,
                check="group",
                family="custom",
                severity="error" if group.severity == "error" else "warning",
                kind=None,
                value=float(len(broken)),
                limit=float(group.at_least - 1),
                unit="broken rules of the group",
                message=f"{', '.join(broken)} together; {len(broken)} broken rules of the group "
                f"(allowed: at most {group.at_least - 1})",
                confidence=min((span.confidence for span in spans), default=1.0),
                spans=tuple(untold[:max_spans]),
                span_count=len(untold),
            )
        )
