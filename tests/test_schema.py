import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from test_rules import RULES, TOP, ruled
from test_yaml_nodes import plain
from textgate import check as catalogue
from textgate import rules
from textgate.commands.starter import starter
from textgate.fields import fields_of
from textgate.rules_text import as_yaml, render
from textgate.schema import json_schema
from textgate.yaml_nodes import parse

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

# What only the validator can know: names of other rules, presets' rules, expressions, figures that belong together.
BEYOND_A_SCHEMA = (
    "RE2 refuses",
    "can match the empty text",
    "different phrases",
    "groups in a circle",
    "unknown rule",
    "unknown language, the text",
    "at_least is 2, but there are 1",
    "a member is here twice",
    "a tab cannot indent",
    "byte 0x",
    "must be a finite number",
    "must be a date like",
    "unknown column",
    "is off, so there is no column",
    "measures no value",
    "holds names",
    "is more than max_value",
    "must add up to 1",
    "one for each weight",
    "each quantile needs its range",
)

GOOD = [
    "version: 1\n",
    "version: 1.0\nrules:\ngate:\n",
    "version: 1\npreset: none\nrequire_why: true\npaths: [a]\nexclude: ['*.b']\nrules: {}\n",
    "version: 1\nrules: {mojibake: off, lossy_conversion: {severity: warning, limit: 3, zone: tail}}\n",
    "version: 1\nrules: {injected_reading: {kinds: {pinyin: off}, only: {languages: [zh, no]}, least: 3}}\n",
    "version: 1\nrules: {house: {check: pattern, patterns: ['a+'], whole_word: true, why: x}}\n",
    "version: 1\nrules: {a-b: {check: phrases, phrases: [a, b], at_least: 2, skip: {sources: [x]}}}\n",
    "version: 1\nrules: {g: {group: {at_least: 1, of: [mojibake]}, severity: warning}}\n",
    "version: 1\nrules: {g: {group: {any: [mojibake]}}, h: {group: {all: [mojibake, g]}, why: both}}\n",
    "version: 1\nignore:\n- {documents: [a/], rules: [mojibake], reason: x, expires: 2030-12-31}\n"
    "- {texts: ['ab'], places: ['0123456789abcdef'], reason: 'it is so'}\n",
    "version: 1\nbaseline: known.json\nignore:\nsuppressions: {comments: [], severity: off, require_reason: true}\n",
    "version: 1\ngate: {max_failed: 0.5, max_share: {mojibake: 1}, max_unjudged: 0, min_documents: 2}\n",
    "version: 1\ncorpus:\n",
    "version: 1\ncorpus:\n- {expectation: expect_column_mean_to_be_between, column: failed, max_value: 0.1, "
    "strict_max: true, where: {language: zh, source: [a, b]}, by: encoding, severity: warning, why: x}\n"
    "- {expectation: ExpectTableRowCountToBeBetween, min_value: {$PARAMETER: least}}\n"
    "- {expectation: expect_column_values_to_be_in_set, column: language, value_set: [zh, en], mostly: 0.5}\n",
    "version: 1\ncorpus:\n- {expectation: expect_column_quantile_values_to_be_between, column: characters, "
    "quantile_ranges: {quantiles: [0.5, 1], value_ranges: [[null, 10], [1, 2.5]]}}\n"
    "- {expectation: expect_column_kl_divergence_to_be_less_than, column: language, threshold: 0.5, "
    "partition_object: {values: [zh, en], weights: [0.25, 0.75]}}\n"
    "- {expectation: expect_column_pair_values_a_to_be_greater_than_b, column_A: characters, column_B: places, "
    "or_equal: true, ignore_row_if: neither}\n",
]


def instance(text: str):
    root = parse(text).root
    return None if root is None else json.loads(json.dumps(plain(root)))


def mistakes(text: str) -> str:
    """What the validator says, or nothing."""
    try:
        rules.load(text)
    except rules.RulesError as error:
        return str(error)
    return ""


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("text", GOOD)
def test_both_accept(text):
    rules.load(text)
    VALIDATOR.validate(instance(text))


@pytest.mark.parametrize("name", rules.presets())
def test_presets_and_starters_are_accepted(name):
    VALIDATOR.validate(instance((rules._PRESETS / f"{name}.yaml").read_text(encoding="utf-8")))
    VALIDATOR.validate(instance(starter(name)))
    VALIDATOR.validate(instance(render(rules.load(f"version: 1\npreset: {name}\n"))))


@pytest.mark.parametrize(("text", "told"), TOP + [(ruled(body), told) for body, told in RULES])
def test_both_refuse_what_a_schema_can_know(text, told):
    if any(words in told for words in BEYOND_A_SCHEMA) or isinstance(text, bytes):
        return
    assert not VALIDATOR.is_valid(instance(text))


ANYTHING = st.sampled_from(
    [
        None,
        True,
        1,
        -1,
        0.5,
        2.0,
        "a",
        "warning",
        "off",
        "head",
        "none",
        [],
        ["mojibake"],
        ["zh", "no"],
        [1],
        [""],
        {},
    ]
)
KEYS = [
    "severity",
    "limit",
    "kinds",
    "only",
    "why",
    "patterns",
    "phrases",
    "at_least",
    "group",
    "any",
    "paths",
    "reason",
    "rules",
    "expires",
    "comments",
    "x y",
]


def places(value: object) -> list[tuple]:
    """Every place in nested mappings and lists, as the path of keys and indices that leads there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(key, *rest) for key, below in inside for rest in [(), *places(below)]]


@st.composite
def changed_files(draw: st.DrawFn) -> object:
    """A right file with one or two values replaced, removed, or put under another key."""
    file = instance(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(places(file) or [("version",)]))
        holder = file
        for step in way:
            holder = holder[step]
        value = copy.deepcopy(draw(ANYTHING))
        if isinstance(holder, dict) and draw(st.booleans()):
            value = holder.pop(last, value)
            last = draw(st.sampled_from(KEYS))
        holder[last] = value
    return file


@settings(max_examples=300)
@given(changed_files())
def test_any_file_gets_one_verdict_from_both(file):
    told = mistakes(as_yaml(file))
    # A schema may be laxer than the validator in the ways listed above, never stricter.
    if told and any(words in told for words in BEYOND_A_SCHEMA):
        return
    assert VALIDATOR.is_valid(file) == (not told), told


def test_both_refuse_what_is_no_language_tag():
    text = ruled("mojibake: {skip: {languages: [zh_CN]}}")
    assert not VALIDATOR.is_valid(instance(text))


def test_every_check_has_its_options_and_kinds_in_it():
    for name in catalogue.available():
        check = catalogue.load(name)
        definition = SCHEMA["$defs"][f"check.{name}"]
        assert set(fields_of(check.Options)) <= definition["properties"].keys()
        assert list(definition["properties"]["kinds"]["properties"]) == list(check.KINDS)


def test_every_key_has_a_meaning():
    for name, definition in SCHEMA["$defs"].items():
        for key, schema in definition.get("properties", {}).items():
            assert schema.keys() & {"description", "const", "oneOf"}, f"{name}.{key}"
