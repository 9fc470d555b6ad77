"""The door: files, folders, standard input; text, compressed text, binary files, and what cannot be read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from textgate.batch import Document
from textgate.sources import PathError, Reading, Skipped, read


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def one(data: bytes, name: str = "file.txt", **options: object) -> Document:
    Path(name).write_bytes(data)
    [document] = read([name], Reading(**options))  # type: ignore[arg-type]
    return document


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"\n",
        b"a",
        b"a\r\nb\r\n",
        b"\x00",
        b"abc\x00\x00\x00def, a text hit by NULs",
        b"\x1b[31mred\x1b[0m",
        b"RIFF is a container format, and so is IFF.\n",
        b"MZ marks old programs",
        b"BM is short for a brand",
        b"PAR1 and ARROW1 are marks of files.",
    ],
)
def test_text_is_read_as_it_is(data: bytes) -> None:
    document = one(data)
    assert (document.id, document.path, document.error) == ("file.txt", "file.txt", None)
    assert document.text == data.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04\x14\x00",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        bytes(range(256)) * 20,
        os.urandom(4096),
        b"\x00\x01\x02\x03" * 100,
        gzip.compress(b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_binary_files_are_skipped_and_noted(data: bytes) -> None:
    Path("image.dat").write_bytes(data)
    Path("a.txt").write_bytes(b"a")
    skipped: list[Skipped] = []
    assert [document.id for document in read(["."], skipped=skipped)] == ["a.txt"]
    assert skipped == [Skipped("image.dat", "binary file")]


@pytest.mark.parametrize(
    ("suffix", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_compressed_text_is_expanded(suffix: str, compress: Callable[[bytes], bytes]) -> None:
    text = "Straße ans Meer\n" * 500
    data = compress(text.encode())
    assert one(data, "t.txt" + suffix).text == text
    assert one(data + compress(b"more"), "t.txt" + suffix).text == text + "more"
    assert "larger than 1 kB" in str(one(data, "t.txt" + suffix, max_bytes=1024).error)
    assert "damaged" in str(one(b"no archive at all", "t.txt" + suffix).error)
    records = one(compress(b'{"text": "a"}\n'), "t.jsonl" + suffix)
    assert records.text == "a"


def test_a_cut_gzip_is_a_truncated_document() -> None:
    noise = os.urandom(3000).hex()
    document = one(gzip.compress(noise.encode())[:-1500], "t.txt.gz")
    assert document.damage.truncated == "the gzip stream ends early"
    assert noise.startswith(document.text)


def test_a_decompression_bomb_costs_no_more_than_the_limit() -> None:
    bomb = gzip.compress(b"\x20" * (64 << 20))
    assert "larger than 1 MB" in str(one(bomb, "bomb.txt.gz", max_bytes=1 << 20).error)


def test_a_file_beyond_the_limit_is_an_error_that_says_what_to_do() -> None:
    document = one(b"x" * 20_000, max_bytes=10_000)
    assert document.error == "file.txt: larger than 9.766 kB; split it, or raise the limit with --max-size"
    assert one(b"x" * 10_000, max_bytes=10_000).error is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_an_error_and_never_waits() -> None:
    os.mkfifo("pipe")
    [document] = read(["."])
    assert document.error == "pipe: not a regular file; name a file or a folder"


def test_a_file_that_vanishes_is_an_error() -> None:
    Path("a.txt").write_text("a")
    Path("b.txt").write_text("b")
    documents = read(["a.txt", "b.txt"])
    Path("b.txt").unlink()
    assert [document.error is None for document in documents] == [True, False]


def test_standard_input_comes_first_and_its_name_says_how_to_read_it() -> None:
    Path("a.txt").write_text("a")
    texts = [document.text for document in read(["a.txt", "-"], stdin=io.BytesIO(b"in"))]
    assert texts == ["in", "a"]
    reading = Reading(stdin_name="x.jsonl")
    documents = list(read(["-"], reading, stdin=io.BytesIO(b'{"text": "a"}\n{"text": "b"}\n')))
    assert [(d.id, d.text) for d in documents] == [("x.jsonl#1", "a"), ("x.jsonl#2", "b")]


def test_binary_standard_input_is_skipped() -> None:
    skipped: list[Skipped] = []
    assert list(read(["-"], stdin=io.BytesIO(b"\x7fELF\x00\x00"), skipped=skipped)) == []
    assert skipped == [Skipped("<stdin>", "binary file")]


def test_a_wrong_argument_is_refused_at_the_call() -> None:
    with pytest.raises(PathError):
        read(["-", "nowhere.txt"], stdin=io.BytesIO(b""))


def test_identifiers_are_unique_over_all_files() -> None:
    Path("a.jsonl").write_text('{"id": 1, "text": "a"}\n')
    Path("b.jsonl").write_text('{"id": 1, "text": "b"}\n')
    assert [document.id for document in read(["."])] == ["1", "b.jsonl#1"]
