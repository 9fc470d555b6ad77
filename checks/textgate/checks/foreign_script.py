"""A passage in a script that occurs nowhere else in the document and that nothing introduces.

Flags
-----
A sentence or paragraph of another script dropped into a text: a line of Thai between two Polish paragraphs,
a Greek clause in the middle of a Chinese sentence, a German one in Japanese. Also single letters of a far script
inside a word.

Why it matters
--------------
Such passages come from scrapers that interleave two pages, from templates filled with the wrong language and
from injected text. They break the sentence around them and teach a model to switch language at random.

Measures
--------
The number of code points in such passages.

Passes
------
Names and terms in brackets or quotation marks, what a colon introduces, lists of languages, bilingual text,
mathematics, English and single Latin words anywhere:

>>> from textgate.testing import spans
>>> spans("foreign_script", "Tolstoy (Лев Николаевич Толстой) was born in 1828 and wrote long novels.")
[]

Fails
-----
>>> text = "We met the others at the station, and the old bridge Мост построили ещё до войны через реку was closed."
>>> spans("foreign_script", text)
[('Мост построили ещё до войны через реку', 'inside_sentence')]

Blind spots
-----------
English passages in text of another script, and those in other Latin languages of fewer than ten words; passages
in another language of the same script, also Japanese in Chinese. Passages of a script that the document also uses
elsewhere. Short passages: fewer than four words, or eight characters of Chinese, Japanese or Korean.

Sources
-------
Scripts: Unicode Standard Annex #24. That one isolated, unannounced block is what tells an accident from a
quotation is this project's finding from clean texts in some forty languages.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass, language
from textgate.charclass import LETTER, RARE
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.scripts import passages
from textgate.scripts.passages import IDEOGRAPH_WEIGHT

FAMILY = "scripts"
UNIT = "characters of a foreign script"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS = {
    "inside_sentence": "a passage of another script in the middle of a line",
    "own_paragraph": "a line of another script between lines of the document's own",
    "letter_in_word": "a letter of a far script between letters of one word",
}
KIND_SEVERITY: dict[str, Severity] = {}

LONG_RUN = 10  # letters of a script in a row that cannot be one name
ELSEWHERE = 4  # letters of the script outside the passage, at most: a symbol or two
# What introduces or encloses a citation.
OPENERS = frozenset(":：(（[【「『《〈«“„\"'‘‚*_|=<>/—–-~•·,，、;；`{")
BRACKETS = frozenset("(（[【「『《〈«“„\"'‘‚")
CLOSERS = frozenset(")）]】」』》〉»”\"'’*_|=</`}")
SYLLABIC = {"East Asian", "Hang", "Thai", "Laoo", "Khmr", "Mymr"}  # few or no spaces between words
NAMES = {
    "Hang": "Hangul", "Cyrl": "Cyrillic", "Grek": "Greek", "Arab": "Arabic", "Hebr": "Hebrew", "Thai": "Thai",
    "Deva": "Devanagari", "Beng": "Bengali", "Taml": "Tamil", "Telu": "Telugu", "Geor": "Georgian",
    "Armn": "Armenian", "Ethi": "Ethiopic", "Khmr": "Khmer", "Mymr": "Burmese", "Sinh": "Sinhala",
}  # fmt: skip


CODE_LINE = r"\s*(?:#|//|/\*|--|%|;|\*|print|echo|console|<!--)"
# How texts in the larger languages name a script's languages and countries: what they speak of, they may quote.
SPOKEN_OF = {
    "Cyrl": r"russ|rus[kçoas]|rús|rosyj|росс|рос[іи]й|ukra[iï]n|україн|bulgar|serb|cyril|kyril|俄|ロシア|러시아",
    "Grek": r"gree[ck]|griec|grec|grieg|grego|greck|yunan|řeck|görög|希腊|希臘|ギリシ|그리스|грец|греч",
    "Arab": r"arab|aráb|árab|persi|perz|farsi|urdu|iran|islam|阿拉伯|アラビア|아랍|араб|перс",
    "Hebr": r"hebr|hébr|hebräi|israel|jewish|yiddish|希伯|ヘブライ|히브리|евр|івр",
    "Deva": r"hindi|sanskr|india|inde|marath|nepal|印度|印地|ヒンディ|힌디|хинди|гінді",
    "Thai": r"thai|taj(?:sk|land)|tailan|siam|泰|タイ|태국|тайск|тайс",
    "Hang": r"kor[eé]a|core[ai]|coré|韩|韓|朝鮮|한국|коре",
    "East Asian": r"chin|kína|kinesi|japan|japon|jap[óã]|kanji|hanzi|mandarin|taiwan|中国|日本|중국|일본|кита|япон",
    "Geor": r"georg|gruz|груз", "Armn": r"armen|ermen|армян|вірмен", "Ethi": r"ethio|amhar|äthio",
}  # fmt: skip
# A sentence in Latin letters, with marks and numbers, within a line.
LATIN_PASSAGE = (
    r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff](?:[A-Za-z\u00c0-\u024f\u1e00-\u1eff]|[^\w\n|]|[0-9_]){60,}"
)
YEAR = r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)"
LIST_ITEM = r"^\s*\[?\d{1,3}[\].)、：:]"
MOST_LATIN = 4  # characters of the passage for each letter of another script: above, the text is Latin
LATIN_WORDS = 10
LATIN_SPOKEN_OF = (
    r"[德法西葡意荷波捷匈芬越][语語文国國]|瑞典|挪威|丹麦|丹麥|土耳其|拉丁|ドイツ|フランス|スペイン|イタリア|ポルトガル|ラテン|"
    r"(?i:немец|франц|испан|португ|итал|польск|чешск|венгер|латин|γερμαν|γαλλ|ισπαν|πορτογ|ιταλ|λατιν)|독일|프랑스|스페인|라틴"
)
NEIGHBOURHOOD = 400  # code points on each side in which the text may speak of the script


class Options(NamedTuple):
    """Options of ``foreign_script``."""

    least_words: Annotated[
        int, Option("shortest passage in a script with spaces", unit="words", minimum=1)
    ] = 4
    least_characters: Annotated[
        int, Option("shortest passage in a script without spaces", unit="letters", minimum=1)
    ] = 8
    paragraphs: Annotated[bool, Option("also flag passages that are lines of their own")] = True


@functools.cache
def _groups() -> tuple[list[str], NDArray[np.uint8]]:
    """Names of groups of scripts, and script index -> group; scripts that one orthography mixes are one group.

    Group 0 is of no script.
    """
    together = {"Hani": "East Asian", "Hira": "East Asian", "Kana": "East Asian", "Bopo": "East Asian"}
    neutral = {"Zyyy", "Zinh", "Zzzz"}
    named = ["" if name in neutral else together.get(name, name) for name in charclass.script_names()]
    names = sorted(set(named))
    return names, np.array([names.index(name) for name in named], dtype=np.uint8)


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    count = len(profile)
    if profile.ascii or not count:
        return Measured.nothing(count)
    spans = Spans()
    for document in passages.candidates(profile, ELSEWHERE):
        _judge(profile, document, options, spans)
    for document in passages.with_latin(profile):
        _judge_latin(document, profile.document_text(document), options, spans)
    return Measured.covered(count, spans)


class Letters(NamedTuple):
    """The letters of one document: how many of each group of scripts."""

    text: str
    counts: Counter[str]

    def is_minority(self, name: str) -> bool:
        """Whether a group has less than half of the letters, or says less than half of the text."""
        return 2 * self.counts[name] <= self.counts.total() or not self.weighs_most(name)

    def weighs_most(self, name: str) -> bool:
        """Whether a group says more than half of the text: an ideograph says more than a letter."""
        weights = {
            group: IDEOGRAPH_WEIGHT if group in ("East Asian", "Hang") else 1.0 for group in self.counts
        }
        total = sum(count * weights[group] for group, count in self.counts.items())
        return 2 * self.counts[name] * weights[name] > total


def _judge(profile: Profile, document: int, options: Options, spans: Spans) -> None:
    names, group_of = _groups()
    begin, end = int(profile.starts[document]), int(profile.stops[document])
    bits = profile.bits[begin:end]
    where = np.flatnonzero(bits & np.uint32(LETTER))
    group = group_of.take(charclass.scripts().take(profile.codepoints[begin:end][where]))
    amounts = np.bincount(group, minlength=len(names))
    counts = Counter({names[i]: int(amounts[i]) for i in np.flatnonzero(amounts) if names[i]})
    letters = Letters(profile.document_text(document), counts)
    for name, amount in counts.items():
        if name == "Latn" or not letters.is_minority(name):
            continue
        places = where[group == names.index(name)]
        if amount <= ELSEWHERE:
            _flag_letters(document, letters.text, name, places.tolist(), spans)
        elif (passage := _passage(letters, name, places, bits, options)) is not None:
            start, stop, kind = passage
            evidence = f"the only {NAMES.get(name, name)} passage of the document; nothing introduces it"
            spans.add(document, start, stop, kind, 0.85, evidence, "")


def _passage(
    letters: Letters, name: str, places: NDArray[np.int64], bits: NDArray[np.uint32], options: Options
) -> tuple[int, int, str] | None:
    """Bounds and kind of the passage at fault, or None."""
    bounds = _isolated(letters.text, places, name, options)
    kind = _kind(letters, name, *bounds) if bounds else None
    if bounds is None or kind is None or (kind == "own_paragraph" and not options.paragraphs):
        return None
    if _other_fault(bits, letters, *bounds) or _spoken_of(letters.text, name, *bounds):
        return None
    return *_whole_passage(letters.text, *bounds, kind), kind


def _isolated(text: str, places: NDArray[np.int64], name: str, options: Options) -> tuple[int, int] | None:
    """The one line-bound passage that holds nearly all letters of a script, or None."""
    middle = int(places[len(places) // 2])
    line_start = text.rfind("\n", 0, middle) + 1
    line_stop = text.find("\n", middle)
    line_stop = line_stop if line_stop >= 0 else len(text)
    inside = places[(places >= line_start) & (places < line_stop)]
    if len(places) - len(inside) > ELSEWHERE:
        return None
    start, stop = int(inside[0]), int(inside[-1]) + 1
    size = len(inside) if name in SYLLABIC else len(re.findall(r"[^\s\-–/]+", text[start:stop]))
    enough = options.least_characters if name in SYLLABIC else options.least_words
    if _glued(text, start, stop):
        enough -= 1
    # A passage is dense in its script, or has a long run of it; scattered names in one line are not a passage.
    run = int(np.max(np.diff(np.flatnonzero(np.diff(inside, prepend=-9, append=1 << 60) > 1))))
    dense = len(inside) * 3 >= stop - start or run >= LONG_RUN
    return (start, stop) if size >= enough and dense else None


def _glued(text: str, start: int, stop: int) -> bool:
    """Whether a passage begins or ends inside a word of another script or right behind one, unspaced."""
    head = re.search(r"[^\W\d_](?:#{1,6} )?$", text[max(0, start - 8) : start])
    return head is not None or text[stop : stop + 1].isalpha()


def _kind(letters: Letters, name: str, start: int, stop: int) -> str | None:
    """How the passage stands in its surroundings, or None where it may be meant."""
    text = letters.text
    before = (
        text[:start].rpartition("\n")[2] if start < 4000 else text[start - 4000 : start].rpartition("\n")[2]
    )
    after = text[stop : stop + 4000].partition("\n")[0]
    if letters.weighs_most(name) and not _rest_is_prose(letters, name, start, stop):
        return None
    if before[-1:].isalpha() and len(before) > 1 and name in SYLLABIC:
        return "inside_sentence"
    if _has_letters(before) and _has_letters(after):
        return None if _introduced(before, after) else "inside_sentence"
    if _has_letters(before) or _has_letters(after):
        if _introduced(before, after):
            return None
        rest = before + after
        if sum(c.isalpha() for c in rest) > 12:
            return "inside_sentence"
    lead = text[max(0, start - 2000) : start - len(before)].rstrip()
    if _is_listed(lead, before + text[start:stop] + after, text[stop + len(after) :]):
        return None
    if (
        re.match(CODE_LINE, before + text[start])
        or _quoted_line(before)
        or not lead
        or not text[stop + len(after) :].strip()
        or lead[-1] in ":："
    ):
        return None
    long_enough = stop - start >= (16 if name in SYLLABIC else 32)
    return "own_paragraph" if long_enough and _rest_is_prose(letters, name, start, stop) else None


def _is_listed(lead: str, own: str, rest: str) -> bool:
    """Whether the passage's own line is an item of a numbered list, or like others the title of a work."""
    lines = (lead.rpartition("\n")[2], own, rest.lstrip().partition("\n")[0])
    return any(
        re.search(item, own) is not None and sum(re.search(item, line) is not None for line in lines) > 1
        for item in (LIST_ITEM, YEAR)
    )


