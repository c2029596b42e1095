"""Events become notices and mail, once, for those whom they concern (domain 1.8)."""

from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import get_type_hints
from uuid import UUID

import pytest

from services.contracts import agreements, intake, review
from services.contracts.intake import correspondence as say
from services.contracts.intake import organisations as org
from services.contracts.message import SYSTEM, NotFound, NotPermitted, Role
from services.contracts.request import Assurance, Profile
from services.intake.handlers import correspondence as handlers
from services.intake.handlers import organisations, settings
from services.intake.views import correspondence as views
from tests.intake.accounts import administrators, enter, mails, sign_up, staff, who
from tests.intake.test_correspondence import REQUEST
from tests.intake.test_people_handlers import NORTHBRIDGE
from tests.support import NOON, actor, envelope_of

REFERENCE = "DAR-2026-00042"
SUBJECT = UUID(int=4242)
HOUR = timedelta(hours=1)


def hear(ground, event, source="intake", message_id=None):
    """The reaction to one event, as the chassis runs it."""
    envelope = envelope_of(event, source, id=message_id)
    ground.do(lambda session, told, call: handlers.tell(session, told, call, envelope), event, SYSTEM)
    return envelope


def notices(ground, person, **asked):
    return ground.ask(views.notices, say.MyNotices(**asked), person)


def told(ground, *people):
    return [[row.event for row in notices(ground, person).rows] for person in people]


@pytest.fixture
def cast(lite_intake):
    return _cast(lite_intake)


def _cast(ground):
    """The ground, and by name the people of one request, who are known from what was heard of it."""
    first, second = administrators(ground)
    gwen = staff(ground, "gwen@haven.example", Role.CASE_OFFICER, first, second)
    ground.gwen, people = gwen, {}
    for name in ("ada", "dee", "sig", "rev"):
        sign_up(ground, f"{name}@x.example", f"Full Name of {name}")
        people[name] = who(enter(ground, f"{name}@x.example"))
    return ground, {**people, "gwen": gwen, "first": first, "second": second}


def submitted(people, organisation_id=None, **more):
    party = replace(REQUEST.controllers[0], signatory_id=people["sig"].id)
    party = replace(party, organisation_id=organisation_id or party.organisation_id)
    request = replace(
        REQUEST,
        lead=replace(REQUEST.lead, person_id=people["ada"].id),
        team=(replace(REQUEST.team[0], person_id=people["dee"].id),),
        controllers=(party,),
    )
    facts = {"reference": REFERENCE, "request": request, "resubmission": False, **more}
    return intake.ApplicationSubmitted(subject=SUBJECT, at=NOON, by=people["ada"].id, **facts)


def test_a_submission_is_told_to_applicant_team_and_officers(intake):
    ground, people = _cast(intake)
    hear(ground, submitted(people))
    assert told(ground, people["ada"], people["dee"], people["gwen"], people["sig"]) == [
        ["ApplicationSubmitted"],
        ["ApplicationSubmitted"],
        ["ApplicationSubmitted"],
        [],
    ]
    (notice,) = notices(ground, people["ada"]).rows
    assert notice.subject == "DAR-2026-00042: Submission received"
    assert notice.sentence.startswith("Your application DAR-2026-00042 was submitted. This is your receipt.")
    assert notice.about == SUBJECT


def test_the_same_event_again_tells_nobody_twice(intake):
    ground, people = _cast(intake)
    before = len(mails(ground))
    envelope = hear(ground, submitted(people))
    hear(ground, submitted(people), message_id=envelope.id)
    assert len(notices(ground, people["ada"]).rows) == 1
    assert len(mails(ground)) == before + 3


def test_notice_and_mail_are_written_together(cast):
    ground, people = cast
    hear(ground, submitted(people))
    (notice,) = notices(ground, people["ada"]).rows
    mail = next(mail for mail in mails(ground) if mail.id == notice.notice_id)
    assert (mail.subject, mail.person_id) == (notice.subject, people["ada"].id)
    assert notice.sentence in mail.text


def test_the_officer_is_told_alone_once_there_is_one(cast):
    ground, people = cast
    hear(ground, submitted(people))
    assigned = intake.CaseOfficerAssigned(
        subject=SUBJECT, at=NOON, by=people["first"].id, reference=REFERENCE, officer_id=people["rev"].id
    )
    hear(ground, assigned)
    facts = _fill(intake.QueryAnswered)
    hear(ground, intake.QueryAnswered(subject=SUBJECT, at=NOON + HOUR, by=people["ada"].id, **facts))
    assert told(ground, people["gwen"], people["rev"]) == [
        ["ApplicationSubmitted"],
        ["QueryAnswered", "CaseOfficerAssigned"],
    ]
    assert notices(ground, people["rev"]).rows[0].subject == "DAR-2026-00042: Query answered"


