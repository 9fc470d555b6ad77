"""Machine-readable formats against the schemas of those who read them, with documents that are meant to break them.

SARIF: the OASIS schema, as the source archive of sarif-pydantic carries it. JUnit: the XSD of Jenkins' xUnit
plugin, as the source archive of pytest carries it. GitLab publishes a table of keys instead of a schema, and
GitHub limits in prose: those are written down here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import official
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import HOSTILE, excused, finding, hostile, judged, report, small, span

from textgate.batch import Document
from textgate.reporters.sarif import SCHEMA
from textgate.verdict import Verdict

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]+$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""GitLab, "Code Quality report format"."""

ANNOTATIONS = 10
"""GitHub keeps so many annotations of each level per step."""

SUMMARY = 1 << 20
"""Bytes that GitHub takes of a job summary."""

# Anything that a document, a path or a message can hold: all planes, controls and lone surrogates.
NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x1b\x85\u2028\u202e\ud800\udfff\ufffe\uffff\U0010ffff<>&\"'`]=+-@|:,%#\\\n\r\t"
        ),
    ),
    min_size=1,
    max_size=30,
)
once = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def garbled(name: str, text: str, message: str) -> list[tuple[Document, Verdict]]:
    """A failing, a warning, an unreadable and a clean document, all called alike."""
    document = Document(name, text, name)
    whole = span(text, text, evidence=message, replacement=message)
    return [
        judged(document, finding(whole, message=message), finding(rule="markup_residue", message=message)),
        judged(Document(name, text, name, 3), finding(whole, severity="warning", message=message)),
        judged(document, error=message),
        judged(document),
    ]


def cases() -> list[list[tuple[Document, Verdict]]]:
    return [
        [],
        small(),
        hostile(),
        small() + hostile(),
        garbled("", "x", "m"),
        garbled(HOSTILE, HOSTILE, HOSTILE),
        small() + excused(small() + hostile()),
    ]


@pytest.fixture(scope="module")
def sarif_schema() -> jsonschema.Draft7Validator:
    schema = json.loads(official.text("sarif_pydantic", "sarif-schema-2.1.0.json"))
    return jsonschema.Draft7Validator(schema)


@pytest.fixture(scope="module")
def junit_schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    xmlschema = pytest.importorskip("xmlschema")
    path = tmp_path_factory.mktemp("xsd") / "junit-10.xsd"
    path.write_text(official.text("pytest", "junit-10.xsd"), encoding="utf-8")
    return xmlschema.XMLSchema(str(path))


@pytest.mark.parametrize(
    "pairs", cases(), ids=["none", "small", "hostile", "both", "nameless", "all hostile", "excused"]
)
def test_sarif_is_valid(tmp_path: Path, sarif_schema: jsonschema.Draft7Validator, pairs: list):
    log = json.loads(report("sarif", tmp_path / "out.sarif", pairs).read_bytes())
    assert [problem.message for problem in sarif_schema.iter_errors(log)] == []
    assert log["$schema"] == SCHEMA
    for run in log["runs"]:
        known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        for result in run["results"]:
            assert result["ruleId"] in known
            assert len(result["locations"]) == 1
            region = result["locations"][0]["physicalLocation"]["region"]
            assert (region["startLine"], region.get("startColumn", 1)) <= (
                region["endLine"],
                region.get("endColumn", 1),
            )


@once
@given(NASTY, NASTY, NASTY)
def test_sarif_of_anything_is_valid(
    tmp_path: Path, sarif_schema: jsonschema.Draft7Validator, name: str, text: str, message: str
):
    data = report("sarif", tmp_path / "out.sarif", garbled(name, text, message)).read_bytes()
    data.decode("utf-8")
    assert b"\\ud" not in data
    assert [problem.message for problem in sarif_schema.iter_errors(json.loads(data))] == []


@pytest.mark.parametrize(
    "pairs", cases(), ids=["none", "small", "hostile", "both", "nameless", "all hostile", "excused"]
)
def test_junit_is_valid(tmp_path: Path, junit_schema: Any, pairs: list):
    assert [e.reason for e in junit_schema.iter_errors(str(report("junit", tmp_path / "j.xml", pairs)))] == []
    # GitLab reads an attribute of a test case that the schema does not have; nothing else may differ.
    of_gitlab = report("junit-gitlab", tmp_path / "g.xml", pairs).read_text(encoding="utf-8")
    assert re.sub(r' file="[^"]*"(?=/?>)', "", of_gitlab) == (tmp_path / "j.xml").read_text(encoding="utf-8")


XML_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids, however it is written (production 2, Char)."""


@once
@given(NASTY, NASTY, NASTY)
def test_junit_of_anything_is_valid(tmp_path: Path, junit_schema: Any, name: str, text: str, message: str):
    path = report("junit", tmp_path / "j.xml", garbled(name, text, message))
    written = path.read_bytes().decode("utf-8")
    assert not XML_CHAR.search(written)
    assert not any(XML_CHAR.match(chr(int(n))) for n in re.findall(r"&#(\d+);", written))
    assert [problem.reason for problem in junit_schema.iter_errors(str(path))] == []
    names = [
        (case.get("classname"), case.get("name"))
        for case in ElementTree.fromstring(written.encode()).iter("testcase")
    ]
    assert len(names) == len(set(names)) == 4


@once
@given(NASTY, NASTY, NASTY)
def test_code_quality_of_anything_is_valid(tmp_path: Path, name: str, text: str, message: str):
    data = report("gitlab", tmp_path / "q.json", garbled(name, text, message)).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    issues = json.loads(data)
    jsonschema.validate(issues, CODE_QUALITY)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 4


@once
@given(NASTY, NASTY, NASTY)
def test_annotations_of_anything_are_commands_of_ours(tmp_path: Path, name: str, text: str, message: str):
    data = report("github", tmp_path / "g", garbled(name, text, message)).read_bytes().decode("utf-8")
    lines = data.split("\n")
    assert lines.pop() == ""
    assert 0 < len(lines) <= 2 * ANNOTATIONS + 1
    for line in lines:
        # The runner splits on these as well.
        assert len(line.splitlines()) == 1
        assert re.match(
            r"::(error|warning) file=[^:,]*(,(line|endLine|col|endColumn)=\d+)+,title=[^:,]*::|::notice ",
            line,
        )
        assert not re.search(r"##\w*\[|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line)


@once
@given(NASTY, NASTY, NASTY)
def test_csv_of_anything_is_no_formula(tmp_path: Path, name: str, text: str, message: str):
    data = report("csv", tmp_path / "out.csv", garbled(name, text, message)).read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(data)))
    assert len(rows) == 6
    for row in rows[1:]:
        assert len(row) == len(rows[0])
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
            assert not re.search("[\x00-\x1f\x7f]", cell)


@once
@given(NASTY, NASTY, NASTY)
def test_json_of_anything_is_read_by_strict_parsers(tmp_path: Path, name: str, text: str, message: str):
    for format in ("json", "jsonl"):
        data = report(format, tmp_path / "out", garbled(name, text, message)).read_bytes()
        assert "\ud800" not in data.decode("utf-8")
        for line in [data] if format == "json" else data.splitlines():
            json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_a_summary_fits_into_what_github_takes(tmp_path: Path):
    text = "🦊" * 5000
    name = "ü" * 4000
    pairs = [
        judged(Document(f"{n}{name}", text, f"{n}{name}"), *([finding(span(text, text))] * 20))
        for n in range(60)
    ]
    assert report("markdown", tmp_path / "out.md", pairs).stat().st_size < SUMMARY
