import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate import check as catalogue
from textgate import rules
from textgate.commands.starter import starter
from textgate.fields import fields_of
from textgate.policy import Condition, Gate, Ignore, Policy, Rule, Suppressions
from textgate.rule_reader import GroupMembers
from textgate.rules import RulesError, RulesFile, load
from textgate.rules_text import as_yaml, render


def mistakes(text: str | bytes) -> list[str]:
    with pytest.raises(RulesError) as caught:
        load(text)
    return str(caught.value).splitlines()


def ruled(body: str) -> str:
    """A rules file without a preset, with the given lines under ``rules:``."""
    return "version: 1\npreset: none\nrules:\n" + "".join(f"  {line}\n" for line in body.splitlines())


def only_rule(body: str):
    (rule,) = load(ruled(body)).rules
    return rule


# What is right stays right.


def test_the_shortest_file_is_the_recommended_policy():
    policy = load("version: 1\n")
    assert policy.rules == rules.default().rules
    assert not policy.warnings


def test_a_rule_without_more_is_its_check():
    rule = only_rule("mojibake: error")
    check = catalogue.load("mojibake")
    assert (rule.name, rule.check, rule.severity, rule.limit) == (
        "mojibake",
        "mojibake",
        "error",
        check.LIMIT,
    )
    assert rule.options == check.Options()
    assert rule.line == 4


def test_everything_that_can_be_said_of_a_rule():
    rule = only_rule(
        "house:\n"
        "  check: pattern\n"
        "  patterns: ['\\bTODO\\b', '\\{\\{']\n"
        "  ignore_case: true\n"
        "  severity: warning\n"
        "  limit: 2\n"
        "  confidence: 0.5\n"
        "  kinds: {match: error}\n"
        "  only: {paths: ['docs/**'], languages: [zh-Hant, no], sources: [news]}\n"
        "  skip: {paths: ['*.min.txt']}\n"
        "  zone: head\n"
        "  why: because"
    )
    assert rule.options.patterns == (r"\bTODO\b", r"\{\{")
    assert rule.options.ignore_case is True
    assert (rule.check, rule.severity, rule.limit, rule.confidence) == ("pattern", "warning", 2.0, 0.5)
    assert rule.kinds == {"match": "error"}
    assert rule.only == Condition(("docs/**",), ("zh-Hant", "no"), ("news",))
    assert rule.skip == Condition(paths=("*.min.txt",))
    assert (rule.zone, rule.why) == ("head", "because")


@pytest.mark.parametrize(
    ("body", "at_least"),
    [
        ("any: [mojibake, lossy_conversion]", 1),
        ("all: [mojibake, lossy_conversion]", 2),
        ("at_least: 2, of: [mojibake, lossy_conversion]", 2),
    ],
)
def test_groups(body, at_least):
    policy = load(f"version: 1\nrules:\n  both: {{group: {{{body}}}, severity: warning}}\n")
    (group,) = policy.groups
    assert group.members == ("mojibake", "lossy_conversion")
    assert (group.at_least, group.severity, group.line) == (at_least, "warning", 3)


def test_groups_stand_after_the_groups_in_them():
    policy = load(
        ruled("a: {group: {any: [b]}}\nb: {group: {any: [c]}}\nc: {group: {any: [mojibake]}}\nmojibake: off")
    )
    assert [group.name for group in policy.groups] == ["c", "b", "a"]


def test_rules_that_are_off_are_left_out_unless_a_group_needs_them():
    text = ruled("mojibake: off\nlossy_conversion: off\ng: {group: {any: [mojibake]}}")
    assert [rule.name for rule in load(text).rules] == ["mojibake"]


def test_a_rule_that_is_off_but_for_one_kind_is_measured():
    kind = next(iter(catalogue.load("injected_reading").KINDS))
    rule = only_rule(f"injected_reading: {{severity: off, kinds: {{{kind}: error}}}}")
    assert rule.severity == "off"


def test_a_file_changes_its_preset_key_by_key():
    strict = load("version: 1\npreset: strict\n")
    changed = load("version: 1\npreset: strict\nrules: {mojibake: {confidence: 0.9}}\n")
    before = {rule.name: rule for rule in strict.rules}
    after = {rule.name: rule for rule in changed.rules}
    assert after["mojibake"] == before["mojibake"]._replace(confidence=0.9, line=3)
    assert {name for name in after if after[name] != before[name]} == {"mojibake"}


