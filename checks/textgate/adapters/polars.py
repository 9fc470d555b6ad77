"""Polars: an expression or a Series of texts in, a struct of verdicts out. Needs polars and pyarrow.

>>> import polars as pl
>>> from textgate.adapters.polars import verdicts
>>> frame = pl.LazyFrame({"text": ["All is well.", None, "schÃ¶n"]})
>>> frame.select(verdicts("text").struct.field("verdict")).collect()["verdict"].to_list()
['pass', None, 'fail']
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textgate.adapters import arrow
from textgate.api import policy_of
from textgate.policy import Policy

if TYPE_CHECKING:
    import polars as pl


def verdict_type() -> pl.DataType:
    """The type of a column of verdicts: a struct with the fields of ``columns.Row``."""
    import polars as pl
    import pyarrow as pa

    return pl.Series(pa.array([], type=arrow.verdict_type())).dtype


def check(
    texts: pl.Series,
    rules: Policy | str | Path | None = None,
    *,
    languages: pl.Series | None = None,
    jobs: int = 1,
) -> pl.Series:
    """Judge a Series of texts (String, Binary, Categorical, Enum); one struct for each, in their order.

    Arguments and errors are those of ``arrow.check``, which does the work over the same memory. The result is
    named ``textgate``.
    """
    import polars as pl

    if isinstance(texts.dtype, (pl.Categorical, pl.Enum)):
        # Polars 1.30 exports the codes of categories under the type of their names.
        texts = texts.cast(pl.String)
    return pl.Series("textgate", arrow.check(texts, rules, languages=languages, jobs=jobs))


def verdicts(
    text: str | pl.Expr = "text", rules: Policy | str | Path | None = None, *, jobs: int = 1
) -> pl.Expr:
    """An expression for DataFrames and LazyFrames: the verdicts of a column of texts, named ``textgate``.

    Each text is judged by itself, so a streaming engine may cut the column as it likes.

    Args:
        text: name of the column, or an expression.
        rules: see ``arrow.check``. A rules file is read now, once.
        jobs: number of processes. 1 works in the thread that evaluates the expression.

    Raises:
        OSError, RulesError: the rules cannot be read.

    """
    import polars as pl

    policy = policy_of(rules)
    column = pl.col(text) if isinstance(text, str) else text
    return column.map_batches(
        lambda texts: check(texts, policy, jobs=jobs), return_dtype=verdict_type(), is_elementwise=True
    ).alias("textgate")
