"""Question marks that stand for letters an encoding could not hold.

``"señal".encode("ascii", "replace")`` gives ``se?al``, and a text in a script that the encoding lacks
becomes rows of question marks. Each run of question marks gets a weight: how much more it looks like lost
letters than like a question, an operator or emphasis. Weights add up over a document.

The weights come from what writers do: nobody puts ``?`` inside a word, next to none begin a word with it,
few go on in lower case after it, a question in Chinese has a word that asks, and emphasis (???) hangs on
the end of a word. In 1,100 clean documents of 29 languages no mark reached ``CLEAR``.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from textgate import charclass, language
from textgate.truncation import word_lists

CLEAR = 0.5
"""Weight from which a place is evidence; lighter ones are only marked beside clear ones."""

NEAR = 6
"""Characters of Han or kana between two question marks that make both suspect: clauses are longer."""

MOST = 20_000
"""Runs of question marks that are weighed in one document: a bound on the work, not on what is clean."""

RESTORED = 5.0
"""Bits. A word is taken for one that lost a letter when putting a letter of its language back costs at most
this much more than a space. Restoring a true loss costs 0 to 5 bits, joining two words 10 and more."""

_WIDE = charclass.HAN | charclass.KANA | charclass.HANGUL
_CASELESS = _WIDE | charclass.OTHER_SCRIPT
_GOES_ON = 0.2  # a question mark after which the sentence goes on
_UNASKED = 0.3  # a question mark between characters of Chinese or Japanese
_INSIDE = 1.0  # a question mark inside a word
_NAMED = 0.25  # a question mark before or between whole words
_NO_ITALIAN_END = frozenset("bcdfghjkmpqstvwxz ")
_WIDE_LANGUAGES = ("zh-Hans", "zh-Hant", "zh", "ja", "ko")


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of question marks: offsets and weight, 0 (a question) to 3 (a row of lost words)."""

    start: int
    stop: int
    weight: float


@functools.cache
def _suspect() -> re.Pattern[str]:
    # One literal first: the search for it runs at the speed of memory.
    return re.compile(r"\?(?:\?+|(?=[^\W\d_]))")


@functools.cache
def _run() -> re.Pattern[str]:
    return re.compile(r"\?+")


@functools.cache
def _going_on() -> re.Pattern[str]:
    return re.compile(r"\? (?=[^\W\d_])")


def may_hold(text: str) -> bool:
    """Whether there is anything to weigh. Cheap, and true for a few clean texts in a hundred."""
    if any(not _in_code(text, *match.span()) for match in _suspect().finditer(text)):
        return True
    return sum(not text[match.end()].isupper() for match in _going_on().finditer(text)) >= 2


def weigh(text: str, name: str) -> list[Mark]:
    """The runs of question marks of a text whose code is blanked with NUL, in order, those of weight 0 left out.

    ``name`` is the language of the text.
    """
    found = [_weigh(text, *match.span()) for match in islice(_run().finditer(text), MOST)]
    if not any(mark.weight >= _GOES_ON for mark in found):
        return list(_rows(text))
    letters = language.letters(name) if name not in ("und", "en") else {}
    accented = bool(letters) or name in _WIDE_LANGUAGES
    found = [_weighing(mark, 0.0) if _is_placeholder(text, mark, name) else mark for mark in found]
    found = _only_initial(text, found, name, letters)
    found = _near_each_other(text, found)
    found = _unasked(text, found)
    found = _unaccented(text, found, name) if accented else [_doubted(text, mark) for mark in found]
    if letters:
        found = [_weighing(mark, _NAMED) if _is_unspaced(text, mark, name) else mark for mark in found]
        found = [_restored(text, mark, name) for mark in found]
    kept = [mark for mark in found if mark.weight > 0]
    return sorted([*kept, *_rows(text)], key=lambda mark: (mark.start, -mark.stop))


def _bits(character: str) -> int:
    return charclass.bits_of(character) if character else 0


