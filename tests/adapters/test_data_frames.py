"""Columns of texts in, columns of verdicts out: with real pyarrow, pandas, Polars and Hugging Face datasets."""

from __future__ import annotations

import doctest
import functools
import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textgate
from textgate import sources
from textgate.adapters import arrow, columns
from textgate.adapters import pandas as of_pandas
from textgate.adapters import polars as of_polars
from textgate.batch import BATCH_CODEPOINTS

pa = pytest.importorskip("pyarrow")

CLEAN = "The ferry leaves at nine."
TEXTS = [CLEAN, None, "schÃ¶n", "", "A bell \x07 rings."]
VERDICTS = ["pass", None, "fail", "pass", "fail"]
RULES = [[], None, ["mojibake"], [], ["control_characters"]]

BINARY = [None if text is None else text.encode() for text in TEXTS]


def names(column: Any) -> list[str | None]:
    return [None if row is None else row["verdict"] for row in column.to_pylist()]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(TEXTS),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS, pa.string_view()),
        pa.array(TEXTS).dictionary_encode(),
        pa.array(BINARY),
        pa.array(BINARY, pa.large_binary()),
        pa.array(BINARY, pa.binary_view()),
        pa.array(BINARY).dictionary_encode(),
        pa.array(["x", *TEXTS, "y"])[1:-1],
        pa.chunked_array([TEXTS[:2], [], TEXTS[2:]], pa.string()),
        pa.compute.run_end_encode(pa.array(TEXTS)),
        pa.array(TEXTS).cast(pa.json_()) if hasattr(pa, "json_") else pa.array(TEXTS),
    ],
    ids=lambda column: str(column.type).partition("(")[0][:40],
)
def test_every_layout_gives_the_same_verdicts(column: Any) -> None:
    judged = arrow.check(column)
    assert judged.type == arrow.verdict_type()
    assert names(judged) == VERDICTS
    assert [row and row["rules"] for row in judged.to_pylist()] == RULES
    judged.validate(full=True)


@pytest.mark.parametrize(
    "column", [pa.array([], pa.string()), pa.chunked_array([], pa.string()), pa.nulls(0)]
)
def test_an_empty_column_gives_an_empty_column(column: Any) -> None:
    judged = arrow.check(column)
    assert len(judged) == 0
    assert judged.type == arrow.verdict_type()


def test_nulls_only_are_nulls_only() -> None:
    assert arrow.check(pa.nulls(5)).to_pylist() == [None] * 5
    assert arrow.check(pa.array([None, None], pa.string())).null_count == 2


def test_a_row_says_what_the_verdict_says() -> None:
    text = "Well.\nWir grÃ¼ÃŸen aus KÃ¶ln."
    (row,) = arrow.check(pa.array([text])).to_pylist()
    verdict = textgate.check_text(text)
    assert row["language"] == verdict.language
    assert row["reason"] == f"2:7 mojibake: {verdict.findings[0].message}"
    assert (row["warnings"], row["unjudged"]) == ([], [missing.rule for missing in verdict.unjudged])
    expected = [finding.to_json() for finding in verdict.findings]
    for finding in expected:
        finding["spans"] = [
            {name: span[name] for name in columns.SpanRow.__annotations__} for span in finding["spans"]
        ]
    assert row["findings"] == expected
    repaired = text
    for span in reversed(row["findings"][0]["spans"]):
        repaired = repaired[: span["start"]] + span["replacement"] + repaired[span["stop"] :]
    assert repaired == "Well.\nWir grüßen aus Köln."


