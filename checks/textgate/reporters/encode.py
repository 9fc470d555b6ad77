"""Records as JSON that every parser accepts."""

from __future__ import annotations

from typing import Any

from textgate.reporters import Outcome, RunInfo
from textgate.verdict import Summary


def encode(record: Any, *, indent: bool = False) -> bytes:
    """One record as UTF-8 JSON, keys in their order.

    A lone surrogate cannot be written in UTF-8, and its escape ``\\ud800`` is refused by strict parsers: it
    becomes U+FFFD. Numbers that JSON does not know (NaN, infinity) become null.
    """
    import orjson

    option = orjson.OPT_INDENT_2 if indent else 0
    try:
        return orjson.dumps(record, option=option)
    except orjson.JSONEncodeError:
        return orjson.dumps(_without_surrogates(record), option=option)


def _without_surrogates(value: Any) -> Any:
    # Records nest as deep as Verdict.to_json makes them, five levels, never as deep as a document likes.
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, dict):
        return {replace_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value


def replace_surrogates(text: str) -> str:
    """The text with U+FFFD in place of every lone surrogate."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def run_record(summary: Summary, outcome: Outcome, run: RunInfo) -> dict[str, Any]:
    """What summary.json holds: the same bytes for the same input, so no times and no machine names."""
    gate: dict[str, Any] = {
        "passed": outcome.passed,
        "exit_code": outcome.exit_code,
        "reason": outcome.reason,
    }
    if outcome.corpus:
        gate["corpus"] = [result.to_json() for result in outcome.corpus]
    return {
        "textgate": run.version,
        "unicode": run.unicode,
        "rules": run.digest,
        "gate": gate,
        "summary": summary.to_json(),
    }
