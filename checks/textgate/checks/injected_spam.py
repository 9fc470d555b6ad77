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
trades in over fifty languages, ways to be reached (throw-away hosts, messenger accounts, also disguised ones,
telephone numbers), calls to act, prices and promises, and its form. Good pieces that touch are one block. The
block is then compared with the rest of the document: script, vocabulary, position, whether the document has
the same contacts, and whether it is itself about that trade. A short line that gives no way to be reached has
weights of its own, by which it must be unlike the rest and stand out: at an edge, decorated, or below a name
and a date. Dates, code, words of letterheads and words of warning speak against. ``confidence`` is the
logistic function of the sum: of the blocks with 0.9, nine in ten are spam on the texts that the weights were
fitted to.

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
An advertisement that gives no way to be reached, inside a paragraph or between two: most are missed, unless
they are in another script. One that is a list, hidden, decorated or the first or last line of its page is
found when the term lists know two of its words. Advertising for a trade, or in a language, that the term
lists do not know, with nothing but a telephone number or an ordinary link to reach the advertiser; an
honest-looking paragraph with one paid link; spam about the very subject of the page. An honest notice on a
page that it has nothing to do with (a job, a sale, a bank's offer) looks the same as an advertisement that
was put there. The screen that keeps honest text cheap looks for ways to be reached, for lists with commas or
strokes, and in East Asian text for terms anywhere: a string of search words with spaces between, or letters
set apart, without any contact, are missed in other scripts. Place lists are recognised by the endings of East
Asian administrative names only.

Sources
-------
Separator-delimited keyword headers and place lists after text quality work on Chinese web corpora; form
signals (repeated heads, contact drops, link farms) after web spam research (Ntoulas et al., "Detecting spam
web pages through content analysis", 2006). Term lists are this project's own; so are the weights: a logistic
regression on advertisements written for it, put into clean pages, against all candidates of clean pages and
of honest notices (spam/evidence.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.spam.screen import choose

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


class Options(NamedTuple):
    """What a user may set."""

    threshold: Annotated[
        float, Option("least confidence of a block that is reported", unit="", minimum=0.0, maximum=1.0)
    ] = 0.55
    places: Annotated[
        int,
        Option("least number of place names that make a place list", unit="names", minimum=3, maximum=1000),
    ] = 15


def measure(profile: Profile, options: Options) -> Measured:
    """Measure every document of the profile."""
    spans = Spans()
    if not len(profile.text):
        return Measured.nothing(len(profile))
    chosen = choose(profile, options.places)
    if not chosen.lines:
        return Measured.nothing(len(profile))
    # Most batches have no such line, and importing this compiles long patterns.
    from textgate.spam.blocks import judge

    row = profile.lines
    for document, numbers in chosen.lines.items():
        base = int(profile.starts[document])
        lines = [(int(row.start[n]), int(row.stop[n])) for n in numbers]
        hits = chosen.hits(lines, base)
        ranges = [(start - base, stop - base) for start, stop in lines]
        for block in judge(profile.document_text(document), hits, ranges, options.threshold, options.places):
            evidence = block.evidence.sentence()
            confidence = round(1 / (1 + math.exp(-block.score)), 3)
            spans.add(document, block.start, block.stop, block.kind, confidence, evidence, "")
    return Measured.covered(len(profile), spans)
