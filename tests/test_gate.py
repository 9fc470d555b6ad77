import pytest

from textgate.check import available, load
from textgate.gate import judge
from textgate.policy import Gate, Policy, Rule
from textgate.verdict import RuleCount, Summary


def summary(passed=0, failed=0, errors=0, **counts: tuple[int, ...]) -> Summary:
    rules = {name: RuleCount(*values) for name, values in counts.items()}
    return Summary(passed + failed + errors, passed, failed, errors, rules=rules)


def policy(**gate) -> Policy:
    rule = Rule("mojibake", "mojibake", "error", 0.0, None)
    return Policy((rule, Rule("quiet", "mojibake", "warning", 0.0, None)), gate=Gate(**gate))


@pytest.mark.parametrize(
    ("counts", "gate", "code", "reason"),
    [
        ({"passed": 5}, {}, 0, "5 documents pass"),
        ({"passed": 1}, {}, 0, "1 document passes"),
        ({}, {}, 0, "no documents"),
        (
            {"passed": 199, "failed": 1},
            {"max_failed": 0.005},
            0,
            "1 of 200 documents fail, which the gate allows",
        ),
        ({"passed": 4, "quiet": (0, 4, 9)}, {}, 0, "4 documents pass"),
        ({"passed": 4, "quiet": (0, 1)}, {"max_share": {"quiet": 0.25}}, 0, "4 documents pass"),
        ({"passed": 4, "mojibake": (0, 0, 0, 4)}, {}, 0, "4 documents pass"),
        ({"passed": 4, "quiet": (0, 0, 0, 4)}, {"max_unjudged": 0}, 0, "4 documents pass"),
        ({"passed": 1, "failed": 4}, {}, 1, "4 of 5 documents fail (allowed: 0)"),
        (
            {"passed": 198, "failed": 2},
            {"max_failed": 0.005},
            1,
            "2 of 200 documents fail (allowed: 0.005 = 1)",
        ),
        (
            {"passed": 4, "quiet": (0, 2)},
            {"max_share": {"quiet": 0.25}},
            1,
            "2 of 4 documents break quiet (allowed: 0.25 = 1)",
        ),
        ({}, {"min_documents": 1}, 1, "0 documents seen (required: at least 1)"),
        (
            {"failed": 1},
            {"min_documents": 2},
            1,
            "1 document seen (required: at least 2); 1 of 1 document fail (allowed: 0)",
        ),
        ({"passed": 4, "errors": 1}, {}, 3, "1 of 5 documents could not be evaluated"),
        (
            {"passed": 3, "failed": 1, "errors": 1},
            {},
            3,
            "1 of 5 documents could not be evaluated; 1 of 5 documents fail (allowed: 0)",
        ),
        (
            {"passed": 4, "mojibake": (0, 0, 0, 1)},
            {"max_unjudged": 0},
            3,
            "mojibake could not judge 1 of 4 documents (allowed: 0)",
        ),
    ],
)
def test_gate(counts, gate, code, reason):
    result = judge(summary(**counts), policy(**gate))
    assert (result.exit_code, result.reason) == (code, reason)
    assert result.passed == (code == 0)


def test_all_limits_that_are_broken_are_named():
    result = judge(
        summary(passed=1, failed=1, mojibake=(1,), quiet=(0, 1)),
        policy(max_share={"quiet": 0, "mojibake": 0}),
    )
    assert result.reason.count(";") == 2


def test_shares_are_exact_where_floats_are_not():
    assert judge(summary(passed=97, failed=3), policy(max_failed=0.03)).passed
    assert judge(summary(passed=70, failed=30), policy(max_failed=0.3)).passed
    assert judge(summary(passed=999_993, failed=7), policy(max_failed=0.000007)).passed


def test_merging_parts_does_not_change_the_answer():
    whole, part = summary(passed=1, failed=1, mojibake=(1,)), summary(passed=1)
    part.merge(summary(failed=1, mojibake=(1,)))
    assert judge(part, policy()) == judge(whole, policy())


def test_every_severity_of_a_check_is_one_the_gate_knows():
    assert {load(name).SEVERITY for name in available()} <= {"error", "warning", "off"}
