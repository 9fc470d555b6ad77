"""How fast is the whole policy, and every check, beside reading alone and beside what others do?

    python benchmarks/throughput.py [PATH] [--runs 5] [--megabytes 10] [--check NAME ...] [--only PART ...]

PATH is a folder of text or a JSONL file with the field "text". Without it the text is built from the documentation
and the source text of the installed packages: it is there on every machine, but it is mostly English, and code.
Give real text for figures that mean something. MB are 10^6 bytes of UTF-8, seconds are processor seconds of one
process, every figure is the median of the runs. "x parse" is the rate divided by that of reading the same
documents as JSONL and parsing them: it can be compared between machines.

Parts: ``limits`` (reading, parsing, decoding), ``policy`` (JSONL in, verdict lines out, clean text, 5 % damaged,
all damaged), ``lengths`` (the same text cut into documents of other sizes), ``checks`` (each rule by itself, the
shared columns already there) and ``peers`` (ftfy, which is installed with textgate, and charset-normalizer and
eight regular expressions as a data-quality suite would ask for).
"""

from __future__ import annotations

import os

# Before numpy is loaded: threads of its linear algebra only get in each other's way on such small tables.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import re
import statistics
import sysconfig
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import orjson

import textgate
from textgate import check as catalogue
from textgate.batch import Document, apart, chunked, pack
from textgate.corruptions import corrupt, makers
from textgate.profile import Profile

SUFFIXES = {".txt", ".md", ".rst", ".py", ".pyi", ".html", ".json"}
PARTS = ("limits", "policy", "lengths", "checks", "peers")
LENGTHS = (200, 1_000, 5_000, 50_000, 1_000_000)
"""Code points per document."""
DAMAGED = 20
"""One document of so many is damaged in the mix."""
QUESTIONS = (
    r"\ufffd", r"(?:Ã.|â€|Â)", r"(.)\1{30,}", r"[a-z][а-я][a-z]", r"(?i)casino|viagra|payday loan",
    r"https?://\S+", r"[\x00-\x08\x0b\x0c\x0e-\x1f]", r"</?[a-z]+[^>]*>",
)  # fmt: skip


def documents(path: Path | None, budget: int) -> Iterator[Document]:
    """Documents of ``budget`` bytes together, files that are not UTF-8 left out."""
    size = 0
    for name, text in _texts(path):
        if size >= budget:
            return
        size += len(text.encode("utf-8", "surrogatepass"))
        yield Document(name, text)


def _texts(path: Path | None) -> Iterator[tuple[str, str]]:
    if path is not None and path.suffix == ".jsonl":
        with path.open("rb") as lines:
            for number, line in enumerate(lines):
                yield str(number), orjson.loads(line)["text"]
        return
    root = Path(sysconfig.get_path("purelib")) if path is None else path
    for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
        if file.is_file() and (path is not None or file.suffix in SUFFIXES):
            try:
                yield str(file), file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def damaged(given: list[Document], every: int) -> list[Document]:
    """The documents with each ``every``-th damaged, by all kinds of faults in turn."""
    kinds = cycle(sorted(makers()))
    out = []
    for number, document in enumerate(given):
        made = None
        if number % every == 0:
            tried = (corrupt(document.text, kind, seed=number) for kind in islice(kinds, 20))
            made = next((fault for fault in tried if fault is not None), None)
        out.append(document if made is None else Document(document.id, made.text))
    return out


