from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.corruptions import corrupt, makers
from texts import TEXTS


@pytest.mark.parametrize("kind", sorted(makers()))
def test_every_kind_can_damage_some_text(kind: str):
    assert any(corrupt(text, kind, severity=0.5, seed=1) for text in TEXTS.values())


@pytest.mark.parametrize("kind", sorted(makers()))
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_damage_is_repeatable_and_lies_where_it_says(kind: str, language: str):
    made = corrupt(TEXTS[language], kind, severity=0.3, seed=7)
    assert made == corrupt(TEXTS[language], kind, severity=0.3, seed=7)
    if made is None:
        return
    assert made.text != TEXTS[language]
    assert made.spans
    for start, stop in made.spans:
        assert 0 <= start < stop <= len(made.text)
    if made.family in ("mojibake", "scripts", "characters", "spam"):
        # Outside the spans nothing has changed: taking them out leaves a subsequence of the original.
        kept, reached = [], 0
        for start, stop in made.spans:
            kept.append(made.text[reached:start])
            reached = stop
        kept.append(made.text[reached:])
        letters = iter(TEXTS[language])
        assert all(char in letters for part in kept for char in part if char.isalpha())


@settings(max_examples=30)
@given(st.text(max_size=60), st.sampled_from(sorted(makers())), st.floats(0, 1))
def test_any_text_can_be_asked_for(text: str, kind: str, severity: float):
    made = corrupt(text, kind, severity=severity, seed="x")
    assert made is None or made.text != text


def test_severity_is_a_share():
    light = corrupt(TEXTS["ru"], "mixed:latn-in-cyrl", severity=0.05, seed=1)
    heavy = corrupt(TEXTS["ru"], "mixed:latn-in-cyrl", severity=0.8, seed=1)
    assert light is not None
    assert heavy is not None
    assert len(light.spans) < len(heavy.spans)
    with pytest.raises(ValueError, match="between 0 and 1"):
        corrupt(TEXTS["ru"], "mixed:latn-in-cyrl", severity=2)


def test_records_are_labelled_and_kinds_take_turns():
    from textgate.batch import Document
    from textgate.corruptions.labelled import records

    documents = [Document(name, text) for name, text in TEXTS.items()]
    made = list(records(documents, ["truncated:mid-word", "mixed:cyrl-in-latn"], 0.3, 1))
    assert [r["id"] for r in made[:4]] == ["en", "en#truncated:mid-word", "de", "de#mixed:cyrl-in-latn"]
    assert made[0]["label"] == dict.fromkeys(
        ["mojibake", "spam", "truncated", "mixed_scripts", "characters"], False
    )
    assert [k for k, v in made[3]["label"].items() if v] == ["mixed_scripts"]


def test_the_command_writes_jsonl(tmp_path, capsys):
    import json

    from textgate.cli import main

    (tmp_path / "a.txt").write_text(TEXTS["de"], encoding="utf-8")
    target = tmp_path / "out.jsonl"
    assert (
        main(["corrupt", str(tmp_path / "a.txt"), "--kind", "mojibake:utf-8>cp1252", "--to", str(target)])
        == 0
    )
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["clean", "mojibake:utf-8>cp1252"]
    assert main(["corrupt", str(tmp_path / "a.txt"), "--kind", "nonsense"]) == 2
    assert "there is no kind of fault 'nonsense'" in capsys.readouterr().err
