"""Typesets a decision letter. The words are the domain's; the layout is letter.typ."""

from datetime import date
from pathlib import Path

from services.chassis import typeset
from services.contracts.review import Letter

TEMPLATE = Path(__file__).parent / "letter.typ"


def pdf(letter: Letter, reference: str, addressee: str, day: date) -> bytes:
    """The letter about `reference` to `addressee`, dated `day`."""
    said = {
        "heading": letter.heading,
        "paragraphs": letter.paragraphs,
        "numbered": letter.numbered,
        "closing": letter.closing,
        "reference": reference,
        "addressee": addressee,
        "day": f"{day:%-d %B %Y}",
    }
    return typeset.pdf(TEMPLATE, letter=said)