def test_applicant_and_officer_learn_of_an_appointment_in_the_time_of_london(cast):
    ground, people = cast
    hear(ground, submitted(people))
    facts = {"reference": REFERENCE, "appointment_id": SUBJECT, "starts_at": datetime(2026, 7, 2, 9, 30, tzinfo=UTC)}
    by = {"subject": SUBJECT, "at": NOON + HOUR, "by": people["first"].id}
    place = {"minutes": 45, "place": "Room 2, North Wing", "purpose": "The open query"}
    hear(ground, intake.AppointmentArranged(**by, **facts, **place))
    for person in ("ada", "gwen"):
        notice = notices(ground, people[person]).rows[0]
        assert (notice.event, notice.action_needed) == ("AppointmentArranged", True)
        assert "2 July 2026, 10:30 London time, 45 minutes" in notice.sentence
        assert "Room 2" not in notice.sentence
    assert ["DTSTART:20260702T093000Z" in mail.calendar for mail in mails(ground) if mail.calendar] == [True, True]
    hear(ground, intake.AppointmentCancelled(**{**by, "at": NOON + 2 * HOUR}, **facts, reason="Illness of Gwen Pike"))
    assert told(ground, people["ada"])[0][0] == "AppointmentCancelled"
    assert "Gwen" not in notices(ground, people["ada"]).rows[0].sentence


def _fill(cls, **known):
    """Plain values for the fields that an event needs and a test does not care for."""
    hints = get_type_hints(cls)
    plain = {str: "x", int: 1, bool: False, UUID: UUID(int=9), date: date(2026, 8, 1)}
    needed = (f for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING)
    made = {f.name: plain.get(hints[f.name], ()) for f in needed if f.name not in ("subject", "at", "by")}
    return {**made, **known}


def test_reviewers_are_told_until_they_are_conflicted(cast):
    ground, people = cast
    hear(ground, submitted(people))
    reviewer = review.Reviewer(**_fill(review.Reviewer, person_id=people["rev"].id))
    facts = _fill(review.ReviewersAssigned, reference=REFERENCE, reviewers=(reviewer,), due_on=date(2026, 7, 9))
    hear(ground, review.ReviewersAssigned(subject=SUBJECT, at=NOON, by=people["first"].id, **facts), "review")
    assert notices(ground, people["rev"]).rows[0].action_needed
    assert "by 9 July 2026" in notices(ground, people["rev"]).rows[0].sentence
    facts = _fill(review.ConflictDeclared, reference=REFERENCE, person_id=people["rev"].id, conflicted=True)
    hear(ground, review.ConflictDeclared(subject=SUBJECT, at=NOON, by=people["rev"].id, **facts), "review")
    withdrawn = intake.ApplicationWithdrawn(
        subject=SUBJECT, at=NOON, by=people["ada"].id, **_fill(intake.ApplicationWithdrawn, reference=REFERENCE)
    )
    hear(ground, withdrawn)
    assert told(ground, people["rev"]) == [["ReviewersAssigned"]]
    assert "ApplicationWithdrawn" in told(ground, people["ada"])[0]


def test_who_did_it_is_not_told_of_it_unless_it_is_a_receipt(cast):
    ground, people = cast
    event = submitted(people)
    own = type(event)(**{**vars(event), "by": people["gwen"].id})
    hear(ground, own)
    assert told(ground, people["gwen"], people["ada"]) == [[], ["ApplicationSubmitted"]]


def test_data_protection_officers_are_told_by_mail(cast):
    """Suspension: to the DPO of each controller (domain 1.8)."""
    ground, people = cast
    registered = ground.do(organisations.register_organisation, NORTHBRIDGE, people["ada"])
    hear(ground, submitted(people, registered.subject))
    facts = _fill(agreements.AgreementSuspended, reference=REFERENCE, agreement_ref="DSA-2026-00042-v1.0")
    suspended = agreements.AgreementSuspended(subject=SUBJECT, at=NOON, by=people["first"].id, **facts)
    hear(ground, suspended, "agreements")
    to_organisation = [mail for mail in mails(ground) if mail.organisation_id == registered.subject]
    assert [mail.subject for mail in to_organisation] == ["DAR-2026-00042: Suspended"]
    assert "AgreementSuspended" in told(ground, people["sig"])[0]


def test_no_subject_line_names_anybody(cast):
    """Only the reference."""
    ground, people = cast
    hear(ground, submitted(people))
    assert not [mail.subject for mail in mails(ground) if "Full Name" in mail.subject or "@" in mail.subject]


def test_events_of_people_without_an_account_here_tell_nobody(cast):
    ground, _ = cast
    stranger = intake.PasswordChanged(subject=UUID(int=3), at=NOON, by=UUID(int=3))
    before = len(mails(ground))
    hear(ground, stranger)
    assert len(mails(ground)) == before


