"""The local engine for files: shards through this process, or through a pool of processes that read for
themselves."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from textgate.batch import Document
from textgate.engines.local import processors
from textgate.engines.tasks import WorkerLostError, in_order, placed, unfinished
from textgate.shards.merging import Whole, directly, merge
from textgate.shards.run import Judge, Shard, ShardError, Work, judge_of, run_shard
from textgate.verdict import Verdict

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

PATIENCE = 0.7
"""Seconds of work in this process before others are started, when their number is not given: their start takes as
long. Size alone would not tell, because damaged text takes a hundred times longer than clean text."""

BRIEF = 4 << 20
"""Bytes of a shard that may be judged here meanwhile."""

AHEAD = 16
"""Shards per process that may be done before the one that is next in order. Their results lie on disk."""


def verdicts(
    shards: Iterable[Shard],
    work: Work,
    whole: Whole,
    *,
    jobs: int | None = 1,
    judge: Judge | None = None,
) -> Iterator[tuple[Document, Verdict]]:
    """Documents with their verdicts, in the order of the shards.

    Args:
        shards: see ``shards.plan``.
        work: how to judge. Where its parts do not last, its folder is not used.
        whole: the run that they belong to.
        jobs: number of processes; None takes all processors when the work lasts for more than a moment. 1 judges
            here, and no other process is started.
        judge: what judges here; by default the rules of the work are read anew.

    Raises:
        ShardError: a part cannot be written.
        PartError: a part has disappeared before it was read.
        ValueError: ``jobs`` is below 1.

    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs must be at least 1, not {jobs}")
    todo: Iterator[tuple[Shard, Shard]] = ((shard, unfinished(shard, work)) for shard in shards)
    if jobs is None:
        left: list[tuple[Shard, Shard]] = []
        yield from _alone(_briefly(todo, left), work, whole, judge)
        if not left:
            return
        jobs, todo = processors(), chain(left, todo)
    if jobs == 1:
        yield from _alone(todo, work, whole, judge)
        return
    with placed(work) as here:
        yield from merge(_pooled(todo, here, jobs), here, whole)


def _briefly(
    todo: Iterator[tuple[Shard, Shard]], left: list[tuple[Shard, Shard]]
) -> Iterator[tuple[Shard, Shard]]:
    """The first of what is to be done; ``left`` gets the one that was taken and is too much."""
    until = time.monotonic() + PATIENCE
    for pair in todo:
        if pair[1].size > BRIEF or (pair[1].pieces and time.monotonic() > until):
            left.append(pair)
            return
        yield pair


def _alone(
    todo: Iterable[tuple[Shard, Shard]], work: Work, whole: Whole, judge: Judge | None
) -> Iterator[tuple[Document, Verdict]]:
    """Judged in this process."""
    if work.lasting:
        return merge(_here(todo, work, judge), work, whole)
    return directly((shard for shard, _ in todo), work.reading, judge or judge_of(work), whole)


def _here(todo: Iterable[tuple[Shard, Shard]], work: Work, judge: Judge | None) -> Iterator[Shard]:
    for shard, left in todo:
        problem = run_shard(left, work, judge) if left.pieces else None
        if problem is not None:
            raise ShardError(problem)
        yield shard


def _pooled(todo: Iterable[tuple[Shard, Shard]], work: Work, jobs: int) -> Iterator[Shard]:
    pool = _Pool(work, jobs)
    try:
        yield from in_order(todo, work, pool, jobs * AHEAD)
    finally:
        pool.stop()


# Set once in every worker process, so that the work is pickled per process and not per shard.
_worker_work: Work | None = None


def _prepare_worker(work: Work) -> None:
    """Runs first in each worker process."""
    import signal

    global _worker_work  # noqa: PLW0603  the one value that a worker keeps between shards
    _worker_work = work
    # Ctrl-C reaches the whole process group; only the parent is to answer it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(shard: Shard) -> str | None:
    """Runs in a worker process."""
    assert _worker_work is not None
    return run_shard(shard, _worker_work)


class _Pool:
    """A pool of processes that outlives the death of any of them.

    When a process dies (the system ran out of memory, a library crashed), the executor gives up as a whole and
    does not say whose fault it was. Every shard that was in flight is then run again by one process alone;
    only the one that ends it again is read with care, see ``tasks.carefully``.
    """

    def __init__(self, work: Work, jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._executor: ProcessPoolExecutor | None = None
        self._quarantine: ProcessPoolExecutor | None = None
        self._shards: dict[Future[str | None], Shard] = {}

    def submit(self, shard: Shard) -> Future[str | None]:
        """Have a shard run."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            future = self._started().submit(_run, shard)
        except BrokenProcessPool:
            # A process died since the last shard. What was in flight hears of it through its own future.
            self._end("_executor")
            future = self._started().submit(_run, shard)
        self._shards[future] = shard
        return future

    def ready(self, task: Future[str | None]) -> bool:
        """Whether it has ended, well or not."""
        return task.done()

    def result(self, task: Future[str | None]) -> str | None:
        """Wait for a shard; WorkerLostError when it ended two processes."""
        from concurrent.futures.process import BrokenProcessPool

        shard = self._shards.pop(task)
        with suppress(BrokenProcessPool):
            return task.result()
        if self._quarantine is None:
            self._quarantine = _executor(self._work, 1)
        try:
            return self._quarantine.submit(_run, shard).result()
        except BrokenProcessPool:
            self._end("_quarantine")
            raise WorkerLostError from None

    def stop(self) -> None:
        """End all processes; what is still waiting is not begun."""
        self._end("_executor")
        self._end("_quarantine")

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = _executor(self._work, self._jobs)
        return self._executor

    def _end(self, name: str) -> None:
        executor = getattr(self, name)
        if executor is not None:
            executor.shutdown(cancel_futures=True)
            setattr(self, name, None)


def _executor(work: Work, jobs: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Spawned, not forked: a fork copies the locks of the threads that the executor itself runs.
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare_worker,
        initargs=(work,),
    )
