"""Bytes into text: byte-order marks, UTF-8, UTF-16 without a mark, declared and undeclared legacy encodings.

The order is the order of certainty. A byte-order mark settles it. Bytes that are valid UTF-8 are UTF-8,
whatever the document declares, because other encodings almost never form valid multi-byte sequences by
chance. Bytes that are mostly valid UTF-8 are UTF-8 with damage. Only what is left is judged by likelihood
(detect.py).
"""

from __future__ import annotations

import codecs
import re

from textgate import charsets
from textgate.batch import Damage, UndecodableBytes

_BOMS = (
    # UTF-32 first: its little-endian mark begins with the mark of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A byte that UTF-8 could not decode, as ``errors="surrogateescape"`` marks it (PEP 383).
ESCAPED = re.compile("[\udc80-\udcff]+")

LEAST_UTF8_SHARE = 0.6
"""Share of the bytes above 0x7F that must lie in well-formed UTF-8 sequences for a text to be damaged UTF-8.
UTF-8 that was cut or hit by stray bytes keeps more than 0.9; text in GBK, Big5, Shift-JIS, EUC or a
single-byte code page has at most 0.26 of them well-formed by chance (measured on 40 languages)."""


KEPT_BYTES = 16
"""Bytes of an undecodable run that are kept to be shown."""


FEW_BYTES = 64
"""Fewer bytes above 0x7F may be well-formed UTF-8 by chance (the Russian "рап" in code page 866 is). Then the
readings are compared by their likelihood."""


class UndecodableError(ValueError):
    """No encoding that textgate knows turns these bytes into text."""


def decode(data: bytes, label: str | None = None) -> tuple[str, Damage]:
    """Turn the bytes of one document into text, and say what was strange about them.

    Line ends stay as they are. A byte-order mark is dropped and noted. Runs of undecodable bytes become one
    U+FFFD each, with their byte offsets in ``Damage.undecodable``. ``label`` is a charset that came with the
    bytes, as in an HTTP header; it comes before the one that the document declares itself.

    Raises:
        UndecodableError: the bytes are neither Unicode nor any legacy encoding.

    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _with_mark(data, mark, codec, label)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, label or charsets.declared(data))
    if "\x00" in text or "\x1b" in text:
        hidden = _ascii_in_disguise(data)
        if hidden is not None:
            return hidden
    return text, _declaring(Damage(encoding="utf-8"), label or charsets.declared(data))


def _declaring(damage: Damage, label: str | None) -> Damage:
    return damage if label is None else damage._replace(declared=label)


def _with_mark(data: bytes, mark: bytes, codec: str, label: str | None) -> tuple[str, Damage]:
    size = len(mark)
    text, undecodable, truncated = decode_as(data[size:], codec, offset=size)
    damage = Damage(encoding=codec, bom=size, undecodable=undecodable, truncated=truncated)
    return text, _declaring(damage, label or charsets.declared(data[size:])) if codec == "utf-8" else damage


def _ascii_in_disguise(data: bytes) -> tuple[str, Damage] | None:
    """Encodings whose bytes are valid UTF-8 by chance: UTF-16 and UTF-32 of ASCII text, ISO-2022-JP."""
    from textgate.sources import detect

    codec = detect.utf16_or_32(data) or detect.iso2022(data)
    if codec is None:
        return None
    text, undecodable, truncated = decode_as(data, codec)
    return text, Damage(encoding=codec, undecodable=undecodable, truncated=truncated)


def _not_utf8(data: bytes, declared: str | None) -> tuple[str, Damage]:
    from textgate.sources import detect

    codec = detect.utf16_or_32(data)
    if codec is None:
        share, high = utf8_share(data)
        likely_utf8 = share >= LEAST_UTF8_SHARE
        if likely_utf8 and high >= FEW_BYTES:
            codec = "utf-8"
        else:
            named = charsets.codec_for(declared) if declared else None
            codec = detect.legacy(data, named, utf8=likely_utf8)
    if codec is None:
        raise UndecodableError("not UTF-8, and no other encoding turns these bytes into likely text")
    text, undecodable, truncated = decode_as(data, codec)
    return text, Damage(encoding=codec, declared=declared, undecodable=undecodable, truncated=truncated)


def utf8_share(data: bytes) -> tuple[float, int]:
    """Share of the bytes above 0x7F in well-formed UTF-8 sequences, and their number; a cut end left out."""
    text = data.decode("utf-8", "surrogateescape")
    cut = cut_tail(data)
    bad = len(text) - len(ESCAPED.sub("", text)) - cut
    high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100)))) - cut
    if high == 0:
        # One cut byte may as well be the last letter of a word in a single-byte code page.
        return float(cut >= 2), 0
    return (high - bad) / high, high


def cut_tail(data: bytes) -> int:
    """Number of bytes at the end that begin a UTF-8 sequence without finishing it (0 to 3)."""
    for size in (1, 2, 3):
        tail = data[-size:]
        if len(tail) == size and tail[0] >= 0xC2:
            try:
                tail.decode("utf-8")
            except UnicodeDecodeError as problem:
                return size if problem.reason == "unexpected end of data" else 0
            return 0
    return 0


def decode_as(
    data: bytes, codec: str, offset: int = 0
) -> tuple[str, tuple[UndecodableBytes, ...], str | None]:
    """Decode with one codec: text, undecodable runs (their offsets plus ``offset``), how the end was cut."""
    if codec.startswith(("utf-16", "utf-32")):
        return _decode_wide(data, codec, offset)
    escaped = data.decode(codec, "surrogateescape")
    text, undecodable = unescape(escaped, codec, offset)
    last = undecodable[-1] if undecodable else None
    if (
        last is not None
        and last.byte_stop == offset + len(data)
        and _is_cut(data, codec, last.byte_start - offset)
    ):
        return text, undecodable, "the last character is cut after its first bytes"
    return text, undecodable, None


def _is_cut(data: bytes, codec: str, start: int) -> bool:
    """Whether the bytes from ``start`` to the end begin a character that more bytes would finish."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        return decoder.decode(data[start:]) == "" and bool(decoder.getstate()[0])
    except UnicodeDecodeError:
        return False


def unescape(escaped: str, codec: str, offset: int = 0) -> tuple[str, tuple[UndecodableBytes, ...]]:
    """Replace bytes escaped by ``surrogateescape`` with one U+FFFD a run, and list the runs."""
    runs: list[UndecodableBytes] = []
    pieces: list[str] = []
    reached, position = 0, 0
    for match in ESCAPED.finditer(escaped):
        piece = escaped[reached : match.start()]
        offset += len(piece.encode(codec, "surrogatepass" if codec == "utf-8" else "replace"))
        position += len(piece)
        size = match.end() - match.start()
        raw = match.group()[:KEPT_BYTES].encode("ascii", "surrogateescape")
        runs.append(UndecodableBytes(offset, offset + size, position, raw))
        pieces += (piece, "\ufffd")
        offset, position, reached = offset + size, position + 1, match.end()
    return ("".join([*pieces, escaped[reached:]]) if runs else escaped), tuple(runs)


def _decode_wide(
    data: bytes, codec: str, offset: int
) -> tuple[str, tuple[UndecodableBytes, ...], str | None]:
    unit = 4 if codec.startswith("utf-32") else 2
    whole = len(data) - len(data) % unit
    truncated = "the last character is cut after its first bytes" if whole < len(data) else None
    try:
        # A lone surrogate is a fault of the text, for a check to report; it is not a fault of the bytes.
        text = data[:whole].decode(codec, "surrogatepass")
    except UnicodeDecodeError:
        return _decode_units(data[:whole], codec, offset, truncated)
    if truncated is None:
        return text, (), None
    return (
        text + "\ufffd",
        (UndecodableBytes(offset + whole, offset + len(data), len(text), data[whole:]),),
        truncated,
    )


def _decode_units(
    data: bytes, codec: str, offset: int, truncated: str | None
) -> tuple[str, tuple[UndecodableBytes, ...], str | None]:
    """UTF-32 with values beyond U+10FFFF (UTF-16 with ``surrogatepass`` can only fail at its last unit)."""
    import numpy as np

    if codec.startswith("utf-16"):
        text = data[:-2].decode(codec, "surrogatepass") + "\ufffd"
        return (
            text,
            (UndecodableBytes(offset + len(data) - 2, offset + len(data), len(text) - 1, data[-2:]),),
            truncated,
        )
    units = np.frombuffer(data, dtype="<u4" if codec.endswith("le") else ">u4").astype("<u4")
    bad = np.flatnonzero(units > 0x10FFFF)
    units[bad] = 0xFFFD
    runs = tuple(
        UndecodableBytes(offset + 4 * i, offset + 4 * i + 4, i, data[4 * i : 4 * i + 4]) for i in bad.tolist()
    )
    return units.tobytes().decode("utf-32-le", "surrogatepass"), runs, truncated
