"""Use cases: load, let the domain decide, save, post, and leave to the worker what takes long."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import documents, mail, offload, settled
from services.contracts import provisioning as p
from services.contracts.intake import SettingChanged, people
from services.contracts.message import Call, Command, Done, Event, NotFound
from services.contracts.provisioning import ProjectState

from . import models, workspace
from .domain import cohort_due, live, may, membership, rules
from .domain.project import Project

JOBS = {
    p.CohortReceived: ("cohort", "number"),
    p.ReleaseBuilding: ("build", "release_ref"),
    p.DestructionStarted: ("destroy", "reference"),
}
"""Which event asks the worker for what, and the field that says about which."""


def obey(session: Session, command: Command, call: Call) -> Done:
    """A command about one project. NotFound for whoever has no part in it, as if there were none."""
    project = found(session, command.application_id, call)  # type: ignore[attr-defined]
    events = rules.handle(command, project, call, _known(session, command))
    return _done(_carry_out(session, project, events, call))


def set_value(session: Session, event: SettingChanged) -> None:
    """What two administrators have settled, kept for the counts to come."""
    settled.keep(session, models.SettingRow, event)


def create_workspace(session: Session, command: p.CreateWorkspace, call: Call) -> Done:
    """Everything that must be true is asked first; only then are files put where people can read them."""
    project = found(session, command.application_id, call)
    rules.handle(command, project, call)
    release = live.approved(project)
    files = offload.in_thread(
        workspace.create, project.id, release.release_ref, release.files, release.manifest_sha256
    )
    return _done(_carry_out(session, project, rules.handle(command, project, call, rules.Known(files=files)), call))


def activate(session: Session, command: p.ActivateProject, call: Call) -> Done:
    """As any command, knowing whether the files are there, unchanged."""
    project = found(session, command.application_id, call)
    files: tuple[p.ReleaseFile, ...] = ()
    if project.workspace and p.ActivateProject in may.allowed(project.state, may.parts(project, call.actor)):
        release = live.delivered(project)
        files = offload.in_thread(workspace.present, project.id, release.release_ref, release.files)
    return _done(_carry_out(session, project, rules.handle(command, project, call, rules.Known(files=files)), call))


def open_file(session: Session, command: p.OpenWorkspaceFile, call: Call) -> p.FileView:
    """Permission now, a record of it, and where the file is. Without the record there is no answer."""
    project = found(session, command.application_id, call)
    _carry_out(session, project, rules.handle(command, project, call), call)
    one = live.file_of(project, command.name)
    path = workspace.opened(project.id, live.delivered(project).release_ref, one.name)
    kind = workspace.media_type(one.name)
    return p.FileView(
        application_id=project.id, name=one.name, path=path, size=one.size, sha256=one.sha256, media_type=kind
    )


def found(session: Session, application_id: UUID, call: Call, *, lock: bool = True) -> Project:
    """The project, for somebody who has a part in it."""
    project = models.load(session, application_id, lock=lock)
    if may.parts(project, call.actor) == {may.Part.NONE}:
        raise NotFound("There is no such project.")
    return project


def hear(session: Session, event: Event, call: Call) -> None:
    """An event about one project: keep what it says, and do what follows."""
    before = models.load(session, event.subject)
    if before.state is ProjectState.ABSENT and type(event).__name__ not in ("AgreementGenerated", "ConditionMet"):
        raise mail.NotYet("the project has not been opened yet")
    project = rules.learn(event, before)
    events = rules.hear(event, project, call)
    if project != before and not events:
        models.save(session, project)
    _carry_out(session, project, events, call)


def hear_training(session: Session, event: people.ProfileEvidenceAdded, call: Call) -> None:
    """A certificate was added; nobody has looked at it yet."""
    if event.kind is people.Evidence.IG_TRAINING:
        models.add_training(session, event.evidence_id, event.person_id, event.expires_on)


def hear_judgement(session: Session, event: people.ProfileEvidenceChecked, call: Call) -> None:
    """Staff judged a certificate: memberships that rest on it are renewed or suspended."""
    if event.kind is not people.Evidence.IG_TRAINING:
        return
    models.judge_training(session, event.evidence_id, event.person_id, event.expires_on, event.accepted)
    training = models.trained_until(session, event.person_id, accepted=event.accepted)
    for application_id in models.named_in(session, event.person_id):
        project = models.load(session, application_id)
        events = membership.judged(project, event.person_id, training, event.accepted, call)
        _carry_out(session, project, events, call)


def pass_time(session: Session, call: Call) -> None:
    """Suspend memberships whose training has run out; remind of cohort files, and say which are overdue."""
    for application_id in models.due(session, call.at):
        project = models.load(session, application_id)
        events = [*membership.expired(project, call), *cohort_due.passed(project, call)]
        _carry_out(session, project, events, call)


def _known(session: Session, command: Command) -> rules.Known:
    """What a decision needs to know besides the project."""
    if isinstance(command, p.VerifyUser):
        return rules.Known(training=models.trained_until(session, command.person_id))
    if isinstance(command, p.UploadCohort):
        return rules.Known(size=int(documents.about(command.sha256)["size"]))
    if isinstance(command, p.BuildRelease):
        call: Call = session.info["call"]
        return rules.Known(sequence=models.next_number(session, f"opt-out check {call.at:%Y-%m}"))
    return rules.NOTHING


def _carry_out(session: Session, project: Project, events: list[Event], call: Call) -> Project:
    for event in events:
        project = rules.after(event, project)
        mail.post(session, event)
        if type(event) in JOBS:
            kind, about = JOBS[type(event)]
            models.add_job(session, project.id, kind, str(getattr(event, about)), call)
    if events:
        models.save(session, project)
    return project


def _done(project: Project) -> Done:
    return Done(subject=project.id, reference=project.reference, version=project.version, state=project.state)
