"""Documents and verdicts made by hand for the tests of the reporters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from textgate import reporters
from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.positions import Lines
from textgate.reporters import Layout, Reporter, RuleInfo, RunInfo
from textgate.verdict import CorpusResult, Finding, Means, Span, Suppressed, Unjudged, Verdict, summarise

RUN = RunInfo(
    version="9.8.7",
    unicode="17.0.0",
    digest="ab" * 32,
    rules=(
        RuleInfo(
            "mojibake",
            "mojibake",
            "mojibake",
            "error",
            "Text decoded with the wrong encoding.",
            "old letters",
            "Summary.\n\nFlags\n-----\nReads bytes in another codec.\n\nFails\n-----\n    >>> 1 + 1\n    2\n",
            {"utf-8>cp1252": "UTF-8 text was read as Windows-1252."},
            0.0,
            "above",
            "garbled characters",
            "mojibake: {severity: error, limit: 0}",
        ),
        RuleInfo("markup_residue", "markup_residue", "residue", "warning", "Tags left over from a page."),
    ),
)

# Everything that has ever broken out of a report: elements, comments, templates, commands, escapes, overrides.
HOSTILE = (
    "<script>document.title='broken'</script></script><img src=x onerror=document.title='broken'>\n"
    "{{ 7*7 }} {% raw %} ${7*7} <!-- <!DOCTYPE [<!ENTITY x 'y'>]> ]]> &amp;\n"
    "::error title=x::y\n##[error]z ##vso[task.complete]\n"
    "\x00\x07\x1b[31mred\x1b]0;title\x07\x7f\x85 \u202edesrever\u202c \u2066x\u2069 \u200b\u200d\ufeff\n"
    "lone \ud83d surrogate \udcff, \ufffe noncharacter \U0001ffff, tag \U000e0041, =1+1 | `a` [b](http://c.example)"
)


@dataclass(frozen=True)
class Outcome:
    passed: bool
    exit_code: int
    reason: str
    corpus: tuple[CorpusResult, ...] = ()


def span(
    text: str, marked: str, kind: str = "utf-8>cp1252", confidence: float = 0.98, **more: str | None
) -> Span:
    start = text.index(marked)
    line, column = Lines(text).place(start)
    return Span(
        start, start + len(marked), None, None, line, column, escape_excerpt(marked[:80]), kind, confidence,
        more.get("evidence") or "encode cp1252, decode utf-8", more.get("replacement"),
    )  # fmt: skip


def finding(
    *spans: Span, rule: str = "mojibake", severity: str = "error", message: str = "garbled"
) -> Finding:
    return Finding(
        rule=rule,
        check=rule,
        family="mojibake",
        severity="error" if severity == "error" else "warning",
        kind=spans[0].kind if spans else None,
        value=float(len(spans)),
        limit=0.0,
        unit="places",
        message=message,
        confidence=max((s.confidence for s in spans), default=1.0),
        spans=spans,
        span_count=len(spans),
    )


def judged(document: Document, *findings: Finding, error: str | None = None) -> tuple[Document, Verdict]:
    failed = any(f.severity == "error" for f in findings)
    return document, Verdict(
        document=document.id,
        path=document.path,
        record=document.record,
        verdict="error" if error else "fail" if failed else "pass",
        findings=findings,
        unjudged=(Unjudged("truncated_end", "the text is too short"),)
        if document.id.endswith("unjudged")
        else (),
        error=error,
        language=document.language or "en",
        characters=len(document.text),
    )


def small() -> list[tuple[Document, Verdict]]:
    """A garbled word, a Chinese text with two places, a warning, an unreadable record, a clean text."""
    german = Document(
        "letters/a.txt", "Sehr geehrte Frau Krug,\ndas CafÃ© schlieÃŸt um sechs.\n", "letters/a.txt"
    )
    chinese = Document(
        "b.txt", "第一行\n港口(gang)的新計劃(hua)已經公布。<br>\n", "b.txt", language="zh-Hant"
    )
    record = Document("corpus.jsonl:3", "", "corpus.jsonl", 2)
    clean = Document("notes/clean.txt", "All is well.\n", "notes/clean.txt")
    first = finding(
        span(german.text, "Ã©", replacement="é"),
        span(german.text, "ÃŸ", replacement="ß"),
        message="UTF-8 read as cp1252; 4 garbled characters (allowed: at most 0)",
    )
    second = finding(
        span(chinese.text, "(gang)", "pinyin", 1.0, replacement="", evidence="a reading after 口"),
        span(chinese.text, "(hua)", "pinyin", 1.0, replacement="", evidence="a reading after 劃"),
        rule="injected_reading",
        message="readings were inserted; 2 readings (allowed: at most 0)",
    )
    third = finding(
        span(chinese.text, "<br>", "tag", 0.8),
        rule="markup_residue",
        severity="warning",
        message="a tag is left",
    )
    return [
        judged(german, first),
        judged(chinese, second, third),
        judged(record, error="not valid JSON: line ends too early"),
        judged(clean),
    ]


def hostile() -> list[tuple[Document, Verdict]]:
    """A document whose id, path, text, excerpt, evidence and repair are all hostile."""
    document = Document("../../x/" + HOSTILE, HOSTILE, "../../x/" + HOSTILE, language='"><script>')
    whole = span(HOSTILE, HOSTILE, kind="a<b>", evidence=HOSTILE, replacement=HOSTILE)
    return [
        judged(document, finding(whole, rule="mojibake", message=HOSTILE)),
        judged(Document("::x", "::add-mask::y", "::x"), error=HOSTILE),
    ]


def excused(pairs: Iterable[tuple[Document, Verdict]]) -> list[tuple[Document, Verdict]]:
    """The same with every finding suppressed, by each means in turn."""
    means: tuple[Means, ...] = ("comment", "ignore", "baseline")
    return [
        (
            document,
            replace(
                verdict,
                verdict="error" if verdict.error else "pass",
                findings=(),
                suppressed=tuple(
                    Suppressed(found, means[number % 3], HOSTILE)
                    for number, found in enumerate(verdict.findings)
                ),
            ),
        )
        for document, verdict in pairs
    ]


def report(
    format: str,
    destination: Path,
    pairs: Iterable[tuple[Document, Verdict]],
    *,
    run: RunInfo | None = RUN,
    layout: Layout | None = None,
) -> Path:
    """Drive one reporter through a whole run."""
    pairs = list(pairs)
    summary = summarise(verdict for _, verdict in pairs)
    failed = summary.failed + summary.errors
    outcome = Outcome(not failed, int(failed > 0), f"{failed} of {len(pairs)} documents fail (allowed: 0)")
    reporter: Reporter = reporters.open(format, destination, run, layout)
    try:
        reporter.start()
        for document, verdict in pairs:
            reporter.document(document, verdict)
        reporter.finish(summary, outcome)
    finally:
        reporter.close()
    return destination
