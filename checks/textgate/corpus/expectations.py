"""The expectations that a rules file may name, and their arguments, as Great Expectations 1.24 has them.

Written down here because importing Great Expectations takes seconds, and because a rules file is read, and its
mistakes are told, where it is not installed. A test compares this list with the library. Left out are expectations
about the form of a table, which is always the same, about texts (expressions, dates, JSON), which are the business
of checks, and about queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

ArgumentKind = Literal[
    "number",
    "whole",
    "share",
    "flag",
    "choice",
    "column",
    "columns",
    "values",
    "quantile_ranges",
    "partition",
]


class Argument(NamedTuple):
    """One argument: what may be written, whether it must be, and the words of a choice."""

    kind: ArgumentKind
    required: bool = False
    choices: tuple[str, ...] = ()


class Known(NamedTuple):
    """One expectation. ``numeric``: its columns must hold numbers. ``bounds``: one of these must be written."""

    arguments: Mapping[str, Argument]
    numeric: bool = False
    bounds: tuple[str, ...] = ()


_COLUMN = {"column": Argument("column", required=True)}
_RANGE = {
    "min_value": Argument("number"),
    "max_value": Argument("number"),
    "strict_min": Argument("flag"),
    "strict_max": Argument("flag"),
}
_WHOLE_RANGE = {**_RANGE, "min_value": Argument("whole"), "max_value": Argument("whole")}
_SHARE_RANGE = {**_RANGE, "min_value": Argument("share"), "max_value": Argument("share")}
_BOUNDS = ("min_value", "max_value")
_MOSTLY = {"mostly": Argument("share")}
_VALUES = {"value_set": Argument("values", required=True)}
_PAIR = {
    "column_A": Argument("column", required=True),
    "column_B": Argument("column", required=True),
    **_MOSTLY,
    "ignore_row_if": Argument(
        "choice", choices=("both_values_are_missing", "either_value_is_missing", "neither")
    ),
}
_aggregate = Known({**_COLUMN, **_RANGE}, numeric=True, bounds=_BOUNDS)
_share = Known({**_COLUMN, **_SHARE_RANGE}, bounds=_BOUNDS)
_distinct = Known({**_COLUMN, **_VALUES})
_rows = Known({**_COLUMN, **_MOSTLY})

EXPECTATIONS: Mapping[str, Known] = {
    "expect_column_distinct_values_to_be_in_set": _distinct,
    "expect_column_distinct_values_to_contain_set": _distinct,
    "expect_column_distinct_values_to_equal_set": _distinct,
    "expect_column_kl_divergence_to_be_less_than": Known(
        {
            **_COLUMN,
            "partition_object": Argument("partition", required=True),
            "threshold": Argument("number", required=True),
            "internal_weight_holdout": Argument("share"),
            "tail_weight_holdout": Argument("share"),
        }
    ),
    "expect_column_max_to_be_between": _aggregate,
    "expect_column_mean_to_be_between": _aggregate,
    "expect_column_median_to_be_between": _aggregate,
    "expect_column_min_to_be_between": _aggregate,
    "expect_column_most_common_value_to_be_in_set": Known(
        {**_COLUMN, **_VALUES, "ties_okay": Argument("flag")}
    ),
    "expect_column_pair_values_a_to_be_greater_than_b": Known(
        {**_PAIR, "or_equal": Argument("flag")}, numeric=True
    ),
    "expect_column_pair_values_to_be_equal": Known(_PAIR),
    "expect_column_proportion_of_non_null_values_to_be_between": _share,
    "expect_column_proportion_of_unique_values_to_be_between": _share,
    "expect_column_quantile_values_to_be_between": Known(
        {**_COLUMN, "quantile_ranges": Argument("quantile_ranges", required=True)}, numeric=True
    ),
    "expect_column_stdev_to_be_between": _aggregate,
    "expect_column_sum_to_be_between": _aggregate,
    "expect_column_unique_value_count_to_be_between": Known({**_COLUMN, **_WHOLE_RANGE}, bounds=_BOUNDS),
    "expect_column_value_z_scores_to_be_less_than": Known(
        {
            **_COLUMN,
            **_MOSTLY,
            "threshold": Argument("number", required=True),
            "double_sided": Argument("flag", required=True),
        },
        numeric=True,
    ),
    "expect_column_values_to_be_between": Known(
        {**_COLUMN, **_RANGE, **_MOSTLY}, numeric=True, bounds=_BOUNDS
    ),
    "expect_column_values_to_be_in_set": Known({**_COLUMN, **_VALUES, **_MOSTLY}),
    "expect_column_values_to_be_null": _rows,
    "expect_column_values_to_be_unique": _rows,
    "expect_column_values_to_not_be_in_set": Known({**_COLUMN, **_VALUES, **_MOSTLY}),
    "expect_column_values_to_not_be_null": _rows,
    "expect_column_values_to_not_be_outliers": Known(
        {
            **_COLUMN,
            **_MOSTLY,
            "method": Argument("choice", choices=("iqr", "std")),
            "multiplier": Argument("number"),
        },
        numeric=True,
    ),
    "expect_compound_columns_to_be_unique": Known(
        {"column_list": Argument("columns", required=True), **_MOSTLY}
    ),
    "expect_table_row_count_to_be_between": Known(_WHOLE_RANGE, bounds=_BOUNDS),
    "expect_table_row_count_to_equal": Known({"value": Argument("whole", required=True)}),
}
"""Name -> what may be written. Values are compared with the columns of ``columns.py``."""


def class_name(name: str) -> str:
    """The name of the class of an expectation: ``ExpectColumnMeanToBeBetween``."""
    words = {"kl": "KL", "z": "Z"}
    return "".join(words.get(word, word.capitalize()) for word in name.split("_"))


def by_any_name() -> dict[str, str]:
    """Both spellings of every name, as of functions and as of classes -> the first one."""
    return {spelling: name for name in EXPECTATIONS for spelling in (name, class_name(name))}
