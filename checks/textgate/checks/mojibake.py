"""Text that was read in the wrong encoding.

Flags
-----
Characters that come from reading bytes in the wrong encoding: UTF-8 read as a Windows, DOS, Mac or East
Asian code page, one legacy code page read as another, the same accident twice, and text never decoded from
ISO-2022-JP, HZ, UTF-7 or UTF-16. Also the short byte-misaligned runs that a byte-level replacement leaves
in GBK text.

Why it matters
--------------
Garbled text is noise to every reader: search finds nothing in it, a model learns strings that no language
has, and a repair is only sure while all bytes are still there.

Measures
--------
The number of garbled characters. A place is garbled when undoing an accident (encode with the wrong codec,
decode with the right one) makes the text so much likelier under a character model that it pays for the
assumption. Neighbouring places no more than three characters apart are one place. The kind names the true
codec first, then what it was read as: ``utf-8>gbk``, ``utf-8>cp1252>utf-8>cp1252``.

Passes
------
Rare names, foreign words, phonetic script, mathematics, and a text about the matter:

    >>> from textgate.testing import spans
    >>> spans("mojibake", "Ångström, Dvořák, Þórður, São Tomé, ‘naïve’ [naɪˈiːv], x² ± ½·√3 µm")
    []
    >>> spans("mojibake", "If “é” shows up as “Ã©”, the page is UTF-8 but was read as Latin-1.")
    []

Fails
-----
    >>> spans("mojibake", "CafÃ© au lait")
    [('Ã©', 'utf-8>cp1252')]
    >>> spans("mojibake", "Ïðèâåò, êàê äåëà? Ó íàñ âñ¸ õîðîøî.")
    [('Ïðèâåò, êàê äåëà? Ó íàñ âñ¸ õîðîøî', 'cp1251>cp1252')]
    >>> spans("mojibake", "浠婂ぉ澶╂皵寰堝ソ锛屾垜浠\ue0a2幓鍏\ue100洯銆�")
    [('浠婂ぉ澶╂皵寰堝ソ锛屾垜浠\ue0a2幓鍏\ue100洯銆�', 'utf-8>gbk')]

Blind spots
-----------
A single wrong letter in a language that the model does not know, short words in scripts without word lists
(Thai, Khmer, Georgian), and text of which most bytes are lost, which ``lossy_conversion`` marks. Letters
that a neighbouring code page puts in place of others (Hungarian õ for ő) are found when there are a few of
them. Garbled words between quotation marks in an otherwise clean text are taken for examples.

Sources
-------
The test is a likelihood ratio with a description-length prior (textgate/mojibake/plans.py); the model is built from
the word lists of wordfreq (textgate/likelihood.py). UTF-8 is RFC 3629, UTF-7 RFC 2152, HZ RFC 1843,
ISO-2022-JP RFC 1468. Undefined bytes of Windows code pages pass as C1 controls, as in the WHATWG Encoding
Standard.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood as lk
from textgate.check import Measured, Option, Severity, Spans
from textgate.mojibake import (
    accidents,
    alphabets,
    encodings,
    garbled_words,
    gbk_misalignment,
    plans,
    seven_bit,
)
from textgate.profile import Profile

FAMILY = "mojibake"
UNIT = "garbled characters"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KIND_SEVERITY: Mapping[str, Severity] = {}
KINDS: Mapping[str, str] = {
    **accidents.kinds(),
    **{kind: f"{accidents.sentence(kind)}." for kind in alphabets.kinds()},
    "iso2022_jp>ascii": "Japanese text in ISO-2022-JP that lost its escape characters.",
    "hz>ascii": "Chinese text left in the HZ form.",
    "utf-7>ascii": "Text left in UTF-7.",
    "quoted-printable>ascii": "UTF-8 text left in the quoted-printable form of mail.",
    "utf-16-le>latin-1": "UTF-16 text read byte by byte.",
    "utf-16-be>latin-1": "UTF-16 text read byte by byte.",
    **gbk_misalignment.KINDS,
}

# Surprisal above the usual, summed over the worst stretch, from which a document is looked at; the weak alarm
# asks for signs of UTF-8 besides.
ALARM = 16 * lk.STEPS
WEAK_ALARM = 11 * lk.STEPS
# Two rare ideographs in a name are as surprising as that, so text of ideographs, kana and Hangul must be more so.
EAST_ASIAN_ALARM = 26 * lk.STEPS
EAST_ASIAN = (lk.HAN, lk.RARE_HAN, lk.HIRAGANA, lk.KATAKANA, lk.HANGUL, lk.CJK_PUNCTUATION)
# What stands inside words of Latin letters in good text, or marks the end of words.
AMONG_LATIN = (lk.LATIN, lk.LATIN_UPPER, lk.EXTRA_LATIN, lk.TYPOGRAPHIC, lk.COMBINING, lk.LOST)
STRETCH = 80  # characters of the worst stretch on which plans are first tried
SAMPLE = 700  # characters on which all plans are tried
WINDOW = 100
ROUNDS = 4  # different accidents looked for in one document
SANDWICHED = (
    2  # runs of other characters inside words of lower-case ASCII letters from which a text is looked at
)
LONGEST_FILLING = 3  # characters of such a run
GAP = 3  # unchanged characters that may stand inside one span
MARKS = "`\"'“”„«»‹›「」『』"
MENTIONS = 0.1  # share of a document up to which quoted samples are taken for examples
LONGEST_MENTION = 60
BESIDE = 300  # characters of its line in which the repair of a sample is looked for


@dataclass(frozen=True, slots=True)
class Options:
    """How sure the check must be."""

    evidence: Annotated[
        float,
        Option(
            "how much likelier the text must get when the accident is undone",
            unit="bits",
            minimum=1,
            maximum=1e6,
        ),
    ] = 12.0
    quoted: Annotated[bool, Option("also report garbled samples between quotation marks or in code")] = False


class Place(NamedTuple):
    """One garbled place within a document."""

    start: int
    stop: int
    kind: str
    confidence: float
    evidence: str
    replacement: str | None


class Signs(NamedTuple):
    """What the screens saw in one document; each asks for another kind of close look."""

    misaligned: bool
    undecoded: bool
    surprising: bool
    foreign: bool
    odd: list[int]  # offsets of letters that the language does not write
    language: str


def measure(profile: Profile, options: Options) -> Measured:
    """Undo every accident that makes a text likelier."""
    spans = Spans()
    misaligned = gbk_misalignment.screen(profile)
    undecoded = set(seven_bit.screen(profile))
    surprising, foreign = (set(), set()) if profile.ascii else _suspects(profile)
    odd = {} if profile.ascii else garbled_words.screen(profile)
    suspected = {*undecoded, *surprising, *foreign, *odd, *np.flatnonzero(misaligned).tolist()}
    for document in sorted(suspected):
        signs = Signs(
            bool(misaligned[document]),
            document in undecoded,
            document in surprising,
            document in foreign,
            odd.get(document, []),
            profile.languages[document] if document in odd else "und",
        )
        for place in _places(profile.document_text(document), signs, options):
            spans.add(document, *place)
    return Measured.covered(len(profile), spans)


def _suspects(profile: Profile) -> tuple[set[int], set[int]]:
    """Documents with a stretch of surprising characters, and documents with letters that fit no alphabet.

    A stretch is where the excess surprisal of the characters above ASCII sums up to its highest rise.
    """
    where = profile.above_ascii
    codepoints = profile.codepoints.astype(np.uint32, copy=False)
    points = codepoints.take(where)
    score = lk.excess(points, codepoints.take(where - 1, mode="wrap")).astype(np.int64)
    first = np.searchsorted(where, profile.starts)
    foreign, at_home = alphabets.survey(profile, where, points)
    # "è" is rare among all letters, but not in Italian.
    score[at_home] = np.minimum(score[at_home], 0)
    # A stretch never reaches across documents: each begins with a fall that no rise before it survives.
    total = np.cumsum(score)
    total -= np.repeat(np.arange(len(profile), dtype=np.int64) << 40, np.diff(first))
    floor = np.minimum.accumulate(total - score)
    rise = total - floor
    hits = np.unique(np.searchsorted(profile.starts, where[rise > WEAK_ALARM], side="right") - 1)
    surprising = set()
    for document in hits.tolist():
        low, high = first[document], first[document + 1]
        peak = low + int(rise[low:high].argmax())
        if rise[peak] <= ALARM and not _looks_like_utf8(profile.document_text(document)):
            continue
        bottom = low + int(np.flatnonzero(total[low : peak + 1] - score[low : peak + 1] == floor[peak])[-1])
        east_asian = np.isin(lk.classes(points[bottom : peak + 1]), EAST_ASIAN).all()
        if east_asian and rise[peak] <= EAST_ASIAN_ALARM:
            continue
        worst = _worst(total[bottom : peak + 1])
        if plans.promising(
            _with_neighbours(codepoints, where[bottom + worst : min(bottom + worst + STRETCH, peak + 1)])
        ):
            surprising.add(document)
    for document, near in _sandwiched(codepoints, where, points, first):
        if document not in surprising and plans.promising(near):
            surprising.add(document)
    return surprising, set(foreign.tolist())


def _sandwiched(
    codepoints: NDArray[np.uint32],
    where: NDArray[np.int64],
    points: NDArray[np.uint32],
    first: NDArray[np.int64],
) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Documents with signs or letters of another script inside words of lower-case ASCII letters, and those words.

    Scattered garbled words are lost among many accented letters in the sum over a stretch. Texts that mix scripts
    without spaces have such runs too, but most of their runs are not inside words.
    """
    foreign = _foreign_to_latin().take(points, mode="clip")
    begins = np.flatnonzero(foreign & _lower(codepoints.take(where - 1, mode="wrap")))
    if len(begins) < SANDWICHED:
        return
    start = where[begins]
    stop = np.zeros_like(start)
    for size in range(1, LONGEST_FILLING + 1):
        stop[(stop == 0) & _lower(codepoints.take(start + size, mode="clip"))] = size
    start, stop = start[stop > 0], (start + stop)[stop > 0]
    # What stands between the two letters must all be foreign.
    filled = np.concatenate([[0], np.cumsum(foreign)])
    low, high = np.searchsorted(where, start), np.searchsorted(where, stop)
    inside = filled[high] - filled[low] == stop - start
    start, stop = start[inside], stop[inside]
    document = np.searchsorted(first, np.searchsorted(where, start), side="right") - 1
    held = np.bincount(document, minlength=len(first) - 1)
    for index in np.flatnonzero(held >= SANDWICHED).tolist():
        of_document = slice(first[index], first[index + 1])
        runs = np.count_nonzero(np.diff(where[of_document][foreign[of_document]], prepend=-2) > 1)
        if 2 * held[index] < runs:
            continue
        mine = np.flatnonzero(document == index)[:STRETCH]
        reach = [np.arange(start[i] - 1, stop[i] + 1) for i in mine.tolist()]
        yield index, np.concatenate([np.append(codepoints[r], np.uint32(0x0A)) for r in reach])


