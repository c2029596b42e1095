"""schemathesis asks every address of the API what its own description allows, and what it does not.

The services are a FakeBus that knows nothing, so what is tested here is the gateway: it may refuse, never fail.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from gateway.api import openapi
from gateway.app import create_app
from gateway.config import Config
from services.contracts.intake import ReadSession
from services.contracts.message import NotFound
from tests.fakes import FakeBus
from tests.gateway.conftest import session

schema = schemathesis.openapi.from_dict(openapi.description())


class KnowsNothing(FakeBus):
    """Every message is understood and nothing is found."""

    def ask(self, message, actor, **more):  # type: ignore[no-untyped-def]
        if isinstance(message, ReadSession):
            return session(message, actor)
        raise NotFound("There is no such thing.")


@pytest.fixture
def app(config: Config) -> object:
    from dataclasses import replace

    return create_app(replace(config, requests_per_second=1e6, sign_ins_per_minute=1e6), bus=KnowsNothing())


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_gateway_answers_as_described(case: schemathesis.Case, app: object) -> None:
    response = case.call(app=app, headers={"Authorization": "Bearer operator"})
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"][0] == "application/problem+json"
        assert response.json()["code"]
