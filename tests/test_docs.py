"""The examples of the manual and of the package's docstrings run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples)
    assert outcome.failed == 0


@pytest.mark.parametrize("name", ["textgate", "textgate.api"])
def test_docstrings(name: str):
    outcome = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_our_own_prose_passes_our_own_rules():
    import textgate

    pages = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    names = [page.relative_to(ROOT).as_posix() for page in pages]
    documents = [
        textgate.Document(name, page.read_text(encoding="utf-8"), path=name)
        for name, page in zip(names, pages, strict=True)
    ]
    verdicts = textgate.check_documents(documents, ROOT / "rules.yaml")
    assert [(v.document, [f.rule for f in v.findings]) for v in verdicts if v.verdict != "pass"] == []
