"""What excuses characters of the other form of Chinese: pairs, tables, both forms in full, names, the subject."""

from __future__ import annotations

import re
from collections import Counter

from textgate import charclass
from textgate.scripts.han import OTHER, Tables

NEAR = 12  # code points around kana or brackets that belong to a quotation from Japanese
GARBLE = 8  # code points on each side
LEAST_RARE = 2  # rare characters there
LONG_LINE = 20  # code points; a shorter line of both forms may be a heading of a text in both
PAIR_GAP = r"[\s\[\](）()/|｜、,，=＝:：→⇒＞>\-–—「」“”\"'`*]*"
LANGUAGE_NAMES = (
    r"[简簡繁正][体體](?:中文|字|漢字|汉字|版)?|[中][国國][语語]|[汉漢华華][语語]|简化字|[国國][语語]"
)
SUBJECT = (
    r"[简簡][体體]?[与與和、及]?繁[体體]?字?(?:[转轉]|[对對])|繁[简簡](?:[转轉体體]|之)|[异異][体體]字|[旧舊]字[体體]|形近字|字形[比差对對]|"
    r"一[对對]多|垃圾[邮郵]件|敏感[词詞]|屏蔽[词詞]"
)
"""What texts about forms of characters, and about those who play with them, are about."""

MOST_EXAMPLES = 40  # characters of the other form that such a text shows
NAME_LINE = r"(?m)^[^\S\n]*[\u3400-\u9fff]{2,12}(?:[\s、，,·•|｜]+[\u3400-\u9fff]{2,12})+[^\S\n]*$"
SPOKEN = r"[的了是们們这這我你他不在有就]"


def is_about_forms(text: str, found: int) -> bool:
    """Whether a text speaks of forms of characters, and shows no more of them than such a text does."""
    return found <= MOST_EXAMPLES and re.search(SUBJECT, text) is not None


def excused(text: str, form: str, tables: Tables) -> list[tuple[int, int]]:
    """Names of languages, lists of names in the minority form, and lines that repeat others in it."""
    ranges = [m.span() for m in re.finditer(LANGUAGE_NAMES, text)]
    ranges += [
        m.span()
        for m in re.finditer(NAME_LINE, text)
        if foreign_quote(m[0], form, tables) and re.search(SPOKEN, m[0]) is None
    ]
    return ranges + mirrored_lines(text, form, tables)


def paired(text: str, position: int, into: dict[str, str]) -> bool:
    """Whether the run around ``position`` stands beside itself in the other form: 软件/軟體, 简(簡)."""
    start = stop = position
    while start > 0 and position - start < NEAR and "\u3400" <= text[start - 1] <= "\u9fff":
        start -= 1
    while stop < len(text) and stop - position < NEAR and "\u3400" <= text[stop] <= "\u9fff":
        stop += 1
    twin = "".join(into.get(c, c) for c in text[start:stop])
    gap = re.match(PAIR_GAP, text[stop : stop + NEAR])
    after = stop + (gap.end() if gap else 0)
    before = start
    while before > 0 and start - before < 6 and re.fullmatch(PAIR_GAP, text[before - 1]):
        before -= 1
    # What begins or ends with the character may stand in both forms, or the whole run.
    ahead = (twin[position - start :], twin) if after > stop else ()
    behind = (twin[: position - start + 1], twin) if before < start else ()
    return any(_alike(piece, text[after : after + len(piece)]) for piece in ahead) or any(
        _alike(piece, text[max(0, before - len(piece)) : before]) for piece in behind
    )


def _alike(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a == b for a, b in zip(one, other, strict=True)) * 3 >= len(one) * 2


def mirrored_lines(text: str, form: str, tables: Tables) -> list[tuple[int, int]]:
    """Lines wholly of the minority form that repeat a neighbouring line of the majority form."""
    found = []
    into = tables.into[OTHER[form]]
    own, majority = tables.strong[form], tables.strong[OTHER[form]]
    rows = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    for index, (start, stop, row) in enumerate(rows):
        if own.isdisjoint(row) or not majority.isdisjoint(row):
            continue
        converted = Counter("".join(into.get(c, c) for c in row))
        for neighbour in (
            rows[index - 1] if index else None,
            rows[index + 1] if index + 1 < len(rows) else None,
        ):
            if neighbour and (converted & Counter(neighbour[2])).total() * 10 >= 7 * len(row):
                found.append((start, stop))
                break
    return found


def bilingual(text: str, form: str, tables: Tables) -> bool:
    """Whether the text says the same in both forms, each in lines of its own."""
    minority = tables.marked[form]
    majority = tables.strong[OTHER[form]]
    ours: list[str] = []
    theirs: list[str] = []
    for line in text.split("\n"):
        few, many = not minority.isdisjoint(line), not majority.isdisjoint(line)
        if few and many and len(line) > LONG_LINE:
            return False
        if few or many:
            (ours if few else theirs).append(line)
    into = tables.into[OTHER[form]]
    converted = Counter(into.get(c, c) for line in ours for c in line if "\u3400" <= c <= "\u9fff")
    other = Counter(c for line in theirs for c in line)
    # Two texts of one subject share about 60 % of their characters, a text and its conversion over 80 %.
    return (converted & other).total() * 4 >= 3 * converted.total() and 3 * len(ours) >= len(theirs)


def foreign_quote(quote: str, form: str, tables: Tables) -> bool:
    """Whether a quotation is wholly of the minority form: a title or name cited as it is written."""
    return not tables.marked[form].isdisjoint(quote) and tables.marked[OTHER[form]].isdisjoint(quote)


def in_garble(text: str, position: int) -> bool:
    """Whether rare characters or lost ones stand close by: letters of a wrong code page, not of the other form."""
    around = text[max(0, position - GARBLE) : position] + text[position + 1 : position + 1 + GARBLE]
    rare = sum("\u3400" <= c <= "\u9fff" and bool(charclass.bits_of(c) & charclass.RARE) for c in around)
    return rare >= LEAST_RARE or "\ufffd" in around


def near_kana(text: str, position: int) -> bool:
    """Whether kana are near a position."""
    return any("\u3041" <= c <= "\u30fa" for c in text[max(0, position - NEAR) : position + NEAR])


def in_japanese(text: str, position: int, tables: Tables) -> bool:
    """Whether kana are near, or a Japanese form stands next to the character, as in a name (広島)."""
    return near_kana(text, position) or any(
        c in tables.names for c in text[max(0, position - 1) : position] + text[position + 1 : position + 2]
    )
