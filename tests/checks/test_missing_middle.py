"""missing_middle: paragraphs that go on, or were never unfinished, come first; then gaps."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.check import load
from textgate.testing import measure, spans

CHECK = load("missing_middle")

BEFORE = """The council approved the new tram line on Tuesday after a long debate.

Work on the first section is to begin in the spring and will take two years.

"""
BEFORE_ZH = (
    "市议会周二通过了新电车线路的建设方案，工程将于明年开工。\n\n沿线的商户希望工程避开夏季的集市。\n\n"
)

CLEAN = {
    "recitals": BEFORE
    + "Whereas the council has approved the new line of the tram on Tuesday after a long debate,\n\n"
    "Whereas the owners of the shops on the old market have asked for a later start of the works,\n\nIt is decided.",
    "heading in capitals": BEFORE
    + "The mayor asks the owners of the shops on the old market and of the port to agree,\n\n"
    "THE COUNCIL OF THE CITY\n\nagrees.",
    "goes on in lower case": BEFORE
    + "The mayor thanked the shops, the schools, the port and\n\nthe owners of the land.",
    "goes on with a name": "She met the mayor, the owner of the shop and the head of the port, and\n\nAnna came too.",
    "salutation": "Dear Ms Lund,\n\nThank you for your letter about the tram.\n\nBest regards,\n\nJonas",
    "colon": BEFORE
    + "The mayor named the following stops of the new line, in this order:\n\nMarket, Port, School.",
    "heading": BEFORE + "What the mayor, the shops and the port had hoped for\n\nThe line is long.",
    "poem": "The tram goes by at break of day,\n\nThe river takes the sound away,\n\n"
    "The market sleeps, the port is grey,\n\nAnd rain begins to fall.",
    "double-spaced lines": "The council approved the new tram line on Tuesday after a long debate, and\n\n"
    "Work on the first section is to begin in the spring of next year, which is the\n\n"
    "Earliest date that the owners of the shops on the old market had agreed to in the\n\n"
    "Summer of that year.",
    "list before a paragraph": BEFORE
    + "- the shops of the market and the old port of the town,\n\nThe mayor agreed.",
    "code": BEFORE + "```\nplan(city, stops, lines, market, port, school, river,\n\nLine)\n```",
    "Chinese page break inside a sentence": BEFORE_ZH
    + "市长感谢了沿线的商户、学校和\n\n港口的工作人员，并希望大家继续支持。",
    "Chinese enumeration that goes on": BEFORE_ZH
    + "会议由冯立群、韩雪松、孙雅琴、罗文彬、\n\n赵立新、陈国强主持，与会者认真听取了报告。",
    "Chinese enumeration that ends": BEFORE_ZH
    + "会议由冯立群、韩雪松、孙雅琴、罗文彬、\n\n赵立新等人主持，与会者认真听取了报告。",
    "Chinese parallel words": BEFORE_ZH + "新线路提供多元化、\n\n个性化服务，方便市民出行。",
    "link over two lines": BEFORE
    + "The mayor showed [the plan of\nthe line](https://example.org/plan) to all.\n\nEnd.",
    "link over two lines at the start": "[the plan of\nthe line](https://example.org/plan) is here.\n\nEnd.",
    "picture in a link": BEFORE
    + "[![the plan](plan.png)](https://example.org/plan) of the line\n\nMore follows.",
    "brackets in code": BEFORE + "Call `stops[0](plan` or `](`, then wait.\n\nMore follows.",
    "blocks that show blocks": BEFORE + "```md\n```js\nplan()\n```\nEnd.",
    "blocks of code": BEFORE + "```js\nplan()\n```\n\nText.\n\n```py\nplan()\n```\n\nText.",
    "command on a line of its own": BEFORE + "If the program is installed on your computer, the command\n\n"
    "tram plan\n\nprints all of the lines.",
    "a thank after the sentence": BEFORE + "The tram has been late every day of this week.\n\n"
    "Could somebody tell me when the works on the line will end? Many thanks\n\nThe works end in May.",
    "key names after a sentence": BEFORE + "The tram has been late every day of this week.\n\n"
    "The plan of the line opens in a window. Press **Ctrl** and **F** to look for a stop\n\nThe stops are listed.",
    "two paragraphs without end mark": BEFORE + "The tram has been late every day of this week.\n\n"
    "The works on the line go on. The owners of the shops are asked to close the doors\n\n"
    "The river is high. The owners of the boats are asked to stay in the old port\n\nThe mayor agrees.",
    "one sentence without end mark": BEFORE + "The tram has been late every day of this week.\n\n"
    "What the owners of the shops on the market think of the works on the line\n\nThe mayor asked them.",
    "empty": "",
    "blank lines": "\n\n\n\n",
    "lone surrogate": "\ud800,\n\n\ud800",
    "German nouns": "Der Rat dankt den Läden am Markt, dem Hafen und den Schulen, und\n\nHäuser gibt es auch.",
}

GAPS = [
    (BEFORE + "The tram has been late every day of this week.\n\n"
     "The works on the line go on until May. The owners of the shops are asked to close\n\nThe river is high.",
     ("close", "no_end_mark")),
    (BEFORE_ZH + "电车本周每天都晚点，等车的乘客们对此很不满意。\n\n市长感谢了沿线的商户、学校和港口的工作人员。\n\n"
     "线路上的工程将持续到五月。沿线商户的店主们被要求关闭所有的大门\n\n河水的水位很高。",
     ("主们被要求关闭所有的大门", "no_end_mark")),
    (BEFORE + "The mayor hopes that the owners of the shops will sup\n\nTickets are sold on board of the tram.",
     ("sup", "mid_word")),
    (BEFORE + "The plan is [on the page of the council](https://exam\n\nTickets are sold on board.",
     ("](https://exam", "torn_link")),
    (BEFORE + "Tickets are sold on the page](https://example.org/tickets) of the council.\n\nEnd.",
     ("](", "torn_link")),
    (BEFORE + "```js\nplan(stops, li\n\nThis prints the plan.\n\n```js\nprint(plan)\n```\n\nEnd.",
     ("```js", "torn_code")),
    (BEFORE + "The mayor hopes that the first tram will reach the port before the\n\nTickets are sold on board.",
     ("the", "mid_sentence")),
    (BEFORE + "The mayor thanked the owners of the shops on the old market, the port authority,\n\n"
        "Tickets are sold on board.",
     ("authority,", "mid_sentence")),
    ("Der Stadtrat hat am Dienstag die neue Bahn beschlossen.\n\nDie Arbeiten beginnen schon im Frühjahr.\n\n"
     "Der Bürgermeister hofft, dass die erste Bahn noch in diesem Winter bis zu der\n\nEs gibt Karten im Wagen.",
     ("der", "mid_sentence")),
    (BEFORE + "The line has been planned by the owners of the shops on the old market, "
        "by the council and\n\n## Tickets\n\nThey are sold on board.",
     ("and", "mid_sentence")),
    (BEFORE_ZH + "市长感谢了沿线的商户，并且希望大家继续支持由于\n\n"
        "新线路的车票可以在车上购买。", ("并且希望大家继续支持由于", "mid_sentence")),
    (BEFORE_ZH + "会议由冯立群、韩雪松、孙雅琴、罗文彬、\n\n"
        "充分发挥新线路的作用，方便市民出行。", ("罗文彬、", "broken_enumeration")),
]  # fmt: skip


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_stays_silent(text: str):
    measured = measure("missing_middle", text)
    assert measured.values[0] <= CHECK.LIMIT, measured.spans.evidence


@pytest.mark.parametrize(("text", "span"), GAPS, ids=range(len(GAPS)))
def test_finds(text: str, span: tuple[str, str]):
    assert spans("missing_middle", text) == [span]
    assert measure("missing_middle", text).values[0] > CHECK.LIMIT


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*CLEAN.values(), *(row[0] for row in GAPS)]), max_size=6))
def test_documents_do_not_see_each_other(texts: list[str]):
    together = measure("missing_middle", *texts).values if texts else []
    assert list(together) == [measure("missing_middle", text).values[0] for text in texts]


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="aA,.、和\n ", max_size=300))
def test_any_text(text: str):
    assert 0 <= measure("missing_middle", text).values[0] <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "](",
        "[",
        "]",
        "```js\n",
        "[a](b ",
        "a](\n\n",
        "a,\n\n",
        "the long line of the tram ends in the\n\n",
        "行文很长，并且" * 3 + "\n\n",
        GAPS[0][0] + "\n\n",
        "冯立群、韩雪松、孙雅琴、罗文彬、王小明、李大海、\n\n",
    ],
)
def test_hostile_text_takes_linear_time(piece: str):
    start = time.perf_counter()
    measure("missing_middle", piece * (200_000 // len(piece)))
    assert time.perf_counter() - start < 2