def _has_letters(piece: str) -> bool:
    return sum(c.isalpha() for c in piece) >= 2


def _introduced(before: str, after: str) -> bool:
    """Whether brackets, quotation marks, a colon or a dash set the passage off."""
    last = before.rstrip()[-1:]
    first = after.lstrip(" .,!?。！？…")[:1]
    if last in OPENERS and last not in ",，、-*#" and last:
        return True
    return bool(first) and first in CLOSERS and any(c in BRACKETS for c in before[-60:])


def _quoted_line(before: str) -> bool:
    return before.strip()[:1] in {*">|(（", *'"“«「『„'}


def _rest_is_prose(letters: Letters, name: str, start: int, stop: int) -> bool:
    """Whether the document without the passage is a text in one language, not only code or names."""
    others = Counter({group: amount for group, amount in letters.counts.items() if group != name})
    if not others:
        return False
    main, amount = others.most_common(1)[0]
    if letters.weighs_most(name) and amount < letters.counts[name]:
        return False
    rest = letters.text[max(0, start - 6000) : start] + "\n" + letters.text[stop : stop + 6000]
    return main != "Latn" or language.identify(rest) != "und"


def _other_fault(bits: NDArray[np.uint32], letters: Letters, start: int, stop: int) -> bool:
    """Whether the passage is another fault: bytes in the wrong code page, or an advertisement."""
    rare = int(np.count_nonzero(bits[start:stop] & np.uint32(RARE)))
    piece = letters.text[start:stop]
    humps = len(re.findall(r"[а-яёα-ω][А-ЯЁΑ-Ω]", piece))
    if re.search(r"\d{6}", piece):  # a telephone or account number: an advertisement, not an accident
        return True
    return rare * 10 > stop - start or humps * 20 > stop - start or "\ufffd" in piece


