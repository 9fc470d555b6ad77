"""placeholder_text: filler where a text should be."""

from __future__ import annotations

import pytest

from textgate.testing import measure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Cicero's De finibus bonorum et malorum is of the year 45 before our era.",
        "Dolor, a fever and a lorem of no account.",
        "这里是正文。",
        "テキストを入力してください",
    ],
)
def test_silent(text):
    assert measure("placeholder_text", text).values.tolist() == [0.0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LOREM IPSUM dolor sit amet, consectetur adipiscing elit.", 3.0),
        ("<p>Your text here</p>", 1.0),
        ("Здесь будет текст о нас.", 1.0),
        ("此段为占位文本。", 1.0),
    ],
)
def test_filler(text, found):
    assert measure("placeholder_text", text).values.tolist() == [found]


def test_each_document_has_its_own():
    assert measure("placeholder_text", "lorem ipsum", "", "lorem ipsum").values.tolist() == [1.0, 0.0, 1.0]
