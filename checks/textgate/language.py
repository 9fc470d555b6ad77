"""In which language is this text?

``identify_all`` looks at no more than ``SAMPLE`` code points of each document of a batch: first at the
scripts, which settle most languages; then, for Latin, Cyrillic, Arabic and Devanagari, at the commonest
words and letters of each language. All documents are looked at together, in a few array operations; scores
are whole numbers, so that no order of adding up can change an answer. The tables come from
tools/build_languages.py. How likely a text is at all is the subject of likelihood.py.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass

GLANCE = 320
"""Code points of a first look, which is enough for most texts, and"""
SAMPLE = 1600
"""of the second look; half of them from the beginning of the text, half from its middle."""

LANGUAGE_OF_SCRIPT = {
    "Hang": "ko", "Grek": "el", "Hebr": "he", "Thai": "th", "Geor": "ka", "Armn": "hy", "Khmr": "km",
    "Laoo": "lo", "Mymr": "my", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si",
    "Gujr": "gu", "Guru": "pa", "Orya": "or", "Beng": "bn", "Ethi": "am", "Tibt": "bo", "Mong": "mn",
    "Thaa": "dv", "Hira": "ja", "Syrc": "syc", "Cher": "chr",
}  # fmt: skip
LANGUAGES_OF_SCRIPT = {
    "Cyrl": "be bg kk mk mn ru sr uk".split(),
    "Arab": "ar fa ur".split(),
    "Deva": "hi mr ne".split(),
}
OTHERS = {language for group in LANGUAGES_OF_SCRIPT.values() for language in group}
# Columns of the script counts. Of equal scripts the first decides. Kana count as Hiragana.
SCRIPTS = ("", *sorted({*LANGUAGE_OF_SCRIPT, *LANGUAGES_OF_SCRIPT, "Hani", "Latn"}))
HANI, HIRA, HANG, LATN = (SCRIPTS.index(name) for name in ("Hani", "Hira", "Hang", "Latn"))
WORD = re.compile(r"[^\W\d_]+")
# Fenced and quoted code, addresses, tags: Latin in every language.
NOT_PROSE = re.compile(r"```[^`]*```|`[^`\n]*`|https?://[^\s)>\]]+|</?[A-Za-z][^<>\n]*>")
BESIDE_CODE = "/<>=_@\\`#&%~+*|{}[]$"
"""A word beside one of these is taken for code, for a part of an address or of a tag."""
LONGEST = 12  # letters of the longest word in the lists
UNIT = 64  # scores are counted in these parts of a bit
STRANGE = -3  # bits that a letter which the language does not use takes away
WORD_WEIGHT = 6  # bits that a common word of a language is worth; a letter is worth a quarter of its saving
REPEATS = 4  # times that a word counts
MINORITY = 0.05  # share of the letters below which a script does not decide
LEAST_BITS = 12  # below this total nothing is said
LEAST_LEAD = 1  # bits
SURE_BITS = 24  # least total and
SURE_LEAD = 10  # lead over the second language of a sure answer
SURE_SHARE = 0.7  # or the share of the letters that one script has
# One ideograph or syllable stands for two or three letters of an alphabet.
IDEOGRAPH, KANA = 2.5, 1.5


@functools.cache
def _stored() -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Language -> its commonest words; language -> cost of its letters above ASCII."""
    source = Path(__file__).with_name("data") / "languages.json"
    stored = json.loads(source.read_text(encoding="utf-8"))
    return stored["words"], stored["letters"]


@functools.cache
def _common() -> dict[str, list[str]]:
    """Word -> the languages in which it is common."""
    languages: dict[str, list[str]] = {}
    for language, listed in _stored()[0].items():
        for word in listed.split():
            languages.setdefault(word, []).append(language)
    return languages


def letters(language: str) -> dict[str, int]:
    """The usual letters above ASCII of a language, lower case: letter -> -log2 of its share of all letters.

    Empty for a language without a table.
    """
    return _stored()[1].get(language, {})


def commonest(language: str) -> tuple[str, ...]:
    """The commonest words of a language, the very commonest first; empty for a language without a list."""
    return tuple(_stored()[0].get(language, "").split())


