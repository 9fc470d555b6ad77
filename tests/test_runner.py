from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate import check as catalogue
from textgate.batch import Document, chunked
from textgate.check import Measured, Spans
from textgate.policy import Condition, Group, Policy, Rule
from textgate.profile import Profile
from textgate.runner import judge
from textgate.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Options:
    letter: str = "x"


def letters(profile: Profile, options: Options) -> Measured:
    """Mark every occurrence of one letter; capitals with less confidence and another kind."""
    spans = Spans()
    for index, document in enumerate(profile.batch.documents):
        if "RAISE" in document.text:
            raise ZeroDivisionError("asked for")
        for place, char in enumerate(document.text):
            if char.lower() == options.letter:
                capital = char != options.letter
                spans.add(
                    index,
                    place,
                    place + 1,
                    "capital" if capital else "small",
                    0.4 if capital else 0.9,
                    "an x",
                )
    return Measured.counted(len(profile), spans)


def lengths(profile: Profile, options: Options) -> Measured:
    values = profile.lengths.astype(np.float64)
    values[values == 3] = np.nan
    unjudged = {int(i): "three characters are beyond me" for i in np.flatnonzero(np.isnan(values))}
    return Measured(values, unjudged=unjudged)


def module(
    name: str, measure: object, direction: str = "above", kinds: dict[str, str] | None = None
) -> SimpleNamespace:
    return SimpleNamespace(
        __name__=name, FAMILY="custom", UNIT="letters", LIMIT=0.0, DIRECTION=direction, SEVERITY="error",
        KINDS=kinds or {}, KIND_SEVERITY={"capital": "warning"}, Options=Options, measure=measure,
    )  # fmt: skip


CHECKS = {
    "letters": module("letters", letters, kinds={"small": "", "capital": ""}),
    "short": module("short", lengths, direction="below"),
}


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "load", CHECKS.__getitem__)


def rule(name: str = "letters", **changes: object) -> Rule:
    settings: dict[str, object] = {"severity": "error", "limit": 0.0, "options": Options(), "check": name}
    return Rule(name=str(changes.pop("rule", name)), **{**settings, **changes})  # type: ignore[arg-type]


def judge_texts(
    *texts: str, rules: tuple[Rule, ...] = (rule(),), groups: tuple[Group, ...] = ()
) -> list[Verdict]:
    return judge([Document(str(i), t) for i, t in enumerate(texts)], Policy(rules, groups))


def outcome(verdict: Verdict) -> tuple[str, list[tuple[str, str, float, int]]]:
    return verdict.verdict, [(f.rule, f.severity, f.value, f.span_count) for f in verdict.findings]


def test_a_clean_document_passes():
    assert outcome(judge_texts("nothing here")[0]) == ("pass", [])


def test_a_broken_rule_fails_with_places():
    verdict = judge_texts("one x\nand é x")[0]
    assert outcome(verdict) == ("fail", [("letters", "error", 2.0, 2)])
    second = verdict.findings[0].spans[1]
    assert (second.line, second.column, second.start, second.byte_start) == (2, 7, 12, 13)
    assert verdict.findings[0].message == "an x; 2 letters (allowed: at most 0)"


def test_answers_keep_the_order_of_ascii_and_other_documents():
    verdicts = judge_texts("x", "é", "plain", "漢x")
    assert [(v.document, v.verdict) for v in verdicts] == [
        ("0", "fail"),
        ("1", "pass"),
        ("2", "pass"),
        ("3", "fail"),
    ]


@pytest.mark.parametrize(
    ("changes", "text", "expected"),
    [
        ({"limit": 2.0}, "xx", ("pass", [])),
        ({"limit": 2.0}, "xxx", ("fail", [("letters", "error", 3.0, 3)])),
        ({"severity": "warning"}, "x", ("pass", [("letters", "warning", 1.0, 1)])),
        ({"severity": "off"}, "x", ("pass", [])),
        # A kind's default severity never exceeds the rule's, and a rule may override it.
        ({}, "X", ("pass", [("letters", "warning", 1.0, 1)])),
        ({}, "Xx", ("fail", [("letters", "error", 2.0, 2)])),
        ({"severity": "warning"}, "Xx", ("pass", [("letters", "warning", 2.0, 2)])),
        ({"kinds": {"capital": "error"}}, "X", ("fail", [("letters", "error", 1.0, 1)])),
        # Spans below the asked-for confidence, or of a kind that is off, do not count.
        ({"confidence": 0.5}, "X", ("pass", [])),
        ({"confidence": 0.5}, "Xx", ("fail", [("letters", "error", 1.0, 1)])),
        ({"kinds": {"small": "off"}, "limit": 1.0}, "xxX", ("pass", [])),
        # Zones: the check sees only that part.
        ({"zone": "head"}, "a\nb\nc\nd\ne\nf\nx", ("pass", [])),
        ({"zone": "tail"}, "a\nb\nc\nd\ne\nf\nx", ("fail", [("letters", "error", 1.0, 1)])),
    ],
)
def test_policy(changes: dict[str, object], text: str, expected: object):
    assert outcome(judge_texts(text, rules=(rule(**changes),))[0]) == expected


