"""Shards: input cut into pieces of work, judged by anybody in any order, put together in the order of the input.

    plan(files) → shards → run_shard(shard, work), here, in a pool, on Ray or Spark → merge(shards, work) → verdicts

A shard is a big piece of a file, or a few hundred small files. ``run_shard`` writes one part file per piece and
returns nothing but a remark, so a worker needs no more memory than one batch of documents, a shard may be run
twice without harm, and an engine that loses a worker repeats the shard. Neither ``plan`` nor ``run_shard`` knows
how many workers there are: the verdicts cannot depend on it.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import textgate
from textgate.batch import Document, chunked
from textgate.policy import Policy
from textgate.sources.paths import File
from textgate.sources.pieces import Piece, Reader, split
from textgate.sources.reading import Reading
from textgate.verdict import Verdict

if TYPE_CHECKING:
    from textgate.shards.parts import Store

GROUP_BYTES, GROUP_FILES = 1 << 20, 256
"""Small files share a shard up to this size and number: two full batches, so that short texts fill them."""

Judge = Callable[[list[Document]], list[Verdict]]
"""Verdicts of documents, in their order."""


class ShardError(Exception):
    """A worker could not do its work. The message says why and what to do."""


class Shard(NamedTuple):
    """Pieces of input that one worker judges in one go."""

    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(piece.size for piece in self.pieces)


class Work(NamedTuple):
    """What a worker has to know besides its shard. Small, and it pickles.

    ``rules`` is the text of the rules file, never its path: a worker may be on another machine. ``folder`` is
    where parts are written, absolute; ``digest`` names everything that decides on a verdict. ``lasting``: the
    parts are for later runs, too. ``trust_state``: a part counts when its file has kept its size and time of
    change, unread. ``version`` is the textgate that planned.
    """

    rules: str
    reading: Reading
    folder: str
    digest: str
    metrics: bool = False
    lasting: bool = True
    trust_state: bool = False
    version: str = textgate.__version__

    @property
    def store(self) -> Store:
        """The part files."""
        from textgate.shards.parts import Store

        return Store(Path(self.folder), self.digest, lasting=self.lasting)

    def missing(self, shard: Shard) -> Shard:
        """What is left of a shard without the pieces that have a part already."""
        if not self.lasting:
            return shard
        store = self.store
        todo = (piece for piece in shard.pieces if not store.holds(piece, trust_state=self.trust_state))
        return Shard(tuple(todo))


def work_of(
    policy: Policy,
    reading: Reading,
    folder: Path,
    *,
    metrics: bool = False,
    lasting: bool = True,
    trust_state: bool = False,
) -> Work:
    """The work under a policy, with the digest of everything that decides on a verdict."""
    from textgate import check as catalogue
    from textgate.shards import fingerprint

    # Where files are looked for decides on which documents there are, not on their verdicts.
    how = reading._replace(base=None, exclude=(), gitignore=True, stdin_name="")
    foreign = [
        fingerprint.module(module)
        for rule in policy.rules
        if not (module := catalogue.load(rule.check).__name__).startswith("textgate.")
    ]
    digest = fingerprint.digest(fingerprint.code(), policy.text, repr(how), repr(metrics), *foreign)
    return Work(policy.text, reading, str(folder.absolute()), digest, metrics, lasting, trust_state)


def plan(files: Iterable[File]) -> Iterator[Shard]:
    """Cut files into shards, in their order; see ``pieces.split``."""
    group: list[Piece] = []
    size = 0
    for file in files:
        for piece in split(file):
            if piece.part == "file" and piece.size <= GROUP_BYTES:
                if group and (size + piece.size > GROUP_BYTES or len(group) == GROUP_FILES):
                    yield Shard(tuple(group))
                    group, size = [], 0
                group.append(piece)
                size += piece.size
                continue
            if group:
                yield Shard(tuple(group))
                group, size = [], 0
            yield Shard((piece,))
    if group:
        yield Shard(tuple(group))


@functools.lru_cache(maxsize=4)
def policy_of(text: str) -> Policy:
    """The policy of a rules file's text; a worker is asked for the same one with every shard."""
    from textgate import rules

    return rules.load(text)


class Run(NamedTuple):
    """Documents of one piece that were judged together, with their verdicts, and whether that was all of the piece."""

    reader: Reader
    documents: Sequence[Document] = ()
    verdicts: Sequence[Verdict] = ()
    ended: bool = True


def judged(shard: Shard, reading: Reading, judge: Judge, *, sealed: bool = False) -> Iterator[Run]:
    """The documents of a shard with their verdicts, piece by piece; ``sealed`` is for ``Reader``."""
    readers = deque(Reader(piece, reading, sealed=sealed) for piece in shard.pieces)
    waiting: deque[Reader] = deque()

    def documents() -> Iterator[Document]:
        for reader in tuple(readers):
            for document in reader:
                waiting.append(reader)
                yield document

    # Small files are judged together: a batch is what makes the checks fast.
    for chunk in chunked(documents()):
        verdicts = judge(chunk)
        first = 0
        while first < len(chunk):
            last = first + 1
            reader = waiting.popleft()
            # The reader that chunked has read one document ahead from may have one more in waiting.
            while last < len(chunk) and waiting[0] is reader:
                waiting.popleft()
                last += 1
            while readers[0] is not reader:
                yield Run(readers.popleft())
            yield Run(reader, chunk[first:last], verdicts[first:last], ended=False)
            first = last
    while readers:
        yield Run(readers.popleft())


def run_shard(shard: Shard, work: Work, judge: Judge | None = None, *, final: bool = True) -> str | None:
    """Judge a shard and write one part per piece; what has a part already is left alone.

    Args:
        shard: what to judge.
        work: how.
        judge: ``runner.judge`` under the work's rules by default.
        final: whether the verdicts would be the same next time.

    Returns:
        None, or one sentence why this worker cannot do it. Not an exception: an engine would try again.

    """
    if textgate.__version__ != work.version:
        return f"a worker has textgate {textgate.__version__}, this is {work.version}; install the same on all machines"
    todo = work.missing(shard)
    if not todo.pieces:
        return None
    try:
        _write_parts(todo, work, judge or judge_of(work), final)
    except OSError as problem:
        return f"{problem.filename or work.folder}: cannot be written ({problem.strerror or problem})"
    return None


def judge_of(work: Work) -> Judge:
    """``runner.judge`` under the rules of the work."""
    from textgate import runner

    policy = policy_of(work.rules)
    return lambda documents: runner.judge(documents, policy, metrics=work.metrics)


def _write_parts(shard: Shard, work: Work, judge: Judge, final: bool) -> None:
    store = work.store
    writer = None
    try:
        for reader, _, verdicts, ended in judged(shard, work.reading, judge, sealed=work.lasting):
            if writer is None:
                writer = store.write(reader.piece, reader.seal)
            for verdict in verdicts:
                writer.add(verdict)
            if ended:
                writer.finish(reader.lines, reader.skipped, final)
                writer = None
    finally:
        if writer is not None:
            writer.discard()
