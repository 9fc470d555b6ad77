"""Great Expectations: texts judged inside suites of others. Needs ``pip install 'textgate[gx]'``.

Importing this package registers three expectations, for pandas and Spark; Great Expectations knows no other way. A
stored suite that names them needs the import, too, before it is loaded.

``ExpectDocumentsToPassRule`` and ``ExpectDocumentsToPassPolicy`` are about the whole batch: all of them together
judge the texts once. ``ExpectColumnValuesToPassTextgate`` is about the rows of a column, and judges them for itself.
"""

from textgate.adapters.great_expectations.documents import (
    ExpectDocumentsToPassPolicy,
    ExpectDocumentsToPassRule,
)
from textgate.adapters.great_expectations.rows import ExpectColumnValuesToPassTextgate

__all__ = ["ExpectColumnValuesToPassTextgate", "ExpectDocumentsToPassPolicy", "ExpectDocumentsToPassRule"]