def test_warnings_do_not_fail_and_give_no_reason(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nrules:\n  control_characters: warning\n")
    (row,) = arrow.check(pa.array(["A bell \x07 rings."]), rules).to_pylist()
    assert (row["verdict"], row["reason"], row["rules"]) == ("pass", None, [])
    assert row["warnings"] == ["control_characters"]


def test_bytes_are_decoded_as_those_of_files() -> None:
    korean = "오늘은 날씨가 아주 좋습니다. 우리는 함께 공원에 갔습니다."
    damaged = "Wir grüßen alle herzlich, überall und jederzeit. ".encode() * 3 + b"\xff\xc3 Ende."
    values = [korean.encode("utf-16"), korean.encode("cp949"), CLEAN.encode(), damaged, b""]
    rows = arrow.check(pa.array(values)).to_pylist()
    files = textgate.check_documents(sources.from_bytes("file.txt", value) for value in values)
    assert [(row["verdict"], row["rules"]) for row in rows] == [
        (v.verdict, [finding.rule for finding in v.findings]) for v in files
    ]
    assert [row["verdict"] for row in rows] == ["pass", "pass", "pass", "fail", "pass"]
    assert rows[3]["rules"] == ["undecodable_bytes"]


def test_strings_that_are_not_utf8_are_judged_as_bytes() -> None:
    values = [b"Caf\xe9 au lait, s'il vous pla\xeet, et un croissant.", CLEAN.encode()]
    expected = names(arrow.check(pa.array(values)))
    buffers = pa.array(values).buffers()
    broken = pa.StringArray.from_buffers(2, buffers[1], buffers[2])
    for column in (broken, pa.chunked_array([broken]), broken.dictionary_encode()):
        assert names(arrow.check(column)) == expected


def test_languages_are_a_column_of_their_own(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nrules:\n  control_characters:\n    only: {languages: [de]}\n")
    texts = pa.array(["A bell \x07 rings."] * 3)
    assert names(arrow.check(texts, rules, languages=pa.array(["de", "en", None]))) == [
        "fail",
        "pass",
        "pass",
    ]
    table = pa.table({"text": texts, "tag": ["de", "de-AT", "fr"]})
    assert names(arrow.append(table, rules=rules, language="tag")["textgate"]) == ["fail", "fail", "pass"]
    with pytest.raises(ValueError, match="2 languages for 3 texts"):
        arrow.check(texts, languages=pa.array(["de", "en"]))


@pytest.mark.parametrize(
    "column", [pa.array([1, 2]), pa.array([["a"]]), pa.array([{"a": "b"}]), ["a", "b"], "text", 3]
)
def test_what_holds_no_texts_is_refused(column: Any) -> None:
    with pytest.raises(TypeError, match=r"no texts|no Arrow column"):
        arrow.check(column)


def test_a_table_keeps_its_columns_and_gets_one_more() -> None:
    table = pa.table({"n": [1, 2], "body": [CLEAN, "schÃ¶n"]})
    judged = arrow.append(table, "body")
    assert judged.column_names == ["n", "body", "textgate"]
    assert judged.drop_columns("textgate").equals(table)
    again = arrow.append(judged, "body")
    assert again.equals(judged)
    assert arrow.append(table.to_batches()[0], "body").equals(judged)
    with pytest.raises(KeyError, match="no column 'text'; there are: 'n', 'body'"):
        arrow.append(table)


def test_the_buffers_of_the_column_are_shared_not_copied() -> None:
    column = pa.array([CLEAN] * 1000)

    class Producer:
        def __arrow_c_array__(self, schema: object = None) -> Any:
            return column.__arrow_c_array__(schema)

    class Stream:
        def __arrow_c_stream__(self, schema: object = None) -> Any:
            return pa.chunked_array([column]).__arrow_c_stream__(schema)

    address = column.buffers()[2].address
    before = pa.total_allocated_bytes()
    for producer in (Producer(), Stream()):
        imported = arrow._imported(producer)
        assert imported.chunk(0).buffers()[2].address == address
    assert pa.total_allocated_bytes() - before < 1000


def test_nanoarrow_speaks_the_same_interface() -> None:
    nanoarrow = pytest.importorskip("nanoarrow")
    assert names(arrow.check(nanoarrow.Array(TEXTS, nanoarrow.string()))) == VERDICTS


def test_many_rows_come_in_bounded_chunks() -> None:
    judged = arrow.check(pa.array([CLEAN, None] * 1500))
    assert len(judged) == 3000
    assert max(len(chunk) for chunk in judged.iterchunks()) <= arrow.ROWS
    assert names(judged) == ["pass", None] * 1500


def test_values_are_read_only_as_they_are_needed() -> None:
    read = []

    def values() -> Any:
        for number in range(100):
            read.append(number)
            yield CLEAN * 4000

    rows = columns.judged(values())
    next(rows)
    # One batch, and the value that did not fit into it any more.
    assert len(read) <= BATCH_CODEPOINTS // len(CLEAN * 4000) + 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.none() | st.text(max_size=60), max_size=12), st.integers(0, 12))
def test_length_order_and_verdicts_hold_for_any_column(texts: list[str | None], cut: int) -> None:
    encodable = [None if t is None else t.encode("utf-8", "ignore").decode() for t in texts]
    column = pa.chunked_array([encodable[:cut], encodable[cut:]], pa.string())
    expected = [None if t is None else textgate.check_text(t).verdict for t in encodable]
    assert names(arrow.check(column)) == expected


def test_processes_change_nothing() -> None:
    column = pa.array(TEXTS * 10)
    assert arrow.check(column, jobs=2).equals(arrow.check(column))


# pandas


@pytest.mark.parametrize("dtype", [None, object, "string", "category", "string[pyarrow]", "arrow", "bytes"])
def test_pandas_keeps_length_order_and_index(dtype: Any) -> None:
    pd = pytest.importorskip("pandas")
    index = ["a", "b", "b", "c", "d"]
    kind = pd.ArrowDtype(pa.string()) if dtype == "arrow" else object if dtype == "bytes" else dtype
    texts = pd.Series(BINARY if dtype == "bytes" else TEXTS, index=index, dtype=kind)
    judged = of_pandas.check(texts)
    assert list(judged.columns) == list(columns.Row.__annotations__)
    assert list(judged.index) == index
    assert [None if pd.isna(v) else v for v in judged["verdict"]] == VERDICTS
    assert [v if isinstance(v, list) else None for v in judged["rules"]] == RULES
    assert judged["reason"].isna().tolist() == [True, True, False, True, False]


def test_pandas_missing_values_of_all_kinds_are_missing() -> None:
    pd = pytest.importorskip("pandas")
    judged = of_pandas.check(pd.Series([None, float("nan"), pd.NA, pd.NaT, CLEAN], dtype=object))
    assert judged["verdict"].isna().tolist() == [True, True, True, True, False]


def test_pandas_a_value_that_is_no_text_is_an_error_and_costs_nobody_else() -> None:
    pd = pytest.importorskip("pandas")
    judged = of_pandas.check(pd.Series([CLEAN, 7, ["a"], CLEAN], dtype=object))
    assert judged["verdict"].tolist() == ["pass", "error", "error", "pass"]
    assert judged["reason"][1] == "row 1: a value of type int is no text; convert it, or leave the row out"


def test_pandas_an_empty_series_has_all_columns() -> None:
    pd = pytest.importorskip("pandas")
    judged = of_pandas.check(pd.Series([], dtype="string"))
    assert list(judged.columns) == list(columns.Row.__annotations__)
    assert len(judged) == 0


def test_pandas_wrong_arguments_are_told() -> None:
    pd = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match=r"a DataFrame is no Series; choose a column, as in frame\['text'\]"):
        of_pandas.check(pd.DataFrame({"text": ["a"]}))
    with pytest.raises(ValueError, match="1 languages for 2 texts"):
        of_pandas.check(pd.Series(["a", "b"]), languages=pd.Series(["de"]))


# Polars


@pytest.mark.parametrize("kind", ["String", "Categorical", "Enum", "Binary", "Null"])
def test_polars_series(kind: str) -> None:
    pl = pytest.importorskip("polars")
    values: list[Any] = {"Binary": BINARY, "Null": [None] * 5}.get(kind, TEXTS)
    dtype = pl.Enum([t for t in TEXTS if t is not None]) if kind == "Enum" else getattr(pl, kind)
    judged = of_polars.check(pl.Series("body", values, dtype=dtype))
    assert judged.name == "textgate"
    assert judged.dtype == of_polars.verdict_type()
    assert judged.struct.field("verdict").to_list() == ([None] * 5 if kind == "Null" else VERDICTS)


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_polars_expression_in_a_lazy_frame(engine: Any) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.LazyFrame({"n": range(5), "body": TEXTS}).with_columns(of_polars.verdicts("body"))
    assert frame.collect_schema()["textgate"] == of_polars.verdict_type()
    judged = frame.collect(engine=engine)
    assert judged["textgate"].struct.field("verdict").to_list() == VERDICTS
    kept = (
        frame.filter(pl.col("textgate").struct.field("verdict") == "pass").select("n").collect(engine=engine)
    )
    assert kept["n"].to_list() == [0, 3]
    counts = frame.select(pl.col("textgate").struct.field("rules").explode().drop_nulls()).collect(
        engine=engine
    )
    assert sorted(counts["rules"]) == ["control_characters", "mojibake"]


def test_polars_an_expression_may_stand_for_the_column() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"a": ["A bell \x07"]})
    verdict = of_polars.verdicts(pl.col("a").str.replace("\x07", "", literal=True)).struct.field("verdict")
    assert frame.select(verdict).item() == "pass"


