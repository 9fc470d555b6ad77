from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.testing import measure, spans

NAME = "mixed_script_word"
SILENT = [
    ("endings on Latin stems", "Он купил iPhoneом, SMSка пришла, PRщик и ITшник, USBшный, Gitом, BMWшник, PCник."),
    ("hyphens and apostrophes", "commit'ить, push'нуть, API-шный, iPhone-ом, Т-34, Windows'ом, Wi-Fi роутер"),
    ("units and acidity", "Мы измерили рH раствора, мощность в кВт и давление в кПа."),
    ("ordinals", "Делегаты XXго съезда, Iй том, Xго класса, XIX век"),
    ("functions", "sinα + cosβ = 1, tanθ, hν, kΩ, μg, Δx, 2πr, λmax, ωt, E=hν, μmol, μSv, σx, αβ"),
    ("genes and proteins", "TNFα, IFNγ, NFκB, IκBα, PPARγ, ERα, Gαq, Gβγ, PKCα, GSK3β, Aβ42, interferonα and α"),
    ("genes in prose", "Binding of IκBα and FcγRIIb, RORγt and γδT cells, αSMA, ΔrecA and lacZα was low."),
    ("quantities with an index", "Период T равен 2 с, Tмакс и tср показаны в таблице; t растёт."),
    ("letters of a wrong code page with their signs", "Nosaukums ir grе\u2562mata, priekе\u2551 un tum\u2557еs."),
    ("phonetic notation", "[ˈaβa], [taβa], /θɪŋ/, [xoɾnaða], /ˈlæŋɡwɪdʒ/"),
    ("Greek letters of clubs", "The clubs ΑΚΑ, ΦΒΚ and ΣΑΕ met in the hall."),
    ("names in their own script", "Moscow (Москва) was the capital of the USSR (СССР). There is ТАСС."),
    ("honest words that look Latin", "The word сор means litter, сом catfish, рот mouth and нос nose."),
    ("words glued to what follows", "Το επόμενοB είναι εδώ, όπουNNN ο αριθμός."),
    ("escapes", r"Код: первая%0Aвторая, %luкб и \nпотом \tснова, %sстрок."),
    ("classes of letters in patterns", "^[nNнН] и [yYтТ], ^[oOοΟ]"),
    ("options before words", "  a         нумеровать все\n  pБРВ      строки с образцом, как в файле"),
    ("an X that stands for a number", "Укажите ТОМX или ГЛАВАXX вместо имени файла с этой книгой."),
    ("a text about the matter", "A homograph attack: the name pаypal holds a Cyrillic letter. Look closely."),
    ("brands", "Korn writes KoЯn, the shop TOYS Я US."),
    ("two alphabets of one language", "Београд је главни град. Beograd je glavni grad."),
    ("a Latin letter of Ossetic", "Лæг æмæ адæм, фæндаг æмæ дзырд, ирон æвзаг"),
    ("Kabyle", "Amγar γef taddart, yenna-d γer-s: aγrum d waman."),
    ("the palochka typed as l or I", "Хlоьттина Гlайреш, АфгIанистан"),
    ("symbols", "Ω is the ohm, 5 kΩ, Å, µm, №5, ℃, ℓ"),
    ("styled words and formulas", "𝐇𝐞𝐥𝐥𝐨 world, 𝑓(x) = 𝑎x + b, d𝑥"),
    ("scripts without spaces", "Rustを使う。Tokyo東京Москва。ไทยReactคือ"),
    ("lists", "пункт a) и пункт c), переменная x = а + b"),
    ("abbreviations of their own", "Q: Что такое OC? CPU и GPU, HTTP, PC."),
    ("Greek with Latin stems", "Το blogάκι, το laptopάκι, googlάρω, tweetάρω, sms, ΔΕΗ, OTE."),
    ("mathematics", "La Σ-algebra, χ² test, η² = 0.2, λ-calculus, Π-type, μTorrent, ∀α.α→α"),
    ("Azerbaijani", "Səhifə üzrə dəyər, əlaqələr və günlər"),
    ("mojibake in another code page", "Le prйsident йtait trиs йlйgant а la cйrйmonie, voilа."),
    ("a word among its own", "Description: te\nnl: Even geduld alstublieft\nmk: Те молам\nfr: Veuillez patienter te"),
    ("domains", "In the address bar Punycode shows xn--pypal-4ve; the name was раураl, written as сору or аpple."),
    ("lone letters", "a а b б"),
    ("empty", ""), ("spaces", "   "), ("surrogate", "\ud800"), ("nul", "\0а"), ("one letter", "а"),
]  # fmt: skip
HITS = [
    ("The lаst pаge of it.", [("lаst", "cyrillic_in_latin"), ("pаge", "cyrillic_in_latin")], ["last", "page"]),
    ("Das Тischtuch ist sсhön.", [("Тischtuch", "cyrillic_in_latin"), ("sсhön", "cyrillic_in_latin")], None),
    ("Günlərіn sonu", [("Günlərіn", "cyrillic_in_latin")], ["Günlərin"]),
    ("d'аffichage rapide", [("аffichage", "cyrillic_in_latin")], ["affichage"]),
    ("A list fοr us, αll of it", [("fοr", "greek_in_latin"), ("αll", "greek_in_latin")], ["for", "all"]),
    ("Τime and tide", [("Τime", "greek_in_latin")], ["Time"]),
    ("prοjeniz için insanlαr", [("prοjeniz", "greek_in_latin"), ("insanlαr", "greek_in_latin")], None),
    ("Он быстpо пpочитал книгу.", [("быстpо", "latin_in_cyrillic"), ("пpочитал", "latin_in_cyrillic")],
     ["быстро", "прочитал"]),
    ("Ми cyттєво змінили iдею.", [("cyттєво", "latin_in_cyrillic"), ("iдею", "latin_in_cyrillic")], None),
    ("Кітап oқу пaйдалы.", [("oқу", "latin_in_cyrillic"), ("пaйдалы", "latin_in_cyrillic")], ["оқу", "пайдалы"]),
    ("Μια καλή ημέρα για όλoυς τoυς φίλους.", [("όλoυς", "latin_in_greek"), ("τoυς", "latin_in_greek")], None),
    ("Ꭺpple and оrаnge", [("Ꭺpple", "other_alphabet"), ("оrаnge", "cyrillic_in_latin")], ["Apple", "orange"]),
    ("he𝐥𝐥owed ground", [("he𝐥𝐥owed", "styled_letters")], ["hellowed"]),
    ("un mensaje de la 𝗰𝗼𝗻𝗳𝗶𝗴𝘂𝗿𝗮𝗰𝗶ó𝗻 y 𝐦𝐮𝐜h𝐨 más", [("𝗰𝗼𝗻𝗳𝗶𝗴𝘂𝗿𝗮𝗰𝗶ó𝗻", "styled_letters"),
     ("𝐦𝐮𝐜h𝐨", "styled_letters")], ["configuración", "mucho"]),
    ("Please сору it there, then copy it again.", [("сору", "whole_word")], ["copy"]),
    ("Nous avons relu l'АРІ du serveur", [("АРІ", "whole_word")], ["API"]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans(NAME, text) == [], why


@pytest.mark.parametrize(("text", "expected", "repaired"), HITS)
def test_found(text: str, expected: list[tuple[str, str]], repaired: list[str] | None):
    assert spans(NAME, text) == expected
    if repaired is not None:
        assert measure(NAME, text).spans.replacement == repaired


def test_whole_words_can_be_left_out():
    assert spans(NAME, "Please сору it there, then copy it again.", whole_words=False) == []


def test_least_letters():
    assert spans(NAME, "The lаst оne", least_letters=4) == [("lаst", "cyrillic_in_latin")]


def test_marks_do_not_hide_a_change_of_alphabet():
    assert spans(NAME, "une a\u0301а idee")[0][1] == "cyrillic_in_latin"


def test_value_is_the_number_of_code_points():
    assert measure(NAME, "The lаst pаge", "clean").values.tolist() == [8.0, 0.0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abсао хЖγοΑб.'\n\u0301𝐚кт", max_size=25), min_size=1, max_size=4))
def test_documents_do_not_see_their_neighbours(texts: list[str]):
    together = measure(NAME, *texts).values.tolist()
    assert together == [measure(NAME, text).values.tolist()[0] for text in texts]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from("aeocpxy"), st.sampled_from(["paper", "copy", "apex", "proxy", "epoch"]))
def test_one_swapped_letter_is_found_and_repaired(letter: str, word: str):
    twin = dict(zip("aeocpxy", "аеосрху", strict=True))[letter]
    swapped = word.replace(letter, twin, 1)
    found = measure(NAME, f"We read the {swapped} here and then walked home.").spans
    assert found.replacement == ([word] if letter in word else [])
