"""Imports follow the flow of data: sources → batch → profile → checks → runner → reporters, gate."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "checks" / "textgate"
MODULES = sorted(ROOT.rglob("*.py"))

RECORDS = {"batch", "verdict", "policy", "charclass", "profile", "check"}
# Which modules of the package a module must never import, by the room it stands in.
FORBIDDEN = {
    "checks": {
        "policy",
        "rules",
        "runner",
        "verdict",
        "gate",
        "cli",
        "commands",
        "sources",
        "reporters",
        "engines",
        "api",
    },
    "sources": {
        "runner",
        "rules",
        "policy",
        "verdict",
        "gate",
        "cli",
        "commands",
        "reporters",
        "engines",
        "profile",
        "checks",
    },
    "corpus": {
        "runner",
        "rules",
        "sources",
        "engines",
        "cli",
        "commands",
        "reporters",
        "profile",
        "checks",
        "api",
        "gate",
        "adapters",
    },
    "reporters": {
        "runner",
        "rules",
        "engines",
        "sources",
        "cli",
        "commands",
        "profile",
        "check",
        "checks",
        "api",
    },
    "engines": {"reporters", "cli", "commands", "sources", "rules"},
    "records": {
        "runner",
        "rules",
        "cli",
        "commands",
        "sources",
        "reporters",
        "engines",
        "checks",
        "api",
        "gate",
    },
}
HEAVY = {
    "ftfy",
    "re2",
    "pyarrow",
    "jinja2",
    "pathspec",
    "orjson",
    "pandas",
    "great_expectations",
    "ray",
    "pyspark",
}


def room(path: Path) -> str:
    inside = path.relative_to(ROOT)
    if len(inside.parts) > 1:
        return inside.parts[0]
    return "records" if inside.stem in RECORDS else inside.stem


def imports(tree: ast.Module) -> list[tuple[str, bool]]:
    """Imported modules and whether the import stands at module level (and is executed there)."""
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    top = {id(node) for node in tree.body}
    found = []
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "textgate" else [f"textgate.{a.name}" for a in node.names]
            found += [(name, id(node) in top) for name in names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path):
    forbidden = FORBIDDEN.get(room(path), set())
    for name, _ in imports(ast.parse(path.read_text(encoding="utf-8"))):
        parts = name.split(".")
        assert not (parts[0] == "textgate" and len(parts) > 1 and parts[1] in forbidden), (
            f"{path.name}: {name}"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_heavy_packages_are_imported_where_they_are_needed(path: Path):
    # Expectations are classes of Great Expectations: whoever imports the adapter wants them.
    own = {"great_expectations", "pandas"} if path.parent.name == "great_expectations" else set()
    for name, at_top in imports(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (at_top and name.split(".")[0] in HEAVY - own), (
            f"{path.name} imports {name} at module level"
        )


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if p.name != "cli.py" and p.parent.name != "commands"],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_only_the_command_line_prints_or_reads_the_environment(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{path.name}:{node.lineno} prints"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) != ("os", "environ"), (
                f"{path.name}:{node.lineno} reads the environment"
            )
