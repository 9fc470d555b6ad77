"""Repairs: what is safe, which of several goes first, and files that come back as they were encoded."""

from __future__ import annotations

import io
import itertools
import json
import os
import tarfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate import check_text, settling
from textgate.api import default_rules
from textgate.batch import Document
from textgate.cli import main
from textgate.commands import fixing
from textgate.commands.diff import unified
from textgate.commands.json_splice import replace_string
from textgate.repair import TRUST, Change, apply, choose, compose, is_safe, plan, repair
from textgate.verdict import Finding, Span, Verdict

SEEDS = Path(__file__).parents[1] / "seeds"
GARBLED = "El cafÃ© estÃ¡ abierto desde las ocho."
REPAIRED = "El café está abierto desde las ocho."
BELL = "The bell \x07rings at noon, and the gate opens.\n"
RUNG = "The bell rings at noon, and the gate opens.\n"


def span(start: int, stop: int, after: str | None, confidence: float = 0.95, kind: str = "x") -> Span:
    return Span(start, stop, None, None, 1, 1, "", kind, confidence, "", after)


def finding(*spans: Span, check: str = "control_characters") -> Finding:
    return Finding(check, check, "characters", "error", None, 1.0, 0.0, "", "", 1.0, spans, len(spans))


def verdict(*findings: Finding) -> Verdict:
    return Verdict("d", None, None, "fail", findings)


def test_a_text_with_many_faults_is_judged_no_more_often_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    plain = settling.judged
    monkeypatch.setattr(settling, "judged", lambda *given: seen.append(given) or plain(*given))
    text = BELL * 5000
    document = Document("d", text)
    got = settling.settle(document, plain([document], default_rules())[0], default_rules())
    assert (len(got.changes), len(seen), got.text) == (5000, 1, RUNG * 5000)


def settled(text: str, *, unsafe: bool = False) -> settling.Settled:
    return settling.settle(Document("d", text), check_text(text), default_rules(), unsafe=unsafe)


class TestTrust:
    @pytest.mark.parametrize(
        ("check", "kind", "before", "after", "confidence"),
        [
            ("injected_spam", "gambling", "win", "", 1.0),
            ("mixed_script_word", "cyrillic_in_latin", "а", "a", 1.0),
            ("mixed_han_variants", "japanese_form", "対", "对", 1.0),
            ("width_forms", "fullwidth_letters", "Ａ", "A", 1.0),
            ("markup_residue", "half_tag", "/p>", "", 1.0),
            ("injected_reading", "every_character", "(a)", "", 1.0),
            ("injected_reading", "pinyin", "(a)", "", 0.7),
            ("compatibility_forms", "styled_letters", "𝐚", "a", 1.0),
            ("mojibake", "utf-8>cp1252", "Ã©", "é", 0.7),
            ("mojibake", "utf-8>cp1252", "Ã©", "e", 1.0),
            ("mojibake", "utf-8>no-such-codec", "Ã©", "é", 1.0),
            ("mojibake", "cp1251>cp1252", "Ïðèâåò", "Привет", 0.8),
            ("mojibake", "gbk-misaligned-punctuation", "?", "。", 1.0),
            ("mojibake", "utf-8>cp1252", "Ã\ud800", "é", 1.0),
            ("something_of_yours", "match", "a", "b", 1.0),
        ],
    )
    def test_unsafe(self, check: str, kind: str, before: str, after: str, confidence: float) -> None:
        assert not is_safe(check, span(0, 1, after, confidence, kind), before)

    def test_an_unknown_repair_is_not_safe(self) -> None:
        assert not is_safe("mojibake", span(0, 1, None, 1.0, "utf-8>cp1252"), "x")

    @pytest.mark.parametrize(
        ("check", "kind", "before", "after", "confidence"),
        [
            ("mojibake", "utf-8>cp1252", "Ã©", "é", 0.77),
            ("mojibake", "utf-8>cp1252", "Ã\x81", "Á", 0.95),
            ("mojibake", "utf-8>cp1252>utf-8>cp1252", "ÃƒÂ©", "é", 0.95),
            ("mojibake", "utf-8>gbk", "浣犲ソ", "你好", 0.95),
            ("mojibake", "cp1251>cp1252", "Ïðèâåò", "Привет", 0.95),
            ("mojibake", "hz>ascii", "~{VPND~}", "中文", 0.99),
            ("mojibake", "gbk-misaligned-run", "x", "y", 0.95),
            ("injected_reading", "repeated", "(a)(a)", "", 0.99),
            ("invisible_characters", "byte_order_mark", "\ufeff", "", 0.9),
            ("control_characters", "c1_control", "\x93", "“", 0.95),
            ("compatibility_forms", "ligature", "ﬁ", "fi", 0.9),
        ],
    )
    def test_safe(self, check: str, kind: str, before: str, after: str, confidence: float) -> None:
        assert is_safe(check, span(0, 1, after, confidence, kind), before)

    def test_the_table_names_only_checks_and_kinds_that_exist(self) -> None:
        from textgate.check import load

        for name, kind in TRUST:
            assert kind == "*" or kind in load(name).KINDS, (name, kind)


