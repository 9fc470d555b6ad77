"""Ways to be reached that a text drops: web addresses, telephone numbers, messenger handles, e-mail.

Weights are log-odds (natural logarithm) that a line which holds the contact is advertising: a plain link is
no sign, a throw-away domain or a messenger handle is. They were set by hand and kept round.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from typing import NamedTuple

_CHEAP_TLDS = frozenset(
    """bar beauty best bet bid biz bond buzz casino cam cfd click club cyou date download fit fun gdn hair icu
    link live loan lol makeup men mom monster ninja online party pics poker porn press pro quest racing rest
    review sbs science sex sexy shop site skin space store stream surf tattoo tk top trade uno vip vin webcam
    website win work world wang xin xxx xyz yachts ml ga cf gq""".split()
)
_MIXED_TLDS = frozenset("cc co in info me mobi name net.ru nu pw ru su to tv us ws ph la".split())
_BARE_TLDS = frozenset("com net org me info biz ru cc tv co cn jp kr de fr es it pl vn id".split())
_SHORTENERS = frozenset(
    "t.me wa.me bit.ly tinyurl.com is.gd cutt.ly goo.gl rb.gy shorturl.at line.me lin.ee chat.whatsapp.com "
    "api.whatsapp.com wa.link m.me joinchat.com s.id v.ht ow.ly rebrand.ly t.ly".split()
)
_KNOWN_HOSTS = re.compile(
    r"(?:^|\.)(?:github|githubusercontent|gitlab|google|youtube|youtu|wikipedia|wikimedia|wikidata|mozilla|w3|"
    r"microsoft|apple|archive|stackoverflow|npmjs|nodejs|python|reactjs|react|facebook|twitter|x|medium|linkedin|"
    r"creativecommons|gnu|apache|debian|ubuntu|docker|discord|slack|reddit|amazon|arxiv|doi|who|un|europa|bbc|"
    r"nytimes|instagram|vimeo|zhihu|juejin|csdn|qiita|example|localhost)\.(?:[a-z]{2,4})(?:\.[a-z]{2})?$"
    r"|\.(?:gov|edu|mil|int|ac)(?:\.[a-z]{2})?$|^(?:localhost|127\.)|\.(?:local|test|invalid|localhost)$"
)
_LURE = re.compile(
    r"casino|bet\d|bet$|slot|poker|porn|sex|xxx|viagra|pharm|loan|credit|cash|escort|togel|judi|seo|essay"
)
_FREE_MAIL = re.compile(
    r"@(?:gmail|yahoo|hotmail|outlook|mail|yandex|proton|protonmail|qq|163|126|aol|gmx|web|naver)\."
)

_HANDLE = r"(?:@\s?[A-Za-z][\w.]{3,31}|\+?[A-Za-z0-9][\w.-]{3,31})"
_MESSENGER = (
    r"QQ群?|群号|群號|扣扣|企鹅|[vVＶ]信|[wW]ei[xX]in|[wW]e[cC]hat|微\s*信|薇信|徽信|威信|\b[vVwW][xX]\b|加[vV]|賴|"
    r"\bLINE\b|\bLine\b|ライン|라인|ไลน์|[tT]elegram|\bTG\b|电报|電報|飞机|纸飞机|텔레그램|텔레|카카오톡|카톡|"
    r"[kK]akao\s?[tT]alk|[zZ]alo|[vV]iber|[wW]hats?\s?[aA]pp|\b[wW][aA]\b|[sS]kype|\bICQ\b|[sS]ignal|[sS]napchat|"
    r"واتساب|واتس|تلجرام|تيليجرام|تليجرام|تلگرام|וואטסאפ|טלגרם|[тТ]елеграмм?|[вВ]айбер|[вВ]атсап|[вВ]отсап|"
    r"[тТ]елега|व्हाट्सएप|টেলিগ্রাম|হোয়াটসঅ্যাপ|Viber|[mM]essenger"
)
# Looked at before the names themselves: the alternation is tried at few places.
_MESSENGER_FIRST = "QqVvＶWwKkZzLTtSsIM扣企群微薇徽威加賴ラ라ไ电電飞纸텔카واتתوטטтТвВव티টהলহ"
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
        re.compile(r"(?=[+(\d])(?<![\w./#-])(?:\+|00)?\(?\d[\d\s().‑-]{6,18}\d(?![\w/-])", re.ASCII),
    ),
    ("at", ("@",), re.compile(r"(?<![\w./@-])@[A-Za-z]\w{3,31}\b(?![./])", re.ASCII)),
)
"""Form, strings of which one must be there, pattern. Earlier forms win where two overlap."""
_ENDING = re.compile(r"\.([a-z]{2,9})(?![\w-])", re.ASCII)
_LABELS = re.compile(r"(?<![\w@./-])[a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,2}$", re.ASCII)
_PATH = re.compile(r"/[\w/?=&%.-]*", re.ASCII)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ](?:0?\d|1[0-2])[-./ ]|\d\d?[-./]\d\d?[-./](?:19|20)\d\d|(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d$"
)


class Contact(NamedTuple):
    """A contact at ``[start, stop)`` of the text that was searched. ``weight`` is in log-odds."""

    start: int
    stop: int
    form: str
    weight: float
    host: str = ""


@functools.lru_cache(maxsize=4096)
def host_weight(host: str) -> float:
    """Log-odds for a host name: well-known ones speak against advertising, throw-away names for it."""
    if host in _SHORTENERS:
        return 1.2
    if _KNOWN_HOSTS.search(host):
        return -0.5
    labels = host.removeprefix("www.").split(".")
    name, tld = ".".join(labels[:-1]), labels[-1]
    weight = 1.3 if tld in _CHEAP_TLDS else 0.6 if tld in _MIXED_TLDS else 0.3
    letters = sum(character.isalpha() for character in name)
    if letters and any(character.isdigit() for character in name):
        weight += 0.8
    if name.isdigit():
        weight += 1.0
    if _LURE.search(name):
        weight += 0.8
    return weight


def _phone_weight(number: str) -> float:
    digits = [character for character in number if character.isdigit()]
    if not 8 <= len(digits) <= 15 or _DATE.match(number) or len(set(digits)) < 3:
        return 0.0
    if "." in number and number[0] != "+":
        return 0.0  # versions and grouped thousands
    if number.startswith(("+", "00")):
        return 1.6
    if len(digits) == 11 and number.isdigit() and number[0] == "1" and number[1] in "3456789":
        return 1.7  # a Chinese mobile number
    grouped = sum(number.count(mark) for mark in " -()")
    return 1.2 if number[0] == "0" or 1 <= grouped <= 5 else 0.0


def _weigh(form: str, found: str) -> tuple[float, str]:
    if form in {"url", "host"}:
        bare = re.sub(r"^(?:https?|hxxps?)://", "", found.lower())
        host = re.split(r"[/?#:]", bare, maxsplit=1)[0].rstrip(".")
        weight = host_weight(host)
        if form == "host" and host.rpartition(".")[2] not in _CHEAP_TLDS:
            # Without a scheme "name.ext" is far oftener a file name or a method call than an address.
            weight = min(weight, 0.5) if host.rpartition(".")[2] in _BARE_TLDS else 0.0
        return weight, host
    if form == "mail":
        return (1.1 if _FREE_MAIL.search(found.lower()) else 0.4), found.lower().rpartition("@")[2]
    if form == "phone":
        return _phone_weight(found), ""
    if form == "handle":
        tail = re.search(r"@|\d|_", found)
        cjk = any(ord(character) > 0x2E80 for character in found[:4])
        return (2.0 if tail else 0.8 if cjk else 0.0), ""
    return 0.5, ""


def _bare_hosts(text: str) -> list[tuple[int, int, str]]:
    """Host names without a scheme, found from their last label back: most dots end no host."""
    found = []
    for ending in _ENDING.finditer(text):
        if ending.group(1) not in _CHEAP_TLDS and ending.group(1) not in _BARE_TLDS:
            continue
        labels = _LABELS.search(text[max(0, ending.start() - 90) : ending.start()])
        if labels is None:
            continue
        start = ending.start() - len(labels.group())
        path = _PATH.match(text, ending.end())
        found.append((start, path.end() if path else ending.end(), "host"))
    return found


def contacts(text: str) -> list[Contact]:
    """Every contact in a piece of text, in order. Those that look like dates or file names are left out."""
    places: list[tuple[int, int, str]] = []
    for form, needles, pattern in _FORMS:
        if not needles or any(needle in text for needle in needles):
            places += [(match.start(), match.end(), form) for match in pattern.finditer(text)]
    if "." in text:
        places += _bare_hosts(text)
    found: list[Contact] = []
    for start, stop, form in places:
        written = text[start:stop].rstrip(".,;:!?")
        weight, host = _weigh(form, written)
        place = bisect_left(found, start, key=_start)
        free = (place == 0 or found[place - 1].stop <= start) and (
            place == len(found) or found[place].start >= stop
        )
        if weight and free:
            found.insert(place, Contact(start, start + len(written), form, weight, host))
    return found


def _start(contact: Contact) -> int:
    return contact.start
