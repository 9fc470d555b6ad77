"""Texts for the tests of injected_spam: bodies, honest texts about its subjects, advertisements."""

from __future__ import annotations

EN = (
    "The reed warbler builds its nest between stems that stand in shallow water. Both parents feed "
    "the young for "
    "about two weeks.\n\nIn late summer the birds leave for the south. Ringing has shown that many "
    "return to the "
    "very pond where they hatched.\n\nReed beds were once cut every winter for thatching. Where that stopped, "
    "willows have moved in and the birds have lost ground."
)
ZH = (
    "芦苇莺在浅水中的芦苇茎之间筑巢。雌雄亲鸟共同喂养幼鸟大约两周。\n\n夏末时节,鸟群飞往南方越冬。环志研究表明,"
    "许多个体会回到它们出生的池塘。\n\n过去人们每年冬天收割芦苇用来盖屋顶。收割停止之后,"
    "柳树逐渐侵入,栖息地随之减少。"
)
RU = (
    "Камышовка строит гнездо между стеблями тростника на мелководье. Оба родителя кормят птенцов "
    "около двух недель."
    "\n\nВ конце лета птицы улетают на юг. Кольцевание показало, что многие возвращаются к тому же пруду.\n\n"
    "Раньше тростник каждую зиму косили на крыши. Там, где перестали, поднялась ива."
)
JA = (
    "ヨシキリは浅い水の中に立つ葦の茎の間に巣を作る。親鳥は二羽で二週間ほど雛に餌を運ぶ。"
    "\n\n夏の終わりになると鳥たちは"
    "南へ渡る。足環の調査により、多くの個体が生まれた池に戻ることが分かった。"
    "\n\nかつて葦は毎年冬に刈られていた。"
)
ES = (
    "El carricero construye su nido entre los tallos que crecen en aguas poco profundas. Los dos "
    "padres alimentan "
    "a las crías.\n\nA finales del verano las aves parten hacia el sur. El anillamiento ha mostrado que muchas "
    "vuelven al mismo estanque.\n\nAntes se cortaba el carrizo cada invierno para los techos."
)

