"""What is known of one text, written for people at a terminal."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from textgate.batch import Document
from textgate.commands.diff import unified
from textgate.excerpt import CUT, columns, escape_excerpt, window
from textgate.inspection import SCRIPT_NAMES
from textgate.repair import Change
from textgate.reporters.text import wrap

PLACES = 3
"""Places of a finding that are shown without --verbose, the surest ones."""

DIFF_LINES = 20
"""Lines of the diff that are shown without --verbose."""

POINTS = 8
"""Longest place, in code points, that is spelled out."""

NARROWEST, WIDEST = 60, 140
_COLORS = {"error": "1;31", "fail": "1;31", "warning": "1;33", "pass": "1;32", "head": "1", "dim": "2"}


class _Page:
    """Lines of one width. What comes from the document must be escaped before it comes here."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = min(max(width, NARROWEST), WIDEST)
        self._color = color

    def paint(self, role: str, text: str) -> str:
        return f"\x1b[{_COLORS[role]}m{text}\x1b[0m" if self._color and role in _COLORS else text

    def heading(self, text: str) -> list[str]:
        return ["", self.paint("head", text)]

    def field(self, name: str, value: str, indent: int = 2) -> list[str]:
        """A name and what stands beside it, wrapped under itself."""
        label = f"{name:<13} "
        room = max(20, self.width - indent - len(label))
        pieces = wrap(value, room)
        margin = " " * (indent + len(label))
        return [" " * indent + label + pieces[0], *(margin + piece for piece in pieces[1:])]


def lines(
    record: Mapping[str, Any], document: Document, width: int, *, color: bool = False, verbose: bool = False
) -> Iterator[str]:
    """The lines of the page for a record of ``inspection.inspect``."""
    page = _Page(width, color)
    verdict = record["verdict"]
    yield f"{page.paint('head', escape_excerpt(document.id))}: {page.paint(verdict, verdict)}"
    if record["record"] is not None:
        yield from page.field("record", f"{record['record'] + 1:,} of {escape_excerpt(record['path'] or '')}")
    if "error" in record:
        yield from page.field("error", escape_excerpt(record["error"]))
    if "text" not in record:
        return
    yield from page.heading("Bytes")
    yield from _bytes(page, record["bytes"])
    yield from page.heading("Text")
    yield from _text(page, record["text"])
    for title, findings in (("Findings", record["findings"]), ("Not counted", record["suppressed"])):
        if findings:
            yield from page.heading(title)
        for number, finding in enumerate(findings):
            yield from [""] * bool(number)
            yield from _finding(page, finding, document, verbose)
    yield from page.heading("What `textgate fix` would do")
    yield from _repair(page, record["repair"], document, verbose)
    yield from page.heading("Rules")
    yield from _rules(page, record["rules"], verbose)


def _bytes(page: _Page, told: Mapping[str, Any]) -> Iterator[str]:
    if told["size"] is not None:
        yield from page.field("size", _counted(told["size"], "byte"))
    read = told["encoding"] or "text, not bytes: the record's own string"
    if told["byte_order_mark"]:
        read += f", after a byte-order mark of {told['byte_order_mark']} bytes"
    yield from page.field("read as", read)
    if told["declared"]:
        yield from page.field("declared as", escape_excerpt(told["declared"]))
    broken = told["undecodable"]
    if broken:
        shown = [_undecodable(item) for item in broken[:PLACES]]
        more = f" and {len(broken) - PLACES:,} more" if len(broken) > PLACES else ""
        yield from page.field("undecodable", f"at byte {', '.join(shown)}{more}")
    if told["cut_short"]:
        yield from page.field("cut short", escape_excerpt(told["cut_short"]))


def _undecodable(item: Mapping[str, Any]) -> str:
    data = bytes.fromhex(item["data"])
    cut = CUT if item["byte_stop"] - item["byte_start"] > len(data) else ""
    return f"{item['byte_start']:,} ({data.hex(' ')}{cut})"


def _text(page: _Page, told: Mapping[str, Any]) -> Iterator[str]:
    ends = ", ".join(
        name if len(told["line_ends"]) == 1 else f"{name} {count:,}"
        for name, count in told["line_ends"].items()
    )
    length = f"{_counted(told['characters'], 'character')} in {_counted(told['lines'], 'line')}"
    length += f", the longest of {told['longest_line']:,}" if told["lines"] > 1 else ""
    yield from page.field("length", length)
    last = "" if told["ends_with_line_end"] or not told["characters"] else "; none after the last line"
    yield from page.field("line ends", (ends or "none") + (last if ends else ""))
    language = told["language"] or "und"
    source = "declared" if told["declared_language"] else "as its letters and words say"
    yield from page.field("language", "not recognised" if language == "und" else f"{language}, {source}")
    scripts = [
        f"{SCRIPT_NAMES.get(one['script'], one['script'])} {_share(one['share'])} ({one['letters']:,})"
        for one in told["scripts"]
    ]
    yield from page.field("scripts", ", ".join(scripts) or "no letters")
    unseen = [
        " ".join(filter(None, (one["character"], one["name"], f"× {one['count']:,}")))
        for one in told["invisible"]
    ]
    if unseen:
        yield from page.field("invisible", ", ".join(unseen))
    yield from page.field("digest", told["digest"])


