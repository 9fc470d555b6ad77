"""The report folder: what is in it, that it is bounded, and that no document can break out of its page."""

from __future__ import annotations

import base64
import dataclasses
import errno
import hashlib
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from samples import RUN, finding, hostile, judged, report, small, span

import textgate
from textgate import gate, reporters
from textgate.batch import Document
from textgate.globs import matches
from textgate.policy import Gate, Policy
from textgate.reporters import html, html_hints, html_overview, html_rows, html_tally
from textgate.reporters.html_render import strings, summaries
from textgate.reporters.html_text import WHOLE_TEXT, Place, lines
from textgate.rules import load
from textgate.runinfo import describe
from textgate.verdict import RuleCount, Span, Summary, Suppressed

ALLOWED = set(
    "html head meta title style body div span button main h1 h2 h3 p dl dt "
    "dd svg defs pattern path circle rect section table thead tbody tr th td ul ol "
    "li noscript input select option nav script a header mark ins article q details summary bdi footer label "
    "code pre b i".split()
)


LINK = (
    r"(#|(\.\./)?index\.html(#|$)|((\.\./)?documents/)?[0-9a-f]{16}\.html(#|$)"
    r"|(\.\./)?rules/[a-z0-9_-]+\.html(#|$)|verdicts\.jsonl$|summary\.json$)"
)
"""Where links of the report may lead: into the report."""


