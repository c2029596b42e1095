"""The agreement: what has happened, what is asked, what follows (domain 1.4.12, 1.4.13, 1.4.20, 1.4.21, 1.10)."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.agreements.domain import commands, evolution, framework, generation, hearing, permissions, terms, timers
from services.agreements.domain.agreement import Agreement, State
from services.agreements.domain.framework import Framework
from services.agreements.domain.guards import Evidence, Standing
from services.agreements.domain.permissions import Part
from services.contracts import agreements as words
from services.contracts import wire
from services.contracts.agreements import (
    AgreementExpired,
    AgreementGenerated,
    AgreementInForce,
    FrameworkState,
    GivePurchaseOrder,
    LetterOffice,
    MarkInvoicePaid,
    RecordFrameworkContract,
    SuspendAgreement,
    TerminateAgreement,
    TerminateFrameworkContract,
)
from services.contracts.message import (
    Command,
    Event,
    Malformed,
    NotFound,
    NotPermitted,
    Refused,
    Role,
)
from services.contracts.operations import SAID_BY_ALL
from services.contracts.request import Access, Approval, Level, Party, Profile
from services.contracts.settings import DEFAULTS
from tests.agreements import given
from tests.agreements.given import APPLICATION, CONTRACTS, NOON, NORTHBRIDGE, SOCIETY

FRAMEWORK_COMMANDS = {RecordFrameworkContract, TerminateFrameworkContract}
FRAMEWORK_EVENTS = {
    words.FrameworkContractInForce, words.FrameworkContractExpired, words.FrameworkContractTerminated,
}  # fmt: skip


def refused(agreement: Agreement, by: Any, command: Command, at: datetime = NOON, known: Standing = CONTRACTS) -> str:
    """The code with which a command is refused."""
    with pytest.raises(Refused) as problem:
        given.ask(agreement, by, command, at, known)
    return problem.value.code


# From approval to offer


def test_an_approval_makes_an_agreement_that_carries_what_was_approved() -> None:
    [event] = generation.generate(given.approved(), Agreement(id=APPLICATION), given.call(), DEFAULTS)
    assert isinstance(event, AgreementGenerated)
    assert (event.agreement_ref, event.request) == ("DSA-2026-00042-v1.0", given.request())
    assert [slot.party for slot in event.signatories] == ["custodian", str(NORTHBRIDGE), str(SOCIETY)]
    assert [(b.name, b.role) for b in event.organisations][-1] == ("Northbridge Cloud Services", "processor")
    assert (event.needs_letter, event.needs_cohort, event.needs_service_agreement) == (True, False, True)


def test_a_provisional_approval_never_makes_an_agreement() -> None:
    event = given.approved(given.request(approval=Approval.PROVISIONAL))
    assert generation.generate(event, Agreement(id=APPLICATION), given.call(), DEFAULTS) == []


def test_an_approval_heard_twice_makes_one_agreement() -> None:
    assert generation.generate(given.approved(), given.generated(), given.call(), DEFAULTS) == []


def test_a_later_approval_of_another_version_replaces_an_offer_and_not_an_agreement_in_force() -> None:
    later = given.approved(given.request(version=4, sha256="b" * 64))
    [event] = generation.generate(later, given.issued(), given.call(), DEFAULTS)
    assert isinstance(event, AgreementGenerated)
    assert event.agreement_ref == "DSA-2026-00042-v2.0"
    assert given.fold([event], given.issued()).earlier == ("DSA-2026-00042-v1.0",)
    assert generation.generate(later, given.in_force(), given.call(), DEFAULTS) == []


def test_only_the_hospital_profile_needs_a_release_letter() -> None:
    assert given.generated().needs_letter
    assert not given.generated(given.request(profile=Profile.DARS)).needs_letter


def test_a_supplied_cohort_is_waited_for() -> None:
    asked = given.request()
    asked = replace(asked, cohort=replace(asked.cohort, source="applicant_supplied"))
    assert given.generated(asked).needs_cohort


def test_the_offer_is_for_the_term_asked_and_lapses_after_sixty_days() -> None:
    agreement = given.issued()
    assert (agreement.starts_on, agreement.ends_on) == (date(2026, 8, 1), date(2028, 7, 31))
    assert agreement.lapses_at == terms.last_instant(date(2026, 8, 30))


def test_an_offer_whose_start_has_passed_starts_today() -> None:
    agreement = given.obey(given.generated(), given.OFFICER, given.issue(), NOON + given.days(60))
    assert agreement.starts_on == date(2026, 8, 30)


def test_an_offer_does_not_outlast_a_framework_contract_or_section_251_support() -> None:
    short = Standing(
        frameworks={**CONTRACTS.frameworks, SOCIETY: given.contract(SOCIETY, "Society", date(2028, 7, 30))}
    )
    assert refused(given.generated(), given.OFFICER, given.issue(), known=short) == "wrong-term"
    asked = given.request()
    asked = replace(asked, legal=replace(asked.legal, cag_end=date(2028, 7, 30)))
    assert refused(given.generated(asked), given.OFFICER, given.issue()) == "wrong-term"


def test_a_commercial_purpose_is_offered_one_year() -> None:
    agreement = given.generated(given.request(commercial=True))
    assert refused(agreement, given.OFFICER, given.issue()) == "wrong-term"
    assert given.obey(agreement, given.OFFICER, given.issue(end=date(2027, 7, 31))).state is State.ISSUED


def test_issuing_changes_the_text_and_with_it_the_hash() -> None:
    first, second = given.issued(), given.obey(given.generated(), given.OFFICER, given.issue(end=date(2028, 6, 30)))
    assert len({given.generated().text_sha256, first.text_sha256, second.text_sha256}) == 3


# Signatures


def test_the_line_to_an_agreement_in_force_is_custodian_order_controllers_service() -> None:
    agreement = given.custodian_signed()
    assert agreement.state is State.CUSTODIAN_SIGNED
    agreement = given.obey(agreement, given.LEAD, given.ORDER)
    agreement = given.read_and_sign(agreement, given.UNIVERSITY, NORTHBRIDGE)
    assert agreement.state is State.PARTIALLY_SIGNED
    agreement = given.read_and_sign(agreement, given.CHARITY, SOCIETY)
    assert agreement.state is State.PARTIALLY_SIGNED
    events = given.ask(agreement, given.CHARITY, given.SERVICE)
    assert given.names(events) == ["ServiceAgreementSigned", "AgreementInForce", "InvoiceIssued"]


def test_an_agreement_in_force_says_all_that_provisioning_and_audit_need() -> None:
    agreement = given.obey(given.custodian_signed(), given.LEAD, given.ORDER)
    agreement = given.obey(
        given.read_and_sign(agreement, given.UNIVERSITY, NORTHBRIDGE), given.UNIVERSITY, given.SERVICE
    )
    agreement = given.obey(agreement, given.CHARITY, given.READ)
    event = given.ask(agreement, given.CHARITY, given.sign(agreement, SOCIETY))[1]
    assert isinstance(event, AgreementInForce)
    assert event.starts_at == terms.first_instant(date(2026, 8, 1))
    assert event.ends_at == terms.last_instant(date(2028, 7, 31))
    assert (event.optout, len(event.organisations), len(event.signatures)) == ("applied", 3, 3)
    assert {s.text_sha256 for s in event.signatures} == {agreement.text_sha256}
    assert wire.load(AgreementInForce, wire.dump(event)) == event


def test_who_signs_after_the_start_makes_the_agreement_start_then() -> None:
    late = NOON + given.days(40)
    agreement = given.obey(given.custodian_signed(), given.LEAD, given.ORDER)
    agreement = given.obey(
        given.read_and_sign(agreement, given.UNIVERSITY, NORTHBRIDGE), given.UNIVERSITY, given.SERVICE
    )
    agreement = given.read_and_sign(agreement, given.CHARITY, SOCIETY, late)
    assert (agreement.starts_on, agreement.starts_at) == (date(2026, 8, 10), late)
    assert agreement.ends_on == date(2028, 7, 31)


def test_nobody_signs_what_they_have_not_read() -> None:
    agreement = given.issued()
    assert refused(agreement, given.SIGNER, given.sign(agreement, "custodian")) == "not-read"
    agreement = given.obey(given.custodian_signed(), given.LEAD, given.ORDER)
    assert refused(agreement, given.UNIVERSITY, given.sign(agreement, NORTHBRIDGE)) == "not-read"


def test_having_read_an_earlier_text_is_not_having_read_this_one() -> None:
    agreement = given.obey(given.issued(), given.SIGNER, given.READ)
    later = replace(agreement, text_sha256="d" * 64)
    assert refused(later, given.SIGNER, given.sign(later, "custodian")) == "not-read"


def test_no_controller_signs_before_the_custodian() -> None:
    agreement = given.obey(given.obey(given.issued(), given.UNIVERSITY, given.READ), given.LEAD, given.ORDER)
    assert refused(agreement, given.UNIVERSITY, given.sign(agreement, NORTHBRIDGE)) == "not-your-turn"


def test_the_order_of_signatures_is_a_setting() -> None:
    agreement = replace(given.issued(), signing_order=("controllers", "custodian"))
    agreement = given.obey(given.obey(agreement, given.LEAD, given.ORDER), given.SIGNER, given.READ)
    assert refused(agreement, given.SIGNER, given.sign(agreement, "custodian")) == "not-your-turn"
    agreement = given.read_and_sign(agreement, given.UNIVERSITY, NORTHBRIDGE)
    agreement = given.obey(given.read_and_sign(agreement, given.CHARITY, SOCIETY), given.CHARITY, given.SERVICE)
    assert given.obey(agreement, given.SIGNER, given.sign(agreement, "custodian")).state is State.EFFECTIVE


def test_no_controller_signs_without_a_purchase_order() -> None:
    agreement = given.obey(given.custodian_signed(), given.UNIVERSITY, given.READ)
    assert refused(agreement, given.UNIVERSITY, given.sign(agreement, NORTHBRIDGE)) == "no-purchase-order"


def test_a_signature_under_another_hash_is_refused() -> None:
    agreement = given.obey(given.issued(), given.SIGNER, given.READ)
    command = replace(given.sign(agreement, "custodian"), document_sha256="e" * 64)
    assert refused(agreement, given.SIGNER, command) == "text-changed"


def test_nobody_signs_twice_or_for_somebody_else() -> None:
    agreement = given.custodian_signed()
    assert refused(agreement, given.SIGNER, given.sign(agreement, "custodian")) == "already-signed"
    agreement = given.obey(agreement, given.LEAD, given.ORDER)
    assert refused(agreement, given.UNIVERSITY, given.sign(agreement, SOCIETY)) == "not-the-signatory"
    assert refused(agreement, given.UNIVERSITY, given.sign(agreement, UUID(int=7))) == "not-a-party"


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (Standing(), "no-framework-contract"),
        (Standing(frameworks={NORTHBRIDGE: CONTRACTS.frameworks[NORTHBRIDGE]}), "no-framework-contract"),
        (replace(CONTRACTS, evidence={SOCIETY: Evidence(ico_number="ZZ900004", ico_expiry=date(2026, 6, 30))}),
         "no-ico-registration"),
        (replace(CONTRACTS, evidence={SOCIETY: Evidence()}), "no-ico-registration"),
    ],
)  # fmt: skip
def test_the_custodian_signs_only_when_every_controller_has_contract_and_registration(known: Any, code: str) -> None:
    agreement = given.obey(given.issued(), given.SIGNER, given.READ)
    assert refused(agreement, given.SIGNER, given.sign(agreement, "custodian"), known=known) == code


def test_a_framework_contract_must_hold_on_the_day_the_agreement_starts() -> None:
    agreement = given.obey(given.issued(), given.SIGNER, given.READ)
    ends = given.contract(SOCIETY, "Society", date(2026, 7, 31))
    known = Standing(frameworks={**CONTRACTS.frameworks, SOCIETY: ends})
    assert refused(agreement, given.SIGNER, given.sign(agreement, "custodian"), known=known) == "no-framework-contract"


def test_an_extract_needs_security_assurance_of_every_place_it_goes_to() -> None:
    agreement = given.obey(given.issued(given.request(access=Access.EXTRACT)), given.SIGNER, given.READ)
    ico = {"ico_number": "ZZ900002", "ico_expiry": date(2027, 1, 1)}

    def shown(**more: Any) -> Standing:
        return replace(CONTRACTS, evidence={given.CLOUD: Evidence(**ico, **more)})

    command = given.sign(agreement, "custodian")
    assert refused(agreement, given.SIGNER, command, known=shown(dspt_status="STANDARDS_NOT_MET")) == (
        "no-security-assurance"
    )
    lapsed = shown(dspt_status="STANDARDS_MET", dspt_until=date(2026, 6, 30))
    assert refused(agreement, given.SIGNER, command, known=lapsed) == "no-security-assurance"
    assert given.ask(agreement, given.SIGNER, command, known=shown(iso27001_expiry=date(2026, 7, 1)))


def test_suppressed_aggregates_and_the_custodian_itself_need_no_framework_contract() -> None:
    assert given.generated(given.request(level=Level.AGGREGATE_SUPPRESSED)).framework_needed == ()
    own = Party(organisation_id=UUID(int=1), name="Eastmere Hospitals NHS Trust", ods_code="ZZT01")
    asked = given.request(controllers=(own, *given.request().controllers))
    assert given.generated(asked).framework_needed == (NORTHBRIDGE, SOCIETY)


def test_an_offer_cannot_be_signed_once_it_should_have_lapsed_even_before_the_timer_has_run() -> None:
    agreement = given.issued()
    late = agreement.lapses_at
    assert late is not None
    agreement = given.obey(agreement, given.SIGNER, given.READ)
    assert refused(agreement, given.SIGNER, given.sign(agreement, "custodian"), late) == "offer-lapsed"


@pytest.mark.parametrize("number", ["--", "4", "", "a" * 31, "/PUR"])
def test_a_purchase_order_has_the_form_of_one(number: str) -> None:
    with pytest.raises(Malformed):
        wire.load(GivePurchaseOrder, {"application_id": str(APPLICATION), "number": number})


@pytest.mark.parametrize("number", ["4500123456", "PUR/2026/001"])
def test_published_purchase_order_numbers_are_accepted(number: str) -> None:
    assert wire.load(GivePurchaseOrder, {"application_id": str(APPLICATION), "number": number}).number == number


def test_a_purchase_order_is_refused_where_the_route_has_none() -> None:
    agreement = given.custodian_signed(given.request(payment_route="internal_recharge"))
    assert refused(agreement, given.LEAD, given.ORDER) == "no-order-needed"


def test_a_service_agreement_is_for_the_secure_environment_only() -> None:
    agreement = given.issued(given.request(access=Access.EXTRACT))
    assert refused(agreement, given.UNIVERSITY, given.SERVICE) == "no-service-agreement-needed"


def test_a_signatory_may_be_named_until_that_controller_has_signed() -> None:
    new = given.person(1010, "Pro Vice Chancellor")
    command = words.NameSignatory(
        application_id=APPLICATION, organisation_id=NORTHBRIDGE, person_id=new.id, name=new.name, authority="Scheme 4.2"
    )
    agreement = given.obey(given.issued(), given.OFFICER, command)
    agreement = given.obey(given.read_and_sign(agreement, given.SIGNER, "custodian"), given.LEAD, given.ORDER)
    agreement = given.read_and_sign(agreement, new, NORTHBRIDGE)
    assert refused(agreement, given.OFFICER, command) == "already-signed"


# The release letter


def test_the_letter_is_issued_by_two_offices_and_names_the_verified_users() -> None:
    agreement = given.obey(
        given.with_user(given.in_force()), given.GUARDIAN, given.letter(LetterOffice.CALDICOTT_GUARDIAN)
    )
    assert not agreement.letter.issued
    events = given.ask(agreement, given.IG_LEAD, given.letter(LetterOffice.IG_LEAD))
    assert given.names(events) == ["ReleaseLetterSigned", "ReleaseLetterIssued"]
    issued = events[1]
    assert isinstance(issued, words.ReleaseLetterIssued)
    assert issued.number == "DRCL-2026-00042-01"
    assert [user.name for user in issued.users] == ["Dee Shah"]


def test_the_letter_waits_for_a_user_whose_verification_has_not_run_out() -> None:
    command = given.letter(LetterOffice.IG_LEAD)
    assert refused(given.in_force(), given.IG_LEAD, command) == "letter-not-due"
    ended = given.with_user(given.in_force(), date(2026, 6, 30))
    assert refused(ended, given.IG_LEAD, command) == "letter-not-due"


def test_the_letter_waits_for_every_condition_that_must_be_met_first() -> None:
    agreement = given.with_user(given.in_force(None, given.PRECEDENT, given.SPECIAL))
    command = given.letter(LetterOffice.IG_LEAD)
    with pytest.raises(Refused) as problem:
        given.ask(agreement, given.IG_LEAD, command)
    assert [p.code for p in problem.value.problems] == ["open-conditions"]
    met = hearing.condition_met(agreement, str(given.PRECEDENT.id))
    assert given.names(given.ask(met, given.IG_LEAD, command)) == ["ReleaseLetterSigned"]


def test_the_letter_waits_for_the_agreement() -> None:
    agreement = given.with_user(given.custodian_signed())
    assert refused(agreement, given.IG_LEAD, given.letter(LetterOffice.IG_LEAD)) == "not-permitted"


def test_the_national_profile_has_no_letter() -> None:
    agreement = given.with_user(given.in_force(given.request(profile=Profile.DARS)))
    assert refused(agreement, given.IG_LEAD, given.letter(LetterOffice.IG_LEAD)) == "no-letter-needed"


# Permission, suspension, end


def test_permission_begins_at_the_start_and_ends_a_second_before_midnight_without_any_timer() -> None:
    agreement = given.released()
    start, end = agreement.starts_at, agreement.ends_at
    assert start is not None
    assert end is not None
    assert [timers.permits(agreement, at).permitted for at in (start - timedelta(seconds=1), start)] == [False, True]
    assert [timers.permits(agreement, at).permitted for at in (end - timedelta(seconds=1), end)] == [True, False]
    assert timers.permits(agreement, start).until == end


def test_there_is_no_permission_without_the_letter_or_with_an_open_condition() -> None:
    agreement = given.in_force()
    assert agreement.starts_at is not None
    assert timers.permits(agreement, agreement.starts_at).reason == "no-release-letter"
    national = given.in_force(given.request(profile=Profile.DARS), given.PRECEDENT)
    assert timers.permits(national, agreement.starts_at).reason == "open-conditions"


def test_a_persons_grant_ends_when_their_verification_does() -> None:
    agreement = given.released()
    assert agreement.starts_at is not None
    granted = timers.permits_person(agreement, given.MEMBER.id, agreement.starts_at)
    assert granted.until == terms.last_instant(date(2027, 7, 1))
    over = timers.permits_person(agreement, given.MEMBER.id, terms.last_instant(date(2027, 7, 1)))
    assert (over.permitted, over.reason) == (False, "verification-expired")
    other = timers.permits_person(agreement, given.LEAD.id, agreement.starts_at)
    assert (other.permitted, other.reason) == (False, "not-a-verified-user")


def suspended() -> Agreement:
    command = SuspendAgreement(application_id=APPLICATION, reason="Access from outside the United Kingdom")
    return given.obey(given.released(), given.IG_LEAD, command)


def test_one_person_suspends_and_permission_is_gone_at_once() -> None:
    assert timers.permits(suspended(), terms.first_instant(date(2026, 9, 1))).reason == "agreement-suspended"


def test_the_siro_ends_an_agreement_before_its_time() -> None:
    command = TerminateAgreement(application_id=APPLICATION, reason="The organisation has broken its duties")
    [event] = given.ask(suspended(), given.SIRO, command)
    assert isinstance(event, words.AgreementTerminated)
    assert (event.ended_at, len(event.organisations)) == (NOON, 3)
    assert given.fold([event], suspended()).state is State.TERMINATED


def test_an_agreement_expires_at_the_last_instant_of_its_end_date_and_not_before() -> None:
    agreement = replace(given.released(), reminded=7)
    end = terms.last_instant(date(2028, 7, 31))
    assert timers.pass_time(agreement, given.call(at=end - timedelta(seconds=1))) == []
    [event] = timers.pass_time(agreement, given.call(at=end))
    assert isinstance(event, AgreementExpired)
    assert (event.ended_on, event.ended_at, event.reason) == (date(2028, 7, 31), end, "end-date")
    assert event.organisations[0].name == "University of Northbridge"


def test_a_suspended_agreement_expires_too() -> None:
    [event] = timers.pass_time(replace(suspended(), reminded=7), given.call(at=terms.last_instant(date(2028, 7, 31))))
    assert isinstance(event, AgreementExpired)


def test_reminders_are_sent_as_the_end_comes_near_and_each_once() -> None:
    agreement = given.released()
    sent = []
    for left in (181, 180, 179, 90, 7, 6):
        events = timers.pass_time(agreement, given.call(at=terms.first_instant(date(2028, 7, 31) - given.days(left))))
        sent += [(left, event.days) for event in events if isinstance(event, words.AgreementExpiring)]
        agreement = given.fold(events, agreement)
    assert sent == [(180, 180), (90, 90), (7, 7)]


def test_the_timer_looks_again_when_the_next_thing_is_due() -> None:
    assert timers.next_look(given.generated()) is None
    assert timers.next_look(given.issued()) == given.issued().lapses_at
    agreement = given.released()
    assert timers.next_look(agreement) == terms.first_instant(date(2028, 2, 2))
    assert timers.next_look(replace(agreement, reminded=7)) == agreement.ends_at
    assert timers.next_look(replace(agreement, state=State.EXPIRED)) is None


@pytest.mark.parametrize("offer", [given.issued, given.custodian_signed])
def test_an_offer_that_not_everyone_signed_lapses_and_may_be_made_again_as_a_new_version(
    offer: Callable[[], Any],
) -> None:
    agreement = offer()
    [event] = timers.pass_time(agreement, given.call(at=agreement.lapses_at))
    lapsed = given.fold([event], agreement)
    assert lapsed.state is State.LAPSED
    again = given.obey(lapsed, given.OFFICER, given.issue(), agreement.lapses_at + given.days(1))
    assert (again.agreement_ref, again.signatures, again.readings) == ("DSA-2026-00042-v1.1", (), ())
    assert again.earlier == ("DSA-2026-00042-v1.0",)


# Framework contracts


def record_contract(**changes: Any) -> RecordFrameworkContract:
    facts: dict[str, Any] = {
        "organisation_id": NORTHBRIDGE, "name": "University of Northbridge", "version": "2.0",
        "signed_on": date(2026, 2, 1), "expires_on": date(2028, 1, 31), **changes,
    }  # fmt: skip
    return RecordFrameworkContract(**facts)


def test_a_signed_framework_contract_is_recorded_and_keeps_its_number_when_renewed() -> None:
    [event] = framework.handle(
        record_contract(), Framework(id=NORTHBRIDGE), given.call(given.OFFICER), "DSFC-2026-0007"
    )
    contract = framework.after(event, Framework(id=NORTHBRIDGE))
    [renewed] = framework.handle(
        record_contract(version="2.1", expires_on=date(2030, 1, 31)),
        contract,
        given.call(given.OFFICER),
        "DSFC-2026-0008",
    )
    contract = framework.after(renewed, contract)
    assert (contract.reference, contract.expires_on, contract.version) == ("DSFC-2026-0007", date(2030, 1, 31), 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_on": date(2026, 7, 2)}, "not-yet-signed"),
        ({"expires_on": date(2026, 7, 1)}, "already-ended"),
        ({"external_reference": "CON-1"}, "V-CON"),
    ],
)
def test_a_framework_contract_that_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as problem:
        framework.handle(record_contract(**changes), Framework(id=NORTHBRIDGE), given.call(given.OFFICER), "X")
    assert [p.code for p in problem.value.problems] == [code]


def test_a_published_external_reference_is_accepted() -> None:
    command = record_contract(external_reference="CON-326178-V9S5X v2.01")
    assert framework.handle(command, Framework(id=NORTHBRIDGE), given.call(given.OFFICER), "X")


def test_a_framework_contract_expires_at_the_end_of_its_last_day() -> None:
    contract = given.contract(NORTHBRIDGE, "Northbridge", date(2027, 3, 31))
    end = terms.last_instant(date(2027, 3, 31))
    assert framework.expire(contract, given.call(at=end - timedelta(seconds=1))) == []
    assert given.names(framework.expire(contract, given.call(at=end))) == ["FrameworkContractExpired"]


# Everything is decided, and nothing else is allowed


def test_every_command_is_decided_and_every_event_evolves() -> None:
    asked, said = set(wire.messages_of("agreements", Command)), set(wire.messages_of("agreements", Event))
    assert set(commands.decide.registry) - {object} == asked - FRAMEWORK_COMMANDS
    assert set(framework.decide.registry) - {object} == FRAMEWORK_COMMANDS
    assert set(evolution.evolve.registry) - {object} == said - FRAMEWORK_EVENTS - set(SAID_BY_ALL)
    assert set(framework.evolve.registry) - {object} == FRAMEWORK_EVENTS


SAMPLES: dict[type[Command], Command] = {
    words.IssueAgreement: given.issue(),
    words.NameSignatory: words.NameSignatory(
        application_id=APPLICATION, organisation_id=NORTHBRIDGE, person_id=UUID(int=5), name="X", authority="by scheme"
    ),
    words.ReadAgreementText: given.READ,
    words.SignAgreement: given.sign(given.issued(), "custodian"),
    words.GivePurchaseOrder: given.ORDER,
    words.SignServiceAgreement: given.SERVICE,
    words.SignReleaseLetter: given.letter(LetterOffice.IG_LEAD),
    words.SuspendAgreement: SuspendAgreement(application_id=APPLICATION, reason="for a reason"),
    words.ProposeReinstatement: words.ProposeReinstatement(
        application_id=APPLICATION, root_cause="it was found", actions="it was mended"
    ),
    words.ApproveReinstatement: words.ApproveReinstatement(application_id=APPLICATION),
    words.TerminateAgreement: TerminateAgreement(application_id=APPLICATION, reason="for a reason"),
    MarkInvoicePaid: MarkInvoicePaid(application_id=APPLICATION, number="INV-2026-00042-01", paid_on=date(2026, 7, 1)),
}
SUBMITTER = given.person(7776, "Who hands in the cohort")
WHO = {
    Part.LEAD: given.LEAD, Part.MEMBER: given.MEMBER, Part.SIGNATORY: given.UNIVERSITY, Part.SUBMITTER: SUBMITTER,
}  # fmt: skip


@pytest.mark.parametrize("state", [s for s in State if s is not State.ABSENT])
@pytest.mark.parametrize("role", permissions.EVERY_PART)
def test_whatever_the_table_does_not_allow_is_refused(state: State, role: Role | Part) -> None:
    agreement = replace(given.released(), state=state)
    request = replace(agreement.asked, cohort=replace(agreement.asked.cohort, submitter_id=SUBMITTER.id))
    agreement = replace(agreement, request=request)
    by = WHO[role] if isinstance(role, Part) else given.person(7777, "One of staff", role)
    who = permissions.parts(agreement, by)
    for cls in set(SAMPLES) - permissions.allowed(state, who):
        with pytest.raises((NotPermitted, NotFound)) as problem:
            given.ask(agreement, by, SAMPLES[cls])
        assert problem.value.code in ("not-permitted", "not-found")


@pytest.mark.parametrize("state", FrameworkState)
@pytest.mark.parametrize("role", Role)
def test_framework_contracts_are_only_for_those_in_the_table(state: FrameworkState, role: Role) -> None:
    contract = replace(given.contract(NORTHBRIDGE, "Northbridge"), state=state)
    by = given.person(7777, "One of staff", role)
    end = TerminateFrameworkContract(organisation_id=NORTHBRIDGE, reason="for a reason")
    for command in (record_contract(), end):
        if type(command) not in framework.MAY.get((state, role), ()):
            with pytest.raises(NotPermitted):
                framework.handle(command, contract, given.call(by), "X")


def test_an_absent_agreement_is_not_found_and_a_stranger_may_not_know_of_one() -> None:
    assert refused(Agreement(id=APPLICATION), given.OFFICER, given.issue()) == "not-found"
    assert refused(given.issued(), given.STRANGER, given.READ) == "not-found"
    for role in (Role.REVIEWER, Role.CHAIR, Role.OPERATOR, Role.ADMINISTRATOR):
        assert refused(given.issued(), given.person(7777, "One of staff", role), given.READ) == "not-found"


def test_what_may_be_done_now_follows_the_turn() -> None:
    agreement = given.issued()
    assert "SignAgreement" in permissions.now(agreement, given.SIGNER)
    assert "SignAgreement" not in permissions.now(agreement, given.UNIVERSITY)
    assert "SignAgreement" not in permissions.now(agreement, replace(given.OFFICER, roles=given.SIGNER.roles))
    agreement = given.custodian_signed()
    assert "SignAgreement" in permissions.now(agreement, given.UNIVERSITY)
    assert "GivePurchaseOrder" in permissions.now(agreement, given.LEAD)
    assert "GivePurchaseOrder" not in permissions.now(given.obey(agreement, given.LEAD, given.ORDER), given.LEAD)


def test_an_agreement_survives_being_stored() -> None:
    agreement = given.released()
    assert wire.load(Agreement, wire.dump(agreement)) == agreement
    assert {f.name for f in dataclasses.fields(agreement)} == set(wire.dump(agreement))
