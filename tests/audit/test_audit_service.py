"""Each way into the service, on a real broker: every command and query reaches its handler, every event the ledger."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from deploy import keys as key_files
from deploy.cli import main
from services.audit import ledger, models
from services.audit.domain import checkpoint, merkle
from services.audit.domain.access import ACCESS
from services.contracts import audit as a
from services.contracts import intake, wire
from services.contracts.access import holders
from services.contracts.message import Command, Query, Role, new_id
from tests.audit.given import LEAD, NORTH, START, certificate
from tests.chassis.listening import Listening
from tests.chassis.running import until
from tests.support import envelope_of

ID = new_id()


class Running(Listening):
    """The real audit service, heard and asked over the bus."""

    base = models.Base

    def start(self, service: str, replica: str = "") -> None:
        key_files.ensure(self.folder / "keys")
        super().start(service, replica)

    def says(self, message: Command | Query, *roles: Role) -> dict[str, Any]:
        return self.ask("audit", message, token=self.token("audit", *roles))

    def entries(self) -> int:
        return len(self.types())

    def types(self) -> list[str]:
        page = self.says(a.ListLedger(limit=200), Role.PERSON, Role.AUDITOR)
        return [row["type"] for row in page["answer"]["rows"]]


@pytest.fixture(scope="module")
def audit(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running.alone(broker, tmp_path_factory.mktemp("audit"), "audit") as running:
        yield running


def test_an_event_from_the_bus_is_in_the_ledger_once_and_soon_under_a_signed_checkpoint(audit: Running) -> None:
    before = audit.entries()
    events = [intake.DraftSaved(subject=ID, at=START, by=LEAD.id, sections=("A",), title=str(n)) for n in range(5)]
    told = [(event, audit.hear("intake", event)) for event in events]
    for event, envelope in told[:3]:
        audit.tell(event, envelope)  # delivered again
    until(lambda: audit.entries() == before + 5, "the events are in the ledger")
    until(lambda: audit.says(a.ReadCheckpoint(), Role.PUBLIC).get("answer", {}).get("size", 0) >= 5, "it is signed")
    shown = audit.says(a.ReadCheckpoint(), Role.PUBLIC)["answer"]
    keys = ledger.read_keys(audit.folder / "keys")
    signed = checkpoint.verified(shown["note"], "haven/ledger", keys.name, keys.public_bytes, keys.verify)
    for _, envelope in told:
        query = a.ReadLedgerEntry(event_id=envelope.id)
        entry = audit.says(query, Role.PERSON, Role.AUDITOR)["answer"]
        path = [bytes.fromhex(step) for step in entry["path"]]
        leaf = merkle.leaf_hash(entry["leaf"].encode())
        assert entry["size"] == signed.size
        assert merkle.verify_inclusion(entry["entry"]["index"], signed.size, leaf, path, signed.root)
    assert audit.says(a.VerifyLedger(), Role.AUDITOR)["answer"]["sound"]


COMMANDS: tuple[Command, ...] = (
    a.SubmitCertificate(application_id=new_id(), certificate=certificate()),
    a.QueryCertificate(application_id=new_id(), organisation_id=NORTH, question="Which drive?"),
    a.AcceptCertificate(application_id=new_id(), organisation_id=NORTH),
    a.PlanAudit(application_id=new_id(), kind=a.AuditKind.FULL, scope=(), starts_on=START.date(), reason="random"),
    a.RecordFinding(
        application_id=new_id(), audit_id=new_id(), classified=a.FindingClass.MINOR, area=a.ScopeArea.USE,
        clause="2", description="words",
    ),
    a.AnswerFinding(
        application_id=new_id(), audit_id=new_id(), finding_id=new_id(), action="as agreed", owner="Ann"
    ),
    a.CloseFinding(
        application_id=new_id(), audit_id=new_id(), finding_id=new_id(), outcome=a.FindingOutcome.CLOSED, note="tested"
    ),
    a.CloseAudit(application_id=new_id(), audit_id=new_id(), overall="well kept", risk=a.Risk.LOW),
)  # fmt: skip


def test_each_command_is_tried_here() -> None:
    assert {type(command) for command in COMMANDS} == set(wire.messages_of("audit", Command))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_command_reaches_its_handler_and_its_refusal_is_in_the_ledger(audit: Running, command: Any) -> None:
    told = audit.says(command, Role.PERSON, *holders(ACCESS[type(command)]))
    assert told["refused"]["code"] in ("not-found", "nothing-to-certify", "no-agreement")

    def refusals() -> list[str]:
        page = audit.says(a.ListLedger(subject=command.application_id), Role.PERSON, Role.AUDITOR)
        return [row["type"] for row in page["answer"]["rows"]]

    until(lambda: refusals() == ["CommandRefused"], "the refusal is in the ledger")


QUERIES: tuple[Query, ...] = (
    a.ReadCheckpoint(size=10**9),
    a.ReadConsistency(old=10**9),
    a.ReadLedgerEntry(index=10**9),
    a.ListLedger(),
    a.VerifyLedger(),
    a.ReadClocks(application_id=ID),
    a.ListClocks(),
    a.ServiceLevels(),
    a.Dashboard(),
    a.Register(),
    a.ReadDeletion(application_id=new_id()),
    a.ListDeletions(),
    a.MyAuditTasks(),
    a.ReadAudit(audit_id=new_id()),
    a.ListAudits(),
)


def test_each_query_is_tried_here() -> None:
    assert {type(query) for query in QUERIES} == {
        one for one in wire.messages_of("audit", Query) if "answers" in one.__dict__
    }


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: type(query).__name__)
def test_a_query_reaches_its_view_and_the_answer_is_what_the_contract_says(audit: Running, query: Query) -> None:
    told = audit.says(query, Role.PERSON, Role.AUDITOR)
    if "refused" in told:
        assert told["refused"]["code"] == "not-found"
    else:
        wire.load(type(query).answers, told["answer"])


@pytest.mark.parametrize("query", [a.ServiceLevels(), a.Dashboard(), a.Register()], ids=lambda q: type(q).__name__)
def test_what_is_published_is_for_everybody(audit: Running, query: Query) -> None:
    assert "answer" in audit.says(query, Role.PUBLIC)


def test_what_cannot_be_read_is_parked_listed_and_given_up_by_the_operators_command(
    audit: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "HAVEN_RUN": str(audit.folder),
        "HAVEN_KEYS": str(audit.folder / "keys"),
        "HAVEN_AMQP_URI": audit.uri,
    }.items():
        monkeypatch.setenv(name, value)
    (audit.folder / "keys" / "gateway.private.pem").write_bytes(audit.key.as_pem(private=True))
    event = intake.DraftSaved(subject=new_id(), at=START, by=LEAD.id, sections=())
    envelope = replace(envelope_of(event, "intake"), type="WordOfTheFuture")
    audit.tell(event, envelope)
    until(lambda: main(["parked", "list", "audit"]) == 1, "it is parked")
    shown = capsys.readouterr().out
    assert f"audit  {envelope.id}  enter" in shown
    assert "intake WordOfTheFuture" in shown
    given_up = ["parked", "discard", "audit", str(envelope.id), "enter"]
    assert main([*given_up, "--reason", "said by mistake"]) == 0
    assert main(["parked", "list", "audit"]) == 0
    assert main([*given_up, "--reason", "said by mistake"]) == 1
    assert "Nothing is parked under this message" in capsys.readouterr().err
    until(lambda: "MessageDiscarded" in audit.types(), "the ledger says who gave it up")
