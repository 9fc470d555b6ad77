"""In which language is this text?

``identify`` looks at no more than ``SAMPLE`` code points: first at the scripts, which settle most languages;
then, for Latin, Cyrillic, Arabic and Devanagari, at the commonest words and letters of each language. The
tables come from tools/build_languages.py. How likely a text is at all is the subject of likelihood.py.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from textgate import charclass

SAMPLE = 2000
"""Code points that ``identify`` looks at, taken from the beginning and the middle of the text."""

LANGUAGE_OF_SCRIPT = {
    "Hang": "ko", "Grek": "el", "Hebr": "he", "Thai": "th", "Geor": "ka", "Armn": "hy", "Khmr": "km",
    "Laoo": "lo", "Mymr": "my", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si",
    "Gujr": "gu", "Guru": "pa", "Orya": "or", "Beng": "bn", "Ethi": "am", "Tibt": "bo", "Mong": "mn",
    "Thaa": "dv", "Hira": "ja", "Kana": "ja", "Syrc": "syc", "Cher": "chr",
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
STRANGE = -3  # bits that a letter which the language does not use takes away
WORD_WEIGHT = 6  # bits that a common word of a language is worth; a letter is worth a quarter of its saving
MINORITY = 0.05  # share of the letters below which a script does not decide
LEAST_BITS = 12  # below this total nothing is said
# A first look at a part of the sample is enough for most texts; it must be sure, though.
GLANCE = 280
SURE_BITS = 24  # least total and
SURE_LEAD = 10  # lead over the second language of a sure answer
LIKELY = 8  # languages of Latin script that are compared by their letters
SURE_SHARE = 0.7  # or the share of the letters that one script has


@functools.cache
def _tables() -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Word -> the languages in which it is common; language -> cost of its letters above ASCII."""
    source = Path(__file__).with_name("data") / "languages.json"
    stored = json.loads(source.read_text(encoding="utf-8"))
    languages: dict[str, list[str]] = {}
    for language, words in stored["words"].items():
        for word in words.split():
            languages.setdefault(word, []).append(language)
    return languages, stored["letters"]


def letters(language: str) -> dict[str, int]:
    """The usual letters above ASCII of a language, lower case: letter -> -log2 of its share of all letters.

    Empty for a language without a table.
    """
    return _tables()[1].get(language, {})


def _sample(text: str, size: int = SAMPLE) -> str:
    if len(text) > size:
        half = size // 2
        middle = len(text) // 2
        text = text[:half] + "\n" + text[middle : middle + half]
    # Most text has none of it, and looking for three strings is cheaper than the pattern.
    return NOT_PROSE.sub(" ", text) if "`" in text or "<" in text or "://" in text else text


def _script_counts(text: str) -> dict[str, int]:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    bits = charclass.bits().take(points)
    is_letter = (bits & np.uint32(charclass.LETTER | charclass.MARK)) != 0
    counts = np.bincount(charclass.scripts().take(points[is_letter]), minlength=1)
    names = charclass.script_names()
    return {
        names[i]: int(counts[i]) for i in np.flatnonzero(counts) if names[i] not in ("Zyyy", "Zinh", "Zzzz")
    }


def _chinese(text: str) -> str:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    bits = charclass.bits().take(points)
    simplified = int(np.count_nonzero(bits & np.uint32(charclass.SIMPLIFIED)))
    traditional = int(np.count_nonzero(bits & np.uint32(charclass.TRADITIONAL)))
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"


@functools.cache
def latin() -> list[str]:
    """The languages in Latin script that have tables."""
    return [name for name in sorted(_tables()[1]) if name not in OTHERS and name != "el"]


def words(text: str) -> Counter[str]:
    """The words of a sample of the text, in lower case, without code and addresses."""
    return Counter(WORD.findall(_sample(text).lower()))


def word_bits(counted: Mapping[str, int]) -> dict[str, float]:
    """Language -> evidence in bits from those of the words that are among its commonest."""
    common = _tables()[0]
    score: defaultdict[str, float] = defaultdict(float)
    for word in sorted(counted.keys() & common.keys()):  # sorted: sums must not depend on the order of a set
        named = common[word]
        # A word that many languages share says little; one word repeated says little more than once.
        bits = WORD_WEIGHT * min(counted[word], 4) / len(named)
        for language in named:
            score[language] += bits
    return score


def _by_words(text: str, candidates: list[str] | None) -> tuple[str, bool]:
    """The likeliest of the candidate languages (None: all of Latin script) or "und", and whether it is sure."""
    lowered = text.lower()
    score = word_bits(Counter(WORD.findall(lowered)))
    foreign: dict[str, int] = {}
    if not text.isascii():
        foreign = {c: n for c, n in Counter(lowered).items() if c > "\x7f" and c.isalpha()}
    # Letters decide among the languages that words speak for; without words they decide alone.
    names = candidates or sorted(score, key=lambda name: (-score[name], name))[:LIKELY] or latin()
    best = sorted(
        ((score[name] + _letter_bits(foreign, letters(name)), name) for name in names), reverse=True
    )
    lead = best[0][0] - best[1][0] if len(best) > 1 else SURE_LEAD
    if not best or best[0][0] < LEAST_BITS or lead < 1:
        return "und", False
    return best[0][1], best[0][0] >= SURE_BITS and lead >= SURE_LEAD


def _letter_bits(seen: Mapping[str, int], costs: dict[str, int]) -> float:
    total = 0.0
    for letter, count in seen.items():
        cost = costs.get(letter)
        total += count * (STRANGE if cost is None else (12 - cost) / 4)
    return total


def identify(text: str) -> str:
    """The language of a text as a BCP 47 tag ("zh-Hans", "pt", "und" when unsure).

    A text of several languages gets the one that fills most of it, judged by letters.
    """
    if len(text) > 2 * GLANCE:
        language, sure = _identify(_sample(text, GLANCE))
        if sure:
            return language
    return _identify(_sample(text))[0]


def _identify(sample: str) -> tuple[str, bool]:
    """The language of a sample, and whether it is sure."""
    if sample.isascii():
        return _by_words(sample, None)
    counts = _script_counts(sample)
    # One ideograph or syllable stands for two or three letters of an alphabet.
    weight = {s: n * (2.5 if s in ("Hani", "Hang") else 1) for s, n in counts.items()}
    kana = counts.get("Hira", 0) + counts.get("Kana", 0)
    if kana:
        weight["Hira"] = kana * 1.5
        weight.pop("Kana", None)
        if kana * 12 >= counts.get("Hani", 0):
            weight["Hira"] += weight.pop("Hani", 0)
    total = sum(weight.values())
    for script in sorted(weight, key=lambda name: (-weight[name], name)):
        language, sure = _language_in_script(sample, script)
        # Links and code are Latin in every language: where Latin letters are no known language, look on.
        if language != "und" or weight[script] < total * MINORITY:
            return language, sure and weight[script] >= SURE_SHARE * total
    return "und", False


def _language_in_script(sample: str, script: str) -> tuple[str, bool]:
    if script in ("Hani", "Bopo"):
        chinese = _chinese(sample)
        return chinese, chinese != "zh"
    if script == "Latn":
        return _by_words(sample, None)
    if script in LANGUAGES_OF_SCRIPT:
        return _by_words(sample, LANGUAGES_OF_SCRIPT[script])
    return LANGUAGE_OF_SCRIPT.get(script, "und"), True
