"""truncated_start: texts that begin well come first, then texts that lack their beginning."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.check import load
from textgate.testing import measure, spans

CHECK = load("truncated_start")

REST = """

The council approved the new tram line on Tuesday after a long debate.

Work on the first section is to begin in the spring. It will take two years.

Shop owners had asked for a later start."""
REST_JA = "\n\n市議会は新しい路面電車の計画を承認しました。工事は来年の春に始まる見込みです。"
REST_ZH = "\n\n市议会通过了新电车线路的建设方案。第一段工程计划于明年春天开工。"
REST_KO = "\n\n시의회는 새 전차 노선 계획을 승인했습니다. 공사는 내년 봄에 시작됩니다."

CLEAN = {
    "link": "[the plan](https://example.org/plan) of the tram was shown to all of us." + REST,
    "smiley in the line": "what a day it was on the new tram :) and what a crowd!",
    "capital": "Trams are back." + REST,
    "brand": "iPhone users will see the trams on a map of the city." + REST,
    "title in lower case": "tram lines of the city" + REST,
    "program": "tramctl plans the lines of the city and prints them for you."
    + REST
    + "\n\nUse tramctl daily.",
    "program with hyphen": "tram-plan is a program that plans the lines of a city." + REST,
    "option": "plan: the lines to be printed, all of them if it is missing." + REST,
    "definition": "tram - a vehicle that runs on rails in the street." + REST,
    "code": "import tram\n\nprint(tram.plan())" + REST,
    "assignment": "lines = plan(city)  # all of them" + REST,
    "list": "- the plan\n- the costs" + REST,
    "address": "https://example.org/tram" + REST,
    "mail address": "info@example.org" + REST,
    "hashtag": "#tram" + REST,
    "informal": "hi all, does anyone know when the tram opens?\n\ni asked at the port but nobody could tell me.",
    "informal, one paragraph": "just saw the new tram and it looks great. can't wait for the opening!",
    "poem": "the tram goes by\nat break of day\n\nand takes the sound\nof rain away",
    "quotation": "“the tram is late,” she said." + REST,
    "ellipsis": "...and so the tram was late again, as it always had been." + REST,
    "smiley": ":) what a day." + REST,
    "extension": ".tram files hold the plans of the lines." + REST,
    "enumeration": "a) the plan of the new line, as it was shown to us." + REST,
    "digit": "3 trams were bought last year." + REST,
    "apostrophe": "'tis the season of the trams." + REST,
    "Spanish question": "¿Cuándo abre la línea?\n\nLa línea abre en mayo.",
    "Swedish quotation": "”Min dotter”, sade fru Berg, ”spårvagnen är sen.”\n\nDet var kallt.",
    "Danish quotation": "»Sporvognen er sen,« sagde hun.\n\nDet var koldt.",
    "Dutch": "'s Ochtends rijdt de tram al om vijf uur.\n\nDat is vroeg.",
    "Georgian": "საბჭომ დაამტკიცა ახალი ხაზი.\n\nსამუშაოები გაზაფხულზე დაიწყება.",
    "Arabic": "وافق المجلس على الخط الجديد.\n\nتبدأ الأعمال في الربيع.",
    "Hebrew": "המועצה אישרה את הקו החדש.\n\nהעבודות יתחילו באביב.",
    "Hindi": "परिषद ने नई लाइन को मंज़ूरी दी।\n\nकाम वसंत में शुरू होगा।",
    "Thai": "สภาเมืองอนุมัติเส้นทางใหม่\n\nงานจะเริ่มในฤดูใบไม้ผลิ",
    "Japanese": "はじめに、路面電車の計画を説明します。" + REST_JA,
    "Japanese yes": "はい、そうです。" + REST_JA,
    "Chinese": "确实，新电车很受欢迎。" + REST_ZH,
    "Chinese word that begins like a particle": "的确，新电车很受欢迎。" + REST_ZH,
    "Chinese verb that begins like a particle": "了解新电车的最新消息，请看这里。" + REST_ZH,
    "Japanese connective": "ですから、路面電車を待ちました。" + REST_JA,
    "Japanese adverb": "ますます人気が出ています。" + REST_JA,
    "Korean wish": "하고 싶은 말이 많습니다." + REST_KO,
    "Korean this": "이 노선은 새 노선입니다." + REST_KO,
    "usage": "tramctl [OPTIONS...] COMMAND ...\n\nPlan the lines of the city." + REST,
    "program in a Chinese text": "tramctl 是规划电车线路的程序。" + REST_ZH,
    "Persian verse with an Arabic word": "انت رواح رند الحمي و زاد غرامي\nفداي خاک در دوست باد جان گرامي",
    "empty": "",
    "spaces": " \n ",
    "lone surrogate": "\ud800",
    "mark": ",",
    "smiley only": ")",
    "front matter": "---\ntitle: tram\n---\n" + REST,
    "JSON": '{"line": 4}',
}

CUT = [
    ("plan of the council](https://example.org/plan) was shown to all of us." + REST, "plan", "mid_sentence"),
    ("ة وافق المجلس على الخط الجديد بعد نقاش طويل.", "ة", "mid_word"),
    ("ませんと市議会は新しい路面電車（昨年の計画）について発表しました。" + REST_JA, None, None),
    ("ょう。" + REST_JA, "ょ", "mid_word"),
    ("of the port, where the last trams had stood for years, is to be sold." + REST, "of", "mid_sentence"),
    ("ttom of the hill stands the old depot of the trams." + REST, "ttom", "mid_word"),
    (", which had been closed since the war, is to be opened again." + REST, ",", "after_mark"),
    ("), and the port, which pays for one half of the line." + REST, "),", "after_mark"),
    ("и в конце года по новой линии поедут первые трамваи.\n\nСовет одобрил план.\n\nРаботы начнутся весной."
     "\n\nОни продлятся два года.", "и", "mid_sentence"),
    ("und die Arbeiten beginnen im Frühjahr.\n\nDer Rat hat zugestimmt.\n\nDas Geld ist da.\n\nEs geht los.",
     "und", "mid_sentence"),
    ("を承認しました。" + REST_JA, "を", "after_word"),
    ("は新しい路面電車の計画を承認しました。" + REST_JA, "は", "after_word"),
    ("ることを確認しました。" + REST_JA, "ること", "after_word"),
    ("们都希望电车早日开通。" + REST_ZH, "们", "after_word"),
    ("를 승인했습니다. 공사는 봄에 시작됩니다." + REST_KO, None, None),
    ("으로 가는 전차입니다." + REST_KO, None, None),
    ("tps://example.org/tram) lists all the lines of the city." + REST, "tps", "mid_word"),
    ("ample.org/tram#plan) lists all the lines of the city." + REST, "ample", "mid_word"),
    ("lan` is the name of the plan of the line." + REST, "lan", "mid_word"),
    ("vernment plans the lines of the city" + REST, "vernment", "mid_word"),
    ("रकार ने नई लाइन को मंज़ूरी दी।\n\nकाम वसंत में शुरू होगा।", "रकार", "mid_word"),
    ("the old\n   depot to the port of the town.\n\nThe council met.\n\nWork begins in spring.", "the",
     "mid_sentence"),
    ("，直到新电车通车。" + REST_ZH, "，", "after_mark"),
    ("\ufffdd the trams are back in the city." + REST, "\ufffd", "cut_bytes"),
]  # fmt: skip


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_stays_silent(text: str):
    measured = measure("truncated_start", text)
    assert measured.values[0] <= CHECK.LIMIT, measured.spans.evidence


@pytest.mark.parametrize(("text", "place", "kind"), CUT, ids=range(len(CUT)))
def test_finds(text: str, place: str | None, kind: str | None):
    assert measure("truncated_start", text).values[0] > CHECK.LIMIT
    if place is not None:
        assert spans("truncated_start", text) == [(place, kind)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*CLEAN.values(), *(row[0] for row in CUT)]), max_size=6))
def test_documents_do_not_see_each_other(texts: list[str]):
    together = measure("truncated_start", *texts).values if texts else []
    assert list(together) == [measure("truncated_start", text).values[0] for text in texts]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str):
    measured = measure("truncated_start", text)
    assert 0 <= measured.values[0] <= 1
    assert all(
        0 <= a < b <= len(text) for a, b in zip(measured.spans.start, measured.spans.stop, strict=True)
    )


@pytest.mark.parametrize(
    "piece", ["a", "a ", "a. ", ") ", "a\n", "の", "a. A", "`", "क", "क ", "s://", "a/", "a\n A", "在"]
)
def test_hostile_text_takes_linear_time(piece: str):
    start = time.perf_counter()
    measure("truncated_start", piece * (300_000 // len(piece)))
    assert time.perf_counter() - start < 2
