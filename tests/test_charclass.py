from __future__ import annotations

import unicodedata

import pytest

from textgate import charclass as cc
from textgate.batch import Document, pack
from textgate.profile import Profile


@pytest.mark.parametrize(
    ("character", "mask", "expected"),
    [
        ("a", cc.LETTER | cc.LATIN | cc.LOWER | cc.UPPER, cc.LETTER | cc.LATIN | cc.LOWER),
        ("Ж", cc.LETTER | cc.CYRILLIC | cc.UPPER | cc.LATIN, cc.LETTER | cc.CYRILLIC | cc.UPPER),
        ("汉", cc.HAN | cc.SIMPLIFIED | cc.TRADITIONAL, cc.HAN | cc.SIMPLIFIED),
        ("漢", cc.HAN | cc.SIMPLIFIED | cc.TRADITIONAL, cc.HAN | cc.TRADITIONAL),
        ("干", cc.SIMPLIFIED | cc.TRADITIONAL, 0),
        ("里", cc.SIMPLIFIED | cc.TRADITIONAL, 0),
        ("頼", cc.JAPANESE_FORM | cc.TRADITIONAL | cc.SIMPLIFIED, cc.JAPANESE_FORM),
        ("ー", cc.KANA, cc.KANA),
        ("한", cc.HANGUL, cc.HANGUL),
        ("ㄅ", cc.BOPOMOFO | cc.OTHER_SCRIPT, cc.BOPOMOFO),
        ("ث", cc.OTHER_SCRIPT | cc.LETTER, cc.OTHER_SCRIPT | cc.LETTER),
        ("。", cc.SENTENCE_END | cc.PUNCTUATION, cc.SENTENCE_END | cc.PUNCTUATION),
        ("، "[0], cc.COMMA, cc.COMMA),
        ("「", cc.OPENING | cc.CLOSING, cc.OPENING),
        ("\u200b", cc.INVISIBLE | cc.BIDI_CONTROL, cc.INVISIBLE),
        ("\u202e", cc.INVISIBLE | cc.BIDI_CONTROL, cc.BIDI_CONTROL),
        ("\t", cc.CONTROL | cc.SPACE, cc.SPACE),
        ("\n", cc.CONTROL | cc.NEWLINE, cc.NEWLINE),
        ("\x00", cc.CONTROL, cc.CONTROL),
        ("\ud800", cc.CONTROL, cc.CONTROL),
        ("\ufffd", cc.REPLACEMENT, cc.REPLACEMENT),
        ("Ａ", cc.WIDTH_FORM | cc.LATIN, cc.WIDTH_FORM | cc.LATIN),
        ("\ufb01", cc.COMPATIBILITY, cc.COMPATIBILITY),
        ("가", cc.COMPATIBILITY, 0),
    ],
)
def test_bits(character: str, mask: int, expected: int):
    assert cc.bits_of(character) & mask == expected


def test_scripts_and_categories_are_named():
    assert [cc.script_of(c) for c in "aЖ漢한1"] == ["Latn", "Cyrl", "Hani", "Hang", "Zyyy"]
    names = cc.category_names()
    for character in "aA1 \n漢":
        assert names[cc.categories()[ord(character)]] == unicodedata.category(character)


def test_no_character_belongs_to_both_forms_of_chinese():
    both = cc.SIMPLIFIED | cc.TRADITIONAL
    assert not ((cc.bits() & both) == both).any()


def test_counts_leave_out_terminators():
    profile = Profile(pack([Document("a", "x\ny"), Document("b", ""), Document("c", "漢")]))
    assert profile.count(cc.NEWLINE).tolist() == [1, 0, 0]
    assert profile.count(cc.LETTER).tolist() == [2, 0, 1]
    assert profile.has(cc.HAN).tolist() == [False, False, True]
    assert profile.lengths.tolist() == [3, 0, 1]