@functools.cache
def latin() -> list[str]:
    """The languages in Latin script that have tables."""
    return [name for name in sorted(_stored()[1]) if name not in OTHERS and name != "el"]


def words(text: str) -> Counter[str]:
    """The words of a sample of the text, in lower case, without code and addresses."""
    if len(text) > SAMPLE:
        half, middle = SAMPLE // 2, len(text) // 2
        text = text[:half] + "\n" + text[middle : middle + half]
    # Most text has none of it, and looking for three strings is cheaper than the pattern.
    prose = NOT_PROSE.sub(" ", text) if "`" in text or "<" in text or "://" in text else text
    return Counter(WORD.findall(prose.lower()))


def word_bits(counted: Mapping[str, int]) -> dict[str, float]:
    """Language -> evidence in bits from those of the words that are among its commonest."""
    common = _common()
    score: defaultdict[str, float] = defaultdict(float)
    for word in sorted(counted.keys() & common.keys()):  # sorted: sums must not depend on the order of a set
        named = common[word]
        # A word that many languages share says little; one word repeated says little more than once.
        bits = WORD_WEIGHT * min(counted[word], REPEATS) / len(named)
        for language in named:
            score[language] += bits
    return score


def identify(text: str) -> str:
    """The language of a text as a BCP 47 tag ("zh-Hans", "pt", "und" when unsure).

    A text of several languages gets the one that fills most of it, judged by letters.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return identify_all(points, np.array([0, len(points) + 1]))[0]


def identify_all(codepoints: NDArray[np.uint32] | NDArray[np.uint8], starts: NDArray[np.int64]) -> list[str]:
    """The language of every document of a batch: see ``identify``, and ``Batch`` for the arguments."""
    lengths = np.diff(starts) - 1
    answers = ["und"] * len(lengths)
    left = np.arange(len(lengths))
    for size in (GLANCE, SAMPLE):
        names, sure = _look(_sample(codepoints, starts[left], lengths[left], size))
        sure |= lengths[left] <= size
        for index, name in zip(left.tolist(), names, strict=True):
            answers[index] = name
        left = left[~sure]
        if not len(left):
            break
    return answers


class _Sample(NamedTuple):
    """Parts of n documents, end to end.

    ``points`` and ``document`` are ``[k]``; ``cut[k]`` says where a part begins.
    """

    documents: int
    points: NDArray[np.uint32] | NDArray[np.uint8]
    document: NDArray[np.int64]
    cut: NDArray[np.bool_]


def _sample(
    codepoints: NDArray[np.uint32] | NDArray[np.uint8],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    size: int,
) -> _Sample:
    taken = np.minimum(lengths, size)
    document = np.repeat(np.arange(len(lengths)), taken)
    first = np.cumsum(taken) - taken
    local = np.arange(len(document)) - first[document]
    # The second half of the sample of a longer document begins in the middle of the document.
    jump = np.where(lengths > size, lengths // 2 - size // 2, 0)
    cut = local == 0
    cut |= (local == size // 2) & (jump > 0)[document]
    local += np.where(local >= size // 2, jump[document], 0)
    return _Sample(len(lengths), codepoints.take(starts[document] + local), document, cut)


class _Words(NamedTuple):
    """Words of prose in a sample: ``[first, last)`` and their letters, which are in ``member`` one after the other."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    member: NDArray[np.int64]


def _words(sample: _Sample) -> _Words:
    spelled = _is_letter().take(sample.points, mode="clip")
    member = np.flatnonzero(spelled)
    if not len(member):
        return _Words(member, member, member)
    apart = np.flatnonzero((np.diff(member) > 1) | sample.cut[member[1:]])
    first = member[np.concatenate([[0], apart + 1])]
    last = member[np.append(apart, len(member) - 1)] + 1
    code = _beside_code()
    before = code.take(sample.points.take(first - 1, mode="clip"), mode="clip") & ~sample.cut[first]
    after = code.take(sample.points.take(last, mode="clip"), mode="clip")
    after &= ~sample.cut.take(last, mode="clip")
    prose = ~(before | after)
    return _Words(first[prose], last[prose], member[np.repeat(prose, last - first)])


