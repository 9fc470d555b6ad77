"""Encoding accidents and how to undo them: encode with the wrong codec, decode with the right one.

A text is an array of code points. ``encode`` turns it into bytes the way the wrong codec must have read
them, ``decode`` reads these bytes again; both keep the boundaries, so that every character of the result is
known to come from certain characters of the source. Bytes are lenient where real programs are: bytes that a
Windows code page leaves undefined pass through as C1 controls, and a character that stands for a lost byte
(U+FFFD) becomes the wildcard ``LOST``.

Bytes are held as ``uint16``: 0 to 255, ``LOST``, and ``NONE`` for a character that the codec cannot write.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textgate import charclass

LOST = 0x100  # a byte that is not known
MIDDLE_DOT = 0x30FB  # what Windows shows in place of two bytes that are no character of cp932
NONE = 0x101  # not a byte: the wrong codec cannot have produced this character
UNKNOWN = 0xFFFD  # decoded from bytes of which some are lost

MULTI_BYTE = {
    "gbk": ("gbk", "gb18030"),
    "big5": ("cp950", "big5", "big5hkscs"),
    "cp932": ("cp932", "shift_jis"),
    "cp949": ("cp949",),
    "euc_jp": ("euc_jp",),
}
"""Short name -> Python codecs; the later ones supply characters that the first cannot write."""

# A byte that is a lead and a trail byte in the codec: it stands in for a lost byte without losing step.
STAND_IN = {"gbk": 0xC4, "big5": 0xC4, "cp932": 0x8A, "cp949": 0xC4, "euc_jp": 0xC4}

SINGLE_BYTE = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15", "cp437", "cp850", "cp852", "cp866",
    "koi8-r", "koi8-u", "mac_roman", "mac_cyrillic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undone:
    """A text after one accident was undone.

    ``points`` is ``uint32[d]``; character i comes from the source's characters ``[start[i], stop[i])``;
    neighbours overlap where a source character holds bytes of both. ``bad`` is ``bool[d]``: the bytes are
    not valid in the right codec, or were never bytes; such a character is copied from the source.
    """

    points: NDArray[np.uint32]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    bad: NDArray[np.bool_]


def end_to_end(parts: Sequence[Undone]) -> Undone:
    """Several results as one. Their offsets refer to one source already."""
    return Undone(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.stop for part in parts]),
        np.concatenate([part.bad for part in parts]),
    )


@functools.cache
def single_byte_characters(codec: str) -> NDArray[np.uint32]:
    """``uint32[256]``: the code point of every byte; undefined bytes are C1 controls."""
    out = np.arange(256, dtype=np.uint32)
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, "ignore")
        if char:
            out[byte] = ord(char)
    return out


@functools.cache
def single_byte_table(codec: str) -> NDArray[np.uint16]:
    """``uint16[65536]``: the byte of every character in a single-byte codec, see ``encode``."""
    table = np.full(0x10000, NONE, dtype=np.uint16)
    # Undefined bytes, and all of C1 for text that went through Latin-1 instead of the Windows code page.
    table[0x80:0xA0] = np.arange(0x80, 0xA0)
    table[single_byte_characters(codec)] = np.arange(256)
    table[UNKNOWN] = LOST
    return table


def _assigned(codec: str) -> str:
    """The characters of the Basic Multilingual Plane that a multi-byte codec writes in at most three bytes."""
    if codec == "gb18030":  # it writes every character there is, most of them in four bytes
        trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
        return bytes(byte for lead in range(0x81, 0xFF) for trail in trails for byte in (lead, trail)).decode(
            codec
        )
    points = np.concatenate([np.arange(0xD800), np.arange(0xE000, 0x10000)]).astype("<u2")
    return points.tobytes().decode("utf-16-le").encode(codec, "ignore").decode(codec, "ignore")


@functools.cache
def _multi_byte_table(codec: str) -> NDArray[np.uint32]:
    """``uint32[65536]``: the code of every character as one number (lead byte high), ``1 << 24`` for none."""
    table = np.full(0x10000, 1 << 24, dtype=np.uint32)
    for name in reversed(MULTI_BYTE[codec]):
        chars = _assigned(name).replace("\n", "")
        points = np.frombuffer(chars.encode("utf-32-le"), dtype="<u4")
        # No codec has the byte of the line feed in a longer code, so it separates the codes of one encoding.
        data = np.frombuffer(("\n".join(chars) + "\n").encode(name, "ignore"), dtype=np.uint8).astype(
            np.uint32
        )
        stop = np.flatnonzero(data == 0x0A)
        width = np.diff(stop, prepend=-1) - 1
        code = np.zeros(len(points), dtype=np.uint32)
        for size in (1, 2, 3):
            of_size = width >= size
            code[of_size] |= data[stop[of_size] - size] << np.uint32(8 * (size - 1))
        usable = (width >= 1) & (width <= 3) & (points < 0x10000)
        table[points[usable]] = code[usable]
    table[0x0A] = 0x0A
    return table


def encode(points: NDArray[np.uint32], codec: str) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """The bytes of a text in a codec, and ``int64[c + 1]``: where each character's bytes begin."""
    small = np.minimum(points, 0xFFFF)
    if codec not in MULTI_BYTE:
        return single_byte_table(codec).take(small), np.arange(len(points) + 1)
    codes = _multi_byte_table(codec).take(small)
    width = 1 + (codes > 0xFF).astype(np.int64) + (codes > 0xFFFF)
    width[codes == 1 << 24] = 1
    begin = np.concatenate([[0], np.cumsum(width)])
    out = np.empty(int(begin[-1]), dtype=np.uint16)
    for size in (1, 2, 3):
        of_size = np.flatnonzero(width == size)
        for place in range(size):
            out[begin[of_size] + place] = codes[of_size] >> (8 * (size - 1 - place)) & 0xFF
    out[begin[:-1][codes == 1 << 24]] = NONE
    out[begin[:-1][small == UNKNOWN]] = LOST
    if codec == "cp932":
        dots = begin[:-1][small == MIDDLE_DOT]
        out[dots] = out[dots + 1] = LOST
    return out, begin


