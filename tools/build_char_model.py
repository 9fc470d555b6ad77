"""Build data/char_model.*.npy and data/usual_characters.txt.xz: how likely is this character after that one.

    pip install -e '.[tables]'
    python tools/build_languages.py && python tools/build_char_model.py && python tools/build_unicode.py

Sources, read from PyPI packages, none of them at run time:
  wordfreq                     word frequencies of 42 languages (code Apache-2.0, data CC BY-SA 4.0 and freer)
  opencc-python-reimplemented  Simplified to Traditional, for the Chinese list (Apache-2.0)

The model (textgate.likelihood reads it) is a character bigram over all languages at once, every language
with the same weight, Chinese in both forms, Japanese and Korean with more. Word lists hold no running text,
so only pairs inside words are counted; what may stand next to what across words is a table of classes
(TRANSITIONS), set by hand in bits. Chinese, Japanese and Korean entries are words or morphemes without
spaces between them: for them a pair that was not seen costs little more than its second character alone.
"""

from __future__ import annotations

import itertools
import json
import lzma
import math
import sys
import unicodedata
from collections import defaultdict
from importlib import metadata, resources
from pathlib import Path

import numpy as np
import opencc
import wordfreq

sys.path.insert(0, str(Path(__file__).parents[1] / "checks"))
from textgate import charclass as cc
from textgate import likelihood as lk

DATA = Path(__file__).parents[1] / "checks" / "textgate" / "data"
WEIGHT = {"zh": 2.0, "zh-Hant": 1.0, "zh-TW": 1.0, "zh-HK": 0.5, "ja": 2.0, "ko": 2.0}
WRITTEN_WEIGHT = 0.5  # of the short lists in build_languages.py
LEAST_SYMBOL = 2e-8  # share in its language below which a character is no symbol of its own
LEAST_USUAL = 1e-6  # share in its language from which a character is usual
UNSPACED = cc.HAN | cc.KANA | cc.HANGUL | cc.BOPOMOFO
SPACED_BACKOFF = 0.03  # share of probability kept for unseen pairs, languages with spaces
UNSPACED_BACKOFF = 0.4  # the same where any word may follow any other without a space

USUAL_PUNCTUATION = (
    "¡¢£¥§©«®°±·»¿×÷‐‑‒–—―‘’‚“”„†‡•…‰′″‹›₣₤₦₩₪₫€₭₮₱₴₸₹₺₽₿№™←↑→↓↔⇒⇔−√∞≈≠≤≥■□▪▫▲△▼▽◆◇○◎●★☆☐☑☒✓✔✗✘❤"
    "、。〃々〆〇〈〉《》「」『』【】〒〔〕〖〗〜〝〞〟〰・ー；！？（），．：～￥％＆＃＋－＝＠［］｛｝｜"
    "،؛؟٪٫٬۔।॥՛՜՝՞։֊׳״־፡።፣፤፥፦፧។៕ฯ๏။၊༎་"
)
# Whole alphabets of languages that wordfreq lacks, and marks and digits of its own: ranges of code points.
USUAL_RANGES = [
    (0x0100, 0x017F), (0x0180, 0x024F), (0x0250, 0x02AF), (0x0300, 0x0304), (0x0386, 0x03CE), (0x0400, 0x045F),
    (0x0490, 0x04FF), (0x0531, 0x0556), (0x0561, 0x0587), (0x05B0, 0x05EA), (0x0610, 0x065F), (0x0660, 0x06D3),
    (0x06F0, 0x06F9), (0x0710, 0x074A), (0x0780, 0x07B1), (0x0901, 0x0DF4), (0x0E01, 0x0E5B), (0x0E81, 0x0EDD),
    (0x0F00, 0x0FBC), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1200, 0x135A), (0x13A0, 0x13F4), (0x1780, 0x17E9),
    (0x1820, 0x1877), (0x1E00, 0x1EFF), (0x3041, 0x3096), (0x30A1, 0x30FE), (0x3105, 0x312F), (0xFF10, 0xFF5A),
    (0x1F300, 0x1FAFF), (0x2600, 0x27BF),
]  # fmt: skip


def fold(char: str) -> str:
    """Lower case where that is one character."""
    lower = char.lower()
    return lower if len(lower) == 1 else char


# Serbian is written in both alphabets, letter for letter once the digraphs are taken as one.
DIGRAPHS = {"dž": "џ", "lj": "љ", "nj": "њ"}
SERBIAN = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")


