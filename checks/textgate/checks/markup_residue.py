"""Markup that an extraction left in the text: half tags, double-escaped entities, forum codes, scripts.

Flags
-----
Half a tag glued to the text (``/p>``), closing tags that nothing opened, entities escaped twice
(``&amp;nbsp;``), forum codes (``[/quote]``), word-processor tags (``<o:p>``), style and script lines between
paragraphs.

Why it matters
--------------
Half a tag says that a byte before it was lost or that the page was cut out carelessly. The rest is noise
that a reader sees and a model learns.

Measures
--------
The number of places. Code blocks, inline code and quoted tags are left out, and so are documents that are
HTML themselves. Half tags are an error, everything else is a warning.

Passes
------
Markdown with tags, texts about tags, and paths:

    >>> from textgate.testing import spans
    >>> spans("markup_residue", "Close it with `</p>`. See <b>this</b> and /usr/p>1.")
    []
    >>> spans("markup_residue", "<p>One paragraph.</p>")
    []

Fails
-----
    >>> spans("markup_residue", "The harvest was good?/p>")
    [('/p>', 'half_tag')]
    >>> spans("markup_residue", "Salt&amp;nbsp;and pepper&amp;#39;s taste")
    [('&amp;nbsp;', 'double_escape'), ('&amp;#39;', 'double_escape')]

Blind spots
-----------
Well-formed tags in prose pass: Markdown allows them. Wiki and template markup passes, since manuals and
encyclopaedias use it as their text. A text that shows double escapes outside code is warned about.

Sources
-------
HTML Living Standard, element names and named character references. The half tag is the commonest trace of
the accident explained in gbk_misalignment.py: the last byte of a text swallows the ``<``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import masking
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile

FAMILY = "residue"
UNIT = "places with left-over markup"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "warning"
KINDS: Mapping[str, str] = {
    "half_tag": "The second half of a tag whose < is gone.",
    "orphan_tag": "A closing tag that nothing in the text opens.",
    "double_escape": "A character reference whose & was escaped once more.",
    "forum_code": "A closing code of forum software.",
    "office_tag": "A tag or attribute that a word processor writes.",
    "script_line": "A line of style sheet or script between paragraphs.",
}
KIND_SEVERITY: Mapping[str, Severity] = {"half_tag": "error"}

_NAMES = (
    "p|div|span|br|td|tr|th|table|tbody|li|ul|ol|dl|dd|dt|h[1-6]|a|b|i|u|em|strong|font|center|section|article|"
    "blockquote|script|style|body|html|iframe|img"
)
LONGEST_NAME = 10


class Options(NamedTuple):
    """How much markup is left over."""

    least_orphans: Annotated[
        int, Option("closing tags without an opening one that are reported", "tags", 1)
    ] = 2
    least_script_lines: Annotated[int, Option("style or script lines that are reported", "lines", 1)] = 2


@functools.cache
def _screens() -> dict[str, re.Pattern[str]]:
    """Trace -> pattern."""
    return {
        "half_tag": re.compile(rf"/(?:{_NAMES})>"),
        "double_escape": re.compile(r"&amp;(?:amp;)*(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"),
        "forum_code": re.compile(
            r"\[/(?:b|i|u|url|img|quote|size|color|font|center|align|attach|hide|email)\]"
        ),
        "office_tag": re.compile(
            r"<(?:/?o:p>|!--\[if [^\n]{1,80}?\]>)|Mso(?:Normal|ListParagraph)|mso-[a-z-]{3,40}:"
        ),
    }


def measure(profile: Profile, options: Options) -> Measured:
    """Value: places per document."""
    spans = Spans()
    for index in _candidates(profile):
        text = profile.document_text(index)
        if not _is_html(text):
            _judge(index, text, options, spans)
    return Measured.counted(len(profile), spans)


def _candidates(profile: Profile) -> list[int]:
    """Documents with a trace, before code is left out."""
    found = set(_script_candidates(profile))
    at, sign, following = profile.signs
    traces = at[
        ((sign == ord("&")) & (following == ord("a"))) | ((sign == ord("[")) & (following == ord("/")))
    ]
    traces = np.concatenate([traces, at[(sign == ord("<")) & (following == ord("!"))], _styles(profile)])
    closing = np.flatnonzero(sign == ord(">"))
    ends = at[closing]
    office = profile.narrow.take(ends - 2, mode="wrap") == ord(":")
    traces = np.concatenate([traces, ends[office & (profile.narrow.take(ends - 1, mode="wrap") == ord("p"))]])
    for index in profile.documents_at(traces) if len(traces) else []:
        text = profile.document_text(index)
        if any(screen.search(text) for name, screen in _screens().items() if name != "half_tag"):
            found.add(index)
    # No name has a sign in it.
    size = ends - at.take(closing - 1, mode="wrap")
    slash = sign.take(closing - 1, mode="wrap") == ord("/")
    ends = ends[slash & (size > 1) & (size <= LONGEST_NAME + 1)]
    for index in profile.documents_at(ends) if len(ends) else []:
        if index not in found and _has_tag_end(profile.document_text(index)):
            found.add(index)
    return sorted(found)


def _styles(profile: Profile) -> NDArray[np.int64]:
    """Positions of ``Mso`` and ``mso``, with which the names of Microsoft's styles begin."""
    narrow = profile.narrow
    found: NDArray[np.bool_] = (narrow[:-2] & np.uint8(0xDF)) == ord("M")
    found &= narrow[1:-1] == ord("s")
    found &= narrow[2:] == ord("o")
    return np.flatnonzero(found)