class TestRepair:
    def test_nothing_to_do(self) -> None:
        assert repair("", verdict()) == ("", ())
        assert repair("abc", verdict(finding())) == ("abc", ())
        assert repair("abc", verdict(finding(span(0, 1, None)))) == ("abc", ())
        assert repair("abc", verdict(finding(span(0, 1, "a")))) == ("abc", ())

    def test_a_verdict_of_another_text_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not of this text"):
            repair("ab", verdict(finding(span(1, 3, ""))))

    def test_changes_are_in_the_order_of_the_text(self) -> None:
        got = repair("a\x01b\x02c", verdict(finding(span(3, 4, "")), finding(span(1, 2, ""))))
        assert got.text == "abc"
        assert [(c.start, c.before, c.safe) for c in got.changes] == [(1, "\x01", True), (3, "\x02", True)]

    def test_unsafe_repairs_are_made_on_request_only(self) -> None:
        found = verdict(finding(span(0, 4, "", kind="gambling"), check="injected_spam"))
        assert repair("spam text", found).changes == ()
        assert repair("spam text", found, unsafe=True).text == " text"

    @pytest.mark.parametrize("text", ["spam", "\nspam\n", " spam "])
    def test_a_text_is_never_emptied(self, text: str) -> None:
        start = text.index("spam")
        found = verdict(finding(span(start, start + 4, "", kind="gambling"), check="injected_spam"))
        assert repair(text, found, unsafe=True).text == text
        page = verdict(finding(span(start, start + 4, "", kind="spam_page"), check="injected_spam"))
        assert repair(text + "more", page, unsafe=True).text == text + "more"

    @pytest.mark.parametrize(
        ("text", "repaired"),
        [
            ("one SPAM two", "one  two"),
            ("one\nSPAM two\nthree", "one\n two\nthree"),
            ("one\nSPAM\ntwo", "one\ntwo"),
            ("one\r\nSPAM\r\ntwo", "one\r\ntwo"),
            ("one\rSPAM\rtwo", "one\rtwo"),
            ("one\n\nSPAM\n\ntwo", "one\n\ntwo"),
            ("SPAM\n\none", "one"),
            ("one\n\nSPAM", "one\n"),
            ("one\n\nSPAM\n", "one\n"),
            ("one\nSPAM", "one\n"),
        ],
    )
    def test_a_deleted_line_takes_its_line_end_along(self, text: str, repaired: str) -> None:
        start = text.index("SPAM")
        found = verdict(finding(span(start, start + 4, "", kind="gambling"), check="injected_spam"))
        assert repair(text, found, unsafe=True).text == repaired

    def test_an_invisible_line_stays_a_blank_line(self) -> None:
        text = "one\n\u200b\ntwo"
        found = finding(span(4, 5, "", kind="zero_width"), check="invisible_characters")
        assert repair(text, verdict(found)).text == "one\n\ntwo"


