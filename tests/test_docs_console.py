"""What the manual shows of the terminal is what happens: the commands run, and print what stands below them.

A command is a line that begins with "$ " in a block of the language console. "..." stands for anything, runs of spaces
and of the signs of pytest's headings may be of any length, and "[exit code N]" is the exit code where it is not 0. A
block whose first line is a comment with nothing but the name of a file is that file.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [
    "corpus.md",
    "great-expectations.md",
    "hooks-and-ci.md",
    "living-with-old-findings.md",
    "one-strange-file.md",
    "pytest.md",
    "tutorial.md",
]
FILE = re.compile(r"^```(?:yaml|python)\n# ([a-z]+\.(?:yaml|py))\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```console\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page: str) -> list[tuple[str, str]]:
    """Commands of a page with what they are to print."""
    text = (DOCS / page).read_text(encoding="utf-8")
    parts = [
        part for block in BLOCK.findall(text) for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


def squeezed(text: str) -> str:
    return re.sub(r"([=_])\1{2,}", r"\1\1\1", text)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("page", PAGES)
def test_the_terminal_shows_what_the_page_shows(page: str, tmp_path: Path) -> None:
    # In CI, pytest says more than on a terminal.
    told = {"CI", "BUILD_NUMBER", "GITHUB_ACTIONS", "GITLAB_CI"}
    environment = {n: v for n, v in os.environ.items() if not n.startswith("PYTEST") and n not in told}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTEST_ADDOPTS": "-p no:randomly -p no:cacheprovider",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
    }
    if page == "great-expectations.md":
        pytest.importorskip("great_expectations", reason="needs textgate[gx]")
    commands = steps(page)
    assert commands
    for name, body in FILE.findall((DOCS / page).read_text("utf-8")):
        (tmp_path / name).write_text(body, encoding="utf-8")
    if page == "tutorial.md":
        # Its reader stands in a checkout, and has written the file that the page shows.
        shutil.copytree(DOCS.parent / "seeds", tmp_path / "seeds")
        shutil.copy(DOCS.parent / "rules.yaml", tmp_path)
        (rules,) = re.findall(
            r"^```yaml\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        (tmp_path / "house.yaml").write_text(rules, encoding="utf-8")
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for command, shown in commands:
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        code = f"[exit code {run.returncode}]\n" if run.returncode else ""
        printed = run.stdout + run.stderr + code
        assert doctest.OutputChecker().check_output(squeezed(shown), squeezed(printed), flags), (
            f"{page}: $ {command}\n--- the page shows\n{shown}\n--- it prints\n{printed}"
        )
