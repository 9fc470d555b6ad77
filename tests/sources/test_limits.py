"""Inputs that are hostile, huge or gone: bounded memory, one error verdict, never a silent cut."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from textgate.batch import Document
from textgate.sources import Reading, Skipped, read

ROOT = Path(__file__).parents[2]
linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def documents(*arguments: str, **options: object) -> list[Document]:
    return list(read(arguments, Reading(**options)))  # type: ignore[arg-type]


def peak(*arguments: str) -> tuple[int, list[tuple[str, bool, str | None]]]:
    """Peak memory in MB of reading in a process of its own, and (id, has a text, error) of each document."""
    code = """
import sys
from pathlib import Path
from textgate.sources import read
print([(d.id, d.text != "", d.error) for d in read(sys.argv[1:])])
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) >> 10)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
    command = [sys.executable, "-c", code, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found, megabytes = run.stdout.splitlines()
    return int(megabytes), eval(found)


def sparse(name: str, size: int, head: bytes = b"", tail: bytes = b"") -> None:
    """A file of ``size`` NULs between a head and a tail, which takes no room on disk."""
    with Path(name).open("wb") as file:
        file.write(head)
        file.seek(size, os.SEEK_CUR)
        file.write(tail)


class TestHuge:
    @linux
    @pytest.mark.slow
    def test_a_line_of_a_gigabyte_is_one_error_and_the_next_line_is_read(self) -> None:
        head = b'{"text": "one"}\n{"text": "'
        sparse("c.jsonl", 1_000_000_000, head, b'"}\n{"text": "three"}\n')
        megabytes, found = peak("c.jsonl")
        assert megabytes < 150
        message = (
            "c.jsonl:2: the line is longer than 10 MB; split the record, or raise the limit with --max-size"
        )
        assert found == [
            ("c.jsonl#1", True, None),
            ("c.jsonl#2", False, message),
            ("c.jsonl#3", True, None),
        ]

    @linux
    @pytest.mark.slow
    def test_a_text_of_200_megabytes_is_one_error(self) -> None:
        with Path("big.txt").open("wb") as file:
            for _ in range(200):
                file.write(
                    b"The ferry leaves at nine in the morning, and the boat waits for the train.\n" * 13_700
                )
        megabytes, found = peak("big.txt")
        assert megabytes < 100
        message = "big.txt: larger than 10 MB; split it, or raise the limit with --max-size"
        assert found == [("big.txt", False, message)]

    @linux
    def test_a_table_with_one_endless_line(self) -> None:
        sparse("t.csv", 300_000_000, b"text\na\n", b"\n")
        code = "import sys; from textgate.sources import Reading, read; from pathlib import Path\n"
        code += "print([(d.text, d.error) for d in read(['t.csv'], Reading(text_field='text'))])\n"
        code += "print(int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]) >> 10)"
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
        )
        found, megabytes = run.stdout.splitlines()
        assert int(megabytes) < 100
        assert "('a', None)" in found
        assert "a line is longer than 10 MB" in found

    def test_the_limit_is_an_option(self) -> None:
        Path("c.jsonl").write_bytes(b'{"text": "' + b"x" * 5000 + b'"}\n')
        assert documents("c.jsonl", max_bytes=6000)[0].error is None
        assert "longer than 3.906 kB" in str(documents("c.jsonl", max_bytes=4000)[0].error)

    @linux
    def test_a_parquet_file_that_expands_a_thousandfold_costs_no_more_than_its_largest_text(self) -> None:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.table({"text": ["x" * (5 << 20)] * 200}), "bomb.parquet")
        assert Path("bomb.parquet").stat().st_size < 1 << 20
        megabytes, found = peak("bomb.parquet")
        assert megabytes < 250
        assert len(found) == 200
        assert all(text and error is None for _, text, error in found)


class TestChanging:
    def test_a_file_that_is_emptied_while_it_is_read(self) -> None:
        Path("c.jsonl").write_bytes(b'{"text": "a"}\n' * 200_000)
        found: Iterator[Document] = read(["c.jsonl"])
        first = next(found)
        Path("c.jsonl").write_bytes(b"")
        rest = list(found)
        assert first.text == "a"
        assert all(document.error is None or "not valid JSON" in document.error for document in rest)

    def test_a_file_that_grows_while_it_is_read_ends_at_its_end(self) -> None:
        Path("c.jsonl").write_bytes(b'{"text": "a"}\n')
        with Path("c.jsonl").open("ab", buffering=0) as growing:
            count = 0
            for _ in read(["c.jsonl"]):
                count += 1
                if count < 50:
                    growing.write(b'{"text": "b"}\n')
        assert count == 50

    def test_a_folder_that_vanishes_is_an_error(self) -> None:
        Path("a").mkdir()
        Path("a/x.txt").write_text("x")
        Path("b.txt").write_text("b")
        found = read([".", "b.txt"])
        assert next(found).id == "a/x.txt"
        Path("b.txt").unlink()
        assert [document.error is not None for document in found] == [True]

    def test_what_the_system_cannot_read_is_an_error(self) -> None:
        if not Path("/proc/self/mem").exists():
            pytest.skip("needs /proc")
        [document] = documents("/proc/self/mem")
        assert "Input/output error" in str(document.error)


