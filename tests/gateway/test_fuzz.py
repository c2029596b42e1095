"""schemathesis asks every address of the API what its own description allows, and what it does not.

The services are a FakeBus that knows nothing, so what is tested here is the gateway: it may refuse, never fail.
"""

from dataclasses import replace

import pytest
import schemathesis
from flask import Flask
from hypothesis import Phase, given, settings

from gateway.app import create_app
from gateway.config import Config
from services.contracts.intake import ReadSession
from services.contracts.message import NotFound
from tests.fakes import FakeBus
from tests.fuzzing import ADDRESSES, TRYING, described, try_address
from tests.gateway.conftest import session
from tests.security.conftest import config_in


class KnowsNothing(FakeBus):
    """Every message is understood and nothing is found. `asked` is what it was asked besides who has signed in."""

    def ask(self, message, actor, **more):  # type: ignore[no-untyped-def]
        if isinstance(message, ReadSession):
            return session(message, actor)
        self.asked.append((message, actor))
        raise NotFound("There is no such thing.")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One for all addresses: it keeps nothing from one request to the next but its limits, which are out of reach."""
    config = config_in(tmp_path_factory.mktemp("front"))
    return create_app(replace(config, sign_ins_per_minute=1e6), bus=KnowsNothing())


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_whatever_is_sent_the_gateway_answers_as_described(address: str, front: Flask) -> None:
    @settings(TRYING, max_examples=5)
    def attempt(case: schemathesis.Case) -> None:
        response = case.call(app=front, headers={"Authorization": "Bearer operator"})
        assert response.status_code < 500, response.text
        if response.status_code >= 400:
            assert response.headers["content-type"][0] == "application/problem+json"
            assert response.json()["code"]

    try_address(address, attempt)


WAYS_IN: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer nobody"},
    {"Authorization": "Bearer "},
    {"Authorization": "Basic bGVhZDpsZWFk"},
    {"Cookie": "__Host-haven=nobody; haven=nobody; session=nobody"},
    {"X-Forwarded-User": "lead", "X-Real-Ip": "127.0.0.1", "X-Original-Url": "/health"},
)
NO_SUCH_ADDRESS = (404, 405)  # what was generated for a part of the path is none


@pytest.mark.timeout(1200)
def test_nobody_is_told_to_sign_in_wherever_the_description_says_so(config: Config) -> None:
    """Without a session, or with one that is made up: refused before any service is asked anything else, and never a
    failure. All addresses in one test: one for each costs a second each before it begins."""
    bus = KnowsNothing()
    app, told = create_app(replace(config, requests_per_second=1e6, sign_ins_per_minute=1e6), bus=bus), 0
    for number, found in enumerate(described().get_all_operations()):
        operation = found.ok()
        open_to_all = {} in operation.definition.raw["security"]
        for way_in in ({}, WAYS_IN[number % len(WAYS_IN)]):
            case, bus.asked = one_of(operation), []
            case.headers, case.cookies = dict(way_in), {}
            answer = case.call(app=app)
            what = f"{operation.label} {way_in}: {answer.status_code} {answer.text}"
            assert answer.status_code < 500, what
            if not open_to_all:
                assert answer.status_code == 401 or answer.status_code in NO_SUCH_ADDRESS, what
                assert not bus.asked, what
                told += answer.status_code == 401
    assert told > 200, "most of what is generated is an address"


def one_of(operation: schemathesis.APIOperation) -> schemathesis.Case:
    """One thing that the description allows, the same each time."""
    found: list[schemathesis.Case] = []

    @settings(TRYING, max_examples=1, phases=[Phase.generate])
    @given(operation.as_strategy())
    def make(case: schemathesis.Case) -> None:
        found.append(case)

    make()
    return found[0]
