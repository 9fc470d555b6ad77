"""The corpus section without Great Expectations: what may be written, the verdict table, the exported suite."""

from __future__ import annotations

import csv
import json
import math
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate import check_documents, gate, rules
from textgate.batch import Document
from textgate.cli import main
from textgate.corpus import suite
from textgate.corpus.columns import columns_of, rule_of
from textgate.corpus.expectations import EXPECTATIONS, by_any_name, class_name
from textgate.corpus.table import NAME_LENGTH, VerdictTable, cell, plain
from textgate.policy import Expectation
from textgate.rules_text import render
from textgate.verdict import CorpusResult, Unjudged, Verdict

CLEAN = "The ferry leaves at nine. Tickets are sold on board, and dogs travel free.\n"
GARBLED = "Wir grÃ¼ÃŸen herzlich aus KÃ¶ln, und kommen bald wieder nach Hause.\n"
HOSTILE = "news/<script>alert('x')</script>\u202e`\"=.txt"


def of(body: str) -> str:
    return (
        "version: 1\nrules: {repeated_lines: off, both: {group: {all: [mojibake, truncated_end]}}}\n" + body
    )


def entries(body: str) -> tuple[Expectation, ...]:
    return rules.load(of(f"corpus:\n{body}")).corpus


def mistakes(body: str) -> list[str]:
    with pytest.raises(rules.RulesError) as caught:
        rules.load(of(f"corpus:\n{body}"))
    return str(caught.value).splitlines()


# What is right stays right.


@pytest.mark.parametrize("body", ["corpus:\n", "corpus: []\n", ""])
def test_nothing_is_expected(body):
    assert rules.load(of(body)).corpus == ()


def test_everything_that_can_be_said():
    (entry,) = entries(
        "- expectation: ExpectColumnMeanToBeBetween\n  column: broken_mojibake\n  max_value: 0.01\n"
        "  strict_max: true\n  where: {language: zh, source: [news, 'R&D']}\n  by: encoding\n"
        "  severity: warning\n  why: because\n"
    )
    assert entry == Expectation(
        expectation="expect_column_mean_to_be_between",
        arguments={"column": "broken_mojibake", "max_value": 0.01, "strict_max": True},
        where={"language": ("zh",), "source": ("news", "R&D")},
        by="encoding",
        severity="warning",
        why="because",
        line=4,
        column=3,
    )
    assert pickle.loads(pickle.dumps(entry)) == entry


def test_a_policy_with_expectations_can_be_written_and_read_again():
    policy = rules.load(
        of(
            "corpus:\n- {expectation: expect_column_quantile_values_to_be_between, column: value_mojibake, "
            "quantile_ranges: {quantiles: [0.5], value_ranges: [[null, 3]]}, where: {language: [zh, ja]}}\n"
            "- {expectation: expect_table_row_count_to_be_between, min_value: {$PARAMETER: least}, by: source}\n"
            "- {expectation: expect_table_row_count_to_equal, value: 3, severity: off, why: later}\n"
        )
    )
    again = rules.load(render(policy)).corpus
    assert [entry._replace(line=0, column=0) for entry in again] == [
        entry._replace(line=0, column=0) for entry in policy.corpus
    ]


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_both_spellings_name_the_same(name):
    names = by_any_name()
    assert names[name] == names[class_name(name)] == name


# Every mistake is told at its place.