def pairs_to_letters(words: dict[str, float]) -> dict[str, float]:
    """A Serbian list with the digraphs replaced by the Cyrillic letters that they stand for."""
    out = {}
    for word, share in words.items():
        spelled = word
        for pair, letter in DIGRAPHS.items():
            spelled = spelled.replace(pair, letter)
        out[spelled] = share
    return out


def frequencies() -> dict[str, dict[str, float]]:
    """Language -> word -> share; Traditional Chinese is derived from the Simplified list."""
    tables = {
        name: wordfreq.get_frequency_dict(name, "best") for name in wordfreq.available_languages("best")
    }
    convert = opencc.OpenCC("s2t").convert
    words = list(tables["zh"])
    converted = convert("\n".join(words)).split("\n")
    traditional: dict[str, float] = defaultdict(float)
    for word, target in zip(words, converted, strict=True):
        traditional[target] += tables["zh"][word]
    tables["zh-Hant"] = dict(traditional)
    for name, variants in (("zh-TW", "TWVariants.txt"), ("zh-HK", "HKVariants.txt")):
        local = str.maketrans({old: new[0] for old, new in read_pairs(variants).items()})
        tables[name] = {word.translate(local): share for word, share in traditional.items()}
    tables["sr"] = {word.translate(SERBIAN): share for word, share in pairs_to_letters(tables["sh"]).items()}
    # The lists are case-folded, which turns final sigma into sigma.
    tables["el"] = {
        word[:-1] + "ς" if word.endswith("σ") else word: share for word, share in tables["el"].items()
    }
    return tables


def written_here() -> dict[str, dict[str, float]]:
    """The short lists of build_languages.py as tables of shares, the first words commoner (Zipf's law)."""
    lists: dict[str, str] = json.loads((DATA / "languages.json").read_text(encoding="utf-8"))["words"]
    ours = {
        name: text.split() for name, text in lists.items() if name not in wordfreq.available_languages("best")
    }
    return {name: {word: 1 / (rank + 10) for rank, word in enumerate(words)} for name, words in ours.items()}


