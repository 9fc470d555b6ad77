"""Expectations about all documents of a batch. They share one pass over the texts, through a table metric."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation, render_suite_parameter_string
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.expectations.model_field_types import MostlyField
from great_expectations.render import LegacyDiagnosticRendererType, LegacyRendererType
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import RendererValueType

from textgate.adapters.great_expectations import judging
from textgate.adapters.great_expectations.wording import percent, sentence
from textgate.api import policy_of

if TYPE_CHECKING:
    import pyarrow as pa

    from textgate.policy import Policy

METRIC = "textgate.rule_summary"
VALUE_KEYS = ("rules_file", "text_column", "id_column", "language_column")
"""What the pass over the texts depends on."""


class RuleSummary(TableMetricProvider):
    """``judging.Summary`` of a batch. Great Expectations computes it once for all that have the same value keys."""

    metric_name = METRIC
    value_keys = VALUE_KEYS

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - the decorator makes it a class method
        execution_engine: Any,
        metric_domain_kwargs: Any,
        metric_value_kwargs: Any,
        metrics: Any,
        runtime_configuration: Any,
    ) -> judging.Summary:
        policy = policy_of(metric_value_kwargs.get("rules_file"))
        frame = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
        columns = [
            None if name is None else _column(frame, name).array for name in _columns(metric_value_kwargs)
        ]
        texts, ids, languages = (None if values is None else _present(values) for values in columns)
        assert texts is not None
        return judging.summarise(texts, ids, languages, policy)

    @metric_value(engine=SparkDFExecutionEngine)
    def _spark(
        cls,  # noqa: N805
        execution_engine: Any,
        metric_domain_kwargs: Any,
        metric_value_kwargs: Any,
        metrics: Any,
        runtime_configuration: Any,
    ) -> judging.Summary:
        policy = policy_of(metric_value_kwargs.get("rules_file"))
        frame = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
        wanted = _columns(metric_value_kwargs)
        chosen = frame.select(*(_column(frame, name) for name in dict.fromkeys(filter(None, wanted))))

        def part(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            """The summary of one partition, as one row."""
            import pyarrow as pa

            line = json.dumps(judging.merged((_judged(batch, wanted, policy) for batch in batches), policy))
            yield pa.RecordBatch.from_pydict({"summary": [line]})

        rows = chosen.mapInArrow(part, "summary string").collect()
        return judging.merged((json.loads(row["summary"]) for row in rows), policy)


def _judged(
    batch: pa.RecordBatch, wanted: tuple[str, str | None, str | None], policy: Policy
) -> judging.Summary:
    texts, ids, languages = (None if name is None else batch.column(name).to_pylist() for name in wanted)
    assert texts is not None
    return judging.summarise(texts, ids, languages, policy)


def _columns(metric_value_kwargs: Any) -> tuple[str, str | None, str | None]:
    given = metric_value_kwargs.get
    return given("text_column") or "text", given("id_column"), given("language_column")


def _column(frame: Any, name: str) -> Any:
    if name not in frame.columns:
        raise ValueError(f"there is no column {name!r}; there are {', '.join(map(repr, frame.columns))}")
    return frame[name]


def _present(values: Any) -> Iterator[Any]:
    """The values, None for whatever pandas counts as missing."""
    for value, missing in zip(values, values.isna(), strict=True):
        yield None if missing else value


class ExpectDocumentsToPassPolicy(BatchExpectation):
    """Expect documents to pass the whole policy: to break no rule of severity error.

    A document that cannot be judged does not pass. Nulls are no documents.
    """

    text_column: str = pydantic.Field("text", description="Column of the texts.")
    id_column: str | None = pydantic.Field(
        None, description="Column of names, for documents that do not pass."
    )
    language_column: str | None = pydantic.Field(None, description="Column of languages (BCP 47).")
    rules_file: str | None = pydantic.Field(
        None, description="Rules file of textgate; without one, the recommended rules."
    )
    mostly: MostlyField = 1

    metric_dependencies: ClassVar[tuple[str, ...]] = (METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = (*VALUE_KEYS, "mostly")
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    wanted: ClassVar[str] = "pass the textgate rules"

    def _validate(
        self, metrics: Any, runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        return _outcome(metrics[METRIC], judging.POLICY, self._get_success_kwargs()["mostly"])

    # Renderers must be decorated inside the class: that is where they are registered.

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: Any) -> Any:
        for name, kind in (("rule", "STRING"), ("mostly", "NUMBER")):
            if name in cls.__fields__:
                renderer_configuration.add_param(name=name, param_type=RendererValueType[kind])
        mostly = renderer_configuration.params.mostly
        part = "All documents"
        if mostly and mostly.value < 1:
            renderer_configuration = cls._add_mostly_pct_param(renderer_configuration=renderer_configuration)
            part = "At least $mostly_pct % of documents"
        renderer_configuration.template_str = f"{part} must {cls.wanted}."
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **kwargs: Any
    ) -> list[Any]:
        share, params = percent(configuration.kwargs)
        part = f"At least {share} of documents" if share else "All documents"
        return sentence(f"{part} must {cls.wanted}.", params, runtime_configuration)

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **kwargs: Any
    ) -> str:
        return _observed(result)


class ExpectDocumentsToPassRule(ExpectDocumentsToPassPolicy):
    """Expect documents to pass one rule, whatever its severity.

    A document on which the rule could not be measured does not pass; one that the rule leaves out does.
    """

    rule: str = pydantic.Field(description="Name of a rule or group of the rules file.")

    success_keys: ClassVar[tuple[str, ...]] = ("rule", *VALUE_KEYS, "mostly")
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    wanted: ClassVar[str] = "pass the textgate rule $rule"

    def _validate(
        self, metrics: Any, runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        judging.check_rule(metrics[METRIC]["rules"], self.rule)
        return _outcome(metrics[METRIC], self.rule, self._get_success_kwargs()["mostly"])


def _outcome(summary: judging.Summary, rule: str, mostly: float) -> dict[str, Any]:
    """The result of an expectation; ``observed_value`` is the share of documents that pass."""
    count, documents = summary["rules"][rule], summary["documents"]
    passing = documents - count["broken"] - count["unjudged"]
    share = passing / documents if documents else 1.0
    return {
        "success": bool(share >= mostly),  # a bool of numpy would break the store of results
        "result": {
            "observed_value": share,
            "element_count": documents,
            "unexpected_count": count["broken"],
            "details": {
                "broken": count["broken"],
                "unjudged": count["unjudged"],
                "errors": summary["errors"],
                "failing": count["ids"],
            },
        },
    }


def _observed(result: Any) -> str:
    """What was found, in the pages of Great Expectations, which print it as it is: the names are safe."""
    found = result.result if result is not None else {}
    if "details" not in found:
        return "--"
    told = f"{100 * found['observed_value']:.6g} % of {found['element_count']} documents pass"
    names = found["details"]["failing"]
    return f"{told}; these do not: {', '.join(names[:5])}" if names else told
