"""Everything that is known of one text, as one record: for people who wonder what is wrong with it.

The record of a document is made of the same verdict as every other run makes, with nothing left out: each place
of each finding, the value of each rule, also of those that pass or are off, and the changes that a repair makes.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from textgate import charclass
from textgate import check as catalogue
from textgate.batch import Document
from textgate.excerpt import code_point, invisible
from textgate.excuses.identity import digest
from textgate.fields import fields_of
from textgate.policy import Policy, Rule
from textgate.repair import is_safe
from textgate.runner import judge
from textgate.settling import judged, settle
from textgate.verdict import Finding, Verdict

SCRIPT_NAMES: Mapping[str, str] = {
    "Arab": "Arabic", "Armn": "Armenian", "Beng": "Bengali", "Bopo": "Bopomofo", "Cyrl": "Cyrillic",
    "Deva": "Devanagari", "Ethi": "Ethiopic", "Geor": "Georgian", "Grek": "Greek", "Gujr": "Gujarati",
    "Guru": "Gurmukhi", "Hang": "Hangul", "Hani": "Han", "Hebr": "Hebrew", "Hira": "Hiragana",
    "Kana": "Katakana", "Khmr": "Khmer", "Knda": "Kannada", "Laoo": "Lao", "Latn": "Latin",
    "Mlym": "Malayalam", "Mong": "Mongolian", "Mymr": "Myanmar", "Orya": "Odia", "Sinh": "Sinhala",
    "Taml": "Tamil", "Telu": "Telugu", "Thaa": "Thaana", "Thai": "Thai", "Tibt": "Tibetan",
}  # fmt: skip
"""English names of the commoner scripts by their ISO 15924 codes."""

_LINE_END = re.compile(r"\r\n?|\n")
_LINE_END_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


def inspect(
    document: Document,
    policy: Policy,
    *,
    size: int | None = None,
    excused: Callable[[Verdict], Verdict] = lambda verdict: verdict,
    refused: str | None = None,
    fits: Callable[[str], bool] = lambda text: True,
) -> dict[str, Any]:
    """What is known of a document, JSON-ready.

    Args:
        document: the document, read but not judged.
        policy: the rules.
        size: bytes of its file, where a file holds nothing else.
        excused: what takes excused places out of the verdict.
        refused: why the file cannot be repaired.
        fits: see ``settling.settle``.

    """
    verdict = excused(judge([document], policy, metrics=True, max_spans=sys.maxsize)[0])
    record: dict[str, Any] = {
        "document": document.id,
        "path": document.path,
        "record": document.record,
        "verdict": verdict.verdict,
    }
    if verdict.error is not None:
        record["error"] = verdict.error
    record["bytes"] = _bytes(document, size)
    if document.error is None:
        record["text"] = _text(document, verdict)
        record["findings"] = [_finding(document, finding) for finding in verdict.findings]
        record["suppressed"] = [
            {"by": item.by, "reason": item.reason, **_finding(document, item.finding)}
            for item in verdict.suppressed
        ]
        record["repair"] = {"refused": refused} if refused else _repair(document, policy, fits)
        record["rules"] = [*_rules(verdict, policy), *_off(document, policy)]
    return record


def _bytes(document: Document, size: int | None) -> dict[str, Any]:
    damage = document.damage
    return {
        "size": size,
        "encoding": damage.encoding,
        "byte_order_mark": damage.bom,
        "declared": damage.declared,
        "undecodable": [
            {"byte_start": item.byte_start, "byte_stop": item.byte_stop, "data": item.data.hex()}
            for item in damage.undecodable
        ],
        "cut_short": damage.truncated,
    }


def _text(document: Document, verdict: Verdict) -> dict[str, Any]:
    text = document.text
    ends = Counter(match[0] for match in _LINE_END.finditer(text))
    lines = _LINE_END.split(text)
    unseen = Counter(invisible().findall(text))
    return {
        "characters": len(text),
        "lines": len(lines) - (not lines[-1]),
        "longest_line": max(map(len, lines)),
        "line_ends": {_LINE_END_NAMES[end]: count for end, count in sorted(ends.items())},
        "ends_with_line_end": not lines[-1],
        "digest": digest(text),
        "language": verdict.language,
        "declared_language": document.language,
        "scripts": _scripts(text),
        "invisible": [
            {"character": code_point(c), "name": unicodedata.name(c, ""), "count": count}
            for c, count in sorted(unseen.items())
        ],
    }


def _scripts(text: str) -> list[dict[str, Any]]:
    """Letters and marks by script, the commonest first."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letters = (charclass.bits().take(points) & np.uint32(charclass.LETTER | charclass.MARK)) != 0
    counts = np.bincount(charclass.scripts().take(points[letters]), minlength=1)
    names = charclass.script_names()
    found = [(names[i], int(counts[i])) for i in np.flatnonzero(counts)]
    told = [(name, count) for name, count in found if name not in ("Zyyy", "Zinh")]
    total = sum(count for _, count in told)
    return [
        {"script": name, "letters": count, "share": round(count / total, 4)}
        for name, count in sorted(told, key=lambda item: (-item[1], item[0]))
    ]


