"""pandas: a Series of texts in, a DataFrame of verdicts out, over the same index.

>>> import pandas as pd
>>> from textgate.adapters.pandas import check
>>> texts = pd.Series(["All is well.", None, "schÃ¶n"], index=["a", "b", "c"])
>>> check(texts)["verdict"].dropna().to_dict()
{'a': 'pass', 'c': 'fail'}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textgate.adapters.columns import Row, judged
from textgate.policy import Policy

if TYPE_CHECKING:
    import pandas as pd


def check(
    texts: pd.Series,
    rules: Policy | str | Path | None = None,
    *,
    languages: pd.Series | None = None,
    jobs: int = 1,
) -> pd.DataFrame:
    """Judge a Series of texts; one row for each, in their order, with the same index.

    Args:
        texts: strings or bytes of any dtype. A missing value gives a row of missing values; a value of another
            type gives the verdict ``error``.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        languages: BCP 47 tags, one for each text by position, if you know them.
        jobs: number of processes. 1 works in this process.

    Returns:
        A DataFrame with the columns of ``columns.Row``; ``rules``, ``warnings``, ``unjudged`` and ``findings``
        hold lists.

    Raises:
        TypeError: ``texts`` or ``languages`` is not a Series.
        ValueError: ``languages`` has another length.
        OSError, RulesError: the rules cannot be read.

    """
    import pandas as pd

    for given in (texts, languages):
        if given is not None and not isinstance(given, pd.Series):
            raise TypeError(f"a {type(given).__name__} is no Series; choose a column, as in frame['text']")
    if languages is not None and len(languages) != len(texts):
        raise ValueError(f"there are {len(languages)} languages for {len(texts)} texts")
    tags = None if languages is None else _values(languages)
    names = tuple(Row.__annotations__)
    missing = dict.fromkeys(names)
    rows: list[Mapping[str, object]] = [
        row or missing for row in judged(_values(texts), rules, languages=tags, jobs=jobs)
    ]
    return pd.DataFrame({name: [row[name] for row in rows] for name in names}, index=texts.index)


def _values(series: pd.Series) -> Iterator[Any]:
    """The values, None for whatever pandas counts as missing."""
    for value, missing in zip(series.array, series.isna().array, strict=True):
        yield None if missing else value
