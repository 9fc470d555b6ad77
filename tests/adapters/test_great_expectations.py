"""textgate inside suites of Great Expectations, on real pandas and, where there is Java, on real Spark."""

from __future__ import annotations

import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries about each other
    gx = pytest.importorskip("great_expectations", reason="needs textgate[gx]")
    import pandas as pd

    from textgate.adapters.great_expectations import (
        ExpectColumnValuesToPassTextgate,
        ExpectDocumentsToPassPolicy,
        ExpectDocumentsToPassRule,
        judging,
    )

from great_expectations.data_context.types.base import ProgressBarsConfig

from textgate import rules

CLEAN = "The ferry leaves at nine. Tickets are sold on board, and dogs travel free."
GARBLED = "Wir grÃ¼ÃŸen <script>alert(1)</script> herzlich aus KÃ¶ln, und kommen bald wieder nach Hause. " * 3
ROWS = [(CLEAN, "a"), (GARBLED, "<b>"), (None, "c"), (CLEAN, "d"), (CLEAN, "e")]

pytestmark = pytest.mark.filterwarnings(
    "ignore"
)  # of Great Expectations, pandas and PySpark about each other


@pytest.fixture
def context() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="needs PySpark")
    if shutil.which("java") is None:
        pytest.skip("needs Java for Spark")
    found = sql.SparkSession.getActiveSession()
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    session.sparkContext.pythonExec = sys.executable
    yield session
    if found is None:
        session.stop()


@pytest.fixture(params=["pandas", pytest.param("spark", marks=pytest.mark.slow)])
def batch(request: pytest.FixtureRequest, context: Any) -> Any:
    if request.param == "pandas":
        return pandas_batch(context, ROWS)
    session = request.getfixturevalue("spark")
    frame = session.createDataFrame(ROWS, "text string, id string").repartition(3)
    asset = context.data_sources.add_spark("s").add_dataframe_asset("texts")
    return asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})


def pandas_batch(context: Any, rows: list[tuple[Any, ...]], columns: tuple[str, ...] = ("text", "id")) -> Any:
    frame = pd.DataFrame(rows, columns=list(columns))
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("texts")
    return asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})


def validated(batch: Any, *expectations: Any, result_format: Any = "SUMMARY") -> list[Any]:
    """Results in the order of the expectations; Great Expectations returns them in an order of its own."""
    for number, expectation in enumerate(expectations):
        expectation.meta = {"number": number}
    suite = gx.ExpectationSuite(name="texts", expectations=list(expectations))
    results = batch.validate(suite, result_format=result_format).results
    return sorted(results, key=lambda result: result.expectation_config.meta["number"])


def reason(result: Any) -> str:
    return str(result.exception_info)


def test_all_of_it(batch):
    results = validated(
        batch,
        ExpectDocumentsToPassRule(rule="mojibake", mostly=0.9, severity="warning", id_column="id"),
        ExpectDocumentsToPassRule(rule="mojibake", mostly=0.75, id_column="id"),
        ExpectDocumentsToPassRule(rule="injected_spam"),
        ExpectDocumentsToPassPolicy(id_column="id"),
        ExpectDocumentsToPassPolicy(mostly=0.7),
        ExpectColumnValuesToPassTextgate(column="text", mostly=0.75),
        ExpectColumnValuesToPassTextgate(column="text"),
        ExpectColumnValuesToPassTextgate(column="text", rule="injected_spam"),
    )
    assert [result.success for result in results] == [False, True, True, False, True, True, False, True]
    assert [result.expectation_config.severity for result in results[:2]] == ["warning", "critical"]
    details = {"broken": 1, "unjudged": 0, "errors": 0, "failing": ["&lt;b&gt;"]}
    assert results[0].result == {
        "observed_value": 0.75, "element_count": 4, "unexpected_count": 1, "details": details,
    }  # fmt: skip
    assert results[3].result["details"] == details
    assert results[4].result["details"]["failing"] == []
    rows = results[6].result
    assert (rows["element_count"], rows["unexpected_count"], rows["missing_count"]) == (5, 1, 1)
    (shown,) = rows["partial_unexpected_list"]
    assert shown.startswith("Wir grÃ¼ÃŸen &lt;script&gt;alert(1)")
    assert len(shown) < 130


