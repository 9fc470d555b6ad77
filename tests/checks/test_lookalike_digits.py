from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.testing import measure, spans

NAME = "lookalike_digits"
SILENT = [
    ("formats and versions", "MP3, 3D, 4K, v1.2.3, utf8, sha256sum, md5sum, base64, x86_64, win32, neo4j, s3cmd, h264"),
    ("names of products", "w3schools, log4j, python3, GPT-4o, o1, o3, k8s, n8n, rotate3d, mp3player, C3PO, 7zip, 9gag"),
    ("octal numbers", "The mode is 0o755, 0o640 or 0o100000 and not 0O17."),
    ("hexadecimal, billions, times", "U+200B, 203B and 204B; a model of 200B parameters; at 1830Z"),
    ("litres", "150l and 200l"),
    ("names in programs", "Call 'joinby1key', zip4all, mat3x3, union1d and v1beta4. The tool arch1ver, then arch1ver."),
    ("numbered names", "Porównaj pliki: polecenie plik1 plik2 wypisuje różnice, które mają oba pliki na dysku."),
    ("a name made from another", "The digest bar1 and the program bar1check are new; bar1 is short."),
    ("numeronyms", "i18n, l10n, a11y, B2B, p2p, e2e, seq2seq, word2vec"),
    ("chemistry and biology", "H2O, CO2, Fe2O3, Al2O3, C6H12O6, 2O2, 18O and 16O, H5N1, p53, BRCA1, IL6, B12, omega3"),
    ("ordinals", "1st 2nd 3rd 4th, 2ème, 1er, 90er, 1o de maio, la 2a vez, 20-летний, 1го, 90х"),
    ("units", "5km, 10min, 5l of milk, 100l barrel, 2x4s"),
    ("codes", "commit a3f5e1b, 0x1F, c0ffee, deadb33f, key=Il1O0, 00:1B:44:11:3A:B7, SW1A 1AA, flight BA2O"),
    ("chess", "1.e4 e5 2.Nf3 Nc6 3.Bb5 a6 4.O-O Nf6; O-O-O; 10.Bxf7+"),
    ("roads, norms, discs", "Route I5, the l2 norm, l1 and l2, O2 sensor, S01E02, B52s, U2, G20"),
    ("parts", "Section 1A, 2b, 3c; Windows 10S; part1, step2, fig3, h1, cat5, note5"),
    ("handles and addresses", "john5mith@example.com, h3llo_w0rld, http://ex4mple.com/a1rport, @r3porter, #p0st"),
    ("code", "Use `p4ckage` or `r3port` here."),
    ("the subject itself", "In leet speak, report is r3port and police is pol1ce."),
    ("a text about such mail", "Anatomy of a spam message: c1al1s, R0lex and pr1ces."),
    ("passwords", "The password was p0l1ce."),
    ("Arabic digits beside others", "في عام ١٩٥٧ وعام 1957"),
    ("empty", ""), ("digit", "1"), ("surrogate", "\ud8001a"),
]  # fmt: skip
HITS = [
    ("The pol1ce came.", [("pol1ce", "digit_for_letter")], ["police"]),
    ("Deben r3p0rtar un pr0blema.", [("r3p0rtar", "digit_for_letter"), ("pr0blema", "digit_for_letter")], None),
    ("Đó là s1nh viên và k1nh phí của trường.", [("s1nh", "digit_for_letter"), ("k1nh", "digit_for_letter")],
     ["sinh", "kinh"]),
    ("Er kam in l998 und in 2OO3.", [("l998", "letter_for_digit"), ("2OO3", "letter_for_digit")], ["1998", "2003"]),
    ("Act I97S, section 3", [("I97S", "letter_for_digit")], ["1975"]),
    ("in 200I, about 23,0OO of them or I00% more", [("200I", "letter_for_digit"), ("0OO", "letter_for_digit"),
     ("I00", "letter_for_digit")], ["2001", "000", "100"]),
    ("at 3OO dots per inch", [("3OO", "letter_for_digit")], ["300"]),
    ("в 2О04 году", [("2О04", "letter_for_digit")], ["2004"]),
    ("im Jahr 1٨57", [("1٨57", "two_digit_sets")], ["1857"]),
    ("Version 1४.2", [("1४", "two_digit_sets")], ["14"]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans(NAME, text) == [], why


@pytest.mark.parametrize(("text", "expected", "repaired"), HITS)
def test_found(text: str, expected: list[tuple[str, str]], repaired: list[str] | None):
    assert spans(NAME, text) == expected
    if repaired is not None:
        assert measure(NAME, text).spans.replacement == repaired


def test_words_and_numbers_can_be_left_out():
    text = "The pol1ce came in l998."
    assert spans(NAME, text, words=False) == [("l998", "letter_for_digit")]
    assert spans(NAME, text, numbers=False) == [("pol1ce", "digit_for_letter")]


def test_a_word_with_its_digit_at_the_edge_counts_beside_others():
    assert [text for text, _ in spans(NAME, "The pol1ce of 7his town")] == ["pol1ce", "7his"]
    assert spans(NAME, "The mayor of 7his town") == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="pol1ce 20OIl٣n\n.", max_size=20), min_size=1, max_size=4))
def test_documents_do_not_see_their_neighbours(texts: list[str]):
    together = measure(NAME, *texts).values.tolist()
    assert together == [measure(NAME, text).values.tolist()[0] for text in texts]