def cut(given: list[Document], length: int) -> list[Document]:
    """About the same amount of text in documents of about ``length`` code points, cut at line ends.

    Longer ones repeat the text of a document: text of many languages in one document would be another matter.
    """
    out: list[Document] = []
    budget = sum(len(document.text) for document in given)
    for document in given:
        if budget <= 0:
            break
        repeated = (document.text + "\n\n") * (length // max(len(document.text), 1) + 1)
        lines = (document.text if len(document.text) >= length else repeated).splitlines(keepends=True)
        piece: list[str] = []
        size = 0
        for line in lines:
            piece.append(line)
            size += len(line)
            if size >= length:
                out.append(Document(str(len(out)), "".join(piece)))
                budget -= size
                piece, size = [], 0
    return out


def lines_of(given: list[Document]) -> list[bytes]:
    """The documents as lines of JSONL."""
    return [json.dumps({"id": d.id, "text": d.text}, ensure_ascii=False).encode() for d in given]


def parse(lines: list[bytes]) -> list[str]:
    """What every reader must do, and no more."""
    return [orjson.loads(line)["text"] for line in lines]


def judge(lines: list[bytes], policy: textgate.Policy) -> int:
    """JSONL in, verdict lines out; the size of what came out."""
    stream = (Document(row["id"], row["text"]) for row in map(orjson.loads, lines))
    return sum(len(orjson.dumps(verdict.to_json())) for verdict in textgate.check_documents(stream, policy))


def seconds(action: Callable[[], object], runs: int) -> float:
    """Median processor time of the action, after one run that is not counted."""
    action()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return max(statistics.median(taken), 1e-9)


def profiles(given: list[Document]) -> list[Profile]:
    """The documents in batches, as the runner makes them, with the columns that nearly all checks read."""
    made = [
        Profile(pack([chunk[index] for index in part])) for chunk in chunked(given) for part in apart(chunk)
    ]
    for profile in made:
        _ = profile.bits, profile.document_bits, profile.lines, profile.narrow, profile.languages
    return made


def peers() -> dict[str, Callable[[str], object]]:
    """What else there is for a part of the job, per document."""
    import ftfy
    from ftfy.badness import is_bad

    patterns = [re.compile(question) for question in QUESTIONS]
    found: dict[str, Callable[[str], object]] = {
        "ftfy is_bad": is_bad,
        "ftfy fix_text": ftfy.fix_text,
        "eight regular expressions": lambda text: [bool(p.search(text)) for p in patterns],
    }
    try:
        from charset_normalizer.md import mess_ratio

        found["charset-normalizer mess"] = lambda text: mess_ratio(text, 0.2)
    except ImportError:
        pass
    return found


def asked(ask: Callable[[str], object], given: list[Document]) -> list[object]:
    """Ask one question of every document."""
    return [ask(document.text) for document in given]


def measure(check: catalogue.Check, options: object, given: list[Profile]) -> list[object]:
    """Measure every batch with one check."""
    return [check.measure(profile, options) for profile in given]


class Table:
    """Prints one line per measurement."""

    def __init__(self, runs: int, reference: float) -> None:
        self._runs, self._reference = runs, reference
        print(f"{'':<34}{'MB':>8}{'ms/MB':>9}{'MB/s':>9}{'x parse':>10}")

    def line(self, name: str, size: float, action: Callable[[], object], shared: float = 0.0) -> None:
        """Measure and print; ``shared`` seconds are taken off."""
        taken = max(seconds(action, self._runs) - shared, 1e-9)
        rate = size / taken
        print(f"{name:<34}{size:>8.1f}{1000 / rate:>9.2f}{rate:>9.1f}{rate * self._reference:>10.4f}")


def megabytes(given: list[Document]) -> float:
    """UTF-8 of all documents, in MB."""
    return sum(len(d.text.encode("utf-8", "surrogatepass")) for d in given) / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--check", nargs="*", default=[], help="rules to measure; all by default")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, metavar="PART")
    arguments = parser.parse_args()
    given = list(documents(arguments.path, int(arguments.megabytes * 1e6)))
    if not given:
        parser.error("no UTF-8 text was found there")
    size, lines = megabytes(given), lines_of(given)
    print(f"{len(given)} documents, {size:.1f} MB, median of {arguments.runs} runs\n")
    table = Table(arguments.runs, seconds(lambda: parse(lines), arguments.runs) / size)
    policy = textgate.default_rules()
    if "limits" in arguments.only:
        raw = [document.text.encode("utf-8", "surrogatepass") for document in given]
        table.line("decode UTF-8", size, lambda: [data.decode("utf-8", "surrogatepass") for data in raw])
        table.line("parse JSONL", size, lambda: parse(lines))
        table.line("pack and shared columns", size, lambda: profiles(given))
    if "policy" in arguments.only:
        for name, texts in (
            ("clean", given), ("one in 20 damaged", damaged(given, DAMAGED)), ("all damaged", damaged(given, 1)),
        ):  # fmt: skip
            rows = lines_of(texts)
            table.line(f"policy, {name}", megabytes(texts), partial(judge, rows, policy))
    if "lengths" in arguments.only:
        for length in LENGTHS:
            texts = cut(given, length)
            rows = lines_of(texts)
            table.line(f"policy, {length:,} characters each", megabytes(texts), partial(judge, rows, policy))
    if "checks" in arguments.only:
        batches = profiles(given)
        for rule in policy.rules:
            if not arguments.check or rule.name in arguments.check:
                check = catalogue.load(rule.check)
                table.line(
                    rule.name,
                    size,
                    partial(measure, check, rule.options, batches),
                )
    if "peers" in arguments.only:
        for name, ask in peers().items():
            table.line(name, size, partial(asked, ask, given))


if __name__ == "__main__":
    main()
