"""Compile the term lists in checks/textgate/data/spam/ into checks/textgate/data/spam_*.npy.

Run it after every change to a list; a test fails when a table is older than the lists.

    python tools/build_spam_terms.py [CLEAN.jsonl]

Terms are looked up by a piece that clean text seldom has. Given a file with a field "text" in each row, the tool
chooses those pieces by it; without one, terms keep the pieces they have and new ones take their beginnings. The
choice changes the speed only. The shipped one comes from 8 MB of Debian's documentation and help pages in some 50
languages.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textgate.spam import terms as spam_terms
from textgate.spam.scan import LONG_PIECE, SHORT_PIECE, piece_length

DATA = Path(spam_terms.__file__).parents[1] / "data"
MOST = 8_000_000
"""Code points of the clean text that are counted."""


def pieces(path: Path) -> Counter[str]:
    """How often each piece of the two lengths stands in a text, folded."""
    found: Counter[str] = Counter()
    left = MOST
    with path.open(encoding="utf-8") as rows:
        for row in rows:
            text = spam_terms.fold(json.loads(row)["text"][:left])
            left -= len(text)
            for length in (SHORT_PIECE, LONG_PIECE):
                found.update(text[place : place + length] for place in range(len(text) - length + 1))
            if left <= 0:
                break
    return found


def rarest(text: str, background: Counter[str]) -> int:
    """The place in a term from which its piece, and the one after it, are rarest."""
    best, fewest = 0, -1
    for place in range(len(text) - 1):
        both = [text[start : start + piece_length(text[start])] for start in (place, place + 1)]
        if any(len(piece) < piece_length(piece[0]) for piece in both):
            continue
        count = sum(background[piece] for piece in both)
        if fewest < 0 or count < fewest:
            best, fewest = place, count
    return best


def anchors(entries: list[spam_terms.Term], table: str, background: Counter[str] | None) -> NDArray[np.uint8]:
    """The anchors of the terms of a table; those looked up in few lines only take their beginnings."""
    if table != "everywhere":
        return np.zeros(len(entries), dtype=np.uint8)
    if background is not None:
        return np.array([rarest(entry.text, background) for entry in entries], dtype=np.uint8)
    old = spam_terms.stored(table)
    kept = {old.term(number).text: int(old.anchor[number]) for number in range(len(old.anchor))}
    return np.array([kept.get(entry.text, 0) for entry in entries], dtype=np.uint8)


def main() -> None:
    """Read the lists, check them, write the tables."""
    background = pieces(Path(sys.argv[1])) if len(sys.argv) > 1 else None
    entries = spam_terms.read_lists()
    for table in spam_terms.TABLES:
        chosen = [entry for entry in entries if spam_terms.table_of(entry) == table]
        lexicon = spam_terms.compiled(chosen)._replace(anchor=anchors(chosen, table, background))
        path = DATA / f"spam_{table}.npy"
        np.save(path, spam_terms.packed(lexicon), allow_pickle=False)
        print(f"{path.name}: {len(lexicon.family)} terms, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
