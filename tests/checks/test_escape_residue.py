r"""Characters that are still escaped."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.testing import measure, spans

SILENT = [
    "",
    "%",
    "\\u",
    "\ud800\\u4f60",
    "Open https://example.org/%E4%BD%A0%E5%A5%BD or type `\\u4f60\\u597d`.",
    "[Seite](/wiki/%C3%9Cber_%C3%96l)",
    "/wiki/%E4%BD%A0%E5%A5%BD",
    "?q=%E4%BD%A0%E5%A5%BD&page=2",
    "A saving of 20%AB and =AB= in the table, =E4=",
    '{"name": "\\u4f60\\u597d"}',
    '["\\u4f60\\u597d"]',
    'print("\\u4f60\\u597d")',
    "```\n\\u4f60\\u597d %E4%BD%A0%E5%A5%BD\n```\nThat was code.",
    "    s = \\u4f60\\u597d\nindented code",
    "The range \\u0041\\u0042 is ASCII.",
    "One escape, \\u00e9, is mentioned.",
    "C:\\new\\notes and \\n in a regex",
    "Fish &#38; chips &#169; 2020",
    "100%25 sure, 50%20off",
    "a=FF=00 b=12=34",
]
HITS = [
    ("He said \\u4f60\\u597d and left.", [("\\u4f60\\u597d", "unicode_escape")], ["你好"]),
    ("Ein L\\u00f6we und ein B\\u00e4r.", [("\\u00f6", "unicode_escape"), ("\\u00e4", "unicode_escape")], ["ö", "ä"]),
    ("Emoji \\ud83d\\ude00 \\u4e2d\\u6587", [("\\u4e2d\\u6587", "unicode_escape")], ["中文"]),
    ("这是 %E4%BD%A0%E5%A5%BD 两个字", [("%E4%BD%A0%E5%A5%BD", "percent")], ["你好"]),
    ("他说&#20320;&#22909;就走了", [("&#20320;&#22909;", "numeric_reference")], ["你好"]),
    ("Он сказал &#x43f;&#x440;и ушёл", [("&#x43f;&#x440;", "numeric_reference")], ["пр"]),
    ("file \\344\\275\\240\\345\\245\\275 changed", [("\\344\\275\\240\\345\\245\\275", "byte_escape")], ["你好"]),
    ("bytes \\xe4\\xbd\\xa0\\xe5\\xa5\\xbd here", [("\\xe4\\xbd\\xa0\\xe5\\xa5\\xbd", "byte_escape")], ["你好"]),
    (
        "First sentence.\\n\\nSecond one.\\nThird one!\\n“Fourth.”",
        [("\\n\\n", "line_end"), ("\\n", "line_end"), ("\\n", "line_end")],
        ["\n\n", "\n", "\n"],
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_stays_silent(text):
    assert spans("escape_residue", text) == []


@pytest.mark.parametrize(("text", "expected", "repaired"), HITS)
def test_marks_and_decodes(text, expected, repaired):
    assert spans("escape_residue", text) == expected
    found = measure("escape_residue", text).spans
    rows = sorted(zip(found.start, found.replacement, strict=True))
    assert [replacement for _, replacement in rows] == repaired


def test_limits_are_options():
    assert spans("escape_residue", "He said \\u4f60\\u597d.", least=3) == []


def test_documents_are_measured_by_themselves():
    texts = ["He said \\u4f60\\u597d.", "nothing", "这是 %E4%BD%A0%E5%A5%BD 两个字", ""]
    together = measure("escape_residue", *texts).values.tolist()
    assert together == [measure("escape_residue", text).values[0] for text in texts] == [1, 0, 1, 0]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="\\ux%=&#;0123456789abcdefABCDEF.n \"'`漢\ud800", max_size=60))
def test_any_text_is_taken(text):
    found = measure("escape_residue", text).spans
    assert all(0 <= a < b <= len(text) for a, b in zip(found.start, found.stop, strict=True))


@pytest.mark.parametrize(
    "unit",
    ["\\u4f60", "\\u", "\\", "%E4%BD", "%E4", "=E4", "=E4=\n", "&#x4f60;", "&#", "\\x", "\\xe4",
     "\\344", ".\\n", "\"", "'", "/", "?a", "`", "https://"],
)  # fmt: skip
def test_linear_on_hostile_text(unit):
    started = time.perf_counter()
    measure("escape_residue", unit * (30_000 // len(unit)))
    assert time.perf_counter() - started < 3.0
