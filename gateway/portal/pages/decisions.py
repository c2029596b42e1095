"""The decision, what it may depend on, the appeal against it, and who signs for an office-holder."""

from collections.abc import Mapping
from typing import Any

from services.contracts import review
from services.contracts.message import Role
from services.contracts.review import Office, Outcome

from ...api.route import SIGNED_IN, STAFF_ONLY
from .. import asking, choices
from ..row import Field, Form
from ..visit import Visit
from ..words_of_review import ADVICE, WANTED
from .requests import HERE, ONE
from .validation import REQUESTS

OFFICES = {
    Office.CALDICOTT_GUARDIAN: ("Caldicott Guardian", ""),
    Office.SIRO: ("Senior Information Risk Owner (SIRO)", ""),
    Office.SECOND_OFFICER: ("Second case officer", ""),
}
OUTCOMES = {
    Outcome.APPROVED: ("Approve", ""),
    Outcome.APPROVED_WITH_CONDITIONS: ("Approve with conditions", "Those below, or those advised when you give none."),
    Outcome.DEFERRED: ("Defer", "The applicant first does what you ask for below."),
    Outcome.REJECTED: ("Reject", "Give your reasons. The applicant may appeal."),
}


def deciding(visit: Visit) -> Mapping[str, Any]:
    """The case, and who holds the offices."""
    guardians, siros = choices.holding(Role.CALDICOTT_GUARDIAN), choices.holding(Role.SIRO)
    return {**asking.case(visit), "guardians": guardians, "siros": siros}


def offices(visit: Visit) -> list[tuple[str, str]]:
    """The offices that decide on this route, and for which the asker can sign: their own, and those of who let them."""
    case = visit["case"]
    let = {one.office for one in case.signs_for} if case else set()
    held = [one for one in (case.offices if case else ()) if one in let or visit.caller.actor.has(Role(one.value))]
    return [(one.value, OFFICES[one][0]) for one in held]


def others_of_staff(visit: Visit) -> list[tuple[str, str]]:
    """Whoever may sign for the asker: staff, and somebody else. An applicant is never offered."""
    staff = {str(one.person_id) for one in visit["people"].rows if one.roles} if visit["people"] else set()
    return [one for one in choices.people(visit) if one[0] in staff - {str(visit.caller.actor.id)}]


def my_offices(visit: Visit) -> list[tuple[str, str]]:
    """The offices of the asker that another may sign for."""
    held = [one for one in (Office.CALDICOTT_GUARDIAN, Office.SIRO) if visit.caller.actor.has(Role(one.value))]
    return [(one.value, OFFICES[one][0]) for one in held]


def holders(visit: Visit) -> list[tuple[str, str]]:
    """For whom the asker may sign today: themselves, and who let them."""
    known = choices.names(visit, "guardians") | choices.names(visit, "siros")
    found = [
        (str(one.holder_id), f"For {known.get(one.holder_id, 'the holder')}, {OFFICES[one.office][0]}")
        for one in (visit["case"].signs_for if visit["case"] else ())
    ]
    return [("", "I hold the office myself"), *found]


def advised(visit: Visit) -> Mapping[str, Any]:
    """What the office that signed before decided; for the first office of the asker that has not. The conditions stay
    empty: then those advised hold."""
    case = visit["case"]
    signed = case.decision.signatures if case.decision else ()
    waiting = case.decision.waiting if case.decision else case.offices
    outcome = signed[0].outcome.value if signed else ""
    mine = dict(offices(visit))
    return {"office": next((one.value for one in waiting if one.value in mine), None), "outcome": outcome}


def condition(visit: Visit) -> Mapping[str, Any]:
    """The condition that the address names."""
    found = visit["case"].conditions if visit["case"] else ()
    return {"condition": next((one for one in found if one.id == visit.path["condition_id"]), None)}


PAGES = (
    Form(
        path=f"{ONE}/decision",
        who=SIGNED_IN,
        command=review.SignDecision,
        title="Decide",
        action="Decide on this request",
        template="decisions/decide.html",
        crumbs=REQUESTS,
        asks=deciding,
        needs="case",
        fields=(
            Field("office", "For which office do you decide?", kind="one", choices=offices,
                  none="You hold none of the offices that decide on this request, and sign for nobody who does."),
            Field("delegate_of", "Do you sign for somebody else?", kind="one", choices=holders),
            Field("outcome", "What do you decide?", choices=choices.worded(Outcome, OUTCOMES)),
            Field("reasons", "Reasons", "One on each line. Needed when you reject, and when you decide otherwise than "
                  "the committee advised."),
            *WANTED,
            Field("actions", "What must the applicant do first?", "Only when you defer. One action on each line: they "
                  "are numbered in the letter."),
            Field("outstanding", "What is still outstanding?", "Only for an agreement in principle, one on each line: "
                  "for example, funding."),
            Field("concerns", "Which concerns remain?", "Only for an agreement in principle, one on each line."),
        ),
        start=advised,
        submit="Sign the decision",
        then=HERE,
        done="Your decision is signed. When every office of the route has signed, the letter goes to the applicant.",
        more=lambda visit: {"words": {key.value: one[0] for key, one in ADVICE.items()}},
    ),
    Form(
        path=f"{ONE}/appeal/decision",
        who=STAFF_ONLY,
        command=review.DecideAppeal,
        title="Decide the appeal",
        template="decisions/appeal.html",
        crumbs=REQUESTS,
        asks=asking.case,
        needs="case",
        fields=(
            Field("upheld", "Is the appeal upheld?", "If it is, the request is reviewed again, by other people."),
            Field("reasons", "Why?", "The applicant reads this."),
        ),
        submit="Decide the appeal",
        danger=True,
        then=HERE,
        done="The appeal is decided. The applicant has been told.",
    ),
    Form(
        path=f"{ONE}/conditions/<uuid:condition_id>/verify",
        who=STAFF_ONLY,
        command=review.VerifyCondition,
        title="Check the evidence of a condition",
        action="Check the evidence",
        template="decisions/condition.html",
        crumbs=REQUESTS,
        asks=asking.case,
        needs="case",
        fields=(
            Field("accepted", "Is the condition met?", optional=False),
            Field("note", "Anything to say?", "When it is not met, say what is missing: the applicant reads this.",
                  kind="long"),
        ),
        submit="Record it",
        then=HERE,
        done="It is recorded, and the applicant has been told.",
        more=condition,
    ),
    Form(
        path="/staff/delegations/new",
        who=frozenset({Role.CALDICOTT_GUARDIAN, Role.SIRO}),
        command=review.DelegateOffice,
        title="Let somebody sign for you",
        nav="Delegation",
        template="staff/choose_person.html",
        intro=("Somebody who signs for you may do what you may: not more. You name the days, at most a year. Every "
               "decision says for whom it was signed.",),
        asks=lambda visit: {"people": choices.matching(visit)},
        fields=(
            Field("office", "For which office?", choices=my_offices, kind="one",
                  none="Only the Caldicott Guardian and the SIRO can let somebody sign for them."),
            Field("delegate_id", "Who signs for you?", kind="one", choices=others_of_staff, none=choices.NOBODY_FOUND),
            Field("delegate_name", kind="hidden"),
            Field("valid_from", "From which day?"),
            Field("valid_to", "Until which day?", "This day is the last."),
            Field("reason", "Why?", "For example: leave.", kind="long"),
        ),
        read=choices.called("delegate_id", "delegate_name"),
        submit="Let them sign",
        then="/my/tasks",
        done="They may sign for you from that day. It is on the record.",
    ),
)  # fmt: skip
