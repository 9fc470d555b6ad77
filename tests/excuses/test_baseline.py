"""Baselines: what was known stays known where it moves, what is new is new, what is gone never comes back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document
from textgate.excuses.baseline import Baseline, BaselineError, Matching, from_text, to_text
from textgate.excuses.identity import digest, fingerprint
from textgate.rules import load
from textgate.runner import judge
from textgate.verdict import Verdict

RULES = load(
    "version: 1\npreset: none\nrules:\n"
    "  todo: {check: phrases, phrases: [TODO, 'TO DO'], severity: error}\n"
    "  fixme: {check: phrases, phrases: [FIXME], severity: warning}\n"
    "  too_few_words: {limit: 3, severity: warning}\n"
)


def run(texts: dict[str, str], max_spans: int = 1000) -> list[Verdict]:
    documents = [Document(name, text, path=name) for name, text in texts.items()]
    return judge(documents, RULES, max_spans=max_spans)


def known_of(verdicts: Iterable[Verdict]) -> Baseline:
    baseline = Baseline()
    for verdict in verdicts:
        baseline.add(verdict, verdict.findings)
    return baseline


def new_places(before: dict[str, str], after: dict[str, str]) -> Counter[str]:
    """Documents with the number of places that a baseline of ``before`` does not know in ``after``."""
    matching = Matching(known_of(run(before)))
    verdicts = [matching.applied(verdict, RULES) for verdict in run(after)]
    return Counter(
        {v.document: sum(max(1, f.span_count) for f in v.findings) for v in verdicts if v.findings}
    )


def gone(before: dict[str, str], after: dict[str, str], *, everything: bool = True) -> dict[str, int]:
    matching = Matching(known_of(run(before)))
    for verdict in run(after):
        matching.applied(verdict, RULES)
    return {name: len(known) for name, known in matching.stale(everything=everything).documents.items()}


LONG = "This text is long enough for every rule. "


class TestWhatIsKnown:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ({"a": "TODO one two three"}, {"a": "TODO one two three"}),
            ({"a": "TODO one two three"}, {"a": "Four new words here.\n\n\nTODO one two three"}),
            ({"a": "TODO one two three, TODO"}, {"a": "TODO, TODO four five six"}),
            ({"a": "TODO one two three, TODO"}, {"a": "one two three TODO"}),
            ({"a": f"{LONG}TO DO"}, {"a": f"{LONG}TO\n   DO"}),
            ({"a": f"{LONG}TODO"}, {"b": f"{LONG}TODO"}),
            ({"a": f"{LONG}TODO", "b": LONG}, {"b": f"{LONG}TODO", "a": LONG}),
            ({"c#1": f"{LONG}TODO", "c#2": f"{LONG}FIXME"}, {"c#2": f"{LONG}TODO", "c#3": f"{LONG}FIXME"}),
            ({"a": "Few"}, {"a": "Few words"}),
            ({"a": "\ud800 TODO one two three"}, {"a": "\ud800 TODO one two three four"}),
        ],
    )
    def test_nothing_is_new(self, before: dict[str, str], after: dict[str, str]) -> None:
        assert new_places(before, after) == {}

    def test_known_places_do_not_fail_and_are_kept(self) -> None:
        texts = {"a": f"{LONG}TODO"}
        matching = Matching(known_of(run(texts)))
        verdict = matching.applied(run(texts)[0], RULES)
        assert (verdict.verdict, verdict.findings) == ("pass", ())
        assert [(item.finding.rule, item.by) for item in verdict.suppressed] == [("todo", "baseline")]

    def test_a_document_without_findings_is_the_same_object(self) -> None:
        (verdict,) = run({"a": LONG})
        assert Matching(known_of(run({"a": "TODO"}))).applied(verdict, RULES) is verdict


class TestWhatIsNew:
    @pytest.mark.parametrize(
        ("before", "after", "new"),
        [
            ({"a": f"{LONG}TODO"}, {"a": f"{LONG}TODO TODO"}, {"a": 1}),
            ({"a": f"{LONG}TODO"}, {"a": f"{LONG}FIXME"}, {"a": 1}),
            ({"a": f"{LONG}TODO"}, {"a": f"{LONG}TO DO"}, {"a": 1}),
            ({"a": f"{LONG}TODO"}, {"b": f"TODO {LONG}"}, {"b": 1}),
            # A copy of a bad text is a new bad text.
            ({"a": f"{LONG}TODO"}, {"a": f"{LONG}TODO", "b": f"{LONG}TODO"}, {"b": 1}),
            ({"a": "Few words"}, {"a": "Few"}, {"a": 1}),
            ({}, {"a": "Few TODO"}, {"a": 2}),
        ],
    )
    def test_is_counted(self, before: dict[str, str], after: dict[str, str], new: dict[str, int]) -> None:
        assert new_places(before, after) == new

    def test_a_new_place_beside_a_known_one_fails_the_document(self) -> None:
        matching = Matching(known_of(run({"a": f"{LONG}FIXME TODO"})))
        verdict = matching.applied(run({"a": f"{LONG}FIXME TODO TO DO"})[0], RULES)
        assert verdict.verdict == "fail"
        ((finding),) = verdict.findings
        assert [span.excerpt for span in finding.spans] == ["TO DO"]
        assert finding.message.endswith("1 of its 2 places are suppressed")

    @pytest.mark.parametrize(("now", "new"), [(3, 0), (5, 0), (6, 1), (9, 4)])
    def test_places_beyond_those_that_are_kept_are_counted(self, now: int, new: int) -> None:
        before = known_of(run({"a": LONG + "TODO " * 5}, max_spans=2))
        matching = Matching(before)
        verdict = matching.applied(run({"a": LONG + "TODO " * now}, max_spans=2)[0], RULES)
        assert sum(finding.span_count for finding in verdict.findings) == new
        assert len(matching.stale(everything=True)) == max(0, 5 - now)

    def test_hidden_places_that_come_into_view_stay_known(self) -> None:
        before = known_of(run({"a": LONG + "TODO TODO TO DO TO DO"}, max_spans=2))
        verdict = Matching(before).applied(run({"a": LONG + "TO DO TO DO"}, max_spans=2)[0], RULES)
        assert verdict.findings == ()

    def test_a_copy_is_new_also_where_it_comes_first(self) -> None:
        texts = {"a": f"{LONG}TODO"}
        matching = Matching(known_of(run(texts)), there=lambda name: name == "a")
        verdicts = [matching.applied(v, RULES) for v in run({"0": texts["a"], **texts})]
        assert [(v.document, v.verdict) for v in verdicts] == [("0", "fail"), ("a", "pass")]


class TestWhatIsGone:
    @pytest.mark.parametrize(
        ("before", "after", "everything", "stale"),
        [
            ({"a": f"{LONG}TODO"}, {"a": f"{LONG}TODO"}, True, {}),
            ({"a": f"{LONG}TODO TODO"}, {"a": f"{LONG}TODO"}, True, {"a": 1}),
            ({"a": f"{LONG}TODO"}, {"a": LONG}, False, {"a": 1}),
            ({"a": f"{LONG}TODO", "b": "TODO"}, {"a": f"{LONG}TODO"}, False, {}),
            ({"a": f"{LONG}TODO", "b": "TODO"}, {"a": f"{LONG}TODO"}, True, {"b": 2}),
            ({"a": f"{LONG}TODO"}, {"b": f"{LONG}TODO"}, True, {}),
        ],
    )
    def test_is_told(
        self, before: dict[str, str], after: dict[str, str], everything: bool, stale: dict[str, int]
    ) -> None:
        assert gone(before, after, everything=everything) == stale

    def test_rows_that_are_not_there_any_more(self) -> None:
        rows = [Document(f"c.jsonl#{n}", f"{LONG}TODO {n}", path="c.jsonl", record=n) for n in range(3)]
        matching = Matching(known_of(judge(rows, RULES)))
        for verdict in judge(rows[:2], RULES):
            matching.applied(verdict, RULES)
        assert list(matching.stale(everything=False).documents) == ["c.jsonl#2"]

    def test_what_could_not_be_judged_is_not_gone(self) -> None:
        matching = Matching(known_of(run({"a": "TODO"})))
        (verdict,) = judge([Document("a", "", path="a", error="cannot be read")], RULES)
        assert matching.applied(verdict, RULES) is verdict
        assert len(matching.stale(everything=True)) == 0
        assert len(matching.kept(everything=True)) == 2


TEXTS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.lists(st.sampled_from(["TODO", "FIXME", "TO DO", "word", "other", "\n"]), max_size=8).map(" ".join),
)


@given(TEXTS, TEXTS, st.sampled_from([1, 2, 1000]))
def test_known_and_gone_together_are_what_was_there(
    before: dict[str, str], after: dict[str, str], max_spans: int
) -> None:
    baseline = known_of(run(before, max_spans))
    matching = Matching(baseline)
    old = baseline.rules()
    known: Counter[str] = Counter()
    for plain in run(after, max_spans):
        verdict = matching.applied(plain, RULES)
        for finding in plain.findings:
            parts = [f for f in verdict.findings if f.rule == finding.rule]
            parts += [item.finding for item in verdict.suppressed if item.finding.rule == finding.rule]
            assert sum(part.span_count for part in parts) == finding.span_count
        for item in verdict.suppressed:
            known[item.finding.rule] += max(1, item.finding.span_count)
    assert known + matching.stale(everything=True).rules() == old


@given(TEXTS)
def test_a_run_knows_all_of_itself_in_any_order(texts: dict[str, str]) -> None:
    matching = Matching(known_of(run(texts)))
    verdicts = [matching.applied(verdict, RULES) for verdict in reversed(run(texts))]
    assert all(verdict.findings == () for verdict in verdicts)
    assert len(matching.stale(everything=True)) == 0


class TestFile:
    TEXTS: dict[str, str] = {  # noqa: RUF012
        "docs/b.md": f"{LONG}TODO, TODO; FIXME",
        "a \ud800 “x”.txt": "TODO",
        "clean": LONG,
    }

    def test_looks_like_this(self) -> None:
        long = f"{LONG}TODO, TODO; FIXME"
        text = to_text(known_of(run({"docs/b.md": long, "a.txt": "TODO"})))
        assert text == (
            "{\n"
            ' "textgate_baseline": 1,\n'
            ' "note": "Findings known to textgate. Write it with `textgate baseline`; '
            'do not edit it by hand.",\n'
            ' "documents": [\n'
            f'  {{"document": "a.txt", "digest": "{digest("TODO")}", "known": [\n'
            '   {"rule": "todo", "place": "0e5772e16b3ca45e", "count": 1, "excerpt": "TODO"},\n'
            '   {"rule": "too_few_words", "value": 1.0}\n'
            "  ]},\n"
            f'  {{"document": "docs/b.md", "digest": "{digest(long)}", "known": [\n'
            f'   {{"rule": "fixme", "place": "{fingerprint("FIXME")}", "count": 1, "excerpt": "FIXME"}},\n'
            '   {"rule": "todo", "place": "0e5772e16b3ca45e", "count": 2, "excerpt": "TODO"}\n'
            "  ]}\n"
            " ]\n"
            "}\n"
        )

    def test_comes_back_the_same(self) -> None:
        baseline = known_of(run(self.TEXTS, max_spans=1))
        text = to_text(baseline)
        again = from_text(text.encode(), "known.json")
        assert to_text(again) == text
        assert again.rules() == baseline.rules()
        matching = Matching(again)
        assert not [v for v in run(self.TEXTS, max_spans=1) if matching.applied(v, RULES).findings]

    def test_does_not_depend_on_the_order_of_the_run(self) -> None:
        verdicts = run(self.TEXTS)
        assert to_text(known_of(verdicts)) == to_text(known_of(reversed(verdicts)))

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "known.json:1:1: not valid JSON: Expecting value"),
            (b"{\n <<<<<<< ours\n", "known.json:2:2: not valid JSON: .*merge conflict"),
            (b"\xff", r"known.json: not UTF-8 \(byte 0\)"),
            (b"[]", "known.json: not a baseline of textgate"),
            (b'{"documents": []}', "known.json: not a baseline of textgate"),
            (b'{"textgate_baseline": 2}', "version 2 of the format; this textgate reads 1"),
            (b"[" * 100_000, "known.json"),
        ],
    )
    def test_broken_files(self, data: bytes, message: str) -> None:
        with pytest.raises(BaselineError, match=message):
            from_text(data, "known.json")

    @pytest.mark.parametrize(
        "entry",
        [
            None,
            [],
            {},
            {"document": "a"},
            {"document": 1, "known": []},
            {"document": "a", "known": [{}]},
            {"document": "a", "known": [{"rule": "todo"}]},
            {"document": "a", "known": [{"rule": "todo", "place": 5}]},
            {"document": "a", "known": [{"rule": "todo", "place": "x", "count": 0}]},
            {"document": "a", "known": [{"rule": "todo", "place": "x", "count": True}]},
            {"document": "a", "known": [{"rule": "todo", "place": "x", "count": 1.5}]},
            {"document": "a", "known": [{"rule": "todo", "value": None}]},
            {"document": "a", "known": [{"rule": "todo", "place": "x"}] * 2},
        ],
    )
    def test_broken_entries_are_named(self, entry: object) -> None:
        record = {"textgate_baseline": 1, "documents": [{"document": "ok", "known": []}, entry]}
        with pytest.raises(BaselineError, match=r"known.json: documents\[1\]: broken entry"):
            from_text(json.dumps(record).encode(), "known.json")

    def test_a_document_is_there_once(self) -> None:
        entry = {"document": "a", "known": []}
        data = json.dumps({"textgate_baseline": 1, "documents": [entry, entry]}).encode()
        with pytest.raises(BaselineError, match="'a' is here twice"):
            from_text(data, "known.json")
