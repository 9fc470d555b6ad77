"""Letters of another alphabet inside a word, and whole words spelled in lookalike letters.

Flags
-----
Words such as ``pаypal`` (with a Cyrillic а), ``пpовeрка`` (with Latin p and e) or ``fοr`` (with a Greek ο):
letters of two alphabets in one word where the strangers look like letters of the word's own alphabet. Also
words written wholly in lookalikes, such as Cyrillic ``сору`` in an English sentence, styled mathematical
letters inside an ordinary word, and kana for the ideographs that they look like (``门ロ``, ``ダイア口グ``).

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
>>> spans("mixed_script_word", "メ二ューからダイア口グを開きます。")
[('二', 'kana_lookalike'), ('口', 'kana_lookalike')]

Blind spots
-----------
Lookalikes within one alphabet (Latin ɡ for g). Strangers that look like nothing in the word's alphabet: they
are slang, brands or mojibake. Words wholly in lookalikes when the text has honest words of that alphabet too,
unless the same word also occurs in its own letters. Latin words in Cyrillic or Greek text are at home there:
only those count that are no English word but, read in the text's alphabet, a common one. A Latin stem with a
Cyrillic ending that happens to be all lookalikes, in a Cyrillic text. Kana between the ideographs of Japanese,
ー for 一 where it may be a dash, へ for ヘ.

Sources
-------
Unicode Technical Standard #39, mixed-script detection and confusables (textgate/scripts/confusables.py). The rule
that a script is suspect only if all its words could be lookalikes is that of rustc's lint
``mixed_script_confusables``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, NamedTuple

import numpy as np

from textgate.charclass import COMPATIBILITY, CYRILLIC, GREEK, LATIN, OTHER_SCRIPT
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.scripts import confusables, kana, whole_words
from textgate.scripts.confusables import STYLED, Word, scripts_of
from textgate.scripts.honest_words import DOMINANT, Context, is_honest
from textgate.scripts.mixed_words import mixed_words
from textgate.truncation import word_lists

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
    "kana_lookalike": "a kana in place of the ideograph that it looks like, or an ideograph in a katakana word",
    "whole_word": "a word written wholly in letters that look like those of the text's alphabet",
}
KIND_SEVERITY: dict[str, Severity] = {}

NAMES = {"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek", "Armn": "Armenian"}
KABYLE = frozenset("γεσ")  # Greek letters that Kabyle writes in Latin words
LATIN_WORD = r"(?<![^\W\d_])[ABCEHIKMNOPTXYZaceiopuvxy]{2,}(?![^\W\d_])"
# Signs that bytes of letters become in a wrong code page.
GARBLE = r"[\x80-\xa8\xac\xaf-\xb1\xb4\xb6\xb8\u2500-\u259f\ufffd]"
MOST_EXAMPLES = 30  # different altered words that a text about such words shows
ROMAN_NUMERAL = r"[IVXLCDM]+"


class Options(NamedTuple):
    """Options of ``mixed_script_word``."""

    whole_words: Annotated[bool, Option("also flag words written wholly in lookalike letters")] = True
    least_letters: Annotated[
        int, Option("shortest word that is judged", unit="letters", minimum=2, maximum=20)
    ] = 2


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    count = len(profile)
    if profile.ascii or not count:
        return Measured.nothing(count)
    masks = (LATIN, CYRILLIC, GREEK, OTHER_SCRIPT)
    alphabets = np.sum([profile.has(mask) for mask in masks], axis=0)
    candidates = (alphabets >= 2) | ((alphabets == 1) & profile.has(COMPATIBILITY))
    spans = Spans()
    if candidates.any():
        tainted = _flag_mixed(profile, options, spans)
        if options.whole_words:
            _flag_whole(profile, tainted, options, spans)
    for document, offset, right in kana.twins(profile):
        wrong = profile.document_text(document)[offset]
        evidence = f"{wrong} U+{ord(wrong):04X} stands for {right} U+{ord(right):04X}, which looks like it"
        spans.add(document, offset, offset + 1, "kana_lookalike", 0.9, evidence, right)
    return Measured.covered(count, spans)


def _flag_mixed(profile: Profile, options: Options, spans: Spans) -> dict[int, set[tuple[str, str]]]:
    """Add the mixed words; return document -> {(alphabet, stranger)} of what was found."""
    by_document: dict[int, list[Word]] = {}
    document = 0
    for word in mixed_words(profile):
        while word.start >= profile.stops[document]:
            document += 1
        if len(word.text) >= options.least_letters and len(set(word.scripts)) > 1:
            by_document.setdefault(document, []).append(word)
    tainted: dict[int, set[tuple[str, str]]] = {}
    for document, words in by_document.items():
        context = Context(profile, document)
        # A word is judged once, however often it occurs.
        places = Counter(word.text for word in words)
        distinct = {word.text: word for word in words}
        begin = int(profile.starts[document])
        repairs = {}
        for text, word in distinct.items():
            start, stop = word.start - begin, word.stop - begin
            around = context.text[max(start - 1, 0) : start] + context.text[stop : stop + 1]
            repairs[text] = _repair(word, context, around)
        if _other_cause([(distinct[text], repairs[text], count) for text, count in places.items()]):
            continue
        repaired_words = sum(repair is not None for repair in repairs.values())
        if repaired_words <= MOST_EXAMPLES and confusables.is_subject(context.text):
            continue
        findings = {}
        for text, word in distinct.items():
            if (repair := repairs[text]) is not None:
                alphabet, repaired, confidence = repair
                strangers = ((alphabet, script) for script in word.scripts if script != alphabet)
                tainted.setdefault(document, set()).update(strangers)
                findings[text] = _kind(word, alphabet), confidence, _evidence(word, alphabet), repaired
        for word in words:
            if word.text in findings:
                spans.add(document, word.start - begin, word.stop - begin, *findings[word.text])
    return tainted


def _other_cause(found: list[tuple[Word, tuple[str, str, float] | None, int]]) -> bool:
    """Whether the mixed words of a document are not homoglyphs: a wrong code page, or Kabyle.

    Each of the distinct words comes with its repair and with how often it occurs.
    """
    fit = [(word, repair[0], count) for word, repair, count in found if repair is not None]
    several = sum(count for _, _, count in found) > 2
    if several and all(set(word.strangers(alphabet)) <= KABYLE for word, alphabet, _ in fit):
        return True
    # Strangers inside words that look like nothing there are letters of the wrong code page.
    unfit = sum(count for word, repair, count in found if repair is None and len(word.runs) >= 3)
    return unfit > sum(count for _, _, count in fit)


def _repair(word: Word, context: Context, around: str) -> tuple[str, str, float] | None:
    """(alphabet, repaired word, confidence), or None for a word that may be right as it is.

    ``around`` holds the characters before and after it.
    """
    if re.search(GARBLE, around):
        return None
    present = Counter(script for script in word.scripts if script in confusables.ALPHABETS)
    choices = []
    for alphabet in present:
        repaired = word.spelled_in(alphabet, confusables.lookalikes(alphabet))
        exact = repaired is not None
        if not exact and _interleaved(word, alphabet):
            repaired = word.spelled_in(alphabet, confusables.near_lookalikes(alphabet))
        if repaired is not None and not is_honest(word, alphabet, context):
            choices.append((exact, context.letters[alphabet], present[alphabet], alphabet, repaired))
    if not choices:
        return None
    exact, _, _, alphabet, repaired = max(choices)
    return alphabet, repaired, 0.95 if exact else 0.85


def _interleaved(word: Word, alphabet: str) -> bool:
    """Whether strangers stand between letters of the word's own alphabet and are fewer."""
    return len(word.runs) >= 3 and word.scripts.count(alphabet) * 2 > len(word.text)