class Page(HTMLParser):
    """Elements, attributes and texts of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.source = path.read_bytes().decode("utf-8")
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)


def called(path: Path, function: str) -> Any:
    """What a data file hands to its page."""
    call = path.read_text(encoding="utf-8")
    match = re.fullmatch(rf"{function}\((?:\d+,)?(.*)\);\n", call, re.DOTALL)
    assert match is not None
    given = match.group(1)
    return (
        json.loads(json.loads(given[len("JSON.parse(") : -1]))
        if given.startswith("JSON.parse(")
        else json.loads(given)
    )


def listed(folder: Path) -> list[dict[str, Any]]:
    """The rows of the list, put together from the columns of its files."""
    rows = []
    for path in sorted(folder.glob("data/documents-*.js")):
        columns = called(path, "textgateRows")
        names, pages = columns["name"].split("\n"), columns["page"].split("\n")
        assert {len(pages), *(len(columns[c]) for c in ("verdict", "characters", "places"))} == {len(names)}
        for index, name in enumerate(names):
            coded = {c: columns[c]["of"][columns[c]["at"][index]] for c in ("language", "source", "broken")}
            rows.append(
                {
                    "name": name, "page": pages[index],
                    "verdict": ("pass", "fail", "error")[int(columns["verdict"][index])],
                    "characters": columns["characters"][index], "places": columns["places"][index],
                    "error": columns["error"].get(str(index), ""), **coded,
                }
            )  # fmt: skip
    return rows


def page_of(folder: Path, document: str) -> Page:
    for row in listed(folder):
        if row["name"] == document and row["page"]:
            return Page(folder / "documents" / f"{row['page']}.html")
    raise AssertionError(document)


def test_the_folder(tmp_path: Path):
    folder = report("html", tmp_path / "r", small())
    found = sorted(
        re.sub("[0-9a-f]{16}", "*", str(p.relative_to(folder))) for p in folder.rglob("*") if p.is_file()
    )
    assert found == [
        ".textgate-files",
        "data/documents-0001.js",
        "data/rule-injected_reading-0001.js",
        "data/rule-markup_residue-0001.js",
        "data/rule-mojibake-0001.js",
        "data/run.js",
        *["documents/*.html"] * 4,
        "index.html",
        "rules/injected_reading.html",
        "rules/markup_residue.html",
        "rules/mojibake.html",
        "summary.json",
        "verdicts.jsonl",
    ]
    assert report("jsonl", tmp_path / "v", small()).read_bytes() == (folder / "verdicts.jsonl").read_bytes()
    summary = json.loads((folder / "summary.json").read_bytes())
    assert summary["textgate"] == RUN.version
    assert summary["rules"] == RUN.digest
    assert summary["summary"]["documents"] == 4
    rows = listed(folder)
    assert [row["name"] for row in rows] == ["letters/a.txt", "b.txt", "corpus.jsonl:3", "notes/clean.txt"]
    assert rows[1] | {"page": ""} == {
        "name": "b.txt", "page": "", "verdict": "fail", "language": "zh-Hant", "source": ".", "characters": 31,
        "broken": [[1, 1], [2, 0]], "places": 3, "error": "",
    }  # fmt: skip
    assert rows[2]["error"] == "not valid JSON: line ends too early"
    assert called(folder / "data" / "run.js", "textgateRun")["seconds"] >= 0


def test_the_overview_names_verdict_rules_languages_and_sources(tmp_path: Path):
    page = Page(report("html", tmp_path / "r", small()) / "index.html")
    words = " ".join(text for texts in page.texts.values() for text in texts)
    for expected in ("Failed", "3 of 4 documents fail (allowed: 0)", "Text decoded with the wrong encoding.", "zh-Hant",
                     "letters", "corpus.jsonl", "textgate 9.8.7", "abababababab"):  # fmt: skip
        assert expected in words


def test_a_page_marks_the_places(tmp_path: Path):
    page = page_of(report("html", tmp_path / "r", small()), "b.txt")
    assert page.texts["mark"] == ["(gang)", "(hua)", "<br>"]
    marks = [attributes for tag, attributes in page.elements if tag == "mark"]
    assert [mark["id"] for mark in marks] == ["s1", "s2", "s3"]
    assert [mark["class"] for mark in marks] == ["error removed", "error removed", "warning"]
    assert ("div", {"class": "text", "id": "text", "lang": "zh-Hant"}) in page.elements
    german = page_of(tmp_path / "r", "letters/a.txt")
    assert german.texts["ins"] == ["é", "ß"]


@pytest.mark.parametrize("pairs", [small(), hostile(), [], [judged(Document("empty", ""))]], ids=str)
def test_pages_hold_only_our_elements_and_pass_their_own_policy(tmp_path: Path, pairs: list):
    folder = report("html", tmp_path / "r", pairs)
    for path in folder.rglob("*.html"):
        page = Page(path)
        assert {tag for tag, _ in page.elements} <= ALLOWED
        for tag, attributes in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes), tag
            assert not any(name in attributes for name in ("src", "srcset", "action", "formaction")), tag
            assert re.match(LINK, attributes.get("href") or "#"), attributes
        (policy,) = (
            a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy is not None
        assert policy.startswith("default-src 'none'; ")
        scripts = re.findall(r"<script>(.*?)</script>", page.source, re.DOTALL)
        styles = re.findall(r"<style>(.*?)</style>", page.source, re.DOTALL)
        assert len(scripts) == len(styles) == 1
        for code in (*scripts, *styles):
            digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_hostile_text_is_shown_as_text(tmp_path: Path):
    folder = report("html", tmp_path / "r", hostile())
    for path in folder.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(
            r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ufffe]", source
        )
        assert "<script>document" not in source
        assert "<img" not in source
    page = next(p for p in map(Page, folder.glob("documents/*.html")) if "mark" in p.texts)
    marked = "".join(page.texts["mark"])
    assert "{{ 7*7 }} {% raw %} ${7*7}" in marked
    assert "<script>document.title='broken'</script>" in marked
    labels = [a["title"] for tag, a in page.elements if tag == "span" and a.get("class") == "code"]
    assert {"U+0000", "U+001B", "U+202E", "U+D83D", "U+FFFE", "U+1FFFF", "U+E0041"} <= set(labels)


def test_page_names_lead_nowhere_else(tmp_path: Path):
    ids = ["../../etc/passwd", "/etc/passwd", "C:\\x", "a/b", "A/b", "\ud800", "", "x" * 5000, "same", "same"]
    folder = report("html", tmp_path / "r", [judged(Document(i, "x")) for i in ids])
    assert len(list(folder.glob("documents/*.html"))) == len(ids)
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def test_pages_and_rows_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(html, "PAGES", 3)
    monkeypatch.setattr(html, "PAGES_PER_RULE", 1)
    monkeypatch.setattr(html, "CLEAN_PAGES", 2)
    monkeypatch.setattr(html_rows, "SHARD_ROWS", 4)
    monkeypatch.setattr(html_rows, "EXAMPLES_PER_FILE", 5)
    monkeypatch.setattr(html_rows, "EXAMPLES", 11)
    monkeypatch.setattr(html_rows, "LISTED", {"findings": 10, "passed": 5})
    monkeypatch.setattr(html_tally, "WORST", 0)
    bad = [judged(Document(f"b{n}", "CafÃ©"), finding(span("CafÃ©", "Ã©"))) for n in range(12)]
    good = [judged(Document(f"g{n}", "x")) for n in range(6)]
    folder = report("html", tmp_path / "r", bad + good)
    assert len(list(folder.glob("documents/*.html"))) == 5
    assert len(list(folder.glob("data/documents-*.js"))) == 4
    assert [row["name"] for row in listed(folder)] == [f"b{n}" for n in range(10)] + [
        f"g{n}" for n in range(5)
    ]
    examples = [len(called(path, "textgateExamples")) for path in sorted(folder.glob("data/rule-*.js"))]
    assert examples == [5, 5, 1]
    source = (folder / "index.html").read_text(encoding="utf-8")
    assert "3 more documents are not in this list" in source
    assert "9 documents with findings have no page of their own" in source


def test_a_rule_that_comes_late_and_the_worst_documents_have_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(html, "PAGES", 2)
    monkeypatch.setattr(html, "PAGES_PER_RULE", 2)
    monkeypatch.setattr(html_tally, "WORST", 2)
    text = "CafÃ© CafÃ©"
    pairs = [judged(Document(f"a{n}", text), finding(span(text, "Ã©"))) for n in range(5)]
    pairs += [
        judged(Document(f"b{n}", text), finding(span(text, "Ã©"), rule="house_rule", severity="warning"))
        for n in range(3)
    ]
    worst = finding(*(Span(n, n + 1, None, None, 1, n + 1, "C", "x", 1.0, "", None) for n in range(9)))
    pairs += [judged(Document("worst", text), worst)]
    folder = report("html", tmp_path / "r", pairs)
    with_page = [row["name"] for row in listed(folder) if row["page"]]
    assert with_page == ["a0", "a1", "b0", "b1"]
    overview = Page(folder / "index.html")
    assert overview.texts["bdi"].count("worst") == 2
    (linked,) = [
        name
        for name in re.findall(r'href="documents/([0-9a-f]{16})\.html"><bdi>worst<', overview.source)
        if (folder / "documents" / f"{name}.html").exists()
    ]
    assert linked


def test_sources_beyond_the_limit_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(html_tally, "SOURCES", 3)
    pairs = [judged(Document(f"s{n}/a", "x", f"s{n}/a")) for n in range(5)]
    source = (report("html", tmp_path / "r", pairs) / "index.html").read_text(encoding="utf-8")
    assert "all others" in source
    assert "0 of 2" in source


@pytest.mark.parametrize(
    ("path", "record", "source"),
    [
        ("web/news/a.txt", None, "web"),
        ("./web/a.txt", None, "web"),
        ("web\\a.txt", None, "web"),
        ("a.txt", None, "."),
        ("corpus.jsonl", 3, "corpus.jsonl"),
        ("/data/web/a.txt", None, "/data/web"),
        ("/a.txt", None, "/"),
        ("a\u202e/b", None, "a\\u{202E}"),
    ],
)
def test_sources(tmp_path: Path, path: str, record: int | None, source: str):
    pairs = [judged(Document("d", "x", path, record)), judged(Document("e", "x", "other/e"))]
    folder = report("html", tmp_path / "r", pairs)
    assert source in Page(folder / "index.html").texts["bdi"]
    assert listed(folder)[0]["source"] == source


def test_the_page_of_a_rule(tmp_path: Path):
    folder = report("html", tmp_path / "r", small())
    page = Page(folder / "rules" / "mojibake.html")
    words = " ".join(text for texts in page.texts.values() for text in texts)
    for expected in ("Text decoded with the wrong encoding.", "letters/a.txt", "old letters", "utf-8>cp1252",
                     "more than 0", "Reads bytes in another codec.", "2 places"):  # fmt: skip
        assert expected in words, expected
    assert page.texts["mark"] == ["Ã©"]
    (example,) = called(folder / "data" / "rule-mojibake-0001.js", "textgateExamples")
    assert example[2:9] == ["error", "en", 2, 2, "das Caf", "Ã©", " schlieÃŸt um sechs."]


def test_what_does_not_count_is_shown(tmp_path: Path):
    document, verdict = small()[0]
    known = tuple(Suppressed(item, "ignore", "the guide quotes <it>") for item in verdict.findings)
    excused = dataclasses.replace(verdict, verdict="pass", findings=(), suppressed=known)
    folder = report("html", tmp_path / "r", [(document, excused)])
    assert "Known places that do not count: 2." in (folder / "index.html").read_text("utf-8")
    page = page_of(folder, "letters/a.txt")
    words = "".join(text for texts in page.texts.values() for text in texts)
    assert "on the ignore list" in words
    assert "the guide quotes <it>" in words
    assert "mark" not in page.texts


def test_a_rule_that_judged_nothing_has_a_page(tmp_path: Path):
    folder = report("html", tmp_path / "r", [judged(Document("unjudged", "x"))])
    assert "No document breaks this rule." in (folder / "rules" / "truncated_end.html").read_text("utf-8")


def test_the_lines_against_a_false_alarm_do_what_they_say(tmp_path: Path):
    """Every proposal, put into a rules file, is valid; those for one document or folder let it pass."""
    text = "Das CafÃ© schlieÃŸt um sechs, und der BÃ¤cker Ã¶ffnet um sieben."
    for path in ("letters/a.txt", "a b/[x]*?.txt", "ü/\u200b“.txt", "/abs/olute.txt", "no: off/#.txt"):
        document = textgate.Document(path, text, path=path)
        rules = "version: 1\n"
        (verdict,) = textgate.check_documents([document], textgate.load_rules(written(tmp_path, rules)))
        (found,) = verdict.findings
        run = describe(textgate.load_rules(written(tmp_path, rules)))
        info = next(rule for rule in run.rules if rule.name == "mojibake")
        hints = list(html_hints.of_rule("mojibake", info, html_hints.named(verdict, found), found.kind or ""))
        assert [hint.key for hint in hints] == [
            "hint_ignore", "hint_skip", "hint_kind", "hint_confidence", "hint_limit", "hint_warning",
        ]  # fmt: skip
        for hint in hints:
            policy = textgate.load_rules(written(tmp_path, rules + hint.lines))
            (again,) = textgate.check_documents([document], policy)
            quiet = hint.key in ("hint_skip", "hint_kind", "hint_limit", "hint_warning")
            assert (again.verdict == "pass") >= quiet, (path, hint)
            if hint.key == "hint_ignore":
                (entry,) = policy.ignore
                assert matches(path, entry.documents)


def written(folder: Path, rules: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(rules, encoding="utf-8")
    return path


@given(st.text(max_size=40))
def test_the_line_for_a_document_is_yaml_and_matches_it(path: str):
    lines = html_hints.of_place("mojibake", path)
    (entry,) = yaml.safe_load(lines)["ignore"]
    (pattern,) = entry["documents"]
    if (
        path.strip()
        and "//" not in path
        and not re.search(r"(^|[/\\])\.{0,2}($|[/\\])|\s($|/)|^!|\n|\r", path)
    ):
        assert matches(path, (pattern,)), (path, pattern)


def test_rules_of_any_name_have_a_page_of_a_harmless_name(tmp_path: Path):
    names = [
        "../../x",
        "Todo",
        "todo",
        "javascript:alert(1)",
        '"><script>document.title="broken"</script>',
        "con.js",
    ]
    text = "CafÃ©"
    pairs = [judged(Document("a", text), *(finding(span(text, "Ã©"), rule=name) for name in names))]
    folder = report("html", tmp_path / "r", pairs)
    pages = sorted(path.name for path in (folder / "rules").iterdir())
    assert len({name.lower() for name in pages}) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_-]+\.html", name) for name in pages)
    for path in folder.rglob("*.html"):
        for tag, attributes in Page(path).elements:
            assert not (attributes.get("href") or "").lower().startswith("javascript"), tag
            assert tag in ALLOWED


def test_every_sentence_of_the_gate_is_translated():
    """The report says them in the reader's language; a new one would stay in English."""
    errors, unjudged = Summary(documents=3, errors=2), Summary(documents=3, passed=3)
    unjudged.rules["mojibake"] = RuleCount(unjudged=2)
    rules = load("version: 1\n").rules
    cases = [
        (Summary(), Policy(rules)), (Summary(documents=1, passed=1), Policy(rules)),
        (Summary(documents=5, passed=5), Policy(rules)), (Summary(documents=5, failed=2), Policy(rules)),
        (Summary(documents=5, failed=2), Policy(rules, gate=Gate(max_failed=0.5))), (errors, Policy(rules)),
        (unjudged, Policy(rules, gate=Gate(max_unjudged=0.1))),
        (Summary(documents=1, failed=1), Policy(rules, gate=Gate(min_documents=9))),
        (Summary(documents=4, failed=4, rules={"mojibake": RuleCount(failed=4)}),
         Policy(rules, gate=Gate(max_failed=1, max_share={"mojibake": 0.25}))),
    ]  # fmt: skip
    for summary, policy in cases:
        reason = gate.judge(summary, policy).reason
        shown = html_overview._reason(reason)
        assert "data-t=" in shown, reason
        assert re.sub(r"<[^>]*>", "", shown).replace("documents", "document") in (
            reason.replace("documents", "document"),
            reason.replace("passes", "pass"),
        )


