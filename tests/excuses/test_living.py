"""Living with old findings, at the command line: baseline, check with one, compare, inspect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textgate import cli
from textgate.commands import excuses

BELL = "A bell \x07 rings in the text.\n"
CLEAN = "The ferry leaves at nine. Tickets are sold on board, and dogs travel free.\n"
BASELINE = ".textgate-baseline.json"
NO_REPORT = (
    "version: 1\npreset: none\nexclude: [/rules.yaml, '*.out', 'one.json']\n"
    "rules: {control_characters: error}\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(NO_REPORT, encoding="utf-8")
    (tmp_path / "old.txt").write_text(BELL, encoding="utf-8")
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    extra = ("--no-report", "--no-cache") if arguments[0] == "check" else ()
    return cli.main([*arguments, *extra])


def known(file: Path) -> list[tuple[str, int]]:
    record = json.loads(file.read_text(encoding="utf-8"))
    return [
        (entry["document"], sum(place.get("count", 1) for place in entry["known"]))
        for entry in record["documents"]
    ]


class TestBaseline:
    def test_old_findings_pass_new_ones_fail(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("check") == 1
        assert run("baseline") == 0
        assert f"Wrote {BASELINE}: 1 place known." in capsys.readouterr().out
        assert run("check") == 0
        assert "Places that do not count: 1 known to the baseline." in capsys.readouterr().out
        (here / "new.txt").write_text(BELL, encoding="utf-8")
        assert run("check") == 1
        assert "new.txt:1:8" in capsys.readouterr().out
        assert run("check", "--no-baseline", "old.txt") == 1

    def test_a_clean_run_with_a_baseline_says_nothing_of_it(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run("baseline")
        capsys.readouterr()
        assert run("check", "clean.txt", "--strict-suppressions") == 0
        shown = capsys.readouterr()
        assert "baseline" not in shown.out + shown.err

    def test_without_options_it_only_compares(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run("baseline")
        before = (here / BASELINE).read_bytes()
        assert run("baseline") == 0
        (here / "old.txt").write_text(CLEAN, encoding="utf-8")
        (here / "new.txt").write_text(BELL, encoding="utf-8")
        capsys.readouterr()
        assert run("baseline") == 1
        out = capsys.readouterr().out
        assert "New: 1 place\n  new.txt: control_characters 1\n" in out
        assert "Gone: 1 place\n  old.txt: control_characters 1\n" in out
        assert (here / BASELINE).read_bytes() == before

    def test_update_takes_out_and_never_adds(self, here: Path) -> None:
        (here / "two.txt").write_text(BELL, encoding="utf-8")
        run("baseline")
        (here / "old.txt").write_text(CLEAN, encoding="utf-8")
        (here / "two.txt").write_text(BELL + BELL, encoding="utf-8")
        assert run("baseline", "--update") == 1  # the second bell is still new
        assert known(here / BASELINE) == [("two.txt", 1)]
        assert run("baseline", "--add") == 0
        assert known(here / BASELINE) == [("two.txt", 2)]

    def test_paths_leave_other_documents_alone(self, here: Path) -> None:
        (here / "two.txt").write_text(BELL, encoding="utf-8")
        run("baseline")
        for name in ("old.txt", "two.txt"):
            (here / name).write_text(CLEAN, encoding="utf-8")
        assert run("baseline", "--update", "old.txt") == 0
        assert known(here / BASELINE) == [("two.txt", 1)]
        (here / "two.txt").unlink()
        assert run("baseline", "--update") == 0
        assert known(here / BASELINE) == []

    def test_a_renamed_file_keeps_its_findings(self, here: Path) -> None:
        run("baseline")
        (here / "old.txt").rename(here / "renamed.txt")
        assert run("check", "--strict-suppressions") == 0
        assert run("baseline", "--update") == 0
        assert known(here / BASELINE) == [("renamed.txt", 1)]

    def test_the_same_findings_are_the_same_bytes(self, here: Path) -> None:
        (here / "two.txt").write_text(BELL, encoding="utf-8")
        run("baseline", "two.txt", "old.txt")
        first = (here / BASELINE).read_bytes()
        (here / BASELINE).unlink()
        run("baseline", "--jobs", "2")
        assert (here / BASELINE).read_bytes() == first

    def test_a_file_of_another_name_is_used_when_the_rules_name_it(self, here: Path) -> None:
        (here / "rules.yaml").write_text(NO_REPORT + "baseline: known.json\n", encoding="utf-8")
        assert run("check") == 2
        assert run("baseline") == 0
        assert known(here / "known.json") == [("old.txt", 1)]
        assert run("check") == 0
        assert run("baseline") == 0  # the file itself is not judged

    def test_rules_below_the_working_directory_hide_no_folder(self, here: Path) -> None:
        (here / "inner").mkdir()
        (here / "inner" / "bad.txt").write_text(BELL, encoding="utf-8")
        (here / "rules.yaml").rename(here / "inner" / "rules.yaml")
        arguments = ("--rules", "inner/rules.yaml", "inner", "--baseline", "inner/x.json")
        assert run("check", *arguments) == 2
        assert run("baseline", *arguments) == 0
        assert known(here / "inner" / "x.json") == [("inner/bad.txt", 1)]
        assert run("check", *arguments) == 0
        (here / "inner" / "x.json").unlink()
        assert run("check", *arguments[:-2]) == 1

    def test_an_unreadable_document_keeps_what_is_known_of_it(self, here: Path) -> None:
        run("baseline")
        assert run("baseline", "--update", "--max-size", "10") == 3
        assert known(here / BASELINE) == [("old.txt", 1)]

    @pytest.mark.parametrize("command", ["check", "baseline"])
    def test_a_broken_file_is_2(self, here: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        (here / BASELINE).write_text("{\n", encoding="utf-8")
        assert run(command) == 2
        assert f"{BASELINE}:2:1: not valid JSON" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("check", "--baseline", "none.json"), "none.json: there is no such baseline"),
            (("baseline", "--update"), "there is no such baseline; write it with"),
            (("baseline", "nowhere"), "nowhere: no such file or folder"),
        ],
    )
    def test_wrong_usage(
        self, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(*arguments) == 2
        assert message in capsys.readouterr().err

    def test_a_place_that_cannot_be_written_is_3(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("baseline", "--baseline", "no/such/folder.json") == 3
        assert "cannot be written" in capsys.readouterr().err

    def test_records_that_move_stay_known(self, here: Path) -> None:
        rows = [{"text": f"{BELL}{n}"} for n in range(5)]
        write = "".join
        (here / "c.jsonl").write_text(write(json.dumps(row) + "\n" for row in rows))
        assert run("baseline") == 0
        rows.insert(2, {"text": CLEAN})
        (here / "c.jsonl").write_text(write(json.dumps(row) + "\n" for row in rows))
        assert run("check", "--strict-suppressions") == 0
        rows[2] = {"text": BELL}
        (here / "c.jsonl").write_text(write(json.dumps(row) + "\n" for row in rows))
        assert run("check") == 1

    def test_every_output_says_what_does_not_count(self, here: Path) -> None:
        run("baseline")
        outputs = ("json", "jsonl", "sarif", "junit", "markdown", "github")
        written = [f"--output={name}={name}.out" for name in outputs]
        assert run("check", "old.txt", *written) == 0
        told = {name: (here / f"{name}.out").read_text(encoding="utf-8") for name in outputs}
        assert json.loads(told["json"])["summary"]["suppressed"] == {"baseline": 1}
        (item,) = json.loads(told["jsonl"])["suppressed"]
        assert (item["by"], item["rule"], item["span_count"]) == ("baseline", "control_characters", 1)
        (result,) = json.loads(told["sarif"])["runs"][0]["results"]
        assert result["suppressions"] == [{"kind": "external", "justification": "baseline"}]
        assert '<property name="suppressed.baseline" value="1"/>' in told["junit"]
        for name in ("markdown", "github"):
            assert "1 known to the baseline" in told[name]


class TestStrictness:
    def test_what_excuses_nothing_is_told_and_fails_only_when_asked(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run("baseline")
        (here / "old.txt").write_text(CLEAN, encoding="utf-8")
        capsys.readouterr()
        assert run("check") == 0
        assert "1 known place is gone; take out with: textgate baseline --update" in capsys.readouterr().err
        assert run("check", "--strict-suppressions") == 1
        assert "known place is gone" in capsys.readouterr().out

    def test_unused_entries_are_told_in_runs_over_everything(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = NO_REPORT + "ignore:\n  - {documents: [none.txt], reason: x}\n"
        (here / "rules.yaml").write_text(text, encoding="utf-8")
        assert run("check", "clean.txt", "--strict-suppressions") == 0
        assert "ignore" not in capsys.readouterr().err
        run("check")
        assert "rules.yaml:6:5: ignore.0: this entry excuses nothing" in capsys.readouterr().err

    def test_wrong_comments(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "a.md").write_text("<!-- textgate: ignore control_characters -->\nFine.\n", encoding="utf-8")
        assert run("check", "a.md") == 0
        assert run("check", "a.md", "--strict-suppressions") == 1
        assert "1 suppression comment is wrong" in capsys.readouterr().out

    @pytest.mark.parametrize(("day", "code"), [("2026-06-30", 0), ("2026-07-01", 1)])
    def test_an_entry_that_is_over(
        self,
        here: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        day: str,
        code: int,
    ) -> None:
        monkeypatch.setattr(excuses, "today", lambda: day)
        text = NO_REPORT + "ignore:\n  - {documents: [old.txt], reason: the museum, expires: 2026-06-30}\n"
        (here / "rules.yaml").write_text(text, encoding="utf-8")
        assert run("check") == code
        shown = capsys.readouterr()
        assert ("1 on the ignore list" in shown.out) == (not code)
        assert ("this entry ended with 2026-06-30" in shown.err) == bool(code)
        assert run("check", "clean.txt", "--strict-suppressions") == code

    def test_what_is_ignored_is_not_repaired_and_what_is_known_is(self, here: Path) -> None:
        (here / "known.txt").write_text(BELL, encoding="utf-8")
        run("baseline")
        text = NO_REPORT + "ignore: [{documents: [old.txt], reason: x}]\n"
        (here / "rules.yaml").write_text(text, encoding="utf-8")
        assert run("fix", "--write") == 0
        assert (here / "old.txt").read_text(encoding="utf-8") == BELL
        assert "\x07" not in (here / "known.txt").read_text(encoding="utf-8")

    def test_what_a_comment_excuses_is_not_repaired(self, here: Path) -> None:
        text = f"{BELL}\n<!-- textgate: ignore control_characters -- an example -->\n{BELL}"
        (here / "a.md").write_text(text, encoding="utf-8")
        assert run("fix", "--write", "a.md") == 0
        assert (here / "a.md").read_text(encoding="utf-8") == text.replace(" \x07", " ", 1)


class TestEngines:
    @pytest.mark.slow
    def test_any_number_of_processes_excuses_the_same(self, here: Path) -> None:
        comment = "<!-- textgate: ignore control_characters -- x -->"
        for number in range(30):
            (here / f"{number}.md").write_text(f"{BELL}\n{comment}\n{BELL}" * (number % 3), encoding="utf-8")
        text = NO_REPORT + "ignore: [{documents: ['1*.md'], reason: x}]\n"
        (here / "rules.yaml").write_text(text, encoding="utf-8")
        run("baseline", "4.md", "5.md", "old.txt")
        for jobs in ("1", "2"):
            assert run("check", "--jobs", jobs, "--output", f"jsonl={jobs}.out") == 1
        assert (here / "1.out").read_bytes() == (here / "2.out").read_bytes()
        means = {
            item["by"]
            for line in (here / "1.out").read_text(encoding="utf-8").splitlines()
            for item in json.loads(line).get("suppressed", ())
        }
        assert means == {"comment", "ignore", "baseline"}


class TestCompare:
    @pytest.fixture
    def runs(self, here: Path) -> tuple[str, str]:
        run("check", "--output", "jsonl=one.out", "--output", "json=one.json")
        (here / "old.txt").write_text(CLEAN, encoding="utf-8")
        (here / "new|_.txt").write_text(f"\n\n{BELL}", encoding="utf-8")
        run("check", "--output", "jsonl=two.out")
        return "one.out", "two.out"

    def test_as_text(self, runs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        assert run("compare", *runs) == 0
        assert capsys.readouterr().out.splitlines() == [
            "1 new, 1 fixed, 0 remaining; 1 → 1 of 3 documents fail.",
            "",
            "rule                fixed  remaining  new",
            "control_characters      1          0    1",
            "",
            "New:",
            "  new|_.txt:3:8: error control_characters »\\u{7}«",
            "",
            "Fixed:",
            "  old.txt: control_characters 1",
        ]

    def test_as_markdown(self, runs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        assert run("compare", "--markdown", "one.json", runs[1]) == 0
        out = capsys.readouterr().out
        assert "| `control_characters` | 1 | 0 | 1 |" in out
        assert "- **new&#124;&#95;.txt:3:8**: error `control_characters`" in out

    def test_as_json(self, runs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        run("compare", "--json", *runs)
        record = json.loads(capsys.readouterr().out)
        assert record["rules"] == {"control_characters": {"fixed": 1, "remaining": 0, "new": 1}}
        assert [item["document"] for item in record["new_findings"]] == ["new|_.txt"]

    def test_exit_codes(self, runs: tuple[str, str], here: Path) -> None:
        assert run("compare", "--fail-on-new", *runs) == 1
        assert run("compare", "--fail-on-new", runs[0], runs[0]) == 0
        (here / "old.txt").write_bytes(b"")
        (here / "c.jsonl").write_text("{\n")
        run("check", "--output", "jsonl=three.out", "c.jsonl")
        assert run("compare", "--fail-on-new", runs[0], "three.out") == 3

    def test_report_folders(self, here: Path) -> None:
        for name in ("before", "after"):
            assert cli.main(["check", "--report", name]) == 1
        assert run("compare", "before", "after", "--fail-on-new") == 0

    def test_what_is_excused_meanwhile_is_not_fixed(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run("check", "--output", "jsonl=one.out")
        run("baseline")
        run("check", "--output", "jsonl=two.out")
        capsys.readouterr()
        run("compare", "one.out", "two.out")
        assert capsys.readouterr().out.startswith("0 new, 0 fixed, 1 remaining; 1 → 0 of 2 documents fail.")

    def test_documents_that_were_not_judged_are_not_fixed(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run("check", "--output", "jsonl=one.out")
        run("check", "clean.txt", "--output", "jsonl=two.out")
        capsys.readouterr()
        run("compare", "one.out", "two.out")
        out = capsys.readouterr().out
        assert out.startswith("0 new, 0 fixed")
        assert "Not judged any more:\n  old.txt: control_characters 1" in out

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("no json\n", "x.out:1: not valid JSON"),
            ("{}\n", "x.out:1: not a verdict (KeyError('findings'))"),
            ('{"findings": [{}]}\n', "x.out:1: not a verdict"),
            ('{"documents": [{}]}\n', "x.out: documents[0]: not a verdict"),
            ('{"documents": 5}\n', "x.out: documents[0]: not a verdict"),
            ("\xff\n", "x.out:1: not valid JSON"),
        ],
    )
    def test_files_without_verdicts(
        self, here: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "x.out").write_text(text, encoding="latin-1")
        (here / "none.out").write_bytes(b"")
        assert run("compare", "none.out", "x.out") == 2
        assert message in capsys.readouterr().err
        assert run("compare", "none.out", "missing.out") == 2


class TestInspect:
    def inspected(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        return run("inspect", *arguments), capsys.readouterr().out

    def test_a_clean_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out = self.inspected(capsys, "clean.txt")
        assert code == 0
        assert "clean.txt: pass" in out
        assert "read as       utf-8" in out
        assert "Findings" not in out
        assert "  nothing\n" in out
        assert "control_characters  passed  0  ≤ 0" in out

    def test_how_bytes_were_read(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        data = b"\xef\xbb\xbfEl caf\xff est\xc3\xa1 abierto.\r\nHasta las ocho\xe2\x80\x8b.\r"
        (here / "odd.txt").write_bytes(data)
        _, out = self.inspected(capsys, "odd.txt")
        assert "read as       utf-8, after a byte-order mark of 3 bytes" in out
        assert "undecodable   at byte 9 (ff)" in out
        assert "line ends     CR 1, CRLF 1" in out
        assert "invisible     \\u{200B} ZERO WIDTH SPACE × 1" in out
        assert "holds bytes that are no characters in utf-8; repair them first" in out

    def test_a_finding_with_its_evidence(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "rules.yaml").unlink()
        (here / "b.txt").write_text("El cafÃ© estÃ¡ abierto desde las ocho.\n", encoding="utf-8")
        code, out = self.inspected(capsys, "b.txt")
        assert code == 1
        for expected in (
            "line 1, column 7\n      El cafÃ© estÃ¡ abierto desde las ocho.\n            ^^\n",
            "kind          utf-8>cp1252",
            "marked        2 characters, bytes 6 to 10: U+00C3 U+00A9",
            "reads         é  (safe repair)",
            "fingerprint   89736e52a473a107",
            "2 safe changes",
            "  +El café está abierto desde las ocho.",
            "scripts       Latin 100%",
        ):
            assert expected in out

    def test_json_has_everything(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "many.txt").write_text(BELL * 1500, encoding="utf-8")
        code, out = self.inspected(capsys, "many.txt", "--json")
        record = json.loads(out)
        assert (code, record["verdict"]) == (1, "fail")
        assert len(record["findings"][0]["spans"]) == 1500
        assert record["findings"][0]["spans"][0]["safe"] is True
        assert record["repair"]["safe"] == 1500
        rules = {rule["rule"]: rule for rule in record["rules"]}
        assert (rules["control_characters"]["state"], rules["control_characters"]["value"]) == (
            "broken",
            1500,
        )
        assert (rules["too_few_words"]["state"], rules["too_few_words"]["severity"]) == ("off", "off")
        assert self.inspected(capsys, "many.txt", "--json")[1] == out

    def test_one_record(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        lines = [json.dumps({"text": CLEAN}), json.dumps({"id": "k7", "text": BELL}), "{"]
        (here / "c.jsonl").write_text("\n".join(lines) + "\n")
        assert self.inspected(capsys, "c.jsonl", "--record", "1")[0] == 0
        code, out = self.inspected(capsys, "c.jsonl", "--record", "2")
        assert (code, out.splitlines()[0]) == (1, "k7: fail")
        code, out = self.inspected(capsys, "c.jsonl", "--record", "3")
        assert code == 3
        assert "c.jsonl:3: not valid JSON" in out
        assert "Bytes" not in out

    def test_what_does_not_count(self, capsys: pytest.CaptureFixture[str]) -> None:
        run("baseline")
        code, out = self.inspected(capsys, "old.txt")
        assert code == 0
        assert "Not counted\n  control_characters: error, 95 % sure; excused by baseline\n" in out
        assert "1 safe change" in out

    @pytest.mark.parametrize("width", [60, 80, 140])
    @pytest.mark.parametrize("seed", ["002_6107cf6e62a931db", "003_de59cf0996e5d666"])
    def test_lines_fit_the_terminal(
        self, seed: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from textgate.batch import Document
        from textgate.commands.inspect_text import lines
        from textgate.excerpt import columns
        from textgate.inspection import inspect
        from textgate.rules import default

        text = (Path(__file__).parents[2] / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
        document = Document(f"{seed}.txt", text)
        shown = list(lines(inspect(document, default()), document, width))
        assert max(map(columns, shown)) <= width

    def test_nothing_of_a_text_acts_on_the_terminal(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "evil.txt").write_text("\x1b[31mred\x1b]0;t\x07 \u202eabc\u202c\n::error::x\x1b\n", "utf-8")
        _, out = self.inspected(capsys, "evil.txt")
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert not [line for line in out.splitlines() if line.startswith("::")]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("nowhere.txt",), "no such file"),
            ((".",), "is a folder; inspect looks at one file"),
            (("c.jsonl",), "holds more than one record; choose one with --record N"),
            (("c.jsonl", "--record", "3"), "has no record 3"),
            (("c.jsonl", "--record", "0"), "the first one is 1"),
            (("old.txt", "--record", "1"), "is one text, not a file of records"),
            (("x.bin",), "binary file, so there is no text to inspect"),
        ],
    )
    def test_wrong_usage(
        self, here: Path, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "c.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n')
        (here / "x.bin").write_bytes(b"\x00\x01\x02\x00" * 100)
        assert run("inspect", *arguments) == 2
        assert message in capsys.readouterr().err
