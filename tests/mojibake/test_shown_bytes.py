"""textgate.mojibake.shown_bytes: letters of an alphabet shown byte by byte in an otherwise clean text."""

from __future__ import annotations

import pytest

from textgate.testing import spans

EN = "In the evening we went down to the river, where the fishermen were already drying their nets. "
PL = "Wieczorem poszliśmy nad rzekę, gdzie rybacy suszyli sieci i cicho rozmawiali o pogodzie. "
RU = "Вечером мы вышли к реке, где рыбаки сушили сети и тихо разговаривали о погоде. "
UK = "Увечері ми вийшли до річки, де рибалки сушили сіті й тихо розмовляли про погоду. "


@pytest.mark.parametrize(
    "text",
    [
        EN + "The word 茅 means thatch, Mao Dun is 茅盾, the React组件 of 中文 and the Python包 as well.",
        EN + "它是React组件，也是Python包。" + EN,
        PL + "Słowo 偶 i kot猫, znak 膮 oraz C++语言.",
        RU + "Слово 桡 по-китайски, 中国, 觏 и ещё 漢字かな.",
        UK + "Різдво, Рівне, Ріпки, Рісорджименто, Співдружність, Сіверськ, Рішельє.",
        UK + "«Рідна мова» — Ріо–Рита, п’ять – шість, В–Г, Å–Ö, 5×4, 3°–5°.",
    ],
)
def test_silent(text: str) -> None:
    assert spans("mojibake", text) == []


@pytest.mark.parametrize(
    ("page", "text", "right", "wrong", "words"),
    [
        (EN, "It isn’t so. ", "utf-8", "gbk", 1),
        (EN, "Don’t you? It’s so. ", "utf-8", "gbk", 2),
        (PL, "Mogą użyte także ", "utf-8", "gbk", 2),
        (PL, "można Otwórz ", "utf-8", "mac_roman", 2),
        (RU, "Вставка ", "utf-8", "mac_roman", 1),
        (RU, "Вставка ", "utf-8", "mac_cyrillic", 1),
        (RU, "файлам отмена ", "cp1251", "gbk", 2),
        (EN, "80×24 80×43 132×24 ", "utf-8", "cp1252", 3),
    ],
)
def test_found(page: str, text: str, right: str, wrong: str, words: int) -> None:
    garbled = text.encode(right).decode(wrong, "replace")
    assert "\ufffd" not in garbled
    found = spans("mojibake", f"{page}{garbled}{page}")
    assert {kind for _, kind in found} == {f"{right}>{wrong}"}
    assert sum(len(place.split()) for place, _ in found) >= words
