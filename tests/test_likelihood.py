"""textgate.likelihood: how likely is this text?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate import likelihood as lk

CLEAN = [
    "Die Brücke über den Fluss wurde im vorigen Jahr gründlich überholt.",
    "Des élèves très fatigués ont relu leurs poèmes à voix haute.",
    "Мост через реку в прошлом году полностью перестроили.",
    "Η γέφυρα του ποταμού ξαναχτίστηκε πέρυσι.",
    "这座桥去年重新修建，现在已经通车。",
    "這座橋去年重新修建，現在已經通車。",
    "この橋は去年建て直され、今は車が通れます。",
    "이 다리는 작년에 다시 지어졌고 지금은 차가 다닌다.",
    "أُعيد بناء الجسر فوق النهر في العام الماضي.",
    "पिछले साल नदी के ऊपर का पुल फिर से बनाया गया।",
]


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_text_is_likely(text: str) -> None:
    assert lk.mean_bits(text) < 10
    assert lk.mean_excess(text) < 0.5


@pytest.mark.parametrize("text", CLEAN)
@pytest.mark.parametrize("codec", ["latin-1", "gbk", "cp1251", "koi8-r"])
def test_garbled_text_is_unlikely(text: str, codec: str) -> None:
    garbled = text.encode("utf-8").decode(codec, "ignore")
    assert lk.mean_excess(garbled) > max(lk.mean_excess(text) + 1, 0)


def test_case_and_script_changes_inside_a_word_cost() -> None:
    assert lk.surprisal("слово")[3] + 5 < lk.surprisal("слоВо")[3]
    assert lk.surprisal("word")[2] + 8 < lk.surprisal("woрd")[2]


def test_first_character_follows_a_line_feed() -> None:
    assert lk.surprisal("\nа")[1] == lk.surprisal("а")[0]


def test_nothing_and_lone_surrogates() -> None:
    assert lk.mean_bits("") == 0
    assert len(lk.surprisal("a\ud800\U0001f600\x00")) == 4


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_character_depends_on_the_one_before_only(one: str, two: str) -> None:
    assert np.array_equal(lk.surprisal(one + "\n" + two)[len(one) + 1 :], lk.surprisal(two))


def test_blocks_are_seamless() -> None:
    text = "жёлтый " * (lk.BLOCK // 7 + 3)
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    steps = lk.surprisal_steps(points)
    before = np.concatenate([[10], points[:-1]]).astype(np.uint32)
    assert np.array_equal(steps, lk.surprisal_steps(points, before))
