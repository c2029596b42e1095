"""The OWASP API Security Top 10 (2023), one class for each of the first six: with real requests through the gateway,
and where objects matter with the real services behind it."""

import base64
import hmac
import json
import re
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from gateway.api.route import PUBLIC, STAFF_ONLY
from gateway.api.routes import ROUTES, TABLE
from gateway.app import create_app
from services.chassis.actor import verified  # as it is before a line of tests believes everybody
from services.contracts import intake, wire
from services.contracts.intake import application as say
from services.contracts.intake import people
from services.contracts.message import ANONYMOUS, Command, NotPermitted, Refused, Role
from services.contracts.request import Profile, RequestType
from services.intake.models.correspondence import Mail
from tests.fakes import FakeBus
from tests.line import Road
from tests.line.world import PASSWORD

from .asking import JSON, PREFIX, get, url
from .conftest import Stage, bearer, config_in


@pytest.fixture(scope="module")
def theirs(stage: Stage) -> Road:
    """A draft of somebody's, with documents."""
    return Road(stage.line, stage.world, "hospital").start().fill()


class TestApi1BrokenObjectLevelAuthorization:
    """What is somebody else's is not there."""

    def test_what_is_somebody_elses_looks_like_nothing(self, stage: Stage, theirs: Road) -> None:
        there, nowhere = (get(stage, f"/applications/{one}", "stranger") for one in (theirs.id, uuid4()))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        drop = {"correlation"}
        assert {k: v for k, v in there.json.items() if k not in drop} == {
            k: v for k, v in nowhere.json.items() if k not in drop
        }
        assert get(stage, f"/applications/{theirs.id}", "lead").status_code == 200

    def test_a_document_goes_out_with_its_application_only(self, stage: Stage, theirs: Road) -> None:
        document = theirs.application().documents[0].document_id
        path = f"/applications/{theirs.id}/documents/{document}"
        assert get(stage, path, "lead").status_code == 200
        assert [get(stage, path, who).status_code for who in ("stranger", "operator elsewhere")] == [404, 404]

    def test_no_list_shows_what_is_others(self, stage: Stage, theirs: Road) -> None:
        for path in ("/my/requests", "/my/tasks", "/projects", "/agreements", "/enquiries", "/me/notices"):
            answer = get(stage, path, "stranger")
            assert answer.status_code == 200, path
            assert str(theirs.id) not in answer.text, path

    def test_an_id_in_the_body_opens_nothing_either(self, stage: Stage, theirs: Road) -> None:
        """A full request may carry over a provisional one: one's own."""
        new = say.StartApplication(
            profile=Profile.HOSPITAL, title="Theirs", request_type=RequestType.RESEARCH, provisional_id=theirs.id
        )
        with stage.tried.undoing(), pytest.raises(Refused):
            stage.line.call(new, stage.world["outsider"])


