"""What the tests of Ray and Spark have in common: workers that die, and a run without an engine to compare with."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from textgate import cli
from textgate.shards.run import Shard, Work, run_shard

DEADLY = ("z.jsonl",)
"""The file whose shard has a hard fate in these tests."""


def dies_once(shard: Shard, work: Work) -> str | None:
    """``run_shard`` in a worker that is killed after its first attempt has written a part or two."""
    marker = Path(work.folder).with_name("died")
    if any(piece.name.endswith(DEADLY) for piece in shard.pieces) and not marker.exists():
        run_shard(Shard(shard.pieces[:1]), work)
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_shard(shard, work)


def always_dies(shard: Shard, work: Work) -> str | None:
    """``run_shard`` in a worker that never survives one shard."""
    if any(piece.name.endswith(DEADLY) for piece in shard.pieces):
        with Path(work.folder).with_name("died").open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return run_shard(shard, work)


def check(corpus: Path, out: Path, *options: str, code: int = 3) -> bytes:
    """The verdicts of a run of the command line, which ends with the given exit code."""
    command = ["check", str(corpus), "--quiet", "--no-report", "--verdicts", str(out)]
    assert cli.main([*command, *options]) == code
    return out.read_bytes()


def parts(folder: Path) -> dict[Path, int]:
    """The parts in a cache and when they were written."""
    return {part: part.stat().st_mtime_ns for part in folder.glob("*/*/*.part")}


def resumes(corpus: Path, tmp_path: Path, expected: bytes, *engine: str) -> None:
    """A run from which every second part was lost writes just those again."""
    cache = tmp_path / "cache"
    assert check(corpus, tmp_path / "v.jsonl", "--cache", str(cache), *engine) == expected
    kept = parts(cache)
    for part in list(kept)[::2]:
        part.unlink()
        del kept[part]
    assert check(corpus, tmp_path / "v.jsonl", "--cache", str(cache), "--resume", *engine) == expected
    after = parts(cache)
    assert {part: after[part] for part in kept} == kept
    assert len(after) > len(kept)


def refuses_wrong_rules(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *engine: str
) -> None:
    """A mistake in the rules ends the run before it begins."""
    (tmp_path / "rules.yaml").write_text("version: 1\nrules:\n  mojibak: error\n", encoding="utf-8")
    command = [
        "check",
        str(corpus),
        "--rules",
        str(tmp_path / "rules.yaml"),
        "--cache",
        str(tmp_path / "cache"),
    ]
    assert cli.main([*command, *engine]) == 2
    assert "rules.yaml:3:3: rules.mojibak" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()
