"""Repairs: which of the replacements in a verdict to apply, and the text that comes of it.

Checks propose; this module decides. A repair is *safe* when it is proven (the bytes of the garbled text are
those of the repaired one) or harmless (nothing that a reader sees or means is lost), and its span is sure
enough. Everything else is applied on request only. The table ``TRUST`` holds the decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from textgate.verdict import Finding, Span, Verdict

Level = Literal["safe", "unsafe", "never"]

ANY = "*"
"""Every kind of a check that has no row of its own."""

TRUST: Mapping[tuple[str, str], tuple[Level, str]] = {
    ("mojibake", ANY): ("safe", "the garbled characters hold the bytes of the repaired ones"),
    ("mojibake", "gbk-misaligned-punctuation"): ("unsafe", "the lost byte is guessed from what stands around it"),
    ("lossy_conversion", "byte-order-mark"): ("safe", "a byte-order mark is no part of the text"),
    ("injected_reading", ANY): ("safe", "a reading repeats the character before it"),
    ("injected_reading", "every_character"): ("unsafe", "flattened ruby: the page showed these readings"),
    ("invisible_characters", ANY): ("safe", "nobody sees the character, and its script does not use it"),
    ("invisible_characters", "filler"): ("unsafe", "a filler is as wide as a letter and may part two words"),
    ("control_characters", ANY): ("safe", "a control character is no part of a text"),
    ("bidi_controls", "needless"): ("safe", "without right-to-left letters there is nothing to reorder"),
    ("compatibility_forms", "radical"): ("safe", "the character looks the same"),
    ("compatibility_forms", "compatibility_ideograph"): ("safe", "canonically equivalent (Unicode, section 2.12)"),
    ("compatibility_forms", "ligature"): ("safe", "the letters of the ligature"),
    ("injected_spam", "spam_page"): ("never", "nothing would be left"),
}  # fmt: skip
"""(check, kind) -> how far its repairs are trusted, and why. What has no row is unsafe: deletions of content
(spam, foreign passages, markup), letters and digits that look alike, Han variants, width forms, escapes."""

CERTAIN = 0.9
"""Least confidence of a safe repair. Of the mojibake repairs this leaves the ones with 25 bits of evidence."""

PROVEN = 0.75
"""The same for UTF-8 that was misread, where the round trip is evidence of its own: of two bytes above 0x7F
taken at random only 12 % are a valid sequence (30 lead bytes times 64 continuation bytes of 16,384 pairs), which
adds three bits for a single letter and more for all others."""

_LINE_END = re.compile(r"\r\n?|\n")


class Change(NamedTuple):
    """One repair: ``text[start:stop]``, which is ``before``, becomes ``after``. Offsets are code points."""

    rule: str
    kind: str
    start: int
    stop: int
    before: str
    after: str
    safe: bool


class Repaired(NamedTuple):
    """A text after its repairs, and the changes in the order of the text; their offsets are of the old text."""

    text: str
    changes: tuple[Change, ...]


def repair(text: str, verdict: Verdict, *, unsafe: bool = False) -> Repaired:
    """Apply the repairs of a verdict to the text that it judges.

    One pass: judged again, the repaired text may show what the old damage hid, or what did not fit into the
    verdict (``settling.settle`` goes on until nothing changes).

    Args:
        text: the text of the judged document.
        verdict: the verdict on it.
        unsafe: also apply repairs that may lose or alter content. They never take away a whole text.

    Raises:
        ValueError: a span lies beyond the text, so the verdict is of another one.

    """
    changes = plan(text, verdict, unsafe=unsafe)
    return Repaired(apply(text, changes), changes)


def plan(text: str, verdict: Verdict, *, unsafe: bool = False) -> tuple[Change, ...]:
    """The changes that ``repair`` makes.

    Raises:
        ValueError: see ``repair``.

    """
    places = [(finding, span) for finding in verdict.findings for span in finding.spans]
    if any(span.stop > len(text) for _, span in places):
        raise ValueError(f"the verdict is not of this text: it has only {len(text)} characters")
    changes = _changes(text, [places[index] for index in choose(text, places, unsafe=unsafe)])
    if unsafe and changes and not apply(text, changes).strip():
        return plan(text, verdict)
    return changes


def apply(text: str, changes: Sequence[Change]) -> str:
    """The text with the changes made; they are in the order of the text and do not overlap."""
    pieces: list[str] = []
    reached = 0
    for change in changes:
        pieces += (text[reached : change.start], change.after)
        reached = change.stop
    return "".join([*pieces, text[reached:]])


def is_safe(check: str, span: Span, before: str) -> bool:
    """Whether the repair of a span is proven or harmless. ``before`` is the marked text.

    Between single-byte code pages every text makes the round trip; there only the confidence speaks.
    """
    if _level(check, span.kind) != "safe" or span.replacement is None:
        return False
    if check != "mojibake" or ">" not in span.kind:
        return span.confidence >= CERTAIN
    least = PROVEN if span.kind.startswith("utf-8>") else CERTAIN
    return span.confidence >= least and _round_trips(span.kind, before, span.replacement)


def _level(check: str, kind: str) -> Level:
    unknown: tuple[Level, str] = ("unsafe", "")
    return TRUST.get((check, kind), TRUST.get((check, ANY), unknown))[0]


def _round_trips(kind: str, before: str, after: str) -> bool:
    """Whether undoing the accidents that a kind names (true codec>wrong codec>…) gives exactly ``after``."""
    import numpy as np

    from textgate.mojibake import encodings

    codecs = kind.split(">")
    if codecs[-1] == "ascii":
        return True  # text left in a seven-bit form, whose decoders are strict
    text = before
    try:
        for right, wrong in zip(codecs[-2::-2], codecs[-1::-2], strict=True):
            points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32)
            data, _ = encodings.encode(points, wrong)
            if (data > 0xFF).any():
                return False
            text = data.astype(np.uint8).tobytes().decode(right)
    except (UnicodeError, LookupError, ValueError):
        return False
    return text == after


# ---- which of several


class _Candidate(NamedTuple):
    """A repair that may be applied; candidates sort by precedence, so weight and length are negative.

    ``keeps``: it takes nothing along that lies inside it. ``own``: its weight without what lies inside.
    """

    weight: float
    length: int
    start: int
    keeps: bool
    own: float
    stop: int
    place: int


def choose(text: str, places: Sequence[tuple[Finding, Span]], *, unsafe: bool) -> list[int]:
    """Indices of the places whose repairs are applied together, in the order of the text.

    Repairs never overlap. A deletion takes everything inside it along; else the surer one goes first, then
    the longer, then the earlier. A deletion of a foreign passage takes nothing along: the passage may be text
    that a repair inside it restores.
    """
    candidates = []
    for index, (finding, span) in enumerate(places):
        if span.replacement is None or _level(finding.check, span.kind) == "never":
            continue
        # Proofs cost time, and on request the unproven ones are made, too.
        if unsafe or is_safe(finding.check, span, text[span.start : span.stop]):
            keeps = span.replacement != "" or finding.check == "foreign_script"
            length = span.stop - span.start
            candidates.append(
                _Candidate(-span.confidence, -length, span.start, keeps, -span.confidence, span.stop, index)
            )
    chosen: list[tuple[int, int, int]] = []
    for one in sorted(_raised(candidates)):
        at = bisect_left(chosen, (one.start, one.stop, 0))
        if not any(_collide(one, other) for other in chosen[max(0, at - 1) : at + 1]):
            insort(chosen, (one.start, one.stop, one.place))
    return [index for _, _, index in chosen]


def _collide(one: _Candidate, other: tuple[int, int, int]) -> bool:
    start, stop, _ = other
    return (one.start < stop and start < one.stop) or (one.start, one.stop) == (start, stop)


def _raised(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates, deletions with the weight of the heaviest one inside them."""
    ordered = sorted(candidates, key=lambda one: one.start)
    starts = [one.start for one in ordered]
    raised = []
    for one in candidates:
        if one.keeps:
            raised.append(one)
            continue
        inside = ordered[bisect_left(starts, one.start) : bisect_left(starts, one.stop)]
        weight = min((other.weight for other in inside if other.stop <= one.stop), default=one.weight)
        raised.append(one._replace(weight=min(weight, one.weight)))
    return raised


