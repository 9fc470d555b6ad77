"""Find letters of another alphabet inside a word, and whole words spelled in lookalike letters.

Flags
-----
Words such as ``pаypal`` (with a Cyrillic а), ``пpовeрка`` (with Latin p and e) or ``fοr`` (with a Greek ο):
letters of two alphabets in one word where the strangers look like letters of the word's own alphabet. Also
words written wholly in lookalikes, such as Cyrillic ``сору`` in an English sentence, and styled mathematical
letters inside an ordinary word.

Why it matters
--------------
To a reader the word is right; to a search, a tokenizer, a spell checker or a language model it is another
word. Such letters come from spammers who dodge filters, from plagiarists, from OCR of the wrong language and
from keyboards left in the wrong layout.

Measures
--------
The number of code points in altered words.

Passes
------
Foreign words beside others, Latin stems with Cyrillic endings, units, Greek in formulas and names of genes:

>>> from textgate.testing import spans
>>> spans("mixed_script_word", "Слово iPhone и версия API-шная, Т-34, 5 μm, Δx, TNFα и PPARγ.")
[]

Fails
-----
>>> spans("mixed_script_word", "The lаst pаge of the book is here.")
[('lаst', 'cyrillic_in_latin'), ('pаge', 'cyrillic_in_latin')]
>>> spans("mixed_script_word", "Он быстpо пpочитал книгу.")
[('быстpо', 'latin_in_cyrillic'), ('пpочитал', 'latin_in_cyrillic')]

Blind spots
-----------
Lookalikes within one alphabet (Latin ɡ for g). Strangers that look like nothing in the word's alphabet: they
are slang, brands or mojibake. Words wholly in lookalikes when the text has honest words of that alphabet too,
unless the same word also occurs in its own letters. A Latin stem with a Cyrillic ending that happens to be all
lookalikes, in a Cyrillic text.

Sources
-------
Unicode Technical Standard #39, mixed-script detection and confusables (textgate/confusables.py). The rule
that a script is suspect only if all its words could be lookalikes is that of rustc's lint
``mixed_script_confusables``.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from textgate import charclass, confusables, language, word_lists
from textgate.charclass import COMPATIBILITY, CYRILLIC, GREEK, LATIN, MARK, OTHER_SCRIPT
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile

FAMILY = "scripts"
UNIT = "characters in altered words"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS = {
    "cyrillic_in_latin": "Cyrillic letters in a word of the Latin alphabet",
    "greek_in_latin": "Greek letters in a word of the Latin alphabet",
    "latin_in_cyrillic": "Latin letters in a Cyrillic word",
    "greek_in_cyrillic": "Greek letters in a Cyrillic word",
    "latin_in_greek": "Latin letters in a Greek word",
    "cyrillic_in_greek": "Cyrillic letters in a Greek word",
    "other_alphabet": "letters of another alphabet (Armenian, Cherokee, Coptic ...) in a word",
    "styled_letters": "mathematical or other styled letters inside an ordinary word",
    "whole_word": "a word written wholly in letters that look like those of the text's alphabet",
}
KIND_SEVERITY: dict[str, Severity] = {}

ALPHABETIC = LATIN | CYRILLIC | GREEK | OTHER_SCRIPT
NAMES = {"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek", "Armn": "Armenian"}
TARGET_BIT = {"Latn": LATIN, "Cyrl": CYRILLIC, "Grek": GREEK}
# Letters that formulas and names of genes, particles and cells put beside Latin ones; the other lookalikes
# (Α, Β, ο, υ ...) have the shape of a Latin letter, so nobody chooses them on purpose.
FORMULA_GREEK = frozenset("αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩϵϕ")
ORDINAL_ENDINGS = frozenset("й я е го му м х ой ая ое ый ые ого ому ым ых ом".split())
ORTHOGRAPHIC = frozenset("əɛɔɓɖɗɣɩʋʊʒʻʼ")  # of the phonetic blocks, but letters of living alphabets
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log exp lim max min sup inf arg".split()
)
DOMINANT = 3  # a script dominates a document when it has this many times the letters of the other


@dataclass(frozen=True, slots=True)
class Options:
    """Options of ``mixed_script_word``."""

    whole_words: Annotated[bool, Option("also flag words written wholly in lookalike letters")] = True
    least_letters: Annotated[
        int, Option("shortest word that is judged", unit="letters", minimum=2, maximum=20)
    ] = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and marks: positions in the batch, text, and the script of each letter."""

    start: int
    stop: int
    text: str
    scripts: tuple[str, ...]

    @property
    def runs(self) -> list[tuple[str, str]]:
        """Maximal runs of one script, as (script, letters)."""
        found: list[tuple[str, str]] = []
        for char, script in zip(self.text, self.scripts, strict=True):
            if found and found[-1][0] == script:
                found[-1] = (script, found[-1][1] + char)
            else:
                found.append((script, char))
        return found


