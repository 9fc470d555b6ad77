"""Build data/confusables.json: letters that look like a letter of another alphabet.

    pip install confusable_homoglyphs -e '.[tables]' && python tools/build_confusables.py

Sources, read from PyPI packages, none of them at run time:
  confusable_homoglyphs   Unicode's confusables.txt of UTS #39 as JSON (package MIT, data Unicode License v3)
  unicodedata2            general categories and decompositions (Unicode License v3)
  fontTools.unicodedata   scripts (Unicode License v3)

Only letters of alphabets are kept, because only they are swapped inside words. For every target alphabet
the table is a pair of equally long strings: the n-th letter of the first looks like the n-th of the second.
``exact`` holds Unicode's confusables; ``near`` holds letters that Unicode tells apart (к is a small
capital there) but that people do swap, typed from memory of the shapes. ``near`` is our own list.
"""

from __future__ import annotations

import json
from importlib import metadata, resources
from pathlib import Path

import unicodedata2
from fontTools.unicodedata import script

DATA = Path(__file__).parents[1] / "checks" / "textgate" / "data"
ALPHABETS = ("Latn", "Cyrl", "Grek", "Armn", "Geor", "Cher", "Copt", "Lisu", "Dsrt")
# Letters in everyday use: what a word of the target alphabet may be made of.
TARGETS = {
    "Latn": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZßþÞ",
    "Cyrl": "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіІәӘһүҮӏ",
    "Grek": "αβγδεζηθικλμνξοπρςστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
    "Armn": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ",
}
NEAR = {
    "Latn": "кk мm тt нh вb пn иu κk τt ηn χx ωw",
    "Cyrl": "kк mм tт hн bв nп uи jј JЈ sѕ SЅ",
    "Grek": "kκ tτ nη xχ wω кκ тτ",
}
# Pairs that Unicode lists but that occur side by side in clean words, or that only look alike in one case.
DROPPED = {"bЬ", "Ьb", "Ƅb"}


def classes() -> list[set[str]]:
    """Sets of single characters that Unicode calls confusable with one another."""
    text = (resources.files("confusable_homoglyphs") / "confusables.json").read_text(encoding="utf-8")
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        while parent.setdefault(char, char) != char:
            char = parent[char]
        return char

    for char, rows in json.loads(text).items():
        for row in rows:
            if len(char) == 1 == len(row["c"]):
                parent[root(char)] = root(row["c"])
    groups: dict[str, set[str]] = {}
    for char in parent:
        groups.setdefault(root(char), set()).add(char)
    return list(groups.values())


def is_letter(char: str) -> bool:
    """Whether the table may hold ``char``: an ordinary letter of an alphabet, no width or styled form."""
    return (
        unicodedata2.category(char) in ("Lu", "Ll", "Lo")
        and script(char) in ALPHABETS
        and unicodedata2.normalize("NFKC", char) == char
    )


def best(char: str, group: set[str], target: str) -> str | None:
    """The everyday letter of ``target`` that ``char`` looks like, of the same case where there is one."""
    choice = [
        c for c in TARGETS[target] if c in group and c + char not in DROPPED and char + c not in DROPPED
    ]
    if not choice:
        return None
    return next((c for c in choice if c.isupper() == char.isupper()), choice[0])


def with_marks(pairs: dict[str, str]) -> dict[str, str]:
    """Add precomposed letters whose bases look alike and whose marks are the same: ё and ë, ό and ó."""
    extended = dict(pairs)
    composed: dict[tuple[str, str, str], str] = {}
    for point in range(0xC0, 0x1FFF):
        char = chr(point)
        parts = unicodedata2.normalize("NFD", char)
        if len(parts) > 1 and unicodedata2.normalize("NFC", parts) == char:
            composed[(script(char), parts[0], parts[1:])] = char
    for (code, base, marks), char in composed.items():
        if base in pairs:
            target = pairs[base]
            twin = composed.get((script(target), target, marks))
            if twin is not None and script(target) != code:
                extended[char] = twin
    return extended


def main() -> None:
    """Write the file."""
    exact: dict[str, dict[str, str]] = {target: {} for target in TARGETS}
    for group in classes():
        letters = {c for c in group if is_letter(c)}
        for char in letters:
            for target, pairs in exact.items():
                twin = best(char, letters, target)
                if twin is not None and script(char) != target:
                    pairs[char] = twin
    stored: dict[str, object] = {
        "source": "UTS #39 confusables.txt (Unicode License v3), letters of alphabets only",
        "built_with": {
            p: metadata.version(p) for p in ("confusable_homoglyphs", "unicodedata2", "fonttools")
        },
    }
    columns = {}
    for target, pairs in exact.items():
        full = sorted(with_marks(pairs).items())
        columns[target] = ["".join(k for k, _ in full), "".join(v for _, v in full)]
    stored["exact"] = columns
    stored["near"] = {
        t: ["".join(p[0] for p in s.split()), "".join(p[1] for p in s.split())] for t, s in NEAR.items()
    }
    text = json.dumps(stored, ensure_ascii=False, indent=1)
    (DATA / "confusables.json").write_text(text + "\n", encoding="utf-8")
    print({target: len(column[0]) for target, column in columns.items()})


if __name__ == "__main__":
    main()
