"""The characters above ASCII of a batch, laid side by side: what every screen for mojibake reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from textgate.likelihood import excess
from textgate.profile import Profile

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Above:
    """k characters above ASCII of n documents, in order.

    ``where`` is ``int64[k]``, their positions in the batch; ``points`` and ``before`` are ``uint32[k]``, they
    themselves and the character before each; ``first`` is ``int64[n + 1]``, where those of each document begin.
    """

    where: NDArray[np.int64]
    points: NDArray[np.uint32]
    before: NDArray[np.uint32]
    first: NDArray[np.int64]

    @cached_property
    def document(self) -> NDArray[np.int32]:
        """``int32[k]``: the document of each."""
        return self.spread(np.arange(len(self.first) - 1, dtype=np.int32))

    @cached_property
    def excess(self) -> NDArray[np.int16]:
        """``int16[k]``: surprisal above what is usual, see ``likelihood.excess``. Not to be written to."""
        return excess(self.points, self.before)

    def spread(self, of_document: NDArray[Number]) -> NDArray[Number]:
        """A column of the documents, repeated for each of their characters."""
        return np.repeat(of_document, np.diff(self.first))


def above(profile: Profile) -> Above:
    """The characters above ASCII of a batch that has some."""
    where = profile.above_ascii
    points = profile.codepoints.astype(np.uint32, copy=False)
    return Above(
        where, points.take(where), points.take(where - 1, mode="wrap"), np.searchsorted(where, profile.starts)
    )