MISTAKES = [
    (
        "- expect_column_mean_to_be_between\n",
        "4:3: corpus.0: must be a mapping with expectation and its arguments",
    ),
    (
        "- expect_column_mean_to_be_between: {column: failed}\n",
        "4:3: corpus.0: expectation is missing: the name of an expectation of Great Expectations; write "
        "`expectation: expect_column_mean_to_be_between`, and its arguments beside it",
    ),
    (
        "- {expectation: expect_column_mean_to_be_betwen}\n",
        "4:17: corpus.0.expectation: unknown expectation, the text 'expect_column_mean_to_be_betwen'; did you mean "
        "expect_column_mean_to_be_between?",
    ),
    (
        "- {expectation: ExpectColumnMeansToBeBetween}\n",
        "did you mean expect_column_mean_to_be_between?",
    ),
    ("- {expectation: [a]}\n", "4:17: corpus.0.expectation: must be the name of an expectation, not a list"),
    (
        "- {expectation: expect_table_row_count_to_equal, valu: 3}\n",
        "4:50: corpus.0.valu: unknown argument of expect_table_row_count_to_equal; did you mean value?",
    ),
    ("- {expectation: expect_table_row_count_to_equal}\n", "4:3: corpus.0: value is missing"),
    (
        "- {expectation: expect_column_mean_to_be_between, column: failed}\n",
        "4:3: corpus.0: min_value or max_value is missing",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: charcters, max_value: 1}\n",
        "4:59: corpus.0.column: unknown column, the text 'charcters'; did you mean characters?",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: broken_mojibak, max_value: 1}\n",
        "did you mean broken_mojibake?",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: broken_repeated_lines, max_value: 1}\n",
        "4:59: corpus.0.column: the rule repeated_lines is off, so there is no column broken_repeated_lines",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: value_both, max_value: 1}\n",
        "4:59: corpus.0.column: both is a group of rules and measures no value; there is places_both",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: language, max_value: 1}\n",
        "4:59: corpus.0.column: the column language holds names; this expectation needs numbers",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: failed, min_value: 2, max_value: 1}\n",
        "4:78: corpus.0.min_value: is more than max_value (1)",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: failed, max_value: high}\n",
        "4:78: corpus.0.max_value: must be a number, not the text 'high'",
    ),
    (
        "- {expectation: expect_column_mean_to_be_between, column: failed, max_value: true}\n",
        "must be a number, not true",
    ),
    (
        "- {expectation: expect_table_row_count_to_be_between, min_value: 1.5}\n",
        "4:66: corpus.0.min_value: must be a whole number, not 1.5",
    ),
    (
        "- {expectation: expect_table_row_count_to_be_between, min_value: {$PARAMETER: 'a b'}}\n",
        "4:66: corpus.0.min_value: must be a number, or {$PARAMETER: NAME}",
    ),
    (
        "- {expectation: expect_column_values_to_be_unique, column: document, mostly: 95}\n",
        "4:78: corpus.0.mostly: must be a share from 0 to 1, not 95",
    ),
    (
        "- {expectation: expect_column_values_to_be_in_set, column: language, value_set: [zh, 3]}\n",
        "must be a list of texts, or a list of numbers, not of both",
    ),
    (
        "- {expectation: expect_column_values_to_be_in_set, column: language, value_set: []}\n",
        "4:81: corpus.0.value_set: must be a list of texts or numbers, not a list",
    ),
    (
        "- {expectation: expect_column_quantile_values_to_be_between, column: characters, "
        "quantile_ranges: {quantiles: [0.5, 2], value_ranges: [[1]]}}\n",
        "4:117: corpus.0.quantile_ranges.quantiles.1: must be a share from 0 to 1, not 2",
    ),
    (
        "- {expectation: expect_column_quantile_values_to_be_between, column: characters, "
        "quantile_ranges: {quantiles: [0.5, 1], value_ranges: [[1, 2]]}}\n",
        "there are 2 quantiles and 1 value_ranges; each quantile needs its range",
    ),
    (
        "- {expectation: expect_column_kl_divergence_to_be_less_than, column: language, threshold: 0.1, "
        "partition_object: {values: [zh, en], weights: [0.5, 0.6]}}\n",
        "partition_object.weights: must add up to 1, not 1.1",
    ),
    (
        "- {expectation: expect_table_row_count_to_equal, value: 3, where: {lang: zh}}\n",
        "4:68: corpus.0.where.lang: unknown subset (there is source, language, language_tag, encoding, verdict)"
        "; did you mean language?",
    ),
    (
        "- {expectation: expect_table_row_count_to_equal, value: 3, where: {language: zh-Hant}}\n",
        "corpus.0.where.language: language is the first part of a tag (zh); for all of it write language_tag",
    ),
    (
        "- {expectation: expect_table_row_count_to_equal, value: 3, where: {source: 3}}\n",
        "must be a text, or a list",
    ),
    (
        "- {expectation: expect_table_row_count_to_equal, value: 3, by: sources}\n",
        "4:64: corpus.0.by: must be one of source, language, language_tag, encoding, verdict, not the text 'sources'",
    ),
    (
        "- {expectation: expect_table_row_count_to_equal, value: 3, severity: eror}\n",
        "corpus.0.severity: must be one of error, warning, off, not the text 'eror'; did you mean error?",
    ),
]


@pytest.mark.parametrize(("body", "told"), MISTAKES)
def test_mistakes(body, told):
    (mistake,) = [line for line in mistakes(body) if told in line] or [None]
    assert mistake is not None, mistakes(body)


