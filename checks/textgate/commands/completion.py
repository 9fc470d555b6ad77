"""Completion scripts for shells, made from the parser of the command line."""

from __future__ import annotations

import argparse

from textgate.check import available
from textgate.commands.arguments import parser

_BASH = """\
_textgate() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}}
    local words=
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="{commands}"
    else
        case "$command" in
{cases}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    case "$command:$word" in
        *:-*|explain:*) ;;
        *) [ "$COMP_CWORD" -gt 1 ] && COMPREPLY+=($(compgen -f -- "$word")) ;;
    esac
}}
complete -o filenames -F _textgate textgate
"""


def script(shell: str) -> str:
    """The completion script for "bash", "zsh" or "fish"."""
    commands = _commands()
    if shell == "fish":
        return "".join(_fish(commands))
    cases = "\n".join(
        f'            {name}) words="{" ".join(_words(name, c))}" ;;' for name, c in commands.items()
    )
    body = _BASH.format(commands=" ".join(commands), cases=cases)
    # zsh understands completions of bash once it is told to.
    return body if shell == "bash" else f"autoload -Uz bashcompinit && bashcompinit\n{body}"


def _commands() -> dict[str, argparse.ArgumentParser]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("the parser has no commands")


def _words(name: str, command: argparse.ArgumentParser) -> list[str]:
    options = [option for action in command._actions for option in action.option_strings]
    choices = [str(c) for a in command._actions if not a.option_strings for c in a.choices or ()]
    return [*options, *choices, *(available() if name == "explain" else ())]


def _fish(commands: dict[str, argparse.ArgumentParser]) -> list[str]:
    lines = [f"complete -c textgate -n __fish_use_subcommand -f -a {name}\n" for name in commands]
    for name, command in commands.items():
        inside = f"complete -c textgate -n '__fish_seen_subcommand_from {name}'"
        for word in _words(name, command):
            kind = f"-l {word.removeprefix('--')}" if word.startswith("--") else f"-a {word}"
            if not word.startswith("-") or word.startswith("--"):
                lines.append(f"{inside} {kind}\n")
    return lines
