"""Words of two alphabets that somebody may have written on purpose: endings on foreign stems, genes, formulas."""

from __future__ import annotations

import functools
import re
from collections import Counter

import numpy as np

from textgate import charclass
from textgate.profile import Profile
from textgate.scripts import confusables, whole_words
from textgate.scripts.confusables import STYLED, Word, scripts_of
from textgate.truncation import word_lists

# Letters that formulas and names of genes, particles and cells put beside Latin ones; the other lookalikes
# (Α, Β, ο, υ ...) have the shape of a Latin letter, so nobody chooses them on purpose.
FORMULA_GREEK = frozenset("αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩϵϕ")
LONE_GREEK = r"(?<![^\W\d_])[αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩϵϕ](?![^\W\d_])"
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log exp lim max min sup inf arg".split()
)
ORDINAL_ENDINGS = frozenset("й я е го му м х ой ая ое ый ые ого ому ым ых ом".split())
ORTHOGRAPHIC = frozenset("əɛɔɓɖɗɣɩʋʊʒʻʼ")  # of the phonetic blocks, but letters of living alphabets
LONGEST_INDEX = 4  # letters
LEAST_STYLED = 4  # styled letters of a word that is no formula, if it has others beside them
DOMINANT = 3  # a script dominates a document when it has this many times the letters of the other


class Context:
    """What the rest of a document says about which letters and words are at home in it."""

    def __init__(self, profile: Profile, document: int) -> None:
        self.text = text = profile.document_text(document)
        self._profile, self._document = profile, document
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        counts = np.bincount(charclass.scripts().take(points))
        names = charclass.script_names()
        self.letters = Counter({names[i]: int(counts[i]) for i in np.flatnonzero(counts)})

    def dominant(self, alphabet: str, other: str) -> bool:
        """Whether ``alphabet`` has several times the letters of ``other``."""
        return self.letters[alphabet] >= DOMINANT * max(1, self.letters[other])

    @functools.cached_property
    def words(self) -> frozenset[str]:
        """The words of the document, case folded."""
        return frozenset(re.findall(r"[^\W\d_]+", self.text.casefold()))

    def words_like(self, pattern: str) -> list[Word]:
        """The matches of a pattern that are of one script."""
        scripts: dict[str, tuple[str, ...]] = {}
        found = []
        for match in re.finditer(pattern, self.text):
            if (letters := match[0]) not in scripts:
                scripts[letters] = scripts_of(letters)
            if len(set(scripts[letters])) == 1:
                found.append(Word(*match.span(), letters, scripts[letters]))
        return found

    @functools.cached_property
    def far_words(self) -> list[Word]:
        """The words in letters of other alphabets than Latin."""
        return self.words_like(whole_words.FAR_WORD)

    @functools.cached_property
    def lone_greek(self) -> bool:
        """Whether single Greek letters stand in the text as symbols."""
        return re.search(LONE_GREEK, self.text) is not None

    @functools.cached_property
    def language(self) -> str:
        """The document's language as a BCP 47 tag, or "und"."""
        return self._profile.languages[self._document]

    def knows(self, word: str) -> bool:
        """Whether the word is common in the document's language or in English."""
        return any(word_lists.completeness(word, name) == "word" for name in (self.language, "en"))


def is_honest(word: Word, alphabet: str, context: Context) -> bool:
    """Whether somebody may have written the word so on purpose."""
    strangers = word.strangers(alphabet)
    if STYLED in word.scripts and word.scripts.count(alphabet) < 3:
        # No formula has such a word; no alphabet of styled letters has accents. A plural may have its s.
        return word.scripts.count(STYLED) < LEAST_STYLED or word.runs[-1] == (alphabet, "s")
    if _is_glued(word) or _is_letter_class(word.text) or _is_numbered(word, alphabet, context):
        return True
    if alphabet != "Latn" and len(strangers) * 2 > len(word.text) and not context.dominant(alphabet, "Latn"):
        return True  # one odd letter in a Latin word makes no word of the other alphabet: KoЯn, aβa
    if alphabet == "Cyrl" and set(strangers) <= set("Il") and "і" not in context.text:
        return True  # the palochka of Caucasian languages, typed as I or l
    if len(word.runs) == 2 and set(word.scripts) == {"Latn", "Cyrl"}:
        return _stem_and_ending(word, alphabet, context)
    if "Grek" in word.scripts and "Latn" in word.scripts:
        return _formula(word, alphabet, context)
    return False


