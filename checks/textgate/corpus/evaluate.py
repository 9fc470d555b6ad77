"""Expectations evaluated by Great Expectations over the verdict table. Needs ``pip install 'textgate[gx]'``.

The library is used without a project: no folder is searched for, nothing is stored but the Data Docs that are
asked for, nothing is sent anywhere.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from textgate.corpus.columns import DOCUMENT_COLUMNS
from textgate.corpus.suite import Configuration, TooManySubsetsError, configuration, subsets
from textgate.corpus.table import VerdictTable, cell, plain
from textgate.policy import Expectation
from textgate.verdict import CorpusResult

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5
"""Values that a sentence names."""

Outcome = Literal["held", "empty", "broken", "error"]


def evaluate(
    corpus: Sequence[Expectation], table: VerdictTable, *, data_docs: Path | None = None
) -> list[CorpusResult]:
    """Evaluate expectations; one result for each, and with ``by`` one for each value.

    An expectation about a column says "empty" when the subset has no documents; only those that count rows look at
    an empty one.

    Args:
        corpus: the expectations, their parameters replaced; those that are off are left out.
        table: the verdict table with at least ``suite.columns_needed(corpus)``.
        data_docs: folder for Data Docs, the pages of Great Expectations; made if need be.

    Raises:
        OSError: the pages cannot be written.

    """
    frame = _frame(table)
    answers: dict[int, tuple[Outcome, str]] = {}
    parts: list[Expectation] = []
    for entry in corpus:
        try:
            parts += subsets(entry, table.distinct) if entry.severity != "off" else ()
        except TooManySubsetsError as problem:
            answers[len(parts)] = ("error", str(problem))
            parts.append(entry)
    configurations: list[Configuration] = []
    for number, part in enumerate(parts):
        settled = answers.get(number) or _settled(part, frame)
        if settled is not None:
            answers[number] = settled
        else:
            configurations.append(configuration(part, {"textgate": number}))
    if configurations or data_docs is not None:
        answers |= _answers(configurations, frame, data_docs)
    return [_result(part, *answers.get(number, _UNANSWERED)) for number, part in enumerate(parts)]


_UNANSWERED: tuple[Outcome, str] = ("error", "Great Expectations gave no answer")


def _frame(table: VerdictTable) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    columns = {}
    for name, values in table.columns().items():
        if DOCUMENT_COLUMNS.get(name) == "text":
            # Not a column of Arrow strings, pandas 3's default: conditions and sets work on both, this is smaller.
            columns[name] = pd.Series(values, dtype=object)
        else:
            columns[name] = pd.Series(np.array(values))
    return pd.DataFrame(columns)


def _settled(part: Expectation, frame: pd.DataFrame) -> tuple[Outcome, str] | None:
    """The answer that needs no evaluation: there is nothing to evaluate."""
    if (
        "column" not in part.arguments
        and "column_A" not in part.arguments
        and "column_list" not in part.arguments
    ):
        return None
    rows = frame
    for name, values in part.where.items():
        rows = rows[rows[name].isin([cell(value) for value in values])]
    if rows.empty:
        return "empty", "there are no such documents"
    column = part.arguments.get("column")
    if column is not None and "null" not in part.expectation and rows[column].isna().all():
        return "error", f"no document has a value of {column}"
    return None


def _answers(
    configurations: list[Configuration], frame: pd.DataFrame, data_docs: Path | None
) -> dict[int, tuple[Outcome, str]]:
    with _silent():
        try:
            results = _validated(configurations, frame, data_docs)
        except OSError:
            raise
        except (Exception, SystemExit) as problem:  # noqa: BLE001
            # Whatever breaks inside leaves expectations without an answer. SystemExit, too: imported by
            # `python -c`, PySpark 4 ends the program with code 0 when it misses a package of its own.
            reason = f"{type(problem).__name__}: {problem}"
            return {config["meta"]["textgate"]: ("error", reason) for config in configurations}
    return {result.expectation_config.meta["textgate"]: _answer(result) for result in results}


@contextmanager
def _silent() -> Iterator[None]:
    """The library logs and warns about itself; what matters is in its results."""
    logger = logging.getLogger("great_expectations")
    handler = logging.NullHandler()
    propagated = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated


def _validated(configurations: list[Configuration], frame: pd.DataFrame, data_docs: Path | None) -> list[Any]:
    import great_expectations as gx
    from great_expectations.checkpoint import UpdateDataDocsAction
    from great_expectations.data_context.types.base import ProgressBarsConfig

    # Without mode= it would look for a project folder and for cloud credentials.
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # The whole list at once: added one by one, an expectation replaces the one before it of the same type.
    suite = context.suites.add(gx.ExpectationSuite(name="corpus", expectations=configurations))
    asset = context.data_sources.add_pandas("textgate").add_dataframe_asset("verdicts")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name="corpus", data=asset.add_batch_definition_whole_dataframe("run"), suite=suite
        )
    )
    actions: list[Any] = []
    if data_docs is not None:
        site = {
            "class_name": "SiteBuilder",
            "site_name": "textgate",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(data_docs.absolute()),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
        context.add_data_docs_site("textgate", cast("Any", site))
        actions.append(UpdateDataDocsAction(name="data_docs", site_names=["textgate"]))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="corpus", validation_definitions=[definition], actions=actions, result_format="SUMMARY"
        )
    )
    run = checkpoint.run(batch_parameters={"dataframe": frame})
    return [result for validation in run.run_results.values() for result in validation.results]


def _answer(result: Any) -> tuple[Outcome, str]:
    if not result.success and not result.result:
        # What was raised is no failure of the data, although success is False.
        return "error", _raised(result.exception_info)
    if result.success:
        return "held", _observed(result.result) or "as expected"
    return "broken", _observed(result.result) or "not as expected"


def _raised(info: Mapping[str, Any]) -> str:
    for item in (info, *(value for value in info.values() if isinstance(value, Mapping))):
        lines = str(item.get("exception_message") or "").strip().splitlines()
        if lines:
            return lines[-1] if lines[0].startswith("Traceback") else lines[0]
    return "no reason was given"


def _observed(result: Mapping[str, Any]) -> str:
    """What was found, in words; "" when the library does not say."""
    if "unexpected_count" in result:
        unexpected = list(dict.fromkeys(_value(value) for value in result.get("partial_unexpected_list", ())))
        if "element_count" not in result:  # about distinct values
            return "unexpected: " + _some(unexpected) if unexpected else ""
        looked_at = result["element_count"] - result.get("missing_count", 0)
        some = f", such as {_some(unexpected)}" if unexpected else ""
        return f"{result['unexpected_count']} of {looked_at} documents are unexpected{some}"
    observed = result.get("observed_value")
    if observed is None:
        return ""
    if isinstance(observed, Mapping):
        return ", ".join(
            f"{_value(value)} at {_value(quantile)}"
            for quantile, value in zip(observed["quantiles"], observed["values"], strict=True)
        )
    if isinstance(observed, list | tuple | set):
        return _some([_value(value) for value in observed])
    return _value(observed)


def _some(values: list[str]) -> str:
    return ", ".join(values[:SHOWN]) + (" …" if len(values) > SHOWN else "")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return " / ".join(_value(item) for item in value.values())
    return "nothing" if value is None else f"{float(value):.6g}"


_WORDS: Mapping[Outcome, str] = {
    "held": "holds",
    "empty": "has nothing to look at",
    "broken": "does not hold",
    "error": "could not be evaluated",
}


def _result(part: Expectation, outcome: Outcome, observed: str) -> CorpusResult:
    subset = " and ".join(f"{name} is {' or '.join(values)}" for name, values in part.where.items())
    where = f" where {subset}" if subset else ""
    word = _WORDS[outcome]
    arguments = ", ".join(f"{key}: {_written(value)}" for key, value in part.arguments.items())
    return CorpusResult(
        expectation=part.expectation,
        arguments=part.arguments,
        subset=subset,
        severity="warning" if part.severity == "warning" else "error",
        outcome=outcome,
        observed=observed,
        message=f"{part.expectation} {word}{where}: {observed} ({arguments})",
        why=part.why,
    )


def _written(value: Any) -> str:
    from textgate.rules_text import as_yaml

    return as_yaml(value)
