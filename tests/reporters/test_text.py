"""The text on the terminal, compared with what a reader is meant to see."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from samples import HOSTILE, finding, hostile, judged, report, small, span

from textgate import reporters
from textgate.batch import Document
from textgate.excerpt import columns
from textgate.reporters import Layout

GOLDEN = """\
letters/a.txt: fail  mojibake
  letters/a.txt:2:8: error mojibake
    UTF-8 read as cp1252; 4 garbled characters (allowed: at most 0)
    2 │ das CafÃ© schlieÃŸt um sechs.
      │        ^^       ^^
        utf-8>cp1252, 98 % sure; reads: é schließ

b.txt: fail  injected_reading, markup_residue
  b.txt:2:3: error injected_reading
    readings were inserted; 2 readings (allowed: at most 0)
    2 │ 港口(gang)的新計劃(hua)已經公布。<br>
      │     ^^^^^^        ^^^^^
        pinyin, certain; reads: 口的新計劃
  b.txt:2:23: warning markup_residue
    a tag is left
    2 │ 港口(gang)的新計劃(hua)已經公布。<br>
      │                                  ^^^^
        tag, 80 % sure

corpus.jsonl:3: error  not valid JSON: line ends too early

notes/clean.txt: pass

rule              documents failed    warned     places
injected_reading                 1         0          2
mojibake                         1         0          2
markup_residue                   0         1          1

4 documents: 1 passed, 2 failed, 1 could not be judged.
Failed: 3 of 4 documents fail (allowed: 0)
"""


def text_of(tmp_path: Path, pairs: list, **layout: object) -> str:
    place = report("text", tmp_path / "out.txt", pairs, layout=Layout(**layout))  # type: ignore[arg-type]
    return place.read_text(encoding="utf-8")


def test_golden(tmp_path: Path):
    assert text_of(tmp_path, small()) == GOLDEN


def test_quiet_names_only_what_did_not_pass(tmp_path: Path):
    assert text_of(tmp_path, small(), quiet=True, report="r/index.html").splitlines() == [
        "letters/a.txt: fail  mojibake",
        "b.txt: fail  injected_reading, markup_residue",
        "corpus.jsonl:3: error  not valid JSON: line ends too early",
        "Failed: 3 of 4 documents fail (allowed: 0)",
    ]


def test_colours_only_when_asked(tmp_path: Path):
    plain, coloured = text_of(tmp_path, small()), text_of(tmp_path, small(), color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_the_report_is_named(tmp_path: Path):
    assert text_of(tmp_path, small(), report="r/index.html").endswith("\nReport: r/index.html\n")


def test_an_empty_run(tmp_path: Path):
    assert (
        text_of(tmp_path, [])
        == "0 documents: 0 passed, 0 failed.\nPassed: 0 of 0 documents fail (allowed: 0)\n"
    )


def test_many_clean_documents_are_only_counted(tmp_path: Path):
    clean = [judged(Document(f"{n}.txt", "x", f"{n}.txt")) for n in range(21)]
    assert "20.txt" not in text_of(tmp_path, clean)
    assert text_of(tmp_path, clean[:20]).count(": pass\n") == 20
    assert text_of(tmp_path, clean, verbose=True).count(": pass\n") == 21


def test_few_places_of_many(tmp_path: Path):
    text = "\n".join(f"Ã©{n:02}" for n in range(50))
    spans = [span(text, f"Ã©{n:02}") for n in range(50)]
    pairs = [judged(Document("a", text, "a"), finding(*spans))]
    shown = text_of(tmp_path, pairs)
    assert shown.count("│ ^") == 3
    assert "+47 more like these" in shown
    assert text_of(tmp_path, pairs, verbose=True).count("│ ^") == 50


def test_verbose_says_what_was_not_judged(tmp_path: Path):
    pairs = [judged(Document("unjudged", "x", "unjudged"))]
    assert "not judged by truncated_end: the text is too short" in text_of(tmp_path, pairs, verbose=True)
    assert "not judged" not in text_of(tmp_path, pairs)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_excerpts_and_messages_fit_the_terminal(tmp_path: Path, width: int):
    text = "港口的新計劃已經公布," * 30 + "CafÃ©" + "委員會在星期二舉行會議," * 30
    long = finding(span(text, "CafÃ©"), message="word " * 40 + "計" * 100)
    shown = text_of(tmp_path, [judged(Document("a", text, "a"), long)], width=width)
    body = shown.partition("\n\nrule")[0]
    assert max(columns(line) for line in body.splitlines()) <= width


def test_an_encoding_that_lacks_characters(tmp_path: Path):
    place = report("text", tmp_path / "out.txt", small(), layout=Layout(encoding="ascii"))
    assert b"\\u2502" in place.read_bytes()


def test_hostile_text_commands_nothing(tmp_path: Path):
    for verbose in (False, True):
        shown = text_of(tmp_path, hostile(), verbose=verbose)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", shown)
        assert not re.search(r"##\w*\[", shown)
        assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    assert HOSTILE


def test_a_stream_is_written_as_the_run_goes():
    stream = io.BytesIO()
    reporter = reporters.open("text", stream, layout=Layout(verbose=True))
    reporter.start()
    reporter.document(*small()[0])
    assert b"letters/a.txt:2:8: error mojibake" in stream.getvalue()
    reporter.close()
    assert not stream.closed


def test_documents_that_a_rule_could_not_judge_are_counted(tmp_path: Path):
    pairs = [judged(Document("unjudged", "x", "unjudged"))]
    assert "Documents that a rule could not judge: truncated_end 1." in text_of(tmp_path, pairs)


def test_without_the_text_the_excerpt_must_do(tmp_path: Path):
    text = "The CafÃ© is open."
    absent = Document("a", "", "a")
    shown = text_of(tmp_path, [judged(absent, finding(span(text, "Ã©", replacement="é")))])
    assert "    1 │ Ã©\n      │ ^^\n" in shown
