"""The command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from textgate import cli
from textgate.commands import find_rules
from textgate.rules import load as load_rules

ROOT = Path(__file__).parents[1]
CLEAN = "The ferry leaves at nine. Tickets are sold on board, and dogs travel free.\n"
# A fault whose check is simple: the command line is the subject here.
FAULTY = "A bell \x07 rings in the text.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "bad.txt").write_text(FAULTY, encoding="utf-8")
    return tmp_path


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "checks"), "PYTHONWARNINGS": "error"}


def shell(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "textgate", *arguments]
    return subprocess.run(command, env=environment(), capture_output=True, input=stdin, check=False)


class TestExitCodes:
    def test_a_clean_file_passes(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["check", "clean.txt"]) == 0
        assert "clean.txt: pass" in capsys.readouterr().out

    def test_a_faulty_file_fails_and_says_where(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["check", "clean.txt", "bad.txt"]) == 1
        out = capsys.readouterr().out
        assert "bad.txt:1:8" in out
        assert "control_characters" in out

    def test_what_cannot_be_read_is_3_even_beside_a_failure(self, here: Path) -> None:
        (here / "bad.jsonl").write_text('{"text": "fine"}\n{"text": \n')
        assert cli.main(["check", "bad.jsonl", "bad.txt"]) == 3

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["check", "nowhere.txt"], "nowhere.txt: no such file or folder"),
            (["check", "*.none"], "no file matches this pattern"),
            (["check", "--rules", "none.yaml"], "none.yaml: cannot be read"),
            (["check", "--output", "jsonl"], "'jsonl' is not FORMAT=PATH"),
            (["check", "--output", "tele=x"], "there is no format 'tele'; there are: "),
            (["check", "--output", "html=-"], "--output html=-: "),
            (["check", "--jobs", "none"], "'none' is not a number of processes"),
            (["check", "--jobs", "-1"], "is not a number of processes"),
            (["check", "--max-size", "big"], "'big' is not a size"),
            (["explain", "mojibak"], "did you mean mojibake?"),
            (["init", "--preset", "nice"], "there is no preset 'nice'; there are: "),
            (["frobnicate"], "invalid choice"),
            ([], "required"),
        ],
    )
    def test_wrong_usage_is_2_with_a_sentence(
        self, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(arguments) == 2
        shown = capsys.readouterr()
        assert message in shown.err
        assert "Traceback" not in shown.err

    def test_mistakes_in_the_rules_are_listed_with_their_places(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "rules.yaml").write_text("version: 1\nrules:\n  mojibak: error\n  truncated_end: loud\n")
        assert cli.main(["check", "clean.txt"]) == 2
        err = capsys.readouterr().err
        assert "rules.yaml:3:3" in err
        assert "rules.yaml:4:18" in err

    def test_rules_that_are_no_text(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "rules.yaml").write_bytes(b"\xff\xff\x00")
        assert cli.main(["check", "clean.txt"]) == 2
        assert "rules.yaml" in capsys.readouterr().err


class TestRules:
    def test_rules_are_found_above_and_names_are_relative_to_them(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "docs").mkdir()
        (here / "docs" / "old.txt").write_text(FAULTY, encoding="utf-8")
        (here / "rules.yaml").write_text(
            "version: 1\nrules:\n  control_characters: {skip: {paths: [docs/old.txt]}, why: kept as it was}\n"
        )
        monkeypatch.chdir(here / "docs")
        assert cli.main(["check", "old.txt"]) == 0
        assert "docs/old.txt: pass" in capsys.readouterr().out

    def test_the_search_ends_at_the_root_of_the_repository(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (here / "rules.yaml").write_text("not even rules")
        (here / "inner" / ".git").mkdir(parents=True)
        monkeypatch.chdir(here / "inner")
        assert find_rules(Path.cwd()) is None

    def test_paths_of_the_rules_are_read_when_none_is_given(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "rules.yaml").write_text("version: 1\npaths: [clean.txt]\n")
        assert cli.main(["check"]) == 0
        out = capsys.readouterr().out
        assert "clean.txt" in out
        assert "bad.txt" not in out

    def test_exclusions(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "rules.yaml").write_text("version: 1\nexclude: [bad.txt, rules.yaml]\n")
        assert cli.main(["check", ".", "--no-report"]) == 0
        assert "Skipped 2 files: 2 excluded by the rules" in capsys.readouterr().err

    def test_init_writes_rules_that_load_and_are_not_overwritten(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["init"]) == 0
        policy = load_rules((here / "rules.yaml").read_text(encoding="utf-8"))
        assert policy.paths == (".",)
        assert cli.main(["init"]) == 2
        assert "--force" in capsys.readouterr().err
        assert cli.main(["init", "--force"]) == 0
        (here / "bad.txt").unlink()
        assert cli.main(["check"]) == 0

    def test_every_rule_of_the_policy_is_listed(self, capsys: pytest.CaptureFixture[str]) -> None:
        from textgate.check import available

        assert cli.main(["rules"]) == 0
        out = capsys.readouterr().out
        assert "recommended preset" in out
        assert "undecodable_bytes" in out
        assert cli.main(["explain"]) == 0
        listed = capsys.readouterr().out
        assert all(name in listed for name in available())

    def test_explain_shows_the_manual_page(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["explain", "undecodable_bytes"]) == 0
        assert "Blind spots" in capsys.readouterr().out

    def test_the_schema_is_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["schema"]) == 0
        assert json.loads(capsys.readouterr().out)["type"] == "object"


class TestResults:
    def test_several_outputs_at_once(self, here: Path) -> None:
        assert cli.main(["check", ".", "--output", "jsonl=v.jsonl", "--output", "json=v.json"]) == 1
        verdicts = [json.loads(line) for line in (here / "v.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [(v["document"], v["verdict"]) for v in verdicts] == [
            ("bad.txt", "fail"),
            ("clean.txt", "pass"),
        ]
        assert len(json.loads((here / "v.json").read_text(encoding="utf-8"))["documents"]) == 2

    def test_results_on_standard_output_are_alone_there(self) -> None:
        run = shell("check", "bad.txt", "--output", "jsonl=-")
        assert run.returncode == 1
        assert json.loads(run.stdout)["document"] == "bad.txt"
        assert b"Failed" in run.stderr

    def test_a_report_only_where_it_is_asked_for_or_rules_are_kept(self, here: Path) -> None:
        assert cli.main(["check", "."]) == 1
        assert not (here / "reports").exists()
        assert cli.main(["check", ".", "--report", "out"]) == 1
        assert (here / "out" / "index.html").is_file()
        (here / "rules.yaml").write_text("version: 1\n")
        for without in (["."], ["."]), (["--hook"], ["."]), (["--no-report"], ["."]), ([], ["bad.txt"]):
            if without[0] != ["."]:
                assert cli.main(["check", *without[0], *without[1]]) == 1
                assert not (here / "reports").exists()
        assert cli.main(["check", "."]) == 1
        assert (here / "reports" / "verdicts.jsonl").is_file()

    def test_the_report_of_the_run_before_is_not_judged(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "rules.yaml").write_text("version: 1\n")
        cli.main(["check", "."])
        first = capsys.readouterr().out
        cli.main(["check", "."])
        assert capsys.readouterr().out == first

    def test_quiet_and_verbose(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
        cli.main(["check", ".", "--quiet"])
        shown = capsys.readouterr()
        assert len(shown.out.splitlines()) == 2
        assert shown.err == ""
        cli.main(["check", ".", "--verbose"])
        assert "image.png: skipped (binary file)" in capsys.readouterr().err

    def test_metrics_are_kept_when_asked_for(self, here: Path) -> None:
        assert cli.main(["check", "clean.txt", "--metrics", "--output", "jsonl=v.jsonl"]) == 0
        assert (
            json.loads((here / "v.jsonl").read_text(encoding="utf-8"))["metrics"]["control_characters"] == 0
        )

    def test_nothing_to_check_is_said(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "empty").mkdir()
        assert cli.main(["check", "empty"]) == 0
        assert "nothing was checked" in capsys.readouterr().err

    @pytest.mark.parametrize("place", ["--output=jsonl=missing/v.jsonl", "--output=json=/proc/v.json"])
    def test_a_place_that_cannot_be_written(self, place: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["check", "clean.txt", place]) == 3
        err = capsys.readouterr().err
        assert "cannot be written" in err
        assert "Traceback" not in err

    def test_a_report_folder_that_is_a_file(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["check", "clean.txt", "--report", "bad.txt"]) == 3
        assert "bad.txt" in capsys.readouterr().err
        assert (here / "bad.txt").read_text(encoding="utf-8") == FAULTY

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_full_disk(self) -> None:
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "textgate", "check", "bad.txt"]
            run = subprocess.run(command, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False)
        assert run.returncode == 3
        assert b"No space left" in run.stderr
        assert b"Traceback" not in run.stderr


class TestSources:
    def test_records_with_named_fields(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        records = [{"key": "k1", "body": {"text": CLEAN}}, {"key": "k2", "body": {"text": FAULTY}}]
        (here / "c.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
        options = ["--text-field", "body.text", "--id-field", "key", "--output", "jsonl=v.jsonl"]
        assert cli.main(["check", "c.jsonl", *options]) == 1
        verdicts = [json.loads(line) for line in (here / "v.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [(v["document"], v["record"], v["verdict"]) for v in verdicts] == [
            ("k1", 0, "pass"),
            ("k2", 1, "fail"),
        ]

    def test_standard_input(self) -> None:
        run = shell("check", "-", "--stdin-name", "note.txt", stdin=FAULTY.encode())
        assert run.returncode == 1
        assert b"note.txt:1:8" in run.stdout

    def test_legacy_encodings_pass(self, here: Path) -> None:
        (here / "old.txt").write_bytes("Тихое утро на пристани, и никого не видно.\n".encode("cp1251"))
        assert cli.main(["check", "old.txt"]) == 0

    def test_several_processes_give_the_same_report(self, here: Path) -> None:
        with (here / "c.jsonl").open("w") as file:
            for number in range(60):
                file.write(json.dumps({"text": (CLEAN, FAULTY)[number % 2] * (number + 1)}) + "\n")
        one = shell("check", "c.jsonl", "--jobs", "1", "--output", "jsonl=-")
        two = shell("check", "c.jsonl", "--jobs", "2", "--output", "jsonl=-")
        assert one.stdout == two.stdout
        assert one.returncode == two.returncode == 1


class TestEndings:
    def test_a_closed_pipe_is_no_traceback(self, here: Path) -> None:
        for number in range(300):
            (here / f"bad{number}.txt").write_text(FAULTY, encoding="utf-8")
        command = f"{sys.executable} -m textgate check . --verbose | head -n 1"
        run = subprocess.run(command, shell=True, env=environment(), capture_output=True, check=False)
        assert run.stdout.count(b"\n") == 1
        assert b"Traceback" not in run.stderr
        assert b"BrokenPipe" not in run.stderr

    @pytest.mark.skipif(os.name == "nt", reason="needs SIGINT")
    def test_an_interrupt_is_130_and_leaves_no_half_file(self, here: Path) -> None:
        command = [sys.executable, "-m", "textgate", "check", "-", "--output", "jsonl=v.jsonl"]
        run = subprocess.Popen(
            command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(2.0)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=20)
        assert run.returncode == 130
        assert b"interrupted" in err
        assert b"Traceback" not in err
        assert sorted(path.name for path in here.iterdir()) == ["bad.txt", "clean.txt"]

    def test_output_in_a_narrow_encoding(self) -> None:
        environment_ascii = {**environment(), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        command = [sys.executable, "-m", "textgate", "check", "bad.txt"]
        run = subprocess.run(command, env=environment_ascii, capture_output=True, check=False)
        assert run.returncode == 1
        assert run.stdout.isascii()


class TestCalibrate:
    def test_recall_and_false_alarms(self, capsys: pytest.CaptureFixture[str]) -> None:
        kinds = ["--kind", "characters:nul", "--kind", "characters:override"]
        assert cli.main(["calibrate", "clean.txt", "bad.txt", *kinds]) == 0
        out = capsys.readouterr().out
        assert "1 of 2 good documents fail as they are" in out
        assert "bad.txt: control_characters" in out
        assert "characters:nul" in out

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            (["--kind", "nonsense"], "there is no kind of fault 'nonsense'; there are: "),
            (["--severity", "2"], "'2' is not a share"),
            (["--documents", "0"], "'0' is not a number of documents"),
        ],
    )
    def test_wrong_usage(self, option: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["calibrate", "clean.txt", *option]) == 2
        assert message in capsys.readouterr().err


class TestCompletion:
    @pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
    def test_scripts_know_the_commands(self, shell_name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["completion", shell_name]) == 0
        out = capsys.readouterr().out
        assert "no-gitignore" in out
        assert "undecodable_bytes" in out

    def test_bash_completes(self, capsys: pytest.CaptureFixture[str]) -> None:
        cli.main(["completion", "bash"])
        script = capsys.readouterr().out
        asked = 'COMP_WORDS=(textgate ch); COMP_CWORD=1; _textgate; echo "${COMPREPLY[@]}"'
        run = subprocess.run(["bash", "-c", script + asked], capture_output=True, text=True, check=False)
        assert run.stdout == "check\n"
