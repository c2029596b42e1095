"""What each of our own events makes true."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce, singledispatch
from typing import Any
from uuid import UUID

from services.contracts import provisioning as p
from services.contracts.message import Event
from services.contracts.provisioning import CohortState, MemberState, ProjectState, ReleaseState

from . import hearing
from .project import Act, Membership, Project, Release


def after(event: Event, project: Project) -> Project:
    """The project after one of our events; each counts as a version."""
    return replace(evolve(event, project), version=project.version + 1)


def fold(events: Iterable[Event], project: Project) -> Project:
    """The project after a history of our events."""
    return reduce(lambda so_far, event: after(event, so_far), events, project)


@singledispatch
def evolve(event: Event, project: Project) -> Project:
    """What this event makes true; registered per event."""
    raise NotImplementedError(type(event).__name__)


def _acted(project: Project, person_id: UUID, act: str) -> Project:
    if act in project.did(person_id):
        return project
    return replace(project, acts=(*project.acts, Act(person_id=person_id, act=act)))


def _member(project: Project, person_id: UUID, change: Callable[[Membership], Membership]) -> Project:
    members = tuple(change(one) if one.person_id == person_id else one for one in project.members)
    return replace(project, members=members)


def _release(project: Project, release_ref: str, change: Callable[[Release], Release]) -> Project:
    releases = tuple(change(one) if one.release_ref == release_ref else one for one in project.releases)
    return replace(project, releases=releases)


@evolve.register
def _opened(event: p.ProjectOpened, project: Project) -> Project:
    members = tuple(Membership(person_id=one.person_id, name=one.name) for one in event.members)
    return replace(
        project, state=ProjectState.SETUP, reference=event.reference, opened_at=event.at, members=members,
        cohort=hearing.expected(project),
    )  # fmt: skip


@evolve.register
def _terms(event: p.UserTermsAccepted, project: Project) -> Project:
    def change(one: Membership) -> Membership:
        state = MemberState.CHECKING if one.state is MemberState.REQUESTED else one.state
        return replace(one, terms_version=event.terms_version, state=state)

    return _member(project, event.person_id, change)


@evolve.register
def _verified(event: p.DataUserVerified, project: Project) -> Project:
    facts: dict[str, Any] = {
        "valid_to": event.valid_to, "identity_method": event.identity_method.value, "last4": event.last4,
        "document_type": event.document_type, "affiliation": event.affiliation, "reason": "",
    }  # fmt: skip
    changed = _member(
        project, event.person_id, lambda one: replace(one, state=MemberState.VERIFIED, paused_from=None, **facts)
    )
    return _acted(changed, event.by, "verified a user")


@evolve.register
def _refused(event: p.DataUserRefused, project: Project) -> Project:
    changed = _member(
        project, event.person_id, lambda one: replace(one, state=MemberState.REFUSED, reason=event.reason)
    )
    return _acted(changed, event.by, "refused a user")


@evolve.register
def _paused(event: p.MembershipSuspended, project: Project) -> Project:
    def change(one: Membership) -> Membership:
        return replace(one, state=MemberState.SUSPENDED, reason=event.reason, paused_from=one.state)

    return _member(project, event.person_id, change)


@evolve.register
def _restored(event: p.MembershipRestored, project: Project) -> Project:
    def change(one: Membership) -> Membership:
        state = one.paused_from or MemberState.VERIFIED
        return replace(one, state=state, reason="", paused_from=None, valid_to=event.valid_to)

    return _member(project, event.person_id, change)


@evolve.register
def _extended(event: p.MembershipExtended, project: Project) -> Project:
    return _member(project, event.person_id, lambda one: replace(one, valid_to=event.valid_to))


@evolve.register
def _awaited(event: p.CohortAwaited, project: Project) -> Project:
    facts: dict[str, Any] = {"submitter_id": event.submitter_id, "permitted_columns": event.permitted_columns}
    facts["due_on"] = event.due_on
    return replace(project, cohort=replace(project.cohort, state=CohortState.AWAITED, **facts))


@evolve.register
def _reminded(event: p.CohortReminded, project: Project) -> Project:
    return replace(project, cohort=replace(project.cohort, reminded=True))


@evolve.register
def _overdue(event: p.CohortOverdue, project: Project) -> Project:
    return replace(project, cohort=replace(project.cohort, overdue=True))


@evolve.register
def _received(event: p.CohortReceived, project: Project) -> Project:
    cohort = replace(
        project.cohort, state=CohortState.CHECKING, number=event.number, filename=event.filename, sha256=event.sha256,
        size=event.size, received_at=event.at, reason="", report="", rows=0, failed=0,
        kept=tuple(dict.fromkeys((*project.cohort.kept, event.sha256))),
    )  # fmt: skip
    return _acted(replace(project, cohort=cohort), event.by, "submitted a cohort")


@evolve.register(p.CohortAccepted)
@evolve.register(p.CohortRejected)
def _examined(event: p.CohortAccepted | p.CohortRejected, project: Project) -> Project:
    rejected = isinstance(event, p.CohortRejected)
    cohort = replace(
        project.cohort, state=CohortState.REJECTED if rejected else CohortState.ACCEPTED, rows=event.rows,
        failed=event.failed, report=event.report, reason=event.reason if isinstance(event, p.CohortRejected) else "",
        kept=tuple(dict.fromkeys((*project.cohort.kept, *((event.report,) if event.report else ())))),
    )  # fmt: skip
    return replace(project, cohort=cohort)


@evolve.register(p.IncidentRaised)
@evolve.register(p.DataAccessed)
def _nothing(event: p.IncidentRaised | p.DataAccessed, project: Project) -> Project:
    """Said for others and for the ledger; nothing of ours changes."""
    return project


@evolve.register
def _started(event: p.ProductionStarted, project: Project) -> Project:
    facts: dict[str, Any] = {"specification": event.specification, "specification_sha256": event.specification_sha256}
    return _acted(replace(project, state=ProjectState.PRODUCTION, **facts), event.by, "started production")


@evolve.register
def _building(event: p.ReleaseBuilding, project: Project) -> Project:
    earlier = tuple(
        one if one.state is ReleaseState.FAILED else replace(one, state=ReleaseState.SUPERSEDED)
        for one in project.releases
    )
    new = Release(
        release_ref=event.release_ref, sequence=event.sequence, builder_id=event.builder_id, started_at=event.at,
        include_without_nhs_number=event.include_without_nhs_number,
    )  # fmt: skip
    return _acted(replace(project, releases=(*earlier, new)), event.builder_id, "built")


@evolve.register
def _opt_outs(event: p.OptOutChecked, project: Project) -> Project:
    return _release(project, event.release_ref, lambda one: replace(one, optout=event.record))


@evolve.register
def _produced(event: p.DataProduced, project: Project) -> Project:
    def change(one: Release) -> Release:
        return replace(
            one, state=ReleaseState.QA, built_at=event.at, rows=event.rows, counts=event.counts, schema=event.schema,
            files=event.files, manifest_sha256=event.manifest_sha256,
        )  # fmt: skip

    return replace(_release(project, event.release_ref, change), key_id=event.key_id)


@evolve.register
def _failed(event: p.ProductionFailed, project: Project) -> Project:
    facts: dict[str, Any] = {"state": ReleaseState.FAILED, "failure": event.code, "failure_detail": event.detail}
    return _release(project, event.release_ref, lambda one: replace(one, **facts))


@evolve.register
def _checked(event: p.QualityChecked, project: Project) -> Project:
    state = ReleaseState.AWAITING_APPROVAL_1 if event.passed else ReleaseState.QA_FAILED
    facts: dict[str, Any] = {"state": state, "checked_by": event.by, "checklist": event.checklist}
    return _acted(
        _release(project, event.release_ref, lambda one: replace(one, **facts)), event.by, "checked the quality"
    )


@evolve.register
def _approved(event: p.ReleaseApproved, project: Project) -> Project:
    state = ReleaseState.APPROVED if event.final else ReleaseState.AWAITING_APPROVAL_2

    def change(one: Release) -> Release:
        return replace(one, state=state, approved_by=(*one.approved_by, event.approver_id))

    changed = _acted(_release(project, event.release_ref, change), event.approver_id, "approved the release")
    return replace(changed, state=ProjectState.PROVISIONING) if event.final else changed


@evolve.register
def _ready(event: p.WorkspaceReady, project: Project) -> Project:
    facts: dict[str, Any] = {"state": ReleaseState.DELIVERED, "files": event.files, "delivery": event.delivery}
    changed = _release(project, event.release_ref, lambda one: replace(one, **facts))
    return _acted(replace(changed, workspace=event.workspace), event.by, "made the workspace")


@evolve.register
def _joined(event: p.MemberAdded, project: Project) -> Project:
    return _member(project, event.person_id, lambda one: replace(one, state=MemberState.ACTIVE))


@evolve.register
def _left(event: p.MemberRemoved, project: Project) -> Project:
    changed = _member(
        project, event.person_id, lambda one: replace(one, state=MemberState.REMOVED, reason=event.reason)
    )
    return replace(changed, lead_id=event.successor_id) if event.successor_id else changed


@evolve.register
def _active(event: p.ProjectActive, project: Project) -> Project:
    changed = replace(project, state=ProjectState.ACTIVE, activated_at=event.at)
    return _acted(changed, event.by, "activated the project")


@evolve.register
def _locked(event: p.WorkspaceLocked, project: Project) -> Project:
    return replace(project, suspended_from=project.state, state=ProjectState.SUSPENDED)


@evolve.register
def _unlocked(event: p.WorkspaceUnlocked, project: Project) -> Project:
    return replace(project, suspended_from=None, state=event.state)


@evolve.register
def _revoked(event: p.AccessRevoked, project: Project) -> Project:
    return replace(project, state=ProjectState.ENDED, end_reason=event.reason)


@evolve.register
def _destruction(event: p.DestructionStarted, project: Project) -> Project:
    return replace(project, ordered=True, deletion_due_on=event.due_on)


@evolve.register
def _destroyed(event: p.WorkspaceDestroyed, project: Project) -> Project:
    return replace(project, state=ProjectState.DESTROYED, destroyed_at=event.destroyed_at)
