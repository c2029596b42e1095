"""What a request takes over from an earlier one or from its enquiry, and what of it must be looked at again."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts.intake.application import Again

from ..draft import is_empty
from ..enquiry import Enquiry

Answers = dict[str, Any]
# Said of the earlier request alone: which it was, what it cost, what it planned, what was accepted or ticked for it.
OWN = frozenset({
    "title", "kind", "previous_reference", "amendment_kind", "unchanged", "planned", "estimate_pence",
    "estimate_accepted", "consent_reviewed", "yielded_benefits",
})  # fmt: skip
# A full request after agreement in principle keeps what it costs; its kind of request and approval are asked anew.
AFTER_PROVISIONAL = frozenset({"planned", "approval", "title", "request_type"})
_APPROVAL = "An approval of the earlier request: does it cover this one, and is it in date?"
_MONEY = "The money of the earlier request: does it pay for this one?"
LOOK: Mapping[str, str] = {
    "start": "The dates of the earlier request", "end": "The dates of the earlier request",
    "protocol_version": "The protocol of the earlier request",
    "rec_reference": _APPROVAL, "rec_date": _APPROVAL, "hra_date": _APPROVAL, "iras_id": _APPROVAL,
    "registration_number": _APPROVAL, "cag_reference": _APPROVAL, "cag_status": _APPROVAL, "cag_end": _APPROVAL,
    "cag_next_review": _APPROVAL,
    "dpia_reference": "An assessment of the earlier use of the data", "dpia_date": "Its date, then",
    "dpia_risk": "The risk that was found then",
    "consents": "Do the forms cover this request?",
    "controllers": "Who signs may have changed, and so may the framework contract",
    "team": "People may have left, and their training may have ended",
    "datasets": "The fields and years that were needed then",
    "cohort_size": "Counted then",
    "funding": _MONEY, "funder": _MONEY, "funding_reference": _MONEY, "funding_start": _MONEY, "funding_end": _MONEY,
    "payment_route": _MONEY,
}  # fmt: skip


# A renewal or extension names the agreement that it goes on from, which may have been varied since.
RENEWED: Mapping[str, str] = {**LOOK, "previous_reference": "Is this edition of the agreement the one in force?"}


def reasons(kind: str) -> Mapping[str, str]:
    """What must be looked at again in a request of this kind that began with an earlier one, and why."""
    return LOOK if kind == "new" else RENEWED


def copied(answers: Mapping[str, Any]) -> Answers:
    """The answers that a new request of the same kind begins with."""
    return {key: value for key, value in answers.items() if key not in OWN}


def renewed(answers: Mapping[str, Any], kind: Again, reference: str) -> Answers:
    """The answers that a renewal or extension begins with. Its agreement is known by the number of its request; which
    edition of it is in force, whoever renews it says."""
    return {
        **copied(answers),
        "title": answers.get("title", ""),
        "approval": "full",
        "kind": kind.value,
        "previous_reference": f"DSA-{reference.removeprefix('DAR-')}-v1.0",
    }


def after_provisional(answers: Mapping[str, Any]) -> Answers:
    """The answers that a full request begins with after agreement in principle (S0-10)."""
    return {key: value for key, value in answers.items() if key not in AFTER_PROVISIONAL}


def _datasets(enquiry: Enquiry) -> list[Answers]:
    return [{"dataset": one, "reason": enquiry.data_wanted} for one in enquiry.datasets]


def _necessity(enquiry: Enquiry) -> str:
    return "" if enquiry.datasets else enquiry.data_wanted


def _organisations(enquiry: Enquiry) -> str:
    named = ", ".join(enquiry.organisations)
    return f"Organisations involved, as the enquiry has it: {named}" if named else ""


def _advice(enquiry: Enquiry) -> str:
    advice = enquiry.early_advice
    return "\n".join(("Early advice:", advice.summary, *advice.actions)) if advice else ""


def _access(enquiry: Enquiry) -> str:
    return enquiry.assessment.access_service.value if enquiry.assessment else ""


def _cost(enquiry: Enquiry) -> int | None:
    found = enquiry.assessment
    return found.application_cost_pence + found.service_cost_pence if found else None


# Question -> what of the enquiry and its preliminary assessment it begins with, and why it must be looked at again.
ENQUIRED: Mapping[str, tuple[Callable[[Enquiry], Any], str]] = {
    "aim": (lambda enquiry: enquiry.purpose_summary, "The purpose in short, from the enquiry: say it in full"),
    "datasets": (_datasets, "The datasets of the enquiry: add fields, years and the reason for each"),
    "necessity": (_necessity, "The data that the enquiry asked for: say why they are necessary"),
    "processing": (_organisations, "The organisations of the enquiry: say who does what with the data"),
    "lead_organisation": (lambda enquiry: str(enquiry.organisation_id or ""), "The organisation of the enquiry"),
    "funding": (lambda enquiry: "external" if enquiry.funding_source else "", "As it was confirmed after the enquiry"),
    "funder": (lambda enquiry: enquiry.funding_source[:200], "As it was confirmed after the enquiry"),
    "ethical_issues": (_advice, "The early advice: say what you have done about it"),
    "access": (_access, ""),  # found by the preliminary assessment, and so is the cost
    "estimate_pence": (_cost, ""),
}


def enquired(enquiry: Enquiry) -> Answers:
    """The answers that a request begins with after its enquiry (S4-24, S4-28)."""
    found = {key: fill(enquiry) for key, (fill, _) in ENQUIRED.items()}
    return {key: value for key, value in found.items() if not is_empty(value)}


def to_check(answers: Mapping[str, Any], why: Mapping[str, str]) -> tuple[str, ...]:
    """The questions of those answers that must be looked at again, of all that a request begins with."""
    return tuple(key for key in why if not is_empty(answers.get(key)))


def untouched(began: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and reason of each answer that stands as the enquiry filled it in, and says less than is asked."""
    return [
        (key, reason)
        for key, (_, reason) in ENQUIRED.items()
        if reason and not is_empty(now.get(key)) and now.get(key) == began.get(key)
    ]
