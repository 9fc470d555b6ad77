"""A few characters of which each byte became a letter or sign of its own, in an otherwise clean text.

UTF-8 read as a single-byte page makes ``Äƒ`` of ``ă``. A place or two are too little for a likelihood ratio, which
must pay for every place. But few sequences of bytes are well-formed, and fewer yet are letters that the language of
the text writes. Texts of East Asia have a module of their own, alien_runs.py.
"""

from __future__ import annotations

import functools
import re

from textgate.mojibake import encodings
from textgate.mojibake.garbled_words import QUOTES, READ_AS, Words, writes

LEAST_DIFFERENT = 2  # different characters that must be restored
PER_SEQUENCE = 6.0  # bits for a well-formed sequence of UTF-8 that is a letter of the language
MOST_RUNS = 200
ALL_BUT = 0.2  # share of the odd places that may be something else


def find(text: str, name: str, odd: list[int]) -> Words | None:
    """The places of a text in the language ``name`` that are bytes, if one accident explains nearly all odd ones.

    ``odd`` are the offsets that ``garbled_words.odd`` found.
    """
    odd = odd[:MOST_RUNS]
    best: Words | None = None
    for codec in READ_AS:
        places: dict[int, tuple[int, int, str]] = {}
        unexplained = 0
        for offset in odd:
            place = _sequence_at(text, offset, codec)
            if place and (place[2] in QUOTES or (place[2].isalpha() and writes(name, place[2]))):
                places[place[0]] = place
                continue
            unexplained += 1
            if unexplained > ALL_BUT * len(odd):
                break
        if unexplained > ALL_BUT * len(odd):
            continue
        different = {(right, text[max(start - 1, 0) : stop + 1]) for start, stop, right in places.values()}
        bits = PER_SEQUENCE * len(different)
        if len(different) >= LEAST_DIFFERENT and (best is None or bits > best.bits):
            best = Words(f"utf-8>{codec}", bits, sorted(places.values()))
    return best


def _sequence_at(text: str, offset: int, codec: str) -> tuple[int, int, str] | None:
    """The sequence of UTF-8 that the character at an offset is a part of, and what it was."""
    for start in range(offset, max(offset - 3, -1), -1):
        match = _sequence(codec).match(text, start)
        if match and match.end() > offset:
            right = _decoded(match.group(), codec, "utf-8")
            return (*match.span(), right) if right else None
    return None


@functools.cache
def _sequence(codec: str) -> re.Pattern[str]:
    """A character of UTF-8 in two or three bytes, each shown as a character of a single-byte page."""
    chars = [re.escape(chr(point)) for point in encodings.single_byte_characters(codec).tolist()]
    tail = f"[{''.join(chars[0x80:0xC0])}]"
    return re.compile(f"[{''.join(chars[0xC2:0xE0])}]{tail}|[{''.join(chars[0xE0:0xF0])}]{tail}{tail}")


def _decoded(run: str, wrong: str, right: str) -> str | None:
    """The characters whose bytes a run shows in the codec ``wrong``, None if they are none."""
    table = encodings.single_byte_table(wrong)
    data = bytes(int(table[ord(char)]) for char in run)
    try:
        return data.decode(right)
    except UnicodeDecodeError:
        return None
