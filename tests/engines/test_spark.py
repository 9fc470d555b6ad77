"""Spark: a real JVM, the same bytes, workers that die."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import clusters
import pytest

import corpora
from textgate import cli
from textgate.batch import Document
from textgate.shards.run import Shard

pyspark = pytest.importorskip("pyspark", reason="Spark is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17 or newer"),
    pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL"),
]
ENGINE = ("--engine", "spark")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpora.make(tmp_path_factory.mktemp("spark") / "corpus")


@pytest.fixture(scope="module")
def expected(corpus: Path) -> bytes:
    return clusters.check(corpus, corpus.with_name("expected.jsonl"), "--jobs", "1", "--no-cache")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("textgate.sources.pieces.SMALLEST", 12_000)
    monkeypatch.setattr("textgate.shards.run.GROUP_FILES", 20)
    # Workers do not see the folder of the tests.
    pyspark.cloudpickle.register_pickle_by_value(clusters)


@pytest.fixture(scope="class")
def session() -> Iterator[object]:
    from pyspark.sql import SparkSession

    from textgate.engines.spark import _start

    started = _start(SparkSession, "local[2,4]")
    yield started
    started.stop()


@pytest.mark.usefixtures("session")
class TestJobs:
    @pytest.mark.parametrize("cache", ["--no-cache", "--cache=cache"])
    def test_the_same_bytes(self, corpus: Path, tmp_path: Path, expected: bytes, cache: str) -> None:
        assert clusters.check(corpus, tmp_path / "v.jsonl", cache, *ENGINE) == expected

    def test_a_worker_that_is_killed_costs_nothing(
        self, corpus: Path, tmp_path: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("textgate.engines.spark.run_shard", clusters.dies_once)
        cache = str(tmp_path / "cache")
        assert clusters.check(corpus, tmp_path / "v.jsonl", "--cache", cache, *ENGINE) == expected
        assert (tmp_path / "died").exists()

    def test_a_shard_that_no_worker_survives_is_judged_with_care(
        self, corpus: Path, tmp_path: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("textgate.engines.spark.run_shard", clusters.always_dies)
        cache = str(tmp_path / "cache")
        assert clusters.check(corpus, tmp_path / "v.jsonl", "--cache", cache, *ENGINE) == expected
        assert len((tmp_path / "died").read_text()) >= 2

    def test_it_goes_on_where_it_stopped(self, corpus: Path, tmp_path: Path, expected: bytes) -> None:
        clusters.resumes(corpus, tmp_path, expected, *ENGINE)

    def test_wrong_rules(self, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        clusters.refuses_wrong_rules(corpus, tmp_path, capsys, *ENGINE)

    def test_a_worker_without_textgate_is_named(
        self, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def absent(shard: Shard, work: object) -> str:
            raise ModuleNotFoundError("No module named 'textgate'")

        monkeypatch.setattr("textgate.engines.spark.run_shard", absent)
        assert cli.main(["check", str(corpus), *ENGINE]) == 2
        assert "Spark's workers cannot run textgate (ModuleNotFoundError" in capsys.readouterr().err

    def test_a_frame_is_judged_as_everything_else(self, session: object) -> None:
        import textgate
        from textgate.engines.spark import check

        rows = [(n, corpora.TEXTS[n % len(corpora.TEXTS)]) for n in range(40)]
        frame = session.createDataFrame(rows, "n int, text string")  # type: ignore[attr-defined]
        found = {row["n"]: row["textgate"]["verdict"] for row in check(frame).collect()}
        wanted = [v.verdict for v in textgate.check_documents(Document(str(n), text) for n, text in rows)]
        assert [found[n] for n, _ in rows] == wanted
        assert "fail" in wanted

    def test_mistakes_in_columns_are_told_before_anything_runs(self, session: object) -> None:
        from textgate.engines.spark import check

        frame = session.createDataFrame([("x",)], "body string")  # type: ignore[attr-defined]
        with pytest.raises(KeyError, match="no column 'text'; there are: 'body'"):
            check(frame)
        with pytest.raises(ValueError, match="there is a column 'body' already"):
            check(frame, "body", name="body")


def test_separate_executors(
    corpus: Path, tmp_path: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two executor processes, as on two machines; a worker of one is killed at work."""
    monkeypatch.setattr("textgate.engines.spark.run_shard", clusters.dies_once)
    cache = str(tmp_path / "cache")
    master = ("--spark-master", "local-cluster[2,1,1024]")
    found = clusters.check(corpus, tmp_path / "v.jsonl", "--cache", cache, *ENGINE, *master)
    assert found == expected
    assert (tmp_path / "died").exists()
