"""Small real PDFs, for everything that has to be attached somewhere."""

import json
from functools import cache

import typst

TEMPLATE = b"""
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.title)
#set page(margin: 2.5cm)
#set text(lang: "en", region: "GB", size: 11pt)
= #paper.title
#for line in paper.lines [#par(line)]
"""
DEMO = "Made for a demonstration of Haven. Every name and number in it is invented."


@cache
def paper(title: str, *lines: str) -> bytes:
    """A PDF of one page. The same words give the same bytes."""
    told = json.dumps({"title": title, "lines": [*lines, DEMO]})
    made = typst.compile(TEMPLATE, font_paths=[], ignore_system_fonts=True, sys_inputs={"paper": told}, format="pdf")
    return bytes(made)
