"""The five real pages in seeds/: exactly what seeds/expected.yaml says must be found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import textgate

SEEDS = Path(__file__).parents[1] / "seeds"
EXPECTED = yaml.safe_load((SEEDS / "expected.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def verdicts() -> dict[str, textgate.Verdict]:
    documents = [
        textgate.Document(path.name, path.read_bytes().decode("utf-8"))
        for path in sorted(SEEDS.glob("*.txt"))
    ]
    rules = Path(__file__).parents[1] / "rules.yaml"
    return {v.document: v for v in textgate.check_documents(documents, rules)}


def test_every_seed_is_expected():
    assert sorted(EXPECTED) == sorted(path.name for path in SEEDS.glob("*.txt"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_verdict_and_rules(name: str, verdicts: dict[str, textgate.Verdict]):
    verdict, expected = verdicts[name], EXPECTED[name]
    found = {finding.rule: finding.severity for finding in verdict.findings}
    assert found == {rule: wanted["severity"] for rule, wanted in expected["findings"].items()}
    assert verdict.verdict == expected["verdict"]
    assert not verdict.unjudged


PLACES = [(name, rule) for name, expected in EXPECTED.items() for rule in expected["findings"]]


@pytest.mark.parametrize(("name", "rule"), PLACES)
def test_places(name: str, rule: str, verdicts: dict[str, textgate.Verdict]):
    wanted = EXPECTED[name]["findings"][rule]
    text = (SEEDS / name).read_bytes().decode("utf-8")
    finding = next(f for f in verdicts[name].findings if f.rule == rule)
    for place in wanted.get("at", []):
        start = text.index(place)
        overlapping = [s for s in finding.spans if s.start < start + len(place) and s.stop > start]
        assert overlapping, f"{rule} marks nothing at {place!r}"
    if "count" in wanted:
        assert finding.span_count == wanted["count"], [s.excerpt for s in finding.spans]
    assert finding.span_count >= wanted.get("at_least", 1)
    assert set(wanted.get("kinds", [])) <= {span.kind for span in finding.spans}
    assert all(text[s.start : s.stop] for s in finding.spans)
