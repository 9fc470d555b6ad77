"""The blocks of one document that are spam, of which the screen of injected_spam chose some lines.

A line is cut into sentences, the best run of them is weighed as a block, and every block is then compared with
the rest of the document and with its neighbours.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from textgate.spam.contacts import Contact, contacts
from textgate.spam.context import Context, Subject, blank, in_another_script
from textgate.spam.evidence import (
    LONGEST_ALONE,
    Evidence,
    is_decorated,
    place_lists,
    sells_alone,
    weigh,
    weigh_form,
)
from textgate.spam.scan import folded, longest, scanner, within
from textgate.spam.segments import (
    Piece,
    has_link,
    hidden_blocks,
    is_attribution,
    pieces,
    repeats_heads,
    trimmed,
)
from textgate.spam.terms import AGAINST, TABLES, TOPICS, Hit

PRIOR = -4.9
"""Log-odds that a piece of text is spam before anything is known: about one line in 150."""
HARD_TRADES = frozenset(
    {"adult", "contraband", "crypto", "forged_papers", "gambling", "games", "occult", "pharma", "replica"}
)
"""Trades whose whole pages are spam; of the others there are honest pages."""
MOST_PLACE_LISTS = 3
"""A document with more lists of places than this is about places."""
LEAST_BODY = 80
"""Code points of other text that a document needs to be the host of injected spam of a softer trade."""
LEAST_BLOCK = 1.4
"""Log-odds of a block, before it is compared with its document, that make the comparison worth while."""
LIKELY = 3.0
"""Log-odds of a block above which other blocks are not held against it: it is hardly part of the honest text."""
LEAST_LINE, LEAST_ALONE, LEAST_LISTED, LEAST_WITHOUT_CONTACT = 1.0, 2.0, 2.5, 5.0
"""The same for the terms and contacts of a whole line; of one without contacts that is short, that is a list, and that
is none."""
LEAST_TERMS, LEAST_COVERED = 3, 0.45
"""Different terms, and the share of a text that they must be, for it to be nothing but search words."""
LONGEST_HIDDEN, LEAST_ITEMS = 4000, 3
"""Code points of a hidden block that are looked at; commas in a comment without any contact."""
LEAST_HIDDEN = 2
"""Weight of the terms and offers of a hidden block without a link, with everyday words where it is no comment."""
PIECE_COST = 0.4
"""What a sentence without signals costs a run of sentences, besides 1 for every 100 code points."""
WARNED = -0.4
"""What words of warning elsewhere in the text take away from the blocks of a trade."""
LEAST_LEFT, MOST_LEFT, MOST_BEHIND = 0.06, 0.7, 0.3
"""Share of a line beside the sentences with signs of an advertisement: so little goes with it, so much, or so much
behind it, is another text;"""
FEW_LEFT = 12
"""Code points that always go with the rest of the line: a name, a word of thanks."""
KNOWN_LEFT = 0.2
"""between the two it goes with it when the document has fewer of its words than this share."""
_CONTENT = re.compile(r"[^\W\d_\u2e80-\uffff]{5,}|[\u2e80-\ud7af]{2}")
NEIGHBOUR = 1.8
"""What standing next to spam adds: such blocks come in clusters."""


@dataclass(slots=True)
class Block:
    """A run of pieces that may be spam, ``[start, stop)`` in its document, with what speaks for it."""

    start: int
    stop: int
    evidence: Evidence
    score: float = 0.0
    kind: str = ""
    whole_line: bool = False


def judge(
    text: str, hits: list[Hit], lines: list[tuple[int, int]], threshold: float, places: int
) -> list[Block]:
    """The spam blocks of one document. ``hits`` and ``lines`` have offsets in ``text``, in order.

    ``hits`` are the terms in those lines at least. Blocks of less confidence than ``threshold`` are left out; a place
    list has more names than ``places``.
    """
    blocks = _hidden(text)
    hidden = blocks.copy()
    for start, stop in lines:
        near = bisect_left(hidden, stop, key=_block_start)
        if near == 0 or hidden[near - 1].stop <= start:
            blocks += _line_blocks(text, start, stop, within(hits, start, stop), places)
    blocks = _without_gazetteer(text, sorted(blocks, key=_block_start))
    pre = [block for block in blocks if block.evidence.total > LEAST_BLOCK]
    if not pre:
        return []
    page = _whole_page(text, pre)
    if page is not None:
        return [page]
    likely = [block for block in pre if block.evidence.total > LIKELY]
    rest = blank(text, [(block.start, block.stop) for block in likely])
    context = Context(text, rest)
    if len(rest.strip()) < LEAST_BODY:
        pre = [block for block in pre if block.kind == "hidden_block" or _hard(block.evidence)]
    least = math.log(threshold / (1 - threshold)) if 0 < threshold < 1 else 0.0
    needed = least - PRIOR - (NEIGHBOUR if len(pre) > 1 else 0.0)
    for block in pre:
        own = context
        if block.evidence.total <= LIKELY:
            others = sorted([*likely, block], key=_block_start)
            own = Context(text, blank(text, [(b.start, b.stop) for b in others]))
        own.contrast(block.start, block.stop, block.evidence, needed)
        block.evidence.settle()
        block.score = PRIOR + block.evidence.total
    if all(block.score < least for block in pre):
        return []
    # The subject and warnings only take away, so most documents need not be searched for their words.
    elsewhere = _elsewhere(_hits(text), [block for block in likely if block.evidence.pitch])
    subject, warned = Subject(elsewhere), _warns(elsewhere)
    for block in pre:
        subject.weigh(block.start, block.stop, block.evidence)
        block.score = PRIOR + block.evidence.total + (WARNED if warned and block.evidence.families else 0.0)
    return _grown(text, _accepted(text, pre, least))


def _hard(evidence: Evidence) -> bool:
    """Whether it sells what no honest page is about, in terms that are sure."""
    return evidence.kind() in HARD_TRADES and "topic" in evidence.signals


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


def _hits(text: str) -> list[Hit]:
    """Every term of the lists in a text."""
    flat = folded(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"))
    return longest([hit for table in TABLES for hit in scanner(table).hits(scanner(table).scan(flat))])


def _warns(hits: list[Hit]) -> bool:
    """Whether the text warns of such offers: two different words of warning and report."""
    return len({hit.term.text for hit in hits if hit.term.family in AGAINST}) >= 2


def _hidden(text: str) -> list[Block]:
    found = []
    for piece in hidden_blocks(text) if "<" in text else []:
        block = text[piece.start : piece.stop]
        near = contacts(block[:LONGEST_HIDDEN])
        comment = block.startswith("<!--")
        linked = has_link(block) and not comment
        # Comments and scripts are hidden too: what is hidden must be good for something.
        if comment and not near and block.count(",") < LEAST_ITEMS:
            continue
        evidence = weigh(_hits(block[:LONGEST_HIDDEN]), near)
        weigh_form(evidence, block)
        selling = sum(evidence.families.values()) + evidence.signals.get("offer", 0)
        if not comment:
            selling += evidence.signals.get("everyday", 0)
        if not linked and selling < LEAST_HIDDEN:
            continue
        evidence.add("hidden", words="the markup hides it from the reader")
        found.append(Block(piece.start, piece.stop, evidence, kind="hidden_block", whole_line=True))
    return found


def _line_blocks(text: str, start: int, stop: int, hits: Sequence[Hit], places: int) -> list[Block]:
    """Candidate blocks of one line: its best run of sentences, or the whole line."""
    line = text[start:stop]
    if place := place_lists(line, places):
        evidence = Evidence()
        evidence.add("places", words=f"{place[2]} place names in a row")
        block = Block(start + place[0], start + place[1], evidence, kind="place_list", whole_line=True)
        return [block]
    found = contacts(line)
    if found:
        least = LEAST_LINE
    elif stop - start <= LONGEST_ALONE and _stands_out(text, start, stop):
        least = LEAST_ALONE
    else:
        least = LEAST_LISTED if repeats_heads(line) else LEAST_WITHOUT_CONTACT
    if weigh(hits, found).total < least:
        return []
    parts = pieces(text, start, stop, found)
    gains = []
    for part in parts:
        total = _weighed(part, start, hits, found).total
        gains.append(total - PIECE_COST - (part.stop - part.start) / 100)
    run = _best_run(gains)
    if run is None:
        return []
    first, last = parts[run[0]], parts[run[1] - 1]
    whole = _is_whole(text, Piece(start, stop), parts, run)
    piece = trimmed(text, start, stop) if whole else Piece(first.start, last.stop)
    evidence = _weighed(piece, start, hits, found)
    weigh_form(evidence, text[piece.start : piece.stop])
    inside = within(hits, piece.start, piece.stop)
    listed = not line.startswith("|") and text[piece.stop - 1] != "."
    listed &= "tags" not in evidence.signals
    if not found and listed and covered(inside, piece.stop - piece.start):
        evidence.add("list", words="nothing but search words")
    if not evidence.pitch:
        evidence.add("no pitch")
    if "contact" not in evidence.signals:
        if whole and _commented(text, start):
            evidence.add("comment")
        said = text[piece.start : piece.stop]
        around = text[start : piece.start] + text[piece.stop : stop]
        if sells_alone(evidence, said) and (whole or in_another_script(said, around)):
            evidence.add("alone")
    return [Block(piece.start, piece.stop, evidence, whole_line=whole)]


def _stands_out(text: str, start: int, stop: int) -> bool:
    """Whether a line is the first or last of its document, decorated, or under the name of its writer."""
    # White space is all that str.strip takes: at an edge nothing else is left.
    edge = not text[max(0, start - FEW_LEFT) : start].strip() or not text[stop : stop + FEW_LEFT].strip()
    return edge or is_decorated(text[start:stop]) or _commented(text, start)


def _commented(text: str, start: int) -> bool:
    """Whether the line above says who wrote it."""
    above = text[:start].rstrip("\n")
    return start - len(above) <= 2 and is_attribution(above[above.rfind("\n") + 1 :])


def covered(hits: Sequence[Hit], length: int) -> bool:
    """Whether terms of trades make up most of a text: a title or a string of search words, no prose."""
    topics = [hit for hit in hits if hit.term.family in TOPICS and hit.term.weight > 1]
    letters = sum(hit.stop - hit.start for hit in topics)
    return len({hit.term.text for hit in topics}) >= LEAST_TERMS and letters >= LEAST_COVERED * length


def _is_whole(text: str, line: Piece, parts: Sequence[Piece], run: tuple[int, int]) -> bool:
    """Whether a whole line is the advertisement of which the sentences ``run`` give the signs.

    Other sentences of an advertisement bring words that the document does not use; those of an honest paragraph
    use its words.
    """
    others = [*parts[: run[0]], *parts[run[1] :]]
    length = sum(part.stop - part.start for part in parts)
    left = sum(part.stop - part.start for part in others)
    if left <= max(FEW_LEFT, LEAST_LEFT * length):
        return True
    # Text on both sides, or more than a word or two behind: the advertisement was put into a paragraph.
    behind = sum(part.stop - part.start for part in parts[run[1] :])
    if left > MOST_LEFT * length or (behind and (run[0] > 0 or behind > MOST_BEHIND * length)):
        return False
    rest = text[: line.start] + text[line.stop :]
    said = " ".join(text[part.start : part.stop] for part in others)
    if in_another_script(text[parts[run[0]].start : parts[run[1] - 1].stop], said):
        return False
    words = [word.lower() for word in _CONTENT.findall(said)]
    flat = rest.lower()
    return len(words) > 1 and sum(word in flat for word in words) < KNOWN_LEFT * len(words)


def _weighed(piece: Piece, line: int, hits: Sequence[Hit], found: Sequence[Contact]) -> Evidence:
    """The evidence of one piece. ``found`` are the line's contacts; ``line`` is the line's offset."""
    move = piece.start - line
    first = bisect_left(found, move, key=_contact_start)
    last = bisect_left(found, piece.stop - line, key=_contact_start)
    near = [c._replace(start=c.start - move, stop=c.stop - move) for c in found[first:last]]
    # Words inside an address name what is linked to, which is no offer.
    addresses = [contact for contact in near if contact.form in {"url", "host", "link", "mail"}]
    outside = []
    for hit in within(hits, piece.start, piece.stop):
        place = bisect_right(addresses, hit.start - piece.start, key=_contact_start)
        if place == 0 or addresses[place - 1].stop <= hit.start - piece.start:
            outside.append(hit)
    if not outside and not near:
        return Evidence()
    return weigh(outside, near)


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


def _with_attribution(text: str, start: int) -> int:
    """Where a comment begins: at the line that says who wrote it, if there is one above, or in front of it."""
    line = text.rfind("\n", 0, start) + 1
    above = text[:line].rstrip("\n")
    if text[line:start].strip() or line - len(above) > 2:
        return start
    begin = above.rfind("\n") + 1
    return begin if is_attribution(above[begin:]) else start


def _grown(text: str, blocks: list[Block]) -> list[Block]:
    """Take in the attribution line above each block, then join blocks that touch."""
    joined: list[Block] = []
    for block in blocks:
        block.kind = block.kind or block.evidence.kind()
        if block.whole_line:
            block.start = _with_attribution(text, block.start)
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
