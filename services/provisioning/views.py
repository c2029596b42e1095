"""What may be shown, to whom, and what they may do next."""

from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.paging import page
from services.contracts import provisioning as p
from services.contracts.access import Who
from services.contracts.message import Actor, Call, NotFound, NotPermitted, Role
from services.contracts.request import Profile

from . import models, workspace
from .domain import access, cohort_guidance, guards, live, may, route, waiting
from .domain.may import Part
from .domain.optout_check import MAX_AGE
from .domain.project import Membership, Project, Release

MOST_TASKS = 200


def project(session: Session, query: p.ReadProject, call: Call) -> p.ProjectView:
    """One project. People named in it see their own; staff see what their part needs."""
    found = _known(session, query.application_id, call)
    request, who = found.asked, may.seen_as(found, call.actor)
    inside = not who.isdisjoint(access.SPECIFICATION)
    return p.ProjectView(
        application_id=found.id, reference=found.reference, agreement_ref=found.agreement_ref, title=request.title,
        profile=request.profile, level=request.level, access=request.access, state=found.state,
        label=guards.label(found), version=found.version, starts_at=found.starts_at, ends_at=found.ends_at,
        tracks=guards.tracks(found), workspace=found.workspace if inside else "",
        delivery=route.delivery(found), place=route.place(found),
        members=tuple(_member(found, one, call.actor) for one in found.members),
        cohort=_cohort(found, who) if found.needs_cohort and not who.isdisjoint(access.COHORT) else None,
        releases=tuple(_release(one, who) for one in found.releases),
        specification=found.specification or None if inside else None, deletion_due_on=found.deletion_due_on,
        destroyed_at=found.destroyed_at, may=waiting.offered(found, call.actor, call.at),
    )  # fmt: skip


def files(session: Session, query: p.ListWorkspaceFiles, call: Call) -> p.WorkspaceFilesView:
    """What lies in the workspace, for an active member, now."""
    found = _known(session, query.application_id, call)
    until, release = live.granted(found, call), live.delivered(found)
    rows = tuple(
        p.WorkspaceFileView(
            name=one.name, size=one.size, sha256=one.sha256, rows=one.rows, media_type=workspace.media_type(one.name)
        )
        for one in release.files
    )
    return p.WorkspaceFilesView(application_id=found.id, release_ref=release.release_ref, files=rows, until=until)


def guidance(session: Session, query: p.ReadCohortGuidance, call: Call) -> p.CohortGuidanceView:
    """How a cohort file must look, for everybody."""
    return cohort_guidance.guidance()


def projects(session: Session, query: p.ListProjects, call: Call) -> p.ProjectsPage:
    """All projects for staff who have a part in them; for everybody else those in which they are named."""
    table = models.ProjectRecord
    wanted = select(table).where(table.state != p.ProjectState.ABSENT.value)
    if not call.actor.has(*may.ACCOUNT):
        wanted = wanted.where(table.id.in_(models.named_in(session, call.actor.id)))
    if query.state is not None:
        wanted = wanted.where(table.state == query.state.value)
    if query.profile is not None:
        wanted = wanted.where(table.profile == query.profile.value)
    if query.q:
        text = _like(query.q)
        wanted = wanted.where(or_(table.reference.ilike(text, escape="\\"), table.title.ilike(text, escape="\\")))
    column = {"reference": table.reference, "ends_at": table.ends_at}[query.sort.lstrip("-")]
    keys = [column.desc(), table.id.desc()] if query.sort.startswith("-") else [column, table.id]
    rows, after = page(session, wanted, keys, query)
    return p.ProjectsPage(rows=tuple(_row(row) for row in rows), next=after)


