"""Who is told what: every event of all five services has its entry, and none says too much (domain 1.8)."""

import re
from dataclasses import fields
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.audit.domain.targets import TARGETS
from services.contracts import intake, review, wire
from services.contracts.message import Role
from services.contracts.request import (
    Access,
    Approval,
    Assurance,
    CohortWanted,
    Level,
    Member,
    Party,
    Profile,
    Request,
    RequestType,
)
from services.intake.domain import correspondence as domain
from services.intake.domain.correspondence import BY_ROLE, ENTRIES, PROMISED, WORDS, Known, To

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
SUBJECT, ADA, DEE, SIG, SUB, GWEN, NORTHBRIDGE = (UUID(int=n) for n in range(20, 27))
EVERY = [(source, name, cls) for source in wire.SERVICES for name, cls in wire.events_of(source).items()]
REQUEST = Request(
    reference="DAR-2026-00042",
    profile=Profile.DARS,
    title="Lung health",
    request_type=RequestType.RESEARCH,
    approval=Approval.FULL,
    level=Level.PSEUDONYMISED,
    access=Access.SDE,
    version=1,
    sha256="a" * 64,
    lead=Member(person_id=ADA, name="Ada"),
    team=(Member(person_id=DEE, name="Dee"),),
    controllers=(Party(organisation_id=NORTHBRIDGE, name="Northbridge", signatory_id=SIG),),
    cohort=CohortWanted(source="applicant_supplied", submitter_id=SUB),
    start=date(2026, 8, 1),
    end=date(2028, 7, 31),
)


@pytest.mark.parametrize(("source", "name", "cls"), EVERY, ids=lambda v: v if isinstance(v, str) else "")
def test_every_event_has_an_entry(source, name, cls):
    assert name in ENTRIES[source], f"write what {source}.{name} says, and to whom"


@pytest.mark.parametrize("source", wire.SERVICES)
def test_every_entry_is_of_an_event_that_exists(source):
    assert sorted(set(ENTRIES[source]) - set(wire.events_of(source))) == []


@pytest.mark.parametrize(("source", "name", "cls"), EVERY, ids=lambda v: v if isinstance(v, str) else "")
def test_a_sentence_only_uses_facts_that_the_event_has(source, name, cls):
    entry = ENTRIES[source][name]
    known = {f.name for f in fields(cls)} | {"reference"} | set(WORDS[Profile.DARS]) | set(PROMISED)
    assert entry.places() <= known


FREE_TEXT = {
    *("name", "names", "title", "text", "advice", "summary", "statement", "note", "detail", "grounds", "reasons"),
    *("questions", "answers", "queries", "email", "filename", "data_wanted", "purpose_summary", "report", "question"),
}


@pytest.mark.parametrize(("source", "name", "cls"), EVERY, ids=lambda v: v if isinstance(v, str) else "")
def test_no_line_holds_names_or_free_text(source, name, cls):
    entry = ENTRIES[source][name]
    assert not entry.places() & FREE_TEXT
    if entry.to:
        assert "reason" not in entry.places()
        assert not domain.Entry(subject=entry.subject, says="").places() - {"reference"}, "the subject line is plain"


def test_both_profiles_know_the_same_words():
    assert set(WORDS[Profile.HOSPITAL]) == set(WORDS[Profile.DARS])


def test_every_recipient_is_found_by_role_or_by_part():
    assert all(roles <= frozenset(Role) for roles in BY_ROLE.values())
    by_part = set(To) - set(BY_ROLE)
    assert by_part == {
        *(To.APPLICANT, To.TEAM, To.SIGNATORIES, To.SUBMITTERS, To.ENQUIRER, To.OFFICER, To.REVIEWERS),
        *(To.MEMBERS, To.PERSON, To.PROTECTION_OFFICERS),
    }


@pytest.mark.parametrize(
    ("source", "names", "to"),
    [
        ("intake", ["EnquiryReceived", "EnquiryAnswered"], {To.ENQUIRER}),
        ("intake", ["ApplicationSubmitted", "ApplicationAccepted"], {To.APPLICANT, To.TEAM, To.OFFICER}),
        ("intake", ["ApplicationReturned"], {To.APPLICANT, To.TEAM}),
        ("intake", ["TrainingExpiring"], {To.PERSON}),
        ("review", ["ReviewersAssigned"], {To.REVIEWERS}),
        ("review", ["FeedbackRequested"], {To.APPLICANT}),
        ("review", ["ApplicationApproved", "ApplicationRejected"], {To.APPLICANT, To.OFFICER, To.SECRETARIAT}),
        ("agreements", ["AgreementIssued", "SignedByCustodian"], {To.SIGNATORIES, To.APPLICANT, To.FINANCE}),
        ("agreements", ["AgreementExpiring"], {To.APPLICANT, To.SIGNATORIES, To.OFFICER}),
        (
            "agreements",
            ["AgreementSuspended", "AgreementReinstated"],
            {To.APPLICANT, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.SIRO, To.CALDICOTT, To.OFFICER},
        ),
        ("agreements", ["InvoiceIssued"], {To.FINANCE, To.APPLICANT}),
        ("provisioning", ["DataUserVerified", "DataUserRefused"], {To.PERSON, To.APPLICANT, To.SDE}),
        ("provisioning", ["CohortAccepted", "CohortRejected"], {To.SUBMITTERS, To.APPLICANT}),
        ("provisioning", ["WorkspaceReady"], {To.TEAM, To.SDE}),
        ("audit", ["AuditPlanned"], {To.APPLICANT, To.SIGNATORIES, To.AUDITORS}),
        (
            "audit",
            ["DeletionOrdered", "DeletionOverdue", "CertificateAccepted"],
            {To.APPLICANT, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.OFFICER},
        ),
    ],
)
def test_the_minimum_of_the_reference_is_kept(source, names, to):
    """Domain 1.8, the rows that apply here."""
    for name in names:
        assert to <= set(ENTRIES[source][name].to), name


