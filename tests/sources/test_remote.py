"""Files behind URLs: fsspec's memory for the rules of reading, a real S3 server on loopback for the network."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from textgate.batch import Document
from textgate.cli import main
from textgate.sources import PathError, Reading, Skipped, read, remote

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.pipe(
        {
            "/crawl/b.jsonl": b'{"text": "one"}\n{"text": 2}\n',
            "/crawl/a/deep.txt": "Füße".encode(),
            "/crawl/.hidden/x.txt": b"no",
            "/crawl/image.png": b"\x89PNG\r\n\x1a\n\x00\x00",
            "/crawl/draft.tmp": b"draft",
        }
    )
    yield system
    system.rm("/crawl", recursive=True)


def documents(*arguments: str, **options: object) -> list[Document]:
    return list(read(arguments, Reading(**options)))  # type: ignore[arg-type]


def test_a_folder_is_read_like_one_on_disk(memory: Any) -> None:
    skipped: list[Skipped] = []
    found = list(read(["memory://crawl"], Reading(exclude=("*.tmp",)), skipped=skipped))
    assert [(d.id, d.text) for d in found] == [
        ("memory:///crawl/a/deep.txt", "Füße"),
        ("memory:///crawl/b.jsonl#1", "one"),
        ("memory:///crawl/b.jsonl#2", ""),
    ]
    assert str(found[2].error).startswith("memory:///crawl/b.jsonl:2: field 'text' is not a string")
    assert sorted(file.reason for file in skipped) == ["binary file", "excluded by the rules"]


@pytest.mark.parametrize(
    "url", ["memory://crawl/b.jsonl", "memory://crawl/*.jsonl", "memory://crawl/**/*.jsonl"]
)
def test_files_and_patterns(memory: Any, url: str) -> None:
    assert documents(url)[0].text == "one"


def test_a_file_that_two_arguments_name_is_read_once(memory: Any) -> None:
    assert len(documents("memory://crawl/b.jsonl", "memory://crawl/*.jsonl")) == 2


def test_parquet_and_arrow(memory: Any) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    feather = pytest.importorskip("pyarrow.feather")
    for name, write in (("t.parquet", pq.write_table), ("t.feather", feather.write_feather)):
        sink = io.BytesIO()
        write(pa.table({"text": ["a", "b"]}), sink)
        memory.pipe({f"/crawl/{name}": sink.getvalue()})
        assert [document.text for document in documents(f"memory://crawl/{name}")] == ["a", "b"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("memory://nowhere", "no such file or folder"),
        ("memory://crawl/*.md", "no file matches this pattern"),
        ("nosuch://x/y", "no URL that can be read (Protocol not known: nosuch)"),
        ("s3://me:secret@bucket/x", "holds a password"),
    ],
)
def test_a_wrong_url_is_refused_at_the_call(memory: Any, url: str, message: str) -> None:
    with pytest.raises(PathError) as caught:
        read([url])
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_vanishes_is_an_error(memory: Any) -> None:
    found = read(["memory://crawl/b.jsonl"])
    memory.rm("/crawl/b.jsonl")
    [document] = found
    assert str(document.error).startswith("memory:///crawl/b.jsonl: cannot be read")
    memory.pipe({"/crawl/b.jsonl": b""})


def test_signatures_of_web_addresses_are_not_part_of_the_name() -> None:
    assert remote.path_of("https://h/a.jsonl.gz?X-Signature=abc#d") == "https://h/a.jsonl.gz"
    assert remote.path_of("s3://h/what?.txt") == "s3://h/what?.txt"


def test_rules_cannot_name_urls(memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_text("version: 1\npreset: recommended\npaths: ['memory://crawl/a/deep.txt']\n")
    assert main(["check", "--no-report"]) == 2


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(PathError, match=r"pip install 'textgate\[remote\]'"):
        read(["memory://x"])


@pytest.mark.slow
class TestS3:
    """Against moto's server, over HTTP, with s3fs."""

    @pytest.fixture
    def bucket(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
        moto = pytest.importorskip("moto.server")
        s3fs = pytest.importorskip("s3fs")
        boto3 = pytest.importorskip("boto3")
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
        client.create_bucket(Bucket="crawl")
        yield client
        client.close()
        s3fs.S3FileSystem.clear_instance_cache()
        server.stop()

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """The command line in a process of its own: s3fs leaves a thread and open connections behind."""
        command = [sys.executable, "-m", "textgate", "check", "--no-report", "--output", "jsonl=out.jsonl"]
        return subprocess.run([*command, *arguments], cwd=cwd, capture_output=True, text=True, check=False)

    def test_the_command_line_gives_the_verdicts_of_the_same_files_on_disk(
        self, bucket: Any, tmp_path: Path
    ) -> None:
        import gzip

        lines = (json.dumps({"text": f"The ferry number {n} leaves at nine."}) for n in range(40_000))
        files = {
            "a/1.jsonl": "\n".join(lines),
            "a/2.jsonl": '{"text": "El cafÃ© estÃ¡ abierto y el niÃ±o come."}\nnot json\n',
            "a/3.txt": "Die Fähre fährt um neun.\n",
        }  # fmt: skip
        packed = {name: text.encode() for name, text in files.items()}
        packed["a/4.txt.gz"] = gzip.compress(b"The boat waits.\n")
        for name, data in packed.items():
            bucket.put_object(Bucket="crawl", Key=name, Body=data)
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(data)
        there = self.run("s3://crawl/a/", cwd=tmp_path)
        assert there.returncode == 3, there.stderr
        remote_rows = (tmp_path / "out.jsonl").read_text(encoding="utf-8").replace("s3://crawl/", "")
        here = self.run("a", cwd=tmp_path)
        assert here.returncode == 3, here.stderr
        assert remote_rows == (tmp_path / "out.jsonl").read_text(encoding="utf-8")

    def test_what_is_not_there(self, bucket: Any, tmp_path: Path) -> None:
        for url in ("s3://crawl/nothing", "s3://nobucket/x", "s3://crawl/*.jsonl"):
            run = self.run(url, cwd=tmp_path)
            assert run.returncode == 2
            assert run.stderr.startswith(f"textgate: {url}: no ")
            assert "Traceback" not in run.stderr

    def test_a_server_that_is_not_there(
        self, bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        run = self.run("s3://crawl/a", cwd=tmp_path)
        assert run.returncode == 2
        assert "cannot be reached" in run.stderr
        assert "Traceback" not in run.stderr