def test_every_check_has_a_sentence_in_both_languages():
    from textgate.check import available

    assert set(summaries()) == set(available())


def test_a_second_report_replaces_the_first(tmp_path: Path):
    report("html", tmp_path / "r", small())
    folder = report("html", tmp_path / "r", [judged(Document("only", "x"))])
    assert len(list(folder.glob("documents/*"))) == 1
    assert sorted(p.name for p in folder.glob("data/*")) == ["documents-0001.js", "run.js"]


def test_the_interface_speaks_both_languages_alike():
    english, chinese = strings()["en"], strings()["zh"]
    assert english.keys() == chinese.keys()
    for key, sentence in english.items():
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", chinese[key])), key


def visible(shown: list) -> str:
    return "\n".join(
        "".join(glyph.text for piece in line.pieces for glyph in piece.glyphs if not glyph.code)
        for line in shown
    )


PLACES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@given(st.text(st.sampled_from("ab\n\r\u200b\u200d"), max_size=40), PLACES)
def test_lines_show_every_character_once(text: str, ranges: list[tuple[int, int]]):
    places = [
        Place(number, *sorted((min(a, len(text)), min(b, len(text)))), "error", "")  # type: ignore[arg-type]
        for number, (a, b) in enumerate(ranges, start=1)
    ]
    shown, left_out = lines(text, places)
    assert left_out == 0
    spelled = "".join(
        chr(int(glyph.code[2:], 16)) if glyph.code else glyph.text
        for line in shown for piece in line.pieces for glyph in piece.glyphs
    )  # fmt: skip
    assert spelled == text.replace("\n", "").replace("\r", "")
    begun = [number for line in shown for piece in line.pieces for number in piece.begins]
    assert sorted(set(begun)) == sorted(p.number for p in places if text) or not text
    for line in shown:
        for piece in line.pieces:
            assert bool(piece.numbers) == bool(piece.severity)


