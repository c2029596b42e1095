"""The small markup of content pages as HTML: CommonMark without HTML and images, in the NHS design system's classes.
Whatever else is typed is shown as it was typed."""

from collections.abc import Sequence
from functools import cache

from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

CLASSES = {
    "h2": "nhsuk-heading-m", "h3": "nhsuk-heading-s", "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
}  # fmt: skip
OUTSIDE = ("https://", "mailto:")


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline", "html_block"])
    reader.validateLink = _leads_somewhere  # type: ignore[assignment, method-assign]
    return reader


def _leads_somewhere(href: str) -> bool:
    """A page of ours, a place outside over HTTPS, or an address of mail; no script, and no `//elsewhere`."""
    ours = href.startswith(("/", "#")) and not href.startswith("//") and "\\" not in href
    return ours or href.lower().startswith(OUTSIDE)


def markup(text: str) -> Markup:
    """The text as safe HTML. Its headings begin below that of the page."""
    tokens = _reader().parse(text)
    return Markup(_reader().renderer.render(_dressed(tokens), _reader().options, {}))  # noqa: S704  # nosec B704: its HTML is off


def _dressed(tokens: Sequence[Token]) -> Sequence[Token]:
    for token in tokens:
        if token.type.startswith("heading_"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        if token.nesting == 1 and token.tag in CLASSES:
            token.attrSet("class", CLASSES[token.tag])
    return tokens


def register(app: Flask) -> None:
    """As a filter of every template."""
    app.template_filter(markup.__name__)(markup)
