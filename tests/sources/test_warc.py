"""Records of WARC and WET archives."""

from __future__ import annotations

import gzip
import io
import os
import random
import zlib
from pathlib import Path

import pytest

from textgate.batch import Document
from textgate.sources import Reading, Skipped, read, warc

PAGE = "<!doctype html><title>Ночь</title><p>Привет из города у моря</p>"


def record(kind: str, block: bytes, uri: str = "http://example.org/", **headers: str) -> bytes:
    given = {"WARC-Type": kind, "WARC-Target-URI": uri, "Content-Length": str(len(block))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes, kind: str = "text/html", status: str = "200 OK", **headers: str) -> bytes:
    given = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def response(body: bytes, kind: str = "text/html", **headers: str) -> bytes:
    return record("response", http(body, kind, **headers), Content_Type="application/http; msgtype=response")


def wet(text: str, uri: str = "http://example.org/", **headers: str) -> bytes:
    return record("conversion", text.encode(), uri, Content_Type="text/plain", **headers)


def documents(
    data: bytes, kind: str | None = None, **options: object
) -> tuple[list[Document], list[Skipped]]:
    skipped: list[Skipped] = []
    reading = Reading(**options)  # type: ignore[arg-type]
    return list(warc.read_records(io.BytesIO(data), "a.warc", reading, set(), skipped, kind)), skipped


def test_wet() -> None:
    data = (
        record("warcinfo", b"software: x\r\n")
        + wet("Füße", "http://a/")
        + wet("b", "http://b/")
        + wet("c", "http://b/")
    )
    found, skipped = documents(data)
    assert [(d.id, d.path, d.record, d.text) for d in found] == [
        ("http://a/", "a.warc", 1, "Füße"),
        ("http://b/", "a.warc", 2, "b"),
        ("a.warc#4", "a.warc", 3, "c"),
    ]
    assert skipped == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE.encode(), {}),
        (PAGE.encode("cp1251"), {"kind": "text/html; charset=windows-1251"}),
        (PAGE.encode(), {"kind": "application/xhtml+xml"}),
        (PAGE.encode(), {"kind": ""}),
        (gzip.compress(PAGE.encode()), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE.encode()), {"Content_Encoding": "deflate"}),
        (PAGE.encode(), {"Content_Encoding": "gzip"}),
        (b"5\r\n%b\r\n%x;x=y\r\n%b\r\n0\r\n\r\n" % (PAGE.encode()[:5], len(PAGE.encode()) - 5, PAGE.encode()[5:]),
         {"Transfer_Encoding": "chunked"}),
        (PAGE.encode(), {"Transfer_Encoding": "chunked"}),
    ],
)  # fmt: skip
def test_pages(body: bytes, headers: dict[str, str]) -> None:
    [document], skipped = documents(response(body, **headers))
    assert (document.text, document.error, skipped) == (PAGE, None, [])


def test_the_charset_of_the_header_comes_before_that_of_the_page() -> None:
    page = '<meta charset="iso-8859-1"><p>Привет из города у моря</p>'
    [document], _ = documents(response(page.encode("koi8-r"), "text/html; charset=koi8-r"))
    assert document.damage.declared == "koi8-r"
    assert "Привет" in document.text