def test_notices_are_read_one_by_one_or_all(cast):
    ground, people = cast
    for _ in range(3):
        hear(ground, submitted(people))
    first = notices(ground, people["ada"]).rows[0]
    ground.do(handlers.mark_read, say.MarkNoticeRead(notice_id=first.notice_id), people["ada"])
    assert notices(ground, people["ada"]).unread == 2
    assert len(notices(ground, people["ada"], unread_only=True).rows) == 2
    with pytest.raises(NotFound):
        ground.do(handlers.mark_read, say.MarkNoticeRead(notice_id=first.notice_id), people["dee"])
    ground.do(handlers.mark_read, say.MarkNoticeRead(), people["ada"])
    assert notices(ground, people["ada"]).unread == 0
    assert notices(ground, people["dee"]).unread == 3


def test_somebody_may_want_only_those_by_mail_that_ask_something_of_them(cast):
    ground, people = cast
    ada, before = people["ada"], {mail.id for mail in mails(ground)}

    def mailed() -> set:
        return {mail.person_id for mail in mails(ground) if mail.id not in before}

    ground.do(handlers.choose, say.ChooseNotices(mailed=say.Mailed.TO_DO), ada)
    assert notices(ground, ada).mailed is say.Mailed.TO_DO
    hear(ground, submitted(people))
    (informed,) = notices(ground, ada, about=SUBJECT).rows
    assert not informed.action_needed
    assert ada.id not in mailed(), "it is in the portal, and not mailed"
    assert people["dee"].id in mailed(), "what others chose is theirs"
    ground.do(handlers.choose, say.ChooseNotices(mailed=say.Mailed.ALL), ada)
    hear(ground, submitted(people))
    assert ada.id in mailed()


def _settle(ground, people, key, value):
    propose = intake.ProposeSetting(setting=key, value=value, holds_from=NOON.date(), reason="More come in")
    ground.do(settings.propose, propose, people["first"])
    ground.do(settings.decide, intake.ApproveSetting(setting=key, proposal_id=propose.id), people["second"])


def test_an_exceptional_case_is_told_with_the_days_that_administrators_have_settled(cast):
    ground, people = cast
    _settle(ground, people, "audit.sl5.days", "45")
    for days, expected in ((0, "30 working days"), (2, "45 working days")):
        facts = {"reference": REFERENCE, "request": submitted(people).request, "level": Assurance.L4}
        told = {"subject": SUBJECT, "at": NOON + timedelta(days=days), "by": people["gwen"].id, "committee": True}
        hear(ground, intake.ApplicationAccepted(**facts, **told, case_officer_id=people["gwen"].id))
        assert expected in notices(ground, people["ada"], about=SUBJECT).rows[0].sentence


def test_an_enquirer_is_told_the_days_that_administrators_have_settled(cast):
    """S2-46: what is promised is said in one way everywhere."""
    ground, people = cast
    _settle(ground, people, "audit.enq.days", "6")
    for days, expected in ((0, "within 4 working days"), (2, "within 6 working days")):
        hear(ground, intake.EnquiryReceived(
            subject=SUBJECT, at=NOON + timedelta(days=days), by=people["ada"].id, reference="ENQ-2026-00001",
            profile=Profile.DARS, contact_id=people["ada"].id, data_wanted="Admissions", purpose_summary="Asthma",
            organisations=("Northbridge",), readiness=intake.Readiness.EXPLORING,
        ))  # fmt: skip
        assert expected in notices(ground, people["ada"], about=SUBJECT).rows[0].sentence


def test_whoever_has_no_account_here_chooses_nothing(cast):
    ground, _ = cast
    with pytest.raises(NotFound):
        ground.do(handlers.choose, say.ChooseNotices(mailed=say.Mailed.ALL), actor(Role.PERSON))


def test_notices_of_one_request_are_found_page_by_page(cast):
    ground, people = cast
    for hours in range(3):
        event = submitted(people)
        hear(ground, type(event)(**{**vars(event), "at": NOON + timedelta(hours=hours)}))
    one = notices(ground, people["ada"], about=SUBJECT, limit=2)
    two = notices(ground, people["ada"], about=SUBJECT, limit=2, after=one.next)
    hours = [row.at.hour for row in one.rows + two.rows]
    assert hours == [14, 13, 12]
    assert notices(ground, people["ada"], about=UUID(int=1)).rows == ()


def test_mail_is_looked_after_by_operators(cast):
    ground, people = cast
    with pytest.raises(NotPermitted):
        ground.ask(views.mail, say.ListMail(), people["ada"])
    with pytest.raises(NotPermitted):
        ground.do(handlers.retry_mail, say.RetryMail(mail_id=UUID(int=1)), people["ada"])
    assert ground.ask(views.mail, say.ListMail(state="waiting"), actor(Role.OPERATOR)).rows


def test_an_organisation_to_check_is_told_to_case_officers(cast):
    ground, people = cast
    event = org.OrganisationRegistered(subject=UUID(int=8), at=NOON, by=people["ada"].id, name="N", kind="other")
    hear(ground, event)
    assert told(ground, people["gwen"], people["ada"]) == [["OrganisationRegistered"], []]
