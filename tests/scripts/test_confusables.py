from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate import charclass
from textgate.scripts.confusables import ALPHABETS, STYLED, Word, lookalikes, near_lookalikes, scripts_of


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_targets_belong_to_the_alphabet_and_sources_do_not(alphabet: str):
    for foreign, own in lookalikes(alphabet).items():
        assert charclass.script_of(own) == alphabet
        assert charclass.script_of(foreign) != alphabet


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_every_entry_is_one_letter_in_normal_form(alphabet: str):
    for foreign, own in near_lookalikes(alphabet).items():
        assert len(foreign) == len(own) == 1
        assert unicodedata.category(own)[0] == "L"
        assert unicodedata.normalize("NFC", own) == own


@pytest.mark.parametrize(
    ("foreign", "alphabet", "own"),
    [
        ("а", "Latn", "a"), ("Ѕ", "Latn", "S"), ("ο", "Latn", "o"), ("υ", "Latn", "u"), ("ё", "Latn", "ë"),
        ("Ꮃ", "Latn", "W"), ("օ", "Latn", "o"), ("x", "Cyrl", "х"), ("H", "Cyrl", "Н"), ("i", "Cyrl", "і"),
        ("v", "Grek", "ν"), ("ó", "Grek", "ό"), ("u", "Armn", "ս"),
    ],
)  # fmt: skip
def test_pairs(foreign: str, alphabet: str, own: str):
    assert lookalikes(alphabet)[foreign] == own


@pytest.mark.parametrize(
    ("char", "alphabet"), [("ж", "Latn"), ("Ω", "Latn"), ("q", "Cyrl"), ("ш", "Grek"), ("к", "Latn")]
)
def test_letters_without_twin(char: str, alphabet: str):
    assert char not in lookalikes(alphabet)


def test_near_lookalikes_add_to_the_exact_ones():
    assert near_lookalikes("Latn")["к"] == "k"
    assert lookalikes("Latn").items() <= near_lookalikes("Latn").items()


def test_unknown_alphabet():
    with pytest.raises(KeyError):
        lookalikes("Thai")


def test_scripts_of_marks_and_styled_letters():
    assert scripts_of("a\u0301б𝐜ｄ") == ("Latn", "Latn", "Cyrl", STYLED, STYLED)


def test_word():
    word = Word(0, 4, "pаgе", scripts_of("pаgе"))
    assert word.runs == [("Latn", "p"), ("Cyrl", "а"), ("Latn", "g"), ("Cyrl", "е")]
    assert word.strangers("Latn") == ["а", "е"]
    assert word.spelled_in("Latn", lookalikes("Latn")) == "page"
    assert word.spelled_in("Cyrl", lookalikes("Cyrl")) is None


@given(st.text(alphabet=st.characters(categories=["L", "M"]), min_size=1, max_size=20))
def test_spelling_keeps_the_number_of_letters_or_fails(letters: str):
    word = Word(0, len(letters), letters, scripts_of(letters))
    repaired = word.spelled_in("Latn", lookalikes("Latn"))
    if repaired is not None and STYLED not in word.scripts:
        assert len(repaired) == len(letters)
