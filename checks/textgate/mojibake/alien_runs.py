"""A few characters of East Asia of which each byte became a letter or sign of its own, in an otherwise clean text.

UTF-8 read as Windows-1251 makes ``е¤§`` of ``大``; EUC-KR read as Windows-1252 makes ``ÇÑ`` of ``한``. One word is too
little to choose a plan for the whole text, whose rare names and foreign words are as strange. But such a run stands
out among ideographs and syllables, and hardly any foreign word is, byte for byte, a word of the language of the text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate import likelihood as lk
from textgate.mojibake import encodings
from textgate.mojibake.above import Above
from textgate.mojibake.garbled_words import Words
from textgate.profile import Profile

# Languages without alphabet, and the codecs of their bytes.
EAST_ASIAN = {
    "ko": ("cp949",), "ja": ("cp932", "euc_jp"), "zh-Hans": ("gbk",), "zh-Hant": ("big5",), "zh": ("gbk", "big5"),
}  # fmt: skip
SYLLABIC = cc.HAN | cc.KANA | cc.HANGUL | cc.BOPOMOFO
IDEOGRAPHS = 0x2E80  # the code points of East Asia begin here
HALF_KANA = (0xFF61, 0xFF9F)  # single bytes of cp932, A1 to DF
# Surprisal above the usual of alien characters side by side from which a text is looked at.
ALARM = 4 * lk.STEPS
LEAST_CHARACTERS = 2  # that must be restored
USUAL = 4.0  # mean excess surprisal in bits that restored characters may have; names are of rare ones
LOST = 0.25  # greatest share of restored characters that have lost a byte
PRICE = 8.0  # bits that the accident must pay, and
PER_RUN = 4.0  # each different run
MOST_RUNS = 100
# Bits more for a character that is none of the language, and for a half-width kana in Korean.
PER_ALIEN, PER_HALF = 2.0, 5.0
HALF = "cp932"  # as a page of single bytes: the half-width kana, which Chinese pages quote, and Korean ones do not
KOREAN = "ko"
OF_IDEOGRAPHS = ("gbk", "big5", "euc_jp")  # codecs that show Korean syllables as ideographs
# Pages of single bytes that text in East Asian codecs is read as.
LEGACY_PAGES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "koi8-r",
    "cp437",
    "cp850",
    "cp866",
    "mac_roman",
    "cp874",
    "cp1254",
)
Chain = tuple[tuple[str, str], ...]


def _is_alien(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """``bool[k]``: of characters above ASCII those neither of East Asia nor beyond the Basic Multilingual Plane."""
    alien: NDArray[np.bool_] = points < IDEOGRAPHS
    alien |= (points - np.uint32(HALF_KANA[0])) <= HALF_KANA[1] - HALF_KANA[0]
    return alien


def _is_ideograph(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    ideograph: NDArray[np.bool_] = (points - np.uint32(0x4E00)) <= 0x51FF
    return ideograph


def screen(profile: Profile, chars: Above) -> list[int]:
    """Documents in a language of East Asia with surprising characters of other kinds side by side."""
    east_asian = np.array([name in EAST_ASIAN for name in profile.languages])
    if not east_asian.any():
        return []
    alien = _is_alien(chars.points)
    if KOREAN in profile.languages:
        korean = np.array([name == KOREAN for name in profile.languages])
        alien |= _is_ideograph(chars.points) & chars.spread(korean)
    # In most batches most of these are the letters of other languages.
    alien &= chars.spread(east_asian)
    aliens = np.flatnonzero(alien)
    before = chars.before.take(aliens)
    aliens = aliens[(before > 0x7F) & _is_alien(before) | _is_ideograph(before)]
    if not len(aliens):
        return []
    score = np.maximum(chars.excess.take(aliens), 0)
    sums = np.bincount(chars.document.take(aliens), weights=score, minlength=len(profile))
    return [int(index) for index in np.flatnonzero(sums >= ALARM)]


def kinds() -> tuple[str, ...]:
    """Names of the accidents, true codec first."""
    rights = dict.fromkeys(right for group in EAST_ASIAN.values() for right in group)
    return tuple(dict.fromkeys(_name(chain) for right in ("utf-8", *rights) for chain in _chains(right)))


def _name(chain: Chain) -> str:
    return ">".join(f"{right}>{wrong}" for right, wrong in chain)


def _chains(right: str) -> list[Chain]:
    """The accidents of a codec; UTF-8 also goes wrong twice."""
    if right == "utf-8":
        return [
            *(((right, wrong),) for wrong in encodings.SINGLE_BYTE),
            ((right, "cp1252"), (right, "cp1252")),
        ]
    wrongs = (*LEGACY_PAGES, HALF, *OF_IDEOGRAPHS) if right == "cp949" else LEGACY_PAGES
    return [((right, wrong),) for wrong in wrongs]


def find(text: str, name: str) -> Words | None:
    """The runs of a text in the language ``name`` that one accident explains best."""
    if name not in EAST_ASIAN:
        return None
    runs = [match.span() for match in _run(name == KOREAN).finditer(text)][:MOST_RUNS]
    if not runs:
        return None
    best: Words | None = None
    for right in ("utf-8", *EAST_ASIAN[name]):
        for chain in _chains(right):
            found = _explained(text, runs, chain)
            if found and (best is None or found.bits > best.bits):
                best = found
    return best


def _explained(text: str, runs: list[tuple[int, int]], chain: Chain) -> Words | None:
    places: list[tuple[int, int, str]] = []
    gains: dict[str, float] = {}
    for first, last in runs:
        for start, stop in _trimmed(text, first, last):
            before = _decoded(text[start:stop], chain)
            if before is None:
                continue
            bits = gain(text, start, stop, before)
            bits += (PER_HALF if chain[0] == ("cp949", HALF) else PER_ALIEN) * (stop - start)
            if bits > 0:
                places.append((start, stop, before))
                gains[text[start:stop]] = bits - PER_RUN
            break
    restored = sum(len(before) for before in {before for *_, before in places})
    bits = sum(gains.values()) - PRICE
    return Words(_name(chain), bits, places) if restored >= LEAST_CHARACTERS and bits > 0 else None


@functools.cache
def _run(korean: bool) -> re.Pattern[str]:
    """Alien characters, with the ASCII characters between them that can be second bytes, and one after them."""
    alien = "[\x80-\u2e7f\uff61-\uff9f\ufffd]"
    run = f"{alien}(?:{alien}|[@-~](?={alien}))+[@-~]?"
    return re.compile(f"{run}|[\u4e00-\u9fff]{{2,}}" if korean else run)


def _trimmed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A run, and what is left of it without a quotation mark, dash or ASCII character at an end."""
    first = start + (text[start] in lk.TYPOGRAPHIC_MARKS)
    last = stop - (text[stop - 1] <= "\x7f" or text[stop - 1] in lk.TYPOGRAPHIC_MARKS)
    yield from dict.fromkeys([(start, stop), (start, last), (first, stop), (first, last)])


