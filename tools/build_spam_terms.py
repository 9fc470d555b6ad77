"""Compile the term lists in checks/textgate/data/spam/ into checks/textgate/data/spam_terms.npz.

Run it after every change to a list; a test fails when the table is older than the lists.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from textgate import spam_terms

TABLE = Path(spam_terms.__file__).parent / "data" / "spam_terms.npz"


def main() -> None:
    """Read the lists, check them, write the table."""
    lexicon = spam_terms.compiled(spam_terms.read_lists())
    with TABLE.open("wb") as file:
        np.savez(file, allow_pickle=False, **lexicon.arrays())
    print(f"{len(lexicon.family)} terms, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