@functools.cache
def _is_letter() -> NDArray[np.bool_]:
    spelled: NDArray[np.bool_] = (charclass.bits() & np.uint32(charclass.LETTER | charclass.MARK)) != 0
    return spelled


@functools.cache
def _is_alphabetic() -> NDArray[np.bool_]:
    """``bool[8192]``: letters of alphabets. U+1FFF, on which all later code points fall, is none of interest."""
    bits = charclass.bits()[:0x2000]
    alphabetic: NDArray[np.bool_] = (
        bits & np.uint32(charclass.LATIN | charclass.CYRILLIC | charclass.OTHER_SCRIPT)
    ) != 0
    alphabetic[-1] = False
    return alphabetic


@functools.cache
def _beside_code() -> NDArray[np.bool_]:
    table = np.zeros(0x80, dtype=bool)
    table[[ord(sign) for sign in BESIDE_CODE]] = True
    return table


@functools.cache
def _columns() -> NDArray[np.uint8]:
    """Index in ``charclass.script_names()`` -> column of ``SCRIPTS``."""
    same = {"Kana": "Hira", "Bopo": "Hani"}
    names = [same.get(name, name) for name in charclass.script_names()]
    return np.array([SCRIPTS.index(name) if name in SCRIPTS else 0 for name in names], dtype=np.uint8)


def _look(sample: _Sample) -> tuple[list[str], NDArray[np.bool_]]:
    """The language of each sampled document, and ``bool[n]``: whether it is sure."""
    found = _words(sample)
    points, owner = sample.points[found.member], sample.document[found.member]
    columns = _columns().take(charclass.scripts().take(points))
    width = len(SCRIPTS)
    counts = np.bincount(owner * width + columns, minlength=sample.documents * width)
    weight: NDArray[np.float64] = counts.reshape(sample.documents, width).astype(np.float64)
    weight[:, 0] = 0
    weight[:, HANG] = weight[:, HANG] * IDEOGRAPH
    weight[:, HANI] = weight[:, HANI] * IDEOGRAPH
    kana = weight[:, HIRA].copy()
    weight[:, HIRA] = weight[:, HIRA] * KANA
    # A text with so many kana is Japanese, ideographs and all.
    japanese = (kana > 0) & (kana * 12 * IDEOGRAPH >= weight[:, HANI])
    weight[japanese, HIRA] += weight[japanese, HANI]
    weight[japanese, HANI] = 0
    total = weight.sum(axis=1)
    judged = _Judged(sample, found, points, owner)
    names = ["und"] * sample.documents
    sure = np.zeros(sample.documents, dtype=bool)
    open_ = np.flatnonzero(total > 0)
    # Links and code are Latin in every language: where Latin letters are no known language, look on.
    while len(open_):
        script = weight[open_].argmax(axis=1)
        share = weight[open_, script] / total[open_]
        unknown = np.zeros(len(open_), dtype=bool)
        for index, (document, column) in enumerate(zip(open_.tolist(), script.tolist(), strict=True)):
            if share[index] < MINORITY:
                continue
            names[document], certain = judged.language(document, column)
            sure[document] = certain and share[index] >= SURE_SHARE
            unknown[index] = names[document] == "und"
        weight[open_, script] = 0
        open_ = open_[unknown]
    return names, sure


