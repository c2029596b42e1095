"""The documents of a request as evidence: checked by the case officer, renewed before they run out."""

from services.contracts import intake

from ...api.route import SIGNED_IN, STAFF_ONLY
from .. import asking
from ..row import Field, Form
from .requests import CRUMBS, HERE, ONE
from .validation import REQUESTS

# What a document says of itself; the same questions when it is attached first (drafting.py) and when it is renewed.
ABOUT = (
    Field("reference", "What does its issuer call it?", "Its reference, if it has one, for example 26/CAG/0042."),
    Field("version", "Which version is it?", "For a protocol, a form or a plan, for example 2.1."),
    Field("dated", "What day is on it?", "For example 27 3 2026."),
    Field("valid_from", "From when is it valid?", "If that is another day than the one on it."),
    Field("valid_to", "Until when is it valid?", "For a letter or certificate with an end, for example 27 3 2027. We "
          "remind you 60, 30 and 7 days before."),
)  # fmt: skip

PAGES = (
    Form(
        path=f"{ONE}/documents/<uuid:document_id>/check",
        who=STAFF_ONLY,
        command=intake.CheckDocument,
        title="Check a document",
        action="Check",
        crumbs=REQUESTS,
        asks=asking.application,
        needs="application",
        intro=("Open the document and look whether it is the right one, complete, and valid for what it shows.",),
        fields=(
            Field("verified", "Is it in order?"),
            Field("reason", "What is wrong with it?", "Needed when it is not in order. The applicant reads it. For "
                  "example: the letter is about another study; attach the one of 26/CAG/0042."),
        ),
        submit="Record what you found",
        then=HERE,
        done="It is recorded. A document that is not in order counts no longer: return the request to ask for another.",
    ),
    Form(
        path=f"{ONE}/documents/<uuid:document_id>/renew",
        who=SIGNED_IN,
        command=intake.RenewDocument,
        title="Hand in a current document",
        action="Renew",
        crumbs=CRUMBS,
        asks=asking.application,
        needs="application",
        intro=("It takes the place of the one before. What was submitted and decided keeps the old one.",),
        fields=(
            Field("sha256", "The file", "At most 50 MB: PDF, Word, PNG, JPEG, CSV or text."),
            *ABOUT,
        ),
        submit="Hand it in",
        then="/requests/{application_id}",
        done="It is handed in. The case officer checks it and you are told the result.",
    ),
)  # fmt: skip
