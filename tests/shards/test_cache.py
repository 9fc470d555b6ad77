"""The cache of `textgate check`: never another answer, and hardly any work the second time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import corpora
from textgate import cli

CACHE = ".textgate_cache"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a rules file, some texts, and a file of records."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text("version: 1\npreset: recommended\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for number, text in enumerate(corpora.TEXTS):
        (tmp_path / "docs" / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "docs" / "records.jsonl").write_bytes(corpora.lines(40))
    return tmp_path


def check(*options: str) -> bytes:
    """The verdicts of docs/."""
    out = Path("verdicts.jsonl")
    out.unlink(missing_ok=True)
    code = cli.main(["check", "docs", "--quiet", "--no-report", "--verdicts", str(out), *options])
    assert code == 3
    return out.read_bytes()


@pytest.fixture
def plain(here: Path) -> bytes:
    return check("--no-cache")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fills with the documents that are really judged."""
    from textgate import runner

    judge, names = runner.judge, list[str]()

    def noting(documents, policy, **how):  # type: ignore[no-untyped-def]
        names.extend(document.id for document in documents)
        return judge(documents, policy, **how)

    monkeypatch.setattr(runner, "judge", noting)
    return names


def test_the_second_run_judges_nothing_and_says_the_same(plain: bytes, seen: list[str]) -> None:
    assert check() == plain
    assert len(seen) > 40
    seen.clear()
    assert check() == plain
    assert check("--jobs", "2") == plain
    assert seen == []


def test_reports_of_a_second_run_are_the_same(here: Path) -> None:
    written = []
    for name in ("one", "two"):
        formats = ("text", "sarif", "junit", "markdown")
        outputs = [f"--output={format}={name}.{format}" for format in formats]
        cli.main(["check", "docs", "--report", name, *outputs])
        pages = sorted((here / name).rglob("*.html"))
        written.append(
            [(here / f"{name}.{format}").read_bytes() for format in formats]
            + [page.read_bytes() for page in pages if page.parent.name == "documents"]
        )
        assert len(pages) > 10
    assert written[0] == written[1]


def test_only_what_changed_is_judged(plain: bytes, seen: list[str], here: Path) -> None:
    check()
    seen.clear()
    (here / "docs" / "1.txt").write_text("All is well now.", encoding="utf-8")
    changed = check()
    assert seen == ["docs/1.txt"]
    assert changed != plain
    assert changed == check("--no-cache")


@pytest.mark.parametrize(
    "option", [("--metrics",), ("--id-field", "no"), ("--text-field", "id"), ("--max-size", "60")]
)
def test_another_question_gets_another_answer(plain: bytes, option: tuple[str, ...]) -> None:
    check()
    assert check(*option) == check(*option, "--no-cache") != plain


def test_other_rules_get_another_answer(plain: bytes, here: Path) -> None:
    check()
    (here / "rules.yaml").write_text("version: 1\npreset: none\n", encoding="utf-8")
    assert check() == check("--no-cache") != plain


def test_an_edit_of_the_program_is_another_program(seen: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from textgate.shards import fingerprint

    check()
    seen.clear()
    monkeypatch.setattr(fingerprint, "code", lambda: "edited")
    check()
    assert len(seen) > 40


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b'{"format": 1}\n{}\n', None])
def test_a_damaged_cache_is_written_again(
    plain: bytes, seen: list[str], here: Path, content: bytes | None
) -> None:
    check()
    parts = list((here / CACHE).glob("*/*/*.part"))
    assert len(parts) == 6
    for part in parts:
        if content is None:
            part.unlink()
        else:
            part.write_bytes(content)
    seen.clear()
    assert check() == plain
    assert len(seen) > 40
    seen.clear()
    assert check() == plain
    assert seen == []


def test_it_lies_beside_the_rules_and_keeps_out_of_git(here: Path) -> None:
    check()
    assert (here / CACHE / ".gitignore").read_text() == "*\n"
    assert sorted(entry.name for entry in here.iterdir()) == [CACHE, "docs", "rules.yaml", "verdicts.jsonl"]


def test_without_rules_nothing_is_left_behind(here: Path) -> None:
    (here / "rules.yaml").unlink()
    check()
    assert not (here / CACHE).exists()


def test_no_cache_leaves_nothing_behind(plain: bytes, here: Path) -> None:
    assert not (here / CACHE).exists()


def test_a_cache_inside_the_texts_is_not_judged(plain: bytes) -> None:
    assert check("--cache", "docs/parts") == plain
    assert check("--cache", "docs/parts") == plain


def test_where_it_cannot_be_made_nothing_is_kept(plain: bytes, here: Path) -> None:
    (here / CACHE).write_text("a file of that name", encoding="utf-8")
    assert check() == plain
    assert (here / CACHE).read_text(encoding="utf-8") == "a file of that name"


def test_texts_that_cannot_be_read_are_tried_again(here: Path) -> None:
    path = here / "docs" / "locked.txt"
    path.write_text("All is well.", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("the administrator may read everything")
    assert b"cannot be read" in check()
    path.chmod(0o600)
    assert b"cannot be read" not in check()


def test_standard_input_is_not_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys
    from types import SimpleNamespace

    for _ in range(2):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"All is well.")))
        assert cli.main(["check", "-", "--no-report"]) == 0
    assert not (here / CACHE).exists()


class TestUsage:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--no-cache", "--resume"], "--resume needs the results that --no-cache does not keep"),
            (["--no-cache", "--cache", "x"], "--cache needs the results that --no-cache does not keep"),
            (["--engine", "ray", "--jobs", "2"], "--jobs is for --engine local, not for ray"),
            (["--ray-address", "auto"], "--ray-address is for --engine ray, not for local"),
            (["--engine", "ray", "--spark-master", "x"], "--spark-master is for --engine spark, not for ray"),
            (["--verdicts", "v.xml"], "--verdicts v.xml: name the file .jsonl or .parquet"),
            (["--engine", "dask"], "invalid choice: 'dask'"),
        ],
    )
    def test_what_does_not_fit_together_is_told(
        self, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["check", "docs", *options]) == 2
        assert message in capsys.readouterr().err

    def test_a_folder_that_cannot_be_made_is_named(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "file").write_text("x")
        assert cli.main(["check", "docs", "--cache", "file/cache", "--no-report"]) == 3
        assert "cannot be written" in capsys.readouterr().err

    @pytest.mark.parametrize("engine", ["ray", "spark"])
    def test_an_engine_that_is_not_installed_is_named(
        self, engine: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        import sys

        for name in ("ray", "pyspark", "pyspark.sql"):
            monkeypatch.setitem(sys.modules, name, None)
        assert cli.main(["check", "docs", "--engine", engine, "--no-report"]) == 2
        assert f"pip install 'textgate[{engine}]'" in capsys.readouterr().err


def test_verdicts_as_a_table_are_those_of_the_lines(here: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    import json

    lines = [json.loads(line) for line in check("--metrics").splitlines()]
    assert cli.main(["check", "docs", "--no-report", "--verdicts", "v.parquet", "--metrics"]) == 3
    rows = pq.read_table("v.parquet").to_pylist()
    for row in rows:
        row["metrics"] = None if row["metrics"] is None else dict(row["metrics"])
    assert [{key: row[key] for key in line} for row, line in zip(rows, lines, strict=True)] == lines