def test_all_mistakes_at_once():
    assert len(mistakes("- {expectation: expect_nothing}\n- 3\n- {by: source}\n")) == 3


def test_a_rule_with_a_mistake_is_not_called_off():
    text = (
        "version: 1\nrules: {mojibake: {limit: high}}\ncorpus:\n"
        "- {expectation: expect_column_sum_to_be_between, column: broken_mojibake, max_value: 0}\n"
    )
    with pytest.raises(rules.RulesError) as caught:
        rules.load(text)
    assert [problem.path for problem in caught.value.problems] == ["rules.mojibake.limit"]


# The verdict table.


def table_of(texts: dict[str, str], names: list[str]) -> VerdictTable:
    table = VerdictTable(names)
    languages = {CLEAN: "en", GARBLED: "de"}
    documents = [Document(name, text, path=name, language=languages[text]) for name, text in texts.items()]
    for verdict in check_documents(documents, metrics=True):
        table.add(verdict)
    return table


def test_a_row_is_what_its_verdict_says():
    table = table_of(
        {"news/a.txt": CLEAN, "forum/b.txt": GARBLED},
        ["document", "source", "language", "verdict", "failed", "error", "characters", "findings", "places",
         "broken_mojibake", "failed_mojibake", "unjudged_mojibake", "places_mojibake", "value_mojibake"],
    )  # fmt: skip
    rows = list(zip(*table.columns().values(), strict=True))
    assert rows[0] == ("news/a.txt", "news", "en", "pass", 0, 0, len(CLEAN), 0, 0, 0, 0, 0, 0, 0.0)
    assert rows[1][:9] == ("forum/b.txt", "forum", "de", "fail", 1, 0, len(GARBLED), 1, rows[1][12])
    assert rows[1][9:12] == (1, 1, 0)
    assert rows[1][12] >= 1
    assert rows[1][13] > 0
    assert table.distinct("source") == ["forum", "news"]


def test_what_was_not_measured_is_missing_and_what_broke_is_an_error():
    table = VerdictTable(
        ["error", "failed", "value_mojibake", "language", "language_tag", "encoding", "source"]
    )
    table.add(Verdict("a", None, None, "error", error="unreadable"))
    table.add(Verdict("b", "x/y", None, "pass", language="zh-Hant", metrics={"mojibake": 2.0}))
    columns = table.columns()
    assert list(columns["error"]) == [1, 0]
    assert list(columns["failed"]) == [0, 0]
    assert math.isnan(columns["value_mojibake"][0])
    assert columns["value_mojibake"][1] == 2.0
    assert columns["language"] == ["und", "zh"]
    assert columns["language_tag"] == ["und", "zh-Hant"]
    assert columns["encoding"] == [None, None]
    assert table.distinct("source") == ["", "x"]


@given(st.text(max_size=400))
def test_a_cell_is_harmless_and_stays_itself(text):
    safe = cell(text)
    assert not set(safe) & set("<>\"'`\n\r\x00\u202e")
    assert not safe.startswith(("=", "+", "-", "@"))
    assert cell(plain(safe)) == safe
    assert len(plain(safe)) <= NAME_LENGTH


@given(st.text(min_size=NAME_LENGTH, max_size=NAME_LENGTH + 50), st.text(min_size=1, max_size=3))
def test_long_names_that_differ_stay_different(text, more):
    assert cell(text + more) != cell(text + more + "x")


@given(st.sampled_from(sorted(columns_of(["a_b", "mojibake"], ["group-1"]))))
def test_columns_of_rules_are_told_from_others(name):
    parts = rule_of(name)
    assert parts is None or "_".join(parts) == name


# The suite.


def test_the_gate_as_a_suite():
    policy = rules.load(
        "version: 1\npreset: none\nrules: {mojibake: error}\n"
        "gate: {max_failed: 0.1, max_share: {mojibake: 0.05}, max_unjudged: 0.2, min_documents: 10}\n"
    )
    found = [(e.expectation, dict(e.arguments)) for e in suite.of_gate(policy)]
    mean = "expect_column_mean_to_be_between"
    assert found == [
        (mean, {"column": "error", "max_value": 0}),
        (mean, {"column": "failed", "max_value": 0.1}),
        (mean, {"column": "broken_mojibake", "max_value": 0.05}),
        (mean, {"column": "unjudged_mojibake", "max_value": 0.2}),
        ("expect_table_row_count_to_be_between", {"min_value": 10}),
    ]


