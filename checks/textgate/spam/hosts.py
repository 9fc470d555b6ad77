"""Host names: what an ending and a name say about who runs the place.

Weights are log-odds (natural logarithm) that a line with the link is advertising.
"""

from __future__ import annotations

import functools

CHEAP_TLDS = frozenset(
    """app autos bar beauty best bet bid bingo biz boats bond buzz cam cards cash casino cfd click club cyou date
    deals download fans fit fun games gdn hair icu lat link live loan loans lol ltd makeup market
    men mom money monster ninja online party pics poker porn press pro promo quest racing rent rest review
    sale sbs science sex sexy shop site skin space store stream surf tattoo tk top trade uno vip vin
    webcam website win wang xin xxx xyz yachts ml ga cf gq""".split()
)
MIXED_TLDS = frozenset("cc co in info me mobi name net.ru nu pw ru su to tv us ws ph la ly li gg".split())
BARE_TLDS = frozenset(
    "com net org me info biz ru cc tv co cn jp kr de fr es it pl vn id ua br tw hk la".split()
)
"""Endings of hosts that are written without a scheme; cheap ones besides."""
SHORTENERS = frozenset(
    "t.me wa.me bit.ly tinyurl.com is.gd cutt.ly goo.gl rb.gy shorturl.at line.me lin.ee chat.whatsapp.com "
    "api.whatsapp.com wa.link m.me joinchat.com s.id v.ht ow.ly rebrand.ly t.ly t.cn open.kakao.com url.cn "
    "telegram.me zalo.me linktr.ee kutt.it".split()
)
FREE_MAILS = frozenset(
    """gmail yahoo hotmail outlook mail yandex proton protonmail tutanota zoho bk list inbox qq sina aol gmx web naver
    daum""".split()
)
"""Providers of e-mail for everybody; besides them 163.com and 126.com."""
KNOWN_LABELS = frozenset(
    """github githubusercontent gitlab google youtube youtu wikipedia wikimedia wikidata mozilla microsoft apple
    archive stackoverflow npmjs nodejs python reactjs react facebook twitter medium linkedin creativecommons gnu
    apache debian ubuntu docker discord slack reddit amazon arxiv doi europa bbc nytimes instagram vimeo zhihu
    juejin csdn qiita example localhost bitbucket sourceforge readthedocs wordpress kernel freedesktop launchpad
    gnome kde fedoraproject redhat opensource mailchimp eventbrite meetup patreon spotify goodreads""".split()
)
_KNOWN_SHORT = frozenset({"w3", "x", "who", "un"})
_PUBLIC = frozenset({"gov", "edu", "mil", "int", "ac"})
_PRIVATE = frozenset({"local", "test", "invalid", "localhost", "example"})
_LURES = (
    "casino", "slot", "poker", "porn", "sex", "xxx", "viagra", "pharm", "loan", "credit", "cash", "escort", "togel",
    "judi", "seo", "essay", "bet", "pills", "bonus", "kasyno", "kazino", "rx", "hack",
)  # fmt: skip


@functools.lru_cache(maxsize=4096)
def host_weight(host: str) -> float:
    """Log-odds for a host name: well-known ones speak against advertising, throw-away names for it."""
    if host in SHORTENERS:
        return 1.2
    labels = host.removeprefix("www.").split(".")
    if _trusted(labels):
        return -0.5
    name, tld = ".".join(labels[:-1]), labels[-1]
    weight = 1.3 if tld in CHEAP_TLDS else 0.6 if tld in MIXED_TLDS else 0.3
    letters = sum(character.isalpha() for character in name)
    if letters and any(character.isdigit() for character in name):
        weight += 0.8
    if name.isdigit():
        weight += 1.0
    if any(lure in name for lure in _LURES):
        weight += 0.8
    return weight


def _trusted(labels: list[str]) -> bool:
    """Whether somebody well known or a public body runs the host, or nobody does."""
    if labels[-1] in _PRIVATE or labels[0] in ("127", "localhost"):
        return True
    if labels[-1] in _PUBLIC or (len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _PUBLIC):
        return True
    names = labels[-3:-1] if len(labels[-1]) == 2 else labels[-2:-1]
    return any(name in KNOWN_LABELS or name in _KNOWN_SHORT for name in names)
