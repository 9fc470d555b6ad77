"""Rows of Arrow files and streams."""

from __future__ import annotations

import bz2
import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from textgate.batch import Document
from textgate.sources import Reading, arrow, read

pa = pytest.importorskip("pyarrow")
ipc = pytest.importorskip("pyarrow.ipc")

TABLE = pa.table(
    {
        "id": ["x", "y", "z"],
        "text": ["a", None, "c"],
        "kind": pa.array(["q", "q", "r"]).dictionary_encode(),
        "meta": [{"lang": "de", "title": "t"}] * 3,
        "parts": [["p", "q"], [], ["r"]],
        "n": [1, 2, 3],
    }
)


def written(table: Any, *, stream: bool = True, rows: int = 2, compression: str | None = None) -> bytes:
    sink = io.BytesIO()
    options = ipc.IpcWriteOptions(compression=compression)
    with (ipc.new_stream if stream else ipc.new_file)(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def rows(data: bytes, **options: object) -> list[Document]:
    reading = Reading(**options)  # type: ignore[arg-type]
    return list(arrow.read_rows(io.BytesIO(data), "t.arrow", reading, set()))


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "file"])
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_rows(stream: bool, compression: str | None) -> None:
    first, second, third = rows(written(TABLE, stream=stream, compression=compression))
    assert (first.id, first.text, first.record, first.error) == ("x", "a", 0, None)
    assert second.error == (
        "t.arrow, row 2: field 'text' is null, so there is no text; remove the record, or fill it"
    )
    assert (third.id, third.text, third.record) == ("z", "c", 2)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (pa.string(), ["ä", ""]),
        (pa.large_string(), ["ä", ""]),
        (pa.string_view(), ["ä", "long enough to stand in another buffer"]),
        (pa.binary(), ["ä".encode(), b""]),
        (pa.dictionary(pa.int32(), pa.string()), ["ä", ""]),
    ],
)
def test_kinds_of_text(kind: Any, values: list[Any]) -> None:
    expected = [value.decode() if isinstance(value, bytes) else value for value in values]
    documents = rows(written(pa.table({"text": pa.array(values).cast(kind)})))
    assert [document.text for document in documents] == expected


@pytest.mark.parametrize(
    ("field", "texts"),
    [("meta.title", ["t", "t", "t"]), ("kind", ["q", "q", "r"]), ("parts.0", ["p", "", "r"])],
)
def test_named_and_nested_fields(field: str, texts: list[str]) -> None:
    documents = rows(written(TABLE), text_field=field, id_field="n", language_field="meta.lang")
    assert [document.text for document in documents] == texts
    assert (documents[0].id, documents[0].language) == ("1", "de")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (
            "body",
            "no column 'body' (the file has 'id', 'text', 'kind', 'meta.lang', 'meta.title', 'parts', 'n')",
        ),
        ("meta.body", "no column 'meta.body'"),
        ("n", "column 'n' holds int64, not text"),
        ("meta", "holds struct<lang: string, title: string>, not text"),
    ],
)
def test_a_file_without_the_named_column_is_one_error(field: str, message: str) -> None:
    [document] = rows(written(TABLE), text_field=field)
    assert str(document.error).startswith("t.arrow: ")
    assert message in str(document.error)
    assert "--text-field" in str(document.error)


def test_strings_that_are_not_utf8_are_a_fault_of_their_row() -> None:
    texts = pa.array(["Straße".encode(), "Füße am See".encode("cp1252")]).view(pa.string())
    clean, other = rows(written(pa.table({"text": texts})))
    assert clean.text == "Straße"
    assert (other.text, other.damage.encoding) == ("Füße am See", "cp1252")


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "file"])
def test_a_cut_file_gives_what_it_has(stream: bool) -> None:
    table = pa.table({"text": [f"row {number}" for number in range(20)]})
    data = written(table, stream=stream)
    counts = set()
    for stop in range(1, len(data), 7):
        documents = rows(data[:stop])
        good = [document.text for document in documents if document.error is None]
        assert good == table["text"].to_pylist()[: len(good)]
        if len(good) < 20 and not stream:
            assert documents[-1].error is not None
        counts.add(len(good))
    assert len(counts) > 5


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_damaged_bytes_never_raise_and_never_end_the_process(compression: str | None) -> None:
    noise = random.Random(1)
    data = written(TABLE, compression=compression)
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(noise.randint(1, 4)):
            damaged[noise.randrange(len(damaged))] = noise.randrange(256)
        assert all(isinstance(document, Document) for document in rows(bytes(damaged)))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"ARROW1\0\0", b"this is a text, and not a short one\n" * 9, b"FEA1" * 9]
)
def test_files_of_another_kind(data: bytes) -> None:
    [document] = rows(data)
    assert str(document.error).startswith("t.arrow")


def test_a_batch_that_expands_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "MAX_BATCH", 1 << 20)
    bomb = written(pa.table({"text": ["\x20" * (4 << 20)]}), compression="zstd")
    assert len(bomb) < 10_000
    [document] = rows(bomb)
    assert "a record batch of 4 MB, more than 1 MB" in str(document.error)
    [document] = rows(written(pa.table({"text": ["\x20" * (4 << 20)]})))
    assert "a record batch of 4 MB, more than 1 MB" in str(document.error)
    dictionary = pa.table({"text": pa.array(["\x20" * (4 << 20)]).dictionary_encode()})
    [document] = rows(written(dictionary, compression="lz4"))
    assert "more than 1 MB" in str(document.error)


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("t.arrow", bytes),
        ("t.feather", bytes),
        ("t.arrows", bytes),
        ("t.arrow.gz", gzip.compress),
        ("t.arrow.bz2", bz2.compress),
    ],
)
def test_by_name(name: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(pack(written(TABLE)))
    documents = list(read([str(tmp_path / name)], Reading(base=tmp_path)))
    assert [document.id for document in documents] == ["x", f"{name}#2", "z"]


def test_what_hugging_face_datasets_keep_is_read(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    datasets.Dataset.from_dict({"text": ["a", "b"]}).save_to_disk(str(tmp_path / "d"))
    documents = [d for d in read([str(tmp_path / "d")]) if str(d.path).endswith(".arrow")]
    assert [document.text for document in documents] == ["a", "b"]
