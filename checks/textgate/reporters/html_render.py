"""How every page of the HTML report is made: templates, translations and the content security policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from textgate.reporters import RuleInfo, RunInfo
from textgate.reporters.encode import encode, replace_surrogates

if TYPE_CHECKING:
    import jinja2


@functools.cache
def _asset(name: str) -> str:
    return (resources.files("textgate.reporters") / "html_assets" / name).read_text(encoding="utf-8")


@functools.cache
def strings() -> Mapping[str, Mapping[str, str]]:
    """All words of the interface: language -> key -> sentence."""
    loaded: dict[str, dict[str, str]] = json.loads(_asset("strings.json"))
    return loaded


@functools.cache
def summaries() -> Mapping[str, str]:
    """What each shipped check flags, in Chinese: check -> sentence. The English one is its docstring's."""
    loaded: dict[str, str] = json.loads(_asset("checks_zh.json"))
    return loaded


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": translated,
        "attribute": _attribute,
        "about": _about,
        "family": _family,
        "english": strings()["en"],
        "slug": slug,
    }
    return environment


def translated(key: str, **values: str | int) -> Markup:
    """A sentence of the interface in English, marked so that the page can put another language there."""
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    given = Markup(' data-a="{}"').format(json.dumps(values, ensure_ascii=False)) if values else ""
    return Markup('<span data-t="{}"{}>{}</span>').format(key, given, strings()["en"][key].format(**shown))


def _attribute(name: str, key: str) -> Markup:
    """The same for an attribute of an element."""
    return Markup('{}="{}" data-t-{}="{}"').format(name, strings()["en"][key], name, key)


def _about(rule: RuleInfo | None) -> Markup:
    """What a rule flags, with the Chinese sentence beside it where the check is one of ours."""
    if rule is None or not rule.summary:
        return Markup("")
    chinese = summaries().get(rule.check)
    marked = Markup(' data-zh="{}"').format(chinese) if chinese else ""
    return Markup('<span lang="en"{}>{}</span>').format(marked, rule.summary)


def _family(name: str) -> Markup:
    """A family of checks by its name; checks of other packages may have families of their own."""
    return translated(f"family_{name}") if f"family_{name}" in strings()["en"] else Markup.escape(name)


def slug(rule: str) -> str:
    """A file name for a rule. Names that differ in case only, or could lead elsewhere, become a digest."""
    if re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", rule):
        return rule
    return hashlib.sha256(rule.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def percent(share: float) -> str:
    """A share as people write it: two digits, and never 0 for something or 100 for not everything."""
    value = 100 * share
    if 99 < value < 100:
        return "> 99 %"
    return f"{value:.0f} %" if value >= 10 or value == 0 else f"{value:.2g} %"


@functools.cache
def _code(page: str) -> tuple[Markup, Markup, str]:
    """Style, script and content security policy of a kind of page."""
    css = _asset("report.css")
    script = _asset("common.js") + _asset(f"{page}.js")
    # Hashes instead of 'self': a page opened from a folder has no origin that 'self' could mean, and
    # 'strict-dynamic' lets the script that is allowed by its hash load the data files beside the page.
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}' 'strict-dynamic'; "
        "base-uri 'none'; form-action 'none'"
    )
    return Markup(css), Markup(script), policy  # noqa: S704


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(record: Any) -> Markup:
    """JSON for a script element: with no ``<`` in it, nothing can end the element or begin a comment."""
    text = encode(record).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def render(page: str, run: RunInfo, data: Mapping[str, Any], content: Mapping[str, Any]) -> bytes:
    """One page. ``content`` is for the template, ``data`` for the script of the page."""
    css, script, policy = _code(page)
    html = (
        _environment()
        .get_template(f"{page}.html.j2")
        .render(
            content,
            run=run,
            css=css,
            script=script,
            policy=policy,
            data=_embedded({"strings": strings(), **data}),
        )
    )
    return replace_surrogates(html).encode("utf-8")
