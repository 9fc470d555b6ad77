from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.profile import Profile
from textgate.tokens import Hashes, repeats, words


def profile_of(*texts: str) -> Profile:
    return Profile(pack([Document(str(i), text) for i, text in enumerate(texts)]))


def words_of(*texts: str) -> list[tuple[int, str]]:
    profile = profile_of(*texts)
    found = words(profile)
    return [
        (int(d), profile.text[a:b]) for a, b, d in zip(found.start, found.stop, found.document, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("two words", ["two", "words"]),
        ("don't  stop!\nnow", ["don't", "stop!", "now"]),
        ("漢字 ok", ["漢", "字", "ok"]),
        ("用Python写", ["用", "Python", "写"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("กา", ["ก", "า"]),
        ("かﾞ", ["か", "ﾞ"]),
    ],
)
def test_words(text: str, expected: list[str]):
    assert [word for _, word in words_of(text)] == expected


@given(st.lists(st.text("ab \n漢éไ\u0301", max_size=15), max_size=6))
def test_words_of_a_batch_are_those_of_its_documents(texts: list[str]):
    assert words_of(*texts) == [(i, word) for i, text in enumerate(texts) for _, word in words_of(text)]


@given(st.text("abé ", max_size=30), st.data())
def test_equal_stretches_have_equal_hashes(text: str, data: st.DataObject):
    profile = profile_of("x" + text, text)
    size = len(text)
    a, b = sorted(data.draw(st.tuples(st.integers(0, size), st.integers(0, size))))
    offset = int(profile.starts[1])
    start, stop = np.array([1 + a, offset + a]), np.array([1 + b, offset + b])
    first, second = Hashes(profile).of(start, stop)
    assert first == second


def test_different_stretches_have_different_hashes():
    profile = profile_of("ab" * 500)
    start = np.zeros(1000, dtype=np.int64)
    stop = np.arange(1, 1001)
    assert len(set(Hashes(profile).of(start, stop).tolist())) == 1000


def test_repeats_look_only_within_a_document():
    document = np.array([0, 0, 0, 1, 1])
    key = np.array([7, 8, 7, 7, 8], dtype=np.uint64)
    assert repeats(document, key).tolist() == [False, False, True, False, False]
