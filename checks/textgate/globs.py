"""Path globs in gitignore syntax, the one that users of hooks and repositories already know."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathspec


@functools.lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(patterns)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a relative POSIX path matches any of the patterns (a later ``!pattern`` takes it out again)."""
    return bool(_spec(patterns).match_file(path.replace("\\", "/")))
