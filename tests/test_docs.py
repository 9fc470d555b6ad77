"""The examples of the manual and of the package's docstrings run."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
NEEDED = {"data-frames.md": ("pandas", "polars", "datasets")}
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


# The examples of docs/checks/ are those of the checks' docstrings, which tests/test_catalogue.py runs.
@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.parent.name != "checks"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_pages(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for needed in NEEDED.get(page.name, ()):
        pytest.importorskip(needed, reason=f"the examples of {page.name} need {needed}")
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


def test_every_check_has_an_up_to_date_page():
    specification = importlib.util.spec_from_file_location("builder", ROOT / "tools" / "build_check_pages.py")
    assert specification is not None
    assert specification.loader is not None
    builder = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(builder)
    written = {path.name: path.read_text(encoding="utf-8") for path in builder.FOLDER.iterdir()}
    stale = {name for name, text in builder.pages().items() if written.get(name) != text}
    assert (stale, written.keys() - builder.pages().keys()) == (set(), set()), (
        "run: python tools/build_check_pages.py"
    )


def test_every_page_is_in_the_index_and_in_the_navigation():
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert pages - set(re.findall(r"\]\(([\w-]+\.md)", index)) == set()
    navigation = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert pages - set(re.findall(r"[\w-]+\.md", str(navigation))) == set()


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in PAGES:
        for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            file, _, anchor = link.partition("#")
            target = (page.parent / file).resolve() if file else page
            if link.startswith(("http:", "https:")):
                continue
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Anchors of the headings of a page, as forges and mkdocs make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Path):
    pytest.importorskip("material", reason="mkdocs-material is not installed: pip install -e '.[docs]'")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(tmp_path / "site"),
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "site" / "checks" / "mojibake" / "index.html").is_file()


def test_our_own_prose_passes_our_own_rules():
    import textgate

    # The reference is made of examples of faults.
    pages = [page for page in PAGES if page.parent.name != "checks"]
    pages += [ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    names = [page.relative_to(ROOT).as_posix() for page in pages]
    documents = [
        textgate.Document(name, page.read_text(encoding="utf-8"), path=name)
        for name, page in zip(names, pages, strict=True)
    ]
    verdicts = textgate.check_documents(documents, ROOT / "rules.yaml")
    assert [(v.document, [f.rule for f in v.findings]) for v in verdicts if v.verdict != "pass"] == []
