from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document, apart, chunked, pack
from textgate.profile import Profile

TEXTS = st.lists(st.text(alphabet=st.characters(), max_size=30), max_size=8)


def documents(texts: list[str]) -> list[Document]:
    return [Document(str(i), text) for i, text in enumerate(texts)]


def test_an_empty_batch_has_no_documents():
    batch = pack([])
    assert (len(batch), batch.text, batch.starts.tolist()) == (0, "", [0])
    profile = Profile(batch)
    assert profile.document_bits.tolist() == []
    assert len(profile.lines) == 0


def test_documents_are_laid_end_to_end_with_terminators():
    batch = pack(documents(["ab", "", "漢字"]))
    assert batch.text == "ab\n\n漢字\n"
    assert batch.starts.tolist() == [0, 3, 4, 7]
    assert batch.codepoints.dtype == np.uint32
    assert [batch.locate(p) for p in (0, 2, 3, 4, 5)] == [(0, 0), (0, 2), (1, 0), (2, 0), (2, 1)]


def test_ascii_documents_take_one_byte_per_code_point():
    batch = pack(documents(["plain", "text"]))
    assert batch.ascii
    assert batch.codepoints.dtype == np.uint8


def test_lone_surrogates_are_packed():
    assert pack(documents(["a\ud800b"])).codepoints.tolist() == [0x61, 0xD800, 0x62, 0x0A]


@given(TEXTS)
def test_every_document_is_found_again(texts: list[str]):
    batch = pack(documents(texts))
    for index, text in enumerate(texts):
        start, stop = int(batch.starts[index]), int(batch.starts[index + 1]) - 1
        assert batch.text[start:stop] == text
        assert "".join(map(chr, batch.codepoints[start:stop])) == text


@given(TEXTS, st.integers(1, 40))
def test_chunks_keep_order_and_budget(texts: list[str], budget: int):
    chunks = list(chunked(documents(texts), budget))
    assert [d.text for chunk in chunks for d in chunk] == texts
    for chunk in chunks:
        assert len(chunk) == 1 or sum(len(d.text) + 1 for d in chunk) <= budget


@given(TEXTS)
def test_profile_lines_are_the_lines_of_each_document(texts: list[str]):
    profile = Profile(pack(documents(texts)))
    lines = [
        (int(d), profile.text[a:b])
        for a, b, d in zip(profile.lines.start, profile.lines.stop, profile.lines.document, strict=True)
    ]
    assert lines == [(i, line) for i, text in enumerate(texts) for line in text.split("\n")]


def test_ascii_documents_travel_apart_when_there_are_enough_of_them():
    plain, other = "plain " * 20_000, "漢字"
    assert apart([]) == []
    assert apart(documents([plain, ""])) == [[0, 1]]
    assert apart(documents([other, other])) == [[0, 1]]
    assert apart(documents([other, "few", other])) == [[0, 1, 2]]
    assert apart(documents([other, plain, "few", other])) == [[1, 2], [0, 3]]