def test_subsets_are_structured_and_safe():
    (entry,) = entries(
        "- {expectation: expect_column_mean_to_be_between, column: failed, max_value: 1, by: source, "
        "where: {language: zh}, why: <b>}\n"
    )
    parts = list(suite.subsets(entry, lambda column: ["R&D", "a'b"]))
    assert [part.where for part in parts] == [
        {"language": ("zh",), "source": ("R&D",)},
        {"language": ("zh",), "source": ("a'b",)},
    ]
    config = suite.configuration(parts[0], {})
    conditions = config["kwargs"]["row_condition"]["conditions"]
    assert [item["parameter"] for item in conditions] == [["zh"], ["R&amp;D"]]
    assert config["notes"] == "&lt;b&gt;"


def test_by_a_column_that_where_narrows():
    entry = Expectation("expect_table_row_count_to_equal", {"value": 1}, {"source": ("b", "c")}, by="source")
    assert [part.where for part in suite.subsets(entry, lambda column: ["a", "b"])] == [{"source": ("b",)}]


def test_a_column_with_too_many_values_is_not_taken_apart():
    entry = Expectation("expect_table_row_count_to_equal", {"value": 1}, by="source")
    values = [str(number) for number in range(suite.MOST_SUBSETS + 1)]
    assert len(list(suite.subsets(entry, lambda column: values[:-1]))) == suite.MOST_SUBSETS
    with pytest.raises(suite.TooManySubsetsError, match="source has 1001 values"):
        list(suite.subsets(entry, lambda column: values))


# The gate's answer.


def result(outcome, severity="error", number=0):
    return CorpusResult("expect_x", {}, "", severity, outcome, "3", f"expect_x {number} {outcome}")


@pytest.mark.parametrize(
    ("before", "results", "code", "reason"),
    [
        (gate.GateResult(True, 0, "all pass"), [result("held")], 0, "all pass"),
        (gate.GateResult(True, 0, "all pass"), [result("broken", "warning")], 0, "all pass"),
        (gate.GateResult(True, 0, "all pass"), [result("error", "warning")], 0, "all pass"),
        (gate.GateResult(True, 0, "all pass"), [result("broken")], 1, "expect_x 0 broken"),
        (gate.GateResult(False, 1, "1 fails"), [result("broken")], 1, "1 fails; expect_x 0 broken"),
        (
            gate.GateResult(True, 0, ""),
            [result("broken"), result("error")],
            3,
            "expect_x 0 error; expect_x 0 broken",
        ),
        (gate.GateResult(False, 3, "unread"), [result("held")], 3, "unread"),
        (
            gate.GateResult(True, 0, ""),
            [result("broken", number=n) for n in range(7)],
            1,
            "; ".join(f"expect_x {n} broken" for n in range(5)) + "; 2 more expectations do not hold",
        ),
    ],
)
def test_the_gate_with_a_corpus(before, results, code, reason):
    answer = gate.with_corpus(before, results)
    assert (answer.passed, answer.exit_code, answer.reason) == (code == 0, code, reason)
    assert answer.corpus == tuple(results)


# The command line.


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(
        "version: 1\npaths: [texts]\ncorpus:\n"
        "- {expectation: expect_table_row_count_to_be_between, min_value: {$PARAMETER: least}}\n",
        encoding="utf-8",
    )
    return tmp_path


def check(*arguments: str) -> int:
    return main(["check", "--no-report", "--no-cache", "--jobs", "1", *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "needs a number for least: --parameter least=NUMBER"),
        (
            ["--parameter", "least=1", "--parameter", "lest=2"],
            "--parameter lest: the corpus section has no such",
        ),
        (["--parameter", "least"], "is not NAME=NUMBER"),
        (["--parameter", "least=nan"], "is not NAME=NUMBER"),
        (["--no-corpus", "--data-docs", "d"], "which --no-corpus leaves out"),
    ],
)
def test_wrong_usage(folder, capsys, arguments, told):
    pytest.importorskip("great_expectations", reason="needs textgate[gx]")
    assert check(*arguments) == 2
    assert told in capsys.readouterr().err


def test_data_docs_without_a_corpus_section(folder, capsys):
    (folder / "rules.yaml").write_text("version: 1\npaths: [texts]\n", encoding="utf-8")
    assert check("--data-docs", "d") == 2
    assert "which rules.yaml does not have" in capsys.readouterr().err


