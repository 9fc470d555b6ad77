"""Compile the term lists in checks/textgate/data/spam/ into checks/textgate/data/spam_*.npy.

Run it after every change to a list; a test fails when a table is older than the lists.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from textgate.spam import terms as spam_terms

DATA = Path(spam_terms.__file__).parents[1] / "data"


def main() -> None:
    """Read the lists, check them, write the tables."""
    entries = spam_terms.read_lists()
    for table in spam_terms.TABLES:
        lexicon = spam_terms.compiled([entry for entry in entries if spam_terms.table_of(entry) == table])
        path = DATA / f"spam_{table}.npy"
        np.save(path, spam_terms.packed(lexicon), allow_pickle=False)
        print(f"{path.name}: {len(lexicon.family)} terms, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
