"""textgate.language: which language is this text?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.language import identify, letters

TEXTS = [
    ("", "und"),
    ("1234 5678 -- ::", "und"),
    ("xkcd qwrtz zzkp", "und"),
    ("\ud800\x00", "und"),
    ("The bridge was closed for two days because the river had risen over the road.", "en"),
    ("Le pont a été fermé pendant deux jours parce que la rivière était sortie de son lit.", "fr"),
    ("Die Brücke war zwei Tage gesperrt, weil der Fluss über die Straße getreten war.", "de"),
    ("El puente estuvo cerrado dos días porque el río había subido por encima de la carretera.", "es"),
    ("A ponte ficou fechada durante dois dias porque o rio tinha subido acima da estrada.", "pt"),
    ("Most był zamknięty przez dwa dni, ponieważ rzeka wylała na drogę.", "pl"),
    ("Köprü iki gün boyunca kapalı kaldı çünkü nehir yolun üzerine çıkmıştı.", "tr"),
    ("A hidat két napra lezárták, mert a folyó kilépett a medréből és elöntötte az utat.", "hu"),
    ("Cây cầu bị đóng cửa hai ngày vì nước sông đã tràn lên mặt đường.", "vi"),
    ("Мост был закрыт на два дня, потому что река вышла из берегов и залила дорогу.", "ru"),
    ("Міст був закритий на два дні, тому що річка вийшла з берегів і залила дорогу.", "uk"),
    ("Мост быў зачынены на два дні, таму што рака выйшла з берагоў, але гэта не ўсё.", "be"),
    ("这座桥关闭了两天，因为河水漫过了马路。", "zh-Hans"),
    ("這座橋關閉了兩天，因為河水漫過了馬路。", "zh-Hant"),
    ("川の水が道路にあふれたので、橋は二日間閉鎖された。", "ja"),
    ("강물이 도로 위로 넘쳐서 다리가 이틀 동안 폐쇄되었다.", "ko"),
    ("Η γέφυρα έμεινε κλειστή για δύο ημέρες επειδή το ποτάμι πλημμύρισε.", "el"),
    ("הגשר היה סגור במשך יומיים כי הנהר עלה על גדותיו.", "he"),
    ("أُغلق الجسر لمدة يومين لأن النهر فاض على الطريق من كل جانب.", "ar"),
    ("پل برای دو روز بسته شد چون آب رودخانه روی جاده آمده بود.", "fa"),
    ("สะพานปิดสองวันเพราะน้ำในแม่น้ำท่วมถนน", "th"),
    ("ხიდი ორი დღით დაიკეტა, რადგან მდინარე გზაზე გადმოვიდა.", "ka"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_identify(text: str, expected: str) -> None:
    assert identify(text) == expected


def test_code_and_links_do_not_decide() -> None:
    text = "Запустите `npm install --save-dev` и откройте https://example.org/docs/index, чтобы увидеть, что это было."
    assert identify(text) == "ru"


def test_letters() -> None:
    assert letters("hu")["ő"] < letters("hu")["ű"]
    assert "õ" not in letters("hu")
    assert letters("xx") == {}


@settings(max_examples=60)
@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert identify(text)
