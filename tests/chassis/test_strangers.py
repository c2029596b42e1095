"""Messages whose sender cannot be believed: each kind is refused, counted, and told to the ledger by the outbox, which
no number of them fills."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey
from kombu import Connection
from sqlalchemy import select

from services.chassis import strangers, tables
from services.chassis.actor import digest_of
from services.contracts import intake as words
from services.contracts import wire
from services.contracts.message import SYSTEM, CallerRefused, Envelope, new_id
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, Token, until
from tests.support import NOON


def told(small: Parts, service: str = "intake") -> dict[str, CallerRefused]:
    """What the service said of strangers, by reason."""
    with small.databases[service].read() as session:
        rows = session.scalars(select(tables.Outbox).where(tables.Outbox.type == "CallerRefused"))
        said = [wire.load_event(row.body) for row in rows]
    return {one.reason: one for one in said if isinstance(one, CallerRefused)}


def stranger() -> OKPKey:
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return OKPKey.import_key(Ed25519PrivateKey.generate().private_bytes(*form).decode())


FALSE: dict[str, tuple[str, Callable[[Parts], Token | str]]] = {
    "signed by somebody else": ("forged", lambda parts: parts.token("intake", key=stranger())),
    "from another issuer": ("forged", lambda parts: parts.token("intake", iss="somebody")),
    "of too long a life": ("forged", lambda parts: parts.token("intake", seconds=3600)),
    "from the future": ("forged", lambda parts: parts.token("intake", iat=4_000_000_000, exp=4_000_000_030)),
    "no token at all": ("forged", lambda parts: "nonsense"),
    "expired": ("expired", lambda parts: parts.token("intake", seconds=-60)),
    "for another service": ("foreign-audience", lambda parts: parts.token("review")),
    "for another method": ("replayed", lambda parts: parts.token("intake", call="intake.sign_in")),
    "for another body": ("replayed", lambda parts: parts.token("intake", body=digest_of(b"{}"))),
    "for no message": ("forged", lambda parts: parts.token("intake", call=None, body=None)),
}


def test_a_token_that_is_not_for_this_very_call_is_refused_and_told(small: Parts) -> None:
    small.start("intake")
    subject = uuid4()
    for what, (reason, make) in FALSE.items():
        for message in (Count(subject_id=subject), ReadCount(subject_id=subject)):
            before = small.metric("intake", f'haven_callers_refused_total{{reason="{reason}"}}')
            reply = small.ask("intake", message, token=make(small))
            assert reply.get("refused", {}).get("code") == "no-actor", (what, reply)
            if what != "for no message":
                assert small.metric("intake", f'haven_callers_refused_total{{reason="{reason}"}}') == before + 1, what
    assert small.ask("intake", ReadCount(subject_id=subject))["answer"]["count"] == 0, "nothing was done"
    until(lambda: set(told(small)) == {reason for reason, _ in FALSE.values()}, "each reason is told")
    assert all(one.by == SYSTEM.id and one.times >= 1 for one in told(small).values())
    until(lambda: small.health("intake")["outbox"]["waiting"] == 0, "and it leaves for the ledger")


def test_a_caught_token_is_good_for_the_very_same_message_only(small: Parts) -> None:
    """And that is harmless: the command is carried out once."""
    small.start("intake")
    subject = uuid4()
    command = Count(subject_id=subject)
    sent = json.dumps({"args": [wire.dump(command)], "kwargs": {}}).encode()
    caught = small.token("intake").signed("intake.count", sent)
    first = small.ask("intake", command, token=caught)
    assert small.ask("intake", command, token=caught) == first
    changed = Count(id=command.id, subject_id=subject, note="changed")
    for other in (Count(subject_id=subject), changed, ReadCount(subject_id=subject)):
        assert small.ask("intake", other, token=caught)["refused"]["code"] == "no-actor"
    assert small.ask("intake", ReadCount(subject_id=subject))["answer"]["count"] == 1
    until(lambda: "replayed" in told(small), "it is told")


def test_however_many_there_are_the_ledger_is_told_once_a_minute_and_how_many() -> None:
    tally = strangers.Tally()
    for _ in range(1000):
        tally.note("forged", "intake.count")
    tally.note("expired", "intake.count")
    assert tally.due(0.0) == [("forged", "intake.count", 1000), ("expired", "intake.count", 1)]
    tally.told("forged", 1000, 0.0)
    for _ in range(1000):
        tally.note("forged", "x" * 1000)
    assert tally.due(59.0) == [("expired", "intake.count", 1)]
    assert tally.due(60.0)[0] == ("forged", "x" * 200, 1000)


def test_a_call_or_an_event_of_the_wrong_user_is_refused_and_told(small: Parts) -> None:
    """The broker lets a user set no name but its own: so a service that calls, or says what another would, is found."""
    small.start("intake")
    small.start("review")
    with Connection(small.uri) as connection:
        producer, known = connection.Producer(), {"content_type": "application/json", "content_encoding": "utf-8"}
        producer.publish(b'{"args": [{}], "kwargs": {}}', exchange="nameko-rpc", routing_key="intake.count",
                         reply_to=str(uuid4()), **known)  # fmt: skip
        producer.publish(event("intake", uuid4()), exchange="intake.events", routing_key="X", **known)
    until(lambda: told(small)["foreign-user"].asked == "intake.count" if told(small) else False, "the call is told")
    until(lambda: "foreign-source" in told(small, "review"), "the event is told")
    until(lambda: dead(small, "intake") and dead(small, "review"), "both are kept as dead letters")


def test_an_event_in_the_envelope_of_another_source_is_a_dead_letter(small: Parts) -> None:
    small.start("review")
    subject = uuid4()
    small.raw("intake.events", "ApplicationWithdrawn", event("agreements", subject))
    until(lambda: dead(small, "review"), "it is kept where a person sees it")
    assert small.ask("review", ReadCount(subject_id=subject))["answer"]["count"] == 0


def event(source: str, subject: UUID) -> bytes:
    said = words.ApplicationWithdrawn(subject=subject, at=NOON, by=SYSTEM.id, reference=":1")
    envelope = Envelope(id=new_id(), source=source, type="ApplicationWithdrawn", time=NOON, subject=subject, version=1,
                        cause=new_id(), correlation=new_id())  # fmt: skip
    return json.dumps(wire.dump_event(said, envelope)).encode()


def dead(small: Parts, service: str) -> int:
    with small.databases[service].read() as session:
        return len(session.scalars(select(tables.DeadLetter)).all())
