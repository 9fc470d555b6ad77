"""Is this text at all? Asked of the first bytes of every file, before anything else is done with it."""

from __future__ import annotations

_MAGIC = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"\x7fELF", b"MZ\x90", b"PK\x03\x04",
    b"PK\x05\x06", b"%PDF-", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf",
    b"Rar!\x1a", b"PAR1", b"ARROW1", b"SQLite format 3\x00", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe",
    b"\x00\x00\x01\x00", b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00", b"ID3", b"OggS", b"fLaC",
    b"\x1aE\xdf\xa3", b"\x93NUMPY", b"\x89HDF", b"\xd0\xcf\x11\xe0", b"\x00asm", b"II*\x00", b"MM\x00*", b"BM",
)  # fmt: skip
"""First bytes of formats that are not text. The mark of bitmaps, two letters, also needs a NUL after it."""

_STRANGE = bytes(set(range(0x20)) - set(b"\x00\t\n\v\f\r\b\x1a\x1b")) + b"\x7f"
"""Control bytes that text in no encoding holds in any number. NUL, backspace, SUB and ESC are left out:
padding, overstriking, old end marks and terminal colours are faults of a text, for checks to report."""

MAX_STRANGE = 0.05
"""Share of such bytes beyond which a file is not text. Compressed and compiled data have about 0.09."""


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a file say that it is not text. UTF-16 and UTF-32 are text."""
    if not head or head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    for magic in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[:16]) and not _is_prose(magic, head):
            return True
    strange = len(head) - len(head.translate(None, _STRANGE))
    if strange > MAX_STRANGE * len(head):
        return not _wide(head)
    return b"\x00" in head and not _wide(head) and _has_bytes_of_no_text(head)


def _is_prose(magic: bytes, head: bytes) -> bool:
    """A text may begin with the letters of a mark, as in "RIFF is a format": printable all through."""
    return magic.isalnum() and not head.translate(None, bytes(range(0x20, 0x7F)) + b"\t\n\r")


def _has_bytes_of_no_text(head: bytes) -> bool:
    """With NULs inside: whether anything else is strange, so that the NULs are not just damage to a text."""
    strange = len(head) - len(head.translate(None, _STRANGE))
    if strange * 200 > len(head):
        return True
    if head.count(b"\x00") * 50 < len(head):
        return False
    without = head.replace(b"\x00", b"")
    try:
        without.decode("utf-8")
    except UnicodeDecodeError as problem:
        # The head may end inside a character.
        return problem.start < len(without) - 4
    return False


def _wide(head: bytes) -> bool:
    from textgate.sources.detect import utf16_or_32

    return utf16_or_32(head) is not None
