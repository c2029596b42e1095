"""A whole Haven is backed up while people work with it, wrecked, and made again in another folder: what was answered
before the backup began is there once, with the same clocks, and the ledger verifies."""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from deploy import parts, settings, system, upgrade
from deploy.backup import restore, take
from deploy.backup.archive import Manifest, verified
from deploy.cast import Cast, Person
from deploy.cast.papers import paper
from deploy.client import ApiProblem, Client, wait_for
from deploy.errors import CannotRun
from deploy.journey.answers import answers
from deploy.testing import RunningSystem, on_free_ports, running_system
from tests.system.watching import audit_verify, rows, said, settle

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]
CLOCKS = "SELECT subject, number, target, condition, outcome, due_on, breaches_on, started_at, stopped_at FROM clock"
A_YEAR = 365 * 24 * 3600


@dataclass
class Told:
    """The Haven made again, what its backup says of itself, and what clients were told before the backup began."""

    haven: RunningSystem
    backup: Path
    manifest: Manifest
    cast: Cast
    before: list[str]
    clocks: set[tuple]
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("backup")
    with running_system(folder / "one") as first:
        cast, document = people(first), paper("A document", "Kept.")
        lead = cast.welcome("applicant", "Dr Tamsin Roe", "northbridge")
        lead.client.upload("kept.pdf", document)
        cast.move_clock(A_YEAR // 12)
        load = Working(cast, lead)
        load.one_more(lead.client)
        settled = set(wait_for("a clock", lambda: rows(first, "audit", CLOCKS)))
        with load as answered:
            while len(answered) < 5:
                time.sleep(0.05)
            before, spoken = list(answered), []
            backup = take.take(first.settings, folder, say=spoken.append)
            while len(answered) < len(before) + 3:  # nobody was stopped by it
                time.sleep(0.05)
        for part in parts.of(first.settings):
            first.kill(part.name, stays_down=True)
    shutil.rmtree(first.settings.run)
    again = settings.read(on_free_ports(folder / "another"))
    assert restore.restore(again, backup, say=spoken.append), spoken
    try:
        system.up(again)
        haven = RunningSystem(again)
        settle(haven)
        yield Told(haven, backup, verified(backup), cast, before, settled, spoken)
    finally:
        system.down(again)


def people(haven: RunningSystem) -> Cast:
    cast = Cast(haven.url, haven.settings.run, Path(haven.environment["HAVEN_MAIL"]))
    cast.assemble(only=("gwen.pike",))
    return cast


class Working:
    """Two people who begin and submit requests, one after the other, until the block ends; the ids they were given."""

    def __init__(self, cast: Cast, lead: Person) -> None:
        host = cast.welcome("collaborator", "Dr Lorne Bask", "eastmere")
        told = {"lead": lead.id, "collaborator": host.id}
        self.words = answers("small", people=told, organisations=cast.organisations, today=cast.today())
        self.declared = list(lead.client.get("/form", profile="hospital")["declarations"])
        self.lead, self.stop, self.answered = lead, threading.Event(), []
        self.threads = [threading.Thread(target=self.work) for _ in range(2)]

    def __enter__(self) -> list[str]:
        for thread in self.threads:
            thread.start()
        return self.answered

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def work(self) -> None:
        client = Client(self.lead.client.url, self.lead.client.token)
        while not self.stop.is_set():
            self.one_more(client)

    def one_more(self, client: Client) -> None:
        started = {name: self.words[name] for name in ("title", "request_type", "approval")}
        one = str(client.post("/applications", {"profile": "hospital", **started})["subject"])
        client.patch(f"/applications/{one}/draft", {"answers": self.words}, etag=client.etag)
        client.post(f"/applications/{one}/submit", {"declarations": self.declared}, etag=client.etag)
        self.answered.append(one)


def test_what_was_answered_before_the_backup_began_is_there_once(told: Told) -> None:
    for kind in ("ApplicationStarted", "ApplicationSubmitted"):
        found = rows(told.haven, "intake", f"SELECT subject FROM outbox WHERE type = '{kind}'")  # noqa: S608
        counted = Counter(str(row[0]).replace("-", "") for row in found)
        assert set(counted.values()) == {1}
        assert {one.replace("-", "") for one in told.before} <= set(counted)


def test_every_event_is_in_the_ledger_once_and_the_ledger_verifies(told: Told) -> None:
    entries = rows(told.haven, "audit", "SELECT count(*), count(DISTINCT event_id) FROM ledger_entry")[0]
    assert entries == (said(told.haven).total(),) * 2
    assert entries[0] >= told.manifest.ledger_size > 0
    audit_verify(told.haven)


def test_nothing_is_parked_and_every_listener_has_heard_everything(told: Told) -> None:
    settle(told.haven)
    said_by = dict(rows(told.haven, "intake", "SELECT id, version FROM subject"))
    for listener in ("review", "agreements", "provisioning", "audit", "intake"):
        heard = dict(rows(told.haven, listener, "SELECT subject, upto FROM heard WHERE source = 'intake'"))
        assert heard == said_by, listener


def test_clocks_say_the_same_as_before_and_the_demo_clock_is_as_far_ahead(told: Told) -> None:
    assert told.clocks <= set(rows(told.haven, "audit", CLOCKS))
    assert float((told.haven.settings.run / "clock").read_text()) == A_YEAR // 12


def test_every_request_has_its_service_level_clock(told: Told) -> None:
    clocks = rows(told.haven, "audit", CLOCKS)
    submitted = rows(told.haven, "intake", "SELECT subject FROM outbox WHERE type = 'ApplicationSubmitted'")
    assert {row[0] for row in submitted} <= {row[0] for row in clocks}


def test_who_was_signed_in_signs_in_again_and_goes_on(told: Told) -> None:
    token, gwen = told.cast["gwen.pike"].client.token, Client(told.haven.url)
    with pytest.raises(ApiProblem) as ended:
        Client(told.haven.url, token).get("/session")
    assert ended.value.status == 401
    cast = people(told.haven)
    gwen = cast["gwen.pike"].client
    assert {row["application_id"] for row in gwen.get("/applications", limit=200)["rows"]} >= set(told.before)


def test_the_ledger_goes_on_under_a_key_that_the_one_before_has_signed(told: Told) -> None:
    keys = told.haven.settings.run / "keys"
    assert [path.name for path in sorted((keys / "ledger.former").iterdir())] == ["0001.endorsement", "0001.public.pem"]
    assert (keys / "ledger.private.pem").stat().st_mode & 0o777 == 0o600


def test_it_is_never_restored_over_something(told: Told) -> None:
    with pytest.raises(CannotRun, match="not empty"):
        restore.restore(told.haven.settings, told.backup, say=told.said.append)


def test_an_upgrade_renews_every_part_while_reads_go_on(told: Told) -> None:
    """Each read is one request that is not repeated; whatever is no answer counts."""
    haven, stop, answers_, failures = told.haven, threading.Event(), [], []
    token = people(haven)["gwen.pike"].client.token

    def read() -> None:
        while not stop.is_set():
            try:
                answer = requests.get(f"{haven.url}/api/v1/applications?limit=1", timeout=30,
                                      headers={"Authorization": f"Bearer {token}"})
                (answers_ if answer.ok else failures).append(answer.status_code)
            except requests.RequestException as problem:
                failures.append(problem)
            time.sleep(0.05)

    parts_before = {part.name: part.process for part in parts.of(haven.settings)}
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        upgrade.upgrade(haven.settings, say=told.said.append)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not failures, failures
    assert len(answers_) > 20
    now = {part.name: part.process for part in parts.of(haven.settings)}
    renewed = {name for name, process in now.items() if process != parts_before[name]}
    assert renewed == set(haven.settings.health_ports)  # the gateway keeps its master and its socket, the broker all
    assert {f"{name} renewed" for name in (*haven.settings.health_ports, "gateway")} <= set(told.said)
    settle(haven)