def _changes(text: str, places: Sequence[tuple[Finding, Span]]) -> tuple[Change, ...]:
    changes: list[Change] = []
    reached = 0
    for number, (finding, span) in enumerate(places):
        start, stop = span.start, span.stop
        safe = is_safe(finding.check, span, text[start:stop])
        if span.replacement == "" and not safe:
            following = places[number + 1][1].start if number + 1 < len(places) else len(text)
            start, stop = _with_line(text, start, stop)
            start, stop = max(start, reached), min(stop, max(following, span.stop))
        after = span.replacement or ""
        if text[start:stop] != after:
            changes.append(Change(finding.rule, span.kind, start, stop, text[start:stop], after, safe))
        reached = stop
    return tuple(changes)


def _with_line(text: str, start: int, stop: int) -> tuple[int, int]:
    """A deletion that empties lines takes their line ends along, and the blank lines that it would double."""
    if (start > 0 and text[start - 1] not in "\r\n") or (stop < len(text) and text[stop] not in "\r\n"):
        return start, stop
    end = _LINE_END.match(text, stop)
    stop = end.end() if end else stop
    # Only the line ends next to the deletion matter; more of them would make hostile text quadratic.
    blank = start == 0 or len(_LINE_END.findall(text, max(0, start - 4), start)) > 1
    while blank and (end := _LINE_END.match(text, stop)):
        stop = end.end()
    if stop == len(text) and blank and start > 0:
        first = _LINE_END.match(text, len(text[:start].rstrip("\r\n")))
        start = first.end() if first else start
    return start, stop


