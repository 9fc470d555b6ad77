"""A policy: rules, groups and the gate, as plain records that pickle. rules.py reads them from YAML.

Named tuples, not dataclasses: to make a dataclass takes half a millisecond, and every run needs all of them.

A field annotated with an ``Option`` is a key of rules.yaml: the validator, the JSON Schema and the
reference page read the annotation, so that no second list of keys exists anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from textgate.check import Check, Option, Severity

RANK: Mapping[Severity, int] = {"off": 0, "warning": 1, "error": 2}

Zone = Literal["all", "head", "body", "tail"]

_NOTHING: Mapping[str, Any] = {}


class Condition(NamedTuple):
    """Which documents: path globs (gitignore syntax), BCP 47 language prefixes, sources (first path segment).

    A document matches when it matches every non-empty field. An empty condition matches nothing.
    """

    paths: Annotated[tuple[str, ...], Option("path globs, in gitignore syntax", minimum=1)] = ()
    languages: Annotated[
        tuple[str, ...], Option("BCP 47 language tags; zh also means zh-Hant", minimum=1)
    ] = ()
    sources: Annotated[
        tuple[str, ...], Option("sources: the first segment of a document's path", minimum=1)
    ] = ()


class Rule(NamedTuple):
    """One line of policy: this check, this limit, this severity, for these documents.

    ``options`` is an instance of the check's ``Options``. ``kinds`` overrides the severity of single kinds.
    ``confidence`` is the least confidence, 0 to 1, at which a span counts. ``only`` and ``skip`` choose
    documents; ``zone`` lets the check see only a part of each document. ``line`` is the rule's 1-based
    line in rules.yaml, 0 for a rule that came from a preset or from code.
    """

    name: str
    check: Annotated[str, Option("the check that measures; without it, the check named like the rule")]
    severity: Annotated[
        Severity, Option("what a broken rule is: error fails the document, off measures nothing")
    ]
    limit: Annotated[float, Option("the value beyond which the rule is broken, in the check's unit")]
    options: Any
    kinds: Annotated[Mapping[str, Severity], Option("severity of single kinds")] = _NOTHING
    confidence: Annotated[
        float, Option("least confidence at which a place counts", minimum=0.0, maximum=1.0)
    ] = 0.0
    zone: Annotated[Zone, Option("the part of each document that the check sees")] = "all"
    only: Annotated[Condition, Option("judge only these documents")] = Condition()
    skip: Annotated[Condition, Option("leave these documents out")] = Condition()
    why: Annotated[str, Option("why the rule is set like this; shown in reports")] = ""
    line: int = 0


def severity_of(rule: Rule, check: Check, kind: str) -> Severity:
    """Severity of a kind: what the rule says of it, else the kind's default, if the rule keeps the check's.

    A rule of another severity than the check's default never has kinds that are more serious than itself.
    """
    if kind in rule.kinds:
        return rule.kinds[kind]
    default = check.KIND_SEVERITY.get(kind, rule.severity)
    if rule.severity == check.SEVERITY:
        return default
    return min(rule.severity, default, key=RANK.__getitem__)


class Group(NamedTuple):
    """A rule over other rules: broken when at least ``at_least`` of ``members`` are broken.

    A member whose own severity is "off" says nothing by itself but is measured for the group. A member
    may be a group; groups stand in an order in which members come first.
    """

    name: str
    members: tuple[str, ...]
    at_least: int
    severity: Annotated[Severity, Option("what a broken group is: error fails the document")]
    why: Annotated[str, Option("why the group is set like this; shown in reports")] = ""
    line: int = 0


class Gate(NamedTuple):
    """What fails a run.

    ``max_failed`` is the largest share (0 to 1) of documents that may fail; ``max_share`` the same per
    rule, counting documents that break it with any severity; ``max_unjudged`` the largest share of
    documents on which a rule of severity error may stay unjudged; ``min_documents`` the least number of
    documents that a run must see.
    """

    max_failed: Annotated[
        float, Option("largest share of documents that may fail", minimum=0.0, maximum=1.0)
    ] = 0.0
    max_share: Annotated[
        Mapping[str, float],
        Option("per rule: largest share of documents that may break it", minimum=0.0, maximum=1.0),
    ] = _NOTHING
    max_unjudged: Annotated[
        float,
        Option("largest share of documents that an error rule may leave unjudged", minimum=0.0, maximum=1.0),
    ] = 1.0
    min_documents: Annotated[int, Option("least number of documents that a run must see", minimum=0)] = 0


class Ignore(NamedTuple):
    """One entry of the ignore list: places that are known and shall not count.

    A place must match every field that is not empty, and any item of it. ``expires`` is an ISO date, "" for
    never; who compares it with today is the command. ``line`` and ``column`` are the entry's place in rules.yaml.
    """

    documents: Annotated[
        tuple[str, ...], Option("documents: globs in gitignore syntax, matched with path and id", minimum=1)
    ] = ()
    rules: Annotated[tuple[str, ...], Option("names of rules", minimum=1)] = ()
    texts: Annotated[
        tuple[str, ...], Option("the place, as reports show it, contains one of these", minimum=1)
    ] = ()
    places: Annotated[
        tuple[str, ...], Option("fingerprints of places, as `textgate inspect` shows them", minimum=1)
    ] = ()
    reason: Annotated[str, Option("why these places shall not count; required")] = ""
    expires: Annotated[str, Option("ISO date, the last day on which the entry counts")] = ""
    line: int = 0
    column: int = 0


class Suppressions(NamedTuple):
    """Which documents may excuse their own places by comments, and what becomes of comments that are wrong."""

    comments: Annotated[
        tuple[str, ...],
        Option("files whose comments are heeded, globs in gitignore syntax; [] heeds none"),
    ] = ("*.md", "*.markdown", "*.html", "*.htm")
    severity: Annotated[Severity, Option("what a comment is that excuses nothing or is not understood")] = (
        "warning"
    )
    require_reason: Annotated[bool, Option("make a comment without a reason a finding")] = False


PARAMETER = "$PARAMETER"
"""The key of ``{$PARAMETER: name}``, which stands for a number that is given when the run starts."""


class Expectation(NamedTuple):
    """One entry of the corpus section: an expectation of Great Expectations over the verdict table.

    ``expectation`` is its name and ``arguments`` are its arguments, as the library knows them; a number may be
    ``{PARAMETER: name}``. It is about the documents whose columns have one of the values of ``where``, and, with
    ``by``, about the documents of each value of that column. ``line`` and ``column`` are its place in rules.yaml.
    """

    expectation: str
    arguments: Mapping[str, Any] = _NOTHING
    where: Mapping[str, tuple[str, ...]] = _NOTHING
    by: Annotated[
        str,
        Option(
            "column; the expectation must hold for the documents of each of its values",
            choices=("source", "language", "language_tag", "encoding", "verdict"),
        ),
    ] = ""
    severity: Annotated[
        Severity, Option("what it is when it does not hold: error fails the run, warning only tells")
    ] = "error"
    why: Annotated[str, Option("why this is expected; shown in reports")] = ""
    line: int = 0
    column: int = 0


class Policy(NamedTuple):
    """Everything that rules.yaml says. ``text`` is the file's text: its hash names results.

    ``baseline`` is the path of the file of known findings, relative to the rules file, "" for the default one.
    ``warnings`` are remarks on the file, one line each with its place; they change nothing.
    """

    rules: tuple[Rule, ...]
    groups: tuple[Group, ...] = ()
    gate: Gate = Gate()
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    suppressions: Suppressions = Suppressions()
    corpus: tuple[Expectation, ...] = ()
    baseline: str = ""
    text: str = ""
    warnings: tuple[str, ...] = ()
