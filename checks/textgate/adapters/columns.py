"""A column of texts in, a column of verdicts out: what the adapters for data frames have in common.

The result has one row for each row of the column, in its order. A null is no document: its row is null. What
is neither text nor null is a document that cannot be read, and its verdict is ``error``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Any, TypedDict, cast

from textgate.api import check_documents
from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.policy import Policy
from textgate.verdict import Finding, Verdict


class SpanRow(TypedDict):
    """A place in a text, as in ``verdict.Span``. A cell of a table has no file, so there are no byte offsets."""

    start: int
    stop: int
    line: int
    column: int
    excerpt: str
    kind: str
    confidence: float
    evidence: str
    replacement: str | None


class FindingRow(TypedDict):
    """A broken rule, as in ``verdict.Finding``."""

    rule: str
    check: str
    family: str
    severity: str
    kind: str | None
    value: float
    limit: float
    unit: str
    message: str
    confidence: float
    span_count: int
    spans: list[SpanRow]


class Row(TypedDict):
    """A verdict as a row of a table. The names are those of ``verdicts.jsonl``, and mean the same.

    ``rules`` are the rules that were broken with severity error, ``warnings`` those with severity warning,
    ``unjudged`` those that could not be measured. ``reason`` says why the document does not pass, with line and
    column; None for one that passes. ``language`` is the declared one, or the one the text speaks for.
    """

    verdict: str
    reason: str | None
    rules: list[str]
    warnings: list[str]
    unjudged: list[str]
    language: str | None
    findings: list[FindingRow]


def judged(
    values: Iterable[object],
    rules: Policy | str | Path | None = None,
    *,
    languages: Iterable[object] | None = None,
    jobs: int = 1,
) -> Iterator[Row | None]:
    """Judge the values of a column; None for a null. They are read as they are needed, in bounded batches.

    Args:
        values: ``str``; ``bytes``, decoded as the bytes of a file are; None.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        languages: BCP 47 tags, as many as there are values; None where it is not known.
        jobs: number of processes. 1 works in this process.

    Raises:
        OSError, RulesError: the rules cannot be read; raised before the first row.

    """
    nulls = deque([0])  # how many stand before each document that was read, and after the last

    def documents() -> Iterator[Document]:
        tags = repeat(None) if languages is None else languages
        for row, (value, tag) in enumerate(zip(values, tags, strict=languages is not None)):
            if value is None:
                nulls[-1] += 1
            else:
                nulls.append(0)
                yield _document(row, value, tag if isinstance(tag, str) and tag else None)

    return _woven(check_documents(documents(), rules, jobs=jobs), nulls)


def _woven(verdicts: Iterator[Verdict], nulls: deque[int]) -> Iterator[Row | None]:
    """The verdicts as rows, with None put in for every value that was no document."""
    for verdict in verdicts:
        yield from repeat(None, nulls.popleft())
        yield _row(verdict)
    yield from repeat(None, nulls.popleft())


def _document(row: int, value: object, language: str | None) -> Document:
    name = str(row)
    if isinstance(value, str):
        return Document(name, value, record=row, language=language)
    if isinstance(value, bytes):
        from textgate.sources import decode

        try:
            text, damage = decode.decode(value)
        except decode.UndecodableError as problem:
            return Document(name, "", record=row, error=f"row {row}: {problem}; convert the text to UTF-8")
        return Document(name, text, record=row, language=language, damage=damage)
    message = (
        f"row {row}: a value of type {type(value).__name__} is no text; convert it, or leave the row out"
    )
    return Document(name, "", record=row, error=message)


def _row(verdict: Verdict) -> Row:
    return {
        "verdict": verdict.verdict,
        "reason": _reason(verdict),
        "rules": [finding.rule for finding in verdict.findings if finding.severity == "error"],
        "warnings": [finding.rule for finding in verdict.findings if finding.severity == "warning"],
        "unjudged": [missing.rule for missing in verdict.unjudged],
        "language": verdict.language,
        "findings": [_finding(finding) for finding in verdict.findings],
    }


def _reason(verdict: Verdict) -> str | None:
    if verdict.error is not None:
        return escape_excerpt(verdict.error)
    sentences = [_sentence(finding) for finding in verdict.findings if finding.severity == "error"]
    return "; ".join(sentences) or None


def _sentence(finding: Finding) -> str:
    place = f"{finding.spans[0].line}:{finding.spans[0].column} " if finding.spans else ""
    return f"{place}{finding.rule}: {escape_excerpt(finding.message)}"


def _finding(finding: Finding) -> FindingRow:
    record: dict[str, Any] = {name: getattr(finding, name) for name in FindingRow.__annotations__}
    record["spans"] = [
        {name: getattr(span, name) for name in SpanRow.__annotations__} for span in finding.spans
    ]
    return cast("FindingRow", record)
