"""Rows of CSV, TSV and Parquet."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from textgate.batch import Document
from textgate.sources import Reading, read


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def documents(name: str, data: bytes, **options: object) -> list[Document]:
    Path(name).write_bytes(data)
    return list(read([name], Reading(**options)))  # type: ignore[arg-type]


class TestCsv:
    def test_without_a_field_it_is_one_text(self) -> None:
        [document] = documents("t.csv", b"text,n\na,1\n")
        assert document.text == "text,n\na,1\n"

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("t.csv", b'id,text\n1,a\n2,"b\nc, ""d"""\n'),
            ("t.csv", b'\xef\xbb\xbfid,text\r\n1,a\r\n2,"b\nc, ""d"""\r\n'),
            ("t.tsv", b'id\ttext\n1\ta\n2\t"b\nc, ""d"""\n'),
            ("t.csv.gz", gzip.compress(b'id,text\n1,a\n2,"b\nc, ""d"""\n')),
        ],
    )
    def test_rows(self, name: str, data: bytes) -> None:
        rows = [(d.id, d.text, d.record, d.error) for d in documents(name, data, text_field="text")]
        assert rows == [("1", "a", 0, None), ("2", 'b\nc, "d"', 1, None)]

    def test_bad_bytes_are_damage_of_their_row(self) -> None:
        clean, bad = documents("t.csv", b"text\na\nK\xf6ln\n", text_field="text")
        assert clean.damage.undecodable == ()
        assert bad.text == "K\ufffdln"
        assert bad.damage.undecodable[0].data == b"\xf6"

    def test_rows_that_give_no_text_are_errors(self) -> None:
        short, long, fine = documents("t.csv", b"id,text\n1\n2,b,c\n3,d\n", text_field="text")
        assert "t.csv, row 1: fewer fields than the header has" in str(short.error)
        assert "more fields than the header has" in str(long.error)
        assert fine.text == "d"
        [none] = documents("t.csv", b"id\n1\n", text_field="text")
        assert "t.csv: no column 'text' (the file has 'id')" in str(none.error)

    def test_a_line_without_end_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from textgate.sources import jsonl

        monkeypatch.setattr(jsonl, "GIVE_UP", 1 << 21)
        good, bad = documents("t.csv", b"text\na\n" + b"x" * (8 << 20), text_field="text", max_bytes=1 << 20)
        assert good.text == "a"
        assert str(bad.error).startswith("t.csv, row 2: the line goes on beyond 3 MB; this row")

    def test_lines_that_end_in_carriage_returns(self) -> None:
        found = documents("t.csv", b'text,n\ra,1\r"b\rc",2\r', text_field="text")
        assert [(d.text, d.error) for d in found] == [("a", None), ("b\rc", None)]

    def test_blank_lines_and_missing_fields_after_the_text(self) -> None:
        found = documents("t.csv", b"text,n,m\na\n\nb,1\n", text_field="text")
        assert [(d.text, d.record, d.error) for d in found] == [("a", 0, None), ("b", 1, None)]

    def test_a_field_without_end_is_an_error(self) -> None:
        data = b'text\na\n"' + b"x\n" * 2500
        good, bad = documents("t.csv", data, text_field="text", max_bytes=1000)
        assert good.text == "a"
        assert "field larger than field limit" in str(bad.error)


