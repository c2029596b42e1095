"""Quality and release: builder, checker and two approvers are different people where SoD-06 says so (T29, G-2P)."""

from services.contracts import provisioning as p
from services.contracts.message import Call, Conflict, Event, NotPermitted, Problem, Refused, happened
from services.contracts.provisioning import ReleaseState

from . import guards, route
from .door import Known, decide
from .project import Project, Release

APPROVING = (ReleaseState.AWAITING_APPROVAL_1, ReleaseState.AWAITING_APPROVAL_2)


@decide.register
def check_quality(command: p.CheckQuality, project: Project, call: Call, known: Known) -> list[Event]:
    release = _shown(project, command.manifest_sha256)
    if release.state is not ReleaseState.QA:
        raise Refused("No release waits for a quality check.", code="nothing-to-check")
    _not_the_builder(release, call)
    _complete(command)
    facts = {"manifest_sha256": release.manifest_sha256, "passed": command.passed, "checklist": command.checklist}
    return [_told(p.QualityChecked, project, release, call, **facts)]


def _complete(command: p.CheckQuality) -> None:
    answers = {check.item: check for check in command.checklist}
    missing = [item for item in p.QUALITY_ITEMS if item not in answers]
    silent = [check.item for check in command.checklist if not check.passed and not check.note.strip()]
    problems = [Problem(code="unanswered", field=item, message=f"Answer {item}.") for item in missing]
    problems += [Problem(code="note-missing", field=item, message=f"Say what is wrong with {item}.") for item in silent]
    if problems:
        raise Refused("The checklist is not complete.", problems=tuple(problems), code="checklist-incomplete")
    if command.passed != all(check.passed for check in command.checklist):
        raise Refused("The result does not follow from the checklist.", code="checklist-contradicts")


@decide.register
def approve(command: p.ApproveRelease, project: Project, call: Call, known: Known) -> list[Event]:
    release = _shown(project, command.manifest_sha256)
    if release.state not in APPROVING:
        raise Refused("No release waits for approval: G-QA comes first.", code="nothing-to-approve")
    _not_the_builder(release, call)
    if call.actor.id in release.approved_by:
        raise NotPermitted("The second approver is another person (G-2P).", code="sod-06")
    guards.require(guards.to_release(project, release, call.at))
    facts = {"manifest_sha256": release.manifest_sha256, "approver_id": call.actor.id}
    final = release.state is ReleaseState.AWAITING_APPROVAL_2
    return [_told(p.ReleaseApproved, project, release, call, **facts, final=final, delivery=route.required(project))]


def _shown(project: Project, manifest_sha256: str) -> Release:
    """The newest release, if it is the one whose manifest the person was shown."""
    release = project.release
    if release is None or not release.manifest_sha256:
        raise Refused("There is no release yet.", code="nothing-to-check")
    if release.manifest_sha256 != manifest_sha256:
        raise Conflict("This is not the newest release: look at its files and decide again.", code="another-release")
    return release


def _not_the_builder(release: Release, call: Call) -> None:
    if call.actor.id == release.builder_id:
        raise NotPermitted("Whoever built a release neither checks nor approves it.", code="sod-06")


def _told(cls: type[Event], project: Project, release: Release, call: Call, **facts: object) -> Event:
    return happened(cls, call, project.id, reference=project.reference, release_ref=release.release_ref, **facts)