def test_what_is_wrong_is_told(batch):
    results = validated(
        batch,
        ExpectDocumentsToPassRule(rule="mojibak"),
        ExpectDocumentsToPassPolicy(text_column="txt"),
        ExpectDocumentsToPassPolicy(rules_file="nowhere.yaml"),
        ExpectColumnValuesToPassTextgate(column="text", rule="mojibak"),
    )
    told = [reason(result) for result in results]
    assert all(not result.success and not result.result for result in results)
    assert "the rules have no rule 'mojibak'; did you mean mojibake?" in told[0].replace("\\'", "'")
    assert "there is no column 'txt'; there are 'text', 'id'" in told[1].replace("\\'", "'")
    assert "nowhere.yaml" in told[2]
    assert "did you mean mojibake?" in told[3]


@pytest.mark.parametrize("result_format", ["COMPLETE", "SUMMARY", "BASIC", "BOOLEAN_ONLY"])
def test_no_format_of_results_gives_raw_texts(context, result_format):
    batch = pandas_batch(context, ROWS)
    wanted = {
        "result_format": result_format,
        "unexpected_index_column_names": ["id"],
        "include_unexpected_rows": result_format == "COMPLETE",
    }
    (result,) = validated(batch, ExpectColumnValuesToPassTextgate(column="text"), result_format=wanted)
    assert result.success is False
    text = str(result.to_json_dict())
    assert "<script>" not in text
    assert "<b>" not in text


@pytest.mark.slow
def test_complete_results_of_spark_are_harmless_too(context, spark):
    frame = spark.createDataFrame(ROWS, "text string, id string")
    asset = context.data_sources.add_spark("s").add_dataframe_asset("texts")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    wanted = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["id"],
        "include_unexpected_rows": True,
    }
    (result,) = validated(batch, ExpectColumnValuesToPassTextgate(column="text"), result_format=wanted)
    assert [row["id"] for row in result.result["unexpected_index_list"]] == ["&lt;b&gt;"]
    assert "<script>" not in str(result.to_json_dict())


def test_one_pass_is_shared(context, monkeypatch):
    passes = []
    counted = judging.summarise
    monkeypatch.setattr(judging, "summarise", lambda *arguments: passes.append(1) or counted(*arguments))
    names = ("mojibake", "injected_spam", "truncated_end")
    results = validated(
        pandas_batch(context, ROWS),
        *(ExpectDocumentsToPassRule(rule=name) for name in names),
        ExpectDocumentsToPassPolicy(mostly=0.5),
    )
    assert len(results) == 4
    assert passes == [1]


def test_rules_of_a_file_and_languages_of_a_column(context, tmp_path: Path):
    file = tmp_path / "rules.yaml"
    file.write_text(
        "version: 1\npreset: none\nrules:\n"
        "  todo: {check: phrases, phrases: [TODO], severity: warning, only: {languages: [de]}}\n"
        "  drafts: {check: phrases, phrases: [DRAFT]}\n",
        encoding="utf-8",
    )
    rows = [("TODO one", "de"), ("TODO two", "en"), ("DRAFT three", "en"), ("four", None)]
    common = {"rules_file": str(file), "language_column": "language"}
    results = validated(
        pandas_batch(context, rows, ("text", "language")),
        ExpectDocumentsToPassRule(rule="todo", **common),
        ExpectDocumentsToPassRule(rule="drafts", **common),
        ExpectDocumentsToPassPolicy(**common),
    )
    # A warning breaks its rule, but not the policy.
    assert [result.result["unexpected_count"] for result in results] == [1, 1, 1]
    assert [result.result["observed_value"] for result in results] == [0.75] * 3


