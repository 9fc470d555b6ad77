"""Which legacy encoding are these bytes in? Asked only when they are not UTF-8."""

from __future__ import annotations

import numpy as np


def iso2022(data: bytes) -> str | None:
    """The codec of seven-bit Japanese or Korean text with escape sequences, or None."""
    if b"\x1b$" not in data and b"\x1b(" not in data:
        return None
    for codec in ("iso2022_jp", "iso2022_jp_2", "iso2022_kr"):
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
        if not text.isascii() and "\x1b" not in text:
            return codec
    return None


def utf16_or_32(data: bytes) -> str | None:
    """The codec of UTF-16 or UTF-32 text without a byte-order mark, or None.

    Text in any script has line feeds, spaces or digits, whose high bytes are NUL: in every second byte (UTF-16)
    or in three of four (UTF-32). Bytes that are not text have NULs in both.
    """
    sample = np.frombuffer(data[: 1 << 16], dtype=np.uint8)
    if len(sample) < 4:
        return None
    units = sample[: len(sample) & ~3].reshape(-1, 4)
    zero = (units == 0).mean(axis=0)
    if zero[2:].min() > 0.95 and zero[0] < 0.05:
        return _if_decodable(data, "utf-32-le")
    if zero[:2].min() > 0.95 and zero[3] < 0.05:
        return _if_decodable(data, "utf-32-be")
    even, odd = (zero[0] + zero[2]) / 2, (zero[1] + zero[3]) / 2
    if odd > 0.02 and even < 0.1 * odd:
        return _if_decodable(data, "utf-16-le")
    if even > 0.02 and odd < 0.1 * even:
        return _if_decodable(data, "utf-16-be")
    return None


def _if_decodable(data: bytes, codec: str) -> str | None:
    """The codec, if a beginning of the data decodes with it and holds few control characters."""
    unit = 4 if codec.startswith("utf-32") else 2
    size = min(len(data), 1 << 12)
    try:
        text = data[: size - size % unit].decode(codec, "surrogatepass")
    except UnicodeDecodeError:
        return None
    strange = sum(character < " " and character not in "\t\n\v\f\r" for character in text)
    return codec if strange * 50 <= len(text) else None


def legacy(data: bytes, declared: str | None) -> str | None:
    """The likeliest legacy codec of the data, or None when none makes a likely text."""
    return declared or "cp1252"
