"""What the sources ask of the pages of a person and of their request: profile, appointments, set-up, access."""

import dataclasses
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from deploy.cast.papers import paper
from services.contracts import intake, provisioning
from services.contracts.intake import MyRequestsView
from services.contracts.intake.people import Evidence
from services.contracts.message import Done

from .conftest import Browser, Willing, filled

Browse = Callable[..., Browser]
ONE = UUID(int=9)
PDF = paper("Curriculum vitae", "Ten years of work with health data.")


def given(bus: Willing, kind: type) -> Any:
    """The one command of this kind that a page sent."""
    (command,) = [message for message, _ in bus.asked if isinstance(message, kind)]
    return command


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("cv", {}),
        ("ig-training", {"course_code": "DSA-L1", "completed_on.day": "27", "completed_on.month": "3",
                         "completed_on.year": "2026"}),
    ],
)  # fmt: skip
def test_a_cv_and_a_certificate_are_uploaded_on_the_page_of_the_account(
    browse: Browse, bus: Willing, kind: str, more: dict[str, str]
) -> None:
    """S0-14, S0-15."""
    assert '<a href="/account/evidence">' in browse("person").get("/account").text
    bus.answers[intake.AddProfileEvidence] = Done(subject=ONE)
    sent = browse("person").post("/account/evidence", kind=kind, sha256=(io.BytesIO(PDF), "mine.pdf"), **more)
    assert sent.status_code == 303, re.findall(r"error-message[^>]*>(.*?)</", sent.text, re.DOTALL) or sent.text[-900:]
    command = given(bus, intake.AddProfileEvidence)
    assert (command.kind, command.filename) == (Evidence(kind), "mine.pdf")
    assert len(command.sha256) == 64
    if more:
        assert (command.course_code, command.completed_on) == ("DSA-L1", date(2026, 3, 27))


def test_what_the_profile_lacks_is_said_before_anything_is_submitted(browse: Browse, bus: Willing) -> None:
    """S0-16."""
    lacking = dataclasses.replace(filled(intake.ProfileView), missing=("Upload your CV",), evidence=())
    bus.answers[intake.ReadProfile] = lacking
    page = browse("person").get("/account").text
    assert "Before you can submit a request" in page
    assert "<li>Upload your CV</li>" in page


def test_the_officer_arranges_an_appointment_and_both_sides_read_when_and_where(browse: Browse, bus: Willing) -> None:
    """S1-14."""
    bus.answers[intake.ArrangeAppointment] = Done(subject=ONE)
    when = {"starts_at.day": "27", "starts_at.month": "3", "starts_at.year": "2028", "starts_at.time": "14:30"}
    said = {"minutes": "30", "place": "Room 4", "purpose": "The two documents that are missing"}
    sent = browse("case-officer").post(f"/requests/{ONE}/appointments", **when, **said)
    assert sent.status_code == 303, re.findall(r"error-message[^>]*>(.*?)</", sent.text, re.DOTALL) or sent.text[-900:]
    assert given(bus, intake.ArrangeAppointment).starts_at == datetime(2028, 3, 27, 13, 30, tzinfo=UTC)
    arranged = dataclasses.replace(filled(intake.Appointment), place="Room 4", cancelled=False, appointment_id=ONE)
    bus.answers[intake.ReadApplication] = dataclasses.replace(filled(intake.ApplicationView), appointments=(arranged,))
    for who in ("person", "case-officer"):
        shown = browse(who).get(f"/requests/{ONE}").text
        assert "Room 4" in shown, who
        assert f"/appointments/{ONE}.ics" in shown, who


def test_an_approved_request_says_at_which_step_of_its_set_up_it_is(browse: Browse, bus: Willing) -> None:
    """S0-42: in its row of MyDARs, and on its page."""
    row = dataclasses.replace(filled(intake.RequestRow), application_id=ONE, label="Verifying Users")
    bus.answers[intake.MyRequests] = MyRequestsView(approved=(row,))
    approved = browse("person").get("/my/requests").text.split('id="approved"', 1)[1]
    assert "Set-up stage" in approved
    assert "Verifying Users" in approved
    project = dataclasses.replace(filled(provisioning.ProjectView), label="Verifying users")
    bus.answers[provisioning.ReadProject] = project
    assert "Verifying users" in browse("person").get(f"/requests/{ONE}").text


def test_a_user_reaches_their_data_from_the_page_of_an_active_project(browse: Browse, bus: Willing) -> None:
    """S0-40."""
    project = filled(provisioning.ProjectView)
    bus.answers[provisioning.ReadProject] = dataclasses.replace(project, may=("ListWorkspaceFiles",))
    page = browse("person").get(f"/requests/{ONE}").text
    (files,) = set(re.findall(r'href="(/requests/[^"]+/files)"', page))
    file = dataclasses.replace(filled(provisioning.WorkspaceFileView), name="HOSP_OMOP.person.csv")
    view = dataclasses.replace(filled(provisioning.WorkspaceFilesView), application_id=ONE, files=(file,))
    bus.answers[provisioning.ListWorkspaceFiles] = view
    assert f'href="/api/v1/projects/{ONE}/files/HOSP_OMOP.person.csv"' in browse("person").get(files).text
