"""Phrases of your own list.

Flags
-----
Every place where one of the ``phrases`` stands in the text, letter by letter. Where several of them begin at
one place, the longest counts. Kind: ``phrase``.

Why it matters
--------------
House terms, banned names, slogans of a known spammer, sentences of a cookie banner: lists that belong to a
collection and not into code.

Measures
--------
The number of places, counted up to 1,000 per document; 0 unless ``at_least`` different phrases of the list
occur in the document. Words that are ordinary by themselves thus make a signal together. With ``whole_word``
a phrase counts only when no letter, digit, mark or underscore continues it on either side; letters of scripts
that are written without spaces, such as Chinese, Japanese and Thai, never count as a continuation.

Passes
------
>>> from textgate.testing import spans
>>> spans("phrases", "Broadcasting house", phrases=("cast", "ing"), whole_word=True)
[]
>>> spans("phrases", "We accept cookies.", phrases=("cookies", "privacy", "consent"), at_least=2)
[]

Fails
-----
>>> spans("phrases", "Accept all cookies to read on.", phrases=("accept all cookies",), ignore_case=True)
[('Accept all cookies', 'phrase')]
>>> spans("phrases", "上海市和上海", phrases=("上海", "上海市"), whole_word=True)
[('上海市', 'phrase'), ('上海', 'phrase')]

Blind spots
-----------
A phrase must stand there exactly: other spaces, a line break in its middle, full-width letters or another
inflection are not found. ``ignore_case`` knows pairs of single letters, so "ß" is not "SS". A phrase inside
another one that was found is not counted again.

Sources
-------
RE2 (https://github.com/google/re2) searches the whole list in one pass; case folding is Unicode's simple case
folding.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np

from textgate.check import Measured, Option, OptionsError, Severity, Spans
from textgate.profile import Profile

if TYPE_CHECKING:
    from textgate.expressions import Scanned

FAMILY = "custom"
UNIT = "phrases"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {"phrase": "One of the phrases stands here."}
KIND_SEVERITY: Mapping[str, Severity] = {}


@dataclass(frozen=True, slots=True)
class Options:
    """Options of the check."""

    phrases: Annotated[tuple[str, ...], Option("texts to look for, letter by letter", minimum=1)] = ()
    ignore_case: Annotated[bool, Option("match letters in either case")] = False
    whole_word: Annotated[bool, Option("count only phrases that do not begin or end inside a word")] = False
    at_least: Annotated[
        int, Option("different phrases that must occur together", unit="phrases", minimum=1)
    ] = 1

    def __post_init__(self) -> None:
        """Refuse a list that cannot be searched.

        Raises:
            OptionsError: names what is wrong.

        """
        faults = list(_faults(self))
        if faults:
            raise OptionsError(faults)


def measure(profile: Profile, options: Options) -> Measured:
    """Count the phrases of every document."""
    values, spans = np.zeros(len(profile)), Spans()
    if not options.phrases:
        return Measured(values, spans)
    from textgate.expressions import MAX_MATCHES, Scanned, literals

    any_phrase = literals(options.phrases, options.ignore_case)
    for document in range(len(profile)):
        scanned = Scanned(profile, document)
        if not scanned.contains(any_phrase):
            continue
        found = list(itertools.islice(_places(scanned, any_phrase, options), MAX_MATCHES))
        if len({phrase for _, _, phrase in found}) < options.at_least:
            continue
        values[document] = len(found)
        for start, stop, phrase in found:
            spans.add(document, start, stop, "phrase", 1.0, f"the phrase {phrase}")
    return Measured(values, spans, valued_by="counted")


def _places(scanned: Scanned, any_phrase: Any, options: Options) -> Iterator[tuple[int, int, str]]:
    """Phrases of one document in order, not overlapping: start, stop, the phrase as the list has it."""
    at = 0
    while (found := scanned.next_match(any_phrase, at)) is not None:
        start, stop = found
        phrase = _at(scanned, start, stop, options)
        if phrase is None:
            at = start + 1
            # Inside a word no place can be the beginning of a whole word: go on where the word ends.
            while options.whole_word and at < len(scanned.text) and scanned.glued[at]:
                at += 1
        else:
            at = start + len(phrase)
            yield start, at, phrase


def _at(scanned: Scanned, start: int, stop: int, options: Options) -> str | None:
    """The longest phrase that counts among those that begin with a match, or None."""
    matched = scanned.text[start:stop]
    # RE2 and Python may follow different versions of Unicode: a pair of letters that only RE2 knows as one
    # letter in two cases leaves the matched text to stand for its phrase.
    family = _family(options.phrases, options.ignore_case).get(_key(matched, options.ignore_case), (matched,))
    if not options.whole_word:
        return family[0]
    if scanned.glued[start]:
        return None
    return next((phrase for phrase in family if not scanned.glued[start + len(phrase)]), None)


def _key(text: str, ignore_case: bool) -> str:
    return "".join(map(_folded, text)) if ignore_case else text


@functools.lru_cache(maxsize=1024)
def _folded(character: str) -> str:
    """Unicode's simple case folding: like ``str.casefold``, but always one character."""
    return next((f for f in (character.casefold(), character.lower()) if len(f) == 1), character)


@functools.lru_cache(maxsize=64)
def _family(phrases: tuple[str, ...], ignore_case: bool) -> Mapping[str, tuple[str, ...]]:
    """Each phrase (folded) -> itself and the phrases that it begins with, longest first."""
    known = {_key(phrase, ignore_case): phrase for phrase in reversed(phrases)}
    return {
        key: tuple(known[key[:size]] for size in range(len(key), 0, -1) if key[:size] in known)
        for key in known
    }


def _faults(options: Options) -> Iterator[tuple[str, int | None, str]]:
    if not options.phrases:
        return
    from textgate.expressions import ExpressionError, literals

    if "" in options.phrases:
        yield "phrases", options.phrases.index(""), "must not be an empty text"
        return
    different = len({_key(phrase, options.ignore_case) for phrase in options.phrases})
    if options.at_least > different:
        yield "at_least", None, f"asks for {options.at_least} different phrases; the list has {different}"
    try:
        literals(options.phrases, options.ignore_case)
    except ExpressionError as error:
        yield "phrases", None, f"RE2 refuses this list: {error}"