def writable(points: NDArray[np.uint32], codec: str) -> NDArray[np.bool_]:
    """``bool[c]``: the characters that a codec can write."""
    if codec not in MULTI_BYTE:
        return np.asarray(single_byte_table(codec).take(points, mode="clip") != NONE)
    codes = _multi_byte_table(codec).take(points, mode="clip")
    return np.asarray((codes != 1 << 24) | (points == UNKNOWN))


# UTF-8 in one character per byte, U+0100 for a lost byte. A question mark may stand for a lost byte and a
# space for 0xA0 (a no-break space that some program made a space), but only inside a sequence.
_TAIL = "[\x80-\xbf\u0100 ?]"
_FIRM = "[\x80-\xbf]"
UTF8 = re.compile(
    f"(?:[\xc3-\xdf]{_TAIL}|\xc2[\x80-\xbf\u0100]"
    f"|[\xe0-\xef](?:{_FIRM}{_TAIL}|{_TAIL}{_FIRM}|\u0100\u0100)"
    f"|[\xf0-\xf4](?:{_FIRM}{_FIRM}{_TAIL}|{_FIRM}{_TAIL}{_FIRM}|{_TAIL}{_FIRM}{_FIRM})"
    f"|[\u0100?]{_FIRM}{{1,2}})"
)


@functools.cache
def _utf8_parts() -> re.Pattern[str]:
    return re.compile(f"({UTF8.pattern})")


@functools.lru_cache(maxsize=4096)
def _utf8_point(sequence: str) -> int:
    """The code point of one sequence, ``UNKNOWN`` when a byte is lost, 0 when it is overlong or no usual character.

    Unassigned characters and the rare ideographs beyond the Basic Multilingual Plane come from bytes of other
    encodings more often than from texts.
    """
    if "\u0100" in sequence or "?" in sequence:
        return UNKNOWN
    try:
        text = sequence.replace(" ", "\xa0").encode("latin-1").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return 0
    point = ord(text)
    return (
        0
        if point >= 0x20000 or (point > 0xFFFF and charclass.bits_of(text) & charclass.PRIVATE_USE)
        else point
    )