def _share(share: float) -> str:
    if 0 < share < 0.001:
        return "< 0.1%"
    return f"{share:.0%}" if share > 0.995 or 0.1 < share < 0.9 else f"{share:.1%}"


def _finding(page: _Page, told: Mapping[str, Any], document: Document, verbose: bool) -> Iterator[str]:
    severity = page.paint(told["severity"], told["severity"])
    head = f"  {page.paint('head', told['rule'])}: {severity}, {_sure(told['confidence'])}"
    if "by" in told:
        head += f"; excused by {told['by']}" + (f": {told['reason']}" if told["reason"] else "")
    yield head
    yield from (f"    {piece}" for piece in wrap(escape_excerpt(told["message"]), page.width - 4))
    spans = told["spans"]
    shown = spans if verbose else _surest(spans)
    for span in shown:
        yield from _place(page, span, document, told["message"])
    if len(spans) > len(shown):
        more = len(spans) - len(shown)
        yield page.paint("dim", f"    {more:,} more {'place' if more == 1 else 'places'}: see --verbose")


def _surest(spans: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    best = sorted(spans, key=lambda span: (-span["confidence"], span["start"]))[:PLACES]
    return sorted(best, key=lambda span: (span["start"], span["stop"]))


def _place(page: _Page, span: Mapping[str, Any], document: Document, message: str) -> Iterator[str]:
    start, stop = span["start"], span["stop"]
    before, marked, after = window(document.text, start, stop, page.width - 8)
    yield ""
    yield f"    {page.paint('dim', 'line')} {span['line']:,}{page.paint('dim', ', column')} {span['column']:,}"
    yield f"      {before}{page.paint('error', marked)}{after}"
    yield f"      {' ' * columns(before)}{page.paint('error', '^' * max(1, columns(marked)))}"
    field = functools.partial(page.field, indent=6)
    yield from field("kind", f"{span['kind']}, {_sure(span['confidence'])}")
    if not message.startswith(span["evidence"].rstrip(". ")):
        yield from field("because", span["evidence"])
    known = span["byte_start"] is not None
    bytes_of = f", bytes {span['byte_start']:,} to {span['byte_stop']:,}" if known else ""
    short = document.text[start:stop] if stop - start <= POINTS else ""
    spelled = " ".join(f"U+{ord(character):04X}" for character in short)
    length = f"{_counted(stop - start, 'character')}{bytes_of}"
    yield from field("marked", f"{length}: {spelled}" if spelled else length)
    if span["replacement"] == "":
        yield from field("repair", f"remove it ({_safety(span)})")
    elif span["replacement"] is not None:
        room = page.width - 38
        repaired = window(span["replacement"], 0, len(span["replacement"]), room)[1]
        yield from field("reads", f"{repaired}  ({_safety(span)} repair)")
    yield from field("fingerprint", span["fingerprint"])


def _safety(span: Mapping[str, Any]) -> str:
    return "safe" if span["safe"] else "unsafe"


def _sure(confidence: float) -> str:
    return "certain" if confidence >= 0.995 else f"{confidence * 100:.0f} % sure"


def _repair(page: _Page, told: Mapping[str, Any], document: Document, verbose: bool) -> Iterator[str]:
    if "refused" in told:
        yield from page.field("nothing:", escape_excerpt(told["refused"]))
        return
    more = f"{told['unsafe']:,} more with --unsafe" if told["unsafe"] else ""
    if not told["safe"]:
        yield f"  nothing{f'; {more}' if more else ''}"
        return
    yield f"  {_counted(told['safe'], 'safe change')}{f'; {more}' if more else ''}"
    changes = [Change(**change) for change in told["changes"]]
    diff = list(unified(escape_excerpt(document.id), document.text, changes))[2:]
    for line in diff if verbose else diff[:DIFF_LINES]:
        yield f"  {_cut(line, page.width - 2)}"
    if len(diff) > DIFF_LINES and not verbose:
        yield page.paint("dim", f"  {len(diff) - DIFF_LINES:,} more lines: see --verbose")


def _cut(line: str, room: int) -> str:
    return line if columns(line) <= room else window(line, 0, len(line), room)[1]


def _rules(page: _Page, told: Sequence[Mapping[str, Any]], verbose: bool) -> Iterator[str]:
    shown = [one for one in told if verbose or one["state"] != "off"]
    rows = [
        (
            one["rule"],
            one["state"] if one["state"] != "broken" else one["severity"],
            "–" if one["value"] is None else _number(one["value"]),
            f"{'≤' if one['direction'] == 'above' else '≥'} {_number(one['limit'])}",
            one.get("reason", one["unit"]),
        )
        for one in shown
    ]
    widths = [max((columns(row[i]) for row in rows), default=0) for i in range(4)]
    room = max(12, page.width - sum(widths) - 10)
    for row in rows:
        state = page.paint(row[1] if row[1] in ("error", "warning") else "dim", f"{row[1]:<{widths[1]}}")
        value = f"{row[2]:>{widths[2]}}  {row[3]:<{widths[3]}}"
        yield f"  {row[0]:<{widths[0]}}  {state}  {value}  {_cut(row[4], room)}".rstrip()
    hidden = len(told) - len(shown)
    if hidden:
        yield page.paint("dim", f"  {hidden:,} checks are off: see --verbose for their values")


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:.3g}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
