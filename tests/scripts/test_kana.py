from __future__ import annotations

import pytest

from textgate.testing import measure, spans

NAME = "mixed_script_word"
CHINESE = "这个项目欢迎所有开发者参与，请先阅读说明文件，然后再开始动手。"
SILENT = [
    ("a dash", CHINESE + "北京ー上海的高铁，中国ー东盟博览会。"),
    ("a Japanese name", CHINESE + "他住在八ヶ岳和霞ケ関附近。"),
    ("a quotation", CHINESE + "他说「ハロー」，店名是「カフェ ロ」。"),
    ("the particle of older Japanese", "イ又ハロニ掲ゲル者ハ、第一号ロ及ビ第二号ニ準ズ。"),
    ("ideographs beside katakana", "センター一般、パワー力学、ドル一つ、メーカー口座、スーパー八百屋、ロボット工学"),
    ("page by page", "ページ一ページを丁寧に読む。ステップ一ステップ。"),
    ("numbers between words", "ゼロ二人、カード三カード"),
    ("too short", "门ロ"), ("empty", ""), ("kana alone", "ロ"), ("surrogate", "口\ud800ロ"),
]  # fmt: skip
HITS = [
    (CHINESE + "那门ロ的狗后来オ知道。", [("ロ", "口"), ("オ", "才")]),
    (CHINESE + "他选择了ー个办法。", [("ー", "一")]),
    (CHINESE + "十ニ年后他回来了。", [("ニ", "二")]),
    ("メ二ューを開き、ダイア口グを閉じる。", [("二", "ニ"), ("口", "ロ")]),
    ("システムのメール口グを読む。", [("口", "ロ")]),
    ("サイ卜を作る。", [("卜", "ト")]),
    ("パワー、サーバ一のパワ一、サーバー", [("一", "ー"), ("一", "ー")]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans(NAME, text) == [], why


@pytest.mark.parametrize(("text", "expected"), HITS)
def test_found(text: str, expected: list[tuple[str, str]]):
    found = measure(NAME, text).spans
    assert set(found.kind) == {"kana_lookalike"}
    assert [(text[a], right) for a, right in zip(found.start, found.replacement, strict=True)] == expected
