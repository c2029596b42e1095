"""The parts of a long page, to stand as links at its top."""

import re
from collections.abc import Sequence

from flask import Flask
from markupsafe import Markup

HEADING = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
FEWEST = 3  # parts that are worth a list


def contents(html: Markup) -> Sequence[tuple[str, str]]:
    """Id and words of each second-level heading that has an id, in their order; none where there are too few."""
    found = [(ident, Markup(words).striptags()) for ident, words in HEADING.findall(html)]  # noqa: S704  # nosec B704: stripped
    return found if len(found) >= FEWEST else []


def register(app: Flask) -> None:
    """As a filter of every template."""
    app.template_filter(contents.__name__)(contents)
