"""Accuracy of the default policy on labelled documents, next to what one would try first.

    python benchmarks/accuracy.py LABELLED.jsonl [--rules FILE] [--predictions FILE] [--part N/M] [--no-baselines]

Each line of LABELLED.jsonl is one document:
``{"id", "text", "lang", "label": {class: bool}, "kind", "spans": [[start, stop, class]], "ignore": [class]}``
with the classes mojibake, spam, truncated, mixed_scripts. With all labels false it is clean. A class
in "ignore" is not judged on that document when its label is false. A class counts as found in a document
when at least one finding of its family has severity error.

Intervals are Wilson's score intervals at 95 %. ``--part 0/3`` keeps the documents whose id hashes to that
part, to develop on one part and to report another.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import ftfy.badness

import textgate

CLASSES = ("mojibake", "spam", "truncated", "mixed_scripts")
CLASS_OF_FAMILY = {
    "mojibake": "mojibake",
    "spam": "spam",
    "truncation": "truncated",
    "scripts": "mixed_scripts",
}
Spans = list[tuple[int, int]]
Prediction = dict[str, Spans]

END_MARKS = tuple(".!?。！？…\"'”’」』)）:;`|>*_]}~")
SPAM_WORDS = re.compile(
    "casino|viagra|porn|loan|bitcoin|whatsapp|博彩|彩票|赌|贷款|发票|微信|казино|кредит|카지노|대출|カジノ|副業",
    re.I,
)
SCRIPTS = {
    "Latin": "A-Za-zÀ-ɏ", "Cyrillic": "Ѐ-ӿ", "Greek": "Ͱ-Ͽ", "Han": "一-鿿", "Kana": "぀-ヿ",
    "Hangul": "가-힣", "Arabic": "؀-ۿ", "Hebrew": "א-ת", "Devanagari": "ऀ-ॿ", "Thai": "ก-๛",
}  # fmt: skip
WORD_MIX = re.compile(r"[A-Za-z][Ѐ-ӿͰ-Ͽ]|[Ѐ-ӿͰ-Ͽ][A-Za-z]")


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval for a share."""
    if total == 0:
        return (0.0, 1.0)
    share = hits / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return ((middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total))


def overlap(wanted: Spans, found: Spans) -> float:
    """Intersection over union of the marked characters."""
    a = {i for start, stop in wanted for i in range(start, stop)}
    b = {i for start, stop in found for i in range(start, stop)}
    return len(a & b) / max(1, len(a | b))


def by_textgate(
    documents: list[dict[str, Any]], rules: str | None
) -> tuple[list[Prediction], list[textgate.Verdict]]:
    """Judge the documents with a policy."""
    stream = (textgate.Document(document["id"], document["text"]) for document in documents)
    verdicts = list(textgate.check_documents(stream, rules))
    predictions = []
    for verdict in verdicts:
        found: Prediction = defaultdict(list)
        for finding in verdict.findings:
            name = CLASS_OF_FAMILY.get(finding.family)
            if name and finding.severity == "error":
                found[name].extend((span.start, span.stop) for span in finding.spans)
        predictions.append(dict(found))
    return predictions, verdicts


def baseline(name: str, test: Callable[[str], bool]) -> Callable[[dict[str, Any]], Prediction]:
    """A test on the text as a prediction of one class."""
    return lambda document: {name: []} if test(document["text"]) else {}


def _several_scripts(text: str) -> bool:
    return sum(bool(re.search(f"[{chars}]", text)) for chars in SCRIPTS.values()) > 1


BASELINES = {
    "ftfy is_bad": baseline("mojibake", ftfy.badness.is_bad),
    "ftfy is_bad or U+FFFD": baseline("mojibake", lambda t: "\ufffd" in t or ftfy.badness.is_bad(t)),
    "spam words": baseline("spam", lambda t: SPAM_WORDS.search(t) is not None),
    "no end mark": baseline("truncated", lambda t: not t.rstrip().endswith(END_MARKS)),
    "several scripts": baseline("mixed_scripts", _several_scripts),
    "a word mixes scripts": baseline("mixed_scripts", lambda t: WORD_MIX.search(t) is not None),
}


def judged(document: dict[str, Any], name: str) -> bool:
    """Whether a class is judged on a document."""
    return bool(document["label"].get(name)) or name not in document.get("ignore", ())


def counts(documents: Iterable[dict[str, Any]], predictions: Iterable[Prediction], name: str) -> Counter[str]:
    """True and false positives and negatives of one class."""
    tally: Counter[str] = Counter()
    for document, prediction in zip(documents, predictions, strict=True):
        if judged(document, name):
            tally[("t" if bool(document["label"].get(name)) == (name in prediction) else "f")
                  + ("p" if name in prediction else "n")] += 1  # fmt: skip
    return tally


