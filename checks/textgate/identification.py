"""In which language is each text of a batch? The array operations behind ``language.identify``.

No more than ``SAMPLE`` code points of a text are looked at: first at the scripts, which settle most languages;
then, for Latin, Cyrillic, Arabic and Devanagari, at the commonest words and letters of each language. All texts
are looked at together; scores are whole numbers, so that no order of adding up can change an answer.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass, language
from textgate.language import LANGUAGE_OF_SCRIPT, LANGUAGES_OF_SCRIPT, SAMPLE
from textgate.language_tables import ALPHABETS, UNIT, by_script, hashes_of, letter_tables, word_tables

GLANCE = 320
"""Code points of a first look, which is enough for most texts; a second one takes ``SAMPLE``. Half of them are from
the beginning of the text, half from its middle."""

# Columns of the script counts. Of equal scripts the first decides. Kana count as Hiragana.
SCRIPTS = ("", *sorted({*LANGUAGE_OF_SCRIPT, *LANGUAGES_OF_SCRIPT, "Hani", "Latn"}))
HANI, HIRA, HANG, LATN = (SCRIPTS.index(name) for name in ("Hani", "Hira", "Hang", "Latn"))
# What a code point is, in one byte: the column of its script where it is a letter or mark, and these.
COLUMN, SPELLED, CODE, ALPHABETIC = 0x1F, 0x20, 0x40, 0x80
assert len(SCRIPTS) <= COLUMN + 1
BESIDE_CODE = "/<>=_@\\`#&%~+*|{}[]$"
"""A word beside one of these is taken for code, for a part of an address or of a tag."""

LONGEST = 12  # letters of the longest word in the lists
REPEATS = language.REPEATS
MINORITY = 0.05  # share of the letters below which a script does not decide
LEAST_BITS = 12  # below this total nothing is said
LEAST_LEAD = 1  # bits
SURE_BITS = 24  # least total and
SURE_LEAD = 10  # lead over the second language of a sure answer
SURE_SHARE = 0.7  # or the share of the letters that one script has
# One ideograph or syllable stands for two or three letters of an alphabet.
IDEOGRAPH, KANA = 2.5, 1.5
_LOST = np.float32(-(1 << 23))


def identify_all(texts: Sequence[str]) -> list[str]:
    """The language of every text as a BCP 47 tag ("zh-Hans", "pt", "und" when unsure)."""
    if not texts:
        return []
    names, sure = _look(_sample(texts, GLANCE))
    again = [index for index in np.flatnonzero(~sure).tolist() if len(texts[index]) > GLANCE]
    if again:
        names[again] = _look(_sample([texts[index] for index in again], SAMPLE))[0]
    answers: list[str] = names.tolist()
    return answers


class _Sample(NamedTuple):
    """Parts of n texts, end to end, each followed by a line feed; one more stands before them all.

    ``kinds`` says of every code point in ``points`` what it is. ``starts`` is ``int64[n + 1]``.
    """

    points: NDArray[np.uint32] | NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @property
    def texts(self) -> int:
        """Number of texts."""
        return len(self.starts) - 1


def _sample(texts: Sequence[str], size: int) -> _Sample:
    half = size // 2
    parts = [
        text[:size]
        if len(text) <= size + 1
        else f"{text[:half]}\n{text[len(text) // 2 : len(text) // 2 + half]}"
        for text in texts
    ]
    starts = np.ones(len(parts) + 1, dtype=np.int64)
    np.cumsum([len(part) + 1 for part in parts], out=starts[1:])
    starts[1:] += 1
    joined = "\n".join(["", *parts, ""])
    points: NDArray[np.uint32] | NDArray[np.uint8]
    if joined.isascii():
        points = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    else:
        points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return _Sample(points, _kinds(0x80 if joined.isascii() else charclass.CODEPOINTS).take(points), starts)


@functools.cache
def _kinds(below: int) -> NDArray[np.uint8]:
    """``uint8[below]``: what each code point is. The table of ASCII alone takes a hundredth of the time to make."""
    bits, scripts = charclass.run_bits(), charclass.run_scripts()
    kinds = _columns().take(scripts) | np.uint8(SPELLED)
    kinds[(bits & np.uint32(charclass.LETTER | charclass.MARK)) == 0] = 0
    table = charclass.expand(kinds, below)
    alphabets = charclass.LATIN | charclass.CYRILLIC | charclass.OTHER_SCRIPT
    low = min(below, ALPHABETS - 1)
    alphabetic = charclass.expand(((bits & np.uint32(alphabets)) != 0).astype(np.uint8), low)
    table[:low] |= alphabetic * np.uint8(ALPHABETIC)
    table[[ord(sign) for sign in BESIDE_CODE]] = CODE
    return table


def _columns() -> NDArray[np.uint8]:
    """Index in ``charclass.script_names()`` -> column of ``SCRIPTS``."""
    same = {"Kana": "Hira", "Bopo": "Hani"}
    names = [same.get(name, name) for name in charclass.script_names()]
    return np.array([SCRIPTS.index(name) if name in SCRIPTS else 0 for name in names], dtype=np.uint8)


class _Prose(NamedTuple):
    """What a sample holds besides code.

    Its words are ``[first, last)``. ``kinds`` are those of the sample, 0 for all but their letters; ``letters`` are
    the positions of those above ASCII.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    letters: NDArray[np.int64]


