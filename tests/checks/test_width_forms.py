from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.testing import measure, spans

NAME = "width_forms"
SILENT = [
    ("Japanese habit", "ＮＨＫの番組は８時から。ＡＢＣ順。１２３号室、Ｔシャツ、Ａ４サイズ"),
    ("data in halfwidth kana", "ﾃｽﾄ ﾃﾞｰﾀ ﾌﾘｶﾞﾅ ﾔﾏﾀﾞﾀﾛｳ カナ"),
    ("halfwidth kana and particles", "ﾃｽﾄです"),
    ("slang and faces", "ファイルとボタンとメニューとページのデータです。ﾜﾛﾀ！ ｷﾀ━(ﾟ∀ﾟ)━ ﾏｼﾞで"),
    ("a page in halfwidth kana", "ﾌｧｲﾙを開きます。ﾎﾞﾀﾝを押し、ﾒﾆｭｰからﾌｧｲﾙを選ぶ。カタカナ"),
    ("a text about width", "半角ｶﾀｶﾅを全角カタカナに直します。ファイル、ボタン、メニュー、データ"),
    ("domains", "Punycode hides ｐaypal.example; the letter is U+FF50."),
    ("laughter", "マジかｗ 草ｗｗ"),
    ("single letters", "Ａ　Ｂ　Ｃ"),
    ("a styled line", "ＡＥＳＴＨＥＴＩＣ vibes\nＷＡＶＥ"),
    ("on the subject", "fullwidth forms such as ｌｅｔｔｅｒ in English text"),
    ("both widths side by side", "全角ＡＢＣと半角ABC"),
    ("Chinese", "請加ＬＩＮＥ或ＱＱ，謝謝大家的支持"),
    ("sloppy digits where fullwidth is the habit", "２０２３年１０月３日、１2日、Ａ社、Ｂ社"),
    ("empty", ""), ("one character", "Ａ"), ("surrogate", "\ud800Ａ"),
]  # fmt: skip
HITS = [
    ("Please read the mａnual.", [("mａnual", "fullwidth_letters")], ["manual"]),
    ("Poznaｊ ludzi, któｒzy mają czas", [("Poznaｊ", "fullwidth_letters"), ("któｒzy", "fullwidth_letters")], None),
    ("the ｗｏｒｄ here", [("ｗｏｒｄ", "fullwidth_letters")], ["word"]),
    ("since 2０24, and 1９ of them", [("2０24", "fullwidth_digits"), ("1９", "fullwidth_digits")], ["2024", "19"]),
    ("このアプﾘは新しい。", [("アプﾘ", "halfwidth_kana")], ["アプリ"]),
    ("ボタンのｸﾘック時に", [("ｸﾘック", "halfwidth_kana")], ["クリック"]),
    ("一度レﾝﾀﾞｰする", [("レﾝﾀﾞｰ", "halfwidth_kana")], ["レンダー"]),
    ("ﾌｧｲﾙを開く。ファイルを閉じる。", [("ﾌｧｲﾙ", "halfwidth_kana")], ["ファイル"]),
    ("メニューとボタンとページとデータ、ｼｽﾃﾑが止まる。", [("ｼｽﾃﾑ", "halfwidth_kana")], ["システム"]),
    ("この組件は React を使う。Ｒeact は便利です。", [("Ｒeact", "fullwidth_letters")], ["React"]),
    ("状態を render します。ｒｅｎｄｅｒ は速い。", [("ｒｅｎｄｅｒ", "fullwidth_letters")], ["render"]),
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
    assert spans(NAME, "the ｗｏｒｄ here", whole_words=False) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="aＡｂ1２ ｱアーの国\nz", max_size=20), min_size=1, max_size=4))
def test_documents_do_not_see_their_neighbours(texts: list[str]):
    together = measure(NAME, *texts).values.tolist()
    assert together == [measure(NAME, text).values.tolist()[0] for text in texts]