@functools.cache
def _script_names() -> list[str]:
    return charclass.script_names()


def _scripts_of(text: str) -> tuple[str, ...]:
    """Script of every letter; a mark takes that of the letter before, a styled letter is "Zmth"."""
    table, names = charclass.scripts(), _script_names()
    found: list[str] = []
    for char in text:
        name = names[int(table[ord(char)])]
        if name == "Zyyy" or (name == "Latn" and 0xFF21 <= ord(char) <= 0xFF5A):
            name = "Zmth"
        elif name == "Zinh" or (found and unicodedata.category(char)[0] == "M"):
            name = found[-1] if found else name
        found.append(name)
    return tuple(found)


def _alphabet_bits(profile: Profile) -> NDArray[np.uint32]:
    """``uint32[c]``: the alphabet bit of each letter, that of its letter for a mark, else 0."""
    bits = profile.bits & np.uint32(ALPHABETIC)
    if profile.has(COMPATIBILITY).any():
        points = profile.codepoints
        styled = np.flatnonzero((points >= 0x1D400) & (points < 0x1D7CC))
        bits[styled] = COMPATIBILITY
    if profile.has(MARK).any():
        marks = profile.where(MARK)
        marks = marks[marks > 0]
        for _ in range(3):  # as many marks as any orthography stacks on a letter
            bits[marks] = np.where(bits[marks] == 0, bits[marks - 1], bits[marks])
    return bits


def _mixed_words(profile: Profile, bits: NDArray[np.uint32]) -> Iterator[Word]:
    """Words in which letters of two alphabets meet, in order."""
    left, right = bits[:-1], bits[1:]
    edges = np.flatnonzero((left != right) & (left != 0) & (right != 0))
    if len(edges) == 0:
        return
    # Thai, Devanagari and the like are written without spaces beside Latin; they have no lookalikes.
    points = profile.codepoints
    keep = _has_lookalikes(bits, points, edges) & _has_lookalikes(bits, points, edges + 1)
    reached = -1
    for edge in edges[keep].tolist():
        if edge < reached:
            continue
        word = _word_at(profile, bits, edge)
        reached = word.stop
        yield word


