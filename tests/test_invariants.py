"""The whole default policy: verdicts do not depend on batches, order, processes or neighbours."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import textgate
from textgate.batch import chunked
from textgate.corruptions import corrupt, makers
from textgate.runner import judge
from texts import TEXTS


def corpus() -> list[textgate.Document]:
    """Good texts in twelve languages and, of each, a damaged copy for every third kind of fault."""
    documents = []
    for number, (language, text) in enumerate(TEXTS.items()):
        documents.append(textgate.Document(language, text))
        for kind in sorted(makers())[number % 3 :: 3]:
            made = corrupt(text, kind, severity=0.3, seed=1)
            if made:
                documents.append(textgate.Document(f"{language}#{kind}", made.text))
    return documents


@pytest.fixture(scope="module")
def expected() -> dict[str, textgate.Verdict]:
    return {v.document: v for v in textgate.check_documents(corpus())}


def test_good_texts_pass_and_most_damage_is_found(expected: dict[str, textgate.Verdict]):
    assert [v.document for v in expected.values() if "#" not in v.document and v.verdict != "pass"] == []
    damaged = [v for v in expected.values() if "#" in v.document]
    assert sum(bool(v.findings) for v in damaged) > 0.8 * len(damaged)


@pytest.mark.parametrize("budget", [1, 3000, 1 << 22])
def test_batches(budget: int, expected: dict[str, textgate.Verdict]):
    policy = textgate.default_rules()
    found = [v for chunk in chunked(corpus(), budget) for v in judge(chunk, policy)]
    assert {v.document: v for v in found} == expected


def test_order(expected: dict[str, textgate.Verdict]):
    documents = corpus()
    random.Random(5).shuffle(documents)
    found = list(textgate.check_documents(documents))
    assert [v.document for v in found] == [d.id for d in documents]
    assert {v.document: v for v in found} == expected


def test_processes(expected: dict[str, textgate.Verdict]):
    assert {v.document: v for v in textgate.check_documents(corpus(), jobs=2)} == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet=st.characters(), max_size=60), max_size=4))
def test_any_text_gets_one_verdict_and_never_an_error(texts: list[str]):
    documents = [textgate.Document(str(i), text) for i, text in enumerate(texts)]
    together = list(textgate.check_documents(documents))
    assert [v.document for v in together] == [d.id for d in documents]
    assert all(v.error is None for v in together)
    assert together == [next(textgate.check_documents([d])) for d in documents]
