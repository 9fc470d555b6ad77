"""Bytes into text. Rows that must decode cleanly first, then damage."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import UndecodableBytes
from textgate.sources import from_bytes
from textgate.sources.decode import decode

RUSSIAN = "Утром на пристани было тихо, и только чайки кричали над водой."
UKRAINIAN = "Їжак із ґудзиком сидів на ґанку й дивився на зорі."
CHINESE = "清晨的码头很安静，只有海鸥在水面上叫。渔民们还没有回来。"
TAIWANESE = "清晨的碼頭很安靜，只有海鷗在水面上叫。漁民們還沒有回來。"
JAPANESE = "朝の港はとても静かで、カモメだけが水の上で鳴いていた。"
KOREAN = "아침 부두는 아주 조용했고 갈매기만 물 위에서 울고 있었다."
FRENCH = "Le matin, le quai était désert ; seules les mouettes criaient là-bas, près de l’île."
POLISH = "Rano na przystani było cicho, tylko mewy krzyczały nad wodą i żaglówką."
GREEK = "Το πρωί στην προβλήτα ήταν ήσυχα και μόνο οι γλάροι έκραζαν."
TURKISH = "Sabahleyin iskele çok sessizdi, yalnızca martılar suyun üstünde çığlık atıyordu."
HEBREW = "בבוקר היה הרציף שקט מאוד ורק השחפים צעקו מעל המים."
ARABIC = "في الصباح كان الرصيف هادئا جدا والنوارس تصيح فوق الماء."


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859_5"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8_u"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (KOREAN, "euc_kr"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859_7"),
        (TURKISH, "cp1254"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        ("naïve", "cp1252"),
        ("café", "cp1252"),
        ("Preis: 20 € für „alles“", "cp1252"),
        ("© 2020, all rights reserved.", "cp1252"),
        ("25 °C outside", "latin-1"),
        *((RUSSIAN, f"utf-{size}{end}") for size in ("16", "32") for end in ("", "-le", "-be")),
        *((CHINESE + "\n", f"utf-{size}{end}") for size in ("16", "32") for end in ("", "-le", "-be")),
        (GREEK, "utf-8-sig"),
    ],
)
def test_sound_bytes_become_the_text_that_was_written(text: str, codec: str) -> None:
    decoded, damage = decode(text.encode(codec))
    assert decoded == text
    assert damage.undecodable == ()
    assert damage.truncated is None


@pytest.mark.parametrize(
    "text", ["", " ", "a", "\x00", "abc\x00def", "a\r\nb\rc\n", "\x1b[31mred\x1b[0m", "\u2028"]
)
def test_utf8_stays_as_it_is(text: str) -> None:
    decoded, damage = decode(text.encode())
    assert decoded == text
    assert damage.encoding == "utf-8"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1b\ufeff")))
def test_any_utf8_decodes_to_itself(text: str) -> None:
    assert decode(text.encode())[0] == text


@given(st.binary(max_size=200))
def test_whatever_the_bytes_the_runs_are_where_the_text_says(data: bytes) -> None:
    document = from_bytes("x", data)
    for run in document.damage.undecodable:
        assert 0 <= run.byte_start < run.byte_stop <= len(data)
        assert document.text[run.position] == "\ufffd"
        assert data[run.byte_start : run.byte_stop].startswith(run.data)


@given(
    st.lists(
        st.sampled_from(["Größe ", "水面 ", "ночь ", "plain ", b"\xff", b"\xfe\xfd", b"\xe6"]), max_size=12
    )
)
def test_stray_bytes_in_utf8_are_replaced_and_listed(pieces: list[str | bytes]) -> None:
    data = b"".join(p.encode() if isinstance(p, str) else p for p in ["中文文本与 ", *pieces, "Ende ещё."])
    text, damage = decode(data)
    assert damage.encoding == "utf-8"
    joined = b"".join(data[run.byte_start : run.byte_stop] for run in damage.undecodable)
    assert joined == b"".join(piece for piece in pieces if isinstance(piece, bytes))
    assert text.count("\ufffd") == len(damage.undecodable)


def test_a_run_of_bad_bytes_is_one_mark_with_its_offsets() -> None:
    text, damage = decode("Grüße ".encode() + b"\xff\xfe" + " aus Köln".encode())
    assert text == "Grüße \ufffd aus Köln"
    assert damage.undecodable == (UndecodableBytes(8, 10, 6, b"\xff\xfe"),)


def test_offsets_count_the_mark_that_was_dropped() -> None:
    text, damage = decode(codecs.BOM_UTF8 + "Ähre".encode() + b"\xff" + "Öl".encode())
    assert (text, damage.bom) == ("Ähre\ufffdÖl", 3)
    assert damage.undecodable[0].byte_start == 3 + len("Ähre".encode())


def test_mostly_utf8_is_never_read_as_something_else() -> None:
    text, damage = decode("Москва, ".encode() + "Тула".encode("cp1251") + (" и другие города " * 3).encode())
    assert damage.encoding == "utf-8"
    assert text.startswith("Москва, \ufffd")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("海鸥".encode()[:-1], "海\ufffd"),
        ("海鸥".encode()[:-2], "海\ufffd"),
        (("海鸥" + CHINESE[:9]).encode("gbk")[:-1], "海鸥" + CHINESE[:8] + "\ufffd"),
        ("Köln 🙂".encode()[:-2], "Köln \ufffd"),
        ("海鸥\n".encode("utf-16")[:-1], "海鸥\ufffd"),
    ],
)
def test_a_character_cut_at_the_end_is_noted_as_truncation(data: bytes, text: str) -> None:
    decoded, damage = decode(data)
    assert decoded == text
    assert damage.truncated == "the last character is cut after its first bytes"


def test_lone_surrogates_of_utf16_are_kept_for_the_checks() -> None:
    text, damage = decode(b"\xff\xfe\x00\xdca\x00")
    assert text == "\udc00a"
    assert damage.undecodable == ()


def test_values_beyond_unicode_in_utf32_are_undecodable() -> None:
    text, damage = decode(codecs.BOM_UTF32_LE + b"a\x00\x00\x00\x00\x00\x11\x00b\x00\x00\x00")
    assert text == "a\ufffdb"
    assert damage.undecodable == (UndecodableBytes(8, 12, 1, b"\x00\x00\x11\x00"),)


def test_a_declaration_decides_between_likely_readings() -> None:
    body = "<p>\xe4\xe4\xe4</p>"
    for label, expected in (("iso-8859-1", "äää"), ("windows-1251", "ддд")):
        data = f'<html><meta charset="{label}">{body}'.encode("latin-1")
        assert expected in decode(data)[0]


def test_one_megabyte_of_bad_bytes_takes_no_time() -> None:
    text, damage = decode(b"\xe6\x97\xa5" * 100 + b"\xff" * 1_000_000 + b"\xe6\x97\xa5" * 1_000_000)
    assert len(damage.undecodable) == 1
    assert len(text) == 1_000_101