def test_spans_of_a_zone_are_places_in_the_document():
    verdict = judge_texts("a\nb\nc\nd\ne\nf\nx", rules=(rule(zone="tail"),))[0]
    assert verdict.findings[0].spans[0].start == 12


def test_not_judged_is_said_not_passed_over():
    verdict = judge_texts("abc", rules=(rule("short", limit=5.0),))[0]
    assert [(u.rule, u.reason) for u in verdict.unjudged] == [("short", "three characters are beyond me")]


def test_a_limit_from_below():
    assert [v.verdict for v in judge_texts("ab", "abcdef", rules=(rule("short", limit=5.0),))] == [
        "fail",
        "pass",
    ]


def test_a_raising_check_costs_only_its_document():
    verdicts = judge_texts("x", "RAISE", "y")
    assert [v.verdict for v in verdicts] == ["fail", "error", "pass"]
    assert verdicts[1].error == "check letters failed: ZeroDivisionError: asked for"


def test_an_unreadable_document_is_an_error():
    verdict = judge([Document("a", "", error="a.jsonl:3: not JSON")], Policy((rule(),)))[0]
    assert (verdict.verdict, verdict.error) == ("error", "a.jsonl:3: not JSON")


@pytest.mark.parametrize(
    ("only", "skip", "verdict"),
    [
        (Condition(paths=("docs/**",)), Condition(), "fail"),
        (Condition(paths=("src/**",)), Condition(), "pass"),
        (Condition(), Condition(paths=("*.md",)), "pass"),
        (Condition(languages=("de",)), Condition(), "fail"),
        (Condition(languages=("en",)), Condition(), "pass"),
        (Condition(sources=("docs",)), Condition(languages=("fr",)), "fail"),
        (Condition(sources=("docs",)), Condition(languages=("de",)), "pass"),
    ],
)
def test_conditions(only: Condition, skip: Condition, verdict: str):
    document = Document("docs/a.md", "x", path="docs/a.md", language="de-AT")
    assert judge([document], Policy((rule(only=only, skip=skip),)))[0].verdict == verdict


def test_a_group_asks_for_some_of_its_members():
    rules = (rule(severity="off"), rule("short", limit=5.0, severity="off"))
    groups = (Group("both", ("letters", "short"), 2, "error"),)
    verdicts = judge_texts("x", "xxxxxx", "ab", rules=rules, groups=groups)
    assert [outcome(v) for v in verdicts] == [
        ("fail", [("both", "error", 2.0, 1)]),
        ("pass", []),
        ("pass", []),
    ]


def test_a_silent_group_counts_inside_another():
    rules = (rule(), rule("short", limit=5.0, severity="off"))
    groups = (Group("inner", ("letters", "short"), 2, "off"), Group("outer", ("inner",), 1, "warning"))
    verdict = judge_texts("x", rules=rules, groups=groups)[0]
    assert outcome(verdict) == ("fail", [("letters", "error", 1.0, 1), ("outer", "warning", 1.0, 1)])


@given(st.lists(st.text("xX éa漢\n", max_size=12), min_size=1, max_size=10), st.integers(1, 30), st.randoms())
def test_verdicts_do_not_depend_on_batches_or_order(texts: list[str], budget: int, random):
    policy = Policy((rule(), rule("short", limit=5.0)))
    documents = [Document(str(i), text) for i, text in enumerate(texts)]
    together = {v.document: v for v in judge(documents, policy)}
    random.shuffle(documents)
    apart = {v.document: v for chunk in chunked(documents, budget) for v in judge(chunk, policy)}
    assert together == apart
