"""schemathesis asks every address of a running Haven what its description allows, as people of several roles: every
part may refuse, none may fail, and nothing is left lying about afterwards."""

import itertools
import re
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import settings

from deploy.testing import RunningSystem, running_system
from tests.fuzzing import ADDRESSES, TRYING, try_address
from tests.system.watching import cast_of, settle

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]
ROLES = ("administrator", "case-officer", "secretariat", "auditor", "sde-admin")
# What would end the session that asks, or move the clock past every agreement.
NOT_HERE = re.compile(r"/(session|tokens|demo|me/(password|second-factor)|people/[^/]+/(session|second-fact|disabl))")

@pytest.fixture(scope="module")
def haven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    with running_system(tmp_path_factory.mktemp("fuzz"), HAVEN_REQUESTS_PER_SECOND="100000") as running:
        yield running


@pytest.fixture(scope="module")
def tokens(haven: RunningSystem) -> Iterator[str]:
    """The bearer tokens of one person of each role, in turn."""
    people = cast_of(haven)
    held = [next(key for key, one in people.keyring.accounts.items() if role in one.roles) for role in ROLES]
    return itertools.cycle(people[key].client.token for key in held)


@pytest.mark.parametrize("address", ADDRESSES)
def test_whatever_is_sent_no_part_fails(address: str, haven: RunningSystem, tokens: Iterator[str]) -> None:
    @settings(TRYING, max_examples=3)
    def attempt(case: schemathesis.Case) -> None:
        if NOT_HERE.match(case.path):
            return
        answer = case.call(base_url=f"{haven.url}/api/v1", headers={"Authorization": f"Bearer {next(tokens)}"})
        assert answer.status_code < 500, answer.text

    try_address(address, attempt)


def test_afterwards_every_part_lives_and_nothing_waits(haven: RunningSystem) -> None:
    settle(haven)
    for part in haven.settings.health_ports:
        assert "a call failed" not in haven.log(part), part
