"""Which legacy encoding are these bytes in? Asked only when they are not UTF-8."""

from __future__ import annotations

import re

import numpy as np

# A byte that a codec could not decode, as ``errors="surrogateescape"`` marks it (PEP 383).
ESCAPED = re.compile("[\udc80-\udcff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TELLING = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")


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
    or in three of four (UTF-32). Bytes that are not text have NULs in both. Where the bytes are also valid as
    they stand, with NULs between, the likelier reading wins.
    """
    sample = data[:SAMPLE]
    units = np.frombuffer(sample[: len(sample) & ~3], dtype=np.uint8).reshape(-1, 4)
    if len(units) == 0 or len(data) % 2:
        return None
    zero = (units == 0).mean(axis=0)
    even, odd = (zero[0] + zero[2]) / 2, (zero[1] + zero[3]) / 2
    if zero[2:].min() > 0.95 and zero[0] < 0.05:
        codec = "utf-32-le"
    elif zero[:2].min() > 0.95 and zero[3] < 0.05:
        codec = "utf-32-be"
    elif odd > 0.02 and even < 0.1 * odd:
        codec = "utf-16-le"
    elif even > 0.02 and odd < 0.1 * even:
        codec = "utf-16-be"
    else:
        return None
    return codec if _is_likelier(sample, codec) else None


def _is_likelier(sample: bytes, codec: str) -> bool:
    """Whether the sample is likelier in a wide codec than as bytes of one character each."""
    wide = _wide(sample, codec)
    if wide is None or len(_CONTROL.findall(wide)) > MAX_CONTROL * len(wide):
        return False
    return _bits(wide) < _bits(sample.decode("latin-1"))


def _bits(text: str) -> float:
    """-log2 of the likelihood of a text under the character model."""
    from textgate import likelihood

    bits = likelihood.surprisal(text)
    if max(text, default="") >= "\u0e01":
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        thai = (points >= 0x0E00) & (points < 0x0E80)
        thai[1:] &= thai[:-1]
        bits = np.where(thai, np.minimum(bits, THAI_BITS), bits)
    return float(bits.sum())


def _wide(sample: bytes, codec: str) -> str | None:
    unit = 4 if codec.startswith("utf-32") else 2
    try:
        return sample[: len(sample) - len(sample) % unit].decode(codec, "surrogatepass")
    except UnicodeDecodeError:
        return None


_CODECS = {
    "cp1252": 0, "gb18030": 0, "cp1251": 2, "cp1250": 2, "cp932": 3, "big5hkscs": 3, "cp949": 3, "cp1253": 4,
    "cp1254": 4, "cp1255": 5, "cp1256": 5, "cp874": 5, "euc_jp": 5, "koi8_u": 5, "iso8859_2": 4, "cp1257": 8,
    "iso8859_5": 8, "iso8859_7": 8, "cp866": 8, "mac_roman": 9, "mac_cyrillic": 9, "cp850": 9, "cp437": 10,
    "cp852": 10,
}  # fmt: skip
"""Codec -> bits that it must be better by. Roughly -log2 of its share among pages that declare a legacy charset
(W3Techs' survey of encodings); code pages of DOS and the old Macintosh are not used on the web at all. Missing on
purpose: cp1258, whose combining accents make an unlikely but possible text of any Italian or French one."""

_LONGEST = {"utf-8": 4, "gb18030": 4, "big5hkscs": 2, "cp932": 2, "euc_jp": 3, "cp949": 2}
"""Codecs of several bytes a character -> bytes of the longest one."""

_ESCAPES = "".join(map(chr, range(0xDC80, 0xDD00)))

SAMPLE = 1 << 14
"""Bytes that the encoding is judged by: the first lines that hold any byte above 0x7F."""

BAD_BYTE_BITS = 40
"""Cost of a byte that a codec cannot decode. More than the rarest character costs (32 bits), so that a codec that
decodes everything wins unless what it makes is much less likely."""

BAD_UTF8_BITS = 10
"""The same for UTF-8 that is mostly well-formed, where damage is the usual reason."""

THAI_BITS = 6
"""Cost of a Thai character after another: the model has no statistics of Thai, which writes about 64 characters."""

CUT_BITS = 14
"""Cost of a character that is cut at the end: about that of a rare letter, which the byte may be, too."""

MAX_BAD = 0.005
"""Largest share of the bytes that a codec may fail on; one byte is always allowed."""

MAX_CONTROL = 0.02
"""Share of control characters beyond which a wide reading is none: compiled data have NULs in order, too."""

WIDE_BITS = 12
"""Bits that UTF-16 without a byte-order mark and without an ASCII character must be better by."""

DECLARED_BITS = 20
"""Advantage of the declared charset, in bits for the whole sample."""


def legacy(data: bytes, declared: str | None, *, utf8: bool = False) -> str | None:
    """The likeliest legacy codec of the data, or None when none makes a text of it.

    With ``utf8``, damaged UTF-8 is one of the possible answers.

    Every codec turns the same bytes into another text; the text of fewest bits under the character model is the
    likeliest reading (Bayes, with the priors of ``_CODECS`` and of the declaration). Sums, not means: a codec that
    reads two bytes as one character must explain the same bytes as one that reads two characters.
    """
    sample = _telling_lines(data)
    best = _likeliest_wide(data) if len(data) % 2 == 0 else None
    # Where a document says in ASCII that it is UTF-16, it is not.
    named = [declared] if declared and not declared.startswith("utf") else []
    for codec in dict.fromkeys([*(["utf-8"] if utf8 else []), *named, *_CODECS]):
        text, lost, cut = _decoded(sample, codec)
        if lost > max(1, MAX_BAD * len(sample)) and codec != "utf-8":
            continue
        bits = _bits(text) + cut * CUT_BITS
        if codec == "utf-8":
            bits += lost * BAD_UTF8_BITS
        else:
            bits += lost * BAD_BYTE_BITS + (-DECLARED_BITS if codec == declared else _CODECS[codec])
        if best is None or bits < best[0]:
            best = bits, codec
    return best[1] if best else None


def _likeliest_wide(data: bytes) -> tuple[float, str] | None:
    """UTF-16 without a byte-order mark and without an ASCII character, as short Chinese texts may be."""
    best: tuple[float, str] | None = None
    for codec in ("utf-16-le", "utf-16-be"):
        text = _wide(data[:SAMPLE], codec)
        if text is not None:
            bits = _bits(text) + WIDE_BITS
            best = min(best or (bits, codec), (bits, codec))
    return best


def _telling_lines(data: bytes) -> bytes:
    """Lines with bytes above 0x7F, up to ``SAMPLE`` bytes. A line feed is never part of a multi-byte character."""
    lines: list[bytes] = []
    size = 0
    for match in _TELLING.finditer(data):
        lines.append(match.group()[: SAMPLE - size])
        size += len(lines[-1])
        if size >= SAMPLE:
            break
    return b"\n".join(lines)


def _decoded(sample: bytes, codec: str) -> tuple[str, int, bool]:
    """The text without what the codec could not decode, the number of bytes lost so, and whether the end is cut.

    The bytes of a character cut at the end are not counted: they are no argument against a codec of several bytes.
    """
    try:
        text = sample.decode(codec, "surrogateescape")
    except UnicodeDecodeError:
        # Codecs with escape sequences refuse ASCII bytes, which cannot be escaped.
        return "", len(sample), False
    whole = ESCAPED.sub("", text)
    lost = len(text) - len(whole)
    end = len(text) - len(text.rstrip(_ESCAPES)) if lost else 0
    cut = 0 < end < _LONGEST.get(codec, 0)
    return whole, lost - end * cut, cut
