"""The line of progress."""

from __future__ import annotations

import io

import pytest

from textgate.commands import progress
from textgate.commands.progress import Progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_without_a_terminal_nothing_is_drawn() -> None:
    line = Progress(None)
    line.update(1, 0, 1)
    line.clear()


def test_a_short_run_draws_nothing(clock: list[float]) -> None:
    out = io.StringIO()
    line = Progress(out)
    clock[0] += progress.PATIENCE / 2
    line.update(10, 0, 1000)
    line.clear()
    assert out.getvalue() == ""


def test_counts_and_rates(clock: list[float]) -> None:
    out = io.StringIO()
    line = Progress(out)
    clock[0] += 2
    line.update(3000, 7, 5_000_000)
    assert out.getvalue() == "\r3,000 documents, 7 not passed, 1,500 documents/s, 2.5 M characters/s"
    line.update(3001, 7, 5_000_001)
    assert out.getvalue().count("\r") == 1
    line.clear()
    assert out.getvalue().endswith("\r")
    line.clear()
    assert out.getvalue().count("\r") == 3
