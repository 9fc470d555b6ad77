"""Formats of build servers and code hosts, against their own rules."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from samples import finding, hostile, judged, report, small, span

from textgate.batch import Document


def github(tmp_path: Path, pairs: list) -> list[str]:
    return report("github", tmp_path / "github", pairs).read_text(encoding="utf-8").splitlines()


def test_github_annotations(tmp_path: Path):
    lines = github(tmp_path, small())
    assert lines[0].startswith(
        "::error file=b.txt,line=2,endLine=2,col=3,endColumn=9,title=injected_reading::readings were inserted"
    )
    assert lines[1] == (
        "::error file=corpus.jsonl,line=3,endLine=3,title=textgate (corpus.jsonl%3A3)::"
        "not valid JSON: line ends too early"
    )
    assert "»Ã©«" in lines[2]
    assert lines[3].startswith("::warning file=b.txt,line=2")
    assert lines[4] == "::notice title=textgate::3 of 4 documents fail (allowed: 0)."
    assert len(lines) == 5


def test_github_shows_ten_of_a_level_and_counts_the_others(tmp_path: Path):
    pairs = []
    for n in range(30):
        text = f"CafÃ© {n}"
        pairs.append(judged(Document(f"{n}", text, f"{n}"), finding(span(text, "Ã©", confidence=n / 30))))
    lines = github(tmp_path, pairs)
    assert len(lines) == 11
    assert lines[0].startswith("::error file=29,")
    assert lines[10].endswith("30 findings, 10 shown here.")


def test_github_commands_come_only_from_us(tmp_path: Path):
    for line in github(tmp_path, hostile()):
        assert re.match(r"::(error|warning|notice) [^:]*::", line)
        assert "##[" not in line


def sarif(tmp_path: Path, pairs: list) -> dict:
    return json.loads(report("sarif", tmp_path / "sarif", pairs).read_bytes())


def test_sarif(tmp_path: Path):
    log = sarif(tmp_path, small())
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["name"] == "textgate"
    assert [rule["id"] for rule in driver["rules"]] == ["mojibake", "markup_residue", "injected_reading"]
    for rule in driver["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[key]["text"]) <= 1024
    result = run["results"][0]
    assert result["ruleId"] == "mojibake"
    assert result["level"] == "error"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "letters/a.txt"},
                "region": {"startLine": 2, "endLine": 2, "startColumn": 8, "endColumn": 10},
            }
        }
    ]
    assert re.fullmatch(r"[0-9a-f]{32}:1", result["partialFingerprints"]["primaryLocationLineHash"])
    assert run["invocations"][0]["executionSuccessful"] is False
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "not valid JSON: line ends too early"
    assert notification["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "corpus.jsonl:3"


def test_sarif_addresses_are_encoded(tmp_path: Path):
    text = "CafÃ©"
    pairs = [judged(Document("ä b#.txt", text, ".\\ä b#.txt"), finding(span(text, "Ã©")))]
    place = sarif(tmp_path, pairs)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "%C3%A4%20b%23.txt"


def test_sarif_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("textgate.reporters.sarif.RESULTS", 2)
    run = sarif(tmp_path, small())["runs"][0]
    assert len(run["results"]) == 2
    notes = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert notes[-1] == "1 more findings were left out: a service takes at most 2."


def test_sarif_without_findings(tmp_path: Path):
    assert sarif(tmp_path, [])["runs"][0]["results"] == []
    assert sarif(tmp_path, hostile())["runs"][0]["results"]


def gitlab(tmp_path: Path, pairs: list) -> list[dict]:
    return json.loads(report("gitlab", tmp_path / "gitlab", pairs).read_bytes())


def test_gitlab(tmp_path: Path):
    issues = gitlab(tmp_path, small() + hostile())
    assert len(issues) == 6
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")
    assert len({issue["fingerprint"] for issue in issues}) == 6
    assert gitlab(tmp_path, []) == []


def test_gitlab_fingerprints_do_not_depend_on_the_line(tmp_path: Path):
    found = []
    for text in ("CafÃ©", "\n\nCafÃ©"):
        pairs = [judged(Document("a", text, "a"), finding(span(text, "Ã©")), finding(span(text, "Ã©")))]
        found.append([issue["fingerprint"] for issue in gitlab(tmp_path, pairs)])
    assert found[0] == found[1]
    assert len(set(found[0])) == 2


@pytest.mark.parametrize("format", ["junit", "junit-gitlab"])
def test_junit(tmp_path: Path, format: str):
    pairs = small() + hostile()
    (suite,) = ElementTree.fromstring(report(format, tmp_path / "junit.xml", pairs).read_bytes())
    assert suite.attrib == {"name": "textgate", "tests": "6", "failures": "3", "errors": "2", "time": "0"}
    cases = list(suite)
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == 6
    assert all(("file" in case.attrib) == (format == "junit-gitlab") for case in cases)
    kinds = [[child.tag for child in case] for case in cases]
    assert kinds == [["failure"], ["failure"], ["error"], ["failure"], ["error"], []]
    assert "»Ã©«" in (cases[0][0].text or "")


def test_junit_names_are_unique_and_cases_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("textgate.reporters.junit.CASES", 3)
    pairs = [judged(Document("same", "x", "same")) for _ in range(5)]
    (suite,) = ElementTree.fromstring(report("junit", tmp_path / "j.xml", pairs).read_bytes())
    names = [case.get("name") for case in suite]
    assert names == ["same", "same (2)", "same (3)", "2 more documents are not listed here"]
    assert suite.get("tests") == "4"


def test_junit_warnings_do_not_fail(tmp_path: Path):
    text = "a<br>"
    pairs = [judged(Document("a", text, "a"), finding(span(text, "<br>"), severity="warning"))]
    (suite,) = ElementTree.fromstring(report("junit", tmp_path / "j.xml", pairs).read_bytes())
    assert suite.get("failures") == "0"
    assert [child.tag for child in suite[0]] == ["system-out"]


def test_csv(tmp_path: Path):
    text = report("csv", tmp_path / "out.csv", small()).read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["rule"] for row in rows] == ["mojibake"] * 2 + ["injected_reading"] * 2 + [
        "markup_residue",
        "",
        "",
    ]
    assert rows[0]["line"] == "2"
    assert rows[0]["replacement"] == "é"
    assert rows[5]["message"] == "not valid JSON: line ends too early"
    assert rows[6]["verdict"] == "pass"


def test_csv_runs_no_formula(tmp_path: Path):
    text = "=1+1 @x"
    pairs = [judged(Document("=cmd", text, "-a"), finding(span(text, "=1+1"), message="+1"))]
    data = report("csv", tmp_path / "out.csv", pairs).read_bytes().decode()
    for row in list(csv.reader(io.StringIO(data)))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
    hostile_rows = report("csv", tmp_path / "h.csv", hostile()).read_bytes().decode()
    assert len(list(csv.reader(io.StringIO(hostile_rows)))) == 3


def test_markdown(tmp_path: Path):
    text = report("markdown", tmp_path / "out.md", small()).read_text(encoding="utf-8")
    assert text.startswith("## textgate: failed\n\n3 of 4 documents fail (allowed: 0)\n")
    assert "| `mojibake` | 1 | 0 | 2 |" in text
    assert "- **letters/a.txt**: fail\n  - error `mojibake`: UTF-8 read as cp1252" in text


def test_markdown_is_nothing_but_text(tmp_path: Path):
    text = report("markdown", tmp_path / "out.md", hostile()).read_text(encoding="utf-8")
    documents = text.partition("- **")[2]
    assert not re.search(r"[<>\[\]|]|http://|www\.|(?<!\*)\*(?!\*)|@", documents)
    assert text.count("`") == 2 * len(re.findall("`mojibake`", text))


def test_markdown_is_short(tmp_path: Path):
    pairs = [judged(Document(f"{n}", "CafÃ©", f"{n}"), finding(span("CafÃ©", "Ã©"))) for n in range(500)]
    text = report("markdown", tmp_path / "out.md", pairs).read_text(encoding="utf-8")
    assert len(text) < 20_000
    assert text.endswith("450 more documents have findings.\n")
