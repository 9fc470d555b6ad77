"""Which lines of a batch are worth a look at all, for the check injected_spam.

Honest text must cost next to nothing, so all of this is done for a whole batch at once. Ways to be reached are
looked for everywhere (anchors.py), terms only where an advertisement can be: in lines with such a way, in lists, and
in documents of East Asian scripts. Lines that have some of both are searched for short terms and everyday words
too, and are chosen when enough comes together, when they are in another script than their document, or when they
have the form of a place list. Hidden markup chooses its document.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.profile import Lines, Profile
from textgate.spam.anchors import PLAIN, ascii_column, reach
from textgate.spam.scan import PADDING, Found, folded, joined, longest, scanner
from textgate.spam.terms import AGAINST, FAMILIES, TOPICS, Hit

LEAST = 1.1
"""Log-odds that a line with a contact needs to be chosen, without what its surroundings may add (about 4): its
reach, the greatest weight of trade terms that stand together, PER_EVERYDAY for each everyday word."""
PER_EVERYDAY, MOST_EVERYDAY = 0.35, 5
PER_WARNING = 3.0
"""What words of warning take away from a line without a contact: as much as in evidence.py."""
LEAST_PLAIN = 2.3
"""The same for a line with less than LEAST_REACH."""
LEAST_WITHOUT = 5.0
"""The same for a line without a contact, and"""
LEAST_LIST, SEPARATORS, LONGEST_ENTRY = 3.0, 3, 40
"""for a list with at least so many separators and entries that are no longer on average."""
LEAST_SHOWN = 2.3
"""The same for a line at an edge of its document, or one that starts with decoration,"""
SHORTEST_SHOWN = 20
"""of so many code points: most titles are shorter."""
LEAST_MARKS, LONGEST_SCREENED, LONGEST_WORD = 4, 30, 10
"""A list without a contact that is searched for terms at all: so many separators, entries of so many code points on
average; of so many with nothing but spaces between."""
CLOSE_SPACES = 80
"""Code points within which such a list has ``LEAST_MARKS`` spaces somewhere: where words have ten on average, some
three words in a row have no more than 70."""
LONGEST_ALONE = 300
"""Code points of a line that one sure term makes worth a search for short ones."""
LEAST_REACH = 0.5
"""Reach that makes a line worth a search for short terms: more than a plain link or address."""
WINDOW = 240
"""Code points in which terms must stand: the length of an advertisement, not of a paragraph."""
LEAST_FOREIGN = 12
"""Letters of another script that make a line with a contact worth a look, and"""
FOREIGN_REACH = 0.5
"""the reach that it takes besides."""
SAMPLED = 64
"""Every so many code points of a document tell its main script."""
SPARSE, LONGEST_NAME = 3, 16
"""A place list is looked for at every third code point (most names and their separators take four); it has an
ending in so many code points."""

_SCRIPTS = (cc.LATIN, cc.CYRILLIC, cc.GREEK, cc.HAN | cc.KANA, cc.HANGUL, cc.OTHER_SCRIPT)
_ATTRIBUTES = ("style=", "style =", " hidden", "color=")
_HIDING = ("none", "hidden", "font-size", "opacity", "indent", "-9", "px", "#fff", "#FFF")
_PLACE_ENDS = "县縣市区區旗镇鎮乡鄉州盟省시군구"
SEPARATING = "|_,，、;；/·•｜丨"
_DECORATIONS = "★☆✦✨【■◆●▶►☎✅❤➤✔⭐🔥💰📞💋🎰—"
_AGAINST = np.array([family in AGAINST for family in FAMILIES])
_TOPICS = np.array([family in TOPICS for family in FAMILIES])


class Chosen(NamedTuple):
    """Lines by document, and the terms of both tables that were found in lines: in more than the chosen ones."""

    lines: dict[int, list[int]]
    everywhere: Found
    nearby: Found

    def hits(self, ranges: list[tuple[int, int]], base: int) -> list[Hit]:
        """The terms in ranges of the batch, which are in order, at places counted from ``base``."""
        found: list[Hit] = []
        for table, columns in (("everywhere", self.everywhere), ("chosen", self.nearby)):
            for start, stop in ranges:
                inside = columns.between(start, stop)
                found += scanner(table).hits(inside, -base) if len(inside) else []
        return longest(found)


class Region(NamedTuple):
    """Some lines of a batch, laid end to end and folded.

    Run i of lines begins at ``begins[i]`` of ``text``; what stands at ``p`` there is at ``p + moves[i]`` of the batch.
    """

    text: NDArray[np.uint16]
    begins: NDArray[np.int64]
    moves: NDArray[np.int64]

    def placed(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Positions of the text as positions of the batch."""
        return positions + self.moves.take(np.searchsorted(self.begins, positions, side="right") - 1)

    def found(self, table: str) -> Found:
        """The terms of a table, at their places in the batch."""
        if not len(self.begins):
            return Found(*(np.zeros(0, dtype=np.int64) for _ in Found._fields))
        start, stop, term = scanner(table).scan(self.text)
        moved = self.placed(start)
        return Found(moved, stop + (moved - start), term)


