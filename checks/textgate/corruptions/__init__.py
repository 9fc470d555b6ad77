"""Known faults, injected on purpose into good documents.

Every kind of fault that the default rules look for can be made here, in a chosen severity, from the user's own
texts, so that recall and false alarms can be measured on them. The same text, kind, severity and seed give the
same damage on every machine.

    >>> from textgate.corruptions import corrupt
    >>> damaged = corrupt("Grüße aus Köln und schöne Wünsche.", "mojibake:utf-8>cp1252", severity=1.0, seed=1)
    >>> damaged.text
    'GrÃ¼ÃŸe aus KÃ¶ln und schÃ¶ne WÃ¼nsche.'
    >>> [damaged.text[start:stop] for start, stop in damaged.spans]
    ['GrÃ¼ÃŸe', 'KÃ¶ln', 'schÃ¶ne', 'WÃ¼nsche']
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

Spans = list[tuple[int, int]]
Maker = Callable[[str, float, Random], "tuple[str, Spans] | None"]


@dataclass(frozen=True, slots=True)
class Corrupted:
    """A damaged text: what was done, and where (0-based half-open code-point offsets in ``text``)."""

    text: str
    spans: tuple[tuple[int, int], ...]
    kind: str
    family: str


@functools.cache
def makers() -> Mapping[str, tuple[str, Maker]]:
    """Kind -> (family, maker). A maker gives None when a text cannot be damaged that way."""
    from textgate.corruptions import characters, cuts, encodings, scripts, spam

    found: dict[str, tuple[str, Maker]] = {}
    for family, kinds in (
        ("mojibake", encodings.makers()),
        ("spam", spam.makers()),
        ("truncation", cuts.makers()),
        ("scripts", scripts.makers()),
        ("characters", characters.makers()),
    ):
        found.update({kind: (family, maker) for kind, maker in kinds.items()})
    return found


def corrupt(text: str, kind: str, *, severity: float = 0.3, seed: int | str = 0) -> Corrupted | None:
    """Damage a text.

    Args:
        text: a good document.
        kind: a name of ``makers()``.
        severity: share of the text that is damaged, 0 to 1, where the kind has a share; a cut leaves the
            rest, so 0.3 cuts off 30 %.
        seed: anything; the same seed gives the same damage.

    Returns:
        The damaged document, or None when the text cannot be damaged that way (no Cyrillic letter to
        replace, too short to cut).

    Raises:
        KeyError: there is no such kind.
        ValueError: severity is not between 0 and 1.

    """
    family, maker = makers()[kind]
    if not 0.0 <= severity <= 1.0:
        raise ValueError(f"severity must be between 0 and 1, not {severity}")
    # Seeding with a string hashes it with SHA-512: the same on every machine and in every process.
    made = maker(text, severity, Random(f"{seed}\0{kind}\0{text}"))  # noqa: S311
    if made is None or made[0] == text or not made[1]:
        return None
    return Corrupted(made[0], tuple(sorted(made[1])), kind, family)
