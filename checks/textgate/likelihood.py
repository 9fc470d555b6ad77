"""How likely is this text? The surprisal of every character after the one before it, in bits.

A character bigram model over some forty languages at once (tools/build_char_model.py). It does not know
words and is no judge of style; it knows that "Ã©" is not written in any language and "é" is. Three levels:

* a pair seen inside words of some language: its own cost, from a direct-mapped hash table;
* any other pair: the cost of the second character within its class, plus what it costs that a character of
  this class follows one of that class (``transitions``), which is how spaces, punctuation, changes of script
  and of case are modelled;
* a character that no list holds: the cost that its class gives to strangers.

Costs are kept in eighths of a bit in bytes. Scoring is a dozen array operations per block of code points.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc

STEPS = 8  # steps per bit
SYMBOLS = 1 << 14
SLOTS = 1 << 20
BLOCK = (
    1 << 14
)  # code points scored at a time; arrays of 128 kB and more would be mapped and unmapped each time

# Classes of characters. Lower and upper case of an alphabet are neighbours, lower first.
(
    STRANGE, SPACE, MARK_OF_PUNCTUATION, DIGIT, CJK_PUNCTUATION, LATIN, LATIN_UPPER, CYRILLIC, CYRILLIC_UPPER,
    GREEK, GREEK_UPPER, HAN, HIRAGANA, KATAKANA, HANGUL, HALF_KANA, ARABIC, HEBREW, DEVANAGARI, OTHER_LETTER,
    SYMBOL, DRAWING, CONTROL, COMBINING, BOPOMOFO, JAMO, FULL_WIDTH, LOST, EMOJI, PRIVATE, TYPOGRAPHIC, RARE_HAN,
    EXTRA_LATIN, POINT, CLASSES,
) = range(35)  # fmt: skip
SEPARATORS = frozenset({SPACE, MARK_OF_PUNCTUATION, DIGIT, CJK_PUNCTUATION, TYPOGRAPHIC})

# Bits for a character of the class that no word list holds, or, for separators and symbols, for any of them.
UNSEEN_COST = {
    STRANGE: 18, SPACE: 0, MARK_OF_PUNCTUATION: 3, DIGIT: 3.3, CJK_PUNCTUATION: 3, LATIN: 17, LATIN_UPPER: 17,
    CYRILLIC: 14, CYRILLIC_UPPER: 14, GREEK: 13, GREEK_UPPER: 13, HAN: 17, HIRAGANA: 13, KATAKANA: 13,
    HANGUL: 16, HALF_KANA: 6, ARABIC: 12, HEBREW: 11, DEVANAGARI: 11, OTHER_LETTER: 6.5, SYMBOL: 6,
    DRAWING: 6, CONTROL: 8, COMBINING: 7, BOPOMOFO: 6, JAMO: 7, FULL_WIDTH: 7, LOST: 2, EMOJI: 9,
    PRIVATE: 12, TYPOGRAPHIC: 3, RARE_HAN: 15, EXTRA_LATIN: 9, POINT: 4,
}  # fmt: skip
LETTERS = (
    LATIN, LATIN_UPPER, CYRILLIC, CYRILLIC_UPPER, GREEK, GREEK_UPPER, HAN, HIRAGANA, KATAKANA, HANGUL, HALF_KANA,
    ARABIC, HEBREW, DEVANAGARI, OTHER_LETTER, BOPOMOFO, JAMO, FULL_WIDTH, RARE_HAN, EXTRA_LATIN, POINT,
)  # fmt: skip
CASED = ((LATIN, LATIN_UPPER), (CYRILLIC, CYRILLIC_UPPER), (GREEK, GREEK_UPPER))
UNSPACED = (HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, RARE_HAN)
SCRIPT_CLASS = {
    "Latn": LATIN, "Cyrl": CYRILLIC, "Grek": GREEK, "Hani": HAN, "Hira": HIRAGANA, "Kana": KATAKANA,
    "Hang": HANGUL, "Arab": ARABIC, "Hebr": HEBREW, "Deva": DEVANAGARI, "Bopo": BOPOMOFO,
}  # fmt: skip
# Scripts of today without a class of their own; letters of dead scripts are strangers.
LIVING = frozenset(
    (
        "Armn Beng Cans Cher Ethi Geor Gujr Guru Khmr Knda Laoo Mlym Mong Mymr Orya Sinh Syrc Taml Telu Thaa Thai Tibt "
        "Yiii"
    ).split()
)
TYPOGRAPHIC_MARKS = frozenset("«»‐‑–—‘’“”„•…‹›¿¡·،؛؟۔।ʼ")
NARROW_SPACES = (0xA0, *range(0x2000, 0x200B), 0x202F)  # no-break space and those of fine typography
TRANSPARENT = (0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)  # soft hyphen, joiners, direction marks
USUAL_HAN = (0x4E00, 0x9FFF)
# Hebrew points and accents, Arabic marks, those of the Koran too.
POINTS = (
    *range(0x0591, 0x05C8),
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    0x0670,
    *range(0x06D6, 0x06EE),
)
# Letters above U+00FF of the languages that the word lists cover; all others are EXTRA_LATIN, and share the
# statistics of their base letter.
EUROPEAN = frozenset(
    "āăąćčďđēėęěğģīįıķłļńņňőœŕřśşšţťũūůűųźżžƒơưșțạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
)


def fold_class(kind: int) -> int:
    """The class with upper case taken for lower case."""
    return kind - 1 if kind in (LATIN_UPPER, CYRILLIC_UPPER, GREEK_UPPER) else kind


def class_of(char: str) -> int:
    """The class of one character."""
    point, bits = ord(char), cc.bits_of(char)
    if bits & (cc.SPACE | cc.NEWLINE):
        if point in NARROW_SPACES:
            return TYPOGRAPHIC
        return SPACE if point < 0x80 or point == 0x3000 else CONTROL
    if point < 0x80:
        if bits & cc.LETTER:
            return LATIN_UPPER if bits & cc.UPPER else LATIN
        return DIGIT if bits & cc.DIGIT else CONTROL if bits & cc.CONTROL else MARK_OF_PUNCTUATION
    if point == 0xFFFD:
        return LOST
    if point in TRANSPARENT:
        return TYPOGRAPHIC
    if bits & cc.CONTROL or bits & cc.INVISIBLE or bits & cc.BIDI_CONTROL:
        return CONTROL
    if bits & cc.PRIVATE_USE:
        return PRIVATE
    if char in TYPOGRAPHIC_MARKS:
        return TYPOGRAPHIC
    return _letter_class(char, bits) if bits & (cc.LETTER | cc.MARK) else _sign_class(point, bits)


def _letter_class(char: str, bits: int) -> int:
    point, script = ord(char), cc.script_of(char)
    if 0xFF66 <= point <= 0xFF9F:
        return HALF_KANA
    if bits & cc.WIDTH_FORM:
        return FULL_WIDTH
    if char == "ー":
        return KATAKANA
    if char == "ـ":
        return POINT  # the Arabic lengthening of letters
    if script == "Hani" and not USUAL_HAN[0] <= point <= USUAL_HAN[1] and char not in "々〆〇":
        return RARE_HAN
    if script == "Hang" and not 0xAC00 <= point <= 0xD7A3:
        return JAMO
    if bits & cc.MARK and (script in ("Zinh", "Zyyy") or point in POINTS):
        return POINT if point in POINTS else COMBINING
    if script == "Latn" and point > 0xFF and char.lower() not in EUROPEAN:
        return EXTRA_LATIN
    kind = SCRIPT_CLASS.get(
        script, OTHER_LETTER if script in LIVING else SYMBOL if script == "Zyyy" else STRANGE
    )
    return kind + 1 if kind in (LATIN, CYRILLIC, GREEK) and bits & cc.UPPER else kind


def _sign_class(point: int, bits: int) -> int:
    if point == 0x25CB:
        return CJK_PUNCTUATION  # ○ is the zero of dates in Chinese: 一○○八
    if 0x3000 <= point <= 0x303F or point == 0x30FB or 0xFF01 <= point <= 0xFF5E or 0xFE30 <= point <= 0xFE4F:
        return FULL_WIDTH if bits & cc.DIGIT else CJK_PUNCTUATION
    if 0xFF61 <= point <= 0xFF65:
        return HALF_KANA
    if 0x2500 <= point <= 0x25FF or 0x2190 <= point <= 0x23FF:
        return DRAWING
    if 0x1F000 <= point <= 0x1FAFF or 0x2600 <= point <= 0x27BF:
        return EMOJI
    return OTHER_LETTER if bits & cc.DIGIT else SYMBOL


@functools.cache
def transitions() -> NDArray[np.uint8]:
    """``uint8[CLASSES, CLASSES]``: steps added to an unseen pair, by class of the first and of the second."""
    table = np.full((CLASSES, CLASSES), 9.0)
    for a in range(CLASSES):
        table[a, SPACE], table[a, MARK_OF_PUNCTUATION], table[a, DIGIT] = 3, 3, 4
        table[a, CJK_PUNCTUATION], table[a, TYPOGRAPHIC] = 7, 5
        table[a, a] = 5
    for a in SEPARATORS:
        for b in LETTERS:
            table[a, b] = 4
        table[a, SYMBOL], table[a, DRAWING], table[a, EMOJI], table[a, LOST] = 1, 1, 1, 8
    for a in LETTERS:
        for b in LETTERS:
            if a != b:
                table[a, b] = 12
    for a, b in ((a, b) for a in UNSPACED for b in UNSPACED):
        table[a, b] = 2 if a == b else 3
    for a in UNSPACED:
        table[a, CJK_PUNCTUATION] = 1.5
        table[CJK_PUNCTUATION, a] = 1
        table[a, SPACE] = 3
        table[a, FULL_WIDTH], table[FULL_WIDTH, a] = 4, 3
        table[a, DRAWING], table[DRAWING, a] = 6, 4  # arrows
        for b in (LATIN, LATIN_UPPER):
            table[a, b], table[b, a] = 4, 5
    for a, b in ((HAN, HANGUL), (HANGUL, HAN), (HIRAGANA, HANGUL), (KATAKANA, HANGUL), (HANGUL, HIRAGANA)):
        table[a, b] = 8
    for a in (HAN, HIRAGANA, KATAKANA, HANGUL):
        table[a, BOPOMOFO], table[BOPOMOFO, a] = 9, 6
    table[HANGUL, KATAKANA] = 8
    for lower, upper in CASED:
        table[lower, lower], table[upper, lower] = 5, 5
        table[lower, upper], table[upper, upper] = 13, 6
        for a in SEPARATORS:
            table[a, upper] = 5
    for a in (ARABIC, HEBREW, DEVANAGARI):
        table[a, a] = 4
    table[OTHER_LETTER, OTHER_LETTER] = 0
    for a in (LATIN, LATIN_UPPER, EXTRA_LATIN):
        table[a, EXTRA_LATIN] = table[EXTRA_LATIN, a] = 5
    for a in (ARABIC, HEBREW, POINT):
        table[a, POINT], table[POINT, a] = 1, 4
    for a in LETTERS:
        table[a, COMBINING], table[a, LOST], table[LOST, a] = 5, 9, 9
    table[SPACE, SPACE] = table[DRAWING, DRAWING] = table[EMOJI, EMOJI] = table[LOST, LOST] = 1
    table[COMBINING, LATIN] = table[COMBINING, OTHER_LETTER] = table[OTHER_LETTER, COMBINING] = 3
    table[HALF_KANA, HALF_KANA] = table[FULL_WIDTH, FULL_WIDTH] = table[JAMO, JAMO] = table[
        BOPOMOFO, BOPOMOFO
    ] = 1
    table[CJK_PUNCTUATION, FULL_WIDTH], table[FULL_WIDTH, CJK_PUNCTUATION] = 3, 2
    table[CONTROL, :] = 7
    table[:, CONTROL] = 12
    return np.round(table * STEPS).astype(np.uint8)


@functools.cache
def case_costs() -> NDArray[np.uint8]:
    """``uint8[CLASSES, CLASSES]``: steps added to a seen pair for its case, or for which separator it is."""
    table = np.zeros((CLASSES, CLASSES))
    for kind in SEPARATORS:
        table[:, kind] = {SPACE: 0.5, DIGIT: 8}.get(kind, 4 + UNSEEN_COST[kind] / 2)
        for _, upper in CASED:
            table[kind, upper] = 3
    for lower, upper in CASED:
        table[lower, upper], table[upper, upper] = 9, 2
    table[:, EXTRA_LATIN] += 4
    return np.round(table * STEPS).astype(np.uint8)


def hash_pairs(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Slot and one-byte mark of pairs of symbols, by multiplicative hashing (Knuth, TAOCP 3, section 6.4).

    The multiplier is odd, so pairs map one to one to 32 bits: two pairs in one slot differ in the other bits.
    """
    mixed = (a << np.uint32(14) | b) * np.uint32(2654435769)
    return mixed >> np.uint32(12), mixed >> np.uint32(4) & np.uint32(255)