class TestChoose:
    @pytest.mark.parametrize(
        ("spans", "chosen"),
        [
            ([], []),
            ([(0, 2, "x", 0.9), (2, 4, "y", 0.9)], [0, 1]),
            ([(0, 2, "x", 0.9), (1, 4, "y", 0.95)], [1]),
            ([(0, 2, "x", 0.9), (1, 4, "y", 0.9)], [1]),
            ([(1, 3, "y", 0.9), (0, 2, "x", 0.9)], [1]),
            ([(0, 9, "", 0.5), (2, 3, "x", 1.0)], [0]),
            ([(0, 9, "x", 0.5), (2, 3, "y", 1.0)], [1]),
            ([(0, 9, "x", 0.9), (0, 9, "", 0.9)], [1]),
            ([(0, 5, "", 0.5), (4, 7, "x", 1.0)], [1]),
            ([(0, 5, "", 0.5), (1, 2, "x", 0.6), (4, 7, "y", 1.0)], [1, 2]),
            ([(3, 3, "x", 0.9), (3, 3, "y", 0.9)], [0]),
            ([(3, 3, "x", 0.9), (2, 5, "y", 0.8)], [0]),
            ([(0, 3, "x", 0.9), (3, 3, "y", 0.9), (3, 5, "z", 0.9)], [0, 1, 2]),
            ([(0, 5, None, 1.0), (1, 2, "x", 0.5)], [1]),
        ],
    )
    def test_which_goes_first(
        self, spans: list[tuple[int, int, str | None, float]], chosen: list[int]
    ) -> None:
        places = [(finding(), span(*one)) for one in spans]
        assert choose("abcdefghij", places, unsafe=True) == chosen

    def test_a_foreign_passage_is_not_deleted_when_it_can_be_restored(self) -> None:
        foreign = (finding(check="foreign_script"), span(0, 9, "", 0.85))
        restored = (finding(check="mojibake"), span(2, 5, "x", 0.95))
        assert choose("abcdefghij", [foreign, restored], unsafe=True) == [1]

    @given(
        st.lists(
            st.tuples(st.integers(0, 20), st.integers(0, 6), st.sampled_from(["", "x"]), st.floats(0, 1))
        )
    )
    def test_the_chosen_do_not_overlap_and_the_order_of_findings_does_not_matter(self, drawn: list) -> None:
        places = [(finding(), span(a, a + n, after, c)) for a, n, after, c in drawn]
        chosen = [places[i][1] for i in choose("y" * 30, places, unsafe=True)]
        assert all(a.stop <= b.start for a, b in itertools.pairwise(chosen))
        again = [places[::-1][i][1] for i in choose("y" * 30, places[::-1], unsafe=True)]
        assert again == chosen

    def test_a_great_many_places_cost_little(self) -> None:
        places = [(finding(), span(n, n + 3, "", 0.9)) for n in range(20_000)]
        began = time.perf_counter()
        assert len(choose("x" * 20_003, places, unsafe=True)) >= 20_000 // 3 - 1
        assert time.perf_counter() - began < 2


@st.composite
def edits(draw: st.DrawFn, length: int) -> list[Change]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    made = [
        Change("r", "k", a, b, "", draw(st.sampled_from(["", "P", "QR"])), True)
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return [
        c
        for n, c in enumerate(made)
        if c.stop > c.start or (c.after and (n == 0 or made[n - 1].stop < c.start))
    ]


@given(st.data())
def test_composed_changes_do_what_both_do(data: st.DataObject) -> None:
    text = data.draw(st.text("abc\n", max_size=12))
    first = data.draw(edits(len(text)))
    middle = apply(text, first)
    second = data.draw(edits(len(middle)))
    composed = compose(text, first, second)
    assert apply(text, composed) == apply(middle, second)
    assert all(text[c.start : c.stop] == c.before != c.after for c in composed)


PIECES = [
    "The ferry leaves at nine. ", "\n", "\n\n", GARBLED, "\x07", "\u200b", "\ufeff", "ﬁsh ", "\x93quoted\x94 ",
    "Ïðèâåò, ìèð! Êàê äåëà? ", "渡轮九点出发。",
    "學(xué)習(xí)貫徹(chè)工(gōng)作(zuò)會(huì)議(yì)", "/p>", "p\u0430ssword ",
    "&amp;amp; ", "Паром отходит в девять. ", "\ud800", "１２3 ",
]  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.booleans())
def test_repairing_again_changes_nothing(text: str, unsafe: bool) -> None:
    once = settled(text, unsafe=unsafe)
    assert apply(text, once.changes) == once.text
    assert not once.restless
    assert settled(once.text, unsafe=unsafe).changes == ()
    assert unsafe or all(change.safe for change in once.changes)