def row(title: str, tally: Counter[str]) -> str:
    """Precision, recall, F1 of one class as a line."""
    precise = tally["tp"] / max(1, tally["tp"] + tally["fp"])
    recall = tally["tp"] / max(1, tally["tp"] + tally["fn"])
    f1 = 2 * precise * recall / max(1e-9, precise + recall)
    p_low, p_high = wilson(tally["tp"], tally["tp"] + tally["fp"])
    r_low, r_high = wilson(tally["tp"], tally["tp"] + tally["fn"])
    return (
        f"{title:24s} P {precise:.3f} [{p_low:.3f} {p_high:.3f}]  R {recall:.3f} [{r_low:.3f} {r_high:.3f}]  "
        f"F1 {f1:.3f}   tp {tally['tp']} fp {tally['fp']} fn {tally['fn']}"
    )


def report(documents: list[dict[str, Any]], predictions: list[Prediction], baselines: bool) -> None:
    """Print the tables."""
    print(f"{len(documents)} documents")
    for name in CLASSES:
        print(row(name, counts(documents, predictions, name)))
        fits = [
            overlap([(a, b) for a, b, c in document["spans"] if c == name], prediction[name])
            for document, prediction in zip(documents, predictions, strict=True)
            if document["label"].get(name) and prediction.get(name)
        ]
        if fits and name != "truncated":
            print(
                f"{'':24s} span IoU: median {statistics.median(fits):.3f}, mean {statistics.fmean(fits):.3f}"
            )
        if baselines:
            for title, guess in BASELINES.items():
                guesses = [guess(document) for document in documents]
                if any(name in g for g in guesses):
                    print(row(f"  {title}", counts(documents, guesses, name)))


def report_misses(documents: list[dict[str, Any]], predictions: list[Prediction]) -> None:
    """Print recall per kind and language where it is not 1, and what fails among the clean."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    languages: dict[str, list[bool]] = defaultdict(list)
    alarms: dict[str, list[bool]] = defaultdict(list)
    for document, prediction in zip(documents, predictions, strict=True):
        wanted = [name for name in CLASSES if document["label"].get(name)]
        for name in wanted:
            kinds[f"{name} {document['kind']}"].append(name in prediction)
            languages[f"{name} {document['lang']}"].append(name in prediction)
        if not wanted:
            alarms["all"].append(bool(prediction))
            alarms[document["kind"]].append(bool(prediction))
            alarms[document["lang"]].append(bool(prediction))
    for title, table in (("recall below 1, by kind", kinds), ("recall below 1, by language", languages)):
        print(f"\n{title}")
        for key, hits in sorted(table.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0])):
            if not all(hits):
                print(f"  {sum(hits):4d}/{len(hits):<4d} {key}")
    print("\nclean documents that fail")
    for key, hits in sorted(alarms.items(), key=lambda item: -sum(item[1]) / len(item[1])):
        if any(hits):
            low, high = wilson(sum(hits), len(hits))
            print(
                f"  {sum(hits):4d}/{len(hits):<4d} {sum(hits) / len(hits):.3f} [{low:.3f} {high:.3f}] {key}"
            )


def main() -> None:
    """Read, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--rules", help="rules file (default: preset recommended)")
    parser.add_argument("--predictions", type=Path, help="also write one JSON line per document")
    parser.add_argument("--part", help="N/M: only documents whose id hashes to part N of M")
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument(
        "--show", metavar="CLASS", choices=CLASSES, help="list misses and false alarms of a class"
    )
    arguments = parser.parse_args()
    with arguments.labelled.open(encoding="utf-8") as file:
        documents = [json.loads(line) for line in file if line.strip()]
    if arguments.part:
        part, parts = map(int, arguments.part.split("/"))
        documents = [d for d in documents if zlib.crc32(d["id"].encode()) % parts == part]
    start = time.perf_counter()
    predictions, verdicts = by_textgate(documents, arguments.rules)
    seconds = time.perf_counter() - start
    size = sum(len(d["text"].encode("utf-8", "surrogatepass")) for d in documents) / 1e6
    report(documents, predictions, not arguments.no_baselines)
    report_misses(documents, predictions)
    errors = sum(v.verdict == "error" for v in verdicts)
    print(f"\n{size:.1f} MB in {seconds:.1f} s, {size / seconds:.1f} MB/s, one process; {errors} errors")
    if arguments.show:
        for document, prediction, verdict in zip(documents, predictions, verdicts, strict=True):
            wanted, got = bool(document["label"].get(arguments.show)), arguments.show in prediction
            if wanted != got and judged(document, arguments.show):
                print(
                    f"\n{'missed' if wanted else 'false alarm'} {document['id']} {document['lang']} {document['kind']}"
                )
                for start_, stop, _ in document["spans"][:3] if wanted else []:
                    print("   ", repr(document["text"][max(0, start_ - 60) : stop + 60][:300]))
                for finding in verdict.findings if got else ():
                    if CLASS_OF_FAMILY.get(finding.family) == arguments.show:
                        print("   ", finding.rule, finding.confidence, [s.excerpt for s in finding.spans[:5]])
    if arguments.predictions:
        with arguments.predictions.open("w", encoding="utf-8") as file:
            for document, prediction, verdict in zip(documents, predictions, verdicts, strict=True):
                findings = [
                    {"check": name, "start": start, "end": stop}
                    for name, spans in prediction.items()
                    for start, stop in spans
                ]
                file.write(
                    json.dumps({"id": document["id"], "verdict": verdict.verdict, "findings": findings})
                    + "\n"
                )


if __name__ == "__main__":
    main()
