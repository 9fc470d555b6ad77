"""Whatever is missing around a check is named here: its entries, its page, its options, its tests."""

import doctest
import re
import typing
from pathlib import Path

import pytest

from textgate import check as catalogue
from textgate import rules
from textgate.check import FAMILIES, Option
from textgate.explain import HEADINGS, manual
from textgate.fields import MISSING, Reader, fields_of, item_type
from textgate.policy import Rule
from textgate.rules_text import as_yaml
from textgate.yaml_nodes import parse

ROOT = Path(__file__).parents[1]
NAMES = catalogue.available()
RESERVED = {*fields_of(Rule), "group", "name", "line", "options"}
SEVERITIES = {"error", "warning", "off"}


def written(text: str) -> dict:
    """Rule name -> the node under it."""
    root, problems, _ = parse(text)
    assert not problems
    return {name: entry.node for name, entry in root.value["rules"].node.value.items()}


def needs_options(name: str) -> bool:
    return any(field.required for field in fields_of(catalogue.load(name).Options).values())


ORDINARY = [name for name in NAMES if not needs_options(name)]


@pytest.mark.parametrize("name", NAMES)
def test_the_contract(name):
    check = catalogue.load(name)
    assert re.fullmatch("[a-z][a-z0-9_]*", name)
    assert check.FAMILY in FAMILIES
    assert check.SEVERITY in SEVERITIES
    assert check.DIRECTION in ("above", "below")
    assert float(check.LIMIT) == check.LIMIT
    assert check.UNIT
    assert check.KIND_SEVERITY.keys() <= check.KINDS.keys()
    assert set(check.KIND_SEVERITY.values()) <= SEVERITIES
    assert all(re.fullmatch("[a-z0-9][a-z0-9_>+-]*", kind) for kind in check.KINDS)
    assert all(meaning and "\n" not in meaning for meaning in check.KINDS.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_manual_page(name):
    page = manual(catalogue.load(name))
    assert tuple(page.sections) == HEADINGS
    assert all(text.strip() for text in page.sections.values())
    assert page.summary.endswith(".")
    assert "\n" not in page.summary
    for heading in ("Passes", "Fails"):
        assert ">>> " in page.sections[heading], f"{heading} has no example"


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_the_manual_page(name):
    results = doctest.testmod(catalogue.load(name), optionflags=doctest.FAIL_FAST)
    assert results.attempted
    assert not results.failed


@pytest.mark.parametrize("name", NAMES)
def test_the_options(name):
    record = catalogue.load(name).Options
    hints = typing.get_type_hints(record, include_extras=True)
    assert record() == record()
    assert hash(record()) == hash(record())
    assert not RESERVED & hints.keys()
    for field, hint in hints.items():
        notes = getattr(hint, "__metadata__", ())
        assert any(isinstance(note, Option) for note in notes), f"{field} has no Option"
    for option in fields_of(record).values():
        assert option.default is not MISSING
        assert item_type(option.type) in (bool, int, float, str) or option.option.choices
        assert option.option.meaning
        if not option.required:
            assert readable(option), f"the default of {option.name} is outside its own range"


def readable(option) -> bool:
    problems: list = []
    root, _, _ = parse(as_yaml(option.default))
    return Reader(problems).value(option, root, option.name) == option.default and not problems


@pytest.mark.parametrize("name", ORDINARY)
def test_the_recommended_preset_has_it_with_its_own_severity(name):
    entries = written((rules._PRESETS / "recommended.yaml").read_text(encoding="utf-8"))
    assert name in entries, f"presets/recommended.yaml lacks {name}"
    assert entries[name].value == catalogue.load(name).SEVERITY


@pytest.mark.parametrize("name", ORDINARY)
def test_the_rules_of_this_repository_have_it(name):
    entries = written((ROOT / "rules.yaml").read_text(encoding="utf-8"))
    assert name in entries, f"rules.yaml lacks {name}"


def test_the_rules_of_this_repository_give_reasons():
    text = (ROOT / "rules.yaml").read_text(encoding="utf-8")
    policy = rules.load(text)
    assert "require_why: true" in text
    assert all(rule.why for rule in policy.rules if rule.severity != "off")
    assert not policy.warnings


def test_nothing_is_listed_that_is_not_there():
    for text in (ROOT / "rules.yaml", rules._PRESETS / "recommended.yaml"):
        assert set(written(text.read_text(encoding="utf-8"))) == set(ORDINARY)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_tested(name):
    files = (ROOT / "tests" / "checks").glob("test_*.py")
    assert any(f'"{name}"' in file.read_text(encoding="utf-8") for file in files), (
        "no test in tests/checks names it"
    )
