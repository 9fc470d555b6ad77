"""Finds advertisements, link farms and keyword lists that were put into a text they do not belong to.

Flags
-----
A block of a document that sells something the document is not about: keyword headers, contact drops,
offers with a link, lists of places, links in hidden markup, spam comments; also a document that is nothing
but spam.

Why it matters
--------------
Hacked and scraped pages carry such blocks above, below and inside honest text. A model that learns from
them learns to advertise, and a reader or a search index is led astray. The block can usually be cut out and
the article kept.

Measures
--------
Code points of spam. Lines are cut into sentences; each piece gets a sum of log-odds from terms of known
trades in over thirty languages (several distinct ones are needed), ways to be reached, sums of money, calls
to act and the form of keyword lists. Good pieces that touch are one block. The block is then compared with
the rest of the document: script, vocabulary, position, and whether the document itself is about that trade.
``confidence`` is the logistic function of the sum.

Passes
------
A text about the subject, with no offer in it:

    >>> from textgate.testing import spans
    >>> spans("injected_spam", "The court ruled that the online casino had no licence to offer poker.")
    []

Fails
-----
    >>> spans("injected_spam", "The moth lays its eggs on oak leaves.\\n\\nBuy cheap viagra online without "
    ...       "prescription, discreet shipping: http://pills-4you88.top\\n\\nThe larvae hatch in May.")
    [('Buy cheap viagra online without prescription, discreet shipping: http://pills-4you88.top', 'pharma')]

Blind spots
-----------
Advertising for a trade, or in a language, that the term lists do not know, unless it also differs in script
and leaves a contact; an honest-looking paragraph with one paid link; spam about the very subject of the page.
Place lists are recognised by the endings of East Asian administrative names only.

Sources
-------
Separator-delimited keyword headers and place lists after text quality work on Chinese web corpora; form
signals (repeated heads, contact drops, link farms) after web spam research (Ntoulas et al., "Detecting spam
web pages through content analysis", 2006). Term lists and weights are this project's own.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from textgate import charclass as cc
from textgate.check import Measured, Option, Severity, Spans
from textgate.contacts import Contact, contacts
from textgate.profile import Profile
from textgate.segments import Piece, hidden_blocks, is_attribution, pieces, trimmed
from textgate.spam_context import Context, blank
from textgate.spam_evidence import Evidence, place_lists, weigh
from textgate.spam_terms import Hit, longest, scanner, within

FAMILY = "spam"
UNIT = "characters of spam"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "adult": "Pornography, escorts, sex chat.",
    "contact": "A contact drop whose trade is not named.",
    "contraband": "Drugs, weapons, false money and other forbidden goods.",
    "crypto": "Cryptocurrency giveaways, signals, recovery.",
    "dating": "Dating and marriage offers.",
    "essay": "Essay mills, theses and homework for sale.",
    "forged_papers": "Forged documents, certificates, licences, invoices.",
    "gambling": "Casinos, betting, lotteries.",
    "games": "Private servers, cheats, accounts, generators.",
    "hidden_block": "Links in markup that hides them from the reader.",
    "investment": "Get-rich schemes, stock tips, passive income.",
    "job": "Dubious work from home.",
    "keyword_list": "A list of search words.",
    "link_farm": "A run of links to unrelated sites.",
    "loan": "Loans, cash advances, debt relief.",
    "novel": "Pirated novels, films, streams, downloads.",
    "occult": "Spells, fortune-tellers, healers.",
    "other": "Advertising of another kind.",
    "pharma": "Medicines and miracle cures.",
    "place_list": "A row of administrative place names put there for search engines.",
    "replica": "Replica and cheap branded goods.",
    "seo": "Search engine optimisation, followers, traffic, comment spam.",
    "service": "Local trades: locksmiths, repairs, removals, cleaning.",
    "spam_page": "The whole document is spam.",
    "support": "Fake support lines, hackers for hire.",
}
KIND_SEVERITY: Mapping[str, Severity] = {}

PRIOR = -5.0
"""Log-odds that a piece of text is spam before anything is known: about one line in 150."""
NO_PITCH = -1.5
"""A block without any way to be reached and without the form of a list sells nothing."""
HARD_TRADES = frozenset(
    {"adult", "contraband", "crypto", "forged_papers", "gambling", "games", "occult", "pharma", "replica"}
)
"""Trades whose whole pages are spam; of the others there are honest pages."""
MOST_PLACE_LISTS = 3
"""A document with more lists of places than this is about places."""
LEAST_BODY = 80
"""Code points of other text that a document needs to be the host of injected spam of a softer trade."""
LEAST_WEIGHT = 3.9
"""Least weight of a line that is looked at. A term counts its weight, a contact 1.9, a bare host name 0.9:
one term alone is never enough."""
WINDOW = 240
"""Code points in which those terms must stand: the length of an advertisement, not of a paragraph."""
PIECE_COST = 0.4
"""What a sentence without signals costs a run of sentences, besides 1 for every 100 code points."""
NEIGHBOUR = 1.8
"""What standing next to spam adds: such blocks come in clusters."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may set."""

    threshold: Annotated[
        float, Option("least confidence of a block that is reported", unit="", minimum=0.0, maximum=1.0)
    ] = 0.65
    places: Annotated[
        int,
        Option("least number of place names that make a place list", unit="names", minimum=3, maximum=1000),
    ] = 15


