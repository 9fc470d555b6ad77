"""The pool of processes that read for themselves: nothing is lost when one dies, whoever killed it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from textgate.api import default_rules
from textgate.batch import Document
from textgate.engines import local, pool, tasks
from textgate.engines.tasks import bundled, in_order
from textgate.shards.merging import Whole
from textgate.shards.run import Shard, ShardError, Work, plan, run_shard, work_of
from textgate.sources import Reading
from textgate.sources.paths import File
from textgate.sources.pieces import Piece
from textgate.verdict import Verdict

needs_signals = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")


@pytest.fixture
def given(tmp_path: Path) -> list[Shard]:
    """Five shards of three texts."""
    shards = []
    for number in range(5):
        files = []
        for letter in "abc":
            name = f"{number}{letter}.txt"
            (tmp_path / name).write_text("deadly" if name == "2b.txt" else "harmless", encoding="utf-8")
            files.append(File(tmp_path / name, name))
        shards += plan(files)
    return shards


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return work_of(default_rules(), Reading(base=tmp_path), tmp_path / "cache")


NAMES = [f"{number}{letter}.txt" for number in range(5) for letter in "abc"]


def verdicts(given: list[Shard], work: Work, jobs: int | None) -> list[Verdict]:
    return [verdict for _, verdict in pool.verdicts(given, work, Whole([]), jobs=jobs)]


def _lethal(chunk: Sequence[Document]) -> list[Verdict]:
    """Stands in for a library that crashes on one text."""
    if any(document.text == "deadly" for document in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return [Verdict(document.id, document.path, document.record, "pass") for document in chunk]


def _run_lethal(shard: Shard) -> str | None:
    """Stands in for ``pool._run`` in the workers."""
    assert pool._worker_work is not None
    return run_shard(shard, pool._worker_work, _lethal)


def _run_killed_once(shard: Shard) -> str | None:
    """The same with a worker that somebody kills once, in the middle."""
    assert pool._worker_work is not None
    marker = Path(pool._worker_work.folder).with_name("killed")
    if shard.pieces[0].name == "2a.txt" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_shard(shard, pool._worker_work)


@needs_signals
def test_a_text_that_kills_is_an_error_and_all_others_are_judged(
    given: list[Shard], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_run", _run_lethal)
    monkeypatch.setattr(local, "_judge_chunk", _lethal)
    answers = verdicts(given, work, 2)
    assert [answer.document for answer in answers] == NAMES
    assert [answer.document for answer in answers if answer.verdict == "error"] == ["2b.txt"]
    assert "ended its process twice" in str(answers[7].error)
    # It may have been somebody else's fault: the next run tries again.
    assert {piece.name for shard in given for piece in work.missing(shard).pieces} == {
        "2a.txt",
        "2b.txt",
        "2c.txt",
    }


@needs_signals
def test_a_worker_that_is_killed_costs_no_verdict(
    given: list[Shard], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = verdicts(given, work_of(default_rules(), work.reading, Path(work.folder, "other")), 1)
    monkeypatch.setattr(pool, "_run", _run_killed_once)
    assert verdicts(given, work, 2) == expected
    assert [verdict.verdict for verdict in expected] == ["pass"] * 15
    assert Path(work.folder).with_name("killed").exists()


def _broken(shard: Shard) -> str | None:
    return "the worker says why"


def test_what_a_worker_cannot_do_ends_the_run_with_its_reason(
    given: list[Shard], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_run", _broken)
    with pytest.raises(ShardError, match="the worker says why"):
        verdicts(given, work, 2)


def test_jobs_must_be_positive(work: Work) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        verdicts([], work, 0)


def test_small_inputs_and_known_ones_start_no_process(
    given: list[Shard], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(work: Work, jobs: int) -> None:
        raise AssertionError("a pool was started")

    monkeypatch.setattr(pool, "_executor", never)
    first = verdicts(given, work, None)
    monkeypatch.setattr(pool, "PATIENCE", -1.0)
    assert verdicts(given, work, 2) == first
    assert verdicts(given, work, None) == first


@pytest.mark.parametrize("lasting", [True, False])
@pytest.mark.parametrize("patience", [-1.0, 0.0, 10.0])
def test_when_others_are_started_does_not_matter(
    given: list[Shard], work: Work, monkeypatch: pytest.MonkeyPatch, patience: float, lasting: bool
) -> None:
    expected = verdicts(given, work._replace(lasting=False), 1)
    monkeypatch.setattr(pool, "PATIENCE", patience)
    monkeypatch.setattr(pool, "processors", lambda: 2)
    assert verdicts(given, work._replace(lasting=lasting), None) == expected


class _Backwards:
    """Workers that finish in the worst order."""

    def __init__(self) -> None:
        self.submitted: list[Shard] = []

    def submit(self, shard: Shard) -> int:
        self.submitted.append(shard)
        return len(self.submitted)

    def ready(self, task: int) -> bool:
        return task != 1

    def result(self, task: int) -> str | None:
        return None


def test_shards_come_out_in_order_and_only_so_many_are_waiting(given: list[Shard], work: Work) -> None:
    workers = _Backwards()
    many = given * 20
    out: Iterator[Shard] = in_order(((shard, shard) for shard in many), work, workers, ahead=8)
    assert next(out) == many[0]
    assert len(workers.submitted) == 9
    assert list(out) == many[1:]


def test_what_is_done_already_is_given_to_nobody(given: list[Shard], work: Work) -> None:
    workers = _Backwards()
    pairs = [(shard, Shard(()) if number % 2 else shard) for number, shard in enumerate(given)]
    assert list(in_order(pairs, work, workers, ahead=8)) == given
    assert workers.submitted == given[::2]


@pytest.mark.parametrize("slots", [1, 2, 7])
def test_bundles_hold_the_same_pieces_in_the_same_order(slots: int) -> None:
    sizes = [1, 5, 1 << 20, 3, 1 << 22, 1 << 20, 0, 9] * 30
    given = [Shard((Piece(Path("x"), str(number), size=size),)) for number, size in enumerate(sizes)]
    bundles = list(bundled(given, slots))
    assert [piece for shard in bundles for piece in shard.pieces] == [shard.pieces[0] for shard in given]
    assert slots * tasks.TASKS_PER_SLOT <= len(bundles) <= len(given) // 2
