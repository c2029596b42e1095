"""From a generated agreement to the destruction of its data: handlers, views and worker on both databases, with the
real engine on a small core."""

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis import documents
from services.contracts import provisioning as p
from services.contracts.intake import people
from services.contracts.message import NotFound, NotPermitted, Refused, Role, new_id
from services.contracts.provisioning import CohortState, MemberState, ProjectState, ReleaseState
from services.contracts.request import Access
from services.provisioning import handlers, keys, models, views, worker, workspace
from services.provisioning.data_core.alone import alone
from services.provisioning.domain.project import Project
from services.provisioning.domain.rules import fold
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    BUILDER,
    CHECKER,
    ENDS_AT,
    LEAD,
    MEMBER,
    NOON,
    ONE,
    OTHER,
    STRANGER,
    TRAINED,
)
from tests.support import Ground


def trained(ground: Ground, *persons: object) -> None:
    for one in persons:
        facts = {"person_id": one.id, "evidence_id": new_id(), "kind": people.Evidence.IG_TRAINING}
        added = people.ProfileEvidenceAdded(
            subject=one.id, at=NOON, by=one.id, **facts, sha256="a" * 64, expires_on=TRAINED
        )
        ground.do(handlers.hear_training, added)


def signed(ground: Ground, asked=None, **changes) -> None:
    ground.do(handlers.hear, given.generated(asked, **changes))
    ground.do(handlers.hear, given.in_force(asked))


def users(ground: Ground, *persons) -> None:
    trained(ground, *persons)
    for one in persons:
        ground.do(handlers.obey, given.terms(), one)
        ground.do(handlers.obey, given.verify(one), ADMIN)


def built(ground: Ground) -> p.ReleaseView:
    ground.do(handlers.obey, p.StartProduction(application_id=APPLICATION), BUILDER)
    ground.do(handlers.obey, given.build(), BUILDER)
    worker.work(ground.db, worker.DOES)
    return project(ground, BUILDER).releases[-1]


def released(ground: Ground) -> p.ReleaseView:
    release = built(ground)
    ground.do(handlers.obey, given.quality(manifest=release.manifest_sha256), CHECKER)
    ground.do(handlers.obey, given.approve(release.manifest_sha256), ONE)
    ground.do(handlers.obey, given.approve(release.manifest_sha256), OTHER)
    return release


def live(ground: Ground, asked=None) -> p.ReleaseView:
    signed(ground, asked)
    users(ground, LEAD, MEMBER)
    release = released(ground)
    ground.do(handlers.create_workspace, p.CreateWorkspace(application_id=APPLICATION), ADMIN)
    ground.do(handlers.activate, given.activate(), ADMIN)
    return release


def project(ground: Ground, by, at=NOON) -> p.ProjectView:
    return ground.ask(views.project, p.ReadProject(application_id=APPLICATION), by, at)


Make = Callable[[str], Ground]