def _has_lookalikes(
    bits: NDArray[np.uint32], points: NDArray[np.uint32] | NDArray[np.uint8], at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    point = points[at]
    known = (bits[at] & np.uint32(OTHER_SCRIPT)) == 0
    for first, last in (
        (0x530, 0x58F),
        (0x10A0, 0x10FF),
        (0x13A0, 0x13FF),
        (0x2C80, 0x2CFF),
        (0xA4D0, 0xA4FF),
    ):
        known |= (point >= first) & (point <= last)
    return known | ((point >= 0xAB70) & (point <= 0xABBF)) | ((point >= 0x10400) & (point <= 0x1044F))


def _word_at(profile: Profile, bits: NDArray[np.uint32], position: int) -> Word:
    start = stop = position
    while start > 0 and bits[start - 1]:
        start -= 1
    while stop < len(bits) and bits[stop]:
        stop += 1
    text = profile.text[start:stop]
    return Word(start, stop, text, _scripts_of(text))


def _spelled_in(word: Word, target: str, table: Mapping[str, str]) -> str | None:
    """The word in letters of ``target``, or None if a letter has no twin there."""
    letters = []
    for char, script in zip(word.text, word.scripts, strict=True):
        if script in (target, "Zinh") or unicodedata.category(char)[0] == "M":
            letters.append(char)
        elif script == "Zmth":
            letters.append(unicodedata.normalize("NFKC", char))
        elif char in table:
            letters.append(table[char])
        else:
            return None
    return "".join(letters)


class Context:
    """What the rest of a document says about which letters are at home in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.casefold()
        self._languages: tuple[str, ...] = ()
        table, names = charclass.scripts(), _script_names()
        counts = np.bincount(
            table.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"))
        )
        self.letters = {names[i]: int(counts[i]) for i in np.flatnonzero(counts)}

    def dominant(self, target: str, other: str) -> bool:
        """Whether ``target`` has several times the letters of ``other``."""
        return self.letters.get(target, 0) >= DOMINANT * max(1, self.letters.get(other, 0))

    def knows(self, word: str) -> bool:
        """Whether the word is common in the document's language or in English."""
        if not self._languages:
            self._languages = (language.identify(self.text), "en")
        return any(word_lists.completeness(word, name) == "word" for name in self._languages)

    def has_word(self, word: str) -> bool:
        """Whether the word occurs by itself, in any case."""
        return re.search(rf"(?<![^\W\d_]){re.escape(word.casefold())}(?![^\W\d_])", self.lower) is not None


def _repair(word: Word, context: Context) -> tuple[str, str, float] | None:
    """(target script, repaired word, confidence), or None for a word that may be right as it is."""
    present = Counter(script for script in word.scripts if script in confusables.ALPHABETS)
    choices = []
    for target in present:
        repaired = _spelled_in(word, target, confusables.lookalikes(target))
        near = repaired is None
        if near and _interleaved(word, target):
            repaired = _spelled_in(word, target, confusables.near_lookalikes(target))
        if repaired is not None and not _legitimate(word, target, context):
            choices.append((not near, context.letters.get(target, 0), present[target], target, repaired))
    if not choices:
        return None
    exact, _, _, target, repaired = max(choices)
    return target, repaired, 0.95 if exact else 0.85


def _interleaved(word: Word, target: str) -> bool:
    """Whether strangers stand between letters of the word's own alphabet, or only a few letters are strange."""
    runs = word.runs
    own = sum(len(letters) for script, letters in runs if script == target)
    return len(runs) >= 3 and own * 2 > len(word.text)


def _legitimate(word: Word, target: str, context: Context) -> bool:
    runs = word.runs
    if "Zmth" in word.scripts and word.scripts.count(target) < 3:
        return True
    strange = _strangers(word, target)
    if len(strange) * 2 > len(word.text) and not context.dominant(target, "Latn") and target != "Latn":
        return True  # one odd letter in a Latin word makes no word of the other alphabet: KoЯn, aβa
    if target == "Cyrl" and "і" not in context.lower and set(strange) <= set("Il"):
        return True  # the palochka of Caucasian languages, typed as I or l
    if len(runs) == 2 and {runs[0][0], runs[1][0]} == {"Latn", "Cyrl"}:
        return _stem_and_ending(runs, target, context)
    if "Grek" in word.scripts and "Latn" in word.scripts:
        return _formula(word, target, context)
    return False


def _stem_and_ending(runs: list[tuple[str, str]], target: str, context: Context) -> bool:
    """Latin stem with a Cyrillic ending (``iPhoneом``, ``XXго``) and the like."""
    (first, head), (_, tail) = runs
    if head.isupper() and tail in ORDINAL_ENDINGS:
        return True
    if first != "Latn":
        # Two letters of different case: рH, кB. Written so on purpose, or too short to say.
        return len(head) == len(tail) == 1 and head.isupper() != tail.isupper() and not head.isupper()
    if target == "Latn":
        return len(head) >= 2 and context.letters.get("Cyrl", 0) > context.letters.get("Latn", 0)
    if head.isupper() and tail.islower() and len(head) >= 2:
        return True
    return len(head) >= 3 and context.has_word(head)


def _formula(word: Word, target: str, context: Context) -> bool:
    """Greek letters that a formula, a unit or a gene's name puts beside Latin ones."""
    if target != "Latn":
        return len(word.text) < 3 and context.letters.get("Latn", 0) > context.letters.get("Grek", 0)
    greek = set(_strangers(word, target))
    if not greek <= FORMULA_GREEK:
        return False
    if any(0x250 <= ord(c) <= 0x2FF and c not in ORTHOGRAPHIC for c in word.text):
        return True  # phonetic notation borrows Greek letters
    if greek == {"β"} and not any(c in "ßäöü" for c in context.lower):
        return True  # only German writes words with the letter that β looks like
    latin = "".join(c for c, script in zip(word.text, word.scripts, strict=True) if script == "Latn")
    repaired = _spelled_in(word, target, confusables.lookalikes(target))
    if latin.islower() and repaired is not None and len(repaired) > 2 and context.knows(repaired):
        return False
    if latin in FUNCTIONS:
        return True
    if len(latin) < 3 or not latin[1:].islower():
        return len(word.runs) < 3 or len(latin) < 3 or latin.isupper()
    at_edge = len(word.runs) == 2
    return (
        at_edge
        and re.search(rf"(?<![^\W\d_])[{''.join(sorted(FORMULA_GREEK))}](?![^\W\d_])", context.text)
        is not None
    )


def _strangers(word: Word, target: str) -> list[str]:
    """The letters of a word that are not of its own alphabet."""
    return [
        char for char, script in zip(word.text, word.scripts, strict=True) if script not in (target, "Zinh")
    ]


def _kind(word: Word, target: str) -> str:
    strangers = {script for script in word.scripts if script not in (target, "Zinh")}
    if strangers == {"Zmth"}:
        return "styled_letters"
    name = next(iter(strangers)) if len(strangers) == 1 else ""
    kind = f"{NAMES.get(name, 'other').lower()}_in_{NAMES[target].lower()}"
    return kind if kind in KINDS else "other_alphabet"


def _evidence(word: Word, target: str) -> str:
    shown = ", ".join(dict.fromkeys(f"{char} U+{ord(char):04X}" for char in _strangers(word, target)))
    return f"not {NAMES[target]} letters in a {NAMES[target]} word: {shown}"


def _whole_words(text: str, target: str, other: str, context: Context, tainted: bool) -> Iterator[Word]:
    """Words wholly of script ``other`` that read as words of ``target``."""
    table = confusables.lookalikes(target)
    words = []
    honest = False
    for match in re.finditer(r"[^\W\d_]+", text):
        chars = match.group()
        if chars.isascii():
            continue
        scripts = _scripts_of(chars)
        if set(scripts) == {other}:
            twin = all(char in table for char in chars)
            honest |= not twin
            if twin and len(chars) > 1:
                words.append(Word(match.start(), match.end(), chars, scripts))
    for word in words:
        repaired = "".join(table[char] for char in word.text)
        if context.has_word(repaired):
            yield word
        elif not honest and (_in_sentence(text, word, repaired, tainted) or _is_word(repaired, context)):
            yield word


def _is_word(repaired: str, context: Context) -> bool:
    """Whether the reading is a common word; three capitals may be an abbreviation of its own alphabet."""
    return (len(repaired) > 3 or not repaired.isupper()) and context.knows(repaired)


def _in_sentence(text: str, word: Word, repaired: str, tainted: bool) -> bool:
    """Whether the word stands among Latin words as one of them, and can be one."""
    before = text[max(0, word.start - 2) : word.start]
    after = text[word.stop : word.stop + 2]
    attached = bool(re.search(r"[A-Za-z]['’\-]$", before) or re.match(r"['’\-][A-Za-z]", after))
    if re.search(r"[\"'«“‘(\[{<„]$", before) and not tainted and not attached:
        return False
    flowing = bool(re.search(r"[A-Za-z,.:;]\s$|\s$", before) and re.match(r"\s[A-Za-z]|[.,;:!?]", after))
    vowels = re.search(r"[aeiouyAEIOUY]", repaired) is not None
    return (attached or flowing or tainted) and vowels and (not repaired.isupper() or attached or tainted)


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    count = len(profile)
    if profile.ascii or not count:
        return Measured.nothing(count)
    document_bits = profile.document_bits
    kinds = sum(
        (document_bits & np.uint32(bit) != 0).astype(np.int64)
        for bit in (LATIN, CYRILLIC, GREEK, OTHER_SCRIPT)
    )
    candidates = (kinds >= 2) | ((kinds == 1) & ((document_bits & np.uint32(COMPATIBILITY)) != 0))
    if not candidates.any():
        return Measured.nothing(count)
    spans = Spans()
    tainted = _flag_mixed(profile, options, spans)
    if options.whole_words:
        _flag_whole(profile, candidates, tainted, options, spans)
    return Measured.covered(count, spans)


def _flag_mixed(profile: Profile, options: Options, spans: Spans) -> dict[int, set[tuple[str, str]]]:
    """Add the mixed words; return document -> {(target, stranger)} of what was found."""
    by_document: dict[int, list[Word]] = {}
    for word in _mixed_words(profile, _alphabet_bits(profile)):
        by_document.setdefault(profile.batch.locate(word.start)[0], []).append(word)
    tainted: dict[int, set[tuple[str, str]]] = {}
    for document, words in by_document.items():
        context = Context(profile.document_text(document))
        found = [(word, _repair(word, context)) for word in words if len(word.text) >= options.least_letters]
        if _garbled(found):
            continue
        begin = int(profile.starts[document])
        for word, repair in found:
            if repair is None:
                continue
            target, repaired, confidence = repair
            tainted.setdefault(document, set()).update((target, s) for s in word.scripts if s != target)
            spans.add(
                document,
                word.start - begin,
                word.stop - begin,
                _kind(word, target),
                confidence,
                _evidence(word, target),
                repaired,
            )
    return tainted


def _garbled(found: list[tuple[Word, tuple[str, str, float] | None]]) -> bool:
    """Whether most mixed words have strangers inside that look like nothing: bytes in the wrong code page."""
    greek = {c for word, repair in found if repair for c in _strangers(word, repair[0]) if "α" <= c <= "ω"}
    if greek and greek <= set("γεσ") and len(found) > 2:
        return True  # Kabyle writes γ and ε in Latin words
    strange = sum(1 for word, repair in found if repair is None and len(word.runs) >= 3)
    return strange > sum(1 for _, repair in found if repair is not None)


def _flag_whole(
    profile: Profile,
    candidates: NDArray[np.bool_],
    tainted: dict[int, set[tuple[str, str]]],
    options: Options,
    spans: Spans,
) -> None:
    latin = profile.count(LATIN)
    foreign = profile.count(CYRILLIC | GREEK | OTHER_SCRIPT)
    few = candidates & (foreign > 0) & (latin >= 20 * foreign)
    for document in sorted(set(np.flatnonzero(few).tolist()) | set(tainted)):
        text = profile.document_text(document)
        context = Context(text)
        suspects = tainted.get(document, set())
        for other in context.letters:
            if other in ("Latn", "Zyyy", "Zinh", "Zzzz") or not context.dominant("Latn", other):
                continue
            for word in _whole_words(text, "Latn", other, context, ("Latn", other) in suspects):
                if len(word.text) >= options.least_letters:
                    repaired = _spelled_in(word, "Latn", confusables.lookalikes("Latn"))
                    spans.add(
                        document, word.start, word.stop, "whole_word", 0.85, _evidence(word, "Latn"), repaired
                    )
