"""What the events of other services make true here (`learn`), and what follows from them (`hear`).

Order is kept only within one service. A condition may be met before the agreement is here, and a deletion order may
come before the news of the end; both are kept or acted upon, and neither is an error.
"""

from dataclasses import replace
from functools import singledispatch
from typing import Any

from services.contracts import agreements as a
from services.contracts import provisioning as p
from services.contracts.audit import DeletionOrdered
from services.contracts.message import Call, Event, happened
from services.contracts.provisioning import CohortState, MemberState, NamedMember, ProjectState
from services.contracts.request import Request
from services.contracts.review import ConditionMet

from . import cohort_due, specification
from .cohort_tasks import submitter
from .project import LIVE, OPEN, Cohort, Membership, Project

PRECEDENT = "precedent"


@singledispatch
def learn(event: Event, project: Project) -> Project:
    """The project with what this foreign event says kept in it."""
    raise NotImplementedError(type(event).__name__)


@singledispatch
def hear(event: Event, project: Project, call: Call) -> list[Event]:
    """Our own events that follow; `project` has already learned."""
    return []


@learn.register
def _generated(event: a.AgreementGenerated, project: Project) -> Project:
    if project.state is not ProjectState.ABSENT:
        return project
    precedent = [c for c in event.conditions if c.kind.lower() == PRECEDENT]
    return replace(
        project, reference=event.reference, agreement_ref=event.agreement_ref, request=event.request,
        lead_id=event.request.lead.person_id, needs_cohort=event.needs_cohort or _supplied(event.request),
        needs_letter=event.needs_letter, needs_service_agreement=event.needs_service_agreement,
        precedent=tuple(c.condition_id for c in precedent),
        conditions_met=(*project.conditions_met, *(c.condition_id for c in precedent if c.met)),
    )  # fmt: skip


def _supplied(request: Request) -> bool:
    return request.cohort.source == "applicant_supplied"


@hear.register
def _open(event: a.AgreementGenerated, project: Project, call: Call) -> list[Event]:
    if project.state is not ProjectState.ABSENT:
        return []
    request = project.asked
    people = {one.person_id: one.name for one in (request.lead, *request.team) if one.access != "none"}
    return [
        happened(
            p.ProjectOpened, call, project.id, reference=project.reference, agreement_ref=project.agreement_ref,
            title=request.title, profile=request.profile, access=request.access, needs_cohort=project.needs_cohort,
            needs_letter=project.needs_letter, needs_service_agreement=project.needs_service_agreement,
            members=tuple(NamedMember(person_id=one, name=name) for one, name in people.items()),
        )
    ]  # fmt: skip


@learn.register
def _service_signed(event: a.ServiceAgreementSigned, project: Project) -> Project:
    return replace(project, service_signed=True)


@learn.register
def _in_force(event: a.AgreementInForce, project: Project) -> Project:
    """From here on the request is the one in the agreement, in the version that was signed."""
    members = {one.person_id: one for one in project.members}
    for one in (event.request.lead, *event.request.team):
        if one.access != "none":
            members.setdefault(one.person_id, Membership(person_id=one.person_id, name=one.name))
    return replace(
        project, request=event.request, agreement_ref=event.agreement_ref, in_force=True, in_force_at=event.at,
        starts_at=event.starts_at, ends_at=event.ends_at, needs_letter=project.needs_letter or event.needs_letter,
        members=tuple(members.values()),
    )  # fmt: skip


@hear.register
def _await_cohort(event: a.AgreementInForce, project: Project, call: Call) -> list[Event]:
    if project.cohort.state is not CohortState.NEEDED:
        return []
    facts: dict[str, Any] = {"submitter_id": submitter(project), "due_on": cohort_due.day_for(call)}
    facts["permitted_columns"] = specification.permitted_columns(project.asked)
    return [happened(p.CohortAwaited, call, project.id, reference=project.reference, **facts)]


@learn.register
def _letter(event: a.ReleaseLetterIssued, project: Project) -> Project:
    return replace(project, letter=event.number)


@learn.register
def _condition_met(event: ConditionMet, project: Project) -> Project:
    met = tuple(dict.fromkeys((*project.conditions_met, str(event.condition_id))))
    return replace(project, conditions_met=met, all_precedent_met=project.all_precedent_met or event.all_precedent_met)


@learn.register
def _suspended(event: a.AgreementSuspended, project: Project) -> Project:
    return project


@hear.register
def _lock(event: a.AgreementSuspended, project: Project, call: Call) -> list[Event]:
    if project.state not in LIVE:
        return []
    return [happened(p.WorkspaceLocked, call, project.id, reference=project.reference, reason=event.reason)]


@learn.register
def _reinstated(event: a.AgreementReinstated, project: Project) -> Project:
    return replace(project, ends_at=event.ends_at)


@hear.register
def _unlock(event: a.AgreementReinstated, project: Project, call: Call) -> list[Event]:
    if project.suspended_from is None or project.state is not ProjectState.SUSPENDED:
        return []
    state = project.suspended_from
    return [happened(p.WorkspaceUnlocked, call, project.id, reference=project.reference, state=state)]


@learn.register(a.AgreementExpired)
@learn.register(a.AgreementTerminated)
def _agreement_ended(event: a.AgreementExpired | a.AgreementTerminated, project: Project) -> Project:
    return replace(project, ends_at=min(project.ends_at or event.ended_at, event.ended_at))


@hear.register(a.AgreementExpired)
@hear.register(a.AgreementTerminated)
def _revoke_at_the_end(event: a.AgreementExpired | a.AgreementTerminated, project: Project, call: Call) -> list[Event]:
    return _revoke(project, event.reason, call)


@learn.register
def _ordered(event: DeletionOrdered, project: Project) -> Project:
    return replace(project, deletion_due_on=event.due_on)


@hear.register
def _destroy(event: DeletionOrdered, project: Project, call: Call) -> list[Event]:
    if project.ordered or project.state is ProjectState.DESTROYED:
        return []
    started = happened(p.DestructionStarted, call, project.id, reference=project.reference, due_on=event.due_on)
    return [*_revoke(project, event.reason, call), started]


def _revoke(project: Project, reason: str, call: Call) -> list[Event]:
    if project.state not in OPEN:
        return []
    members = tuple(one.person_id for one in project.members if one.state is MemberState.ACTIVE)
    return [happened(p.AccessRevoked, call, project.id, reference=project.reference, reason=reason, members=members)]


def expected(project: Project) -> Cohort:
    """The cohort of a project that was just opened."""
    return Cohort(state=CohortState.NEEDED) if project.needs_cohort else Cohort()
