"""Advertisements, link farms and keyword lists that were put into a text they do not belong to.

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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.spam.scan import longest, scanner
from textgate.spam.screen import candidate_lines
from textgate.spam.terms import Hit

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


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    spans = Spans()
    if not len(profile.text):
        return Measured.nothing(len(profile))
    hits = scanner("topics").scan(profile.codepoints)
    lines = candidate_lines(profile, hits, options.places)
    if not lines:
        return Measured.nothing(len(profile))
    # Most files have no such line, and importing this compiles long patterns.
    from textgate.spam.blocks import judge

    row = profile.lines
    bounds = [(int(row.start[n]), int(row.stop[n])) for numbers in lines.values() for n in numbers]
    hits = longest(hits + _in_lines(profile.codepoints, bounds)) if bounds else hits
    starts = np.array([hit.start for hit in hits], dtype=np.int64)
    for document, numbers in lines.items():
        base = int(profile.starts[document])
        first, last = np.searchsorted(starts, (base, int(profile.stops[document])))
        own = [Hit(hit.start - base, hit.stop - base, hit.term) for hit in hits[first:last]]
        ranges = [(int(row.start[n]) - base, int(row.stop[n]) - base) for n in numbers]
        for block in judge(profile.document_text(document), own, ranges, options.threshold, options.places):
            evidence = block.evidence.sentence()
            confidence = round(1 / (1 + math.exp(-block.score)), 3)
            spans.add(document, block.start, block.stop, block.kind, confidence, evidence, "")
    return Measured.covered(len(profile), spans)


def _in_lines(codepoints: NDArray[np.uint32] | NDArray[np.uint8], lines: list[tuple[int, int]]) -> list[Hit]:
    """Calls to act and words of warning in some lines, which do not overlap; they are everywhere in text."""
    pieces = [codepoints[start : stop + 1] for start, stop in lines]
    begins = np.cumsum([0] + [len(piece) for piece in pieces])
    chosen: NDArray[np.uint32] = np.concatenate(pieces).astype(np.uint32)
    hits = scanner("support").scan(chosen)
    parts = np.searchsorted(begins, [hit.start for hit in hits], side="right") - 1
    moves = [start - int(begin) for (start, _), begin in zip(lines, begins, strict=False)]
    places = zip(hits, parts.tolist(), strict=True)
    return [Hit(hit.start + moves[part], hit.stop + moves[part], hit.term) for hit, part in places]
