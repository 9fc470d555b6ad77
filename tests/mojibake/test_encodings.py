"""textgate.mojibake.encodings: encode with the wrong codec, decode with the right one, keep the boundaries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.mojibake import encodings as enc


def points_of(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)


def text_of(undone: enc.Undone) -> str:
    return "".join(map(chr, undone.points.tolist()))


PAIRS = [
    ("utf-8", "cp1252", "Überfluß, déjà vu – “naïve”"),
    ("utf-8", "cp1251", "Съешь ещё этих мягких булок"),
    ("utf-8", "mac_roman", "Größe"),
    ("utf-8", "koi8-r", "Ελληνικά"),
    ("utf-8", "gbk", "天气很好"),
    ("utf-8", "cp949", "길을"),
    ("gbk", "cp1252", "今天下雨了"),
    ("gbk", "big5", "今天下雨"),
    ("big5", "gbk", "今天中文"),
    ("cp932", "gbk", "今日は雨です"),
    ("euc_jp", "cp932", "雨"),
    ("cp949", "cp1252", "오늘은 비가 온다"),
    ("cp1251", "koi8-r", "Сегодня дождь"),
    ("cp1256", "cp1252", "اليوم مطر"),
    ("cp1255", "cp1252", "היום גשם"),
    ("cp874", "cp1252", "วันนี้ฝนตก"),
]


@pytest.mark.parametrize(("right", "wrong", "text"), PAIRS)
def test_round_trip(right: str, wrong: str, text: str) -> None:
    data = text.encode(right)
    if wrong in enc.MULTI_BYTE:
        garbled = data.decode(wrong)
    else:
        garbled = "".join(chr(enc.single_byte_characters(wrong)[byte]) for byte in data)
    undone = enc.undo(points_of(garbled), right, wrong)
    assert text_of(undone) == text
    assert not undone.bad.any()


def test_boundaries_of_utf8() -> None:
    undone = enc.undo(points_of("aÃ©b"), "utf-8", "cp1252")
    assert text_of(undone) == "aéb"
    assert undone.start.tolist() == [0, 1, 3]
    assert undone.stop.tolist() == [1, 3, 4]


def test_two_characters_from_one() -> None:
    garbled = "éé".encode("cp1252").decode("gbk")
    undone = enc.undo(points_of(garbled), "cp1252", "gbk")
    assert text_of(undone) == "éé"
    assert undone.start.tolist() == [0, 0]


def test_undefined_bytes_pass_as_controls() -> None:
    assert text_of(enc.undo(points_of("Ã\x81"), "utf-8", "cp1252")) == "Á"


def test_a_lost_byte_is_a_wildcard() -> None:
    undone = enc.undo(points_of("å›\ufffdå®¶"), "utf-8", "cp1252")
    assert text_of(undone) == "\ufffd家"
    assert not undone.bad.any()


def test_a_middle_dot_stands_for_two_lost_bytes() -> None:
    data, begin = enc.encode(points_of("・ア"), "cp932")
    assert data.tolist() == [enc.LOST, enc.LOST, 0x83, 0x41]
    assert begin.tolist() == [0, 2, 4]


def test_a_space_can_be_a_no_break_space() -> None:
    assert text_of(enc.undo(points_of("voilÃ  !"), "utf-8", "cp1252")) == "voilà !"


def test_what_the_codec_cannot_write_is_bad_and_copied() -> None:
    undone = enc.undo(points_of("é漢"), "cp1251", "cp1252")
    assert text_of(undone) == "й漢"
    assert undone.bad.tolist() == [False, True]


@settings(max_examples=80)
@given(st.text(max_size=30), st.sampled_from([(r, w) for r, w, _ in PAIRS]))
def test_any_text_is_covered_in_order(text: str, pair: tuple[str, str]) -> None:
    undone = enc.undo(points_of(text), *pair)
    assert len(undone.points) == len(undone.start) == len(undone.stop) == len(undone.bad)
    if text:
        assert undone.start[0] == 0
        assert undone.stop.max() == len(text)
        assert (np.diff(undone.start) >= 0).all()
        assert (undone.stop > undone.start).all()
