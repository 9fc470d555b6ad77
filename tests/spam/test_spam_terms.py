"""Term lists: reading, folding, scanning."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from textgate.spam import terms as spam_terms
from textgate.spam.scan import Scanner, folded, longest, scanner
from textgate.spam.terms import Hit, Term, TermListError, compiled, fold, parse


def scan(text: str, *terms: Term) -> list[str]:
    scan = Scanner(compiled(terms), sparse=False)
    return [text[hit.start : hit.stop] for hit in scan.hits(scan.scan(folded(codepoints(text))))]


def codepoints(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


@functools.cache
def entries_of(table: str) -> list[Term]:
    return [term for term in spam_terms.read_lists() if spam_terms.table_of(term) == table]


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
    entries = entries_of(table)
    fresh, shipped = compiled(entries)[:-1], spam_terms.stored(table)[:-1]
    assert [len(array) for array in fresh] == [len(array) for array in shipped]
    agree = [np.array_equal(one, other) for one, other in zip(fresh, shipped, strict=True)]
    assert all(agree), "run tools/build_spam_terms.py: a table is out of date"


def test_folding_folds_nothing_twice() -> None:
    assert all(fold(term.text) == term.text for term in spam_terms.read_lists())


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def plainly(text: str, terms: Sequence[Term]) -> list[Hit]:
    """The definition: every term at every place, then the longest ones."""
    flat = fold(text)
    found = []
    for term in terms:
        joined = spam_terms.unspaced(ord(term.text[0]))
        attached = "\u0590" <= term.text[0] < "\u0780"
        start = flat.find(term.text)
        while start >= 0:
            stop = start + len(term.text)
            before = not joined and not attached and start > 0 and goes_on(flat[start - 1])
            after = not term.open_end and goes_on(flat[stop - 1]) and goes_on(flat[stop : stop + 1])
            if not before and (joined or not after):
                found.append(Hit(start, stop, term))
            start = flat.find(term.text, start + 1)
    return longest(found)


def goes_on(character: str) -> bool:
    """A letter or mark of a script with spaces."""
    if not character or spam_terms.unspaced(ord(character)):
        return False
    return "a" <= character <= "z" or ("\xaa" <= character < "\u2000" and character not in "\xb7\xbb")


LONG = (
    Term("free casino", "gambling", 3),
    Term("free casinos online", "gambling", 3),
    Term("casino on", "gambling", 2, open_end=True),
    Term("小额贷款", "loan", 3),
    Term("贷款公", "loan", 2),
    Term("كازينو اون", "gambling", 3),
    Term("สินเชื่อเงินสด", "loan", 3),
)
SNIPPETS = st.sampled_from(
    [
        "free ",
        "Casino",
        "casinos",
        " online",
        " on",
        "小额",
        "贷款",
        "公司",
        "كازينو",
        " اون",
        "สินเชื่อ",
        "เงินสด",
        " ",
        "x",
        "é",
        "\n",
    ]
)


@given(st.text(alphabet="casino 贷款LOANloans.", max_size=40))
def test_scanning_agrees_with_the_plain_definition(text: str) -> None:
    terms = (CASINO, LOAN, HAN)
    dense = Scanner(compiled(terms), sparse=False)
    assert dense.hits(dense.scan(folded(codepoints(text)))) == plainly(text, terms)


@settings(deadline=None)  # the first call builds tables
@given(st.lists(SNIPPETS, max_size=24).map("".join))
def test_sparse_scanning_agrees_with_the_plain_definition(text: str) -> None:
    for sparse in (True, False):
        scan = Scanner(compiled(LONG), sparse=sparse)
        assert scan.hits(scan.scan(folded(codepoints(text)))) == plainly(text, LONG)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.text(max_size=30))
def test_the_shipped_tables_agree_with_the_plain_definition(random: Random, noise: str) -> None:
    for table in spam_terms.TABLES:
        entries = entries_of(table)
        chosen = random.sample(entries, 12)
        text = "".join(term.text + random.choice([" ", "", ", ", noise]) for term in chosen)
        near = [term for term in entries if term.text in fold(text)]
        scan = scanner(table)
        assert scan.hits(scan.scan(folded(codepoints(text)))) == plainly(text, near)


def test_the_shipped_scanner_is_built_once() -> None:
    assert scanner("everywhere") is scanner("everywhere")
