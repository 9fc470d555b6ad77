"""Code and addresses blanked out, offsets and lines kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate import masking


@pytest.mark.parametrize("text", ["", "plain text", "one ` backtick", "a < b", "time: 10:30", "\ud800"])
def test_leaves_prose_alone(text):
    assert masking.without_addresses(masking.without_code(text)) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a `code` b", "a  b"),
        ("a\n```py\nx?y\n```\nb", "a\n\n\n\nb"),
        ("a\n~~~\nx?y\n", "a\n\n\n"),
        ("a\r\n```\r\nx\r\n```\r\nb", "a\r\n\n\n\nb"),
        ("a <code>x?y</code> b", "a  b"),
        ("a <pre>x", "a <pre>x"),
        ("see https://example.org/?q=1 now", "see  now"),
        ("see www.example.org/?q=1 now", "see  now"),
        ("a [link](/x?y=1) b", "a [link b"),
    ],
)
def test_blanks_out(text, kept):
    masked = masking.without_addresses(masking.without_code(text))
    assert len(masked) == len(text)
    assert masked.replace("\0", "") == kept


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="`~<>/codepre \n\rhtps:w.()[]é", max_size=60))
def test_keeps_length_and_lines(text):
    masked = masking.without_addresses(masking.without_code(text))
    assert len(masked) == len(text)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
    assert all(new in (old, "\0") for new, old in zip(masked, text, strict=True))