class TestParquet:
    @pytest.fixture
    def write(self) -> object:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")

        def write(columns: dict[str, object], **options: object) -> None:
            pq.write_table(pa.table(columns), "t.parquet", **options)

        return write

    def rows(self, **options: object) -> list[Document]:
        return list(read(["t.parquet"], Reading(**options)))  # type: ignore[arg-type]

    def test_rows(self, write: object) -> None:
        write({"id": ["x", "y", "z"], "text": ["a", None, "c"], "n": [1, 2, 3]}, row_group_size=2)  # type: ignore[operator]
        first, second, third = self.rows()
        assert (first.id, first.text, first.record) == ("x", "a", 0)
        assert "t.parquet, row 2: field 'text' is null" in str(second.error)
        assert (third.id, third.text, third.record) == ("z", "c", 2)

    def test_columns_of_bytes(self, write: object) -> None:
        write(
            {
                "text": [
                    "Füße".encode(),
                    "Füße und Türme am See".encode("cp1252"),
                    "海边\n".encode() + b"\xff" + " 镇子".encode(),
                ]
            }
        )  # type: ignore[operator]
        first, second, third = self.rows()
        assert (first.text, second.text, third.text) == ("Füße", "Füße und Türme am See", "海边\n\ufffd 镇子")
        assert second.damage.encoding == "cp1252"

    def test_fields_inside_structures(self, write: object) -> None:
        write({"body": [{"text": "a", "lang": "de"}]})  # type: ignore[operator]
        [document] = self.rows(text_field="body.text", language_field="body.lang")
        assert (document.text, document.language) == ("a", "de")

    def test_a_file_without_a_text_column(self, write: object) -> None:
        write({"title": ["a"]})  # type: ignore[operator]
        [document] = self.rows()
        assert "no text column (the file has 'title'); name it with --text-field" in str(document.error)

    @pytest.mark.parametrize("field", ["body.text", "a.b", "parts.0", "kind"])
    def test_nested_columns_and_dictionaries(self, write: object, field: str) -> None:
        body = [{"text": "x", "n": 1}, {"text": "y", "n": 2}]
        columns = {"body": body, "a.b": ["x", "y"], "parts": [["x"], ["y", "z"]], "kind": ["x", "y"]}
        write(columns, use_dictionary=True)  # type: ignore[operator]
        assert [document.text for document in self.rows(text_field=field)] == ["x", "y"]

    @pytest.mark.parametrize(
        ("field", "message"),
        [
            ("boby", "no column 'boby' (the file has 'body.text', 'n'); correct --text-field"),
            ("body.tixt", "no column 'body.tixt'"),
            ("n", "column 'n' holds int64, not text; name another with --text-field"),
            ("body", "column 'body' holds struct<text: string>, not text"),
        ],
    )
    def test_a_file_without_the_named_column(self, write: object, field: str, message: str) -> None:
        write({"body": [{"text": "x"}] * 3, "n": [1, 2, 3]})  # type: ignore[operator]
        [document] = self.rows(text_field=field)
        assert str(document.error).startswith("t.parquet: ")
        assert message in str(document.error)

    @pytest.mark.parametrize("dictionary", [True, False])
    def test_strings_that_are_not_utf8_are_a_fault_of_their_row(
        self, write: object, dictionary: bool
    ) -> None:
        import pyarrow as pa

        texts = pa.array(["Straße".encode(), "Füße am See".encode("cp1252"), b"a"]).view(pa.string())
        nested = pa.StructArray.from_arrays([texts], ["t"])
        write({"text": texts, "s": nested}, use_dictionary=dictionary)  # type: ignore[operator]
        for field in ("text", "s.t"):
            documents = self.rows(text_field=field)
            assert [document.text for document in documents] == ["Straße", "Füße am See", "a"]
            assert documents[1].damage.encoding == "cp1252"

    def test_many_rows_of_many_sizes_keep_their_order(self, write: object) -> None:
        texts = [f"{number} " + "x" * (number * 7919 % 5000) for number in range(3000)]
        write({"text": texts}, row_group_size=700)  # type: ignore[operator]
        documents = self.rows()
        assert [document.text for document in documents] == texts
        assert [document.record for document in documents] == list(range(3000))

    def test_the_readers_of_some_row_groups_say_what_is_wrong_with_the_file_once(self, write: object) -> None:
        from textgate.sources import parquet

        write({"title": ["x"] * 4}, row_group_size=1)  # type: ignore[operator]
        told = [
            [
                document.error
                for document in parquet.read_rows(Path("t.parquet"), "t", Reading(), set(), groups=groups)
            ]
            for groups in (range(2), range(2, 4))
        ]
        assert [len(errors) for errors in told] == [1, 0]

    def test_a_row_beyond_the_limit(self, write: object) -> None:
        write({"text": ["a", "b" * 2000]})  # type: ignore[operator]
        small, large = self.rows(max_bytes=1000)
        assert small.text == "a"
        assert "larger than 1000 bytes" in str(large.error)
        write({"text": ["渡" * 333, "渡" * 334]})  # type: ignore[operator]
        assert [document.error is None for document in self.rows(max_bytes=1000)] == [True, False]

    def test_a_damaged_file(self, write: object) -> None:
        write({"text": ["a"]})  # type: ignore[operator]
        Path("t.parquet").write_bytes(Path("t.parquet").read_bytes()[:-20])
        [document] = self.rows()
        assert "damaged" in str(document.error)

    def test_a_file_of_another_kind(self, write: object) -> None:
        Path("t.parquet").write_bytes(b"not at all")
        [document] = self.rows()
        assert document.error is not None

    def test_large_row_groups_are_refused(self, write: object, monkeypatch: pytest.MonkeyPatch) -> None:
        from textgate.sources import parquet

        write({"text": ["abc" * 1000]})  # type: ignore[operator]
        monkeypatch.setattr(parquet, "MAX_ROW_GROUP", 1000)
        [document] = self.rows()
        assert "row group 1 expands to" in str(document.error)


def test_a_pipe_is_no_place_for_parquet() -> None:
    class Pipe(io.RawIOBase):
        def seek(self, offset: int, whence: int = 0) -> int:
            raise OSError(29, "Illegal seek")

    [document] = read(["-"], Reading(stdin_name="t.parquet"), stdin=Pipe())  # type: ignore[arg-type]
    assert "give a file instead of a pipe" in str(document.error)


def test_without_pyarrow_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    [document] = documents("t.parquet", b"PAR1")
    assert document.error == "t.parquet: Parquet needs a package: pip install 'textgate[data]'"
