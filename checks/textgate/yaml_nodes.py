"""YAML into nodes that know their line and column, safe to use on files from strangers.

The nodes are built straight from PyYAML's event stream, without its composer, for three reasons: the
composer of the C loader recurses (a file of nested brackets can crash the process), it expands nothing
but also counts nothing (nine aliases of nine aliases are a billion nodes to whoever walks them), and its
resolver speaks YAML 1.1, where ``no`` is false and ``1:30`` is 90. Plain scalars follow the core schema
of YAML 1.2.2, section 10.3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 50_000
"""Nodes that a walk over the document would visit, aliases counted as often as they are used."""
MAX_DIGITS = 300
"""Longest plain integer. Python refuses to read integers of several thousand digits, a float ends at 1e308."""

Plain = str | int | float | bool | None


class Problem(NamedTuple):
    """One mistake in a file: 1-based line and column, the path of keys that leads there, what is wrong."""

    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """One line that is safe to print, whatever the keys of the file are."""
        path = self.path if len(self.path) <= 120 else self.path[:119] + "…"
        line = ": ".join(part for part in (f"{self.line}:{self.column}", path, self.message) if part)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


class Entry(NamedTuple):
    """One key of a mapping: the key's place and the value."""

    line: int
    column: int
    node: Node


class Node:
    """A scalar (``str``, ``int``, ``float``, ``bool`` or None), a list of nodes, or a mapping of entries.

    ``size`` counts the nodes a walk from here visits. ``open`` is true while the node is being read.
    """

    __slots__ = ("column", "line", "open", "size", "value")

    def __init__(
        self,
        value: Plain | list[Node] | dict[str, Entry],
        line: int,
        column: int,
        size: int = 1,
        open: bool = False,
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.size = size
        self.open = open


class Parsed(NamedTuple):
    """What a file holds, or None where nothing could be read; its mistakes; and what looks suspicious."""

    root: Node | None
    problems: list[Problem]
    warnings: list[Problem]


def parse(text: str) -> Parsed:
    """Read one YAML document. Never raises for what the text holds; every mistake is in ``problems``."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return Parsed(None, [Problem(1, 1, "", f"file is larger than {MAX_BYTES} bytes")], [])
    text = text.removeprefix("\ufeff")
    lone = None if text.isascii() else re.search(_SURROGATE, text)
    if lone:
        return Parsed(None, [_at(text, lone.start(), "lone surrogate; YAML cannot hold it")], [])
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.reader.ReaderError as error:
        # The C loader does not say the line, and counts bytes; the first such character is easily found.
        refused = re.search(_REFUSED, text)
        builder.problems.append(
            _at(text, refused.start() if refused else 0, f"{error.reason}: U+{error.character:04X}")
        )
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(text, error))
    except _Unbuildable as error:
        builder.problems.append(error.args[0])
    else:
        return Parsed(builder.root, builder.problems, list(_suspicious(text)))
    return Parsed(None, builder.problems, [])


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """UTF-8 bytes into text, a byte-order mark dropped; bytes that are not UTF-8 are one problem."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        byte = data[error.start]
        return "", [_at(before, len(before), f"byte 0x{byte:02X} is not valid UTF-8; save the file as UTF-8")]


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Compiled when needed, which for most files is never.
_SURROGATE = "[\ud800-\udfff]"
# What YAML 1.2.2 (section 5.1) does not let into a file.
_REFUSED = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]"
# Bidi controls and characters without a picture. Joiners between letters of other scripts are spelling.
_INVISIBLE = (
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0001-\U000e007f]"
    "|[\u200c\u200d](?=[\x00-\x7f]|$)|(?<=[\x00-\x7f])[\u200c\u200d]"
)


def _at(text: str, offset: int, message: str) -> Problem:
    line = text.count("\n", 0, offset) + 1
    return Problem(line, offset - text.rfind("\n", 0, offset), "", message)


def _suspicious(text: str) -> Iterator[Problem]:
    """Raw characters that a reader of the file cannot see."""
    if text.isascii():
        return
    for match in re.finditer(_INVISIBLE, text):
        code = ord(match[0])
        yield _at(
            text,
            match.start(),
            f"invisible character U+{code:04X}; write it as an escape, \\x{{{code:04X}}} in a pattern",
        )


