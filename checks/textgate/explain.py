"""The manual page of a check: its docstring, its options and its kinds, as plain text or as Markdown."""

from __future__ import annotations

import re
import textwrap
import typing
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from textgate import check as catalogue
from textgate.check import Check
from textgate.fields import Field, choices_of, fields_of
from textgate.rules_text import as_yaml

HEADINGS = ("Flags", "Why it matters", "Measures", "Passes", "Fails", "Blind spots", "Sources")
"""The headings of every manual page, in their order."""

MANY_KINDS = 40
"""From here on a page lists kinds without their meanings."""

_HEADING = re.compile(r"^(\S.*)\n-+$", re.MULTILINE)


class Manual(NamedTuple):
    """A docstring taken apart: the summary, and the text under each heading."""

    summary: str
    sections: dict[str, str]


def manual(check: Check) -> Manual:
    """The manual page in a check's docstring."""
    pieces = _HEADING.split(textwrap.dedent(check.__doc__ or "").strip())
    sections = {heading: text.strip("\n") for heading, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return Manual(pieces[0].strip(), sections)


def page(name: str) -> str:
    """The manual page of a check for a terminal.

    Raises:
        UnknownCheckError: there is no check of that name.

    """
    check = catalogue.load(name)
    parts = manual(check)
    blocks = [f"{name}: {parts.summary}", verdict(check)]
    blocks += [_titled(heading, body) for heading, body in parts.sections.items()]
    blocks.append(_titled("Options", "\n".join(_options_as_text(check)) or "None of its own."))
    if check.KINDS:
        kinds = "\n".join(f"{kind} ({severity})\n    {meaning}" for kind, severity, meaning in _kinds(check))
        blocks.append(_titled("Kinds", kinds if len(check.KINDS) <= MANY_KINDS else _names(check)))
    return "\n\n".join(blocks) + "\n"


def markdown(name: str) -> str:
    """The manual page of a check as Markdown, examples as code blocks.

    Raises:
        UnknownCheckError: there is no check of that name.

    """
    check = catalogue.load(name)
    parts = manual(check)
    blocks = [f"# {name}", parts.summary, verdict(check)]
    blocks += [f"## {heading}\n\n{_fenced(body)}" for heading, body in parts.sections.items()]
    rows = [_row(*_option(field)) for field in fields_of(cast("Any", check.Options)).values()]
    head = _row("Option", "Value", "Default", "Meaning") + "\n|---|---|---|---|\n"
    blocks.append("## Options\n\n" + (head + "\n".join(rows) if rows else "None of its own."))
    if check.KINDS:
        rows = [_row(f"`{kind}`", severity, meaning) for kind, severity, meaning in _kinds(check)]
        table = _row("Kind", "Severity", "Meaning") + "\n|---|---|---|\n" + "\n".join(rows)
        blocks.append("## Kinds\n\n" + (table if len(check.KINDS) <= MANY_KINDS else _names(check)))
    return "\n\n".join(blocks) + "\n"


def verdict(check: Check) -> str:
    """Family, default severity and default limit in one sentence."""
    side = "more" if check.DIRECTION == "above" else "less"
    severity = "Off by default" if check.SEVERITY == "off" else check.SEVERITY.capitalize()
    return f"{severity} at {side} than {check.LIMIT:g} {check.UNIT}. Family: {check.FAMILY}."


def summaries() -> Iterator[tuple[str, str, str]]:
    """(family, name, summary) of every shipped check, by family in the order of the catalogue."""
    checks = [(name, catalogue.load(name)) for name in catalogue.available()]
    for family in catalogue.FAMILIES:
        yield from ((family, name, manual(check).summary) for name, check in checks if family == check.FAMILY)


def _titled(heading: str, body: str) -> str:
    return f"{heading}\n{'-' * len(heading)}\n{body}"


def _kinds(check: Check) -> Iterator[tuple[str, str, str]]:
    for kind, meaning in check.KINDS.items():
        yield kind, check.KIND_SEVERITY.get(kind, check.SEVERITY), meaning


def _names(check: Check) -> str:
    """The kinds by name only, where their number would make a page of its own."""
    words = "  ".join(check.KINDS)
    return textwrap.fill(words, 100, break_on_hyphens=False, break_long_words=False)


def _options_as_text(check: Check) -> Iterator[str]:
    for field in fields_of(cast("Any", check.Options)).values():
        name, value, default, meaning = _option(field)
        yield f"{name.strip('`')}: {value}; default {default.strip('`')}\n    {meaning}"


def _option(field: Field) -> tuple[str, str, str, str]:
    """Name, what may stand there, default, meaning."""
    default = "required" if field.required else f"`{as_yaml(field.default)}`"
    return f"`{field.name}`", _allowed(field), default, field.option.meaning


def _allowed(field: Field) -> str:
    """What may be written: the type, the range, the unit."""
    option = field.option
    if typing.get_origin(field.type) is tuple:
        words = "list of texts"
    else:
        words = {bool: "true or false", int: "whole number", float: "number"}.get(field.type, "text")
    if choices_of(field):
        words = f"{'list of ' if words.startswith('list') else ''}{', '.join(choices_of(field))}"
    bounds = [f"at least {option.minimum:g}"] if option.minimum is not None else []
    bounds += [f"at most {option.maximum:g}"] if option.maximum is not None else []
    return ", ".join(
        [words, *([" and ".join(bounds)] if bounds else []), *([option.unit] if option.unit else [])]
    )


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _fenced(body: str) -> str:
    """Doctest examples in code fences; everything else is Markdown already."""
    blocks = re.split(r"\n{2,}", body)
    return "\n\n".join(_code(block) if block.lstrip().startswith(">>>") else block for block in blocks)


def _code(block: str) -> str:
    # The empty line ends the expected output for those who run the page.
    return f"```pycon\n{textwrap.dedent(block)}\n\n```"