class _Judged:
    """The languages of sampled documents by script, each table worked out when a document needs it."""

    def __init__(
        self,
        sample: _Sample,
        found: _Words,
        points: NDArray[np.uint32] | NDArray[np.uint8],
        owner: NDArray[np.int64],
    ) -> None:
        self._sample, self._found, self._points, self._owner = sample, found, points, owner

    def language(self, document: int, column: int) -> tuple[str, bool]:
        """The language of a document in a script, and whether it is sure."""
        if column == HANI:
            return self._chinese[document]
        name = SCRIPTS[column]
        if name in LANGUAGE_OF_SCRIPT:
            return LANGUAGE_OF_SCRIPT[name], True
        return self._spelled[name][document]

    @functools.cached_property
    def _chinese(self) -> list[tuple[str, bool]]:
        bits = charclass.bits().take(self._points)
        lead = np.bincount(
            self._owner[(bits & np.uint32(charclass.TRADITIONAL)) != 0], minlength=self._sample.documents
        ) - np.bincount(
            self._owner[(bits & np.uint32(charclass.SIMPLIFIED)) != 0], minlength=self._sample.documents
        )
        return [
            ("zh-Hant", True) if n > 0 else ("zh-Hans", True) if n < 0 else ("zh", False)
            for n in lead.tolist()
        ]

    @functools.cached_property
    def _spelled(self) -> dict[str, list[tuple[str, bool]]]:
        """Script -> the answer for every document by the languages of that script."""
        tables = _tables()
        by_words = _word_scores(self._sample, self._found)
        column = tables.letter_column.take(self._points, mode="clip")
        counted = np.flatnonzero(column)
        shape = (self._sample.documents, len(tables.letter_score))
        of_letter = np.bincount(
            self._owner[counted] * shape[1] + column[counted], minlength=shape[0] * shape[1]
        )
        # Whole numbers below 2^24: their products and sums are exact in float32, in any order.
        scores = by_words + of_letter.reshape(shape).astype(np.float32) @ tables.letter_score
        return {
            script: _best(by_words[:, part], scores[:, part], tables.languages[part])
            for script, part in tables.parts.items()
        }


def _best(
    by_words: NDArray[np.float32], scores: NDArray[np.float32], names: list[str]
) -> list[tuple[str, bool]]:
    # Letters decide among the languages that words speak for; without words they decide alone.
    spoken = by_words > 0
    spoken[~spoken.any(axis=1)] = True
    scores = np.where(spoken, scores, np.float32(-(1 << 23)))
    rows = np.arange(len(scores))
    best = scores.argmax(axis=1)
    top = scores[rows, best]
    scores[rows, best] = -(1 << 23)
    lead = top - scores.max(axis=1)
    known = (top >= LEAST_BITS * UNIT) & (lead >= LEAST_LEAD * UNIT)
    sure = (top >= SURE_BITS * UNIT) & (lead >= SURE_LEAD * UNIT)
    return [
        (names[index], certain) if is_known else ("und", False)
        for index, is_known, certain in zip(best.tolist(), known.tolist(), sure.tolist(), strict=True)
    ]


class _Tables(NamedTuple):
    """What the scores are computed from.

    ``languages`` are those of ``parts``: script -> slice. ``hashes`` is ``uint64[w]``, ascending,
    ``maybe`` is ``bool[65536]``: whether a hash with these first 16 bits is among them. ``word_score`` is
    ``float32[w, languages]`` in ``UNIT``s of a bit; ``letter_column`` maps code points below U+2000 to rows of
    ``letter_score`` (0: does not count), ``float32[rows, languages]``.
    """

    languages: list[str]
    parts: dict[str, slice]
    hashes: NDArray[np.uint64]
    maybe: NDArray[np.bool_]
    word_score: NDArray[np.float32]
    letter_column: NDArray[np.uint16]
    letter_score: NDArray[np.float32]


@functools.cache
def _tables() -> _Tables:
    groups = {"Latn": latin(), **LANGUAGES_OF_SCRIPT}
    languages = [name for group in groups.values() for name in group]
    parts: dict[str, slice] = {}
    for script, group in groups.items():
        first = languages.index(group[0])
        parts[script] = slice(first, first + len(group))
    listed = [_stored()[0].get(name, "").split() for name in languages]
    text = "\n".join(word for group in listed for word in group) + "\n"
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    last = np.flatnonzero(points == 0x0A)
    hashed = _hashes(points, np.concatenate([[0], last[:-1] + 1]), last)
    order = np.argsort(hashed, kind="stable")
    new = np.concatenate([[True], np.diff(hashed[order]) > 0])
    row = np.empty(len(hashed), dtype=np.int64)
    row[order] = np.cumsum(new) - 1
    named = np.zeros((int(new.sum()), len(languages)), dtype=np.float32)
    named[row, np.repeat(np.arange(len(languages)), [len(group) for group in listed])] = 1
    # A word that many languages share says little.
    score = np.round(WORD_WEIGHT * UNIT * named / named.sum(axis=1, keepdims=True)).astype(np.float32)
    hashes = hashed[order][new]
    maybe = np.zeros(1 << 16, dtype=bool)
    maybe[hashes >> np.uint64(48)] = True
    return _Tables(languages, parts, hashes, maybe, score, *_letter_tables(languages))


