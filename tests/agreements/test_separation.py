"""Separation of duties that applies to agreements (domain 9.3): each rule has a test that tries to break it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.agreements.domain.agreement import Act, Agreement, State
from services.agreements.domain.permissions import now, signs_for
from services.contracts.agreements import (
    ApproveReinstatement,
    LetterOffice,
    MarkInvoicePaid,
    NameSignatory,
    ProposeReinstatement,
    SuspendAgreement,
)
from services.contracts.message import Actor, Command, NotPermitted, Refused, Role
from services.contracts.request import Member
from tests.agreements import given
from tests.agreements.given import APPLICATION, NORTHBRIDGE, SOCIETY


def refused(agreement: Agreement, by: Actor, command: Command) -> str:
    with pytest.raises(Refused) as problem:
        given.ask(agreement, by, command)
    return problem.value.code


def also(person: Actor, *roles: Role) -> Actor:
    """The same person, holding further roles."""
    return replace(person, roles=person.roles | set(roles))


def test_sod_05_the_case_officer_does_not_sign_for_the_custodian() -> None:
    officer = also(given.OFFICER, Role.CUSTODIAN_SIGNATORY)
    agreement = given.obey(given.issued(), officer, given.READ)
    assert refused(agreement, officer, given.sign(agreement, "custodian")) == "sod-05"


def test_sod_05_who_issued_the_agreement_counts_as_its_case_officer() -> None:
    colleague = given.person(2011, "Another Officer", Role.CASE_OFFICER, Role.CUSTODIAN_SIGNATORY)
    agreement = given.obey(given.obey(given.generated(), colleague, given.issue()), colleague, given.READ)
    assert refused(agreement, colleague, given.sign(agreement, "custodian")) == "sod-05"


def test_sod_05_the_lead_does_not_sign_for_a_controller() -> None:
    asked = given.request(lead=Member(person_id=given.UNIVERSITY.id, name="Both"))
    agreement = given.obey(given.custodian_signed(asked), given.UNIVERSITY, given.ORDER)
    agreement = given.obey(agreement, given.UNIVERSITY, given.READ)
    assert refused(agreement, given.UNIVERSITY, given.sign(agreement, NORTHBRIDGE)) == "sod-05"
    assert refused(agreement, given.UNIVERSITY, given.SERVICE) == "sod-05"


def test_sod_05_the_lead_is_not_named_as_signatory() -> None:
    command = NameSignatory(
        application_id=APPLICATION, organisation_id=NORTHBRIDGE, person_id=given.LEAD.id, name="Ada", authority="scheme"
    )
    assert refused(given.issued(), given.OFFICER, command) == "sod-05"


def test_nobody_signs_for_the_custodian_and_for_a_controller() -> None:
    both = also(given.UNIVERSITY, Role.CUSTODIAN_SIGNATORY)
    agreement = given.obey(given.issued(), both, given.READ)
    assert refused(agreement, both, given.sign(agreement, "custodian")) == "sod-05"
    command = NameSignatory(
        application_id=APPLICATION, organisation_id=SOCIETY, person_id=given.SIGNER.id, name="Una", authority="scheme"
    )
    agreement = given.obey(given.obey(given.custodian_signed(), given.OFFICER, command), given.LEAD, given.ORDER)
    assert refused(agreement, given.SIGNER, given.sign(agreement, SOCIETY)) == "sod-05"


@pytest.mark.parametrize("person", [given.LEAD, given.MEMBER])
def test_sod_01_nobody_on_the_project_acts_for_the_custodian(person: Actor) -> None:
    agreement = given.released()
    staff = also(person, Role.IG_LEAD, Role.CUSTODIAN_SIGNATORY, Role.CASE_OFFICER)
    command = SuspendAgreement(application_id=APPLICATION, reason="for a good reason")
    assert refused(agreement, staff, command) == "sod-01"
    assert refused(given.generated(), staff, given.issue()) == "sod-01"
    member = also(given.MEMBER, Role.CUSTODIAN_SIGNATORY)
    assert refused(given.issued(), member, given.sign(given.issued(), "custodian")) == "sod-01"


def test_the_letter_is_signed_by_two_people_even_when_one_holds_both_offices() -> None:
    both = also(given.IG_LEAD, Role.CALDICOTT_GUARDIAN)
    agreement = given.obey(given.with_user(given.in_force()), both, given.letter(LetterOffice.IG_LEAD))
    assert refused(agreement, both, given.letter(LetterOffice.CALDICOTT_GUARDIAN)) == "two-people"


def test_nobody_signs_the_letter_for_an_office_they_do_not_hold() -> None:
    agreement = given.with_user(given.in_force())
    assert refused(agreement, given.IG_LEAD, given.letter(LetterOffice.CALDICOTT_GUARDIAN)) == "not-the-signatory"


PROPOSE = ProposeReinstatement(application_id=APPLICATION, root_cause="A shared account", actions="Accounts separated")
APPROVE = ApproveReinstatement(application_id=APPLICATION)


def suspended() -> Agreement:
    return given.obey(
        given.released(), given.GUARDIAN, SuspendAgreement(application_id=APPLICATION, reason="Unapproved location")
    )


def test_sod_08_two_people_lift_a_suspension_and_one_of_them_is_the_siro() -> None:
    proposed = given.obey(suspended(), given.IG_LEAD, PROPOSE)
    assert given.obey(proposed, given.SIRO, APPROVE).state is State.EFFECTIVE
    proposed = given.obey(suspended(), given.SIRO, PROPOSE)
    assert given.obey(proposed, given.GUARDIAN, APPROVE).state is State.EFFECTIVE


def test_sod_08_one_person_cannot_lift_a_suspension_whatever_roles_they_hold() -> None:
    siro = also(given.SIRO, Role.IG_LEAD, Role.CALDICOTT_GUARDIAN)
    assert refused(given.obey(suspended(), siro, PROPOSE), siro, APPROVE) == "sod-08"


def test_sod_08_two_people_without_the_siro_cannot_lift_a_suspension() -> None:
    assert refused(given.obey(suspended(), given.IG_LEAD, PROPOSE), given.GUARDIAN, APPROVE) == "sod-08"


def test_sod_08_two_siros_are_not_enough() -> None:
    other = given.person(2044, "Deputy", Role.SIRO)
    assert refused(given.obey(suspended(), given.SIRO, PROPOSE), other, APPROVE) == "sod-08"


def test_sod_08_nothing_is_lifted_that_nobody_proposed() -> None:
    assert refused(suspended(), given.SIRO, APPROVE) == "not-proposed"


def pay() -> MarkInvoicePaid:
    return MarkInvoicePaid(application_id=APPLICATION, number="INV-2026-00042-01", paid_on=date(2026, 7, 1))


def test_sod_14_a_case_officer_cannot_mark_an_invoice_paid() -> None:
    with pytest.raises(NotPermitted):
        given.ask(given.in_force(), given.OFFICER, pay())
    assert refused(given.in_force(), also(given.OFFICER, Role.FINANCE), pay()) == "sod-14"


def test_sod_14_who_issued_the_agreement_counts_as_its_case_officer() -> None:
    colleague = given.person(2011, "Another Officer", Role.CASE_OFFICER, Role.FINANCE)
    agreement = given.in_force()
    issued = Act(person_id=colleague.id, act="issued")
    assert refused(replace(agreement, acts=(*agreement.acts, issued)), colleague, pay()) == "sod-14"


def test_sod_14_finance_marks_an_invoice_paid_once_and_decides_nothing() -> None:
    agreement = given.obey(given.in_force(), given.MONEY, pay())
    assert agreement.invoices[0].paid_on == date(2026, 7, 1)
    assert refused(agreement, given.MONEY, pay()) == "already-paid"
    for command in (PROPOSE, given.letter(LetterOffice.IG_LEAD), given.sign(agreement, "custodian")):
        assert refused(agreement, given.MONEY, command) == "not-permitted"


def test_a_payment_is_not_recorded_for_a_day_that_cannot_be() -> None:
    assert refused(given.in_force(), given.MONEY, replace(pay(), paid_on=date(2026, 7, 2))) == "wrong-date"
    assert refused(given.in_force(), given.MONEY, replace(pay(), number="INV-0")) == "not-found"


def test_what_somebody_did_is_remembered_under_their_id() -> None:
    agreement = given.in_force()
    assert agreement.did(given.OFFICER.id, "issued")
    assert agreement.did(given.SIGNER.id, "signed-custodian")
    assert not agreement.did(UUID(int=1), "issued")


def test_the_page_offers_exactly_the_parties_for_which_a_signature_would_be_taken() -> None:
    """Whoever the rule lets sign is offered that party, and nobody else is: one rule says both."""
    both, officer = also(given.UNIVERSITY, Role.CUSTODIAN_SIGNATORY), also(given.OFFICER, Role.CUSTODIAN_SIGNATORY)
    ordered = given.obey(given.custodian_signed(), given.LEAD, given.ORDER)
    people = (given.SIGNER, given.UNIVERSITY, given.CHARITY, given.LEAD, given.MEMBER, given.OFFICER, both, officer)
    offered = set()
    for agreement in (given.generated(), given.issued(), ordered, given.released()):
        for by in people:
            found = signs_for(agreement, by)
            assert bool(found) is ("SignAgreement" in now(agreement, by))
            for slot in agreement.slots:
                taken = slot.party in found
                offered.add((slot.party, taken))
                if slot not in agreement.waiting_for():
                    assert not taken
                    continue
                try:
                    given.ask(agreement, by, given.sign(agreement, slot.party))
                except NotPermitted:
                    assert not taken
                except Refused:  # the right person, and something else is missing
                    assert taken
                else:
                    assert taken
    assert {(party, True) for party, _ in offered} <= offered, "each party has somebody who may sign"
