import math
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from textgate.yaml_nodes import MAX_BYTES, MAX_DEPTH, Node, decode, parse


def plain(node: Node):
    """The node as ordinary Python values."""
    if isinstance(node.value, dict):
        return {key: plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


def value(text: str):
    root, problems, _ = parse(text)
    assert not problems
    return plain(root)


def problems(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The core schema of YAML 1.2: what 1.1 reads as booleans, times, dates and octals is text or decimal.
        ("no", "no"),
        ("off", "off"),
        ("yes", "yes"),
        ("On", "On"),
        ("1:30", "1:30"),
        ("2024-05-01", "2024-05-01"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-7", -7),
        ("+7", 7),
        ("true", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("~", None),
        ("null", None),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-.inf", -math.inf),
        ("1.2.3", "1.2.3"),
        ("0b11", "0b11"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!float 3", 3),
        ("|\n  a\n  b\n", "a\nb\n"),
        ("[a, 1, [b]]", ["a", 1, ["b"]]),
        ("{a: 1, no: 2}", {"a": 1, "no": 2}),
        ("- &x [1]\n- *x\n", [[1], [1]]),
        ("\ufeffa: 1", {"a": 1}),
        ("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}),
    ],
)
def test_values(text, expected):
    assert value(text) == expected


def test_nan():
    assert math.isnan(value(".nan"))


def test_empty_files_hold_nothing():
    for text in ("", "\n\n", "# only a comment\n", "---\n"):
        root, wrong, warnings = parse(text)
        assert root is None or root.value is None
        assert not wrong
        assert not warnings


def test_places_count_code_points():
    root, _, _ = parse("a: 1\n'é𝄞': {b: [x, y]}\n")
    entry = root.value["é𝄞"]
    assert (entry.line, entry.column) == (2, 1)
    items = entry.node.value["b"].node.value
    assert [(item.line, item.column) for item in items] == [(2, 12), (2, 15)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1: a: this key is here twice; first on line 1"),
        ("x:\n  a: 1\n  a: 3\n", "3:3: x.a: this key is here twice; first on line 2"),
        (
            "a: &x {b: 1}\nc:\n  <<: *x\n",
            "3:3: merge keys (<<) are not part of YAML 1.2; write the entries out",
        ),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "1:4: tag tag:yaml.org,2002:python/object/apply:os.system is",
        ),
        ("a: !secret x\n", "1:4: tag !secret is not allowed here"),
        ("a: !!int x\n", "1:4: 'x' does not have the type its tag says"),
        ("a: !!seq {}\n", "1:4: tag tag:yaml.org,2002:seq is not allowed here"),
        ("a: *b\n", "1:4: alias *b has no anchor before it"),
        ("a: &a [*a]\n", "1:8: alias *a refers to its own parent"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document; one file is one document"),
        ("? [a]\n: 1\n", "1:3: a key must be a single word or text"),
        ("a:\n\t- b\n", "2:1: a tab cannot indent YAML; use spaces"),
        ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
        ("a: 'b\n", "2:1: found unexpected end of stream"),
        ('a: "\\d"\n', "1:5: found unknown escape character; put patterns in single quotes"),
        ("é: 1\nb: \x07\n", "2:4: control characters are not allowed: U+0007"),
        ("a: \ud800\n", "1:4: lone surrogate; YAML cannot hold it"),
        ("a: " + "9" * 5000 + "\n", "1:4: a number of more than 300 digits"),
        ("a: " + "[" * 100, f"1:35: nested too deeply (allowed: {MAX_DEPTH} levels)"),
        ("x" * (MAX_BYTES + 1), f"1:1: file is larger than {MAX_BYTES} bytes"),
        ("好" * (MAX_BYTES // 2), f"1:1: file is larger than {MAX_BYTES} bytes"),
    ],
)
def test_mistakes_have_a_place(text, expected):
    assert problems(text)[0].startswith(expected)


def test_all_mistakes_of_the_structure_at_once():
    assert len(problems("a: 1\na: 2\nb: !x 1\nc: *d\n")) == 3


@pytest.mark.parametrize(
    "text",
    ["[" * 400_000, "{a: " * 250_000, "- " * 400_000, "a: [" + "&a1 b, *a1, " * 60_000],
    ids=["brackets", "braces", "dashes", "aliases"],
)
def test_hostile_nesting_ends_quickly(text):
    started = time.perf_counter()
    assert problems(text)
    assert time.perf_counter() - started < 2


def test_aliases_of_aliases_count_as_often_as_they_are_used():
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert "nodes, aliases counted" in problems("\n".join(lines))[0]


def test_invisible_characters_are_told_but_not_refused():
    _, wrong, warnings = parse("a: 'x\u202ey'\nb: z\u200b\n")
    assert not wrong
    assert [(w.line, w.column) for w in warnings] == [(1, 6), (2, 5)]
    assert "U+202E" in warnings[0].message


def test_joiners_inside_words_and_emoji_are_spelling():
    assert not parse("a: [می‌خواهم, 👩‍🚀]\n").warnings
    assert len(parse("a: b\u200dc\n").warnings) == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\nb: caf\xe9\n", "2:7: byte 0xE9 is not valid UTF-8; save the file as UTF-8"),
        ("é: ".encode() + b"\xff", "1:4: byte 0xFF"),
        ("a: 1".encode("utf-16"), "1:1: byte 0xFF"),
    ],
)
def test_other_encodings_are_refused(data, expected):
    text, wrong = decode(data)
    assert text == ""
    assert str(wrong[0]).startswith(expected)


def test_a_byte_order_mark_is_dropped():
    assert decode(b"\xef\xbb\xbfa: 1") == ("a: 1", [])


@given(st.text(alphabet=st.sampled_from(list("ab:-[]{},&*!|>'\"#%@? \n\t\u2028é\x00~<01."))))
def test_any_text_gives_an_answer(text):
    root, wrong, _ = parse(text)
    assert wrong or root is None or root.line >= 1


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_a_dumper_writes_is_read_back(expected):
    assert value(yaml.safe_dump(expected, allow_unicode=True)) == expected
