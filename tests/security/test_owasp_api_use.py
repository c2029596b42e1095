"""The OWASP API Security Top 10 (2023), one class for each of the last four: how the API is run and used."""

import ast
import io
import json
import logging
import re
import socket
import threading
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.config import Config as Gunicorn
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from sqlalchemy import select

from deploy.settings import ROOT
from gateway import logs
from gateway.api.openapi import description
from gateway.api.route import FileRef
from gateway.api.routes import TABLE
from gateway.app import create_app
from gateway.uploads import Files
from services.contracts import intake
from services.contracts.intake import people
from services.contracts.message import ANONYMOUS, Refused, Role
from services.intake.models.correspondence import Mail
from tests.fakes import FakeBus
from tests.line import Road
from tests.line.world import PASSWORD

from .asking import PREFIX, get, url
from .conftest import Stage, bearer, config_in


@pytest.fixture(scope="module")
def theirs(stage: Stage) -> Road:
    """A draft of somebody's, with documents."""
    return Road(stage.line, stage.world, "hospital").start().fill()


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
