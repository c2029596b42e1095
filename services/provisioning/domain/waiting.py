"""What waits for whom, and which commands somebody is offered: derived from the project, never stored in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.contracts import provisioning as p
from services.contracts.message import Actor, Role
from services.contracts.provisioning import CohortState, MemberState, ProjectState, ReleaseState

from . import cohort_due, guards, may, route
from .days import day_after, london, weekdays_after
from .production import REBUILT
from .project import OPEN, VERIFIED, Project
from .release import APPROVING

VERIFY_WITHIN, RELEASE_WITHIN = 10, 14  # weekdays; the release clock of 1.4.15


@dataclass(frozen=True, kw_only=True)
class Wait:
    """`who` is a role of staff or a person's id, as text."""

    who: str
    task: str
    command: str
    due_on: date | None = None


def waits(project: Project) -> tuple[Wait, ...]:
    """Everything that waits for somebody now."""
    if project.state not in OPEN or project.state is ProjectState.SUSPENDED:
        return ()
    return tuple(_waits(project))


def _waits(project: Project) -> Iterable[Wait]:
    verify_by = weekdays_after(london(project.opened_at), VERIFY_WITHIN) if project.opened_at else None
    for one in project.members:
        if one.state is MemberState.REQUESTED:
            yield Wait(who=str(one.person_id), task="Accept the end-user terms", command="AcceptUserTerms")
        if one.state is MemberState.CHECKING:
            yield Wait(who=Role.SDE_ADMIN, task=f"Verify {one.name}", command="VerifyUser", due_on=verify_by)
        if one.state is MemberState.VERIFIED and project.workspace:
            join = f"Add {one.name} to the {route.place(project)}"
            yield Wait(who=Role.SDE_ADMIN, task=join, command="AddWorkspaceMember")
    if project.cohort.state in (CohortState.AWAITED, CohortState.REJECTED):
        yield Wait(who=str(project.cohort.submitter_id), task="Hand in the cohort file", command="UploadCohort",
                   due_on=project.cohort.due_on)  # fmt: skip
    if (step := _next_step(project)) is not None:
        release_by = weekdays_after(london(project.in_force_at), RELEASE_WITHIN) if project.in_force_at else None
        yield Wait(who=step[0], task=step[1], command=step[2], due_on=release_by)


def _next_step(project: Project) -> tuple[Role, str, str] | None:
    """The one step that takes the data further."""
    if project.state is ProjectState.SETUP:
        ready = project.starts_at is not None and not guards.to_start(project, project.starts_at)
        return (Role.PRODUCTION_ANALYST, "Start production", "StartProduction") if ready else None
    if project.state is ProjectState.PRODUCTION:
        release = project.release
        if release is None or release.state in REBUILT:
            return Role.PRODUCTION_ANALYST, "Build the release", "BuildRelease"
        if release.state is ReleaseState.QA:
            return Role.PRODUCTION_QA, "Check the quality of the release", "CheckQuality"
        return (Role.RELEASE_APPROVER, "Approve the release", "ApproveRelease") if release.state in APPROVING else None
    if project.state is ProjectState.PROVISIONING:
        if project.workspace and guards.to_activate(project):
            return None  # whoever waits has a task of their own
        if project.workspace:
            return Role.SDE_ADMIN, f"Test the {route.place(project)} and give access", "ActivateProject"
        return Role.SDE_ADMIN, f"Create the {route.place(project)}", "CreateWorkspace"
    return None


def offered(project: Project, actor: Actor, at: datetime) -> tuple[str, ...]:
    """The names of what this person may ask for now: by the table, and as far as the project is there already."""
    allowed = may.allowed(project.state, may.parts(project, actor))
    return tuple(sorted(one.__name__ for one in allowed if SENSIBLE[one](project, actor, at)))


Sense = Callable[[Project, Actor, datetime], bool]


def _can_build(project: Project, actor: Actor, at: datetime) -> bool:
    last = project.release
    if last is None or last.state in REBUILT:
        return True
    return last.state is not ReleaseState.BUILDING and guards.fresh(last, at) is not None


def _can_check(project: Project, actor: Actor, at: datetime) -> bool:
    last = project.release
    return last is not None and last.state is ReleaseState.QA and last.builder_id != actor.id


def _can_approve(project: Project, actor: Actor, at: datetime) -> bool:
    last = project.release
    return last is not None and last.state in APPROVING and actor.id not in (last.builder_id, *last.approved_by)


def _can_use(project: Project, actor: Actor, at: datetime) -> bool:
    member = project.member(actor.id)
    if member is None or member.state is not MemberState.ACTIVE or member.valid_to is None:
        return False
    return project.effective(at) and at < day_after(member.valid_to)


def _members_in(*states: MemberState) -> Sense:
    return lambda project, actor, at: any(one.state in states for one in project.members)


SENSIBLE: Mapping[may.Request, Sense] = {
    p.AcceptUserTerms: lambda project, actor, at: any(
        one.person_id == actor.id and one.terms_version != p.TERMS_VERSION for one in project.members
    ),
    p.VerifyUser: _members_in(MemberState.CHECKING, MemberState.REFUSED, MemberState.SUSPENDED),
    p.RefuseUser: _members_in(
        MemberState.REQUESTED, MemberState.CHECKING, MemberState.VERIFIED, MemberState.SUSPENDED
    ),
    p.UploadCohort: lambda project, actor, at: project.effective(at)
    and project.cohort.state not in (CohortState.NOT_NEEDED, CohortState.CHECKING),
    p.StartProduction: lambda project, actor, at: not guards.to_start(project, at),
    p.BuildRelease: _can_build,
    p.CheckQuality: _can_check,
    p.ApproveRelease: _can_approve,
    p.CreateWorkspace: lambda project, actor, at: not project.workspace
    and any(one.state in VERIFIED for one in project.members),
    p.AddWorkspaceMember: lambda project, actor, at: bool(project.workspace)
    and any(one.state is MemberState.VERIFIED for one in project.members),
    p.RemoveWorkspaceMember: _members_in(*(one for one in MemberState if one is not MemberState.REMOVED)),
    p.ActivateProject: lambda project, actor, at: bool(project.workspace) and not guards.to_activate(project),
    p.OpenWorkspaceFile: _can_use,
    p.ListWorkspaceFiles: _can_use,
}
"""For each thing that may be asked: does it make sense now? The table decides what is allowed; this what is offered."""


def next_look(project: Project) -> datetime | None:
    """When time next does something to this project: the first instant at which a membership has run out, or the cohort
    file is to be asked for again."""
    ends = [one.valid_to for one in project.members if one.state in VERIFIED and one.valid_to is not None]
    found = [day_after(min(ends))] if ends and project.state in OPEN else []
    cohort = cohort_due.next_look(project)
    return min((*found, *((cohort,) if cohort else ())), default=None)
