"""What each event teaches about its subject: who has to do with it, as what, and how it is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.contracts.message import Event
from services.contracts.request import Request

from .entry import To

COLLABORATORS = "collaborators"  # told what the team is told
CONTROLLERS = "controllers"  # organisations, whose data protection officers are told


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """These people have this relation to the subject: beside those known before, `instead` of them, or `no_more`."""

    relation: str
    people: frozenset[UUID]
    instead: bool = False
    no_more: bool = False


def lessons(event: Event) -> list[Lesson]:
    """What `event` says of people and its subject. By the names of its fields: the contracts keep them the same in all
    services."""
    found: list[Lesson] = []
    request = getattr(event, "request", None)
    if isinstance(request, Request):
        found += _of_request(request)
    single = {"lead_id": To.APPLICANT, "contact_id": To.ENQUIRER, "submitter_id": To.SUBMITTERS}
    for name, relation in {**single, "case_officer_id": To.OFFICER, "officer_id": To.OFFICER}.items():
        if isinstance(who := getattr(event, name, None), UUID):
            found.append(_lesson(relation, (who,), instead=True))
    several = {"reviewers": To.REVIEWERS, "members": To.MEMBERS, "signatories": To.SIGNATORIES}
    for name, relation in several.items():
        people = tuple(getattr(one, "person_id", None) or one for one in getattr(event, name, ()) or ())
        found.append(_lesson(relation, people))
    return [*found, *_by_kind(event)]


def _of_request(request: Request) -> list[Lesson]:
    return [
        _lesson(To.APPLICANT, (request.lead.person_id,), instead=True),
        _lesson(To.TEAM, (one.person_id for one in request.team), instead=True),
        _lesson(To.SIGNATORIES, (one.signatory_id for one in request.controllers)),
        _lesson(To.SUBMITTERS, (request.cohort.submitter_id,)),
        _lesson(CONTROLLERS, (one.organisation_id for one in request.controllers), instead=True),
    ]


def _by_kind(event: Event) -> list[Lesson]:
    who: Any = getattr(event, "person_id", None)
    kind = type(event).__name__
    if kind == "SignatoryNamed":
        return [_lesson(To.SIGNATORIES, (who,))]
    if kind == "CollaboratorJoined":
        return [_lesson(COLLABORATORS, (who,))]
    if kind in ("CollaboratorRemoved", "CollaboratorLeft"):
        return [Lesson(relation=COLLABORATORS, people=frozenset({who}), no_more=True)]
    if kind == "ReviewWaived" or (kind == "ConflictDeclared" and getattr(event, "conflicted", False)):
        return [Lesson(relation=To.REVIEWERS, people=frozenset({who}), no_more=True)]
    return []


def _lesson(relation: str, people: Iterable[Any], *, instead: bool = False) -> Lesson:
    return Lesson(relation=relation, people=frozenset(p for p in people if isinstance(p, UUID)), instead=instead)


def naming(event: Event) -> dict[str, str]:
    """What the event says of its subject's reference, title and profile; only what it knows."""
    request = getattr(event, "request", None)
    source = request if isinstance(request, Request) else event
    found = {name: getattr(source, name, "") for name in ("reference", "title", "profile")}
    return {name: str(value) for name, value in found.items() if value}
