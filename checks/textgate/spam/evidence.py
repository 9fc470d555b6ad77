"""What speaks for a piece of text being an advertisement, read from the piece alone.

Every signal adds log-odds (natural logarithm). The weights were set by hand, few and round: a signal that
honest text shows one time in three as often as spam gets 1, one time in ten 2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from textgate.spam.contacts import Contact
from textgate.spam.segments import items
from textgate.spam.terms import AGAINST, SUPPORT, TOPICS, Hit

PER_WEIGHT = 0.8
"""Log-odds for each unit of weight of a distinct term."""
LONGEST = 1000
"""Code points of a piece whose form is looked at."""
MOST_TOPIC = 5.6
MOST_WEAK = 2.8
"""Terms that news uses too, without a sure one among them."""
MOST_LONE = 2.4
"""One term alone is never enough: it takes a contact, a form or a contrast besides."""
MOST_SUPPORT = 2.0
MOST_CONTACT = 3.2

# Looked at before the alternation, which is then tried at few places.
_MONEY = re.compile(
    r"(?=[\d$€£¥₹₽₩฿₫₴R％])(?:[$€£¥₹₽₩฿₫₴]\s?\d|(?<![\d.,])\d[\d.,]*+\s?(?:[$€£¥₹₽₩฿₫₴]|元|円|원|万|萬|만원|천만|руб|грн|гривень|рубл|zł|kč|Kč|lei|Ft|TL|"
    r"лв|euros?\b|EUR|USD|usd|BTC|btc|mil euro|kr\b|Rp|rb|k\b|triệu|đồng|บาท|รূপী|रुपये|टাকা|টাকা|रुपए|ரூபா|ريال|"
    r"درهم|دولار|تومان|ש\"ח|שקל|dollars?\b)|R\$\s?\d|RM\s?\d|Rp\.?\s?\d|\d\s?%|％|\d+[xX×]\b)"
)
_LABEL = re.compile(
    r"^\W{0,4}[\[【(（]?\s?(?:AD|ADS|ad|Ad|PR|SPONSORED|Sponsored|广告|廣告|広告|광고|Реклама|реклама|Реклама:|Anzeige|Publicité|"
    r"Publicidad|Publicidade|Pubblicità|Reklama|Reklam|Quảng cáo|Iklan|โฆษณา|إعلان|اعلان|פרסומת)\s?[\]】)）:：]"
)
_DECORATION = re.compile(r"^\s{0,3}(?:[■★☆◆●▶►☎✅❤➤✔⭐🔥💰📞💋🎰]|={3}|!\s|-{2,}>|[\U0001F300-\U0001FAFF])")
_SPELLED_OUT = re.compile(r"(?<!\w)\w(?:[.*·•~^]\w){4,}(?!\w)|[\u4e00-\u9fff][*＊^~丶●○][\u4e00-\u9fff]")
# One of these is in every such word; both are far cheaper to look for.
_DODGE = re.compile(r"[*·•~^＊丶●○]")
_DOTTED = re.compile(r"\.\w\.\w\.")
_SENTENCE_MARK = re.compile(r"[。！？]|[.!?](?:\s|$)")
_PLACE_END = re.compile(r"[县縣市区區旗镇鎮乡鄉州盟省시군구]$")
_PLACE_SEPARATOR = re.compile(r"\s*[|｜丨,，、;；/_·]\s*|\s+")
_NAMES = {
    "adult": "adult services",
    "forged_papers": "forged papers",
    "job": "dubious jobs",
    "novel": "pirated media",
    "seo": "search engine optimisation",
    "service": "local services",
    "support": "support lines",
    "replica": "replica goods",
}


@dataclass(slots=True)
class Evidence:
    """Signals of one piece: name -> log-odds, with words for the reader."""

    weights: dict[str, float] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    families: Counter[str] = field(default_factory=Counter)
    links: int = 0

    def add(self, name: str, weight: float, words: str = "") -> None:
        """Add a signal; a second one of the same name replaces the first."""
        self.weights[name] = weight
        if words:
            self.words.append(words)

    @property
    def total(self) -> float:
        """The sum of all log-odds."""
        return sum(self.weights.values())

    @property
    def pitch(self) -> bool:
        """Whether the piece can sell: it has a contact, or the form of a list or a hidden block."""
        return any(self.weights.get(name, 0) >= 0.5 for name in ("contact", "list", "hidden", "places"))

    def kind(self) -> str:
        """The kind of spam: its strongest trade, else its form."""
        if self.families:
            return self.families.most_common(1)[0][0]
        if self.links >= 3:
            return "link_farm"
        return (
            "contact" if "contact" in self.weights else "keyword_list" if "list" in self.weights else "other"
        )

    def sentence(self) -> str:
        """The evidence in plain words."""
        return "; ".join(self.words) or "reads like an advertisement"


def weigh(piece: str, hits: Sequence[Hit], contacts: Sequence[Contact]) -> Evidence:
    """Weigh one piece of text. ``hits`` are the terms in it, ``contacts`` the contacts in it."""
    evidence = Evidence()
    _weigh_terms(evidence, hits)
    _weigh_contacts(evidence, contacts)
    if evidence.total > 1.0:
        _weigh_form(evidence, piece[:LONGEST])
    if evidence.weights.get("topic", 0) > MOST_LONE and "contact" in evidence.weights:
        evidence.add("both", 1.0)
    return evidence


def _weigh_terms(evidence: Evidence, hits: Sequence[Hit]) -> None:
    terms = {hit.term.text: hit.term for hit in hits}.values()
    topics = [term for term in terms if term.family in TOPICS]
    support = sum(term.family in SUPPORT for term in terms)
    against = sum(term.family in AGAINST for term in terms)
    if topics:
        for term in topics:
            evidence.families[term.family] += term.weight
        family, strongest = evidence.families.most_common(1)[0]
        points = PER_WEIGHT * (strongest + 0.5 * (sum(evidence.families.values()) - strongest))
        sure = any(term.weight == 3 for term in topics)
        related = sum(term.family == family for term in topics)
        most = (
            MOST_LONE if len(topics) == 1 else MOST_TOPIC if sure else MOST_WEAK if related > 1 else MOST_LONE
        )
        evidence.add("topic", min(most, points))
        shown = ", ".join(f"“{term.text}”" for term in topics[:4])
        evidence.words.append(f"words of {_NAMES.get(family, family)}: {shown}")
    if support:
        evidence.add("support", min(MOST_SUPPORT, 0.5 * support))
    if against:
        evidence.add("against", -1.2 * min(against, 3))


def _weigh_contacts(evidence: Evidence, contacts: Sequence[Contact]) -> None:
    weights = sorted((contact.weight for contact in contacts), reverse=True)
    evidence.links = sum(contact.form in {"url", "host"} for contact in contacts)
    total = sum(weight / (index + 1) for index, weight in enumerate(weights))
    if total:
        evidence.add("contact", min(MOST_CONTACT, total))
    if total > 0.6:
        forms = {
            "url": "a link",
            "host": "a link",
            "mail": "e-mail",
            "phone": "a telephone number",
            "at": "a handle",
        }
        evidence.words.append("with " + forms.get(contacts[0].form, "a messenger handle"))


def _weigh_form(evidence: Evidence, piece: str) -> None:
    if _MONEY.search(piece):
        evidence.add("money", 0.6)
    if _LABEL.match(piece):
        evidence.add("label", 1.2, "labelled as an advertisement")
    elif _DECORATION.match(piece):
        evidence.add("decoration", 0.4)
    if (_DODGE.search(piece) or _DOTTED.search(piece)) and _SPELLED_OUT.search(piece):
        evidence.add("spelled out", 1.0, "letters are separated to dodge filters")
    entries = items(piece)
    if len(entries) >= 4 and not _SENTENCE_MARK.search(piece):
        short = sum(len(entry) <= 40 for entry in entries) >= 0.8 * len(entries)
        if short and sum(evidence.families.values()) >= 4:
            evidence.add("list", 1.5, f"a list of {len(entries)} search words")


def place_lists(line: str, least: int) -> tuple[int, int, int] | None:
    """A row of more than ``least`` place names with separators only: (start, stop, names) in the line."""
    if len(line) < 3 * least or (not _PLACE_END.search(line.rstrip(" |,，、｜")) and line.count("|") < least):
        return None
    parts = [part for part in _PLACE_SEPARATOR.split(line.strip()) if part]
    named = sum(bool(_PLACE_END.search(part)) and len(part) <= 9 for part in parts)
    if named <= least or named < 0.75 * len(parts) or max(map(len, parts)) > 14:
        return None
    start = len(line) - len(line.lstrip())
    return start, start + len(line.strip()), named
