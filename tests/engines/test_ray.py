"""Ray: real clusters, the same bytes, workers that die."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import clusters
import pytest

import corpora
from textgate.batch import Document
from textgate.shards.run import Shard

ray = pytest.importorskip("ray", reason="Ray is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL"),
]
ENGINE = ("--engine", "ray")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpora.make(tmp_path_factory.mktemp("ray") / "corpus")


@pytest.fixture(scope="module")
def expected(corpus: Path) -> bytes:
    return clusters.check(corpus, corpus.with_name("expected.jsonl"), "--jobs", "1", "--no-cache")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("textgate.sources.pieces.SMALLEST", 4000)
    monkeypatch.setattr("textgate.shards.run.GROUP_FILES", 7)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    # Workers do not see the folder of the tests.
    ray.cloudpickle.register_pickle_by_value(clusters)


@pytest.fixture(scope="class")
def one_node() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_IGNORE_UNHANDLED_ERRORS", "1")
        ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False)
        yield
        ray.shutdown()


@pytest.mark.usefixtures("one_node")
class TestTasks:
    @pytest.mark.parametrize("cache", ["--no-cache", "--cache=cache"])
    def test_the_same_bytes(self, corpus: Path, tmp_path: Path, expected: bytes, cache: str) -> None:
        assert clusters.check(corpus, tmp_path / "v.jsonl", cache, *ENGINE) == expected

    def test_it_is_ray_that_judges(
        self, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from textgate import cli

        def says_where(shard: Shard, work: object) -> str:
            return "in the driver" if os.getpid() == driver else "in a worker"

        driver = os.getpid()
        monkeypatch.setattr("textgate.engines.ray.run_shard", says_where)
        assert cli.main(["check", str(corpus), *ENGINE]) == 3
        assert capsys.readouterr().err == "textgate: in a worker\n"

    def test_a_worker_that_is_killed_costs_nothing(
        self, corpus: Path, tmp_path: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("textgate.engines.ray.run_shard", clusters.dies_once)
        cache = str(tmp_path / "cache")
        assert clusters.check(corpus, tmp_path / "v.jsonl", "--cache", cache, *ENGINE) == expected
        assert (tmp_path / "died").exists()

    def test_a_shard_that_no_worker_survives_is_judged_with_care(
        self, corpus: Path, tmp_path: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("textgate.engines.ray.run_shard", clusters.always_dies)
        monkeypatch.setattr("textgate.engines.ray.RETRIES", 1)
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
        from textgate import cli

        def absent(shard: Shard, work: object) -> str:
            raise ModuleNotFoundError("No module named 'textgate'")

        monkeypatch.setattr("textgate.engines.ray.run_shard", absent)
        assert cli.main(["check", str(corpus), *ENGINE]) == 2
        assert "Ray's workers cannot run textgate (ModuleNotFoundError" in capsys.readouterr().err

    def test_a_dataset_is_judged_as_everything_else(self) -> None:
        import textgate
        from textgate.engines.ray import check

        rows = [{"n": n, "text": corpora.TEXTS[n % len(corpora.TEXTS)]} for n in range(40)]
        found = check(ray.data.from_items(rows), language=None).take_all()
        documents = [Document(str(row["n"]), str(row["text"])) for row in rows]
        wanted = [verdict.verdict for verdict in textgate.check_documents(documents)]
        assert [row["textgate"]["verdict"] for row in sorted(found, key=lambda row: row["n"])] == wanted
        assert "fail" in wanted


def test_a_cluster_that_does_not_answer_is_named(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from textgate import cli

    assert cli.main(["check", str(corpus), *ENGINE, "--ray-address", "127.0.0.1:1"]) == 2
    assert "no Ray cluster answers at 127.0.0.1:1" in capsys.readouterr().err


def test_several_nodes(
    corpus: Path, tmp_path: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three node processes; one of them is removed while its worker is at work."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        for _ in range(2):
            cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        address = ("--ray-address", cluster.address)
        cache = str(tmp_path / "cache")
        monkeypatch.setattr("textgate.engines.ray.run_shard", clusters.dies_once)
        found = clusters.check(corpus, tmp_path / "v.jsonl", "--cache", cache, *ENGINE, *address)
        assert found == expected
        assert (tmp_path / "died").exists()
    finally:
        ray.shutdown()
        cluster.shutdown()
