from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.testing import measure


def top(items: list[str], size: int) -> float:
    grams = Counter(tuple(items[i : i + size]) for i in range(len(items) - size + 1))
    if not grams or max(grams.values()) < 2:
        return 0.0
    times = max(grams.values())
    longest = max(sum(map(len, gram)) for gram, count in grams.items() if count == times)
    return times * longest / sum(map(len, items))


def duplicates(items: list[str], size: int) -> float:
    seen: set[tuple[str, ...]] = set()
    covered: set[int] = set()
    for i in range(len(items) - size + 1):
        gram = tuple(items[i : i + size])
        if gram in seen:
            covered.update(range(i, i + size))
        seen.add(gram)
    return sum(len(items[i]) for i in covered) / sum(map(len, items)) if items else 0.0


@given(st.lists(st.lists(st.sampled_from(["a", "bb", "ccc"]), max_size=14), max_size=4), st.integers(1, 4))
def test_values_are_those_of_the_definition(documents: list[list[str]], size: int):
    texts = [" ".join(items) for items in documents]
    for of, definition in (("top", top), ("duplicates", duplicates)):
        values = measure("repeated_ngrams", *texts, size=size, of=of).values.tolist()
        assert values == pytest.approx([definition(items, size) for items in documents])


def test_letters_are_words_where_there_are_no_spaces():
    assert measure("repeated_ngrams", "买鞋买鞋买鞋", size=2, of="top").values.tolist() == [1.0]


@pytest.mark.parametrize("text", ["😀" * 100_000, "ab " * 100_000, "x" * 300_000])
def test_hostile_repetition_takes_linear_time(text: str):
    assert measure("repeated_ngrams", text, size=10).values[0] >= 0.0
