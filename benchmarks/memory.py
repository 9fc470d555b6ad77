"""How much memory does a run take as its input grows?

    python benchmarks/memory.py [--megabytes 10 40 160] [--jobs 1 2] [--shape small large] [--format jsonl gz parquet]

Builds corpora of several sizes and runs ``textgate check`` on each. The figure is the largest sum of the resident
memory of the process and all its children, sampled every 20 ms, so memory that processes share counts once for
each of them. Beside it stands the same for the largest single process. When the last column stays near zero, memory
is flat: it is what each further megabyte of input costs.

The texts come from the documentation and the source of the packages that are installed. "small" cuts them into
documents of about 4 kB and numbers them; "large" joins them to documents of 8 MB, below the default limit of 10. The
whole default policy applies, the only output is ``--output jsonl=FILE``. MB are 10^6 bytes of text. Linux only: the
figures are read from /proc.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SUFFIXES = {".txt", ".md", ".rst", ".py", ".html"}
SMALL, LARGE = 4_000, 8_000_000
ENDINGS = {"jsonl": ".jsonl", "gz": ".jsonl.gz", "parquet": ".parquet"}


class Run(NamedTuple):
    """What was measured of one run; memory in MB."""

    seconds: float
    together: float
    largest: float
    documents: int


def texts() -> list[str]:
    """Pieces of about ``SMALL`` bytes, 8 MB together, cut between lines."""
    pieces: list[str] = []
    size = 0
    for file in sorted(Path(sysconfig.get_path("purelib")).rglob("*")):
        if file.suffix not in SUFFIXES or not file.is_file():
            continue
        with suppress(UnicodeDecodeError, OSError):
            held = ""
            for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
                held += line
                if len(held) >= SMALL:
                    pieces.append(held[: 2 * SMALL])
                    size += len(pieces[-1])
                    held = ""
        if size > 8_000_000:
            break
    return pieces


def documents(pieces: list[str], shape: str, megabytes: float) -> Iterator[str]:
    """Texts of ``megabytes`` together; no two are the same."""
    left = megabytes * 1e6
    held: list[str] = []
    size = 0
    for number, piece in enumerate(cycle(pieces)):
        text = f"{number}\n{piece}"
        if shape == "large":
            held.append(text)
            size += len(text)
            if size < LARGE:
                continue
            text, held, size = "".join(held)[:LARGE], [], 0
        yield text
        left -= len(text.encode())
        if left <= 0:
            return


def write(path: Path, given: Iterator[str], format: str) -> None:
    """Write a corpus, without holding it in memory."""
    if format == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = pa.schema([("text", pa.string())])
        with pq.ParquetWriter(path, schema) as writer:
            rows: list[str] = []
            for text in given:
                rows.append(text)
                if len(text) > LARGE // 2 or len(rows) == 2000:
                    writer.write_table(pa.table({"text": rows}, schema))
                    rows = []
            if rows:
                writer.write_table(pa.table({"text": rows}, schema))
        return
    with gzip.open(path, "wb", 1) if format == "gz" else path.open("wb") as file:
        for text in given:
            file.write(json.dumps({"text": text}, ensure_ascii=False).encode() + b"\n")


def resident(root: int) -> list[float]:
    """Resident memory of a process and of all below it, in MB."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        with suppress(OSError):
            found.append(int(Path(f"/proc/{process}/statm").read_text().split()[1]) * page)
    return found


def measure(corpus: Path, jobs: int) -> Run:
    """Run textgate on a corpus and watch its memory."""
    target = corpus.parent / "verdicts.jsonl"
    command = [sys.executable, "-m", "textgate", "check", corpus.name, "--no-report", "--quiet", "--no-cache"]
    command += ["--jobs", str(jobs), "--output", f"jsonl={target}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
    began = time.perf_counter()
    together = largest = 0.0
    with subprocess.Popen(command, cwd=corpus.parent, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            sizes = resident(process.pid)
            together = max(together, sum(sizes))
            largest = max(largest, max(sizes, default=0.0))
            time.sleep(0.02)
    if process.returncode not in (0, 1):
        raise SystemExit(f"textgate ended with exit code {process.returncode} on {corpus.name}")
    with target.open("rb") as file:
        count = sum(1 for _ in file)
    return Run(time.perf_counter() - began, together, largest, count)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, nargs="+", default=[10, 40, 160])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--shape", nargs="+", choices=("small", "large"), default=["small", "large"])
    parser.add_argument("--format", nargs="+", choices=tuple(ENDINGS), default=["jsonl", "gz", "parquet"])
    arguments = parser.parse_args()
    pieces = texts()
    print(f"{'':<26}{'MB':>7}{'texts':>9}{'s':>8}{'all MB':>9}{'largest':>9}{'per MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for shape in arguments.shape:
            for format in arguments.format:
                for jobs in arguments.jobs:
                    before: tuple[float, float] | None = None
                    for megabytes in arguments.megabytes:
                        corpus = Path(folder) / f"corpus{ENDINGS[format]}"
                        write(corpus, documents(pieces, shape, megabytes), format)
                        run = measure(corpus, jobs)
                        name = f"{shape}, {format}, {jobs} {'jobs' if jobs > 1 else 'job'}"
                        slope = (run.together - before[1]) / (megabytes - before[0]) if before else None
                        print(
                            f"{name:<26}{megabytes:>7.0f}{run.documents:>9}{run.seconds:>8.1f}"
                            f"{run.together:>9.0f}{run.largest:>9.0f}" + (f"{slope:>9.2f}" if before else ""),
                            flush=True,
                        )
                        before = before or (megabytes, run.together)


if __name__ == "__main__":
    main()