def test_kinds_are_added_to_those_of_the_preset():
    base = {rule.name: rule for rule in load("version: 1\npreset: strict\n").rules}["injected_reading"].kinds
    assert base
    text = "version: 1\npreset: strict\nrules: {injected_reading: {kinds: {pinyin: warning}}}\n"
    kinds = {rule.name: rule for rule in load(text).rules}["injected_reading"].kinds
    assert kinds == {**base, "pinyin": "warning"}


def test_a_word_without_a_value_says_nothing():
    assert load("version: 1\nrules:\n  # mojibake: off\ngate:\n").rules == rules.default().rules


def test_the_gate():
    policy = load("version: 1\ngate: {max_failed: 0.01, max_share: {mojibake: 0.001}, min_documents: 3}\n")
    assert policy.gate == Gate(0.01, {"mojibake": 0.001}, min_documents=3)
    assert not policy.warnings


def test_paths_and_text_are_kept():
    text = "version: 1\npaths: [a, 'b/**']\nexclude: ['*.bak']\n"
    policy = load(text)
    assert (policy.paths, policy.exclude, policy.text) == (("a", "b/**"), ("*.bak",), text)


def test_policies_and_errors_pickle():
    policy = load("version: 1\n")
    assert pickle.loads(pickle.dumps(policy)) == policy
    with pytest.raises(RulesError) as caught:
        load("version: 2\n")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_bytes_with_a_byte_order_mark():
    assert load(b"\xef\xbb\xbfversion: 1\n").rules == rules.default().rules


# Remarks that refuse nothing.


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("version: 1\n# \u202e\n", "rules.yaml:2:3: invisible character U+202E"),
        (
            "version: 1\ngate: {max_share: {mojibake: 0.1}}\n",
            "rules.yaml:2:20: gate.max_share.mojibake: max_failed",
        ),
        (
            "version: 1\ngate: {max_share: {mojibake: 0.1}}\nrules: {mojibake: off}\n",
            "rules.yaml:2:20: gate.max_share.mojibake: the rule is off",
        ),
    ],
)
def test_warnings(text, warning):
    (told,) = load(text).warnings
    assert told.startswith(warning)


# Mistakes: place, path, what is wrong, the nearest right name.