def _is_glued(word: Word) -> bool:
    """Whether the word is two without the space between: a capital, or several, follow small letters.

    A lookalike has the case of the letter it replaces, so none makes such a hump where a word changes scripts.
    """
    if len(word.runs) != 2:
        return False
    (_, head), (_, tail) = word.runs
    if head in ("i", "e") and tail[0].isupper():  # the i and e of products
        return True
    return head[-1].islower() and tail[0].isupper() and (len(head) > 2 or (len(tail) > 1 and tail.isupper()))


def _is_numbered(word: Word, alphabet: str, context: Context) -> bool:
    """Whether the word ends in an X that stands for a number (``ПАКЕТX``): no word with that letter is known."""
    if len(word.runs) != 2 or word.runs[1][1].strip("X") or len(word.runs[0][1]) < 3:
        return False
    repaired = word.spelled_in(alphabet, confusables.lookalikes(alphabet))
    return repaired is not None and not context.knows(repaired.lower())


def _is_letter_class(letters: str) -> bool:
    """Whether the letters are pairs of one letter in both cases, as in the pattern ``[yYдД]``."""
    pairs = list(zip(letters[::2], letters[1::2], strict=False))
    return len(letters) % 2 == 0 and all(a != b and a.lower() == b.lower() for a, b in pairs)


def _stem_and_ending(word: Word, alphabet: str, context: Context) -> bool:
    """Latin stem with a Cyrillic ending (``iPhoneом``, ``XXго``) and the like."""
    (first, head), (_, tail) = word.runs
    if head.isupper() and tail in ORDINAL_ENDINGS:
        return True
    if first != "Latn":
        # Two letters of different case, pH or kB, are too short to say which alphabet was meant.
        return len(word.text) == 2 and head.islower() and tail.isupper()
    if len(head) == 1 and head not in "aceioxyACEIOXY" and len(tail) <= LONGEST_INDEX and tail.islower():
        # A quantity with its index, Tмакс, reads as no word, and stands in the text by itself, too.
        repaired = word.spelled_in("Cyrl", confusables.near_lookalikes("Cyrl"))
        if repaired is None or not context.knows(repaired.lower()):
            return re.search(rf"(?<![^\W\d_]){head}(?![^\W\d_])", context.text) is not None
    if alphabet == "Latn":
        return len(head) >= 2 and context.letters["Cyrl"] > context.letters["Latn"]
    if len(head) >= 2 and head.isupper() and tail.islower():
        return True
    return len(head) >= 3 and head.casefold() in context.words


def _formula(word: Word, alphabet: str, context: Context) -> bool:
    """Greek letters that a formula, a unit, a gene's name or phonetic notation puts beside Latin ones."""
    greek = {char for char, script in zip(word.text, word.scripts, strict=True) if script == "Grek"}
    if alphabet != "Latn":
        # In a Latin text these are symbols, not letters of Greek words, which have accents and endings.
        few = len(word.text) < 3 and context.letters["Latn"] > context.letters["Grek"]
        return few or (context.dominant("Latn", "Grek") and FORMULA_GREEK.issuperset(greek))
    if not FORMULA_GREEK.issuperset(word.strangers("Latn")):
        return False
    if any(0x250 <= ord(c) <= 0x2FF and c not in ORTHOGRAPHIC for c in word.text):
        return True
    if greek == {"β"} and not any(c in "ßäöü" for c in context.text):
        return True  # only German has the letter that β looks like
    latin = "".join(letters for script, letters in word.runs if script == "Latn")
    repaired = word.spelled_in("Latn", confusables.lookalikes("Latn"))
    if latin.islower() and len(word.text) > 2 and repaired is not None and context.knows(repaired):
        return False
    if latin in FUNCTIONS or re.search(r"[A-Z]{2}", latin):  # abbreviations: FcγRIIb
        return True
    if len(latin) < 3 or not latin[1:].islower():
        return len(word.runs) < 3 or len(latin) < 3 or latin.isupper()
    return len(word.runs) == 2 and context.lone_greek