def test_what_is_no_text_does_not_pass():
    # Not through Great Expectations, whose fingerprint of a batch breaks on such columns.
    summary = judging.summarise([CLEAN, 3, None], ["a", "b", "c"], None, rules.default())
    assert (summary["documents"], summary["errors"]) == (2, 1)
    for rule in (judging.POLICY, "mojibake"):
        assert summary["rules"][rule] == {"broken": 0, "unjudged": 1, "ids": ["b"]}


def test_no_documents_pass(context):
    frame = [(None, "a")]
    results = validated(
        pandas_batch(context, frame),
        ExpectDocumentsToPassPolicy(),
        ExpectDocumentsToPassRule(rule="mojibake"),
    )
    assert [result.success for result in results] == [True, True]


def test_mostly_may_be_a_parameter_of_the_suite(context):
    batch = pandas_batch(context, ROWS)
    suite = gx.ExpectationSuite(
        name="texts", expectations=[ExpectDocumentsToPassPolicy(mostly={"$PARAMETER": "share"})]
    )
    answers = [
        batch.validate(suite, expectation_parameters={"share": share}).success for share in (0.9, 0.75)
    ]
    assert answers == [False, True]


def test_suites_are_stored_and_loaded(context):
    suite = context.suites.add(
        gx.ExpectationSuite(
            name="stored",
            expectations=[
                ExpectDocumentsToPassRule(rule="mojibake", mostly=0.7, severity="warning"),
                ExpectDocumentsToPassPolicy(mostly=0.7),
                ExpectColumnValuesToPassTextgate(column="text", rule="mojibake", mostly=0.7),
            ],
        )
    )
    again = gx.ExpectationSuite(**suite.to_json_dict())
    assert pandas_batch(context, ROWS).validate(again).success is True


def test_data_docs_have_sentences_and_no_markup_of_texts(context, tmp_path: Path):
    from great_expectations.checkpoint import UpdateDataDocsAction

    suite = context.suites.add(
        gx.ExpectationSuite(
            name="texts",
            expectations=[
                ExpectDocumentsToPassRule(rule="mojibake", mostly=0.9, id_column="id"),
                ExpectDocumentsToPassPolicy(),
                ExpectColumnValuesToPassTextgate(column="text", mostly=0.9),
                ExpectColumnValuesToPassTextgate(column="text", rule="mojibake"),
            ],
        )
    )
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("texts")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name="texts", data=asset.add_batch_definition_whole_dataframe("all"), suite=suite
        )
    )
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(tmp_path)}
    site = {
        "class_name": "SiteBuilder",
        "store_backend": store,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context.add_data_docs_site("site", site)
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="texts",
            validation_definitions=[definition],
            actions=[UpdateDataDocsAction(name="docs", site_names=["site"])],
            result_format="COMPLETE",
        )
    )
    frame = pd.DataFrame(ROWS, columns=["text", "id"])
    assert checkpoint.run(batch_parameters={"dataframe": frame}).success is False
    (page,) = (tmp_path / "validations").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "75 % of 4 documents pass; these do not: &lt;b&gt;" in text
    plain = " ".join(text.split())
    for words in ("of documents must pass the textgate rule", "All documents must pass the textgate rules",
                  "values must pass the textgate rules, at least"):  # fmt: skip
        assert words in plain, words


def test_summaries_merge_in_any_order():
    policy = rules.default()
    texts = [CLEAN, GARBLED, None, 3, CLEAN]
    names = ["e", "d", "c", "b", "a"]
    whole = judging.summarise(texts, names, None, policy)
    parts = [judging.summarise([text], [name], None, policy) for text, name in zip(texts, names, strict=True)]
    assert judging.merged(parts, policy) == judging.merged(parts[::-1], policy) == whole
    assert whole["documents"] == 4
    assert whole["rules"][judging.POLICY]["ids"] == ["b", "d"]


def test_only_some_ids_are_kept():
    policy = rules.default()
    count = 12 * judging.IDS
    summary = judging.summarise([GARBLED] * count, [f"{n:04d}" for n in reversed(range(count))], None, policy)
    assert summary["rules"]["mojibake"]["ids"] == [f"{n:04d}" for n in range(judging.IDS)]
