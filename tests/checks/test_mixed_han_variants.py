from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.testing import measure, spans

NAME = "mixed_han_variants"
TRADITIONAL = "這個專案歡迎所有開發者參與，請先閱讀說明文件，然後再開始動手。"
SIMPLIFIED = "这个项目欢迎所有开发者参与，请先阅读说明文件，然后再开始动手。"
SILENT = [
    ("Traditional", TRADITIONAL),
    ("Simplified", SIMPLIFIED),
    ("names of languages", "本站提供簡體中文 | 简体中文 | 日本語 | English 等版本，歡迎各位讀者選擇語言閱讀這些文章。"),
    ("a quoted title", TRADITIONAL + "作者也寫過《红楼梦与现代》一書。"),
    ("pairs", "软件（軟體）、网络（網路）、程序（程式）、信息（資訊）是两岸常见的用语差异，请读者注意区分这些词汇。"),
    ("a string in a program", TRADITIONAL + "\nprint('开放中文转换')\n"),
    ("a table with more than two columns", "\n".join(
        f"{a}\t{b}" for a, b in zip("鐘發樹葉長龍紅綠圓盤張條個", ["钟 锺", *"发树叶长龙红绿圆盘张条个"], strict=True)
    )),
    ("a table of phrases", "一张红纸\t一張紅紙\n两张绿叶\t兩張綠葉\n三条长龙\t三條長龍\n四个圆盘\t四個圓盤"),
    ("a name kept in the other form", "赵孟頫是元代著名书画家，他的书法对后世影响深远，被称为赵体，许多人学习临摹。"),
    ("Taiwan's and Hong Kong's variants", "這裡有一群人在山峰下溫習功課，床邊的小說很秘密，眾人都聽見了他們的聲音。"),
    ("older forms", "這裏有一羣人在喫飯，他們說話聲音很大，衆人都聽見了，爲什麼不安靜一點呢？"),
    ("one shared character", "這個組織并不大，開會時間很長，參與者來自各個國家與地區，討論的議題十分廣泛。"),
    ("Classical Chinese", "子曰：學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍？无咎，尔等弃之。"),
    ("Japanese", "日本の経済は変化している。中国の経済も発展している。両国の関係は重要である。国際的な対話が続く。"),
    ("both forms in full", TRADITIONAL + "\n\n" + "这个专案欢迎所有开发者参与，请先阅读说明文件，然后再开始动手。"),
    ("a Japanese name", SIMPLIFIED + "広島和横浜的朋友也来参加。"),
    ("addresses in Japanese", "東京都渋谷区桜丘町一丁目、神奈川県横浜市緑区、広島県呉市宝町、千葉県浦安市舞浜"),
    ("names in their own form", SIMPLIFIED + "\n\n香港中文大學　澳門大學　國立政治大學\n"),
    ("a text about forms", "简体字“发”对应“髮”和“發”，后对应“後”，繁简转换时最容易出错的就是这种一对多的字。"),
    ("a sign", SIMPLIFIED + "老店的招牌上面写着：國泰民安大藥房。店主爷爷的落款是陳記。"),
    ("verse", "春风又绿江南岸，明月何时照我还。\n獨坐幽篁里，弹琴复长啸。\n深林人不知，明月来相照。"),
    ("letters of a wrong code page", TRADITIONAL + "鐨勬墍鏈夎€呴兘鏄繖镙风殑銆傝浜虹煡阆撱€"),
    ("too short", "软體"), ("empty", ""), ("one character", "國"), ("surrogate", "國国\ud800"),
]  # fmt: skip
HITS = [
    ("這個專案歡迎所有开发者參與，請先閱讀說明文件，然後再開始動手。", [("开发", "simplified_in_traditional")], [None]),
    ("這個專案歡迎所有贡献者參與，請先閱讀說明文件，然後再開始。", [("贡献", "simplified_in_traditional")], ["貢獻"]),
    ("这个项目歡迎所有开发者参与，请先阅读说明文件，然后再開始动手。",
     [("歡", "traditional_in_simplified"), ("開", "traditional_in_simplified")], ["欢", "开"]),
    (TRADITIONAL + "\n\n如果你们发现问题，请马上联系我们。\n\n" + TRADITIONAL,
     [("如果你们发现问题，请马上联系我们。", "simplified_in_traditional")], None),
    (SIMPLIFIED + "如果你們發現問題，請馬上聯繫我們。" + SIMPLIFIED,
     [("如果你們發現問題，請馬上聯繫我們。", "traditional_in_simplified")], None),
    ("他是一个可信頼的朋友，我们认识已经很多年了，经常一起学习和工作。", [("頼", "japanese_form")], ["赖"]),
    (SIMPLIFIED + "为了规范広告活动，保护消费者的合法権益，维护社会経济秩序，制定本法。",
     [("広", "japanese_forms"), ("権", "japanese_forms"), ("経", "japanese_forms")], None),
    ("這個專案歡迎所有開發者參與，請先閱讀說明文件，內容与國家無關，体會一下。", [], None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans(NAME, text) == [], why


@pytest.mark.parametrize(("text", "expected", "repaired"), HITS)
def test_found(text: str, expected: list[tuple[str, str]], repaired: list[str | None] | None):
    assert spans(NAME, text) == expected
    if repaired is not None:
        assert measure(NAME, text).spans.replacement == repaired


@pytest.mark.parametrize("text", ["细雨濛濛，崑山在望，小舟归来。", "桃花细雨濛濛，东风吹梦到江南。"])
def test_rare_variants_are_only_a_warning(text: str):
    assert {kind for _, kind in spans(NAME, SIMPLIFIED + text)} == {"variant_form"}


def test_a_lone_variant_is_only_a_warning():
    from textgate.checks import mixed_han_variants

    text = TRADITIONAL + "請看国家的規定。"
    assert spans(NAME, text) == [("国", "variant_form")]
    assert mixed_han_variants.KIND_SEVERITY["variant_form"] == "warning"


def test_quotations_count_where_the_text_is_damaged_elsewhere():
    text = "這個專案歡迎所有开发者參與，請先閱讀《说明文件》，然後再開始動手。"
    assert [text for text, _ in spans(NAME, text)] == ["开发", "说"]


def test_a_character_with_two_answers_has_no_replacement():
    text = "這個專案歡迎所有開發者參與，請先閱讀說明文件，头发很長，然後再開始動手。"
    assert measure(NAME, text).spans.replacement == [None]


def test_options():
    assert (
        spans(NAME, "他是一个可信頼的朋友，我们认识已经很多年了，经常一起学习。", japanese_forms=False) == []
    )
    assert spans(NAME, HITS[0][0], least_characters=3) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="這个國国开開頼の。\n」「说說的", max_size=60), min_size=1, max_size=4))
def test_documents_do_not_see_their_neighbours(texts: list[str]):
    together = measure(NAME, *texts).values.tolist()
    assert together == [measure(NAME, text).values.tolist()[0] for text in texts]
