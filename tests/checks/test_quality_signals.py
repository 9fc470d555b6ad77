"""The quality signals against their definitions, written as slowly and plainly as possible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.testing import measure

SPACELESS = re.compile("[漢字がไ]")
BULLETS = tuple("•‣▪●○■◦·*-–")
TEXTS = st.lists(
    st.lists(
        st.sampled_from(
            [
                "He",
                "came.",
                "…",
                "漢字。",
                "-",
                "•",
                "12",
                "#tag",
                "{",
                "end...",
                "\n",
                "\n\n",
                " ",
                "ไ",
                "“No!”",
            ]
        ),
        max_size=14,
    ).map(" ".join),
    min_size=1,
    max_size=4,
)


def words(text: str) -> list[str]:
    return SPACELESS.sub(lambda m: f" {m[0]} ", text).split()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def share(chosen: list[bool], empty: float = 0.0) -> float:
    return sum(chosen) / len(chosen) if chosen else empty


def mean_length(text: str) -> float:
    spaced = [w for w in words(text) if not SPACELESS.match(w)]
    return sum(map(len, spaced)) / len(spaced) if len(spaced) >= 10 else 5.0


def symbols(text: str) -> float:
    ellipses = text.count("…") + len(re.findall(r"\.{3,}", text))
    return max(text.count("#"), ellipses) / max(1, len(words(text)))


def end_marks(text: str) -> float:
    if not text:
        return 1.0
    return share([re.search('[.!…。][”"]?$', line) is not None for line in lines(text)])


def sentences(text: str) -> float:
    return float(len(re.findall("[.!…。]+(?=[\\s”]|$)|[.!…。]*。", text)))


DEFINITIONS: dict[str, Callable[[str], float]] = {
    "too_few_words": lambda t: float(len(words(t))),
    "too_many_words": lambda t: float(len(words(t))),
    "short_words": mean_length,
    "long_words": mean_length,
    "symbol_heavy": symbols,
    "bullet_heavy": lambda t: share([line.startswith(BULLETS) for line in lines(t)]),
    "ellipsis_heavy": lambda t: share([line.endswith(("...", "…")) for line in lines(t)]),
    "few_line_end_marks": end_marks,
    "short_lines": lambda t: share([len(line) <= 30 for line in lines(t)]),
    "newline_heavy": lambda t: t.count("\n") / max(1, len(words(t))),
    "few_alphabetic_words": lambda t: share(
        [any(unicodedata.category(c)[0] == "L" for c in w) for w in words(t)], empty=1.0
    ),
    "few_sentences": sentences,
    "curly_brackets": lambda t: float(t.count("{")),
}


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
@given(texts=TEXTS)
def test_values_are_those_of_the_definition(name: str, texts: list[str]):
    values = measure(name, *texts).values.tolist()
    assert values == pytest.approx([DEFINITIONS[name](text) for text in texts])


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_odd_documents_have_a_value(name: str):
    values = measure(name, "", " ", "\n", "\ud800", "\0", "a").values.tolist()
    assert all(0.0 <= value < float("inf") for value in values)