class TestSpecialFiles:
    @pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets of Unix")
    def test_sockets(self) -> None:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s.txt")
            [document] = documents("s.txt")
        assert document.error == "s.txt: not a regular file; name a file or a folder"

    @pytest.mark.parametrize("name", ["/dev/null", "/dev/zero", "/dev/full"])
    def test_devices(self, name: str) -> None:
        if not Path(name).exists():
            pytest.skip("no such device")
        [document] = documents(name)
        assert str(document.error).endswith("not a regular file; name a file or a folder")

    def test_links_in_circles_end(self) -> None:
        Path("d").mkdir()
        Path("d/a.txt").write_text("a")
        Path("d/up").symlink_to("..", target_is_directory=True)
        Path("d/self").symlink_to("self")
        assert [document.id for document in documents(".")] == ["d/a.txt"]
        [document] = documents("d/self")
        assert "d/self: cannot be read" in str(document.error)

    def test_a_link_into_nothing(self) -> None:
        Path("l.txt").symlink_to("nowhere.txt")
        [document] = documents("l.txt")
        assert "No such file" in str(document.error)


class TestNames:
    @pytest.mark.parametrize(
        "name", ["a\nb.txt", "a\x1b[31m.txt", "\u202etxt.exe", "::error::x.txt", "-", "--jobs"]
    )
    def test_strange_names_are_read(self, name: str) -> None:
        Path(name).write_text("a")
        [document] = documents("./" + name)
        assert (document.id, document.text) == (name, "a")

    @pytest.mark.skipif(sys.platform != "linux", reason="the file system takes no such names")
    @pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
    def test_names_that_are_not_utf8(self, suffix: str) -> None:
        raw = b"K\xf6ln" + suffix.encode()
        Path(os.fsdecode(raw)).write_text('{"text": "a"}\n')
        [document] = documents(".")
        assert str(document.path) == "K\\xf6ln" + suffix
        document.id.encode("utf-8")

    def test_a_name_with_a_line_break_stays_on_its_line(self) -> None:
        Path("a\n::error::x.txt").write_text("El cafÃ© estÃ¡ abierto.")
        command = [sys.executable, "-m", "textgate", "check", ".", "--no-report"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
        run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert run.returncode == 1
        assert not any(line.startswith("::error") for line in run.stdout.splitlines())


class TestPermission:
    """As somebody who may not read everything: the administrator becomes nobody for it."""

    @pytest.fixture
    def nobody(self) -> Iterator[None]:
        if not hasattr(os, "seteuid") or os.geteuid() != 0:
            yield
            return
        before = Path.cwd()
        for folder in (before, *before.parents):
            if folder.stat().st_uid == 0 and str(folder).startswith(os.path.join(os.sep, "tmp", "")):  # noqa: PTH118
                folder.chmod(folder.stat().st_mode | 0o055)
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    def test_files_and_folders_that_may_not_be_read(self, request: pytest.FixtureRequest) -> None:
        for name in ("open.txt", "shut.txt", "shut.jsonl", "folder/x.txt"):
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text('{"text": "a"}')
        for name in ("shut.txt", "shut.jsonl", "folder"):
            Path(name).chmod(0)
        request.getfixturevalue("nobody")
        skipped: list[Skipped] = []
        found = {d.id: d.error for d in read(["."], skipped=skipped)}
        assert found.pop("open.txt") is None
        assert set(found) == {"folder", "shut.jsonl", "shut.txt"}
        for name, error in found.items():
            expected = f"{name}: cannot be read (Permission denied); check its permissions, or exclude it in the rules"
            assert error == expected
        assert skipped == []


class TestFullDisk:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    @pytest.mark.parametrize("output", [[], ["--output", "jsonl=-"], ["--output", "junit=-"]])
    def test_standard_output(self, output: list[str]) -> None:
        Path("a.txt").write_text("El cafÃ© estÃ¡ abierto.")
        command = [sys.executable, "-m", "textgate", "check", "a.txt", "--no-report", *output]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, env=environment)
        assert run.returncode == 3
        assert b"standard output: cannot be written (No space left on device)" in run.stderr
        assert b"Traceback" not in run.stderr

    @pytest.mark.skipif(
        not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounting a small disk needs root"
    )
    @pytest.mark.parametrize("where", [["--output", "jsonl=disk/v.jsonl"], ["--report", "disk/reports"]])
    def test_files(self, where: list[str]) -> None:
        Path("disk").mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "none", "disk"]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("this container may not mount")
        try:
            Path("a.jsonl").write_text('{"text": "El cafÃ© estÃ¡ abierto."}\n' * 60, encoding="utf-8")
            command = [sys.executable, "-m", "textgate", "check", "a.jsonl", "--no-cache", "--quiet", *where]
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
            run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        finally:
            subprocess.run(["umount", "disk"], check=True)
        assert run.returncode == 3
        assert (
            "cannot be written (No space left on device); choose another place, or free some space"
            in run.stderr
        )
