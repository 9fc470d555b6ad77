"""Letters of different alphabets that look alike (UTS #39).

The table is built by tools/build_confusables.py; reading it takes well under a millisecond, and only text
that mixes alphabets inside a word asks for it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

ALPHABETS = ("Latn", "Cyrl", "Grek", "Armn")
"""Alphabets that letters can be turned into."""


@functools.cache
def _stored() -> Any:
    path = resources.files("textgate") / "data" / "confusables.json"
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def lookalikes(alphabet: str) -> Mapping[str, str]:
    """Foreign letter -> the letter of ``alphabet`` (an ISO 15924 code of ``ALPHABETS``) that it looks like.

    Only pairs that Unicode calls confusable, so that the two can hardly be told apart in any typeface.

    Raises:
        KeyError: there is no table for that alphabet.

    """
    foreign, own = _stored()["exact"][alphabet]
    return dict(zip(foreign, own, strict=True))


@functools.cache
def near_lookalikes(alphabet: str) -> Mapping[str, str]:
    """``lookalikes`` plus letters of similar shape that Unicode tells apart, such as Latin k and Cyrillic к.

    Raises:
        KeyError: there is no table for that alphabet.

    """
    foreign, own = _stored()["near"].get(alphabet, ("", ""))
    return {**dict(zip(foreign, own, strict=True)), **lookalikes(alphabet)}
