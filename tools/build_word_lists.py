"""Build data/words/ and data/lexicon/: the common words of 42 languages, for textgate.truncation.

    pip install -e '.[tables]' && python tools/build_word_lists.py

Source: the PyPI package wordfreq (code Apache-2.0, data CC BY-SA 4.0 and freer, by Robyn Speer), and for
Traditional Chinese OpenCC's tables (opencc-python-reimplemented, Apache-2.0). Words of letters and marks
only, sorted by code point, front-coded: one character for how many characters a word shares with the word
before it (chr(48 + n)), then the rest. Sorted words answer two questions by bisection: is this a word, and
is it the beginning of longer words? (word_lists.py)

data/lexicon/<language>.txt.xz holds more words, one a line and sorted, and how frequent they are: after an empty
line one character for each, chr(48 + 4 * (9 + log10 of its share of all words)), rounded. (lexicon.py)
"""

from __future__ import annotations

import json
import lzma
import math
import unicodedata
from importlib import metadata
from pathlib import Path

import opencc
import wordfreq

FOLDER = Path(__file__).parents[1] / "checks" / "textgate" / "data" / "words"
LEXICON = FOLDER.with_name("lexicon")
WORDS = 4800
LEXICON_WORDS = 12_000


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


def lexicon_of(language: str, count: int) -> str:
    """The commonest words, sorted, and the letters of their shares."""
    shares = wordfreq.get_frequency_dict("zh" if language == "zh-Hant" else language, "best")
    converter = opencc.OpenCC("s2t") if language == "zh-Hant" else None
    found: dict[str, float] = {}
    for entry in sorted(shares, key=lambda word: (-shares[word], word)):
        word = unicodedata.normalize("NFC", entry)
        if converter:
            word = converter.convert(word)
        if is_word(word) or (len(word) == 1 and word.isalpha()):
            found[word] = found.get(word, 0.0) + shares[entry]
            if len(found) == count:
                break
    words = sorted(found)
    letters = (chr(48 + round(4 * (9 + math.log10(found[word])))) for word in words)
    return "\n".join(words) + "\n\n" + "".join(letters)


def write(folder: Path, language: str, text: str) -> int:
    """Write one packed file; returns its length in bytes."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    packed = lzma.compress(text.encode("utf-8"), check=lzma.CHECK_CRC32, filters=filters)
    folder.mkdir(exist_ok=True)
    (folder / f"{language}.txt.xz").write_bytes(packed)
    return len(packed)


def main() -> None:
    """Write the files."""
    total = 0
    for language in sorted({*wordfreq.available_languages("small"), "zh-Hant"}):
        total += write(FOLDER, language, front_coded(words_of(language, WORDS)))
        total += write(LEXICON, language, lexicon_of(language, LEXICON_WORDS))
    source = {
        "source": "wordfreq, the commonest words of each language",
        "words": WORDS,
        "lexicon_words": LEXICON_WORDS,
        "built_with": {name: metadata.version(name) for name in ("wordfreq", "opencc-python-reimplemented")},
        "licence": "wordfreq: code Apache-2.0, data CC BY-SA 4.0; OpenCC: Apache-2.0",
    }
    for folder in (FOLDER, LEXICON):
        (folder / "source.json").write_text(json.dumps(source, indent=1) + "\n", encoding="utf-8")
    print(f"{total} bytes")


if __name__ == "__main__":
    main()
