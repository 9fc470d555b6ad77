"""Records of JSON lines."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document
from textgate.sources import Reading, jsonl


def read(data: bytes, **options: object) -> list[Document]:
    reading = Reading(**options)  # type: ignore[arg-type]
    return list(jsonl.read_lines(io.BytesIO(data), "c.jsonl", reading, set()))


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.mark.parametrize(
    "data",
    [
        lines({"text": "a"}, {"text": "b"}),
        b'{"text": "a"}\r\n{"text": "b"}',
        b'\xef\xbb\xbf{"text": "a"}\n\n  \n{"text": "b"}\n',
        lines({"content": "a"}, {"raw_content": "b"}),
        lines({"text": None, "content": "a"}, {"body": "b", "n": 10**30}),
    ],
)
def test_texts(data: bytes) -> None:
    assert [document.text for document in read(data)] == ["a", "b"]
    assert all(document.error is None for document in read(data))


def test_the_record_is_the_line_and_the_id_is_the_records_own() -> None:
    documents = read(b"\n" + lines({"id": 7, "text": "a"}, {"text": "b"}, {"id": "7", "text": "c"}))
    assert [(d.id, d.path, d.record) for d in documents] == [
        ("7", "c.jsonl", 1),
        ("c.jsonl#3", "c.jsonl", 2),
        ("c.jsonl#4", "c.jsonl", 3),
    ]


def test_named_fields_and_paths_into_objects() -> None:
    record = {"a": {"b": "x"}, "a.c": "y", "meta": {"url": "u", "lang": "de"}, "text": "no"}
    [document] = read(lines(record), text_field="a.b", id_field="meta.url", language_field="meta.lang")
    assert (document.text, document.id, document.language) == ("x", "u", "de")
    [document] = read(lines(record), text_field="a.c")
    assert (document.text, document.language) == ("y", None)


@pytest.mark.parametrize(
    ("field", "text"),
    [("turns.0.say", "a"), ("turns.1.say", "b"), ("pages.0", "p"), ("turns.2.say", None), ("turns.x", None)],
)
def test_paths_into_lists(field: str, text: str | None) -> None:
    [document] = read(lines({"turns": [{"say": "a"}, {"say": "b"}], "pages": ["p"]}), text_field=field)
    assert (document.text or None) == text
    if text is None:
        expected = f"c.jsonl:1: no field {field!r} (the record has 'turns', 'pages'); correct --text-field"
        assert document.error == expected


def test_a_missing_field_names_the_nested_ones() -> None:
    record = {"meta": {"lang": "de", "title": "t"}, **{f"f{n}": 1 for n in range(20)}}
    [document] = read(lines(record))
    assert "no text field (the record has 'meta.lang', 'meta.title', 'f0', " in str(document.error)
    assert str(document.error).endswith("'f9', …); name it with --text-field")


def test_lone_surrogates_and_odd_numbers_are_read() -> None:
    documents = read(b'{"text": "a\\ud800b"}\n{"text": "c", "n": NaN}\n')
    assert [document.text for document in documents] == ["a\ud800b", "c"]


def test_bytes_that_are_not_utf8_are_damage_of_that_record() -> None:
    good, bad = read(lines({"text": "a"}) + b'{"text": "K\xf6ln und Stra\xc3\x9fe"}\n')
    assert good.damage.undecodable == ()
    assert bad.text == "K\ufffdln und Straße"
    [run] = bad.damage.undecodable
    assert (run.position, run.data) == (1, b"\xf6")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "a"', "not valid JSON at column 13"),
        (b"hello", "not valid JSON"),
        (b"[1]", "expected a JSON object, found an array"),
        (b'"text"', "found a string"),
        (b"null", "found null"),
        (b'{"title": "a"}', "no text field (the record has 'title'); name it with --text-field"),
        (b'{"text": 5}', "field 'text' is not a string but a number"),
        (b'{"text": ["a"]}', "field 'text' is not a string but a list"),
        (b'{"text": {"a": 1}}', "field 'text' is not a string but an object"),
        (b'{"text": null}', "field 'text' is null, so there is no text"),
        (b"{}", "the record has none"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"text": "' + b"x" * 2000 + b'"}', "longer than 1 kB"),
        (b'{"n": ' + b"9" * 5000 + b"}", "longer than 1 kB"),
    ],
)
def test_a_bad_line_is_one_error_and_the_next_is_read(line: bytes, message: str) -> None:
    limit = {"max_bytes": 1 << 20} if line.startswith(b"[[") else {"max_bytes": 1024}
    before, bad, after = read(lines({"text": "a"}) + line + b"\n" + lines({"text": "b"}), **limit)
    assert (before.text, after.text, after.record) == ("a", "b", 2)
    assert (bad.id, bad.record, bad.text) == ("c.jsonl#2", 1, "")
    assert bad.error is not None
    assert bad.error.startswith("c.jsonl:2: ")
    assert message in bad.error


def test_a_named_field_that_is_missing_or_no_string() -> None:
    missing, wrong = read(lines({"a": 1}, {"b": 1}), text_field="b")
    assert "no field 'b' (the record has 'a'); correct --text-field" in str(missing.error)
    assert "field 'b' is not a string" in str(wrong.error)


def test_utf16_is_named() -> None:
    [document] = read('{"text": "a"}\n'.encode("utf-16"))
    assert "UTF-16" in str(document.error)


def test_a_cut_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    import random

    noise = random.Random(1)
    records = [{"text": "".join(chr(noise.randrange(97, 123)) for _ in range(100))} for _ in range(2000)]
    data = gzip.compress(lines(*records))
    reading = Reading()
    documents = list(jsonl.read_lines(io.BytesIO(data[: len(data) // 2]), "c", reading, set(), "gzip"))
    *good, last = documents
    assert good
    assert [document.text for document in good if document.error is None] == [
        record["text"] for record in records[: len(good)]
    ]
    assert "ends early" in str(last.error)


def test_an_endless_line_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "GIVE_UP", 1 << 21)
    bomb = gzip.compress(b'{"text": "' + b"x" * (8 << 20))
    documents = list(jsonl.read_lines(io.BytesIO(bomb), "c", Reading(max_bytes=1 << 20), set(), "gzip"))
    assert len(documents) == 1
    assert "goes on beyond 3 MB" in str(documents[0].error)


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 60), st.integers(1, 50))
def test_lines_are_those_of_split(pieces: list[bytes], step: int, limit: int) -> None:
    """However the stream is cut into pieces, the lines are the same, and only long ones are dropped."""
    data = b"\n".join(pieces)

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(step)

    expected = data.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert list(jsonl.lines(Slow(data), limit)) == [line if len(line) <= limit else None for line in expected]


def test_a_long_stream_of_short_lines_is_quick() -> None:
    count = sum(1 for _ in jsonl.lines(io.BytesIO(b"{}\n" * 300_000), 100))
    assert count == 300_000
