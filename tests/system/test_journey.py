"""The journey of both profiles, from the first word to a closed project, through the HTTP API of a whole Haven."""

import io
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import pytest

from deploy.cast import Cast
from deploy.journey import travel
from deploy.journey.ledger import verify
from deploy.journey.story import Printer, Story
from deploy.testing import RunningSystem, running_system
from services.provisioning.data_core.people import FIXED_NUMBERS
from tests.system.watching import Heard, audit_verify, cast_of, listening, rows, said, settle

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]
PROFILES = ("hospital", "dars")


@dataclass
class Told:
    """A Haven after a journey of both profiles, and what was printed on the way."""

    haven: RunningSystem
    cast: Cast
    stories: list[Story]
    printed: str
    heard: Heard

    @property
    def private(self) -> set[str]:
        """Whatever no log, address or refusal may hold: names, addresses, numbers of patients, secrets."""
        people = self.cast.keyring.accounts.values()
        found = {word for one in people for word in (one.name, one.email, one.password, one.totp)}
        found |= self.heard.secrets | set(FIXED_NUMBERS) | {f"{n[:3]} {n[3:6]} {n[6:]}" for n in FIXED_NUMBERS}
        return {word for word in found if len(word) > 5}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with running_system(tmp_path_factory.mktemp("journey")) as haven:
        out = io.StringIO()
        with listening() as heard:
            cast = cast_of(haven)
            stories = travel(cast, PROFILES, Printer(out))
        yield Told(haven, cast, stories, out.getvalue(), heard)


def test_both_profiles_end_in_a_closed_project(told: Told) -> None:
    stages = {story.profile: story.lead.get(story.application)["stage"] for story in told.stories}
    assert stages == {"hospital": "CLOSED", "dars": "CLOSED"}


def test_each_profile_has_its_own_words_and_its_own_office_holder(told: Told) -> None:
    assert "DAR Under Review" in told.printed
    assert "In assurance" in told.printed
    deciders = [line for line in told.printed.splitlines() if "Approved with conditions by" in line]
    assert [("caldicott guardian" in line, "siro" in line) for line in deciders] == [(True, False), (False, True)]


def test_what_must_be_refused_was_refused(told: Told) -> None:
    refused = [line for line in told.printed.splitlines() if "REFUSED" in line]
    assert len(refused) == 24  # twelve for each profile


def test_everything_that_happened_is_in_the_ledger_and_the_ledger_verifies(told: Told) -> None:
    settle(told.haven)
    assert "Ledger verified" in verify(told.cast)
    audit_verify(told.haven)
    entries = rows(told.haven, "audit", "SELECT count(*) FROM ledger_entry")[0][0]
    assert entries == said(told.haven).total()


def test_at_the_end_nothing_waits_and_nothing_is_parked(told: Told) -> None:
    settle(told.haven)


def test_the_logs_name_nobody(told: Told) -> None:
    """All parts' logs, the supervisor's and the broker's (ASVS 14.2.1, 16.2.5)."""
    run = told.haven.settings.run
    logs = [*(run / "logs").iterdir(), *run.glob("broker*/**/*.log")]
    assert {"intake.log", "gateway.log", "supervisor.log", "broker.log"} <= {log.name for log in logs}
    for log in logs:
        written = log.read_text(errors="replace")
        assert not [word for word in told.private if word in written], f"{log.name} names somebody"


def test_no_address_and_no_refusal_names_anybody(told: Told) -> None:
    private, heard = told.private, told.heard
    assert len(heard.urls) > 200
    assert len(heard.refusals) >= 24
    assert len(heard.secrets) > 100
    assert [url for url in heard.urls if any(word in url for word in private)] == []
    assert [text for text in heard.refusals if any(word in text for word in private)] == []


def test_a_second_journey_is_only_delayed_by_killing_every_service_on_the_way(told: Told) -> None:
    over = Event()
    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill_each, told.haven, over)
        try:
            story = travel(told.cast, ("dars",), Printer(io.StringIO()))[0]
        finally:
            over.set()
        assert set(killing.result()) == set(told.haven.settings.health_ports)
    assert story.lead.get(story.application)["stage"] == "CLOSED"
    assert story.reference not in {one.reference for one in told.stories}
    settle(told.haven)
    audit_verify(told.haven)


def kill_each(haven: RunningSystem, over: Event) -> list[str]:
    """Kill one service after the other, each once the one before is back, until it is over; who was killed."""
    killed: list[str] = []
    for service in itertools.cycle(haven.settings.health_ports):
        if over.wait(1.0):
            return killed
        haven.kill(service)
        killed.append(service)
        haven.wait_until_ready()
    return killed
