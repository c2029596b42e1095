"""The ledger on its tables: appended once, by one writer, proven, signed, and what an attacker with SQL cannot hide."""

import threading
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, text

from services.audit import handlers, ledger, models, views
from services.audit.domain import merkle
from services.contracts import wire
from services.contracts.audit import (
    ListLedger,
    ReadCheckpoint,
    ReadConsistency,
    ReadLedgerEntry,
    VerifyLedger,
)
from services.contracts.intake import DraftSaved
from services.contracts.message import ANONYMOUS, NotFound, NotPermitted, Role, new_id
from tests.audit.given import AFTER, AUDITOR, CHECKER, ID, LEAD, MEMBER, OFFICER, STRANGER, Line
from tests.support import Ground, actor

KEY = Ed25519PrivateKey.generate()
KEYS = ledger.Keys("haven/test", KEY.public_key(), KEY)


@pytest.fixture(autouse=True)
def _the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "keys", lambda: KEYS)


@pytest.fixture
def audit(ground: Callable[[str], Ground]) -> Ground:
    return ground("audit")


def sign(audit: Ground) -> None:
    audit.do(lambda session, *_: ledger.record_checkpoint(session, KEYS.name, AFTER), None)
    audit.do(lambda session, *_: ledger.sign_checkpoints(session, KEYS, AFTER), None)


def found(audit: Ground) -> set[str]:
    """The codes of everything that verification finds, in parts of three entries."""
    with audit.db.read() as session:
        problems = [*ledger.verify_extent(session), *ledger.verify_consistency(session, KEYS)]
        size = session.query(models.LedgerEntry).count() + 1
        for first in range(0, size, 3):
            problems += ledger.verify(session, first, min(first + 3, ledger.size(session)), KEYS)
    return {problem.code for problem in problems}