def test_a_request_goes_from_its_agreement_to_a_workspace_and_to_certified_nothing(ground: Make, place: Path):
    here = ground("provisioning")
    release = live(here)
    assert release.state is ReleaseState.QA
    assert release.optout.applied
    assert release.optout.removed > 0
    shown = project(here, LEAD)
    assert (shown.state, shown.label) == (ProjectState.ACTIVE, "Active")
    assert shown.specification is None
    assert {"OpenWorkspaceFile", "ListWorkspaceFiles"} <= set(shown.may)

    listed = here.ask(views.files, p.ListWorkspaceFiles(application_id=APPLICATION), LEAD)
    assert {one.name for one in listed.files} == {"HOSP_OMOP.person.csv", "HOSP_OMOP.person.parquet", "manifest.json"}
    opened = here.do(handlers.open_file, given.open_file(), LEAD)
    content = (workspace.root() / opened.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == opened.sha256
    assert isinstance(here.said()[-1], p.DataAccessed)

    here.do(handlers.hear, given.expired(), at=ENDS_AT)
    here.do(handlers.hear, given.ordered(), at=ENDS_AT)
    key_id = keys.key_id(keys.place(APPLICATION).read_bytes())
    worker.work(here.db, worker.DOES)
    gone = here.said()[-1]
    assert isinstance(gone, p.WorkspaceDestroyed)
    assert gone.key_id == key_id
    destroyed = {one.name: one.sha256 for one in gone.files}
    assert destroyed[f"workspace/{opened.path}"] == opened.sha256
    assert f"key/{APPLICATION}.key" in destroyed
    assert not keys.place(APPLICATION).exists()
    assert not (workspace.root() / str(APPLICATION)).exists()
    assert not workspace.production(APPLICATION).exists()
    assert project(here, LEAD).state is ProjectState.DESTROYED
    assert here.names() == [
        "ProjectOpened", "UserTermsAccepted", "DataUserVerified", "UserTermsAccepted", "DataUserVerified",
        "ProductionStarted", "ReleaseBuilding", "OptOutChecked", "DataProduced", "QualityChecked", "ReleaseApproved",
        "ReleaseApproved", "WorkspaceReady", "MemberAdded", "MemberAdded", "ProjectActive", "DataAccessed",
        "AccessRevoked", "DestructionStarted", "WorkspaceDestroyed",
    ]  # fmt: skip


def test_an_extract_lies_in_a_transfer_area_from_which_its_recipients_fetch_it(lite: Make, place: Path):
    here = lite("provisioning")
    live(here, given.request(access=Access.EXTRACT))
    shown = project(here, LEAD)
    delivered = shown.releases[-1].delivery
    assert (shown.delivery, shown.place, delivered) == (p.Delivery.SECURE_TRANSFER, "transfer area", shown.delivery)
    fetched = here.do(handlers.open_file, given.open_file(), LEAD)
    area = workspace.root() / str(APPLICATION)
    assert area in (workspace.root() / fetched.path).parents
    assert hashlib.sha256((workspace.root() / fetched.path).read_bytes()).hexdigest() == fetched.sha256


def test_the_row_is_the_fold_of_what_was_said(ground: Make, place: Path):
    here = ground("provisioning")
    live(here)
    with here.db.read() as session:
        stored = models.load(session, APPLICATION, lock=False)
    start = given.heard(Project(id=APPLICATION), given.generated(), given.in_force())
    told = [event for event in here.said() if not isinstance(event, p.ProjectOpened)]
    assert fold(told, start) == stored


def test_files_and_key_are_closed_to_everybody_else(lite: Make, place: Path):
    here = lite("provisioning")
    live(here)
    folder = workspace.root() / str(APPLICATION)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o400}
    assert stat.S_IMODE(keys.place(APPLICATION).stat().st_mode) == 0o600


def test_access_ends_at_its_instant_without_anybody_saying_so(lite: Make, place: Path):
    here = lite("provisioning")
    live(here)
    last, over = given.day_after(TRAINED) - timedelta(seconds=1), given.day_after(TRAINED)
    assert here.do(handlers.open_file, given.open_file(), LEAD, last)
    with pytest.raises(NotPermitted) as refused:
        here.do(handlers.open_file, given.open_file(), LEAD, over)
    assert refused.value.code == "membership-ended"
    with pytest.raises(NotPermitted) as refused:
        here.do(handlers.open_file, given.open_file(), LEAD, ENDS_AT)
    assert refused.value.code == "agreement-ended"


def test_an_opening_that_cannot_be_recorded_is_not_answered(lite: Make, place: Path, monkeypatch):
    here = lite("provisioning")
    live(here)
    (workspace.root() / str(APPLICATION) / "DAR-2026-00042-R01" / "HOSP_OMOP.person.csv").unlink()
    before = len(here.said())
    with pytest.raises(NotFound):
        here.do(handlers.open_file, given.open_file(), LEAD)
    assert len(here.said()) == before


def test_whoever_helped_with_the_request_is_told_why_its_project_is_not_theirs(lite: Make, place: Path):
    here = lite("provisioning")
    helper = given.person(4001, "Hal Perkin", Role.SDE_ADMIN, Role.AUDITOR)
    signed(here, given.request(helpers=(helper.id,)))
    with pytest.raises(NotPermitted, match="You helped"):
        here.ask(views.project, p.ReadProject(application_id=APPLICATION), helper)
    with pytest.raises(NotFound):
        here.ask(views.project, p.ReadProject(application_id=APPLICATION), STRANGER)
    assert here.ask(views.project, p.ReadProject(application_id=APPLICATION), ADMIN)


