"""Signals, and how several of them make one confidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textgate.likelihood import mean_excess


EVEN = 0.5
"""What is not likelier than this is not reported: below it, most of the measured places were whole."""


class Signal(NamedTuple):
    """One reason for a finding: its kind, its weight from 0 to 1, and a sentence for people."""

    kind: str
    weight: float
    evidence: str


def noisy_or(signals: Iterable[Signal]) -> float:
    """The confidence that independent signals give together: 1 - (1 - w1)(1 - w2)..., in thousandths.

    The combination of independent causes of Pearl, Probabilistic Reasoning in Intelligent Systems (1988).
    """
    doubt = 1.0
    for signal in signals:
        doubt *= 1.0 - signal.weight
    return round(1.0 - doubt, 3)


def surest_first(signals: Iterable[Signal]) -> list[Signal]:
    """The signals by falling weight; equal weights keep their order."""
    return sorted(signals, key=lambda signal: -signal.weight)


def is_garbled(piece: str) -> bool:
    """Whether a piece of text is mojibake, whose marks and letters say nothing of sentences."""
    return not piece.isascii() and mean_excess(piece) > 2 and sum(char > "\x7f" for char in piece) >= 8
