"""What a run on one clean file must not load. The time itself is measured by benchmarks/startup.py."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEVER = {"pandas", "great_expectations", "pyarrow", "fsspec", "ray", "pyspark", "rich", "charset_normalizer"}
NOT_FOR_CLEAN_TEXT = NEVER | {
    "asyncio",
    "concurrent.futures",
    "fontTools",
    "ftfy",
    "importlib.metadata",
    "jinja2",
    "multiprocessing",
    "numpy.ma",
    "opencc",
    "orjson",
    "pathspec",
    "pypinyin",
    "re2",
    "wordfreq",
    "xml.sax",
}
NOT_FOR_ASCII = {
    "bz2",
    "glob",
    "html.entities",
    "lzma",
    "shutil",
    "textgate.atomic",
    "textgate.mojibake.accidents",
    "textgate.mojibake.alien_runs",
    "textgate.mojibake.alphabets",
    "textgate.mojibake.encodings",
    "textgate.mojibake.garbled_words",
    "textgate.mojibake.lost_letters",
    "textgate.mojibake.plans",
    "textgate.mojibake.screens",
    "textgate.spam.blocks",
    "textgate.truncation.tail",
    "zlib",
}
"""What only an alarm, an unusual source or a file of results needs."""
TEXTS = {
    "english": "The ferry leaves at nine. Tickets are sold on board, and dogs travel free.\n",
    "russian": "Паром отходит в девять часов. Билеты продают на борту, собаки едут бесплатно.\n",
    "chinese": "渡轮九点出发。船上售票，狗可以免费乘船。\n",
    "french": "Le bac part à neuf heures. Les billets sont vendus à bord, même aux élèves.\n",
}


def loaded(*arguments: str, folder: Path) -> set[str]:
    """Modules that a run of the command line imports."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks")}
    command = [sys.executable, "-X", "importtime", "-m", "textgate", *arguments]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return set(re.findall(r"^import time:.*\| +(\S+)$", run.stderr, re.MULTILINE))


def offending(modules: set[str], forbidden: set[str]) -> set[str]:
    return {m for m in modules if m in forbidden or m.split(".")[0] in forbidden}


@pytest.mark.parametrize("language", TEXTS)
def test_a_clean_file_loads_nothing_heavy(tmp_path: Path, language: str) -> None:
    (tmp_path / "clean.txt").write_text(TEXTS[language] * 5, encoding="utf-8")
    modules = loaded("check", "--jobs", "1", "clean.txt", folder=tmp_path)
    assert "numpy" in modules
    assert offending(modules, NOT_FOR_CLEAN_TEXT) == set()


def test_a_clean_file_of_ascii_loads_no_second_stage(tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text(TEXTS["english"] * 5, encoding="utf-8")
    assert offending(loaded("check", "--jobs", "1", "clean.txt", folder=tmp_path), NOT_FOR_ASCII) == set()


def test_the_hook_on_a_clean_file_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text(TEXTS["english"], encoding="utf-8")
    (tmp_path / "rules.yaml").write_text("version: 1\npreset: recommended\n", encoding="utf-8")
    modules = loaded("check", "--hook", "clean.txt", folder=tmp_path)
    assert offending(modules, NOT_FOR_CLEAN_TEXT) == set()


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["check", "--help"]])
def test_help_does_not_even_load_numpy(tmp_path: Path, command: list[str]) -> None:
    assert offending(loaded(*command, folder=tmp_path), NOT_FOR_CLEAN_TEXT | {"numpy", "yaml"}) == set()
