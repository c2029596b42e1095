"""The service as a process on a real broker: every command and query reaches its handler, what others say is heard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.agreements.domain import terms
from services.chassis import migrations, tables
from services.contracts import agreements as words
from services.contracts import wire
from services.contracts.message import Actor, Command, Event, Message, Query
from services.contracts.provisioning import DataUserVerified, IdentityMethod
from services.contracts.request import Profile
from tests.agreements import given
from tests.agreements.given import APPLICATION, NORTHBRIDGE, SOCIETY
from tests.chassis.listening import Listening
from tests.chassis.running import until
from tests.chassis.tables import Base
from tests.support import purge

NOW = datetime.now(UTC)
TODAY = terms.london(NOW)


class Bus(Listening):
    """One service, the real one, on tables that its migrations made."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: set[type[Message]] = set()
        for metadata in (Base.metadata, tables.Base.metadata):
            metadata.drop_all(self.databases["agreements"].engine)
        migrations.upgrade("agreements", self.urls["agreements"])

    def by(self, who: Actor, message: Command | Query) -> dict[str, Any]:
        """The answer to a message; the test ends where it is refused."""
        self.asked.add(type(message))
        token = self.token("agreements", *who.roles, sub=str(who.id), name=who.name)
        reply = self.ask("agreements", message, token=token)
        assert "answer" in reply, (type(message).__name__, reply)
        return dict(reply["answer"])

    def state(self) -> str:
        token = self.token("agreements", *given.OFFICER.roles, sub=str(given.OFFICER.id))
        reply = self.ask("agreements", words.ReadAgreement(application_id=APPLICATION), token=token)
        return str(reply["answer"]["state"]) if "answer" in reply else ""


@pytest.fixture
def bus(broker: str, tmp_path: Path) -> Iterator[Bus]:
    purge(broker)
    with Bus.alone(broker, tmp_path, "agreements") as found:
        yield found


def approved() -> Event:
    """An approval of today, whatever day the machine has."""
    year = timedelta(days=365)
    controllers = tuple(replace(p, ico_expiry=TODAY + year) for p in given.request().controllers)
    legal = replace(given.request().legal, cag_end=TODAY + 3 * year)
    asked = given.request(start=TODAY, end=TODAY + year, controllers=controllers, legal=legal)
    return replace(given.approved(asked), at=NOW)


def record(organisation: UUID) -> words.RecordFrameworkContract:
    return words.RecordFrameworkContract(
        organisation_id=organisation, name=f"Organisation {organisation.int}", version="2.0", signed_on=TODAY,
        expires_on=TODAY + timedelta(days=700),
    )  # fmt: skip


def sign(bus: Bus, who: Actor, party: str | UUID) -> None:
    text = bus.by(who, words.ReadAgreementText(application_id=APPLICATION))["text_sha256"]
    command = words.SignAgreement(
        application_id=APPLICATION, party=str(party), document_sha256=text, statement=given.STATEMENT
    )
    bus.by(who, command)


def test_the_whole_of_an_agreements_life_over_the_bus(bus: Bus) -> None:
    for organisation in (NORTHBRIDGE, SOCIETY):
        bus.by(given.OFFICER, record(organisation))
    bus.hear("review", approved())
    until(lambda: bus.state() == "generated", "the agreement is generated")
    bus.by(given.OFFICER, given.issue())
    new = words.NameSignatory(
        application_id=APPLICATION, organisation_id=SOCIETY, person_id=given.CHARITY.id, name="Secretary",
        authority="Scheme of delegation 4.2",
    )  # fmt: skip
    bus.by(given.OFFICER, new)
    sign(bus, given.SIGNER, "custodian")
    bus.by(given.LEAD, given.ORDER)
    sign(bus, given.UNIVERSITY, NORTHBRIDGE)
    bus.by(given.UNIVERSITY, given.SERVICE)
    sign(bus, given.CHARITY, SOCIETY)
    assert bus.state() == "effective"
    bus.hear("provisioning", verified())
    until(lambda: seen(bus)["guards"] and all(guard["met"] for guard in seen(bus)["guards"]), "the user is verified")
    bus.by(given.IG_LEAD, given.letter(words.LetterOffice.IG_LEAD))
    bus.by(given.GUARDIAN, given.letter(words.LetterOffice.CALDICOTT_GUARDIAN))
    question = words.PermissionNow(application_id=APPLICATION, person_id=given.MEMBER.id)
    assert bus.by(given.MEMBER, question)["permitted"] is True
    end(bus)
    assert bus.state() == "terminated"
    assert bus.by(given.MEMBER, question)["permitted"] is False
    look_around(bus)
    assert bus.asked == {*wire.messages_of("agreements", Command), *wire.messages_of("agreements", Query)}


def end(bus: Bus) -> None:
    """Suspended, reinstated by two, paid for, and ended before its time."""
    reason = "An unapproved location was used"
    bus.by(given.IG_LEAD, words.SuspendAgreement(application_id=APPLICATION, reason=reason))
    proposal = words.ProposeReinstatement(
        application_id=APPLICATION, root_cause="A shared laptop", actions="The laptop was wiped"
    )
    bus.by(given.GUARDIAN, proposal)
    bus.by(given.SIRO, words.ApproveReinstatement(application_id=APPLICATION))
    number = bus.by(given.MONEY, words.ListInvoices())["rows"][0]["number"]
    bus.by(given.MONEY, words.MarkInvoicePaid(application_id=APPLICATION, number=number, paid_on=TODAY))
    bus.by(given.SIRO, words.TerminateAgreement(application_id=APPLICATION, reason=reason))


def look_around(bus: Bus) -> None:
    """Every query that the life of the agreement did not need."""
    assert seen(bus)["may"] == []
    assert len(bus.by(given.OFFICER, words.ListAgreements())["rows"]) == 1
    assert bus.by(given.OFFICER, words.MyAgreementTasks())["rows"] == []
    assert len(bus.by(given.OFFICER, words.ListFrameworkContracts())["rows"]) == 2
    for query, names in (
        (words.ListFrameworkContracts, ("expires_on", "reference")), (words.ListInvoices, ("issued_on", "number")),
    ):
        who = given.MONEY if query is words.ListInvoices else given.OFFICER
        for name in names:
            first, last = (bus.by(who, query(sort=sort))["rows"] for sort in (name, f"-{name}"))
            assert len(first) == (1 if query is words.ListInvoices else 2)
            assert first == last[::-1]
            assert [row[name] for row in first] == sorted(row[name] for row in first)
    assert bus.by(given.STRANGER, words.ReadTariff(profile=Profile.DARS, on=date(2026, 7, 1)))["id"] == "dars-2026-04"
    assert bus.by(given.STRANGER, words.EstimateCharges(profile=Profile.HOSPITAL))["quote"]["net_pence"] > 0
    bus.by(given.SIRO, words.TerminateFrameworkContract(organisation_id=SOCIETY, reason="It is no longer needed"))


def seen(bus: Bus) -> dict[str, Any]:
    return bus.by(given.OFFICER, words.ReadAgreement(application_id=APPLICATION))


def verified() -> DataUserVerified:
    return DataUserVerified(
        subject=APPLICATION, at=NOW, by=UUID(int=2020), reference="DAR-2026-00042", person_id=given.MEMBER.id,
        name=given.MEMBER.name, valid_to=TODAY + timedelta(days=300), identity_method=next(iter(IdentityMethod)),
        document_type="passport", last4="1234", affiliation=NORTHBRIDGE,
    )  # fmt: skip
