"""textgate: a linter and quality gate for text documents.

    >>> import textgate
    >>> verdict = textgate.check_text("The cafÃ© is open until six.")
    >>> verdict.verdict, [finding.rule for finding in verdict.findings]
    ('fail', ['mojibake'])

Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from textgate.api import check_documents, check_text, default_rules, load_rules
    from textgate.batch import Document
    from textgate.policy import Policy
    from textgate.rules import RulesError
    from textgate.verdict import Finding, Span, Summary, Verdict, summarise

__all__ = [
    "Document",
    "Finding",
    "Policy",
    "RulesError",
    "Span",
    "Summary",
    "Verdict",
    "__version__",
    "check_documents",
    "check_text",
    "default_rules",
    "load_rules",
    "summarise",
]

_HOME = {
    "Document": "batch",
    "Finding": "verdict",
    "Policy": "policy",
    "RulesError": "rules",
    "Span": "verdict",
    "Summary": "verdict",
    "Verdict": "verdict",
    "check_documents": "api",
    "check_text": "api",
    "default_rules": "api",
    "load_rules": "api",
    "summarise": "verdict",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'textgate' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"textgate.{_HOME[name]}"), name)
