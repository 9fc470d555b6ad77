"""Cutting documents into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.spam.contacts import contacts
from textgate.spam.segments import hidden_blocks, is_attribution, items, pieces


def cut(line: str) -> list[str]:
    return [line[piece.start : piece.stop] for piece in pieces(line, 0, len(line), contacts(line))]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("", []),
        ("   ", []),
        ("One sentence only", ["One sentence only"]),
        ("See fig. two for more.", ["See fig. two for more."]),
        ("First. Second! Third? Fourth", ["First.", "Second!", "Third?", "Fourth"]),
        ("第一句。第二句！第三句", ["第一句。", "第二句！", "第三句"]),
        ("पहला। दूसरा", ["पहला।", "दूसरा"]),
        ("Go to www.win88.top The nest is small.", ["Go to www.win88.top", "The nest is small."]),
        ("Visit https://a.example/b.c and read on", ["Visit https://a.example/b.c and read on"]),
        ("加微信 dk886620夏末时节", ["加微信 dk886620", "夏末时节"]),
    ],
)
def test_sentences(line: str, parts: list[str]) -> None:
    assert cut(line) == parts


@given(st.text(alphabet="ab.。! 1@x/:", max_size=60))
def test_pieces_lose_nothing_but_white_space(line: str) -> None:
    assert "".join("".join(cut(line)).split()) == "".join(line.split())


@pytest.mark.parametrize(
    "text",
    [
        "<p>plain</p>",
        '<div style="color:red"><a href="http://a.example">x</a></div>',
        "display:none",
    ],
)
def test_nothing_hidden(text: str) -> None:
    assert hidden_blocks(text) == []


@pytest.mark.parametrize(
    "block",
    [
        '<div style="display:none"><a href="http://a.icu">x</a></div>',
        "<span style='font-size:0px'><a href='http://a.icu'>x</a></span>",
        '<div style="position:absolute;left:-9999px"><div><a href="http://a.icu">x</a></div></div>',
        '<p hidden><a href="http://a.icu">x</a></p>',
        '<p style="color:#fff;font-size:1px">no link here</p>',
        "<font color='#FFFFFF' size='1'>white on white</font>",
        "<!-- a comment of some length -->",
    ],
)
def test_hidden(block: str) -> None:
    text = f"before {block} after"
    assert [text[piece.start : piece.stop] for piece in hidden_blocks(text)] == [block]


def test_a_hidden_block_without_end_stops_at_the_paragraph() -> None:
    block = '<div style="display:none"><a href="http://a.icu">x</a>'
    assert hidden_blocks(f"{block}\n\nafter")[0].stop == len(block)


@pytest.mark.parametrize("line", ["Maria wrote (2019/5/3, 8:12):", "网友 发表于 2014-10-02：", "guest says:"])
def test_attributions(line: str) -> None:
    assert is_attribution(line)


@pytest.mark.parametrize("line", ["", "He wrote a book", "Ingredients:", "a" * 200 + " wrote:"])
def test_no_attributions(line: str) -> None:
    assert not is_attribution(line)


def test_items() -> None:
    assert items("a_b_c_d") == ["a", "b", "c", "d"]
    assert items("a, b") == []
