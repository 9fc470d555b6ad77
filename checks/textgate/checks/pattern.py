r"""Text that matches a regular expression of your own.

Flags
-----
Every place where one of the ``patterns`` matches. The patterns are RE2 expressions. Write them in single
quotes in YAML, because ``"\b"`` in double quotes is a backspace. Kind: ``match``.

Why it matters
--------------
Every collection has faults that no general check can know: a template variable that was never filled in, a
watermark, a note to the editor.

Measures
--------
The number of matches, counted for each pattern up to 1,000 per document. Matches of one pattern do not
overlap. A document is always searched by itself, and ``^`` and ``$`` stand for its beginning and its end;
``(?m)`` in front of a pattern makes them stand for those of lines. With ``whole_word`` a match counts only
when no letter, digit, mark or underscore continues it on either side; letters of scripts that are written
without spaces, such as Chinese, Japanese and Thai, never count as a continuation.

Passes
------
>>> from textgate.testing import spans
>>> spans("pattern", "Methodology", patterns=(r"[Tt]odo\w*", r"\bTODO\b"))
[]
>>> spans("pattern", "the caféteria", patterns=("café",), whole_word=True)
[]

Fails
-----
>>> spans("pattern", "Dear {{first_name}}, welcome!", patterns=(r"\{\{\w+\}\}",))
[('{{first_name}}', 'match')]
>>> spans("pattern", "这里TODO还没写完", patterns=("todo",), ignore_case=True, whole_word=True)
[('TODO', 'match')]

Blind spots
-----------
RE2 has no look-around and no back-references: that is what makes it safe on hostile text. Patterns that can
match nothing at all, such as ``a*``, are refused. ``\b``, ``\w`` and ``\d`` know ASCII only; use
``whole_word``, ``\pL`` and ``\pN`` for other scripts. ``whole_word`` judges the match that RE2 prefers and
does not look for a shorter one at the same place. ``\pC`` and similar classes follow RE2's own Unicode tables.

Sources
-------
RE2's syntax page, https://github.com/google/re2/wiki/Syntax, and Russ Cox, "Regular Expression Matching in
the Wild", 2010, for the guarantee of linear time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from textgate.check import Measured, Option, OptionsError, Severity, Spans
from textgate.profile import Profile

FAMILY = "custom"
UNIT = "matches"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {"match": "One of the patterns matches here."}
KIND_SEVERITY: Mapping[str, Severity] = {}


@dataclass(frozen=True, slots=True)
class Options:
    """Options of the check."""

    patterns: Annotated[tuple[str, ...], Option("RE2 expressions to look for", minimum=1)] = ()
    ignore_case: Annotated[bool, Option("match letters in either case")] = False
    whole_word: Annotated[bool, Option("count only matches that do not begin or end inside a word")] = False

    def __post_init__(self) -> None:
        """Refuse patterns that RE2 refuses or that can match nothing.

        Raises:
            OptionsError: names each such pattern.

        """
        faults = [("patterns", number, fault) for number, fault in _faults(self)]
        if faults:
            raise OptionsError(faults)


def measure(profile: Profile, options: Options) -> Measured:
    """Count the matches of every document."""
    values, spans = np.zeros(len(profile)), Spans()
    if not options.patterns:
        return Measured(values, spans)
    from textgate.expressions import MAX_MATCHES, Scanned, compiled, screen

    screens = screen(options.patterns, options.ignore_case)
    for document in range(len(profile)):
        scanned = Scanned(profile, document)
        if not any(map(scanned.contains, screens)):
            continue
        for pattern in options.patterns:
            found = scanned.matches(compiled(pattern, options.ignore_case))
            if options.whole_word:
                found = (m for m in found if not (scanned.glued[m[0]] or scanned.glued[m[1]]))
            for start, stop in itertools.islice(found, MAX_MATCHES):
                values[document] += 1
                spans.add(document, start, stop, "match", 1.0, f"matches the pattern {pattern}")
    return Measured(values, spans, valued_by="counted")


def _faults(options: Options) -> Iterator[tuple[int, str]]:
    """(index of the pattern, what is wrong with it)."""
    if not options.patterns:
        return
    from textgate.expressions import ExpressionError, can_be_empty

    for number, pattern in enumerate(options.patterns):
        try:
            if can_be_empty(pattern, options.ignore_case):
                yield number, "can match the empty text, which is everywhere; use + instead of *, or {1,}"
        except ExpressionError as error:
            yield number, f"RE2 refuses this pattern: {error}"
