"""Text that was read in the wrong encoding.

Flags
-----
Characters that come from reading bytes in the wrong encoding: UTF-8 read as a Windows, DOS, Mac or East
Asian code page, one legacy code page read as another, the same accident twice, and text never decoded from
ISO-2022-JP, HZ, UTF-7 or UTF-16; also where its characters were then written as character references
(``&Atilde;&copy;``). Also the short byte-misaligned runs that a byte-level replacement leaves in GBK text.

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
them, or when the word before the accident is a common one or stands elsewhere in the text. Garbled words between
quotation marks in an otherwise clean text are taken for examples.

Sources
-------
The test is a likelihood ratio with a description-length prior (textgate/mojibake/plans.py); the model is built from
the word lists of wordfreq (textgate/likelihood.py). UTF-8 is RFC 3629, UTF-7 RFC 2152, HZ RFC 1843,
ISO-2022-JP RFC 1468. Undefined bytes of Windows code pages pass as C1 controls, as in the WHATWG Encoding
Standard.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.batch import Document, pack
from textgate.check import Measured, Option, Severity, Spans
from textgate.mojibake import gbk_misalignment, references, seven_bit
from textgate.profile import Profile

# Text of ASCII needs none of these modules, whose import takes 10 ms: each is imported where it is used.
if TYPE_CHECKING:
    from textgate.mojibake import accidents, alphabets, plans

FAMILY = "mojibake"
UNIT = "garbled characters"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KIND_SEVERITY: Mapping[str, Severity] = {}


def __getattr__(name: str) -> Any:
    # KINDS are hundreds of sentences, which a run on clean text never asks for.
    if name == "KINDS":
        return _kinds()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@functools.cache
def _kinds() -> Mapping[str, str]:
    from textgate.mojibake import accidents, alien_runs, alphabets

    return {
        **accidents.kinds(),
        **{kind: f"{accidents.sentence(kind)}." for kind in (*alphabets.kinds(), *alien_runs.kinds())},
        "iso2022_jp>ascii": "Japanese text in ISO-2022-JP that lost its escape characters.",
        "hz>ascii": "Chinese text left in the HZ form.",
        "utf-7>ascii": "Text left in UTF-7.",
        "quoted-printable>ascii": "UTF-8 text left in the quoted-printable form of mail.",
        "utf-16-le>latin-1": "UTF-16 text read byte by byte.",
        "utf-16-be>latin-1": "UTF-16 text read byte by byte.",
        **gbk_misalignment.KINDS,
    }


SAMPLE = 200  # characters on which all plans are tried
WINDOW = 100
BESIDE_HIGH = (
    6  # ASCII characters beside others that are kept: accidents take in two, words for look-alikes are short
)
ROUNDS = 4  # different accidents looked for in one document
LARGEST = 1 << 18  # characters that are explained at once: this takes some 150 bytes for each
GAP = 3  # unchanged characters that may stand inside one span
FIT_BASE, FIT_SLOPE = -0.39, 1.17  # fitted to 4,481 alarms: docs/accuracy.md, "Confidence of mojibake"
MARKS = "`\"'“”„«»‹›「」『』"
MENTIONS = 0.1  # share of a document up to which quoted samples are taken for examples
LONGEST_MENTION = 60
BESIDE = 300  # characters of its line in which the repair of a sample is looked for


class Options(NamedTuple):
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
    surprising: list[accidents.Plan]  # accidents that may explain it
    foreign: bool
    odd: list[int]  # offsets of letters that the language does not write
    language: str | None  # where a few odd words are looked for


def measure(profile: Profile, options: Options) -> Measured:
    """Undo every accident that makes a text likelier."""
    found = _garbled(profile, options)
    for document in references.screen(profile):
        if places := _in_references(profile.batch.documents[document], options):
            found[document] = places
    spans = Spans()
    for document in sorted(found):
        for place in found[document]:
            spans.add(document, *place)
    return Measured.covered(len(profile), spans)


def _garbled(profile: Profile, options: Options) -> dict[int, list[Place]]:
    """The garbled places of the documents of a batch."""
    misaligned = gbk_misalignment.screen(profile)
    undecoded = set(seven_bit.screen(profile))
    surprising, foreign, odd = ({}, set(), {}) if profile.ascii else _alarms(profile)
    suspected = {*undecoded, *surprising, *foreign, *odd, *np.flatnonzero(misaligned).tolist()}
    found = {}
    for document in suspected:
        signs = Signs(
            bool(misaligned[document]),
            document in undecoded,
            surprising.get(document, []),
            document in foreign,
            odd.get(document, []),
            profile.languages[document] if document in odd else None,
        )
        found[document] = _places(profile.document_text(document), signs, options)
    return found


def _in_references(document: Document, options: Options) -> list[Place]:
    """All garbled places, if some show only when the character references of a document are resolved."""
    resolved = references.resolve(document.text)
    found = []
    shown = False
    for place in _garbled(Profile(pack([replace(document, text=resolved.text)])), options).get(0, []):
        start, stop = resolved.place(place.start, place.stop)
        shown |= stop - start > place.stop - place.start
        found.append(place._replace(start=start, stop=stop))
    return found if shown else []


def _alarms(profile: Profile) -> tuple[dict[int, list[accidents.Plan]], set[int], dict[int, list[int]]]:
    """Documents that are surprising, that have foreign letters, and that have odd words: see ``Signs``."""
    from textgate.mojibake import alien_runs, garbled_words, screens, shown_bytes
    from textgate.mojibake.above import above

    chars = above(profile)
    odd: dict[int, list[int]] = {document: [] for document in alien_runs.screen(profile, chars)}
    odd |= {document: [] for document in shown_bytes.screen(profile, chars)}
    odd |= {
        document: garbled_words.odd(profile, document) for document in garbled_words.screen(profile, chars)
    }
    return *screens.suspects(profile, chars), odd


def _places(text: str, signs: Signs, options: Options) -> list[Place]:
    """All garbled places of one document, in order, without overlaps."""
    found = [Place(*place) for place in gbk_misalignment.find(text)] if signs.misaligned else []
    found += [_undecoded(place) for place in (seven_bit.find(text) if signs.undecoded else [])]
    if signs.surprising or signs.foreign:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
        for place in found:
            points[place.start : place.stop] = 0x20
        for start, stop in _parts(points):
            # What reads as nothing but U+FFFD (锟斤拷) was lost before it was misread: lossy_conversion has it.
            found += [
                place._replace(start=place.start + start, stop=place.stop + start)
                for place in _misread(points[start:stop], signs, options)
                if (place.replacement or "?").strip("\ufffd ")
            ]
    if not found and signs.language:
        found = _garbled_words(text, signs.language, signs.odd, options)
    if not options.quoted and _is_about(text, found):
        return []
    return sorted(found)


def _parts(points: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
    """A document in parts of up to ``LARGEST`` characters, cut at line ends where there are any."""
    start = 0
    while len(points) - start > LARGEST:
        ends = np.flatnonzero(points[start + LARGEST // 2 : start + LARGEST] == 0x0A)
        stop = start + LARGEST if not len(ends) else start + LARGEST // 2 + int(ends[-1]) + 1
        yield start, stop
        start = stop
    yield start, len(points)


def _undecoded(place: seven_bit.Place) -> Place:
    from textgate.mojibake import accidents

    name = accidents.PLAIN_NAMES.get(place.kind.split(">")[0], "")
    return Place(*place[:3], 0.99, f"text left in {name}; decoded it reads {_quoted(place.text)}", place.text)


def _misread(points: NDArray[np.uint32], signs: Signs, options: Options) -> list[Place]:
    """Places that a plan explains. Blanks them in ``points``, so that the next round sees what is left."""
    from textgate.mojibake import alphabets, plans

    places: list[Place] = []
    letters = alphabets.explain(_text(points)) if signs.foreign else None
    for turn in range(ROUNDS):
        # After the first accident most texts are in order.
        first = signs.surprising if turn == 0 or not signs.surprising else _still_surprising(points)
        found = plans.explain(points, functools.partial(_sample, points), first) if first else None
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


def _still_surprising(points: NDArray[np.uint32]) -> list[accidents.Plan]:
    """Accidents that may explain what is left of a text."""
    from textgate.mojibake import screens
    from textgate.mojibake.above import above

    profile = Profile(pack([Document("", _text(points))]))
    return [] if profile.ascii else screens.suspects(profile, above(profile))[0].get(0, [])


def _sample(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The worst windows of a document, up to ``SAMPLE`` characters, in their order."""
    from textgate import likelihood

    left = np.concatenate([[0x0A], points[:-1]]).astype(np.uint32)
    score = np.where(points > 0x7F, np.maximum(likelihood.excess(points, left), 0), 0)
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
    pieces = [_dense(points[cuts[i] : stops[i]]) for i in sorted(chosen)]
    return np.concatenate(pieces) if pieces else points[:0]


