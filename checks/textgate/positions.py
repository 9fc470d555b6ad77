"""Code-point offsets into lines, columns and byte offsets, for the few documents that have findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from textgate.batch import Document

_LINE_END = r"\r\n?|\n"


class Lines:
    """Line starts of one text. Lines end at ``\\n``, ``\\r\\n`` or a lone ``\\r``, as editors count them."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(_LINE_END, text))]

    def place(self, offset: int) -> tuple[int, int]:
        """1-based (line, column) of a code-point offset; a column is a code point."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def byte_offsets(document: Document, offsets: Iterable[int]) -> dict[int, int | None]:
    """Byte offsets in the source of code-point offsets in the text.

    The text is encoded again piece by piece, with the codec it was decoded with (UTF-8 for text that came
    as ``str``). A U+FFFD that stands for undecodable bytes counts as many bytes as it replaced. Where the
    text cannot be encoded back, the offset is None, and so are all after it.
    """
    damage = document.damage
    codec = damage.encoding or "utf-8"
    replaced = {item.position: item.byte_stop - item.byte_start for item in damage.undecodable}
    stops = sorted({*offsets, *replaced, *(position + 1 for position in replaced)})
    found: dict[int, int | None] = {}
    reached = 0
    size: int | None = damage.bom
    for offset in stops:
        if size is not None and offset > reached:
            piece = _piece_size(document.text, reached, offset, codec, replaced)
            size = None if piece is None else size + piece
        reached = max(reached, offset)
        found[offset] = size
    return found


def _piece_size(text: str, start: int, stop: int, codec: str, replaced: dict[int, int]) -> int | None:
    if stop == start + 1 and start in replaced:
        return replaced[start]
    errors = "surrogatepass" if codec.startswith("utf") else "strict"
    try:
        return len(text[start:stop].encode(codec, errors))
    except (UnicodeEncodeError, LookupError):
        return None