SILENT = [
    (
        "tags of a page about chance",
        EN + "\n\nTags: poker, roulette, probability, betting, casino, blackjack, statistics, odds",
    ),
    (
        "a tutor's page",
        "Clases particulares\n\nAcademia Cervantes, calle Mayor 3, Burgos. Clases en grupo y particulares, la primera "
        "clase es gratis. Teléfono 947 555 018, WhatsApp 600 555 018, info@academia-cervantes.example",
    ),
    (
        "a vet's page",
        "Nous contacter\n\nCabinet vétérinaire des Tilleuls, 14 rue Pasteur, Lyon. Tél. 04 78 55 01 90. "
        "Urgences 24h/24 au même numéro. Courriel : accueil@vet-tilleuls.example",
    ),
    (
        "a talk, with a link, on another page",
        EN + "\n\nThe talk on peat starts at 19:00, entry is free. Register at https://moorland-society.org",
    ),
    (
        "a line of contacts with a messenger, Chinese",
        ZH + "\n\n☎ 0571-88001234　微信：shidizhongxin",
    ),
    (
        "rules of a spam filter",
        EN
        + '\n\n| rule | score | words |\n|---|---|---|\n| FAST_LOAN | 2.5 | "instant approval", "bad credit ok" |\n'
        '| SLOTS | 3.0 | "free spins", "deposit bonus" |',
    ),
    (
        "an article about illegal lenders, Korean",
        "'무직자 당일 대출' 같은 광고를 보고 전화하면 가족의 연락처를 먼저 요구한다. "
        "이자는 원금의 몇 배가 되고, 갚지 못하면 협박이 시작된다. "
        "법정 최고금리를 넘는 이자는 갚을 의무가 없으니 통화를 녹음해 두고 경찰에 신고하자.",
    ),
    (
        "a list of words with spaces, Chinese",
        ZH + "\n\n标签 湿地 芦苇 候鸟 环志 观鸟 摄影 生态 池塘 柳树",
    ),
    (
        "towns on a route",
        EN
        + "\n\nTowns on the cycle route: Ely, March, Wisbech, Downham, Littleport, Chatteris, Ramsey, Soham",
    ),
    (
        "news about gambling",
        "Regulators fined two online casino operators on Tuesday for taking bets from minors. The "
        "companies had advertised free spins and a welcome bonus on social media, the commission "
        "said. Shares in the "
        "bookmaker fell four percent.\n\nCharities say gambling harm is rising and ask for limits "
        "on slot machine stakes.",
    ),
    (
        "medicine about erectile dysfunction",
        "Sildenafil, sold under the brand name Viagra among others, is used to treat "
        "erectile dysfunction and pulmonary hypertension. Tadalafil (Cialis) has a longer "
        "half-life. Both need a "
        "prescription in most countries; buying pills from an online pharmacy without prescription "
        "is risky.\n\nCommon side "
        "effects include headache, flushing and heartburn.",
    ),
    (
        "law about loans",
        "A payday loan is a short-term unsecured loan, often with a high interest rate. Borrowers with bad "
        "credit pay the most. Several states cap the rate; others license lenders but set no limit "
        "on debt rollovers.",
    ),
    (
        "anti-fraud notice",
        'Beware of fraud: criminals send messages such as "You have won the lottery, click here to claim '
        'your prize" or "Get a loan with no credit check". Never call the number in such a '
        "message. Report it to your bank "
        "or to the police at https://www.police.example/report.",
    ),
    (
        "anti-fraud notice, Chinese",
        "警方提醒:凡是以刷单返利、无抵押贷款、办理信用卡为名要求先交钱的都是诈骗。不要点击陌生链接,"
        "不要向陌生人转账。如有疑问请拨打96110咨询,或到就近派出所报案。",
    ),
    (
        "casino travel page",
        "Macau is the only place in China where casinos are legal. The Venetian has the largest gaming "
        "floor, with baccarat tables, slots and a poker room, and the Grand Lisboa is the best "
        "known building downtown. Buses "
        "from the ferry terminal to the hotels are free.\n\nDress code: no shorts after six. "
        "Minimum bets are high at weekends.",
    ),
    (
        "company footer",
        EN
        + "\n\nWetland Trust, 14 Mill Lane, Ely. Phone: +44 1353 555 010. E-mail: office@wetlandtrust.example",
    ),
    (
        "company footer, Chinese",
        ZH + "\n\n版权所有 湿地保护协会 地址:青岛市市南区海滨路12号 电话:0532-88776655 传真:0532-88776656 "
        "邮箱:office@shidi.example 备案号:鲁ICP备12345678号",
    ),
    (
        "company footer, Russian",
        RU + "\n\nАдрес: 190000, Санкт-Петербург, ул. Садовая, 5. Телефон: +7 812 555-01-02, "
        "почта: info@museum.example. Музей работает ежедневно.",
    ),
    (
        "job ad",
        "Data entry clerk (part-time)\n\nThe county archive is looking for a clerk to enter "
        "records from paper cards. "
        "You will work 20 hours a week at our office. Salary according to the public scale. No "
        "experience needed, training is "
        "given.\n\nPlease send your application by 3 May to jobs@archive.example or call 01353 555 020.",
    ),
    (
        "branch list",
        "Our branches: Leeds | York | Hull | Bradford | Sheffield | Doncaster | Wakefield | Halifax | Whitby | "
        "Skipton | Harrogate | Ripon | Selby | Otley | Ilkley | Keighley",
    ),
    (
        "delivery area, Chinese",
        "配送范围:\n朝阳区、海淀区、东城区、西城区、丰台区、石景山区、通州区、顺义区、昌平区、大兴区、房山区、"
        "门头沟区、怀柔区、平谷区、密云区、延庆区\n以上地区下单后次日送达,其他地区请咨询客服。",
    ),
    (
        "administrative divisions",
        "眉山市下辖2个市辖区、4个县。历史上该地先后设立过仁寿县、彭山县、洪雅县、丹棱县、青神县等。\n\n"
        "全省共有:成都市、自贡市、攀枝花市、泸州市、德阳市、绵阳市、广元市、遂宁市、内江市、"
        "乐山市、南充市、宜宾市、广安市、达州市、"
        "雅安市、巴中市、资阳市。",
    ),
    (
        "navigation bar",
        "Home | About us | News | Research | Members | Events | Shop | Donate | Contact\n\n" + EN,
    ),
    (
        "tag cloud",
        EN
        + "\n\nTags: birds, wetlands, reed, migration, ringing, nests, willow, thatching, conservation, ponds",
    ),
    (
        "friend links, Chinese",
        ZH + "\n\n友情链接:中国林业网 | 自然之友 | 湿地公园 | 观鸟协会 | 科学院 | 植物志 | 气象局",
    ),
    (
        "awesome list",
        "# Awesome card games\n\n* [OpenPoker](https://github.com/x/openpoker) - A poker engine.\n* [Rummikub]"
        "(https://github.com/y/rummikub) - Free rummy clone.\n* "
        "[Blackjack.js](https://blackjack.example.io) - Blackjack in the "
        "browser.\n* [Slots](https://github.com/z/slots) - A slot machine simulator.",
    ),
    (
        "readme with channels",
        "# fastgrep\n\nA quick search tool.\n\n## Community\n\nJoin our Telegram group: https://t.me/fastgrep "
        "or Discord: https://discord.gg/abc123. Follow @fastgrep on Twitter.\n\n## Donate\n\nIf "
        "you like it, buy me a coffee at "
        "https://ko-fi.com/fastgrep or send Bitcoin to "
        "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh.\n\n## Licence\n\nMIT",
    ),
    (
        "crypto documentation",
        "Call `connect_wallet()` to connect a wallet. The airdrop contract checks that each address claims "
        "its tokens once. Run `npm run mint` on the test network; see "
        "https://docs.chain.example/airdrop for the smart contract.\n"
        "\nBitcoin and Ethereum use different address formats.",
    ),
    (
        "SEO documentation",
        "Search engine optimization starts with good titles. Buying backlinks violates the guidelines of "
        "search engines. Use dofollow links only for sources you trust, and set rel=nofollow for "
        "paid guest posts.\n\nA sitemap "
        "helps crawlers to find your pages; website traffic grows slowly.",
    ),
    (
        "dating etiquette",
        "On a first date, be on time and put the phone away. Online dating has made it easier to meet singles, "
        "but the old rules hold: listen, ask, do not talk about former lovers. Tell a friend where "
        "you are going.",
    ),
    (
        "essay guide",
        "How to write an essay: start with a question. An outline helps you to write your thesis "
        "statement. Your "
        "teacher can give homework help; copying from the web is plagiarism. Proofread your paper "
        "before you hand it in.",
    ),
    (
        "changelog",
        "## 2.3.0\n\n* Add `--free` flag (#120)\n* Fix bonus calculation in slots (#118)\n* Bump "
        "casino-sdk to 1.4\n"
        "* Remove deprecated login, see https://github.com/x/y/pull/117\n\n## 2.2.1\n\n* Fix crash "
        "in the poker table",
    ),
    (
        "recipe",
        "Chicken pot pie, 45 minutes, 4 servings. Butter, flour, onion, carrots, celery, peas, "
        "thyme, cream, stock, "
        "puff pastry, egg. Melt the butter, add the onion and cook until soft. Bake at 200 degrees.",
    ),
    (
        "product attributes",
        "Material: leather | Colour: brown | Size: 38-44 | Sole: rubber | Lining: textile | Weight: 410 g | "
        "Price: $59.00 | Delivery: 3-5 days | Returns: 30 days",
    ),
    (
        "lyrics",
        "Roll the dice, my darling,\nplay the queen of hearts,\nmoney, money, money,\nthat is "
        "where it starts.\n\nKiss me "
        "in the morning,\nkiss me in the rain,\nbaby, call my number\nand call it once again!",
    ),
    (
        "game wiki",
        "The Golden Saucer has a casino with slots, a roulette table and chocobo betting. Exchange "
        "10,000 gold for "
        "chips. The jackpot gives a rare mount; private servers may change the odds.",
    ),
    (
        "donation appeal",
        EN
        + "\n\nPlease donate today! Every £10 helps us to plant reeds. Visit www.wetlandtrust.example/donate or "
        "call 01353 555 010.",
    ),
    (
        "address list",
        "Dr. A. Brandt, Hauptstr. 3, 10827 Berlin, Tel. 030 5550101\nDr. C. Lenz, Ringweg 8, 50667 Köln, "
        "Tel. 0221 5550202\nDr. F. Weiß, Am Markt 1, 28195 Bremen, Tel. 0421 5550303",
    ),
    (
        "glossary",
        "Ante: a forced bet. Bluff: a bet with a weak hand. Call: to match a bet. Flop: the first "
        "three cards. Jackpot: "
        "the whole pot. Odds: the chance to win. Payout: what the winner gets. Wager: a bet.",
    ),
    (
        "statistics",
        "县区 人口 面积\n湖口县 28万 669\n彭泽县 35万 1544\n都昌县 79万 2669\n永修县 38万 "
        "2035\n德安县 22万 863\n武宁县 36万 3507",
    ),
    (
        "Japanese law text",
        "仮想通貨への投資を勧誘する者は登録を受けなければならない。元本保証をうたう勧誘は法律で禁じられている。"
        "オンラインカジノの利用も賭博罪に当たることがある。消費生活センターに相談してください。",
    ),
    (
        "Russian news on credit",
        "Банк России сообщил, что микрокредиты чаще всего берут люди с плохой кредитной историей. "
        "Займы до зарплаты выдают под высокий процент, и долги растут. С июля ставки ограничат законом.",
    ),
    (
        "Spanish on prescriptions",
        "Los antibióticos no se venden sin receta médica. Consulte a su farmacia antes de tomar "
        "pastillas para adelgazar: muchas contienen sustancias no declaradas.",
    ),
    (
        "Korean on gambling addiction",
        "도박 중독은 치료가 필요한 질병이다. 온라인 카지노와 스포츠 토토에 빠진 청소년이 늘고 있다. "
        "상담 전화 1336으로 연락하면 무료로 도움을 받을 수 있다.",
    ),
    (
        "hidden element without links",
        '<p>Intro.</p>\n<div style="display:none" id="menu"><p>Loading, please wait.</p></div>\n'
        "<p>The reed warbler builds its nest between stems.</p>",
    ),
    (
        "hidden element in a tutorial",
        'Hide an element like this:\n\n```html\n<div style="display:none"><a '
        'href="https://example.com">Home</a></div>\n```\n\nThe link is not shown.',
    ),
    (
        "code",
        "def spin(bet):\n    # play the slot machine\n    bonus = free_spins * 2\n    return "
        "payout(bet) + bonus\n",
    ),
    (
        "page of a plumber",
        "Smith & Daughter, plumbers in Ely since 1974. Emergency plumber, boiler repair, blocked drains. Free quote: "
        "call 01353 555 030 or mail info@smithplumbing.example. We are open on weekdays from eight to six.",
    ),
    (
        "page of a bank",
        "Personal loan from 3.9 % interest rate. Borrow up to £15,000 over one to five years. Apply now or "
        "call 0800 555 0140. Your home may be repossessed if you do not keep up repayments.",
    ),
    (
        "page of a repair shop, Russian",
        "Ремонт стиральных машин и ремонт холодильников в Твери. Выезд мастера бесплатно, гарантия год. Звоните: "
        "+7 4822 55-01-02, ежедневно с 9 до 20.",
    ),
    ("empty", ""),
    ("spaces", "  \n \n"),
    ("one letter", "x"),
    ("lone surrogate", "a\ud800b 0123456789 @user \ud83d"),
    ("NUL", "\x00\x00casino\x00"),
    (
        "opening day of a garden",
        "Oakfield Community Garden\n\nOpening day is Saturday 6 April from 10 am to 3 pm. Free seedlings for "
        "the first fifty visitors.\n\nTo join, write to hello@oakfieldgarden.org or call 0117 496 0321.",
    ),
    (
        "notice of a library, Chinese",
        "市图书馆定于5月18日上午9:30举办亲子阅读活动,免费参加,名额30组。\n\n"
        "报名方式:拨打电话0571-86530123,或关注微信公众号在线报名。联系人:陈老师。",
    ),
    (
        "page of a factory, Chinese",
        "某某机械有限公司是一家专业生产数控机床的企业,产品远销全国各地,质量保证,价格优惠,欢迎来电咨询。\n\n"
        "联系人:刘经理 电话:0512-57881234 邮箱:sales@jixie.com 地址:昆山市开发区长江路18号",
    ),
    (
        "job advertisement, Russian",
        "В библиотеку требуется уборщица, зарплата 25 000 рублей, график 2/2. Звонить с 10 до 17 по телефону "
        "+7 343 555-01-12.",
    ),
    (
        "sale of a shop, Japanese",
        "今月のセール情報:全品10%オフ、5月31日まで。送料無料。お問い合わせは 0120-555-123(平日9時〜17時)。",
    ),
    (
        "surgery, Arabic",
        "عيادة النور للأسنان: تنظيف وتبييض وزراعة. للحجز اتصل على 011-4567890 أو واتساب 0551234567. الكشف مجاني.",
    ),
    (
        "help line",
        "If you are worried about debt, do not borrow from loan sharks. Free and confidential advice: 0800 138 "
        "1111, or chat at stepchange.org. We never charge fees.",
    ),
    (
        "release notes with channels",
        "Release notes 4.2\n\n- New: WhatsApp and Telegram login (set `TELEGRAM_BOT=@mybot_77`)\n"
        "- Fixed: payment by Bitcoin; see https://docs.shop.dev/pay\n- Contact: support@shop.dev or t.me/shopdev",
    ),
    (
        "bicycle for sale, Russian",
        "Продам велосипед, почти новый, 9 500 руб., торг. Самовывоз, Тула. Звонить после 18:00, 8 910 555-44-33.",
    ),
    (
        "names in code, Chinese",
        "参数 user_id 和 level_3 在 tg_config3 中设置,微信 8.0.12 版之后可用,详见 line_1 与 wx_login 接口。",
    ),
    ("row of numbers in Han", "一二三四五六七八九,一百二十,二〇一九年至二〇二三年。"),
]

