"""How fast is every check, and the whole policy, beside reading and decoding alone?

    python benchmarks/throughput.py [PATH] [--runs 5] [--megabytes 10] [--check NAME ...]

Without PATH the text is built from the documentation and the source text of the installed packages: it is
there on every machine, but it is mostly English, and code. Give a folder of real text for figures that mean
something. MB are 10^6 bytes of UTF-8, seconds are processor seconds of one process, every figure is the
median of the runs. "x decode" is the rate divided by that of decoding alone: it can be compared between machines.
"""

from __future__ import annotations

import argparse
import statistics
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import textgate
from textgate import check as catalogue
from textgate.batch import Document, chunked, pack
from textgate.language import identify
from textgate.profile import Profile

SUFFIXES = {".txt", ".md", ".rst", ".py", ".pyi", ".html", ".json"}


def files(path: Path | None, budget: int) -> list[Path]:
    """Text files below the path, in the order of their names, of ``budget`` bytes together."""
    root = Path(sysconfig.get_path("purelib")) if path is None else path
    found, size = [], 0
    for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
        if file.is_file() and (path is not None or file.suffix in SUFFIXES) and size < budget:
            found.append(file)
            size += file.stat().st_size
    return found


def documents(paths: list[Path]) -> Iterator[Document]:
    """One document per file, files that are not UTF-8 left out."""
    for path in paths:
        try:
            yield Document(str(path), path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def profiles(given: list[Document]) -> list[Profile]:
    """The documents in batches, as the runner makes them: ASCII apart."""
    plain = [document for document in given if document.text.isascii()]
    other = [document for document in given if not document.text.isascii()]
    return [Profile(pack(chunk)) for part in (plain, other) for chunk in chunked(part)]


def seconds(action: Callable[[], object], runs: int) -> float:
    """Median processor time of the action, after one run that is not counted."""
    action()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return max(statistics.median(taken), 1e-9)


def measure(name: str, given: list[Profile], policy: textgate.Policy) -> Callable[[], object]:
    """Measuring all batches with the rule of that name; the shared columns are there already."""
    rule = next(rule for rule in policy.rules if rule.name == name)
    check = catalogue.load(rule.check)
    return lambda: [check.measure(profile, rule.options) for profile in given]


def columns(given: list[Document]) -> None:
    """Pack the documents and compute the columns that nearly every check reads."""
    for profile in profiles(given):
        _ = profile.bits, profile.document_bits, profile.lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--check", nargs="*", default=[], help="rules to measure; all by default")
    arguments = parser.parse_args()
    paths = files(arguments.path, int(arguments.megabytes * 1e6))
    given = list(documents(paths))
    if not given:
        parser.error("no UTF-8 text was found there")
    raw = [document.text.encode() for document in given]
    size = sum(map(len, raw)) / 1e6
    batches = profiles(given)
    for profile in batches:
        _ = profile.bits, profile.document_bits, profile.lines
    print(f"{len(given)} documents, {size:.1f} MB, {len(batches)} batches, median of {arguments.runs} runs\n")
    print(f"{'':<28}{'ms':>9}{'MB/s':>9}{'x decode':>10}")
    decode = seconds(lambda: [data.decode() for data in raw], arguments.runs)

    def report(name: str, action: Callable[[], object]) -> None:
        taken = seconds(action, arguments.runs)
        print(f"{name:<28}{taken * 1000:>9.1f}{size / taken:>9.0f}{decode / taken:>10.4f}")

    policy = textgate.default_rules()
    report("read only", lambda: [path.read_bytes() for path in paths])
    report("decode only", lambda: [data.decode() for data in raw])
    report("pack and shared columns", lambda: columns(given))
    report("language", lambda: [identify(document.text) for document in given])
    for rule in policy.rules:
        if not arguments.check or rule.name in arguments.check:
            report(rule.name, measure(rule.name, batches, policy))
    report("whole policy", lambda: list(textgate.check_documents(given, policy)))


if __name__ == "__main__":
    main()
