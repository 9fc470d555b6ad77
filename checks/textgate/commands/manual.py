"""The commands that tell about textgate itself: init, rules, explain, schema, completion."""

from __future__ import annotations

import argparse
from pathlib import Path

from textgate.commands import PASSED, OutputError, UsageError, rules_in_force


def init(arguments: argparse.Namespace) -> int:
    """Write a commented rules file."""
    from textgate.commands.starter import starter
    from textgate.rules import presets

    if arguments.preset not in presets():
        known = ", ".join(presets())
        raise UsageError(f"there is no preset {arguments.preset!r}; there are: {known}")
    target = Path(arguments.file)
    text = starter(arguments.preset, target.name)
    try:
        with target.open("w" if arguments.force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{target} exists; remove it first, or overwrite it with --force") from None
    except OSError as problem:
        raise OutputError(f"{target}: cannot be written ({problem.strerror}); choose another place") from None
    print(f"Wrote {target}. Judge the working directory with: textgate check")
    return PASSED


def rules(arguments: argparse.Namespace) -> int:
    """List the rules in force."""
    from textgate.commands import listing

    rules = rules_in_force(arguments.rules)
    print(f"Rules: {rules.file or 'the recommended preset'}\n")
    print(listing.rules(rules.policy), end="")
    return PASSED


def explain(arguments: argparse.Namespace) -> int:
    """Print the manual page of a check, or the list of checks."""
    from textgate.check import UnknownCheckError, available
    from textgate.explain import page, summaries

    if arguments.check is None:
        for family, name, summary in summaries():
            print(f"{family:<12}{name:<24}{summary}")
        return PASSED
    try:
        print(page(arguments.check), end="")
    except UnknownCheckError:
        import difflib

        near = difflib.get_close_matches(arguments.check, available(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(available())}"
        raise UsageError(f"there is no check {arguments.check!r}; {hint}") from None
    return PASSED


def schema(arguments: argparse.Namespace) -> int:
    """Print the JSON Schema of rules files."""
    import json

    from textgate.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return PASSED


def completion(arguments: argparse.Namespace) -> int:
    """Print the completion script of a shell."""
    from textgate.commands.completion import script

    print(script(arguments.shell), end="")
    return PASSED