def _dense(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A window without the ASCII characters that are further than ``BESIDE_HIGH`` from any other; a line feed ends it.

    They would only stand between the words in question.
    """
    high = points > 0x7F
    near = high.copy()
    for distance in range(1, BESIDE_HIGH + 1):
        near[distance:] |= high[:-distance]
        near[:-distance] |= high[distance:]
    return np.append(points[near], np.uint32(0x0A))


def _marked(points: NDArray[np.uint32], found: plans.Explanation) -> Iterator[tuple[int, int, str]]:
    """Spans of an explanation and their repair: the changed characters, joined over short gaps within a line."""
    reading = found.reading
    stops = np.append(reading.begin[1:], len(points))
    # Lost bytes between the first and the last stretch were lost in the same accident.
    lost = points[reading.begin] == 0xFFFD
    lost[: found.stretches[0].first] = False
    lost[found.stretches[-1].last + GAP :] = False
    blocks = np.flatnonzero(found.covered | lost)
    if not len(blocks):
        return
    begins, ends = reading.begin.take(blocks), stops.take(blocks)
    line_feeds = np.concatenate([[0], np.cumsum(points == 0x0A)])
    joined = begins[1:] - ends[:-1] <= GAP
    joined &= line_feeds.take(begins[1:]) == line_feeds.take(ends[:-1])
    firsts = np.flatnonzero(np.append(True, ~joined))
    lasts = np.flatnonzero(np.append(~joined, True))
    for start, stop in zip(begins.take(firsts).tolist(), ends.take(lasts).tolist(), strict=True):
        yield start, stop, reading.text(start, stop)


def _wrong_letters(points: NDArray[np.uint32], letters: alphabets.Letters) -> list[Place]:
    """Places of single wrong letters; blanks them in ``points`` too."""
    from textgate.mojibake import accidents, alphabets

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


def _garbled_words(text: str, language: str, odd: list[int], options: Options) -> list[Place]:
    from textgate.mojibake import accidents, alien_runs, garbled_words, shown_bytes

    found = [part.find(text, language, odd) for part in (shown_bytes, garbled_words)]
    found.append(alien_runs.find(text, language))
    words = max((w for w in found if w), key=lambda w: w.bits, default=None)
    if words is None or words.bits < options.evidence:
        return []
    told = accidents.sentence(words.kind)
    confidence = _confidence(words.bits)
    return [
        Place(start, stop, words.kind, confidence, f"{told}; undone it reads {_quoted(right)}", _whole(right))
        for start, stop, right in words.places
    ]


def _confidence(bits: float) -> float:
    """How often a document with such evidence was garbled: docs/accuracy.md, "Confidence of mojibake".

    A logistic regression on log2 of the bits, not on the bits: those of neighbouring characters are not independent.
    """
    return round(1 / (1 + math.exp(-(FIT_BASE + FIT_SLOPE * math.log2(max(bits, 1.0))))), 3)


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
