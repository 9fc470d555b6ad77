"""Simplified characters in Traditional Chinese, Traditional ones in Simplified, Japanese forms in both.

Flags
-----
Characters that only the other form of Chinese uses, inside a text that is otherwise of one form: ``计算機科學``,
``這個项目``; and Japanese forms such as 頼, 変, 対 inside Chinese.

Why it matters
--------------
Such mixtures are left by converters that knew only part of the characters, by pages glued together from
several sources and by content mills that convert text to hide copying. A search for one form misses the other,
and a model learns spellings that nobody writes.

Measures
--------
The number of code points in stretches of the other form.

Passes
------
Pure text, characters that both forms share, quoted titles and pairs of both forms, names of the languages,
Japanese, Classical Chinese:

>>> from textgate.testing import spans
>>> spans("mixed_han_variants", "這個專案歡迎所有開發者參與，請先閱讀說明文件。簡體中文 | 简体中文")
[]

Fails
-----
>>> spans("mixed_han_variants", "這個專案歡迎所有开发者參與，請先閱讀說明文件，然後再開始動手。")
[('开发', 'simplified_in_traditional')]

Blind spots
-----------
Characters that both forms use in some meaning (后, 里, 干, 台, 面). Simplified characters that writers of
Traditional Chinese can type as variants, or that stand in Japanese names (国, 内, 学), and one or two rare
characters that old texts keep (濛, 崑): they are only warned of while nothing else is found. So is a Japanese form
by itself. Texts that say everything in both forms. Texts of fewer than twenty Han characters.

Sources
-------
OpenCC's character tables, reduced to what proves a form (tools/build_han_variants.py). In 1,450 Simplified and
474 Traditional documents of Universal Dependencies and of software manuals the share of the other form's
strict characters was at most 0.000 and 0.037 before that reduction; in Japanese up to one half, so text with
more than 2 % kana is not judged.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood
from textgate.charclass import HAN, HANGUL, JAPANESE_FORM, KANA, SIMPLIFIED, TRADITIONAL
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.scripts import han, han_excuses

FAMILY = "scripts"
UNIT = "characters of the other form"
LIMIT = 0.0
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS = {
    "simplified_in_traditional": "Simplified characters in Traditional Chinese",
    "traditional_in_simplified": "Traditional characters in Simplified Chinese",
    "variant_form": "only characters of the other form that writers of this one also use, as variants or in names",
    "japanese_form": "a Japanese form of a character in Chinese",
    "japanese_forms": "Japanese forms of several characters, in several places of a Chinese text",
}
KIND_SEVERITY: dict[str, Severity] = {"variant_form": "warning", "japanese_form": "warning"}

LEAST_HAN = 20
LEAST_MAJORITY = 5  # characters that prove the form of the text
KANA_SHARE = 0.02  # of the Han characters
MODERN_DENSITY = 100  # a word that only Chinese has in so many characters: the text is Chinese
RARE_BITS = 20.5  # surprisal of a character at the beginning of a text; 後 has 13, 濛 has 24
VERSE_DENSITY = 60  # ideographs for each word that only modern Chinese has, at least, in verse
CLASSICAL_PROOF = 4  # different characters of the other form, or one less that are not rare, in old texts
RARE_VARIANTS = 2  # rare characters of the other form that may be kept as variants
APART = 5  # code points between two Japanese forms that are not of one name
JAPANESE_DENSITY = 50  # one Japanese form in so many characters: the text is Japanese
MOST_PAIRS = 5000  # more characters of the other form than any glossary has are not looked up as pairs
LEAST_TABLE = 10  # characters of the other form in a table of both
TIE = 2  # neither form has this many times the characters of the other: the counts do not decide
GAP = 6  # code points between two characters of the other form that one stretch may hold
ALTERNATING = 30  # one such character in so many: the forms alternate, and stretches reach over both
SENTENCE = r"[^。！？]+[。！？]*[”’」』）)]*"
QUOTED = r"[「『《〈“‘（(【\"'][^「『《〈“‘（(【」』》〉”’）)】\"'\n]{1,40}[」』》〉”’）)】\"']"
# What a sign or a seal says, cited as it is written.
INSCRIBED = (
    r"(?:地址[：:]|[写寫题題刻][着著有的][：:]?|(?:落款|署名|招牌|匾額?)[是为為：:])"
    r"([\u3400-\u9fff]{2,12})(?![\u3400-\u9fff])"
)
MAINLAND_HABIT = r"[“爲裏衆啓羣]"
TAIWAN_HABIT = r"[「為裡眾啟]"
CLASSICAL = r"[之其者也曰矣乎焉哉兮]"
PROSE = r"[的了是们們这這]"
MODERN = r"[的了是们們这這我你他]"


class Options(NamedTuple):
    """Options of ``mixed_han_variants``."""

    japanese_forms: Annotated[bool, Option("also flag Japanese forms in Chinese")] = True
    least_characters: Annotated[
        int, Option("fewest characters of the other form that count", unit="characters", minimum=1)
    ] = 1


KIND = {"simplified": "simplified_in_traditional", "traditional": "traditional_in_simplified"}
NAME = {"simplified": "Simplified", "traditional": "Traditional"}


def _is_classical(text: str) -> bool:
    return len(re.findall(CLASSICAL, text)) > 3 * len(re.findall(MODERN, text))


def _is_verse(text: str) -> bool:
    """Whether a text has too few words that only modern Chinese has for prose."""
    return len(re.findall(PROSE, text)) * VERSE_DENSITY < _ideographs(text)


def _outside(positions: list[int], ranges: list[tuple[int, int]]) -> list[int]:
    """The positions, ascending, that none of the ranges holds."""
    kept = []
    ordered = sorted(ranges)
    index = reached = 0
    for position in positions:
        while index < len(ordered) and ordered[index][0] <= position:
            reached = max(reached, ordered[index][1])
            index += 1
        if position >= reached:
            kept.append(position)
    return kept


def _suspects(text: str, form: str, places: list[int], tables: han.Tables) -> list[int]:
    """Positions of characters of the minority ``form`` that nothing excuses; ``places`` are the strong and weak."""
    into = tables.into[han.OTHER[form]]
    strong, shared = tables.strong[form], tables.shared[form]
    if not places:
        return []
    found = sorted({*places, *(m.start() for m in re.finditer(f"[{''.join(sorted(shared))}]", text))})
    if han_excuses.is_about_forms(text, len(found)):
        return []
    found = _outside(found, han_excuses.excused(text, form, tables))
    found = [
        p
        for p in found
        if not han_excuses.in_japanese(text, p, tables) and not han_excuses.in_garble(text, p)
    ]
    if not found or han_excuses.bilingual(text, form, tables):
        return []
    if len(found) <= MOST_PAIRS:
        unpaired = [p for p in found if not han_excuses.paired(text, p, into)]
        # Where most stand in pairs the text is a table of both forms, with rows of more than two.
        if len(found) >= LEAST_TABLE and 2 * len(unpaired) < len(found):
            return []
        found = unpaired
    cited = [m.span() for m in re.finditer(QUOTED, text)] + [m.span(1) for m in re.finditer(INSCRIBED, text)]
    quoted = [(a, b) for a, b in cited if han_excuses.foreign_quote(text[a:b], form, tables)]
    # Text that is damaged outside its quotations is damaged in them too.
    if all(text[p] in shared for p in _outside(found, quoted)):
        return []
    if _is_classical(text) or _is_verse(text):
        proof = {text[p] for p in found} & strong
        if len(proof) < CLASSICAL_PROOF and sum(_is_usual(char) for char in proof) < CLASSICAL_PROOF - 1:
            return []
    return found


def _whole(text: str, found: list[int], form: str, tables: han.Tables) -> list[tuple[int, int]]:
    """Lines and sentences that are of the minority form from end to end."""
    ranges: list[tuple[int, int]] = []
    index = 0
    for line in re.finditer(r"[^\n]+", text):
        first = index
        while index < len(found) and found[index] < line.end():
            index += 1
        if index == first:
            continue
        pieces = [(line.start(), line.end())]
        if not _unbroken(text, line.start(), line.end(), found[first:index], form, tables):
            pieces = [
                (line.start() + m.start(), line.start() + m.end())
                for m in re.finditer(SENTENCE, line.group())
            ]
        for start, stop in pieces:
            inside = found[bisect_left(found, start) : bisect_left(found, stop)]
            if _unbroken(text, start, stop, inside, form, tables):
                piece = text[start:stop]
                ranges.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return ranges


def _unbroken(text: str, start: int, stop: int, inside: list[int], form: str, tables: han.Tables) -> bool:
    if len(inside) < 2:
        return False
    piece = text[start:stop]
    return tables.strong[han.OTHER[form]].isdisjoint(piece) and len(inside) * 12 >= _ideographs(piece) >= 6


def _ideographs(text: str) -> int:
    return len(re.findall("[\u3400-\u9fff]", text))


def _stretches(text: str, found: list[int], form: str, tables: han.Tables) -> list[tuple[int, int]]:
    """Join positions to stretches: whole sentences, and characters a few steps apart."""
    whole = _whole(text, found, form, tables)
    starts = [start for start, _ in whole]
    alternating = len(found) * ALTERNATING >= _ideographs(text)
    majority = tables.strong[han.OTHER[form]]
    stretches: list[tuple[int, int]] = []
    for position in found:
        at = bisect_right(starts, position) - 1
        if at >= 0 and position < whole[at][1]:
            continue
        between = (
            text[stretches[-1][1] : position] if stretches and position - stretches[-1][1] <= GAP else "\n"
        )
        if "\n" not in between and (alternating or not any(c in majority for c in between)):
            stretches[-1] = (stretches[-1][0], position + 1)
        else:
            stretches.append((position, position + 1))
    return sorted(stretches + whole)


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    count = len(profile)
    if profile.ascii or not profile.has(HAN).any():
        return Measured.nothing(count)
    spans = Spans()
    for document in _suspect(profile):
        simplified, traditional = (
            _count(profile, document, SIMPLIFIED),
            _count(profile, document, TRADITIONAL),
        )
        if max(simplified, traditional) >= LEAST_MAJORITY:
            _judge(profile, document, _minority(profile, document, simplified, traditional), options, spans)
    return Measured.covered(count, spans)


def _suspect(profile: Profile) -> list[int]:
    """Documents in Chinese that have characters of both forms, or Japanese ones."""
    both = profile.has(SIMPLIFIED) & profile.has(TRADITIONAL)
    mixed = np.flatnonzero(profile.has(HAN) & (both | profile.has(JAPANESE_FORM))).tolist()
    if not mixed:
        return []
    han, kana, hangul = profile.letters(HAN), profile.letters(KANA), profile.letters(HANGUL)
    found = []
    for document in mixed:
        start, stop = int(profile.starts[document]), int(profile.stops[document])
        ideographs = np.count_nonzero(han[start:stop])
        if (
            ideographs >= LEAST_HAN
            and np.count_nonzero(kana[start:stop]) <= KANA_SHARE * ideographs
            and np.count_nonzero(hangul[start:stop]) <= ideographs
        ):
            found.append(document)
    return found


def _count(profile: Profile, document: int, mask: int) -> int:
    bits = profile.bits[profile.starts[document] : profile.stops[document]]
    return int(np.count_nonzero(bits & np.uint32(mask)))


def _minority(profile: Profile, document: int, simplified: int, traditional: int) -> str:
    """The form that does not belong. Near a tie it is quotation marks and spellings that tell.

    Mainland text has “ ”, and converted to Traditional the spellings of OpenCC's standard (爲 裏 衆 啓 羣);
    Traditional text has 「 」 and Taiwan's spellings (為 裡 眾 啟).
    """
    if max(simplified, traditional) < TIE * min(simplified, traditional):
        text = profile.document_text(document)
        mainland = len(re.findall(MAINLAND_HABIT, text))
        taiwan = len(re.findall(TAIWAN_HABIT, text))
        if mainland != taiwan:
            return "traditional" if mainland > taiwan else "simplified"
    return "traditional" if simplified >= traditional else "simplified"


def _judge(profile: Profile, document: int, form: str, options: Options, spans: Spans) -> None:
    tables = han.tables()
    text = profile.document_text(document)
    begin, end = int(profile.starts[document]), int(profile.stops[document])
    bits = profile.bits[begin:end]
    mask = TRADITIONAL if form == "traditional" else SIMPLIFIED
    places = np.flatnonzero(bits & np.uint32(mask)).tolist()
    into = tables.into[han.OTHER[form]]
    found = _suspects(text, form, places, tables)
    if not any(text[p] in tables.strong[form] for p in found) and _kanji_only(text, bits, tables):
        return
    if len(found) >= options.least_characters:
        marked = set(found)
        sure = _is_sure({text[p] for p in found} & tables.strong[form])
        for start, stop in _stretches(text, found, form, tables):
            shown = "".join(dict.fromkeys(text[p] for p in range(start, stop) if p in marked))[:12]
            evidence = f"{NAME[form]} characters in {NAME[han.OTHER[form]]} Chinese: {shown}"
            repaired = _convert(text[start:stop], into, tables.marked[form] | tables.shared[form])
            kind, confidence = (KIND[form], 0.95) if sure else ("variant_form", 0.5)
            spans.add(document, start, stop, kind, confidence, evidence, repaired)
    if options.japanese_forms:
        forms = np.flatnonzero(bits & np.uint32(JAPANESE_FORM)).tolist()
        _japanese_forms(document, text, forms, into, spans)


def _is_usual(char: str) -> bool:
    return likelihood.mean_bits(char) < RARE_BITS


def _is_sure(proof: set[str]) -> bool:
    """Whether characters prove the other form. A rare one or two may be kept as variants, as in old books and names."""
    return len(proof) > RARE_VARIANTS or any(_is_usual(char) for char in proof)


def _japanese_forms(document: int, text: str, places: list[int], into: dict[str, str], spans: Spans) -> None:
    """Add the Japanese forms that stand in no name. Several of them, in several places, are more than a warning."""
    tables = han.tables()
    places = [p for p in places if not han_excuses.in_garble(text, p)]
    outside = [
        p for p in places if text[p] in tables.japanese and not han_excuses.in_japanese(text, p, tables)
    ]
    if not outside or _is_classical(text):
        return
    stretches = sum(after - before > APART for before, after in pairwise(outside)) + 1
    several = stretches > 1 and len({text[p] for p in outside}) > 1
    if several:
        # Then those that are frequent in names are no names either.
        outside = [p for p in places if not han_excuses.near_kana(text, p)]
    for position in outside:
        char = text[position]
        evidence = f"{char} is a Japanese form; Chinese writes {into.get(char, 'another form')}"
        kind, confidence = ("japanese_forms", 0.9) if several else ("japanese_form", 0.7)
        spans.add(document, position, position + 1, kind, confidence, evidence, into.get(char))


def _kanji_only(text: str, bits: NDArray[np.uint32], tables: han.Tables) -> bool:
    """Whether the text is Japanese without kana, such as a list of addresses: many forms of its own."""
    if len(re.findall(MODERN, text)) * MODERN_DENSITY >= len(text):
        return False
    forms = [
        text[p] for p in np.flatnonzero(bits & np.uint32(JAPANESE_FORM)).tolist() if text[p] in tables.names
    ]
    return len(set(forms)) >= 3 and len(forms) * JAPANESE_DENSITY >= len(text)


def _convert(stretch: str, into: dict[str, str], minority: frozenset[str]) -> str | None:
    """The stretch in the form of the rest of the text, or None when a character has several answers."""
    if any(c in minority and c not in into for c in stretch):
        return None
    return "".join(into.get(c, c) for c in stretch)
