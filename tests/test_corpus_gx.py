"""Expectations of the corpus section, evaluated by the real Great Expectations."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path
from xml.etree import ElementTree

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries about each other
    gx = pytest.importorskip("great_expectations", reason="needs textgate[gx]")

from textgate.cli import main
from textgate.corpus.evaluate import evaluate
from textgate.corpus.expectations import EXPECTATIONS, class_name
from textgate.corpus.suite import columns_needed
from textgate.corpus.table import VerdictTable
from textgate.policy import Expectation
from textgate.verdict import CorpusResult, Finding, Verdict

MEAN = "expect_column_mean_to_be_between"
HOSTILE = "<script>alert('x')<img src=x>`{{7*7}}$min_value\u202e\"&="


def verdict(
    name: str, failed: bool = False, value: float | None = 1.0, language: str | None = "en"
) -> Verdict:
    finding = Finding("mojibake", "mojibake", "mojibake", "error", None, 3, 0, "", "garbled", 0.9, (), 2)
    return Verdict(
        name,
        name,
        None,
        "fail" if failed else "pass",
        findings=(finding,) if failed else (),
        language=language,
        characters=10 * len(name),
        metrics=None if value is None else {"mojibake": value},
    )


VERDICTS = [verdict(f"news/{n}.txt", value=n) for n in range(8)] + [
    verdict("forum/a.txt", failed=True, value=9, language="de"),
    verdict("forum/b.txt", value=None, language="zh-Hant"),
]


def table_of(corpus: list[Expectation], verdicts: list[Verdict] = VERDICTS) -> VerdictTable:
    table = VerdictTable(columns_needed(corpus))
    for item in verdicts:
        table.add(item)
    return table


def outcomes(*corpus: Expectation, verdicts: list[Verdict] = VERDICTS) -> list[CorpusResult]:
    return evaluate(list(corpus), table_of(list(corpus), verdicts))


def one(name: str, **arguments: object) -> CorpusResult:
    (answer,) = outcomes(Expectation(name, arguments))
    return answer


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_the_list_is_that_of_the_library(name):
    from great_expectations.expectations import core

    fields = getattr(core, class_name(name)).__fields__
    known = EXPECTATIONS[name]
    assert known.arguments.keys() <= fields.keys()
    required = {key for key, field in fields.items() if field.required}
    assert required <= {key for key, argument in known.arguments.items() if argument.required}
    assert "row_condition" in fields


HOLDS = [
    (MEAN, {"column": "failed", "max_value": 0.1}, "0.1"),
    ("expect_column_sum_to_be_between", {"column": "places_mojibake", "min_value": 2, "max_value": 2}, "2"),
    ("expect_column_max_to_be_between", {"column": "value_mojibake", "max_value": 9}, "9"),
    ("expect_column_min_to_be_between", {"column": "characters", "min_value": 100}, "100"),
    ("expect_column_median_to_be_between", {"column": "value_mojibake", "min_value": 4, "max_value": 4}, "4"),
    ("expect_column_stdev_to_be_between", {"column": "failed", "max_value": 1}, "0.316228"),
    (
        "expect_column_quantile_values_to_be_between",
        {"column": "value_mojibake", "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[None, 4]]}},
        "4 at 0.5",
    ),
    ("expect_column_unique_value_count_to_be_between", {"column": "source", "max_value": 2}, "2"),
    ("expect_column_proportion_of_unique_values_to_be_between", {"column": "document", "min_value": 1}, "1"),
    (
        "expect_column_proportion_of_non_null_values_to_be_between",
        {"column": "language", "min_value": 1},
        "1",
    ),
    (
        "expect_column_values_to_be_unique",
        {"column": "document"},
        "0 of 10 documents are unexpected",
    ),
    (
        "expect_column_values_to_be_in_set",
        {"column": "language", "value_set": ["en"], "mostly": 0.8},
        "2 of 10 documents are unexpected, such as de, zh",
    ),
    (
        "expect_column_values_to_not_be_in_set",
        {"column": "language", "value_set": ["ru"]},
        "0 of 10 documents",
    ),
    ("expect_column_values_to_be_between", {"column": "value_mojibake", "max_value": 9}, "0 of 9 documents"),
    ("expect_column_values_to_not_be_null", {"column": "value_mojibake", "mostly": 0.9}, "1 of"),
    ("expect_column_values_to_be_null", {"column": "encoding"}, "0 of"),
    (
        "expect_column_values_to_not_be_outliers",
        {"column": "characters", "method": "std", "mostly": 0.8},
        "2 of 10 documents are unexpected, such as 110",
    ),
    (
        "expect_column_value_z_scores_to_be_less_than",
        {"column": "value_mojibake", "threshold": 3, "double_sided": True},
        "0 of 9 documents",
    ),
    (
        "expect_column_distinct_values_to_be_in_set",
        {"column": "source", "value_set": ["news", "forum", "x"]},
        "",
    ),
    (
        "expect_column_distinct_values_to_contain_set",
        {"column": "source", "value_set": ["news"]},
        "as expected",
    ),
    ("expect_column_distinct_values_to_equal_set", {"column": "source", "value_set": ["news", "forum"]}, ""),
    ("expect_column_most_common_value_to_be_in_set", {"column": "language", "value_set": ["en"]}, "en"),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": "characters", "column_B": "places"},
        "0 of",
    ),
    ("expect_column_pair_values_to_be_equal", {"column_A": "failed", "column_B": "broken_mojibake"}, "0 of"),
    ("expect_compound_columns_to_be_unique", {"column_list": ["document", "source"]}, "0 of"),
    ("expect_table_row_count_to_be_between", {"min_value": 10}, "10"),
    ("expect_table_row_count_to_equal", {"value": 10}, "10"),
    (
        "expect_column_kl_divergence_to_be_less_than",
        {
            "column": "language",
            "threshold": 0.1,
            "partition_object": {"values": ["en", "de", "zh"], "weights": [0.8, 0.1, 0.1]},
        },
        "0",
    ),
]


def test_every_expectation_is_tried():
    assert {name for name, _, _ in HOLDS} == set(EXPECTATIONS)


def test_what_holds():
    answers = outcomes(*(Expectation(name, arguments) for name, arguments, _ in HOLDS))
    for (name, _, observed), answer in zip(HOLDS, answers, strict=True):
        assert (answer.expectation, answer.outcome) == (name, "held"), answer.message
        assert answer.observed.startswith(observed), answer.observed
        assert f"{name} holds: " in answer.message


@pytest.mark.parametrize(
    ("name", "arguments", "observed"),
    [
        (MEAN, {"column": "failed", "max_value": 0.09}, "0.1"),
        ("expect_table_row_count_to_equal", {"value": 9}, "10"),
        (
            "expect_column_values_to_be_in_set",
            {"column": "source", "value_set": ["news"]},
            "2 of 10 documents are unexpected, such as forum",
        ),
        (
            "expect_column_distinct_values_to_be_in_set",
            {"column": "source", "value_set": ["news"]},
            "unexpected: forum",
        ),
        (
            "expect_column_quantile_values_to_be_between",
            {
                "column": "value_mojibake",
                "quantile_ranges": {"quantiles": [0.5, 1], "value_ranges": [[0, 4], [0, 8]]},
            },
            "4 at 0.5, 9 at 1",
        ),
    ],
)
def test_what_does_not_hold(name, arguments, observed):
    answer = one(name, **arguments)
    assert (answer.outcome, answer.observed) == ("broken", observed)
    assert answer.message.startswith(f"{name} does not hold: {observed} (")


def test_subsets():
    answers = outcomes(
        Expectation(MEAN, {"column": "failed", "max_value": 0.2}, by="source", why="forums are old"),
        Expectation(
            MEAN, {"column": "failed", "max_value": 0.2}, where={"language": ("zh", "en")}, severity="warning"
        ),
        Expectation(
            MEAN, {"column": "failed", "max_value": 0}, where={"language": ("de",), "source": ("news",)}
        ),
        Expectation(
            "expect_table_row_count_to_be_between", {"min_value": 1}, where={"language_tag": ("zh",)}
        ),
        Expectation("expect_table_row_count_to_be_between", {"min_value": 99}, severity="off"),
    )
    assert [(a.subset, a.severity, a.outcome, a.observed) for a in answers] == [
        ("source is forum", "error", "broken", "0.5"),
        ("source is news", "error", "held", "0"),
        ("language is zh or en", "warning", "held", "0"),
        ("language is de and source is news", "error", "empty", "there are no such documents"),
        ("language_tag is zh", "error", "broken", "0"),
    ]
    assert answers[0].why == "forums are old"


def test_two_expectations_of_one_kind_do_not_replace_each_other():
    answers = outcomes(
        *(Expectation(MEAN, {"column": "failed", "max_value": limit}) for limit in (0.05, 0.2, 0.01))
    )
    assert [answer.outcome for answer in answers] == ["broken", "held", "broken"]


def test_no_documents():
    corpus = [
        Expectation(MEAN, {"column": "failed", "max_value": 0}),
        Expectation("expect_table_row_count_to_be_between", {"min_value": 1}),
    ]
    assert [answer.outcome for answer in outcomes(*corpus, verdicts=[])] == ["empty", "broken"]


def test_what_cannot_be_evaluated_is_an_error_and_no_failure():
    verdicts = [verdict("a", value=None), verdict("b", value=None)]
    (nothing,) = outcomes(Expectation(MEAN, {"column": "value_mojibake", "max_value": 1}), verdicts=verdicts)
    assert (nothing.outcome, nothing.observed) == ("error", "no document has a value of value_mojibake")
    # Names where numbers are needed; the reader of rules files would not let it through.
    (raised,) = outcomes(
        Expectation("expect_column_median_to_be_between", {"column": "source", "max_value": 1})
    )
    assert raised.outcome == "error"
    assert "could not be evaluated" in raised.message
    assert "Traceback" not in raised.message


def test_too_many_subsets_are_an_error(monkeypatch):
    monkeypatch.setattr("textgate.corpus.suite.MOST_SUBSETS", 1)
    mean = Expectation(MEAN, {"column": "failed", "max_value": 1}, by="source")
    answers = outcomes(mean, Expectation("expect_table_row_count_to_equal", {"value": 10}))
    assert [answer.outcome for answer in answers] == ["error", "held"]
    assert answers[0].observed.startswith("source has 2 values, and `by` takes at most 1")


def test_an_unknown_expectation_is_an_error_with_a_reason():
    answers = outcomes(Expectation("expect_magic"), Expectation(MEAN, {"column": "failed", "max_value": 1}))
    assert [answer.outcome for answer in answers] == ["error", "held"]
    assert answers[0].message == "expect_magic could not be evaluated: Great Expectations gave no answer ()"


def test_hostile_names_choose_their_documents_and_do_no_harm(tmp_path):
    verdicts = [verdict(f"{HOSTILE}/{n}", failed=n == 0) for n in range(4)] + [verdict("plain/a")]
    corpus = [
        Expectation(MEAN, {"column": "failed", "max_value": 0.1}, by="source", why=HOSTILE),
        Expectation("expect_column_values_to_be_in_set", {"column": "source", "value_set": ["plain"]}),
        Expectation("expect_column_values_to_be_in_set", {"column": "document", "value_set": ["plain"]}),
        Expectation(
            "expect_column_values_to_be_in_set", {"column": "source", "value_set": ["plain", HOSTILE]}
        ),
        Expectation(MEAN, {"column": "failed", "max_value": 0.1}, where={"source": (HOSTILE,)}),
    ]
    answers = evaluate(corpus, table_of(corpus, verdicts), data_docs=tmp_path / "docs")
    assert [a.outcome for a in answers] == ["broken", "held", "broken", "broken", "held", "broken"]
    assert [a.observed for a in answers if a.expectation == MEAN] == ["0.25", "0", "0.25"]
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "docs").rglob("*.html")]
    assert len(pages) >= 2
    for page in pages:
        assert "<script>alert" not in page
        assert "\u202e" not in page
    assert any("&lt;script&gt;alert" in page for page in pages)


# The command line.


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("news/a.txt", "news/b.txt", "forum/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"The ferry leaves at nine. Tickets are sold on board of {name}.\n")
    (tmp_path / "forum" / "d.txt").write_text("Wir grÃ¼ÃŸen herzlich aus KÃ¶ln, und kommen bald wieder.\n")
    return tmp_path


def rules(folder: Path, corpus: str) -> None:
    text = f"version: 1\npaths: [news, forum]\ngate: {{max_failed: 0.5}}\ncorpus:\n{corpus}"
    (folder / "rules.yaml").write_text(text, encoding="utf-8")


def test_a_subset_without_documents_passes_and_is_told(folder, capsys):
    entry = "column: failed, max_value: 0, where: {source: nwes}"
    rules(folder, f"- {{expectation: expect_column_mean_to_be_between, {entry}}}\n")
    outputs = [f"--output={format}={format}.out" for format in ("junit", "sarif")]
    assert main(["check", "--no-cache", "--jobs", "1", "--report", "reports", *outputs]) == 0
    told = "expect_column_mean_to_be_between has nothing to look at where source is nwes: there are no such documents"
    assert f"warning corpus: {told}" in capsys.readouterr().out
    page = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert told.removeprefix(f"{MEAN} ") in page
    assert 'failures="1" errors="0"' in (folder / "junit.out").read_text(encoding="utf-8")  # of a document
    invocation = json.loads((folder / "sarif.out").read_text(encoding="utf-8"))["runs"][0]["invocations"][0]
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["note"]


BY_SOURCE = (
    "- {expectation: expect_column_mean_to_be_between, column: broken_mojibake, max_value: 0.1, by: source}\n"
    "- {expectation: expect_column_mean_to_be_between, column: value_mojibake, max_value: 0.1, severity: warning, "
    "why: we hope so}\n"
)
REASON = (
    "expect_column_mean_to_be_between does not hold where source is forum: 0.5 "
    "(column: broken_mojibake, max_value: 0.1)"
)


def test_a_corpus_that_fails_is_shown_everywhere(folder, capsys):
    rules(folder, BY_SOURCE)
    formats = ("json", "jsonl", "markdown", "junit", "sarif", "github")
    outputs = [f"--output={format}={format}.out" for format in formats]
    assert main(["check", "--no-cache", "--jobs", "1", "--report", "reports", *outputs]) == 1
    written = {format: (folder / f"{format}.out").read_text(encoding="utf-8") for format in formats}

    text = capsys.readouterr().out
    assert f"error corpus: {REASON}\n" in text
    assert re.search(
        r"^warning corpus: expect_column_mean_to_be_between does not hold: .* - we hope so$", text, re.M
    )
    assert f"Failed: {REASON}\n" in text

    answer = json.loads(written["json"])["gate"]
    assert (answer["passed"], answer["exit_code"], answer["reason"]) == (False, 1, REASON)
    assert [item["outcome"] for item in answer["corpus"]] == ["broken", "held", "broken"]
    assert answer["corpus"][0]["subset"] == "source is forum"
    assert '"metrics"' not in written["jsonl"]
    assert "expect&#95;column&#95;mean" in written["markdown"]
    assert "where source is forum: 0.5" in written["markdown"]
    cases = {
        case.get("name"): case
        for case in ElementTree.fromstring(written["junit"]).iter("testcase")
        if case.get("classname") == "textgate corpus"
    }
    assert cases[f"{MEAN} where source is forum"].find("failure").get("message") == REASON
    assert len(cases[f"{MEAN} where source is news"]) == 0
    assert cases[MEAN].find("system-out").text.startswith("warning: ")
    invocation = json.loads(written["sarif"])["runs"][0]["invocations"][0]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (1, True)
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["error", "warning"]
    assert "where source is forum" in written["github"]
    page = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert page.count(REASON) == 1  # the gate's sentence
    assert page.count(REASON.removeprefix(f"{MEAN} ")) == 2  # and the row of the table, beside the name
    assert "we hope so" in page


def test_a_corpus_that_cannot_be_evaluated_is_exit_code_3(folder, capsys):
    rules(
        folder,
        "- {expectation: expect_column_mean_to_be_between, column: value_lossy_conversion, max_value: 1, "
        "where: {verdict: pass}}\n- {expectation: expect_column_stdev_to_be_between, column: characters, max_value: 0, "
        "where: {language: xx}}\n",
    )
    text = (folder / "rules.yaml").read_text(encoding="utf-8")
    nowhere = "rules: {lossy_conversion: {only: {sources: [nowhere]}}}\n"
    (folder / "rules.yaml").write_text(text + nowhere, encoding="utf-8")
    assert main(["check", "--no-cache", "--jobs", "1", "--no-report"]) == 3
    assert "could not be evaluated where verdict is pass: no document has a value" in capsys.readouterr().out


def test_data_docs_are_built_and_not_read_by_the_next_run(folder, capsys):
    rules(
        folder, BY_SOURCE.replace("0.1", "1") + "- {expectation: expect_table_row_count_to_equal, value: 4}\n"
    )
    (folder / "rules.yaml").write_text(
        (folder / "rules.yaml")
        .read_text(encoding="utf-8")
        .replace("paths: [news, forum]", "paths: [.]\nexclude: [rules.yaml]"),
        encoding="utf-8",
    )
    for _ in range(2):
        assert main(["check", "--no-cache", "--jobs", "1", "--no-report", "--data-docs", "docs"]) == 0
    pages = list((folder / "docs").rglob("*.html"))
    assert len(pages) >= 3
    assert not any("KÃ" in page.read_text(encoding="utf-8") for page in pages)
    assert "Exception" not in capsys.readouterr().err


def test_a_run_asks_the_network_for_nothing(folder):
    """Names are not resolved and nothing is connected, Data Docs included."""
    rules(folder, BY_SOURCE)
    script = (
        "import socket, sys\n"
        "def refuse(*a, **k): print('NETWORK', a, file=sys.stderr); raise OSError('no network')\n"
        "socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse\n"
        "from textgate.cli import main\n"
        "sys.exit(main(['check', '--no-cache', '--jobs', '1', '--no-report', '--data-docs', 'docs']))\n"
    )
    run = scripted(folder, script)
    assert run.returncode == 1, run.stderr
    assert "NETWORK" not in run.stderr
    assert (folder / "docs" / "index.html").exists()


def scripted(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script from a file: under ``python -c``, PySpark may end the program while it is imported."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, check=False
    )


PLAIN = """
import json, sys, warnings
warnings.simplefilter("ignore")
import great_expectations as gx, pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = ProgressBarsConfig(globally=False)
with open("suite.json", encoding="utf-8") as file:
    suite = context.suites.add(gx.ExpectationSuite(**json.load(file)))
