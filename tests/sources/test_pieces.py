"""Pieces of files: together they are the file, wherever it is cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.sources import Reading, pieces
from textgate.sources.paths import File
from textgate.sources.pieces import Piece, Reader, content_of, split, state_of

READING = Reading()


def cut(path: Path, smallest: int) -> list[Piece]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SMALLEST", smallest)
        return list(split(File(path, path.name)))


def texts(given: list[Piece]) -> list[str]:
    return [document.text or str(document.error) for piece in given for document in Reader(piece, READING)]


class TestWhole:
    @pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.jsonl.gz", "a.csv", "a.parquet"])
    def test_a_small_file_is_one_piece(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"x" * 100)
        assert cut(tmp_path / name, 100) == [Piece(tmp_path / name, name, size=100)]

    @pytest.mark.parametrize("name", ["a.txt", "a.jsonl.gz", "a.csv"])
    def test_what_cannot_be_entered_in_the_middle_is_one_piece(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"line\n" * 1000)
        assert [piece.part for piece in cut(tmp_path / name, 64)] == ["file"]

    def test_utf_16_is_one_piece_so_that_it_is_refused_once(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes('{"text": "x"}\n'.encode("utf-16") * 50)
        given = cut(tmp_path / "a.jsonl", 64)
        assert len(given) == 1
        assert len(texts(given)) == 1

    def test_what_is_not_there_is_one_piece_that_says_so(self, tmp_path: Path) -> None:
        given = cut(tmp_path / "gone.jsonl", 64)
        assert ["cannot be read" in text for text in texts(given)] == [True]

    def test_a_damaged_parquet_file_is_one_piece(self, tmp_path: Path) -> None:
        (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"\0" * 500)
        given = cut(tmp_path / "a.parquet", 64)
        assert [piece.part for piece in given] == ["file"]
        assert len(texts(given)) == 1


class TestLines:
    @given(
        lengths=st.lists(st.integers(0, 90), min_size=1, max_size=60),
        smallest=st.integers(16, 200),
        end=st.sampled_from([b"", b"\n", b"\r\n"]),
        bom=st.booleans(),
    )
    @settings(max_examples=150, deadline=None)
    def test_the_pieces_are_the_file(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        lengths: list[int],
        smallest: int,
        end: bytes,
        bom: bool,
    ) -> None:
        path = tmp_path_factory.mktemp("lines") / "a.jsonl"
        # A length of 0 is a blank line, and one of 1 is a line that is not JSON.
        lines = [
            b"" if n == 0 else b"{" if n == 1 else json.dumps({"text": f"{i} " + "x" * n}).encode()
            for i, n in enumerate(lengths)
        ]
        path.write_bytes(b"\xef\xbb\xbf" * bom + b"\n".join(lines) + end)
        given = cut(path, smallest)
        assert [piece.start for piece in given[1:]] == [piece.stop for piece in given[:-1]]
        whole = list(Reader(Piece(path, path.name), READING))
        found = []
        before = 0
        for piece in given:
            reader = Reader(piece, READING)
            found += [(before + (document.record or 0), document.text) for document in reader]
            before += reader.lines
        assert found == [(document.record, document.text) for document in whole]
        if len(given) > 1:
            assert before == path.read_bytes().rstrip(b"").count(b"\n") + (end == b"" and lines[-1] != b"")

    def test_a_line_longer_than_many_pieces_is_in_one(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        rows = [{"text": "a" * 50}, {"text": "b" * 5000}, {"text": "c" * 50}]
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        given = cut(path, 32)
        assert [piece.size for piece in given][-1] < 100
        assert texts(given) == [row["text"] for row in rows]

    def test_a_mark_at_the_beginning_of_a_later_line_is_no_byte_order_mark(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'{"text": "a"}\n' * 10 + b'\xef\xbb\xbf{"text": "b"}\n' + b'{"text": "c"}\n' * 10)
        whole = texts([Piece(path, path.name)])
        assert ["JSON" in text for text in whole].count(True) == 1
        for smallest in (16, 28, 140, 150):
            assert ["JSON" in text for text in texts(cut(path, smallest))] == ["JSON" in t for t in whole]

    def test_a_file_that_became_shorter_is_an_error_and_not_silence(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'{"text": "some words"}\n' * 40)
        given = cut(path, 300)
        path.write_bytes(path.read_bytes()[:400])
        assert "became shorter" in texts(given)[-1]


class TestRowGroups:
    def test_the_pieces_are_the_file_and_know_their_rows(self, tmp_path: Path) -> None:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        path = tmp_path / "a.parquet"
        table = pa.table({"text": [f"text {n} " + "x" * (n % 70) for n in range(500)]})
        pq.write_table(table, path, row_group_size=40)
        given = cut(path, 2000)
        assert len(given) > 3
        assert {piece.part for piece in given} == {"groups"}
        rows = [(document.record, document.text) for piece in given for document in Reader(piece, READING)]
        assert rows == list(enumerate(table["text"].to_pylist()))
        contents = {content_of(piece) for piece in given}
        assert len(contents) == len(given)
        assert None not in contents


class TestContent:
    def test_it_changes_with_the_bytes_of_the_piece_only(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_bytes(b'{"text": "some words"}\n' * 40)
        given = cut(path, 300)
        before = [content_of(piece) for piece in given]
        data = bytearray(path.read_bytes())
        data[given[1].start + 12] += 1
        path.write_bytes(data)
        changed = [content_of(piece) != old for piece, old in zip(given, before, strict=True)]
        assert changed == [index == 1 for index in range(len(given))]

    def test_what_cannot_be_read_has_none(self, tmp_path: Path) -> None:
        assert content_of(Piece(tmp_path / "gone", "gone")) is None
        assert content_of(Piece(tmp_path, "folder")) is None
        assert state_of(Piece(tmp_path / "gone", "gone")) is None

    def test_behind_a_url_the_word_of_the_store_stands_for_it(self) -> None:
        fsspec = pytest.importorskip("fsspec")
        system = fsspec.filesystem("memory")
        system.pipe("/pieces/a.jsonl", b'{"text": "one"}\n' * 40)
        url = "memory://pieces/a.jsonl"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pieces, "SMALLEST", 100)
            given = list(split(File(Path(url), url)))
        assert len(given) > 3
        assert texts(given) == ["one"] * 40
        state = state_of(given[0])
        assert state is None or state[0] == 640
        system.rm("/pieces", recursive=True)