def test_a_stranger_and_the_administrator_see_no_file(lite: Make, place: Path):
    here = lite("provisioning")
    live(here)
    with pytest.raises(NotFound):
        here.do(handlers.open_file, given.open_file(), STRANGER)
    with pytest.raises(NotPermitted):
        here.do(handlers.open_file, given.open_file(), ADMIN)
    with pytest.raises(NotFound):
        here.do(handlers.open_file, given.open_file("manifest.json.partial"), LEAD)


def test_training_that_ran_out_suspends_and_its_renewal_restores(ground: Make, place: Path):
    here = ground("provisioning")
    live(here)
    over = given.day_after(TRAINED)
    here.db.write(lambda session: _pass(here, session, over), given.call(at=over))
    assert {one.state for one in project(here, ADMIN, over).members} == {MemberState.SUSPENDED}
    later = TRAINED.replace(year=TRAINED.year + 1)
    facts = {"person_id": LEAD.id, "evidence_id": new_id(), "kind": people.Evidence.IG_TRAINING, "expires_on": later}
    checked = people.ProfileEvidenceChecked(subject=LEAD.id, at=over, by=ADMIN.id, accepted=True, **facts)
    here.do(handlers.hear_judgement, checked, at=over)
    states = {one.person_id: one.state for one in project(here, ADMIN, over).members}
    assert states == {LEAD.id: MemberState.ACTIVE, MEMBER.id: MemberState.SUSPENDED}
    assert here.do(handlers.open_file, given.open_file(), LEAD, over)


def _pass(here: Ground, session, at) -> None:
    session.info["service"] = "provisioning"
    handlers.pass_time(session, given.call(at=at))


# Jobs and death


def test_a_build_that_was_killed_is_done_again_and_said_once(lite: Make, place: Path, monkeypatch):
    here = lite("provisioning")
    signed(here)
    here.do(handlers.obey, p.StartProduction(application_id=APPLICATION), BUILDER)
    here.do(handlers.obey, given.build(), BUILDER)
    real = worker.run_engine

    def killed(asked):
        real(asked)
        raise RuntimeError("killed after the engine, before the record")

    monkeypatch.setattr(worker, "run_engine", killed)
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(worker, "MOST_TRIES", 99)
    with here.db.read() as session:
        job = models.next_job(session, worker.DOES)
    worker._attempt(here.db, job)
    assert project(here, BUILDER).releases[-1].state is ReleaseState.BUILDING
    monkeypatch.setattr(worker, "run_engine", real)
    worker.work(here.db, worker.DOES)
    assert project(here, BUILDER).releases[-1].state is ReleaseState.QA
    assert here.names().count("DataProduced") == 1


def test_a_refusal_of_the_engine_is_told_by_its_code_and_the_release_can_be_built_again(lite: Make, place: Path):
    here = lite("provisioning")
    nobody = given.request(cohort=given.CohortWanted(source="criteria", age_from=129, age_to=129))
    signed(here, nobody)
    release = built(here)
    assert (release.state, release.failure) == (ReleaseState.FAILED, "nothing-to-check")
    assert "BuildRelease" in project(here, BUILDER).may


def test_an_engine_that_never_answers_is_given_up_by_name(lite: Make, place: Path, monkeypatch):
    here = lite("provisioning")
    signed(here)

    def broken(asked):
        raise RuntimeError

    monkeypatch.setattr(worker, "run_engine", broken)
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    release = built(here)
    assert (release.state, release.failure) == (ReleaseState.FAILED, "engine-failed")


