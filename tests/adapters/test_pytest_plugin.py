"""The pytest plugin, in real runs of pytest."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import textgate
import textgate.testing

pytest_plugins = ["pytester"]

PLUGIN = "textgate.adapters.pytest_plugin"
CLEAN = "The ferry leaves at nine. Dogs travel free.\n"
FAULTY = "A bell \x07 rings in the text.\n"
MOJIBAKE = "Wir gr\u00c3\u00bc\u00c3\u0178en aus K\u00c3\u00b6ln."
RECORDS = (
    '{"id": "page-1", "text": "The ferry leaves at nine."}\n'
    '{"id": "page-2", "text": "A bell \\u0007 rings in the text."}\n'
    '{"id": "page-3", "words": 3}\n'
)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Import for good whatever a run may import.

    A run within this process forgets what it was the first to import: later tests would meet two classes of the
    same name, and numpy cannot be imported twice.
    """
    root = Path(textgate.__file__).parent
    for file in sorted(root.rglob("*.py")):
        name = ".".join(("textgate", *file.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
        if not name.startswith(("textgate.adapters", "textgate.engines", "textgate.__main__")):
            importlib.import_module(name)
    for text in (CLEAN, FAULTY, MOJIBAKE):
        textgate.check_text(text)


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with two documents, three records, and a test of its own."""
    root = pytester.path
    (root / "docs").mkdir()
    (root / "docs" / "bad.md").write_text(FAULTY, encoding="utf-8")
    (root / "docs" / "good.md").write_text(CLEAN, encoding="utf-8")
    (root / "corpus.jsonl").write_text(RECORDS, encoding="utf-8")
    pytester.makepyfile(test_own="def test_own():\n    pass\n")
    return pytester


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """pytest with the plugins of its environment, in the order of the files."""
    return pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:cacheprovider", *arguments)


def rules_file(folder: Path, text: str) -> None:
    (folder / "rules.yaml").write_text(f"version: 1\n{text}", encoding="utf-8")


def test_the_entry_point_names_the_plugin() -> None:
    (entry,) = importlib.metadata.entry_points(group="pytest11", name="textgate")
    assert entry.value == PLUGIN


def test_without_the_option_no_document_is_collected(project: pytest.Pytester) -> None:
    run(project).assert_outcomes(passed=1)


def test_the_plugin_can_be_switched_off(project: pytest.Pytester) -> None:
    result = run(project, "-p", "no:textgate", "--textgate")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*unrecognized arguments: --textgate*"])


def test_every_document_and_every_record_is_an_item(project: pytest.Pytester) -> None:
    result = run(project, "--textgate")
    result.assert_outcomes(passed=3, failed=3)
    result = run(project, "--textgate", "--collect-only", "-q")
    names = [line for line in result.outlines if "::" in line]
    assert sorted(names) == [
        "corpus.jsonl::#3",
        "corpus.jsonl::page-1",
        "corpus.jsonl::page-2",
        "docs/bad.md::textgate",
        "docs/good.md::textgate",
        "test_own.py::test_own",
    ]


def test_a_failure_shows_place_excerpt_reason_and_repair_but_no_traceback(project: pytest.Pytester) -> None:
    result = run(project, "--textgate", "docs/bad.md")
    result.stdout.fnmatch_lines(
        [
            "textgate: the recommended rules",
            "docs/bad.md F*",
            "*_ textgate: docs/bad.md _*",
            "docs/bad.md: fail  control_characters",
            "  docs/bad.md:1:8: error control_characters",
            "    a control character of ASCII (U+0007)*",
            "    1 │ A bell ?u{7} rings in the text.",
            "*repair: remove it",
            "FAILED docs/bad.md::textgate*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    assert "\x07" not in result.stdout.str()


def test_a_record_is_named_with_its_line(project: pytest.Pytester) -> None:
    result = run(project, "--textgate", "corpus.jsonl")
    result.stdout.fnmatch_lines(
        [
            "corpus.jsonl:2: page-2: fail  control_characters",
            "  page-2:1:8: error control_characters",
            "corpus.jsonl#3: error  corpus.jsonl:3: no text field (the record has 'id', 'words')*",
        ],
        consecutive=False,
    )


@pytest.mark.parametrize(
    ("arguments", "passed", "failed"),
    [
        (["-k", "good"], 1, 0),
        (["-k", "page-2"], 0, 1),
        (["-m", "textgate"], 2, 3),
        (["-m", "not textgate"], 1, 0),
        (["docs/bad.md::textgate"], 0, 1),
        (["corpus.jsonl::page-1"], 1, 0),
        (["--ignore", "docs"], 2, 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_items_are_chosen_as_tests_are(
    project: pytest.Pytester, arguments: list[str], passed: int, failed: int
) -> None:
    outcomes = run(project, "--textgate", *arguments).parseoutcomes()
    assert (outcomes.get("passed", 0), outcomes.get("failed", 0)) == (passed, failed)


def test_failed_documents_run_first_the_next_time(project: pytest.Pytester) -> None:
    for arguments in ([], ["--lf"]):
        result = project.runpytest_subprocess("-p", "no:randomly", "--textgate", *arguments, "docs")
    result.assert_outcomes(failed=1)


def test_processes_share_the_documents(project: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    project.runpytest_subprocess("--textgate", "-n", "2").assert_outcomes(passed=3, failed=3)


def test_junit_xml_is_well_formed_whatever_the_text_holds(project: pytest.Pytester) -> None:
    (project.path / "docs" / "worse.md").write_bytes(
        b"\x1b[31m ]]> &amp; <b> \xff\xfe\x80 \xef\xbf\xbe \xed\xa0\x80 bell \x07"
    )
    run(project, "--textgate", "--junitxml=out.xml", "docs")
    root = ET.parse(project.path / "out.xml").getroot()
    cases = {case.get("classname"): case.find("failure") for case in root.iter("testcase")}
    assert set(cases) == {"docs.bad.md", "docs.good.md", "docs.worse.md"}
    assert cases["docs.good.md"] is None
    assert "control_characters" in (cases["docs.bad.md"].text or "")
    assert "control_characters" in (cases["docs.worse.md"].text or "")


def test_hostile_identifiers_are_shown_harmlessly(project: pytest.Pytester) -> None:
    identifier = r"\u001b[2J\n::error::x\u202e" + "y" * 300
    (project.path / "evil.jsonl").write_text(f'{{"id": "{identifier}", "text": "A bell \\u0007."}}\n')
    result = run(project, "--textgate", "evil.jsonl")
    result.assert_outcomes(failed=1)
    assert not re.search(r"\x1b\[2J|\u202e|^::error", result.stdout.str(), re.MULTILINE)


def test_a_binary_file_is_no_document(project: pytest.Pytester) -> None:
    (project.path / "docs" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    run(project, "--textgate", "docs").assert_outcomes(passed=1, failed=1)


def test_a_test_module_named_on_the_command_line_is_no_document(project: pytest.Pytester) -> None:
    run(project, "--textgate", "test_own.py").assert_outcomes(passed=1)


def test_any_other_file_named_on_the_command_line_is_one(project: pytest.Pytester) -> None:
    (project.path / "notes.unknown").write_text(FAULTY)
    run(project, "--textgate").assert_outcomes(passed=3, failed=3)
    run(project, "--textgate", "notes.unknown").assert_outcomes(failed=1)


def test_the_ini_file_chooses_rules_files_and_field(project: pytest.Pytester) -> None:
    project.makeini(
        "[pytest]\naddopts = --textgate\ntextgate_files = *.note *.jsonl\ntextgate_text_field = words\n"
        "textgate_rules = policy/strict.yaml\n"
    )
    (project.path / "policy").mkdir()
    (project.path / "policy" / "strict.yaml").write_text(
        "version: 1\npreset: none\nrules:\n  bells:\n    check: phrases\n    phrases: [ferry]\n"
    )
    (project.path / "a.note").write_text(CLEAN)
    (project.path / "b.note").write_text(FAULTY)
    (project.path / "corpus.jsonl").write_text('{"id": "one", "words": "No boat."}\n')
    result = run(project)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["textgate: policy/strict.yaml", "*a.note:1:5: error bells"])


def test_rules_are_found_nearby_and_leave_files_out(project: pytest.Pytester) -> None:
    rules_file(project.path, "exclude: [corpus.jsonl]\nrules:\n  control_characters: warning\n")
    result = run(project, "--textgate", "-rP")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        ["textgate: rules.yaml", "*textgate warnings*", "*bad.md:1:8: warning control_char*"]
    )


def test_rules_see_the_names_that_the_command_line_gives(project: pytest.Pytester) -> None:
    rules_file(project.path, "rules:\n  control_characters:\n    skip: {paths: [/docs/bad.md]}\n")
    run(project, "--textgate", "docs").assert_outcomes(passed=2)


def test_mistakes_in_the_rules_end_the_run_with_all_of_them(project: pytest.Pytester) -> None:
    rules_file(project.path, "rules:\n  mojibaek: off\n  truncated_end: {severty: error}\n")
    result = run(project, "--textgate")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*rules.yaml:3:3*mojibaek*", "*rules.yaml:4:*severty*"])
    result = run(project, "--textgate", "--textgate-rules", "missing.yaml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*missing.yaml: cannot be read*"])


def test_the_fixture_judges_by_the_rules_of_the_project(project: pytest.Pytester) -> None:
    rules_file(project.path, "rules:\n  control_characters: off\n")
    project.makepyfile(
        test_own="""
        from pathlib import Path

        def test_text(textgate):
            textgate.assert_clean("A bell \\x07 rings.")

        def test_path(textgate):
            textgate.assert_clean(Path("docs"))

        def test_verdict(textgate):
            assert textgate.check("Wir gr\\u00c3\\u00bc\\u00c3\\u0178en aus K\\u00c3\\u00b6ln.").verdict == "fail"

        def test_broken(textgate):
            textgate.assert_clean("Wir gr\\u00c3\\u00bc\\u00c3\\u0178en aus K\\u00c3\\u00b6ln.")
        """
    )
    result = run(project)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["E *<text>:1:7: error mojibake"])
    result.stdout.no_fnmatch_line("*testing.py:*")


def test_pytest_starts_without_loading_textgate(tmp_path: Path) -> None:
    script = f"import sys, pytest; pytest.main(['-p', '{PLUGIN}']); print(*sys.modules)"
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    modules = set(run.stdout.splitlines()[-1].split())
    assert {m for m in modules if m.split(".")[0] == "textgate"} == {"textgate", "textgate.adapters", PLUGIN}
    assert modules.isdisjoint({"numpy", "yaml", "re2", "ftfy", "orjson", "pathspec"})