def test_more_places_than_a_verdict_keeps() -> None:
    text = "A bell \x07 rings. " * 2500
    got = settled(text)
    assert "\x07" not in got.text
    assert len(got.changes) == 2500
    assert not got.restless


class TestSeeds:
    @pytest.mark.parametrize("name", ["000", "001", "003"])
    def test_no_reading_is_left(self, name: str) -> None:
        (path,) = SEEDS.glob(f"{name}_*.txt")
        text = path.read_bytes().decode("utf-8")
        for unsafe in (False, True):
            got = settled(text, unsafe=unsafe)
            left = [f.rule for f in check_text(got.text).findings]
            assert "injected_reading" not in left
            assert unsafe or name == "003" or left == []
            assert "(xué)" not in got.text
            assert "(zong)" not in got.text

    def test_the_spam_goes_on_request(self) -> None:
        (path,) = SEEDS.glob("003_*.txt")
        text = path.read_bytes().decode("utf-8")
        safe, unsafe = settled(text), settled(text, unsafe=True)
        for got in (safe, unsafe):
            assert "變為職工群眾的自覺行動" in got.text
        assert safe.more >= 2
        assert "湖口县" in safe.text
        assert "湖口县" not in unsafe.text
        assert text.split("\n", 1)[0] not in unsafe.text
        assert "工會干部要——“站起來敢講、坐下來能寫、下基層會抓”" in unsafe.text

    def test_a_clean_page_stays_as_it_is(self) -> None:
        (path,) = SEEDS.glob("004_*.txt")
        assert settled(path.read_bytes().decode("utf-8"), unsafe=True).changes == ()


