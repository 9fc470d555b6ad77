"""Build data/words/<language>.txt.xz: the commonest words of 42 languages, for textgate.truncation.word_lists.

    pip install -e '.[tables]' && python tools/build_word_lists.py

Source: the PyPI package wordfreq (code Apache-2.0, data CC BY-SA 4.0 and freer, by Robyn Speer), and for
Traditional Chinese OpenCC's tables (opencc-python-reimplemented, Apache-2.0). Words of letters and marks
only, sorted by code point, front-coded: one character for how many characters a word shares with the word
before it (chr(48 + n)), then the rest. Sorted words answer two questions by bisection: is this a word, and
is it the beginning of longer words?
"""

from __future__ import annotations

import json
import lzma
import sys
import unicodedata
from importlib import metadata
from pathlib import Path

import opencc
import wordfreq

FOLDER = Path(__file__).parents[1] / "checks" / "textgate" / "data" / "words"
WORDS = 4800


def is_word(word: str) -> bool:
    """Whether a list entry is a word of two or more letters and marks."""
    return len(word) > 1 and all(unicodedata.category(c)[0] in "LM" or c in "'’\u200c" for c in word)


def front_coded(words: list[str]) -> str:
    """Sorted words, each as the length it shares with the one before and the rest."""
    lines, before = [], ""
    for word in words:
        shared = 0
        while shared < min(len(before), len(word)) and before[shared] == word[shared]:
            shared += 1
        lines.append(chr(48 + shared) + word[shared:])
        before = word
    return "\n".join(lines)


def words_of(language: str, count: int) -> list[str]:
    """The commonest words, sorted."""
    best = wordfreq.top_n_list("zh" if language == "zh-Hant" else language, count, "best")
    words = [unicodedata.normalize("NFC", word) for word in best if is_word(word)]
    if language == "zh-Hant":
        converter = opencc.OpenCC("s2t")
        words = [converter.convert(word) for word in words]
    return sorted(set(words))


def main() -> None:
    """Write the files."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else WORDS
    FOLDER.mkdir(exist_ok=True)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    total = 0
    for language in sorted({*wordfreq.available_languages("small"), "zh-Hant"}):
        coded = front_coded(words_of(language, count)).encode("utf-8")
        packed = lzma.compress(coded, check=lzma.CHECK_CRC32, filters=filters)
        (FOLDER / f"{language}.txt.xz").write_bytes(packed)
        total += len(packed)
    source = {
        "source": "wordfreq top_n_list, the commonest words of each language",
        "words": count,
        "built_with": {name: metadata.version(name) for name in ("wordfreq", "opencc-python-reimplemented")},
        "licence": "wordfreq: code Apache-2.0, data CC BY-SA 4.0; OpenCC: Apache-2.0",
    }
    (FOLDER / "source.json").write_text(json.dumps(source, indent=1) + "\n", encoding="utf-8")
    print(f"{total} bytes")


if __name__ == "__main__":
    main()