def _decoded(run: str, chain: Chain) -> str | None:
    """What a run was, if all its bytes are usual characters of East Asia."""
    before = run
    for right, wrong in reversed(chain):
        data = _encoded(before, wrong)
        if data is None:
            return None
        before = data.decode(right, "replace")
    known = before.replace("\ufffd", "")
    if len(known) < (1 - LOST) * len(before) or not all(map(_is_east_asian, known)):
        return None
    if chain[0][1] in OF_IDEOGRAPHS and not all(cc.bits_of(char) & cc.HANGUL for char in known):
        return None
    return before if known and lk.mean_excess(known) <= USUAL else None


def _encoded(run: str, wrong: str) -> bytes | None:
    try:
        if wrong in OF_IDEOGRAPHS:
            return run.encode(wrong)
        return bytes(map(_bytes_of(wrong).__getitem__, run))
    except (KeyError, UnicodeEncodeError):
        return None


def _is_east_asian(char: str) -> bool:
    return bool(cc.bits_of(char) & SYLLABIC) or "\u3000" <= char <= "\u303f" or "！" <= char <= "～"


@functools.cache
def _bytes_of(wrong: str) -> dict[str, int]:
    """Character -> byte, of a page of single bytes, or of the half-width kana of cp932.

    A lost byte becomes one that no codec reads.
    """
    if wrong == HALF:
        return {chr(point): point - HALF_KANA[0] + 0xA1 for point in range(HALF_KANA[0], HALF_KANA[1] + 1)}
    table = {chr(byte): byte for byte in (*range(0x40, 0x7F), *range(0x80, 0xA0))}
    table |= {chr(point): byte for byte, point in enumerate(encodings.single_byte_characters(wrong).tolist())}
    return table | {"\ufffd": 0xFF}


def gain(text: str, start: int, stop: int, before: str) -> float:
    """How many bits likelier the text gets."""
    left, right = text[max(start - 1, 0) : start], text[stop : stop + 1]
    now, then = (lk.surprisal(f"{left}{middle}{right}")[len(left) :] for middle in (text[start:stop], before))
    return float(now.sum() - then.sum())
