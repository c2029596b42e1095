"""The order of signatures and the custodian's name are settings: an agreement has those of the day on which it was
prepared, to its end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.agreements import handlers, models
from services.agreements.documents import evidence
from services.agreements.domain import terms, timers
from services.agreements.domain.agreement import Agreement, State
from services.agreements.domain.letter import letter_text
from services.agreements.domain.text import agreement_text
from services.agreements.domain.waiting import label
from services.chassis import settings as process
from services.contracts import agreements as words
from services.contracts.agreements import SignedByController
from services.contracts.intake import SettingChanged
from services.contracts.settings import Settings, Settled
from services.contracts.settings.table import CONTROLLERS_FIRST
from tests.agreements import given
from tests.agreements.given import APPLICATION, NOON, NORTHBRIDGE, OFFICER, SOCIETY
from tests.support import Ground

NAME, ORDER = "agreements.custodian.name.hospital", "agreements.signing.order.hospital"
OFFER = "agreements.offer.days.hospital"
DELETION = "agreements.deletion.days.hospital"
RENAMED = "Eastmere and Weston Hospitals"
TODAY = NOON.date()


@pytest.fixture
def ground(lite: Callable[[str], Ground], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """With a document store of its own."""
    monkeypatch.setenv("HAVEN_DOCUMENTS", str(tmp_path / "documents"))
    process.get.cache_clear()
    yield lite("agreements")
    process.get.cache_clear()


def settled(key: str, value: str) -> Settings:
    return Settings((Settled(key=key, value=value, holds_from=TODAY),))


def prepared(key: str, value: str) -> Agreement:
    return given.obey(given.generated(settings=settled(key, value)), OFFICER, given.issue())


def test_where_the_controllers_sign_first_the_custodian_signs_last_and_it_is_in_force() -> None:
    agreement = given.obey(prepared(ORDER, CONTROLLERS_FIRST), given.LEAD, given.ORDER)
    assert "University of Northbridge" in label(agreement)
    agreement = given.read_and_sign(agreement, given.UNIVERSITY, NORTHBRIDGE)
    agreement = given.obey(given.obey(agreement, given.CHARITY, given.READ), given.UNIVERSITY, given.SERVICE)
    (event,) = given.ask(agreement, given.CHARITY, given.sign(agreement, SOCIETY))
    assert isinstance(event, SignedByController)
    assert event.waiting_for == (), "every controller has signed"
    agreement = given.fold([event], agreement)
    assert label(agreement) == "Waiting for the custodian's signature"
    assert given.read_and_sign(agreement, given.SIGNER, "custodian").state is State.EFFECTIVE


def test_the_custodian_has_its_name_in_the_agreement_its_letter_and_its_invoices() -> None:
    agreement = prepared(NAME, RENAMED)
    assert agreement_text(agreement)["custodian"] == RENAMED
    assert RENAMED in str(agreement_text(agreement)["sections"])
    assert letter_text(agreement, date(2026, 8, 1))["custodian"] == RENAMED
    invoiced = given.in_force()
    renamed = replace(invoiced, slots=agreement.slots)
    assert RENAMED in str(evidence.invoice_text(renamed, invoiced.invoices[-1], renamed.custodian))


def test_an_agreement_names_the_days_to_certify_and_its_end_says_them_to_whoever_orders_deletion() -> None:
    agreement = prepared(DELETION, "14")
    letter = letter_text(agreement, date(2026, 8, 1))
    for text in (agreement_text(agreement), letter):
        assert "Certificate of Destruction within 14 days" in str(text["sections"])
    older = replace(agreement, certify_days=0)
    assert "Certificate of Destruction within 28 days" in str(agreement_text(older)["sections"])
    running = given.with_user(replace(given.in_force(), certify_days=14))
    expired = timers.end(running, given.call(), date(2026, 8, 1), NOON, "end-date")
    ends = words.TerminateAgreement(application_id=APPLICATION, reason="The sponsor has gone")
    (terminated,) = given.ask(running, given.SIRO, ends)
    assert [getattr(event, "certify_days", None) for event in (expired, terminated)] == [14, 14]


def test_an_agreement_keeps_what_it_was_prepared_with_and_the_next_has_what_was_settled(
    ground: Ground,
) -> None:
    ground.do(handlers.generate, given.approved())
    for key, value in ((NAME, RENAMED), (ORDER, CONTROLLERS_FIRST), (OFFER, "30")):
        told = {"setting": key, "value": value, "holds_from": TODAY, "number": 1, "before": "", "reason": "A merger"}
        event = SettingChanged(subject=APPLICATION, at=NOON, by=OFFICER.id, proposed_by=OFFICER.id, **told)
        ground.do(lambda session, event, call: handlers.set_value(session, event), event)

    def now() -> tuple[str, str]:
        agreement = ground.ask(lambda session, id_, call: models.load(session, id_), APPLICATION)
        return agreement.custodian, agreement.signing_order[0]

    assert now() == ("Eastmere Hospitals NHS Trust", "custodian")
    ground.do(handlers.generate, given.approved(given.request(version=4, sha256="b" * 64)))
    assert now() == (RENAMED, "controllers")
    ground.do(handlers.obey, given.issue(), OFFICER)
    lapses_at = ground.ask(lambda session, id_, call: models.load(session, id_), APPLICATION).lapses_at
    assert lapses_at is not None
    assert terms.london(lapses_at) - TODAY == timedelta(days=30)