def _kind(word: Word, alphabet: str) -> str:
    strangers = {script for script in word.scripts if script not in (alphabet, "Zinh")}
    if strangers == {STYLED}:
        return "styled_letters"
    name = next(iter(strangers)) if len(strangers) == 1 else ""
    kind = f"{NAMES.get(name, 'other').lower()}_in_{NAMES[alphabet].lower()}"
    return kind if kind in KINDS else "other_alphabet"


def _evidence(word: Word, alphabet: str) -> str:
    shown = ", ".join(dict.fromkeys(f"{char} U+{ord(char):04X}" for char in word.strangers(alphabet)))
    return f"not {NAMES[alphabet]} letters in a {NAMES[alphabet]} word: {shown}"


def _flag_whole(
    profile: Profile, tainted: dict[int, set[tuple[str, str]]], options: Options, spans: Spans
) -> None:
    """Add words written wholly in lookalikes, in documents that another alphabet dominates."""
    for document in sorted({*whole_words.candidates(profile, 2 * DOMINANT), *tainted}):
        found = tainted.get(document, set())
        context = Context(profile, document)
        if not found and confusables.is_subject(context.text):
            continue
        for alphabet, other in _pairs(context):
            for word, repaired in _whole_words(alphabet, other, context, (alphabet, other) in found):
                if len(word.text) >= options.least_letters:
                    evidence = _evidence(word, alphabet)
                    spans.add(document, word.start, word.stop, "whole_word", 0.85, evidence, repaired)