def test_a_huge_text_shows_the_surroundings_of_its_places():
    text = "x" * 50_000 + "BAD" + "y" * 50_000
    shown, left_out = lines(text, [Place(1, 50_000, 50_003, "error", None)])
    assert visible(shown) == "x" * 300 + "BAD" + "y" * 300
    assert shown[0].omitted == 49_700
    assert left_out == 49_700


def test_a_huge_text_without_places_shows_its_beginning():
    shown, left_out = lines("x" * 100_000, [])
    assert 0 < len(visible(shown)) < WHOLE_TEXT
    assert left_out == 100_000 - len(visible(shown))


def test_many_places_in_a_huge_text_stay_bounded():
    text = ("y" * 990 + "BAD" + "\n" * 7) * 1000
    places = [Place(n + 1, n * 1000 + 990, n * 1000 + 993, "error", "good") for n in range(500)]
    shown, left_out = lines(text, places)
    assert len(visible(shown)) <= WHOLE_TEXT + 7 * 500
    assert left_out > 0


def test_of_overlapping_repairs_one_is_shown(tmp_path: Path):
    text = "abcdef"
    spans = [span(text, "abcd", replacement="FIRST"), span(text, "cdef", replacement="SECOND")]
    folder = report("html", tmp_path / "r", [judged(Document("a", text, path="a.txt"), finding(*spans))])
    (page,) = [Page(path) for path in (folder / "documents").glob("*.html")]
    assert page.texts["ins"] == ["FIRST"]


