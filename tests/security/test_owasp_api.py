"""The OWASP API Security Top 10 (2023), one class for each: with real requests through the gateway, and where objects
matter with the real services behind it."""

import ast
import base64
import hmac
import io
import json
import logging
import re
import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.config import Config as Gunicorn
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from sqlalchemy import func, select

from deploy.settings import ROOT
from gateway import logs
from gateway.api.openapi import description
from gateway.api.route import PUBLIC, STAFF_ONLY, FileRef, Row
from gateway.api.routes import ROUTES, TABLE
from gateway.app import create_app
from gateway.uploads import Files
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

from .conftest import Stage, bearer, config_in

PREFIX = "/api/v1"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def theirs(stage: Stage) -> Road:
    """A draft of somebody's, with documents."""
    return Road(stage.line, stage.world, "hospital").start().fill()


def get(stage: Stage, path: str, who: str) -> Any:
    headers = {} if who == "nobody" else {"Authorization": f"Bearer {who}"}
    return stage.tried.client.get(f"{PREFIX}{path}", headers=headers)


def url(row: Row) -> str:
    """An address that the row answers."""
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", row.path)
    path = re.sub(r"<uuid:\w+>", str(uuid4()), path)
    return PREFIX + re.sub(r"<\w+>", "one", re.sub(r"<int:\w+>", "1", path))


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
        assert client.get(f"{PREFIX}/people/{uuid4()}", headers=headers).status_code == 403

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


class TestApi7RequestForgery:
    """No address that somebody gave is opened by us."""

    OUTWARD = {  # module -> what it speaks with, and from where the address comes
        "gateway/admission.py": "nobody: it is called",
        "gateway/health.py": "the health addresses of the parts, from the settings",
        "services/chassis/loops.py": "the broker of the settings",
        "services/chassis/watch.py": "the broker and database of the settings",
        "gateway/scanner.py": "the scanner of the settings",
        "gateway/oidc/provider.py": "the provider of the settings; what it sends is held against its issuer",
        "gateway/oidc/sessions.py": "the provider of the settings, through Authlib",
        "services/chassis/runner.py": "its own health server",
        "services/chassis/health.py": "its own health server",
        "services/chassis/broker.py": "the broker of the settings",
        "services/intake/handlers/delivery.py": "the mail server of the settings",
        "services/chassis/rpc.py": "the broker of the settings",
        "services/intake/mailer.py": "the mail server of the settings",
    }
    SPEAKERS = {"requests", "urllib.request", "http.client", "smtplib", "socket", "httpx", "aiohttp", "ftplib"}

    def test_no_code_of_ours_opens_an_address_that_came_with_a_message(self) -> None:
        """Whatever can open a connection is listed, with where its address comes from."""
        found = set()
        for folder in ("services", "gateway"):
            for path in (ROOT / folder).rglob("*.py"):
                if self.SPEAKERS & set(_imports(ast.parse(path.read_text()))):
                    found.add(str(path.relative_to(ROOT)))
        assert found <= set(self.OUTWARD), found - set(self.OUTWARD)
        assert not [name for name in found if "/domain/" in name or "/views" in name]

    @pytest.mark.parametrize("address", ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "//x", ""])
    def test_an_address_that_a_person_gives_is_text_and_only_http(self, client: FlaskClient, address: str) -> None:
        body = {"publication_url": address, "reason": "It is published."}
        answer = client.post(f"{PREFIX}/enquiries/{uuid4()}/redirect", json=body, headers=bearer("officer"))
        assert answer.status_code == 422

    def test_nobody_comes_to_an_address_that_a_person_gave(self, stage: Stage) -> None:
        called = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def wait() -> None:
                try:
                    listener.accept()
                    called.set()
                except OSError:
                    return

            threading.Thread(target=wait, daemon=True).start()
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/published"
            lead, officer = stage.world["lead"], stage.world["gwen.pike"]
            enquiry = stage.line.do(intake.SendEnquiry(
                data_wanted="x", purpose_summary="y", organisations=("z",), readiness=intake.Readiness.EXPLORING,
                organisation_id=stage.world.organisations["northbridge"]), lead).subject  # fmt: skip
            redirect = intake.RedirectEnquiry(enquiry_id=enquiry, publication_url=url, reason="It is published.")
            stage.line.do(redirect, officer)
            stage.line.tick()
            stage.line.ask(intake.ReadEnquiry(enquiry_id=enquiry), lead)
            assert not called.is_set()