@dataclass(slots=True)
class Block:
    """A run of pieces that may be spam, ``[start, stop)`` in its document, with what speaks for it."""

    start: int
    stop: int
    evidence: Evidence
    score: float = 0.0
    kind: str = ""
    whole_line: bool = False


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    spans = Spans()
    if not len(profile.text):
        return Measured.nothing(len(profile))
    hits = scanner("topics").scan(profile.codepoints)
    lines = _candidate_lines(profile, hits)
    hits = longest(hits + _supporting(profile, list(lines)))
    starts = np.array([hit.start for hit in hits], dtype=np.int64)
    for document, numbers in lines.items():
        base = int(profile.starts[document])
        first, last = np.searchsorted(starts, (base, int(profile.stops[document])))
        own = [Hit(hit.start - base, hit.stop - base, hit.term) for hit in hits[first:last]]
        ranges = [(int(profile.lines.start[n]) - base, int(profile.lines.stop[n]) - base) for n in numbers]
        for block in judge(profile.document_text(document), own, ranges, options):
            evidence = block.evidence.sentence()
            confidence = round(1 / (1 + math.exp(-block.score)), 3)
            spans.add(document, block.start, block.stop, block.kind, confidence, evidence, "")
    return Measured.covered(len(profile), spans)


def _supporting(profile: Profile, documents: list[int]) -> list[Hit]:
    """Calls to act and words of warning. They are everywhere, so only these documents are searched for them."""
    if not documents:
        return []
    bounds = [(int(profile.starts[document]), int(profile.starts[document + 1])) for document in documents]
    chosen = np.concatenate([profile.codepoints[start:stop] for start, stop in bounds])
    begins = np.cumsum([0] + [stop - start for start, stop in bounds])
    hits = scanner("support").scan(chosen)
    parts = np.searchsorted(begins, [hit.start for hit in hits], side="right") - 1
    moves = [start - int(begin) for (start, _), begin in zip(bounds, begins, strict=False)]
    places = zip(hits, parts.tolist(), strict=True)
    return [Hit(hit.start + moves[part], hit.stop + moves[part], hit.term) for hit, part in places]


def _candidate_lines(profile: Profile, hits: list[Hit]) -> dict[int, list[int]]:
    """Lines worth a closer look, by document: terms of weight 3 together, or a contact and any term."""
    lines = profile.lines
    weight = np.zeros(len(lines))
    if hits:
        starts = np.array([hit.start for hit in hits])
        where = np.searchsorted(lines.stop, starts)
        amounts = np.array([float(hit.term.weight) for hit in hits])
        np.maximum.at(weight, where, _windowed(starts, amounts, lines.stop[where]))
    reachable = _contact_lines(profile)
    weight[reachable] += 1.9
    weight[~reachable & _host_lines(profile)] += 0.9
    if not profile.ascii:
        undecided = np.flatnonzero(reachable & (weight < LEAST_WEIGHT))
        weight[undecided[_in_foreign_script(profile, undecided)]] += LEAST_WEIGHT
    chosen = np.flatnonzero((weight >= LEAST_WEIGHT) | _other_candidates(profile))
    found: dict[int, list[int]] = {}
    for number, document in zip(chosen.tolist(), lines.document[chosen].tolist(), strict=True):
        found.setdefault(document, []).append(number)
    return found


