"""Charset labels that documents declare, and the codecs that they mean in practice."""

from __future__ import annotations

import codecs
import re

WINDOW = 1024
"""Bytes in which a declaration is looked for, as in the HTML standard's encoding sniffing."""

# The wider code page is a superset of the labelled one. The HTML standard reads the labels in the same way
# (https://encoding.spec.whatwg.org/#names-and-labels).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Codecs of Python that turn bytes into text but are no charset of documents.
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
)

_LABEL = rb"[A-Za-z0-9][A-Za-z0-9_:.\-]{0,38}[A-Za-z0-9]"
# Patterns, not compiled ones: few documents declare anything, and re keeps what it compiled.
_XML = rb"(?i)<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"'](" + _LABEL + rb")"
_META = rb"(?i)<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*(" + _LABEL + rb")"
_HEADER = rb"(?im)^content-type:[^\r\n]{0,200}?\bcharset\s*=\s*[\"']?(" + _LABEL + rb")"
_HEADERS = rb"(?:[A-Za-z][A-Za-z\-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+"
_COMMENT = rb"\A(?:#[^\n]*\n)?#[^\n]*?\bcoding[:=][ \t]*(" + _LABEL + rb")"


def declared(data: bytes) -> str | None:
    """The charset label in the first bytes of a document, in lower case, or None.

    HTML meta, XML declaration, mail header and coding comment count only where the document is of that kind from
    its first character on: a manual that shows such a line declares nothing about itself.
    """
    head = data[:WINDOW].lstrip()
    lower = head.lower()
    if b"charset" not in lower and b"coding" not in lower:
        return None
    if head.startswith(b"<"):
        match = re.match(_XML, head) or re.search(_META, head)
    elif head.startswith(b"#"):
        match = re.match(_COMMENT, head)
    else:
        header = re.match(_HEADERS, head)
        match = re.search(_HEADER, header.group()) if header else None
    return match.group(1).decode("ascii").lower() if match else None


def codec_for(label: str) -> str | None:
    """The codec that a label means in practice, or None for a label that names no charset known here."""
    try:
        name = codecs.lookup(label).name
        # Some of Python's codecs are not for text; they say so when they are used.
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name in _NOT_CHARSETS else _WIDER.get(name, name)