def choose(profile: Profile, places: int) -> Chosen:
    """The chosen lines. ``places``: a place list has more names than this.

    A document that may hide markup is there even without such lines.
    """
    lines = profile.lines
    column = ascii_column(profile)
    strength = reach(column, profile.codepoints, lines.stop)
    eastern, listed, shown = _eastern(profile), _lists(column.low, lines), _shown(profile)
    usual = (strength > 0) | listed | eastern
    region = _region(profile, usual | shown)
    everywhere = scanner("everywhere")
    found = region.found("everywhere")
    weight = _together(found, everywhere.weights, lines)
    short_line = lines.stop - lines.start <= LONGEST_ALONE
    near = (
        (strength >= LEAST_REACH)
        | (weight >= np.where(short_line, 2, 5))
        | (weight > 0) & (strength > 0)
        # Names of trades have two characters.
        | eastern & listed
        | _spaced_lists(profile, region)
    )
    chosen = np.zeros(len(lines), dtype=np.bool_)
    short = found.between(0, 0)
    if near.any():
        short = _region(profile, near).found("chosen")
        scan = scanner("chosen")
        topics = _TOPICS[scan.families[short.term]]
        both = joined(found, short, topics, len(everywhere.weights))
        weight = _together(both, np.concatenate([everywhere.weights, scan.weights]), lines)
        everyday = np.bincount(np.searchsorted(lines.stop, short.start[~topics]), minlength=len(lines))
        score = weight + strength + PER_EVERYDAY * np.minimum(everyday, MOST_EVERYDAY)
        alone = strength < PLAIN
        warnings = short.start[_AGAINST[scan.families[short.term]]]
        warned = np.zeros(len(lines), dtype=np.bool_)
        warned[np.searchsorted(lines.stop, warnings)] = True
        score[warned & alone] -= PER_WARNING
        plain = strength < LEAST_REACH
        chosen = near & usual & (score >= np.where(alone, LEAST_WITHOUT, np.where(plain, LEAST_PLAIN, LEAST)))
        offers = np.flatnonzero(near & shown & (strength == 0) & ~chosen & (score >= LEAST_SHOWN))
        chosen[[number for number in offers.tolist() if not _linked(profile, number)]] = True
        lists = np.flatnonzero(near & usual & alone & (score >= LEAST_LIST) & (score < LEAST_WITHOUT))
        chosen[[number for number in lists.tolist() if _listed(profile, number)]] = True
    if not profile.ascii:
        mixed = np.flatnonzero((strength >= FOREIGN_REACH) & ~chosen)
        chosen[_in_foreign_script(profile, mixed[_of_two_scripts(profile)[lines.document[mixed]]])] = True
        chosen[_place_lines(profile, region, places)] = True
    numbers = np.flatnonzero(chosen)
    by_document: dict[int, list[int]] = {document: [] for document in _hiding_documents(profile)}
    for number, document in zip(numbers.tolist(), lines.document[numbers].tolist(), strict=True):
        by_document.setdefault(document, []).append(number)
    return Chosen(by_document, found, short)


def _region(profile: Profile, wanted: NDArray[np.bool_]) -> Region:
    """The wanted lines of a batch, folded."""
    lines = profile.lines
    edges = np.flatnonzero(np.diff(wanted, prepend=False, append=False))
    starts, stops = lines.start[edges[::2]], lines.stop[edges[1::2] - 1] + 1
    lengths = stops - starts
    begins = np.cumsum(lengths) - lengths
    if not len(begins):
        return Region(np.zeros(PADDING, dtype=np.uint16), begins, begins)
    # Runs of lines are few, so slices are far cheaper than an index of every code point.
    bounds = zip(starts.tolist(), stops.tolist(), strict=True)
    parts = [profile.codepoints[start:stop] for start, stop in bounds]
    points: NDArray[np.uint32] = np.concatenate(parts)
    return Region(folded(points), begins, starts - begins)