def read_pairs(name: str) -> dict[str, list[str]]:
    """One OpenCC dictionary of single characters: key to its possible targets."""
    text = (resources.files("opencc") / "dictionary" / name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return {key: targets.split() for key, targets in rows if len(key) == 1}


class Counts:
    """Weighted counts over all languages: characters, pairs, and what each language finds usual."""

    def __init__(self) -> None:
        self.single: defaultdict[str, float] = defaultdict(float)
        self.pair: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.share: dict[str, float] = {}

    def add(self, words: dict[str, float], weight: float) -> None:
        """Count one language."""
        single: defaultdict[str, float] = defaultdict(float)
        pair: defaultdict[tuple[str, str], float] = defaultdict(float)
        for word, frequency in words.items():
            if any(c.isdigit() or lk.class_of(c) == lk.EXTRA_LATIN for c in word):
                continue
            unspaced = bool(cc.bits_of(word[0]) & UNSPACED)
            marked = word if unspaced else f" {word} "
            for char in word:
                single[char] += frequency
            if not unspaced:
                single[" "] += frequency
            for a, b in itertools.pairwise(marked):
                pair[fold(a), fold(b)] += frequency
        total = sum(single.values())
        for char, count in single.items():
            self.single[fold(char)] += weight * count / total
            self.share[char] = max(self.share.get(char, 0.0), count / total)
        for key, count in pair.items():
            self.pair[key] += weight * count / total


# Letters of languages without a list (Belarusian, Kazakh ...) behave much like these.
# Case-folding also took the ß out of the German list.
COUSINS = dict(zip("ўәөүұқғңһß", "уаоуукгнхs", strict=True))


def symbol_of(char: str) -> str:
    """The character whose statistics a character shares: itself, its base letter, or the space for separators."""
    kind = lk.class_of(char)
    if kind in lk.SEPARATORS:
        return " "
    folded = fold(char)
    if kind == lk.EXTRA_LATIN:
        return unicodedata.normalize("NFD", folded)[0]
    return COUSINS.get(folded, folded)


def build_points(counts: Counts) -> tuple[np.ndarray, dict[str, int], dict[str, int]]:
    """``uint32[65536]`` (symbol, unigram cost in its class, class), and the symbols and costs by character."""
    names = [
        c for c in counts.single if c != " " and counts.share.get(c, 1) >= LEAST_SYMBOL and ord(c) < 65536
    ]
    names = sorted(names, key=lambda c: -counts.single[c])[: lk.SYMBOLS - 2]
    symbols = {" ": 1} | {c: i + 2 for i, c in enumerate(sorted(names))}
    mass: defaultdict[int, float] = defaultdict(float)
    for c in symbols:
        mass[lk.fold_class(lk.class_of(c))] += counts.single[c]
    points = np.zeros(65536, dtype=np.uint32)
    costs: dict[str, int] = {}
    for p in range(65536):
        char = chr(p)
        kind = lk.class_of(char)
        name = symbol_of(char)
        if name in symbols and kind in lk.LETTERS:
            share = counts.single[name] / mass[lk.fold_class(lk.class_of(name))]
            bits = min(-math.log2(share), lk.UNSEEN_COST[kind] + 4) if share else lk.UNSEEN_COST[kind]
        else:
            bits = lk.UNSEEN_COST[kind]
        cost = round(bits * lk.STEPS)
        costs[char] = cost
        points[p] = symbols.get(name, 0) | min(cost, 255) << 16 | kind << 24
    # This entry serves all code points above the Basic Multilingual Plane, which are mostly emoji.
    points[0xFFFF] = round(lk.UNSEEN_COST[lk.EMOJI] * lk.STEPS) << 16 | lk.EMOJI << 24
    return points, symbols, costs


def build_pairs(counts: Counts, symbols: dict[str, int], costs: dict[str, int]) -> tuple[np.ndarray, int]:
    """The hash table of pairs (see textgate.likelihood), heaviest pairs first; and how many it holds."""
    follow: defaultdict[str, float] = defaultdict(float)
    for (a, _), n in counts.pair.items():
        follow[a] += n
    rows = []
    for (a, b), n in counts.pair.items():
        left, right = symbol_of(a), symbol_of(b)
        if left not in symbols or right not in symbols or (left == " " and right == " "):
            continue
        unspaced = bool(cc.bits_of(a) & UNSPACED)
        backoff = UNSPACED_BACKOFF if unspaced else SPACED_BACKOFF
        transition = int(lk.transitions()[lk.class_of(a), lk.class_of(b)])
        unseen = (0 if b == " " else costs[b]) + transition
        seen = n / (counts.single[a] if unspaced else max(follow[a], counts.single[a]))
        bits = -math.log2((1 - backoff) * min(seen, 1.0) + backoff * 2 ** (-unseen / lk.STEPS))
        cost = round(bits * lk.STEPS)
        if cost < unseen - 2:
            rows.append((n * (unseen - cost), symbols[left], symbols[right], min(cost, 255)))
    rows.sort(key=lambda row: (-row[0], row[1], row[2]))
    table = np.zeros(lk.SLOTS, dtype=np.uint16)
    lefts, rights, prices = (np.array([row[i] for row in rows], dtype=np.uint32) for i in (1, 2, 3))
    slot, mark = lk.hash_pairs(lefts, rights)
    held = 0
    for where, entry in zip(slot.tolist(), (mark.astype(np.uint32) << 8 | prices).tolist(), strict=True):
        if table[where] == 0:
            table[where] = entry
            held += 1
    return table, held


def usual_characters(counts: Counts) -> str:
    """Characters above ASCII that are usual in some language."""
    usual = {c for c, share in counts.share.items() if share >= LEAST_USUAL}
    usual |= {c.upper() for c in usual if len(c.upper()) == 1}
    usual |= set(USUAL_PUNCTUATION)
    usual |= {chr(p) for first, last in USUAL_RANGES for p in range(first, last + 1)}
    return "".join(sorted(c for c in usual if ord(c) > 0x7F and unicodedata.category(c)[0] in "LMNPS"))


def main() -> None:
    """Write the files."""
    tables = frequencies()
    counts = Counts()
    for name, words in tables.items():
        counts.add(words, WEIGHT.get(name, 1.0))
    for words in written_here().values():
        counts.add(words, WRITTEN_WEIGHT)
    points, symbols, costs = build_points(counts)
    pairs, held = build_pairs(counts, symbols, costs)
    np.save(DATA / "char_model.points.npy", points)
    np.save(DATA / "char_model.pairs.npy", pairs)
    usual = usual_characters(counts)
    (DATA / "usual_characters.txt.xz").write_bytes(lzma.compress(usual.encode("utf-8"), preset=9))
    described = {
        "sources": {
            "wordfreq": {"version": metadata.version("wordfreq"), "licence": "Apache-2.0; data CC BY-SA 4.0"},
            "opencc-python-reimplemented": {
                "version": metadata.version("opencc-python-reimplemented"),
                "licence": "Apache-2.0",
            },
        },
        "languages": sorted(tables),
        "symbols": len(symbols),
        "pairs": held,
        "usual_characters": len(usual),
    }
    (DATA / "char_model.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    print(described)


if __name__ == "__main__":
    main()