def tasks(session: Session, query: p.MyProvisioningTasks, call: Call) -> p.ProvisioningTasks:
    """What waits for this person, soonest first. A task that separation of duties keeps from them is not theirs."""
    who = [str(call.actor.id), *(role.value for role in call.actor.roles)]
    table, of = models.WaitRecord, models.ProjectRecord
    wanted = select(table, of).join(of, of.id == table.application_id).where(table.who.in_(who))
    found: dict[Any, tuple[str, ...]] = {}
    rows = []
    for wait, row in session.execute(wanted.order_by(table.due_on, of.reference, table.position).limit(MOST_TASKS)):
        if row.id not in found:
            loaded = models.load(session, row.id, lock=False)
            found[row.id] = waiting.offered(loaded, call.actor, call.at)
        if wait.command in found[row.id]:
            rows.append(
                p.ProvisioningTask(
                    application_id=row.id, reference=row.reference, title=row.title, task=wait.task,
                    command=wait.command, due_on=wait.due_on,
                )
            )  # fmt: skip
    return p.ProvisioningTasks(rows=tuple(rows))


def _known(session: Session, application_id: Any, call: Call) -> Project:
    found = models.load(session, application_id, lock=False)
    if may.parts(found, call.actor) != {Part.NONE}:
        return found
    if may.helped(found, call.actor):
        raise NotPermitted("You helped with this request. Its project is for those whom it names, and you are not one.")
    raise NotFound("There is no such project.")


def _member(project: Project, one: Membership, actor: Actor) -> p.MemberView:
    """Identity evidence is for those who check it, and for the auditor; never for others on the team."""
    named = project.member(actor.id) is not None
    checks = not named and actor.has(Role.SDE_ADMIN, Role.AUDITOR)
    shown = p.MemberView(
        person_id=one.person_id, name=one.name, state=one.state, lead=one.person_id == project.lead_id,
        terms_version=one.terms_version, valid_to=one.valid_to, affiliation=one.affiliation,
        reason=one.reason if checks or actor.id == one.person_id else "",
    )  # fmt: skip
    if not checks:
        return shown
    return replace(
        shown, training_expires=one.valid_to, identity_method=one.identity_method, document_type=one.document_type,
        last4=one.last4,
    )  # fmt: skip


def _cohort(project: Project, who: frozenset[Who]) -> p.CohortView:
    """The report names study references of participants: for its submitter and for production (SoD-13)."""
    one = project.cohort
    told = not who.isdisjoint(access.COHORT_REPORT)
    return p.CohortView(
        state=one.state, submitter_id=one.submitter_id, permitted_columns=one.permitted_columns,
        filename=one.filename if told else "", rows=one.rows, failed=one.failed, reason=one.reason,
        report=one.report if told else "", received_at=one.received_at, due_on=one.due_on, overdue=one.overdue,
    )  # fmt: skip


def _release(one: Release, who: frozenset[Who]) -> p.ReleaseView:
    """Its state for everybody who sees the project; what is in it, and what opted out, for those who work on that."""
    optout = one.optout if not who.isdisjoint(access.OPT_OUT) else None
    if who.isdisjoint(access.RELEASES):
        return p.ReleaseView(
            release_ref=one.release_ref, state=one.state, built_at=one.built_at, delivery=one.delivery, optout=optout
        )
    checked = one.optout.checked_at if one.optout else None
    return p.ReleaseView(
        release_ref=one.release_ref, state=one.state, built_at=one.built_at, rows=one.rows, counts=one.counts,
        manifest_sha256=one.manifest_sha256, optout=optout, files=one.files, checklist=one.checklist,
        optout_fresh_until=checked + MAX_AGE if checked else None, builder_id=one.builder_id,
        checked_by=one.checked_by, approved_by=one.approved_by, failure=one.failure, failure_detail=one.failure_detail,
        delivery=one.delivery,
    )  # fmt: skip


def _row(row: models.ProjectRecord) -> p.ProjectRow:
    return p.ProjectRow(
        application_id=row.id, reference=row.reference, title=row.title, profile=Profile(row.profile),
        state=p.ProjectState(row.state), label=row.label, ends_at=None if row.ends_at >= models.FAR else row.ends_at,
    )  # fmt: skip


def _like(text: str) -> str:
    """A pattern that finds `text` itself, whatever it holds."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"
