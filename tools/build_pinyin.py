"""Build data/pinyin.npy and data/pinyin.json: the Mandarin readings of Han characters, without tones.

    pip install -e '.[tables]' && python tools/build_pinyin.py

Sources, read from PyPI packages, none of them at run time:
  pypinyin                       readings per character and the bopomofo spelling of a syllable (MIT)
  wordfreq                       how common a character is (Apache-2.0, data CC-BY-SA-4.0)
  opencc-python-reimplemented    Traditional and regional forms of common characters (Apache-2.0)

pinyin.npy is ``uint16[2, k]``: code points, ascending, and for each of a character's readings, the usual
one first, the index of the syllable in its lower 12 bits and the character's band in its upper 4
(see ``textgate.scripts.pinyin.band``). Tones are left out: wrong and missing tones have to match too.
Only the basic multilingual plane is kept; the defect these tables find comes from tables of common
characters.
"""

from __future__ import annotations

import json
import unicodedata
from importlib import metadata, resources
from pathlib import Path

import numpy as np
from pypinyin import Style
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert
from wordfreq import get_frequency_dict

DATA = Path(__file__).parents[1] / "checks" / "textgate" / "data"
BANDS = (600, 1500, 3500)  # a character of rank below BANDS[i] is in band len(BANDS) - i
ZHUYIN_TONES = "ˊˇˋ˙"


def without_tone(reading: str) -> str:
    """``lǜ`` -> ``lü``. Only the diaeresis is a letter of its own; every other mark is a tone."""
    kept = (c for c in unicodedata.normalize("NFD", reading) if c == "\u0308" or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept))


def readings() -> dict[int, list[str]]:
    """Code point -> toneless readings, the usual one first."""
    table = {}
    for point, spelled in pinyin_dict.items():
        if point <= 0xFFFF:
            table[point] = list(dict.fromkeys(without_tone(reading) for reading in spelled.split(",")))
    return table


def bands() -> dict[str, int]:
    """Character -> band, 3 for the most common. A Traditional or regional form is as common as its Simplified one."""
    weights: dict[str, float] = {}
    for word, frequency in get_frequency_dict("zh", "large").items():
        for char in word:
            weights[char] = weights.get(char, 0.0) + frequency
    ranked = sorted((c for c in weights if "\u3400" <= c <= "\u9fff"), key=lambda c: (-weights[c], c))
    table = {c: sum(rank < bound for bound in BANDS) for rank, c in enumerate(ranked)}
    # From Simplified to Traditional, then from each standard form to its regional variants.
    for name in ("STCharacters.txt", "TWVariants.txt", "HKVariants.txt", "JPVariants.txt"):
        rows = (resources.files("opencc") / "dictionary" / name).read_text(encoding="utf-8")
        for row in rows.splitlines():
            source, _, targets = row.partition("\t")
            for target in targets.split():
                if len(source) == len(target) == 1:
                    table[target] = max(table.get(target, 0), table.get(source, 0))
    return table


def main() -> None:
    """Write both files."""
    table, band_of = readings(), bands()
    syllables = sorted({s for spelled in table.values() for s in spelled})
    index = {s: i for i, s in enumerate(syllables)}
    rows = [(p, index[s] | band_of.get(chr(p), 0) << 12) for p in sorted(table) for s in table[p]]
    np.save(DATA / "pinyin.npy", np.array(rows, dtype=np.uint16).T.copy())
    zhuyin = [convert(s, Style.BOPOMOFO, strict=True).rstrip(ZHUYIN_TONES) for s in syllables]
    described = {
        "built_with": {
            p: metadata.version(p) for p in ("pypinyin", "wordfreq", "opencc-python-reimplemented")
        },
        "licence": "readings: pypinyin, MIT; bands: wordfreq, CC-BY-SA-4.0, and OpenCC, Apache-2.0",
        "syllables": syllables,
        "zhuyin": zhuyin,
    }
    (DATA / "pinyin.json").write_text(json.dumps(described, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(syllables)} syllables, {len(rows)} readings of {len(table)} characters")


if __name__ == "__main__":
    main()
