"""Places that do not count: verdicts in, verdicts out, with the excused places moved to ``suppressed``.

Three things excuse a place, always in this order: a comment in the text (comments.py; the runner heeds it,
because it needs the text), the ignore list of the rules, and the baseline (baseline.py). The last two change
with the day and with every fault that is mended, so they are no part of judging: a stored verdict stays right.

What is left of a finding stays a finding, with the value that was measured on the whole document. Excusing
four of five places does not make room for four new ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from textgate.policy import RANK, Ignore, Policy, severity_of
from textgate.verdict import Finding, Means, Span, Suppressed, Verdict

if TYPE_CHECKING:
    from textgate.batch import Document

MARK = "textgate:"
"""What every suppression comment holds. Texts without it cost one search."""


class Part(NamedTuple):
    """Some places of a finding and what excuses them.

    ``places`` are indices of ``Finding.spans``; ``hidden`` counts places beyond those that the finding keeps.
    A finding without any place is excused by a part without any.
    """

    by: Means
    reason: str
    places: Sequence[int] = ()
    hidden: int = 0


def whole(finding: Finding, by: Means, reason: str) -> Part:
    """All places of a finding."""
    return Part(by, reason, range(len(finding.spans)), finding.span_count - len(finding.spans))


def excused(verdict: Verdict, decide: Callable[[Finding], Sequence[Part]], policy: Policy) -> Verdict:
    """The verdict without the places that ``decide`` names, which move to ``suppressed``.

    ``decide`` answers with parts that do not overlap. A verdict in which nothing is excused is returned as
    it is; ``error`` stays ``error``.
    """
    kept: list[Finding] = []
    moved: list[Suppressed] = []
    for finding in verdict.findings:
        parts = decide(finding)
        if not parts:
            kept.append(finding)
            continue
        taken = {place for part in parts for place in part.places}
        left = [place for place in range(len(finding.spans)) if place not in taken]
        hidden = finding.span_count - len(finding.spans) - sum(part.hidden for part in parts)
        moved += (
            Suppressed(_only(finding, part.places, part.hidden, policy), part.by, part.reason)
            for part in parts
        )
        if left or hidden:
            rest = _only(finding, left, hidden, policy)
            kept.append(replace(rest, message=_message(verdict, finding, rest.span_count)))
    if not moved:
        return verdict
    failed = any(finding.severity == "error" for finding in kept)
    return replace(
        verdict,
        verdict="error" if verdict.verdict == "error" else "fail" if failed else "pass",
        findings=tuple(kept),
        suppressed=(*verdict.suppressed, *moved),
    )


def _only(finding: Finding, places: Sequence[int], hidden: int, policy: Policy) -> Finding:
    """The finding with some of its places: kind, confidence and severity are theirs."""
    if len(places) == len(finding.spans) or not places:
        spans = finding.spans if places else ()
        return replace(finding, spans=spans, span_count=len(spans) + hidden)
    spans = tuple(finding.spans[place] for place in places)
    surest = max(spans, key=lambda span: (span.confidence, -span.start))
    severity = finding.severity
    rule = next((rule for rule in policy.rules if rule.name == finding.rule), None)
    if rule is not None and not hidden:
        from textgate.check import load

        check = load(rule.check)
        worst = max((severity_of(rule, check, span.kind) for span in spans), key=RANK.__getitem__)
        severity = "error" if worst == "error" else "warning"
    return replace(
        finding,
        severity=severity,
        kind=surest.kind,
        confidence=surest.confidence,
        spans=spans,
        span_count=len(spans) + hidden,
    )


def _message(verdict: Verdict, finding: Finding, left: int) -> str:
    """The sentence of a finding of which some places are excused, by now or before."""
    before = [item.finding for item in verdict.suppressed if item.finding.rule == finding.rule]
    told = before[0].message if before else finding.message
    total = finding.span_count + sum(item.span_count for item in before)
    return f"{told}; {total - left} of its {total} places are suppressed"


_TOLD: Mapping[str, str] = {
    "baseline": "known to the baseline",
    "comment": "excused by comments",
    "ignore": "on the ignore list",
}


def not_counted(suppressed: Mapping[str, int]) -> str:
    """One sentence on ``Summary.suppressed``, "" when nothing is."""
    parts = [f"{count:,} {_TOLD[means]}" for means, count in sorted(suppressed.items())]
    return f"Places that do not count: {', '.join(parts)}." if parts else ""


def heed(document: Document, verdict: Verdict, policy: Policy) -> Verdict:
    """The verdict after what comments in the text excuse. Records of a file never excuse themselves."""
    if document.record is not None or not _may_match(document.path or document.id, policy):
        return verdict
    if MARK not in document.text:
        return verdict
    from textgate.excuses import comments

    return comments.heed(document, verdict, policy)


def _may_match(path: str, policy: Policy) -> bool:
    """Whether a file may be one whose comments are heeded: cheaper than to search a text, or to load pathspec."""
    suffixes = _suffixes(policy.suppressions.comments)
    return suffixes is None or path.endswith(suffixes)


@functools.lru_cache(maxsize=16)
def _suffixes(patterns: tuple[str, ...]) -> tuple[str, ...] | None:
    """What the names of all matching files end with; None when the patterns say more than that."""
    if not all(re.fullmatch(r"\*\.\w+", pattern) for pattern in patterns):
        return None
    return tuple(pattern[1:] for pattern in patterns)


# ---- groups


def without_groups(before: Verdict, after: Verdict, policy: Policy) -> Verdict:
    """Groups that are not broken any more because all places of their members were found to be no fault."""
    gone = {finding.rule for finding in before.findings} - {finding.rule for finding in after.findings}
    if not gone or not policy.groups:
        return after
    reasons = {item.finding.rule: (item.by, item.reason) for item in after.suppressed}
    for group in policy.groups:  # members first
        lost = [member for member in group.members if member in gone]

        def decide(finding: Finding, name: str = group.name, lost: list[str] = lost) -> Sequence[Part]:
            if finding.rule != name or not lost or finding.value - len(lost) > finding.limit:
                return ()
            return (whole(finding, *reasons[lost[0]]),)

        changed = excused(after, decide, policy)
        if changed is not after:
            gone.add(group.name)
            reasons[group.name] = reasons[lost[0]]
        after = changed
    return after


# ---- the ignore list


def in_force(policy: Policy, today: str) -> Policy:
    """The policy without the entries of the ignore list whose last day is over. ``today`` is an ISO date."""
    return policy._replace(ignore=tuple(e for e in policy.ignore if not e.expires or e.expires >= today))


class IgnoreList:
    """The ignore list of a policy at work: which of its entries were of use. It does not know the date."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._used: set[int] = set()

    def applied(self, verdict: Verdict) -> Verdict:
        """The verdict after what the list excuses."""
        if not self._policy.ignore or not verdict.findings:
            return verdict
        path = verdict.path or verdict.document
        entries = [item for item in enumerate(self._policy.ignore) if _is_of(item[1], path, verdict.document)]
        if not entries:
            return verdict
        after = excused(verdict, lambda finding: self._parts(finding, entries), self._policy)
        return without_groups(verdict, after, self._policy)

    def _parts(self, finding: Finding, entries: Sequence[tuple[int, Ignore]]) -> list[Part]:
        """What the entries excuse of a finding; of several that fit, the first."""
        named = [(i, e) for i, e in entries if not e.rules or finding.rule in e.rules]
        parts: list[Part] = []
        free = list(range(len(finding.spans)))
        for index, entry in named:
            if not entry.texts and not entry.places:
                rest = whole(finding, "ignore", entry.reason)._replace(places=free)
                if not parts or rest.places or rest.hidden:
                    self._used.add(index)
                    parts.append(rest)
                return parts
            hit = [place for place in free if _is_at(entry, finding.spans[place])]
            if hit:
                self._used.add(index)
                parts.append(Part("ignore", entry.reason, hit))
                taken = set(hit)
                free = [place for place in free if place not in taken]
        return parts

    def unused(self) -> list[Ignore]:
        """Entries that excused nothing so far."""
        return [entry for index, entry in enumerate(self._policy.ignore) if index not in self._used]


def _is_at(entry: Ignore, span: Span) -> bool:
    return (not entry.places or span.fingerprint in entry.places) and (
        not entry.texts or any(text in span.excerpt for text in entry.texts)
    )


def _is_of(entry: Ignore, path: str, document: str) -> bool:
    if not entry.documents:
        return True
    from textgate.globs import matches

    return matches(path, entry.documents) or (document != path and matches(document, entry.documents))
