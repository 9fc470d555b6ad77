"""The array operations of identification.py say what a plain loop over words and letters says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate import charclass as cc
from textgate import identification as fast
from textgate import language
from textgate import language_tables as tables
from textgate.identification import identify_all
from textgate.language import LANGUAGE_OF_SCRIPT, LANGUAGES_OF_SCRIPT
from texts import TEXTS

GROUPS = {"Latn": language.latin(), **LANGUAGES_OF_SCRIPT}
SPREAD = Counter(word for group in GROUPS.values() for name in group for word in language.commonest(name))


def words_of(part: str) -> list[str]:
    """Words of prose: letters and marks in a row, with no sign of code beside them."""
    marked = "".join("a" if cc.bits_of(c) & (cc.LETTER | cc.MARK) else " " for c in part)
    found = []
    for match in re.finditer("a+", marked):
        before, after = part[max(match.start() - 1, 0) : match.start()], part[match.end() : match.end() + 1]
        if not any(c in fast.BESIDE_CODE for c in before + after):
            found.append(part[match.start() : match.end()])
    return found


def lowered(character: str) -> str:
    lower = character.lower()
    return lower if ord(character) < tables.ALPHABETS and len(lower) == 1 else character


def evidence(words: list[str], name: str) -> tuple[int, int]:
    """What common words and what letters speak for a language, in parts of a bit."""
    common = set(language.commonest(name))
    counted = Counter("".join(map(lowered, word)) for word in words if len(word) <= fast.LONGEST)
    by_words = sum(
        round(language.WORD_WEIGHT * tables.UNIT / SPREAD[word]) * min(times, fast.REPEATS)
        for word, times in counted.items()
        if word in common
    )
    costs = language.letters(name)
    known = {letter for group in GROUPS.values() for one in group for letter in language.letters(one)}
    known |= {letter.upper() for letter in known if len(letter.upper()) == 1}
    by_letters = 0
    for character in "".join(words):
        if not 0x7F < ord(character) < tables.ALPHABETS - 1:
            continue
        lower = character if character in costs else character.lower()
        if lower in costs:
            by_letters += (12 - costs[lower]) * tables.UNIT // 4
        elif character in known or cc.bits_of(character) & cc.LETTER:
            by_letters += tables.STRANGE * tables.UNIT
    return by_words, by_words + by_letters


def spelled(words: list[str], names: list[str]) -> tuple[str, bool]:
    scores = {name: evidence(words, name) for name in names}
    spoken = {n: total for n, (by_words, total) in scores.items() if by_words} or {
        n: total for n, (_, total) in scores.items()
    }
    best = max(spoken, key=spoken.__getitem__)
    top = spoken.pop(best)
    lead = top - max(spoken.values(), default=-(1 << 23))
    if top < fast.LEAST_BITS * tables.UNIT or lead < fast.LEAST_LEAD * tables.UNIT:
        return "und", False
    return best, top >= fast.SURE_BITS * tables.UNIT and lead >= fast.SURE_LEAD * tables.UNIT


def look(parts: list[str]) -> tuple[str, bool]:
    words = [word for part in parts for word in words_of(part)]
    same = {"Kana": "Hira", "Bopo": "Hani"}
    scripts = Counter(same.get(name, name) for word in words for name in map(cc.script_of, word))
    weights = {"Hang": fast.IDEOGRAPH, "Hani": fast.IDEOGRAPH, "Hira": fast.KANA}
    held = {n: scripts[n] * weights.get(n, 1.0) for n in fast.SCRIPTS[1:]}
    if scripts["Hira"] and scripts["Hira"] * 12 * fast.IDEOGRAPH >= held["Hani"]:
        held["Hira"] += held.pop("Hani")
    total = sum(held.values())
    answer = "und", False
    for name in sorted(held, key=lambda n: -held[n]):
        if not total or held[name] < fast.MINORITY * total:
            break
        if name == "Hani":
            letters = "".join(words)
            lead = sum(
                bool(cc.bits_of(c) & cc.TRADITIONAL) - bool(cc.bits_of(c) & cc.SIMPLIFIED) for c in letters
            )
            answer = ("zh-Hant", True) if lead > 0 else ("zh-Hans", True) if lead < 0 else ("zh", False)
        elif name in LANGUAGE_OF_SCRIPT:
            answer = LANGUAGE_OF_SCRIPT[name], True
        else:
            answer = spelled(words, GROUPS[name])
        answer = answer[0], answer[1] and held[name] >= fast.SURE_SHARE * total
        if answer[0] != "und":
            break
    return answer


def identified(text: str) -> str:
    """The language of a text, the slow way."""
    for size in (fast.GLANCE, language.SAMPLE):
        half, middle = size // 2, len(text) // 2
        parts = [text[:size]] if len(text) <= size + 1 else [text[:half], text[middle : middle + half]]
        name, sure = look(parts)
        if sure or len(text) <= size:
            break
    return name


def cuts(text: str) -> list[str]:
    return [text[start : start + size] for start, size in ((0, 5), (3, 40), (7, 330), (1, 900), (0, 5000))]


PIECES = [
    *(piece for text in TEXTS.values() for piece in cuts(text)),
    "", "\n", "1234", "\0\ud800\U0001f600", "İSTANBUL IĞDIR ısırgan", "STRASSE IN BERLIN IST ES", "ﬁne ﬁeld ŉ",
    "`npm install` and <b>the</b> https://example.org/the/of/and", "字 é と 한 ا д क ก ა the",
    "क्या यह है और में", "یہ ہے اور", "这里 for (let i = 0; i < n; i++) { return the_value; } 说明",
    "the " * 99, "a" * 999, "日本語" * 99 + "the of and",
]  # fmt: skip


def test_plain_answers_for_all_together() -> None:
    assert identify_all(PIECES) == [identified(text) for text in PIECES]


@pytest.mark.parametrize("text", PIECES)
def test_alone_as_together(text: str) -> None:
    assert identify_all([text]) == [identified(text)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=4).map("".join),
        max_size=4,
    )
)
def test_plain_answers_for_any_texts(texts: list[str]) -> None:
    assert identify_all(texts) == [identified(text) for text in texts]


def test_capitals_of_english_are_not_turkish() -> None:
    # The capital of the dotless i is the I of all other languages.
    assert identify_all(["I think that INITIAL IDIOMS of ILLINOIS are in the INDEX, and I know it."]) == [
        "en"
    ]


def test_the_stored_table_of_words_is_that_of_the_lists() -> None:
    # If not: tools/build_languages.py writes both.
    stored = np.load(Path(tables.__file__).with_name("data") / "language_words.npy")
    assert np.array_equal(stored, tables.common_words())