TOP = [
    ("", "1:1: the file is empty; start with `version: 1`"),
    ("# nothing\n", "1:1: the file is empty; start with `version: 1`"),
    ("[1]\n", "1:1: must be a mapping with version and rules, not a list"),
    ("rules: {}\n", "1:1: version is missing; start the file with `version: 1`"),
    ("version: 2\n", "1:10: version: must be at most 1, not 2"),
    ("version: one\n", "1:10: version: must be a whole number, not the text 'one'"),
    ("version: 1\nrule: {}\n", "2:1: rule: unknown key; did you mean rules?"),
    ("version: 1\nmojibake: error\n", "2:1: mojibake: a rule belongs under `rules:`, indented"),
    ("version: 1\npreset: strickt\n", "2:9: preset: unknown preset (there is none, "),
    ("version: 1\npreset: 3\n", "2:9: preset: must be a text, not 3; put it in quotes"),
    ("version: 1\nrules: [mojibake]\n", "2:8: rules: must be a mapping, not a list"),
    (
        "version: 1\npaths: docs\n",
        "2:8: paths: must be a list of texts, like ['a', 'b'], not the text 'docs'",
    ),
    ("version: 1\npaths: [a, '']\n", "2:12: paths.1: must not be an empty text"),
    ("version: 1\nexclude: [1]\n", "2:11: exclude.0: must be a text, not 1; put it in quotes"),
    ("version: 1\ngate: 3\n", "2:7: gate: must be a mapping, not 3"),
    ("version: 1\ngate: {max_failed: 2}\n", "2:20: gate.max_failed: must be at most 1, not 2"),
    ("version: 1\ngate: {max_failed: .nan}\n", "2:20: gate.max_failed: must be a finite number, not nan"),
    ("version: 1\ngate: {max_fail: 0}\n", "2:8: gate.max_fail: unknown key; did you mean max_failed?"),
    (
        "version: 1\ngate: {max_share: {mojibak: 0}}\n",
        "2:20: gate.max_share.mojibak: unknown rule; did you mean moj",
    ),
    (
        "version: 1\ngate: {max_share: 1}\n",
        "2:19: gate.max_share: must be a mapping, like {name: value}, not 1",
    ),
    ("version: 1\ngate: {min_documents: 1.5}\n", "2:23: gate.min_documents: must be a whole number, not 1.5"),
    ("version: 1\nrules:\n\tmojibake: off\n", "3:1: a tab cannot indent YAML; use spaces"),
    (b"version: 1\n# \xff\n", "2:3: byte 0xFF is not valid UTF-8; save the file as UTF-8"),
]
RULES = [
    ("mojibak: error", "4:3: rules.mojibak: unknown check; did you mean mojibake?"),
    ("Mojibake: error", "4:3: rules.Mojibake: unknown check; did you mean mojibake?"),
    ("xyzzy: {severity: error}", "4:3: rules.xyzzy: unknown check; a rule of your own names its check"),
    (
        "x: {check: patern, patterns: [a]}",
        "4:14: rules.x.check: unknown check, the text 'patern'; did you mean pattern?",
    ),
    ("x: {check: [pattern]}", "4:14: rules.x.check: unknown check, a list"),
    ("x: {check: os.path}", "4:14: rules.x.check: unknown check, the text 'os.path'"),
    (
        "mojibake: {check: pattern}",
        "4:21: rules.mojibake.check: a rule named after the check mojibake must use it",
    ),
    (
        "mojibake: eror",
        "4:13: rules.mojibake: must be one of error, warning, off, or a mapping, not the text 'eror'; did",
    ),
    (
        "mojibake: false",
        "4:13: rules.mojibake: must be one of error, warning, off, or a mapping, not false; to switch",
    ),
    ("mojibake:", "4:12: rules.mojibake: must be one of error, warning, off, or a mapping, not nothing"),
    ("'a b': {check: pattern, patterns: [a]}", "4:3: rules.a b: a rule's name is letters, digits, _ and -"),
    ("mojibake: {thresold: 1}", "4:14: rules.mojibake.thresold: unknown option; did you mean limit?"),
    (
        "mojibake: {severity: fatal}",
        "4:24: rules.mojibake.severity: must be one of error, warning, off, not the",
    ),
    ("mojibake: {limit: .inf}", "4:21: rules.mojibake.limit: must be a finite number, not inf"),
    ("mojibake: {limit: .nan}", "4:21: rules.mojibake.limit: must be a finite number, not nan"),
    ("mojibake: {limit: '3'}", "4:21: rules.mojibake.limit: must be a number, not the text '3'"),
    ("mojibake: {limit: true}", "4:21: rules.mojibake.limit: must be a number, not true"),
    ("repeated_lines: {limit: 30}", "4:27: rules.repeated_lines.limit: must be from 0 to 1 (share of"),
    ("mojibake: {confidence: 1.5}", "4:26: rules.mojibake.confidence: must be at most 1, not 1.5"),
    (
        "mojibake: {zone: hed}",
        "4:20: rules.mojibake.zone: must be one of all, head, body, tail, not the text 'hed'; did",
    ),
    ("mojibake: {why: 3}", "4:19: rules.mojibake.why: must be a text, not 3; put it in quotes"),
    (
        "injected_reading: {kinds: {pinjin: off}}",
        "4:30: rules.injected_reading.kinds.pinjin: unknown kind (there is",
    ),
    (
        "injected_reading: {kinds: {pinyin: of}}",
        "4:38: rules.injected_reading.kinds.pinyin: must be one of error,",
    ),
    ("injected_reading: {kinds: [pinyin]}", "4:29: rules.injected_reading.kinds: must be a mapping, like"),
    ("mojibake: {only: {path: [a]}}", "4:21: rules.mojibake.only.path: unknown key; did you mean paths?"),
    ("mojibake: {only: {}}", "4:20: rules.mojibake.only: names nothing; give paths, languages or sources"),
    (
        "mojibake: {only: [a]}",
        "4:20: rules.mojibake.only: must be a mapping of paths, languages, sources, not a list",
    ),
    (
        "mojibake: {skip: {languages: [zh, jp]}}",
        "4:37: rules.mojibake.skip.languages.1: unknown language, the text",
    ),
    ("mojibake: {skip: {languages: [zh_CN]}}", "4:33: rules.mojibake.skip.languages.0: unknown language"),
    ("x: {check: pattern}", "4:3: rules.x: patterns is missing: RE2 expressions to look for"),
    ("x: {check: pattern, patterns: []}", "4:33: rules.x.patterns: must have at least 1 item, not 0"),
    ("x: {check: pattern, patterns: a}", "4:33: rules.x.patterns: must be a list of texts"),
    (
        "x: {check: pattern, patterns: [a, '(?=b)']}",
        "4:37: rules.x.patterns.1: RE2 refuses this pattern: invalid perl",
    ),
    ("x: {check: pattern, patterns: ['a*']}", "4:34: rules.x.patterns.0: can match the empty text"),
    (
        "x: {check: pattern, patterns: [a], ignore_case: yes}",
        "4:51: rules.x.ignore_case: must be true or false, not",
    ),
    (
        "x: {check: phrases, phrases: [a], at_least: 2}",
        "4:47: rules.x.at_least: asks for 2 different phrases; the",
    ),
    (
        "x: {check: phrases, phrases: [a], at_least: 0}",
        "4:47: rules.x.at_least: must be at least 1 phrases, not 0",
    ),
    ("g: {group: {any: [mojibake]}}", "4:14: rules.g.group: unknown rule mojibake"),
    ("g: {group: {any: []}}", "4:20: rules.g.group.any: must have at least 1 item, not 0"),
    ("g: {group: {any: [g]}}", "4:14: rules.g.group: groups in a circle: g in g"),
    ("g: {group: {of: [mojibake], any: [mojibake]}}\nmojibake: off", "4:14: rules.g.group: write one of"),
    ("g: {group: {}}", "4:14: rules.g.group: write one of"),
    (
        "g: {group: {at_least: 2, of: [mojibake]}}\nmojibake: off",
        "4:14: rules.g.group: at_least is 2, but there are 1",
    ),
    ("g: {group: {all: [mojibake, mojibake]}}\nmojibake: off", "4:14: rules.g.group: a member is here twice"),
    ("g: {group: {any: [mojibake]}, limit: 3}\nmojibake: off", "4:33: rules.g.limit: unknown key of a group"),
    (
        "mojibake: {group: {any: [x]}}\nx: {check: pattern, patterns: [a]}",
        "4:3: rules.mojibake: this is the name of",
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOP)
def test_mistakes_at_the_top(text, expected):
    assert mistakes(text)[0].startswith(f"rules.yaml:{expected}")


@pytest.mark.parametrize(("body", "expected"), RULES)
def test_mistakes_in_rules(body, expected):
    told = mistakes(ruled(body))
    assert told[0].startswith(f"rules.yaml:{expected}")
    assert len(told) == 1


def test_all_mistakes_at_once_in_the_order_of_the_file():
    bodies = [body for body, _ in RULES if body.startswith("mojibake: {") and "group" not in body]
    options = [body.removeprefix("mojibake: {").removesuffix("}") for body in bodies[1:]]
    seen: dict[str, str] = {}
    for option in options:
        seen.setdefault(option.partition(":")[0], option)
    told = mistakes(ruled("mojibake: {" + ", ".join(seen.values()) + "}\nmojibak: off") + "gat: 1\n")
    assert len(told) == len(seen) + 2
    places = [tuple(map(int, line.split(":")[1:3])) for line in told]
    assert places == sorted(places)


def test_messages_are_single_lines_that_show_what_cannot_be_seen():
    (told,) = mistakes('version: 1\n"a\\n::error::\\e[0m\\u202e": 1\n')
    assert told == r"rules.yaml:2:1: a\n::error::\x1b[0m\u202e: unknown key"
    (told,) = mistakes(f"version: 1\n{'k' * 5000}: 1\n")
    assert len(told) < 200


EXAMPLE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8").split("```")[1][5:]


@given(
    st.integers(0, len(EXAMPLE)),
    st.integers(0, 8),
    st.text(st.sampled_from("ab1:-[]{},&*!|>'\"#%@? \n\t\u202eé\x00~<."), max_size=4),
)
def test_any_damaged_file_is_read_or_refused(start, length, inserted):
    text = EXAMPLE[:start] + inserted + EXAMPLE[start + length :]
    try:
        load(text)
    except RulesError as error:
        lines = text.count("\n") + 2
        assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in error.problems)  # noqa: PT017


def test_the_source_is_named():
    with pytest.raises(RulesError, match=r"^conf/textgate\.yaml:1:10: version"):
        load("version: 9", source="conf/textgate.yaml")


def test_reasons_can_be_asked_for():
    text = "version: 1\nrequire_why: true\nrules:\n  mojibake: {limit: 3}\n  lossy_conversion: error\n"
    assert mistakes(text) == [
        "rules.yaml:4:3: rules.mojibake: departs from its check's defaults (limit): say why",
    ]
    load(text.replace("limit: 3", "limit: 3, why: old scans"))


# Presets.


@pytest.mark.parametrize("name", rules.presets())
def test_presets_are_right_and_give_reasons(name):
    text = (rules._PRESETS / f"{name}.yaml").read_text(encoding="utf-8")
    assert "require_why: true" in text
    policy = load(text, source=name)
    assert policy.rules
    assert not policy.warnings
    assert load(f"version: 1\npreset: {name}\n").gate == policy.gate


def test_strict_asks_for_more_than_recommended():
    rank = {"off": 0, "warning": 1, "error": 2}
    strict = {rule.name: rule for rule in load("version: 1\npreset: strict\n").rules}
    for rule in rules.default().rules:
        assert rank[strict[rule.name].severity] >= rank[rule.severity]
        if catalogue.load(rule.check).DIRECTION == "above":
            assert strict[rule.name].limit <= rule.limit


# Text of policies.


def stripped(policy: Policy) -> Policy:
    return policy._replace(
        text="",
        warnings=(),
        rules=tuple(rule._replace(line=0) for rule in policy.rules),
        groups=tuple(group._replace(line=0) for group in policy.groups),
    )


@pytest.mark.parametrize("name", rules.presets())
def test_a_rendered_preset_is_the_same_policy(name):
    policy = load(f"version: 1\npreset: {name}\npaths: [a b, 'no']\n")
    assert stripped(load(render(policy))) == stripped(policy)


@given(
    pattern=st.text(st.characters(codec="utf-8"), min_size=1).map(
        lambda text: "x" + "".join(f"\\x{{{ord(c):X}}}" for c in text)
    ),
    why=st.text(st.characters(codec="utf-8")),
    limit=st.floats(allow_nan=False, allow_infinity=False),
    phrase=st.text(st.characters(codec="utf-8"), min_size=1),
)
def test_any_rendered_policy_is_the_same_policy(pattern, why, limit, phrase):
    pattern_check, phrases_check = catalogue.load("pattern"), catalogue.load("phrases")
    base = only_rule("a: {check: pattern, patterns: [x]}")
    one = base._replace(options=pattern_check.Options((pattern,)), why=why, limit=limit)
    two = base._replace(name="no", check="phrases", options=phrases_check.Options((phrase,), True))
    policy = Policy((one, two))
    assert stripped(load(render(policy))) == stripped(policy)


@pytest.mark.parametrize("name", rules.presets())
def test_the_starter_is_right_as_it_is_and_without_its_comment_signs(name):
    text = starter(name)
    assert stripped(load(text)).rules == stripped(load(f"version: 1\npreset: {name}\n")).rules
    opened = re.sub(r"^  # (?= *[a-z_]+:)", "  ", text, flags=re.MULTILINE)
    assert not [rule.name for rule in load(opened).rules if rule.line == 0 and rule.name == rule.check]


def test_loading_imports_nothing_heavy():
    code = (
        "import sys\nfrom textgate import rules\nrules.default()\n"
        "heavy = {'re2', 'jsonschema', 'ftfy', 'difflib', 'pathspec', 'jinja2', 'pyarrow', 'graphlib'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_reference_page_has_every_key_and_preset():
    page = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
    for record in (RulesFile, Rule, Gate):
        for name, field in fields_of(record).items():
            (row,) = re.findall(rf"^\| `{name}` \| (.*?) \|", page, re.MULTILINE)
            if isinstance(field.default, bool | float | int) and name != "version":
                assert row.strip("`") == as_yaml(field.default)
    for name in [*rules.presets(), *fields_of(Condition), *fields_of(GroupMembers), *fields_of(Ignore)]:
        assert f"`{name}" in page
    for name in fields_of(Suppressions):
        assert f"`suppressions.{name}`" in page


@pytest.mark.parametrize("number", range(5))
def test_the_examples_of_the_reference_page_are_right(number):
    page = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
    example = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[number]
    load(example if "version" in example else "version: 1\n" + example)
