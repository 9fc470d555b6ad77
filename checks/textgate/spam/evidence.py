"""What speaks for a piece of text being an advertisement, read from the piece alone.

Every signal adds log-odds (natural logarithm). ``WEIGHTS`` come from a logistic regression with a pull towards
weights set by hand and the sign of each signal held, then rounded; those of "no pitch", "offer", "closing", "own line",
"heads", "tags" and of weak, everyday and new words were set by hand, on advertisements written later. Its examples: 760
advertisements in 54 languages put into clean pages, against all that the screen lets through in 4,200 clean pages, in
250 pages with honest notices about the same trades, and in 300 pages with an invitation, an address or a link that has
nothing to do with them; these counted three times. It was fitted before the term lists were extended, so terms weigh
no more than they did on texts that the lists did not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textgate.spam.contacts import Contact
from textgate.spam.hosts import SHORTENERS
from textgate.spam.segments import items, repeats_heads
from textgate.spam.terms import AGAINST, HONEST, TOPICS, Hit

PER_WEIGHT = 0.8
"""Points for each unit of weight of a distinct term."""
LONGEST = 1000
"""Code points of a piece whose form is looked at."""
MOST_TOPIC = 5.6
MOST_WEAK = 2.8
"""Terms that news uses too, without a sure one among them."""
MOST_LONE = 2.4
"""One term alone is never enough: it takes a contact, a form or a contrast besides."""
MOST_CONTACT = 3.2
MOST_EVERYDAY = 6
MOST_POLITE = 3
"""Everyday words in a line of contacts without a trade: "call us, free parking"."""
LONG = 250
"""Code points of a longer piece than most advertisements."""

WEIGHTS: Mapping[str, float] = {
    "topic": 1.3,
    "weak terms": 1.0,
    "contact": 1.5,
    "odd host": 2.6,
    "fair host": 1.8,
    "odd link": 1.8,
    "messenger": 1.9,
    "free mail": 1.6,
    "account": 1.8,
    "everyday": 0.42,
    "against": -3.0,
    "label": 1.2,
    "decoration": 1.4,
    "spelled out": 0.89,
    "closing": 0.35,
    "office": -1.2,
    "tags": -4.0,
    "dated": -2.8,
    "code": -1.6,
    "long": -0.73,
    "no pitch": -8.0,
    "alone": 0.0,
    "comment": 0.0,
    "quoting": 0.0,
    "sentence": 0.0,
    "list": 0.54,
    "heads": 1.2,
    "offer": 1.2,
    "hidden": 3.5,
    "places": 8.0,
    "subject": -3.0,
    "some subject": -2.8,
    "own line": 0.1,
    "edge": 0.4,
    "foreign script": 2.5,
    "foreign letters": 2.0,
    "foreign words": 1.7,
    "new words": 1.1,
    "foreign pairs": 1.3,
    "shared words": -2.1,
    "known contact": -2.0,
    "other contacts": -0.41,
}
"""Log-odds for each unit of each signal."""

ALONE: Mapping[str, float] = {
    "topic": 0.4,
    "against": -2.5,
    "label": 1.8,
    "decoration": 1.8,
    "comment": 2.0,
    "list": 1.0,
    "office": -0.5,
    "code": -1.5,
    "offer": 0.6,
    "subject": -3.0,
    "some subject": -2.8,
    "edge": 1.9,
    "foreign script": 1.7,
    "foreign words": 1.6,
    "shared words": -2.1,
    "known contact": -2.0,
    "quoting": -2.0,
    "sentence": -1.0,
    "alone": 0.9,
}
"""The same for a line that sells but names nobody to reach; what is not named here counts nothing.

