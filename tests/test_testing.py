"""Assertions about texts, for the tests of our users."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import textgate
from textgate.testing import UncleanTextError, assert_clean

CLEAN = "The ferry leaves at nine. Dogs travel free.\n"
FAULTY = "A bell \x07 rings in the text.\n"


@pytest.mark.parametrize(
    "text", ["", CLEAN, "渡轮九点出发。船上售票，狗可以免费乘船。\n", "docs/no-such-file.md"]
)
def test_a_clean_text_says_nothing(text: str) -> None:
    assert_clean(text)


def test_a_faulty_text_is_an_assertion_error_with_place_reason_and_repair() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_clean("Well.\nWir grÃ¼ÃŸen aus KÃ¶ln.")
    assert isinstance(caught.value, UncleanTextError)
    (verdict,) = caught.value.verdicts
    assert verdict.findings[0].rule == "mojibake"
    message = str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))  # a test that ran in another process
    assert (str(copy), copy.verdicts) == (message, caught.value.verdicts)
    assert message.startswith("<text>: fail  mojibake\n  <text>:2:7: error mojibake\n")
    assert "Wir grüßen" in message or "reads: üß" in message


def test_what_is_invisible_is_shown_as_an_escape() -> None:
    with pytest.raises(UncleanTextError, match=r"bell \\u\{7\} rings"):
        assert_clean(FAULTY)


def test_rules_and_language_are_heeded(tmp_path: Path) -> None:
    lenient = tmp_path / "lenient.yaml"
    lenient.write_text("version: 1\nrules:\n  control_characters: warning\n")
    assert_clean(FAULTY, rules=lenient)
    assert_clean(FAULTY, rules=textgate.load_rules(lenient))
    german = tmp_path / "german.yaml"
    german.write_text("version: 1\nrules:\n  control_characters:\n    only: {languages: [de]}\n")
    assert_clean(FAULTY, rules=german, language="en")
    with pytest.raises(UncleanTextError):
        assert_clean(FAULTY, rules=german, language="de")


def test_a_path_is_a_file_a_folder_or_a_file_of_records(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(CLEAN)
    assert_clean(tmp_path)
    assert_clean(tmp_path / "good.txt")
    (tmp_path / "pages.jsonl").write_text(
        '{"id": "a", "text": "All is well."}\n{"id": "b", "text": "\\u0007"}\n{}\n'
    )
    with pytest.raises(UncleanTextError, match=r"^2 of 4 documents do not pass\n\nb: fail") as caught:
        assert_clean(tmp_path)
    assert [v.verdict for v in caught.value.verdicts] == ["fail", "error"]


def test_the_message_stays_short_when_everything_is_broken(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text('{"text": "\\u0007"}\n' * 50)
    with pytest.raises(UncleanTextError) as caught:
        assert_clean(tmp_path / "pages.jsonl")
    assert len(caught.value.verdicts) == 50
    assert str(caught.value).endswith("... and 30 more")


def test_an_assertion_about_nothing_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    with pytest.raises(ValueError, match="binary file"):
        assert_clean(tmp_path)
    with pytest.raises(FileNotFoundError, match="no such file"):
        assert_clean(tmp_path / "missing.md")
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nexclude: ['*.yaml', '*.png']\n")
    with pytest.raises(ValueError, match="excluded by the rules"):
        assert_clean(tmp_path, rules=rules)