def _spoken_of(text: str, name: str, start: int, stop: int) -> bool:
    """Whether the text around the passage names its language, or the passage is a classical quotation."""
    around = text[max(0, start - NEIGHBOURHOOD) : start] + "\n" + text[stop : stop + NEIGHBOURHOOD]
    if name in SPOKEN_OF and re.search(
        rf"(?i)(?<![^\W\d_])(?:{SPOKEN_OF[name]})|[一-龯ァ-ヶ가-힣](?:{SPOKEN_OF[name]})", around
    ):
        return True
    # Korean and Japanese cite the Chinese classics in Chinese characters alone.
    return (
        name == "East Asian"
        and bool(re.search("[가-힣]", around))
        and not re.search("[ぁ-ヶ的了们們这這]", text[start:stop])
    )


def _whole_passage(text: str, start: int, stop: int, kind: str) -> tuple[int, int]:
    """Add list marks and numbers before the passage and the marks that end it."""
    if kind == "own_paragraph":
        line_start = text.rfind("\n", 0, start) + 1
        line_stop = text.find("\n", stop)
        line_stop = line_stop if line_stop >= 0 else len(text)
        row = text[line_start:line_stop]
        return line_start + len(row) - len(row.lstrip()), line_start + len(row.rstrip())
    while start > 0 and text[start - 1] in "#*> -":
        start -= 1
    while start < stop and text[start].isspace():
        start += 1
    end = re.match(r"[^\w\s]*", text[stop : stop + 4])
    return start, stop + (end.end() if end and end.end() <= 3 else 0)


