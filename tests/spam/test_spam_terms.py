"""Term lists: reading, folding, scanning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.spam import terms as spam_terms
from textgate.spam.scan import Scanner, longest, scanner
from textgate.spam.terms import Hit, Term, TermListError, compiled, fold, parse


def scan(text: str, *terms: Term) -> list[str]:
    found = Scanner(compiled(terms)).scan(
        np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    )
    return [text[hit.start : hit.stop] for hit in found]


CASINO = Term("casino", "gambling", 2)
LOAN = Term("loan", "loan", 2, open_end=True)
HAN = Term("贷款", "loan", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c",
        "cas",
        "casin",
        "occasion",
        "mycasino",
        "casinos",
        "cas ino",
        "贷",
        "款贷",
        "\ud800\udfff",
        "loa",
        "\x00" * 9,
    ],
)
def test_not_found(text: str) -> None:
    assert scan(text, CASINO, LOAN, HAN) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("casino", ["casino"]),
        ("a CASINO.", ["CASINO"]),
        ("Casinò", ["Casinò"]),
        ("ｃａｓｉｎｏ", ["ｃａｓｉｎｏ"]),
        ("𝐜𝐚𝐬𝐢𝐧𝐨", ["𝐜𝐚𝐬𝐢𝐧𝐨"]),
        ("casino贷款", ["casino", "贷款"]),
        ("小额贷款公司", ["贷款"]),
        ("loans, loan", ["loan", "loan"]),
        ("1casino!", ["casino"]),
    ],
)
def test_found(text: str, found: list[str]) -> None:
    assert scan(text, CASINO, LOAN, HAN) == found


def test_the_longest_term_wins() -> None:
    assert scan("an online casino", CASINO, Term("online casino", "gambling", 3)) == ["online casino"]


def test_arabic_and_hebrew_write_the_article_onto_the_word() -> None:
    assert scan("في الكازينو", Term("كازينو", "gambling", 3)) == ["كازينو"]


@pytest.mark.parametrize("text", ["abc", "贷"])
def test_terms_too_short_to_look_for_are_refused(text: str) -> None:
    with pytest.raises(TermListError, match="too short"):
        compiled([Term(text, "loan", 3)])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[nonsense]\n", "x:1: unknown family 'nonsense'"),
        ("3 casino\n", "x:1: expected"),
        ("[loan]\n4 casino", "x:2: expected"),
        ("[loan]\ncasino", "x:2: expected"),
    ],
)
def test_mistakes_in_a_list_have_a_place(content: str, message: str) -> None:
    with pytest.raises(TermListError, match=message):
        parse(content, "x")


def test_a_list_is_read() -> None:
    read = parse("# words\n\n[forged_papers]\n3 Fake-ID card\n2 Диплом*\n", "x")
    assert read == {
        "fake id card": Term("fake id card", "forged_papers", 3),
        "диплом": Term("диплом", "forged_papers", 2, open_end=True),
    }


@pytest.mark.parametrize("table", spam_terms.TABLES)
def test_shipped_lists_are_compiled(table: str) -> None:
    entries = [term for term in spam_terms.read_lists() if spam_terms.table_of(term) == table]
    fresh, shipped = compiled(entries).arrays(), spam_terms.stored(table).arrays()
    assert [len(array) for array in fresh] == [len(array) for array in shipped]
    agree = [np.array_equal(one, other) for one, other in zip(fresh, shipped, strict=True)]
    assert all(agree), "run tools/build_spam_terms.py: a table is out of date"


def test_folding_folds_nothing_twice() -> None:
    assert all(fold(term.text) == term.text for term in spam_terms.read_lists())


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@settings(max_examples=60)
@given(st.text(alphabet="casino 贷款LOANloans.", max_size=40))
def test_scanning_agrees_with_the_plain_definition(text: str) -> None:
    folded = fold(text)
    expected = []
    for term in (CASINO, LOAN, HAN):
        for start in range(len(text)):
            stop = start + len(term.text)
            if folded[start:stop] != term.text:
                continue
            word = term is not HAN
            before = word and start and folded[start - 1].isascii() and folded[start - 1].isalpha()
            after = word and not term.open_end and folded[stop : stop + 1].isalpha()
            if not before and not after:
                expected.append(Hit(start, stop, term))
    assert scan(text, CASINO, LOAN, HAN) == [text[h.start : h.stop] for h in longest(expected)]


def test_the_shipped_scanner_is_built_once() -> None:
    assert scanner("topics") is scanner("topics")
