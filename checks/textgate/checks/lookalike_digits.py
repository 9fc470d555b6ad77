"""Digits in place of letters, letters in place of digits, and numbers of two sets of digits.

Flags
-----
Words with digits for letters (``pol1ce``, ``r3p0rt``), numbers with letters for digits (``2O21``, ``l998``), and
numbers that mix digits of two numbering systems (``1٨57``).

Why it matters
--------------
OCR and retyping make such tokens, and so do authors who dodge filters. A search for the word or the year does
not find them, and numbers with letters break every parser.

Measures
--------
The number of code points in such words and numbers.

Passes
------
Model numbers, versions, units, ordinals, numeronyms, identifiers, code, addresses, chemistry:

>>> from textgate.testing import spans
>>> spans("lookalike_digits", "The B2B app k8s v1.2 runs i18n on mp3, H2O, 1st, 3D, GPT-4o, 0x1F and s3://b0x/a1b2.")
[]

Fails
-----
>>> spans("lookalike_digits", "The pol1ce came in l998, and again in 2OO3.")
[('pol1ce', 'digit_for_letter'), ('l998', 'letter_for_digit'), ('2OO3', 'letter_for_digit')]

Blind spots
-----------
Words that begin or end with their only digit (they look like ``part1`` and ``5star``), unless the document has
other such words. Words in capitals. Words of languages without a word list are judged by their shape alone.

Sources
-------
Letter shapes: the substitutions of UTS #39 for 0, 1 and l, and those of common leetspeak for the rest. Words:
textgate/truncation/word_lists.py; likelihood of unknown words: textgate/likelihood.py.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood
from textgate.charclass import CYRILLIC, DIGIT, GREEK, LATIN
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.scripts import confusables
from textgate.truncation import word_lists

FAMILY = "scripts"
UNIT = "characters in words and numbers with lookalikes"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS = {
    "digit_for_letter": "digits in place of letters in a word",
    "letter_for_digit": "letters in place of digits in a number",
    "two_digit_sets": "digits of two numbering systems in one number",
}
KIND_SEVERITY: dict[str, Severity] = {}

LONGEST = 24  # code points; longer tokens are keys, hashes and encoded bytes
SHORTEST = 4  # code points of a word with digits
UNKNOWN_BITS = 4.2  # mean surprisal of a word at most, for a word that no list has; 90 % of words stay below
UNKNOWN_LETTERS = 6
LETTERS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g"}
CYRILLIC_LETTERS = {"0": "о", "3": "з", "4": "ч", "6": "б"}
DIGITS = str.maketrans("OoОоΟοIlІіSBZ", "0000001111582")
# A number with letters: years, and digits with O, I or l between or before them.
YEARLIKE = r"(?:[1Il][5-9OІ][0-9OoIlSBZ]{2}|[1IlІ][5-9][0-9OoООIlSBZо]{2}|2[0OoОо][0-9OoОоIlSBZ]{2})"
INSIDE = r"[0-9]+[OoОоIl]+[0-9][0-9OoОоIl]*|[1-9][0-9]*[OО]{1,3}|0[OО]{2,}|[Il][0-9OО]{1,3}|[IlO][OО]{2,}"
# Names of products and formats: nobody misspelled them.
PRODUCT = r"[^\W\d_]\d[^\W\d_]+|(?:mp[34]|html\d|css\d|es\d|web\d|log4|neo4|py\d|python\d|vp\d|av1)[^\W\d_]*|.*[1-4]ds?"
VERSION = r".*\dx\d.*|v\d+(?:alpha|beta|rc)\d*"  # and dimensions
LETTERED_NUMBER = r"(?=.*[0-9])[0-9]*[OoОоIlІSBZ][0-9OoОоIlІSBZ]*"
OCTAL = r"0[oO][0-7]+"
ABBREVIATED = r"\d+[BZ]|\d+0l"  # 200B is billions or a code point, 1830Z a time of day, 150l litres
UNPRONOUNCEABLE = r"[bcdfghjklmnpqrstvwxz]{5}|[aeiouy]{4}|^[^aeiouyàáâãäåèéêëìíîïòóôõöøùúûüý]+$|(.)\1\1"
INTERIOR = r"[^\W\d_][0-9]+[^\W\d_]"
NUMERONYM = r"[^\W\d_]\d\d[^\W\d_]|[0-9a-f]{6,}"  # i18n, a11y; c0ffee
TOPIC = r"(?i)\bleet|1337|passw|hexspeak|numeronym|\bspam"


class Options(NamedTuple):
    """Options of ``lookalike_digits``."""

    words: Annotated[bool, Option("flag digits in place of letters")] = True
    numbers: Annotated[bool, Option("flag letters in place of digits")] = True


class Token(NamedTuple):
    """A run of letters and digits in a document."""

    start: int
    stop: int
    text: str


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    count = len(profile)
    spans = Spans()
    tokens: list[tuple[int, int]] = []
    suspects = []
    for token in mixed_tokens(profile):
        clue = _clue(profile.text[token[0] : token[1]])
        if clue != "none":
            tokens.append(token)
            if clue == "suspect":
                suspects.append(token[0])
    for document in profile.documents_at(np.array(suspects)) if suspects else []:
        begin, end = int(profile.starts[document]), int(profile.stops[document])
        mine = tokens[bisect_left(tokens, (begin, 0)) : bisect_left(tokens, (end, 0))]
        found = [Token(start - begin, stop - begin, profile.text[start:stop]) for start, stop in mine]
        _judge(profile, document, found, options, spans)
    if not profile.ascii:
        _flag_digit_sets(profile, spans)
    return Measured.covered(count, spans)


def _edges(profile: Profile) -> tuple[NDArray[np.int64], bytes]:
    """Positions of a letter before an ASCII digit or a digit before a letter; where letters and digits stand.

    The second is one byte for each code point, 0 for what is neither.
    """
    characters = profile.narrow
    # Below 0 the unsigned numbers begin again at their largest.
    digit = (characters - np.uint8(0x30)) < 10
    if profile.ascii:
        letter = ((characters | np.uint8(0x20)) - np.uint8(0x61)) < 26
    else:
        letter = profile.letters(LATIN | CYRILLIC | GREEK)
    # Either is a letter and the other a digit.
    member = letter | digit
    edge = np.flatnonzero((letter[:-1] != letter[1:]) & member[:-1] & member[1:])
    return edge, member.tobytes() if len(edge) else b""


def mixed_tokens(profile: Profile) -> Iterator[tuple[int, int]]:
    """Batch positions of tokens of 2 to ``LONGEST`` letters of an alphabet and ASCII digits, in order."""
    edges, member = _edges(profile)
    reached = -1
    for edge in edges.tolist():
        if edge < reached:
            continue
        start = member.rfind(0, max(edge - LONGEST, 0), edge) + 1
        stop = member.find(0, edge, edge + LONGEST + 1)
        # Not found: the token is longer than that, or it begins the batch.
        if (start or edge < LONGEST) and stop - start <= LONGEST and stop > 0:
            yield start, stop
        reached = stop if stop > 0 else edge + LONGEST + 1


@functools.lru_cache(maxsize=1 << 14)
def _clue(token: str) -> Literal["none", "suspect", "company"]:
    """Whether a token may be at fault by itself, or only in the company of such tokens."""
    if _shape().fullmatch(token) is None:
        return "none"
    if _numeric().fullmatch(token) is not None:
        return "suspect"
    word = token.lower()
    if len(word) < SHORTEST or re.fullmatch(NUMERONYM, word):
        return "company"
    return "suspect" if re.search(INTERIOR, word) or _half_word(word) else "company"


@functools.cache
def _shape() -> re.Pattern[str]:
    """A token worth a closer look: a word in lower case with digits, or digits with O, I, l, S, B, Z."""
    return re.compile(r"[0-9OoОоIlІSBZ]{2,7}|[^\W\d_]?(?=[^\W_]*[^\W\d_])(?:[0134567890]|[^\W\d_A-ZА-ЯΑ-Ω])+")


@functools.cache
def _numeric() -> re.Pattern[str]:
    """Tokens that may be a number with letters in it, wherever they stand."""
    return re.compile(rf"(?!(?:{OCTAL}|{ABBREVIATED})\Z)(?={LETTERED_NUMBER}\Z)(?:{YEARLIKE}|{INSIDE})")


def _judge(profile: Profile, document: int, tokens: list[Token], options: Options, spans: Spans) -> None:
    text = profile.document_text(document)
    suspects = [token for token in tokens if _clue(token.text) == "suspect"]
    numbers = [
        t for t in suspects if options.numbers and _numeric().fullmatch(t.text) and _is_number(text, t)
    ]
    words = []
    if options.words and any(len(t.text) >= SHORTEST and _stands_free(text, t) for t in suspects):
        words = [t for t in tokens if len(t.text) >= SHORTEST and _stands_free(text, t)]
    for token in numbers:
        repaired = token.text.translate(DIGITS)
        spans.add(
            document, token.start, token.stop, "letter_for_digit", 0.85,
            f"letters stand for digits; as a number: {repaired}", repaired,
        )  # fmt: skip
    found = list(_leet(profile, document, words)) if words else []
    if found and (re.search(TOPIC, text) or confusables.is_subject(text)):
        return
    for token, word, confidence in found:
        if token not in numbers:
            evidence = f"digits stand for letters; as a word: {word}"
            spans.add(document, token.start, token.stop, "digit_for_letter", confidence, evidence, word)


@functools.cache
def _bound() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What, before or after a token, makes it a part of something longer."""
    return (
        re.compile(r"[/\\_@#=<>{}$&%+~`^]|\w[.:]$|^\.+$|\d[.,:]?-?$"),
        re.compile(r"[/\\_@#=<{}$&%+~`^(\[]|[.:]\w|-\d"),
    )


