"""The GitHub action and the GitLab template: valid by the official schemas, and their scripts run as a runner would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml

import textgate

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
TEMPLATE = yaml.safe_load((ROOT / "templates" / "textgate.yml").read_text(encoding="utf-8"))["textgate"]
PROGRAM = Path(sys.executable).with_name("textgate")

CLEAN = "The ferry leaves at nine. Dogs travel free.\n"
FAULTY = "A bell \x07 rings in the text.\n"
HOSTILE = [
    "; touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    "' && touch pwned '",
    '" && touch pwned "',
    "--output=text=pwned",
    "-h",
    "END\ntouch pwned",
    "a\n$(touch pwned)\n|| touch pwned",
    "%s%n ${HOME} *",
]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A checked-out repository with one clean and one faulty folder."""
    folder = tmp_path / "work"
    for name, text in (("good/page.txt", CLEAN), ("bad/page.txt", FAULTY), ("my pages/page.txt", CLEAN)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    return folder


def schema_check(*arguments: str) -> None:
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def shell(
    script: str, folder: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does: written to a file, with the environment of the job."""
    file = folder.parent / "step.sh"
    file.write_text(script)
    inherited = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "PIP_INDEX_URL", "PYTHONPATH")
        if name in os.environ
    }
    command = ["bash", "--noprofile", "--norc", *options, str(file)]
    return subprocess.run(
        command, cwd=folder, env=inherited | environment, capture_output=True, text=True, check=False
    )


def outputs(text: str) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT."""
    lines = [line.partition("=") for line in text.splitlines()]
    assert all(equals for _, equals, _ in lines)
    return {name: value for name, _, value in lines}


class Runner:
    """Steps of the action, as a GitHub runner runs them."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.temp = work.parent / "temp"
        self.temp.mkdir()
        self.output = self.temp / "output"
        self.summary = self.temp / "summary.md"

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step with inputs, the names of which have underscores for dashes."""
        (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == name]
        given = {key: str(value.get("default", "")) for key, value in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}
        contexts = {f"inputs.{key}": value for key, value in given.items()}
        contexts["steps.install.outputs.programs"] = str(PROGRAM.parent)
        environment = {key: evaluated(value, contexts) for key, value in step["env"].items()}
        folder = self.work / evaluated(step.get("working-directory", "."), contexts)
        self.output.write_text("")
        self.summary.write_text("")
        environment |= {
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
        }
        return shell(step["run"], folder, environment, "-eo", "pipefail")

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        return self.step("check", **inputs)

    @property
    def outputs(self) -> dict[str, str]:
        return outputs(self.output.read_text())


def evaluated(text: str, contexts: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: contexts[match[1]], text)


@pytest.fixture
def runner(work: Path) -> Runner:
    return Runner(work)


# The GitHub action


def test_the_action_is_valid_by_the_schema() -> None:
    schema_check("--builtin-schema", "vendor.github-actions", "action.yml")


def test_no_expression_stands_in_a_script_and_every_used_action_is_pinned() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert ("run" in step) == (step.get("shell") == "bash")
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == set(ACTION["inputs"])
    assert all(entry["description"] for entry in ACTION["inputs"].values())
    page = (ROOT / "docs" / "hooks-and-ci.md").read_text(encoding="utf-8")
    assert [name for name in ACTION["inputs"] if f"`{name}`" not in page] == []


def test_a_clean_folder_passes(runner: Runner) -> None:
    run = runner.check(paths="good\nmy pages\n")
    assert run.returncode == 0, run.stdout + run.stderr
    assert runner.outputs == {"exit-code": "0", "sarif": str(runner.temp / "textgate.sarif")}
    assert runner.summary.read_text().startswith("## textgate: passed")
    assert "::error" not in run.stdout
    assert sorted(path.name for path in runner.work.iterdir()) == ["bad", "good", "my pages"]


def test_a_faulty_folder_fails_with_annotation_summary_and_sarif(runner: Runner) -> None:
    run = runner.check(paths="good\nbad")
    assert run.returncode == 1
    assert runner.outputs["exit-code"] == "1"
    assert (
        "::error file=bad/page.txt,line=1,endLine=1,col=8,endColumn=9,title=control_characters::"
        in run.stdout
    )
    assert "control_characters" in run.stderr
    assert runner.summary.read_text().startswith("## textgate: failed")
    sarif = json.loads(Path(runner.outputs["sarif"]).read_text())
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["control_characters"]


def test_the_log_holds_no_character_of_a_text_that_could_act(runner: Runner) -> None:
    (runner.work / "bad" / "evil.txt").write_text(
        "A bell \x07 here.\n::stop-commands::x\x1b]0;title\x07\n##[error]\n"
    )
    run = runner.check(paths="bad")
    assert run.returncode == 1
    log = re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]|^::stop|##\[", log, re.MULTILINE)


def test_what_is_switched_off_stays_off(runner: Runner) -> None:
    run = runner.check(paths="bad", annotations="false", summary="false")
    assert run.returncode == 1
    assert "::error" not in run.stdout
    assert runner.summary.read_text() == ""


def test_rules_arguments_report_and_folder(runner: Runner) -> None:
    (runner.work / "bad" / "lenient.yaml").write_text("version: 1\nrules:\n  control_characters: warning\n")
    (runner.work / "bad" / "pages.jsonl").write_text('{"words": "All is well."}\n')
    run = runner.check(
        working_directory="bad",
        rules="lenient.yaml",
        paths="page.txt\npages.jsonl\r\n",
        arguments="--text-field=words\n--verbose",
        sarif="out.sarif",
        report="html",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert runner.outputs == {"exit-code": "0", "sarif": "bad/out.sarif"}
    assert (runner.work / "bad" / "out.sarif").is_file()
    assert (runner.work / "bad" / "html" / "index.html").is_file()


def test_wrong_usage_says_so_in_the_summary(runner: Runner) -> None:
    run = runner.check(paths="no-such-folder")
    assert run.returncode == 2
    assert "no such file or folder" in run.stderr
    assert runner.outputs == {"exit-code": "2"}
    assert "exit code 2" in runner.summary.read_text()


@pytest.mark.parametrize("names", [["paths", "sarif", "report"], sorted(ACTION["inputs"])], ids=len)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_inputs_are_words_not_commands(runner: Runner, names: list[str], value: str) -> None:
    inputs = {"paths": "good"} | dict.fromkeys(names, value) | {"working-directory": "."}
    run = runner.check(**inputs)
    assert run.returncode in (0, 2, 3), run.stdout + run.stderr
    assert not (runner.work / "pwned").exists()
    assert set(runner.outputs) <= {"exit-code", "sarif"}
    assert runner.outputs["exit-code"] == str(run.returncode)


def test_a_path_that_begins_with_a_dash_is_a_path(runner: Runner) -> None:
    (runner.work / "--rules=x").write_text(FAULTY)
    (runner.work / "$(touch pwned)").write_text(CLEAN)
    run = runner.check(paths="--rules=x\n$(touch pwned)")
    assert run.returncode == 1
    assert "file=--rules=x,line=1" in run.stdout
    assert not (runner.work / "pwned").exists()


@pytest.mark.parametrize(
    "version", ["1.0; touch pwned", "$(touch pwned)", "-r x", "1.0 evil", "\n1.0", "latest"]
)
def test_a_hostile_version_is_refused_before_pip_sees_it(runner: Runner, version: str) -> None:
    run = runner.step("install", version=version)
    assert run.returncode == 2
    assert run.stdout == (
        "::error title=textgate::The input version is not a version. Write it like 1.2.3, or leave it out.\n"
    )
    assert not (runner.temp / "textgate").exists()
    assert not (runner.work / "pwned").exists()


def test_the_key_of_the_cache_follows_the_version(runner: Runner) -> None:
    keys = []
    for version in ("", "1.0", "1.0", "$(touch pwned)"):
        run = runner.step("pip", version=version)
        assert run.returncode == 0, run.stderr
        assert re.fullmatch(r"[0-9a-f]{16}", runner.outputs["key"])
        keys.append(runner.outputs["key"])
    assert keys[1] == keys[2]
    assert len(set(keys)) == 3
    assert not (runner.work / "pwned").exists()


@pytest.mark.slow
def test_the_action_installs_the_code_at_its_tag(runner: Runner) -> None:
    install = runner.step("install")
    if install.returncode != 0 and "pip" in install.stderr + install.stdout:
        pytest.skip(f"pip cannot install the package here: {install.stderr[-300:]}")
    assert install.returncode == 0, install.stderr
    program = Path(runner.outputs["programs"]) / "textgate"
    run = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert run.stdout == f"textgate {textgate.__version__}\n"


# The GitLab template


def job(work: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script of the job after its installation, with the shell options of GitLab's runner."""
    programs = work / ".textgate" / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    if not (programs / "textgate").exists():
        (programs / "textgate").symlink_to(PROGRAM)
    defaults: dict[str, Any] = TEMPLATE["variables"]
    environment = {
        key: value.replace("$CI_PROJECT_DIR", str(work)) for key, value in defaults.items()
    } | variables
    script = "\n".join(
        line for line in TEMPLATE["script"] if "pip install" not in line and "venv" not in line
    )
    return shell(f"set -eo pipefail\nset +o noclobber\n{script}", work, environment)


def test_the_template_is_valid_by_the_schema() -> None:
    schema_check(
        "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", "templates/textgate.yml"
    )


def test_the_template_installs_this_version_and_keeps_all_results() -> None:
    assert TEMPLATE["variables"]["TEXTGATE_PACKAGE"] == f"textgate=={textgate.__version__}"
    assert TEMPLATE["artifacts"]["when"] == "always"
    assert set(TEMPLATE["artifacts"]["reports"]) == {"junit", "codequality"}
    page = (ROOT / "docs" / "hooks-and-ci.md").read_text(encoding="utf-8")
    assert [
        name for name in TEMPLATE["variables"] if name.startswith("TEXTGATE") and f"`{name}`" not in page
    ] == []


def test_the_job_passes_and_writes_its_reports(work: Path) -> None:
    run = job(work, TEXTGATE_PATHS="good\nmy pages\n")
    assert run.returncode == 0, run.stdout + run.stderr
    reports = TEMPLATE["artifacts"]["reports"]
    assert json.loads((work / reports["codequality"]).read_text()) == []
    assert list(ET.parse(work / reports["junit"]).getroot().iter("failure")) == []
    assert (work / TEMPLATE["artifacts"]["paths"][0] / "index.html").is_file()


def test_the_job_fails_and_writes_its_reports(work: Path) -> None:
    run = job(work)
    assert run.returncode == 1
    assert "control_characters" in run.stdout
    reports = TEMPLATE["artifacts"]["reports"]
    (entry,) = json.loads((work / reports["codequality"]).read_text())
    assert (entry["location"]["path"], entry["location"]["lines"]["begin"]) == ("bad/page.txt", 1)
    assert len(list(ET.parse(work / reports["junit"]).getroot().iter("failure"))) == 1


def test_the_job_heeds_rules_and_arguments(work: Path) -> None:
    (work / "lenient.yaml").write_text("version: 1\nrules:\n  control_characters: warning\n")
    run = job(
        work, TEXTGATE_RULES="lenient.yaml", TEXTGATE_PATHS="bad", TEXTGATE_ARGUMENTS="--quiet\n--metrics\n"
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("\n") == 1


@pytest.mark.parametrize("names", [["TEXTGATE_PATHS"], sorted(TEMPLATE["variables"])], ids=len)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_variables_are_words_not_commands(work: Path, names: list[str], value: str) -> None:
    run = job(work, **{"TEXTGATE_PATHS": "good"} | dict.fromkeys(names, value))
    assert run.returncode in (0, 2, 3), run.stdout + run.stderr
    assert not (work / "pwned").exists()


@pytest.mark.skipif(shutil.which("dash") is None, reason="needs dash")
def test_the_job_runs_in_a_plain_posix_shell_too(work: Path) -> None:
    job(work)  # makes .textgate/bin
    environment = {**TEMPLATE["variables"], "PATH": os.environ["PATH"], "TEXTGATE_PATHS": "good\nbad"}
    run = subprocess.run(
        ["dash", "-e", "-c", TEMPLATE["script"][-1]],
        cwd=work,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1
    assert b"control_characters" in run.stdout
