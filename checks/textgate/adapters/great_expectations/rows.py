"""An expectation about the rows of a column, for those who want the rows that fail.

Its results carry values of the column, that is, texts of strangers, and Great Expectations prints them into its pages
as they are: they are cut and made harmless here.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation, render_suite_parameter_string
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from great_expectations.render import LegacyRendererType
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import RendererValueType

from textgate.adapters.great_expectations import judging
from textgate.adapters.great_expectations.wording import percent, sentence
from textgate.api import policy_of
from textgate.corpus.table import cell

METRIC = "column_values.pass_textgate"

SHOWN = 80
"""Code points of a text that a result shows."""


class ColumnValuesPassTextgate(ColumnMapMetricProvider):
    """Whether the texts of a column pass; nulls are left out by Great Expectations."""

    condition_metric_name = METRIC
    condition_value_keys = ("rules_file", "rule")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, rules_file: Any = None, rule: Any = None, **kwargs: Any) -> Any:  # noqa: N805
        policy = _policy(rules_file, rule)
        return pd.Series(list(judging.passing(column.array, policy, rule)), index=column.index, dtype=bool)

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, rules_file: Any = None, rule: Any = None, **kwargs: Any) -> Any:  # noqa: N805
        from pyspark.sql.pandas.functions import pandas_udf

        policy = _policy(rules_file, rule)

        def passing(texts: pd.Series) -> pd.Series:
            values = (None if missing else text for text, missing in zip(texts, texts.isna(), strict=True))
            return pd.Series(list(judging.passing(values, policy, rule)), dtype=object)

        made: Any = pandas_udf  # its stubs know a function by the types of its arguments only
        return made(passing, "boolean")(column)


def _policy(rules_file: str | None, rule: str | None) -> Any:
    policy = policy_of(rules_file)
    if rule is not None:
        judging.check_rule(judging.known_rules(policy), rule)
    return policy


class ExpectColumnValuesToPassTextgate(ColumnMapExpectation):
    """Expect the texts of a column to pass the rules, or one of them.

    Rows are in the results as Great Expectations does it, with texts cut and made harmless. Whole rows
    (``include_unexpected_rows``) are not given out.
    """

    rules_file: str | None = pydantic.Field(
        None, description="Rules file of textgate; without one, the recommended rules."
    )
    rule: str | None = pydantic.Field(None, description="Only this rule; without one, the whole policy.")

    map_metric: ClassVar[str] = METRIC
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "rules_file", "rule")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "rules_file", "rule")

    def _validate(
        self, metrics: Any, runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        outcome = super()._validate(metrics, runtime_configuration, execution_engine)
        found = outcome.get("result", {}) if isinstance(outcome, dict) else outcome.result
        found.pop("unexpected_rows", None)
        for key in ("partial_unexpected_list", "unexpected_list", "unexpected_index_list",
                    "partial_unexpected_index_list", "partial_unexpected_counts"):  # fmt: skip
            if found.get(key) is not None:
                found[key] = _harmless(found[key])
        return cast("dict[str, Any]", outcome)

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: Any) -> Any:
        for name, kind in (("column", "STRING"), ("rule", "STRING"), ("mostly", "NUMBER")):
            renderer_configuration.add_param(name=name, param_type=RendererValueType[kind])
        params = renderer_configuration.params
        what = "the textgate rule $rule" if params.rule else "the textgate rules"
        if params.mostly and params.mostly.value < 1:
            renderer_configuration = cls._add_mostly_pct_param(renderer_configuration=renderer_configuration)
            what += ", at least $mostly_pct % of the time"
        named = "$column values" if renderer_configuration.include_column_name else "values"
        renderer_configuration.template_str = f"{named} must pass {what}."
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **kwargs: Any
    ) -> list[Any]:
        share, params = percent(configuration.kwargs)
        rule = "the textgate rule $rule" if params.get("rule") else "the textgate rules"
        with_name = not runtime_configuration or runtime_configuration.get("include_column_name") is not False
        often = f", at least {share} of the time" if share else ""
        template = f"{'$column ' if with_name else ''}values must pass {rule}{often}."
        return sentence(template, params, runtime_configuration)


def _harmless(value: Any) -> Any:
    """A value of a result with every text in it cut and made safe to print into a page."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return cell(value if len(value) <= SHOWN else f"{value[:SHOWN]}…")
    if isinstance(value, dict):
        return {key: _harmless(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(item) for item in value]
    return value
