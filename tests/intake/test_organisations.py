"""Organisations and what their evidence is worth today (domain 2.1, 2.4.4; G-ICO, G-SEC)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.contracts import wire
from services.contracts.intake.organisations import (
    Dspt,
    OrganisationType,
    RegisterOrganisation,
    UpdateOrganisationEvidence,
)
from services.contracts.message import ANONYMOUS, Actor, Call, NotPermitted, Refused, Role
from services.intake.domain import organisation as domain

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
ID = UUID(int=7)
ADA = Actor(id=UUID(int=1), roles=frozenset({Role.PERSON}))
GWEN = Actor(id=UUID(int=2), roles=frozenset({Role.PERSON, Role.CASE_OFFICER}))
NORTHBRIDGE = RegisterOrganisation(
    name="University of Northbridge",
    kind=OrganisationType.UNIVERSITY,
    ods_code="ZZU01",
    ico_number="ZZ900002",
    ico_expiry=date(2027, 1, 31),
    dspt_status=Dspt.STANDARDS_MET,
    dspt_year="2025-26",
    iso27001_certificate="IS 990001",
    iso27001_expiry=date(2027, 3, 31),
)


def registered(command=NORTHBRIDGE):
    return domain.register(command, ID, Call(actor=ADA, at=NOW))[0]


def checked(organisation=None, **evidence):
    command = UpdateOrganisationEvidence(organisation_id=ID, **evidence)
    organisation = organisation or registered()
    domain.update(command, organisation, Call(actor=GWEN, at=NOW))
    return domain.changed(command, organisation)


def test_anyone_with_an_account_registers_an_organisation():
    organisation, events = domain.register(NORTHBRIDGE, ID, Call(actor=ADA, at=NOW))
    assert [type(e).__name__ for e in events] == ["OrganisationRegistered"]
    assert (organisation.name, organisation.checked) == ("University of Northbridge", False)
    with pytest.raises(NotPermitted):
        domain.register(NORTHBRIDGE, ID, Call(actor=ANONYMOUS, at=NOW))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("ico_number", "ZA12345"),
        ("ico_number", "za123456"),
        ("ods_code", "r1h"),
        ("company_number", "1088701"),
        ("charity_number", "12"),
        ("dspt_year", "2025"),
    ],
)
def test_numbers_of_the_wrong_shape_are_refused(field, wrong):
    """Domain 2.4: V-ICO, V-ODS, V-COMP, V-CHAR."""
    with pytest.raises(Refused) as refused:
        registered(replace(NORTHBRIDGE, **{field: wrong}))
    assert [p.field for p in refused.value.problems] == [field]


@pytest.mark.parametrize("number", ["ZA123456", "Z1234567", "ZB012345"])
def test_registrations_of_the_right_shape_are_taken(number):
    assert registered(replace(NORTHBRIDGE, ico_number=number)).ico_number == number


def test_only_staff_keep_evidence_and_never_their_own():
    command = UpdateOrganisationEvidence(organisation_id=ID, dspt_status=Dspt.STANDARDS_EXCEEDED)
    with pytest.raises(NotPermitted):
        domain.update(command, registered(), Call(actor=ADA, at=NOW))
    with pytest.raises(NotPermitted):
        domain.update(command, registered(), Call(actor=replace(GWEN, organisation_id=ID), at=NOW))


def test_evidence_counts_after_staff_have_seen_it():
    assert domain.problems(registered(), TODAY) == ("unchecked",)
    assert domain.problems(checked(), TODAY) == ()


def test_what_an_update_leaves_out_stays():
    after = checked(dspt_year="2026-27")
    assert (after.dspt_year, after.ico_number, after.checked) == ("2026-27", "ZZ900002", True)


def test_the_event_says_until_when_the_toolkit_counts():
    command = UpdateOrganisationEvidence(organisation_id=ID)
    event = domain.update(command, registered(), Call(actor=GWEN, at=NOW))[0]
    assert (event.dspt_until, event.ico_expiry) == (date(2027, 9, 30), date(2027, 1, 31))


@pytest.mark.parametrize("status", Dspt)
def test_only_standards_met_or_exceeded_are_accepted(status):
    """Domain 2.4.4."""
    accepted = status in (Dspt.STANDARDS_MET, Dspt.STANDARDS_EXCEEDED)
    assert (domain.dspt_until(checked(dspt_status=status)) is not None) is accepted


def test_a_toolkit_year_counts_until_the_grace_of_the_next_deadline_ends():
    no_iso = replace(checked(), iso27001_certificate="")
    assert "security-expired" not in domain.problems(no_iso, date(2027, 9, 30))
    assert "security-expired" in domain.problems(no_iso, date(2027, 10, 1))


def test_a_certificate_stands_in_for_the_toolkit():
    no_toolkit = checked(dspt_status=Dspt.NOT_PUBLISHED)
    assert domain.problems(no_toolkit, TODAY) == ()
    assert domain.problems(no_toolkit, date(2027, 3, 31)) == ("ico-expired",)
    assert domain.problems(no_toolkit, date(2027, 4, 1)) == ("ico-expired", "security-expired")


def test_evidence_that_is_absent_is_missing():
    bare = checked(registered(RegisterOrganisation(name="Larkfield", kind=OrganisationType.COMMERCIAL)))
    assert domain.problems(bare, TODAY) == ("ico-missing", "security-missing")


def test_reminders_come_once_each_at_sixty_thirty_seven_and_none():
    organisation, told = checked(), []
    for day in range(0, 230):
        today = TODAY + timedelta(days=day)
        for event in domain.time_passed(organisation, Call(actor=GWEN, at=NOW), today):
            organisation = domain.evolve(event, organisation)
            if event.evidence == "ico":
                told.append((event.days, today))
    end = date(2027, 1, 31)
    assert told == [(d, end - timedelta(days=d) if d else end + timedelta(days=1)) for d in (60, 30, 7, 0)]


def test_a_renewed_registration_is_reminded_of_anew():
    organisation = replace(checked(), warned={"ico": 0})
    assert checked(organisation, ico_expiry=date(2028, 1, 31)).warned == {}


def test_an_organisation_survives_being_stored():
    organisation = replace(checked(), warned={"ico": 60})
    assert wire.load(domain.Organisation, wire.dump(organisation)) == organisation
