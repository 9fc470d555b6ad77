"""Helpers for tests: of your own texts (``assert_clean``), and of one check on one text (``measure``, ``spans``)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from textgate.api import check_documents, policy_of
from textgate.batch import Document, chunked, pack
from textgate.check import Measured, load
from textgate.policy import Policy
from textgate.profile import Profile
from textgate.reporters.text import describe
from textgate.verdict import Verdict

SHOWN = 20
"""Documents that a failed assertion shows in full."""


class UncleanTextError(AssertionError):
    """Documents that did not pass. ``verdicts`` are theirs; the message shows every finding and its place."""

    def __init__(self, message: str, verdicts: Sequence[Verdict] = ()) -> None:
        super().__init__(message)
        self.verdicts = tuple(verdicts)


def assert_clean(
    text_or_path: str | os.PathLike[str],
    rules: Policy | str | Path | None = None,
    *,
    language: str | None = None,
) -> None:
    """Assert that a text, a file or all texts of a folder pass. Warnings do not fail.

    Args:
        text_or_path: a ``str`` is a text; a ``Path`` is a file or a folder, read as ``textgate check`` reads it.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        language: BCP 47 tag of the text, if you know it; not for paths.

    Raises:
        UncleanTextError: a document failed or could not be evaluated. It is an ``AssertionError``.
        ValueError: the path holds no text, so that nothing was asserted.
        FileNotFoundError: there is no such path.
        OSError, RulesError: the rules cannot be read.

    """
    __tracebackhide__ = True
    policy = policy_of(rules)
    if isinstance(text_or_path, str):
        documents: Iterable[Document] = [Document("<text>", text_or_path, language=language)]
    else:
        documents = _read(Path(text_or_path), policy)
    problem = _unclean(documents, policy)
    if problem is not None:
        raise problem


def _unclean(documents: Iterable[Document], policy: Policy) -> UncleanTextError | None:
    """What an assertion about documents has to say; None when all of them pass."""
    seen = 0
    failed: list[Verdict] = []
    shown: list[str] = []
    for chunk in chunked(documents):
        for document, verdict in zip(chunk, check_documents(chunk, policy), strict=True):
            seen += 1
            if verdict.verdict != "pass":
                failed.append(verdict)
                if len(shown) < SHOWN:
                    shown.append(describe(document, verdict))
    if not failed:
        return None
    if seen > 1:
        shown.insert(0, f"{len(failed):,} of {seen:,} documents do not pass")
    if len(failed) > SHOWN:
        shown.append(f"... and {len(failed) - SHOWN:,} more")
    return UncleanTextError("\n\n".join(shown), failed)


def _read(path: Path, policy: Policy) -> Iterator[Document]:
    """The documents of a path, of which there must be some."""
    from textgate import sources

    skipped: list[sources.Skipped] = []
    try:
        # Absolute, because "-" by itself would mean standard input.
        documents = sources.read(
            [str(path.absolute())], sources.Reading(exclude=policy.exclude), skipped=skipped
        )
    except sources.PathError as problem:
        raise FileNotFoundError(str(problem)) from None
    first = next(documents, None)
    if first is None:
        reasons = ", ".join(dict.fromkeys(file.reason for file in skipped)) or "no files"
        raise ValueError(f"{path}: there is no text in it ({reasons}), so nothing was judged")
    return chain([first], documents)


def measure(name: str, *texts: str, **options: Any) -> Measured:
    """Measure one check on texts, each a document of its own.

    Raises:
        UnknownCheckError: there is no check of that name.
        TypeError: the check has no such option.

    """
    check = load(name)
    documents = [Document(id=str(number), text=text) for number, text in enumerate(texts)]
    return check.measure(Profile(pack(documents)), check.Options(**options))


def spans(name: str, text: str, **options: Any) -> list[tuple[str, str]]:
    """The places that one check marks in one text, in order, as (marked text, kind)."""
    found = measure(name, text, **options).spans
    rows = sorted(zip(found.start, found.stop, found.kind, strict=True))
    return [(text[start:stop], kind) for start, stop, kind in rows]
