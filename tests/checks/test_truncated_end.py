"""truncated_end: texts that stop well come first, then texts that are cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.batch import Damage, Document, UndecodableBytes, pack
from textgate.check import load
from textgate.profile import Profile
from textgate.testing import measure, spans

CHECK = load("truncated_end")

NEWS = """The council approved the new tram line on Tuesday after a long debate.

Work on the first section is to begin in the spring and will take two years.

Shop owners had asked for a later start because of the summer market.
"""
NEWS_DE = """Der Stadtrat hat am Dienstag nach langer Debatte die neue Straßenbahn beschlossen.

Die Arbeiten am ersten Abschnitt sollen im Frühjahr beginnen und zwei Jahre dauern.

Die Händler hatten wegen des Sommermarkts um einen späteren Beginn gebeten.
"""
NEWS_ZH = """市议会周二经过长时间的讨论，通过了新电车线路的建设方案。

第一段工程计划于明年春天开工，预计需要两年时间才能完成。

沿线的商户曾希望工程避开夏季的集市，但没有得到同意。
"""
NEWS_RU = """Городской совет во вторник после долгих споров одобрил новую трамвайную линию.

Работы на первом участке начнутся весной и продлятся около двух лет.

Владельцы магазинов просили начать позже из-за летней ярмарки.
"""
NEWS_JA = """市議会は火曜日、長い議論の末に新しい路面電車の計画を承認しました。

最初の区間の工事は来年の春に始まり、二年ほどかかる見込みです。

沿線の商店は、夏の市が終わるまで待ってほしいと求めていました。
"""
NEWS_KO = """시의회는 화요일 긴 토론 끝에 새 전차 노선 계획을 승인했습니다.

첫 구간 공사는 내년 봄에 시작되어 이 년 정도 걸릴 예정입니다.

상인들은 여름 장터가 끝날 때까지 기다려 달라고 부탁했습니다.
"""
NEWS_HI = """नगर परिषद ने लंबी बहस के बाद मंगलवार को नई ट्राम लाइन को मंज़ूरी दे दी।

पहले हिस्से का काम अगले वसंत में शुरू होगा और दो साल तक चलेगा।

दुकानदारों ने गर्मी के मेले के कारण काम देर से शुरू करने को कहा था।
"""
NEWS_AR = """وافق مجلس المدينة يوم الثلاثاء بعد نقاش طويل على خط الترام الجديد.

ستبدأ أعمال القسم الأول في الربيع وتستمر نحو عامين كاملين.

