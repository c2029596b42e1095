"""Shows a text as a PDF. The text is data (domain.text); the layout is document.typ; this only joins the two."""

from pathlib import Path
from typing import Any

from services.chassis import typeset

TEMPLATE = Path(__file__).parent / "document.typ"


def pdf(text: dict[str, Any], evidence: dict[str, Any]) -> bytes:
    """The PDF of a text with its evidence: `status`, `text_sha256`, `pairs` [[label, value]] and `signatures`, each
    with party, name, at, method, statement and text_sha256."""
    return typeset.pdf(TEMPLATE, text=text, evidence=evidence)
