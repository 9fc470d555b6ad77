"""Texts that stop before their end.

Flags
-----
A text that stops inside a word or a sentence, after a word that ends no sentence, after a comma, before an
announced list, inside a bracket, quotation, link, tag, table row or block of code, in the middle of a
character, at a "read more", or exactly at a size at which programs cut.

Why it matters
--------------
Cut texts teach a model to stop anywhere, and mislead a reader: the missing part may be the point. They come
from size limits of crawlers, databases and spreadsheets, from teasers, and from lost connections.

Measures
--------
The confidence, 0 to 1, that the end is missing. Each signal has a weight; weights w are put together as
1 - (1 - w1)(1 - w2)... (noisy-or), and the result is turned into the share of texts that were cut among all
that weighed as much, where one text in ten is cut. How much a missing mark says follows from the document's
own habit: the share of its other paragraphs, or of the items of its list, that end with one. What weighs no
more than 0.5 is not reported.

Passes
------
Texts that end in a list, a table, code, a link, a heading, a date, a signature; poems; scripts without marks:

>>> from textgate.testing import spans
>>> spans("truncated_end", "The ferry runs daily.\\n\\n- tickets at the pier\\n- no dogs")
[]
>>> spans("truncated_end", "We regret the delay. Repairs have begun.\\n\\nOslo, 3 May 2021")
[]

Fails
-----
>>> spans("truncated_end", "Repairs have begun. The old bridge will stay closed until the end of the")
[('the', 'after_function_word')]
>>> spans("truncated_end", "The committee met twice (once in Bern, once in Gen")
[('Gen', 'open_bracket')]

Blind spots
-----------
A cut between two sentences, or in a text whose paragraphs have no end marks. A single unmarked sentence. A last
line of up to six words that could be a title. Words cut so that the beginning is itself a word. Items of a list
whose items have no end marks, unless the last word is half a word or one that ends no sentence. A last line that
looks like the titles of other pages ("4.2. Next chapter", titles side by side with a gap between them).

Sources
-------
The signals are those that FineWeb, C4 and dingo count as style (share of lines with end marks, final colon),
put to another question. Base rate: 12 to 63 % of complete technical documents end without a mark. The lists of
words and phrases (data/function_words.txt, data/teasers.txt, data/closing_lines.txt) were written for this
program; the common words of data/lexicon and their shares come from wordfreq (tools/build_word_lists.py): a last word
is half a word where the words that begin with it are together more frequent than it is itself. Weights and limit
were set by measurement on documents in some forty languages, cut and uncut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, NamedTuple

from textgate.batch import NO_DAMAGE, Damage
from textgate.check import Measured, Option, Severity, Spans
from textgate.profile import Profile
from textgate.truncation.fences import is_fence_open
from textgate.truncation.plain_ends import is_plain_end
from textgate.truncation.screen import before_tags, fences, looks_ended, suspects
from textgate.truncation.signals import EVEN, Signal, confidence, is_garbled, noisy_or, surest_first

FAMILY = "truncation"
UNIT = "confidence of a cut"
LIMIT = 0.5
DIRECTION = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "mid_word": "the text stops inside a word",
    "mid_sentence": "the last paragraph has no end mark, while the others have",
    "after_function_word": "the last word is one that ends no sentence",
    "after_comma": "the text stops after a comma or a like mark",
    "announced_list": "the text stops after announcing a list",
    "open_bracket": "a bracket is opened and not closed before the text stops",
    "open_quote": "a quotation is opened and not closed before the text stops",
    "open_markup": "the text stops inside a link, a tag, inline code or a table row",
    "open_fence": "the text stops inside a block of code",
    "open_data": "the text is JSON or HTML that is not closed",
    "teaser": "the text stops at an invitation to read the rest",
    "cut_bytes": "the text stops inside a character",
    "transport": "the transfer was cut short",
    "size_ceiling": "the text is exactly as long as a usual size limit and has no end mark",
}
KIND_SEVERITY: Mapping[str, Severity] = {}


class Options(NamedTuple):
    """Options of this check."""

    teasers: Annotated[tuple[str, ...], Option("more phrases that stand for the rest of a text")] = ()
    ceilings: Annotated[
        tuple[int, ...], Option("more lengths at which texts are cut", unit="characters or bytes")
    ] = ()


def measure(profile: Profile, options: Options) -> Measured:
    """Confidence, 0 to 1, that each document's end is missing."""
    spans = Spans()
    documents = profile.batch.documents
    marked = [
        (i, document.damage) for i, document in enumerate(documents) if document.damage is not NO_DAMAGE
    ]
    damaged = [i for i, damage in marked if damage.truncated or damage.undecodable]
    irregular = fences(profile)[0]
    unsettled = []
    for index in sorted({*suspects(profile).tolist(), *damaged}):
        document = documents[index]
        text = document.text
        stop = len(text.rstrip())
        signals = _transport(text, stop, document.damage)
        is_open = bool(irregular[index]) and is_fence_open(text)
        language = partial(_language, profile, index)
        if stop and (is_open or not _is_settled(text, stop, options, language)):
            unsettled.append((index, stop, language, signals))
        elif signals:
            _report(spans, index, text, stop, signals)
    # In a loop of its own: alternating, the two stages push each other out of the processor's caches.
    for index, stop, language, of_transport in unsettled:
        text = documents[index].text
        signals = of_transport + _by_text(text, stop, options, language)
        if noisy_or(signals) > EVEN:
            _report(spans, index, text, stop, signals)
    return Measured.surest(len(profile), spans)