def _has_tag_end(text: str) -> bool:
    """Whether the text has half a tag, or a closing tag of an element that it never opens."""
    closed = set()
    for match in _screens()["half_tag"].finditer(text):
        if text[match.start() - 1 : match.start()] != "<":
            return True
        closed.add(match[0][1:-1])
    return any(f"<{name}" not in text for name in closed)


def _script_candidates(profile: Profile) -> list[int]:
    """Documents with two lines that end in a brace or a semicolon, and no fence."""
    if not len(profile):
        return []
    ends = profile.lines.stop
    last = profile.narrow.take(ends - 1, mode="wrap")
    ends = ends[(last == 0x3B) | (last == 0x7B) | (last == 0x7D)]
    counts = np.bincount(np.searchsorted(profile.starts, ends, side="right") - 1, minlength=len(profile))
    return [i for i in np.flatnonzero(counts >= 2).tolist() if "```" not in profile.document_text(i)]


@functools.cache
def _page() -> re.Pattern[str]:
    return re.compile(r"\s*<(?:!doctype|html|\?xml|head|body|svg|rss|feed)\b", re.IGNORECASE)


def _is_html(text: str) -> bool:
    return bool(_page().match(text))


def _judge(index: int, text: str, options: Options, spans: Spans) -> None:
    prose = masking.without_code(text)
    for start, stop in _half_tags(prose):
        told = f"{text[start:stop]} is the end of a tag whose beginning is gone."
        spans.add(index, start, stop, "half_tag", 0.98, told, "")
    orphans = list(_orphans(prose))
    if len(orphans) >= options.least_orphans:
        for match in orphans:
            spans.add(index, *match.span(), "orphan_tag", 0.8, f"Nothing in the text opens {match[0]}.", "")
    for match in _screens()["double_escape"].finditer(prose):
        import html  # its table of names takes 4 ms

        once = html.unescape(f"&{match[1]};")
        if not once.startswith("&") or match[1] == "amp":
            spans.add(index, *match.span(), "double_escape", 0.95, f"{once!r} was escaped twice.", once)
    _forum_codes(index, prose, spans)
    for match in _screens()["office_tag"].finditer(prose):
        spans.add(index, *match.span(), "office_tag", 0.9, f"{match[0]!r} comes from a word processor.", None)
    _script_lines(index, prose, options.least_script_lines, spans)


def _half_tags(prose: str) -> Iterator[tuple[int, int]]:
    """``/p>`` after text, with no ``<`` that it could close."""
    for match in _screens()["half_tag"].finditer(prose):
        before = prose[match.start() - 1 : match.start()]
        opened = prose.rfind("<", max(match.start() - 300, 0), match.start())
        # A letter, digit or dot of ASCII before the slash makes it a path; an open < makes it a tag.
        if not before or (before.isascii() and before not in "?!.,;:)\"'"):
            continue
        if prose[match.start() - 4 : match.start()] == "&lt;":
            continue
        if before in ".:" and not prose[match.start() - 2 : match.start() - 1].isalpha():
            continue
        if opened < 0 or ">" in prose[opened : match.start()]:
            yield match.span()


def _orphans(prose: str) -> Iterator[re.Match[str]]:
    """Closing tags of elements that are never opened in the document."""
    opened = set(re.findall(r"<([a-zA-Z][a-zA-Z0-9]{0,9})\b", prose))
    for match in re.finditer(rf"</({_NAMES})>", prose):
        quoted = prose[match.start() - 1 : match.start()] in ('"', "'", "“", "‘", "「", "\\")
        if match[1] not in opened and not quoted:
            yield match


def _forum_codes(index: int, prose: str, spans: Spans) -> None:
    """A closing code counts when its opening one stands before it."""
    for match in _screens()["forum_code"].finditer(prose):
        name = match[0][2:-1]
        opening = re.search(
            rf"\[{name}(?:=[^\]\n]{{1,200}})?\]", prose[max(match.start() - 2000, 0) : match.start()]
        )
        if opening:
            start = max(match.start() - 2000, 0) + opening.start()
            code = prose[start : start + opening.end() - opening.start()]
            spans.add(
                index,
                start,
                start + len(code),
                "forum_code",
                0.85,
                f"{code} is a code of forum software.",
                "",
            )
            spans.add(
                index, *match.span(), "forum_code", 0.85, f"{match[0]} is a code of forum software.", ""
            )


@functools.cache
def _script_line() -> re.Pattern[str]:
    script = (
        r"(?:var|let|const) [\w$]+ ?= ?[^\n]{0,300};|(?:window|document|jQuery|\$)\.[\w$]+(?:[.(=\[ ][^\n]{0,300})?;|"
        r"\(?function ?\w*\([\w, ]*\) ?\{[^\n]{0,300}|[.#][a-zA-Z][\w .#:,>-]{0,80}\{[^{}\n]{0,300}\}|"
        r"@media [^\n]{1,100}\{[^\n]{0,300}|\}\)?(?:\(\))?;"
    )
    return re.compile(rf"^[ \t]*(?:{script})[ \t\r]*$", re.MULTILINE)


def _script_lines(index: int, prose: str, least: int, spans: Spans) -> None:
    """Lines of script or style in a text of prose; a text that is mostly code passes."""
    found = [match for match in _script_line().finditer(prose) if match[0].strip()]
    if len(found) < least or "\0" in prose:
        return
    lines = [line for line in prose.split("\n") if line.strip()]
    code = sum(
        line.rstrip()[-1:] in "{};,()[]>=" or line.lstrip()[:2] in ("//", "/*", "#!") for line in lines
    )
    if code > len(found) + 2 or 5 * len(found) > len(lines) + 10:
        return
    for match in found:
        spans.add(
            index, *match.span(), "script_line", 0.7, "A line of script or style between paragraphs.", ""
        )
