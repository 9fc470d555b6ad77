"""Lengths at which programs cut texts."""

from __future__ import annotations

from collections.abc import Collection

LONG = 4_000  # code points or bytes: a shorter text is often as long as a limit by chance
CEILINGS = frozenset(
    {255, 256, 500, 512, 1000, 1024, 2000, 2048, 3000, 4000, 4096, 5000, 8000, 8191, 8192, 10_000, 16_000, 16_384,
     20_000, 30_000, 32_000, 32_766, 32_767, 32_768, 50_000, 64_000, 65_000, 65_535, 65_536, 100_000, 131_072,
     200_000, 250_000, 262_144, 500_000, 524_288, 1_000_000, 1_048_576, 2_097_152, 5_242_880, 10_485_760}
)  # fmt: skip
"""Lengths, in code points or UTF-8 bytes, at which programs cut: columns of databases, cells of
spreadsheets (32,767), 16-bit lengths, buffers, and limits that people set."""


def ceiling(text: str, more: Collection[int] = ()) -> tuple[int, float]:
    """The length of a text that is exactly as long as a usual limit, and what that weighs; (0, 0.0) else.

    ``more`` are limits of the user's. Short texts meet a limit by chance, so it says less of them.
    """
    full = len(text)
    encoded = full if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    for size in (full, encoded):
        # A cut inside a character loses up to three bytes more.
        lost = 3 if encoded != full and size == encoded and size >= LONG else 0
        if size in more or any(size + n in CEILINGS for n in range(lost + 1)):
            return size, 0.6 if size in more or size >= LONG else 0.35
    return 0, 0.0
