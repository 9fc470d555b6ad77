"""Who judges in a run of `textgate check`, and where results are kept between runs."""

from __future__ import annotations

import argparse
import os
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from textgate.commands import OutputError, Rules, UsageError, paths_of, reading_of

if TYPE_CHECKING:
    from textgate.batch import Document
    from textgate.policy import Policy
    from textgate.shards.merging import Whole
    from textgate.shards.run import Judge, Shard, Work
    from textgate.sources import Reading, Skipped
    from textgate.verdict import Verdict

CACHE_FOLDER = ".textgate_cache"

POOL_PAYS = 32
"""Batches of a stream from which several processes are used when --jobs does not say. Their start takes half a
second."""


def judged(
    arguments: argparse.Namespace,
    rules: Rules,
    report: Path | None,
    *,
    metrics: bool,
    timings: dict[str, float] | None = None,
) -> tuple[Iterator[tuple[Document, Verdict]], list[Skipped]]:
    """Documents with their verdicts, in their order, and the list that fills with the files that are skipped.

    Standard input comes first, and is judged as it streams; files are cut into shards. ``metrics`` keeps the value
    of every rule. With ``timings`` everything is judged here and now, and the table filled: see ``runner.judge``.
    """
    from textgate import sources
    from textgate.shards.merging import Whole

    _check_usage(arguments)
    cache = _cache_folder(arguments, rules)
    reading = _without(cache, reading_of(arguments, rules, report))
    paths = paths_of(arguments, rules)
    named = [path for path in paths if path != sources.STDIN]
    whole = Whole([])
    try:
        files = sources.find(named, reading, whole.skipped)
    except sources.PathError as problem:
        raise UsageError(str(problem)) from None

    def pairs() -> Iterator[tuple[Document, Verdict]]:
        from textgate.shards.run import plan

        if sources.STDIN in paths:
            yield from _stream(arguments, rules.policy, reading, whole, metrics, timings)
        if timings is not None:
            yield from _timed(plan(files), rules.policy, reading, whole, metrics, timings)
            return
        work = _work(arguments, rules.policy, reading, cache, metrics)
        yield from _told(_files(arguments, plan(files), work, whole, _judge(rules.policy, metrics)))
        if cache is not None:
            work.store.prune()

    return pairs(), whole.skipped


def _check_usage(arguments: argparse.Namespace) -> None:
    engine = arguments.engine
    for option, value, needed in (
        ("--jobs", arguments.jobs, "local"),
        ("--ray-address", arguments.ray_address, "ray"),
        ("--spark-master", arguments.spark_master, "spark"),
    ):
        if value is not None and engine != needed:
            raise UsageError(f"{option} is for --engine {needed}, not for {engine}")
    if arguments.timings and (engine != "local" or (arguments.jobs or 1) > 1 or arguments.resume):
        raise UsageError(
            "--timings measures one process that judges everything; leave --engine, --jobs, --resume out"
        )
    if arguments.no_cache and (arguments.resume or arguments.cache):
        other = "--resume" if arguments.resume else "--cache"
        raise UsageError(f"{other} needs the results that --no-cache does not keep; leave one of them out")


def _cache_folder(arguments: argparse.Namespace, rules: Rules) -> Path | None:
    """Where results are kept: where --cache says, else beside the rules, if there are any and we may."""
    if arguments.no_cache:
        return None
    if arguments.cache is not None:
        return Path(arguments.cache).absolute()
    if rules.folder is not None and _can_be_written(rules.folder / CACHE_FOLDER):
        return rules.folder / CACHE_FOLDER
    return Path.cwd() / CACHE_FOLDER if arguments.resume or arguments.engine != "local" else None


def _can_be_written(folder: Path) -> bool:
    """Whether there is such a folder for us, or could be. A checkout may be somebody else's, or read-only."""
    place = folder if folder.exists() else folder.parent
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


