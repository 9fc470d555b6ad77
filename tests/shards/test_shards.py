"""Shards: however the input is cut and whoever judges it, the verdicts are those of one run over all of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpora
from textgate import sources
from textgate.batch import chunked
from textgate.engines import local, pool
from textgate.shards import run as shards
from textgate.shards.merging import Whole, _Used, directly, merge
from textgate.shards.run import Shard, Work, judge_of, plan, run_shard, work_of
from textgate.sources import Reading, Skipped, pieces
from textgate.sources.paths import File
from textgate.verdict import Verdict

ROOT = Path(__file__).parents[2]
Pairs = list[tuple[str, str, Verdict]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpora.make(tmp_path_factory.mktemp("shards") / "corpus")


@pytest.fixture(scope="module")
def reading(corpus: Path) -> Reading:
    return Reading(base=corpus.parent)


@pytest.fixture(scope="module")
def expected(corpus: Path, reading: Reading) -> tuple[Pairs, list[Skipped]]:
    """One run over all of it, without shards."""
    skipped: list[Skipped] = []
    documents = list(sources.read([str(corpus)], reading, skipped=skipped))
    verdicts = list(local.run(chunked(documents), policy(), jobs=1))
    return [(d.id, d.text, v) for d, v in zip(documents, verdicts, strict=True)], skipped


def policy() -> shards.Policy:
    from textgate.api import default_rules

    return default_rules()


def planned(corpus: Path, reading: Reading, smallest: int = 4000) -> list[Shard]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SMALLEST", smallest)
        patch.setattr(shards, "GROUP_FILES", 7)
        return list(plan(sources.find([str(corpus)], reading)))


def work(folder: Path, reading: Reading, **how: bool) -> Work:
    return work_of(policy(), reading, folder, **how)


def told(found: object) -> Pairs:
    return [(document.id, document.text, verdict) for document, verdict in found]  # type: ignore[attr-defined]


class TestPlan:
    def test_every_file_is_in_it_once_and_in_order(self, corpus: Path, reading: Reading) -> None:
        given = [piece for shard in planned(corpus, reading) for piece in shard.pieces]
        names = [piece.name for piece in given]
        assert list(dict.fromkeys(names)) == [file.name for file in sources.find([str(corpus)], reading)]
        assert {piece.part for piece in given} == {"file", "lines", "groups"}

    def test_small_files_share_a_shard(self, tmp_path: Path) -> None:
        files = []
        for number in range(600):
            (tmp_path / f"{number}.txt").write_bytes(b"x" * 1000)
            files.append(File(tmp_path / f"{number}.txt", f"{number}.txt"))
        sizes = [len(shard.pieces) for shard in plan(files)]
        assert sizes == [256, 256, 88]

    def test_nothing_gives_nothing(self) -> None:
        assert list(plan([])) == []

    def test_it_does_not_read_ahead(self, tmp_path: Path) -> None:
        def endless():  # type: ignore[no-untyped-def]
            while True:
                yield File(tmp_path / "gone", "gone")

        assert len(next(plan(endless())).pieces) == shards.GROUP_FILES


class TestTheSameVerdicts:
    @pytest.mark.parametrize("smallest", [1500, 10**6])
    def test_judged_here(
        self, corpus: Path, reading: Reading, expected: tuple[Pairs, list[Skipped]], smallest: int
    ) -> None:
        whole = Whole([])
        judge = judge_of(work(corpus, reading))
        found = told(directly(planned(corpus, reading, smallest), reading, judge, whole))
        assert found == expected[0]
        assert whole.skipped == expected[1]

    @pytest.mark.parametrize("smallest", [1500])
    def test_through_parts(
        self,
        tmp_path: Path,
        corpus: Path,
        reading: Reading,
        expected: tuple[Pairs, list[Skipped]],
        smallest: int,
    ) -> None:
        doing = work(tmp_path, reading)
        given = planned(corpus, reading, smallest)
        for shard in reversed(given):
            assert run_shard(shard, doing) is None
        whole = Whole([])
        assert told(merge(given, doing, whole)) == expected[0]
        assert whole.skipped == expected[1]

    @pytest.mark.parametrize("lasting", [True, False])
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_from_the_local_engine(
        self,
        tmp_path: Path,
        corpus: Path,
        reading: Reading,
        expected: tuple[Pairs, list[Skipped]],
        jobs: int,
        lasting: bool,
    ) -> None:
        doing = work(tmp_path, reading, lasting=lasting)
        for _ in range(2 if lasting else 1):
            whole = Whole([])
            assert told(pool.verdicts(planned(corpus, reading), doing, whole, jobs=jobs)) == expected[0]
            assert whole.skipped == expected[1]
        assert list(tmp_path.rglob("*.tmp")) == []
        if not lasting:
            assert list(tmp_path.iterdir()) == []

    def test_texts_may_be_asked_for_in_any_order(
        self, tmp_path: Path, corpus: Path, reading: Reading
    ) -> None:
        doing = work(tmp_path, reading)
        found = list(pool.verdicts(planned(corpus, reading), doing, Whole([]), jobs=1))
        backwards = [document.text for document, _ in reversed(found)]
        assert backwards[::-1] == told_texts(corpus, reading)


def told_texts(corpus: Path, reading: Reading) -> list[str]:
    return [document.text for document in sources.read([str(corpus)], reading)]


class TestRunShard:
    def test_what_is_done_is_not_done_again(self, tmp_path: Path, corpus: Path, reading: Reading) -> None:
        doing = work(tmp_path, reading)
        shard = planned(corpus, reading)[0]
        assert run_shard(shard, doing) is None
        assert doing.missing(shard).pieces == ()

        def never(documents: object) -> list[Verdict]:
            raise AssertionError("judged again")

        assert run_shard(shard, doing, never) is None

    def test_another_version_refuses(self, tmp_path: Path, corpus: Path, reading: Reading) -> None:
        doing = work(tmp_path, reading)._replace(version="0.0.1")
        problem = run_shard(planned(corpus, reading)[0], doing)
        assert problem is not None
        assert "this is 0.0.1; install the same on all machines" in problem

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everything")
    def test_a_folder_that_cannot_be_written_is_named(
        self, tmp_path: Path, corpus: Path, reading: Reading
    ) -> None:
        tmp_path.chmod(0o500)
        assert "cannot be written" in str(
            run_shard(planned(corpus, reading)[0], work(tmp_path / "a", reading))
        )

    def test_a_place_that_is_a_file_is_named(self, tmp_path: Path, corpus: Path, reading: Reading) -> None:
        (tmp_path / "cache").write_text("in the way")
        problem = run_shard(planned(corpus, reading)[0], work(tmp_path / "cache", reading))
        assert problem is not None
        assert "cannot be written" in problem


class TestDigest:
    def test_whatever_decides_on_a_verdict_changes_it(self, tmp_path: Path) -> None:
        from textgate.rules import load

        base = Reading()
        digests = [
            work_of(load(text), reading, tmp_path, metrics=metrics).digest
            for text, reading, metrics in (
                ("version: 1\n", base, False),
                ("version: 1\npreset: strict\n", base, False),
                ("version: 1\n", base._replace(text_field="t"), False),
                ("version: 1\n", base._replace(id_field="t"), False),
                ("version: 1\n", base._replace(language_field="t"), False),
                ("version: 1\n", base._replace(max_bytes=10), False),
                ("version: 1\n", base, True),
            )
        ]
        assert len(set(digests)) == len(digests)

    def test_where_files_are_does_not(self, tmp_path: Path) -> None:
        one = work_of(policy(), Reading(base=tmp_path), tmp_path).digest
        assert one == work_of(policy(), Reading(gitignore=False), tmp_path / "elsewhere").digest


@given(st.lists(st.lists(st.integers(0, 60).map(str), max_size=40), max_size=6), st.integers(1, 5))
def test_identifiers_are_told_apart_however_many_there_are(runs: list[list[str]], recent: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Used, "RECENT", recent)
        used, seen = _Used(), set[str]()
        for names in runs:
            expected = []
            for name in names:
                expected.append(name not in seen)
                seen.add(name)
            assert list(used.add(names)) == expected


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_run_goes_on_inside_its_file(tmp_path: Path, jobs: str) -> None:
    """Real processes: the whole group is killed once some parts are written."""
    (tmp_path / "big.jsonl").write_bytes(corpora.lines(50) + corpora.quiet_lines(10 << 20))
    command = [sys.executable, "-m", "textgate", "check", "big.jsonl", "--quiet", "--no-report"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}

    def run(*options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, *options],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    plain = run("--no-cache", "--jobs", "1", "--verdicts", "plain.jsonl")
    assert plain.wait(120) == 3
    killed = run("--cache", "cache", "--jobs", jobs, "--verdicts", "killed.jsonl")
    until = time.monotonic() + 60
    while not (done := list((tmp_path / "cache").glob("*/*/*.part"))):
        assert time.monotonic() < until
        assert killed.poll() is None, "the run ended before it could be killed"
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "killed.jsonl").exists()
    before = {part: part.stat().st_mtime_ns for part in done}
    resumed = run("--cache", "cache", "--resume", "--jobs", jobs, "--verdicts", "resumed.jsonl")
    assert resumed.wait(120) == 3
    assert (tmp_path / "resumed.jsonl").read_bytes() == (tmp_path / "plain.jsonl").read_bytes()
    assert {part: part.stat().st_mtime_ns for part in before} == before
    assert len(list((tmp_path / "cache").glob("*/*/*.part"))) > len(before)
