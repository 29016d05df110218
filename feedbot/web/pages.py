"""Pages that are made anew for each request: the list of feeds, and what stands in for a page that is not there."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedbot.feeds import htmlpage


def render(template: str, **fields: Any) -> str:  # noqa: ANN401  # what a template takes
    """A page by the name of its template, in the style of the feeds' own pages."""
    style = Markup(htmlpage.style())  # noqa: S704  # our own file
    return _environment().get_template(template).render(style=style, icon=htmlpage.ICON_ADDRESS, **fields)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("feedbot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
