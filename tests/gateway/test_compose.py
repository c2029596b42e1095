"""Screens: what each service said, in one answer; and what is shown when some of them say nothing."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from gateway import compose
from gateway.bus import NoAnswerInTime
from services.contracts import agreements, audit, intake, provisioning, review
from services.contracts.message import NotFound, NotPermitted
from services.contracts.request import Approval, Profile, RequestType
from tests.fakes import FakeBus
from tests.gateway.conftest import LEAD, bearer

ONE = UUID("00000000-0000-7000-8000-000000000042")


def application(*may: str) -> intake.ApplicationView:
    return intake.ApplicationView(
        application_id=ONE,
        reference="DAR-2026-00042",
        title="Asthma in winter",
        profile=Profile.HOSPITAL,
        state="submitted",
        stage="SUB",
        label="Submitted",
        macro_stage="submitted",
        version=7,
        request_type=RequestType.RESEARCH,
        approval=Approval.FULL,
        lead_id=LEAD,
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        may=may,
    )


@pytest.fixture(autouse=True)
def answers(bus: FakeBus) -> None:
    bus.answers |= {
        intake.ReadApplication: application("WithdrawApplication", "SomethingInternal"),
        review.ReadCase: NotFound("No case."),
        agreements.ReadAgreement: NoAnswerInTime("agreements"),
        provisioning.ReadProject: NotPermitted("Not yours."),
        audit.ReadClocks: audit.ClocksView(as_of=datetime(2026, 1, 1, tzinfo=UTC), calendar_version="1"),
        audit.ReadDeletion: NotFound("None."),
    }


def test_one_request_shows_what_each_part_said_and_which_is_resting(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/requests/{ONE}", headers=bearer("lead"))
    assert answer.status_code == 200
    said = answer.json
    assert said["application"]["reference"] == "DAR-2026-00042"
    assert said["agreement"] is None
    states = {part["part"]: part["state"] for part in said["parts"]}
    assert states == {
        "application": "answered",
        "case": "nothing",
        "agreement": "resting",
        "project": "not-permitted",
        "clocks": "answered",
        "deletion": "nothing",
    }
    resting = next(part for part in said["parts"] if part["state"] == "resting")
    assert (resting["code"], resting["retry_after"]) == ("no-answer-in-time", 5)
    assert answer.headers["ETag"] == '"7"'


def test_what_i_may_do_next_says_where(client: FlaskClient) -> None:
    may = client.get(f"/api/v1/requests/{ONE}", headers=bearer("lead")).json["may"]
    assert may == [
        {
            "command": "WithdrawApplication",
            "part": "intake",
            "method": "POST",
            "href": f"/api/v1/applications/{ONE}/withdraw",
        },
        {"command": "SomethingInternal", "part": "intake", "method": "", "href": ""},
    ]


def test_a_request_that_no_part_shows_is_not_found_and_one_that_nobody_could_ask_about_is_resting(
    client: FlaskClient, bus: FakeBus
) -> None:
    for query in (intake.ReadApplication, provisioning.ReadProject, agreements.ReadAgreement, audit.ReadClocks):
        bus.answers[query] = NotFound("None.")
    assert client.get(f"/api/v1/requests/{ONE}", headers=bearer("lead")).status_code == 404
    bus.answers[intake.ReadApplication] = NoAnswerInTime("intake")
    unknown = client.get(f"/api/v1/requests/{ONE}", headers=bearer("lead"))
    assert (unknown.status_code, unknown.json["part"]) == (504, "intake")


def test_my_tasks_come_from_every_part_the_most_urgent_first_and_those_without_a_date_last(
    client: FlaskClient, bus: FakeBus
) -> None:
    due = datetime(2026, 3, 1, 17, tzinfo=UTC)
    bus.answers |= {
        intake.MyTasks: intake.TaskList(rows=(task(intake.Task, kind="query", subject=ONE, due_on=None),)),
        review.MyReviewTasks: review.ReviewTasks(
            tasks=(task(review.TaskView, application_id=ONE, what="review", command="RecordReview", due_on=day(4)),)
        ),
        agreements.MyAgreementTasks: agreements.AgreementTasks(
            rows=(task(agreements.AgreementTask, application_id=ONE, task="sign", due=due),)
        ),
        provisioning.MyProvisioningTasks: NoAnswerInTime("provisioning"),
        audit.MyAuditTasks: audit.AuditTasks(),
    }
    said = client.get("/api/v1/my/tasks", headers=bearer("lead")).json
    assert [(row["part"], row["due_on"], row["what"]) for row in said["rows"]] == [
        ("agreements", "2026-03-01", "sign"),
        ("review", "2026-03-04", "review"),
        ("intake", None, "query"),
    ]
    assert {row["subject"] for row in said["rows"]} == {str(ONE)}
    assert {part["part"]: part["state"] for part in said["parts"]}["provisioning"] == "resting"


def day(number: int) -> date:
    return date(2026, 3, number)


def task(cls: Any, **more: Any) -> Any:
    return cls(reference="DAR-2026-00042", title="Asthma", **more)


def test_every_part_of_a_request_is_asked_at_once_and_for_no_longer_than_a_screen_may_take() -> None:
    asked: list[tuple[set[str], float]] = []

    class Watching(FakeBus):
        def gather(self, messages: Any, actor: Any, **more: Any) -> Any:
            asked.append((set(messages), more["seconds"]))
            return super().gather(messages, actor, **more)

    bus = Watching({intake.ReadApplication: application()})
    compose.request_screen(bus, None, uuid4(), lambda *_: ("", ""), ONE)  # type: ignore[arg-type]
    assert asked == [({"application", "case", "agreement", "project", "clocks", "deletion"}, compose.SCREEN_SECONDS)]
