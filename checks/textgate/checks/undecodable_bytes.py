"""Bytes that are not valid in the encoding of the document, as the reader met them.

Flags
-----
Places where the bytes of a file are no character in its encoding, so that the reader had to put U+FFFD in
their stead; and documents whose declared charset is not the one that their bytes are in.

Why it matters
--------------
The characters are lost to every program that reads the file, and most programs do not say so: they stop, drop
the bytes, or replace them. Such bytes come from files joined together in two encodings, from cutting at a byte
count, and from damaged storage. A wrong declaration makes a browser show mojibake although the bytes are sound.

Measures
--------
The number of runs of undecodable bytes. A wrong declaration counts as one.

Passes
------
A document that came as text has no bytes to judge. A legacy encoding that decodes without a rest is no fault:

    >>> from textgate.testing import spans
    >>> spans("undecodable_bytes", "Grüße aus Köln")
    []
    >>> from textgate.batch import pack
    >>> from textgate.profile import Profile
    >>> from textgate.sources import from_bytes
    >>> def evidence(data):
    ...     return measure(Profile(pack([from_bytes("example", data)])), Options()).spans.evidence
    >>> evidence("Привет из города у моря".encode("cp1251"))
    []

Fails
-----
    >>> joined = "Zwölf Häuser, ".encode() + "fünf Türme".encode("cp1252")
    >>> for sentence in evidence(joined):
    ...     print(sentence)
    byte FC at offset 17 is not valid in utf-8
    byte FC at offset 22 is not valid in utf-8

Blind spots
-----------
Bytes that are valid in the wrong encoding make text, if strange text: that is the subject of ``mojibake``. A
character cut at the very end of a file is the subject of ``truncated_end``. Single-byte code pages give every
byte a meaning, so little is undecodable in them. Text that another program has read before has lost its bytes;
U+FFFD in it is the subject of ``lossy_conversion``.

Sources
-------
The Unicode Standard, version 17, section 3.9 (well-formed UTF-8, replacement of ill-formed subsequences); the
WHATWG Encoding Standard, section 4.2 (what a charset label means in practice).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from textgate import charsets
from textgate.batch import Damage, Document, UndecodableBytes
from textgate.check import Measured, Severity, Spans
from textgate.profile import Profile

FAMILY = "mojibake"
UNIT = "runs of undecodable bytes"
LIMIT = 0.0
DIRECTION: Literal["above", "below"] = "above"
SEVERITY: Severity = "error"
KINDS: Mapping[str, str] = {
    "undecodable": "Bytes that are no character in the encoding of the document.",
    "wrong_declaration": "The document declares a charset that its bytes are not in.",
}
KIND_SEVERITY: Mapping[str, Severity] = {"wrong_declaration": "warning"}

SHOWN = 8
"""Bytes of a run that the evidence spells out."""


class Options(NamedTuple):
    """There is nothing to choose: a byte is valid or it is not."""


def measure(profile: Profile, options: Options) -> Measured:
    """Count what the reader noted. Costs nothing for documents without a note."""
    spans = Spans()
    for index, document in enumerate(profile.batch.documents):
        damage = document.damage
        for run in damage.undecodable:
            if not _is_cut_end(run, document):
                spans.add(index, run.position, run.position + 1, "undecodable", 1.0, _evidence(run, damage))
        if damage.declared is not None and damage.encoding is not None:
            _judge_declaration(index, document, spans)
    return Measured.counted(len(profile), spans)


def _is_cut_end(run: UndecodableBytes, document: Document) -> bool:
    """Whether the run is a character cut at the end of the file, which is a truncation."""
    return document.damage.truncated is not None and run.position == len(document.text) - 1


def _evidence(run: UndecodableBytes, damage: Damage) -> str:
    size = run.byte_stop - run.byte_start
    shown = run.data[:SHOWN].hex(" ").upper() + (" …" if size > SHOWN else "")
    noun, verb = ("byte", "is") if size == 1 else ("bytes", "are")
    return f"{noun} {shown} at offset {run.byte_start} {verb} not valid in {damage.encoding}"


def _judge_declaration(index: int, document: Document, spans: Spans) -> None:
    declared, used = document.damage.declared, document.damage.encoding
    codec = charsets.codec_for(declared or "")
    if codec is None or used is None or codec == used or document.text.isascii():
        return
    if codec.startswith(("utf-16", "utf-32")):
        # The declaration itself was read as ASCII: the HTML standard takes such a label for UTF-8.
        codec = "utf-8"
    text = document.text.replace("\ufffd", "")
    try:
        same = text.encode(codec, "surrogatepass") == text.encode(used, "surrogatepass")
    except (UnicodeEncodeError, LookupError):
        same = False
    if not same:
        sentence = f"the document declares {declared}, but its bytes are {used}"
        spans.add(index, *_place_of(declared or "", document.text), "wrong_declaration", 1.0, sentence)


def _place_of(label: str, text: str) -> tuple[int, int]:
    """Where the label stands in the text."""
    start = text[: charsets.WINDOW].lower().find(label)
    return (start, start + len(label)) if start >= 0 else (0, 0)
