"""Files and folders are complete or not there."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from textgate.atomic import AtomicFile, AtomicFolder, write_file

posix = pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")
ordinary_user = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere"
)


def names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_a_file_appears_when_it_is_complete(tmp_path: Path):
    place = tmp_path / "out.txt"
    with AtomicFile(place) as file:
        file.write(b"one ")
        assert not place.exists()
        file.write(b"two")
    assert place.read_bytes() == b"one two"
    assert names(tmp_path) == ["out.txt"]


def test_the_old_file_stays_when_writing_stops(tmp_path: Path):
    place = tmp_path / "out.txt"
    place.write_bytes(b"old")

    def write_half() -> None:
        with AtomicFile(place) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert place.read_bytes() == b"old"
    assert names(tmp_path) == ["out.txt"]


@posix
def test_permissions_and_links_stay(tmp_path: Path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


@posix
def test_a_new_file_has_the_usual_permissions(tmp_path: Path):
    before = os.umask(0o022)
    try:
        write_file(tmp_path / "new", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o644


@posix
def test_a_device_is_written_directly():
    write_file(Path(os.devnull), b"gone")
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_named():
    with pytest.raises(OSError, match="/dev/full") as caught:
        write_file(Path("/dev/full"), b"x" * 100_000)
    assert caught.value.filename == "/dev/full"


@pytest.mark.parametrize("name", ["missing/out.txt", "."])
def test_an_impossible_place_is_named(tmp_path: Path, name: str):
    place = tmp_path / name
    with pytest.raises(OSError, match=str(place.name or place)) as caught:
        write_file(place, b"x")
    assert caught.value.filename == str(place)
    assert names(tmp_path) == []


@ordinary_user
def test_a_folder_without_permission_is_named(tmp_path: Path):
    tmp_path.chmod(0o555)
    with pytest.raises(PermissionError) as caught:
        write_file(tmp_path / "out.txt", b"x")
    assert caught.value.filename == str(tmp_path / "out.txt")
    tmp_path.chmod(0o755)


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path):
    place = tmp_path / ("n" * 255)
    write_file(place, b"x")
    assert place.exists()


def commit(folder: Path, **files: bytes) -> None:
    building = AtomicFolder(folder)
    for name, data in files.items():
        building.write(name.replace("__", "/"), data)
    building.commit(last=["index"])


def test_a_folder_loses_only_its_own_old_files(tmp_path: Path):
    (tmp_path / "mine.txt").write_bytes(b"keep")
    commit(tmp_path, index=b"1", pages__a=b"1", old__b=b"1")
    commit(tmp_path, index=b"2", pages__c=b"2")
    assert names(tmp_path) == [".textgate-files", "index", "mine.txt", "pages/c"]
    assert (tmp_path / "index").read_bytes() == b"2"
    assert not (tmp_path / "old").exists()


def test_a_folder_overwrites_nothing_of_others(tmp_path: Path):
    (tmp_path / "index").write_bytes(b"a page of somebody else")
    with pytest.raises(FileExistsError, match="index is in the way"):
        commit(tmp_path, index=b"1", other=b"1")
    assert names(tmp_path) == ["index"]


def test_an_interrupted_folder_leaves_the_old_one(tmp_path: Path):
    commit(tmp_path, index=b"1", pages__a=b"1")
    building = AtomicFolder(tmp_path)
    building.write("index", b"2")
    building.discard()
    assert (tmp_path / "index").read_bytes() == b"1"
    assert names(tmp_path) == [".textgate-files", "index", "pages/a"]


def test_a_kill_between_two_moves_does_not_lock_the_next_run_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    commit(tmp_path, index=b"1", a=b"1")
    replace = Path.replace

    def stop_at_index(self: Path, target: Path) -> Path:
        if target.name == "index":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop_at_index)
    with pytest.raises(KeyboardInterrupt):
        commit(tmp_path, index=b"2", b=b"2")
    monkeypatch.undo()
    assert (tmp_path / "index").read_bytes() == b"1"
    commit(tmp_path, index=b"3", c=b"3")
    assert names(tmp_path) == [".textgate-files", "c", "index"]


def test_leftovers_of_killed_runs_go_after_a_day(tmp_path: Path):
    dead, running = tmp_path / ".tmp-dead", tmp_path / ".tmp-running"
    dead.mkdir()
    running.mkdir()
    yesterday = time.time() - 100_000
    os.utime(dead, (yesterday, yesterday))
    commit(tmp_path, index=b"1")
    assert not dead.exists()
    assert running.exists()


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a/../../b", "", "a\\b"])
def test_names_stay_inside(tmp_path: Path, name: str):
    with pytest.raises(ValueError, match="not a name inside"):
        AtomicFolder(tmp_path).write(name, b"")


def test_an_edited_list_of_files_deletes_nothing_outside(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"keep")
    folder = tmp_path / "report"
    commit(folder, index=b"1")
    (folder / ".textgate-files").write_text(f"../outside\n{outside}\nindex\n", encoding="utf-8")
    commit(folder, index=b"2")
    assert outside.exists()


if sys.platform != "win32":

    def test_a_folder_that_is_a_file_is_named(tmp_path: Path):
        place = tmp_path / "file"
        place.write_bytes(b"")
        with pytest.raises(OSError, match="file") as caught:
            AtomicFolder(place)
        assert caught.value.filename == str(place)
