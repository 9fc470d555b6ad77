"""What to write into rules.yaml against a false alarm, as lines that can be copied as they are."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from textgate.excerpt import invisible
from textgate.reporters import RuleInfo
from textgate.verdict import Finding, Verdict

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CONSTANTS = ("true", "false", "null")
SURE = 0.9
"""The confidence that is proposed as a limit."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A way to quieten a rule: the key of the sentence that names it, and the lines."""

    key: str
    lines: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a hint needs of an example: how globs name the document, its path, and what was measured.

    The glob of a record is its id, because all records of a file share the path.
    """

    target: str
    path: str
    value: float


def named(verdict: Verdict, finding: Finding) -> Named:
    """The example that a finding gives."""
    path = verdict.path or verdict.document
    return Named(path if verdict.record is None else verdict.document, path, finding.value)


def of_place(rule: str, target: str) -> str:
    """The entry of the ignore list for one document."""
    return (
        "ignore:\n"
        f"  - documents: [{_quoted(_glob(target))}]\n"
        f"    rules: [{_quoted(rule)}]\n"
        "    reason: looked at, not a fault\n"
    )


def of_rule(rule: str, info: RuleInfo | None, example: Named, kind: str) -> Iterator[Hint]:
    """Ways for a whole rule, the narrowest first; ``kind`` is that of the example's surest place."""
    yield Hint("hint_ignore", of_place(rule, example.target))
    key = f"rules:\n  {_quoted(rule)}:\n"
    if info is not None and info.check != "group":
        folder = example.path.replace("\\", "/").rpartition("/")[0]
        if folder:
            yield Hint("hint_skip", f"{key}    skip: {{paths: [{_quoted(_glob(folder) + '/')}]}}\n")
        if kind:
            yield Hint("hint_kind", f"{key}    kinds: {{{_quoted(kind)}: off}}\n")
            yield Hint("hint_confidence", f"{key}    confidence: {SURE:g}\n")
        yield Hint("hint_limit", f"{key}    limit: {_outward(example.value, info.direction)}\n")
    yield Hint("hint_warning", f"{key}    severity: warning\n")


def _outward(value: float, direction: str) -> str:
    """A number of few digits that is not on the wrong side of the value."""
    if value.is_integer():
        return f"{value:.0f}"
    step = 10 ** (3 - math.ceil(math.log10(abs(value))))
    rounded = math.ceil(value * step) if direction == "above" else math.floor(value * step)
    return f"{rounded / step:g}"


def _glob(path: str) -> str:
    """A pattern in gitignore syntax that matches this path; what YAML cannot hold becomes ``?``."""
    escaped = re.sub(r"[\\*?\[\]]", lambda match: f"\\{match[0]}", path.replace("\\", "/"))
    escaped = re.sub(r"[\ud800-\udfff\ufffe\uffff\r\n]", "?", escaped.removeprefix("./"))
    return escaped if escaped.startswith("/") else f"/{escaped}"


def _quoted(text: str) -> str:
    """A word as it is; any other text as a YAML string in double quotes, nothing invisible in it."""
    if _WORDS.fullmatch(text) and text.lower() not in _CONSTANTS:
        return text
    return invisible().sub(lambda match: f"\\U{ord(match[0]):08X}", json.dumps(text, ensure_ascii=False))