@functools.cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint32]]:
    """Entry of every code point; pairs; of two classes transition, case cost and what is usual, a byte each."""
    folder = Path(__file__).with_name("data")
    arrays = []
    for name in ("char_model.points.npy", "char_model.pairs.npy"):
        with (folder / name).open("rb") as file:
            arrays.append(np.load(file, allow_pickle=False))
    usual = np.full(CLASSES, 12 * STEPS, dtype=np.uint32)
    for kind, bits in EXPECTED.items():
        usual[kind] = round(bits * STEPS)
    of_classes = usual << np.uint32(16) | case_costs().astype(np.uint32) << np.uint32(8) | transitions()
    return arrays[0], arrays[1], of_classes.ravel()


def surprisal_steps(
    codepoints: NDArray[np.uint32], before: NDArray[np.uint32] | None = None
) -> NDArray[np.uint8]:
    """``uint8[c]``: the surprisal of every code point in eighths of a bit (255: 31.9 bits or more).

    ``before`` gives the code point before each one; without it, the code points are one running text that
    begins after a line feed.
    """
    out = np.empty(len(codepoints), dtype=np.uint8)
    for start, stop, left, entry in _blocks(codepoints, before):
        out[start:stop] = _score(left, entry)[0]
    return out


def excess(codepoints: NDArray[np.uint32], before: NDArray[np.uint32]) -> NDArray[np.int16]:
    """``int16[c]``: surprisal above what is usual for the class of each code point, in eighths of a bit."""
    out = np.empty(len(codepoints), dtype=np.int16)
    for start, stop, left, entry in _blocks(codepoints, before):
        score, usual = _score(left, entry)
        np.subtract(score.view(np.int16), usual, out=out[start:stop])
    return out