class TestApi2Authentication:
    """Who is asking."""

    def test_without_a_token_only_what_is_public_answers(self, client: FlaskClient, bus: FakeBus) -> None:
        for row in TABLE:
            bus.asked.clear()
            answer = client.open(url(row), method=row.method, headers={"Idempotency-Key": str(uuid4())})
            assert (answer.status_code == 401) == (row.who != PUBLIC), row.endpoint
            assert row.who == PUBLIC or bus.asked == [], row.endpoint

    @pytest.mark.parametrize("wrong", [PASSWORD.upper(), f"{PASSWORD} ", f" {PASSWORD}", PASSWORD[:-1], f"{PASSWORD}x"])
    def test_a_password_counts_exactly_as_it_was_given(self, stage: Stage, wrong: str) -> None:
        sign_in = people.SignIn(email="clinician@haven.example", password=PASSWORD)
        with stage.tried.undoing():
            assert stage.line.call(sign_in, ANONYMOUS).token
            assert not stage.line.call(replace(sign_in, password=wrong), ANONYMOUS).token

    def test_nobody_is_made_to_change_a_password_by_the_calendar(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stage.line, "at", stage.line.at + timedelta(days=3_000))
        sign_in = people.SignIn(email="clinician@haven.example", password=PASSWORD)
        with stage.tried.undoing():
            assert stage.line.call(sign_in, ANONYMOUS).token

    @pytest.mark.parametrize("algorithm", ["HS256", "none"])
    def test_a_token_of_another_algorithm_is_no_token(self, algorithm: str) -> None:
        """Signed with the public key as if it were a secret, or not at all."""
        now = int(time.time())
        claims = {"iss": "haven-gateway", "aud": "intake", "sub": str(uuid4()), "roles": ["administrator"], "iat": now,
                  "exp": now + 30, "call": "intake.my_requests", "body": "x"}  # fmt: skip
        said = ({"alg": algorithm}, claims)
        parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in said]
        signed = hmac.new(b"the public key, which everybody may read", b".".join(parts), "sha256").digest()
        mark = base64.urlsafe_b64encode(signed).rstrip(b"=") if algorithm == "HS256" else b""
        with pytest.raises(NotPermitted):
            verified(b".".join((*parts, mark)).decode(), "intake", "intake.my_requests", "x")

    def test_there_are_no_secret_questions(self) -> None:
        asked = {name for cls in wire.messages_of("intake", Command) for name in wire.schema(cls).fields}
        assert not {name for name in asked if re.search(r"hint|secret_question|security_question|mother|pet", name)}

    def test_a_bearer_token_is_sent_in_its_header_and_nowhere_else(self, client: FlaskClient) -> None:
        for path in ("/my/requests?token=person", "/my/requests?access_token=person"):
            assert client.get(f"{PREFIX}{path}").status_code == 401
        assert client.get(f"{PREFIX}/my/requests", headers={"Authorization": "Basic cGVyc29uOg=="}).status_code == 401


class TestApi3Properties:
    """Fields: those that are asked for are taken, those that may be seen are shown."""

    @pytest.mark.parametrize("extra", ["roles", "lead_id", "state", "id", "version"])
    def test_a_field_that_is_not_asked_for_is_refused(self, client: FlaskClient, bus: FakeBus, extra: str) -> None:
        body = {"profile": "hospital", "title": "Falls", "request_type": "research", extra: "administrator"}
        answer = client.post(f"{PREFIX}/applications", json=body, headers=bearer("person"))
        assert answer.status_code == 422
        assert [problem["field"] for problem in answer.json["problems"]] == [extra]
        assert not [one for one, _ in bus.asked if isinstance(one, say.StartApplication)]

    def test_no_secret_and_no_person_is_in_an_address(self) -> None:
        """What is in a query string or a path lands in logs of proxies."""
        telling = re.compile(r"password|token|code|secret|email|name$|nhs|birth")
        wrong = []
        for row in ROUTES:
            given = set(row.in_path) | (set() if row.writes else set(row.fields))
            wrong += [f"{row.endpoint}: {name}" for name in given if telling.search(name) and not name.endswith("_id")]
        assert wrong == ["get /projects/<uuid:application_id>/files/<name>: name"], "the name of a released table"

    def test_a_directory_of_people_holds_no_addresses(self, stage: Stage) -> None:
        answer = get(stage, "/people?limit=200", "case-officer elsewhere")
        assert answer.status_code == 200
        assert "@" not in answer.text

    def test_an_applicant_sees_no_reviewer(self, stage: Stage) -> None:
        """By structure: the views for owners are made without them; the walk of the matrix looks at the content."""
        fields = set(wire.schema(intake.ApplicationView).fields)
        assert not {name for name in fields if "review" in name}


