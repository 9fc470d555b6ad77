"""Spark: shards as small Spark jobs, and a Spark data frame judged where it is.

One job per shard, many at once. One job for all of them would give nothing to report before its end, and would
be lost as a whole with the first shard that kills its worker four times (on ``local[2]``, once).
"""

from __future__ import annotations

import sys
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
    from concurrent.futures import Future

    from textgate.policy import Policy

MASTER = "local[*,4]"
"""All processors of this machine, and four attempts: plain ``local[*]`` gives up with the first lost worker."""

JOBS_PER_SLOT = 2
"""Jobs submitted at once per processor, so that one is waiting while one runs."""

AHEAD = 16
_TRACEBACK = "Traceback (most recent call last)"
_SAME_EVERYWHERE = "install it for the Python of all machines, and name that one in PYSPARK_PYTHON"


def verdicts(
    shards: Iterable[Shard], work: Work, whole: Whole, *, master: str | None = None
) -> Iterator[tuple[Document, Verdict]]:
    """Documents with their verdicts, in the order of the shards; see ``pool.verdicts``.

    Args:
        shards: see ``shards.plan``.
        work: how to judge; its folder must be one that all executors share.
        whole: the run that the verdicts belong to.
        master: URL of a Spark master; None uses this machine. Where a session is active, that one is used.

    Raises:
        EngineError: Spark is not installed or cannot be started.
        ShardError, PartError: see ``pool.verdicts``.

    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("Spark is not installed; install it with: pip install 'textgate[spark]'") from None
    from concurrent.futures import ThreadPoolExecutor

    active = SparkSession.getActiveSession()
    session = active or _start(SparkSession, master or MASTER)
    try:
        context = session.sparkContext
        slots = max(1, context.defaultParallelism)
        todo = ((shard, unfinished(shard, work)) for shard in bundled(list(shards), slots))
        with placed(work) as here, ThreadPoolExecutor(slots * JOBS_PER_SLOT) as threads:
            tasks = _Tasks(context, threads, here)
            try:
                yield from merge(in_order(todo, here, tasks, slots * AHEAD), here, whole)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
    finally:
        if active is None:
            session.stop()


def _start(session: Any, master: str) -> Any:
    builder = session.builder.master(master).appName("textgate").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    try:
        started = builder.getOrCreate()
    except Exception as problem:  # noqa: BLE001  py4j has one class for all that can happen in the JVM
        reason = " ".join(str(problem).split())[:300]
        raise EngineError(
            f"Spark does not start with the master {master} ({reason}); is Java 17 or newer installed?"
        ) from None
    started.sparkContext.setLogLevel("OFF")
    if master.startswith("local"):
        # The first python3 of the PATH may have no textgate. On a cluster, PYSPARK_PYTHON says which one has.
        started.sparkContext.pythonExec = sys.executable
    return started


class _Tasks:
    """Shards as jobs of one task each; see ``tasks.Tasks``."""

    def __init__(self, context: Any, threads: Any, work: Work) -> None:
        self._context = context
        self._threads = threads
        self._work = context.broadcast(work)

    def submit(self, shard: Shard) -> Future[str | None]:
        return self._threads.submit(self._job, shard)  # type: ignore[no-any-return]

    def ready(self, task: Future[str | None]) -> bool:
        return task.done()

    def result(self, task: Future[str | None]) -> str | None:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        try:
            return task.result()
        except (Py4JJavaError, PySparkException) as problem:
            # All that happens in Spark is of these classes. An exception of Python's brings its traceback along.
            trace = str(problem)
            if _TRACEBACK not in trace:
                raise WorkerLostError from None
            lines = trace.partition(_TRACEBACK)[2].splitlines()
            raised = next((line for line in lines[1:] if line and not line.startswith(" ")), "")
            raise EngineError(f"Spark's workers cannot run textgate ({raised}); {_SAME_EVERYWHERE}") from None

    def _job(self, shard: Shard) -> str | None:
        work = self._work
        [problem] = (
            self._context.parallelize([shard], 1).map(lambda one: run_shard(one, work.value)).collect()
        )
        return problem  # type: ignore[no-any-return]


def check(
    frame: Any,
    text: str = "text",
    rules: Policy | str | Path | None = None,
    *,
    language: str | None = None,
    name: str = "textgate",
) -> Any:
    """A Spark data frame with a column of verdicts at its end; see ``adapters.arrow.append``.

    Args:
        frame: a ``pyspark.sql.DataFrame``.
        text: name of the column of texts.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        language: name of a column of BCP 47 tags, if there is one.
        name: name of the new column; the frame must not have it yet.

    Spark hands over 10,000 rows at a time however large they are: for long texts set
    ``spark.sql.execution.arrow.maxBytesPerBatch`` (Spark 4) to some megabytes.

    Raises:
        KeyError: there is no such column.
        ValueError: there is a column of the new name.
        OSError, RulesError: the rules cannot be read or have mistakes.

    """
    from pyspark.sql.pandas.types import from_arrow_type
    from pyspark.sql.types import StructType

    from textgate.adapters.arrow import verdict_type
    from textgate.api import policy_of

    # Said now: within Spark, a mistake ends in an exception of the JVM that names no column.
    for wanted in (text, language):
        if wanted is not None and wanted not in frame.columns:
            raise KeyError(f"no column {wanted!r}; there are: {', '.join(map(repr, frame.columns))}")
    if name in frame.columns:
        raise ValueError(f"there is a column {name!r} already; choose another name")
    written = policy_of(rules).text

    def judged(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from appended(batch, text=text, rules=written, language=language, name=name).to_batches()

    schema = StructType(list(frame.schema.fields)).add(name, from_arrow_type(verdict_type()))
    return frame.mapInArrow(judged, schema)
