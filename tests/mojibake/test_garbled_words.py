"""textgate.mojibake.garbled_words: a few garbled words, proven by word lists and by the text's own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.batch import Document, pack
from textgate.mojibake import encodings, garbled_words, shown_bytes
from textgate.mojibake.above import above
from textgate.profile import Profile
from textgate.testing import spans

HUNGARIAN = "A folyó mellett állt a régi malom, amelynek kerekét már évek óta nem forgatta a víz. "
POLISH = "Wieczorem poszliśmy nad rzekę, gdzie rybacy suszyli sieci i cicho rozmawiali o pogodzie. "
CZECH = "Večer jsme šli k řece, kde rybáři sušili sítě a tiše si povídali o počasí a o cestách. "
GERMAN = "Am Abend gingen wir zum Fluss, wo die Fischer ihre Netze trockneten und leise redeten. "
FRENCH = "Le soir, nous sommes allés au bord de la rivière, où les pêcheurs séchaient leurs filets. "
RUSSIAN = "Вечером мы вышли к реке, где рыбаки сушили сети и тихо разговаривали о погоде. "
UKRAINIAN = "Увечері ми вийшли до річки, де рибалки сушили сіті й тихо розмовляли про погоду. "
ROMANIAN = "Seara am mers la râu, unde pescarii își uscau plasele și vorbeau încet despre vreme. "
VIETNAMESE = "Buổi tối chúng tôi đi ra bờ sông, nơi những người dân chài đang phơi lưới và nói chuyện. "
KOREAN = "저녁에 우리는 강가로 나갔다. 어부들이 그물을 말리며 조용히 이야기하고 있었다. "

SILENT = [
    HUNGARIAN + "A vendégek között ült João Simões, Ñuño Peña és Søren Ærø is.",
    POLISH + "Przyszli też Jürgen Müller, Françoise Lefèvre i Dvořák z Plzně.",
    GERMAN + "Eingeladen waren Zsófia Kőrösi, Łukasz Śliwa, Søren Ærø und Ñuño Peña; alles große Spaßvögel.",
    FRENCH + "Les invités : Zsófia Kőrösi, Łukasz Śliwa, Jürgen Großmann et João Simões.",
    FRENCH + "1.1 Les outils¶\n\n1.2 Les filets¶\n\n1.3 Les barques¶",
    "De programma´s en de menu´s staan in de map van de gebruiker, en de foto´s ook.",
    "Disse che cosí non va, perché cosí si è sempre fatto; cosí parlò il vecchio pescatore al figlio.",
    "¿Qué hora es? ¡Hola! ¿Cómo está usted? El niño comió pan en la cocina.",
    RUSSIAN + "ГОСТ и ФАЙЛа, МЕТОДом, КАТАЛОГу; ВНИМАНИЕ! НЕ ВХОДИТЬ БЕЗ РАЗРЕШЕНИЯ.",
    UKRAINIAN + "Якщо ФАЙЛа не існує, МЕТОДом буде КАТАЛОГ або МЕТОДу немає.",
    RUSSIAN + "Он сказал: «Љиљана је у Ђаковици њихала џак жита».",
    ROMANIAN + "Opţiunile şi fişierele vechi folosesc ţ şi ş cu sedilă.",
    KOREAN + "café Ångström naïve Ñuño",
]


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert spans("mojibake", text) == []


def misread(text: str, right: str, wrong: str) -> str:
    characters = encodings.single_byte_characters(wrong)
    return "".join(chr(characters[byte]) for byte in text.encode(right))


FOUND = [
    (HUNGARIAN, "később felőle", "cp1250", "cp1252"),
    (HUNGARIAN, "később között", "cp852", "cp1250"),
    (POLISH, "również książka", "cp1250", "cp1252"),
    (POLISH, "również będzie", "cp1250", "cp1251"),
    (CZECH, "každý který", "cp852", "cp1252"),
    (GERMAN, "können", "cp1252", "cp437"),
    (GERMAN, "über könnten", "cp850", "cp1252"),
    (FRENCH, "même problème", "cp1252", "cp850"),
    (FRENCH, "société première", "mac_roman", "cp1252"),
    (RUSSIAN, "человек", "cp1251", "koi8-r"),
    (RUSSIAN, "человек после", "koi8-r", "cp1251"),
    (UKRAINIAN, "людина", "cp1251", "koi8-u"),
    (ROMANIAN, "viață după", "utf-8", "cp1252"),
    (VIETNAMESE, "người được", "utf-8", "cp1252"),
]

# A neighbouring page has the same letters in the same places, or all but one of them.
AMBIGUOUS = {("cp1251", "koi8-u"), ("cp1250", "cp1251"), ("cp852", "cp1250"), ("cp852", "cp1252")}


@pytest.mark.parametrize(("page", "words", "right", "wrong"), FOUND)
def test_found(page: str, words: str, right: str, wrong: str) -> None:
    text = page + f" {page}".join(misread(word, right, wrong) + "." for word in words.split())
    found = spans("mojibake", text)
    assert found, text
    if (right, wrong) not in AMBIGUOUS:
        assert {kind for _, kind in found} == {f"{right}>{wrong}"}


@pytest.mark.parametrize(("page", "words", "right", "wrong"), FOUND)
def test_repair_is_what_decoding_gives(page: str, words: str, right: str, wrong: str) -> None:
    text = page + f" {page}".join(misread(word, right, wrong) + "." for word in words.split())
    profile = Profile(pack([Document("x", text)]))
    odd = garbled_words.odd(profile, 0)
    language = profile.languages[0]
    for found in (garbled_words.find(text, language, odd), shown_bytes.find(text, language, odd)):
        for start, stop, before in found.places if found else ():
            codec, read_as = found.kind.split(">") if found else ("", "")
            assert misread(before, codec, read_as) == text[start:stop]


def test_words_of_the_text_itself() -> None:
    text = "Das Großgeräteverzeichnis liegt im Büro. " + GERMAN * 2 + "Das Groágeräteverzeichnis ist neu."
    assert spans(
        "mojibake", text.replace("räteverzeichnis ist", misread("räteverzeichnis ist", "cp850", "cp1252"))
    )


ODD = st.text(alphabet="aeiostnrkд ЖжПп.,'õűþ¶´ⁿΣ÷„‚”›‹\x81ÃÄâ€™ƒÇÑ한글 é", max_size=80)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([HUNGARIAN, POLISH, GERMAN, RUSSIAN, ROMANIAN, VIETNAMESE, KOREAN]), ODD)
def test_any_text(page: str, odd: str) -> None:
    text = page + odd + " " + page + odd
    profile = Profile(pack([Document("x", text)]))
    language = profile.languages[0]
    offsets = garbled_words.odd(profile, 0)
    assert offsets == sorted(offsets)
    for find in (garbled_words.find, shown_bytes.find):
        found = find(text, language, offsets)
        stop = 0
        for start, end, before in found.places if found else ():
            assert stop <= start < end <= len(text)
            assert before
            assert before != text[start:end]
            stop = end
        # The screen lets no text by in which something is found.
        assert (
            not found
            or found.bits < garbled_words.LEAST_BITS
            or garbled_words.screen(profile, above(profile)) == [0]
        )
