"""Injected spam: advertisements by topic and place, written for this purpose."""

from __future__ import annotations

import functools
from random import Random

from textgate.corruptions import Maker
from textgate.corruptions.pieces import insert

# {n} four digits, {p} eleven digits, {d} a domain of random letters, {h} a handle
ADVERTISEMENTS: dict[str, tuple[str, ...]] = {
    "gambling": (
        "澳门新葡京娱乐城注册送{n}元,百家乐轮盘老虎机,官网 www.{d}.vip 客服QQ {p}",
        "時時彩計劃群 北京賽車PK拾 六合彩特碼 加LINE {h}",
        "Play slots and live casino today, {n}% welcome bonus, sign up at https://{d}.bet/",
        "Казино онлайн: бонус {n} рублей за регистрацию, игровые автоматы и ставки на {d}.club",
        "¡Apuestas y tragamonedas! Regístrate en {d}.win y recibe {n} euros de bono sin depósito",
        "토토사이트 추천 카지노 바카라 첫충 {n}원 텔레그램 {h}",
    ),
    "adult": (
        "国产精品_亚洲无码_在线观看免费av_人妻熟女_{d}.xyz",
        "Hot girls near you want to chat, free cams and videos: {d}.cam",
        "無修正動画 人妻 熟女 アダルト 無料視聴 {d}.tokyo",
    ),
    "pharma": (
        "Buy viagra and cialis online without prescription, cheapest pills, {d}.top/order",
        "Купить виагру дженерик без рецепта дёшево, доставка, {d}.su",
        "Acheter viagra cialis pas cher sans ordonnance livraison rapide {d}.fr.cc",
    ),
    "loan": (
        "急用钱?身份证贷款当天放款,黑户可做,加微信 {h}",
        "Instant payday loans, bad credit OK, apply now at {d}.loan, call {p}",
        "Schnellkredit ohne Schufa, Sofortzusage, {n} Euro heute noch: {d}.click",
    ),
    "papers": (
        "代办各类证件毕业证驾驶证刻章,先办证后付款,电话微信 {p}",
        "Buy real passports, driving licenses, diplomas, WhatsApp +{p}",
        "代开发票 增值税专票普票 验证后付款 联系 {p} 张经理",
    ),
    "seo": (
        "Rank first on Google! {n} dofollow backlinks for $5, cheap SEO packages at {d}.site",
        "Продвижение сайтов, ссылки оптом, прогон Хрумером, писать в Telegram @{h}",
    ),
    "links": (
        "<div style=\"display:none\"><a href=\"http://{d}.ru/replica-watches\">replica watches</a> "
        "<a href=\"http://{d}.cn/cheap-jordans\">cheap jordans</a> <a href=\"http://{d}.pl/kasyno\">kasyno</a></div>",
    ),
}  # fmt: skip


def makers() -> dict[str, Maker]:
    """``spam:PLACE:TOPIC`` for head, middle and tail."""
    return {
        f"spam:{place}:{topic}": functools.partial(_advertise, place=place, topic=topic)
        for place in ("head", "middle", "tail")
        for topic in ADVERTISEMENTS
    }


def _advertise(
    text: str, severity: float, random: Random, *, place: str, topic: str
) -> tuple[str, list[tuple[int, int]]] | None:
    if len(text) < 100:
        return None
    # Severity is the share of the page that is spam, at least one advertisement, at most all there are.
    wanted = severity * len(text)
    choices = random.sample(ADVERTISEMENTS[topic], len(ADVERTISEMENTS[topic]))
    lines: list[str] = []
    while choices and (not lines or sum(map(len, lines)) < wanted):
        lines.append(_filled(choices.pop(), random))
    block = "\n".join(lines)
    if place == "head":
        new, spans = insert(text, 0, block + "\n\n")
        return new, [(spans[0][0], spans[0][1] - 2)]
    if place == "tail":
        body = text.rstrip("\n")
        new, spans = insert(body, len(body), "\n\n" + block)
        return new + "\n", [(spans[0][0] + 2, spans[0][1])]
    breaks = [i for i in range(len(text)) if text.startswith("\n\n", i)] or [
        i for i, c in enumerate(text) if c == "\n"
    ]
    if not breaks:
        return None
    new, spans = insert(text, random.choice(breaks), "\n\n" + block)
    return new, [(spans[0][0] + 2, spans[0][1])]


def _filled(template: str, random: Random) -> str:
    def letters(count: int, alphabet: str) -> str:
        return "".join(random.choice(alphabet) for _ in range(count))

    return (
        template.replace("{n}", letters(1, "123456789") + letters(3, "0158"))
        .replace("{p}", "1" + letters(10, "0123456789"))
        .replace("{d}", letters(4, "bcdfgkmnprtvxz") + letters(3, "aeiou0123456789"))
        .replace("{h}", letters(3, "abdgkmrstvx") + letters(5, "0123456789"))
    )
