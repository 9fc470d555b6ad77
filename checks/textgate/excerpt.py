"""Text of documents made safe to show: in a terminal, in a build log, in any report.

Documents are hostile input. A terminal obeys escape sequences, a bidi control can turn a whole line
around, and a build log runs what looks like a command. Everything that is printed of a document goes
through ``escape_excerpt``, whatever the channel; HTML, XML and JSON add their own quoting on top.
"""

from __future__ import annotations

import functools
import re
import unicodedata

LINE_END = "⏎"
TAB = "⇥"
CUT = "…"

_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; tab and line ends have signs of their own
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"  # zero width, line separators, bidi controls
    "\ud800-\udfff\ue000-\uf8ff"  # lone surrogates, private use
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # noncharacters, variants, BOM
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff"  # tags, more variation selectors, private use
)
"""Default_Ignorable_Code_Point of the Unicode Character Database, and what has no form at all.
A fixed list: the answer must not change with the Unicode version of the Python that runs."""


@functools.cache
def invisible() -> re.Pattern[str]:
    """One character that has no form of its own or changes the form of others; not tab and line ends."""
    planes = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 15))
    return re.compile(f"[{_INVISIBLE}{planes}]")


@functools.cache
def _unsafe() -> re.Pattern[str]:
    # "##[" and "##name[" are commands of GitHub, Azure and TeamCity logs wherever they stand in a line.
    return re.compile(rf"\r\n?|\n|\t|{invisible().pattern}|##(?=\w*\[)")


def code_point(character: str) -> str:
    """The escape of one character: ``\\u{200B}``."""
    return f"\\u{{{ord(character):X}}}"


def escape_excerpt(text: str) -> str:
    """Text on one line in which nothing is invisible and nothing is obeyed.

    Line ends become ``⏎`` and tabs ``⇥``. Control, bidi, zero-width and private-use characters, lone
    surrogates and noncharacters become ``\\u{200B}``. A leading ``::`` and any ``##[`` or ``##word[``, which
    start commands in build logs, lose their second character to an escape. Backslashes stay as they are,
    so escaping twice changes nothing.
    """
    # Names are nearly always plain, and the pattern takes 2 ms to compile.
    if text.isascii() and text.isprintable() and "##" not in text and "::" not in text:
        return text
    if _unsafe().search(text) is None and not text.lstrip().startswith("::"):
        return text
    return "".join(_shown(text))


def _shown(text: str) -> list[str]:
    """What each code point of the text is shown as."""
    shown = list(text)
    for match in _unsafe().finditer(text):
        first, found = match.start(), match.group()
        if found == "##":
            shown[first + 1] = code_point("#")
        elif found[0] in "\r\n":
            shown[first : match.end()] = [LINE_END, *("",) * (len(found) - 1)]
        else:
            shown[first] = TAB if found == "\t" else code_point(found)
    stripped = text.lstrip()
    if stripped.startswith("::"):
        shown[len(text) - len(stripped) + 1] = code_point(":")
    return shown


def columns(text: str) -> int:
    """Width of text on a terminal: wide and full-width characters take two columns, combining marks none.

    East_Asian_Width (UAX #11); for text that ``escape_excerpt`` returned, which has no controls.
    """
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me") else 1


def window(text: str, start: int, stop: int, width: int) -> tuple[str, str, str]:
    """A span in its surroundings, escaped and cut to fit: (before, marked, after).

    ``start`` and ``stop`` are code-point offsets, ``width`` is the room in terminal columns for the three
    parts together. The surroundings end at the line they are in. A cut is shown as ``…``; a marked part
    that is too long keeps its beginning and its end.
    """
    # One code point may be an escape of ten columns but never takes none twice: width code points suffice.
    low = max(text.rfind("\n", 0, start) + 1, text.rfind("\r", 0, start) + 1, start - width)
    high = min(_line_end(text, stop), stop + width)
    if stop - start > 2 * width:
        marked = [*_shown(text[start : start + width]), CUT, *_shown(text[stop - width : stop])]
        before, after = _shown(text[low:start]), _shown(text[stop:high])
    else:
        shown = _shown(text[low:high])
        before, marked = shown[: start - low], shown[start - low : stop - low]
        after = shown[stop - low :]
    marked = _cut_middle(marked, width)
    room = max(0, width - columns("".join(marked)))
    wanted_before, wanted_after = columns("".join(before)), columns("".join(after))
    left = max(room // 2, room - wanted_after)
    right = max(room - room // 2, room - wanted_before)
    whole_line = low == 0 or text[low - 1] in "\r\n"
    head = _cut_end(before[::-1], left, whole=whole_line)[::-1]
    tail = _cut_end(after, right, whole=high == _line_end(text, stop))
    return "".join(head), "".join(marked), "".join(tail)


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))


def _cut_end(shown: list[str], width: int, *, whole: bool) -> list[str]:
    """As much from the beginning as fits; ``whole`` says that nothing was cut off before."""
    if whole and columns("".join(shown)) <= width:
        return shown
    kept = _fitting(shown, width - 1)
    return [*shown[:kept], CUT] if width > 0 else []


def _cut_middle(shown: list[str], width: int) -> list[str]:
    if columns("".join(shown)) <= width:
        return shown
    head = _fitting(shown, (width - 1) * 2 // 3)
    tail = _fitting(shown[::-1], width - 1 - (width - 1) * 2 // 3)
    return [*shown[:head], CUT, *shown[len(shown) - tail :]]


def _fitting(shown: list[str], width: int) -> int:
    """How many items from the beginning fit into the width."""
    used = 0
    for count, item in enumerate(shown):
        used += columns(item)
        if used > width:
            return count
    return len(shown)