def decode_utf8(data: NDArray[np.uint16]) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.bool_]]:
    """Characters, ``int64[d + 1]`` where their bytes begin, and which are not valid."""
    text = data.astype("<u2").tobytes().decode("utf-16-le", "surrogatepass")
    # Between the sequences at odd places stands what is not UTF-8.
    parts = _utf8_parts().split(text)
    ends = np.cumsum(np.fromiter(map(len, parts), dtype=np.int64, count=len(parts)))
    decoded = np.fromiter(map(_utf8_point, parts[1::2]), dtype=np.uint32, count=len(parts) // 2)
    proper = decoded != 0
    start, stop, decoded = ends[:-1:2][proper], ends[1::2][proper], decoded[proper]
    inside = np.zeros(len(data) + 1, dtype=np.int8)
    inside[start + 1] += 1
    inside[stop] -= 1
    begin = np.flatnonzero(np.cumsum(inside, dtype=np.int8)[:-1] == 0)
    points = data[begin].astype(np.uint32)
    bad = points >= 0x80
    at = np.searchsorted(begin, start)
    points[at] = decoded
    bad[at] = False
    return points, np.append(begin, len(data)), bad


def _replace_each_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\ufffd" * (error.end - error.start), error.end


_EACH_BYTE = "textgate.replace-each-byte"
codecs.register_error(_EACH_BYTE, _replace_each_byte)


def _with_begins(text: str, codec: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Code points, and where their bytes begin by the length of their codes."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32)
    codes = _multi_byte_table(codec).take(points, mode="clip")
    codes[codes == 1 << 24] = 0
    begin = np.zeros(len(points) + 1, dtype=np.int64)
    np.cumsum(1 + (codes > 0xFF).view(np.int8) + (codes > 0xFFFF).view(np.int8), out=begin[1:])
    return points, begin


def _decode_multi_byte(
    data: NDArray[np.uint16], codec: str
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.bool_]]:
    name = MULTI_BYTE[codec][0]
    raw = (
        np.where(data == LOST, STAND_IN[codec], np.where(data == NONE, 0x20, data)).astype(np.uint8).tobytes()
    )
    points, begin = _with_begins(raw.decode(name, "replace"), codec)
    if begin[-1] != len(data):
        # Some bytes were replaced two or three at a time, or a character has two codes of unlike length.
        points, begin = _with_begins(raw.decode(name, _EACH_BYTE), codec)
    bad = points == UNKNOWN
    if begin[-1] != len(data):
        points, begin, bad = _decode_slowly(raw, name)
    holes = np.flatnonzero((data == LOST) | (data == NONE))
    owner = np.searchsorted(begin, holes, side="right") - 1
    points[owner] = UNKNOWN
    bad[owner[data[holes] == NONE]] = True
    return points, begin, bad


def _decode_slowly(raw: bytes, name: str) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.bool_]]:
    """Character by character, for the rare sequences whose length the table does not tell."""
    points: list[int] = []
    begins: list[int] = []
    at = 0
    while at < len(raw):
        for size in (1, 2, 3):
            char = raw[at : at + size].decode(name, "ignore")
            if len(char) == 1:
                break
        else:
            char, size = chr(UNKNOWN), 1
        points.append(ord(char))
        begins.append(at)
        at += size
    out = np.array(points, dtype=np.uint32)
    return out, np.array([*begins, len(raw)], dtype=np.int64), out == UNKNOWN


def undo(points: NDArray[np.uint32], right: str, wrong: str) -> Undone:
    """What the text was, if it was written in the codec ``right`` and read in the codec ``wrong``."""
    data, source = encode(points, wrong)
    return decode(points, data, source, right)


def decoded(
    data: NDArray[np.uint16], right: str
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.bool_]]:
    """Characters of some bytes, ``int64[d + 1]`` where their bytes begin, and which are not valid."""
    if right == "utf-8":
        return decode_utf8(data)
    if right in MULTI_BYTE:
        return _decode_multi_byte(data, right)
    out = single_byte_characters(right).take(np.where(data >= LOST, 0, data))
    out[data == LOST] = UNKNOWN
    return out, np.arange(len(data) + 1), data == NONE


def decode(
    points: NDArray[np.uint32], data: NDArray[np.uint16], source: NDArray[np.int64], right: str
) -> Undone:
    """Read the bytes of a text (``encode``) in the codec ``right``."""
    out, begin, bad = decoded(data, right)
    if len(source) == len(data) + 1:
        start, stop = begin[:-1], begin[1:]
    else:
        owner = np.repeat(np.arange(len(source) - 1), np.diff(source))
        start, stop = owner[begin[:-1]], owner[begin[1:] - 1] + 1
    copied = np.flatnonzero(bad)
    out[copied] = points[start[copied]]
    return Undone(out.astype(np.uint32), start, stop, bad)


def utf8_pairs(data: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """``bool[b - 1]``: lead bytes of UTF-8 that stand before a continuation byte or a lost one."""
    lead = (data[:-1] >= 0xC2) & (data[:-1] <= 0xF4)
    tail = ((data[1:] >= 0x80) & (data[1:] <= 0xBF)) | (data[1:] == LOST) | (data[1:] == 0x20)
    return np.asarray(lead & tail)


@functools.cache
def _lookalike_table(alphabet: str) -> NDArray[np.uint32]:
    from textgate.scripts.confusables import lookalikes

    table = np.arange(0x10000, dtype=np.uint32)
    for foreign, own in lookalikes(alphabet).items():
        if ord(foreign) <= 0xFFFF:
            table[ord(foreign)] = ord(own)
    return table


def replace_lookalikes(points: NDArray[np.uint32], alphabet: str) -> Undone:
    """Not an accident of encoding, but its rival: letters exchanged for look-alikes of another alphabet."""
    small = np.minimum(points, 0xFFFF)
    out = np.where(points > 0xFFFF, points, _lookalike_table(alphabet).take(small)).astype(np.uint32)
    place = np.arange(len(points))
    return Undone(out, place, place + 1, np.zeros(len(points), dtype=bool))