@functools.cache
def _foreign_to_latin() -> NDArray[np.bool_]:
    """``bool[65536]``: what does not stand among Latin letters in good text."""
    among = np.zeros(lk.CLASSES, dtype=bool)
    among[list(AMONG_LATIN)] = True
    return ~among.take(lk.classes(np.arange(0x10000, dtype=np.uint32)))


def _lower(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    lower: NDArray[np.bool_] = (points >= 0x61) & (points <= 0x7A)
    return lower


def _worst(total: NDArray[np.int64]) -> int:
    """Where the window of ``STRETCH`` characters begins in which a running total rises most."""
    if len(total) <= STRETCH:
        return 0
    return int((total[STRETCH:] - total[:-STRETCH]).argmax()) + 1


def _with_neighbours(codepoints: NDArray[np.uint32], where: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The characters at the positions with those beside them; a line feed stands for what is left out."""
    near = np.union1d(np.union1d(where - 1, where + 1), where)
    near = near[(near >= 0) & (near < len(codepoints))]
    gaps = np.flatnonzero(np.diff(near) > 1) + 1
    return np.insert(codepoints[near], gaps, np.uint32(0x0A))


@functools.cache
def _utf8_pattern() -> re.Pattern[str]:
    """Accented Latin letters, and quotes and dashes, in UTF-8 read as one of the usual code pages."""
    parts = ["鈥", "茅", "ﾃ"]
    for codec in ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "mac_roman", "cp437", "cp850"):
        chars = [re.escape(chr(point)) for point in encodings.single_byte_characters(codec).tolist()]
        tail = "".join(chars[0x80:0xC0])
        parts.append(
            f"[{chars[0xC2]}-{chars[0xC5]}][{tail}]" if codec == "cp1252" else f"{chars[0xC3]}[{tail}]"
        )
        parts.append(f"{chars[0xE2]}{chars[0x80]}[{tail}]")
    return re.compile("|".join(parts))


def _looks_like_utf8(text: str) -> bool:
    return _utf8_pattern().search(text) is not None


def _places(text: str, signs: Signs, options: Options) -> list[Place]:
    """All garbled places of one document, in order, without overlaps."""
    found = [Place(*place) for place in gbk_misalignment.find(text)] if signs.misaligned else []
    found += [_undecoded(place) for place in (seven_bit.find(text) if signs.undecoded else [])]
    if signs.surprising or signs.foreign:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
        for place in found:
            points[place.start : place.stop] = 0x20
        # What reads as nothing but U+FFFD (锟斤拷) was lost before it was misread: lossy_conversion has it.
        found += [
            place for place in _misread(points, signs, options) if (place.replacement or "?").strip("\ufffd ")
        ]
    if not found and signs.odd:
        found = _garbled_words(text, signs, options)
    if not options.quoted and _is_about(text, found):
        return []
    return sorted(found)


def _undecoded(place: seven_bit.Place) -> Place:
    name = accidents.PLAIN_NAMES.get(place.kind.split(">")[0], "")
    return Place(*place[:3], 0.99, f"text left in {name}; decoded it reads {_quoted(place.text)}", place.text)


def _misread(points: NDArray[np.uint32], signs: Signs, options: Options) -> list[Place]:
    """Places that a plan explains. Blanks them in ``points``, so that the next round sees what is left."""
    places: list[Place] = []
    letters = alphabets.explain(_text(points)) if signs.foreign else None
    for _ in range(ROUNDS):
        found = plans.explain(points, _sample(points)) if signs.surprising else None
        if letters and letters.gain >= options.evidence and (found is None or letters.gain > found.gain):
            places += _wrong_letters(points, letters)
            letters = None
            continue
        if found is None or found.gain < options.evidence:
            break
        believed = not found.rival and found.believable
        confidence = _confidence(found.gain)
        marked = list(_marked(points, found))
        for start, stop, text in marked:
            # What reads as nothing but U+FFFD (锟斤拷) was lost before it was misread: lossy_conversion has it.
            if believed and text.strip("\ufffd "):
                evidence = f"{found.reading.sentence}; undone it reads {_quoted(text)}"
                places.append(Place(start, stop, found.reading.name, confidence, evidence, _whole(text)))
        for start, stop, _ in marked:
            points[start:stop] = 0x20
    return places


def _sample(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The worst windows of a document, up to ``SAMPLE`` characters, in their order."""
    left = np.concatenate([[0x0A], points[:-1]]).astype(np.uint32)
    score = np.where(points > 0x7F, np.maximum(lk.excess(points, left), 0), 0)
    cuts = np.union1d(np.flatnonzero(points == 0x0A), np.arange(0, max(len(points), 1), WINDOW))
    worth = np.add.reduceat(score, cuts) if len(points) else np.zeros(0)
    stops = np.append(cuts[1:], len(points))
    chosen: list[int] = []
    size = 0
    for index in np.argsort(-worth, kind="stable").tolist():
        if worth[index] <= 0 or size > SAMPLE:
            break
        chosen.append(index)
        size += int(stops[index] - cuts[index])
    pieces = [np.append(points[cuts[i] : stops[i]], np.uint32(0x0A)) for i in sorted(chosen)]
    return np.concatenate(pieces) if pieces else points[:0]


def _marked(points: NDArray[np.uint32], found: plans.Explanation) -> Iterator[tuple[int, int, str]]:
    """Spans of an explanation and their repair: the changed characters, joined over short gaps within a line."""
    reading = found.reading
    stops = np.append(reading.begin[1:], len(points))
    # Lost bytes between the first and the last stretch were lost in the same accident.
    lost = points[reading.begin] == 0xFFFD
    lost[: found.stretches[0].first] = False
    lost[found.stretches[-1].last + GAP :] = False
    blocks = np.flatnonzero(found.covered | lost)
    span: list[int] = []
    for start, stop in zip(reading.begin[blocks].tolist(), stops[blocks].tolist(), strict=True):
        if span and start - span[1] <= GAP and not (points[span[1] : start] == 0x0A).any():
            span[1] = stop
            continue
        if span:
            yield span[0], span[1], reading.text(span[0], span[1])
        span = [start, stop]
    if span:
        yield span[0], span[1], reading.text(span[0], span[1])


def _wrong_letters(points: NDArray[np.uint32], letters: alphabets.Letters) -> list[Place]:
    """Places of single wrong letters; blanks them in ``points`` too."""
    confidence = _confidence(letters.gain)
    sentence = accidents.sentence(letters.kind)
    places = []
    for at, char in alphabets.places(_text(points), letters):
        evidence = f"{sentence}; undone it reads {_quoted(char)}"
        places.append(Place(at, at + 1, letters.kind, confidence, evidence, char))
        points[at] = ord(char)
    return places


def _text(points: NDArray[np.uint32]) -> str:
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _garbled_words(text: str, signs: Signs, options: Options) -> list[Place]:
    words = garbled_words.find(text, signs.language, signs.odd)
    if words is None or words.bits < options.evidence:
        return []
    told = accidents.sentence(words.kind)
    confidence = _confidence(words.bits)
    return [
        Place(start, stop, words.kind, confidence, f"{told}; undone it reads {_quoted(right)}", right)
        for start, stop, right in words.places
    ]


def _confidence(bits: float) -> float:
    """Odds of 2^(bits / 8): the bits of neighbouring characters are not independent."""
    return round(1 / (1 + 2 ** (-bits / 8)), 3)


def _quoted(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _whole(text: str) -> str | None:
    return None if "\ufffd" in text else text


@functools.cache
def _mention() -> re.Pattern[str]:
    """Code and short quotations, in which a text about mojibake shows its samples."""
    return re.compile(
        r"`[^`\n]{1,80}`|<code>[^<\n]{1,80}</code>|“[^”\n]{1,80}”|‘[^’\n]{1,80}’|\"[^\"\n]{1,80}\""
        r"|'[^'\n]{1,80}'|„[^“”\n]{1,80}[“”]|«[^»\n]{1,80}»|「[^」\n]{1,80}」|『[^』\n]{1,80}』|\|[^|\n]{1,80}(?=\|)"
    )


def _in_marks(text: str, place: Place) -> bool:
    """Whether a place fills a quotation by itself. Which marks open and which close depends on the language."""
    before = text[max(place.start - 2, 0) : place.start].rstrip("\u200e\u200f")
    after = text[place.stop : place.stop + 2].lstrip("\u200e\u200f")
    return bool(before and after) and before[-1] in MARKS and after[0] in MARKS


def _stands_beside(text: str, place: Place) -> bool:
    """Whether the line of a place also holds its repair, or some of that by itself between quotation marks."""
    right = place.replacement
    if not right:
        return False
    before = text[max(place.start - BESIDE, 0) : place.start].rpartition("\n")[2]
    line = before + text[place.start : place.stop + BESIDE].partition("\n")[0]
    shown = (match[0][1:-1].strip() for match in _mention().finditer(line))
    return right in line or any(not sample.isascii() and sample in right for sample in shown)


@functools.cache
def _matter() -> re.Pattern[str]:
    """Words of texts about encodings, in the languages of the world's larger Webs."""
    return re.compile(
        r"(?i)utf-?(?:8|16|7)|unicode|latin-?[1-9]|iso[- ]?8859|windows-?125|cp-?(?:125\d|437|850|866|932|949)\b|koi8"
        r"|mojibake|\bgbk\b|\bgb18030\b|\bbig-?5\b|shift[-_]?jis|euc-(?:jp|kr)|garbled|encod(?:ing|age|é)|charset"
        r"|code ?pages?\b|character set|zeichen(?:satz|kodierung|codierung)|codifica|codering|teckenkod|kodowani"
        r"|kódování|kódolás|кодиров|кодуван|крокозяб|编码|編碼|乱码|亂碼|文字コード|文字化け|인코딩|글자 ?깨짐|ترميز"
        r"|קידוד|karakter kod|mã hóa ký tự|การเข้ารหัส"
    )


def _is_about(text: str, places: list[Place]) -> bool:
    """Whether the garbled places are a few quoted samples in a text about such things.

    Such a text names encodings, or shows what its samples should be on the same line.
    """
    size = sum(place.stop - place.start for place in places)
    if not places or size > MENTIONS * len(text) or any(p.stop - p.start > LONGEST_MENTION for p in places):
        return False
    if _matter().search(text) is None and not all(_stands_beside(text, place) for place in places):
        return False
    # Garbled characters can be quotation marks: they must not count as such.
    clear = list(text)
    for place in places:
        clear[place.start : place.stop] = "x" * (place.stop - place.start)
    quoted = [match.span() for match in _mention().finditer("".join(clear))]
    starts = np.array([start for start, _ in quoted])
    shown = 0
    for place in places:
        if _in_marks(text, place):
            shown += 1
            continue
        index = int(np.searchsorted(starts, place.start, side="right")) - 1
        if index >= 0 and place.stop <= quoted[index][1]:
            # A sample is shown by itself; a garbled word within a longer quotation is damage.
            shown += 2 * (place.stop - place.start) > quoted[index][1] - quoted[index][0] - 6
    return 2 * shown > len(places)
