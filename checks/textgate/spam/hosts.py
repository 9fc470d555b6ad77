"""Host names: what an ending and a name say about who runs the place.

Weights are log-odds (natural logarithm) that a line with the link is advertising.
"""

from __future__ import annotations

import functools
import re

CHEAP_TLDS = frozenset(
    """bar bet bid bingo boats bond buzz cam cards casino cfd click cyou date download fun gdn hair icu ink kim lat loan
    loans lol ltd makeup men mom monster ninja party pics poker porn quest racing rest sbs sex sexy skin stream surf
    tattoo tk top trade uno vin vip wang webcam win work xin xxx xyz yachts ml ga cf gq""".split()
)
"""Endings that cost next to nothing and that advertisements live on."""
FAIR_TLDS = frozenset(
    """app autos beauty best biz cash club deals fans fit games life live market media money one online pink press pro
    promo rent review rocks sale science shop site space store tel today guru website world""".split()
)
"""New endings that honest shops and clubs have too."""
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
    gnome kde fedoraproject redhat opensource mailchimp eventbrite meetup patreon spotify goodreads
    vercel netlify heroku herokuapp firebaseapp surge glitch codepen replit w3schools opensource freecodecamp""".split()
)
TECHNICAL = frozenset(
    """amd arm mips powerpc ppc sparc alpha hppa x i utf iso latin koi cp gb big ascii unicode base sha md crc rsa
    aes ed ecdsa ipv tcp udp http https ftp rfc ieee ext ntfs fat btrfs zfs raid sda sdb hda hd eth wlan tty vt
    usb pci dvd cd mp jpg png gif h vp python perl php ruby node java lua glib libc gtk qt kde gnome xfree xorg
    linux kernel debian ubuntu fedora win windows macos ios android version ver rev chapter section part fig
    figure table page line step item no id key test file foo bar baz str int uint float double long col row arg
    param var tmp value user group host kb bug pr issue commit level phase stage unit""".split()
)
"""Letters before the digits of architectures, encodings, formats, versions and examples."""
_KNOWN_SHORT = frozenset({"w3", "x", "who", "un"})
_PUBLIC = frozenset({"gov", "edu", "mil", "int", "ac"})
_PRIVATE = frozenset({"local", "test", "invalid", "localhost", "example"})
SECOND_LEVEL = frozenset(
    "co.in com.de co.com us.com za.com in.net net.ru org.ru com.co gen.in eu.org com.se".split()
)
"""Endings under which anybody gets a name for next to nothing; read as one."""


@functools.cache
def _lures() -> re.Pattern[str]:
    return re.compile(
        r"casino|poker|porn|viagra|pharm|loan|credit|escort|togel|judi|essay|pills|bonus|kasyno|kazino|xxx|"
        r"(?<![a-z])(?:slot|sex|seo|bet|cash|rx|hack)|(?:slot|sex|seo|bet|cash|rx|hack)(?![a-z])"
    )


@functools.cache
def _unpronounceable() -> re.Pattern[str]:
    """Names nobody chose for their sound: throw-away hosts are often made of random letters."""
    return re.compile(
        r"[bcdfghjklmnpqrstvwxz]{5}|(?<![a-z])[bcdfghjklmnpqrstvwxz]{4,}(?![a-z])|q(?!u)|[jvx][bcdfghjkmpqtvwxz]"
    )


@functools.lru_cache(maxsize=4096)
def host_weight(host: str) -> float:
    """Log-odds for a host name: well-known ones speak against advertising, throw-away names for it."""
    if host in SHORTENERS:
        return 1.2
    labels = host.removeprefix("www.").split(".")
    if _trusted(labels):
        return -0.5
    name, tld = ".".join(labels[:-1]), labels[-1]
    weight = 1.4 if tld in CHEAP_TLDS else 0.9 if tld in FAIR_TLDS else 0.6 if tld in MIXED_TLDS else 0.3
    if ".".join(labels[-2:]) in SECOND_LEVEL and len(labels) > 2:
        name, weight = ".".join(labels[:-2]), 0.9
    letters = sum(character.isalpha() for character in name)
    if letters and any(character.isdigit() for character in name):
        weight += 0.8
    elif _unpronounceable().search(name):
        weight += 0.6
    if name.isdigit():
        weight += 1.0
    if _lures().search(name):
        weight += 0.8
    return weight


def _trusted(labels: list[str]) -> bool:
    """Whether somebody well known or a public body runs the host, or nobody does."""
    if labels[-1] in _PRIVATE or labels[0] in ("127", "localhost"):
        return True
    if labels[-1] in _PUBLIC or (len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _PUBLIC):
        return True
    if labels[-2:] == ["bet", "br"]:
        return True  # licensed in Brazil
    names = labels[-3:-1] if len(labels[-1]) == 2 else labels[-2:-1]
    return any(name in KNOWN_LABELS or name in _KNOWN_SHORT for name in names)
