"""The library: judge texts and documents from Python.

>>> import textgate
>>> documents = [textgate.Document("a", "All is well."), textgate.Document("b", "schÃ¶n")]
>>> [(v.document, v.verdict) for v in textgate.check_documents(documents)]
[('a', 'pass'), ('b', 'fail')]
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from textgate import rules as rules_file
from textgate.batch import Document, chunked
from textgate.excuses.suppression import IgnoreList
from textgate.policy import Policy
from textgate.verdict import Verdict


@functools.cache
def default_rules() -> Policy:
    """The policy of the preset "recommended"."""
    return rules_file.default()


def load_rules(path: str | Path) -> Policy:
    """Read a policy from a rules file.

    Raises:
        OSError: the file cannot be read.
        RulesError: the file has mistakes; the exception lists all of them with line and column.

    """
    path = Path(path)
    return rules_file.load(path.read_bytes(), source=str(path))


def policy_of(rules: Policy | str | Path | None) -> Policy:
    """What the argument ``rules`` of the library means: a policy, the path of a rules file, or the preset.

    Raises:
        OSError, RulesError: see ``load_rules``.

    """
    if rules is None:
        return default_rules()
    return rules if isinstance(rules, Policy) else load_rules(rules)


def check_text(
    text: str, rules: Policy | str | Path | None = None, *, language: str | None = None, metrics: bool = False
) -> Verdict:
    """Judge one text.

    Args:
        text: the document. Lone surrogates and control characters are findings, never exceptions.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        language: BCP 47 tag of the text, if you know it; rules may ask for languages.
        metrics: keep the value of every rule in ``Verdict.metrics``.

    Raises:
        OSError, RulesError: see ``load_rules``.

    """
    from textgate.runner import judge

    policy = policy_of(rules)
    verdict = judge([Document("<text>", text, language=language)], policy, metrics=metrics)[0]
    return IgnoreList(policy).applied(verdict)


def check_documents(
    documents: Iterable[Document],
    rules: Policy | str | Path | None = None,
    *,
    jobs: int = 1,
    metrics: bool = False,
) -> Iterator[Verdict]:
    """Judge a stream of documents; one verdict for each, in their order, in bounded memory.

    Args:
        documents: any iterable, read as needed.
        rules: a policy, the path of a rules file, or None for the recommended preset.
        jobs: number of processes. 1 works in this process.
        metrics: keep the value of every rule in ``Verdict.metrics``.

    Raises:
        OSError, RulesError: see ``load_rules``; raised before the first verdict.

    """
    from textgate.engines.local import run

    policy = policy_of(rules)
    return map(IgnoreList(policy).applied, run(chunked(documents), policy, jobs=jobs, metrics=metrics))
