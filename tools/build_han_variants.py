"""Build data/han_variants.json: which Han characters prove a form of Chinese, and how to convert them.

    pip install -e '.[tables]' && python tools/build_han_variants.py && python tools/build_unicode.py

Source: OpenCC's character tables in the PyPI package opencc-python-reimplemented (Apache-2.0), and the
repertoires of Python's own codecs big5, cp950, shift_jis and gb2312.

A character is strictly Simplified when OpenCC converts it to something else, never to itself, and never converts
anything Traditional to it; strictly Traditional the other way round. The characters that both forms share in
some meaning (干, 里, 后, 着, 台, 吃 ...) thereby fall out of both sets, which still hold characters that careful
writers of the other form use. Three kinds are sorted out:
  * characters that OpenCC's tables of Taiwan's and Hong Kong's standards list as standard forms (群 峰 床 温)
    prove nothing and are left out;
  * Simplified characters that Big5 holds in another meaning (体 与 并) are "shared": they count only beside
    others; those that Japanese shares (内 强 国) can be variants or stand in Japanese names: they are "weak";
  * Traditional characters whose Simplified form is outside GB 2312 are kept in Simplified text, where fonts
    lack the other (赵孟頫), so they are left out; those that GB 2312 itself holds are shared.
"""

from __future__ import annotations

import json
from importlib import metadata, resources
from pathlib import Path

DATA = Path(__file__).parents[1] / "checks" / "textgate" / "data"

# Japanese forms that are frequent in names of people and places, which Chinese text may quote as they are.
NAMES = set(
    "広浜沢斎呉桜栄恵黒県豊竜滝辺関駅塩渋弥瀬稲亀徳薫蔵郷鶴舎仏円巌暁曽実条桟検芦糸寛宝闘総両図歳楽気応"
)


def read_pairs(name: str) -> dict[str, list[str]]:
    """One OpenCC dictionary of single characters: key to its possible targets."""
    text = (resources.files("opencc") / "dictionary" / name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return {key: targets.split() for key, targets in rows if len(key) == 1}


def han_sets() -> tuple[set[str], set[str], set[str]]:
    """Simplified-only, Traditional-only and Japanese-only characters."""
    s2t, t2s, t2jp = (
        read_pairs("STCharacters.txt"),
        read_pairs("TSCharacters.txt"),
        read_pairs("JPVariants.txt"),
    )
    simplified = {c for c, targets in s2t.items() if c not in targets and c not in t2s}
    traditional = {c for c, targets in t2s.items() if c not in targets and c not in s2t}
    chinese = set(s2t) | set(t2s)
    for table in (s2t, t2s, read_pairs("TWVariants.txt"), read_pairs("HKVariants.txt")):
        for targets in table.values():
            chinese.update(targets)
    japanese = {c for targets in t2jp.values() for c in targets if len(c) == 1 and c not in chinese}
    return simplified, traditional, japanese


def encodable(char: str, codec: str) -> bool:
    """Whether a codec has the character."""
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def unambiguous(pairs: dict[str, list[str]], keys: set[str], codec: str) -> list[str]:
    """Two strings, keys and targets, of the keys that have one target which ``codec`` holds."""
    usual = {key: [target for target in pairs[key] if encodable(target, codec)] for key in sorted(keys)}
    single = [(key, targets[0]) for key, targets in usual.items() if len(targets) == 1]
    return ["".join(key for key, _ in single), "".join(target for _, target in single)]


def main() -> None:
    """Write the file."""
    simplified, traditional, japanese = han_sets()
    s2t, t2s, t2jp = (
        read_pairs("STCharacters.txt"),
        read_pairs("TSCharacters.txt"),
        read_pairs("JPVariants.txt"),
    )
    standard: set[str] = set()
    for name in ("TWVariants.txt", "HKVariants.txt"):
        standard.update(target for targets in read_pairs(name).values() for target in targets)
    simplified -= standard
    simplified = {c for c in simplified if any(encodable(t, "cp950") for t in s2t[c])}
    shared_s = {c for c in simplified if encodable(c, "big5") or encodable(c, "cp950")}
    weak_s = {c for c in simplified - shared_s if encodable(c, "shift_jis")}
    traditional = {c for c in traditional if any(encodable(t, "gb2312") for t in t2s[c])}
    shared_t = {c for c in traditional if encodable(c, "gb2312")}
    japanese = {c for c in japanese if not encodable(c, "gb2312") and not encodable(c, "cp950")}
    chinese = {jp: [t] for t, targets in t2jp.items() for jp in targets}
    stored = {
        "source": "OpenCC character tables (Apache-2.0)",
        "built_with": {"opencc-python-reimplemented": metadata.version("opencc-python-reimplemented")},
        "simplified": "".join(sorted(simplified - weak_s - shared_s)),
        "simplified_weak": "".join(sorted(weak_s)),
        "simplified_shared": "".join(sorted(shared_s)),
        "traditional": "".join(sorted(traditional - shared_t)),
        "traditional_weak": "",
        "traditional_shared": "".join(sorted(shared_t)),
        "japanese": "".join(sorted(japanese - NAMES)),
        "japanese_names": "".join(sorted(NAMES)),
        "to_traditional": unambiguous(s2t, simplified, "cp950"),
        "to_simplified": unambiguous(t2s, traditional, "gb2312"),
        "japanese_to_traditional": unambiguous(chinese, japanese, "cp950"),
    }
    (DATA / "han_variants.json").write_text(
        json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print({key: len(value) for key, value in stored.items() if isinstance(value, str)})


if __name__ == "__main__":
    main()
