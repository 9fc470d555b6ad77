"""The local engine for streams: chunks of documents through one process or several, verdicts in the order of
the documents. For files there is ``engines.pool``, whose workers read for themselves.

``jobs=1`` judges in this process and loads nothing else. With more, a pool of processes judges chunks side
by side. No more than a few chunks are in flight, so a corpus of any size passes through in bounded memory,
and the answer does not depend on the number of processes: a verdict depends on its document only.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textgate.batch import Document
from textgate.policy import Policy
from textgate.verdict import Verdict

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

IN_FLIGHT = 3
"""Chunks per process that are waiting or being judged. Two keep every process busy; the third covers for a
slow chunk at the head, which holds back those behind it."""

# Set once in every worker process, so that the policy is pickled per process and not per chunk.
_worker_policy: tuple[Policy, bool] | None = None


def processors() -> int:
    """Number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(
    chunks: Iterable[Sequence[Document]], policy: Policy, *, jobs: int = 1, metrics: bool = False
) -> Iterator[Verdict]:
    """Judge chunks of documents; one verdict for each document, in their order.

    Args:
        chunks: see ``batch.chunked``; read only as far ahead as the processes can use.
        policy: the rules.
        jobs: number of processes; 1 judges in this process.
        metrics: keep the value of every rule in ``Verdict.metrics``.

    Raises:
        ValueError: ``jobs`` is below 1.

    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, not {jobs}")
    if jobs == 1:
        return _in_process(chunks, policy, metrics)
    return _Pool(policy, jobs, metrics).run(chunks)


def _in_process(chunks: Iterable[Sequence[Document]], policy: Policy, metrics: bool) -> Iterator[Verdict]:
    from textgate.runner import judge

    for chunk in chunks:
        yield from judge(chunk, policy, metrics=metrics)


def _prepare_worker(policy: Policy, metrics: bool) -> None:
    """Runs first in each worker process."""
    import signal

    global _worker_policy  # noqa: PLW0603  the one value that a worker keeps between chunks
    _worker_policy = (policy, metrics)
    # Ctrl-C reaches the whole process group; only the parent is to answer it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _judge_chunk(chunk: Sequence[Document]) -> list[Verdict]:
    """Runs in a worker process."""
    from textgate.runner import judge

    assert _worker_policy is not None
    policy, metrics = _worker_policy
    return judge(chunk, policy, metrics=metrics)


class _Pool:
    """A pool of processes that outlives the death of any of them.

    When a process dies (the system ran out of memory, a library crashed), the executor gives up as a whole
    and does not say whose fault it was. Every chunk that was in flight is then judged again alone, and a
    chunk that kills again is judged document by document: a document that kills a process of its own gets
    the verdict ``error``, and all others get theirs.
    """

    def __init__(self, policy: Policy, jobs: int, metrics: bool) -> None:
        self._policy = policy
        self._jobs = jobs
        self._metrics = metrics
        self._executor: ProcessPoolExecutor | None = None
        self._quarantine = Quarantine(policy, metrics=metrics)

    def run(self, chunks: Iterable[Sequence[Document]]) -> Iterator[Verdict]:
        waiting: deque[tuple[Sequence[Document], Future[list[Verdict]]]] = deque()
        try:
            with self._quarantine:
                for chunk in chunks:
                    waiting.append((chunk, self._submit(chunk)))
                    if len(waiting) >= self._jobs * IN_FLIGHT:
                        yield from self._result(*waiting.popleft())
                while waiting:
                    yield from self._result(*waiting.popleft())
        finally:
            self._stop()

    def _submit(self, chunk: Sequence[Document]) -> Future[list[Verdict]]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._started().submit(_judge_chunk, chunk)
        except BrokenProcessPool:
            # A process died since the last chunk. What was in flight hears of it through its own future.
            self._stop()
            return self._started().submit(_judge_chunk, chunk)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = _executor(self._policy, self._jobs, self._metrics)
        return self._executor

    def _stop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def _result(self, chunk: Sequence[Document], future: Future[list[Verdict]]) -> list[Verdict]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            return future.result()
        except BrokenProcessPool:
            return self._quarantine.judge(chunk)


class Quarantine:
    """Judges what was in flight when a process died, where it can harm no other: one chunk in one process."""

    def __init__(self, policy: Policy, *, metrics: bool = False) -> None:
        self._policy = policy
        self._metrics = metrics
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None

    def judge(self, chunk: Sequence[Document]) -> list[Verdict]:
        """Verdicts of a chunk; ``error`` for a document that ends a process of its own."""
        verdicts = self._alone(chunk)
        if verdicts is not None:
            return verdicts
        if len(chunk) == 1:
            return [_killer(chunk[0])]
        single = [(document, self._alone([document])) for document in chunk]
        return [_killer(document) if answer is None else answer[0] for document, answer in single]

    def _alone(self, chunk: Sequence[Document]) -> list[Verdict] | None:
        """The verdicts of a chunk judged by a process of its own, or None when that process died."""
        from concurrent.futures.process import BrokenProcessPool

        if self._executor is None:
            self._executor = _executor(self._policy, 1, self._metrics)
        try:
            return self._executor.submit(_judge_chunk, chunk).result()
        except BrokenProcessPool:
            self._executor.shutdown()
            self._executor = None
            return None


def _executor(policy: Policy, jobs: int, metrics: bool) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Spawned, not forked: a fork copies the locks of the threads that the executor itself runs.
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare_worker,
        initargs=(policy, metrics),
    )


def _killer(document: Document) -> Verdict:
    reason = "judging this document ended its process twice (killed by the system, or a library crashed)"
    return Verdict(
        document=document.id,
        path=document.path,
        record=document.record,
        verdict="error",
        error=f"{reason}; judge it alone with --jobs 1 to see why",
        language=document.language,
        characters=len(document.text),
    )
