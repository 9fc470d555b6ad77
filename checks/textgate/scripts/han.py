"""Simplified and Traditional Chinese: conversion of single characters that have only one counterpart."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


@functools.cache
def stored() -> Any:
    """What tools/build_han_variants.py wrote: sets of characters as strings, conversions as pairs of strings."""
    path = Path(__file__).parents[1] / "data" / "han_variants.json"
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def _table(form: str) -> Mapping[int, int]:
    before, after = stored()[f"to_{form}"]
    return {ord(a): ord(b) for a, b in zip(before, after, strict=True)}


def converted(text: str, form: str) -> str:
    """The text with every character of the other form replaced; ``form`` is "simplified" or "traditional".

    Characters whose counterpart depends on the word stay, so the result has the length of the text.
    """
    return text.translate(_table(form))


OTHER = {"simplified": "traditional", "traditional": "simplified"}
"""The other form of Chinese."""


class Tables(NamedTuple):
    """Characters that prove a form alone, that prove or hint at it, or that count only beside others; conversions."""

    strong: dict[str, frozenset[str]]
    marked: dict[str, frozenset[str]]
    shared: dict[str, frozenset[str]]
    japanese: frozenset[str]
    names: frozenset[str]
    into: dict[str, dict[str, str]]


@functools.cache
def tables() -> Tables:
    """The tables of data/han_variants.json."""
    found = stored()
    to_simplified = dict(zip(*found["to_simplified"], strict=True))
    to_traditional = dict(zip(*found["to_traditional"], strict=True))
    for char, traditional in zip(*found["japanese_to_traditional"], strict=True):
        to_simplified.setdefault(char, to_simplified.get(traditional, traditional))
        to_traditional.setdefault(char, traditional)
    return Tables(
        {form: frozenset(found[form]) for form in OTHER},
        {form: frozenset(found[form] + found[f"{form}_weak"]) for form in OTHER},
        {form: frozenset(found[f"{form}_shared"]) for form in OTHER},
        frozenset(found["japanese"]),
        frozenset(found["japanese"] + found["japanese_names"]),
        {"simplified": to_simplified, "traditional": to_traditional},
    )
