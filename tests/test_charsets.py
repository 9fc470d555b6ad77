"""Which charset a document declares."""

from __future__ import annotations

import pytest

from textgate import charsets


@pytest.mark.parametrize(
    "head",
    [
        "",
        "plain text that says charset=gbk",
        'Write `<meta charset="gbk">` into the head of the page.',
        "```html\n<meta charset=gbk>\n```",
        "the coding: question",
        "<p>about coding: nothing</p>",
        "<meta charset=>",
        "A heading: charset=utf-8\n",
        " " * 2000 + '<meta charset="gbk">',
    ],
)
def test_silent(head: str) -> None:
    assert charsets.declared(head.encode()) is None


@pytest.mark.parametrize(
    ("head", "label"),
    [
        ('<!doctype html><meta charset="GBK">', "gbk"),
        ("\n<html><head><meta http-equiv=Content-Type content='text/html; charset=Big5'>", "big5"),
        ('<?xml version="1.0" encoding="ISO-8859-2"?>', "iso-8859-2"),
        ("# -*- coding: koi8-r -*-\n", "koi8-r"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=cp1251 coding=cp1251:\n", "cp1251"),
        ("From: a@example.org\nContent-Type: text/plain; charset=windows-1252\n\nHello", "windows-1252"),
    ],
)
def test_declared(head: str, label: str) -> None:
    assert charsets.declared(head.encode()) == label


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf8", "utf-8"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("iso-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("nonsense", None),
        ("base64", None),
        ("unicode_escape", None),
        ("", None),
        ("\x00", None),
    ],
)
def test_codec_for(label: str, codec: str | None) -> None:
    assert charsets.codec_for(label) == codec


def test_hostile_heads_take_no_time() -> None:
    for unit in (b"<meta ", b"<meta charset", b"a:b\n", b"#coding", b"<?xml encoding"):
        charsets.declared(unit * 200_000)
