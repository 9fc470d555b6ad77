"""JSON and JSON Lines: the verdict's own form, valid for every parser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from samples import finding, hostile, judged, report, small

from textgate import reporters
from textgate.batch import Document


def strict(data: bytes) -> object:
    """Parse as a strict parser does: no surrogates, no NaN, no repeated keys."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    def refuse(name: str) -> object:
        raise AssertionError(name)

    text = data.decode("utf-8")
    assert "\\ud" not in text.lower()
    return json.loads(text, object_pairs_hook=once, parse_constant=refuse)


def test_jsonl_is_one_verdict_per_line(tmp_path: Path):
    lines = report("jsonl", tmp_path / "v.jsonl", small()).read_bytes().splitlines()
    assert [strict(line) for line in lines] == [verdict.to_json() for _, verdict in small()]


def test_json_holds_documents_and_summary(tmp_path: Path):
    whole = strict(report("json", tmp_path / "v.json", small()).read_bytes())
    assert isinstance(whole, dict)
    assert list(whole) == ["documents", "textgate", "unicode", "rules", "gate", "summary"]
    assert whole["documents"] == [verdict.to_json() for _, verdict in small()]
    assert whole["textgate"] == "9.8.7"
    assert whole["gate"] == {"passed": False, "exit_code": 1, "reason": "3 of 4 documents fail (allowed: 0)"}
    assert whole["summary"]["failed"] == 2


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_an_empty_run(tmp_path: Path, format: str):
    data = report(format, tmp_path / "out", []).read_bytes()
    assert data == b"" if format == "jsonl" else strict(data)["documents"] == []  # type: ignore[index]


def test_hostile_text_stays_valid(tmp_path: Path):
    pairs = hostile()
    lines = report("jsonl", tmp_path / "v.jsonl", pairs).read_bytes().split(b"\n")
    assert len(lines) == len(pairs) + 1
    first = strict(lines[0])
    assert isinstance(first, dict)
    assert first["findings"][0]["message"].startswith("<script>")
    assert "lone \ufffd surrogate \ufffd" in first["findings"][0]["message"]
    strict(report("json", tmp_path / "v.json", pairs).read_bytes())


def test_numbers_that_json_lacks_become_null(tmp_path: Path):
    odd = finding()
    object.__setattr__(odd, "value", float("nan"))
    object.__setattr__(odd, "limit", float("inf"))
    data = report("jsonl", tmp_path / "v", [judged(Document("a", "x"), odd)]).read_bytes()
    assert b'"value":null,"limit":null' in data
    strict(data)


@pytest.mark.parametrize("format", reporters.FORMATS)
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, format: str):
    places = [report(format, tmp_path / name, small() + hostile()) for name in ("one", "two")]
    contents = [
        {str(p.relative_to(place)): p.read_bytes() for p in sorted([place, *place.rglob("*")]) if p.is_file()}
        for place in places
    ]
    for content in contents:
        content.pop("data/run.js", None)  # tells how long the run took
    assert contents[0] == contents[1]
    assert contents[0]


@pytest.mark.parametrize("format", reporters.FORMATS)
def test_a_run_that_stops_leaves_nothing(tmp_path: Path, format: str):
    reporter = reporters.open(format, tmp_path / "out")
    reporter.start()
    reporter.document(*small()[0])
    reporter.close()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_unknown_formats_are_named():
    with pytest.raises(ValueError, match="no such format; there are text, json"):
        reporters.open("xml", Path("x"))