def test_without_the_library_the_extra_is_named(folder, capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert check("--parameter", "least=1") == 2
    assert (
        "rules.yaml:4:3: the corpus section needs Great Expectations; install it with: pip install 'textgate[gx]'"
        in (capsys.readouterr().err)
    )


@pytest.mark.parametrize("arguments", [["--no-corpus"], ["--hook", "texts/a.txt"]])
def test_the_corpus_section_can_be_left_out(folder, arguments):
    command = [sys.executable, "-X", "importtime", "-m", "textgate", "check", "--no-cache", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "great_expectations" not in run.stderr
    assert "textgate.corpus.evaluate" not in run.stderr


def test_rules_without_a_corpus_section_load_nothing_of_it(folder):
    (folder / "rules.yaml").write_text("version: 1\npaths: [texts]\n", encoding="utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "textgate", "check", "--no-cache", "--jobs", "1"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "textgate.corpus." not in run.stderr


def test_the_verdict_table_as_csv_and_parquet(folder, capsys):
    pq = pytest.importorskip("pyarrow.parquet")
    (folder / "texts" / "b.txt").write_text(GARBLED, encoding="utf-8")
    assert check("--no-corpus", "--output", "jsonl=verdicts.jsonl", "--metrics") == 1
    assert main(["gx", "table", "verdicts.jsonl", "--to", "table.csv"]) == 0
    assert main(["gx", "table", "verdicts.jsonl", "--to", "table.parquet"]) == 0
    capsys.readouterr()
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["document"], row["broken_mojibake"]) for row in rows] == [
        ("texts/a.txt", "0"),
        ("texts/b.txt", "1"),
    ]
    assert float(rows[1]["value_mojibake"]) > 0
    table = pq.read_table(folder / "table.parquet")
    assert table.column_names == list(rows[0])
    assert table["failed"].to_pylist() == [0, 1]
    assert "Köln" not in (folder / "table.csv").read_text(encoding="utf-8")


def test_the_table_of_a_file_is_that_of_the_verdicts(folder):
    verdicts = [
        Verdict(
            "a",
            "x/a",
            None,
            "pass",
            unjudged=(Unjudged("mojibake", "too short"),),
            metrics={"truncated_end": 1.5},
        ),
        Verdict("b", "x/b", 3, "error", error="unreadable"),
    ]
    lines = "".join(f"{json.dumps(verdict.to_json())}\n" for verdict in verdicts)
    (folder / "verdicts.jsonl").write_text(lines, encoding="utf-8")
    assert main(["gx", "table", "verdicts.jsonl", "--to", "table.csv"]) == 0
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("document", "error", "unjudged_mojibake", "value_truncated_end", "value_mojibake")
    assert [[row[name] for name in names] for row in rows] == [
        ["a", "0", "1", "1.5", ""],
        ["b", "1", "0", "", ""],
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["table", "verdicts.jsonl", "--to", "table.xlsx"], 2, "name the file .csv or .parquet"),
        (["table", "nowhere.jsonl", "--to", "table.csv"], 2, "nowhere.jsonl: cannot be read"),
        (["table", "rules.yaml", "--to", "table.csv"], 2, "rules.yaml:1: not valid JSON"),
        (["suite", "--to", "no/such/folder.json"], 3, "cannot be written"),
    ],
)
def test_what_gx_refuses(folder, capsys, arguments, code, told):
    assert main(["gx", *arguments]) == code
    assert told in capsys.readouterr().err
    assert not (folder / "table.csv").exists()


def test_a_suite_with_by_wants_verdicts(folder, capsys):
    (folder / "rules.yaml").write_text(
        "version: 1\npaths: [texts]\ncorpus:\n"
        "- {expectation: expect_column_mean_to_be_between, column: failed, max_value: 0.5, by: source}\n",
        encoding="utf-8",
    )
    assert main(["gx", "suite"]) == 2
    assert "give the verdicts of a run: --verdicts reports/verdicts.jsonl" in capsys.readouterr().err
    assert check("--no-corpus", "--output", "jsonl=verdicts.jsonl") == 0
    capsys.readouterr()
    assert main(["gx", "suite", "--verdicts", "verdicts.jsonl", "--name", "mine"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["name"] == "mine"
    condition = record["expectations"][-1]["kwargs"]["row_condition"]
    assert (condition["column"], condition["parameter"]) == ({"name": "source"}, ["texts"])
