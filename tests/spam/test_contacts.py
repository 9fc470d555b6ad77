"""Contacts: what is none first, then the forms."""

from __future__ import annotations

import pytest

from textgate.spam.contacts import contacts, host_weight


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016-12-12 10:51:26",
        "22.338.618 digits",
        "1998-2004",
        "he (1858-1940), she (1883-1950)",
        "main.py and index.js",
        "version 1.2.3",
        "00000000",
        "Telegram channel",
        "e.g. this",
        "f(x).next.value",
        "on 2016/12/12 or 1/2/2003 at 10.0.0.1",
        "add a dot to the name",
    ],
)
def test_no_contact(text: str) -> None:
    assert contacts(text) == []


@pytest.mark.parametrize(
    ("text", "form", "written"),
    [
        ("see http://5358osun.icu now", "url", "http://5358osun.icu"),
        ("go to www.ubub386.com.", "url", "www.ubub386.com"),
        ("only at slot88.buzz", "host", "slot88.buzz"),
        ("mail cash4u@gmail.com", "mail", "cash4u@gmail.com"),
        ("call +44 7631 550123 today", "phone", "+44 7631 550123"),
        ("手机13926571834王", "phone", "13926571834"),
        ("加微信 dk886620", "handle", "微信 dk886620"),
        ("LINE:tea5566", "handle", "LINE:tea5566"),
        ("QQ 1829374655", "handle", "QQ 1829374655"),
        ("write to @easy_money", "at", "@easy_money"),
        ("电话：①③⑧②⑥⑤⑤⑦⑨①⑧", "phone", "①③⑧②⑥⑤⑤⑦⑨①⑧"),
        ("تماس ۰۹۱۲۳۴۵۶۷۸۹", "phone", "۰۹۱۲۳۴۵۶۷۸۹"),
        ("scrie la sloturi[.]vip", "spelled", "sloturi[.]vip"),
        ("see bonusland dot online", "spelled", "bonusland dot online"),
        ("先加 xiaomeizi 看照片", "added", "加 xiaomeizi"),
        ("卖家老实，dakoru_17", "token", "dakoru_17"),
        ("0529/448127", "phone", "0529/448127"),
        ("ID検索 hana_mi77", "hint", "ID検索 hana_mi77"),
    ],
)
def test_contact(text: str, form: str, written: str) -> None:
    assert [(c.form, text[c.start : c.stop]) for c in contacts(text)] == [(form, written)]


def test_throw_away_hosts_weigh_more_than_known_ones() -> None:
    assert host_weight("github.com") < 0 < host_weight("example-shop.org") < host_weight("5358osun.icu")
