"""The columns of a profile are what a plain loop over the characters gives, on any text whatever."""

from __future__ import annotations

import functools
import operator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textgate import charclass as cc
from textgate.batch import Document, pack
from textgate.profile import Profile

MASKS = [cc.HAN, cc.LETTER, cc.MARK | cc.INVISIBLE, cc.NEWLINE, cc.PUNCTUATION | cc.SYMBOL, cc.CONTROL, 0]
SIGNS = "\0%&<>\\~ a\x7f"
# Whatever has a trap in it: line ends of all kinds, lone surrogates, astral characters, NUL, the ends of ASCII.
ALPHABET = st.one_of(
    st.sampled_from(
        "\0\t\n\v\r\x1f \x7f\x80\xff\u0100\u2028\ud800\udfff\ufeff\ufffd\uffff\U0001f600\U0010ffff"
    ),
    st.sampled_from("aZ09.,!%&<>\\~éßЖ漢のﾊ한ا"),
    st.characters(),
)
TEXTS = st.lists(st.text(alphabet=ALPHABET, max_size=20), max_size=9)


@settings(max_examples=300)
@given(TEXTS)
@example([])
@example([""])
@example(["", "", ""])
@example(["\n", "\n\n", "", "\n"])
@example(["plain", "", "text\n"])
@example(["\0", "\ud800", "\U0010ffff\n\U0001f600", ""])
def test_columns(texts: list[str]) -> None:
    profile = Profile(pack([Document(str(i), text) for i, text in enumerate(texts)]))
    whole = "".join(text + "\n" for text in texts)
    bits = [cc.bits_of(character) for character in whole]
    assert "".join(map(chr, profile.codepoints)) == whole == profile.text
    assert profile.lengths.tolist() == [len(text) for text in texts]
    assert profile.bits.tolist() == bits
    assert profile.narrow.tolist() == [min(ord(c), 0xFF) if ord(c) < 0x80 else 0xFF for c in whole]
    assert profile.above_ascii.tolist() == [i for i, c in enumerate(whole) if ord(c) > 0x7F]
    assert profile.document_bits.tolist() == [
        functools.reduce(operator.or_, map(cc.bits_of, text), cc.NEWLINE) for text in texts
    ]
    for mask in MASKS:
        counts = [sum((cc.bits_of(c) & mask) != 0 for c in text) for text in texts]
        assert profile.count(mask).tolist() == counts
        assert profile.where(mask).tolist() == [i for i, b in enumerate(bits) if b & mask]
        if not mask & cc.NEWLINE:
            assert profile.has(mask).tolist() == [count > 0 for count in counts]
    for sign in SIGNS:
        assert profile.holds(sign).tolist() == [sign in text for text in texts]
    assert profile.holds("<>&").tolist() == [any(sign in text for sign in "<>&") for text in texts]
    lines = profile.lines
    assert [
        (document, whole[start:stop])
        for document, start, stop in zip(lines.document, lines.start, lines.stop, strict=True)
    ] == [(i, line) for i, text in enumerate(texts) for line in text.split("\n")]


@pytest.mark.parametrize("texts", [["ascii only", "twice"], ["mixed", "漢字"]])
def test_documents_at(texts: list[str]) -> None:
    profile = Profile(pack([Document(str(i), text) for i, text in enumerate(texts)]))
    ends = profile.starts[1:] - 1
    assert profile.documents_at(np.zeros(0, dtype=np.int64)) == []
    assert profile.documents_at(ends) == list(range(len(texts)))
    assert profile.documents_at(np.array([0, 1, 2])) == [0]