# ---- one repair after another


_Item = tuple[int, int, int, Change]  # start, stop, whose turn it was, what


def compose(text: str, first: Sequence[Change], second: Sequence[Change]) -> tuple[Change, ...]:
    """Changes of ``text`` that do at once what ``first`` does, and then ``second`` to its outcome.

    Where both touch the same characters, they become one change under the name of the first.
    """
    middle = apply(text, first)
    moved: list[_Item] = []
    delta = 0
    for change in first:
        moved.append((change.start + delta, change.start + delta + len(change.after), 0, change))
        delta += len(change.after) - (change.stop - change.start)
    turned: list[_Item] = [(change.start, change.stop, 1, change) for change in second]
    items = sorted([*moved, *turned], key=lambda item: item[:3])
    composed: list[Change] = []
    delta = 0
    position = 0
    while position < len(items):
        cluster, stop, position = _cluster(items, position)
        mine = [change for _, _, turn, change in cluster if turn == 0]
        grown = sum(len(c.after) - (c.stop - c.start) for c in mine)
        start = cluster[0][0]
        low, high = start - delta, stop - delta - grown
        later = [c._replace(start=c.start - start, stop=c.stop - start) for _, _, t, c in cluster if t == 1]
        after = apply(middle[start:stop], later)
        lead = (mine or [cluster[0][3]])[0]
        safe = all(change.safe for *_, change in cluster)
        if text[low:high] != after:
            composed.append(Change(lead.rule, lead.kind, low, high, text[low:high], after, safe))
        delta += grown
    return tuple(composed)


def _cluster(items: Sequence[_Item], position: int) -> tuple[Sequence[_Item], int, int]:
    """The changes from a position on that overlap each other, where they stop, and the position after them."""
    stop = items[position][1]
    last = position + 1
    while last < len(items) and items[last][0] < stop:
        stop = max(stop, items[last][1])
        last += 1
    return items[position:last], stop, last
