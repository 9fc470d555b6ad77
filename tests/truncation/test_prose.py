"""prose.py: blocks, endings and habits; with open_marks.py and word_lists.py, which only its callers use."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.truncation import prose
from textgate.truncation.fences import fences
from textgate.truncation.open_marks import unclosed
from textgate.truncation.prose import Document, ending_of
from textgate.truncation.word_lists import closing_lines, common_words, completeness, function_words, teasers


def kinds(text: str) -> list[str]:
    return [block.kind for block in Document(text).blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n \n", []),
        ("The tram is late.", ["prose"]),
        ("One line.\nAnother line.", ["prose", "prose"]),
        ("# Trams", ["heading"]),
        ("== Trams ==", ["heading"]),
        ("- a\n* b\n1. c\n2) d\n• e\n一、f\n（二）g\n- [x] h", ["item"] * 8),
        ("- an item that\n  goes on", ["item"]),
        ("3.5 metres of rail", ["prose"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["row"] * 3),
        ("a\tb\tc", ["row"]),
        ("|x| is not |y|", ["row"]),
        ("---", ["rule"]),
        ("* * *", ["rule"]),
        ("[a]: https://example.org", ["definition"]),
        ("![tram](tram.png)", ["image"]),
        ("</div>\n</body>", ["html", "html"]),
        ("```\nx\n```", ["code"]),
        ("~~~ python\nx\n~~~", ["code"]),
        ("```\nx", ["open_code"]),
        ("````\n```\n````", ["code"]),
        ("- item\n  ```\n  x\n  ```\nText goes on here.", ["item", "code", "prose"]),
        ("Plan of the line\n~~~~~~~~~~~~~~~~\nIt is long.", ["prose", "rule", "prose"]),
        ("> The tram is late.", ["prose"]),
        ("© 2021 City News", ["trailer"]),
        ("Oslo, 3 May 2021", ["trailer"]),
        ("2021年5月3日", ["trailer"]),
        ("来源：城市晚报", ["trailer"]),
        ("（完）", ["trailer"]),
        ("https://example.org/tram", ["trailer"]),
        ("— Anna Berg", ["item"]),
    ],
)
def test_blocks(text: str, expected: list[str]):
    assert kinds(text) == expected


WRAPPED = (
    "The council approved the new tram line on Tuesday after a long\n"
    "debate. Work on the first section is to begin in the spring and\n"
    "will take two years, as the mayor said to the owners of the shops\n"
    "on the market.\n"
)


def test_lines_wrapped_by_width_are_one_paragraph():
    blocks = Document(WRAPPED + "\n" + WRAPPED).blocks
    assert [block.kind for block in blocks] == ["prose", "prose"]
    assert blocks[0].stop == len(WRAPPED) - 1


def test_verses_are_lines():
    assert len(Document("The tram goes by\nat break of day\nthe river takes\nthe sound away").blocks) == 4


@pytest.mark.parametrize(
    ("text", "ended", "closed"),
    [
        ("It is late.", True, False),
        ("It is late.”", True, True),
        ("*It is late.*", True, False),
        ("**It is late**", False, False),
        ("It is late.</p>", True, True),
        ("[It is late.](https://example.org/a_(b))", True, True),
        ("[It is late](https://example.org)", False, True),
        ("It is late.[12]", True, True),
        ("It is late. 🚋", True, False),
        ("它晚了。」", True, True),
        ("देर हो गई |", True, False),
        ("It is late", False, False),
        ("It is late,", False, False),
        ("", False, False),
        ("”)", False, True),
    ],
)
def test_endings(text: str, ended: bool, closed: bool):
    ending = ending_of(text, 0, len(text))
    assert (ending.ended, ending.closed) == (ended, closed)


def test_habit():
    text = (
        "This paragraph is long enough and it ends.\n\nThis paragraph is long enough but has none\n\nShort one\n\n"
        "This paragraph announces a list of things:\n\n- an item\n- an item."
    )
    document = Document(text)
    assert (document.habit(("prose",)).ended, document.habit(("prose",)).judged) == (2, 3)
    assert (document.habit(("item",)).ended, document.habit(("item",)).judged) == (1, 2)
    assert document.habit(("prose",), before=10).share == 0.5


def test_fences_report_offsets():
    text = "a\n```\nx\n```\nb\n```\ny"
    assert fences(text) == ((2, 11), (14, None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all (well) [done] “so” «oui» „ja“ ”nej” 「好」 `x(` [a](b)", []),
        ("a) one b) two :( :-[ 8(", []),
        ('6" rails', []),
        ("[0, 1) is open", []),
        ("see (the plan", [("bracket", 4)]),
        ("见《计划", [("bracket", 1)]),
        ("she said “no", [("quote", 9)]),
        ("er sagte „nein", [("quote", 9)]),
        ("[plan](https://exam", [("link", 5)]),
        ("run `tram", [("code", 4)]),
        ("**very", [("emphasis", 0)]),
        ('<a href="x', [("tag", 0)]),
    ],
)
def test_unclosed(text: str, expected: list[tuple[str, int]]):
    assert [(mark.kind, mark.start) for mark in unclosed(text, 0, len(text))] == expected


LANGUAGES = (
    "en de fr es it pt ro ca nl sv nb da fi hu cs sk pl sl hr sr ru uk be bg mk el tr az id ms vi sw ar fa ur he hi "
    "ne mr bn ta ko zh zh-Hans zh-Hant ja th lo km my"
).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_that_end_no_text(language: str):
    never = function_words(language, "never") | function_words(language, "ending")
    seldom = function_words(language, "seldom") | function_words(language, "ending?")
    assert len(never) >= 4
    assert not never & seldom
    assert not never & function_words(language, "but")
    assert all(word == word.lower() for word in never | seldom)


def test_completeness():
    assert completeness("Children", "en") == "word"
    assert completeness("childr", "en") == "beginning"
    assert completeness("qqxz", "en") == "unknown"
    assert completeness("qqxz", "en", ["qqxzy"]) == "beginning"
    assert completeness("anything", "tlh") == "unknown"


@pytest.mark.parametrize("language", ["en", "ru", "zh", "zh-Hant", "ja", "ko", "ar", "hi", "sr"])
def test_words_are_sorted(language: str):
    words = common_words(language)
    assert len(words) > 2000
    assert list(words) == sorted(set(words))


def test_teasers_are_lower_case_and_in_one_list():
    lists = teasers()
    assert not lists["rest"] & lists["more"]
    assert all(phrase and phrase == phrase.lower() for phrases in lists.values() for phrase in phrases)


def test_closing_lines_are_lower_case():
    assert all(phrase == phrase.lower() for phrase in closing_lines())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab -*+#1.)(|\t:>=<[]!_~`①一、Stepiv©@hw/日年月5", min_size=1, max_size=14))
def test_quick_looks_at_a_line_change_nothing(line: str):
    """The kinds of lines by all patterns, in order, without the quick looks that save most lines the patterns."""
    blocks = Document(line).blocks
    rest = re.sub(r"^(?:\s{0,3}>\s?)+", "", line)
    if not rest.strip() or fences(line):
        return
    found = [kind for kind, _, pattern in prose._line_patterns() if pattern.match(rest)]
    trailer = len(rest) < 90 and prose._trailer_pattern().match(rest)
    assert [block.kind for block in blocks] == [found[0] if found else "trailer" if trailer else "prose"]


MARKED = st.text(alphabet='aB 中\n.,-|`#>[](){}<*~"“”:=\t1', max_size=200)


@settings(max_examples=150, deadline=None)
@given(MARKED)
def test_blocks_are_in_order_and_inside_the_text(text: str):
    document = Document(text)
    reached = 0
    for block in document.blocks:
        assert reached <= block.start < block.stop <= len(text)
        assert block.start + block.marker <= block.stop
        assert not text[block.start : block.stop].isspace()
        reached = block.stop


@settings(max_examples=100, deadline=None)
@given(MARKED)
def test_open_marks_are_inside_the_text(text: str):
    assert all(0 <= mark.start < len(text) for mark in unclosed(text, 0, len(text)))
