from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Damage, Document, UndecodableBytes
from textgate.positions import Lines, byte_offsets


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("abc", 0, (1, 1)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("漢字\n😀x", 4, (2, 2)),
        ("", 0, (1, 1)),
    ],
)
def test_lines_and_columns(text: str, offset: int, place: tuple[int, int]):
    assert Lines(text).place(offset) == place


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), st.data())
def test_byte_offsets_are_those_of_the_utf8_file(text: str, data: st.DataObject):
    offset = data.draw(st.integers(0, len(text)))
    assert byte_offsets(Document("d", text), [offset]) == {offset: len(text[:offset].encode())}


def test_byte_offsets_follow_the_codec_and_the_byte_order_mark():
    document = Document("d", "漢a", damage=Damage(encoding="gb18030"))
    assert byte_offsets(document, [1, 2]) == {1: 2, 2: 3}
    document = Document("d", "漢a", damage=Damage(encoding="utf-16-le", bom=2))
    assert byte_offsets(document, [0, 1]) == {0: 2, 1: 4}


def test_replaced_bytes_count_as_many_as_they_were():
    damage = Damage(encoding="utf-8", undecodable=(UndecodableBytes(1, 2, 1),))
    found = byte_offsets(Document("d", "a\ufffdb", damage=damage), [1, 2, 3])
    assert found == {1: 1, 2: 2, 3: 3}


def test_text_that_cannot_be_encoded_back_has_no_byte_offsets():
    document = Document("d", "a漢b", damage=Damage(encoding="cp1252"))
    assert byte_offsets(document, [1, 2]) == {1: 1, 2: None}
