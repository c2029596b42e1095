"""Every way into intake for applications, on a real broker: each command, query and reaction reaches its handler."""

from uuid import UUID

import pytest

from services.contracts import review
from services.contracts.access import holders
from services.contracts.intake import application as say
from services.contracts.message import SYSTEM, Role
from services.contracts.request import Approval, Profile, RequestType
from services.intake import models
from services.intake.domain.access import ACCESS
from services.intake.handlers import application as handlers
from tests import examples
from tests.chassis.listening import Listening
from tests.chassis.running import until
from tests.intake.test_application_domain import COMMANDS, ID, command_of
from tests.intake.test_application_handlers import ALL, LEAD, OFFICER, SECOND, populate
from tests.support import NOON, Ground

OF_AN_APPLICATION = [cls for cls in COMMANDS if cls is not say.StartApplication]


class Running(Listening):
    """The real intake service, asked and told over the bus."""

    base = models.Base

    def says(self, message, who, *roles):
        held = roles or tuple(who.roles)
        return self.ask("intake", message, token=self.token("intake", *held, sub=str(who.id), name=who.name))


@pytest.fixture(scope="module")
def intake(broker, tmp_path_factory):
    with Running.alone(broker, tmp_path_factory.mktemp("intake"), "intake") as running:
        Ground("intake", running.databases["intake"]).do(populate, None)
        yield running


@pytest.mark.parametrize("cls", OF_AN_APPLICATION, ids=lambda cls: cls.__name__)
def test_a_command_about_an_application_reaches_its_handler(intake, cls):
    asked = intake.says(command_of(cls), OFFICER, Role.PERSON, *holders(ACCESS[cls]))
    assert asked["refused"]["code"] == "not-found"


def started(intake):
    command = say.StartApplication(
        profile=Profile.HOSPITAL, title="A title long enough", request_type=RequestType.RESEARCH
    )
    first = intake.says(command, LEAD)
    assert intake.says(command, LEAD) == first
    return first["answer"]


def test_an_application_is_begun_once_and_read_over_the_bus(intake):
    done = started(intake)
    found = intake.says(say.ReadApplication(application_id=done["subject"]), LEAD)["answer"]
    assert (found["reference"], found["label"]) == (done["reference"], "Draft Applications")
    assert {"SaveDraft", "SubmitApplication"} <= set(found["may"])


def test_lists_tasks_the_form_and_versions_are_answered(intake):
    done = started(intake)
    mine = intake.says(say.MyRequests(), LEAD)["answer"]
    assert done["subject"] in {row["application_id"] for row in mine["drafts"]}
    rows = intake.says(say.ListApplications(sort="reference"), OFFICER)["answer"]["rows"]
    assert done["subject"] in {row["application_id"] for row in rows}
    tasks = intake.says(say.MyTasks(), LEAD)["answer"]["rows"]
    assert done["subject"] in {task["subject"] for task in tasks}
    form = intake.says(say.ReadForm(profile=Profile.DARS, approval=Approval.PROVISIONAL), LEAD)["answer"]
    assert [section["letter"] for section in form["sections"]] == list("ABCDEFGHIJKLMN")
    missing = intake.says(say.ReadVersion(application_id=done["subject"], version=1), LEAD)
    assert missing["refused"]["code"] == "not-found"


def test_what_review_says_moves_the_stage(intake):
    ground = Ground("intake", intake.databases["intake"])
    done = started(intake)
    subject = UUID(done["subject"])

    def give(cls, by, **facts):
        ground.do(handlers.act, cls(application_id=subject, **facts), by)

    give(say.SaveDraft, LEAD, answers=examples.answers())
    for kind in examples.example("hospital")["documents"]:
        give(say.AttachDocument, LEAD, kind=kind, sha256="a" * 64, filename="x.pdf")
    give(say.SubmitApplication, LEAD, declarations=ALL)
    give(say.AssignCaseOfficer, SECOND, officer_id=OFFICER.id)
    for item in say.CheckItem:
        give(say.RecordCheck, OFFICER, item=item, passed=True)
    give(say.ConfirmRoute, OFFICER)
    give(say.AcceptApplication, OFFICER)
    told = {"subject": subject, "at": NOON, "by": SYSTEM.id, "reference": done["reference"]}
    intake.hear("review", review.ReviewCompleted(reviews=4, comments=0, **told))

    def label():
        return intake.says(say.ReadApplication(application_id=done["subject"]), LEAD)["answer"]["label"]

    until(lambda: label() == "DAR Review Completed", "the stage follows review")


def test_strangers_are_told_nothing(intake):
    done = started(intake)
    refused = intake.says(say.ReadApplication(application_id=done["subject"]), SECOND, Role.PERSON)
    assert refused["refused"]["code"] == "not-found"
    assert intake.says(say.WithdrawApplication(application_id=ID), SECOND)["refused"]["code"] == "not-found"