def _eastern(profile: Profile) -> NDArray[np.bool_]:
    """``bool[m]``: lines of documents with Han, kana or Hangul, whose keyword lists need no contact, no separator."""
    if profile.ascii:
        return np.zeros(len(profile.lines), dtype=np.bool_)
    wanted: NDArray[np.bool_] = profile.has(cc.HAN | cc.KANA | cc.HANGUL)[profile.lines.document]
    return wanted


def _shown(profile: Profile) -> NDArray[np.bool_]:
    """``bool[m]``: short lines at the edges of documents, and those that start with a star, a black bracket, arrows."""
    lines = profile.lines
    shown = np.zeros(len(lines), dtype=np.bool_)
    filled = np.flatnonzero(lines.stop > lines.start)
    if not len(filled):
        return shown
    edge = np.diff(lines.document[filled], prepend=-1, append=-1) != 0
    shown[filled[edge[:-1] | edge[1:]]] = True
    narrow = profile.narrow
    first = narrow.take(lines.start)
    if not profile.ascii:
        rows = np.flatnonzero(first == 0xFF)
        shown[rows[_decorations().take(profile.codepoints.take(lines.start[rows]), mode="clip")]] = True
    rows = np.flatnonzero((first == 0x3E) | (first == 0x2A))
    first, places = first[rows], lines.start[rows]
    tripled = (narrow.take(places + 1, mode="clip") == first) & (
        narrow.take(places + 2, mode="clip") == first
    )
    shown[rows[tripled]] = True
    lengths = lines.stop - lines.start
    shown &= (lengths >= SHORTEST_SHOWN) & (lengths <= LONGEST_ALONE)
    return shown


def _lists(low: NDArray[np.uint8], lines: Lines) -> NDArray[np.bool_]:
    """``bool[m]``: lines that may be a list of short entries, with commas or strokes between."""
    places = np.flatnonzero((low == 0x7C) | (low == 0x2C))
    count = np.diff(np.searchsorted(places, lines.stop), prepend=0)
    listed: NDArray[np.bool_] = count >= LEAST_MARKS
    listed &= lines.stop - lines.start <= (count + 1) * LONGEST_SCREENED
    listed &= low.take(lines.start) != 0x7C  # rows of tables
    return listed


def _spaced_lists(profile: Profile, region: Region) -> NDArray[np.bool_]:
    """``bool[m]``: lines of the region that may be Chinese or Japanese words with spaces between."""
    lines = profile.lines
    text = region.text
    high = text >= 0x2E80
    places = np.flatnonzero((text[1:-1] == 0x20) & high[:-2] & high[2:]) + 1
    spaced = np.zeros(len(lines), dtype=np.bool_)
    # So many close together are rare; only their lines are counted.
    near = np.flatnonzero(places[LEAST_MARKS - 1 :] - places[: 1 - LEAST_MARKS] <= CLOSE_SPACES)
    if not len(near):
        return spaced
    spaced[np.searchsorted(lines.stop, region.placed(places[near]))] = True
    # Korean sets spaces between words anyway.
    spaced &= (profile.has(cc.HAN | cc.KANA) & ~profile.has(cc.HANGUL))[lines.document]
    numbers = np.flatnonzero(spaced)
    first, last = lines.start[numbers], lines.stop[numbers]
    placed = region.placed(places)
    count = np.searchsorted(placed, last) - np.searchsorted(placed, first)
    spaced[numbers] = (count >= LEAST_MARKS) & (last - first <= (count + 1) * LONGEST_WORD)
    return spaced


def _linked(profile: Profile, number: int) -> bool:
    """Whether a line has a link, which reach() takes for a plain one."""
    return profile.text.find("://", profile.lines.start[number], profile.lines.stop[number]) >= 0


def _listed(profile: Profile, number: int) -> bool:
    """Whether a line may be a list of short entries."""
    line = profile.text[profile.lines.start[number] : profile.lines.stop[number]]
    separators = max(line.count(mark) for mark in SEPARATING + " ")
    return separators >= SEPARATORS and len(line) <= (separators + 1) * LONGEST_ENTRY


