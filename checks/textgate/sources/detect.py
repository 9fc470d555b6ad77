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
    from textgate import likelihood

    wide = _wide(sample, codec)
    if wide is None or len(_CONTROL.findall(wide)) > MAX_CONTROL * len(wide):
        return False
    return bool(likelihood.surprisal(wide).sum() < likelihood.surprisal(sample.decode("latin-1")).sum())


def _wide(sample: bytes, codec: str) -> str | None:
    unit = 4 if codec.startswith("utf-32") else 2
    try:
        return sample[: len(sample) - len(sample) % unit].decode(codec, "surrogatepass")
    except UnicodeDecodeError:
        return None


_CODECS = {
    "cp1252": 0, "gb18030": 0, "cp1251": 3, "cp932": 3, "big5hkscs": 3, "cp949": 3, "cp1250": 5, "cp1253": 5,
    "cp1254": 5, "cp1255": 5, "cp1256": 5, "cp874": 5, "euc_jp": 5, "koi8_u": 5, "iso8859_2": 7, "cp1257": 8,
    "cp1258": 8, "iso8859_5": 8, "iso8859_7": 8, "cp866": 8, "mac_roman": 10, "mac_cyrillic": 10, "cp850": 10,
    "cp437": 10, "cp852": 10,
}  # fmt: skip
"""Codec -> bits that it must be better by. Roughly -log2 of its share among pages that declare a legacy charset
(W3Techs' survey of encodings); code pages of DOS and the old Macintosh are not used on the web at all."""

_MULTIBYTE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})

SAMPLE = 1 << 14
"""Bytes that the encoding is judged by: the first lines that hold any byte above 0x7F."""

BAD_BYTE_BITS = 40
"""Cost of a byte that a codec cannot decode. More than the rarest character costs (32 bits), so that a codec that
decodes everything wins unless what it makes is much less likely."""

MAX_BAD = 0.005
"""Largest share of the bytes that a codec may fail on; one byte is always allowed."""

MAX_CONTROL = 0.02
"""Share of control characters beyond which a wide reading is none: compiled data have NULs in order, too."""

WIDE_BITS = 12
"""Bits that UTF-16 without a byte-order mark and without an ASCII character must be better by."""

DECLARED_BITS = 20
"""Advantage of the declared charset, in bits for the whole sample."""


def legacy(data: bytes, declared: str | None) -> str | None:
    """The likeliest legacy codec of the data, or None when none makes a text of it.

    Every codec turns the same bytes into another text; the text of fewest bits under the character model is the
    likeliest reading (Bayes, with the priors of ``_CODECS`` and of the declaration). Sums, not means: a codec that
    reads two bytes as one character must explain the same bytes as one that reads two characters.
    """
    from textgate import likelihood

    sample = _telling_lines(data)
    best = _likeliest_wide(data) if len(data) % 2 == 0 else None
    # Where a document says in ASCII that it is UTF-16, it is not.
    named = [declared] if declared and not declared.startswith("utf") else []
    for codec in dict.fromkeys([*named, *_CODECS]):
        text, bad = _decoded(sample, codec)
        # A character cut at the end is no argument against a codec of several bytes.
        lost = bad - (codec in _MULTIBYTE and "\udc80" <= text[-1:] <= "\udcff")
        if lost > max(1, MAX_BAD * len(sample)):
            continue
        bits = float(likelihood.surprisal(text).sum()) + lost * BAD_BYTE_BITS
        bits += -DECLARED_BITS if codec == declared else _CODECS[codec]
        if best is None or bits < best[0]:
            best = bits, codec
    return best[1] if best else None


def _likeliest_wide(data: bytes) -> tuple[float, str] | None:
    """UTF-16 without a byte-order mark and without an ASCII character, as short Chinese texts may be."""
    from textgate import likelihood

    best: tuple[float, str] | None = None
    for codec in ("utf-16-le", "utf-16-be"):
        text = _wide(data[:SAMPLE], codec)
        if text is not None:
            bits = float(likelihood.surprisal(text).sum()) + WIDE_BITS
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


def _decoded(sample: bytes, codec: str) -> tuple[str, int]:
    """Text and number of bytes that the codec could not decode."""
    try:
        text = sample.decode(codec, "surrogateescape")
    except UnicodeDecodeError:
        # Codecs with escape sequences refuse ASCII bytes, which cannot be escaped.
        return "", len(sample)
    return text, len(text) - len(ESCAPED.sub("", text))