def _blocks(
    codepoints: NDArray[np.uint32], before: NDArray[np.uint32] | None
) -> Iterator[tuple[int, int, NDArray[np.uint32], NDArray[np.uint32]]]:
    """Table entries of the characters before and of the characters themselves, block by block.

    Code points above the Basic Multilingual Plane share the entry of U+FFFF.
    """
    points = _tables()[0]
    last = points.take([0x0A])
    for start in range(0, len(codepoints), BLOCK):
        stop = min(start + BLOCK, len(codepoints))
        entry = points.take(codepoints[start:stop], mode="clip")
        if before is None:
            left = np.concatenate([last, entry[:-1]])
            last = entry[-1:]
        else:
            left = points.take(before[start:stop], mode="clip")
        yield start, stop, left, entry


def _score(
    left: NDArray[np.uint32], entry: NDArray[np.uint32]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """``uint16``: surprisal in steps, at most 255, and ``uint8``: what is usual for the class.

    Narrow numbers as soon as may be, and no ``where``: most of the time goes into moving them.
    """
    _, pairs, of_classes = _tables()
    symbol = entry & np.uint32(0xFFFF)
    slot, mark = hash_pairs(left & np.uint32(0xFFFF), symbol)
    stored = pairs.take(slot, mode="clip")
    costs = of_classes.take(
        (left >> np.uint32(24)) * np.uint32(CLASSES) + (entry >> np.uint32(24)), mode="clip"
    )
    case_and_transition = costs.astype(np.uint16)
    unseen = (case_and_transition & np.uint16(255)) + (entry >> np.uint32(16)).astype(np.uint8)
    seen = (stored & np.uint16(255)) + (case_and_transition >> np.uint16(8))
    # A slot is empty when it is 0; symbol 0 stands for every character without statistics.
    known = (stored >> np.uint16(8)).astype(np.uint8) == mark.astype(np.uint8)
    known &= stored != 0
    known &= symbol != 0
    seen ^= unseen
    seen &= np.negative(known.astype(np.uint16))
    unseen ^= seen
    if unseen.max(initial=0) > 255:
        np.minimum(unseen, np.uint16(255), out=unseen)
    return unseen, (costs >> np.uint32(16)).astype(np.uint8)


def surprisal(text: str) -> NDArray[np.float32]:
    """``float32[len(text)]``: the surprisal of every character in bits, the text taken to begin a line."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return surprisal_steps(points).astype(np.float32) / np.float32(STEPS)


def mean_bits(text: str) -> float:
    """Mean surprisal per character in bits; 0 for the empty text. Ordinary prose has 4 to 12 (see the tests)."""
    return float(surprisal(text).mean()) if text else 0.0


def classes(codepoints: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """``uint32[c]``: the class of every code point, as the model has it."""
    return _tables()[0].take(codepoints, mode="clip") >> np.uint32(24)


# Bits that a character of the class seldom exceeds on average in ordinary text; the surplus of doubt.
EXPECTED = {
    LATIN: 11, LATIN_UPPER: 13, CYRILLIC: 7, CYRILLIC_UPPER: 9, GREEK: 7.5, GREEK_UPPER: 9.5,
    HAN: 11.5, HIRAGANA: 8.5, KATAKANA: 8.5, HANGUL: 11, HALF_KANA: 4, ARABIC: 8,
    HEBREW: 7, DEVANAGARI: 8, OTHER_LETTER: 11, CJK_PUNCTUATION: 8, TYPOGRAPHIC: 10,
    SYMBOL: 6, DRAWING: 6, EMOJI: 13, COMBINING: 12, LOST: 12, BOPOMOFO: 11, JAMO: 11,
    FULL_WIDTH: 11, RARE_HAN: 13, CONTROL: 6, PRIVATE: 15, STRANGE: 15, SPACE: 6, EXTRA_LATIN: 13, POINT: 8,
}  # fmt: skip


def mean_excess(text: str) -> float:
    """Mean excess surprisal of the characters above ASCII in bits; 0 when there are none."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    where = np.flatnonzero(points > 0x7F)
    left = np.concatenate([[0x0A], points[:-1]]).astype(np.uint32)
    return float(excess(points[where], left[where]).mean()) / STEPS if len(where) else 0.0
