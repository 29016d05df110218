"""How Sphinx makes the site of the pages in docs/ and of the READMEs: `make site`. Loads nothing from elsewhere.

Pages are plain Markdown, read on the code host as well. So the navigation is not written twice: a page called
`index.md` lists pages in tables, and what it lists, heading by heading, is the navigation.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

HOUSE = Path(__file__).parent.parent

project = "feedbot"
release = re.findall(r'__version__ = "(.+)"', (HOUSE / "feedbot/__init__.py").read_text(encoding="utf-8"))[0]
language = "en"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["docs/**", "*.md", "bench/README.md", "deploy/README.md", "**/LICENCES.md"]
exclude_patterns = [".*", ".*/**", "site", "dist", "state", "tests", "articles", "feeds", "tools"]
myst_heading_anchors = 4
nitpicky = True
suppress_warnings = ["myst.header", "misc.highlighting_failure"]  # templates of messages are Jinja of our own dialect

html_theme = "furo"
html_title = "feedbot"
html_favicon = "pictures/mark.svg"
html_static_path = ["site/site.css"]
html_css_files = ["site.css"]
templates_path = ["site"]
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s:#]+\.md)\)")
MENDED = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer': '<aside aria-label="This page" class="toc-drawer',
    'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
}
"""What the theme writes, and what screen readers need: names of landmarks, levels of headings (WAI-ARIA 1.2)."""


def listed(text: str) -> list[tuple[str, list[str]]]:
    """What a page called index.md lists: each heading with the pages that rows beneath it lead to first, by name."""
    parts = re.split(r"^##(?!#) ?(.*)$", f"##\n{text}", flags=re.MULTILINE)[1:]
    found = []
    for heading, lines in zip(parts[::2], parts[1::2], strict=True):
        rows = re.findall(r"^\|.*$", lines, re.MULTILINE)
        links = [link for row in rows if (link := LINK.search(row))]
        found.append((heading, [f"{link[1].replace('`', '')} <{link[2]}>" for link in links]))
    return found


def navigate(app: Sphinx, page: str, source: list[str]) -> None:  # noqa: ARG001 - Sphinx's signature
    """Put the lists of a page called index.md into the navigation."""
    if page.rpartition("/")[2] != "index":
        return
    for heading, pages in listed(source[0]):
        if pages:
            caption = f":caption: {heading}\n" if heading else ""
            source[0] += "\n\n```{toctree}\n:hidden:\n" + caption + "\n" + "\n".join(pages) + "\n```\n"


def reach(app: Sphinx, page: str, template: str, context: dict[str, object], tree: object) -> None:  # noqa: ARG001 - Sphinx's
    """What scrolls sideways can be scrolled without a mouse (WCAG 2.1.1)."""
    body = str(context.get("body", ""))
    context["body"] = body.replace("<pre>", '<pre tabindex="0">').replace(
        '<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'
    )


def finish(app: Sphinx, failed: Exception | None) -> None:
    """Mend what screen readers need, and let the site's address lead to its first page."""
    if failed or app.builder.format != "html":
        return
    for path in app.outdir.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for written, better in MENDED.items():
            text = text.replace(written, better)
        path.write_text(text, encoding="utf-8")
    (app.outdir / "index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>feedbot</title>'
        '<link rel="icon" href="_static/mark.svg">'
        '<meta http-equiv="refresh" content="0; url=docs/index.html"><a href="docs/index.html">feedbot</a></html>\n',
        encoding="utf-8",
    )


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the three."""
    app.connect("source-read", navigate)
    app.connect("html-page-context", reach, priority=900)
    app.connect("build-finished", finish)
