from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textgate.batch import Document
from textgate.globs import is_pattern, matches
from textgate.zones import bounds, cut


@given(st.text("ab\n", max_size=60))
def test_zones_are_disjoint_cover_the_text_and_end_at_line_ends(text: str):
    head, body, tail = (bounds(text, zone) for zone in ("head", "body", "tail"))
    assert head[0] == 0
    assert head[1] == body[0]
    assert body[1] == tail[0]
    assert tail[1] == len(text)
    for edge in (head[1], tail[0]):
        assert edge in (0, len(text)) or text[edge - 1] == "\n"


def test_the_head_is_a_fifth_of_the_text():
    text = "".join(f"line {i}\n" for i in range(10))
    part, offset = cut(Document("d", text), "head")
    assert (part.text, offset) == ("line 0\nline 1\n", 0)
    part, offset = cut(Document("d", text), "tail")
    assert (part.text, offset) == ("line 8\nline 9\n", 56)


def test_globs_are_those_of_gitignore():
    assert matches("docs/a/b.md", ("docs/**",))
    assert matches("deep/in/x.txt", ("*.txt",))
    assert not matches("docs/a.md", ("docs/*", "!docs/a.md"))
    assert not matches("src/a.py", ("docs/**",))


def test_what_is_no_pattern_is_said_so():
    assert [t for t in ("", "!", "/", "//", "\\", "a\\", "  ") if is_pattern(t)] == []
    assert [t for t in ("a", "!a", "*.txt", "docs/**", "/x", "[ab]?", "a b", "**") if not is_pattern(t)] == []


@given(st.text("a!*/.-_[]\\? #", max_size=6))
def test_every_accepted_pattern_can_be_used(text: str):
    if is_pattern(text):
        matches("some/path.txt", (text,))
