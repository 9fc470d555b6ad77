"""The weight of question marks, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.language import identify
from textgate.mojibake import lost_letters


def weights(text: str) -> list[float]:
    return [mark.weight for mark in lost_letters.weigh(text, identify(text))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Why?",
        "Why? Because.",
        "What?Now",
        "C?T",
        "a/b?c",
        "x=?y",
        "list?page=2",
        "漢字",
        "什么？",
        "好吗?",
        "¿Qué? No.",
    ],
)
def test_weighs_nothing(text):
    assert max(weights(text), default=0) < lost_letters.CLEAR


@pytest.mark.parametrize(
    "text", ["ma?ana y se?al", "?leine", "ESPA?A", "пр?вет", "フレ?ムワ?ク", "???????? ?????, ??"]
)
def test_weighs_clearly(text):
    assert max(weights(text)) >= lost_letters.CLEAR


def test_may_hold_is_true_wherever_there_is_something_clear():
    for text in ("ma?ana", "a ?leine", "????", "el pan? con sal? y nada"):
        assert lost_letters.may_hold(text)
    assert not lost_letters.may_hold("Why? Because. See /list?page=2.")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="?aéñ \nшか漢A.\0\ud800", max_size=50))
def test_marks_are_in_order_and_inside(text):
    marks = lost_letters.weigh(text, identify(text))
    assert all(0 <= mark.start < mark.stop <= len(text) and 0 < mark.weight <= 3 for mark in marks)
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)


def test_the_work_is_bounded():
    """However many question marks a text has, only so many are weighed."""
    assert len(lost_letters.weigh("a?b" * (lost_letters.MOST + 10), "en")) == lost_letters.MOST
