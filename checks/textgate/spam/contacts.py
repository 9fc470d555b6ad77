"""Ways to be reached that a text drops: web addresses, telephone numbers, messenger handles, e-mail.

Weights are log-odds (natural logarithm) that a line which holds the contact is advertising: a plain link is
no sign, a throw-away domain or a messenger handle is. They were set by hand and kept round.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from textgate.spam.hosts import (
    BARE_TLDS,
    CHEAP_TLDS,
    FAIR_TLDS,
    FREE_MAILS,
    SECOND_LEVEL,
    SHORTENERS,
    host_weight,
)

_HANDLE = r"(?:@\s?[A-Za-z][\w.]{3,31}|\+?[A-Za-z0-9][\w.-]{3,31})"
_MESSENGER = (
    r"QQ群?|[蔻叩]{2}|球球|群号|群號|扣扣|企鹅|[vVＶ]信|[wW]ei[xX]in|[wW]e[cC]hat|微\s*信|薇信|徽信|威信|\b[vVwW][xX]\b|加[vV]|賴|"
    r"\bLINE\b|\bLine\b|ライン|라인|ไลน์|[tT]elegram|\bT[Gg]\b|电报|電報|飞机|纸飞机|텔레그램|텔레|카카오톡|카톡|"
    r"[kK]akao\s?[tT]alk|[zZ]alo|[vV]iber|[wW]hats?\s?[aA]pp|\b[wW][aA]\b|[sS]kype|\bICQ\b|[sS]ignal|[sS]napchat|"
    r"\b[kK]ik\b|\b[wW]ickr\b|\bIG\b|\b[iI]nsta(?:gram)?\b|\b[tT]hreema\b|"
    r"واتساب|واتس|تلجرام|تيليجرام|تليجرام|تلگرام|וואטסאפ|טלגרם|[тТ]елеграмм?|[вВ]айбер|[вВ]атсап|[вВ]отсап|"
    r"[тТ]елега|व्हाट्सएप|টেলিগ্রাম|হোয়াটসঅ্যাপ|[mM]essenger"
)
# In Chinese and Japanese text a name is often left half said, or spelled so that a filter does not see it.
_HINT = re.compile(
    r"(?=[QqVvＶWwTtLlI扣企微薇威徽卫加聯联咨客群裙暗賴赖飞飛纸紙电電蝙號号])(?<![A-Za-z0-9_])"
    r"(?P<sure>[QqＱ]\s?[QqＱ]|扣扣?|企鹅|[vVＶ]信?|[vVwWＶＷ]\s?[xXＸ]|微\s?(?:xin|x)|微\W{0,3}[信芯]|[薇威徽]\W{0,3}[信芯]?|卫星|we?i\s?xin|"
    r"[tT][gG]|(?:纸|紙)?[飞飛]机|[飞飛]機|电报|電報|蝙蝠|[賴赖]|[lL][iI][nN][eE])|"
    r"(?=[QqI加聯联咨客群裙暗号號])(?:[QqＱ]|ID|加我?|联系|聯絡|咨询|客服|暗号|[群裙])"
)
_HINTED = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}[:：]|検索|搜[索尋寻]|追加|同号|同步|号码?|號碼?|ID|id|群|小编|[:：﹕=➕+\s（(\[【“\"@是为為-]){0,8}"
    r"(?P<name>(?=[A-Za-z_-]*\d)[A-Za-z][\w-]{3,19}|\d(?:[\d\s]{4,13})\d)(?![\w.%％元万萬人年块])",
    re.ASCII,
)
# Somebody to be added or asked for whose name has no digit: the verb says that it is a name.
_ADDED = re.compile(
    r"(?:[加➕找洽]|搜[索尋寻]?|联系|聯絡|聯繫|私聊|私信|添加)\s?(?:我的?|微信|助理|老师|老師|专员|專員|客服|小编|楼主|LINE|line|Line|賴|赖|[Vv])?"
    r"\s?[:：]?\s?(?P<name>[a-z][a-z0-9_-]{4,19})(?![\w./:(=-])",
    re.ASCII,
)
# A name of letters and digits in Chinese, Japanese or Korean text: oftener an account than a version.
_TOKEN = re.compile(
    r"(?<=[\u2e80-\ud7af\uff00-\uffef\s,;:!?])(?<![\x21-\x7e]\s)[a-z]{2,14}(?:_[a-z]{0,10}\d{1,6}|\d{2,9}|_[a-z]{3,12})[a-z]{0,4}(?![\w./:`(=%-])",
    re.ASCII,
)
_SPELLED_DOT = re.compile(
    r"\s?(?:\[\.\]|\(\.\)|[(\[]dot[)\]]|\sdot\s|\sточка\s|(?<=[a-z0-9])[点點](?=[a-z]))\s?"
)
_SPELLED_DOTS = ("[.]", "(.)", "dot", "точка", "点", "點")
_CHINESE = re.compile("[QqVvＶ\u2e80-\u9fff]")
_NUMBER = re.compile(r"[\s:+]\+?0?\d{8,}$")
_DOTTED_NUMBER = re.compile(r"0\d{1,4}(?:\.\d{2,4}){2,4}$")
_VERSION = re.compile(r"\d\.\d")
_HAN_DIGITS = re.compile(r"[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]{7,12}")
_WIDE = re.compile(
    "[\uff01-\uff5e\u2460-\u2468\u2776-\u277e\u24ea\u24b6-\u24e9\U0001f130-\U0001f189\U0001d400-\U0001d7ff\u0660-\u0669\u06f0-\u06f9"
    "\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]|[壹贰叁肆伍陆柒捌玖貳參陸]{2}"
)
_PLAIN_CODES = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{first + move: 0x41 + move for first in (0x1F130, 0x1F150, 0x1F170, 0x24B6) for move in range(26)},
    **{0x24D0 + move: 0x61 + move for move in range(26)},
    **{0x1D7CE + move: 0x30 + move % 10 for move in range(50)},
    **{0x1D400 + move: (0x41 if move % 52 < 26 else 0x61) + move % 26 for move in range(0x1D6A4 - 0x1D400)},
    **{zero + digit: 0x30 + digit for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for digit in range(10)},
    **{ord(numeral): 0x31 + move for move, numeral in enumerate("壹贰叁肆伍陆柒捌玖")},
    **{ord(numeral): 0x31 + move for move, numeral in enumerate("壹貳參肆伍陸柒捌玖")},
    **{0x2460 + digit: 0x31 + digit for digit in range(9)},
    **{0x2776 + digit: 0x31 + digit for digit in range(9)},
    0x24EA: 0x30,
}
_PLAIN_FORMS = {chr(code): chr(plain) for code, plain in _PLAIN_CODES.items()}
# Looked at before the names themselves: the alternation is tried at few places.
_MESSENGER_FIRST = "蔻叩球QqVvＶWwKkZzLTtSsIiMm扣企群微薇徽威加賴ラ라ไ电電飞纸텔카واتתوטטтТвВव티টהলহ"
PHONE_ACCOUNT = 1.7
"""Most that a telephone number weighs, with the name of a messenger too: shops and surgeries have such numbers."""
_MARKUP = "(<\"'=[`"
"""An address after one of these is part of Markdown, HTML or code, form ``link``."""
_FORMS = (
    (
        "url",
        ("://", "www."),
        re.compile(r"(?:\bhttps?://|\bhxxps?://|\bwww\.)[^\s<>\"'()\[\]{}，。；、！？）】」》|]+"),
    ),
    (
        "mail",
        ("@",),
        re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII),
    ),
    (
        "handle",
        (),
        re.compile(
            rf"(?=[{_MESSENGER_FIRST}])(?<![A-Za-z])(?:{_MESSENGER})"
            rf"\s?(?:ID|id|Id|号码?|號|群号?|아이디|ไอดี|ไอดีไลน์)?\s?[:：﹕=]?\s?{_HANDLE}",
            re.ASCII,
        ),
    ),
    (
        "phone",
        (),
        re.compile(
            r"(?=[+(\d])(?<![\w./#-])(?:\+|00)?\(?\d(?:\d{2,4}/(?=\d{5}))?[\d\s().‑-]{5,18}\d(?![\w/-])",
            re.ASCII,
        ),
    ),
    (
        "handle",
        ("_",),
        re.compile(
            r"(?<![\w./@-])@?[A-Za-z][A-Za-z0-9]{1,20}_\w{1,20}\s+(?:on|via|en|auf|sur|no|su|na|op|på|i|w|в|у|по)\s+"
            r"(?:[tT]elegram|[wW]hats[aA]pp|[wW]e[cC]hat|[sS]ignal|[sS]nap(?:chat)?|[wW]ickr|[dD]iscord|[sS]kype|[kK]ik|[iI]nsta)\w*"
        ),
    ),
    ("at", ("@",), re.compile(r"(?<![\w./@-])@[A-Za-z]\w{3,31}\b(?![./])", re.ASCII)),
)
"""Form, strings of which one must be there, pattern. Earlier forms win where two overlap."""
_ENDING = re.compile(r"\.([a-z]{2,9})(?![\w-]|\.[a-z])", re.ASCII)
_LABELS = re.compile(r"(?<![\w@./-])[a-z0-9][a-z0-9-]{0,40}(?:\.[a-z0-9-]{1,40}){0,3}$", re.ASCII)
_PATH = re.compile(r"/[\w/?=&%.-]*", re.ASCII)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ](?:0?\d|1[0-2])[-./ ]|\d\d?[-./]\d\d?[-./](?:19|20)\d\d|"
    r"(?:1\d|20)\d\d\s?[-–]\s?(?:1\d|20)\d\d$"
)


_SPELLED_ENDING = re.compile(r"[a-zA-Z]{2,9}(?![\w-])", re.ASCII)
_LOOSE_ENDINGS = CHEAP_TLDS | FAIR_TLDS
_BARE_ENDINGS = _LOOSE_ENDINGS | BARE_TLDS
_HOST_ENDINGS = _BARE_ENDINGS | {host.rpartition(".")[2] for host in SECOND_LEVEL | SHORTENERS}
_FREE_MAILS = FREE_MAILS | {"163", "126"}
_SPELLED_ENDINGS = _LOOSE_ENDINGS | {"com", "net", "org", "cc", "me", "info", "ru"}


class Contact(NamedTuple):
    """A contact at ``[start, stop)`` of the text that was searched. ``weight`` is in log-odds."""

    start: int
    stop: int
    form: str
    weight: float
    host: str = ""


def _phone_weight(number: str) -> float:
    digits = [character for character in number if character.isdigit()]
    if not 8 <= len(digits) <= 15 or _DATE.match(number.lstrip("(")) or len(set(digits)) < 3:
        return 0.0
    if "." in number and number[0] != "+" and not _DOTTED_NUMBER.match(number):
        return 0.0  # versions and grouped thousands
    if number.startswith(("+", "00")):
        return 1.6
    if len(digits) == 11 and number.isdigit() and number[0] == "1" and number[1] in "3456789":
        return 1.7  # a Chinese mobile number
    grouped = sum(number.count(mark) for mark in " -()")
    if len(digits) == 11 and digits[0] == "8" and digits[1] in "3489" and grouped:
        return 1.6  # a Russian number
    return 1.2 if number[0] == "0" or 1 <= grouped <= 6 else 0.0


def _weigh(form: str, found: str) -> tuple[float, str]:
    if form in {"url", "host"}:
        bare = re.sub(r"^(?:https?|hxxps?)://", "", found.lower())
        host = re.split(r"[/?#:]", bare, maxsplit=1)[0].rstrip(".")
        weight = host_weight(host)
        if form == "host" and host.rpartition(".")[2] not in _LOOSE_ENDINGS and host not in SHORTENERS:
            # Without a scheme "name.ext" is oftener a file name or a method call than an address.
            weight = min(weight, 0.5 if weight < 0.9 else 1.2)
        return weight, host
    if form == "mail":
        host = found.lower().rpartition("@")[2]
        return (1.1 if host.split(".")[0] in _FREE_MAILS else 0.4), host
    if form == "phone":
        return _phone_weight(found), ""
    if form == "handle":
        if _VERSION.search(found):
            return 0.0, ""
        tail = re.search(r"@|\d|_", found)
        cjk = any(ord(character) > 0x2E80 for character in found[:4])
        return (2.0 if tail else 0.8 if cjk else 0.0), ""
    if form == "hint":
        return 1.2, ""
    if form == "added":
        return 1.0, ""
    if form == "token":
        return 0.6, ""
    if form == "spelled":
        return 2.0, ""
    if form == "digits":
        return (1.6 if len(set(found)) > 3 and found[:4] not in "零一二三四五六七八九" else 0.0), ""
    # "at": a name with a digit or an underscore is made for a messenger.
    return (1.0 if re.search(r"[\d_]", found) else 0.5), ""


def _finer(form: str, written: str, before: str) -> str:
    """The form of a contact, as evidence.py tells them apart."""
    if form == "url" and before and before in _MARKUP:
        return "link"
    if form == "handle" and not _CHINESE.match(written) and _NUMBER.search(written):
        return "phone"
    return form


def _bare_hosts(text: str) -> list[tuple[int, int, str]]:
    """Host names without a scheme, found from their last label back: most dots end no host."""
    found = []
    for ending in _ENDING.finditer(text):
        if ending.group(1) not in _HOST_ENDINGS:
            continue
        labels = _LABELS.search(text[max(0, ending.start() - 90) : ending.start()])
        if labels is None:
            continue
        known = ending.group(1) in _BARE_ENDINGS
        known |= "." in labels.group() and labels.group().rpartition(".")[2] + ending.group() in SECOND_LEVEL
        if not (known and len(labels.group()) > 1) and labels.group() + ending.group() not in SHORTENERS:
            continue
        start = ending.start() - len(labels.group())
        path = _PATH.match(text, ending.end())
        found.append((start, path.end() if path else ending.end(), "host"))
    return found


def _spelled_hosts(text: str) -> list[tuple[int, int, str]]:
    """Host names whose full stop is written otherwise, so that nobody finds them."""
    found = []
    for dot in _SPELLED_DOT.finditer(text):
        name = _LABELS.search(text[max(0, dot.start() - 60) : dot.start()])
        ending = _SPELLED_ENDING.match(text, dot.end())
        if name and ending and ending.group().lower() in _SPELLED_ENDINGS:
            found.append((dot.start() - len(name.group()), ending.end(), "spelled"))
    return found


def _hinted(text: str) -> list[tuple[int, int, str]]:
    """Names of messengers that are half said or disguised, followed by what can be an account."""
    found = []
    for hint in _HINT.finditer(text):
        if account := _HINTED.match(text, hint.end()):
            found.append((hint.start(), account.end(), "handle" if hint["sure"] else "hint"))
    found += [(match.start(), match.end(), "added") for match in _ADDED.finditer(text)]
    found += [(match.start(), match.end(), "token") for match in _TOKEN.finditer(text)]
    return found


def contacts(text: str) -> list[Contact]:
    """Every contact in a piece of text, in order. Those that look like dates or file names are left out."""
    places: list[tuple[int, int, str]] = []
    original = text
    if not text.isascii() and _WIDE.search(text):
        # str.translate looks every character up, and few different ones are in the table.
        for form in _PLAIN_FORMS.keys() & set(text):
            text = text.replace(form, _PLAIN_FORMS[form])
    for form, needles, pattern in _FORMS:
        if form == "phone" and not text.isascii():
            places += _hinted(text)
        if not needles or any(needle in text for needle in needles):
            places += [(match.start(), match.end(), form) for match in pattern.finditer(text)]
    if "." in text:
        places += _bare_hosts(text)
    if any(dot in text for dot in _SPELLED_DOTS):
        places += _spelled_hosts(text)
    if "零" in text or "〇" in text:
        places += [(match.start(), match.end(), "digits") for match in _HAN_DIGITS.finditer(text)]
    found: list[Contact] = []
    for start, stop, form in places:
        written = text[start:stop].rstrip(".,;:!?")
        weight, host = _weigh(form, written)
        if form == "phone" and not weight and original[start:stop] != text[start:stop]:
            weight = 1.2  # a number in other digits than 0 to 9 is hidden from filters
        place = bisect_left(found, start, key=_start)
        free = (place == 0 or found[place - 1].stop <= start) and (
            place == len(found) or found[place].start >= stop
        )
        if weight and free:
            kind = _finer(form, written, text[start - 1 : start])
            weight = min(weight, PHONE_ACCOUNT) if kind == "phone" else weight
            found.insert(place, Contact(start, start + len(written), kind, weight, host))
    return found


def _start(contact: Contact) -> int:
    return contact.start
