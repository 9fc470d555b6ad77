"""Letters of different alphabets that look alike, and words spelled in more than one alphabet (UTS #39).

The table is built by tools/build_confusables.py; reading it takes well under a millisecond, and only text
that mixes alphabets inside a word asks for it.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from textgate import charclass

ALPHABETS = ("Latn", "Cyrl", "Grek", "Armn")
"""Alphabets that letters can be turned into, as ISO 15924 codes."""

SUBJECT = (
    r"(?i)homogl[iy]|homogr[aá]ph|punycode|xn--|\bIDNs?\b|confusable|look-?alike|typo-?squat|spoof(?:ed|ing)|phishing|"
    r"U\+(?:0[34]|FF)[0-9A-F]{2}\b|омоглиф|гомоглиф|фишинг|同形|形近|仿冒|钓鱼网站|釣魚網站|フィッシング|ホモグリフ|"
    r"호모글리프|피싱"
)

STYLED = "Zmth"
"""Stands for the script of mathematical and fullwidth letters, which Unicode counts as no script's own."""


def is_subject(text: str) -> bool:
    """Whether a text speaks of lookalikes, or of those who deceive with them."""
    return re.search(SUBJECT, text) is not None


@functools.cache
def _stored() -> Any:
    path = Path(__file__).parents[1] / "data" / "confusables.json"
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def lookalikes(alphabet: str) -> Mapping[str, str]:
    """Foreign letter -> the letter of ``alphabet`` (one of ``ALPHABETS``) that it looks like.

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


@functools.cache
def _script_names() -> list[str]:
    return charclass.script_names()


def scripts_of(letters: str) -> tuple[str, ...]:
    """The script of every letter. A combining mark has that of its letter, a styled letter ``STYLED``."""
    table, names = charclass.scripts(), _script_names()
    found: list[str] = []
    for char in letters:
        name = names[int(table[ord(char)])]
        if name == "Zyyy" or (name == "Latn" and 0xFF21 <= ord(char) <= 0xFF5A):
            name = STYLED
        elif found and (name == "Zinh" or unicodedata.category(char)[0] == "M"):
            name = found[-1]
        found.append(name)
    return tuple(found)


class Word(NamedTuple):
    """A run of letters and marks at code-point offsets ``[start, stop)``, and the script of each of them."""

    start: int
    stop: int
    text: str
    scripts: tuple[str, ...]

    @property
    def runs(self) -> list[tuple[str, str]]:
        """Maximal runs of one script, as (script, letters)."""
        found: list[tuple[str, str]] = []
        for char, script in zip(self.text, self.scripts, strict=True):
            if found and found[-1][0] == script:
                found[-1] = (script, found[-1][1] + char)
            else:
                found.append((script, char))
        return found

    def strangers(self, alphabet: str) -> list[str]:
        """The letters of the word that are not of ``alphabet``."""
        pairs = zip(self.text, self.scripts, strict=True)
        return [char for char, script in pairs if script not in (alphabet, "Zinh")]

    def spelled_in(self, alphabet: str, table: Mapping[str, str]) -> str | None:
        """The word in letters of ``alphabet``, or None if one of its letters has no twin in ``table``."""
        letters = []
        for char, script in zip(self.text, self.scripts, strict=True):
            if script in (alphabet, "Zinh") or unicodedata.category(char)[0] == "M":
                letters.append(char)
            elif script == STYLED:
                letters.append(unicodedata.normalize("NFKC", char))
            elif char in table:
                letters.append(table[char])
            else:
                return None
        return "".join(letters)