def _finding(document: Document, finding: Finding) -> dict[str, Any]:
    """A finding as verdicts have it; each place also says its code points and whether its repair is safe."""
    record = finding.to_json()
    for place, span in zip(record["spans"], finding.spans, strict=True):
        marked = document.text[span.start : span.stop]
        place["safe"] = is_safe(finding.check, span, marked)
    return record


def _repair(document: Document, policy: Policy, fits: Callable[[str], bool]) -> dict[str, Any]:
    # What a baseline knows is repaired, too, so this needs a verdict of its own.
    safe = settle(document, judged([document], policy)[0], policy, fits=fits)
    return {
        "safe": len(safe.changes),
        "unsafe": safe.more,
        "changes": [change._asdict() for change in safe.changes],
    }


def _rules(verdict: Verdict, policy: Policy) -> list[dict[str, Any]]:
    """The rules that apply, in their order, with what they measured."""
    broken = {finding.rule: finding.severity for finding in verdict.findings}
    excused = {item.finding.rule for item in verdict.suppressed}
    unjudged = {item.rule: item.reason for item in verdict.unjudged}
    values = verdict.metrics or {}
    told = []
    for rule in policy.rules:
        if rule.name in broken:
            state = "broken"
        elif rule.severity == "off" and not rule.kinds:
            state = "for a group"
        elif rule.name in excused:
            state = "excused"
        elif rule.name in unjudged:
            state = "not judged"
        else:
            # A value beyond the limit without a finding: its places are of a kind that is off, or not sure enough.
            state = "passed" if rule.name in values else "does not apply"
        more = _stated("reason", unjudged.get(rule.name)) | _stated("severity", broken.get(rule.name))
        told.append(_rule(rule, values.get(rule.name), state) | more)
    return told


def _off(document: Document, policy: Policy) -> list[dict[str, Any]]:
    """What the checks that no rule uses would measure, at their own limits."""
    used = {rule.check for rule in policy.rules}
    checks = {name: catalogue.load(name) for name in catalogue.available() if name not in used}
    rules = tuple(
        Rule(name, name, "warning", check.LIMIT, check.Options())
        for name, check in checks.items()
        if not any(field.required for field in fields_of(check.Options).values())
    )
    verdict = judge([document], Policy(rules), metrics=True)[0]
    values = verdict.metrics or {}
    return [_rule(rule, values.get(rule.name), "off") for rule in rules]


def _rule(rule: Rule, value: float | None, state: str) -> dict[str, Any]:
    check = catalogue.load(rule.check)
    return {
        "rule": rule.name,
        "severity": "off" if state == "off" else rule.severity,
        "state": state,
        "value": value,
        "limit": rule.limit,
        "direction": check.DIRECTION,
        "unit": check.UNIT,
    }


def _stated(key: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {key: value}
