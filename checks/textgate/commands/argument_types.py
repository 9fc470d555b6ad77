"""What the arguments of several commands share: their help, their types, how input is read."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable


class Help(argparse.RawDescriptionHelpFormatter):
    """Help of one width. Without it, argparse asks for the size of the terminal once for every option, even when
    no help is wanted."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


def add_reading(command: argparse.ArgumentParser) -> None:
    """How records and files are read."""
    reading = command.add_argument_group("reading")
    reading.add_argument(
        "--text-field",
        metavar="NAME",
        help="field of a record with the text; a.b looks into objects, a.0 into lists",
    )
    reading.add_argument("--id-field", metavar="NAME", help="field of a record with its identifier")
    reading.add_argument(
        "--language-field", metavar="NAME", help="field of a record with its language (BCP 47)"
    )
    reading.add_argument(
        "--stdin-name", default="<stdin>", metavar="NAME", help="name of what comes from stdin"
    )
    reading.add_argument(
        "--max-size",
        type=size,
        default=10 << 20,
        metavar="SIZE",
        help="largest document: 500k, 64M, 1G (10M); a larger one is an error, never cut",
    )
    reading.add_argument("--no-gitignore", action="store_true", help="read what .gitignore names, too")


def _checked(convert: Callable[[str], int], text: str, message: str) -> int:
    try:
        value = convert(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(message)
    return value


def jobs(text: str) -> int:
    """A number of processes."""
    return _checked(int, text, f"{text!r} is not a number of processes; give 1 or more")


def record(text: str) -> int:
    """The 1-based number of a record."""
    return _checked(int, text, f"{text!r} is not the number of a record; the first one is 1")


def documents(text: str) -> int:
    """A number of documents."""
    return _checked(int, text, f"{text!r} is not a number of documents; give 1 or more")


def parameter(text: str) -> tuple[str, float]:
    """A name and a number, ``least=1000``."""
    name, _, number = text.partition("=")
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not name or not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=NUMBER; for example: least=1000")
    return name, int(value) if value.is_integer() else value


def fraction(text: str) -> float:
    """A share above 0."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share; give a number above 0 and up to 1")
    return value


def size(text: str) -> int:
    """A size in bytes, ``64M``."""
    factor = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}.get(text[-1:].lower(), 1)
    digits = text[:-1] if factor > 1 else text
    return factor * _checked(int, digits, f"{text!r} is not a size; write it as 500k, 64M or 1G")


def output(text: str) -> tuple[str, str]:
    """A format and a place, ``jsonl=verdicts.jsonl``."""
    from textgate.reporters import FORMATS

    format, equals, place = text.partition("=")
    if not equals or not place:
        raise argparse.ArgumentTypeError(f"{text!r} is not FORMAT=PATH; for example: jsonl=verdicts.jsonl")
    if format not in FORMATS:
        raise argparse.ArgumentTypeError(f"there is no format {format!r}; there are: {', '.join(FORMATS)}")
    return format, place
