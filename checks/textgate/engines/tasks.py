"""What all engines for shards share: shards in flight, given out in the order of the input, none lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from textgate.shards.run import Shard, ShardError, Work, policy_of, run_shard

CHECKED_HERE = 2 << 20
"""Bytes of a shard up to which it is looked up in the cache before a worker is asked: this takes 2 ms, and when
nothing has changed, no worker needs to be started."""

LARGEST_TASK = 256 << 20
TASKS_PER_SLOT = 8

Task = TypeVar("Task")


class EngineError(Exception):
    """An engine is not there or cannot be reached. The message says what to do."""


class WorkerLostError(Exception):
    """A worker died of a shard, as often as the engine was ready to try."""


class Tasks(Protocol[Task]):
    """Workers somewhere."""

    def submit(self, shard: Shard) -> Task:
        """Have ``run_shard`` run."""

    def ready(self, task: Task) -> bool:
        """Whether ``result`` would return at once."""

    def result(self, task: Task) -> str | None:
        """Wait for what ``run_shard`` returned; WorkerLostError when it did not."""


@contextmanager
def placed(work: Work) -> Iterator[Work]:
    """The work with a folder for its parts: a temporary one, where they are not to last."""
    if work.lasting:
        yield work
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="textgate-", ignore_cleanup_errors=True) as folder:
        yield work._replace(folder=folder)


def unfinished(shard: Shard, work: Work) -> Shard:
    """What of a shard is still to be done, as far as it is quick to say."""
    if work.lasting and (work.trust_state or shard.size <= CHECKED_HERE):
        return work.missing(shard)
    return shard


def in_order(
    shards: Iterable[tuple[Shard, Shard]], work: Work, tasks: Tasks[Task], ahead: int
) -> Iterator[Shard]:
    """Run shards; each is given out when it and all before it are done.

    Args:
        shards: each with what is left of it to do.
        work: how to judge.
        tasks: who does it.
        ahead: number of shards that may be waiting or done before the first of them is.

    Raises:
        ShardError: a worker cannot do its work.

    """
    waiting: deque[tuple[Shard, Shard, Task | None]] = deque()

    def settled() -> Shard:
        shard, todo, task = waiting.popleft()
        if task is not None:
            _settle(todo, work, tasks, task)
        return shard

    for shard, todo in shards:
        waiting.append((shard, todo, tasks.submit(todo) if todo.pieces else None))
        while waiting and (len(waiting) > ahead or (task := waiting[0][2]) is None or tasks.ready(task)):
            yield settled()
    while waiting:
        yield settled()


def _settle(shard: Shard, work: Work, tasks: Tasks[Task], task: Task) -> None:
    try:
        problem = tasks.result(task)
    except WorkerLostError:
        problem = carefully(shard, work)
    if problem is not None:
        raise ShardError(problem)


def carefully(shard: Shard, work: Work) -> str | None:
    """Run a shard that its workers did not survive.

    It is read here, and judged in a process of its own: first chunk by chunk, and document by document where
    that process ends, too. The document that ends it gets the verdict ``error``, all others get theirs. If it
    was not a document's fault, none does.
    """
    from textgate.engines.local import Quarantine

    with Quarantine(policy_of(work.rules), metrics=work.metrics) as quarantine:
        return run_shard(shard, work, quarantine.judge, final=False)


def bundled(shards: Sequence[Shard], slots: int) -> Iterator[Shard]:
    """Consecutive shards as larger ones, so that the overhead of a cluster's task is small beside the work.

    Up to ``LARGEST_TASK`` bytes, and still ``TASKS_PER_SLOT`` tasks for each of the slots. The parts, and so the
    verdicts, are the same.
    """
    total = sum(shard.size for shard in shards)
    most = min(LARGEST_TASK, total // (slots * TASKS_PER_SLOT))
    held: list[Shard] = []
    size = 0
    for shard in shards:
        if held and size + shard.size > most:
            yield Shard(tuple(piece for one in held for piece in one.pieces))
            held, size = [], 0
        held.append(shard)
        size += shard.size
    if held:
        yield Shard(tuple(piece for one in held for piece in one.pieces))


def appended(table: Any, text: str, rules: str, language: str | None, name: str) -> Any:
    """``adapters.arrow.append`` with the text of the rules, which a worker reads once."""
    from textgate.adapters.arrow import append

    return append(table, text, policy_of(rules), language=language, name=name)
