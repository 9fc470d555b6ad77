"""Names of places and of texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.excuses.identity import digest, fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two words", "two\nwords"),
        ("two words", "two\r\n  words"),
        ("two words", " two\twords\n"),
        ("", ""),
    ],
)
def test_white_space_does_not_count(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "b"),
        ("ab", "a b"),
        ("Ã©", "Ã¨"),
        ("e\u0301", "\u00e9"),
        ("\u200b", "\u200c"),
        ("\u3000", " "),
        (" ", "\t"),
        ("\ud800", "\ud801"),
    ],
)
def test_everything_else_counts(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)


@given(st.text(st.characters(exclude_categories=())))
def test_names_are_short_and_the_same_every_time(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", fingerprint(text))
    assert re.fullmatch("[0-9a-f]{32}", digest(text))
    assert fingerprint(text) == fingerprint(text.replace("\n", "\r\n"))


def test_names_do_not_change_from_version_to_version() -> None:
    # Baselines of users hold them.
    assert fingerprint("Ã©") == "89736e52a473a107"
    assert digest("") == "cae66941d9efbd404e4d88758ea67670"