def _prose(sample: _Sample) -> _Prose:
    spelled = sample.kinds & np.uint8(SPELLED)
    edges = np.flatnonzero(spelled[1:] != spelled[:-1])
    edges += 1
    first, last = edges[::2], edges[1::2]
    beside = sample.kinds.take(first - 1)
    beside |= sample.kinds.take(last)
    beside &= np.uint8(CODE)
    code = np.flatnonzero(beside)
    kinds = sample.kinds * (spelled != 0)
    if len(code):
        kinds[_covered(first.take(code), last.take(code))] = 0
        prose = np.flatnonzero(beside == 0)
        first, last = first.take(prose), last.take(prose)
    if sample.points.dtype == np.uint8:
        return _Prose(first, last, kinds, np.zeros(0, dtype=np.int64))
    return _Prose(first, last, kinds, np.flatnonzero((kinds != 0) & (sample.points > 0x7F)))


def _covered(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """All positions of ranges ``[first, last)``."""
    sizes = last - first
    before = np.cumsum(sizes)
    positions = np.repeat(last - before, sizes)
    positions += np.arange(len(positions))
    return positions


def _look(sample: _Sample) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """The languages of the sampled texts, "und" where none is known, and whether they are sure."""
    prose = _prose(sample)
    weight = _weights(sample, prose)
    total = weight.sum(axis=1)
    names = np.full(sample.texts, "und", dtype=object)
    sure = np.zeros(sample.texts, dtype=bool)
    left = np.flatnonzero(total > 0)
    languages = _Languages(sample, prose, weight >= MINORITY * total[:, None])
    # Links and code are Latin in every language: where Latin letters are no known language, look on.
    while len(left):
        script = weight[left].argmax(axis=1)
        share = weight[left, script] / total[left]
        enough = share >= MINORITY
        left, script, share = left[enough], script[enough], share[enough]
        names[left], certain = languages.of(left, script)
        sure[left] = certain & (share >= SURE_SHARE)
        weight[left, script] = 0
        left = left[names[left] == "und"]
    return names, sure


def _weights(sample: _Sample, prose: _Prose) -> NDArray[np.float64]:
    """``float64[n, scripts]``: letters of each script, ideographs and syllables weighing more."""
    width = len(SCRIPTS)
    weight = np.zeros((sample.texts, width))
    letters = np.add.reduceat(prose.kinds != 0, sample.starts[:-1], dtype=np.int32)
    if len(prose.letters):
        # Those of ASCII, all of them Latin, are by far the most in most texts.
        bounds = np.searchsorted(prose.letters, sample.starts)
        held = bounds[1:] - bounds[:-1]
        row = np.repeat(np.arange(sample.texts) * width, held)
        row += prose.kinds.take(prose.letters) & np.uint8(COLUMN)
        weight += np.bincount(row, minlength=weight.size).reshape(weight.shape)
        letters -= held
    weight[:, LATN] += letters
    weight[:, 0] = 0
    weight[:, HANG] *= IDEOGRAPH
    weight[:, HANI] *= IDEOGRAPH
    kana = weight[:, HIRA].copy()
    weight[:, HIRA] *= KANA
    # A text with so many kana is Japanese, ideographs and all.
    japanese = (kana > 0) & (kana * 12 * IDEOGRAPH >= weight[:, HANI])
    weight[japanese, HIRA] += weight[japanese, HANI]
    weight[japanese, HANI] = 0
    return weight


class _Languages:
    """The languages of sampled texts by what they hold of a script; ``held`` is ``bool[n, scripts]``: what of."""

    def __init__(self, sample: _Sample, prose: _Prose, held: NDArray[np.bool_]) -> None:
        self._sample, self._prose, self._held = sample, prose, held

    def of(
        self, texts: NDArray[np.int64], script: NDArray[np.int64]
    ) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
        """The languages of the texts by one script each, and whether they are sure."""
        # Where the script has one language, or none that is known.
        names = _only_language().take(script)
        sure = np.ones(len(texts), dtype=bool)
        for decide, here in (
            (self._chinese, script == HANI),
            (self._spelled, _has_languages().take(script)),
        ):
            mine = np.flatnonzero(here)
            if len(mine):
                names[mine], sure[mine] = decide(texts[mine], script[mine])
        return names, sure

    def _chinese(
        self, texts: NDArray[np.int64], _: NDArray[np.int64]
    ) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
        ideographs = np.flatnonzero(self._prose.kinds == np.uint8(SPELLED | HANI))
        bits = charclass.bits().take(self._sample.points.take(ideographs))
        first = np.searchsorted(ideographs, self._sample.starts)
        forms = [(bits & np.uint32(form)) != 0 for form in (charclass.TRADITIONAL, charclass.SIMPLIFIED)]
        traditional, simplified = (np.cumsum(form, dtype=np.int64) for form in forms)
        lead = np.diff(np.append(0, traditional - simplified).take(first)).take(texts)
        return np.array(["zh", "zh-Hant", "zh-Hans"], dtype=object).take(np.sign(lead)), lead != 0

    def _spelled(
        self, texts: NDArray[np.int64], script: NDArray[np.int64]
    ) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
        row, by_words, all_scores = self._evidence
        rows = row.take(texts)
        among = _of_script().take(script, axis=0)
        # Letters decide among the languages that words speak for; without words they decide alone.
        spoken = (by_words.take(rows, axis=0) > 0) & among
        wordless = ~spoken.any(axis=1)
        spoken[wordless] = among[wordless]
        scores = np.where(spoken, all_scores.take(rows, axis=0), _LOST)
        rows = np.arange(len(scores))
        best = scores.argmax(axis=1)
        top = scores[rows, best]
        scores[rows, best] = _LOST
        lead = top - scores.max(axis=1)
        known = (top >= LEAST_BITS * UNIT) & (lead >= LEAST_LEAD * UNIT)
        sure = (top >= SURE_BITS * UNIT) & (lead >= SURE_LEAD * UNIT)
        return word_tables().names.take(np.where(known, best, -1)), known & sure

    @functools.cached_property
    def _evidence(self) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
        """Text -> row; ``float32[rows, languages]``: the evidence of words, and of words and letters."""
        texts = np.flatnonzero((self._held & _has_languages()).any(axis=1))
        row = np.full(self._sample.texts, -1)
        row[texts] = np.arange(len(texts))
        by_words = _word_scores(self._sample, self._prose, row, len(texts))
        return row, by_words, by_words + _letter_scores(self._sample, self._prose, row, len(texts))


@functools.cache
def _of_script() -> NDArray[np.bool_]:
    """``bool[scripts, languages]``: the languages of ``word_tables`` that are written in each script."""
    groups = by_script()
    languages = word_tables().names[:-1].tolist()
    return np.array([[name in groups.get(script, ()) for name in languages] for script in SCRIPTS])


@functools.cache
def _only_language() -> NDArray[np.object_]:
    return np.array([LANGUAGE_OF_SCRIPT.get(name, "und") for name in SCRIPTS], dtype=object)


@functools.cache
def _has_languages() -> NDArray[np.bool_]:
    """``bool[scripts]``: scripts of several languages that words and letters tell apart."""
    return np.array([name in by_script() for name in SCRIPTS])


def _rows(
    sample: _Sample, positions: NDArray[np.int64], row: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of the ascending positions are in a text that has a row, and those rows."""
    bounds = np.searchsorted(positions, sample.starts)
    rows = np.repeat(row, bounds[1:] - bounds[:-1])
    chosen = np.flatnonzero(rows >= 0)
    return chosen, rows.take(chosen)


def _word_scores(sample: _Sample, prose: _Prose, row: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """``float32[count, languages]``: the evidence of the common words, in ``UNIT``s of a bit."""
    tables = word_tables()
    scores = np.zeros((count, len(tables.names) - 1), dtype=np.float32)
    # Texts without alphabet have no such words, only runs of ideographs and syllables.
    short = np.flatnonzero(
        (prose.last - prose.first <= LONGEST) & (prose.kinds.take(prose.first) >= ALPHABETIC)
    )
    first, last = prose.first.take(short), prose.last.take(short)
    chosen, rows = _rows(sample, first, row)
    if not len(chosen):
        return scores
    word, found = tables.words(hashes_of(sample.points, first.take(chosen), last.take(chosen)))
    if not len(found):
        return scores
    size = len(tables.hashes)
    keys = np.sort(rows.take(found) * size + word)
    begin = _changes(keys)
    times = np.append(begin[1:], len(keys)) - begin
    rows, word = np.divmod(keys.take(begin), size)
    evidence = tables.word_score.take(word, axis=0)
    evidence *= np.minimum(times, REPEATS).astype(np.float32)[:, None]
    each = _changes(rows)
    scores[rows.take(each)] = np.add.reduceat(evidence, each, axis=0)
    return scores


def _changes(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each run of equal values begins; there is at least one value."""
    return np.append(0, np.flatnonzero(values[1:] != values[:-1]) + 1)


def _letter_scores(sample: _Sample, prose: _Prose, row: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """``float32[count, languages]``: the evidence of the letters above ASCII, in ``UNIT``s of a bit."""
    if not len(prose.letters):
        return np.zeros((count, len(word_tables().names) - 1), dtype=np.float32)
    table, letter_score = letter_tables()
    size = len(letter_score)
    chosen, rows = _rows(sample, prose.letters, row)
    column = table.take(sample.points.take(prose.letters.take(chosen)), mode="clip")
    rows *= size
    rows += column
    counts = np.bincount(rows, minlength=count * size)
    # Whole numbers below 2^24: their products and sums are exact in float32, in any order.
    scores: NDArray[np.float32] = counts.reshape(count, size).astype(np.float32) @ letter_score
    return scores
