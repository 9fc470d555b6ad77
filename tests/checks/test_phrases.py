import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.check import OptionsError
from textgate.checks import phrases
from textgate.profile import Profile
from textgate.testing import measure, spans


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Nothing to see.", {"phrases": ("free money",)}),
        ("", {"phrases": ("a",)}),
        ("anything", {}),
        ("Free money", {"phrases": ("free money",)}),
        ("free  money", {"phrases": ("free money",)}),
        ("a.b", {"phrases": ("a+b", "a|b")}),
        ("newspapers", {"phrases": ("news", "paper"), "whole_word": True}),
        ("новости", {"phrases": ("ново",), "whole_word": True}),
        ("one and one", {"phrases": ("one", "two"), "at_least": 2}),
        ("STRASSE", {"phrases": ("straße",), "ignore_case": True}),
    ],
)
def test_passes(text, options):
    assert spans("phrases", text, **options) == []
    assert measure("phrases", text, **options).values.tolist() == [0]


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("get free money now", {"phrases": ("free money",)}, ["free money"]),
        ("a+b and a.b", {"phrases": ("a+b", "a.b")}, ["a+b", "a.b"]),
        ("FREE Money", {"phrases": ("free money",), "ignore_case": True}, ["FREE Money"]),
        ("ΣΊΣΥΦΟΣ", {"phrases": ("σίσυφος",), "ignore_case": True}, ["ΣΊΣΥΦΟΣ"]),
        ("Straße straẞe", {"phrases": ("straße",), "ignore_case": True}, ["Straße", "straẞe"]),
        ("new york cityscape", {"phrases": ("new york", "new york city"), "whole_word": True}, ["new york"]),
        ("new york city", {"phrases": ("new york", "new york city")}, ["new york city"]),
        ("catcat cat", {"phrases": ("cat",), "whole_word": True}, ["cat"]),
        ("catcat", {"phrases": ("cat",)}, ["cat", "cat"]),
        ("上海市和上海", {"phrases": ("上海", "上海市")}, ["上海市", "上海"]),
        ("加微信abc123领取", {"phrases": ("abc123",), "whole_word": True}, ["abc123"]),
        ("𝄞 one 𝄞 two", {"phrases": ("one", "two"), "at_least": 2}, ["one", "two"]),
        ("One TWO", {"phrases": ("one", "two"), "at_least": 2, "ignore_case": True}, ["One", "TWO"]),
        ("\ud800x\udfff x", {"phrases": ("x",)}, ["x", "x"]),
        ("two\nlines", {"phrases": ("two\nlines",)}, ["two\nlines"]),
    ],
)
def test_fails(text, options, found):
    assert spans("phrases", text, **options) == [(phrase, "phrase") for phrase in found]
    assert measure("phrases", text, **options).values.tolist() == [len(found)]


def test_cases_of_one_phrase_are_one_phrase():
    options = {"phrases": ("One", "two"), "at_least": 2, "ignore_case": True}
    assert measure("phrases", "one ONE oNe", **options).values.tolist() == [0]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"phrases": ("a", "")}, ("phrases", 1)),
        ({"phrases": ("a", "b"), "at_least": 3}, ("at_least", None)),
        ({"phrases": ("a", "A"), "ignore_case": True, "at_least": 2}, ("at_least", None)),
        ({"phrases": ("\ud800",)}, ("phrases", None)),
    ],
)
def test_lists_that_are_refused(options, fault):
    with pytest.raises(OptionsError) as caught:
        phrases.Options(**options)
    assert [(option, item) for option, item, _ in caught.value.faults] == [fault]


def test_documents_do_not_touch():
    assert measure("phrases", "ends in a", "b begins", phrases=("a\nb",)).values.tolist() == [0, 0]


def test_thousands_of_phrases_take_one_pass():
    draw = random.Random(7)
    many = tuple("".join(draw.choices("abcdefghij", k=9)) for _ in range(5000))
    text = "words of an ordinary text without any of them, " * 10_000
    measure("phrases", text[:100], phrases=many)  # compiles
    started = time.perf_counter()
    assert measure("phrases", text + many[17], phrases=many).values.tolist() == [1]
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a," * 300_000, "aab" * 300_000])
def test_hostile_texts_take_linear_time(text):
    started = time.perf_counter()
    measure("phrases", text, phrases=("a", "aa", "aaa", "aaaa"), whole_word=True)
    assert time.perf_counter() - started < 8


WORDS = st.text(st.sampled_from("ab A"), min_size=1, max_size=3)


@given(st.lists(WORDS, min_size=1, max_size=4), st.text(st.sampled_from("abA \né漢"), max_size=30))
def test_it_finds_what_scanning_by_hand_finds(words, text):
    expected, at = [], 0
    while at < len(text):
        here = [word for word in words if text.startswith(word, at)]
        if here:
            expected.append(max(here, key=len))
        at += len(expected[-1]) if here else 1
    assert [phrase for phrase, _ in spans("phrases", text, phrases=tuple(words))] == expected


@given(st.lists(st.text(st.sampled_from("ab \né漢\ud800")), max_size=5), st.booleans(), st.booleans())
def test_neighbours_change_nothing(texts, whole_word, ignore_case):
    options = phrases.Options(("a", "ab", "b a", "é"), ignore_case=ignore_case, whole_word=whole_word)
    together = phrases.measure(
        Profile(pack([Document(str(i), text) for i, text in enumerate(texts)])), options
    )
    for index, text in enumerate(texts):
        alone = phrases.measure(Profile(pack([Document("x", text)])), options)
        assert together.values[index] == alone.values[0]
        mine = [row for row in range(len(together.spans)) if together.spans.document[row] == index]
        assert [(together.spans.start[row], together.spans.stop[row]) for row in mine] == list(
            zip(alone.spans.start, alone.spans.stop, strict=True)
        )