كان أصحاب المتاجر قد طلبوا تأجيل البداية بسبب سوق الصيف.
"""

CLEAN = {
    "ends with a mark": NEWS,
    "ends with a mark, German": NEWS_DE,
    "Chinese": NEWS_ZH,
    "links to other pages": NEWS
    + "\nBack to the town hall\n\nStart\n\nNext: The costs of the new tram and its stops",
    "links cut by the site": NEWS + "\nBack\n\nStart\n\nNext: The costs of the new tram, its st...",
    "links to other pages, Chinese": NEWS_ZH + "\n上一页\n\n目录\n\n下一页 新电车线路的建设费用与车站名单",
    "title of the next page": NEWS + "\nTrams in winter",
    "title of the next page, Chinese": NEWS_ZH + "\n新线路的建设费用",
    "headlines": NEWS + "\nNew ferry to the islands will sail twice a day from the old port\n\n"
    "Bakers ask the council for an earlier market on Saturday mornings\n\n"
    "Museum of trams opens its doors to the children of all the schools",
    "author under a quotation": "The tram is no vehicle, it is a promise. Few keep it (p. 12)\n\t\t-- Lundgren",
    "titles side by side": NEWS
    + "\n4.1. Plans of the council    4.3. Costs of the new tram line and its stops",
    "titles side by side, Japanese": NEWS_JA + "\n第5章 新しい路線の費用  第7章 停留所の名前と場所",
    "numbered title of the next page": NEWS
    + "\nB.2. What the new tram line will cost the owners of all shops",
    "titles in columns": NEWS + "\nPlans\tCosts of the new line\tStops of the line",
    "capitals after paragraphs": NEWS + "\nMIT",
    "Russian": NEWS_RU,
    "Arabic question": NEWS_AR + "\nهل سيكفي المال لبناء الخط كله؟",
    "Hindi": NEWS_HI,
    "Armenian": "Քաղաքային խորհուրդը հաստատեց նոր գիծը։\n\nԱշխատանքները կսկսվեն գարնանը։",
    "Amharic": "ምክር ቤቱ አዲሱን መስመር አጸደቀ።\n\nሥራው በጸደይ ይጀምራል።",
    "mark inside a quotation": NEWS + "\nThe mayor said: “We will build it, whatever it costs.”",
    "mark outside a bracket": NEWS + "\nThe money is there (says the mayor).",
    "Chinese quotation without mark": NEWS_ZH + "\n市长说：“无论花多少钱，我们都要把它建成”",
    "no habit, one line": "All shops will be closed on Monday",
    "empty": "",
    "spaces": "  \n\n ",
    "one character": "x",
    "lone surrogate": "\ud800",
    "nul": "a\x00",
    "by-line": NEWS + "\nBy Maria Lund, Bergen",
    "signature": NEWS + "\nJonas Weber",
    "signature after regards": "Dear all,\n\nthe meeting is moved to Friday. Tell the others.\n\nBest regards,\nJonas",
    "place and date": NEWS + "\nOslo, 3 May 2021",
    "Chinese date": NEWS_ZH + "\n2021年5月3日",
    "source": NEWS_ZH + "\n来源：城市晚报",
    "editor in brackets": NEWS_ZH + "\n（责任编辑 王小明）",
    "photo credit": NEWS + "\nPhoto: Anna Berg / City Archive",
    "copyright": NEWS + "\n© 2021 City News. All rights reserved",
    "address of a page": NEWS + "\nhttps://example.org/news/tram",
    "sentence with an address": NEWS
    + "\nYou can read the whole plan of the council at www.example.org/tram-plan",
    "hashtags": NEWS + "\n#tram #city #spring",
    "heading": NEWS + "\n## What comes next",
    "rule": NEWS + "\n* * *",
    "image": NEWS + "\n![The new line](tram.png)",
    "link list": "Links\n\n- [Plans](https://example.org/a)\n- [Costs](https://example.org/b)",
    "list": "You need:\n\n- a pan\n- two eggs\n- a little butter",
    "numbered list": NEWS + "\n1. plan the line\n2. ask the shops\n3. build it",
    "shopping list without bullets": "Eggs\nMilk\nBread\nA bag of flour for the cake",
    "table": "| Stop | Time |\n|---|---|\n| Market | 8:05 |\n| Port | 8:20 |",
    "tab-separated": "stop\ttime\tline\nmarket\t8:05\t4\nport\t8:20\t4",
    "closed code": "Run this:\n\n```sh\ntram --plan\n```",
    "indented tildes as underline": "Tram\n~~~~~~\n\nThe line is new. It runs every day.\n",
    "rows of tildes": "~~~~~~~~~~~~~~~~~~~~~\n\nThe line is new.\n\n~~~~~~~~~~~~~~~~~~~~~\n\nIt runs daily.",
    "JavaScript": "function plan(city) {return city.stops.map(function (stop) {return stop.time;});}; plan(bergen);",
    "code": "def plan(stops):\n    for stop in stops:\n        print(stop)\n    return len(stops)",
    "HTML": "<html><body><p>The line is new.</p>\n<p>It runs daily</p>\n</body></html>",
    "JSON": '{"line": 4, "stops": ["market", "port"]}',
    "poem": "The tram goes by at break of day,\nThe river takes the sound away,\n\n"
    "And no one in the market hall\nhas heard it pass at all",
    "lyrics": "Oh the train, oh the train\nRolling through the rain\n\nOh the train, oh the train\nNever comes again",
    "haiku": "古い駅\n電車は来ない\n雨の音",
    "classical Chinese": "山中有寺\n寺前有水\n水上無舟\n舟人已去",
    "chat": "Ann: are you there?\nBen: yes\nAnn: can we meet at the stop\nBen: sure, five minutes",
    "subtitles": "1\n00:00:01,000 --> 00:00:03,000\nWhere is the tram?\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nI don't know",
    "recipe": "Boil the rice. Fry the onions until brown.\n\nMix and serve warm\n\nServes 4",
    "résumé": "Jonas Weber\nEngineer\n\nExperience\n2015-2020 City Tramways, Bergen\n2010-2015 Port Authority",
    "product": "Tram model, scale 1:87\n\nLength: 21 cm\nMaterial: metal\nColour: red and cream",
    "Thai without marks": "สภาเมืองอนุมัติเส้นทางรถรางสายใหม่เมื่อวันอังคาร\n\n"
    "งานก่อสร้างช่วงแรกจะเริ่มในฤดูใบไม้ผลิและใช้เวลาสองปี",
    "Lao": "ສະພາເມືອງອະນຸມັດເສັ້ນທາງໃໝ່ໃນວັນອັງຄານ",
    "Khmer": "ក្រុមប្រឹក្សាបានអនុម័តផ្លូវថ្មី",
    "questions and answers": "Q: When does the work begin?\nA: In the spring of next year\n\n"
    "Q: Who pays?\nA: The city and the port, each of them one half",
    "words for words": "tram - a vehicle on rails\nstop - a place where it halts",
    "emoji after the mark": NEWS + "\nWe are so happy about it! 🎉🎉",
    "old quotes": NEWS + "\nThe plan is kept in the file named `tram-plan'",
    "inches": NEWS + '\n- a rail of 60" and a rail of 48"',
    "usage line": "Usage:\n\n    tram [stop1 stop2...]",
    "etc. list": NEWS + "\n- trams, buses, ferries etc",
    "ellipsis in a story": "“And then?” she asked.\n\nHe looked at the river. The tram was gone, and so was she...",
    "learn more": NEWS + "\n[Learn more](https://example.org)",
    "no habit of marks": "we met at the stop\n\nthe tram was late again and it rained\n\nwe went home and slept",
    "mojibake": "Ã¢â‚¬Å“Der Stadtrat hat Ã¼ber die StraÃŸenbahn beraten.\n\nâ€žNeu“ ist sie nicht",
    "Greek question mark": "Το συμβούλιο ενέκρινε τη νέα γραμμή του τραμ.\n\nΠότε θα αρχίσουν τα έργα για τη γραμμή;",
    "danda as a bar": "नगर परिषद ने नई लाइन को मंज़ूरी दी |\n\nकाम अगले वसंत में शुरू होगा |",
    "HTML entity": NEWS + "\nWrite the sign as &amp;",
    "fence forgotten, prose after it": "Run:\n\n```\ntram --plan\n\nThe program then prints the plan of the line.",
    "stranded preposition": "that is the place where i come from",
    "separable verb": "Hier steigt der Fahrer ein",
    "letter as a name": "All of them need more vitamin A",
    "Hindi title": "- नई लाइन के बारे में\n- आपके लिए",
    "Japanese headlines": "- 市長が新路線の計画を発表へ\n- 商店は工事の延期を",
    "Korean headlines": "- 새 전차 노선 내년 봄에 착공하기로\n- 사상 최고 수준으로",
    "Vietnamese nouns": "- sự tự do\n- giai đoạn hiện tại",
    "Czech reflexive": "Za zpoždění tramvaje se cestujícím omlouváme a těšíme se",
    "wrapped text": "The council approved the new tram line on Tuesday after a long\ndebate. Work on the "
    "first section is to begin in the spring and\nwill take two years, as the mayor said.",
    "Japanese list": NEWS_JA + "\n- 計画を立てる\n- 商店に聞く\n- 線路を作る",
    "Japanese item": "- `tram`: 便利かどうかは、どの駅で降りるかによる",
    "Chinese word that ends like a particle": NEWS_ZH + "\n- 项目的目的\n- 过去与现在",
    "verses with commas": "1. The tram goes by,\n2. it rings a bell.\n3. The people stand,\n"
    "4. they know it well,\n5. and wait for it,",
    "verses that share a quotation": '1. He said, "The tram is late\n2. and will be late again"\n'
    '3. She said, "It stands at the gate',
    "caption in bold": NEWS + "\n**Figure 2.1. The stops of the new line in the city**",
    "name of a key": "* Start the tram: Alt+Shift+M\n* Ring the bell: Shift+, a ,",
    "key after a label": "* Tramlinie planen: Strg+P\n* Planung beenden: Esc",
    "Finnish item in an English list": "Courses\n\n- Open online courses\n- Helsingin avoin yliopisto",
    "Hindi verb": NEWS_HI + "\nयह नई ट्राम है",
    "no entity": NEWS + "\nThe lines are run by AT&T",
    "records": "id,name,room,note\n1,tram,port,\n2,bell,depot,",
    "two signatures": NEWS + "\nThe mayor,                 The head of the port,",
    "form": NEWS + "\nTickets were sold by ________",
    "author of a quotation": NEWS_ZH + "\n\n“电车来了。大家都很高兴。”——市长，港口",
    "command after a gap": "1. Save the plan.\n2. Print it.\n3. Leave the program:   :set noic",
    "command of options": NEWS + "\n\n    tram plan --city-id bergen --stops market port",
    "postal address": NEWS + "\nCity News, 4 Market Street, Fifth Floor,\nBoston, MA 02110-1301 USA",
    "title of a book": NEWS + "\nFor more of this, read the chapter about lines in the *Handbook of Trams*",
    "options in columns": NEWS + "\n\n  ZIP      = files of the tram\n  TAR      = files of the port",
    "examples with arrows": NEWS
    + "\n\n  tram -p => print the plan\n  tram -fo plan => print it to a file if newer",
    "picture": NEWS + "\n\n  ___|===|___\n  (__)---(__)",
    "stanza": "The tram goes by,\nit rings a bell,\nthe people stand,\nthey know it well,\nand wait for it,",
    "session at a prompt": NEWS + "\n\n>>> plan(city)\narray([1, 2], dtype='<U5')",
    "field of a reference": NEWS
    + "\n\n:param city: the city that is to be planned\n:returns: the plan as a list of stops",
    "argument with its type": NEWS + "\n\nlines : list of lines",
    "indented argument": NEWS + "\n\nArgs:\n    city: The city that is to be planned by the tramc",
    "source in a list": NEWS + '\n\n.. [2] A. Lund, "The lines of a city" (2011), Chapter C',
    "a tick in brackets": "Accents\n\nacute (´): café\ngrave (`): voilà",
    "Korean noun that ends like a particle": "일정\n\n- 주민과의 회의\n- 노선에 대한 협의",
    "Hebrew final letter": "המועצה אישרה את הקו החדש.\n\n- תכנון\n- תקציב",
    "name list": "Members: Lund, Berg, Weber and Kim",
    "underscores": NEWS + "\n- see the option plan_start_time",
    "quote block": "> The line is new.\n> It runs daily.",
    "smileys": NEWS + "\nSee you at the opening :)",
}

CUT = [
    (NEWS + "\nThe", "after_function_word"),
    (
        NEWS
        + "\nThe first line of the tram, which the council had planned since the year of the great flood, "
        "crosses both rivers",
        "mid_sentence",
    ),
    (NEWS + "\nThe mayor hopes that the first tram will reach the port before the", "after_function_word"),
    (NEWS + "\nThe mayor hopes that the first tram will reach the port before wint", "mid_word"),
    (NEWS + "\nThe mayor hopes that the first tram will reach the port soon", "mid_sentence"),
    (
        "- The line is new.\n- It runs daily.\n- It stops at the port.\n- The mayor opens it on next",
        "mid_sentence",
    ),
    (NEWS + "\nThe mayor thanked the shops, the port, the schools,", "after_comma"),
    (NEWS + "\nThe mayor named the stops of the new line as follows:", "announced_list"),
    (NEWS + "\nThe line will be long (about nine kilome", "open_bracket"),
    (NEWS + "\nThe mayor said: “We will build it, whatever it", "open_quote"),
    (NEWS + "\nThe plan is on [the page of the council](https://example.org/pl", "open_markup"),
    (NEWS + "\nThe plan is on [the page", "open_bracket"),
    (NEWS + "\nRun the program with `tram --pl", "open_markup"),
    (NEWS + '\n<a href="https://example.org/pl', "open_markup"),
    ("Run this:\n\n```sh\ntram --plan | sort", "open_fence"),
    ("| Stop | Time |\n|---|---|\n| Market | 8:05 |\n| Port | 8:", "open_markup"),
    (NEWS + "\nThe first tram will reach the… [Read more]", "teaser"),
    (NEWS + "\nThe first tram will reach the port before\n\nContinue reading", "teaser"),
    (NEWS_DE + "\nDer Bürgermeister hofft, dass die erste Bahn noch im Winter … Weiterlesen", "teaser"),
    (NEWS_ZH + "\n市长希望第一辆电车能在冬天……[更多]", "teaser"),
    (NEWS_ZH + "\n阅读全文", "teaser"),
    (NEWS_RU + "\nМэр надеется, что первый трамвай... Читать далее", "teaser"),
    (NEWS_KO + "\n시장은 첫 전차가... 더보기", "teaser"),
    (NEWS_DE + "\nDer Bürgermeister hofft, dass die erste Bahn noch vor dem", "after_function_word"),
    (NEWS_DE + "\nDer Bürgermeister hofft, dass die erste Bahn noch im Wint", "mid_word"),
    (NEWS_ZH + "\n市长希望第一辆电车能在冬天之前到达港口，并且", "after_function_word"),
    (NEWS_ZH + "\n市长感谢了沿线的商户、学校、港口、", "after_comma"),
    (NEWS_ZH + "\n市长说：“无论花多少钱，我们都要把它建", "open_quote"),
    (NEWS_RU + "\nМэр надеется, что первый трамвай дойдёт до порта в", "after_function_word"),
    (NEWS_JA + "\n市長は、最初の電車が冬までに港に着くことを", "after_function_word"),
    (NEWS_KO + "\n시장은 첫 전차가 겨울이 오기 전에 항구까지 갈 수 있", "mid_sentence"),
    (NEWS_HI + "\nमहापौर को उम्मीद है कि पहली ट्राम सर्दी से पहले बंदरगाह तक पहुँच", "mid_sentence"),
    (NEWS_AR + "\nيأمل العمدة أن يصل الترام الأول قبل الشتاء إلى", "after_function_word"),
    (
        "Το συμβούλιο ενέκρινε τη γραμμή. Τα έργα αρχίζουν την άνοιξη με πρώτο στόχο τους",
        "after_function_word",
    ),
    (
        "Η γραμμή είναι νέα. Τα έργα αρχίζουν την άνοιξη σύμφωνα με το δήμο και τους κατοίκους τη\u03c3",
        "mid_word",
    ),
    ("המועצה אישרה את הקו החדש. העבודות יתחילו באביב ויימשכו שנתיימ", "mid_word"),
    ("สภาเมืองอนุมัติเส้นทางรถรางสายใหม่เมื่อวันอังคาร งานจะเริ่มในฤดูใบไม้ผลิและใช้เ", "mid_word"),
    ("The bridge is closed because of a techni-", "mid_word"),
    ('{"line": 4, "stops": ["market", "po', "open_data"),
    (NEWS + "\nThe first tram will reach the por\ufffd", "cut_bytes"),
    ("The council met again. " * 10 + "It then walked home slowly", "size_ceiling"),
    (
        "* The line is new.\n* It runs every day.\n* It stops at the port.\n* The mayor hopes that it will be",
        "after_function_word",
    ),
    ("<p>The tram is new.</p>\n<p>The board of the port&hell", "open_markup"),
    ("<p>The tram is new.</p>\n<p>The board of the port&#82", "open_markup"),
    ("| Stop | Time |\n| --- | --- |\n| Port | 9:00 |\n| Old to", "open_markup"),
    (
        "Q: When does it open?\nA: In May\n\nQ: Who pays for it?\nA: The city\n\nQ: How long will the works",
        "mid_sentence",
    ),
    (NEWS + "\n- Buy trams\n- Build the new line with the governm", "mid_word"),
    (NEWS_ZH + "\n\n第三条　市议会应当按照计划，引导各方牢固树立荣辱与共的", "after_function_word"),
    (NEWS + "\nThe line has many stops.\n\n[...]", "teaser"),
]


CLOSING_LINES = [
    (NEWS, "Share this story with your friends"),
    (NEWS, "Subscribe to our newsletter for more news like this"),
    (NEWS, "Please note that comments on this page are closed"),
    (NEWS, "With reporting by Jonas Weber in Bergen"),
    (NEWS, "Originally published by the City News under another headline"),
    (NEWS_DE, "Lesen Sie auch den Bericht über die alte Straßenbahn"),
    (NEWS_RU, "Подписывайтесь на наш канал и читайте новости города"),
    (NEWS_ZH, "转载请注明出处和作者姓名"),
    (NEWS_JA, "この記事の無断転載を固くお断り"),
    (NEWS_AR, "تابعوا أخبار المدينة على صفحتنا في كل يوم"),
]


@pytest.mark.parametrize(("text", "line"), CLOSING_LINES, ids=range(len(CLOSING_LINES)))
def test_lines_after_the_text_stay_silent(text: str, line: str):
    measured = measure("truncated_end", text + "\n" + line)
    assert measured.values[0] <= CHECK.LIMIT, measured.spans.evidence


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_stays_silent(text: str):
    values = measure("truncated_end", text).values
    assert values[0] <= CHECK.LIMIT, measure("truncated_end", text).spans.evidence


@pytest.mark.parametrize(("text", "kind"), CUT, ids=range(len(CUT)))
def test_finds(text: str, kind: str):
    measured = measure("truncated_end", text)
    assert measured.values[0] > CHECK.LIMIT, measured.spans.evidence
    assert measured.spans.kind == [kind], measured.spans.evidence
    assert measured.spans.stop == [len(text)]


def test_marks_the_last_word():
    assert spans("truncated_end", NEWS + "\nThe plan was made by the ") == [("the", "after_function_word")]


def test_transport():
    damage = Damage(truncated="gzip stream ends early")
    document = Document("a", "All is well.", damage=damage)
    measured = CHECK.measure(Profile(pack([document])), CHECK.Options())
    assert measured.spans.kind == ["transport"]
    assert measured.values[0] > 0.9


def test_an_encoding_is_no_damage():
    document = Document("a", "All is well.", damage=Damage(encoding="utf-8"))
    assert len(CHECK.measure(Profile(pack([document])), CHECK.Options()).spans) == 0


def test_undecodable_bytes_at_the_end():
    damage = Damage(encoding="utf-8", undecodable=(UndecodableBytes(12, 14, 12),))
    document = Document("a", "All is well \ufffd", damage=damage)
    assert CHECK.measure(Profile(pack([document])), CHECK.Options()).spans.kind == ["cut_bytes"]


def test_options():
    text = NEWS + "\nThe first tram will reach the port\n\nTap for the rest"
    assert measure("truncated_end", text, teasers=("tap for the rest",)).spans.kind == ["teaser"]
    text = "Die erste Bahn fährt bis zum Hafen und weiter zum Markt"
    assert measure("truncated_end", text, ceilings=(len(text),)).spans.kind == ["size_ceiling"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*CLEAN.values(), *(text for text, _ in CUT)]), max_size=6))
def test_documents_do_not_see_each_other(texts: list[str]):
    together = measure("truncated_end", *texts).values if texts else []
    assert list(together) == [measure("truncated_end", text).values[0] for text in texts]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str):
    measured = measure("truncated_end", text)
    assert 0 <= measured.values[0] <= 1
    assert all(
        0 <= a < b <= len(text) for a, b in zip(measured.spans.start, measured.spans.stop, strict=True)
    )


@pytest.mark.parametrize(
    "piece",
    [
        *[
            "(",
            "[",
            "](",
            "`",
            "“",
            "|",
            "```\n",
            "- ",
            "a",
            "a\n",
            "<a",
            ". ",
            "a, ",
            "_",
            " --a",
            "=a",
            " --a=a",
        ],
        *["a   :", "”—a", "2110 ", "«", "\n1. a", "Q: a\n", "\nक", "&", "-", "*"],
    ],
)
def test_hostile_text_takes_linear_time(piece: str):
    text = piece * (300_000 // len(piece)) + "x"
    start = time.perf_counter()
    measure("truncated_end", text)
    assert time.perf_counter() - start < 2