def _stands_free(text: str, token: Token) -> bool:
    """Whether the token is a word of prose: not part of code, an address, a path or an identifier."""
    before = text[max(0, token.start - 30) : token.start]
    after = text[token.stop : token.stop + 30]
    lead = "" if not before or before[-1].isspace() else before.split()[-1]
    tail = "" if not after or after[0].isspace() else after.split()[0]
    bound_before, bound_after = _bound()
    if bound_before.search(lead) or bound_after.match(tail):
        return False
    line = (
        text[text.rfind("\n", 0, token.start) + 1 : token.start]
        if "\n" in text[max(0, token.start - 300) : token.start]
        else before
    )
    return line.count("`") % 2 == 0 and not re.search(r"[/_@]\w", tail)


def _is_number(text: str, token: Token) -> bool:
    """Whether letters stand for digits in a token that is ``_numeric``, given what is around it."""
    chars = token.text
    before = text[max(0, token.start - 2) : token.start]
    after = text[token.stop : token.stop + 2]
    if re.search(r"[\w/\\@#=<>{}&+~`^:-]$", before) and not re.search(r"\d[-–]$|\d,$", before):
        return False
    if re.match(r"[/\\@#=<>{}&+~`^_(\[]|[.:]\w|-\w", after):
        return False
    if len(chars) == 4 and re.fullmatch(YEARLIKE, chars):
        return True
    if not re.fullmatch(INSIDE, chars):
        return False
    in_number = (
        re.search(r"\d[,.–-]$|[$€£¥]\s?$", before) is not None or re.match(r"\s?[%€£°]", after) is not None
    )
    digits = sum(c.isdigit() for c in chars)
    if re.fullmatch(r"[1-9][0-9]*(?:OO|ОО)", chars):  # no code, unit or model number is written so
        return True
    return in_number or (
        len(chars) >= 3 and digits >= 3 and not chars.endswith(("l", "I", "o")) and chars[0] not in "Il"
    )


