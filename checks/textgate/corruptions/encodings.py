"""Mojibake and lossy conversion: bytes read in the wrong encoding."""

from __future__ import annotations

import functools
import re
from random import Random

from textgate.corruptions import Maker
from textgate.corruptions.pieces import CHUNK, LINE, damage

UTF8_READ_AS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp437", "cp866", "koi8-r", "mac-roman", "gbk", "big5",
    "cp932", "cp949",
)  # fmt: skip
LEGACY = (
    ("gbk", "cp1252"), ("gbk", "big5"), ("gbk", "cp949"), ("gbk", "cp932"), ("big5", "gbk"), ("big5", "cp1252"),
    ("cp932", "cp1252"), ("cp932", "gbk"), ("euc_jp", "gbk"), ("cp949", "cp1252"), ("cp949", "gbk"),
    ("cp1251", "cp1252"), ("cp1251", "koi8-r"), ("koi8-r", "cp1251"), ("cp866", "cp1251"), ("cp1251", "cp866"),
    ("cp1253", "cp1252"), ("cp1254", "cp1252"), ("cp1250", "cp1252"), ("cp1255", "cp1252"), ("cp1256", "cp1252"),
    ("cp1252", "mac-roman"), ("cp1252", "cp437"), ("cp1252", "cp1251"),
)  # fmt: skip
MULTI_BYTE = {"gbk", "big5", "cp932", "cp949", "euc_jp", "utf-8"}


def makers() -> dict[str, Maker]:
    """``mojibake:TRUE>READ``, ``mojibake:utf-8>cp1252>utf-8>cp1252`` and the lossy kinds."""
    chains: list[tuple[str, ...]] = [("utf-8", wrong) for wrong in UTF8_READ_AS]
    chains += LEGACY
    chains.append(("utf-8", "cp1252", "utf-8", "cp1252"))
    found: dict[str, Maker] = {
        "mojibake:" + ">".join(chain): functools.partial(_misread, chain=chain) for chain in chains
    }
    found["lossy:question-marks"] = _question_marks
    found["lossy:replacement-characters"] = _replacement_characters
    return found


def read_wrongly(text: str, chain: tuple[str, ...]) -> str | None:
    """Encode with the first codec, decode with the second, and so on; None where the text has no such bytes.

    Bytes that a multi-byte codec cannot read become U+FFFD; single-byte Windows code pages pass their
    undefined bytes through as C1 controls, as browsers do.
    """
    for true, wrong in zip(chain[::2], chain[1::2], strict=True):
        try:
            data = text.encode(true)
        except UnicodeEncodeError:
            return None
        text = (
            data.decode(wrong, "replace")
            if wrong in MULTI_BYTE
            else "".join(map(_table(wrong).__getitem__, data))
        )
    return text


@functools.cache
def _table(codec: str) -> list[str]:
    def single(byte: int) -> str:
        try:
            return bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            return chr(byte)

    return [single(byte) for byte in range(256)]


def _misread(
    text: str, severity: float, random: Random, *, chain: tuple[str, ...]
) -> tuple[str, list[tuple[int, int]]] | None:
    made = damage(text, LINE, severity, random, lambda piece: _read_letters_wrongly(piece, chain))
    return None if made is None else (made[0], _garbled(made[0], made[1]))


def _read_letters_wrongly(piece: str, chain: tuple[str, ...]) -> str | None:
    # A dash or a quotation mark alone is no text to speak of: what is to be found is garbled words.
    if not any(char.isalpha() for char in piece if char > "\x7f"):
        return None
    return read_wrongly(piece, chain)


def _garbled(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Within damaged lines, the stretches between white space and ASCII punctuation that are not ASCII."""
    found = []
    for start, stop in spans:
        for match in re.finditer(r"[^\s!-/:-@\[-`{-~]+", text[start:stop]):
            if not match[0].isascii():
                found.append((start + match.start(), start + match.end()))
    return found


def _question_marks(text: str, severity: float, random: Random) -> tuple[str, list[tuple[int, int]]] | None:
    def ask(piece: str) -> str | None:
        return None if piece.isascii() else re.sub(r"[^\x00-\x7f]", "?", piece)

    return damage(text, CHUNK, severity, random, ask)


def _replacement_characters(
    text: str, severity: float, random: Random
) -> tuple[str, list[tuple[int, int]]] | None:
    def lose(piece: str) -> str | None:
        return None if piece.isascii() else re.sub(r"[^\x00-\x7f]", "\ufffd", piece)

    return damage(text, CHUNK, severity, random, lose)