def _windowed(
    starts: NDArray[np.int64], amounts: NDArray[np.float64], stops: NDArray[np.int64]
) -> NDArray[np.float64]:
    """For each hit, the sum of the amounts of the hits that start within ``WINDOW``, before the line ends."""
    sums = np.concatenate([[0.0], np.cumsum(amounts)])
    last = np.searchsorted(starts, np.minimum(starts + WINDOW, stops))
    found: NDArray[np.float64] = sums[last] - sums[: len(starts)]
    return found


def _in_foreign_script(profile: Profile, numbers: NDArray[np.int64]) -> list[bool]:
    """Whether each line holds much of what its document has of a script that is not its main one."""
    totals = np.stack([profile.count(mask) for mask in _SCRIPTS])
    main = totals.argmax(axis=0)
    mixed = np.count_nonzero(totals >= 12, axis=0) > 1
    found = []
    for number in numbers.tolist():
        document = int(profile.lines.document[number])
        if not mixed[document]:
            found.append(False)
            continue
        bits = profile.bits[profile.lines.start[number] : profile.lines.stop[number]]
        counts = np.array([np.count_nonzero(bits & np.uint32(mask)) for mask in _SCRIPTS])
        foreign = counts >= np.maximum(12, 0.3 * totals[:, document])
        foreign[main[document]] = False
        found.append(bool(foreign.any()))
    return found


_SCRIPTS = (cc.LATIN, cc.CYRILLIC, cc.GREEK, cc.HAN | cc.KANA, cc.HANGUL, cc.OTHER_SCRIPT)


def _contact_lines(profile: Profile) -> NDArray[np.bool_]:
    """Lines with an at sign, a double slash, or eight digits and more."""
    codepoints, lines = profile.codepoints, profile.lines
    digits = np.add.reduceat((codepoints - 48) < 10, lines.start, dtype=np.int32)
    marks = codepoints == 0x40
    marks[:-1] |= (codepoints[:-1] == 0x2F) & (codepoints[1:] == 0x2F)
    return (digits >= 8) | np.logical_or.reduceat(marks, lines.start)


def _host_lines(profile: Profile) -> NDArray[np.bool_]:
    """Lines with a full stop inside a lower-case word, as in a host name without a scheme."""
    codepoints, lines = profile.codepoints, profile.lines
    dots = np.flatnonzero(codepoints == 0x2E)
    dots = dots[(codepoints[dots + 1] - 0x61) < 26]
    chosen = np.zeros(len(lines), dtype=np.bool_)
    chosen[np.searchsorted(lines.stop, dots)] = True
    return chosen


def _other_candidates(profile: Profile) -> NDArray[np.bool_]:
    """Lines of documents that hide markup, and lines with a row of East Asian place names."""
    lines = profile.lines
    chosen = np.zeros(len(lines), dtype=np.bool_)
    for mark in ("none", "hidden", "font-size", "opacity", "indent", "-9"):
        if f"{mark}" in profile.text and "<" in profile.text:
            chosen |= _lines_with(profile, mark)
    if not profile.ascii:
        ends = np.isin(profile.codepoints, _PLACE_ENDS)
        chosen |= np.add.reduceat(ends, lines.start, dtype=np.int32) >= 3
    return chosen


_PLACE_ENDS = np.array([ord(c) for c in "县縣市区區旗镇鎮乡鄉州盟시군구"], dtype=np.uint32)


def _lines_with(profile: Profile, mark: str) -> NDArray[np.bool_]:
    chosen = np.zeros(len(profile.lines), dtype=np.bool_)
    place = profile.text.find(mark)
    while place >= 0:
        number = int(np.searchsorted(profile.lines.stop, place))
        start = int(profile.lines.start[number])
        chosen[number] |= "<" in profile.text[start:place]
        place = profile.text.find(mark, int(profile.lines.stop[number]))
    return chosen