class TestApi8Misconfiguration:
    """What is around the application."""

    def test_what_is_said_back_is_data_and_never_markup(self, client: FlaskClient) -> None:
        for path in ("/problems/<script>alert(1)</script>", f"{PREFIX}/<img src=x>", f"{PREFIX}/datasets/%3Cscript%3E"):
            answer = client.get(path)
            assert "<script>alert" not in answer.text
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.mimetype != "text/html" or "<img" not in answer.text

    def test_text_that_means_something_to_a_database_is_only_text(self, stage: Stage, theirs: Road) -> None:
        officer = "case-officer elsewhere"
        assert str(theirs.id) in get(stage, "/applications?limit=200", officer).text
        for text in ("%", "_", "' OR '1'='1", "\\", "x'); DROP TABLE application; --"):
            answer = stage.tried.client.get(f"{PREFIX}/applications", query_string={"q": text, "limit": 200},
                                            headers={"Authorization": f"Bearer {officer}"})  # fmt: skip
            assert (answer.status_code, answer.json["rows"]) == (200, []), text
        assert str(theirs.id) in get(stage, "/applications?limit=200", officer).text

    def test_no_other_origin_is_let_in(self, client: FlaskClient) -> None:
        asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
        for method in ("GET", "OPTIONS", "POST"):
            answer = client.open(f"{PREFIX}/enquiries", method=method, headers=asked)
            assert not [name for name in answer.headers.keys() if name.startswith("Access-Control-")]  # noqa: SIM118

    def test_a_plain_form_of_another_site_gives_no_order(self, client: FlaskClient, bus: FakeBus) -> None:
        client.set_cookie("haven", "person")
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = client.post(f"{PREFIX}/enquiries", data='{"data_wanted": "x"}', headers={"Content-Type": kind})
            assert answer.status_code in (400, 403, 415)
        assert not [one for one, _ in bus.asked if isinstance(one, intake.SendEnquiry)]

    def test_an_unknown_host_name_is_refused(self, client: FlaskClient) -> None:
        assert client.get(f"{PREFIX}/openapi.json", headers={"Host": "elsewhere.example"}).status_code == 400

    def test_every_answer_says_what_it_is(self, client: FlaskClient) -> None:
        """JSON is UTF-8 by definition (RFC 8259) and takes no charset; text says its own."""
        for path in ("/", f"{PREFIX}/docs", f"{PREFIX}/openapi.json", "/problems", f"{PREFIX}/nothing", "/health/live"):
            said = client.get(path).headers["Content-Type"]
            assert said.startswith(("application/json", "application/problem+json")) or "charset=utf-8" in said, path

    def test_the_api_redirects_nobody(self, tmp_path: Any, bus: FakeBus) -> None:
        secure = replace(config_in(tmp_path), public_url="https://localhost")
        with create_app(secure, bus=bus).test_client() as client:
            for row in TABLE:
                answer = client.open(url(row), method=row.method)
                assert not 300 <= answer.status_code < 400, row.endpoint

    @pytest.mark.parametrize(
        "head",
        [
            b"Content-Length: 5\r\nTransfer-Encoding: chunked",
            b"Content-Length: 5\r\nContent-Length: 6",
            b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            b"Content-Length: +5",
            b"Transfer-Encoding: xchunked",
        ],
    )
    def test_two_lengths_for_one_request_are_refused(self, head: bytes) -> None:
        raw = b"POST /api/v1/enquiries HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n\r\n0\r\n\r\n"
        with pytest.raises((ParseException, NotImplementedError)):
            next(RequestParser(Gunicorn(), iter([raw]), ("127.0.0.1", 1)))

    def test_a_files_name_cannot_leave_its_header(self, front: Flask) -> None:
        files: Files = front.extensions["haven"].files
        for name in ('a";x="b.pdf', "a\r\nSet-Cookie: haven=1.pdf", "../../etc/passwd", "naïve ünïcode.pdf"):
            with front.test_request_context("/"):
                try:
                    said = _disposition(files, name)
                except (ValueError, Refused):
                    continue
                assert said.startswith("attachment")
                assert "\r" not in said
                assert "\n" not in said
                assert said.count('"') in (0, 2)

    def test_a_failure_shows_nothing_of_the_inside(self, client: FlaskClient, bus: FakeBus) -> None:
        def broken(*_: Any) -> None:
            raise RuntimeError("password=hunter2 at /srv/haven/secret.py")

        bus.answers[intake.MyRequests] = broken
        answer = client.get(f"{PREFIX}/my/requests", headers=bearer("person"))
        assert answer.status_code == 500
        assert not re.search(r"hunter2|secret\.py|Traceback|RuntimeError", answer.text)

    def test_methods_that_nobody_needs_are_refused(self, client: FlaskClient) -> None:
        for method in ("TRACE", "CONNECT", "PROPFIND", "TRACK"):
            assert client.open(f"{PREFIX}/organisations", method=method).status_code in (404, 405)

    def test_the_logs_say_when_in_utc(self) -> None:
        assert re.search(r'"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"', _logged("a request"))

    def test_a_line_break_makes_no_line_of_the_log(self) -> None:
        line = _logged("first\n{\"forged\": true}\r\nthird")
        assert len(line.splitlines()) == 1
        json.loads(line)


