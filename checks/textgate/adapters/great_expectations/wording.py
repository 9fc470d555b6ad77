"""Sentences about expectations for the pages of Great Expectations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from great_expectations.render import RenderedStringTemplateContent


def percent(arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The words for ``mostly``, "" when it is all, and the values of a template with them."""
    mostly = arguments.get("mostly", 1)
    if not isinstance(mostly, int | float):  # a parameter of the suite
        return "$mostly", dict(arguments)
    return ("$percent %" if mostly < 1 else ""), {**arguments, "percent": f"{100 * mostly:.6g}"}


def sentence(template: str, params: dict[str, Any], runtime_configuration: Any) -> list[Any]:
    """A sentence with its values, as Great Expectations shows it."""
    content = {"template": template, "params": params}
    if runtime_configuration and runtime_configuration.get("styling"):
        content["styling"] = runtime_configuration["styling"]
    return [RenderedStringTemplateContent(content_block_type="string_template", string_template=content)]
