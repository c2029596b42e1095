"""Services are killed in turn, with SIGKILL, while two hundred requests are submitted and some are accepted: nothing is
lost, nothing is done twice, and in the end nothing waits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Semaphore
from uuid import uuid4

import pytest

from deploy.cast import Cast, Person
from deploy.client import Client
from deploy.journey.answers import answers
from deploy.testing import RunningSystem, running_system
from tests.system.watching import audit_verify, cast_of, rows, said, settle

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]
REQUESTS, ACCEPTED, APPLICANTS, AT_ONCE, ROUNDS = 200, 40, 4, 6, 2
CHECKS = ("legal-basis", "security", "feasibility", "purpose", "evidence", "duplicates")
PATIENCE = 120.0  # seconds that one call may take with its repeats, killed services and all


@dataclass
class Told:
    """A Haven after the killing, the requests that were acknowledged, and how often each service was killed."""

    haven: RunningSystem
    cast: Cast
    submitted: list[str]
    accepted: list[str]
    kills: dict[str, int]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with running_system(tmp_path_factory.mktemp("kill")) as haven:
        cast, done = cast_of(haven), Semaphore(0)
        people = cast.welcome_all((f"applicant.{n}", f"Applicant {n}", "northbridge") for n in range(APPLICANTS))
        host = cast.welcome("collaborator", "Dr Lorne Bask", "eastmere")
        declared = list(people[0].get("/form", profile="hospital")["declarations"])

        def ask(number: int) -> str:
            asked = submit(cast, people[number % APPLICANTS], host, declared)
            done.release()
            return asked

        def take(asked: str) -> str:
            taken = accept(cast["gwen.pike"], asked)
            done.release()
            return taken

        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            killing = pool.submit(kill_in_turn, haven, done)
            submitted = list(pool.map(ask, range(REQUESTS)))
            accepted = list(pool.map(take, submitted[:ACCEPTED]))
            kills = killing.result()
        haven.wait_until_ready()
        settle(haven)
        yield Told(haven, cast, submitted, accepted, kills)


def kill_in_turn(haven: RunningSystem, done: Semaphore) -> dict[str, int]:
    """Kill one service after the other, evenly over the work; a service is back before the next one goes."""
    kills = dict.fromkeys(haven.settings.health_ports, 0)
    for service in [*kills] * ROUNDS:
        for _ in range((REQUESTS + ACCEPTED) // (len(kills) * ROUNDS + 1)):
            done.acquire()
        haven.kill(service)
        kills[service] += 1
        haven.wait_until_ready()
    return kills


def submit(cast: Cast, person: Person, host: Person, declared: list[str]) -> str:
    """One small request, begun, answered and submitted; its id."""
    client = Client(person.client.url, person.client.token, patience=PATIENCE)
    told = {"lead": person.id, "collaborator": host.id}
    words = answers("small", people=told, organisations=cast.organisations, today=cast.today())
    started = {name: words[name] for name in ("title", "request_type", "approval")}
    one = f"/applications/{client.post('/applications', {'profile': 'hospital', **started})['subject']}"
    client.patch(f"{one}/draft", {"answers": words}, etag=client.etag)
    client.post(f"{one}/submit", {"declarations": declared}, etag=client.etag)
    return one.rpartition("/")[2]


def accept(officer: Person, application_id: str) -> str:
    """The same request, checked and accepted; its id."""
    client, one = Client(officer.client.url, officer.client.token, patience=PATIENCE), f"/applications/{application_id}"
    client.post(f"{one}/case-officer", {"officer_id": officer.id})
    for item in CHECKS:
        client.post(f"{one}/checks", {"item": item, "passed": True})
    client.post(f"{one}/route/confirm")
    client.post(f"{one}/accept")
    return application_id


def listed(client: Client, path: str, **query: str) -> list[dict]:
    """Every row of a list, page by page."""
    page = client.get(path, limit=200, **query)
    found = list(page["rows"])
    while page["next"]:
        page = client.get(path, limit=200, after=page["next"], **query)
        found += page["rows"]
    return found


def test_every_service_was_killed_more_than_once(told: Told) -> None:
    assert set(told.kills.values()) == {ROUNDS}


def test_every_acknowledged_request_is_there_once(told: Told) -> None:
    assert len(set(told.submitted)) == REQUESTS
    counted = said(told.haven)
    assert (counted["ApplicationStarted"], counted["ApplicationSubmitted"]) == (REQUESTS, REQUESTS)
    assert counted["CheckRecorded"] == ACCEPTED * len(CHECKS)
    shown = listed(told.cast["gwen.pike"].client, "/applications")
    assert {row["application_id"] for row in shown} == set(told.submitted)


def test_as_many_cases_were_opened_as_requests_were_accepted(told: Told) -> None:
    opened = listed(told.cast["bea.stone"].client, "/cases")
    assert {row["application_id"] for row in opened} == set(told.accepted)
    assert said(told.haven)["CaseOpened"] == ACCEPTED == len(told.accepted)


def test_every_event_is_in_the_ledger_once_and_the_ledger_verifies(told: Told) -> None:
    entries = rows(told.haven, "audit", "SELECT count(*), count(DISTINCT event_id) FROM ledger_entry")[0]
    assert entries == (said(told.haven).total(),) * 2
    audit_verify(told.haven)


def test_nothing_waits_and_nothing_is_parked(told: Told) -> None:
    settle(told.haven)


def test_a_repeated_command_is_answered_as_the_first_time(told: Told) -> None:
    client, key = told.cast["gwen.pike"].client, str(uuid4())
    facts = {"name": f"Organisation {key}", "kind": "other"}
    first, second = (client.post("/organisations", facts, key=key) for _ in range(2))
    assert first == second
