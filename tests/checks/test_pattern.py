import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.check import OptionsError
from textgate.checks import pattern
from textgate.expressions import MAX_MATCHES
from textgate.profile import Profile
from textgate.testing import measure, spans


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Nothing to see.", {"patterns": (r"\bTODO\b",)}),
        ("", {"patterns": ("a",)}),
        (" \n ", {"patterns": ("a",)}),
        ("METHODO", {"patterns": (r"\bTODO\b",)}),
        ("todo", {"patterns": ("TODO",)}),
        ("anything", {}),
        ("caféteria", {"patterns": ("café",), "whole_word": True}),
        ("naïveté", {"patterns": ("veté",), "whole_word": True}),
        ("подмосковье", {"patterns": ("моск",), "whole_word": True}),
        ("snake_case", {"patterns": ("case",), "whole_word": True}),
        ("सत्यमेव", {"patterns": ("सत्य",), "whole_word": True}),
        ("first\nsecond", {"patterns": ("^second",)}),
    ],
)
def test_passes(text, options):
    assert spans("pattern", text, **options) == []


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("a TODO b", {"patterns": (r"\bTODO\b",)}, ["TODO"]),
        ("ToDo", {"patterns": ("todo",), "ignore_case": True}, ["ToDo"]),
        ("ПРИВЕТ", {"patterns": ("привет",), "ignore_case": True}, ["ПРИВЕТ"]),
        ("𝄞é x 𝄞é x", {"patterns": ("é x",)}, ["é x", "é x"]),
        ("\ud800a\udfffa", {"patterns": ("a",)}, ["a", "a"]),
        ("x\x00y", {"patterns": (r"x\x00y",)}, ["x\x00y"]),
        ("ab ba", {"patterns": ("a", "b")}, ["a", "a", "b", "b"]),
        ("这里TODO还没写", {"patterns": ("TODO",), "whole_word": True}, ["TODO"]),
        ("東京タワー", {"patterns": ("タワー",), "whole_word": True}, ["タワー"]),
        ("ไปโรงเรียน", {"patterns": ("โรงเรียน",), "whole_word": True}, ["โรงเรียน"]),
        ("un café.", {"patterns": ("café",), "whole_word": True}, ["café"]),
        ("first\nsecond", {"patterns": ("(?m)^second$",)}, ["second"]),
        ("a\nb", {"patterns": (r"a\sb",)}, ["a\nb"]),
        ("(?P<x>)", {"patterns": (r"\((?P<x>.)", r"\)(?P<x>x)?")}, ["(?", ")"]),
    ],
)
def test_fails(text, options, found):
    marked = spans("pattern", text, **options)
    assert sorted(text for text, _ in marked) == sorted(found)
    assert {kind for _, kind in marked} == {"match"}
    assert measure("pattern", text, **options).values.tolist() == [len(found)]


@pytest.mark.parametrize(
    ("patterns", "message"),
    [
        (("(",), "missing )"),
        (("(?=a)",), "invalid perl operator"),
        ((r"(a)\1",), "invalid escape sequence"),
        (("a{2000}",), "invalid repetition size"),
        (("a*",), "empty text"),
        (("",), "empty text"),
        (("^",), "empty text"),
        ((r"\b",), "empty text"),
        (("x|$",), "empty text"),
        (("\ud800",), "lone surrogate"),
    ],
)
def test_patterns_that_are_refused(patterns, message):
    with pytest.raises(OptionsError, match=re.escape(message)) as caught:
        pattern.Options(("fine", *patterns))
    assert [(option, item) for option, item, _ in caught.value.faults] == [("patterns", 1)]


def test_every_refused_pattern_is_named():
    with pytest.raises(OptionsError) as caught:
        pattern.Options(("(", "a", ")"))
    assert [item for _, item, _ in caught.value.faults] == [0, 2]


def test_documents_do_not_touch():
    assert measure("pattern", "ends with a", "b begins", patterns=(r"a\sb", r"(?s)a.b")).values.tolist() == [
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("text", "patterns", "whole_word"),
    [
        ("a" * 1_000_000, ("a",), True),
        ("a," * 500_000, ("a",), True),
        ("a" * 200_000, ("a.*b|a",), False),
        ("é" * 500_000, ("(é|é)+$",), False),
    ],
)
def test_hostile_texts_take_linear_time(text, patterns, whole_word):
    started = time.perf_counter()
    values = measure("pattern", text, patterns=patterns, whole_word=whole_word).values
    assert time.perf_counter() - started < 8
    assert values[0] <= MAX_MATCHES


TEXTS = st.lists(st.text(st.sampled_from("ab \né𝄞漢\ud800")), max_size=5)


@given(TEXTS, st.booleans(), st.sampled_from([("a",), ("a.", "b"), (r"\s",), ("[^a]", "é"), ("漢a?",)]))
def test_neighbours_change_nothing(texts, whole_word, patterns):
    options = pattern.Options(patterns, whole_word=whole_word)
    together = pattern.measure(
        Profile(pack([Document(str(i), text) for i, text in enumerate(texts)])), options
    )
    for index, text in enumerate(texts):
        alone = pattern.measure(Profile(pack([Document("x", text)])), options)
        assert together.values[index] == alone.values[0]
        mine = [row for row in range(len(together.spans)) if together.spans.document[row] == index]
        assert [together.spans.start[row] for row in mine] == alone.spans.start
        assert all(
            0 <= start < stop <= len(text)
            for start, stop in zip(alone.spans.start, alone.spans.stop, strict=True)
        )


@given(st.text(st.sampled_from("ab\né𝄞漢\ud800")))
def test_places_are_code_points(text):
    found = measure("pattern", text, patterns=("é",)).spans
    assert found.start == [index for index, character in enumerate(text) if character == "é"]


def test_an_empty_batch():
    assert np.array_equal(pattern.measure(Profile(pack([])), pattern.Options(("a",))).values, np.zeros(0))