def _weigh(text: str, start: int, stop: int) -> Mark:
    """One run by itself, by the characters on both sides."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    left, right, length = _bits(before), _bits(after), stop - start
    if _in_code(text, start, stop) or _is_drawn(text, start, stop):
        return Mark(start, stop, 0.0)
    if left & charclass.LETTER and right & charclass.LETTER:
        return Mark(start, stop, 0.3 if _is_riddle(text, start, stop) else _inside(before, after, length))
    if left & charclass.LETTER:
        return Mark(start, stop, _final(text, stop, left))
    if not before or before.isspace() or before in "\0\"'“«([*_#-（「『":
        return Mark(start, stop, _initial(text, before, stop, length))
    return Mark(start, stop, 0.0)


def _is_riddle(text: str, start: int, stop: int) -> bool:
    """One capital on both sides and nothing more: C?T."""
    around = text[max(start - 2, 0) : start] + text[stop : stop + 2]
    return sum(map(str.isalpha, around)) == 2 and around.strip().isupper()


def _inside(before: str, after: str, length: int) -> float:
    left, right = _bits(before), _bits(after)
    if left & _WIDE and right & _WIDE:
        katakana = "ァ" <= before <= "ヺ" and "ァ" <= after <= "ヺ"
        if length > 2 and not _asking().match(before):
            return 1.5 if length > 3 else 0.8
        return 0.8 if katakana else _UNASKED
    if (left | right) & _WIDE:
        return 0.0
    # A capital after a small letter begins a sentence whose space was forgotten.
    forgotten = after.isupper() and not before.isupper()
    return 0.0 if forgotten else _INSIDE * min(length, 2)


def _final(text: str, stop: int, left: int) -> float:
    """At the end of a word: a question, unless the sentence goes on."""
    following = text[stop : stop + 2]
    small = following[1:].islower() or bool(_bits(following[1:]) & _CASELESS)
    return _GOES_ON if following[:1] == " " and small and not left & _WIDE else 0.0


def _initial(text: str, before: str, stop: int, length: int) -> float:
    """At the beginning of a word, or as a word of its own."""
    after, following = text[stop : stop + 1], text[stop : stop + 2].lstrip()[:1]
    if _bits(after) & _WIDE:
        return _UNASKED
    if after.islower() or _bits(after) & _CASELESS:
        return _INSIDE
    if after.isupper():
        return 0.4 if before != "\0" else 0.1  # ?Qué: the opening mark of Spanish, lost too
    foreign = bool(_bits(following) & (_CASELESS | charclass.CYRILLIC | charclass.GREEK))
    goes_on = following.islower() or foreign
    if length == 1:
        return _GOES_ON if goes_on else 0.1
    if after == "\0" or before == "\0":
        return 0.1
    # ?? is an operator between Latin words; scripts that are lost as a whole have no use for it.
    share = 0.4 if foreign else 0.2
    longest = 1.5 if foreign and length > 5 else 1.0
    return min(share * length, longest) if goes_on else 0.6 if length >= 4 else 0.1


def _in_code(text: str, start: int, stop: int) -> bool:
    """Whether the place is inside an address, a pattern or a program: signs that words have not."""
    return bool(
        _code_before().search(text, max(start - 40, 0), start) or _code_after().match(text, stop, stop + 20)
    )


def _is_drawn(text: str, start: int, stop: int) -> bool:
    """Whether a letter stands three times in a row beside the place: it is drawn or screamed, not written."""
    around = text[max(start - 6, 0) : start].split()[-1:] + text[stop : stop + 6].split()[:1]
    return any(_tripled().search(piece) for piece in around)


@functools.cache
def _tripled() -> re.Pattern[str]:
    return re.compile(r"([A-Za-z])\1\1")


def _is_placeholder(text: str, mark: Mark, name: str) -> bool:
    """Whether the mark opens an optional argument as some manuals write it: ``?option?``, ``?value ...?``.

    Lost letters at both ends of a word look the same, so the first word must be one of English, and so must
    the rest of the line, up to there, in a text of another script.
    """
    if mark.stop - mark.start > 1 or mark.weight < CLEAR or text[mark.start - 1 : mark.start].isalpha():
        return False
    match = _argument().match(text, mark.start)
    if match is None:
        return False
    spelled = name in ("und", "en", *_WIDE_LANGUAGES)
    if not spelled and word_lists.completeness(match[1].lower(), "en") != "word":
        return False
    return text[max(mark.start - 20, 0) : mark.start].rpartition("\n")[2].isascii()


def _only_initial(text: str, found: list[Mark], name: str, letters: dict[str, int]) -> list[Mark]:
    """Lower marks before Latin words where no other place shows a loss: the patterns ``?garbage`` and ``?and``.

    A language has most of its accents inside and at the end of words, so a text that lost letters shows it
    there, or a word becomes whole with a letter of the language: ``?uvre``.
    """
    clear = [mark for mark in found if mark.weight >= CLEAR]
    matches = [_plain_word().match(text, mark.start) for mark in clear]
    words = {match[1] for match in matches if match is not None}
    if len(clear) < 2 or None in matches or any(_is_bereft(word, name, letters) for word in words):
        return found
    return [_weighing(mark, min(mark.weight, _NAMED)) for mark in found]


def _is_bereft(word: str, name: str, letters: dict[str, int]) -> bool:
    """Whether the word is none, but one with a letter before it."""
    if word_lists.completeness(word, name) == "word":
        return False
    return any(word_lists.completeness(letter + word, name) == "word" for letter in letters)


@functools.cache
def _plain_word() -> re.Pattern[str]:
    # Without a mark that closes a quotation later in the line.
    return re.compile(r"(?<![^\W_])\?([a-z]{3,24})(?![^\W_]|[?-])(?![^?\n]{0,40}[^\s?]\?)")


def _is_unspaced(text: str, mark: Mark, name: str) -> bool:
    """Whether the mark ends a question and an answer follows without a space: whole words on both sides.

    Where a letter fits between them (``ma?ana``) it is that letter that is missing.
    """
    before, after = text[mark.start - 1 : mark.start].lower(), text[mark.stop : mark.stop + 1].lower()
    if mark.weight != _INSIDE or mark.stop - mark.start > 1 or not before.isalpha() or not after.isalpha():
        return False
    left = _last_word().search(text, max(mark.start - 24, 0), mark.start)
    right = _first_word().match(text, mark.stop, mark.stop + 24)
    if left is None or right is None:
        return False
    # What lost a letter in the middle would not have kept another one beside it.
    if _fits(before, after, name) and (left[0] + right[0]).isascii():
        return False
    return all(word_lists.completeness(word[0].lower(), name) == "word" for word in (left, right))


@functools.cache
def _last_word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{2,}\Z")


@functools.cache
def _first_word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{2,}")


@functools.cache
def _argument() -> re.Pattern[str]:
    # Nothing follows in the line but other arguments and, behind a gap or in another script, a remark: behind
    # a quotation that lost its marks the sentence goes on.
    word = r"(-?[A-Za-z]{1,24})[\w-]{0,24}(?: [\w-]{1,24}){0,5}(?: ?\.\.\.)?"
    return re.compile(
        rf"\?{word}\?(?: \?[^?\n]{{1,60}}\?){{0,9}}(?=[ \t]{{2}}|[ \t]*(?:\Z|[\n)\]\0]|\.\.\.|[^\x00-\x7f]))"
    )


@functools.cache
def _code_before() -> re.Pattern[str]:
    # Addresses, programs, regular expressions (.*?), commands of editors (:s?old?new?).
    return re.compile(r"[/=&\\{<$@^+|~]\S{0,39}\Z|[.)\]]\*\Z|(?<!\S):[a-z]\S{0,38}\Z")


@functools.cache
def _code_after() -> re.Pattern[str]:
    # After that, prompts (?f%f) and commands of one letter (?e(END), "?B").
    return re.compile(
        r"\S{0,19}[=\\{}<>$@^|]|(?<=\(\?)[a-zA-Z]{1,7}[):]|[!-~]{0,19}%[a-zA-Z(]|(?<=\?)[a-zA-Z](?:[(]|-(?!\w)|[\"'](?<=[\"']\?..))"
    )


def _weighing(mark: Mark, weight: float) -> Mark:
    return Mark(mark.start, mark.stop, weight)


def _near_each_other(text: str, found: list[Mark]) -> list[Mark]:
    """Raise question marks between Han or kana that stand closer than questions can."""
    gaps = [after.start - before.stop for before, after in pairwise(found)]
    return [
        _weighing(mark, 0.6)
        if mark.weight == _UNASKED and min([*gaps[max(i - 1, 0) : i], *gaps[i : i + 1], NEAR + 1]) <= NEAR
        else mark
        for i, mark in enumerate(found)
    ]


@functools.cache
def _asking() -> re.Pattern[str]:
    """Words that make a sentence of Chinese or Japanese a question."""
    return re.compile(
        "[吗嗎呢么麼吧了啊呀嘛谁誰何哪啥几幾啦哦噢嗯对對真]|多少|是否|能否|可否|有没有|有沒有|为什|為什|怎|好不|是不|"
        "か|の|な|ね|よ|だれ|どう|いつ|って|까|니|요|나|가|지|냐"
    )


def _unasked(text: str, found: list[Mark]) -> list[Mark]:
    """Raise question marks between Han where no word asks, when most are such and there are some."""
    between = [mark for mark in found if mark.weight in (_UNASKED, 0.6)]
    unasked = [m for m in between[:500] if not _asking().search(text, max(m.start - 12, 0), m.start)]
    if len(unasked) < 3 or 4 * len(unasked) < 3 * len(between[:500]):
        return found
    raised = {mark.start for mark in (unasked if len(between) <= 500 else between)}
    return [_weighing(mark, 0.7) if mark.start in raised else mark for mark in found]


def _unaccented(text: str, found: list[Mark], name: str) -> list[Mark]:
    """Raise sentences that go on after ``?`` where not one letter beyond ASCII is left, as a language needs.

    People in a hurry write without accents too, so something else has to show that letters are missing:
    question marks inside words, or in Italian, which has its accents at the end of words, question marks
    after a consonant or alone (``comunit? ? pronta``).
    """
    weak = [mark for mark in found if mark.weight == _GOES_ON]
    if not any(mark.weight == _INSIDE for mark in found):
        weak = [m for m in weak if name == "it" and text[m.start - 1 : m.start] in _NO_ITALIAN_END]
    if len(weak) < 2:
        return found
    bare = text.isascii() and len(text) > 300
    breaks = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    lines = {mark.start: bisect.bisect_left(breaks, mark.start) for mark in weak}
    crowded = {
        line
        for line, count in Counter(lines.values()).items()
        if count > 1 and text[breaks[line - 1] + 1 : breaks[line]].isascii()
    }
    raised = {start for start, line in lines.items() if bare or line in crowded}
    return [_weighing(mark, 0.7) if mark.start in raised else mark for mark in found]


def _doubted(text: str, mark: Mark) -> Mark:
    """In English and in text of no known language a word with ``?`` may be a name, an abbreviation, a pattern."""
    around = text[max(mark.start - 20, 0) : mark.stop + 20]
    if mark.weight != _INSIDE or not around.isascii():
        return mark
    before = text[max(mark.start - 2, 0) : mark.start]
    beside = sum(map(str.isalpha, before + text[mark.stop : mark.stop + 2]))
    least = 3 if before[-1:].isalpha() else 2
    return _weighing(mark, 0.3 if before[-1:] in ("'", '"') or beside < least else 0.7)


def _restored(text: str, mark: Mark, name: str) -> Mark:
    """Double the weight of one lost letter where a letter of the language fits between its neighbours."""
    before, after = text[mark.start - 1 : mark.start].lower(), text[mark.stop : mark.stop + 1].lower()
    single = mark.weight == _INSIDE and mark.stop - mark.start == 1
    if not single or not before.isalpha() or not after.isalpha():
        return mark
    return _weighing(mark, 2 * _INSIDE) if _fits(before, after, name) else mark


@functools.lru_cache(maxsize=4096)
def _fits(before: str, after: str, name: str) -> bool:
    """Whether a letter of the language ``name`` fits between two letters."""
    apart, *joined = _costs(before, [" ", *language.letters(name)], after)
    return min(joined) - apart <= RESTORED


def _costs(before: str, between: list[str], after: str) -> list[float]:
    """Bits of ``between`` and ``after`` behind ``before``, for each choice."""
    from textgate import likelihood

    points = np.array([[ord(before), ord(c), ord(after)] for c in between], dtype=np.uint32)
    steps = likelihood.surprisal_steps(points[:, 1:].ravel(), points[:, :2].ravel()).astype(np.int64)
    return [float(bits) for bits in steps.reshape(-1, 2).sum(axis=1) / likelihood.STEPS]


@functools.cache
def _row() -> re.Pattern[str]:
    return re.compile(r"(?<![^\s(\[\"“«*_#>|-])\?+(?:[ ,.:;()\-–—\"“”'/*_]{1,3}\?+){0,400}")


def _rows(text: str) -> Iterator[Mark]:
    """Rows of words made of question marks only: ``???????? ?????, ??``."""
    for match in _row().finditer(text):
        words = [len(word) for word in _run().findall(match[0])]
        if len(words) == 1:
            weight = 2.0 if words[0] >= 20 else 1.5 if words[0] >= 12 else 0.0
            if words[0] >= 4 and _is_heading(text, match.start()):
                weight = max(weight, 1.5)
            if weight:
                yield Mark(*match.span(), weight)
            continue
        dated = re.fullmatch(r"(?:\?{1,4}(?:[-/.:]\?{1,4}){1,5}[ ,]{0,3})+", match[0])
        if sum(words) >= 6 and max(words) >= 3 and len(set(words)) > 1 and not dated:
            yield Mark(*match.span(), 3.0 if len(words) > 2 and sum(words) >= 10 else 1.5)


def _is_heading(text: str, start: int) -> bool:
    """Whether the run opens a heading or the text of a link."""
    line = text[max(start - 12, 0) : start].rpartition("\n")[2]
    return line[-1:] == "[" or (line[-1:] == " " and bool(line.strip()) and not line.strip(" #"))
