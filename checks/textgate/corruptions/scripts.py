"""Mixed scripts: lookalike letters, the other form of Chinese, injected readings, other widths."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from random import Random

from textgate.corruptions import Maker
from textgate.corruptions.pieces import WORD, damage

_HAN_RUN = re.compile("[\u4e00-\u9fff]{2,4}")
_HAN = re.compile("[\u4e00-\u9fff]")
_FOREIGN = {
    "Latn": "Данные сохраняются на сервере и доступны только владельцу.",
    "Cyrl": "设置完成以后请重新启动程序并检查结果。",
    "other": "Данные сохраняются на сервере и доступны только владельцу.",
}
_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1", "e": "3", "a": "4", "s": "5", "t": "7"})


def makers() -> dict[str, Maker]:
    """Kinds of mixtures."""
    found: dict[str, Maker] = {}
    for source, target in (("Latn", "Cyrl"), ("Cyrl", "Latn"), ("Latn", "Grek"), ("Grek", "Latn")):
        kind = f"mixed:{target.lower()}-in-{source.lower()}"
        found[kind] = functools.partial(_lookalikes, source=source, target=target)
    found["mixed:traditional-in-simplified"] = lambda t, s, r: _other_form(t, s, r, "traditional")
    found["mixed:simplified-in-traditional"] = lambda t, s, r: _other_form(t, s, r, "simplified")
    found["mixed:injected-pinyin"] = _injected_pinyin
    found["mixed:foreign-block"] = _foreign_block
    found["mixed:fullwidth"] = _fullwidth
    found["mixed:digits-for-letters"] = _digits
    return found


@functools.cache
def _replacements(source: str, target: str) -> Mapping[str, str]:
    """Letter of the source alphabet -> the letter of the target alphabet that looks like it."""
    from textgate import charclass
    from textgate.scripts.confusables import lookalikes

    found: dict[str, str] = {}
    for foreign, own in lookalikes(source).items():
        if charclass.script_of(foreign) == target and own.isalpha():
            found.setdefault(own, foreign)
    return found


def _lookalikes(
    text: str, severity: float, random: Random, *, source: str, target: str
) -> tuple[str, list[tuple[int, int]]] | None:
    table = _replacements(source, target)

    def swap(word: str) -> str | None:
        places = [i for i, char in enumerate(word) if char in table]
        # A word wholly in the other alphabet is another fault, and a word of two letters proves nothing.
        if len(word) < 4 or not places or len(places) == len(word):
            return None
        chosen = set(random.sample(places, random.randint(1, len(places))))
        return "".join(table[c] if i in chosen else c for i, c in enumerate(word))

    return damage(text, WORD, severity, random, swap)


def _other_form(
    text: str, severity: float, random: Random, form: str
) -> tuple[str, list[tuple[int, int]]] | None:
    from textgate.scripts.han import converted

    # A text of the other form already, or Japanese, would not be mixed by this.
    if converted(text, form) == text or re.search("[\u3041-\u30ff]", text):
        return None
    other = "simplified" if form == "traditional" else "traditional"
    if sum(a != b for a, b in zip(text, converted(text, other), strict=True)) > len(text) // 100:
        return None
    return damage(text, _HAN_RUN, severity, random, lambda run: converted(run, form))


def _injected_pinyin(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    from textgate.scripts.pinyin import readings

    if re.search("[\u3041-\u30ff]", text) or len(_HAN.findall(text)) < 100:
        return None

    def annotate(char: str) -> str | None:
        known = [r for r in readings(char) if r.isalpha() and not "\u3100" <= r[0] <= "\u312f"]
        return f"{char}({known[0]})" if known else None

    made = damage(text, _HAN, severity, random, annotate)
    return None if made is None else (made[0], [(start + 1, stop) for start, stop in made[1]])


def _foreign_block(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    latin, cyrillic = len(re.findall("[A-Za-z]", text)), len(re.findall("[Ѐ-ӿ]", text))
    block = _FOREIGN["Cyrl" if cyrillic > latin else "Latn"]
    places = [match.end() for match in re.finditer("[^\\W\\d_](?=[^\\W\\d_])", text)]
    if len(places) < 100:
        return None
    offset = random.choice(places[10:-10])
    return text[:offset] + block + text[offset:], [(offset, offset + len(block))]


def _fullwidth(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    def widen(word: str) -> str | None:
        if len(word) < 4 or not word.isascii():
            return None
        middle = len(word) // 2
        return word[:middle] + "".join(chr(ord(c) + 0xFEE0) for c in word[middle:])

    return damage(text, WORD, severity, random, widen)


def _digits(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    def swap(word: str) -> str | None:
        new = word[0] + word[1:].translate(_DIGITS)
        return (
            new
            if len(word) >= 5 and word[1:].islower() and re.search(r"[^\W\d_]\d|\d[^\W\d_]", new)
            else None
        )

    return damage(text, WORD, severity, random, swap)