def _language(profile: Profile, index: int) -> str:
    return profile.languages[index]


def _is_settled(text: str, stop: int, options: Options, language: Callable[[], str]) -> bool:
    """Whether ``text[:stop]``, in which no block of code is open, ends well by its last line alone."""
    if looks_ended(text, before_tags(text, stop)):
        return True
    return not (options.teasers or options.ceilings) and is_plain_end(text, stop, language)


def _by_text(text: str, stop: int, options: Options, language: Callable[[], str]) -> list[Signal]:
    """The exact stage: what the end of ``text[:stop]`` says; nothing where that is not likelier than even."""
    from textgate.truncation.tail import Tail

    found = Tail(text, stop, options.teasers, options.ceilings, language).signals()
    if noisy_or(found) <= EVEN or is_garbled(text[max(0, stop - 200) : stop]):
        return []
    return found


def _report(spans: Spans, index: int, text: str, stop: int, signals: list[Signal]) -> None:
    ranked = surest_first(signals)
    start = last_word(text, stop)
    reasons = "; ".join(signal.evidence for signal in ranked)
    spans.add(index, start, stop, _kind(ranked), confidence(signals), reasons)


def _kind(ranked: list[Signal]) -> str:
    """The kind of the surest signal; "mid_sentence" says least and gives way to any other of some weight."""
    telling = [signal.kind for signal in ranked if signal.kind != "mid_sentence" and signal.weight >= 0.3]
    return telling[0] if telling else ranked[0].kind


def last_word(text: str, stop: int) -> int:
    """Where the last word starts; in scripts without spaces the last clause, at most 30 code points."""
    low = max(0, stop - 30)
    start = stop
    while start > low and not text[start - 1].isspace():
        start -= 1
        if start < stop - 1 and (
            text[start] in "，、。；：！？" or (text[start] in ",;" and text[start + 1] > "\u2e80")
        ):
            return start + 1
    return start if start < stop else max(0, stop - 1)


def _transport(text: str, stop: int, damage: Damage) -> list[Signal]:
    if damage.truncated:
        return [Signal("transport", 0.99, f"the transfer was cut short: {damage.truncated}")]
    if 0 < len(damage.undecodable) <= 3 and damage.undecodable[-1].position >= stop - 1:
        return [Signal("cut_bytes", 0.95, "the last bytes are no whole character")]
    if stop and text[stop - 1] == "\ufffd" and text.count("\ufffd", max(0, stop - 400), stop) <= 3:
        return [
            Signal("cut_bytes", 0.95, "the text stops at a replacement character: the last character was cut")
        ]
    return []