def judge(text: str, hits: list[Hit], lines: list[tuple[int, int]], options: Options) -> list[Block]:
    """The spam blocks of one document. ``hits`` and ``lines`` have offsets in ``text``, in order."""
    blocks = _hidden(text, hits)
    hidden = blocks.copy()
    for start, stop in lines:
        near = bisect_left(hidden, stop, key=_block_start)
        if near == 0 or hidden[near - 1].stop <= start:
            blocks += _line_blocks(text, start, stop, within(hits, start, stop), options)
    blocks = _without_gazetteer(text, sorted(blocks, key=_block_start))
    pre = [block for block in blocks if block.evidence.total + PRIOR > -3.5]
    if not pre:
        return []
    page = _whole_page(text, pre)
    if page is not None:
        return [page]
    rest = blank(text, [(block.start, block.stop) for block in pre])
    context = Context(text, rest, _elsewhere(hits, [block for block in pre if block.evidence.pitch]))
    if len(rest.strip()) < LEAST_BODY:
        pre = [block for block in pre if block.kind == "hidden_block" or block.evidence.kind() in HARD_TRADES]
    for block in pre:
        block.score = PRIOR + block.evidence.total + context.contrast(block.start, block.stop, block.evidence)
    least = math.log(options.threshold / (1 - options.threshold)) if 0 < options.threshold < 1 else 0.0
    return _grown(text, _accepted(text, pre, least))


def _block_start(block: Block) -> int:
    return block.start


def _elsewhere(hits: list[Hit], blocks: list[Block]) -> list[Hit]:
    """The hits outside all blocks; both are in order."""
    found = []
    for hit in hits:
        near = bisect_right(blocks, hit.start, key=_block_start)
        if near == 0 or blocks[near - 1].stop <= hit.start:
            found.append(hit)
    return found


