"""What the rest of a document says about a block: does it belong here?"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise

import numpy as np

from textgate import charclass as cc
from textgate.spam.evidence import WEIGHTS, Evidence
from textgate.spam.scan import within
from textgate.spam.terms import TOPICS, Hit, fold

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\S+\.(?:com|net|icu|top|xyz)\b\S*")
_NUMBER = re.compile(r"\d{3,4}[ -]\d{3,4}|\d{8,}")
_SCRIPTS = (
    ("Latin", cc.LATIN),
    ("Cyrillic", cc.CYRILLIC),
    ("Greek", cc.GREEK),
    ("Han", cc.HAN),
    ("kana", cc.KANA),
    ("Hangul", cc.HANGUL),
    ("other", cc.OTHER_SCRIPT),
)


MOST_WORDS = max(WEIGHTS["foreign words"], WEIGHTS["foreign pairs"])
"""What the vocabulary can add."""
MOST_SCRIPT = WEIGHTS["foreign script"]
"""What the script can add to it."""


LEAST_OTHER, FEW_OTHER = 20, 0.06
"""Code points of a text that tell its script, and the share of letters that another script may have there."""
LONGEST_SEARCHED = 20_000
"""Code points of a document that are searched for telephone numbers."""


def blank(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text without the given ranges, each replaced by a line feed."""
    kept, reached = [], 0
    for start, stop in ranges:
        kept.append(text[reached:start])
        reached = max(reached, stop)
    return "\n".join([*kept, text[reached:]])


def script_shares(text: str) -> dict[str, float]:
    """Share of each script among the letters of a text; scripts of other letters go by their own name."""
    if not text:
        return {}
    codepoints = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    bits = cc.bits().take(codepoints)
    counts = {name: int(np.count_nonzero(bits & np.uint32(mask))) for name, mask in _SCRIPTS}
    other = codepoints[(bits & np.uint32(cc.OTHER_SCRIPT)) != 0]
    if len(other):
        counts["other"] = 0
        for script, count in zip(*np.unique(cc.scripts().take(other), return_counts=True), strict=True):
            counts[cc.script_names()[int(script)]] = int(count)
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items() if count} if total else {}


def in_another_script(piece: str, other: str) -> bool:
    """Whether hardly a letter of ``other`` is of the main script of ``piece``."""
    shares = script_shares(piece)
    if not shares:
        return False
    script = max(shares, key=lambda name: shares[name])
    return len(other) > LEAST_OTHER and script_shares(other).get(script, 0.0) < FEW_OTHER


class Subject:
    """What a document is about, by the words of trades outside of what may be spam."""

    def __init__(self, hits: list[Hit]) -> None:
        self._hits = [hit for hit in hits if hit.term.family in TOPICS and hit.term.weight > 1]
        self._counts = Counter(hit.term for hit in self._hits)
        self._families = Counter(hit.term.family for hit in self._hits)
        self._distinct = Counter(term.family for term in self._counts)

    def weigh(self, start: int, stop: int, evidence: Evidence) -> None:
        """Whether the document itself is about the trade of the block ``[start, stop)``."""
        if not evidence.families:
            return
        family = evidence.trade
        own = Counter(hit.term for hit in within(self._hits, start, stop) if hit.term.family == family)
        places = self._families[family] - own.total()
        distinct = self._distinct[family] - sum(count == self._counts[term] for term, count in own.items())
        if places >= 6 or distinct >= 4:
            evidence.add("subject")
        elif distinct >= 2:
            evidence.add("some subject")


