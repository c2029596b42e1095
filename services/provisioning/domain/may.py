"""Who may ask for what, and when: a table that could be shown to the committee.

A person's part in one project is read from the project, not only from the account: whoever is named in the request, as
a user, a submitter or a signatory, has no other part in it, whatever their account may do elsewhere (SoD-01). Whoever
only helped with the request, by invitation, has none at all.
"""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts import provisioning as p
from services.contracts.access import Party, Who
from services.contracts.message import Actor, Command, NotPermitted, Query, Role
from services.contracts.provisioning import ProjectState as S

from .project import OPEN, Project


class Part(StrEnum):
    """A person's part in one project."""

    MEMBER = "named user"
    SUBMITTER = "cohort submitter"
    SIGNATORY = "controller's signatory"
    ANALYST = "production analyst"
    QA = "production QA"
    APPROVER = "release approver"
    SDE_ADMIN = "SDE administrator"
    READER = "staff who may read"
    NONE = "no part"


ACCOUNT: Mapping[Role, Part] = {
    Role.PRODUCTION_ANALYST: Part.ANALYST,
    Role.PRODUCTION_QA: Part.QA,
    Role.RELEASE_APPROVER: Part.APPROVER,
    Role.SDE_ADMIN: Part.SDE_ADMIN,
    Role.CASE_OFFICER: Part.READER,
    Role.IG_LEAD: Part.READER,
    Role.CALDICOTT_GUARDIAN: Part.READER,
    Role.SIRO: Part.READER,
    Role.AUDITOR: Part.READER,
    Role.FINANCE: Part.READER,
}
PARTIES: Mapping[Part, Party] = {
    Part.MEMBER: Party.TEAM,
    Part.SUBMITTER: Party.SUBMITTER,
    Part.SIGNATORY: Party.SIGNATORY,
}

Request = type[Command] | type[Query]

RULES: tuple[tuple[Request, tuple[S, ...], tuple[Part, ...]], ...] = (
    (p.AcceptUserTerms, OPEN, (Part.MEMBER,)),
    (p.VerifyUser, OPEN, (Part.SDE_ADMIN,)),
    (p.RefuseUser, OPEN, (Part.SDE_ADMIN,)),
    (p.UploadCohort, (S.SETUP,), (Part.SUBMITTER,)),
    (p.StartProduction, (S.SETUP,), (Part.ANALYST,)),
    (p.BuildRelease, (S.PRODUCTION,), (Part.ANALYST,)),
    (p.CheckQuality, (S.PRODUCTION,), (Part.QA,)),
    (p.ApproveRelease, (S.PRODUCTION,), (Part.APPROVER,)),
    (p.CreateWorkspace, (S.PROVISIONING,), (Part.SDE_ADMIN,)),
    (p.AddWorkspaceMember, (S.PROVISIONING, S.ACTIVE), (Part.SDE_ADMIN,)),
    (p.RemoveWorkspaceMember, OPEN, (Part.SDE_ADMIN,)),
    (p.ActivateProject, (S.PROVISIONING,), (Part.SDE_ADMIN,)),
    (p.OpenWorkspaceFile, (S.ACTIVE,), (Part.MEMBER,)),
    (p.ListWorkspaceFiles, (S.ACTIVE,), (Part.MEMBER,)),
)

MAY: Mapping[tuple[S, Part], frozenset[Request]] = {
    (state, part): frozenset(asked for asked, states, parts in RULES if state in states and part in parts)
    for state in S
    for part in Part
}


def parts(project: Project, actor: Actor) -> set[Part]:
    """This person's parts in this project."""
    if project.request is None:
        return {Part.NONE}
    found = {Part.SUBMITTER} if actor.id == project.cohort.submitter_id else set()
    if actor.id == project.asked.lead.person_id or project.member(actor.id) is not None:
        return found | {Part.MEMBER}
    if actor.id in {party.signatory_id for party in project.asked.controllers}:
        found.add(Part.SIGNATORY)
    if found or helped(project, actor):
        return found or {Part.NONE}
    return {part for role, part in ACCOUNT.items() if actor.has(role)} or {Part.NONE}


def helped(project: Project, actor: Actor) -> bool:
    """Whether somebody has worked on the request by invitation, now or once: that opens the request while they do, and
    neither its project nor its data, which are for those whom it names."""
    return project.request is not None and actor.id in project.asked.helpers


def seen_as(project: Project, actor: Actor) -> frozenset[Who]:
    """What somebody reads this project as, in the words of the access table: whoever is named in it as just that."""
    named = {PARTIES[part] for part in parts(project, actor) if part in PARTIES}
    if project.request is not None and actor.id == project.asked.lead.person_id:
        named.add(Party.APPLICANT)
    return frozenset(named) or frozenset(() if helped(project, actor) else actor.roles)


def refusal_code(asked: Request, found: set[Part]) -> str:
    """Why somebody with these parts may not ask now: a member who wants their data is told that the project, not their
    membership, is what stands in the way."""
    of_member = Part.MEMBER in found and asked in (p.OpenWorkspaceFile, p.ListWorkspaceFiles)
    return "project-not-active" if of_member else NotPermitted.code


def allowed(state: S, found: set[Part]) -> frozenset[Request]:
    """What somebody with these parts may ask for in this state."""
    return frozenset(asked for part in found for asked in MAY[state, part])

