"""The accidents that are looked for: what a text was written in, and what it was read as.

A step is one accident, with its price in bits: common accidents are cheap. A plan is one step or several in a
row. Its name is the kind of a span: the true codec, then what it was read as, ``utf-8>gbk``.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from textgate.mojibake import encodings as enc

LOOKALIKES = "look-alikes"
COMMON = {"cp1252": 1, "gbk": 4, "cp1251": 4, "cp1250": 4, "cp437": 4, "mac_roman": 4}  # bits, for UTF-8
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic", "koi8-u")


@dataclass(frozen=True, slots=True)
class Step:
    """One accident: text in ``right`` was read as ``wrong``. ``prior`` is its price in bits."""

    right: str
    wrong: str
    prior: float

    @property
    def name(self) -> str:
        """As in kinds of spans: true codec first."""
        return f"{self.right}>{self.wrong}"


Plan = tuple[Step, ...]


@functools.cache
def steps() -> tuple[Step, ...]:
    """All accidents that are looked for character by character (alphabets.py has those between Latin alphabets).

    Common ones cost 1 to 4 bits, most others 6 to 10.

    Cyrillic letters become Cyrillic letters in any of the Cyrillic code pages, so that costs more.
    """
    many = tuple(enc.MULTI_BYTE)
    latin = ("cp1252", "cp1251", "cp1250", "koi8-r", "cp437", "cp866", "mac_roman")
    out = [Step("utf-8", w, COMMON.get(w, 6)) for w in (*enc.SINGLE_BYTE, *many)]
    out += [Step(r, w, 8) for r in many for w in (*many, *latin) if r != w]
    out += [
        Step(r, w, 8)
        for r in CYRILLIC
        for w in (*CYRILLIC, "cp1252", "cp1250", "cp437", "mac_roman")
        if r != w
    ]
    out += [Step(r, "cp1252", 8) for r in ("cp1253", "iso8859-7", "cp1255", "cp1256", "cp874", "cp1258")]
    # Encoding detectors like to say Turkish, which differs from cp1252 in six letters; one of them is enough.
    out += [Step(r, "cp1254", 10) for r in (*many, *CYRILLIC, "cp1253", "cp1255", "cp1256", "cp874")]
    out += [Step(r, "cp1251", 13) for r in ("cp1253", "cp1255", "cp1256", "cp1250", "cp1254", "cp1257")]
    out += [Step(r, "cp1252", 10) for r in ("cp850", "cp852", "mac_roman")]
    out += [
        Step("cp1252", w, 8)
        for w in enc.SINGLE_BYTE
        if w not in ("cp1252", "iso8859-9", "iso8859-15", "cp1258")
    ]
    out += [
        Step(r, w, 10) for r in ("cp1252", "cp1251", "cp1250", "koi8-r", "cp1253", "cp1254") for w in many
    ]
    out += [Step(r, w, 10) for r in ("cp1250", "iso8859-2") for w in ("mac_roman", "cp437", "cp850", "cp852")]
    out += [Step("cp1250", "iso8859-2", 10), Step("iso8859-2", "cp1250", 10), Step("cp852", "cp1250", 10)]
    out += [Step(alphabet, LOOKALIKES, 0) for alphabet in ("Latn", "Cyrl", "Grek")]
    return tuple(out)


# Codecs that a text may have gone through twice.
TWICE = ("cp1252", "cp1251", "cp1250", "gbk", "big5", "cp932", "cp949", "koi8-r", "cp437", "mac_roman")
LEGACY_THEN_UTF8 = (
    ("gbk", "cp1252"),
    ("big5", "cp1252"),
    ("cp932", "cp1252"),
    ("cp949", "cp1252"),
    ("cp1251", "cp1252"),
)
PLAIN_NAMES = {
    "utf-8": "UTF-8", "quoted-printable": "quoted-printable",
    "utf-7": "UTF-7", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "hz": "HZ",
    "iso2022_jp": "ISO-2022-JP", "gbk": "GBK", "big5": "Big5", "cp932": "Shift_JIS", "cp949": "EUC-KR",
    "euc_jp": "EUC-JP", "mac_roman": "Mac Roman", "mac_cyrillic": "Mac Cyrillic", "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U", "cp437": "DOS code page 437", "cp850": "DOS code page 850", "cp852": "DOS code page 852",
    "cp866": "DOS code page 866", "cp874": "Windows-874",
}  # fmt: skip


def plain_name(codec: str) -> str:
    """The name of a codec as people write it."""
    if codec.startswith("cp125"):
        return f"Windows-{codec[2:]}"
    return PLAIN_NAMES.get(codec, codec.upper().replace("ISO8859", "ISO-8859"))


def sentence(kind: str) -> str:
    """What a kind says, in plain words: "UTF-8 text was read as GBK"."""
    codecs = kind.split(">")
    told = f"{plain_name(codecs[0])} text was read as {plain_name(codecs[1])}"
    for right, wrong in zip(codecs[2::2], codecs[3::2], strict=True):
        told += f", then saved in {plain_name(right)} and read as {plain_name(wrong)}"
    return told


@functools.cache
def chains() -> frozenset[Plan]:
    """The accidents in a row that are looked for; what is read wrongly again was mostly saved in UTF-8."""
    by_name = {step.name: step for step in steps()}
    names = [(f"utf-8>{a}", f"utf-8>{b}") for a in TWICE for b in TWICE]
    names += [(f"{right}>{wrong}", "utf-8>cp1252") for right, wrong in LEGACY_THEN_UTF8]
    thrice = [(f"utf-8>{a}", f"utf-8>{a}", f"utf-8>{a}") for a in TWICE]
    return frozenset(tuple(by_name[name] for name in chain) for chain in (*names, *thrice))


def kinds() -> dict[str, str]:
    """Every kind of span that plans produce, with its sentence."""
    single = [step.name for step in steps() if step.wrong != LOOKALIKES]
    double = sorted(">".join(step.name for step in chain) for chain in chains())
    return {kind: f"{sentence(kind)}." for kind in (*single, *double)}
