"""The words of a decision letter (S2-25): what was decided, of which version, by which office, and what follows."""

from datetime import date

from services.contracts.request import Approval
from services.contracts.review import Letter, Office, Outcome

from .case import Case

NAMES = {
    Office.SIRO: "the Senior Information Risk Owner",
    Office.CALDICOTT_GUARDIAN: "the Caldicott Guardian",
    Office.SECOND_OFFICER: "a second case officer",
}


def letter(case: Case, outcome: Outcome, until: date | None = None, access: str = "") -> Letter:
    """The letter for this outcome; `until` is the day by which to appeal or respond, or to which it is valid; `access`
    says of an approval when data are released."""
    about = f"Your request {case.reference}, “{case.papers.title}”, version {case.papers.version}"
    signed = " and ".join(_signature(case, s.office, s.delegate_of is not None) for s in case.decision.signatures)
    first = [f"{about} (SHA-256 {case.papers.sha256}) was considered. {_advice(case)}The decision is by {signed}."]
    reasons = [f"Reason: {reason}" for reason in case.decision.reasons]
    day = f"{until:%-d %B %Y}" if until is not None else ""
    if outcome == Outcome.REJECTED:
        appeal = f"You may appeal until {day}. The appeal is heard by people who had no part in this decision."
        return Letter(heading="Your request was not approved", paragraphs=(*first, *reasons), closing=appeal)
    if outcome == Outcome.DEFERRED:
        return Letter(
            heading="Your request was deferred",
            paragraphs=(*first, *reasons, "Please answer each of these actions."),
            numbered=case.decision.actions,
            closing=f"The request lapses if nothing is heard by {day}.",
        )
    if case.papers.approval == Approval.PROVISIONAL:
        return Letter(
            heading="Your request was agreed in principle",
            paragraphs=(
                *first,
                *reasons,
                "This is not permission to process data. It gives no right to an agreement, to data or to access, and "
                "does not mean that a full application will be approved.",
                *(f"Concern: {concern}" for concern in case.decision.concerns),
            ),
            numbered=(*case.decision.outstanding, *(c.text for c in case.decision.conditions)),
            closing=f"The agreement in principle is valid until {day}.",
        )
    return Letter(
        heading="Your request was approved",
        paragraphs=(*first, *reasons, access),
        numbered=tuple(f"{c.kind.capitalize()} condition: {c.text}" for c in case.decision.conditions),
        closing="No data may be used before the agreement is in force.",
    )


def _signature(case: Case, office: Office, delegated: bool) -> str:
    return f"{NAMES[office]}, by a delegate" if delegated else NAMES[office]


def _advice(case: Case) -> str:
    if case.advice is None:
        return ""
    told = {"SUPPORT": "supports it", "SUPPORT_WITH_CONDITIONS": "supports it with conditions"}
    told |= {"DEFER": "advises to defer it", "UNABLE_TO_SUPPORT": "was unable to support it"}
    differs = (
        " The decision differs from this advice, for the reasons given." if case.decision.departs_from_advice else ""
    )
    met = f"{case.advice.held_on:%-d %B %Y}"
    return f"The committee met on {met} and {told[case.advice.outcome]}.{differs} "
