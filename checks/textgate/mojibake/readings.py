"""A text under one plan: what it was before the accidents, aligned to what it is, and how much likelier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textgate.likelihood import STEPS, surprisal_steps
from textgate.mojibake import encodings as enc
from textgate.mojibake.accidents import LOOKALIKES, Plan, Step, sentence

BAD = 10.0  # bits lost for a character that the plan cannot explain
CHAIN = 12.0  # bits that a second accident must pay


def price(plan: Plan) -> float:
    """What a plan must pay in bits before it is believed."""
    return sum(step.prior for step in plan) + CHAIN * (len(plan) - 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text under one plan, cut into the smallest blocks that undoing keeps apart.

    ``begin`` is ``int64[b]``: where each block begins in the source; ``owner`` ``int64[d]``: the block of each
    character of ``undone``; ``gain`` ``float64[b]`` in bits; ``changed`` and ``bad`` are ``bool[b]``.
    """

    steps: Plan
    undone: enc.Undone
    begin: NDArray[np.int64]
    owner: NDArray[np.int64]
    gain: NDArray[np.float64]
    changed: NDArray[np.bool_]
    bad: NDArray[np.bool_]

    @property
    def name(self) -> str:
        """The chain of codecs, true codec first."""
        return ">".join(step.name for step in self.steps)

    @property
    def sentence(self) -> str:
        """The plan in plain words."""
        return sentence(self.name)

    def text(self, start: int, stop: int) -> str:
        """What the source's characters ``[start, stop)`` were, for a range that does not cut a block."""
        first, last = np.searchsorted(self.undone.start, [start, stop]).tolist()
        return self.undone.points[first:last].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def read(points: NDArray[np.uint32], before: NDArray[np.uint8], plan: Plan, undone: enc.Undone) -> Reading:
    """Compare a text (``before`` is its surprisal in steps) with what it was under a plan."""
    length = len(points)
    after = surprisal_steps(undone.points)
    opened = np.bincount(np.minimum(undone.start + 1, undone.stop), minlength=length + 1)
    inside = np.cumsum(opened - np.bincount(undone.stop, minlength=length + 1))
    begins = inside[:length] == 0
    begin = np.flatnonzero(begins)
    count = len(begin)
    moved = (undone.stop - undone.start != 1) | (undone.points != points.take(undone.start))
    if count == length == len(after):  # every character kept its place
        gain = np.subtract(before, after, dtype=np.float64)
        return Reading(
            plan, undone, begin, begin, np.where(undone.bad, -BAD, gain / STEPS), moved, undone.bad
        )
    owner = (np.cumsum(begins) - 1).take(undone.start)
    changed = np.bincount(owner, weights=moved, minlength=count) > 0
    bad = np.bincount(owner, weights=undone.bad, minlength=count) > 0
    gain = np.add.reduceat(before, begin, dtype=np.float64)
    gain -= np.bincount(owner, weights=after, minlength=count)
    return Reading(plan, undone, begin, owner, np.where(bad, -BAD, gain / STEPS), changed, bad)


def compose(one: enc.Undone, two: enc.Undone) -> enc.Undone:
    """The second accident undone on the result of the first, aligned to the source."""
    last = np.maximum(two.stop - 1, two.start)
    return enc.Undone(two.points, one.start[two.start], one.stop[last], two.bad & one.bad[two.start])


def undo_step(points: NDArray[np.uint32], step: Step) -> enc.Undone:
    """Undo one accident."""
    if step.wrong == LOOKALIKES:
        return enc.replace_lookalikes(points, step.right)
    return enc.undo(points, step.right, step.wrong)


def undo_all(points: NDArray[np.uint32], plan: Plan) -> enc.Undone:
    """Undo every accident of a plan, the last one first."""
    undone = undo_step(points, plan[-1])
    for step in reversed(plan[:-1]):
        undone = compose(undone, undo_step(undone.points, step))
    return undone
