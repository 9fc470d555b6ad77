"""In which language is this text? What its commonest words and letters say.

The tables come from tools/build_languages.py. A whole batch of documents is asked in identification.py. How
likely a text is at all is the subject of likelihood.py.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

SAMPLE = 1600
"""Code points of a text that are looked at, half of them from its beginning, half from its middle."""

LANGUAGE_OF_SCRIPT = {
    "Hang": "ko", "Grek": "el", "Hebr": "he", "Thai": "th", "Geor": "ka", "Armn": "hy", "Khmr": "km",
    "Laoo": "lo", "Mymr": "my", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si",
    "Gujr": "gu", "Guru": "pa", "Orya": "or", "Beng": "bn", "Ethi": "am", "Tibt": "bo", "Mong": "mn",
    "Thaa": "dv", "Hira": "ja", "Syrc": "syc", "Cher": "chr",
}  # fmt: skip
LANGUAGES_OF_SCRIPT = {
    "Cyrl": "be bg kk mk mn ru sr uk".split(),
    "Arab": "ar fa ur".split(),
    "Deva": "hi mr ne".split(),
}
OTHERS = {language for group in LANGUAGES_OF_SCRIPT.values() for language in group}
WORD = re.compile(r"[^\W\d_]+")
# Fenced and quoted code, addresses, tags: Latin in every language.
NOT_PROSE = re.compile(r"```[^`]*```|`[^`\n]*`|https?://[^\s)>\]]+|</?[A-Za-z][^<>\n]*>")
WORD_WEIGHT = 6  # bits that a common word of a language is worth
REPEATS = 4  # times that a word counts


@functools.cache
def _stored() -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Language -> its commonest words; language -> cost of its letters above ASCII."""
    source = Path(__file__).with_name("data") / "languages.json"
    stored = json.loads(source.read_text(encoding="utf-8"))
    return stored["words"], stored["letters"]


@functools.cache
def _common() -> dict[str, list[str]]:
    """Word -> the languages in which it is common."""
    languages: dict[str, list[str]] = {}
    for language, listed in _stored()[0].items():
        for word in listed.split():
            languages.setdefault(word, []).append(language)
    return languages


def letters(language: str) -> dict[str, int]:
    """The usual letters above ASCII of a language, lower case: letter -> -log2 of its share of all letters.

    Empty for a language without a table.
    """
    return _stored()[1].get(language, {})


def commonest(language: str) -> tuple[str, ...]:
    """The commonest words of a language, the very commonest first; empty for a language without a list."""
    return tuple(_stored()[0].get(language, "").split())


@functools.cache
def latin() -> list[str]:
    """The languages in Latin script that have tables."""
    return [name for name in sorted(_stored()[1]) if name not in OTHERS and name != "el"]


def words(text: str) -> Counter[str]:
    """The words of a sample of the text, in lower case, without code and addresses."""
    if len(text) > SAMPLE:
        half, middle = SAMPLE // 2, len(text) // 2
        text = text[:half] + "\n" + text[middle : middle + half]
    # Most text has none of it, and looking for three strings is cheaper than the pattern.
    prose = NOT_PROSE.sub(" ", text) if "`" in text or "<" in text or "://" in text else text
    return Counter(WORD.findall(prose.lower()))


def word_bits(counted: Mapping[str, int]) -> dict[str, float]:
    """Language -> evidence in bits from those of the words that are among its commonest."""
    common = _common()
    score: defaultdict[str, float] = defaultdict(float)
    for word in sorted(counted.keys() & common.keys()):  # sorted: sums must not depend on the order of a set
        named = common[word]
        # A word that many languages share says little; one word repeated says little more than once.
        bits = WORD_WEIGHT * min(counted[word], REPEATS) / len(named)
        for language in named:
            score[language] += bits
    return score


def identify(text: str) -> str:
    """The language of a text as a BCP 47 tag ("zh-Hans", "pt", "und" when unsure).

    A text of several languages gets the one that fills most of it, judged by letters.
    """
    from textgate.identification import identify_all

    return identify_all([text])[0]
