"""few_stop_words: how many of the commonest words of its language a text holds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.checks.few_stop_words import GOPHER
from textgate.testing import measure

PROSE = [
    "The ferry that we took to the island was late, and nobody knew why.",
    "Die Fähre, die wir zur Insel nahmen, war nicht pünktlich, und es regnete den ganzen Tag in Strömen.",
    "Паром, на котором мы плыли, опоздал, и никто не знал, что с ним и как это случилось.",
    "我们坐的船晚了两个小时，码头上的人都不知道原因，只好在雨里等着。",
    "私たちが乗った船は二時間遅れて、港の人も理由を知らなかった。",
    "เรือที่เรานั่งมาช้าสองชั่วโมงและไม่มีใครรู้ว่าเป็นเพราะอะไร",
    "नाव देर से आई और किसी को पता नहीं था कि बारिश में क्या हुआ है।",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_has_several(text):
    assert measure("few_stop_words", text).values[0] >= 2


def test_keywords_have_none():
    text = "the cheapest flights hotels rentals luggage insurance discount outlet bargains this week only"
    assert measure("few_stop_words", text).values.tolist() == [1.0]


def test_what_nobody_can_say_is_not_judged():
    measured = measure("few_stop_words", "xq zkv 12 ::")
    assert math.isnan(measured.values[0])
    assert "no list of stop words" in measured.unjudged[0]


@given(st.lists(st.sampled_from(GOPHER), unique=True))
def test_english_is_counted_as_gopher_does(words):
    prose = "I am sure it was not you who said this. You are what you want if you do it for me."
    assert measure("few_stop_words", f"{prose} {' '.join(words)}").values[0] == len(words)
