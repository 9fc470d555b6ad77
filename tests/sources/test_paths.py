"""Arguments into files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from textgate.sources.paths import PathError, Skipped, find


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository; the working directory is its root."""
    files = {
        "b.txt": "b",
        "a.txt": "a",
        "docs/z.md": "z",
        "docs/a/deep.md": "deep",
        "docs/draft.tmp": "x",
        "build/out.txt": "x",
        ".hidden/secret.txt": "x",
        ".env": "x",
        ".gitignore": "build/\n*.tmp\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".git" / "info").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*arguments: str, **options: object) -> list[str]:
    return [file.name for file in find(arguments, **options)]  # type: ignore[arg-type]


def test_folders_are_walked_in_the_order_of_names_without_hidden_and_ignored_entries(tree: Path) -> None:
    assert names(".") == ["a.txt", "b.txt", "docs/a/deep.md", "docs/z.md"]


def test_without_gitignore_everything_visible_is_read(tree: Path) -> None:
    assert names(".", gitignore=False) == [
        "a.txt",
        "b.txt",
        "build/out.txt",
        "docs/a/deep.md",
        "docs/draft.tmp",
        "docs/z.md",
    ]


def test_a_deeper_gitignore_has_the_last_word(tree: Path) -> None:
    (tree / "docs" / ".gitignore").write_text("!draft.tmp\nz.md\n/a/*\n!/a/deep.md\n")
    assert names("docs") == ["docs/a/deep.md", "docs/draft.tmp"]


def test_the_gitignore_of_the_repository_rules_a_walk_that_starts_below(tree: Path) -> None:
    assert names("docs") == ["docs/a/deep.md", "docs/z.md"]


def test_the_exclude_file_of_the_repository_counts(tree: Path) -> None:
    (tree / ".git" / "info" / "exclude").write_text("b.txt\n")
    assert "b.txt" not in names(".")


def test_a_broken_gitignore_line_is_passed_over(tree: Path) -> None:
    (tree / ".gitignore").write_bytes(b"!\n\xff\xfe\nbuild/\n#x\n\n")
    assert "build/out.txt" not in names(".")


@pytest.mark.parametrize("argument", ["build/out.txt", ".env", ".hidden/secret.txt"])
def test_a_named_file_is_read_whatever_its_name(tree: Path, argument: str) -> None:
    assert names(argument) == [argument]


def test_exclusions_of_the_rules_hold_for_named_files_too(tree: Path) -> None:
    skipped: list[Skipped] = []
    assert names("a.txt", ".", exclude=("a.txt", "docs/"), skipped=skipped) == ["b.txt"]
    assert skipped == [Skipped("a.txt", "excluded by the rules")]


def test_each_file_comes_once(tree: Path) -> None:
    assert names("docs/z.md", ".", "a.txt", "./docs/../a.txt") == [
        "docs/z.md",
        "a.txt",
        "b.txt",
        "docs/a/deep.md",
    ]


def test_patterns(tree: Path) -> None:
    assert names("*.txt") == ["a.txt", "b.txt"]
    assert names("docs/**/*.md") == ["docs/a/deep.md", "docs/z.md"]


def test_a_file_whose_name_is_a_pattern_is_that_file(tree: Path) -> None:
    (tree / "[a].txt").write_text("x")
    assert names("[a].txt") == ["[a].txt"]


@pytest.mark.parametrize("argument", ["nothing.txt", "*.nothing", "docs/nothing/x.md"])
def test_what_names_nothing_is_refused_before_anything_is_read(tree: Path, argument: str) -> None:
    with pytest.raises(PathError, match=r"nothing.*; "):
        find(["a.txt", argument])


def test_names_are_relative_to_the_base_and_absolute_outside(tree: Path) -> None:
    assert names("docs/z.md", "a.txt", base=tree / "docs") == ["z.md", (tree / "a.txt").as_posix()]


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_links_in_folders_are_not_followed_and_loops_do_no_harm(tree: Path) -> None:
    (tree / "docs" / "loop").symlink_to(tree, target_is_directory=True)
    (tree / "docs" / "link.md").symlink_to(tree / "a.txt")
    (tree / "docs" / "dead.md").symlink_to(tree / "nowhere")
    assert names("docs") == ["docs/a/deep.md", "docs/z.md"]
    assert names("docs/link.md") == ["docs/link.md"]


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on POSIX only")
def test_file_names_that_are_not_utf8_are_spelled_out(tree: Path) -> None:
    (tree / "docs" / os.fsdecode(b"z\xff.md")).write_text("x")
    assert names("docs") == ["docs/a/deep.md", "docs/z.md", "docs/z\\xff.md"]


def test_folders_nested_beyond_the_stack_of_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = Path("d")
    for _ in range(400):
        place.mkdir()
        place /= "d"
    assert names(".") == []
