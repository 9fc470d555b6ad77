"""The HTML report in a real browser, from a folder, as people open it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import EXECUTABLE, Browser
from samples import finding, hostile, judged, report, small, span

from textgate.batch import Document
from textgate.verdict import Verdict

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium is installed"),
]


def corpus() -> list[tuple[Document, Verdict]]:
    """2,500 documents: every second one garbled, every fifth of the others with a warning."""
    pairs = []
    for n in range(2500):
        text = f"Document {n}: CafÃ© <br>"
        document = Document(f"web/{n:04}.txt", text, f"web/{n:04}.txt", language="en" if n % 3 else "de")
        garbled = finding(span(text, "Ã©", replacement="é"))
        tag = finding(span(text, "<br>", "tag", 0.8), rule="markup_residue", severity="warning")
        pairs.append(judged(document, *([garbled] if n % 2 else [tag] if n % 5 == 0 else [])))
    return pairs


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = Browser(tmp_path_factory.mktemp("profile"))
    opened.size(1366, 900)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    report("html", folder / "small", small())
    report("html", folder / "hostile", hostile())
    report("html", folder / "corpus", corpus())
    return folder


def names(browser: Browser) -> list[str]:
    shown: list[str] = browser.run(
        "[...document.querySelectorAll('#documents tbody .id')].map((n) => n.textContent)"
    )
    return shown


def choose(browser: Browser, control: str, value: str) -> None:
    event = "input" if control == "search" else "change"
    browser.run(
        f"(() => {{ const node = document.getElementById({control!r}); node.value = {value!r};"
        f" node.dispatchEvent(new Event({event!r})); }})()"
    )


def status(browser: Browser, text: str) -> None:
    browser.wait(f"document.getElementById('status').textContent === {text!r}")


@pytest.mark.parametrize("name", ["small", "hostile", "corpus"])
@pytest.mark.parametrize(("width", "dark"), [(390, False), (1366, True), (1920, False)])
def test_no_page_has_problems_or_asks_anybody(
    browser: Browser, reports: Path, name: str, width: int, dark: bool
):
    browser.size(width, 900, dark=dark)
    folder = reports / name
    for page in [folder / "index.html", *sorted(folder.glob("documents/*.html"))[:4]]:
        browser.open(page)
        assert browser.problems() == []
        assert all(url.startswith((folder.as_uri(), "about:")) for url in browser.requests())
        assert browser.run("document.title") not in ("broken", "")
        assert browser.run("document.documentElement.scrollWidth") <= width, page
    browser.size(1366, 900)


def test_the_list_loads_only_what_it_shows(browser: Browser, reports: Path):
    browser.open(reports / "corpus" / "index.html")
    status(browser, "1,500 found")
    assert len(names(browser)) == 50
    assert [url for url in browser.requests() if "/data/" in url] == [
        (reports / "corpus" / "data" / "findings-0001.js").as_uri()
    ]


def test_filters(browser: Browser, reports: Path):
    browser.open(reports / "corpus" / "index.html")
    status(browser, "1,500 found")
    choose(browser, "view", "warning")
    status(browser, "250 found")
    choose(browser, "search", "WEB/001")
    status(browser, "1 found")
    assert names(browser) == ["web/0010.txt"]
    choose(browser, "search", "no such name")
    status(browser, "No document matches.")
    browser.run("document.getElementById('clear').click()")
    status(browser, "1,500 found")
    choose(browser, "view", "pass")
    status(browser, "1,000 found")
    choose(browser, "view", "all")
    status(browser, "2,500 found")
    assert names(browser)[:3] == ["web/0000.txt", "web/0001.txt", "web/0002.txt"]
    browser.run("document.querySelector('button[data-rule=markup_residue]').click()")
    status(browser, "250 found")


def test_sorting_and_paging(browser: Browser, reports: Path):
    browser.open(reports / "corpus" / "index.html")
    status(browser, "1,500 found")
    browser.run("document.querySelector('th button[data-column=\"1\"]').click()")
    browser.wait("document.querySelector('th[aria-sort=ascending]') !== null")
    browser.run("document.querySelector('th button[data-column=\"1\"]').click()")
    browser.wait("document.querySelector('#documents tbody .id').textContent === 'web/2499.txt'")
    browser.run("document.querySelector('#pager .next').click()")
    browser.wait("document.querySelector('#pager .at').textContent === '2 / 30'")
    assert names(browser)[0] < "web/2450.txt"


def test_keys_walk_through_the_places(browser: Browser, reports: Path):
    page = next(p for p in (reports / "small" / "documents").iterdir() if "(gang)" in p.read_text("utf-8"))
    browser.open(page)
    at = "document.querySelector('#jump .at').textContent"
    marked = "[...document.querySelectorAll('mark.current')].map((n) => n.textContent).join()"
    for key, place, text in [("n", "1 / 3", "(gang)"), ("n", "2 / 3", "(hua)"), ("p", "1 / 3", "(gang)")]:
        browser.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        browser.wait(f"{at} === {place!r}")
        assert browser.run(marked) == text
    assert "a reading after 口" in browser.run("document.querySelector('#jump .what').textContent")
    browser.run("document.querySelector('[data-view=repaired]').click()")
    assert (
        browser.run("document.querySelector('#text .ln:nth-child(2)').innerText")
        == "港口的新計劃已經公布。<br>"
    )
    browser.open(page, "#s3")
    browser.wait(f"{at} === '3 / 3'")


def test_the_interface_changes_its_language(browser: Browser, reports: Path):
    browser.open(reports / "small" / "index.html")
    status(browser, "3 found")
    browser.run("document.getElementById('language').click()")
    status(browser, "找到 3 篇")
    assert "未通过" in browser.run("document.querySelector('h1').textContent")
    assert browser.run("document.documentElement.lang") == "zh-Hans"
    browser.run("document.getElementById('language').click()")
    status(browser, "3 found")


CONTRAST = """
(() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) { return colour; }
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || node.closest("script, :disabled") || !node.getClientRects().length) { continue; }
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) { poor.push(node.className + " " + node.textContent.slice(0, 20) + " " + ratio.toFixed(2)); }
  }
  return poor;
})()
"""


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(browser: Browser, reports: Path, dark: bool):
    browser.size(1366, 900, dark=dark)
    for page in [reports / "small" / "index.html", *(reports / "small" / "documents").iterdir()]:
        browser.open(page)
        assert browser.run(CONTRAST) == []


NAMELESS = """
[...document.querySelectorAll("button, input, select, a[href]")]
  .filter((n) => n.getClientRects().length)
  .filter((n) => !(n.getAttribute("aria-label") || n.textContent.trim() || n.title)).map((n) => n.outerHTML)
