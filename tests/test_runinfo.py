"""What a report says of the run itself."""

from __future__ import annotations

import hashlib

import textgate
from textgate import check
from textgate.policy import Group, Policy, Rule
from textgate.runinfo import describe


def rule(name: str, **more: object) -> Rule:
    options = check.load(name).Options()
    return Rule(name, name, "error", 0.0, options)._replace(**more)  # type: ignore[arg-type]


def test_rules_are_described_by_their_checks():
    policy = Policy((rule("control_characters", why="They break parsers."),), text="rules: {}\n")
    run = describe(policy)
    assert run.version == textgate.__version__
    assert run.unicode.count(".") == 2
    assert run.digest == hashlib.sha256(b"rules: {}\n").hexdigest()
    (info,) = run.rules
    assert (info.name, info.family, info.severity) == ("control_characters", "characters", "error")
    assert info.why == "They break parsers."
    assert info.summary.endswith(".")
    assert "\n" not in info.summary
    assert "Why it matters" in info.help
    assert info.kinds == check.load("control_characters").KINDS


def test_what_is_off_is_left_out_and_groups_are_named():
    rules = (rule("control_characters", severity="off"), rule("bidi_controls"))
    groups = (
        Group("hidden", ("control_characters", "bidi_controls"), 1, "warning"),
        Group("no", (), 1, "off"),
    )
    run = describe(Policy(rules, groups))
    assert [info.name for info in run.rules] == ["bidi_controls", "hidden"]
    assert run.rules[1].summary == "At least 1 of these rules are broken: control_characters, bidi_controls."
