"""Comments in a text that excuse places of it.

    <!-- textgate: ignore RULE, RULE -- reason -->       the next block, or the line that the comment stands in
    <!-- textgate: ignore-file RULE -- reason -->        the whole document
    <!-- textgate: off RULE -- reason --> … <!-- textgate: on RULE -->    all places between the two

A document that excuses itself must be one that somebody reviews: only files whose names fit the ``comments``
of the rules are asked, never records, and what was excused is counted in every report. A comment inside code
is an example. A comment that excuses nothing, or that is not understood, is a finding of the rule
``suppressions``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import islice

from textgate.batch import Document
from textgate.check import Severity, available
from textgate.excerpt import escape_excerpt
from textgate.excuses.identity import digest, fingerprint
from textgate.excuses.suppression import Part, excused, whole, without_groups
from textgate.fields import nearest
from textgate.globs import matches
from textgate.masking import without_code
from textgate.policy import Policy
from textgate.positions import Lines, byte_offsets
from textgate.verdict import Finding, Span, Verdict

RULE = "suppressions"
"""The rule, not to be had under ``rules:``, that the findings about comments carry."""

COMPLAINTS = 1000
"""Wrong comments that are told of one text. The texts may be hostile, and each costs a search for a like name."""

MARGIN = 200
"""Most white space beside a comment that stands alone in its line. A line of a megabyte is not searched for each of
its comments."""

# The bounds keep a text full of openings linear. A comment ends at its first "-->".
_COMMENT = re.compile(r"<!--[ \t]{0,20}textgate:((?:(?!-->).){0,1000})-->", re.DOTALL)
_ORDER = re.compile(r"\s*(ignore-file|ignore|off|on)(?![\w-])(.*?)(?:(?<=\s)(?:--|—)(.*))?", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n)")
_FENCE = re.compile(r"[ ]{0,3}(```+|~~~+)")
_CONTENT = re.compile(r"\S")
_EXAMPLE = "write <!-- textgate: ignore RULE -- reason -->"


@dataclass(slots=True)
class _Comment:
    """One comment. ``reach`` says from where to where it excuses a rule, ``everywhere`` that it is all the text."""

    order: str
    rules: tuple[str, ...]
    reason: str
    at: tuple[int, int]
    reach: dict[str, tuple[int, int]] = field(default_factory=dict)
    everywhere: bool = False
    used: set[str] = field(default_factory=set)


def heed(document: Document, verdict: Verdict, policy: Policy) -> Verdict:
    """The verdict after what the comments of a document excuse, with a finding for those that are wrong."""
    if not matches(document.path or document.id, policy.suppressions.comments):
        return verdict
    # Prose about suppressions shows them as code.
    found = list(_COMMENT.finditer(without_code(document.text)))
    if not found:
        return verdict
    comments = _read(document.text, found)
    after = excused(verdict, lambda finding: _parts(finding, comments), policy)
    after = without_groups(verdict, after, policy)
    severity = policy.suppressions.severity
    wrong = [] if severity == "off" else list(islice(_complaints(comments, policy), COMPLAINTS))
    if not wrong:
        return after
    failed = severity == "error" and after.verdict == "pass"
    return replace(
        after,
        verdict="fail" if failed else after.verdict,
        findings=(*after.findings, _finding(document, wrong, severity)),
        digest=after.digest or digest(document.text),
    )


def _read(text: str, found: Sequence[re.Match[str]]) -> list[_Comment]:
    """The comments in order, with what they reach."""
    layout = _Layout(text)
    comments: list[_Comment] = []
    open_for: dict[str, list[_Comment]] = {}
    for match in found:
        parsed = _ORDER.fullmatch(match[1])
        order = parsed[1] if parsed else ""
        rules = tuple(dict.fromkeys(re.findall(r"[^\s,]+", parsed[2]))) if parsed else ()
        reason = " ".join((parsed[3] or "").split()) if parsed else ""
        comment = _Comment(
            order if rules or order == "on" else "", rules, escape_excerpt(reason), match.span()
        )
        comments.append(comment)
        if comment.order == "ignore-file":
            comment.everywhere = True
        elif comment.order == "ignore":
            comment.reach = dict.fromkeys(rules, layout.block(*match.span()))
        elif comment.order == "off":
            comment.reach = dict.fromkeys(rules, (match.end(), len(text) + 1))
            for rule in rules:
                open_for.setdefault(rule, []).append(comment)
        elif comment.order == "on":
            for rule in rules or list(open_for):
                for opened in open_for.pop(rule, []):
                    opened.reach[rule] = (opened.reach[rule][0], match.start())
                    comment.used.add(rule)
    return comments


class _Layout:
    """Lines and blank lines of a text, looked for once however many comments there are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._blank_lines = [match.start() for match in _BLANK_LINE.finditer(text)]

    def block(self, start: int, stop: int) -> tuple[int, int]:
        """The line of a comment that shares it with text; else the block after it, up to a blank line."""
        text = self._text
        line = bisect_left(self._line_ends, start)
        first = self._line_ends[line - 1] + 1 if line else 0
        line = bisect_left(self._line_ends, stop)
        last = self._line_ends[line] if line < len(self._line_ends) else len(text)
        beside = last - first - (stop - start)
        if beside > MARGIN or text[first:start].strip(" \t>") or text[stop:last].strip():
            return first, last + 1
        content = _CONTENT.search(text, last)
        begin = text.rfind("\n", 0, content.start()) + 1 if content else len(text)
        if fence := _FENCE.match(text, begin):
            closing = re.compile(rf"\n[ ]{{0,3}}{re.escape(fence[1])}[^\n]*").search(text, fence.end())
            return begin, closing.end() + 1 if closing else len(text) + 1
        blank = bisect_left(self._blank_lines, begin)
        return begin, self._blank_lines[blank] + 1 if blank < len(self._blank_lines) else len(text) + 1


