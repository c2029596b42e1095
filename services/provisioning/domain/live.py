"""The workspace: who is in it, whether it is live, and each opening of a file, decided at that moment (1.4.16, 1.4.17).

A grant carries its end: the end of the agreement and the end of the membership are compared with the time of the call,
so access ends at that instant, whether or not anybody has said so.
"""

from datetime import datetime
from uuid import UUID

from services.contracts import provisioning as p
from services.contracts.message import Call, Event, NotFound, NotPermitted, Refused, happened
from services.contracts.provisioning import MemberState, ProjectState, ReleaseFile, ReleaseState

from . import guards, route
from .days import day_after, london
from .door import Known, decide
from .membership import named
from .project import VERIFIED, Membership, Project, Release


def granted(project: Project, call: Call) -> datetime:
    """Until when the caller may use the data; NotPermitted, with the reason, when they may not now."""
    if project.state is not ProjectState.ACTIVE:
        raise NotPermitted(f"The project is {project.state}.", code="project-not-active")
    if project.ends_at is None or not project.effective(call.at):
        raise NotPermitted("The agreement is not in force now.", code="agreement-ended")
    member = project.member(call.actor.id)
    if member is None or member.state is not MemberState.ACTIVE or member.valid_to is None:
        raise NotPermitted("You are not an active member of this workspace.", code="not-a-member")
    until = day_after(member.valid_to)
    if call.at >= until:
        raise NotPermitted("Your training has run out: renew it in your profile.", code="membership-ended")
    return min(until, project.ends_at)


def delivered(project: Project) -> Release:
    """The release that lies in the workspace."""
    found = [one for one in project.releases if one.state is ReleaseState.DELIVERED]
    if not found:
        raise NotFound("There is no data in this workspace.")
    return found[-1]


def file_of(project: Project, name: str) -> ReleaseFile:
    """A file of the delivered release by its exact name: nothing else can be asked for."""
    for one in delivered(project).files:
        if one.name == name:
            return one
    raise NotFound("There is no such file in this workspace.")


@decide.register
def open_file(command: p.OpenWorkspaceFile, project: Project, call: Call, known: Known) -> list[Event]:
    granted(project, call)
    one = file_of(project, command.name)
    facts = {"person_id": call.actor.id, "file": one.name, "sha256": one.sha256}
    ref = delivered(project).release_ref
    return [happened(p.DataAccessed, call, project.id, reference=project.reference, release_ref=ref, **facts)]


@decide.register
def create(command: p.CreateWorkspace, project: Project, call: Call, known: Known) -> list[Event]:
    if project.workspace:
        raise Refused("This project has a workspace.", code="workspace-there")
    joining = [one for one in project.members if _verified(one, call)]
    if not joining:
        raise Refused("Nobody is verified who could use the workspace (G-USER).", code="no-verified-user")
    _effective(project, call)
    release, delivery = approved(project), route.required(project)
    facts = {"workspace": str(project.id), "release_ref": release.release_ref, "files": known.files}
    ready = happened(p.WorkspaceReady, call, project.id, reference=project.reference, delivery=delivery, **facts)
    return [ready, *(_added(project, one, call) for one in joining)]


def approved(project: Project) -> Release:
    """The release that two people approved."""
    release = project.release
    if release is None or release.state not in (ReleaseState.APPROVED, ReleaseState.DELIVERED):
        raise Refused("No release was approved by two people (G-2P).", code="no-release")
    return release


@decide.register
def add(command: p.AddWorkspaceMember, project: Project, call: Call, known: Known) -> list[Event]:
    member = named(project, command.person_id)
    if member.state is MemberState.ACTIVE:
        return []
    if not project.workspace:
        raise Refused("There is no workspace yet.", code="no-workspace")
    if not _verified(member, call):
        raise Refused(f"This person is {member.state}; only verified users join (G-USER).", code="not-verified")
    return [_added(project, member, call)]


@decide.register
def remove(command: p.RemoveWorkspaceMember, project: Project, call: Call, known: Known) -> list[Event]:
    member = named(project, command.person_id)
    if member.state is MemberState.REMOVED:
        return []
    successor = _successor(project, command, call)
    facts = {"person_id": member.person_id, "name": member.name, "reason": command.reason, "successor_id": successor}
    return [happened(p.MemberRemoved, call, project.id, reference=project.reference, **facts)]


def _successor(project: Project, command: p.RemoveWorkspaceMember, call: Call) -> UUID | None:
    if command.person_id != project.lead_id:
        return None
    if command.successor_id is None:
        raise Refused("Name who leads the project from now on, before its lead leaves.", code="successor-needed")
    found = project.member(command.successor_id)
    if found is None or found.person_id == command.person_id or not _verified(found, call):
        raise Refused("The successor is a verified member of the project.", code="successor-not-a-member")
    return found.person_id


@decide.register
def activate(command: p.ActivateProject, project: Project, call: Call, known: Known) -> list[Event]:
    if not project.workspace:
        raise Refused("There is no workspace yet.", code="no-workspace")
    _effective(project, call)
    members = tuple(one.person_id for one in project.members if one.state is MemberState.ACTIVE and _trained(one, call))
    if not members:
        raise Refused("No verified user is a member of the workspace (G-USER).", code="no-member")
    guards.require(guards.to_activate(project))
    release = delivered(project)
    if known.files != release.files:
        raise Refused("The files in the workspace are not those of the release.", code="files-differ")
    facts = {"release_ref": release.release_ref, "workspace": project.workspace, "smoke_test": command.smoke_test}
    told = {"reference": project.reference, "members": members, "ends_at": project.ends_at}
    return [happened(p.ProjectActive, call, project.id, **told, **facts)]


def _effective(project: Project, call: Call) -> None:
    if guards.effective(project, call.at) is not None:
        raise Refused("The agreement is not in force now.", code="agreement-not-in-force")


def _verified(member: Membership, call: Call) -> bool:
    return member.state in VERIFIED and _trained(member, call)


def _trained(member: Membership, call: Call) -> bool:
    return member.valid_to is not None and london(call.at) <= member.valid_to


def _added(project: Project, member: Membership, call: Call) -> Event:
    facts = {"person_id": member.person_id, "name": member.name, "valid_to": member.valid_to}
    return happened(p.MemberAdded, call, project.id, reference=project.reference, **facts)
