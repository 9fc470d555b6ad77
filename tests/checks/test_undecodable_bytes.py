"""Bytes that the reader could not decode."""

from __future__ import annotations

import doctest

import pytest

from textgate.batch import Damage, Document, pack
from textgate.checks import undecodable_bytes
from textgate.profile import Profile
from textgate.sources import from_bytes
from textgate.testing import spans


def found(*documents: Document) -> list[tuple[int, int, int, str, str]]:
    measured = undecodable_bytes.measure(Profile(pack(documents)), undecodable_bytes.Options())
    s = measured.spans
    return list(zip(s.document, s.start, s.stop, s.kind, s.evidence, strict=True))


def kinds(data: bytes) -> list[str]:
    return [row[3] for row in found(from_bytes("x", data))]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"plain",
        "Füße, größer".encode(),
        "Füße, größer".encode("cp1252"),
        "Тихий берег реки".encode("koi8-r"),
        "静かな港の朝".encode("cp932"),
        "Füße\n".encode("utf-16"),
        # A character cut at the end is a truncation, and truncated_end reports it.
        "静かな港".encode()[:-1],
        "静かな港の朝である".encode("euc_jp")[:-1],
        "静かな港\n".encode("utf-16")[:-1],
        # Declarations that are true, at least as browsers read them.
        '<meta charset="utf-8"><p>Füße'.encode(),
        '<meta charset="iso-8859-1"><p>Füße – “so”'.encode("cp1252"),
        '<meta charset="gb2312"><p>海边的镇子，朱镕'.encode("gbk"),
        '<?xml version="1.0" encoding="utf-16"?><p>Füße</p>'.encode(),
        b'<meta charset="gbk"><p>only ASCII',
        '<meta charset="x-unknown-42"><p>Füße'.encode(),
        'In HTML, write <meta charset="gbk"> — „so“ beginnt die Seite.'.encode(),
    ],
)
def test_silent(data: bytes) -> None:
    assert kinds(data) == []


def test_text_without_bytes_is_silent() -> None:
    assert spans("undecodable_bytes", "U+FFFD \ufffd in a text is another check's subject") == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Grüße, ".encode() + b"\xfc\xfd" + " schöne Füße".encode(), ["undecodable"]),
        ("海边".encode() + b"\xe6\n" + "镇子".encode(), ["undecodable"]),
        ("海边".encode() + b"\xff" + "镇子".encode() + b"\xfe" + "晚上".encode(), ["undecodable"] * 2),
        ("海边".encode() + b"\xff", ["undecodable"]),
        (
            ("海边的镇子很安静，晚上没有灯。" * 9).encode("gbk") + b"\xff\n" + "镇子".encode("gbk"),
            ["undecodable"],
        ),
        ('<meta charset="gbk"><p>Füße und Türme'.encode(), ["wrong_declaration"]),
        ('<?xml version="1.0" encoding="iso-8859-1"?><p>Тихий берег</p>'.encode(), ["wrong_declaration"]),
        ('<meta charset="utf-8"><p>Тихий берег большой реки'.encode("cp1251"), ["wrong_declaration"]),
        ('<meta charset="utf-16"><p>Füße und Türme am See'.encode("cp1252"), ["wrong_declaration"]),
    ],
)
def test_found(data: bytes, expected: list[str]) -> None:
    assert kinds(data) == expected


def test_the_evidence_names_bytes_and_offset_and_the_span_marks_the_replacement() -> None:
    document = from_bytes(
        "x", "Türme ".encode() + bytes(range(0xF8, 0x100)) * 2 + " 海边的镇子很安静".encode()
    )
    assert found(document) == [
        (0, 6, 7, "undecodable", "bytes F8 F9 FA FB FC FD FE FF … at offset 7 are not valid in utf-8")
    ]


def test_a_wrong_declaration_is_marked_where_it_stands() -> None:
    document = from_bytes("x", '<html><meta charset="Big5"><p>Füße'.encode())
    [(_, start, stop, _, evidence)] = found(document)
    assert document.text[start:stop] == "Big5"
    assert evidence == "the document declares big5, but its bytes are utf-8"


def test_documents_do_not_disturb_each_other() -> None:
    clean = Document("a", "clean")
    bad = from_bytes("b", "Türme ".encode() + b"\xff" + " Häuser".encode())
    rows = found(clean, bad, clean, bad)
    assert [row[0] for row in rows] == [1, 3]
    assert rows[0][1:] == rows[1][1:] == found(bad)[0][1:]


def test_a_declaration_without_a_known_codec_does_no_harm() -> None:
    document = Document("a", "Füße", damage=Damage(encoding="no-such-codec", declared="utf-8"))
    assert [row[3] for row in found(document)] == ["wrong_declaration"]


def test_the_manual_runs() -> None:
    assert doctest.testmod(undecodable_bytes).failed == 0