def test_joiners_are_spelled_out_only_where_something_is_wrong():
    text = "می\u200cخواهم 👩\u200d💻 zero\u200bwidth"
    shown, _ = lines(text, [])
    codes = [glyph.code for line in shown for piece in line.pieces for glyph in piece.glyphs if glyph.code]
    assert codes == ["U+200B"]
    shown, _ = lines(text, [Place(1, 0, len(text), "error", None)])
    codes = [glyph.code for line in shown for piece in line.pieces for glyph in piece.glyphs if glyph.code]
    assert codes == ["U+200C", "U+200D", "U+200B"]


@pytest.mark.parametrize("character", ["\n", "x", "\u200b", "\r\n", "<"])
def test_a_hostile_text_costs_little(character: str):
    text = character * (1_000_000 // len(character))
    places = [Place(n + 1, n * 1900, n * 1900 + 2, "error", None) for n in range(500)]
    began = time.perf_counter()
    shown, _ = lines(text, places)
    assert time.perf_counter() - began < 5
    assert sum(len(glyph.text) for line in shown for piece in line.pieces for glyph in piece.glyphs) < 300_000


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        report("html", tmp_path / "r", small())
    assert Path(caught.value.filename).parts[-2:-1] == ("documents",)
    assert str(caught.value.filename).startswith(str(tmp_path / "r" / "documents"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    reporter = reporters.open("html", tmp_path / "file" / "r")
    with pytest.raises(OSError, match="file") as caught:
        reporter.start()
    reporter.close()
    assert caught.value.filename == str(tmp_path / "file" / "r")
