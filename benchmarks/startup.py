"""How long does one clean file take, from the shell's point of view, and which module costs what?

    python benchmarks/startup.py [--runs 20] [--top 15] [FILE]

Prints wall and processor time of ``textgate check FILE`` (minimum and median of the runs), the same of an
interpreter that imports numpy and yaml only, and the modules that took longest to import. Take the minimum: it is
the run that was least disturbed.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLEAN = "The ferry leaves at nine. Tickets are sold on board, and dogs travel free.\n" * 20
FLOOR = "import os; os.environ['OPENBLAS_NUM_THREADS'] = '1'; import numpy, yaml, argparse"
COMPILED = Path(tempfile.gettempdir()) / "textgate-startup"
_LINE = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \| ( *)(\S+)")


def environment() -> dict[str, str]:
    """The environment of the runs: this repository's package, compiled, as an installed one is."""
    ours = {"PYTHONPATH": str(ROOT / "checks"), "PYTHONPYCACHEPREFIX": str(COMPILED)}
    return {**{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}, **ours}


def timed(command: list[str], runs: int) -> tuple[list[float], list[float]]:
    """Wall and processor seconds of each run."""
    subprocess.run(command, check=False, capture_output=True, env=environment())
    wall, processor = [], []
    for _ in range(runs):
        before, began = os.times(), time.perf_counter()
        subprocess.run(command, check=False, capture_output=True, env=environment())
        wall.append(time.perf_counter() - began)
        after = os.times()
        processor.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    return wall, processor


def report(name: str, command: list[str], runs: int) -> None:
    """One line: minimum and median."""
    wall, processor = timed(command, runs)
    figures = "   ".join(
        f"{label} {min(values) * 1000:5.0f} ms (median {statistics.median(values) * 1000:.0f})"
        for label, values in (("wall", wall), ("processor", processor))
    )
    print(f"{name:<36}{figures}")


def slowest(command: list[str], top: int) -> list[tuple[float, float, str]]:
    """Modules by their own import time: (own ms, cumulative ms, name); the least of three runs each."""
    best: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment())
        for own, total, _, name in _LINE.findall(run.stderr):
            times = int(own) / 1000, int(total) / 1000
            best[name] = min(best.get(name, times), times)
    return sorted(((own, total, name) for name, (own, total) in best.items()), reverse=True)[:top]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "file", nargs="?", type=Path, help="the file to check (default: a clean English text)"
    )
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--top", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.file or Path(folder) / "clean.txt"
        if arguments.file is None:
            file.write_text(CLEAN, encoding="utf-8")
        command = ["-m", "textgate", "check", "--no-report", str(file)]
        report("python -c pass", [sys.executable, "-c", "pass"], arguments.runs)
        report("numpy, yaml, argparse", [sys.executable, "-c", FLOOR], arguments.runs)
        report("textgate check FILE", [sys.executable, *command], arguments.runs)
        print("\nown ms   with its imports   module")
        for own, total, name in slowest([sys.executable, "-X", "importtime", *command], arguments.top):
            print(f"{own:6.1f}   {total:16.1f}   {name}")


if __name__ == "__main__":
    main()
