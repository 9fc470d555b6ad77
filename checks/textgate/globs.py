"""Path globs in gitignore syntax, the one that users of hooks and repositories already know."""

from __future__ import annotations

import functools
import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathspec


@functools.lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(patterns)


# Patterns of names, stars and slashes are always right: no need to import pathspec for them at start-up.
_PLAIN = r"!?/?[\w.*-][\w.*/-]*"


def is_pattern(text: str) -> bool:
    """Whether a text is a pattern in gitignore syntax that can match something."""
    if not text.strip(" \t/") or text.startswith("#"):
        return False
    if re.fullmatch(_PLAIN, text):
        return True
    try:
        with warnings.catch_warnings():  # re warns of sets such as [[a], which are what was written
            warnings.simplefilter("ignore", FutureWarning)
            _spec((text,))
    except (ValueError, re.error):
        return False
    return True


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a relative POSIX path matches any of the patterns (a later ``!pattern`` takes it out again)."""
    return bool(_spec(patterns).match_file(path.replace("\\", "/")))
