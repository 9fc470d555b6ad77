"""textgate.mojibake.references: garbled text written as character references of HTML."""

from __future__ import annotations

import pytest

from textgate.mojibake import references
from textgate.testing import measure, spans


def referenced(text: str) -> str:
    """Every character above ASCII as a numeric reference."""
    return "".join(char if char < "\x7f" else f"&#{ord(char)};" for char in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "&&;;&;&#;&#1;&#x;&nope;&nope;",
        "Soci&eacute;t&eacute; cr&eacute;&eacute;e &nbsp;&nbsp; &laquo;&nbsp;&agrave; c&ocirc;t&eacute;&nbsp;&raquo;",
        "&lt;&lt;&amp;&gt;&gt; &hearts;&spades;&diams;&clubs; &rarr;&rarr; &frac12;&times;&frac14;",
        "&Agrave; &Aacute; &Acirc; &Atilde; &Auml;&Aring;&AElig;&Ccedil;&Egrave;&Eacute;",
        "&#1042;&#1077;&#1095;&#1077;&#1088; &#20170;&#22825; &alpha;&beta;&gamma;&delta;",
    ],
)
def test_silent(text: str) -> None:
    assert spans("mojibake", text) == []


@pytest.mark.parametrize(
    ("text", "garbled", "kind", "repaired"),
    [
        (
            "Les &Atilde;&copy;l&Atilde;&uml;ves sont pr&Atilde;&ordf;ts.",
            "&Atilde;&copy;l&Atilde;&uml;",
            "utf-8>cp1252",
            "élè",
        ),
        (
            referenced("Вечером мы вышли к реке".encode("cp1251").decode("cp1252")),
            referenced("Вечером мы вышли к реке".encode("cp1251").decode("cp1252")),
            "cp1251>cp1252",
            "Вечером мы вышли к реке",
        ),
        (
            "我们" + "&aring;&#130;&#141;&aelig;&#153;&#154;&eacute;&#146;&#147;" + "走到河边",
            "&aring;&#130;&#141;&aelig;&#153;&#154;&eacute;&#146;&#147;",
            "utf-8>cp1252",
            "傍晚钓",
        ),
    ],
)
def test_found(text: str, garbled: str, kind: str, repaired: str) -> None:
    found = measure("mojibake", text).spans
    assert [text[start:stop] for start, stop in zip(found.start, found.stop, strict=True)][:1] == [garbled]
    assert found.kind[0] == kind
    assert found.replacement[0] == repaired


def test_places_in_the_text_as_it_was() -> None:
    text = "a&eacute;b &amp; &euro;c"
    resolved = references.resolve(text)
    assert resolved.text == "aéb &amp; €c"
    assert text[slice(*resolved.place(1, 2))] == "&eacute;"
    assert text[slice(*resolved.place(10, 12))] == "&euro;c"
