"""Encodings that were never decoded: text left in a form made of ASCII characters, or with NUL bytes.

* ISO-2022-JP without its escape characters: ``$B`` and ``(B`` around pairs of printable characters;
* HZ: ``~{`` and ``~}`` around such pairs;
* UTF-7: ``+`` and ``-`` around Base64 of UTF-16 (RFC 2152);
* quoted-printable: ``=C3=BC`` (RFC 2045), see quoted_printable.py;
* UTF-16 read byte by byte: every second character is NUL or one of the next few control characters.

Each form is decoded strictly and must give ordinary text; the marks alone prove nothing.
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood as lk
from textgate.mojibake import quoted_printable
from textgate.profile import Profile

LEAST = 2  # decoded characters from which a run of pairs counts
PLAUSIBLE = 1.0  # mean excess surprisal in bits that decoded text may have


LONE_LETTER = 4.0  # the same for a single letter, whose neighbours may be unusual


class Place(NamedTuple):
    """Offsets in the text, kind, and the text before the accident."""

    start: int
    stop: int
    kind: str
    text: str


def suspicious(text: str) -> bool:
    """Whether any of the forms may be in the text: a few searches at the speed of memory."""
    return (
        (("(B" in text or "(J" in text) and ("$B" in text or "$@" in text))
        or ("~{" in text and "~}" in text)
        or "\0" in text
        or ("+" in text and _utf7().search(text) is not None)
        or quoted_printable.suspicious(text)
    )  # fmt: skip


def screen(profile: Profile) -> list[int]:
    """The documents that may hold any of the forms."""
    narrow = profile.narrow
    found = narrow == 0
    for sign in b"$~+=":
        found |= narrow == sign
    marks = np.flatnonzero(found)
    mark, after, third, fourth = (narrow.take(marks + i, mode="clip") for i in range(4))
    hit = (mark == 0) | ((mark == ord("~")) & (after == ord("{")))
    hit |= (mark == ord("$")) & ((after == ord("B")) | (after == ord("@")))
    hit |= (mark == ord("+")) & np.logical_and.reduce(
        [_base64().take(part) for part in (after, third, fourth)]
    )
    # Quoted-printable text has two codes in a row, three characters apart.
    hit |= (mark == ord("=")) & (fourth == ord("="))
    return [index for index in profile.documents_at(marks[hit]) if suspicious(profile.document_text(index))]


@functools.cache
def _base64() -> NDArray[np.bool_]:
    """``bool[256]``: the letters of Base64 but its plus sign."""
    table = np.zeros(256, dtype=bool)
    for first, last in (b"09", b"AZ", b"az", b"//"):
        table[first : last + 1] = True
    return table


def find(text: str) -> list[Place]:
    """All places, in order."""
    places = [*_iso2022(text), *_hz(text), *_utf7_places(text), *_utf16(text), *_printable(text)]
    return sorted(places)


def _ordinary(text: str) -> bool:
    return len(text) >= LEAST and not text.isascii() and lk.mean_excess(text) <= PLAUSIBLE


def _runs(text: str, opens: tuple[str, ...], closes: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Ranges from the last opening mark before each closing mark, and what is between. Linear in the text."""
    marks = re.compile("|".join(map(re.escape, (*opens, *closes))))
    opened = -1
    for match in marks.finditer(text):
        if match.group() in closes and opened >= 0:
            yield opened, match.end(), text[opened + len(opens[0]) : match.start()]
            opened = -1
        elif match.group() in opens and opened < 0:
            opened = match.start()


def _iso2022(text: str) -> Iterator[Place]:
    if "$B" not in text and "$@" not in text:
        return
    for start, stop, body in _runs(text, ("$B", "$@"), ("(B", "(J")):
        if len(body) < 2 * LEAST or len(body) % 2 or not body.isascii():
            continue
        try:
            decoded = (b"\x1b$B" + body.encode("ascii") + b"\x1b(B").decode("iso2022_jp")
        except UnicodeDecodeError:
            continue
        if _ordinary(decoded):
            begin = start - 1 if start and text[start - 1] == "\x1b" else start
            yield Place(begin, stop, "iso2022_jp>ascii", decoded)


def _hz(text: str) -> Iterator[Place]:
    if "~{" not in text:
        return
    for start, stop, body in _runs(text, ("~{",), ("~}",)):
        if len(body) < 2 * LEAST:
            continue
        try:
            decoded = bytes(byte | 0x80 for byte in body.encode("ascii")).decode("gb2312")
        except UnicodeError:
            continue
        if _ordinary(decoded):
            yield Place(start, stop, "hz>ascii", decoded)


@functools.cache
def _utf7() -> re.Pattern[str]:
    return re.compile(r"\+([A-Za-z0-9/]{3,2000})-")


def _utf7_places(text: str) -> Iterator[Place]:
    found = []
    for match in _utf7().finditer(text) if "+" in text else ():
        body = match.group(1)
        try:
            data = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
            decoded = data[: len(data) // 2 * 2].decode("utf-16-be")
        except (binascii.Error, UnicodeDecodeError):
            continue
        rebuilt = base64.b64encode(decoded.encode("utf-16-be")).decode("ascii").rstrip("=")
        if rebuilt == body and not decoded.isascii() and _fits(text, match, decoded):
            found.append(Place(match.start(), match.end(), "utf-7>ascii", decoded))
    # One accented letter is little evidence: a second place, or a word, is needed.
    if len(found) > 1 or any(len(place.text) > 2 for place in found):
        yield from found


def _fits(text: str, match: re.Match[str], decoded: str) -> bool:
    """Whether what was decoded is ordinary where it stands."""
    around = text[max(match.start() - 1, 0) : match.start()] + decoded + text[match.end() : match.end() + 1]
    return lk.mean_excess(around) <= (LONE_LETTER if len(decoded) == 1 else PLAUSIBLE)


def _printable(text: str) -> Iterator[Place]:
    if quoted_printable.suspicious(text):
        for start, stop, decoded in quoted_printable.find(text):
            if _ordinary(decoded) or lk.mean_excess(decoded) <= LONE_LETTER:
                yield Place(start, stop, "quoted-printable>ascii", decoded)


@functools.cache
def _utf16_pattern() -> re.Pattern[str]:
    # High bytes 00 to 06: Latin, Greek, Cyrillic, Hebrew, Arabic. One NUL at least is asked for by the screen.
    return re.compile("(?:[\x01-\xff][\x00-\x06]){4,}|(?:[\x00-\x06][\x01-\xff]){4,}")


def _utf16(text: str) -> Iterator[Place]:
    if "\0" not in text:
        return
    for match in _utf16_pattern().finditer(text):
        data = match.group().encode("latin-1")
        little = data[1] <= 6 and data[3] <= 6
        decoded = data[: len(data) // 2 * 2].decode("utf-16-le" if little else "utf-16-be", "replace")
        if "\ufffd" not in decoded and lk.mean_excess(decoded) <= PLAUSIBLE:
            name = "utf-16-le" if little else "utf-16-be"
            yield Place(match.start(), match.end(), f"{name}>latin-1", decoded)
