"""Repairing one text for good: judge it, repair it, judge it again, until nothing changes.

Repaired damage may have hidden other damage, and a repair may call for another one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from textgate.batch import NO_DAMAGE, Document
from textgate.excuses.suppression import IgnoreList
from textgate.policy import Policy
from textgate.repair import Change, apply, compose, plan
from textgate.verdict import Verdict

ROUNDS = 10
"""Rounds of judging and repairing after which a text that still changes is given up: two checks disagree."""


class Settled(NamedTuple):
    """A text after all its repairs.

    ``changes`` are those of the old text. ``more`` counts the changes that only ``unsafe`` would make,
    ``left`` those that the encoding cannot express. ``restless``: the text still changed when it was given up.
    """

    text: str
    changes: tuple[Change, ...]
    more: int = 0
    left: int = 0
    restless: bool = False


def judged(documents: Sequence[Document], policy: Policy) -> list[Verdict]:
    """Verdicts with every place of every finding, less what the ignore list excuses: that is left as it is."""
    from textgate.runner import judge

    ignored = IgnoreList(policy)
    return [ignored.applied(verdict) for verdict in judge(documents, policy, max_spans=sys.maxsize)]


def settle(
    document: Document,
    verdict: Verdict,
    policy: Policy,
    *,
    unsafe: bool = False,
    fits: Callable[[str], bool] = lambda text: True,
) -> Settled:
    """Repair a text, judge it again, and go on until nothing changes.

    Args:
        document: the document that was judged.
        verdict: the verdict on it.
        policy: the rules for the rounds after the first.
        unsafe: see ``repair.repair``.
        fits: whether a replacement can be written in the encoding of the file.

    """
    text = document.text
    history: list[_Past] = []
    while True:
        wanted = plan(text, verdict, unsafe=unsafe)
        found = [change for change in wanted if fits(change.after)]
        restless = bool(found) and len(history) >= ROUNDS
        if not found or restless:
            break
        history.append((text, tuple(found)))
        text = apply(text, found)
        verdict = judged([replace(document, text=text, damage=NO_DAMAGE)], policy)[0]
    changes = _composed(history)
    more = 0 if unsafe else sum(not change.safe for change in plan(text, verdict, unsafe=True))
    return Settled(text, changes, more, len(wanted) - len(found), restless)


_Past = tuple[str, tuple[Change, ...]]  # a text, and what was changed in it


def _composed(history: list[_Past]) -> tuple[Change, ...]:
    """One list of changes that does what all of them do."""
    changes: tuple[Change, ...] = ()
    for text, earlier in reversed(history):
        changes = compose(text, earlier, changes)
    return changes
