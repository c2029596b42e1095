"""Enquiries on a database: references, who sees what, lists, silence (S4-5 to S4-29)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.contracts.intake import enquiry as say
from services.contracts.message import SYSTEM, NotFound, NotPermitted, Refused, Role
from services.intake.handlers import enquiry as handlers
from services.intake.handlers import organisations
from services.intake.views import enquiry as views
from tests.intake.accounts import administrators, enter, sign_up, staff, who
from tests.intake.test_enquiry_domain import ASSESSMENT, PROCEED, SEND
from tests.intake.test_people_handlers import NORTHBRIDGE
from tests.support import NOON

ADA = "ada@northbridge.example"


@pytest.fixture
def sides(lite_intake):
    """The ground, an enquirer with an organisation, and a case officer."""
    return both_sides(lite_intake)


def both_sides(ground):
    first, second = administrators(ground)
    gwen = staff(ground, "gwen@haven.example", Role.CASE_OFFICER, first, second)
    sign_up(ground, "reg@northbridge.example", "Reg")
    registered = ground.do(
        organisations.register_organisation, NORTHBRIDGE, who(enter(ground, "reg@northbridge.example"))
    )
    sign_up(ground, ADA, organisation_id=registered.subject)
    return ground, who(enter(ground, ADA)), gwen


def test_an_enquiry_goes_all_the_way_to_an_invitation(intake):
    """T01, T02, T05: one record, one reference (S4-14, S4-28)."""
    ground, ada, gwen = both_sides(intake)
    sent = ground.do(handlers.send_enquiry, SEND, ada)
    assert sent.reference == "ENQ-2026-00001"
    about = {"enquiry_id": sent.subject}
    ground.do(handlers.handle, say.AskEnquirer(**about, questions=("Which years?",)), gwen)
    ground.do(handlers.handle, say.AnswerEnquirer(**about, answers=("2018 to 2024",)), ada)
    ground.do(handlers.proceed_to_assessment, replace(PROCEED, **about, contact=gwen.id), gwen)
    ground.do(handlers.handle, replace(ASSESSMENT, **about), gwen)
    ground.do(handlers.handle, say.ConfirmFunding(**about, source="A charity's grant"), ada)
    done = ground.do(handlers.handle, say.InviteToApply(**about), gwen)
    assert (done.reference, done.state) == ("ENQ-2026-00001", "INVITED")
    seen = ground.ask(views.one, say.ReadEnquiry(**about), ada)
    assert (seen.label, seen.officer_name, seen.contact_name) == (
        "Invited to apply",
        "Staff case-officer",
        "Ada Okafor",
    )
    assert "StartApplication" in seen.may, "the invitation is theirs to take up"
    assert "StartApplication" not in ground.ask(views.one, say.ReadEnquiry(**about), gwen).may
    assert [name for name in ground.names() if "nquir" in name or "ssess" in name or "nvited" in name] == [
        *("EnquiryReceived", "EnquiryInformationRequested", "EnquiryInformationGiven", "EnquiryAnswered"),
        *("AssessmentCompleted", "ApplicantInvited"),
    ]


def test_references_count_without_gaps_even_after_a_refusal(sides):
    ground, ada, _ = sides
    first = ground.do(handlers.send_enquiry, SEND, ada)
    with pytest.raises(Refused):
        ground.do(handlers.send_enquiry, replace(SEND, data_wanted=" "), ada)
    second = ground.do(handlers.send_enquiry, replace(SEND, id=first.subject.__class__(int=77)), ada)
    assert (first.reference, second.reference) == ("ENQ-2026-00001", "ENQ-2026-00002")


def test_an_enquiry_without_an_organisation_is_not_complete(lite_intake):
    """G-CONTACT."""
    sign_up(lite_intake, ADA)
    with pytest.raises(Refused) as refused:
        lite_intake.do(handlers.send_enquiry, SEND, who(enter(lite_intake, ADA)))
    assert [p.field for p in refused.value.problems] == ["organisation_id"]


def test_a_stranger_does_not_learn_that_there_is_an_enquiry(sides):
    ground, ada, _ = sides
    sent = ground.do(handlers.send_enquiry, SEND, ada)
    sign_up(ground, "eve@x.example", "Eve")
    eve = who(enter(ground, "eve@x.example"))
    with pytest.raises(NotFound):
        ground.ask(views.one, say.ReadEnquiry(enquiry_id=sent.subject), eve)
    with pytest.raises(NotFound):
        ground.do(handlers.handle, say.WithdrawEnquiry(enquiry_id=sent.subject), eve)
    assert ground.ask(views.listed, say.ListEnquiries(), eve).rows == ()


def test_staff_notes_are_not_shown_to_the_enquirer(sides):
    ground, ada, gwen = sides
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    for staff_only in (True, False):
        note = say.NoteConversation(**about, text="A word", staff_only=staff_only)
        ground.do(handlers.handle, note, gwen)
    kinds = {
        actor.id: [n.kind for n in ground.ask(views.one, say.ReadEnquiry(**about), actor).conversation]
        for actor in (ada, gwen)
    }
    assert kinds == {ada.id: ["note"], gwen.id: ["staff", "note"]}


def test_what_each_side_may_do_is_said_with_the_enquiry(sides):
    ground, ada, gwen = sides
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    assert ground.ask(views.one, say.ReadEnquiry(**about), ada).may == ("NoteConversation", "WithdrawEnquiry")
    assert "ProceedToAssessment" in ground.ask(views.one, say.ReadEnquiry(**about), gwen).may
    with pytest.raises(NotPermitted):
        ground.do(handlers.handle, say.CloseEnquiry(**about, reasons=("x",)), ada)


def test_the_dedicated_contact_is_a_case_officer(sides):
    """S4-29."""
    ground, ada, gwen = sides
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    stranger = sign_up(ground, "eve@x.example", "Eve")
    with pytest.raises(Refused, match="case officer"):
        ground.do(handlers.proceed_to_assessment, replace(PROCEED, **about, contact=stranger), gwen)


def test_staff_find_enquiries_by_state_officer_and_words(sides):
    ground, ada, gwen = sides
    first = ground.do(handlers.send_enquiry, SEND, ada, at=NOON)
    other = replace(SEND, id=first.subject.__class__(int=78), purpose_summary="Dementia care")
    second = ground.do(handlers.send_enquiry, other, ada, at=NOON + timedelta(hours=1))
    ground.do(handlers.proceed_to_assessment, replace(PROCEED, enquiry_id=first.subject), gwen)

    def found(**asked):
        return [row.enquiry_id for row in ground.ask(views.listed, say.ListEnquiries(**asked), gwen).rows]

    assert found() == [second.subject, first.subject]
    assert found(sort="oldest") == found(sort="received_at") == [first.subject, second.subject]
    assert found(sort="newest") == found(sort="-received_at") == [second.subject, first.subject]
    assert found(state="PRELIM") == [first.subject]
    assert found(officer_id=gwen.id) == [first.subject]
    assert found(q="DEMENTIA northbridge") == [second.subject]
    one = ground.ask(views.listed, say.ListEnquiries(limit=1), gwen)
    assert (
        ground.ask(views.listed, say.ListEnquiries(limit=1, after=one.next), gwen).rows[0].enquiry_id == first.subject
    )


def test_silence_is_warned_of_and_ends_an_assessment(sides):
    """T36."""
    ground, ada, gwen = sides
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    ground.do(handlers.proceed_to_assessment, replace(PROCEED, **about), gwen)
    for days in (149, 150, 151, 173, 179, 180, 181):
        ground.do(lambda s, _, c: handlers.time_passes(s, c), None, SYSTEM, at=NOON + timedelta(days=days))
    assert [name for name in ground.names() if "Laps" in name] == ["EnquiryLapsing", "EnquiryLapsing", "EnquiryLapsed"]
    done = ground.do(handlers.handle, say.ReopenEnquiry(**about), ada, at=NOON + timedelta(days=200))
    assert done.state == "PRELIM"


def test_organisations_named_must_exist(sides):
    ground, ada, _ = sides
    with pytest.raises(Refused, match="organisation"):
        ground.do(handlers.send_enquiry, replace(SEND, organisation_id=ada.id), ada)
