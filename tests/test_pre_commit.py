"""The hooks, run by the real pre-commit in a repository of their own. Offline but for pip's installation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ("checks", "pyproject.toml", "README.md", "LICENSE", "NOTICE", ".pre-commit-hooks.yaml")
FAULTY = "A bell \x07 rings in the text.\n"
CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: textgate
      - id: textgate-corpus
        stages: [manual]
      - id: textgate-fix
        stages: [manual]
"""

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *names, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PYTHONPATH"))}
    environment |= {"PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A repository that uses the hooks, and the home of pre-commit with the environment installed."""
    pytest.importorskip("pre_commit")
    base = tmp_path_factory.mktemp("pre-commit")
    package, user, home = base / "package", base / "user", base / "home"
    package.mkdir()
    user.mkdir()
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, package / name)
    git(package, "init", "-q")
    git(package, "add", "-A")
    git(package, "commit", "-qm", "package")
    config = CONFIG.format(repository=package.as_posix(), revision=git(package, "rev-parse", "HEAD"))
    (user / ".pre-commit-config.yaml").write_text(config)
    git(user, "init", "-q")
    install = pre_commit(user, home, "install-hooks")
    if install.returncode != 0 and "pip" in install.stdout:
        pytest.skip(f"pip cannot install the package here: {install.stdout[-300:]}")
    assert install.returncode == 0, install.stdout + install.stderr
    return user, home


def test_the_manifest_is_valid() -> None:
    pytest.importorskip("pre_commit")
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
def test_a_commit_with_a_faulty_text_is_refused(hooked: tuple[Path, Path]) -> None:
    user, home = hooked
    (user / "notes.txt").write_text("The ferry leaves at nine.\n")
    (user / "empty.txt").write_text("")
    (user / "wide.txt").write_text("The ferry leaves at nine.\n", encoding="utf-16")
    git(user, "add", "-A")
    clean = pre_commit(user, home, "run", "textgate")
    assert clean.returncode == 0, clean.stdout
    (user / "bad.txt").write_text(FAULTY)
    git(user, "add", "-A")
    run = pre_commit(user, home, "run", "textgate")
    assert run.returncode == 1
    assert "bad.txt:1:8" in run.stdout
    assert "control_characters" in run.stdout
    git(user, "rm", "-qf", "bad.txt")


@pytest.mark.slow
def test_the_corpus_hook_counts_over_all_files(hooked: tuple[Path, Path]) -> None:
    user, home = hooked
    rules = "version: 1\npaths: [texts]\ngate:\n  max_failed: {}\n"
    (user / "texts").mkdir(exist_ok=True)
    for number in range(9):
        (user / "texts" / f"{number}.txt").write_text("The ferry leaves at nine.\n")
    (user / "texts" / "bad.txt").write_text(FAULTY)
    for share, code in ((0.2, 0), (0.05, 1)):
        (user / "rules.yaml").write_text(rules.format(share))
        git(user, "add", "-A")
        run = pre_commit(user, home, "run", "--hook-stage", "manual", "textgate-corpus")
        assert run.returncode == code, run.stdout
    assert not (user / "reports").exists()
    git(user, "rm", "-rqf", "texts", "rules.yaml")


@pytest.mark.slow
def test_the_repairing_hook_writes_and_stops_the_commit(hooked: tuple[Path, Path]) -> None:
    user, home = hooked
    (user / "letter.txt").write_text("Wir grÃ¼ÃŸen herzlich aus KÃ¶ln.\n", encoding="utf-8")
    (user / "clean.txt").write_text("The ferry leaves at nine.\n")
    git(user, "add", "-A")
    run = pre_commit(user, home, "run", "--hook-stage", "manual", "textgate-fix")
    assert run.returncode == 1, run.stdout
    assert "files were modified by this hook" in run.stdout
    assert (user / "letter.txt").read_text(encoding="utf-8") == "Wir grüßen herzlich aus Köln.\n"
    assert (user / "clean.txt").read_text() == "The ferry leaves at nine.\n"
    git(user, "add", "-A")
    assert pre_commit(user, home, "run", "--hook-stage", "manual", "textgate-fix").returncode == 0
    git(user, "rm", "-qf", "letter.txt", "clean.txt")


LARGEST_ENVIRONMENT = 120 << 20


@pytest.mark.slow
def test_the_environment_of_the_hooks_is_small(hooked: tuple[Path, Path]) -> None:
    _, home = hooked
    (environment,) = home.glob("repo*/py_env-*")
    # Space on disk, as du counts it; pip's own files belong to the environment.
    size = sum(path.lstat().st_blocks * 512 for path in environment.rglob("*"))
    assert size <= LARGEST_ENVIRONMENT
