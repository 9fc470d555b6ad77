"""The local engine: the same verdicts from any number of processes, and none lost when one dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from textgate.batch import Document, chunked
from textgate.engines import local
from textgate.policy import Policy
from textgate.verdict import Verdict

TEXTS = [
    "A quiet morning at the pier.",
    "The cafÃ© by the pier is open, and the naÃ¯ve visitors came in.",
    "Тихое утро на пристани, где никто никого не ждал.",
    "",
    "a\x00b\ud800c",
    "清晨的码头很安静，只有海鸥在叫。",
    "Le prГ©sident est arrivГ© hier, et la sociГ©tГ© s'en rГ©jouit.",
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    from textgate.api import default_rules

    return default_rules()


def documents(count: int) -> list[Document]:
    made = [Document(str(number), TEXTS[number % len(TEXTS)]) for number in range(count)]
    made[3] = replace(made[3], error="unreadable")
    return made


def verdicts(count: int, policy: Policy, *, jobs: int, budget: int = 300) -> list[Verdict]:
    return list(local.run(chunked(documents(count), budget), policy, jobs=jobs))


@pytest.fixture(scope="module")
def expected(policy: Policy) -> list[Verdict]:
    return verdicts(40, policy, jobs=1, budget=10**6)


@pytest.mark.parametrize("budget", [1, 50, 1000])
def test_verdicts_do_not_depend_on_the_chunks(policy: Policy, expected: list[Verdict], budget: int) -> None:
    assert verdicts(40, policy, jobs=1, budget=budget) == expected


def test_verdicts_do_not_depend_on_the_processes(policy: Policy, expected: list[Verdict]) -> None:
    assert verdicts(40, policy, jobs=2, budget=200) == expected


def test_nothing_in_nothing_out(policy: Policy) -> None:
    assert list(local.run([], policy, jobs=1)) == []
    assert list(local.run([], policy, jobs=2)) == []


def test_jobs_must_be_positive(policy: Policy) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        local.run([], policy, jobs=0)


def test_metrics_are_kept_when_asked_for(policy: Policy) -> None:
    [verdict] = local.run([[Document("a", "text")]], policy, jobs=1, metrics=True)
    assert verdict.metrics


def test_documents_are_read_only_as_far_ahead_as_the_processes_can_use(policy: Policy) -> None:
    taken = 0

    def stream() -> Iterator[list[Document]]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield [Document(str(number), "text")]

    answers = local.run(stream(), policy, jobs=2)
    next(answers)
    assert taken <= 2 * local.IN_FLIGHT
    answers.close()  # type: ignore[attr-defined]


def _killed_by_some(chunk: Sequence[Document]) -> list[Verdict]:
    """Stands in for the judging of a chunk: a document named "killer" ends its process."""
    if any(document.id == "killer" for document in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return [Verdict(d.id, d.path, d.record, "pass") for d in chunk]


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_document_that_kills_its_process_is_an_error_and_all_others_are_judged(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_judge_chunk", _killed_by_some)
    names = [f"d{number}" for number in range(12)]
    names[5] = "killer"
    chunks = [[Document(name, "x") for name in names[start : start + 3]] for start in range(0, 12, 3)]
    answers = list(local.run(chunks, policy, jobs=2))
    assert [answer.document for answer in answers] == names
    assert [answer.document for answer in answers if answer.verdict == "error"] == ["killer"]
    assert "ended its process twice" in str(answers[5].error)