"""


def test_every_control_has_a_name(browser: Browser, reports: Path):
    for page in [reports / "small" / "index.html", *(reports / "small" / "documents").iterdir()]:
        browser.open(page)
        assert browser.run(NAMELESS) == []
        assert browser.run("document.querySelectorAll('h1').length") == 1
        assert browser.run("document.querySelectorAll('[id]').length === new Set("
                           "[...document.querySelectorAll('[id]')].map((n) => n.id)).size")  # fmt: skip


def test_the_list_is_found_as_it_was_left(browser: Browser, reports: Path):
    page = reports / "corpus" / "index.html"
    browser.open(page)
    status(browser, "1,500 found")
    choose(browser, "rule", "1")
    status(browser, "1,250 found")
    browser.run("document.querySelector('th button[data-column=\"1\"]').click()")
    browser.run("document.querySelector('th button[data-column=\"1\"]').click()")
    browser.wait("document.querySelector('#documents tbody .id').textContent === 'web/2499.txt'")
    browser.run("document.querySelector('#pager .next').click()")
    browser.wait("document.querySelector('#pager .at').textContent === '2 / 25'")
    fragment = browser.run("location.hash")
    assert fragment == "#rule=mojibake&sort=-1&page=2"
    before = names(browser)
    browser.open(page, fragment)
    status(browser, "1,250 found")
    assert names(browser) == before
    for nonsense in ("#view=x&rule=y&sort=z&page=-3", "#sort=99&page=1e9", "#%"):
        browser.open(page, nonsense)
        browser.wait("document.querySelectorAll('#documents tbody tr').length > 0")
        assert browser.problems() == []


def test_languages_are_called_by_their_names(browser: Browser, reports: Path):
    browser.open(reports / "small" / "index.html")
    shown = browser.run("[...document.querySelectorAll('[data-language]')].map((n) => n.textContent)")
    assert sorted(shown) == ["English (en)", "Traditional Chinese (zh-Hant)"]
