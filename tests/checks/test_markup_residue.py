"""Markup that an extraction left in the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.checks import markup_residue
from textgate.testing import measure, spans

SILENT = [
    "",
    "/p>",
    "\ud800",
    "\0/p>\0",
    "<p>Ein Absatz.</p>\n<p>Noch einer.</p>",
    "<!DOCTYPE html>\n<html><body>Text</p></body></html>",
    "Close it with `</p>`, not with `/p>`.",
    "```html\ntext/p>\n&amp;nbsp;\n</div></div>\n```\nThat was code.",
    "See /usr/b> and a/b> or https://example.org/p>next",
    "Some **bold**, <b>bold</b> and <br/> and <img src=a/b>.",
    "The tag “</p>” and the tag “</div>” close elements.",
    "Fish &amp; chips, R&amp;D and x &lt; y",
    "Use {{ name }} in templates and [link](/a) here.",
    "[b] is a footnote, [i] another [1].",
    "x = {a};\ny = {b};\nz = {c};\n",
    "He said: let it be;\nand so it was;\nfor ever.",
    "a < b/p> c",
    "价格为1/2，路径为/home/p。",
    "function and variable are words;\nso is return;\n",
]
HITS = [
    ("The harvest was good?/p>", [("/p>", "half_tag")]),
    ("落地生根?/p>\n\n工会组织", [("/p>", "half_tag")]),
    ("结束了/p>", [("/p>", "half_tag")]),
    ("Das war es./div> Und weiter", [("/div>", "half_tag")]),
    ("Salt&amp;nbsp;and pepper&amp;#39;s", [("&amp;nbsp;", "double_escape"), ("&amp;#39;", "double_escape")]),
    ("She said &amp;quot;no&amp;quot;", [("&amp;quot;", "double_escape")] * 2),
    ("First</p> second</p> third", [("</p>", "orphan_tag")] * 2),
    ("[quote=Ann]Hello[/quote] there", [("[quote=Ann]", "forum_code"), ("[/quote]", "forum_code")]),
    ("Dear<o:p></o:p> Sir", [("<o:p>", "office_tag"), ("</o:p>", "office_tag")]),
    (
        "The first paragraph of the page tells a story.\nIt goes on for a while and ends here.\n"
        "var tracker = new Tracker('page');\nwindow.dataLayer.push(arguments);\n"
        "The second paragraph goes on with the story.\nAnd the third one ends it.\nThe end of it all.",
        [
            ("var tracker = new Tracker('page');", "script_line"),
            ("window.dataLayer.push(arguments);", "script_line"),
        ],
    ),
]


@pytest.mark.parametrize("text", SILENT)
def test_stays_silent(text):
    assert spans("markup_residue", text) == []


@pytest.mark.parametrize(("text", "expected"), HITS)
def test_marks_left_over_markup(text, expected):
    assert spans("markup_residue", text) == expected


def test_only_half_tags_are_errors():
    assert markup_residue.SEVERITY == "warning"
    assert dict(markup_residue.KIND_SEVERITY) == {"half_tag": "error"}


def test_repairs():
    found = measure("markup_residue", "one?/p> &amp;lt; two").spans
    assert sorted(zip(found.kind, found.replacement, strict=True)) == [
        ("double_escape", "<"),
        ("half_tag", ""),
    ]


def test_limits_are_options():
    assert spans("markup_residue", "First</p> second</p>", least_orphans=3) == []


def test_documents_are_measured_by_themselves():
    texts = ["gone?/p>", "<p>fine</p>", "a</p> b</p>", ""]
    together = measure("markup_residue", *texts).values.tolist()
    assert together == [measure("markup_residue", text).values[0] for text in texts] == [1, 0, 2, 0]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab</p>&amp;[]`;{}\n漢\ud800\0", max_size=60))
def test_any_text_is_taken(text):
    found = measure("markup_residue", text).spans
    assert all(0 <= a < b <= len(text) for a, b in zip(found.start, found.stop, strict=True))


@pytest.mark.parametrize(
    "unit",
    ["/p>", "</p>", "a/p>", "。/p>", "&amp;", "&amp;lt;", "[/b]", "[b]", "<", "<pre>", "<code></", ";\n", "{\n",
     "var a = ", "```\n", "`", ".a {", "[url=a][/url]", "a;\nvar x = 1;\n"],
)  # fmt: skip
def test_linear_on_hostile_text(unit):
    started = time.perf_counter()
    measure("markup_residue", unit * (30_000 // len(unit)))
    assert time.perf_counter() - started < 3.0
