from __future__ import annotations

import pytest

from textgate.testing import measure, spans

SILENT = [
    ("superscripts, fractions, units", "x² ½ ㎏ ℃ № ™"),
    ("single styled letters are mathematics", "𝑥 ∈ 𝔽, 𝒪(n)"),
    ("fullwidth letters belong to another check", "ＡＢＣ１２３"),
    ("the twelve unified ideographs of the compatibility block", "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"),
    ("an honorific in use", "محمد ﷺ"),
    ("Hangul syllables", "한국어"),
    ("empty", ""),
]
FOUND = [
    ("⼈口と⼟地", [("⼈", "radical"), ("⼟", "radical")]),
    ("\uf900有此理", [("\uf900", "compatibility_ideograph")]),
    ("eﬃcient oﬀer", [("ﬃ", "ligature"), ("ﬀ", "ligature")]),
    ("ﻣﺤﻤﺪ", [("ﻣﺤﻤﺪ", "presentation_form")]),
    ("𝓬𝓵𝓲𝓬𝓴 me", [("𝓬𝓵𝓲𝓬𝓴", "styled_letters")]),
]


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans("compatibility_forms", text) == [], why


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]):
    assert spans("compatibility_forms", text) == expected


def test_the_repair_is_normalisation():
    found = measure("compatibility_forms", "eﬃcient ⼈").spans
    assert found.replacement == ["ffi", "人"]
