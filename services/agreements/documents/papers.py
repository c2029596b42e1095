"""Which document an event makes, from the text that its hash is the hash of."""

import json
from typing import Any

from services.chassis import documents as store
from services.contracts.agreements import InvoiceIssued, ReleaseLetterIssued
from services.contracts.message import Event, NotFound

from ..domain import terms
from ..domain.agreement import Agreement
from ..domain.letter import letter_text
from ..domain.text import Text, agreement_text, canonical, sha256
from . import evidence, pdf

JSON = "application/json"
UNSIGNED: dict[str, Any] = {"status": "", "heading": "", "pairs": [], "signatures": []}


def pdf_for(event: Event, agreement: Agreement) -> bytes:
    """The PDF that `event` is about; `agreement` is as it stands after the event. The text is kept too, under its hash:
    once kept it is read back, so that a later release of Haven shows what was signed and not what it would write."""
    if isinstance(event, InvoiceIssued):
        text = evidence.invoice_text(agreement, agreement.invoices[-1], agreement.custodian)
        return pdf(text, {**UNSIGNED, "text_sha256": sha256(text)})
    if isinstance(event, ReleaseLetterIssued):
        text = _kept(agreement.letter.text_sha256) or _keep(letter_text(agreement, terms.london(event.at)))
        return pdf(text, evidence.of_letter(agreement))
    text = _kept(agreement.text_sha256) or _keep(agreement_text(agreement))
    return pdf(text, evidence.of_agreement(agreement))


def _kept(address: str) -> Text | None:
    try:
        found: Text = json.loads(store.read(address))
    except NotFound:
        return None
    return found


def _keep(text: Text) -> Text:
    store.put(canonical(text), JSON)
    return text