def _flag_letters(document: int, text: str, name: str, places: list[int], spans: Spans) -> None:
    """Flag lone letters between two letters of an alphabet, as in ``hel로lo``."""
    if name in ("Grek", "Cyrl", "East Asian", "Armn", "Cher", "Copt"):
        return
    for place in places:
        around = text[place - 1 : place] + text[place + 1 : place + 2]
        if len(around) == 2 and all("a" <= c <= "z" or "а" <= c <= "я" or "α" <= c <= "ω" for c in around):
            evidence = f"{text[place]} U+{ord(text[place]):04X} stands inside a word of another alphabet"
            spans.add(document, place, place + 1, "letter_in_word", 0.7, evidence)


def _has_accents(piece: str) -> bool:
    """Whether a piece is long and has letters that most languages but English have."""
    accents = len(piece) - len(piece.encode("ascii", "ignore"))
    return accents >= passages.LEAST_ACCENTS and len(piece.split()) >= LATIN_WORDS


def _judge_latin(document: int, text: str, options: Options, spans: Spans) -> None:
    """Flag the one long passage in a Latin language other than English: English is at home everywhere."""
    pieces = [match for match in re.finditer(LATIN_PASSAGE, text) if _has_accents(match[0])]
    if len(pieces) != 1:
        return
    start, stop = pieces[0].start(), pieces[0].start() + len(pieces[0][0].rstrip())
    spoken = language.identify(text[start:stop])
    if spoken in ("und", "en"):
        return
    if stop - start > MOST_LATIN * sum(c.isalpha() and c > "\u024f" for c in text[:start] + text[stop:]):
        return
    line_start, line_stop = text.rfind("\n", 0, start) + 1, text.find("\n", stop)
    before, after = text[line_start:start], text[stop : line_stop if line_stop >= 0 else len(text)]
    alone = not _has_letters(before) and not _has_letters(after)
    if alone and (not options.paragraphs or not text[:start].strip() or not text[stop:].strip()):
        return
    lead = text[:line_start].rstrip()[-1:]
    if _introduced(before, after) or _quoted_line(before) or (alone and lead in (":", "：")):
        return
    around = text[max(0, start - NEIGHBOURHOOD) : start] + text[stop : stop + NEIGHBOURHOOD]
    if re.search(LATIN_SPOKEN_OF, around):
        return
    kind = "own_paragraph" if alone else "inside_sentence"
    told = f"the only passage of the document in this language ({spoken}); nothing introduces it"
    spans.add(document, start, stop, kind, 0.8, told, "")