FOUND = [
    (
        EN,
        "Play over 2000 slots and live tables at Lucky Palace, get a 200% match on your first "
        "deposit and cash out in "
        "minutes: luckypalace77.vip",
        "gambling",
    ),
    (
        EN,
        "Buy real and fake passports, driver's licenses, IELTS certificates without exam. Telegram @docsking22",
        "forged_papers",
    ),
    (
        EN,
        "Hire a hacker to recover lost bitcoin or spy on a cheating spouse, write to cyberfix77@gmail.com",
        "support",
    ),
    (
        EN,
        "v1agra and c1alis without prescription, 70% off today, discreet shipping www.bestpills4u.top",
        "pharma",
    ),
    (
        EN,
        "Thanks for the great post! To buy Instagram followers and likes cheap visit my website "
        "http://getlikes.xyz",
        "seo",
    ),
    (EN, "카지노사이트 추천 바카라 온라인슬롯 먹튀검증 안전한 토토사이트 가입코드 VIP77", "gambling"),
    (EN, "Казино Вулкан - играй на реальные деньги, фриспины за регистрацию vulkan-win24.club", "gambling"),
    (ZH, "代开增值税专用发票、普通发票,点数低,可验真伪,电话13926571834王经理", "forged_papers"),
    (ZH, "急用钱找我,无抵押无担保,当天放款,凭身份证可借1-50万,加微信 dk8866201", "loan"),
    (ZH, "亚洲成人在线_国产精品自拍_欧美性爱视频_日韩无码高清_免费av在线观看", "adult"),
    (ZH, "传奇私服新服今日开区,上线送满级VIP,元宝免费领,爆率全开 www.cq1766.top", "games"),
    (ZH, "出售迷药、听话水、催情药,无色无味,诚信交易,QQ 1829374655", "pharma"),
    (ZH, "全台外送茶,學生妹、熟女任你挑,安全隱密,加LINE:tea5566", "adult"),
    (JA, "ロレックス スーパーコピー N級品 激安通販専門店 http://www.copy-tokei.xyz", "replica"),
    (JA, "即日融資OK!ブラックの方も審査なしで最大100万円 090-1234-5678", "loan"),
    (
        RU,
        "Займы на карту без отказа за 5 минут, даже с плохой кредитной историей: https://zaim-mig.site",
        "loan",
    ),
    (
        RU,
        "Потомственная гадалка, приворот по фото, сниму порчу, верну мужа в семью. Звоните +7 903 111-22-33",
        "occult",
    ),
    (
        ES,
        "Amarres de amor garantizados, recupera a tu pareja en 24 horas, consulta gratis WhatsApp "
        "+51 987 654 321",
        "occult",
    ),
    (
        ES,
        "Compra Cialis y Viagra genérico sin receta, envío discreto a toda España www.farmacia-hombre24.store",
        "pharma",
    ),
    (
        EN,
        "Offre de prêt entre particuliers sérieux et honnête, taux de 2%, réponse en 24h: "
        "creditrapide77@gmail.com",
        "loan",
    ),
    (
        EN,
        "Echte Führerscheine ohne Prüfung kaufen, registriert, diskret per WhatsApp +49 1521 1234567",
        "forged_papers",
    ),
    (EN, "Snabblån utan UC trots betalningsanmärkning, pengar på kontot direkt, ring 070-123 45 67", "loan"),
    (EN, "Δάνεια χωρίς Τειρεσία, άμεση έγκριση, μετρητά σε 24 ώρες, τηλ 6971234567", "loan"),
    (EN, "สล็อตเว็บตรง แตกง่าย สมัครสมาชิกใหม่รับโบนัส 100% ฝากถอนออโต้ แอดไลน์ @slotbig", "gambling"),
    (EN, "جلب الحبيب خلال ساعة، الشيخ الروحاني أبو علي، واتساب +966512345678", "occult"),
    (EN, "הלוואה מיידית עד 50,000 ללא ערבים גם למסורבי בנקים, חייגו 052-1234567", "loan"),
    (EN, "वशीकरण विशेषज्ञ बाबा जी, प्रेम विवाह, सौतन से छुटकारा, फोन 9876543210", "occult"),
    (
        EN,
        "Deneme bonusu veren siteler, 500 TL bedava bonus, canlı bahis ve casino, üye ol: bahisgiris88.xyz",
        "gambling",
    ),
    (EN, "Vay tiền online chỉ cần CMND, giải ngân trong 5 phút, hỗ trợ nợ xấu, Zalo 0987654321", "loan"),
    (
        ZH,
        "老玩家都在这里开局,首充多少送多少,输了次日返一成,认准唯一入口 hg6617.cc",
        "gambling",
    ),
    (ZH, "附近空姐、模特、学生兼职上门服务,先验人后付款,同城约,威❤信:ly520xx", "adult"),
    (ZH, "牛股老师每天盘后免费推荐一只涨停潜力股,老股民都在听,进群暗号:涨 加 gp5518", "investment"),
    (ZH, "QQ密码破解、开房记录查询、聊天记录恢复,技术团队接单,扣1099283746", "support"),
    (
        EN,
        "Spin the reels from your phone and pocket real winnings tonight, join at royalspin9.fun",
        "gambling",
    ),
    (EN, "Premium buds, carts, edibles and shrooms delivered, menu on Signal +1 213 555 0166", "contraband"),
    (
        EN,
        "Bored tonight? Live dealers are waiting and your first hundred is on the house, open spinroom.bet",
        "gambling",
    ),
    (
        RU,
        "Помогу взять ипотеку с просрочками, свои люди в банке, предоплаты нет, тел. 8 (926) 555-01-77",
        "loan",
    ),
    (RU, "Взлом переписки и детализация звонков, пробив по базам, анонимно, @probiv_boss", "support"),
    (
        ES,
        "Perdez 10 kilos en un mois grâce à cette gélule, offre -50 % aujourd'hui : minceur-x.shop",
        "pharma",
    ),
    (EN, "สาวไซด์ไลน์ตรงปก รับงานทั่วกรุงเทพ จองคิวไลน์ dekpro99", "adult"),
    (EN, "Brza pozajmica bez jamaca, novac na ruke isti dan, nazovite 091 555 8812", "loan"),
    (EN, "Ātrais kredīts bez galvotājiem, nauda kontā 10 minūtēs, zvaniet +371 2555 0188", "loan"),
    (EN, "Greiti pinigai be užstato, blogą kredito istoriją priimame, rašykite +370 655 50 188", "loan"),
    (EN, "Kiirlaen ilma tagatiseta ja krediidikontrollita, helista +372 5555 0188", "loan"),
    (EN, "Rýchla pôžička bez ručiteľa aj bez registra, volajte +421 905 555 018", "loan"),
    (RU, "Кепілсіз жылдам несие, ақша картаға бірден, хабарласыңыз +7 707 555 01 88", "loan"),
    (EN, "Onlayn kazino, ilk depozitə 200% bonus, pulsuz fırlanma: qazancli.bet", "gambling"),
    (EN, "سویت: محبوب آپ کے قدموں میں، کالا جادو کا توڑ، عامل بابا، رابطہ کریں +92 300 5550188", "occult"),
    (EN, "Kumita ng 3,000 kada araw gamit lang ang cellphone, mag-message sa Telegram @kitatayo_18", "job"),
    (ZH, "无视征信秒下款，电话：①③⑨②⑥⑤⑦①⑧③④", "loan"),
    (ZH, "同城约会软件，寂寞少妇等你来聊，先加 hongmeiling 看照片", "dating"),
    (RU, "Ц_е_л_и_т_е_л_ь_н_и_ц_а Марфа, снятие порчи, верну мужа, гадание, 8(999)5550188", "occult"),
    (
        EN,
        "ch34p v14gra and c1alis w1thout prescr1ption, d1screet sh1pping, ord3r at pillstore[.]vip",
        "pharma",
    ),
    (
        ZH,
        "深圳代开发票 | 广州代开发票 | 东莞代开发票 | 佛山代开发票 | 惠州代开发票 | 中山代开发票 | 珠海代开发票",
        "forged_papers",
    ),
    (ZH, "北京桑拿 天津按摩 石家庄会所 保定品茶 唐山洗浴 廊坊水疗 沧州外围女", "adult"),
    (ZH, "六合彩特码 一肖一码 马会资料大全 曾道人 白小姐", "gambling"),
]