def test_polars_wrong_rules_are_told_when_the_expression_is_made(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nrules:\n  mojibaek: off\n")
    with pytest.raises(textgate.RulesError, match="mojibaek"):
        of_polars.verdicts("text", rules)


# Hugging Face


def test_datasets_map_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    dataset = datasets.Dataset.from_dict({"id": list(range(50)), "text": TEXTS * 10})
    judge = functools.partial(arrow.append, text="text")
    judged = dataset.with_format("arrow").map(judge, batched=True, batch_size=7).with_format(None)
    assert judged.column_names == ["id", "text", "textgate"]
    assert [row and row["verdict"] for row in judged["textgate"]] == VERDICTS * 10
    kept = judged.filter(
        lambda verdict: verdict is not None and verdict["verdict"] == "pass", input_columns="textgate"
    )
    assert kept["id"][:3] == [0, 3, 5]
    judged.save_to_disk(tmp_path / "judged")
    assert len(datasets.load_from_disk(tmp_path / "judged")) == 50


def test_what_is_shipped_to_other_processes_pickles() -> None:
    judge = functools.partial(arrow.append, text="text", rules=textgate.default_rules())
    assert names(pickle.loads(pickle.dumps(judge))(pa.table({"text": TEXTS}))["textgate"]) == VERDICTS


# The manual


@pytest.mark.parametrize("module", [of_pandas, of_polars], ids=lambda module: module.__name__)
def test_docstrings(module: Any) -> None:
    pytest.importorskip(module.__name__.rpartition(".")[2])
    outcome = doctest.testmod(module)
    assert (outcome.attempted > 0, outcome.failed) == (True, 0)


def test_the_programs_of_the_manual_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("datasets")
    import pyarrow.parquet as pq

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    pages = pa.table({"text": [CLEAN, "schÃ¶n"]})
    pq.write_table(pages, "pages.parquet")
    Path("pages.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in pages.to_pylist()))
    page = Path(__file__).parents[2] / "docs" / "data-frames.md"
    programs = re.findall(r"```python\n((?!>>>).*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for program in programs:
        names: dict[str, Any] = {}
        exec(program, names)
    assert names["kept"]["text"] == [CLEAN]
    assert pq.read_table("judged.parquet")["textgate"].combine_chunks().field("verdict").to_pylist() == [
        "pass",
        "fail",
    ]