def _readings(word: str) -> Iterator[str]:
    """Words that the token may stand for, the likeliest first. At most 64."""
    table = CYRILLIC_LETTERS if any("\u0400" <= c <= "\u04ff" for c in word) else LETTERS
    choices = [table.get(c, c) if c.isdigit() else c for c in word]
    for letters in itertools.islice(itertools.product(*choices), 64):
        yield "".join(letters)


def _leet(profile: Profile, document: int, tokens: list[Token]) -> Iterator[tuple[Token, str, float]]:
    """Tokens that are words with digits in them, with the word and how sure that is."""
    text = profile.document_text(document)
    lower = {token: token.text.lower() for token in tokens}
    lower = {token: word for token, word in lower.items() if not re.fullmatch(NUMERONYM, word)}
    times = Counter(lower.values())
    quoted = {word for token, word in lower.items() if _is_quoted(text, token)}
    suspects = [word for word in times if re.search(INTERIOR, word) or _half_word(word)]
    if not suspects:
        return
    known = _Vocabulary(text, profile.languages[document])
    sure: dict[str, tuple[str, float]] = {}
    names: dict[str, tuple[str, float]] = {}
    for word in suspects:
        reading = _first(_readings(word), known)
        inside = re.search(INTERIOR, word) is not None
        if reading is not None and (inside or not known.has(word.strip("0123456789"))):
            found = (reading, 0.9 if inside else 0.75)
        elif (
            inside
            and word not in quoted
            and not known.extends(word)
            and (reading := _plausible(word)) is not None
        ):
            found = (reading, 0.7)
        else:
            continue
        # Asked last, because it means to look for all such words of the text.
        if known.counts(word):
            continue
        # What no list has and what occurs again may be a name, unless the text has the word in letters too.
        certain = times[word] == 1 or known.listed(reading) or (len(word) > SHORTEST and known.has(reading))
        (sure if certain else names)[word] = found
    # Beside such words, names count, and words whose only digit is their first or last.
    if sure:
        sure |= names
        for word in times.keys() - sure.keys():
            if (reading := _first(_readings(word), known)) is not None:
                sure[word] = (reading, 0.8)
    for token, word in lower.items():
        if word in sure:
            yield token, _cased(token.text, sure[word][0]), sure[word][1]


