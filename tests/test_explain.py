import pytest

from textgate.check import UnknownCheckError, available, load
from textgate.explain import HEADINGS, manual, markdown, page, summaries
from textgate.fields import fields_of


def test_a_page_for_the_terminal():
    text = page("pattern")
    assert text.startswith("pattern: Text that matches a regular expression of your own.\n\n")
    assert "Error at more than 0 matches. Family: custom." in text
    assert "patterns: list of texts, at least 1; default required\n    RE2 expressions to look for" in text
    assert "Kinds\n-----\nmatch (error)\n    One of the patterns matches here." in text


def test_a_page_in_markdown():
    text = markdown("phrases")
    assert text.startswith("# phrases\n\nPhrases of your own list.\n")
    assert "```pycon\n>>> from textgate.testing import spans\n" in text
    assert (
        "| `at_least` | whole number, at least 1, phrases | `1` | different phrases that must occur" in text
    )
    assert text.count("```") % 2 == 0


@pytest.mark.parametrize("name", available())
def test_every_check_has_a_page_with_all_its_parts(name):
    check = load(name)
    text, marked = page(name), markdown(name)
    for heading in HEADINGS:
        assert f"\n{heading}\n---" in text
        assert f"\n## {heading}\n" in marked
    for option in fields_of(check.Options):
        assert f"\n{option}: " in text
        assert f"| `{option}` |" in marked
    for kind in check.KINDS:
        assert kind in text
        assert kind in marked


def test_headings_inside_a_section_stay_there():
    assert set(manual(load("mojibake")).sections) == set(HEADINGS)


def test_summaries_name_every_check_once():
    assert sorted(name for _, name, _ in summaries()) == list(available())
    assert all(summary and "\n" not in summary for _, _, summary in summaries())


def test_an_unknown_check():
    with pytest.raises(UnknownCheckError):
        page("nonsense")
