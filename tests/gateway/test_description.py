"""The API's description, the readable pages, health, metrics, logs, and the headers of every answer."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient

import gateway
from gateway import logs
from gateway.api import openapi
from gateway.api.routes import TABLE
from gateway.app import create_app
from gateway.config import Config, from_environment
from gateway.errors import KNOWN
from services.contracts.intake.catalogue import OPT_OUT_ADDRESS
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer


def test_the_description_is_valid_openapi_3_1(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").json
    assert served["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(served).validate()
    assert served == openapi.description()


def test_every_row_is_described_with_an_operation_id_of_its_own() -> None:
    operations = [said for path in openapi.description()["paths"].values() for said in path.values()]
    assert len(operations) == len(TABLE)
    ids = [said["operationId"] for said in operations]
    assert len(set(ids)) == len(ids)
    assert all(said["summary"].strip() for said in operations)


def test_every_reference_in_the_description_leads_somewhere() -> None:
    api = openapi.description()
    refs: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            refs.update([value["$ref"]] if "$ref" in value else [])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(api)
    for ref in refs:
        found: Any = api
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]


def test_the_description_in_the_repository_is_current() -> None:
    kept = Path(gateway.__file__).parent.parent / "docs" / "openapi.json"
    assert kept.read_text() == openapi.text(), "run python -m gateway.api.openapi"


@pytest.mark.parametrize("path", ["/", "/api/v1/docs", "/problems", "/problems/conflict", "/static/haven.css"])
def test_the_pages_need_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    loaded = answer.text.replace(f'<a href="{OPT_OUT_ADDRESS}">', "")  # a place to go to, not a part of the page
    loaded = loaded.replace('<script type="module" src="/static/haven.js"></script>', "")
    for foreign in ("<script", "<style", " style=", "src=", 'href="http', "//"):
        assert foreign not in loaded.replace("http://www.w3.org/2000/svg", "")


def test_the_start_page_says_where_patients_opt_out(config: Config, bus: FakeBus) -> None:
    chosen = from_environment({"HAVEN_OPT_OUT_ADDRESS": "https://opt-out.example/here"})
    assert from_environment({}).opt_out_address == OPT_OUT_ADDRESS
    app = create_app(replace(config, opt_out_address=chosen.opt_out_address), bus=bus)
    assert '<a href="https://opt-out.example/here">' in app.test_client().get("/").text


def test_every_problem_has_a_page(client: FlaskClient) -> None:
    for code, known in KNOWN.items():
        assert known.what_to_do.split()[0] in client.get(f"/problems/{code}").text
    assert client.get("/problems/nonsense").status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/v1/docs", "/health/live", "/api/v1/nothing", "/api/v1/my/requests"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers, "only over TLS"
    assert headers["X-Correlation-Id"]


def test_ready_is_true_only_while_the_broker_is_there(client: FlaskClient, bus: FakeBus) -> None:
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200
    bus.up = False
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["checks"]) == (503, {"broker": False})
    assert client.get("/health/live").status_code == 200


def test_the_summary_names_each_part_and_is_soon_when_all_are_away(app: Flask) -> None:
    from dataclasses import replace

    haven = app.extensions["haven"]
    urls = {"intake": "http://127.0.0.1:1", "review": "http://127.0.0.1:1"}
    app.extensions["haven"] = replace(haven, config=replace(haven.config, health_urls=urls))
    answer = app.test_client().get("/health")
    assert answer.status_code == 503
    assert answer.json["parts"]["intake"] == {"status": "away"}
    assert answer.json["parts"]["gateway"] == {"status": "ready"}


def test_the_summary_asks_every_replica() -> None:
    ports = {"INTAKE": "20001", "INTAKE_2": "20002", "AUDIT_2": "20003"}
    asked = from_environment({f"HAVEN_HEALTH_PORT_{name}": port for name, port in ports.items()}).health_urls
    assert list(asked) == ["intake", "intake.2", "review", "agreements", "provisioning", "audit", "audit.2"]
    assert asked["intake.2"] == "http://127.0.0.1:20002"


def test_the_metrics_count_by_route_and_not_by_address(client: FlaskClient) -> None:
    client.get("/problems/conflict")
    text = client.get("/metrics").text
    assert 'haven_gateway_requests_total{method="GET",route="/problems/<code>",status="200"}' in text


def test_a_log_line_says_which_route_and_never_who_or_what(client: FlaskClient) -> None:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logs.JsonLines().format(record))

    handler = Keep()
    logging.getLogger("gateway").addHandler(handler)
    logging.getLogger("gateway").setLevel(logging.INFO)
    client.get("/api/v1/applications?q=Jane+Doe", headers=bearer("officer"))
    client.post("/api/v1/tokens", json={"email": "jane@example.org", "password": "hunter2 hunter2"})
    logging.getLogger("gateway").removeHandler(handler)
    told = [json.loads(line) for line in lines]
    assert {"/api/v1/applications", "/api/v1/tokens"} <= {line.get("route") for line in told}
    assert all(line["correlation"] for line in told if line["said"] == "request")
    for private in ("Jane", "jane@", "hunter2", "Olu", "officer"):
        assert not any(private in line for line in lines)


def test_an_exception_is_logged_by_its_place_and_not_its_text() -> None:
    try:
        raise ValueError("jane@example.org")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a request failed", (), None)
        import sys

        record.exc_info = sys.exc_info()
    line = logs.JsonLines().format(record)
    assert "jane" not in line
    assert "test_description.py" in line
