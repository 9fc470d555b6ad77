"""Where a finding is, for services that know only files and lines."""

from __future__ import annotations

from typing import NamedTuple

from textgate.batch import Document
from textgate.excerpt import escape_excerpt, window
from textgate.positions import Lines
from textgate.verdict import Finding, Span, Verdict

_LINE_RECORDS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".jsonl.bz2", ".jsonl.xz")
EXCERPT_WIDTH = 100


class Location(NamedTuple):
    """A range in a file. Lines and columns are 1-based, ``end_column`` is exclusive; columns are code points.

    ``record`` is the id of a document that is one record of the file: then the line is that of the record
    (line 1 where a record has none, as in Parquet) and the columns are None.
    """

    path: str
    line: int
    end_line: int
    column: int | None = None
    end_column: int | None = None
    record: str | None = None


def locate(document: Document, verdict: Verdict, span: Span | None) -> Location:
    """The place of a span, or the beginning of its document."""
    path = clean_path(verdict.path or verdict.document)
    if verdict.record is not None:
        line = verdict.record + 1 if path.lower().endswith(_LINE_RECORDS) else 1
        return Location(path, line, line, record=escape_excerpt(verdict.document))
    if span is None:
        return Location(path, 1, 1)
    end_line, end_column = Lines(document.text).place(span.stop)
    return Location(path, span.line, end_line, span.column, end_column)


def clean_path(path: str) -> str:
    """A path with forward slashes, without ``./``, on one line."""
    return escape_excerpt(path.replace("\\", "/").removeprefix("./"))


def lead(finding: Finding) -> Span | None:
    """The surest span; of equally sure ones the first."""
    return max(finding.spans, key=lambda span: (span.confidence, -span.start), default=None)


def in_context(document: Document, span: Span, width: int) -> tuple[str, str, str]:
    """A span in its surroundings, as ``excerpt.window``; its own excerpt where the text is not at hand."""
    if span.stop > len(document.text):
        return "", window(span.excerpt, 0, len(span.excerpt), width)[1], ""
    return window(document.text, span.start, span.stop, width)


def sentence(document: Document, finding: Finding) -> str:
    """What was found, with the place in its surroundings. One line, safe to print."""
    parts = [escape_excerpt(finding.message)]
    span = lead(finding)
    if span is not None:
        before, marked, after = in_context(document, span, EXCERPT_WIDTH)
        parts.append(f"here: {before}»{marked}«{after}")
        if finding.span_count > 1:
            parts.append(f"{finding.span_count} places in all")
    return "; ".join(parts)


class Fingerprints:
    """Names of findings that stay when lines move: made of path, rule and content, with a count for repeats."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, verdict: Verdict, rule: str, content: str) -> tuple[str, int]:
        """(hexadecimal digest, how often it was given before)."""
        named = "\0".join((verdict.path or "", verdict.document, rule, content))
        import hashlib  # loads OpenSSL, and few reports need it

        digest = hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        repeats = self._seen.get(digest, 0)
        self._seen[digest] = repeats + 1
        return digest, repeats