def words(name, event, profile=Profile.HOSPITAL, reference="DAR-2026-00042", source="intake"):
    return domain.lines(ENTRIES[source][name], event, Known(reference=reference, profile=profile))


def test_the_same_event_speaks_each_profiles_language():
    accepted = intake.CaseOfficerAssigned(subject=SUBJECT, at=NOW, by=GWEN, reference="DAR-2026-00042", officer_id=GWEN)
    entry = ENTRIES["intake"]["ApplicationAccepted"]
    hospital = domain.lines(entry, accepted, Known(profile=Profile.HOSPITAL))
    dars = domain.lines(entry, accepted, Known(profile=Profile.DARS))
    assert hospital.sentence == "Your data access request DAR-2026-00042 was accepted and is under review now."
    assert dars.sentence == "Your application DAR-2026-00042 was accepted and is in assurance now."


@pytest.mark.parametrize("name", ["ApplicationStarted", "ApplicationSubmitted", "ApplicationReturned"])
def test_applicants_are_told_that_missing_information_delays_their_request(name):
    told = intake.CaseOfficerAssigned(subject=SUBJECT, at=NOW, by=GWEN, reference="DAR-2026-00042", officer_id=GWEN)
    assert re.search("missing (information )?delays", words(name, told).sentence)


@pytest.mark.parametrize("level", list(Assurance))
def test_an_exceptional_case_is_told_so_with_its_days_and_the_time_of_others(level):
    accepted = intake.ApplicationAccepted(
        subject=SUBJECT, at=NOW, by=GWEN, reference="DAR-2026-00042", request=REQUEST, level=level, committee=True,
        case_officer_id=GWEN,
    )  # fmt: skip
    said = words("ApplicationAccepted", accepted, Profile.DARS).sentence
    (days,) = (target.days for target in TARGETS if target.id == "SL5")
    assert ("such cases are exceptions" in said) is (level is Assurance.L4)
    if level is Assurance.L4:
        assert f"the Custodian at most {days} working days" in said
        assert said.endswith("the time that external bodies need comes on top of them.")


def test_what_is_also_said_hangs_on_a_fact_of_the_event():
    for source, name, cls in EVERY:
        assert {one.field for one in ENTRIES[source][name].also} <= {f.name for f in fields(cls)}, name


def test_dates_are_written_as_people_write_them():
    expiring = intake.TrainingExpiring(
        subject=ADA, at=NOW, by=ADA, person_id=ADA, course_code="DSA-L1", expires_on=date(2026, 8, 1), days=30
    )
    told = words("TrainingExpiring", expiring, reference="")
    assert told.subject == "Your training certificate"
    assert "DSA-L1 ends on 1 August 2026" in told.sentence


def test_the_subject_line_begins_with_the_reference():
    lapsing = intake.EnquiryLapsing(subject=SUBJECT, at=NOW, by=ADA, reference="ENQ-2026-00017", days=7, warning=2)
    told = words("EnquiryLapsing", lapsing)
    assert told.subject == "ENQ-2026-00017: Enquiry will lapse"
    assert told.sentence.endswith("ENQ-2026-00017 lapses in 7 days.")


def learned(event):
    return {(lesson.relation, lesson.people) for lesson in domain.lessons(event) if lesson.people}


def test_a_request_teaches_who_has_to_do_with_it():
    opened = review.CaseOpened(
        subject=SUBJECT,
        at=NOW,
        by=GWEN,
        reference="DAR-2026-00042",
        level="L2",
        committee=True,
        disciplines=(),
        offices=(),
        case_officer_id=GWEN,
        request=REQUEST,
        rules=(),
        validated_by=(),
    )
    assert learned(opened) == {
        (To.APPLICANT, frozenset({ADA})),
        (To.TEAM, frozenset({DEE})),
        (To.SIGNATORIES, frozenset({SIG})),
        (To.SUBMITTERS, frozenset({SUB})),
        (To.OFFICER, frozenset({GWEN})),
        (domain.CONTROLLERS, frozenset({NORTHBRIDGE})),
    }
    assert domain.naming(opened) == {"reference": "DAR-2026-00042", "title": "Lung health", "profile": "dars"}


def test_a_conflicted_reviewer_is_told_no_more():
    declared = review.ConflictDeclared(
        subject=SUBJECT,
        at=NOW,
        by=DEE,
        reference="DAR-2026-00042",
        person_id=DEE,
        kind="financial",
        outcome="withdraw",
        conflicted=True,
    )
    (lesson,) = (one for one in domain.lessons(declared) if one.people)
    assert (lesson.relation, lesson.no_more) == (To.REVIEWERS, True)