class TestApi9Inventory:
    """Everything that is served is described, and the other way round."""

    def test_the_description_and_what_is_served_are_the_same(self, front: Flask) -> None:
        served = {
            (method, re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX)))
            for rule in front.url_map.iter_rules()
            if rule.rule.startswith(PREFIX)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        paths = description()["paths"].items()
        described = {(method.upper(), path) for path, item in paths for method in item if method != "parameters"}
        about_itself = {("GET", "/openapi.json"), ("GET", "/docs")}
        assert served - about_itself == described

    def test_nothing_is_served_that_is_not_described(self, client: FlaskClient) -> None:
        for path in ("/.git/config", "/.env", "/static/", "/static/../config.py", "/static/%2e%2e/config.py", "/admin",
                     "/console", "/debug", "/api", "/api/v0/people", "/api/v2/people", "/swagger"):  # fmt: skip
            assert client.get(path).status_code in (400, 404), path

    def test_what_is_there_for_demonstrations_is_not_there_in_production(self, tmp_path: Any, bus: FakeBus) -> None:
        production = replace(config_in(tmp_path), mode="production")
        with create_app(production, bus=bus).test_client() as client:
            answer = client.post(f"{PREFIX}/demo/clock", json={"forward_seconds": 1}, headers=bearer("officer"))
            assert answer.status_code == 404


class TestApi10UnsafeConsumption:
    """What other systems answer is input. A lying provider: tests/gateway/test_oidc.py; a scanner that is away or says
    something else: tests/gateway/test_uploads.py; a mail server that breaks off: tests/intake/test_delivery.py."""

    def test_a_name_with_a_line_break_makes_no_header_of_a_mail(self, stage: Stage) -> None:
        """A name goes into letters."""
        sign_up = people.SignUp(email="bcc@haven.example", name="A\r\nBcc: all@haven.example", password=PASSWORD)
        try:
            stage.line.do(sign_up, ANONYMOUS)
        except Refused:
            return
        with stage.line.grounds["intake"].db.read() as session:
            mail = session.scalars(select(Mail).order_by(Mail.written_at.desc()).limit(1)).one()
        assert "\n" not in mail.subject
        assert "\r" not in mail.subject

    def test_a_service_that_answers_something_else_is_not_believed(self, client: FlaskClient, bus: FakeBus) -> None:
        """Even our own: an answer that is no view of the message is a fault, not an answer."""
        bus.answers[intake.MyRequests] = Refused("secret text of a patient", code="strange-code")
        answer = client.get(f"{PREFIX}/my/requests", headers=bearer("person"))
        assert answer.status_code == 409
        assert answer.json["type"] == "/problems/refused"

    def test_a_session_that_names_nobody_is_no_session(self, client: FlaskClient, bus: FakeBus) -> None:
        bus.answers[intake.ReadSession] = intake.SessionView(roles=frozenset({Role.ADMINISTRATOR}))
        assert client.get(f"{PREFIX}/people", headers=bearer("x")).status_code == 401


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _disposition(files: Files, name: str) -> str:
    """The header under which a file of this name goes out."""
    kept = files.take(io.BytesIO(b"year,count\n2026,17\n"), "plain.csv", "text/csv")
    sent = files.send(FileRef(sha256=kept.sha256, filename=name, media_type="text/csv"))
    return str(sent.headers["Content-Disposition"])


def _logged(message: str) -> str:
    """A line of the gateway's log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    handler.emit(logging.LogRecord("gateway", logging.INFO, __file__, 1, message, None, None))
    return stream.getvalue().rstrip("\n")


