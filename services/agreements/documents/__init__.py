"""Shows a text as a PDF that is tagged for assistive technology (PDF/UA-1). The text is data (domain.text); the layout
is document.typ; this only joins the two. No pictures, no network, no fonts but those inside the typst wheel."""

import json
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).parent / "document.typ"


def pdf(text: dict[str, Any], evidence: dict[str, Any]) -> bytes:
    """The PDF of a text with its evidence: `status`, `text_sha256`, `pairs` [[label, value]] and `signatures`, each
    with party, name, at, method, statement and text_sha256. About 20 ms; the bytes depend on nothing else."""
    inputs = {"text": json.dumps(text), "evidence": json.dumps(evidence)}
    made = typst.compile(
        TEMPLATE.read_bytes(), font_paths=[], ignore_system_fonts=True, sys_inputs=inputs, format="pdf",
        pdf_standards="ua-1",
    )  # fmt: skip
    return bytes(made)