def test_nothing_is_built_once_the_agreement_has_ended(lite: Make, place: Path):
    here = lite("provisioning")
    signed(here)
    here.do(handlers.obey, p.StartProduction(application_id=APPLICATION), BUILDER)
    here.do(handlers.obey, given.build(), BUILDER)
    here.do(handlers.hear, given.expired(), at=ENDS_AT)
    worker.work(here.db, worker.DOES)
    assert project(here, BUILDER).releases[-1].failure == "agreement-ended"
    assert not keys.place(APPLICATION).exists()


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from services.provisioning import workspace, worker
from services.chassis.database import Database
shred, left = workspace.shred, [int(sys.argv[2])]
def once(path):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    shred(path)
workspace.shred = once
worker.work(Database(sys.argv[1]), worker.DOES)
"""


@pytest.mark.parametrize("survived", [0, 2, 5])
def test_a_destruction_killed_in_the_middle_is_finished_with_the_whole_evidence(lite: Make, place: Path, survived):
    here = lite("provisioning")
    live(here)
    here.do(handlers.hear, given.expired(), at=ENDS_AT)
    here.do(handlers.hear, given.ordered(), at=ENDS_AT)
    held = workspace.inventory(APPLICATION, [])
    command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(here.db.url), str(survived)]
    done = subprocess.run(command, env=os.environ, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -signal.SIGKILL
    assert "WorkspaceDestroyed" not in here.names()
    worker.work(here.db, worker.DOES)
    gone = here.said()[-1]
    assert isinstance(gone, p.WorkspaceDestroyed)
    assert {one.name: one.sha256 for one in gone.files} == {one["name"]: one["sha256"] for one in held}
    assert workspace.inventory(APPLICATION, []) == []
    here.do(handlers.hear, given.ordered(), at=ENDS_AT)
    worker.work(here.db, worker.DOES)
    assert here.names().count("WorkspaceDestroyed") == 1


def test_destruction_waits_for_a_process_that_outlived_its_service(lite: Make, place: Path, monkeypatch):
    here = lite("provisioning")
    live(here)
    here.do(handlers.hear, given.ordered(), at=ENDS_AT)
    monkeypatch.setattr(worker, "PAUSE", 0.01)
    with alone(workspace.production(APPLICATION)):
        with here.db.read() as session:
            worker.destroy(here.db, models.next_job(session, worker.DOES))
        assert "WorkspaceDestroyed" not in here.names()
        assert workspace.listed(APPLICATION)
    time.sleep(0.02)
    worker.work(here.db, worker.DOES)
    assert here.names()[-1] == "WorkspaceDestroyed"


# The cohort


def cohort_project(here: Ground) -> None:
    signed(here, given.request(cohort=given.SUPPLIED), needs_cohort=True)
    users(here, LEAD, MEMBER)


def upload(here: Ground, content: bytes, name: str = "DAR-2026-00042_July.csv", by=MEMBER) -> p.CohortView:
    sha256 = documents.put(content, "text/csv")
    here.do(handlers.obey, p.UploadCohort(application_id=APPLICATION, sha256=sha256, filename=name), by)
    worker.work(here.db, worker.DOES)
    return project(here, MEMBER).cohort


JOAN = {"UNIQUE_REFERENCE": "S1", "NHS_NO": "9994902199", "DATE_OF_BIRTH": "19510314"}


def test_an_accepted_cohort_is_produced_and_destroyed_in_the_end(ground: Make, place: Path):
    here = ground("provisioning")
    cohort_project(here)
    cohort = upload(here, given.cohort_csv(JOAN))
    assert (cohort.state, cohort.rows, cohort.failed) == (CohortState.ACCEPTED, 1, 0)
    release = built(here)
    assert (release.state, release.counts["persons_out"]) == (ReleaseState.QA, 1)
    raw = documents.path(here.said()[here.names().index("CohortReceived")].sha256)
    here.do(handlers.hear, given.expired(), at=ENDS_AT)
    here.do(handlers.hear, given.ordered(), at=ENDS_AT)
    worker.work(here.db, worker.DOES)
    assert not raw.exists()
    assert any(one.name == f"cohort/{raw.name}" for one in here.said()[-1].files)


def test_a_rejected_cohort_comes_with_a_report_and_can_be_corrected(lite: Make, place: Path):
    here = lite("provisioning")
    cohort_project(here)
    cohort = upload(here, given.cohort_csv(JOAN, JOAN | {"UNIQUE_REFERENCE": "S2", "NHS_NO": "9994902190"}))
    assert (cohort.state, cohort.reason) == (CohortState.REJECTED, "more-than-two-percent-failed")
    assert "2,S2,invalid_nhs_number" in documents.read(cohort.report).decode()
    assert upload(here, given.cohort_csv(JOAN)).state is CohortState.ACCEPTED


def test_identifiers_that_the_agreement_does_not_permit_raise_an_incident(lite: Make, place: Path):
    here = lite("provisioning")
    cohort_project(here)
    cohort = upload(here, given.cohort_csv(JOAN | {"POSTCODE": "E1 1BB"}))
    assert (cohort.state, cohort.reason) == (CohortState.REJECTED, "identifiers-over-supplied")
    incident = here.said()[-1]
    assert isinstance(incident, p.IncidentRaised)
    assert incident.fields == ("POSTCODE",)
    assert not worker.accepted_cohort(APPLICATION, 1).exists()


def test_only_the_named_submitter_hands_in_a_cohort(lite: Make, place: Path):
    here = lite("provisioning")
    cohort_project(here)
    for other in (LEAD, BUILDER, ADMIN):
        with pytest.raises(NotPermitted):
            upload(here, given.cohort_csv(JOAN), by=other)


# Lists and tasks


def test_tasks_are_those_of_the_person_and_never_what_separation_keeps_from_them(ground: Make, place: Path):
    here = ground("provisioning")
    signed(here)
    mine = p.MyProvisioningTasks()
    assert [one.command for one in here.ask(views.tasks, mine, LEAD).rows] == ["AcceptUserTerms"]
    assert [one.command for one in here.ask(views.tasks, mine, BUILDER).rows] == ["StartProduction"]
    release = built(here)
    both = replace(BUILDER, roles=given.EVERY_ROLE)
    assert here.ask(views.tasks, mine, both).rows == ()
    rows = here.ask(views.tasks, mine, CHECKER).rows
    assert [(one.command, one.due_on is not None) for one in rows] == [("CheckQuality", True)]
    here.do(handlers.obey, given.quality(manifest=release.manifest_sha256), CHECKER)
    here.do(handlers.obey, given.approve(release.manifest_sha256), ONE)
    assert here.ask(views.tasks, mine, ONE).rows == ()
    assert [one.command for one in here.ask(views.tasks, mine, OTHER).rows] == ["ApproveRelease"]


def test_people_list_their_own_projects_and_staff_list_all_page_by_page(ground: Make, place: Path):
    here = ground("provisioning")
    for number in range(1, 4):
        event = given.generated(given.request(title=f"Study {number}"), reference=f"DAR-2026-0000{number}")
        here.do(handlers.hear, replace(event, subject=given.UUID(int=number)))
    first = here.ask(views.projects, p.ListProjects(limit=2, sort="-reference"), ADMIN)
    rest = here.ask(views.projects, p.ListProjects(limit=2, sort="-reference", after=first.next), ADMIN)
    assert [row.reference[-1] for row in (*first.rows, *rest.rows)] == ["3", "2", "1"]
    assert rest.next == ""
    assert len(here.ask(views.projects, p.ListProjects(), MEMBER).rows) == 3
    assert here.ask(views.projects, p.ListProjects(), STRANGER).rows == ()
    assert [row.title for row in here.ask(views.projects, p.ListProjects(q="study 2"), ADMIN).rows] == ["Study 2"]
    assert here.ask(views.projects, p.ListProjects(q="%"), ADMIN).rows == ()
    assert here.ask(views.projects, p.ListProjects(state=ProjectState.ACTIVE), ADMIN).rows == ()


def test_identity_evidence_is_for_those_who_check_it(lite: Make, place: Path):
    here = lite("provisioning")
    signed(here)
    users(here, LEAD)
    assert project(here, ADMIN).members[0].last4 == "1234"
    assert project(here, LEAD).members[0].last4 == ""
    assert project(here, BUILDER).members[0].last4 == ""


def test_a_file_that_was_changed_after_approval_is_not_put_into_a_workspace(lite: Make, place: Path):
    here = lite("provisioning")
    signed(here)
    users(here, LEAD)
    release = released(here)
    built_file = workspace.output(APPLICATION, release.release_ref) / "HOSP_OMOP.person.csv"
    built_file.write_bytes(built_file.read_bytes() + b"x")
    with pytest.raises(Refused) as refused:
        here.do(handlers.create_workspace, p.CreateWorkspace(application_id=APPLICATION), ADMIN)
    assert refused.value.code == "files-differ"
    assert workspace.listed(APPLICATION) == []
