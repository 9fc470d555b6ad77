"""Write docs/checks/: the manual page of every shipped check, and their list by family.

The pages come from the docstrings of the checks and their options; tests/test_docs.py fails when they are stale.

    python tools/build_check_pages.py
"""

from __future__ import annotations

from pathlib import Path

from textgate import explain
from textgate.check import available

FOLDER = Path(__file__).parents[1] / "docs" / "checks"


def pages() -> dict[str, str]:
    """File name -> text of every page."""
    found = {f"{name}.md": explain.markdown(name) for name in available()}
    return {"index.md": index(), **found}


def index() -> str:
    """The list of checks by family."""
    lines = [
        "# The checks",
        "",
        "What each check flags, why, what it measures, its options, and what it cannot see. `textgate explain NAME` "
        "prints the\nsame page. These pages are made from the checks by `tools/build_check_pages.py`.",
    ]
    family = ""
    for of, name, summary in explain.summaries():
        if of != family:
            family = of
            lines += ["", f"## {family}", "", "| check | flags |", "|---|---|"]
        lines.append(f"| [{name}]({name}.md) | {' '.join(summary.split())} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write what changed, remove pages of checks that are gone."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(wanted)} pages in {FOLDER}")


if __name__ == "__main__":
    main()
