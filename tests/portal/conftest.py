"""The pages in this process: an application whose services answer with a filled example of every view, and somebody of
each role to look at them."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from services.contracts import wire
from services.contracts.intake import ReadForm, ReadSession, SessionView
from services.contracts.message import STAFF, Command, NotFound, Role, View
from services.contracts.wire import SERVICES
from tests.contracts.examples import example
from tests.examples import form_of as form
from tests.fakes import FakeBus
from tests.security.conftest import config_in

NOBODY = "nobody"
WHO = (NOBODY, Role.PERSON.value, *sorted(role.value for role in STAFF))
PEOPLE = {who: uuid4() for who in WHO}
COMMANDS = tuple(sorted(cls.__name__ for service in SERVICES for cls in wire.messages_of(service, Command)))
REAL: dict[str, Any] = {
    "month": "2026-07", "opt_out_address": "https://www.nhs.uk/your-nhs-data-matters",
    "stage": "UNDER_REVIEW", "failure": "", "token": "",
}  # fmt: skip


def session(message: ReadSession, _actor: object) -> SessionView:
    """A token is a role here."""
    if message.token not in PEOPLE or message.token == NOBODY:
        raise NotFound("There is no such session.")
    roles = frozenset({Role.PERSON, Role(message.token)})
    return SessionView(person_id=PEOPLE[message.token], name="Sam Somebody", roles=roles)


@cache
def filled(cls: type[View]) -> Any:
    """An example of a view in which everything may be done."""
    return _filled(example(cls))


def _filled(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_filled(one) for one in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for one in dataclasses.fields(value):
        now = getattr(value, one.name)
        changed[one.name] = COMMANDS if one.name == "may" else REAL.get(one.name, _filled(now))
    return replace(value, **changed)


def poisoned(value: Any, text: str) -> Any:
    """The same with `text` in every place where somebody may have written something."""
    if isinstance(value, (tuple, frozenset)):
        return type(value)(poisoned(one, text) for one in value)
    if isinstance(value, dict):
        return {key: poisoned(one, text) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.name not in {*REAL, "may"}]
        return replace(value, **{name: poisoned(getattr(value, name), text) for name in names})
    return text if type(value) is str else value


class Willing(FakeBus):
    """Answers everything it was not told otherwise with an example, made by `says` from the view's class."""

    says: Callable[[type[View]], Any] = staticmethod(filled)

    def ask(self, message: Any, actor: Any, **how: Any) -> Any:
        if type(message) not in self.answers:
            self.answers[type(message)] = self.says(type(message).answers)
        return super().ask(message, actor, **how)


def at_first(bus: Willing) -> Willing:
    """As if nothing had been asked or arranged."""
    bus.answers, bus.says = {ReadSession: session, ReadForm: lambda message, _: form(message)}, filled
    bus.asked.clear()
    return bus


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Willing]:
    """One application for all tests: its templates are compiled once."""
    limits = {"knocks_per_minute": 1e6, "sign_ins_per_minute": 1e6, "bad_tokens_per_minute": 1e6}
    bus = Willing()
    return create_app(replace(config_in(tmp_path_factory.mktemp("portal")), **limits), bus=bus), bus


@pytest.fixture
def bus(shared: tuple[Flask, Willing]) -> Willing:
    """What the services say in this test; examples, where the test does not say otherwise."""
    return at_first(shared[1])


@pytest.fixture
def app(shared: tuple[Flask, Willing], bus: Willing) -> Flask:
    return shared[0]


class Browser:
    """A browser without scripts: keeps its cookie, and sends the page's token with each form."""

    def __init__(self, app: Flask, who: str = NOBODY) -> None:
        self.client: FlaskClient = app.test_client()
        self.identity = app.extensions["haven"].identity
        self.token = "" if who == NOBODY else who
        if self.token:
            self.client.set_cookie(self.identity.cookie, self.token)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, headers={"Accept": "text/html"}, **more)

    def post(self, path: str, **fields: Any) -> Any:
        sent = {"csrf_token": self.identity.csrf_token(self.token), **fields} if self.token else fields
        return self.client.post(path, data=sent, headers={"Accept": "text/html"})


@pytest.fixture
def browse(app: Flask) -> Callable[..., Browser]:
    """`browse("case-officer")`: a browser in which they are signed in."""
    return lambda who=NOBODY: Browser(app, who)