def _without(cache: Path | None, reading: Reading) -> Reading:
    """The reading without the cache: verdicts are no texts to judge."""
    base = reading.base or Path.cwd()
    if cache is None or not cache.is_relative_to(base):
        return reading
    return reading._replace(exclude=(*reading.exclude, f"/{cache.relative_to(base).as_posix()}/"))


def _timed(
    shards: Iterator[Shard],
    policy: Policy,
    reading: Reading,
    whole: Whole,
    metrics: bool,
    timings: dict[str, float],
) -> Iterator[tuple[Document, Verdict]]:
    from textgate.shards.merging import directly

    return directly(shards, reading, _judge(policy, metrics, timings), whole)


def _judge(policy: Policy, metrics: bool, timings: dict[str, float] | None = None) -> Judge:
    def judge(documents: Sequence[Document]) -> list[Verdict]:
        from textgate import runner

        return runner.judge(documents, policy, metrics=metrics, timings=timings)

    return judge


def _work(
    arguments: argparse.Namespace, policy: Policy, reading: Reading, cache: Path | None, metrics: bool
) -> Work:
    from textgate.shards.run import Work, work_of

    if cache is None:
        return Work(policy.text, reading, "", "once", metrics, lasting=False)
    return work_of(policy, reading, cache, metrics=metrics, trust_state=arguments.resume)


def _files(
    arguments: argparse.Namespace, shards: Iterator[Shard], work: Work, whole: Whole, judge: Judge
) -> Iterator[tuple[Document, Verdict]]:
    if arguments.engine == "ray":
        from textgate.engines import ray

        # Ray reports to its makers unless it is told not to, and prints what we tell in our own words.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_IGNORE_UNHANDLED_ERRORS", "1")
        return ray.verdicts(shards, work, whole, address=arguments.ray_address)
    if arguments.engine == "spark":
        from textgate.engines import spark

        return spark.verdicts(shards, work, whole, master=arguments.spark_master)
    from textgate.engines import pool

    return pool.verdicts(shards, work, whole, jobs=arguments.jobs, judge=judge)


def _told(pairs: Iterator[tuple[Document, Verdict]]) -> Iterator[tuple[Document, Verdict]]:
    """The same, with what engines raise in the words of the command line."""
    try:
        yield from pairs
    except Exception as problem:
        # Imported when there is something to tell: a run without a cache has no parts.
        from textgate.engines.tasks import EngineError
        from textgate.shards.parts import PartError
        from textgate.shards.run import ShardError

        if isinstance(problem, EngineError):
            raise UsageError(str(problem)) from None
        if isinstance(problem, PartError | ShardError):
            raise OutputError(str(problem)) from None
        raise


def _stream(
    arguments: argparse.Namespace,
    policy: Policy,
    reading: Reading,
    whole: Whole,
    metrics: bool,
    timings: dict[str, float] | None,
) -> Iterator[tuple[Document, Verdict]]:
    """Standard input: only what is being judged is kept in memory."""
    from textgate import sources
    from textgate.batch import chunked
    from textgate.engines import local

    waiting: deque[Document] = deque()
    documents = sources.read([sources.STDIN], reading, skipped=whole.skipped)

    def noted() -> Iterator[Document]:
        for document in documents:
            waiting.append(document)
            yield document

    chunks = chunked(noted())
    first: list[list[Document]] = []
    jobs = arguments.jobs if arguments.engine == "local" else None
    if jobs is None:
        jobs = local.processors()
        if jobs > 1:
            first = list(islice(chunks, POOL_PAYS))
            jobs = jobs if len(first) == POOL_PAYS else 1
    if timings is None:
        verdicts = local.run(chain(first, chunks), policy, jobs=jobs, metrics=metrics)
    else:
        from textgate import runner

        verdicts = (
            verdict
            for chunk in chain(first, chunks)
            for verdict in runner.judge(chunk, policy, metrics=metrics, timings=timings)
        )
    for verdict in verdicts:
        right = whole.put_right(verdict)
        document = waiting.popleft()
        if right is not None:
            yield document, right