def _together(found: Found, weights: NDArray[np.uint8], lines: Lines) -> NDArray[np.float32]:
    """``float32[m]``: the greatest weight of terms that stand together in each line."""
    total = np.zeros(len(lines), dtype=np.float32)
    if not len(found):
        return total
    where = np.searchsorted(lines.stop, found.start)
    # A term that is repeated in a line counts once: texts about a trade repeat its words.
    order = np.lexsort((found.start, found.term, where))
    again = np.zeros(len(order), dtype=np.bool_)
    again[order[1:]] = (np.diff(where[order]) == 0) & (np.diff(found.term[order]) == 0)
    sums = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum(np.where(again, 0, weights[found.term]), out=sums[1:])
    last = np.searchsorted(found.start, np.minimum(found.start + WINDOW, lines.stop[where]))
    first_of_line = np.flatnonzero(np.diff(where, prepend=-1))
    total[where[first_of_line]] = np.maximum.reduceat(sums[last] - sums[:-1], first_of_line)
    return total


def _of_two_scripts(profile: Profile) -> NDArray[np.bool_]:
    """``bool[n]``: documents with letters of more than one script."""
    scripts = np.sum([profile.has(mask) for mask in _SCRIPTS], axis=0)
    found: NDArray[np.bool_] = scripts > 1
    return found


def _in_foreign_script(profile: Profile, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the lines whose main script is not the one of their document."""
    if not len(numbers):
        return numbers
    lines = profile.lines
    inside = _counts(profile, lines.start[numbers], lines.stop[numbers], 1)
    of_line = lines.document[numbers]
    new = np.diff(of_line, prepend=-1) != 0
    documents = of_line[new]
    totals = _counts(profile, profile.starts[documents], profile.stops[documents], SAMPLED)
    main = totals.argmax(axis=0)[np.cumsum(new) - 1]
    other = inside.argmax(axis=0)
    enough = inside.max(axis=0) >= LEAST_FOREIGN
    found: NDArray[np.int64] = numbers[enough & (other != main)]
    return found


def _counts(
    profile: Profile, starts: NDArray[np.int64], stops: NDArray[np.int64], step: int
) -> NDArray[np.int64]:
    """``int64[scripts, k]``: letters of each script among every ``step``-th code point of each range."""
    lengths = (stops - starts + step - 1) // step
    begins = np.cumsum(lengths) - lengths
    places = np.repeat(starts, lengths) + step * (np.arange(lengths.sum()) - np.repeat(begins, lengths))
    bits = profile.bits.take(places)
    rows = [
        np.add.reduceat(((bits & np.uint32(mask)) != 0).view(np.uint8), begins, dtype=np.int64)
        for mask in _SCRIPTS
    ]
    return np.stack(rows)


def _place_lines(profile: Profile, region: Region, places: int) -> list[int]:
    """Lines with more East Asian place names than ``places``.

    Names are short, so the endings of such a row show among every third code point too.
    """
    lines = profile.lines
    ends = _place_ends()
    seen = np.flatnonzero(ends.take(region.text[::SPARSE])) * SPARSE
    if len(seen) <= places // SPARSE - 2:
        return []
    counts = np.bincount(np.searchsorted(lines.stop, region.placed(seen)))
    found = []
    for number in np.flatnonzero(counts > places // SPARSE - 2).tolist():
        here = ends.take(profile.codepoints[lines.start[number] : lines.stop[number]], mode="clip")
        count = int(np.count_nonzero(here))
        if count > places and count * LONGEST_NAME >= len(here):
            found.append(number)
    return found


@functools.cache
def _place_ends() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(character) for character in _PLACE_ENDS]] = True
    return table


@functools.cache
def _decorations() -> NDArray[np.bool_]:
    table = np.zeros(0x20000, dtype=np.bool_)
    table[[ord(sign) for sign in _DECORATIONS]] = True
    return table


def _hiding_documents(profile: Profile) -> list[int]:
    """Documents with an attribute that may hide an element, or a comment."""
    at, signs, after = profile.signs
    opening = signs == ord("<")
    found = {
        number
        for number in _holding(profile, at, opening & (after == ord("!")))
        if "<!--" in profile.document_text(number)
    }
    for number in _holding(profile, at, opening & (((after | 0x20) - np.uint8(0x61)) < 26)):
        text = profile.document_text(number)
        if any(name in text for name in _ATTRIBUTES) and any(word in text for word in _HIDING):
            found.add(number)
    return sorted(found)


def _holding(profile: Profile, at: NDArray[np.int64], kept: NDArray[np.bool_]) -> list[int]:
    """The documents that hold one of the positions ``at`` that are kept."""
    # There are far fewer documents than signs, so the documents are looked up and not the signs.
    counts = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum(kept, out=counts[1:])
    held = np.diff(counts.take(np.searchsorted(at, profile.starts)))
    return [int(number) for number in np.flatnonzero(held)]