@pytest.mark.parametrize(
    "data",
    [
        response(b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        response(b"\x89PNG\r\n\x1a\n\x00\x00", "text/html"),
        response(b"p { color: red }", "text/css"),
        response(b"moved", status="301 Moved"),
        record("resource", b"%PDF-1.7", Content_Type="application/pdf"),
        response(b"\x00" * (3 << 20), "image/png"),
    ],
)
def test_records_that_are_no_text_are_left_out_and_counted(data: bytes) -> None:
    found, skipped = documents(data + wet("b"), max_bytes=1 << 20)
    assert [document.text for document in found] == ["b"]
    assert skipped == [Skipped("a.warc", "1 records of it are no text")]


def test_requests_and_metadata_are_not_even_counted() -> None:
    data = record("request", b"GET / HTTP/1.1\r\n\r\n") + record("metadata", b"a: b") + record("revisit", b"")
    assert documents(data) == ([], [])


def test_what_the_crawler_cut_is_damage() -> None:
    [document], _ = documents(wet("The ferry leaves at", WARC_Truncated="length"))
    assert document.damage.truncated == "the crawler cut the record (WARC-Truncated: length)"


@pytest.mark.parametrize("kind", [None, "gzip"])
def test_an_archive_that_ends_inside_a_record(kind: str | None) -> None:
    text = os.urandom(2000).hex()
    whole = [wet("a"), wet(text, "http://b/")]
    data = b"".join(gzip.compress(part) if kind else part for part in whole)
    [first, cut], _ = documents(data[:-900], kind)
    assert first.text == "a"
    assert text.startswith(cut.text)
    assert 100 < len(cut.text) < len(text)
    assert cut.damage.truncated in ("the archive ends inside this record", "the compressed stream ends early")


@pytest.mark.parametrize(
    ("bad", "errors"),
    [
        (b"garbage\r\ngarbage\r\n", ["no record begins here"]),
        (wet("b").replace(b"Content-Length: 1\r\n", b""), ["without a whole header"]),
        (wet("b").replace(b"Content-Length: 1", b"Content-Length: -1"), ["without a whole header"]),
        (wet("bcdef").replace(b"Content-Length: 5", b"Content-Length: 1"), ["no record begins here"]),
        (b"WARC/1.0\r\n" + b"x: y\r\n" * 20_000, ["without a whole header"]),
        (record("response", b"hello", Content_Type="application/http"), ["not an HTTP response"]),
        (response(b"\x1f\x8b\x08broken\x00\x01", Content_Encoding="gzip"), ["its content is damaged (gzip)"]),
        (
            response(random.Random(1).randbytes(900), Content_Encoding="br"),
            ["its content is compressed (br)"],
        ),
        (response(gzip.compress(b"\x20" * (64 << 20)), Content_Encoding="gzip"), ["larger than 1 MB"]),
        (wet("b" * (3 << 20)), ["larger than 1 MB"]),
    ],
)
def test_a_bad_record_is_one_error_and_the_next_is_read(bad: bytes, errors: list[str]) -> None:
    found, _ = documents(wet("a", "http://a/") + bad + wet("z", "http://z/"), max_bytes=1 << 20)
    assert (found[0].text, found[-1].text) == ("a", "z")
    reasons = [str(document.error) for document in found if document.error is not None]
    assert len(reasons) == len(errors)
    for reason, expected in zip(reasons, errors, strict=True):
        assert reason.startswith("a.warc, record ")
        assert expected in reason


def test_a_header_cut_at_the_end_of_the_archive() -> None:
    data = wet("a") + wet("b")
    for cut in range(len(data) - 10, len(wet("a")) + 1, -1):
        found, skipped = documents(data[:cut])
        assert len(found) == 2
        assert found[1].error is not None or found[1].damage.truncated is not None
        assert skipped == []


def test_damaged_bytes_never_raise() -> None:
    noise = random.Random(1)
    data = wet("a") + response(gzip.compress(PAGE.encode()), Content_Encoding="gzip") + wet("b")
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(noise.randint(1, 5)):
            damaged[noise.randrange(len(damaged))] = noise.randrange(256)
        documents(bytes(damaged))


def test_identifiers_and_languages_from_headers() -> None:
    data = wet("a", WARC_Record_ID="<urn:uuid:1>", WARC_Identified_Content_Language="deu")
    options = {"id_field": "WARC-Record-ID", "language_field": "WARC-Identified-Content-Language"}
    [document], _ = documents(data, **options)
    assert (document.id, document.language) == ("<urn:uuid:1>", "deu")


@pytest.mark.parametrize("name", ["CC-MAIN-1.warc.gz", "CC-MAIN-1.warc.wet.gz", "a.WARC.gz"])
def test_by_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(gzip.compress(wet("a", "http://a/")) + gzip.compress(wet("b", "http://b/")))
    assert [document.text for document in read([str(tmp_path / name)])] == ["a", "b"]


def test_archives_are_never_repaired_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from textgate.cli import main

    archive = tmp_path / "a.warc"
    archive.write_bytes(wet("El cafÃ© estÃ¡ abierto."))
    before = archive.read_bytes()
    assert main(["fix", "--write", str(archive)]) == 3
    assert "archives cannot be repaired" in capsys.readouterr().err
    assert archive.read_bytes() == before
