"""SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from textgate.batch import Document
from textgate.excerpt import escape_excerpt
from textgate.reporters import Outcome, RuleInfo, RunInfo
from textgate.reporters.encode import encode
from textgate.reporters.location import Fingerprints, Location, lead, locate, sentence
from textgate.reporters.output import Output
from textgate.verdict import Finding, Summary, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

RESULTS = 25_000
"""GitHub refuses a file with more results."""

NOTIFICATIONS = 100
DESCRIPTION_LENGTH = 1024
_BEGINNING = {"$schema": SCHEMA, "version": "2.1.0"}


class SarifReporter:
    """Writes one result per finding, at its surest place.

    Documents that could not be judged become notifications of the tool. Suppressed findings follow at the end,
    as far as there is room: what counts goes first.
    """

    def __init__(self, output: Output, run: RunInfo) -> None:
        self._output = output
        self._run = run
        self._rules = {rule.name: rule for rule in run.rules}
        self._fingerprints = Fingerprints()
        self._count = 0
        self._left_out = 0
        self._suppressed: list[bytes] = []
        self._notifications: list[dict[str, Any]] = []

    def start(self) -> None:
        """Open the list of results; what the tool says of itself follows it."""
        self._output.write(encode(_BEGINNING)[:-1] + b',"runs":[{"results":[')

    def document(self, document: Document, verdict: Verdict) -> None:
        """Write the results of one document."""
        if verdict.error is not None and len(self._notifications) < NOTIFICATIONS:
            place = _location(locate(document, verdict, None))
            message = {"text": _filled(escape_excerpt(verdict.error))}
            self._notifications.append({"level": "error", "message": message, "locations": [place]})
        for finding in verdict.findings:
            if self._count == RESULTS:
                self._left_out += 1
                continue
            self._write(encode(self._result(document, verdict, finding)))
        for item in verdict.suppressed:
            if len(self._suppressed) < RESULTS:
                note = {"kind": "inSource" if item.by == "comment" else "external"}  # no status: accepted
                note["justification"] = f"{item.by}: {item.reason}" if item.reason else item.by
                result = self._result(document, verdict, item.finding) | {"suppressions": [note]}
                self._suppressed.append(encode(result))

    def _write(self, result: bytes) -> None:
        self._output.write((b",\n" if self._count else b"\n") + result)
        self._count += 1

    def _result(self, document: Document, verdict: Verdict, finding: Finding) -> dict[str, Any]:
        span = lead(finding)
        if finding.rule not in self._rules:
            self._rules[finding.rule] = RuleInfo(
                finding.rule, finding.check, finding.family, finding.severity
            )
        digest, repeats = self._fingerprints.of(verdict, finding.rule, span.excerpt if span else "")
        return {
            "ruleId": finding.rule,
            "level": finding.severity,
            "message": {"text": _filled(sentence(document, finding))},
            "locations": [_location(locate(document, verdict, span))],
            "partialFingerprints": {"primaryLocationLineHash": f"{digest}:{repeats + 1}"},
            "rank": round(100 * finding.confidence, 2),
        }

    def finish(self, summary: Summary, outcome: Outcome) -> None:
        """Close the list and describe the tool and its rules."""
        for result in self._suppressed[: RESULTS - self._count]:
            self._write(result)
        if self._left_out:
            text = f"{self._left_out} more findings were left out: a service takes at most {RESULTS}."
            self._notifications.append({"level": "warning", "message": {"text": text}})
        for item in outcome.corpus:
            if item.outcome != "held":
                text = escape_excerpt(item.message)
                level = "note" if item.outcome == "empty" else item.severity
                self._notifications.append({"level": level, "message": {"text": text}})
        unanswered = any(item.outcome == "error" for item in outcome.corpus)
        invocation: dict[str, Any] = {
            "executionSuccessful": summary.errors == 0 and not unanswered,
            "exitCode": outcome.exit_code,
        }
        if self._notifications:
            invocation["toolExecutionNotifications"] = self._notifications
        driver: dict[str, Any] = {"name": "textgate", "rules": [_rule(rule) for rule in self._rules.values()]}
        if self._run.version:
            driver["version"] = driver["semanticVersion"] = self._run.version
        closing = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
        }
        self._output.write(b"\n]," + encode(closing)[1:] + b"]}\n")
        self._output.finish()

    def close(self) -> None:
        """Drop what is unfinished."""
        self._output.close()


def _rule(rule: RuleInfo) -> dict[str, Any]:
    summary = rule.summary or rule.name
    why = f"{summary} {rule.why}".strip()
    return {
        "id": rule.name,
        "name": rule.name[:255],
        "shortDescription": {"text": summary[:DESCRIPTION_LENGTH]},
        "fullDescription": {"text": why[:DESCRIPTION_LENGTH]},
        "help": {"text": rule.help or why},
        "defaultConfiguration": {"level": rule.severity if rule.severity in ("error", "warning") else "none"},
        "properties": {"tags": [rule.family]} if rule.family else {},
    }


def _location(place: Location) -> dict[str, Any]:
    region: dict[str, int] = {"startLine": place.line, "endLine": place.end_line}
    if place.column is not None and place.end_column is not None:
        region |= {"startColumn": place.column, "endColumn": place.end_column}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.path)}, "region": region}
    }
    if place.record is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": place.record, "kind": "element"}]
    return location


def _uri(path: str) -> str:
    return ("file://" if path.startswith("/") else "") + quote(path, safe="/")


def _filled(text: str) -> str:
    """Empty texts are not accepted."""
    return text or "unknown"