class Context:
    """The rest of a document, against which its blocks are held."""

    def __init__(self, text: str, rest: str) -> None:
        self._text = text
        self._rest = rest
        self._body = len(rest.strip())
        self._head = len(text) - len(text.lstrip())
        self._tail = len(text.rstrip())

    @cached_property
    def _shares(self) -> dict[str, float]:
        return script_shares(self._rest)

    @cached_property
    def _words(self) -> set[str]:
        return set(_WORD.findall(fold(self._rest)))

    @cached_property
    def _pairs(self) -> set[str]:
        return {a + b for a, b in pairwise(self._rest) if a > "⺀"}

    def contrast(self, start: int, stop: int, evidence: Evidence, needed: float) -> None:
        """Add to ``evidence`` what the surroundings say: whether the block belongs here.

        The dearer comparisons are left out when they could not lift the log-odds to ``needed`` any more.
        """
        self._position(start, stop, evidence)
        # A text in ASCII has one script.
        most = MOST_WORDS if self._text.isascii() else MOST_WORDS + MOST_SCRIPT
        if self._body < 80 or evidence.total + most < needed:
            return
        self._contacts(start, stop, evidence)
        if evidence.total + most < needed:
            return
        places = [(contact.start, contact.stop) for contact in evidence.contacts]
        block = _ADDRESS.sub(" ", blank(self._text[start:stop], places))
        if most > MOST_WORDS:
            self._script(block, evidence)
        if evidence.total + MOST_WORDS >= needed:
            self._vocabulary(block, evidence)

    def _position(self, start: int, stop: int, evidence: Evidence) -> None:
        line = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        if not line.strip(" \t") and self._text[stop : stop + 1] in ("", "\n"):
            evidence.add("own line")
        if start <= self._head or stop >= self._tail:
            evidence.add("edge")

    def _contacts(self, start: int, stop: int, evidence: Evidence) -> None:
        """Whether the rest of the document has the same contacts, or many of their kind."""
        if not evidence.contacts:
            return
        block = self._text[start:stop]
        names = {contact.host or block[contact.start : contact.stop] for contact in evidence.contacts}
        if any(name and name in self._rest for name in names):
            evidence.add("known contact")
        forms = {contact.form for contact in evidence.contacts}
        others = 0
        if not forms.isdisjoint({"url", "host", "link"}):
            others = max(others, self._rest.count("://"))
        if not forms.isdisjoint({"mail", "at"}):
            others = max(others, self._rest.count("@"))
        if "phone" in forms:
            others = max(others, len(_NUMBER.findall(self._rest[:LONGEST_SEARCHED])))
        evidence.add("other contacts", min(3, others))

    def _script(self, block: str, evidence: Evidence) -> None:
        shares = script_shares(block)
        if not shares:
            return
        script, share = max(shares.items(), key=lambda item: item[1])
        if shares.get("kana", 0) > 0.15:
            script = "kana"
        if share < 0.6 and script != "kana":
            return
        there = self._shares.get(script, 0.0)
        if script == "Han" and share > 0.9 and self._shares.get("kana", 0) > 0.2 and len(block) > 12:
            evidence.add("foreign letters", words="Chinese in a Japanese text")
        elif there < (0.02 if script != "Latin" else 0.06):
            words = f"another script than the text around it ({script})" if script != "other" else ""
            evidence.add("foreign script" if script != "Latin" else "foreign letters", words=words)

    def _vocabulary(self, block: str, evidence: Evidence) -> None:
        words = _WORD.findall(fold(block))
        spaced = [word for word in words if word[0] < "\u0e00"]
        if len(spaced) >= 6 and len(self._words) >= 50:
            known = sum(word in self._words for word in spaced) / len(spaced)
            content = [word for word in set(spaced) if len(word) >= 6]
            topical = sum(word in self._words for word in content)
            if known < 0.12:
                evidence.add("foreign words", words="shares no words with the text")
            elif len(content) >= 3 and topical >= 0.5 * len(content):
                evidence.add("shared words")
            elif len(content) >= 3 and topical <= 0.15 * len(content):
                evidence.add("new words")
            return
        pairs = [a + b for a, b in pairwise(block) if a > "⺀" and b > "⺀"]
        if len(pairs) >= 8 and len(self._rest) >= 200:
            known = sum(pair in self._pairs for pair in pairs) / len(pairs)
            if known < 0.15:
                evidence.add("foreign pairs")
            elif known > 0.6:
                evidence.add("shared words")