answers = {}
for name, frame in (("csv", pd.read_csv("table.csv")), ("parquet", pd.read_parquet("table.parquet"))):
    asset = context.data_sources.add_pandas(name).add_dataframe_asset("verdicts")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    result = batch.validate(suite, expectation_parameters={"least": 3})
    answers[name] = [
        [r.expectation_config.type, r.expectation_config.kwargs.get("column"), r.expectation_config.severity, r.success]
        for r in sorted(result.results, key=lambda r: json.dumps(r.expectation_config.to_json_dict(), sort_keys=True))
    ]
assert not any(module.startswith("textgate") for module in sys.modules)
print(json.dumps(answers))
"""


def test_plain_great_expectations_loads_and_runs_the_suite(folder, capsys):
    rules(
        folder,
        BY_SOURCE + "- {expectation: expect_table_row_count_to_be_between, min_value: {$PARAMETER: least}}\n",
    )
    text = (folder / "rules.yaml").read_text(encoding="utf-8")
    gate = "gate: {max_failed: 0.2, max_share: {mojibake: 0.3}, min_documents: 4}"
    (folder / "rules.yaml").write_text(text.replace("gate: {max_failed: 0.5}", gate), encoding="utf-8")
    assert main(["check", "--no-cache", "--no-corpus", "--report", "reports", "--metrics"]) == 1
    assert main(["gx", "suite", "--verdicts", "reports", "--to", "suite.json"]) == 0
    assert main(["gx", "table", "reports", "--to", "table.csv"]) == 0
    assert main(["gx", "table", "reports", "--to", "table.parquet"]) == 0
    run = scripted(folder, PLAIN)
    assert run.returncode == 0, run.stderr
    answers = json.loads(run.stdout)
    assert answers["csv"] == answers["parquet"]
    count = "expect_table_row_count_to_be_between"
    assert sorted(map(str, answers["csv"])) == sorted(
        map(
            str,
            [
                [MEAN, "error", "critical", True],
                [MEAN, "failed", "critical", False],
                [MEAN, "broken_mojibake", "critical", True],
                [count, None, "critical", True],
                [MEAN, "broken_mojibake", "critical", False],
                [MEAN, "broken_mojibake", "critical", True],
                [MEAN, "value_mojibake", "warning", False],
                [count, None, "critical", True],
            ],
        )
    )
