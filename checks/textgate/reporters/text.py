"""Text for people at a terminal: what is wrong, where, how sure that is, and what it read before."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from textgate.batch import Document
from textgate.excerpt import columns, escape_excerpt, window
from textgate.excuses.suppression import not_counted
from textgate.reporters import Layout, Outcome
from textgate.reporters.output import Output
from textgate.verdict import CorpusResult, Finding, Span, Summary, Verdict

PLACES = 3
"""Places shown per finding; spans close together in one line are one place."""

LISTED = 20
"""Up to so many documents in a run, the clean ones are named too; in a longer run they are only counted."""

DETAILED = 200
"""Documents with findings that are shown in full. Nobody reads further down; the report has them all."""

MINIMUM_WIDTH = 40
MAXIMUM_WIDTH = 120
_COLOURS = {
    "error": "1;31",
    "fail": "1;31",
    "warning": "1;33",
    "pass": "1;32",
    "rule": "1",
    "dim": "2",
    "fix": "32",
}


class TextReporter:
    """Writes findings under the place they are at, then the counts and the gate's sentence.

    ``quiet`` leaves one line per document that did not pass, and the gate's sentence. ``verbose`` shows
    every place of every finding, and the documents that passed.
    """

    def __init__(self, output: Output, layout: Layout) -> None:
        self._output = output
        self._layout = layout
        self._width = min(max(layout.width, MINIMUM_WIDTH), MAXIMUM_WIDTH)
        self._seen = 0
        self._shown = 0
        self._hidden = 0
        self._named = False
        # Whether clean documents are named depends on how many there are: hold them back until that is known.
        self._held: list[tuple[bool, list[str]]] = []

    def start(self) -> None:
        """Nothing to write yet."""

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write what is to be said of one document."""
        self._seen += 1
        clean = verdict.verdict == "pass" and not verdict.findings
        if self._layout.quiet:
            if verdict.verdict != "pass":
                self._write([self._headline(verdict)])
            return
        if self._layout.verbose:
            self._write(self._block(document, verdict, clean))
            self._named = clean
            return
        if not clean and self._shown >= DETAILED:
            self._hidden += 1
            return
        self._shown += not clean
        if self._seen <= LISTED:
            self._held.append((clean, self._block(document, verdict, clean)))
            return
        self._release(name_clean=False)
        if not clean:
            self._write(self._block(document, verdict, clean))

    def _release(self, *, name_clean: bool) -> None:
        for clean, lines in self._held:
            if name_clean or not clean:
                self._write(lines)
                self._named = clean
        self._held.clear()

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Write the counts and the gate's sentence."""
        self._release(name_clean=True)
        if not self._layout.quiet:
            self._write(self._closing(summary))
            self._write([self._remark(item) for item in outcome.corpus if item.outcome != "held"])
        verdict = "pass" if outcome.passed else "fail"
        word = "Passed" if outcome.passed else "Failed" if outcome.exit_code == 1 else "Not passed"
        self._write([f"{self._paint(verdict, word)}: {escape_excerpt(outcome.reason)}"])
        if self._layout.report and not self._layout.quiet:
            self._write([f"Report: {self._layout.report}"])
        self._output.finish()

    def _remark(self, item: CorpusResult) -> str:
        """An expectation of the corpus that does not hold or has no documents, and why it was written."""
        why = f" - {item.why}" if item.why else ""
        severity = "warning" if item.outcome == "empty" else item.severity
        return f"{self._paint(severity, severity)} corpus: {escape_excerpt(item.message + why)}"

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()

    def _write(self, lines: list[str]) -> None:
        if lines:
            text = "".join(f"{line}\n" for line in lines)
            self._output.write(text.encode(self._layout.encoding, "backslashreplace"))
            self._output.flush()

    def _paint(self, role: str, text: str) -> str:
        return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m" if self._layout.color else text

    def _headline(self, verdict: Verdict) -> str:
        """The document on one line: name, verdict, rules."""
        word = self._paint(verdict.verdict, verdict.verdict)
        rules = ", ".join(finding.rule for finding in verdict.findings)
        reason = escape_excerpt(verdict.error) if verdict.error else rules
        decoded = f" (read as {verdict.encoding})" if verdict.encoding not in (None, "utf-8") else ""
        return f"{_name(verdict)}: {word}{decoded}" + (f"  {reason}" if reason else "")

    def _block(self, document: Document, verdict: Verdict, clean: bool) -> list[str]:
        lines = [self._headline(verdict)]
        if clean and not (self._layout.verbose and (verdict.unjudged or verdict.suppressed)):
            return lines
        for finding in verdict.findings:
            lines += self._finding(document, verdict, finding)
        if self._layout.verbose:
            for item in verdict.suppressed:
                told = f"{item.by}: {item.reason}" if item.reason else item.by
                places = max(1, item.finding.span_count)
                lines += self._wrapped(f"not counted: {item.finding.rule} {places:,} ({told})", indent=2)
            for missing in verdict.unjudged:
                lines += self._wrapped(f"not judged by {missing.rule}: {missing.reason}", indent=2)
        return [*lines, ""]

    def _finding(self, document: Document, verdict: Verdict, finding: Finding) -> list[str]:
        gutter = max((len(str(span.line)) for span in finding.spans), default=0)
        room = self._width - gutter - 7
        groups = _neighbours(finding.spans, room // 3)
        if not self._layout.verbose:
            groups = _surest(groups)
        place = f":{groups[0][0].line}:{groups[0][0].column}" if groups else ""
        severity = self._paint(finding.severity, finding.severity)
        lines = [f"  {_name(verdict)}{place}: {severity} {self._paint('rule', finding.rule)}"]
        lines += self._wrapped(finding.message, indent=4)
        for group in groups:
            lines += self._place(document, group, gutter, room)
        more = finding.span_count - sum(len(group) for group in groups)
        if groups and more > 0:
            lines.append(
                self._paint(
                    "dim", f"    {' ' * gutter}   +{more:,} more like {'these' if more > 1 else 'this'}"
                )
            )
        return lines

    def _place(self, document: Document, group: Sequence[Span], gutter: int, room: int) -> list[str]:
        """The line of the document with the spans marked, how sure that is, and the repair."""
        from textgate.reporters.location import in_context  # a clean text has no such place

        whole = group[0] if len(group) == 1 else replace(group[0], stop=group[-1].stop)
        before, marked, after = in_context(document, whole, room)
        carets = _carets(document.text, group) if len(group) > 1 else "^" * max(1, columns(marked))
        bar = self._paint("dim", "│")
        number = self._paint("dim", f"{group[0].line:>{gutter}}")
        shown = self._paint("error", marked) if marked and len(group) == 1 else marked
        lines = [
            f"    {number} {bar} {before}{shown}{after}",
            f"    {' ' * gutter} {bar} {' ' * columns(before)}{self._paint('error', carets)}",
        ]
        notes = self._notes(document.text, group, room)
        if sum(columns(note) + 2 for note in notes) <= room and not self._layout.verbose:
            notes = ["; ".join(notes)]
        return [*lines, *(f"    {' ' * gutter}   {line}" for note in notes for line in wrap(note, room))]

    def _notes(self, text: str, group: Sequence[Span], room: int) -> list[str]:
        kinds = ", ".join(dict.fromkeys(span.kind for span in group))
        notes = [f"{kinds}, {_sureness(max(span.confidence for span in group))}"]
        repair = _repair(text, group)
        if repair == "":
            notes.append("repair: remove it")
        elif repair is not None:
            notes.append(f"reads: {_cut(escape_excerpt(repair), room - 10)}")
        if self._layout.verbose:
            notes += dict.fromkeys(escape_excerpt(span.evidence) for span in group if span.evidence)
        return notes

    def _wrapped(self, text: str, indent: int) -> list[str]:
        return [" " * indent + line for line in wrap(escape_excerpt(text), self._width - indent)]

    def _closing(self, summary: Summary) -> list[str]:
        lines = [""] if self._named else []
        if self._hidden:
            lines += [f"{self._hidden:,} more documents with findings are not shown here.", ""]
        if summary.rules:
            lines += [*self._table(summary), ""]
        unjudged = {rule: count.unjudged for rule, count in sorted(summary.rules.items()) if count.unjudged}
        if unjudged:
            rules = ", ".join(f"{rule} {count:,}" for rule, count in unjudged.items())
            lines += [*self._wrapped(f"Documents that a rule could not judge: {rules}.", indent=0), ""]
        counts = [f"{summary.passed:,} passed", f"{summary.failed:,} failed"]
        if summary.errors:
            counts.append(f"{summary.errors:,} could not be judged")
        word = "document" if summary.documents == 1 else "documents"
        lines.append(f"{summary.documents:,} {word}: {', '.join(counts)}.")
        return [*lines, *filter(None, [not_counted(summary.suppressed)])]

    def _table(self, summary: Summary) -> list[str]:
        """Rules by the number of documents that broke them."""
        rows = [
            (rule, f"{count.failed:,}", f"{count.warned:,}", f"{count.spans:,}")
            for rule, count in sorted(
                summary.rules.items(), key=lambda item: (-item[1].failed, -item[1].warned, item[0])
            )
            if count.failed or count.warned
        ]
        if not rows:
            return []
        width = max(len("rule"), *(columns(row[0]) for row in rows))
        heading = f"{'rule':<{width}}  {'documents failed':>16}  {'warned':>8}  {'places':>9}"
        body = [
            f"{rule:<{width}}  {failed:>16}  {warned:>8}  {spans:>9}" for rule, failed, warned, spans in rows
        ]
        return [self._paint("dim", heading), *body]


def describe(document: Document, verdict: Verdict, layout: Layout = Layout(width=100)) -> str:  # noqa: B008  frozen
    """What is said of one document with findings, for those who show documents one at a time."""
    reporter = TextReporter(Output(io.BytesIO()), layout)
    return "\n".join(reporter._block(document, verdict, clean=False)).rstrip()


def _name(verdict: Verdict) -> str:
    """A file by its path; a record of a file by its id, because lines are counted within the record."""
    return escape_excerpt(
        verdict.document if verdict.path is None or verdict.record is not None else verdict.path
    )


def _neighbours(spans: Sequence[Span], reach: int) -> list[list[Span]]:
    """Spans in document order; those that stand close together in one line, ``reach`` code points, as one."""
    groups: list[list[Span]] = []
    for span in spans:
        first, last = (groups[-1][0], groups[-1][-1]) if groups else (span, span)
        if groups and span.line == last.line and last.stop <= span.start and span.stop - first.start <= reach:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _surest(groups: list[list[Span]]) -> list[list[Span]]:
    """The surest places, in document order."""
    best = sorted(groups, key=lambda group: (-max(s.confidence for s in group), group[0].start))[:PLACES]
    return sorted(best, key=lambda group: (group[0].start, group[0].stop))


def _carets(text: str, group: Sequence[Span]) -> str:
    carets = ""
    reached = group[0].start
    for span in group:
        carets += " " * columns(escape_excerpt(text[reached : span.start]))
        carets += "^" * max(1, columns(escape_excerpt(text[span.start : span.stop])))
        reached = span.stop
    return carets


def _repair(text: str, group: Sequence[Span]) -> str | None:
    """What the marked stretch reads after the repairs; None when one of them is unknown."""
    reached = group[0].start
    # Where something is only taken away, the character before it shows what is left to read.
    taken = len(group) > 1 and group[0].replacement == ""
    repaired = text[max(0, reached - 1) : reached].strip() if taken else ""
    for span in group:
        if span.replacement is None:
            return None
        repaired += text[reached : span.start] + span.replacement
        reached = span.stop
    return repaired


def _sureness(confidence: float) -> str:
    return "certain" if confidence >= 0.995 else f"{confidence * 100:.0f} % sure"


def _cut(text: str, width: int) -> str:
    return window(text, 0, len(text), width)[1]


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns, broken at spaces where there are any."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = columns(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
        while used > width:
            fitting = _fitting(line, width)
            lines.append(line[:fitting])
            line = line[fitting:]
            used = columns(line)
    return [*lines, line]


def _fitting(text: str, width: int) -> int:
    """How many characters fit into the width, at least one."""
    used = 0
    for count, character in enumerate(text):
        used += columns(character)
        if used > width:
            return max(1, count)
    return len(text)
