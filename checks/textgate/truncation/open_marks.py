"""Marks that a stretch of text opens and does not close: brackets, quotation marks, links, code, tags.

One pass over the text with a stack; linear in its length. What is between backticks is code and opens
nothing. A closing mark without an opener is ignored: enumerations ("a)"), smileys and prompts have many.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["bracket", "quote", "link", "code", "emphasis", "tag", "entity"]


@dataclass(frozen=True, slots=True)
class OpenMark:
    """One unclosed mark: its offset in the text and what it is."""

    kind: MarkKind
    start: int


BRACKETS = {
    "(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "｛": "｝", "【": "】", "〔": "〕", "〖": "〗",
    "〈": "〉", "《": "》", "｟": "｠", "⟨": "⟩", "⟦": "⟧",
}  # fmt: skip
# “ and ‘ close German, Czech and Bulgarian quotations; ’ is an apostrophe almost everywhere.
QUOTES = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", "〝": "〞〟", "‚": "‘’"}
_CLOSING = {closer: opener for opener, closer in BRACKETS.items()}


@functools.cache
def _interesting() -> re.Pattern[str]:
    """What opens or closes something, and what looks like it and does not: addresses, smileys, escapes."""
    return re.compile(
        r"\(`\)|`+|\\.|\]\(|\*\*|https?://[^\s<>()\[\]{}\"'`“”«»（）【】]*|<[A-Za-z!/?][^<>]*>?|&[#A-Za-z0-9]{0,10}$|[:;=8xX]['’]?-?[(\[{]"
        r"|[()\[\]{}（）［］｛｝【】〔〕〖〗〈〉《》｟｠⟨⟩⟦⟧“”„«»‹›「」『』〝〞〟‚‘’\"]"
    )


def unclosed(text: str, start: int, stop: int) -> list[OpenMark]:
    """The marks that ``text[start:stop]`` opens and does not close, in order."""
    scan = _Scan(text, start, stop)
    for match in _interesting().finditer(text, start, stop):
        scan.read(match)
    return scan.rest()


class _Scan:
    def __init__(self, text: str, start: int, stop: int) -> None:
        self.text, self.stop = text, stop
        self.stack: list[tuple[str, int]] = []
        self.code: tuple[str, int] | None = None
        self.straight: int | None = None
        self.emphasis: int | None = None
        self.ends: list[OpenMark] = []
        self.german = "„" in text[start:stop]

    def read(self, match: re.Match[str]) -> None:
        sign, at = match[0], match.start()
        if sign[0] == "`":
            self._backticks(sign, at)
        elif self.code is not None or sign[0] == "\\":
            return
        elif sign == "**":
            self.emphasis = at if self.emphasis is None else None
        elif sign == '"':
            self._straight_quote(at)
        elif sign == "](":
            self._close("[")
            self.stack.append(("](", at))
        elif sign[0] == "<" or (sign[0] == "&" and len(sign) > 1):
            self._tag(sign, at)
        elif len(sign) == 1:
            self._mark(sign, at)

    def _backticks(self, sign: str, at: int) -> None:
        if self.code is None:
            self.code = (sign, at)
        elif self.code[0] == sign:
            self.code = None

    def _straight_quote(self, at: int) -> None:
        # 6" is a length; so is 5'10".
        if self.straight is None and at and self.text[at - 1].isdigit():
            return
        self.straight = at if self.straight is None else None

    def _tag(self, sign: str, at: int) -> None:
        if sign[0] == "&":
            self.ends.append(OpenMark("entity", at))
        elif not sign.endswith(">") and at + len(sign) == self.stop:
            self.ends.append(OpenMark("tag", at))

    def _mark(self, sign: str, at: int) -> None:
        if sign in BRACKETS or (sign in QUOTES and not (sign == "“" and self._closes("„"))):
            self.stack.append((sign, at))
        elif sign in _CLOSING:
            if sign == ")" and any(mark == "](" for mark, _ in self.stack[-3:]):
                self._close("](")
            elif not self._close(_CLOSING[sign]) and sign in ")]":
                # Half-open intervals: [0, 1).
                self._close("[" if sign == ")" else "(")
        else:
            for opener, closers in QUOTES.items():
                if sign in closers and self._close(opener):
                    return

    def _closes(self, opener: str) -> bool:
        if any(mark == opener for mark, _ in self.stack[-4:]):
            self._close(opener)
            return True
        return self.german

    def _close(self, opener: str) -> bool:
        # A closer reaches over at most three marks left open by mistake.
        for back in range(1, min(4, len(self.stack)) + 1):
            if self.stack[-back][0] == opener:
                del self.stack[-back:]
                return True
        return False

    def rest(self) -> list[OpenMark]:
        found = [OpenMark(self._kind(mark), at) for mark, at in self.stack]
        if self.code is not None:
            found.append(OpenMark("code", self.code[1]))
        if self.straight is not None:
            found.append(OpenMark("quote", self.straight))
        if self.emphasis is not None:
            found.append(OpenMark("emphasis", self.emphasis))
        return sorted([*found, *self.ends], key=lambda mark: mark.start)

    def _kind(self, mark: str) -> MarkKind:
        if mark == "](":
            return "link"
        return "quote" if mark in QUOTES else "bracket"
