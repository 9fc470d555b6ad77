"""Words and pieces of words by the lists of common words."""

from __future__ import annotations

import pytest

from textgate.truncation.lexicon import bare, lexicon, occurs_elsewhere

LANGUAGES = "ar bg bn cs de el en es fa fi fr he hi hu id it ja ko nl pl pt ru sr sv ta tr uk ur vi zh zh-Hans zh-Hant"
WHOLE = "en:children en:bridge de:sicherheit fr:gouvernement ru:работа el:σήμερα tr:için hi:सरकार ar:الحكومة"
BEGINNINGS = "en:childr en:governm de:sicherhe fr:gouvernem ru:информаци el:σήμε hi:सरका ar:الحكو"
ENDINGS = "en:nformation de:icherheit fr:vernement ru:ормации hi:रकार"


def pairs(listed: str) -> list[tuple[str, str]]:
    return [(language, word) for language, _, word in (entry.partition(":") for entry in listed.split())]


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_every_list_can_be_read(language: str):
    words = lexicon(language)
    assert words is not None
    assert 0 < words.least < 1e-4


def test_a_language_without_list():
    assert lexicon("tlh") is None


@pytest.mark.parametrize(("language", "word"), pairs(WHOLE))
def test_words_are_likelier_words_than_pieces(language: str, word: str):
    words = lexicon(language)
    assert words is not None
    assert words.bits_of_beginning(word) < 0
    assert words.bits_of_ending(word) <= 0


@pytest.mark.parametrize(("language", "word"), pairs(BEGINNINGS))
def test_beginnings(language: str, word: str):
    words = lexicon(language)
    assert words is not None
    assert words.bits_of_beginning(word) > 4


@pytest.mark.parametrize(("language", "word"), pairs(ENDINGS))
def test_endings(language: str, word: str):
    words = lexicon(language)
    assert words is not None
    assert words.bits_of_ending(word) > 4


def test_a_word_that_no_list_knows_is_no_piece():
    words = lexicon("en")
    assert words is not None
    assert words.bits_of_ending("qqxz") == 0


def test_a_compound_is_a_word():
    words = lexicon("de")
    assert words is not None
    assert words.bits_of_beginning("straßenbahn") == 0


def test_which_language_a_line_is_in():
    words = lexicon("en")
    assert words is not None
    assert words.speaks("the tram stops at the old port")
    assert not words.speaks("yliopisto tarjoaa kaikille avoimen verkkokurssin")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("L'État", "état"), ("dell'opera", "opera"), ("al-Qaeda", "qaeda"), ("don't", "don't")],
)
def test_words_as_the_lists_have_them(word: str, expected: str):
    assert bare(word) == expected


def test_elsewhere_means_as_a_whole_word():
    assert occurs_elsewhere("tram", "a tram, the tram", 12)
    assert not occurs_elsewhere("tram", "trams and the tram", 14)