def _letter_tables(languages: list[str]) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    tables = [letters(name) for name in languages]
    known = sorted({char for table in tables for char in table if ord(char) < 0x2000})
    bits = charclass.bits()[:0x2000]
    # Row 1: letters of no language. U+1FFF, on which all later code points fall, does not count.
    column = ((bits & np.uint32(charclass.LETTER)) != 0).astype(np.uint16)
    column[:0x80] = 0
    column[-1] = 0
    score = np.full((len(known) + 2, len(languages)), STRANGE * UNIT, dtype=np.float32)
    score[0] = 0
    for row, char in enumerate(known, start=2):
        for form in {char, char.upper()}:
            if len(form) == 1 and ord(form) < 0x1FFF:
                column[ord(form)] = row
        for index, table in enumerate(tables):
            if char in table:
                score[row, index] = (12 - table[char]) * UNIT // 4
    return column, score


@functools.cache
def _lowered() -> NDArray[np.uint32]:
    """``uint32[8192]``: lower case of the letters below U+2000, where that is one letter."""
    table = np.arange(0x2000, dtype=np.uint32)
    for point in np.flatnonzero(charclass.bits()[:0x2000] & np.uint32(charclass.UPPER)).tolist():
        lower = chr(point).lower()
        if len(lower) == 1:
            table[point] = ord(lower)
    return table


def _hashes(
    points: NDArray[np.uint32] | NDArray[np.uint8], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """``uint64[w]``: polynomial hash of each word ``[first, last)`` in lower case (multiplier of Knuth's MMIX)."""
    out = np.zeros(len(first), dtype=np.uint64)
    size = last - first
    for place in range(int(size.max(initial=0))):
        held = np.flatnonzero(size > place)
        lower = _lowered().take(points.take(first[held] + place), mode="clip")
        out[held] = (out[held] + lower + np.uint64(1)) * np.uint64(6364136223846793005)
    return out


def _word_scores(sample: _Sample, found: _Words) -> NDArray[np.float32]:
    """``float32[n, languages]``: the evidence of the common words, in ``UNIT``s of a bit."""
    tables = _tables()
    scores = np.zeros((sample.documents, len(tables.languages)), dtype=np.float32)
    # Texts without alphabet have no such words, only runs of ideographs and syllables.
    alphabetic = _is_alphabetic().take(sample.points.take(found.first), mode="clip")
    short = np.flatnonzero((found.last - found.first <= LONGEST) & alphabetic)
    first, last = found.first[short], found.last[short]
    hashed = _hashes(sample.points, first, last)
    # Most words are not common, and a table of 64 kB tells so faster than a search.
    maybe = np.flatnonzero(tables.maybe.take(hashed >> np.uint64(48)))
    row = np.searchsorted(tables.hashes, hashed[maybe])
    equal = tables.hashes.take(row, mode="clip") == hashed[maybe]
    common, row = maybe[equal], row[equal]
    if not len(common):
        return scores
    size = len(tables.hashes)
    keys = np.sort(sample.document[first[common]] * size + row)
    begin = np.flatnonzero(np.concatenate([[True], np.diff(keys) > 0]))
    times = np.minimum(np.diff(begin, append=len(keys)), REPEATS).astype(np.float32)
    document, word = np.divmod(keys[begin], size)
    evidence = tables.word_score.take(word, axis=0) * times[:, None]
    each = np.flatnonzero(np.concatenate([[True], np.diff(document) > 0]))
    scores[document[each]] = np.add.reduceat(evidence, each, axis=0)
    return scores
