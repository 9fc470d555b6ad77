"""What excuses places: comments in a text and the ignore list. What nothing excuses counts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.api import check_documents, check_text
from textgate.batch import Document
from textgate.excuses.suppression import IgnoreList, in_force, not_counted
from textgate.policy import Policy
from textgate.rules import RulesError, load
from textgate.rules_text import render
from textgate.runner import judge
from textgate.verdict import Verdict, summarise

HEAD = """\
version: 1
preset: none
rules:
  todo: {check: phrases, phrases: [TODO], severity: error}
  fixme: {check: phrases, phrases: [FIXME], severity: warning}
"""
RULES = load(HEAD)


def judged(text: str, policy: Policy = RULES, name: str = "a.md", record: int | None = None) -> Verdict:
    return judge([Document(name, text, path=name, record=record)], policy)[0]


def lines(verdict: Verdict, rule: str = "todo") -> list[int]:
    """Lines of the places that count."""
    return [span.line for finding in verdict.findings if finding.rule == rule for span in finding.spans]


def complaints(verdict: Verdict) -> list[tuple[str, int]]:
    return [
        (span.kind, span.line)
        for finding in verdict.findings
        if finding.rule == "suppressions"
        for span in finding.spans
    ]


class TestCommentsThatAreNotHeeded:
    @pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.md.txt", "a.py", "<stdin>", "markdown"])
    def test_in_other_files(self, name: str) -> None:
        verdict = judged("<!-- textgate: ignore-file todo -- x -->\nTODO\n", name=name)
        assert (lines(verdict), verdict.suppressed, complaints(verdict)) == ([2], (), [])

    def test_in_records(self) -> None:
        verdict = judged("<!-- textgate: ignore-file todo -- x -->\nTODO\n", record=0)
        assert (lines(verdict), verdict.suppressed) == ([2], ())

    def test_where_the_rules_switch_them_off(self) -> None:
        policy = load(HEAD + "suppressions: {comments: []}\n")
        assert lines(judged("<!-- textgate: ignore-file todo -- x -->\nTODO\n", policy)) == [2]

    @pytest.mark.parametrize("preset", ["pretraining", "zh-web"])
    def test_in_pages_of_the_web(self, preset: str) -> None:
        assert load(f"version: 1\npreset: {preset}\n").suppressions.comments == ()

    @pytest.mark.parametrize(
        "example",
        [
            "`<!-- textgate: ignore-file todo -->`\nTODO\n",
            "```\n<!-- textgate: ignore-file todo -->\n```\nTODO\n",
            "<pre><!-- textgate: ignore-file todo --></pre>\nTODO\n",
            "textgate: ignore-file todo\nTODO\n",
            "<!-- texgate: ignore-file todo -->\nTODO\n",
        ],
    )
    def test_examples(self, example: str) -> None:
        verdict = judged(example)
        assert (len(lines(verdict)), verdict.suppressed, complaints(verdict)) == (1, (), [])

    def test_a_text_without_one_is_the_same_object(self) -> None:
        text = "TODO\n"
        plain = judged(text)
        assert plain == judged(text, RULES._replace(suppressions=RULES.suppressions._replace(comments=())))


class TestComments:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("<!-- textgate: ignore todo -- why -->\nTODO\nTODO\n\nTODO\n", [5]),
            ("<!-- textgate: ignore todo -- why -->\n\n\nTODO\n \t\nTODO\n", [6]),
            ("<!-- textgate: ignore todo -- why -->\r\nTODO\r\n\r\nTODO\r\n", [4]),
            ("TODO\n<!-- textgate: ignore todo -->\n```\nTODO\n\nTODO\n```\nTODO\n", [1, 8]),
            ("TODO <!-- textgate: ignore todo -->\nTODO\n", [2]),
            ("<!-- textgate: ignore todo — why -->\nTODO\n", []),
            ("Fine.\n<!-- textgate: ignore todo -->", []),
            ("<!-- textgate: ignore todo --> TODO\nTODO\n", [2]),
            ("> <!-- textgate: ignore todo -->\n> TODO\n\nTODO\n", [4]),
            ("TODO\n<!-- textgate: ignore-file todo -->\nTODO\n", []),
            ("TODO\n<!--textgate:ignore-file todo-->\nTODO\n", []),
            ("TODO\n<!-- textgate: ignore-file todo\n  -- a reason of\n  two lines -->\nTODO\n", []),
            ("TODO\n<!-- textgate: off todo -->\nTODO\n\nTODO\n<!-- textgate: on -->\nTODO\n", [1, 7]),
            ("<!-- textgate: off todo, fixme -->\nTODO\n<!-- textgate: on fixme -->\nTODO FIXME\n", []),
            ("<!-- textgate: off fixme todo -->\nTODO FIXME\n<!-- textgate: on todo -->\nTODO\n", [4]),
            ("TODO\n<!-- textgate: off todo -->\nTODO\n", [1]),
            ("<!-- textgate: ignore fixme -->\nTODO FIXME\n", [2]),
        ],
    )
    def test_reach(self, text: str, left: list[int]) -> None:
        verdict = judged(text)
        assert lines(verdict) == left
        places = sum(item.finding.span_count for item in verdict.suppressed if item.finding.rule == "todo")
        assert places == text.count("TODO") - len(left)

    def test_the_verdict_follows_and_the_reason_is_kept(self) -> None:
        text = "<!-- textgate: ignore todo -- the   list\nof chores -->\nTODO\n\nFIXME\n"
        verdict = judged(text)
        assert verdict.verdict == "pass"
        assert [finding.rule for finding in verdict.findings] == ["fixme"]
        (item,) = verdict.suppressed
        assert (item.by, item.reason, item.finding.severity) == ("comment", "the list of chores", "error")
        assert verdict.to_json()["suppressed"][0]["rule"] == "todo"
        assert summarise([verdict]).to_json()["suppressed"] == {"comment": 1}

    def test_a_finding_without_places_needs_the_whole_file(self) -> None:
        policy = load("version: 1\npreset: none\nrules: {too_few_words: error}\n")
        assert judged("Few.\n<!-- textgate: ignore-file too_few_words -->\n", policy).verdict == "pass"
        for order in ("ignore", "off"):
            text = f"<!-- textgate: {order} too_few_words -->\nFew.\n"
            assert judged(text, policy).verdict == "fail"

    def test_places_beyond_those_that_are_kept_need_the_whole_file(self) -> None:
        text = "TODO\n" * 5
        whole = Document("a.md", f"<!-- textgate: ignore-file todo -->\n{text}", path="a.md")
        block = Document("a.md", f"<!-- textgate: ignore todo -->\n{text}", path="a.md")
        assert judge([whole], RULES, max_spans=2)[0].verdict == "pass"
        (left,) = judge([block], RULES, max_spans=2)[0].findings
        assert (left.span_count, left.spans, left.severity) == (3, (), "error")

    def test_what_is_left_is_told_with_what_is_not(self) -> None:
        (finding,) = judged("TODO TODO <!-- textgate: ignore todo -->\nTODO\n").findings
        assert finding.message.endswith("; 2 of its 3 places are suppressed")

    def test_severity_and_kind_are_those_of_what_is_left(self) -> None:
        policy = load(
            "version: 1\npreset: none\nrules:\n"
            "  invisible_characters: {severity: warning, kinds: {zero_width: error}}\n"
        )
        text = "A zero width\u200bspace here.\n\nAnd a filler\u3164 there.\n"
        before = judged(text, policy)
        assert (before.verdict, [f.span_count for f in before.findings]) == ("fail", [2])
        comment = " <!-- textgate: ignore invisible_characters -->"
        after = judged(text.replace("here.", f"here.{comment}", 1), policy)
        assert (after.verdict, [f.severity for f in after.findings]) == ("pass", ["warning"])
        assert [f.kind for f in after.findings] == ["filler"]
        assert [item.finding.severity for item in after.suppressed] == ["error"]


class TestWrongComments:
    @pytest.mark.parametrize(
        ("comment", "kind"),
        [
            ("ignore todo -- nothing here", "unused"),
            ("ignore-file todo", "unused"),
            ("off todo", "unused"),
            ("on todo", "unused"),
            ("ignore todos", "unknown_rule"),
            ("ignor todo", "not_understood"),
            ("ignore", "not_understood"),
            ("ignore -- all of it", "not_understood"),
            ("", "not_understood"),
        ],
    )
    def test_kinds(self, comment: str, kind: str) -> None:
        verdict = judged(f"Fine.\n\n<!-- textgate: {comment} -->\nFine.\n")
        assert complaints(verdict) == [(kind, 3)]
        assert verdict.verdict == "pass"
        assert verdict.digest

    def test_a_rule_that_is_off_here_may_be_on_elsewhere(self) -> None:
        assert complaints(judged("<!-- textgate: ignore mojibake -- x -->\nFine.\n")) == []

    def test_the_nearest_name_is_told(self) -> None:
        (finding,) = judged("<!-- textgate: ignore fixm -->\nFIXME\n").findings[-1:]
        assert "there is no rule fixm; did you mean fixme?" in finding.message

    def test_one_of_two_rules(self) -> None:
        verdict = judged("<!-- textgate: ignore todo, fixme -->\nTODO\n")
        assert complaints(verdict) == [("unused", 1)]
        assert "excuses no place of fixme" in verdict.findings[0].message

    @pytest.mark.parametrize(
        ("severity", "expected"), [("off", ("pass", 0)), ("warning", ("pass", 1)), ("error", ("fail", 1))]
    )
    def test_severity(self, severity: str, expected: tuple[str, int]) -> None:
        policy = load(f"{HEAD}suppressions: {{severity: {severity}}}\n")
        verdict = judged("<!-- textgate: ignore todo -->\nFine.\n", policy)
        assert (verdict.verdict, len(complaints(verdict))) == expected

    def test_a_reason_may_be_required(self) -> None:
        policy = load(f"{HEAD}suppressions: {{require_reason: true}}\n")
        text = "<!-- textgate: ignore todo -- is one -->\nTODO\n\n<!-- textgate: ignore todo -->\nTODO\n"
        verdict = judged(text, policy)
        assert (complaints(verdict), lines(verdict)) == ([("no_reason", 4)], [])


@pytest.mark.parametrize(
    "hostile",
    [
        "<!-- textgate: ignore x\n" * 20_000,
        "<!-- textgate: ignore todo -->\n" * 15_000 + "TODO " * 2_000,
        "<!-- textgate: off todo -->\n" * 15_000 + "TODO " * 2_000,
        "<!-- textgate: off a -->" * 10_000 + "<!-- textgate: on b -->" * 10_000,
        "<!-- textgate: ignore todo -->\n~~~\n" * 10_000,
        "<!-- textgate: ignore todo -->" * 30_000,
        "<!-- textgate: ignore todos -->\n" * 15_000,
        "<!--" + " " * 400_000 + "textgate:",
    ],
)
def test_hostile_texts_take_no_longer_than_others(hostile: str) -> None:
    began = time.perf_counter()
    judged(hostile)
    assert time.perf_counter() - began < 10


PIECES = st.lists(
    st.sampled_from(
        ["TODO", "FIXME", "fine", "\n", "\n\n", "```\n", "<!-- textgate: ignore todo -->", "-->",
         "<!-- textgate: off todo, fixme -- x -->", "<!-- textgate: on -->", "<!-- textgate: on todo -->",
         "<!-- textgate: ignore-file fixme -->", "<!-- textgate: what -->", "<!-- textgate:"]
    ),
    max_size=12,
)  # fmt: skip


@given(PIECES)
def test_no_place_is_lost_or_counted_twice(pieces: list[str]) -> None:
    text = " ".join(pieces)
    plain, heeded = judged(text, name="a.txt"), judged(text)
    for finding in plain.findings:
        kept = [f for f in heeded.findings if f.rule == finding.rule]
        moved = [item.finding for item in heeded.suppressed if item.finding.rule == finding.rule]
        spans = sorted(s.start for f in [*kept, *moved] for s in f.spans)
        assert spans == [span.start for span in finding.spans]
    failed = any(finding.severity == "error" for finding in heeded.findings)
    assert heeded.verdict == ("fail" if failed else "pass")


class TestIgnoreList:
    def test_without_a_list_a_verdict_is_the_same_object(self) -> None:
        verdict = judged("TODO\n")
        assert IgnoreList(RULES).applied(verdict) is verdict

    @pytest.mark.parametrize(
        ("entry", "left"),
        [
            ("rules: [fixme]", [1, 2]),
            ("documents: [b.md]", [1, 2]),
            ("documents: [docs/], rules: [todo]", [1, 2]),
            ("texts: [todo]", [1, 2]),
            ("texts: [TODO], rules: [fixme]", [1, 2]),
            ("places: ['0123456789abcdef']", [1, 2]),
            ("texts: [TODO], places: ['0123456789abcdef']", [1, 2]),
            ("rules: [todo]", []),
            ("documents: ['*.md']", []),
            ("texts: [XXX, OD]", []),
            ("places: [0e5772e16b3ca45e], rules: [todo]", []),
        ],
    )
    def test_entries(self, entry: str, left: list[int]) -> None:
        policy = load(f"{HEAD}ignore: [{{{entry}, reason: it is so}}]\n")
        ignored = IgnoreList(policy)
        verdict = ignored.applied(judged("TODO\nTODO\n", policy))
        assert lines(verdict) == left
        assert len(ignored.unused()) == bool(left)
        assert [item.reason for item in verdict.suppressed] == ["it is so"] * (not left)

    def test_documents_are_matched_with_path_and_id(self) -> None:
        policy = load(HEAD + "ignore: [{documents: ['k7', 'other.jsonl#3'], reason: x}]\n")
        ignored = IgnoreList(policy)
        documents = [
            Document("k7", "TODO", path="c.jsonl", record=4),
            Document("other.jsonl#3", "TODO", path="other.jsonl", record=2),
            Document("other.jsonl#4", "TODO", path="other.jsonl", record=3),
        ]
        verdicts = [ignored.applied(verdict).verdict for verdict in judge(documents, policy)]
        assert verdicts == ["pass", "pass", "fail"]

    def test_of_several_entries_the_first_that_fits_excuses_a_place(self) -> None:
        policy = load(
            HEAD + "ignore:\n- {texts: [TODO], reason: a}\n- {rules: [todo], reason: b}\n"
            "- {rules: [todo, fixme], reason: c}\n"
        )
        ignored = IgnoreList(policy)
        verdict = ignored.applied(judged("TODO FIXME\n", policy))
        assert [(item.finding.rule, item.reason) for item in verdict.suppressed] == [
            ("todo", "a"),
            ("fixme", "c"),
        ]
        assert [entry.reason for entry in ignored.unused()] == ["b"]

    @pytest.mark.parametrize(
        ("today", "verdict"), [("2026-06-29", "pass"), ("2026-06-30", "pass"), ("2026-07-01", "fail")]
    )
    def test_an_entry_counts_up_to_its_last_day(self, today: str, verdict: str) -> None:
        policy = load(HEAD + "ignore: [{rules: [todo], reason: x, expires: 2026-06-30}]\n")
        assert IgnoreList(in_force(policy, today)).applied(judged("TODO", policy)).verdict == verdict

    def test_the_library_heeds_it(self) -> None:
        policy = load(HEAD + "ignore: [{rules: [todo], reason: x}]\n")
        assert check_text("TODO", policy).verdict == "pass"
        assert [v.verdict for v in check_documents([Document("d", "TODO")], policy)] == ["pass"]

    def test_a_rendered_policy_says_the_same(self) -> None:
        policy = load(
            HEAD + "ignore: [{documents: [a], texts: ['x: y'], reason: 'no, really', expires: 2030-01-01}]\n"
            "baseline: known.json\nsuppressions: {comments: ['*.md'], severity: error}\n"
        )
        again = load(render(policy))
        assert [entry._replace(line=0, column=0) for entry in again.ignore] == [
            entry._replace(line=0, column=0) for entry in policy.ignore
        ]
        assert (again.suppressions, again.baseline) == (policy.suppressions, policy.baseline)

    def test_mistakes_are_told_with_their_places(self) -> None:
        text = HEAD + (
            "suppressions: {coments: []}\n"
            "ignore:\n"
            "  - {documents: [docs/], rules: [tod], reason: x, expires: 2027-13-01}\n"
            "  - {rules: [todo]}\n"
            "  - {reason: x}\n"
            "  - {places: [abc], why: x}\n"
            "  - {documents: [''], reason: ''}\n"
            "  - nothing\n"
        )
        with pytest.raises(RulesError) as caught:
            load(text)
        told = str(caught.value)
        for expected in (
            "rules.yaml:6:16: suppressions.coments: unknown key; did you mean comments?",
            "rules.yaml:8:34: ignore.0.rules.0: unknown rule, the text 'tod'; did you mean todo?",
            "rules.yaml:8:60: ignore.0.expires: must be a date like 2027-01-31, not the text '2027-13-01'",
            "rules.yaml:9:5: ignore.1: reason is missing",
            "rules.yaml:10:5: ignore.2: would ignore everything",
            "rules.yaml:11:15: ignore.3.places.0: must be a fingerprint",
            "rules.yaml:11:21: ignore.3.why: unknown key; did you mean reason?",
            "rules.yaml:12:18: ignore.4.documents.0: must not be an empty text",
            "rules.yaml:13:5: ignore.5: must be a mapping of documents, rules",
        ):
            assert expected in told

    def test_a_rule_cannot_have_the_name_of_the_section(self) -> None:
        with pytest.raises(RulesError, match="a section of its own"):
            load(HEAD + "  suppressions: {check: phrases, phrases: [x]}\n")


class TestGroups:
    RULES = HEAD + "  both: {group: {all: [todo, fixme]}}\n"

    def test_a_group_does_not_list_the_places_of_its_members_again(self) -> None:
        (*_, group) = judged("TODO FIXME\n", load(self.RULES)).findings
        assert (group.rule, group.spans, group.span_count) == ("both", (), 0)

    def test_it_lists_what_its_silent_members_found(self) -> None:
        policy = load(self.RULES.replace("severity: warning", "severity: off"))
        (*_, group) = judged("TODO FIXME\n", policy).findings
        assert [span.excerpt for span in group.spans] == ["FIXME"]

    @pytest.mark.parametrize("means", ["comment", "ignore"])
    def test_it_is_not_broken_by_what_is_no_fault(self, means: str) -> None:
        if means == "comment":
            verdict = judged("TODO FIXME\n\n<!-- textgate: ignore-file todo -->\n", load(self.RULES))
        else:
            policy = load(self.RULES + "ignore: [{rules: [todo], reason: x}]\n")
            verdict = IgnoreList(policy).applied(judged("TODO FIXME\n", policy))
        assert [finding.rule for finding in verdict.findings] == ["fixme"]
        assert [(item.finding.rule, item.by) for item in verdict.suppressed] == [
            ("todo", means),
            ("both", means),
        ]

    def test_it_stays_broken_while_enough_members_are(self) -> None:
        policy = load(self.RULES.replace("{all: ", "{any: ") + "ignore: [{rules: [todo], reason: x}]\n")
        verdict = IgnoreList(policy).applied(judged("TODO FIXME\n", policy))
        assert [finding.rule for finding in verdict.findings] == ["fixme", "both"]


def test_counts_of_parts_add_up() -> None:
    policy = load(HEAD + "ignore: [{rules: [fixme], reason: x}]\n")
    texts = ["TODO FIXME", "TODO\n<!-- textgate: ignore-file todo -->", "fine"]
    verdicts = [IgnoreList(policy).applied(judged(text, policy)) for text in texts]
    parts = summarise(verdicts[:1])
    parts.merge(summarise(verdicts[1:]))
    assert parts.to_json() == summarise(verdicts).to_json()
    assert parts.suppressed == {"comment": 1, "ignore": 1}


def test_the_sentence_of_the_reports() -> None:
    assert not_counted({}) == ""
    told = not_counted({"comment": 1, "baseline": 12_000})
    assert told == "Places that do not count: 12,000 known to the baseline, 1 excused by comments."