def _pairs(context: Context) -> Iterator[tuple[str, str]]:
    """(dominant alphabet, other alphabet) of a document."""
    for alphabet in ("Latn", "Cyrl", "Grek"):
        for other in sorted(context.letters):
            if other not in (alphabet, "Zyyy", "Zinh", "Zzzz") and context.dominant(alphabet, other):
                yield alphabet, other


def _whole_words(alphabet: str, other: str, context: Context, mixed: bool) -> Iterator[tuple[Word, str]]:
    """Words wholly of script ``other`` that are words of ``alphabet``, with their repaired spelling."""
    table = confusables.lookalikes(alphabet)
    if other == "Latn":
        found = context.words_like(LATIN_WORD if mixed else whole_words.LATIN_TWIN)
    else:
        found = context.far_words
    mine = [word for word in found if word.scripts[0] == other]
    words = [word for word in mine if all(char in table for char in word.text)]
    honest = len(words) < len(mine)
    for word in words:
        if honest and _among_its_own(word, other, context, table):
            continue
        repaired = "".join(table[char] for char in word.text)
        if alphabet != "Latn":
            suspect = _latin_for_other(word, repaired, context, mixed)
        elif honest:
            suspect = repaired.casefold() in context.words
        else:
            suspect = repaired.casefold() in context.words or _in_sentence(word, repaired, context, mixed)
        if suspect:
            yield word, repaired


def _among_its_own(word: Word, other: str, context: Context, table: Mapping[str, str]) -> bool:
    """Whether the next word before or after is of the same script and has letters without a twin."""
    before = re.search(r"([^\W\d_]+) $", context.text[max(0, word.start - 30) : word.start])
    after = re.match(r" ([^\W\d_]+)", context.text[word.stop : word.stop + 30])
    return any(
        set(scripts_of(found[1])) == {other} and not all(char in table for char in found[1])
        for found in (before, after)
        if found
    )


def _latin_for_other(word: Word, repaired: str, context: Context, mixed: bool) -> bool:
    """Whether a Latin word in a Cyrillic or Greek text can only be a word of that text's language."""
    if (
        re.fullmatch(ROMAN_NUMERAL, word.text)
        or word_lists.completeness(repaired, context.language) != "word"
    ):
        return False
    if len(word.text) == 2 and not word.text.islower():
        return False  # a unit or a variable: KB, xM
    # Latin words are at home everywhere: this one must be no word of its own, or have mixed company.
    return mixed or (not word.text.isupper() and word_lists.completeness(word.text, "en") != "word")


def _in_sentence(word: Word, repaired: str, context: Context, mixed: bool) -> bool:
    """Whether the word stands among Latin words as one of them, or reads as a common one."""
    # Three capitals may be an abbreviation of their own alphabet.
    if (len(repaired) > 3 or not repaired.isupper()) and context.knows(repaired):
        return True
    before = context.text[max(0, word.start - 2) : word.start]
    after = context.text[word.stop : word.stop + 2]
    attached = bool(re.search(r"[A-Za-z]['’\-]$", before) or re.match(r"['’\-][A-Za-z]", after))
    if re.search(r"[\"'«“‘(\[{<„]$", before) and not mixed and not attached:
        return False
    flowing = bool(re.search(r"[A-Za-z,.:;]\s$|\s$", before) and re.match(r"\s[A-Za-z]|[.,;:!?]", after))
    vowels = re.search(r"[aeiouyAEIOUY]", repaired) is not None
    return (attached or flowing or mixed) and vowels and (not repaired.isupper() or attached or mixed)
