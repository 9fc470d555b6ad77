"""Documents and a policy in, verdicts out. The one place where measurements meet limits."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from textgate import check as catalogue
from textgate import zones
from textgate.batch import Batch, Document, apart, pack
from textgate.check import Check, Measured, Severity
from textgate.excuses.identity import digest
from textgate.excuses.suppression import heed
from textgate.findings import Case, apply_group, case_of, report
from textgate.policy import Condition, Policy, Rule, Zone, severity_of
from textgate.profile import Profile
from textgate.verdict import Unjudged, Verdict

MAX_SPANS = 1000
"""Spans kept per finding. Its ``span_count`` still counts all of them."""

SHARED = "(shared)"
"""Under this name ``judge`` notes the time of packing and of the columns that all checks share."""


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
    verdicts = [_NOT_YET if document.error is None else _unreadable(document) for document in documents]
    readable = [index for index, document in enumerate(documents) if document.error is None]
    for places in apart([documents[index] for index in readable]):
        indices = [readable[place] for place in places]
        part = [documents[index] for index in indices]
        judged = _judge_batch(part, policy, metrics, max_spans, timings)
        for index, verdict in zip(indices, judged, strict=True):
            verdicts[index] = heed(documents[index], verdict, policy)
    return verdicts


_NOT_YET = Verdict("", None, None, "error")


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
        _ = profile.bits, profile.document_bits, profile.narrow, profile.lines, profile.languages
        clock.note(SHARED)
    cases: dict[int, Case] = {}
    grouped = {member for group in policy.groups for member in group.members}
    for rule in policy.rules:
        if rule.severity != "off" or any(s != "off" for s in rule.kinds.values()) or rule.name in grouped:
            _apply(rule, measuring, cases, metrics, max_spans)
    for group in policy.groups:
        apply_group(group, cases, max_spans)
    languages = measuring.languages
    if metrics:
        for index in range(len(batch)):
            case_of(cases, index)
    return [
        _clean(document, language)
        if index not in cases
        else _verdict(document, cases[index], language, metrics)
        for index, (document, language) in enumerate(zip(batch.documents, languages, strict=True))
    ]


def _clean(document: Document, language: str) -> Verdict:
    # By position: this is made for every document, and names double its cost.
    return Verdict(
        document.id, document.path, document.record, "pass", (), (), None,
        language, document.damage.encoding, len(document.text),
    )  # fmt: skip


def _verdict(document: Document, case: Case, language: str, metrics: bool) -> Verdict:
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

    @functools.cached_property
    def languages(self) -> list[str]:
        """Declared language of each document, or the one its letters and words speak for."""
        found = self.profile("all")[0].languages
        return [d.language or name for d, name in zip(self._batch.documents, found, strict=True)]

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


def _apply(rule: Rule, measuring: _Measuring, cases: dict[int, Case], metrics: bool, max_spans: int) -> None:
    check = catalogue.load(rule.check)
    chosen = _chosen(rule, measuring)
    if chosen is not None and not chosen.any():
        return
    measured, raised = measuring.measure(rule, check)
    for index, reason in raised.items():
        if chosen is None or chosen[index]:
            case = case_of(cases, index)
            case.error = case.error or reason
    severities = [severity_of(rule, check, kind) for kind in measured.spans.kind]
    measured, severities, emptied = _filtered(rule, measured, severities)
    values = measured.values
    if metrics:
        judged = ~np.isnan(values) if chosen is None else chosen & ~np.isnan(values)
        for index in np.flatnonzero(judged).tolist():
            case_of(cases, index).metrics[rule.name] = float(values[index])
    missing = np.isnan(values)
    beyond = values > rule.limit if check.DIRECTION == "above" else values < rule.limit
    beyond[emptied] = False
    if chosen is not None:
        missing &= chosen
        beyond &= chosen
    for index in np.flatnonzero(missing).tolist():
        if index not in raised:
            reason = measured.unjudged.get(index, "the check could not measure this document")
            case_of(cases, index).unjudged.append(Unjudged(rule.name, reason))
    rows: dict[int, list[int]] = {index: [] for index in np.flatnonzero(beyond).tolist()}
    if not rows:
        return
    for row, index in enumerate(measured.spans.document):
        if index in rows:
            rows[index].append(row)
    for index, mine in rows.items():
        document = measuring.documents[index]
        report(rule, check, measured, index, document, mine, severities, case_of(cases, index), max_spans)


def _filtered(
    rule: Rule, measured: Measured, severities: list[Severity]
) -> tuple[Measured, list[Severity], list[int]]:
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
    if len(kept) == len(spans):
        return measured, severities, []
    emptied = sorted({*spans.document} - {spans.document[row] for row in kept})
    return measured.keeping(kept), [severities[row] for row in kept], emptied


def _chosen(rule: Rule, measuring: _Measuring) -> NDArray[np.bool_] | None:
    """``bool[n]``: the documents that a rule applies to. None: all of them, as nearly always."""
    if rule.only == _ANY and rule.skip == _ANY:
        return None
    chosen = np.ones(len(measuring), dtype=bool)
    for index, document in enumerate(measuring.documents):
        wanted = rule.only == _ANY or _matches(rule.only, document, index, measuring)
        unwanted = rule.skip != _ANY and _matches(rule.skip, document, index, measuring)
        chosen[index] = wanted and not unwanted
    return chosen


_ANY = Condition()


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
    language = measuring.languages[index].lower()
    return any(
        language == tag.lower() or language.startswith(tag.lower() + "-") for tag in condition.languages
    )
