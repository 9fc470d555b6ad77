"""The corpus as a whole: expectations of Great Expectations over the verdict table, one row per document."""