def grown(audit: Ground, entries: int = 7) -> Line:
    """A ledger of some entries, with a checkpoint in the middle and one at the end."""
    line = Line(audit)
    for number in range(entries):
        line.say(DraftSaved, by=LEAD, sections=("A",), title=f"Title {number}")
        if number in (entries // 2, entries - 1):
            sign(audit)
    return line


def test_every_event_is_a_leaf_with_a_proof_that_a_stranger_can_check(audit: Ground) -> None:
    grown(audit)
    checkpoint = audit.ask(views.read_checkpoint, ReadCheckpoint(), by=ANONYMOUS)
    for index in range(7):
        told = audit.ask(views.read_entry, ReadLedgerEntry(index=index), by=AUDITOR)
        leaf = merkle.leaf_hash(told.leaf.encode())
        path = [bytes.fromhex(step) for step in told.path]
        assert merkle.verify_inclusion(index, 7, leaf, path, bytes.fromhex(checkpoint.root))
        assert told.entry.leaf_hash == leaf.hex()
        assert told.body is not None
        assert told.body["title"] == f"Title {index}"
    assert found(audit) == set()


def test_the_ledger_only_grows_between_two_checkpoints(audit: Ground) -> None:
    grown(audit)
    told = audit.ask(views.read_consistency, ReadConsistency(old=4), by=ANONYMOUS)
    roots = (bytes.fromhex(told.old_root), bytes.fromhex(told.new_root))
    assert merkle.verify_consistency(4, 7, *roots, [bytes.fromhex(step) for step in told.path])
    with pytest.raises(NotFound):
        audit.ask(views.read_consistency, ReadConsistency(old=4, new=8))


def test_an_event_heard_twice_is_one_leaf(audit: Ground) -> None:
    line = Line(audit)
    envelope = line.say(DraftSaved, sections=("A",))
    event = DraftSaved(subject=ID, at=line.at, by=LEAD.id, sections=("A",))
    line.enter(event, envelope)
    assert audit.ask(lambda session, *_: ledger.size(session), None) == 1


def test_a_crash_in_the_middle_of_an_append_leaves_nothing(audit: Ground) -> None:
    line = grown(audit, 3)

    def dies(session, event, call):
        handlers.enter(session, event, call, envelope)
        raise RuntimeError("the power went")

    envelope = line.say(DraftSaved, sections=("B",))
    event = DraftSaved(subject=ID, at=line.at, by=LEAD.id, sections=("C",))
    envelope = wire.load(type(envelope), wire.dump(envelope) | {"id": str(new_id()), "version": 9})
    with pytest.raises(RuntimeError):
        audit.do(dies, event)
    assert audit.ask(lambda session, *_: ledger.size(session), None) == 4
    line.enter(event, envelope)
    assert audit.ask(lambda session, *_: ledger.size(session), None) == 5
    assert found(audit) == set()


def test_two_writers_at_once_give_one_order_without_gaps(audit: Ground) -> None:
    def write(number: int) -> None:
        line = Line(audit, id=new_id())
        for _ in range(10):
            line.say(DraftSaved, sections=("A",))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert audit.ask(lambda session, *_: ledger.size(session), None) == 20
    sign(audit)
    assert found(audit) == set()


ATTACKS = {
    "edit a leaf": ("UPDATE ledger_entry SET actor_id = cause WHERE position = 2", {"leaf-differs", "hash-differs"}),
    "backdate it": ("UPDATE ledger_entry SET at = '2020-01-01 00:00:00' WHERE position = 2", {"leaf-differs"}),
    "edit its bytes": ("UPDATE ledger_entry SET leaf = leaf || ' ' WHERE position = 2", {"leaf-differs"}),
    "edit a body": ("UPDATE ledger_body SET body = '{\"title\": \"Other\"}' WHERE position = 2", {"body-differs"}),
    "delete one": (
        "DELETE FROM ledger_body WHERE position = 2; DELETE FROM ledger_entry WHERE position = 2",
        {"entry-missing", "size-differs"},
    ),
    "change a hash": ("UPDATE ledger_node SET hash = (SELECT hash FROM ledger_node WHERE level = 0 AND position = 1)"
                      " WHERE level = 0 AND position = 2", {"hash-differs"}),
    "drop a hash": ("DELETE FROM ledger_node WHERE level = 1 AND position = 0", {"hash-missing"}),
    "another root": ("UPDATE checkpoint SET root = (SELECT hash FROM ledger_node WHERE level = 0 AND position = 1)"
                     " WHERE size = 7", {"root-differs", "checkpoints-contradict"}),
    "another note": ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 7) WHERE size = 4",
                     {"root-differs"}),
    "a shorter ledger": (
        "DELETE FROM ledger_body WHERE position = 6; DELETE FROM ledger_entry WHERE position = 6;"
        " UPDATE ledger_head SET size = 6",
        {"ledger-shortened"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_changed_with_sql_is_found(audit: Ground, attack: str) -> None:
    grown(audit)
    statements, expected = ATTACKS[attack]
    with audit.db.engine.begin() as connection:
        for statement in statements.split("; "):
            connection.execute(text(statement))
    assert expected <= found(audit)


def test_two_entries_in_each_others_place_are_found(audit: Ground) -> None:
    grown(audit)
    with audit.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger_body"))
        move = text("UPDATE ledger_entry SET position = :there WHERE position = :here")
        for here, there in ((2, 100), (3, 2), (100, 3)):
            connection.execute(move, {"here": here, "there": there})
    assert "hash-differs" in found(audit)


def test_a_ledger_rewritten_whole_contradicts_what_was_signed(audit: Ground) -> None:
    line = grown(audit)
    with audit.db.engine.begin() as connection:
        for table in (models.LedgerBody, models.LedgerNode, models.LedgerEntry, models.LedgerHead):
            connection.execute(delete(table))
    for number in range(8):
        line.say(DraftSaved, sections=("A",), title=f"Kinder title {number}")
    assert "root-differs" in found(audit)
    with pytest.raises(ledger.Tampered):  # and nothing is signed on top of it
        sign(audit)


def test_a_checkpoint_is_kept_before_it_is_signed(audit: Ground) -> None:
    Line(audit).say(DraftSaved, sections=("A",))
    record = lambda session, *_: ledger.record_checkpoint(session, KEYS.name, AFTER)  # noqa: E731
    assert audit.do(record, None) is True
    with pytest.raises(NotFound):
        audit.ask(views.read_checkpoint, ReadCheckpoint())
    assert audit.do(record, None) is False  # nothing new
    assert audit.do(lambda session, *_: ledger.sign_checkpoints(session, KEYS, AFTER), None) == 1
    assert audit.ask(views.read_checkpoint, ReadCheckpoint()).size == 1


def test_an_erased_body_leaves_every_proof_whole(audit: Ground) -> None:
    grown(audit)
    with audit.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger_body WHERE position = 2"))
    assert found(audit) == set()
    told = audit.ask(views.read_entry, ReadLedgerEntry(index=2), by=AUDITOR)
    assert (told.body, told.salt, told.size) == (None, "", 7)


def test_verification_over_the_bus_is_bounded_and_only_for_some(audit: Ground) -> None:
    grown(audit)
    told = audit.ask(views.verify_ledger, VerifyLedger(limit=5), by=actor(Role.OPERATOR))
    assert (told.first, told.until, told.size, told.sound) == (0, 5, 7, True)
    with pytest.raises(NotPermitted):
        audit.ask(views.verify_ledger, VerifyLedger(), by=OFFICER)


def test_the_list_can_be_filtered_and_paged(audit: Ground) -> None:
    line = grown(audit)
    Line(audit, id=new_id(), at=line.at).say(DraftSaved, by=OFFICER, sections=("A",))
    first = audit.ask(views.list_ledger, ListLedger(subject=ID, limit=4), by=AUDITOR)
    rest = audit.ask(views.list_ledger, ListLedger(subject=ID, limit=4, after=first.next), by=AUDITOR)
    assert [row.index for row in (*first.rows, *rest.rows)] == list(range(7))
    assert rest.next == ""
    newest = audit.ask(views.list_ledger, ListLedger(limit=2, newest_first=True), by=AUDITOR)
    older = audit.ask(views.list_ledger, ListLedger(limit=2, newest_first=True, after=newest.next), by=AUDITOR)
    assert [row.index for row in (*newest.rows, *older.rows)] == [7, 6, 5, 4]
    assert [row.index for row in audit.ask(views.list_ledger, ListLedger(actor=OFFICER.id), by=AUDITOR).rows] == [7]
    since = audit.ask(views.list_ledger, ListLedger(since=line.at, type="DraftSaved"), by=AUDITOR)
    assert [row.index for row in since.rows] == [6, 7]


def test_entries_are_found_as_people_name_them_and_say_what_they_are_about(audit: Ground) -> None:
    line = Line(audit).submitted()
    line.say(DraftSaved, by=LEAD, sections=("A",))
    reference = audit.ask(views.list_ledger, ListLedger(subject=ID), by=AUDITOR).rows[-1].reference
    assert reference.startswith("DAR-")
    Line(audit, id=new_id(), at=line.at).say(DraftSaved, by=OFFICER, sections=("A",))
    see = lambda by, **asked: audit.ask(views.list_ledger, ListLedger(**asked), by=by).rows  # noqa: E731
    assert {row.subject for row in see(AUDITOR, reference=f" {reference.lower()} ")} == {ID}
    assert see(AUDITOR, reference="DAR-2001-00001") == see(STRANGER, reference=reference) == ()
    assert {row.type for row in see(AUDITOR, type="draft saved")} == {"DraftSaved"}
    assert see(AUDITOR, type="draft saved")[-1].reference == "", "of what audit does not know"
    assert see(MEMBER, reference=reference) == see(MEMBER, subject=ID), "naming it otherwise shows nobody more"


def test_who_sees_what_of_the_ledger(audit: Ground) -> None:
    line = Line(audit).submitted()
    line.say(DraftSaved, by=LEAD, sections=("A",))
    see = lambda by, **asked: len(audit.ask(views.list_ledger, ListLedger(**asked), by=by).rows)  # noqa: E731
    assert [see(AUDITOR), see(CHECKER), see(LEAD), see(OFFICER), see(MEMBER), see(STRANGER)] == [2, 2, 2, 0, 0, 0]
    assert [see(OFFICER, subject=ID), see(MEMBER, subject=ID), see(STRANGER, subject=ID)] == [2, 2, 0]
    with pytest.raises(NotPermitted):
        see(ANONYMOUS)
    assert audit.ask(views.read_entry, ReadLedgerEntry(index=0), by=MEMBER).body is None
    for nobody in (STRANGER, ANONYMOUS):
        with pytest.raises(NotFound):
            audit.ask(views.read_entry, ReadLedgerEntry(index=0), by=nobody)
