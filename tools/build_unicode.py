"""Build data/charclass.npy and data/charclass.json: class bits, script and category of every code point.

    pip install -e '.[tables]' && python tools/build_unicode.py

Sources, read from PyPI packages, none of them at run time:
  unicodedata2                   categories and compatibility decompositions (Unicode License v3)
  fontTools.unicodedata          scripts (Unicode License v3)
  data/usual_characters.txt.xz   characters that are usual in some language, by tools/build_char_model.py;
                                 without it no code point gets the RARE bit
  data/han_variants.json         characters that prove a form of Chinese, by tools/build_han_variants.py
"""

from __future__ import annotations

import json
import lzma
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import unicodedata2
from fontTools.unicodedata import script

sys.path.insert(0, str(Path(__file__).parents[1] / "checks"))
from textgate import charclass as cc

DATA = Path(__file__).parents[1] / "checks" / "textgate" / "data"

# Sentence_Terminal of PropList.txt, plus the ellipsis and the danda family as used in running text.
SENTENCE_END = set(
    "!.?։؝؞؟۔܀܁܂߹࠷࠹࠽࠾।॥၊။።፧፨᙮᜵᜶᠃᠉᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᰻᰼᱾᱿‼‽⁇⁈⁉⸮⸼。꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꫱꯫﹒﹖﹗！．？｡…⋯។៕៖๏๚๛།༎"
)
COMMA = set(",;:،؛、，；：﹐﹑﹔﹕､՝፣፤፥፦·᠂᠈꓾߸܃܄܅܆܇܈܉⁏⸲⸴⸵；")
COMMA.discard("·")
LINE_ENDS = set("\n\v\f\r\x85\u2028\u2029")
BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Default_Ignorable_Code_Point of DerivedCoreProperties.txt, ranges.
IGNORABLE = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
]  # fmt: skip
SCRIPT_BIT = {
    "Hani": cc.HAN, "Hira": cc.KANA, "Kana": cc.KANA, "Hang": cc.HANGUL, "Latn": cc.LATIN,
    "Cyrl": cc.CYRILLIC, "Grek": cc.GREEK, "Bopo": cc.BOPOMOFO,
}  # fmt: skip


def class_bits(usual: set[str] | None) -> np.ndarray:
    """``uint32[1114112]`` of class bits."""
    han = json.loads((DATA / "han_variants.json").read_text(encoding="utf-8"))
    simplified, traditional = (set(han[form] + han[f"{form}_weak"]) for form in ("simplified", "traditional"))
    japanese = set(han["japanese"] + han["japanese_names"]) - simplified - traditional
    ignorable = {c for first, last in IGNORABLE for c in range(first, last + 1)}
    table = np.zeros(cc.CODEPOINTS, dtype=np.uint32)
    for point in range(cc.CODEPOINTS):
        char = chr(point)
        category = unicodedata2.category(char)
        code = script(char)
        value = 0
        if category[0] == "L":
            value |= cc.LETTER
        if category in ("Lu", "Lt"):
            value |= cc.UPPER
        elif category == "Ll":
            value |= cc.LOWER
        elif category[0] == "M":
            value |= cc.MARK
        elif category == "Nd":
            value |= cc.DIGIT
        elif category == "Zs" or char == "\t":
            value |= cc.SPACE
        elif category[0] == "P":
            value |= cc.PUNCTUATION
        elif category[0] == "S":
            value |= cc.SYMBOL
        if char in LINE_ENDS:
            value |= cc.NEWLINE
        if char == "ー":
            value |= cc.KANA
        if category[0] == "L" or code in ("Hira", "Kana"):
            value |= SCRIPT_BIT.get(code, 0 if code in ("Zyyy", "Zinh", "Zzzz") else cc.OTHER_SCRIPT)
        if char in simplified:
            value |= cc.SIMPLIFIED
        if char in traditional:
            value |= cc.TRADITIONAL
        if char in japanese:
            value |= cc.JAPANESE_FORM
        compatible = unicodedata2.normalize("NFKC", char)
        if 0xFF10 <= point <= 0xFFDC and category[0] in "LN":
            value |= cc.WIDTH_FORM
        elif compatible != char and (category[0] == "L" or code == "Hani") and not 0xAC00 <= point <= 0xD7A3:
            value |= cc.COMPATIBILITY
        if char in BIDI_CONTROLS:
            value |= cc.BIDI_CONTROL
        elif point in ignorable:
            value |= cc.INVISIBLE
        nonchar = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
        if (category == "Cc" and char not in LINE_ENDS and char != "\t") or category == "Cs" or nonchar:
            value |= cc.CONTROL
        elif category in ("Co", "Cn"):
            value |= cc.PRIVATE_USE
        if point == 0xFFFD:
            value |= cc.REPLACEMENT
        if char in SENTENCE_END:
            value |= cc.SENTENCE_END
        if char in COMMA:
            value |= cc.COMMA
        if category in ("Ps", "Pi"):
            value |= cc.OPENING
        elif category in ("Pe", "Pf"):
            value |= cc.CLOSING
        if usual is not None and category[0] in "LMSPNC" and point > 0x7F and char not in usual:
            value |= cc.RARE
        table[point] = value
    return table


def main() -> None:
    """Write both files."""
    DATA.mkdir(exist_ok=True)
    source = DATA / "usual_characters.txt.xz"
    usual = set(lzma.decompress(source.read_bytes()).decode("utf-8")) if source.exists() else None
    table = class_bits(usual)
    codes = [script(chr(p)) for p in range(cc.CODEPOINTS)]
    categories = [unicodedata2.category(chr(p)) for p in range(cc.CODEPOINTS)]
    script_names = sorted(set(codes))
    category_names = sorted(set(categories))
    script_index = {name: i for i, name in enumerate(script_names)}
    category_index = {name: i for i, name in enumerate(category_names)}
    pair = np.array(
        [script_index[s] << 8 | category_index[c] for s, c in zip(codes, categories, strict=True)],
        dtype=np.uint32,
    )
    change = np.flatnonzero(
        (np.diff(table, prepend=table[:1] + 1) != 0) | (np.diff(pair, prepend=pair[:1] + 1) != 0)
    )
    runs = np.stack([change.astype(np.uint32), table[change], pair[change]])
    np.save(DATA / "charclass.npy", runs)
    described = {
        "unicode": unicodedata2.unidata_version,
        "built_with": {p: metadata.version(p) for p in ("unicodedata2", "fonttools")},
        "scripts": script_names,
        "categories": category_names,
    }
    (DATA / "charclass.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    print(f"{runs.shape[1]} runs, {sum(1 for _ in change)} changes, Unicode {unicodedata2.unidata_version}")


if __name__ == "__main__":
    main()
