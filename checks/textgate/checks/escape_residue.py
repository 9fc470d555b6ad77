r"""Characters that are still escaped: \u4f60, %E4%BD%A0, &#x4f60; in running text.

Flags
-----
Escape sequences in prose that stand for letters: of JSON and program text, of addresses, of HTML, of bytes;
and line ends written as ``\n``. Text in the quoted-printable form of mail is the business of mojibake.

Why it matters
--------------
One decoding step is missing. A reader sees digits, a model learns them, a search finds nothing.

Measures
--------
The number of places. A place counts only if it decodes to letters of a script, which is also its repair.
Code, addresses, JSON and quoted strings are left out.

Passes
------
    >>> from textgate.testing import spans
    >>> spans("escape_residue", "Open https://example.org/%E4%BD%A0 or type `\\u4f60`.")
    []
    >>> spans("escape_residue", "A saving of 20%AB or =AB= in the table")
    []

Fails
-----
    >>> spans("escape_residue", "He said \\u4f60\\u597d and left.")
    [('\\u4f60\\u597d', 'unicode_escape')]
    >>> spans("escape_residue", "Seite %C3%BCber Stra%C3%9Fen und M%C3%BChlen")
    [('%C3%BC', 'percent'), ('%C3%9F', 'percent'), ('%C3%BC', 'percent')]

Blind spots
-----------
One short escape outside code is left alone: texts mention them. Escapes of ASCII letters pass, because
programs and addresses are full of them.

Sources
-------
RFC 3986 section 2.1 (percent), RFC 8259 section 7 (``\u``), HTML
Living Standard (numeric character references). Decoding has to be valid UTF-8, which by chance happens to
fewer than one in a hundred pairs of bytes above 7F.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal, NamedTuple

from textgate import masking
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile

FAMILY = "residue"
UNIT = "places with escapes"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "warning"
KINDS: Mapping[str, str] = {
    "unicode_escape": "Characters written as \\uXXXX.",
    "byte_escape": "UTF-8 bytes written as \\xXX or in octal.",
    "percent": "Characters percent-encoded outside an address.",
    "numeric_reference": "Characters written as &#...; references.",
    "line_end": "Line ends written as \\n.",
}
KIND_SEVERITY: Mapping[str, Severity] = {}


ADDRESS = 300  # code points before an escape that are looked at for the beginning of its address


class Options(NamedTuple):
    """How many escapes are residue."""

    least: Annotated[int, Option("escaped characters of one kind that are reported", "characters", 1)] = 2
    least_line_ends: Annotated[int, Option("written line ends that are reported", "places", 1)] = 3


@functools.cache
def _kinds() -> dict[str, tuple[re.Pattern[str], Callable[[str], str | None]]]:
    r"""Kind -> its runs and their decoder. Each pattern begins with a literal character."""
    hexadecimal = r"x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})+"
    octal = r"[0-3][0-7]{2}(?:\\[0-3][0-7]{2})+"
    reference = r"&#(?:x[0-9a-fA-F]{2,6}|[0-9]{3,7});"
    return {
        "unicode_escape": (re.compile(r"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*"), _decode_unicode),
        "byte_escape": (re.compile(rf"\\(?:{hexadecimal}|{octal})"), _decode_bytes),
        "percent": (re.compile(r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})+"), _decode_percent),
        "numeric_reference": (re.compile(rf"{reference}(?:{reference})*"), _decode_references),
    }  # fmt: skip


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode_unicode(run: str) -> str | None:
    units = b"".join(int(digits, 16).to_bytes(2, "big") for digits in re.findall(r"[0-9a-fA-F]{4}", run))
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None


def _decode_bytes(run: str) -> str | None:
    if run[1] == "x":
        return _utf8(bytes(int(pair, 16) for pair in re.findall(r"\\x([0-9a-fA-F]{2})", run)))
    return _utf8(bytes(int(digits, 8) for digits in re.findall(r"[0-7]{3}", run)))


def _decode_references(found: str) -> str:
    import html  # its table of names takes 4 ms

    return html.unescape(found)


def _decode_percent(run: str) -> str | None:
    return _utf8(bytes.fromhex(run.replace("%", "")))


def measure(profile: Profile, options: Options) -> Measured:
    """Value: places per document."""
    spans = Spans()
    for index in _candidates(profile):
        text = profile.document_text(index)
        if text.lstrip()[:1] not in ("{", "["):
            _judge(index, text, options, spans)
    return Measured.counted(len(profile), spans)


def _candidates(profile: Profile) -> list[int]:
    at, sign, following = profile.signs
    # Most signs of percent are of numbers, most ampersands stand alone.
    third = profile.narrow.take(at + 3, mode="clip")
    places = {
        "\\": at[sign == ord("\\")],
        "%": at[(sign == ord("%")) & (third == ord("%"))],
        "&": at[(sign == ord("&")) & (following == ord("#"))],
    }
    found: set[int] = set()
    for mark, screen in _SCREENS.items():
        documents = profile.documents_at(places[mark]) if len(places[mark]) else []
        found.update(index for index in documents if re.search(screen, profile.document_text(index)))
    return sorted(found)


_SCREENS = {
    "\\": r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}\\x|[0-3][0-7]{2}\\[0-3]|n)",
    # The first two bytes of a character in UTF-8.
    "%": r"%[c-fC-F][0-9A-Fa-f]%[89abAB][0-9A-Fa-f]",
    "&": r"&#(?:x[0-9a-fA-F]{2,6}|[0-9]{3,7});",
}
"""Sign -> the least that an escape of letters beyond ASCII, or a written line end, has of it. Compiled when needed."""


@functools.cache
def _quoted() -> re.Pattern[str]:
    """Quoted strings of programs, paths, query strings and regular expressions, each within a line and bounded."""
    quoted = r"\"[^\"\n]{0,300}\"|(?<![^\W_])'[^'\n]{0,300}'"
    return re.compile(rf"{quoted}|[/?&][\w./~%=&?#+-]+|^(?: {{4}}|\t)[^\n]*$", re.MULTILINE)


def _prose(text: str) -> str:
    """The text with code, addresses and quoted strings blanked out, so that offsets stay."""
    plain = masking.without_addresses(masking.without_code(text))
    return _quoted().sub(lambda match: match[0] if match[0][:2] == "&#" else masking.blanked(match[0]), plain)


def _judge(index: int, text: str, options: Options, spans: Spans) -> None:
    raw = {kind: _decoded(text, kind) for kind in _kinds()}
    raw["percent"] = [
        (match, decoded) for match, decoded in raw["percent"] if not _in_address(text, match.start())
    ]
    wanted = [kind for kind, places in raw.items() if _escaped(places) >= options.least]
    ends = text.count("\\n") >= options.least_line_ends
    ends = ends and sum(1 for _ in _line_end().finditer(text)) >= options.least_line_ends
    if not wanted and not ends:
        return
    prose = _prose(text)
    for kind in wanted:
        places = _decoded(prose, kind)
        if _escaped(places) >= options.least:
            for match, decoded in places:
                told = f"{match[0][:40]} stands for {decoded[:40]!r}."
                spans.add(index, *match.span(), kind, 0.9, told, decoded)
    if ends:
        _line_ends(index, prose, options.least_line_ends, spans)


def _in_address(text: str, position: int) -> bool:
    """Whether the position is surely in a web address: most percent escapes are."""
    before = re.split(r"[\s<>\"`)]", text[max(position - ADDRESS, 0) : position])[-1]
    return "http://" in before or "https://" in before


def _decoded(text: str, kind: str) -> list[tuple[re.Match[str], str]]:
    """Runs of one kind that stand for letters beyond ASCII."""
    pattern, decode = _kinds()[kind]
    pairs = ((match, decode(match[0])) for match in pattern.finditer(text))
    return [
        (m, decoded) for m, decoded in pairs if decoded and any(c.isalpha() and c > "\x7f" for c in decoded)
    ]


def _escaped(places: list[tuple[re.Match[str], str]]) -> int:
    return sum(len(decoded) for _, decoded in places)


@functools.cache
def _line_end() -> re.Pattern[str]:
    return re.compile(r"(?<=[.!?。！？…\"”」)])(?:\\r)?(?:\\n)+(?=[^\W\d_a-z]|[“「\"-]|\s)")


def _line_ends(index: int, prose: str, least: int, spans: Spans) -> None:
    r"""``.\n\nThe``: after the end of a sentence and before a letter or another line end."""
    found = list(_line_end().finditer(prose))
    if len(found) >= least:
        for match in found:
            spans.add(
                index,
                *match.span(),
                "line_end",
                0.85,
                "A line end is written out.",
                "\n" * match[0].count("n"),
            )