def _parts(finding: Finding, comments: Sequence[_Comment]) -> list[Part]:
    """What the comments excuse of a finding; each place by the reach that ends first."""
    mine = [comment for comment in comments if finding.rule in comment.rules]
    for comment in mine:
        if comment.everywhere:
            comment.used.add(finding.rule)
            return [whole(finding, "comment", comment.reason)]
    reaches = sorted(
        (*comment.reach[finding.rule], number)
        for number, comment in enumerate(mine)
        if finding.rule in comment.reach
    )
    places: dict[int, list[int]] = {}
    around: list[tuple[int, int]] = []  # (stop, number) of the reaches that have begun
    begun = 0
    for index, span in enumerate(finding.spans):  # in the order of the text
        while begun < len(reaches) and reaches[begun][0] <= span.start:
            heappush(around, (reaches[begun][1], reaches[begun][2]))
            begun += 1
        while around and around[0][0] <= span.start:
            heappop(around)
        if around:
            places.setdefault(around[0][1], []).append(index)
    for number in places:
        mine[number].used.add(finding.rule)
    return [Part("comment", mine[number].reason, indices) for number, indices in sorted(places.items())]


_Complaint = tuple[_Comment, str, str]  # what it is about, kind, sentence


def _complaints(comments: Iterable[_Comment], policy: Policy) -> Iterator[_Complaint]:
    active = {rule.name for rule in policy.rules} | {group.name for group in policy.groups}
    known = {*active, *available()}
    for comment in comments:
        unknown = [rule for rule in comment.rules if rule not in known]
        idle = [rule for rule in comment.rules if rule in active and rule not in comment.used]
        if not comment.order:
            yield comment, "not_understood", f"this suppression is not understood: {_EXAMPLE}"
        elif unknown:
            names = "; ".join(f"there is no rule {name}{nearest(name, known)}" for name in unknown)
            yield comment, "unknown_rule", names
        elif comment.order == "on":
            if not comment.used:
                yield comment, "unused", "nothing was switched off before"
        elif idle:
            names = ", ".join(idle)
            yield comment, "unused", f"excuses no place of {names}: take it out"
        elif policy.suppressions.require_reason and not comment.reason:
            yield comment, "no_reason", f"says no reason: {_EXAMPLE}"


def _finding(document: Document, complaints: Sequence[_Complaint], severity: Severity) -> Finding:
    lines = Lines(document.text)
    bytes_at = byte_offsets(document, [place for comment, *_ in complaints for place in comment.at])
    spans = []
    for comment, kind, evidence in complaints:
        start, stop = comment.at
        marked = document.text[start:stop]
        spans.append(
            Span(
                start=start,
                stop=stop,
                byte_start=bytes_at[start],
                byte_stop=bytes_at[stop],
                line=lines.place(start)[0],
                column=lines.place(start)[1],
                excerpt=escape_excerpt(marked[:80]) + ("…" if len(marked) > 80 else ""),
                kind=kind,
                confidence=1.0,
                evidence=escape_excerpt(evidence),
                replacement=None,
                fingerprint=fingerprint(marked),
            )
        )
    return Finding(
        rule=RULE,
        check=RULE,
        family="custom",
        severity="error" if severity == "error" else "warning",
        kind=spans[0].kind,
        value=float(len(spans)),
        limit=0.0,
        unit="wrong comments",
        message=f"{spans[0].evidence}; {len(spans)} wrong comments (allowed: at most 0)",
        confidence=1.0,
        spans=tuple(spans),
        span_count=len(spans),
    )
