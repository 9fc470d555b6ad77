"""Ray: shards as Ray Core tasks on one machine or a cluster, and a Ray dataset judged where it is.

Tasks, not Ray Data and not actors, for files: Ray Data reads a folder of small Parquet files as one block on one
processor, and a pool of as many actors as there are processors waits for ever (measured with Ray 2.60). A task
whose worker dies is repeated by Ray itself three times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textgate.batch import Document
from textgate.engines.tasks import (
    EngineError,
    WorkerLostError,
    appended,
    bundled,
    in_order,
    placed,
    unfinished,
)
from textgate.shards.merging import Whole, merge
from textgate.shards.run import Shard, Work, run_shard
from textgate.verdict import Verdict

if TYPE_CHECKING:
    from textgate.policy import Policy

AHEAD = 16
"""Tasks per processor of the cluster that may be done before the one that is next in order."""

RETRIES = 3


def verdicts(
    shards: Iterable[Shard], work: Work, whole: Whole, *, address: str | None = None
) -> Iterator[tuple[Document, Verdict]]:
    """Documents with their verdicts, in the order of the shards; see ``pool.verdicts``.

    Args:
        shards: see ``shards.plan``.
        work: how to judge; its folder must be one that all nodes share.
        whole: the run that the verdicts belong to.
        address: of a running cluster ("auto": the one on this machine); None starts Ray here, and stops it.
            Where Ray runs in this process already, that one is used.

    Raises:
        EngineError: Ray is not installed or cannot be reached.
        ShardError, PartError: see ``pool.verdicts``.

    """
    try:
        import ray
    except ImportError:
        raise EngineError("Ray is not installed; install it with: pip install 'textgate[ray]'") from None
    started = not ray.is_initialized()
    if started:
        _start(ray, address)
    try:
        slots = _processors(ray)
        todo = ((shard, unfinished(shard, work)) for shard in bundled(list(shards), slots))
        with placed(work) as here:
            tasks = _Tasks(ray, here)
            yield from merge(in_order(todo, here, tasks, slots * AHEAD), here, whole)
    finally:
        if started:
            ray.shutdown()


def _start(ray: Any, address: str | None) -> None:
    import logging

    try:
        _knock(address or "")
        ray.init(
            address=address or "local",
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (OSError, RuntimeError, ValueError) as problem:
        reason = " ".join(str(problem).split())[:300]
        raise EngineError(f"no Ray cluster answers at {address or 'this machine'} ({reason})") from None


def _knock(address: str) -> None:
    """Raise OSError when nobody listens at HOST:PORT. Ray itself goes on asking for ten minutes."""
    import socket

    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


def _processors(ray: Any) -> int:
    """Of the whole cluster."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


class _Tasks:
    """Shards as tasks; see ``tasks.Tasks``."""

    def __init__(self, ray: Any, work: Work) -> None:
        self._ray = ray
        self._run = ray.remote(num_cpus=1, max_retries=RETRIES)(run_shard)
        # Once for all tasks: the rules may be large.
        self._work = ray.put(work)

    def submit(self, shard: Shard) -> Any:
        return self._run.remote(shard, self._work)

    def ready(self, task: Any) -> bool:
        return bool(self._ray.wait([task], timeout=0)[0])

    def result(self, task: Any) -> str | None:
        try:
            return self._ray.get(task)  # type: ignore[no-any-return]
        except self._ray.exceptions.RayTaskError as problem:
            raised = str(problem).strip().splitlines()[-1]
            raise EngineError(
                f"Ray's workers cannot run textgate ({raised}); install it for the Python of all nodes"
            ) from None
        except self._ray.exceptions.RayError:
            raise WorkerLostError from None


def check(
    dataset: Any,
    text: str = "text",
    rules: Policy | str | Path | None = None,
    *,
    language: str | None = None,
    name: str = "textgate",
) -> Any:
    """A Ray dataset with a column of verdicts at its end; see ``adapters.arrow.append``.

    Args:
        dataset: a ``ray.data.Dataset``.
        text: name of the column of texts.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        language: name of a column of BCP 47 tags, if there is one.
        name: name of the new column.

    Ray Data keeps the order of rows within a block only: have a column that identifies them.

    Raises:
        OSError, RulesError: the rules cannot be read or have mistakes.

    """
    from textgate.api import policy_of

    arguments = {"text": text, "rules": policy_of(rules).text, "language": language, "name": name}
    # A function, not a class: see above on pools of actors.
    return dataset.map_batches(appended, fn_kwargs=arguments, batch_format="pyarrow", zero_copy_batch=True)
