"""What makes two places the same fault, in this run and in the next one.

Line numbers do not: lines are inserted above. A place is known again by its document, its rule and its marked
text; the surroundings do not count, so that they can be edited. Baselines, comparisons and ignore lists all
go by these names.
"""

from __future__ import annotations

import re

_BLANK = r"[ \t\r\n]+"


def fingerprint(marked: str) -> str:
    """The name of a marked text: 16 hexadecimal digits (BLAKE2b, 64 bits).

    Runs of spaces, tabs and line ends count as one space: a paragraph that is wrapped anew, or a file whose
    line ends are converted, keeps its names. A text of nothing else keeps them all.
    """
    return _hashed(re.sub(_BLANK, " ", marked).strip(" ") or marked, 8)


def digest(text: str) -> str:
    """The name of a whole text, exactly as it is: 32 hexadecimal digits (BLAKE2b, 128 bits)."""
    return _hashed(text, 16)


def _hashed(text: str, size: int) -> str:
    from hashlib import blake2b  # loads OpenSSL, and a clean text has nothing to name

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