def _is_quoted(text: str, token: Token) -> bool:
    """Whether the token alone stands in straight quotation marks, as names do in programs."""
    before = text[token.start - 1 : token.start]
    return before in ("'", '"') and before == text[token.stop : token.stop + 1]


def _half_word(token: str) -> bool:
    """Whether a token with its digits at an edge is long enough to judge and no English word with a number."""
    rest = token.strip("0123456789")
    return len(token) >= 5 and len(rest) >= 3 and word_lists.completeness(rest, "en") != "word"


def _first(readings: Iterable[str], known: _Vocabulary) -> str | None:
    return next((word for word in readings if word.isalpha() and known.has(word)), None)


def _cased(token: str, word: str) -> str:
    return word.capitalize() if token[:1].isupper() else word


def _plausible(token: str) -> str | None:
    """What an unknown token reads as once its digits are letters, if that reads like a word."""
    groups = re.findall(r"\d+", token)
    letters = sum(c.isalpha() for c in token)
    if (
        len(token) < UNKNOWN_LETTERS
        or letters * 2 < len(token)
        or re.fullmatch(f"{PRODUCT}|{VERSION}", token)
    ):
        return None
    # One digit says little: it must not be a 4 ("for"), and the letters must be many.
    if len(groups) == 1 and (letters < UNKNOWN_LETTERS - 1 or len(groups[0]) > 1 or groups[0] == "4"):
        return None
    readings = [word for word in _readings(token) if word.isalpha() and not re.search(UNPRONOUNCEABLE, word)]
    costs = [(likelihood.mean_bits(f" {word} "), word) for word in readings]
    bits, best = min(costs, default=(99.0, ""))
    return best if bits <= UNKNOWN_BITS else None


class _Vocabulary:
    """Words of the document and common words of its language and of English."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text.lower()
        self._languages = tuple(dict.fromkeys((language, "en")))

    def counts(self, word: str) -> bool:
        """Whether the word ends in a number and stands in the document with another one: file1 beside file2."""
        stem = word.rstrip("0123456789")
        return stem != word and any(
            self._stands(f"{stem}{digit}") for digit in range(10) if f"{stem}{digit}" != word
        )

    def extends(self, word: str) -> bool:
        """Whether the word begins with another of the document that ends in digits: sha1sum beside sha1."""
        head = re.match(r"[^\W\d_]+\d+", word)
        return head is not None and self._stands(head[0])

    def listed(self, word: str) -> bool:
        """Whether a word list has the word."""
        return any(word_lists.completeness(word, name) == "word" for name in self._languages)

    def has(self, word: str) -> bool:
        """Whether the word stands in the document or in a list."""
        return self.listed(word) or (len(word) >= SHORTEST and self._stands(word))

    def _stands(self, word: str) -> bool:
        """Whether the document has the word, in letters and digits alone."""
        # Not a set of all its words: few words are asked for, and most of them are not there at all.
        at = self._text.find(word)
        while at >= 0:
            stop = at + len(word)
            if not (self._text[max(at - 1, 0) : at].isalnum() or self._text[stop : stop + 1].isalnum()):
                return True
            at = self._text.find(word, at + 1)
        return False


def _flag_digit_sets(profile: Profile, spans: Spans) -> None:
    """Numbers with ASCII digits and digits of another numbering system side by side."""
    bits = profile.bits
    other = profile.where_above(DIGIT)
    if len(other) == 0:
        return
    points = profile.codepoints
    at = points.take(other)
    # Fullwidth and mathematical digits are digits in another dress.
    other = other[((at < 0xFF10) | (at > 0xFF19)) & ((at < 0x1D7CE) | (at > 0x1D7FF))]
    beside = _ascii_digit(points, other - 1) | _ascii_digit(points, other + 1)
    reached = -1
    for position in other[beside].tolist():
        if position < reached:
            continue
        start = stop = position
        while start > 0 and int(bits[start - 1]) & DIGIT:
            start -= 1
        while int(bits[stop]) & DIGIT:
            stop += 1
        reached = stop
        number = profile.text[start:stop]
        plain = "".join(str(unicodedata.digit(c, "?")) for c in number)
        document, offset = profile.batch.locate(start)
        evidence = f"digits of two numbering systems; plainly {plain}"
        repaired = None if "?" in plain else plain
        spans.add(document, offset, offset + stop - start, "two_digit_sets", 0.95, evidence, repaired)


def _ascii_digit(
    points: NDArray[np.uint32] | NDArray[np.uint8], positions: NDArray[np.int64]
) -> NDArray[np.bool_]:
    point = points[np.maximum(positions, 0)]
    return (point >= 0x30) & (point <= 0x39)