def _without_gazetteer(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks without place lists that belong: those with a reason, or all where there are many."""
    places = [block for block in blocks if block.kind == "place_list"]
    if len(places) > MOST_PLACE_LISTS:
        return [block for block in blocks if block.kind != "place_list"]
    return [block for block in blocks if block.kind != "place_list" or not _introduced(text, block)]


def _hidden(text: str, hits: list[Hit]) -> list[Block]:
    found = []
    for piece in hidden_blocks(text) if "<" in text else []:
        inside = within(hits, piece.start, piece.stop)
        evidence = weigh(text[piece.start : piece.stop], inside, contacts(text[piece.start : piece.stop]))
        evidence.add("hidden", 3.0, "the markup hides it from the reader")
        found.append(Block(piece.start, piece.stop, evidence, kind="hidden_block", whole_line=True))
    return found


def _line_blocks(text: str, start: int, stop: int, hits: Sequence[Hit], options: Options) -> list[Block]:
    """Candidate blocks of one line: its best run of sentences, or the whole line."""
    line = text[start:stop]
    if place := place_lists(line, options.places):
        evidence = Evidence()
        evidence.add("places", 7.5, f"{place[2]} place names in a row")
        block = Block(start + place[0], start + place[1], evidence, kind="place_list", whole_line=True)
        return [block]
    found = contacts(line)
    parts = pieces(text, start, stop, found)
    gains: list[tuple[float, Piece, Evidence]] = []
    for part in parts:
        evidence = _weighed(text, part, start, hits, found)
        gains.append((evidence.total - PIECE_COST - (part.stop - part.start) / 100, part, evidence))
    run = _best_run([gain for gain, _, _ in gains])
    if run is None:
        return []
    first, last = parts[run[0]], parts[run[1] - 1]
    length = len(line.strip())
    whole = last.stop - first.start >= 0.55 * length or (
        length <= 160 and len(parts) <= 3 and run[1] == len(parts)
    )
    piece = trimmed(text, start, stop) if whole else Piece(first.start, last.stop)
    evidence = _weighed(text, piece, start, hits, found)
    if not evidence.pitch:
        evidence.add("no pitch", NO_PITCH)
    return [Block(piece.start, piece.stop, evidence, whole_line=whole)]


def _weighed(text: str, piece: Piece, line: int, hits: Sequence[Hit], found: Sequence[Contact]) -> Evidence:
    """The evidence of one piece. ``found`` are the line's contacts; ``line`` is the line's offset."""
    near = found[
        bisect_left(found, piece.start - line, key=_contact_start) : bisect_left(
            found, piece.stop - line, key=_contact_start
        )
    ]
    # Words inside an address name what is linked to, which is no offer.
    addresses = [contact for contact in near if contact.form in {"url", "host", "mail"}]
    outside = []
    for hit in within(hits, piece.start, piece.stop):
        place = bisect_right(addresses, hit.start - line, key=_contact_start)
        if place == 0 or addresses[place - 1].stop <= hit.start - line:
            outside.append(hit)
    return weigh(text[piece.start : piece.stop], outside, near)


def _contact_start(contact: Contact) -> int:
    return contact.start


def _introduced(text: str, block: Block) -> bool:
    """Whether a list of places has a reason: a line above that announces it, or a text that uses the names."""
    above = text[: block.start].rstrip().rpartition("\n")[2].strip()
    if above.endswith((":", "：")) or above.startswith("#"):
        return True
    names = [
        name for name in re.split(r"[\s|｜,，、;；/_·]+", text[block.start : block.stop]) if len(name) >= 2
    ]
    rest = text[: block.start] + text[block.stop :]
    return (
        sum(name in rest for name in names[:60]) >= 0.1 * len(names[:60])
        or len(rest.strip()) < block.stop - block.start
    )


def _best_run(gains: list[float]) -> tuple[int, int] | None:
    """The run of pieces with the largest sum (Kadane's algorithm), as [first, last); None if no sum is positive."""
    best, best_run = 0.0, None
    total, first = 0.0, 0
    for index, gain in enumerate(gains):
        if total <= 0:
            total, first = 0.0, index
        total += gain
        if total > best:
            best, best_run = total, (first, index + 1)
    return best_run


def _whole_page(text: str, blocks: list[Block]) -> Block | None:
    """One block over everything when nearly all of a document is strong spam.

    A page of one honest trade (a plumber, a job offer, a bank) is no spam: it takes a trade that spam lives
    on, or several trades on one page.
    """
    strong = [block for block in blocks if block.evidence.pitch and block.evidence.total + PRIOR > 2.0]
    covered = sum(block.stop - block.start for block in strong)
    piece = trimmed(text, 0, len(text))
    families = {block.evidence.kind() for block in strong}
    if covered < 0.7 * (piece.stop - piece.start) or not (len(families) > 2 or families & HARD_TRADES):
        return None
    best = max(strong, key=lambda block: block.evidence.total)
    return Block(piece.start, piece.stop, best.evidence, best.evidence.total + PRIOR, "spam_page")


def _accepted(text: str, blocks: list[Block], least: float) -> list[Block]:
    """Blocks that are sure enough, and those that would be with the bonus of a neighbour that is."""
    for row in (blocks, blocks[::-1]):
        for last, block in pairwise(row):
            nearly = block.score < least <= block.score + NEIGHBOUR
            if nearly and last.score >= least and _touch(text, block, last):
                block.score = least
    return [block for block in blocks if block.score >= least]


def _touch(text: str, block: Block, other: Block) -> bool:
    """Whether nothing but white space and an attribution line stands between two blocks."""
    first, second = sorted((block, other), key=lambda b: b.start)
    between = text[first.stop : second.start]
    return len(between) < 200 and all(
        not line.strip() or is_attribution(line) for line in between.split("\n")
    )


def _grown(text: str, blocks: list[Block]) -> list[Block]:
    """Take in the attribution line above each block, then join blocks that touch."""
    joined: list[Block] = []
    for block in blocks:
        block.kind = block.kind or block.evidence.kind()
        above = text.rfind("\n", 0, max(0, block.start - 1))
        line = text[above + 1 : max(above + 1, block.start - 1)]
        if block.whole_line and text[block.start - 1 : block.start] == "\n" and is_attribution(line):
            block.start = above + 1
        if joined and block.start <= joined[-1].stop:
            joined[-1].stop = max(joined[-1].stop, block.stop)
        elif joined and _touch(text, joined[-1], block):
            last = joined[-1]
            last.stop = block.stop
            if block.score > last.score:
                last.score, last.kind, last.evidence = block.score, block.kind, block.evidence
        else:
            joined.append(block)
    return joined