A regression of its own: 180 such advertisements against 216 lines with as many terms in clean pages and honest notices.
Where a line stands says more there than what it says."""
_QUOTES = frozenset('"„“”«»「」『』')
_CONTRASTS = frozenset({"foreign script", "foreign letters", "foreign words", "new words", "foreign pairs"})
LONGEST_ALONE = 240
"""Code points of such a line."""
LEAST_ALONE_TOPIC, LEAST_KINDS = 1.6, 2
"""Points of its terms, and kinds of other signs of selling that it needs at least."""

_LABEL = re.compile(
    r"^\W{0,4}[\[【(（]?\s?(?:AD|ADS|ad|Ad|PR|SPONSORED|Sponsored|广告|廣告|広告|광고|Реклама|реклама|Реклама:|Anzeige|Publicité|"
    r"Publicidad|Publicidade|Pubblicità|Reklama|Reklam|Quảng cáo|Iklan|โฆษณา|إعلان|اعلان|פרסומת)\s?[\]】)）:：]"
)
_TAGS = re.compile(
    r"^\W{0,4}(?:tags?|keywords?|topics?|categor(?:y|ies)|labels?|schlagwörter|stichworte|themen|mots[- ]clés|"
    r"étiquettes|etiquetas|palabras clave|palavras-chave|parole chiave|etichette|теги|метки|ключевые слова|теґи|мітки|"
    r"tagi|słowa kluczowe|štítky|etiketler|címkék|cuvinte cheie|trefwoorden|nyckelord|ετικέτες|từ khóa|thẻ|kata kunci|"
    r"แท็ก|الوسوم|كلمات مفتاحية|برچسب|תגיות|标签|標籤|关键词|關鍵詞|關鍵字|分类|分類|タグ|キーワード|"
    r"カテゴリ|태그|키워드)"
    r"(?:\s*[:：]|\s)",
    re.IGNORECASE,
)
"""What introduces the list of words that a page files itself under."""
_ADDRESS = re.compile(
    r"[路街道巷段]\s?\d{1,5}\s?[号號]|〒\d|丁目|(?:대로|[로길])\s?\d|\b(?:ул|вул|бул|str|ul)\.\s|\w(?:straße|strasse|gasse|straat|gatan|vägen|veien|gade)"
    r"\s\d|\b(?:rue|calle|via|viale|rua|avenida|strada|carrer|jalan|jl|đường|οδός|caddesi|sokak|utca|útja?|náměstí|ulica)\b|"
    r"\d\s(?:[A-Z]\w+\s){1,2}(?:Street|Road|Lane|Avenue|Square|Drive)\b|شارع|خیابان|רחוב|ถนน",
    re.IGNORECASE,
)
"""Where honest people can be visited."""
_DECORATION = re.compile(
    r"^\s{0,3}(?:[■★☆◆●▶►☎✅❤➤✔⭐🔥💰📞💋🎰✦✨]|={3}|!\s|-{2,}>|[\U0001F300-\U0001FAFF]|"
    r"【(?=[^】]{12,}】\s*$)|>>>\s|\*\*\*\s|—\s(?=.*\s—\s*$))"
)
_APART = r"[.·•*＊~^丶●○☆★⭐♥♡❤☎🎰💰🧧✿✦_\ufe0f-]"
_SPELLED_OUT = re.compile(
    rf"(?<!\w)[^\W_](?:{_APART}{{1,3}}[^\W_]){{4,}}(?![^\W_])|[\u4e00-\u9fff](?:{_APART}{{1,3}}[\u4e00-\u9fff])+|"
    r"(?<!\w)[^\W\d_](?: [^\W\d_]){4,}(?!\w)|[^\W\d_][0134][a-z]|[a-z][\u0430-\u044f]|[\u0430-\u044f][a-z]"
)
_OFFER = re.compile(
    r"(?P<share>\d\s?[%％])|(?P<money>[$€£¥￥₽₹₩฿₺₴]\s?\d|\d\s?(?:[$€£₽₺₴₹元円원đ฿块塊]|万|萬|만|usdt?\b|eur[oa]?s?\b|руб|грн|lei\b|kč|ft\b|"
    r"forint|zł|kr\b|บาท|rs\b|rb\b|jt\b|tl\b|лв|ден|din\b|rm\b))|(?P<time>(?:24|48|15|30)\s?(?:[/hчx×]|小[时時]|時間|시간|год|часа|hours?|horas?|heures|"
    r"stunden|ore\b|saat|giờ|jam\b|min|мин|хв|分)|24/7)|(?P<loud>!!|！！|[!！]\s*$)|(?P<arrow>→|➜|➡|👉|▶|>>+|=>|»»|👇|☎|📞|📲)",
    re.IGNORECASE,
)
"""What offers are made of in any language: a share, a price, a time, loudness, an arrow to the contact."""
_CODE = re.compile(r"[{}=;]|\w\(|\blocalhost\b|</|`|\b(?:INFO|GET|POST|const|def|import)\b")
_DATED = re.compile(
    r"(?=\d)(?:(?<!\d)\d{1,2}[:.]\d\d\s?(?:uhr|h\b|pm|am|ч)?(?!\d|\s?%)(?!\.\d)|\d{1,2}\s?(?:am|pm|uhr)\b|\d{1,2}月\d{1,2}日|\d{1,2}월\s?\d{1,2}일|"
    r"(?<!\d)(?:19|20)\d\d\s?[年년]|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,9}\.?\s+(?:de\s+)?(?:19|20)\d\d|"
    r"\b\d{1,2}\.?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|mayo|abril|juin|maggio|ottobre|april|"
    r"apríl|мая|апр|мар|июн|июл|янв|фев|авг|сен|окт|ноя|дек|травня|kwi|maj|május|mayıs|mei|mart)[^\W\d_]*)",
    re.IGNORECASE,
)
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


_SURE_CONTACTS = (
    ("odd host", {"url", "host"}, 1.2),
    ("fair host", {"url", "host"}, 0.9),
    ("odd link", {"link"}, 1.2),
    ("messenger", {"handle", "hint", "digits", "spelled"}, 1.2),
    ("free mail", {"mail"}, 1.0),
    ("account", {"added", "token", "at"}, 0.6),
)
"""Contacts that few but advertisers leave: signal, forms, least weight."""
_CONTACT_NAMES = {
    "url": "a link",
    "link": "a link",
    "host": "a link",
    "mail": "e-mail",
    "phone": "a telephone number",
    "digits": "a telephone number",
    "at": "a handle",
}
_FORMS_THAT_SELL = frozenset({"list", "hidden", "places", "heads"})


@dataclass(slots=True)
class Evidence:
    """Signals of one piece: name -> amount, with words for the reader.

    ``families`` holds the weight of the terms of each trade, ``terms`` their texts.
    """

    signals: dict[str, float] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    families: dict[str, float] = field(default_factory=dict)
    contacts: Sequence[Contact] = ()
    terms: list[str] = field(default_factory=list)

    def add(self, name: str, amount: float = 1.0, words: str = "") -> None:
        """Add a signal of ``WEIGHTS``; a second one of the same name replaces the first."""
        self.signals[name] = amount
        if words:
            self.words.append(words)

    @property
    def total(self) -> float:
        """The log-odds of all signals."""
        usual = sum(WEIGHTS[name] * amount for name, amount in self.signals.items())
        if "alone" not in self.signals:
            return usual
        return max(usual, sum(ALONE.get(name, 0.0) * amount for name, amount in self.signals.items()))

    def settle(self) -> None:
        """A line that names nobody to reach and is not unlike the rest of its document sells nothing."""
        if "alone" in self.signals and self.signals.keys().isdisjoint(_CONTRASTS):
            del self.signals["alone"]

    @property
    def pitch(self) -> bool:
        """Whether the piece can sell: it has a contact, or the form of a list or a hidden block."""
        return self.signals.get("contact", 0) >= 0.3 or not self.signals.keys().isdisjoint(_FORMS_THAT_SELL)

    @property
    def trade(self) -> str:
        """The trade with the weightiest terms, or ""."""
        return max(self.families, key=lambda family: self.families[family]) if self.families else ""

    def kind(self) -> str:
        """The kind of spam: its trade, else its form."""
        if self.families:
            return self.trade
        if sum(contact.form in {"url", "host", "link"} for contact in self.contacts) >= 3:
            return "link_farm"
        return (
            "contact" if "contact" in self.signals else "keyword_list" if "list" in self.signals else "other"
        )

    def sentence(self) -> str:
        """The evidence in plain words."""
        said = []
        if self.terms:
            shown = ", ".join(f"“{term}”" for term in self.terms[:4])
            said.append(f"words of {_NAMES.get(self.trade, self.trade)}: {shown}")
        if self.signals.get("contact", 0) > 0.6:
            said.append("with " + _CONTACT_NAMES.get(self.contacts[0].form, "a messenger handle"))
        return "; ".join(said + self.words) or "reads like an advertisement"


def weigh(hits: Sequence[Hit], contacts: Sequence[Contact]) -> Evidence:
    """Weigh the terms and the contacts in one piece of text."""
    evidence = Evidence(contacts=contacts)
    if hits:
        _weigh_terms(evidence, hits)
    if contacts:
        _weigh_contacts(evidence, contacts)
    return evidence


def _weigh_terms(evidence: Evidence, hits: Sequence[Hit]) -> None:
    terms = {hit.term.text: hit.term for hit in hits}.values()
    topics = [term for term in terms if term.family in TOPICS]
    everyday = sum(term.family in ("action", "offer") for term in terms)
    against = sum(term.family in AGAINST for term in terms)
    strong = [term for term in topics if term.weight > 1]
    for term in topics:
        evidence.families[term.family] = evidence.families.get(term.family, 0) + term.weight
    evidence.terms = [term.text for term in topics]
    if len(topics) > len(strong):
        evidence.add("weak terms", min(MOST_EVERYDAY, len(topics) - len(strong)))
    if strong:
        trade = evidence.trade
        weight = sum(term.weight * (1.0 if term.family == trade else 0.5) for term in strong)
        sure = any(term.weight == 3 for term in strong)
        related = sum(term.family == trade for term in strong)
        most = MOST_LONE
        if len(strong) > 1:
            most = MOST_TOPIC if sure else MOST_WEAK if related > 1 else MOST_LONE
        evidence.add("topic", min(most, PER_WEIGHT * weight))
    if any(term.family in HONEST for term in terms):
        evidence.add("office")
    if everyday:
        evidence.add("everyday", min(MOST_EVERYDAY, everyday))
    if against:
        evidence.add("against", min(against, 3))


def _weigh_contacts(evidence: Evidence, contacts: Sequence[Contact]) -> None:
    weights = sorted((contact.weight for contact in contacts), reverse=True)
    total = sum(weight / (index + 1) for index, weight in enumerate(weights))
    if not total:
        return
    evidence.add("contact", min(MOST_CONTACT, total))
    for name, forms, least in _SURE_CONTACTS:
        # Honest pages too link to their groups, so messenger links are no odd hosts.
        if any(c.form in forms and c.weight >= least and c.host not in SHORTENERS for c in contacts):
            evidence.add(name)
    if "odd host" in evidence.signals:
        evidence.signals.pop("fair host", None)


def weigh_form(evidence: Evidence, piece: str) -> None:
    """Add what the form of a whole block says: labels, decoration, dates, code, length, the form of a list."""
    contacts = evidence.contacts
    whole, piece = piece, piece[:LONGEST]
    if _LABEL.match(piece):
        evidence.add("label", words="labelled as an advertisement")
    elif _DECORATION.match(piece):
        evidence.add("decoration")
    spelled = len(_SPELLED_OUT.findall(piece))
    if spelled > 1:
        evidence.add("spelled out", min(3, spelled - 1), "letters are separated or replaced to dodge filters")
    reached = {contact.form for contact in contacts} - {"token", "at"}
    if (
        len(reached) > 1
        and "topic" not in evidence.signals
        and evidence.signals.get("everyday", 0) <= MOST_POLITE
    ):
        evidence.add("office")
    if _TAGS.match(piece):
        evidence.add("tags")
    offers = {match.lastgroup for match in _OFFER.finditer(piece)}
    if offers:
        evidence.add("offer", len(offers))
    if "©" in piece:
        evidence.add("office")
    if len(_CODE.findall(piece)) >= 3 and "href" not in piece:
        evidence.add("code")
    if _DATED.search(piece):
        evidence.add("dated")
    if len(piece) > LONG:
        evidence.add("long", min(3.0, len(piece) / LONG - 1))
    if contacts and len(piece) > 20 and not whole[contacts[-1].stop :].strip(" .!。！)）"):
        evidence.add("closing")
    if "tags" in evidence.signals or (piece.startswith("|") and piece.rstrip().endswith("|")):
        return  # no list of search words; nor is a row of a table
    if repeats_heads(piece):
        sure = evidence.signals.get("topic", 0) >= MOST_LONE
        evidence.add("heads", 2 if sure else 1, "repeats the same words with other names")
    entries = items(piece)
    if len(entries) >= 4 and not _SENTENCE_MARK.search(piece):
        short = sum(len(entry) <= 40 for entry in entries) >= 0.8 * len(entries)
        if short and sum(evidence.families.values()) >= 4:
            evidence.add("list", words=f"a list of {len(entries)} search words")


def is_decorated(line: str) -> bool:
    """Whether a line starts with a star, an arrow or the like, or is labelled as an advertisement."""
    return _DECORATION.match(line) is not None or _LABEL.match(line) is not None


def sells_alone(evidence: Evidence, line: str) -> bool:
    """Whether a whole line offers something, though it names nobody to reach: terms of a trade, and more.

    Adds what its form says: those who report on offers quote them, and write sentences.
    """
    signals = evidence.signals
    topic = signals.get("topic", 0.0)
    if len(line) > LONGEST_ALONE or topic < LEAST_ALONE_TOPIC or line.startswith("|") or "tags" in signals:
        return False
    signs = ("topic", "everyday", "offer", "weak terms", "decoration", "label", "comment")
    kinds = sum(name in signals for name in signs) + (topic >= MOST_LONE)
    if not _QUOTES.isdisjoint(line):
        evidence.add("quoting")
    if line.endswith((".", "。", "।", "۔")):
        evidence.add("sentence")
    return kinds >= LEAST_KINDS


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
