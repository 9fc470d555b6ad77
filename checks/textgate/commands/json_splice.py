"""One string of a JSON text replaced, everything else left byte for byte as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def replace_string(source: str, path: Sequence[str], value: str) -> str:
    """The JSON text with another string at a path of keys; of equal keys the last one counts, as for parsers.

    The new string is written in ASCII with escapes where the old one was.

    Raises:
        ValueError: there is no string at the path, or the text is not JSON.
        RecursionError: it is nested too deeply.

    """
    start, stop, old = _value_at(source, path)
    if not isinstance(old, str):
        raise ValueError("no string at this path")
    escaped = (source[start:stop].isascii() and not old.isascii()) or _SURROGATE.search(value) is not None
    return source[:start] + json.dumps(value, ensure_ascii=escaped) + source[stop:]


def _value_at(source: str, path: Sequence[str]) -> tuple[int, int, object]:
    decoder = json.JSONDecoder()
    at = _after_space(source, 0)
    for key in path:
        at = _member(source, at, key, decoder)
    value, stop = decoder.raw_decode(source, at)
    return at, stop, value


def _member(source: str, at: int, wanted: str, decoder: json.JSONDecoder) -> int:
    """Where the value of a key begins, in the object that begins at ``at``."""
    if source[at : at + 1] != "{":
        raise ValueError("no object at this path")
    found = -1
    at = _after_space(source, at + 1)
    while source[at : at + 1] == '"':
        key, at = decoder.raw_decode(source, at)
        at = _after_space(source, _after_space(source, at) + 1)
        found = at if key == wanted else found
        _, at = decoder.raw_decode(source, at)
        at = _after_space(source, at)
        if source[at : at + 1] != ",":
            break
        at = _after_space(source, at + 1)
    if found < 0:
        raise ValueError(f"no key {wanted!r} in the object")
    return found


def _after_space(source: str, at: int) -> int:
    match = _SPACE.match(source, at)
    return match.end() if match else at
