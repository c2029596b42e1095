"""An appointment as a file for people's calendars."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from icalendar import Calendar

from gateway.calendar import entry_of
from services.contracts import intake
from services.contracts.intake import Appointment
from tests.contracts.examples import example
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer

MEETING = Appointment(
    appointment_id=UUID(int=7), starts_at=datetime(2026, 7, 3, 9, 30, tzinfo=UTC), minutes=45,
    place="Room 2; first floor, east", purpose="What is left to do:\nthe evidence", arranged_by=UUID(int=8),
)  # fmt: skip


def read(text: bytes) -> Any:
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_entry_says_when_and_where_and_survives_its_own_punctuation() -> None:
    calendar, event = read(entry_of(MEETING, "DAR-2026-00042"))
    assert (calendar["method"], event["status"], event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)
    assert event.decoded("dtstart") == MEETING.starts_at
    assert (event.decoded("dtend") - event.decoded("dtstart")).seconds == 45 * 60
    assert (event["location"], event["description"]) == (MEETING.place, MEETING.purpose)
    assert event["summary"] == "DAR-2026-00042: appointment"


def test_an_appointment_called_off_takes_its_own_entry_out() -> None:
    _, before = read(entry_of(MEETING, "DAR-2026-00042"))
    calendar, after = read(entry_of(replace(MEETING, cancelled=True), "DAR-2026-00042"))
    assert (calendar["method"], after["status"], after["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert after["uid"] == before["uid"]


def test_it_is_handed_out_as_a_file_and_an_unknown_one_is_not_there(client: FlaskClient, bus: FakeBus) -> None:
    view = replace(example(intake.ApplicationView), appointments=(MEETING,), reference="DAR-2026-00042")
    bus.answers[intake.ReadApplication] = view
    one = f"/api/v1/applications/{view.application_id}/appointments"
    answer = client.get(f"{one}/{MEETING.appointment_id}.ics", headers=bearer("lead"))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert read(answer.data)[1]["uid"] == f"{MEETING.appointment_id}@haven"
    assert client.get(f"{one}/{uuid4()}.ics", headers=bearer("lead")).status_code == 404
