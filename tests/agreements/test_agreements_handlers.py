"""Agreements on a real database: loaded, decided, shown, saved, posted, in one transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from services.agreements import handlers, models, views
from services.agreements.domain import permissions, terms, timers
from services.agreements.domain.agreement import Agreement
from services.chassis import documents, mail, settings
from services.contracts import agreements as words
from services.contracts.intake import Dspt
from services.contracts.intake.organisations import OrganisationEvidenceUpdated
from services.contracts.message import Actor, Command, NotFound, NotPermitted, Refused, Role
from services.contracts.provisioning import (
    DataUserVerified,
    IdentityMethod,
    MembershipRestored,
    MembershipSuspended,
    ProjectActive,
)
from services.contracts.request import Profile
from services.contracts.review import ConditionKind, ConditionMet
from tests.agreements import given, pdf_text
from tests.agreements.given import APPLICATION, NOON, NORTHBRIDGE, SOCIETY
from tests.support import Ground


@pytest.fixture(autouse=True)
def _document_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVEN_DOCUMENTS", str(tmp_path / "documents"))
    settings.get.cache_clear()


@pytest.fixture
def land(ground: Callable[[str], Ground]) -> Ground:
    return prepared(ground("agreements"))


@pytest.fixture
def small(lite: Callable[[str], Ground]) -> Ground:
    return prepared(lite("agreements"))


def prepared(ground: Ground) -> Ground:
    """Both controllers have a framework contract."""
    for organisation, name in ((NORTHBRIDGE, "University of Northbridge"), (SOCIETY, "Society for Emergency Surgery")):
        command = words.RecordFrameworkContract(
            organisation_id=organisation, name=name, version="2.0", signed_on=date(2026, 1, 1),
            expires_on=date(2029, 12, 31),
        )  # fmt: skip
        ground.do(handlers.obey_framework, command, given.OFFICER)
    return ground


def obey(ground: Ground, by: Actor, command: Command, at: datetime = NOON) -> None:
    handler = handlers.read_text if isinstance(command, words.ReadAgreementText) else handlers.obey
    ground.do(handler, command, by, at)  # type: ignore[arg-type]


def view(ground: Ground, by: Actor, at: datetime = NOON) -> words.AgreementView:
    return ground.ask(views.agreement, words.ReadAgreement(application_id=APPLICATION), by, at)


def sign(ground: Ground, by: Actor, party: str | UUID) -> None:
    """Read what is offered, and sign the hash that was shown."""
    text = ground.do(handlers.read_text, given.READ, by)
    command = words.SignAgreement(
        application_id=APPLICATION, party=str(party), document_sha256=text.text_sha256, statement=given.STATEMENT
    )
    obey(ground, by, command)


def in_force(ground: Ground, profile: Profile = Profile.HOSPITAL) -> Ground:
    ground.do(handlers.generate, given.approved(given.request(profile=profile)))
    obey(ground, given.OFFICER, given.issue())
    sign(ground, given.SIGNER, "custodian")
    obey(ground, given.LEAD, given.ORDER)
    sign(ground, given.UNIVERSITY, NORTHBRIDGE)
    obey(ground, given.CHARITY, given.SERVICE)
    sign(ground, given.CHARITY, SOCIETY)
    return ground


def verified(until: date = date(2027, 7, 1)) -> DataUserVerified:
    return DataUserVerified(
        subject=APPLICATION, at=NOON, by=UUID(int=2020), reference="DAR-2026-00042", person_id=given.MEMBER.id,
        name=given.MEMBER.name, valid_to=until, identity_method=next(iter(IdentityMethod)),
        document_type="passport", last4="1234", affiliation=NORTHBRIDGE,
    )  # fmt: skip


def test_the_line_from_approval_to_letter_is_announced_step_by_step(land: Ground) -> None:
    in_force(land)
    land.do(handlers.hear_user, verified())
    obey(land, given.IG_LEAD, given.letter(words.LetterOffice.IG_LEAD))
    obey(land, given.GUARDIAN, given.letter(words.LetterOffice.CALDICOTT_GUARDIAN))
    assert land.names() == [
        "FrameworkContractInForce", "FrameworkContractInForce", "AgreementGenerated", "AgreementIssued",
        "AgreementRead", "SignedByCustodian", "PurchaseOrderGiven", "AgreementRead", "SignedByController",
        "ServiceAgreementSigned", "AgreementRead", "SignedByController", "AgreementInForce", "InvoiceIssued",
        "ReleaseLetterSigned", "ReleaseLetterSigned", "ReleaseLetterIssued",
    ]  # fmt: skip
    shown = view(land, given.LEAD, NOON + given.days(40))
    assert (shown.state, shown.permitted, shown.label) == ("effective", True, "Agreement in force")
    assert shown.letter is not None
    assert shown.letter.state == "issued"


def test_every_document_that_is_announced_is_kept_and_is_what_it_says(small: Ground) -> None:
    in_force(small)
    seen = set()
    for event in small.said():
        sha256 = getattr(event, "sha256", "")
        if sha256:
            kept = documents.read(sha256)
            assert hashlib.sha256(kept).hexdigest() == sha256
            assert documents.about(sha256)["media_type"] == "application/pdf"
            seen.add(type(event).__name__)
    assert seen == {
        "AgreementGenerated", "AgreementIssued", "SignedByCustodian", "SignedByController", "AgreementInForce",
        "InvoiceIssued",
    }  # fmt: skip


def test_the_signed_hash_is_the_address_of_the_text_and_the_last_pdf_shows_every_signature(small: Ground) -> None:
    in_force(small)
    shown = view(small, given.LEAD)
    assert hashlib.sha256(documents.read(shown.text_sha256)).hexdigest() == shown.text_sha256
    said = pdf_text.words(documents.read(shown.sha256))
    for name in ("Una Bell", "Vice Chancellor", "Honorary Secretary"):
        assert f"Signed by {name}" in said
    assert "Awaits the signature for nobody" in said
    assert {signature.text_sha256 for signature in shown.signatures} == {shown.text_sha256}


def test_what_is_stored_is_what_the_announced_events_make(small: Ground) -> None:
    in_force(small)
    told = [event for event in small.said() if event.subject == APPLICATION]
    with small.db.read() as session:
        stored = models.load(session, APPLICATION, lock=False)
    assert given.fold(told, Agreement(id=APPLICATION)) == stored


def test_a_refused_command_leaves_nothing_behind(small: Ground) -> None:
    small.do(handlers.generate, given.approved())
    before = small.names()
    with pytest.raises(Refused, match="cannot be issued"):
        obey(small, given.OFFICER, given.issue(start=date(2020, 1, 1)))
    assert small.names() == before
    assert view(small, given.OFFICER).state == "generated"


def test_an_approval_heard_twice_is_one_agreement(small: Ground) -> None:
    for _ in range(2):
        small.do(handlers.generate, given.approved())
    assert small.names().count("AgreementGenerated") == 1


def test_what_is_heard_before_the_agreement_waits_for_it(small: Ground) -> None:
    with pytest.raises(mail.NotYet):
        small.do(handlers.hear_user, verified())


def test_a_condition_that_was_met_is_met_in_the_agreement(small: Ground) -> None:
    small.do(handlers.generate, given.approved(None, given.PRECEDENT))
    assert not view(small, given.LEAD).conditions[0].met
    event = ConditionMet(
        subject=APPLICATION, at=NOON, by=given.OFFICER.id, reference="DAR-2026-00042",
        condition_id=given.PRECEDENT.id, number=2, kind=ConditionKind.PRECEDENT, all_precedent_met=True,
    )  # fmt: skip
    small.do(handlers.hear_condition, event)
    assert view(small, given.LEAD).conditions[0].met


def test_newer_evidence_of_an_organisation_replaces_what_the_request_said(small: Ground) -> None:
    small.do(handlers.generate, given.approved())
    obey(small, given.OFFICER, given.issue())
    event = OrganisationEvidenceUpdated(
        subject=SOCIETY, at=NOON, by=given.OFFICER.id, organisation_id=SOCIETY, name="Society",
        ico_number="ZZ900004", ico_expiry=date(2026, 6, 30), dspt_status=Dspt.STANDARDS_MET,
    )  # fmt: skip
    small.do(handlers.hear_evidence, event)
    with pytest.raises(Refused) as problem:
        sign(small, given.SIGNER, "custodian")
    assert problem.value.code == "no-ico-registration"
    guard = next(g for g in view(small, given.SIGNER).guards if g.guard == "G-ICO")
    assert (guard.met, guard.detail) == (False, "Society for Emergency Surgery")
    assert guard.waits_for == "The controller"
    assert all(bool(one.waits_for) is not one.met for one in view(small, given.SIGNER).guards), "S1-15"


def test_time_reminds_then_ends_an_agreement_at_the_last_second_of_its_day(land: Ground) -> None:
    in_force(land)
    end = terms.last_instant(date(2028, 7, 31))
    for at in (end - given.days(100), end - given.days(50), end - timedelta(seconds=1), end, end + given.days(1)):
        land.do(lambda session, _, call: handlers.pass_time(session, call), None, at=at)
    assert land.names()[-4:] == ["AgreementExpiring", "AgreementExpiring", "AgreementExpiring", "AgreementExpired"]
    ended = land.said()[-1]
    assert isinstance(ended, words.AgreementExpired)
    assert (ended.ended_at, len(ended.organisations)) == (end, 3)


def test_an_unsigned_offer_lapses_after_sixty_days(small: Ground) -> None:
    small.do(handlers.generate, given.approved())
    obey(small, given.OFFICER, given.issue())
    small.do(lambda session, _, call: handlers.pass_time(session, call), None, at=NOON + given.days(60))
    assert small.names()[-1] == "AgreementIssued"
    small.do(lambda session, _, call: handlers.pass_time(session, call), None, at=NOON + given.days(61))
    assert small.names()[-1] == "AgreementLapsed"


def test_the_end_of_a_framework_contract_ends_every_agreement_under_it(land: Ground) -> None:
    """S1-38: contract expiry cascades to all its agreements, and only to its own."""
    in_force(land)
    with_session(land, lambda session: shorten(session, SOCIETY, date(2027, 1, 31)))
    end = terms.last_instant(date(2027, 1, 31))
    land.do(lambda session, _, call: handlers.pass_time(session, call), None, at=end - timedelta(seconds=1))
    assert "AgreementExpired" not in land.names()
    land.do(lambda session, _, call: handlers.pass_time(session, call), None, at=end)
    assert land.names()[-2:] == ["FrameworkContractExpired", "AgreementExpired"]
    ended = land.said()[-1]
    assert isinstance(ended, words.AgreementExpired)
    assert (ended.reason, ended.ended_on) == ("framework-contract-expired", date(2027, 1, 31))


def test_terminating_a_framework_contract_ends_every_agreement_under_it(small: Ground) -> None:
    in_force(small)
    command = words.TerminateFrameworkContract(organisation_id=NORTHBRIDGE, reason="It broke its duties")
    small.do(handlers.obey_framework, command, given.SIRO)
    ended = small.said()[-1]
    assert isinstance(ended, words.AgreementExpired)
    assert ended.reason == "framework-contract-terminated"
    assert view(small, given.LEAD).state == "expired"


def test_the_end_of_another_organisations_contract_ends_nothing(small: Ground) -> None:
    in_force(small)
    other = words.RecordFrameworkContract(
        organisation_id=UUID(int=900), name="Another", version="1.0", signed_on=date(2026, 1, 1),
        expires_on=date(2026, 12, 31),
    )  # fmt: skip
    small.do(handlers.obey_framework, other, given.OFFICER)
    at = terms.last_instant(date(2026, 12, 31))
    small.do(lambda session, _, call: handlers.pass_time(session, call), None, at=at)
    assert small.names()[-1] == "FrameworkContractExpired"
    assert small.said()[-1].subject == UUID(int=900)


def test_framework_contracts_are_numbered_without_gaps(small: Ground) -> None:
    page = small.ask(views.frameworks, words.ListFrameworkContracts(), given.OFFICER)
    assert sorted(row.reference for row in page.rows) == ["DSFC-2026-0001", "DSFC-2026-0002"]


def test_the_framework_contract_of_one_organisation_is_found(small: Ground) -> None:
    asked = words.ListFrameworkContracts(organisation_id=NORTHBRIDGE)
    (row,) = small.ask(views.frameworks, asked, given.OFFICER).rows
    assert row.organisation_id == NORTHBRIDGE


def test_a_purchase_order_named_before_is_pointed_out_and_not_refused(small: Ground) -> None:
    in_force(small)
    other = UUID(int=43)
    event = replace(given.approved(given.request(reference="DAR-2026-00043", sha256="c" * 64)), subject=other)
    small.do(handlers.generate, event)
    obey(small, given.OFFICER, words.IssueAgreement(application_id=other))
    obey(small, given.LEAD, words.GivePurchaseOrder(application_id=other, number="PUR/2026/118"))
    given_order = small.said()[-1]
    assert isinstance(given_order, words.PurchaseOrderGiven)
    assert given_order.seen_before


def test_each_person_sees_what_waits_for_them(small: Ground) -> None:
    def tasks(by: Actor) -> list[str]:
        return [row.task for row in small.ask(views.tasks, words.MyAgreementTasks(), by).rows]

    small.do(handlers.generate, given.approved())
    assert tasks(given.OFFICER) == ["Issue the agreement"]
    obey(small, given.OFFICER, given.issue())
    assert tasks(given.SIGNER) == ["Sign the agreement for the custodian"]
    sign(small, given.SIGNER, "custodian")
    assert tasks(given.LEAD) == ["Give the purchase order number"]
    assert tasks(given.UNIVERSITY) == ["Read and sign the agreement", "Sign the service agreement"]
    assert tasks(given.STRANGER) == tasks(given.OFFICER) == tasks(given.SIGNER) == []


def test_an_agreement_is_shown_only_to_those_it_concerns(small: Ground) -> None:
    in_force(small)
    with pytest.raises(NotFound):
        view(small, given.STRANGER)
    for by in (given.MEMBER, given.person(1, "Admin", Role.SDE_ADMIN)):
        seen = view(small, by)
        assert (seen.sha256, seen.text_sha256, seen.quote, seen.signatures) == ("", "", None, ())
    assert view(small, given.MONEY).sha256 == ""
    assert view(small, given.MONEY).quote is not None
    assert view(small, given.UNIVERSITY).sha256 != ""


def test_lists_are_filtered_sorted_and_paged_and_hold_nothing_of_others(land: Ground) -> None:
    for number in range(1, 6):
        asked = given.request(reference=f"DAR-2026-0000{number}", title=f"Study {number}", sha256=f"{number}" * 64)
        land.do(handlers.generate, replace(given.approved(asked), subject=UUID(int=number)))
    first = land.ask(views.agreements, words.ListAgreements(limit=2, sort="-reference"), given.OFFICER)
    second = land.ask(
        views.agreements, words.ListAgreements(limit=2, sort="-reference", after=first.next), given.OFFICER
    )
    assert [row.reference[-1] for row in (*first.rows, *second.rows)] == ["5", "4", "3", "2"]
    found = land.ask(views.agreements, words.ListAgreements(q="study 3"), given.OFFICER)
    assert [row.title for row in found.rows] == ["Study 3"]
    assert land.ask(views.agreements, words.ListAgreements(q="100%"), given.OFFICER).rows == ()
    issued = words.ListAgreements(state=words.AgreementState.ISSUED)
    assert land.ask(views.agreements, issued, given.OFFICER).rows == ()
    assert len(land.ask(views.agreements, words.ListAgreements(), given.UNIVERSITY).rows) == 5
    assert land.ask(views.agreements, words.ListAgreements(), given.STRANGER).rows == ()


def test_finance_sees_invoices_and_marks_them_paid(small: Ground) -> None:
    in_force(small)
    page = small.ask(views.invoices, words.ListInvoices(state="issued"), given.MONEY, NOON + given.days(31))
    assert [(i.number, i.overdue) for i in page.rows] == [("INV-2026-00042-01", True)]
    command = words.MarkInvoicePaid(application_id=APPLICATION, number="INV-2026-00042-01", paid_on=date(2026, 7, 1))
    obey(small, given.MONEY, command)
    assert small.ask(views.invoices, words.ListInvoices(state="issued"), given.MONEY).rows == ()
    with pytest.raises(NotPermitted):
        small.ask(views.invoices, words.ListInvoices(), given.LEAD)


def test_delivery_is_invoiced_once_however_often_it_is_heard(small: Ground) -> None:
    in_force(small)
    for _ in range(2):
        event = ProjectActive(
            subject=APPLICATION, at=NOON, by=UUID(int=2020), reference="DAR-2026-00042", release_ref="REL-00042-001",
            workspace="ws-42", smoke_test="listed and opened", members=(given.MEMBER.id,),
        )  # fmt: skip
        small.do(handlers.hear_delivery, event)
    assert small.names().count("InvoiceIssued") == 2


def test_permission_now_is_answered_for_oneself_and_for_staff_only(small: Ground) -> None:
    in_force(small, Profile.DARS)
    small.do(handlers.hear_user, verified())
    question = words.PermissionNow(application_id=APPLICATION, person_id=given.MEMBER.id)
    early = small.ask(views.permission, question, given.MEMBER, NOON)
    assert (early.permitted, early.reason) == (False, "not-started")
    granted = small.ask(views.permission, question, given.MEMBER, NOON + given.days(40))
    assert (granted.permitted, granted.until) == (True, terms.last_instant(date(2027, 7, 1)))
    with pytest.raises(NotFound):
        small.ask(views.permission, question, given.STRANGER, NOON)


def test_a_user_whose_membership_is_suspended_has_no_permission_until_it_is_restored(small: Ground) -> None:
    in_force(small, Profile.DARS)
    small.do(handlers.hear_user, verified())
    facts = {
        "subject": APPLICATION, "at": NOON, "by": UUID(int=0), "reference": "DAR-2026-00042",
        "person_id": given.MEMBER.id,
    }  # fmt: skip
    question = words.PermissionNow(application_id=APPLICATION, person_id=given.MEMBER.id)

    def granted() -> words.PermissionView:
        return small.ask(views.permission, question, given.MEMBER, NOON + given.days(40))

    stopped = MembershipSuspended(**facts, reason="training ran out", valid_to=date(2026, 7, 1))  # type: ignore[arg-type]
    small.do(handlers.hear_user_stopped, stopped)
    assert granted().reason == "not-a-verified-user"
    again = MembershipRestored(**facts, valid_to=date(2027, 6, 1))  # type: ignore[arg-type]
    small.do(handlers.hear_user_renewed, again)
    assert granted().until == terms.last_instant(date(2027, 6, 1))


def test_anybody_may_read_the_tariff_and_ask_for_an_estimate(small: Ground) -> None:
    tariff = small.ask(views.tariff_of, words.ReadTariff(profile=Profile.DARS), given.STRANGER)
    assert (tariff.id, tariff.vat_basis_points) == ("dars-2026-04", 2000)
    question = words.EstimateCharges(profile=Profile.DARS, datasets=("HES_APC",), months=12, users=1)
    told = small.ask(views.estimate, question, given.STRANGER)
    assert told.quote.net_pence == 143_100 + 48_800 + 43_400 + 12 * 47_200


def test_what_the_page_offers_is_what_the_domain_allows(small: Ground) -> None:
    small.do(handlers.generate, given.approved())
    assert view(small, given.OFFICER).may == ("IssueAgreement", "NameSignatory")
    assert view(small, given.LEAD).may == ()
    agreement = given.generated()
    assert permissions.now(agreement, given.OFFICER) == view(small, given.OFFICER).may
    assert timers.next_look(agreement) is None


def with_session(ground: Ground, work: Callable[[Session], None]) -> None:
    ground.do(lambda session, _, call: work(session), None)


def shorten(session: Session, organisation: UUID, expires_on: date) -> None:
    """A contract that ends before the agreements under it, as one does that is varied after they were signed."""
    contract = models.load_framework(session, organisation)
    models.save_framework(session, replace(contract, expires_on=expires_on))
