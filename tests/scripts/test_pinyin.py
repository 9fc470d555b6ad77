"""The syllable table and the readings of characters."""

from __future__ import annotations

import pytest

from textgate.scripts import pinyin


def test_the_list_of_syllables_is_closed_and_sorted():
    assert 400 < len(pinyin.syllables()) < 450
    assert list(pinyin.syllables()) == sorted(pinyin.syllables())


@pytest.mark.parametrize(
    "reading", ["", " ", "hello", "café", "xx", "1", "ㄅㄅ", "かい", "\ud800", "\x00", "a" * 1000]
)
def test_what_is_no_syllable(reading):
    assert pinyin.syllable(reading) is None


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("huì", "hui"), ("hui4", "hui"), ("HUI", "hui"), ("lǜ", "lü"), ("lv4", "lü"), ("lu:4", "lü"),
        ("hui\u0300", "hui"), ("ㄏㄨㄟˋ", "hui"), ("˙ㄉㄜ", "de"), ("ㄕ", "shi"), ("yōu", "you"), ("ér", "er"),
    ],
)  # fmt: skip
def test_spellings_of_a_syllable(reading, expected):
    assert pinyin.syllable(reading) == expected


@pytest.mark.parametrize(
    ("character", "reading"),
    [("會", "zong"), ("A", "a"), ("", "a"), ("𠀀", "he"), ("\ud800", "a"), ("か", "ka")],
)
def test_what_is_no_reading(character, reading):
    assert not pinyin.is_reading(character, reading)


@pytest.mark.parametrize(
    ("character", "reading"),
    [
        ("會", "huì"),
        ("会", "kuai"),
        ("行", "háng"),
        ("女", "nu"),
        ("略", "lue"),
        ("的", "de"),
        ("個", "ㄍㄜˋ"),
    ],
)
def test_readings_of_characters(character, reading):
    assert pinyin.is_reading(character, reading)


def test_the_usual_reading_comes_first():
    assert pinyin.readings("会")[0] == "hui"
    assert pinyin.readings("x") == ()


def test_bands_go_from_rare_to_common_and_join_both_forms():
    assert [pinyin.band(c) for c in "的會会"] == [3, 3, 3]
    assert pinyin.band("翀") == 0
    assert pinyin.band("a") == pinyin.band("") == 0