def _syntax_problem(text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = error.problem or "not valid YAML"
    if mark is None:
        return Problem(1, 1, "", what)
    line = text.split("\n")[mark.line] if mark.line < text.count("\n") + 1 else ""
    if line[mark.column : mark.column + 1] == "\t":
        what = "a tab cannot indent YAML; use spaces"
    elif "unknown escape" in what:
        what += "; put patterns in single quotes"
    elif error.context:
        what = f"{what}, {error.context}"
    return Problem(mark.line + 1, mark.column + 1, "", what)


class _Unbuildable(Exception):  # noqa: N818  never leaves this module; carries a Problem
    """The rest of the file cannot be read."""


class _Builder:
    """Nodes from events, with a stack of its own instead of recursion."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._stack: list[Node] = []
        # Per open list or mapping: the key that waits for its value, with its place.
        self._names: list[tuple[str, int, int] | None] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0
        self._nodes = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Unbuildable(_place(event, "a second document; one file is one document"))

    def _scalar(self, event: Any) -> None:
        if self._wants_key():
            self._key(event)
            return
        value: Plain = event.value
        plain = event.implicit[0] and event.tag is None
        if plain:
            value = _resolve(event.value)
        elif event.tag is not None and event.tag != "!":
            value = self._tagged(event)
        if isinstance(value, int) and not isinstance(value, bool) and len(event.value) > MAX_DIGITS:
            self.problems.append(_place(event, f"a number of more than {MAX_DIGITS} digits"))
        self._add(Node(value, event.start_mark.line + 1, event.start_mark.column + 1), event.anchor)

    def _tagged(self, event: Any) -> Plain:
        wanted = _SCALAR_TAGS.get(event.tag)
        if wanted is None:
            self.problems.append(_place(event, f"tag {event.tag} is not allowed here"))
            return str(event.value)
        if wanted is str:
            return str(event.value)
        value = _resolve(event.value)
        if type(value) is not wanted and not (wanted is float and type(value) is int):
            self.problems.append(_place(event, f"{event.value!r} does not have the type its tag says"))
        return value

    def _start(self, event: Any) -> None:
        mapping = isinstance(event, yaml.MappingStartEvent)
        if self._wants_key():
            raise _Unbuildable(_place(event, "a key must be a single word or text"))
        if len(self._stack) >= MAX_DEPTH:
            raise _Unbuildable(_place(event, f"nested too deeply (allowed: {MAX_DEPTH} levels)"))
        if event.tag not in (None, "!", "tag:yaml.org,2002:map" if mapping else "tag:yaml.org,2002:seq"):
            self.problems.append(_place(event, f"tag {event.tag} is not allowed here"))
        node = Node({} if mapping else [], event.start_mark.line + 1, event.start_mark.column + 1, open=True)
        self._add(node, event.anchor)
        self._stack.append(node)
        self._names.append(None)

    def _end(self) -> None:
        node = self._stack.pop()
        self._names.pop()
        node.open = False
        if isinstance(node.value, dict):
            node.value.pop("<<", None)  # reported as a merge key; it is no key that rules.py should judge
        if self._stack:
            self._stack[-1].size += node.size
            self._names[-1] = None

    def _alias(self, event: Any) -> None:
        if self._wants_key():
            raise _Unbuildable(_place(event, "an alias cannot be a key"))
        target = self._anchors.get(event.anchor)
        if target is None:
            self.problems.append(_place(event, f"alias *{event.anchor} has no anchor before it"))
            target = Node(None, event.start_mark.line + 1, event.start_mark.column + 1)
        elif target.open:
            raise _Unbuildable(_place(event, f"alias *{event.anchor} refers to its own parent"))
        # A copy, so that a mistake inside is told at the place of use, where the meaning is decided.
        here = Node(target.value, event.start_mark.line + 1, event.start_mark.column + 1, target.size)
        self._add(here, None)

    def _wants_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].value, dict) and self._names[-1] is None

    def _key(self, event: Any) -> None:
        name, line, column = event.value, event.start_mark.line + 1, event.start_mark.column + 1
        if name == "<<" and event.implicit[0]:
            self.problems.append(
                Problem(line, column, "", "merge keys (<<) are not part of YAML 1.2; write the entries out")
            )
        elif name in self._stack[-1].value:  # type: ignore[operator]
            first = self._stack[-1].value[name].line  # type: ignore[index, union-attr]
            path = ".".join([*(waiting[0] for waiting in self._names if waiting), name])
            self.problems.append(
                Problem(line, column, path, f"this key is here twice; first on line {first}")
            )
        self._names[-1] = (name, line, column)

    def _add(self, node: Node, anchor: str | None) -> None:
        self._nodes += node.size
        if self._nodes > MAX_NODES:
            raise _Unbuildable(
                Problem(node.line, node.column, "", f"more than {MAX_NODES} nodes, aliases counted")
            )
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if not node.open:
            parent.size += node.size
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            name, line, column = self._names[-1] or ("", 0, 0)
            parent.value.setdefault(name, Entry(line, column, node))
            if not node.open:
                self._names[-1] = None


def _place(event: Any, message: str) -> Problem:
    return Problem(event.start_mark.line + 1, event.start_mark.column + 1, "", message)


_SCALAR_TAGS: dict[str, type] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:bool": bool,
    "tag:yaml.org,2002:null": type(None),
}
_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
_INTEGER = r"[-+]?[0-9]+\Z"
_BASED = r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z"
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"


def _resolve(text: str) -> Plain:
    """The value of a plain scalar in the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if len(text) > MAX_DIGITS and re.match(_INTEGER, text):
        return 0  # reported by the caller, which knows the place
    if re.match(_INTEGER, text):
        return int(text)
    if re.match(_BASED, text):
        return int(text, 0)
    return float(text) if re.match(_FLOAT, text) else text
