"""Find and undo what a byte-level replacement does to GBK text.

Some republishing tools turn Simplified text into Traditional text and append a reading to each converted
character, 优 -> 優(yōu), by replacing *bytes* in GBK. Most characters of GBK are a lead byte 81-FE and a
trail byte 40-7E or 80-FE, so the bytes of 優 (83 9E) also turn up across a character boundary. In
變為職 = D7 83 | 9E E9 | C2 9A the replacement gives

    D7 83 9E "(yōu)" E9 C2 9A ...     read as  變  ?  yōu)  槁 ...

The byte 9E now stands before "(", which cannot be its trail byte: both become ``?``. Everything after the
bracket is read one byte off, until a character with an ASCII trail byte (覺 = D3 58) leaves that byte behind
as a letter (X) and reading falls back in step.

Undoing it: the character that the tool thought it saw begins with the trail byte of the character before
``?`` and ends with the lost byte, and the reading names it. That pins the lost byte to very few values;
the bytes that follow are read off the text, and a letter ``@`` to ``~`` closes the last character.

An unassigned pair of bytes is read as ``?`` for its first byte, and reading goes on with the second.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate.profile import Profile
from textgate.scripts import pinyin

LONGEST_RUN = 60
"""Characters that a run may take to fall back in step. In text of which one character in five has an ASCII
trail byte (Traditional characters in GBK), 60 characters without one have a chance of 1 in 10^6."""

ENOUGH_READINGS = 3
"""Annotated characters from which a document counts as one that the tool has been at."""

ORPHAN = "gbk-misaligned-orphan"
RUN = "gbk-misaligned-run"
PUNCTUATION = "gbk-misaligned-punctuation"
KINDS = {
    ORPHAN: "The rest of a reading whose opening bracket was swallowed by half a character.",
    RUN: "Characters read one byte off after a reading was put between two bytes of a character.",
    PUNCTUATION: "Punctuation lost where a replacement cut a double-byte character in two.",
}

_HAN = "〇㐀-䶿一-鿿"
_TAG = r"(?:p|br|div|span|td|tr|li|ul|ol|h[1-6]|a|b|i|em|strong|font|section|article)"


class Place(NamedTuple):
    """One damaged place: offsets in the text, kind, confidence 0-1, a sentence, the text before the accident."""

    start: int
    stop: int
    kind: str
    confidence: float
    evidence: str
    replacement: str | None


class _Undone(NamedTuple):
    """``text`` stands for everything up to ``stop``; None when only the extent is known."""

    stop: int
    text: str | None


@functools.cache
def _screen_pattern() -> re.Pattern[str]:
    return re.compile(rf"[?\ufffd](?:[{pinyin.LETTERS}]{{1,8}}\)|/{_TAG}>)")


@functools.cache
def _orphan_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:[?\ufffd]\(?([{pinyin.LETTERS}]{{1,8}})\))")


@functools.cache
def _reading_pattern() -> re.Pattern[str]:
    return re.compile(rf"([{_HAN}])\(([{pinyin.LETTERS}]{{1,8}})\)")


@functools.cache
def _mark_pattern() -> re.Pattern[str]:
    return re.compile(rf"[?\ufffd][?？!！,，:：;；]([@-~])(?=[{_HAN}])")


@functools.cache
def _half_tag_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{_HAN})）”’」』》])([?？!！\ufffd]{{1,4}})(?=/{_TAG}>)")


@functools.cache
def _swallowed_pattern() -> re.Pattern[str]:
    return re.compile(r"[?\ufffd](?=[,，、。!！;；:：])")


def screen(profile: Profile) -> NDArray[np.bool_]:
    """``bool[n]``: documents that may hold such a place. One scan of the batch; ASCII batches cost nothing."""
    hit = np.zeros(len(profile), dtype=np.bool_)
    if profile.ascii:
        return hit
    at = np.concatenate([np.flatnonzero(profile.narrow == ord("?")), profile.where(charclass.REPLACEMENT)])
    after = profile.narrow.take(at + 1)  # a terminator at most
    for position in at[(after == ord("/")) | (after >= ord("a"))].tolist():
        if _screen_pattern().match(profile.text, position):
            hit[profile.batch.locate(position)[0]] = True
    return hit


def find(text: str) -> list[Place]:
    """All damaged places of a text, in order, not overlapping."""
    places = list(_orphans(text))
    annotated = _annotated(text) if "(" in text else 0
    # Without a tone the reading may be a word of a text that lost its opening bracket.
    if not annotated and all(
        place.kind == ORPHAN and text[place.start : place.stop].isascii() for place in places
    ):
        places = []
    touched = bool(places) or annotated >= ENOUGH_READINGS
    if touched:
        places += _cut_marks(text)
    places += _half_tags(text, touched)
    places.sort()
    return [place for i, place in enumerate(places) if i == 0 or place.start >= places[i - 1].stop]


def _annotated(text: str) -> int:
    matches = _reading_pattern().finditer(text)
    return sum(pinyin.is_reading(match[1], match[2]) for match in matches)


def _gbk(data: bytes) -> str | None:
    """GBK bytes as text, or None if they are not GBK or hold what is no character of any text."""
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        return None
    return None if any("\ue000" <= c <= "\uf8ff" for c in text) else text


def _bytes(text: str) -> bytes:
    """GBK bytes of a text, empty if it has none."""
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _orphans(text: str) -> Iterator[Place]:
    """Orphaned readings, and the run after each."""
    pattern = _orphan_pattern()
    position = 0
    while match := pattern.search(text, position):
        chain = [match]
        while following := pattern.match(text, chain[-1].end()):
            chain.append(following)
        position = chain[-1].end()
        before = text[match.start() - 1 : match.start()]
        if not _near_han(text, match.start()) or any(pinyin.syllable(m[1]) is None for m in chain):
            continue
        lost = _lost_bytes(before, [m[1] for m in chain])
        if lost or not _open_bracket(text, match.start()):
            for place in _undo(text, chain, lost):
                position = place.stop
                yield place


def _near_han(text: str, position: int) -> bool:
    """Whether the character before is Han, or a sign of GBK with Han close by."""
    before = text[position - 1 : position] if position else ""
    if not before or not _bytes(before)[1:]:
        # 変 and other characters that a later step put in place of GBK's are still Han.
        return bool(before) and _is_han(before)
    return _is_han(before) or any(_is_han(c) for c in text[max(position - 10, 0) : position])


def _is_han(character: str) -> bool:
    return bool(charclass.bits_of(character) & charclass.HAN)


def _open_bracket(text: str, position: int) -> bool:
    """Whether a bracket of the same line is still open, so that ``)`` may simply close it."""
    line = text[max(text.rfind("\n", 0, position) + 1, position - 200) : position]
    return line.count("(") + line.count("（") > line.count(")") + line.count("）")


def _lost_bytes(before: str, spelled: list[str]) -> list[bytes]:
    """Byte strings that the question marks of a chain of readings may stand for.

    The k-th reading belongs to the character made of lost byte k - 1 and lost byte k, where lost byte 0 is
    the trail byte of the character before.
    """
    tail = _bytes(before)[1:]
    found = [tail] if tail and tail[0] >= 0x81 else []
    for reading in spelled:
        found = [
            known + bytes((byte,))
            for known in found[:64]
            for byte in _trails(known[-1], pinyin.syllable(reading) or reading)
        ]
    return [known[1:] for known in found]


@functools.cache
def _trails(lead: int, reading: str) -> bytes:
    """Trail bytes above 7F that complete ``lead`` to a character with this reading."""
    pairs = ((byte, _gbk(bytes((lead, byte)))) for byte in range(0x80, 0xFF))
    return bytes(byte for byte, char in pairs if char and pinyin.is_reading(char, reading))


def _undo(text: str, chain: list[re.Match[str]], lost: list[bytes]) -> Iterator[Place]:
    start, bracket = chain[0].start(), chain[-1].end()
    whole = "".join(m[0] for m in chain)
    if len(chain) % 2 == 0:
        best = _likeliest([decoded for known in lost if (decoded := _gbk(known))])
        confidence = 0.97 if best else 0.85
        yield Place(start, bracket, ORPHAN, confidence, _sentence(whole, best), best)
        return
    swallowed = _swallowed_pattern().match(text, bracket)
    if swallowed:
        yield Place(start, swallowed.end(), ORPHAN, 0.97 if lost else 0.85, _sentence(whole, None), None)
        return
    undone = _realign(text, bracket, lost)
    if undone is None:
        yield Place(start, bracket, ORPHAN, 0.95 if lost else 0.8, _sentence(whole, None), None)
        return
    stop = _skip_reading(text, undone)
    if undone.text is None:
        yield Place(start, bracket, ORPHAN, 0.95, _sentence(whole, None), None)
        if stop > bracket:
            yield Place(bracket, stop, RUN, 0.85, "Read one byte off after the reading before it.", None)
        return
    # The first undone character was cut by the reading, so the repair of both goes with the orphan when there
    # is no run, and otherwise is one character here and the rest there.
    if stop == bracket:
        yield Place(start, stop, ORPHAN, 0.97, _sentence(whole, undone.text), undone.text)
        return
    yield Place(start, bracket, ORPHAN, 0.98, _sentence(whole, undone.text[:1]), undone.text[:1])
    sentence = f"Read one byte off; moved back in step it reads {undone.text!r} with the character before it."
    yield Place(bracket, stop, RUN, 0.95, sentence, undone.text[1:])


def _sentence(whole: str, repaired: str | None) -> str:
    told = f"; the bytes read {repaired!r}" if repaired else ""
    return (
        f"{whole!r} is a reading put between two bytes of a GBK character, which swallowed its bracket{told}."
    )


def _realign(text: str, start: int, lost: list[bytes]) -> _Undone | None:
    """Read on from ``start`` with a lost byte in front, up to where reading falls back in step."""
    stop, end = start, min(len(text), start + LONGEST_RUN)
    while stop < end and ord(text[stop]) >= 0x80 and text[stop] != "\ufffd":
        stop += 1
    run = text[start:stop]
    body = _bytes(run)
    if len(body) != 2 * len(run) or stop == end:
        return None
    if "@" <= text[stop] <= "~":
        letter = text[stop].encode()
        options = [decoded for known in lost if (decoded := _gbk(known[-1:] + body + letter))]
        best = _likeliest(options)
        if best is not None and _commonness(best) > _commonness(run) - 0.5 * (not run):
            return _Undone(stop + 1, best)
        return None
    if text[stop] in "?\ufffd" and run:
        # The run's last byte and the byte lost to "?" were a pair, mostly a mark: A3 A9 is the closing bracket.
        pairs = [decoded for known in lost if (decoded := _gbk((known[-1:] + body)[:-1]))]
        best = _likeliest(pairs)
        if best is not None and _commonness(best) > _commonness(run):
            closes = body[-1] == 0xA3 and _open_bracket(text, start - 1)
            return _Undone(stop + 1, best + "）" if closes else None)
    return None


def _skip_reading(text: str, undone: _Undone) -> int:
    """Past the readings that belong to the last character of the run: its letter hides the character from them."""
    stop = undone.stop
    if not undone.text:
        return stop
    pattern = re.compile(rf"\(([{pinyin.LETTERS}]{{1,8}})\)")
    while (match := pattern.match(text, stop)) and pinyin.is_reading(undone.text[-1], match[1]):
        stop = match.end()
    return stop


def _commonness(text: str) -> float:
    """Mean band of the characters; punctuation and symbols of running text count as common."""
    if not text:
        return 0.0
    return sum(3 if c in "，。、；：？！“”‘’（）《》" else pinyin.band(c) for c in text) / len(text)


def _likeliest(options: list[str]) -> str | None:
    return max(options, key=lambda option: (_commonness(option), option), default=None)


def _cut_marks(text: str) -> Iterator[Place]:
    """``。縣`` (A1 A3 BF 68) cut before A3 BF, the full-width question mark: ``?``, ``？``, ``h``."""
    for match in _mark_pattern().finditer(text):
        mark = {"?": "？", "!": "！", ",": "，", ":": "：", ";": "；"}.get(match[0][1], match[0][1])
        repaired = _gbk(_bytes("。") + _bytes(mark)[1:] + match[1].encode())
        if repaired is not None and len(repaired) == 2 and pinyin.band(repaired[1]):
            told = f"{match[0]!r} is {repaired!r} with its bytes cut before {mark}."
            yield Place(*match.span(), PUNCTUATION, 0.9, told, repaired)


def _half_tags(text: str, touched: bool) -> Iterator[Place]:
    """``。</p>`` whose last mark swallowed the ``<``."""
    for match in _half_tag_pattern().finditer(text):
        told = "A closing mark was read one byte off and swallowed the < of the tag after it."
        repaired = "。" if match[0] in ("?", "\ufffd") else None
        yield Place(*match.span(), PUNCTUATION, 0.95 if touched else 0.85, told, repaired)
