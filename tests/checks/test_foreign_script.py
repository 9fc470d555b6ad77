from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.testing import measure, spans

NAME = "foreign_script"
ENGLISH = (
    "We took the early train to the coast, and the weather was better than anyone had hoped for that week."
)
RUSSIAN = "Мост построили ещё до войны через реку"
GREEK = "Η παλιά γέφυρα χτίστηκε πριν από τον πόλεμο πάνω από το ποτάμι."
GERMAN = (
    "Die alte Brücke über den Fluss wurde vor dem Krieg gebaut und ist für Fußgänger wieder geöffnet worden."
)
CHINESE = "这个项目欢迎所有开发者参与，请先阅读说明文件，然后再开始动手。"
SILENT = [
    ("a name in brackets", "Tolstoy (Лев Николаевич Толстой) was born in 1828 and wrote long novels."),
    ("announced by a colon", f"It is written there: {GREEK} Nobody could read it."),
    ("quoted", f"He said “{RUSSIAN}” and left. Then we went home."),
    ("languages", "English\nDeutsch\nРусский\nУкраїнська\nΕλληνικά\nעברית\nالعربية\nहिन्दी\n日本語\n한국어\n简体中文"),
    ("a link", f"# Title\n\n{ENGLISH}\n\n[中文文档请点击这里查看详细说明](README.zh.md)\n\n{ENGLISH}"),
    ("a proverb that is named", f"{ENGLISH} The Russian proverb {RUSSIAN} means little to us."),
    ("code", f"{ENGLISH}\n```\n# 这是一个用于测试的函数，返回结果\ndef f(): pass\n```\n{ENGLISH}"),
    ("a quoted paragraph", f"{ENGLISH}\n\n> {GREEK}\n\n{ENGLISH}"),
    ("two paragraphs of each", f"{ENGLISH}\n\n{GREEK}\n\n{ENGLISH}\n\n{GREEK}"),
    ("short words", "La capitale 東京都 est une ville. 在俄语中 Россия 意为俄罗斯。"),
    ("Latin in other scripts", f"{GREEK} The old bridge was built before the war across the river. {GREEK}"),
    ("English in Chinese", f"{CHINESE}{ENGLISH}{CHINESE}"),
    ("German in Chinese, quoted", f"{CHINESE}他说：“{GERMAN}”{CHINESE}"),
    ("German in Chinese, spoken of", f"{CHINESE}这句德语{GERMAN}大家都懂。{CHINESE}"),
    ("German paragraphs in Chinese", f"{CHINESE}\n\n{GERMAN}\n\n{CHINESE}\n\n{GERMAN}\n\n{CHINESE}"),
    ("a German title in Chinese", f"{CHINESE}作者还写过 Über die Brücke 一书。{CHINESE}"),
    ("Chinese classics in Korean", "이 문서는 한국어로 작성되었습니다. 孔子曰學而時習之不亦說乎 라는 말이 있다."),
    ("Thai and Latin", "ผมใช้ React เขียนเว็บ และ Python เขียนสคริปต์ทุกวันที่ทำงาน"),
    ("mathematics", "Let α, β and γ be angles, and let Δ be their sum; then sin α = cos β."),
    ("a telephone number", f"{ENGLISH}\n\n无抵押贷款，当天放款，详询13800000000王经理\n\n{ENGLISH}"),
    ("a bibliography", f"{ENGLISH}\n\n1. Smith, J. The old bridge.\n2. {RUSSIAN}. М.: Наука\n3. Weiss, K. A river."),
    ("works unnumbered", f"{ENGLISH}\n\nSmith: The bridge. 1998.\n{RUSSIAN}. М., 1985.\nWeiss: River. 2001.\n\nEnd."),
    ("Vietnamese and its old script", "𤾓𢆥𥪞。Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau."),
    ("empty", ""), ("one letter", "ж"), ("surrogate", "\ud800ж"),
]  # fmt: skip
HITS = [
    (f"We met at the station, and the old bridge {RUSSIAN} was closed.", [(RUSSIAN, "inside_sentence")]),
    (f"{ENGLISH}\n\n{GREEK}\n\n{ENGLISH}", [(GREEK, "own_paragraph")]),
    ("使用者可以在這裡設定สะพานเก่าถูกสร้างขึ้นก่อนสงคราม自己的語言，然後重新啟動程式即可。",
     [("สะพานเก่าถูกสร้างขึ้นก่อนสงคราม", "inside_sentence")]),
    ("Der Zug nach Aristoteles### Анатомия большого проекта enthält vier Wagen und fährt spät ab.",
     [("### Анатомия большого проекта", "inside_sentence")]),
    ("この機能を使うと、हमारा पुराना पुल नदी के ऊपर बना था 設定を保存できます。",
     [("हमारा पुराना पुल नदी के ऊपर बना था", "inside_sentence")]),
    (f"{CHINESE}如果您希望在{GERMAN}修改时更新。{CHINESE}", [(GERMAN, "inside_sentence")]),
    (f"{GREEK}\n\n{GERMAN}\n\n{GREEK}", [(GERMAN, "own_paragraph")]),
    (GERMAN[:60] + CHINESE * 2 + GERMAN[60:], [(CHINESE * 2, "inside_sentence")]),
    ("It was a plain hel로lo, nothing more, and we went on with our walk.", [("로", "letter_in_word")]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text"), SILENT)
def test_silent(why: str, text: str):
    assert spans(NAME, text) == [], why


@pytest.mark.parametrize(("text", "expected"), HITS)
def test_found(text: str, expected: list[tuple[str, str]]):
    assert spans(NAME, text) == expected


@pytest.mark.xfail(
    reason="an exercise that quotes a foreign paragraph without naming its language", strict=True
)
def test_exercise():
    assert spans(NAME, f"Translate the next lines.\n\n{GREEK}\n\n{ENGLISH}") == []


def test_options():
    paragraph = f"{ENGLISH}\n\n{GREEK}\n\n{ENGLISH}"
    assert spans(NAME, paragraph, paragraphs=False) == []
    assert spans(NAME, f"We met at the station, and {RUSSIAN} was closed.", least_words=20) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([ENGLISH, RUSSIAN, GREEK, "", "東京", "\n", "ก"]), min_size=1, max_size=5))
def test_documents_do_not_see_their_neighbours(texts: list[str]):
    texts = [*texts, "\n".join(texts), " ".join(texts)]
    together = measure(NAME, *texts).values.tolist()
    assert together == [measure(NAME, text).values.tolist()[0] for text in texts]
