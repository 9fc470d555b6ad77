"""A line of progress on a terminal: how many documents, how fast, how many failed."""

from __future__ import annotations

import time
from typing import TextIO

PATIENCE = 0.7
"""Seconds before the line appears: a short run needs none."""

INTERVAL = 0.1
"""Seconds between two drawings."""


class Progress:
    """Draws over one line of a terminal. ``stream`` None draws nothing."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._began = time.monotonic()
        self._next = self._began + PATIENCE
        self._drawn = 0

    def update(self, documents: int, failed: int, characters: int) -> None:
        """Draw the state of the run, if it is time."""
        if self._stream is None:
            return
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + INTERVAL
        seconds = now - self._began
        rate = f"{documents / seconds:,.0f} documents/s, {characters / seconds / 1e6:.1f} M characters/s"
        line = f"{documents:,} documents, {failed:,} not passed, {rate}"
        self._stream.write("\r" + line.ljust(self._drawn))
        self._stream.flush()
        self._drawn = len(line)

    def clear(self) -> None:
        """Wipe the line, so that something else can be written."""
        if self._stream is not None and self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
            self._drawn = 0