class TestDiff:
    def test_no_changes_no_diff(self) -> None:
        assert list(unified("a", "text", [])) == []

    @pytest.mark.parametrize(
        ("text", "change", "lines"),
        [
            ("a\nb\nc\n", (2, 3, "X"), ["@@ -2,1 +2,1 @@", "-b", "+X"]),
            ("a\nb\nc\n", (2, 4, ""), ["@@ -2,1 +1,0 @@", "-b"]),
            ("a\nb\nc\n", (3, 4, ""), ["@@ -2,2 +2,1 @@", "-b", "-c", "+bc"]),
            ("a\r\nb\r\n", (3, 4, "X"), ["@@ -2,1 +2,1 @@", "-b", "+X"]),
            ("a", (0, 1, "X"), ["@@ -1,1 +1,1 @@", "-a", "+X"]),
            ("a", (0, 0, "X\n"), ["@@ -1,1 +1,2 @@", "-a", "+X", "+a"]),
            ("\x1b[2J", (0, 1, ""), ["@@ -1,1 +1,1 @@", "-\\u{1B}[2J", "+[2J"]),
        ],
    )
    def test_hunks(self, text: str, change: tuple[int, int, str], lines: list[str]) -> None:
        start, stop, after = change
        made = [Change("r", "k", start, stop, text[start:stop], after, True)]
        assert list(unified("a", text, made))[2:] == lines

    def test_long_lines_are_shortened_on_both_sides_alike(self) -> None:
        text = "y" * 5000 + "BAD" + "z" * 5000 + "\n"
        lines = list(unified("a", text, [Change("r", "k", 5000, 5003, "BAD", "good", True)]))
        assert lines[3:] == [
            "-…" + "y" * 16 + "BAD" + "z" * 16 + "…",
            "+…" + "y" * 16 + "good" + "z" * 16 + "…",
        ]

    @pytest.mark.parametrize("pattern", ["x", "\n", "\r\n", "xy\n"])
    def test_a_hostile_text_costs_little(self, pattern: str) -> None:
        text = pattern * (1_000_000 // len(pattern))
        changes = [Change("r", "k", n * 100, n * 100 + 1, text[n * 100], "z", True) for n in range(9_000)]
        began = time.perf_counter()
        assert all(len(line) < 8_000 for line in unified("a", text, changes))
        assert time.perf_counter() - began < 3


class TestJsonSplice:
    @pytest.mark.parametrize(
        ("source", "path", "expected"),
        [
            ('{"text":"a"}', ["text"], '{"text":"N"}'),
            ('{ "n" : 1.10 , "text" :\t"a" , "z":[{"text":"b"}]}\r\n', ["text"],
             '{ "n" : 1.10 , "text" :\t"N" , "z":[{"text":"b"}]}\r\n'),
            ('{"text":"a","text":"b"}', ["text"], '{"text":"a","text":"N"}'),
            ('{"a":{"b":"x"},"b":"y"}', ["a", "b"], '{"a":{"b":"N"},"b":"y"}'),
            ('{"te\\u0078t":"a","big":123456789012345678901234567890}', ["text"],
             '{"te\\u0078t":"N","big":123456789012345678901234567890}'),
        ],
    )  # fmt: skip
    def test_only_the_string_changes(self, source: str, path: list[str], expected: str) -> None:
        assert replace_string(source, path, "N") == expected

    def test_escapes_stay_escapes(self) -> None:
        assert replace_string('{"t":"\\u00c3\\u00a9"}', ["t"], "é") == '{"t":"\\u00e9"}'
        assert replace_string('{"t":"Ã©"}', ["t"], "é") == '{"t":"é"}'
        assert replace_string('{"t":"é"}', ["t"], "\ud800") == '{"t":"\\ud800"}'

    @pytest.mark.parametrize("source", ["{}", '{"t":1}', "[]", '{"t":{}}', '"t"', '{"t" "x"}'])
    def test_no_string_there(self, source: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            replace_string(source, ["t"], "N")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestCommand:
    def test_clean_files_are_not_touched(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "clean.txt").write_bytes(RUNG.encode())
        (here / "empty.txt").write_bytes(b"")
        (here / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
        before = {path.name: path.stat().st_mtime_ns for path in here.iterdir()}
        assert main(["fix"]) == 0
        assert main(["fix", "--write", "--unsafe"]) == 0
        assert {path.name: path.stat().st_mtime_ns for path in here.iterdir()} == before
        assert capsys.readouterr().out == "Nothing to change.\n" * 2

    def test_the_diff_writes_nothing(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "a.txt").write_text(BELL, encoding="utf-8")
        assert main(["fix", "a.txt"]) == 1
        assert (here / "a.txt").read_text(encoding="utf-8") == BELL
        out = capsys.readouterr().out
        assert "-The bell \\u{7}rings" in out
        assert "+The bell rings" in out
        assert "\x07" not in out
        assert out.endswith("1 safe change would be made in 1 text.\n")

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (BELL.encode(), RUNG.encode()),
            (BELL.replace("\n", "\r\n").encode() * 2, RUNG.replace("\n", "\r\n").encode() * 2),
            (b"One line\rBell \x07rings\r\nthe third\n", b"One line\rBell rings\r\nthe third\n"),
            (b"\xef\xbb\xbf" + BELL.encode(), b"\xef\xbb\xbf" + RUNG.encode()),
            (b"\xff\xfe" + BELL.encode("utf-16-le"), b"\xff\xfe" + RUNG.encode("utf-16-le")),
            (b"\xfe\xff" + BELL.encode("utf-16-be"), b"\xfe\xff" + RUNG.encode("utf-16-be")),
            (GARBLED.encode(), REPAIRED.encode()),
            (
                ("渡轮九点出发，船上售票，狗可以免费乘船。\x07下午三点返回，风大的时候停航。" * 4).encode(
                    "gbk"
                ),
                ("渡轮九点出发，船上售票，狗可以免费乘船。下午三点返回，风大的时候停航。" * 4).encode("gbk"),
            ),
        ],
        ids=["utf-8", "crlf", "mixed", "bom", "utf-16-le", "utf-16-be", "mojibake", "gbk"],
    )
    def test_the_encoding_stays(self, here: Path, before: bytes, after: bytes) -> None:
        (here / "a.txt").write_bytes(before)
        assert main(["fix", "a.txt", "--write"]) == 0
        assert (here / "a.txt").read_bytes() == after
        assert main(["fix", "a.txt"]) == 0

    def test_a_repair_that_the_encoding_cannot_express_is_left(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        russian = "Паром отходит в девять часов, билеты продают на борту, собаки едут бесплатно.{} Зимой он стоит.\n"
        french = "Les élèves de la première année étaient déjà là, et la forêt était très près.\n"
        garbled = french.encode().decode("cp1251")
        (here / "a.txt").write_bytes((russian.format("\x07") * 3 + garbled).encode("cp1251"))
        assert main(["fix", "a.txt", "--write"]) == 1
        assert "cp1251 cannot express" in capsys.readouterr().err
        assert (here / "a.txt").read_bytes() == (russian.format("") * 3 + garbled).encode("cp1251")

    def test_undecodable_bytes_are_left_alone(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        data = (
            BELL.encode() * 3
            + "Les élèves de la première année étaient déjà là. ".encode() * 9
            + b"\xff\xfe."
        )
        (here / "a.txt").write_bytes(data)
        assert main(["fix", "a.txt", "--write"]) == 3
        assert (here / "a.txt").read_bytes() == data
        assert "holds bytes that are no characters in utf-8" in capsys.readouterr().err

    def test_unsafe(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        text = "The ferry leaves at nine.\nType your p\u0430ssw\u043erd twice, then press the key.\n"
        (here / "a.txt").write_text(text, encoding="utf-8")
        assert main(["fix", "a.txt"]) == 0
        assert "more with --unsafe" in capsys.readouterr().out
        assert main(["fix", "a.txt", "--unsafe", "--write"]) == 0
        assert "Type your password twice" in (here / "a.txt").read_text(encoding="utf-8")

    def test_the_report_is_not_repaired(self, here: Path) -> None:
        (here / "rules.yaml").write_text("version: 1\npreset: recommended\n")
        (here / "a.txt").write_text(BELL, encoding="utf-8")
        (here / "reports").mkdir()
        (here / "reports/index.html").write_text(BELL, encoding="utf-8")
        assert main(["fix", ".", "--write"]) == 0
        assert (here / "a.txt").read_text(encoding="utf-8") == RUNG
        assert (here / "reports/index.html").read_text(encoding="utf-8") == BELL

    def test_the_record_of_changes(self, here: Path) -> None:
        (here / "a.txt").write_text(BELL, encoding="utf-8")
        (here / "out").mkdir()
        assert main(["fix", "a.txt", "--output-record", "out/changes.jsonl"]) == 1
        (line,) = (here / "out/changes.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(line) == {
            "document": "a.txt", "path": "a.txt", "record": None, "rule": "control_characters",
            "kind": "c0_control", "start": 9, "stop": 10, "before": "\x07", "after": "", "safe": True,
            "written": False,
        }  # fmt: skip

    def test_a_file_that_cannot_be_written(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def refuse(path: Path, data: bytes) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(fixing, "write_file", refuse)
        (here / "a.txt").write_text(BELL, encoding="utf-8")
        assert main(["fix", "--write"]) == 3
        assert "a.txt: cannot be written (Permission denied)" in capsys.readouterr().err
        assert (here / "a.txt").read_text(encoding="utf-8") == BELL

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_is_read_only(self, here: Path) -> None:
        (here / "in").mkdir()
        (here / "in/a.txt").write_text(BELL, encoding="utf-8")
        (here / "in").chmod(0o500)
        try:
            assert main(["fix", "in", "--write"]) == 3
        finally:
            (here / "in").chmod(0o700)
        assert (here / "in/a.txt").read_text(encoding="utf-8") == BELL

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["nowhere.txt"], "no such file or folder"),
            (["-"], "fix works on files"),
            (["a.jsonl", "--write-to", "a.jsonl"], "is the input itself"),
            (["a.jsonl", "--write-to", "b.jsonl.gz"], "written uncompressed"),
            (["a.jsonl", "--write-to", "b.jsonl", "--output-record", "b.jsonl"], "name another file"),
            (["a.txt", "--write-to", "b.jsonl"], "exactly one file of JSON lines"),
            (["a.txt", "--write", "--diff"], "not allowed with"),
        ],
    )
    def test_wrong_usage(
        self, here: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "a.jsonl").write_text('{"text": "fine"}\n')
        (here / "a.txt").write_text("fine\n")
        assert main(["fix", *arguments]) == 2
        assert message in capsys.readouterr().err

    def test_what_cannot_be_repaired_in_place(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        import gzip

        (here / "a.txt.gz").write_bytes(gzip.compress(BELL.encode()))
        with tarfile.open(here / "b.parquet", "w") as archive:
            archive.addfile(tarfile.TarInfo("x"), io.BytesIO())
        assert main(["fix"]) == 3
        err = capsys.readouterr().err
        assert "a.txt.gz: compressed; expand it first" in err
        assert "b.parquet: tables cannot be repaired" in err


class TestRecords:
    LINES = (
        '{"id": "one", "text": "The bell \\u0007rings.", "score": 1.10, "big": 123456789012345678901234567890}\n'
        "\n"
        '{"text": "All is well.", "more": {"text": "x\\u0007"}}\r\n'
        "{broken\n"
        '{"id":"é", "text":"El caf\\u00c3\\u00a9 est\\u00c3\\u00a1 abierto."}'
    )

    def test_a_new_file_in_which_only_the_texts_differ(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + self.LINES.encode())
        assert main(["fix", "a.jsonl", "--write-to", "b.jsonl"]) == 3  # the broken line
        expected = self.LINES.replace("\\u0007rings", "rings").replace("\\u00c3\\u00a9", "\\u00e9")
        expected = expected.replace("\\u00c3\\u00a1", "\\u00e1")
        assert (here / "b.jsonl").read_bytes() == b"\xef\xbb\xbf" + expected.encode()
        shown = capsys.readouterr()
        assert "a.jsonl:4: not valid JSON" in shown.err
        assert "one: 1 change written" in shown.out

    def test_records_are_not_written_over(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        data = b'{"text": "The bell \\u0007rings."}\n'
        (here / "a.jsonl").write_bytes(data)
        assert main(["fix", "a.jsonl", "--write"]) == 1
        assert (here / "a.jsonl").read_bytes() == data
        assert "use --write-to" in capsys.readouterr().err
        assert main(["fix", "a.jsonl"]) == 1
        assert "-The bell \\u{7}rings." in capsys.readouterr().out

    def test_an_identifier_cannot_act_on_the_terminal(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "a.jsonl").write_text('{"id": "\\u001b[2J::stop\\n", "text": "The bell \\u0007rings."}\n')
        for arguments in ([], ["--write"], ["--write-to", "b.jsonl"]):
            main(["fix", "a.jsonl", *arguments])
        shown = capsys.readouterr()
        assert "\x1b" not in shown.out + shown.err
        assert "\\u{1B}[2J" in shown.out
        assert "\\u{1B}[2J" in shown.err

    def test_nested_text_fields(self, here: Path) -> None:
        (here / "a.jsonl").write_text('{"text": "x\\u0007", "page": {"body": "b\\u0007ell"}}\n')
        assert main(["fix", "a.jsonl", "--text-field", "page.body", "--write-to", "b.jsonl"]) == 0
        assert (here / "b.jsonl").read_text() == '{"text": "x\\u0007", "page": {"body": "bell"}}\n'

    def test_the_input_under_another_name_is_still_the_input(self, here: Path) -> None:
        (here / "a.jsonl").write_text('{"text": "x"}\n')
        os.link(here / "a.jsonl", here / "b.jsonl")
        assert main(["fix", "a.jsonl", "--write-to", "b.jsonl"]) == 2

    def test_a_line_that_is_too_long_writes_nothing(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (here / "a.jsonl").write_text('{"text": "fine"}\n{"text": "' + "long " * 999 + '"}\n')
        assert main(["fix", "a.jsonl", "--write-to", "b.jsonl", "--max-size", "1k"]) == 3
        assert not (here / "b.jsonl").exists()
        assert "a.jsonl:2: the line is too long" in capsys.readouterr().err

    def test_a_folder_for_the_result_that_is_not_there(self, here: Path) -> None:
        (here / "a.jsonl").write_text('{"text": "x"}\n')
        assert main(["fix", "a.jsonl", "--write-to", "none/b.jsonl"]) == 3


def test_plan_and_repair_agree() -> None:
    found = check_text(GARBLED)
    assert repair(GARBLED, found).changes == plan(GARBLED, found)
    assert repair(GARBLED, found).text == REPAIRED
