from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.testing import measure


def plain(text: str, of: str, by: str) -> float:
    """The definition, as slowly as it can be written."""
    items = text.split("\n") if of == "lines" else ["\n".join(block) for block in blocks(text)]
    items = [item.strip() for item in items if item.strip()]
    seen: set[str] = set()
    again = []
    for item in items:
        if item in seen:
            again.append(item)
        seen.add(item)
    if by == "characters":
        return sum(map(len, again)) / len(text) if text else 0.0
    return len(again) / len(items) if items else 0.0


def blocks(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            found[-1].append(line)
        else:
            found.append([])
    return [block for block in found if block]


@pytest.mark.parametrize("of", ["lines", "paragraphs"])
@pytest.mark.parametrize("by", ["count", "characters"])
@given(texts=st.lists(st.text("ab \n漢", max_size=30), max_size=5))
def test_values_are_those_of_the_definition(of: str, by: str, texts: list[str]):
    values = measure("repeated_lines", *texts, of=of, by=by).values.tolist()
    assert values == pytest.approx([plain(text, of, by) for text in texts])
