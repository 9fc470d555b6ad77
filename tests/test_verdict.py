from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from textgate.verdict import Finding, Summary, Unjudged, Verdict, summarise


def finding(rule: str, severity: str) -> Finding:
    return Finding(
        rule=rule, check=rule, family="custom", severity=severity, kind=None, value=1.0, limit=0.0, unit="x",
        message="m", confidence=1.0, spans=(), span_count=2,
    )  # fmt: skip


VERDICTS = st.builds(
    Verdict,
    document=st.text(max_size=3),
    path=st.none(),
    record=st.none(),
    verdict=st.sampled_from(["pass", "fail", "error"]),
    findings=st.lists(st.builds(finding, st.sampled_from("ab"), st.sampled_from(["error", "warning"]))).map(
        tuple
    ),
    unjudged=st.lists(st.builds(Unjudged, st.sampled_from("ab"), st.just("r"))).map(tuple),
    language=st.sampled_from([None, "zh-Hans", "en"]),
    characters=st.integers(0, 9),
)


@given(st.lists(VERDICTS), st.lists(VERDICTS), st.lists(VERDICTS))
def test_merging_summaries_is_associative_and_counts_everything(a, b, c):
    whole = summarise([*a, *b, *c])
    left = summarise(a)
    left.merge(summarise(b))
    left.merge(summarise(c))
    right = summarise(b)
    right.merge(summarise(c))
    start = summarise(a)
    start.merge(copy.deepcopy(right))
    assert whole.to_json() == left.to_json() == start.to_json()
    assert whole.documents == whole.passed + whole.failed + whole.errors


def test_an_empty_summary_is_neutral():
    summary = summarise([Verdict("a", None, None, "fail", (finding("r", "error"),))])
    before = summary.to_json()
    summary.merge(Summary())
    assert summary.to_json() == before


def test_json_names_are_the_public_format():
    record = Verdict("a", "p", 3, "fail", (finding("r", "error"),)).to_json()
    assert list(record) == [
        "document", "path", "record", "verdict", "language", "encoding", "characters", "findings", "unjudged",
    ]  # fmt: skip
    assert list(record["findings"][0]) == [
        "rule", "check", "family", "severity", "kind", "value", "limit", "unit", "message", "confidence", "spans",
        "span_count",
    ]  # fmt: skip
