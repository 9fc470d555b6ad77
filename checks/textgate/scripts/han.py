"""Simplified and Traditional Chinese: conversion of single characters that have only one counterpart."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


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
