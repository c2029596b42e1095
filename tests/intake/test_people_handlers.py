"""Profiles, evidence, roles, organisations and reminders on a database (S0-14, S0-15; SoD-10; domain 2.4.5)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.chassis import documents
from services.contracts.intake import organisations as org
from services.contracts.intake import people as say
from services.contracts.message import ANONYMOUS, SYSTEM, Conflict, NotFound, NotPermitted, Refused, Role
from services.intake.handlers import organisations, people
from services.intake.views import organisations as org_views
from services.intake.views import people as views
from tests.intake.accounts import administrators, enter, grant, sign_up, staff, who
from tests.support import NOON

ADA = "ada@northbridge.example"
NORTHBRIDGE = org.RegisterOrganisation(
    name="University of Northbridge",
    kind=org.OrganisationType.UNIVERSITY,
    ods_code="ZZU01",
    ico_number="ZZ900002",
    ico_expiry=date(2027, 1, 31),
    dspt_status=org.Dspt.STANDARDS_MET,
    dspt_year="2025-26",
    dpo_contact="dpo@northbridge.example",
)


def certificate(sha256, **more):
    command = say.AddProfileEvidence(
        kind=say.Evidence.IG_TRAINING,
        sha256=sha256,
        filename="Okafor certificate.pdf",
        course_code="DSA-L1",
        completed_on=date(2026, 6, 1),
    )
    return replace(command, **more)


def test_a_profile_becomes_ready_with_cv_and_certificate(intake):
    """S0-14 to S0-16."""
    sign_up(intake, ADA)
    ada = who(enter(intake, ADA))
    assert intake.ask(views.profile, say.ReadProfile(), ada).missing == ("cv", "ig-training")
    sha256 = documents.put(b"%PDF- a document", "application/pdf")
    cv = say.AddProfileEvidence(kind=say.Evidence.CV, sha256=sha256, filename="cv.pdf")
    intake.do(people.add_profile_evidence, cv, ada)
    intake.do(people.add_profile_evidence, certificate(sha256), ada)
    mine = intake.ask(views.profile, say.ReadProfile(), ada)
    assert (mine.ready, mine.missing, mine.training_expires) == (True, (), date(2027, 6, 1))
    assert [(e.filename, e.valid) for e in mine.evidence] == [("cv.pdf", True), ("Okafor certificate.pdf", True)]


def test_evidence_that_was_not_uploaded_is_refused(lite_intake):
    sign_up(lite_intake, ADA)
    with pytest.raises(NotFound):
        lite_intake.do(people.add_profile_evidence, certificate("b" * 64), who(enter(lite_intake, ADA)))


def test_staff_check_evidence_from_a_list(intake):
    first, second = administrators(intake)
    gwen = staff(intake, "gwen@haven.example", Role.CASE_OFFICER, first, second)
    ada_id = sign_up(intake, ADA)
    sha256 = documents.put(b"%PDF- a document", "application/pdf")
    intake.do(people.add_profile_evidence, certificate(sha256), who(enter(intake, ADA)))
    (waiting,) = intake.ask(views.evidence_to_check, say.ListEvidenceToCheck(), gwen).rows
    assert (waiting.person_id, waiting.person_name, waiting.filename) == (
        ada_id,
        "Ada Okafor",
        "Okafor certificate.pdf",
    )
    check = say.CheckProfileEvidence(evidence_id=waiting.evidence_id, accepted=True)
    intake.do(people.check_profile_evidence, check, gwen)
    assert intake.ask(views.evidence_to_check, say.ListEvidenceToCheck(), gwen).rows == ()
    assert intake.names()[-1] == "ProfileEvidenceChecked"
    with pytest.raises(NotPermitted):
        intake.ask(views.evidence_to_check, say.ListEvidenceToCheck(), who(enter(intake, ADA)))


def test_reminders_of_training_are_said_once_each(lite_intake):
    """Domain 2.4.5: 60, 30, 7 days before, and when it has ended."""
    sign_up(lite_intake, ADA)
    sha256 = documents.put(b"%PDF- a document", "application/pdf")
    lite_intake.do(people.add_profile_evidence, certificate(sha256), who(enter(lite_intake, ADA)))
    for days in (0, 274, 275, 276, 305, 328, 334, 335, 336, 337):
        lite_intake.do(lambda s, _, c: people.remind(s, c), None, SYSTEM, at=NOON + timedelta(days=days))
    said = [event for event in lite_intake.said() if isinstance(event, say.TrainingExpiring)]
    assert [(event.days, event.at.date()) for event in said] == [
        (60, date(2027, 4, 2)),
        (30, date(2027, 5, 2)),
        (7, date(2027, 5, 25)),
        (0, date(2027, 6, 2)),
    ]


def test_a_profile_is_edited_by_one_at_a_time(lite_intake):
    sign_up(lite_intake, ADA)
    ada = who(enter(lite_intake, ADA))
    version = lite_intake.ask(views.profile, say.ReadProfile(), ada).version
    edit = say.SaveProfile(name="Prof Ada Okafor", orcid="0000-0000-0000-001X", expected_version=version)
    lite_intake.do(people.save_profile, edit, ada)
    with pytest.raises(Conflict):
        lite_intake.do(people.save_profile, edit, ada)
    mine = lite_intake.ask(views.profile, say.ReadProfile(), ada)
    assert (mine.name, mine.orcid) == ("Prof Ada Okafor", "0000-0000-0000-001X")


@pytest.mark.parametrize("wrong", [{"orcid": "0000-0000-0000-0011"}, {"organisation_id": UUID(int=5)}])
def test_a_profile_names_what_exists(lite_intake, wrong):
    sign_up(lite_intake, ADA)
    with pytest.raises(Refused):
        lite_intake.do(people.save_profile, say.SaveProfile(name="Ada", **wrong), who(enter(lite_intake, ADA)))


def test_others_see_a_profile_only_as_staff(lite_intake):
    first, _ = administrators(lite_intake)
    ada_id = sign_up(lite_intake, ADA)
    sign_up(lite_intake, "eve@x.example", "Eve")
    assert lite_intake.ask(views.profile, say.ReadProfile(person_id=ada_id), first).name == "Ada Okafor"
    with pytest.raises(NotFound):
        lite_intake.ask(views.profile, say.ReadProfile(person_id=ada_id), who(enter(lite_intake, "eve@x.example")))


# --- roles -------------------------------------------------------------------------------------------------------


def test_a_role_takes_two_people_and_shows_in_lists(intake):
    """SoD-10."""
    first, second = administrators(intake)
    ada = sign_up(intake, ADA)
    done = intake.do(people.propose_role, say.ProposeRole(person_id=ada, role=Role.REVIEWER), first)
    proposal = UUID(done.reference)
    with pytest.raises(NotPermitted):
        intake.do(people.approve_role, say.ApproveRole(proposal_id=proposal), first)
    (open_one,) = intake.ask(views.proposals, say.ListRoleProposals(), second).rows
    assert (open_one.role, open_one.may) == (Role.REVIEWER, ("ApproveRole", "DeclineRole"))
    intake.do(people.approve_role, say.ApproveRole(proposal_id=proposal), second)
    reviewers = intake.ask(views.people, say.ListPeople(role=Role.REVIEWER), first).rows
    assert [row.person_id for row in reviewers] == [ada]
    assert intake.ask(views.proposals, say.ListRoleProposals(), second).rows == ()
    with pytest.raises(NotFound):
        intake.do(people.approve_role, say.ApproveRole(proposal_id=proposal), second)


def test_an_applicant_can_neither_propose_nor_list(lite_intake):
    ada_id = sign_up(lite_intake, ADA)
    ada = who(enter(lite_intake, ADA))
    with pytest.raises(NotPermitted):
        lite_intake.do(people.propose_role, say.ProposeRole(person_id=ada_id, role=Role.SIRO), ada)
    for view, query in ((views.people, say.ListPeople()), (views.proposals, say.ListRoleProposals())):
        with pytest.raises(NotPermitted):
            lite_intake.ask(view, query, ada)


def test_people_are_found_by_name_page_by_page(lite_intake):
    first, second = administrators(lite_intake)
    for number in range(5):
        sign_up(lite_intake, f"u{number}@x.example", f"Person {number}")
    one = lite_intake.ask(views.people, say.ListPeople(q="person", limit=3), first)
    two = lite_intake.ask(views.people, say.ListPeople(q="person", limit=3, after=one.next), second)
    assert [row.name for row in one.rows + two.rows] == [f"Person {number}" for number in range(5)]
    assert two.next == ""
    last = lite_intake.ask(views.people, say.ListPeople(q="person", limit=3, sort="-name"), first)
    rest = lite_intake.ask(views.people, say.ListPeople(q="person", limit=3, sort="-name", after=last.next), second)
    assert [row.name for row in last.rows + rest.rows] == [f"Person {number}" for number in range(4, -1, -1)]


# --- organisations -----------------------------------------------------------------------------------------------


def test_an_organisation_is_registered_once_and_its_evidence_checked(intake):
    first, second = administrators(intake)
    gwen = staff(intake, "gwen@haven.example", Role.CASE_OFFICER, first, second)
    sign_up(intake, ADA)
    ada = who(enter(intake, ADA))
    done = intake.do(organisations.register_organisation, NORTHBRIDGE, ada)
    for again in (
        org.RegisterOrganisation(name="university  of NORTHBRIDGE", kind=NORTHBRIDGE.kind),
        org.RegisterOrganisation(name="Another", kind=NORTHBRIDGE.kind, ods_code="ZZU01"),
    ):
        with pytest.raises(Refused, match="already"):
            intake.do(organisations.register_organisation, again, ada)
    update = org.UpdateOrganisationEvidence(organisation_id=done.subject, expected_version=done.version)
    intake.do(organisations.update_organisation_evidence, update, gwen)
    with pytest.raises(Conflict):
        intake.do(organisations.update_organisation_evidence, update, gwen)
    seen = intake.ask(org_views.one, org.ReadOrganisation(organisation_id=done.subject), gwen)
    assert (seen.checked, seen.problems, seen.security_until) == (True, (), date(2027, 9, 30))
    assert seen.may == ("UpdateOrganisationEvidence",)


def test_the_address_of_a_protection_officer_is_for_staff(lite_intake):
    sign_up(lite_intake, ADA)
    ada = who(enter(lite_intake, ADA))
    lite_intake.do(organisations.register_organisation, NORTHBRIDGE, ada)
    (row,) = lite_intake.ask(org_views.listed, org.ListOrganisations(q="zzu01"), ada).rows
    assert row.dpo_contact == ""
    with pytest.raises(NotPermitted):
        lite_intake.ask(org_views.listed, org.ListOrganisations(), ANONYMOUS)


def test_evidence_of_organisations_is_reminded_of(lite_intake):
    sign_up(lite_intake, ADA)
    lite_intake.do(organisations.register_organisation, NORTHBRIDGE, who(enter(lite_intake, ADA)))
    for _ in range(2):
        lite_intake.do(lambda s, _, c: organisations.remind(s, c), None, SYSTEM, at=NOON + timedelta(days=160))
    said = [event for event in lite_intake.said() if isinstance(event, org.OrganisationEvidenceExpiring)]
    assert [(event.evidence, event.days) for event in said] == [("ico", 60)]


def test_somebody_with_a_role_in_their_own_organisation_does_not_check_it(lite_intake):
    first, second = administrators(lite_intake)
    sign_up(lite_intake, ADA)
    done = lite_intake.do(organisations.register_organisation, NORTHBRIDGE, who(enter(lite_intake, ADA)))
    tess = sign_up(lite_intake, "tess@x.example", "Tess Wynn", organisation_id=done.subject)
    grant(lite_intake, tess, Role.IG_LEAD, first, second)
    inside = replace(first, id=tess, roles=frozenset({Role.PERSON, Role.IG_LEAD}), organisation_id=done.subject)
    update = org.UpdateOrganisationEvidence(organisation_id=done.subject)
    with pytest.raises(NotPermitted):
        lite_intake.do(organisations.update_organisation_evidence, update, inside)
