"""The rules file that ``textgate init`` writes: the whole policy as comments, ready to be changed."""

from __future__ import annotations

import textwrap

_HEAD = """\
# yaml-language-server: $schema=textgate.schema.json
# What `textgate check` judges texts by. The manual page of a rule: textgate explain NAME
# For help while editing this file: textgate schema > textgate.schema.json

version: 1
preset: {preset}

# What to read when no path is given, relative to this file; and what to leave out, in gitignore syntax.
paths:
  - .
exclude:
  - /{file}
  - /textgate.schema.json
  - /reports/

# The run fails when more than this share of the documents fails.
gate:
  max_failed: 0

# Places that are right as they are, and why. For old findings there is: textgate baseline
# ignore:
#   - {{documents: [archive/], rules: [injected_spam], reason: the museum collects spam, expires: 2030-12-31}}

# The rules of the preset with their severities: error, warning or off. Uncomment a line to change it, and say why:
#   injected_spam: {{severity: warning, skip: {{paths: [archive/]}}, why: old newsletters are kept as they were}}
rules:
"""


def starter(preset: str, file: str = "rules.yaml") -> str:
    """A commented rules file on top of one of ``rules.presets()``; ``file`` is its own name."""
    from textgate import rules
    from textgate.explain import summaries

    policy = rules.load(f"version: 1\npreset: {preset}\n", source="--preset")
    severities = {rule.name: rule.severity for rule in policy.rules}
    lines = [_HEAD.format(preset=preset, file=file)]
    last = ""
    for family, name, summary in summaries():
        if family != last:
            lines.append(f"  # ---- {family}\n")
            last = family
        lines += [f"  # {line}\n" for line in textwrap.wrap(summary, 100)]
        lines.append(f"  # {name}: {severities.get(name, 'off')}\n\n")
    return "".join(lines).rstrip("\n") + "\n"
