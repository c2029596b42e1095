"""Conventions of the table of routes, each as a test that fails the day one is forgotten."""

import inspect
import re
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.api.route import PUBLIC, SIGNED_IN, Row
from gateway.api.routes import NOT_OVER_HTTP, ROUTES, TABLE, link
from gateway.bus import Bus
from services.contracts import operations, wire
from services.contracts.message import Command, Query
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer

ASKABLE = {
    cls.__name__
    for service in wire.SERVICES
    for cls in wire.messages_of(service)
    if issubclass(cls, (Command, Query)) and cls not in (Command, Query)
} | {
    name
    for name, cls in inspect.getmembers(operations, inspect.isclass)
    if issubclass(cls, (Command, Query)) and cls.__module__ == operations.__name__
}


def test_every_command_and_query_has_a_route_or_a_reason_not_to() -> None:
    routed = {row.name for row in ROUTES}
    assert ASKABLE - routed - set(NOT_OVER_HTTP) == set()
    assert routed & set(NOT_OVER_HTTP) == set(), "routed, and said not to be"
    assert set(NOT_OVER_HTTP) - ASKABLE == set(), "no such message any more"


def test_no_two_rows_have_the_same_method_and_path() -> None:
    endpoints = [(row.method, row.template) for row in TABLE]
    assert len(endpoints) == len(set(endpoints))


def test_a_query_is_read_with_get_and_everything_in_a_path_is_a_field_of_its_message() -> None:
    for row in ROUTES:
        known = set(wire.schema(row.message).fields)
        assert row.writes or not row.is_command or row.download, row.endpoint
        assert row.download or row.in_path - {"part"} <= known, row.endpoint
        assert set(row.fixed) <= known, row.endpoint


def url(row: Row) -> str:
    """An address that the row answers."""
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", row.path)
    path = re.sub(r"<uuid:\w+>", str(uuid4()), path)
    return "/api/v1" + re.sub(r"<\w+>", "one", re.sub(r"<int:\w+>", "1", path))


def test_every_rule_of_the_api_comes_from_the_table(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert rules - {f"/api/v1{row.path}" for row in TABLE} == {"/api/v1/openapi.json", "/api/v1/docs"}


@pytest.mark.parametrize("who", ["nobody", "lead", "officer", "operator"])
def test_each_route_admits_only_those_it_names(client: FlaskClient, bus: FakeBus, who: str) -> None:
    roles = {"officer": {"case-officer"}, "operator": {"operator"}}.get(who, set())
    wrong = []
    for row in TABLE:
        bus.asked.clear()
        headers = {"Idempotency-Key": str(uuid4()), **({} if who == "nobody" else bearer(who))}
        answer = client.open(url(row), method=row.method, headers=headers)
        admitted = row.who == PUBLIC or (who != "nobody" and (row.who == SIGNED_IN or bool(roles & set(row.who))))
        code = (answer.get_json(silent=True) or {}).get("code")
        asked = [message for message, _ in bus.asked if type(message).__name__ != "ReadSession"]
        refused = code in ("sign-in-needed", "role-needed") and answer.status_code == (401 if who == "nobody" else 403)
        if refused == admitted or (refused and asked):
            wrong.append((row.endpoint, answer.status_code, code))
    assert wrong == []


def test_a_command_is_found_by_its_part_and_name() -> None:
    assert link("intake", "SubmitApplication") == ("POST", "/api/v1/applications/{application_id}/submit")
    assert link("review", "SubmitApplication") == ("", "")


@pytest.mark.parametrize("name", ["ask", "gather", "start", "stop"])
def test_the_fake_bus_has_the_methods_of_the_real_one(name: str) -> None:
    real, fake = inspect.signature(getattr(Bus, name)), inspect.signature(getattr(FakeBus, name))
    assert list(real.parameters) == list(fake.parameters)
    assert [p.kind for p in real.parameters.values()] == [p.kind for p in fake.parameters.values()]
    assert isinstance(FakeBus.ready, property)
    assert isinstance(Bus.ready, property)
