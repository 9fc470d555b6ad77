"""Good texts in twelve languages, made up for the tests."""

from __future__ import annotations

TEXTS = {
    "en": "The harbour office opens at seven, and the first ferry leaves soon after. " * 8 + "\n\nMore follows.",
    "de": "Die Bürgerversammlung beschloss nach Aussprache, die Brücke zu erneuern. " * 8 + "\n\nGrüße an alle.",
    "ru": "Городской совет обсудил ремонт набережной, и решение было принято единогласно. " * 8 + "\n\nКонец отчёта.",
    "el": "Το δημοτικό συμβούλιο συζήτησε την ανακαίνιση, και η απόφαση ήταν ομόφωνη. " * 8 + "\n\nΤέλος.",
    "zh-Hans": "市政府昨天召开会议，讨论旧桥的维修计划，专家们认为这个项目应当尽快开始。" * 12 + "\n\n会议结束。",
    "zh-Hant": "市政府昨天召開會議，討論舊橋的維修計畫，專家們認為這個專案應當儘快開始。" * 12 + "\n\n會議結束。",
    "ja": "市役所では昨日、古い橋の補修について話し合いが行われ、計画が承認されました。" * 12 + "\n\n以上です。",
    "ko": "시청에서는 어제 회의를 열고 오래된 다리를 고치는 계획을 승인하였습니다. " * 8 + "\n\n이상입니다.",
    "pl": "Rada miejska omówiła wczoraj remont starego mostu, a decyzja zapadła jednogłośnie. " * 8 + "\n\nKoniec.",
    "tr": "Belediye meclisi dün eski köprünün onarımını görüştü, karar oy birliğiyle alındı. " * 8 + "\n\nSon.",
    "he": "מועצת העיר דנה אתמול בשיפוץ הגשר הישן, וההחלטה התקבלה פה אחד. " * 8 + "\n\nסוף.",
    "ar": "ناقش مجلس المدينة أمس ترميم الجسر القديم، وتم اتخاذ القرار بالإجماع. " * 8 + "\n\nالنهاية.",
}  # fmt: skip