class TestApi4ResourceConsumption:
    """Everything has an end. Of files and of what is in flight: tests/gateway/test_uploads.py, test_admission.py."""

    def test_a_page_has_a_longest_length(self, client: FlaskClient) -> None:
        for limit in ("201", "0", "-1", "99999999999999999999"):
            assert client.get(f"{PREFIX}/people?limit={limit}", headers=bearer("officer")).status_code == 422, limit

    def test_a_body_has_a_longest_length_and_depth(self, client: FlaskClient) -> None:
        huge = "x" * 3_000_000
        answer = client.post(f"{PREFIX}/enquiries", data=json.dumps({"data_wanted": huge}),
                             headers=bearer("person") | JSON)  # fmt: skip
        assert answer.status_code in (413, 422)
        deep = "[" * 50_000 + "]" * 50_000
        answer = client.post(f"{PREFIX}/enquiries", data=deep, headers=bearer("person") | JSON)
        assert answer.status_code in (400, 413)

    def test_a_list_in_a_message_has_a_longest_length(self, client: FlaskClient) -> None:
        body = {"questions": ["why?"] * 5_000}
        answer = client.post(f"{PREFIX}/enquiries/{uuid4()}/questions", json=body, headers=bearer("officer"))
        assert answer.status_code == 422

    def test_who_asks_too_often_is_told_when_to_come_back(self, tmp_path: Any, bus: FakeBus) -> None:
        few = replace(config_in(tmp_path), requests_per_second=2)
        with create_app(few, bus=bus).test_client() as client:
            answers = [client.get(f"{PREFIX}/my/requests", headers=bearer("person")) for _ in range(30)]
        refused = [one for one in answers if one.status_code == 429]
        assert refused
        assert all(int(one.headers["Retry-After"]) >= 1 for one in refused)


class TestApi5FunctionLevelAuthorization:
    """Functions of staff are for staff, by every method and spelling."""

    def test_a_person_reaches_no_function_of_staff(self, client: FlaskClient, bus: FakeBus) -> None:
        tried = 0
        for row in TABLE:
            if row.who <= STAFF_ONLY:
                bus.asked.clear()
                answer = client.open(url(row), method=row.method, headers=bearer("person"))
                assert (answer.status_code, answer.json["code"]) == (403, "role-needed"), row.endpoint
                assert not [one for one, _ in bus.asked if not isinstance(one, intake.ReadSession)], row.endpoint
                tried += 1
        assert tried > 60

    def test_another_method_opens_nothing(self, client: FlaskClient) -> None:
        for method in ("PUT", "DELETE", "PATCH"):
            answer = client.open(f"{PREFIX}/people", method=method, headers=bearer("person"))
            assert answer.status_code == 405
        headers = bearer("person") | {"X-HTTP-Method-Override": "DELETE"}
        assert client.get(f"{PREFIX}/cases", headers=headers).status_code == 403

    def test_roles_are_never_taken_from_a_request(self, client: FlaskClient) -> None:
        claims = {"X-Roles": "administrator", "X-User-Id": str(uuid4()), "X-Forwarded-User": "root"}
        assert client.get(f"{PREFIX}/people", headers=bearer("person") | claims).status_code == 403


class TestApi6SensitiveFlows:
    """Flows that could be abused by doing them often, or alone."""

    def test_a_mailbox_is_not_flooded(self, stage: Stage) -> None:
        def mails() -> int:
            with stage.line.grounds["intake"].db.read() as session:
                return session.scalar(select(func.count()).select_from(Mail)) or 0

        before = mails()
        for _ in range(5):
            stage.line.do(people.AskPasswordReset(email="partner_signatory@haven.example"), ANONYMOUS)
        assert mails() == before + 1

    def test_a_role_is_not_granted_alone(self, stage: Stage) -> None:
        first, someone = stage.world["first.admin"], stage.world["clinician"]
        proposed = stage.line.do(people.ProposeRole(person_id=someone.id, role=Role.FINANCE), first)
        approve = people.ApproveRole(proposal_id=proposed.reference)
        with pytest.raises(Refused):
            stage.line.do(approve, first)
        with pytest.raises(Refused):
            stage.line.do(approve, replace(someone, roles=someone.roles | {Role.ADMINISTRATOR}))

    def test_guessing_is_slowed_down(self, stage: Stage) -> None:
        sign_in = people.SignIn(email="nobody.here@haven.example", password="wrong guess wrong", address="192.0.2.7")
        failures = [stage.line.call(replace(sign_in, id=uuid4()), ANONYMOUS).failure for _ in range(12)]
        assert failures[0] == "sign-in-failed"
        assert failures[-1] == "throttled"
