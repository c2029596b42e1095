"""Mail to the team, registered by staff as the same record as an enquiry that was sent here (S4-48)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.contracts.intake import enquiry as say
from services.contracts.intake import people
from services.contracts.message import NotPermitted, Refused, Role
from services.intake.handlers import enquiry as handlers
from services.intake.handlers import people as accounts_of
from services.intake.views import enquiry as views
from tests.intake.accounts import enter, mails, sign_up, who
from tests.intake.test_enquiry_domain import ADA, KNOWN, OFFICER, REGISTER, SEND, after, at, domain
from tests.intake.test_enquiry_handlers import ADA as ADDRESS
from tests.intake.test_enquiry_handlers import both_sides
from tests.support import NOON, actor

MO = "mo.hale@northbridge.example"
BY_MAIL = replace(REGISTER, received_on=NOON.date() - timedelta(days=2))


@pytest.fixture
def sides(lite_intake):
    """The ground, an enquirer with an organisation, and a case officer."""
    return both_sides(lite_intake)


def read(ground, enquiry_id, by):
    return ground.ask(views.one, say.ReadEnquiry(enquiry_id=enquiry_id), by)


def test_what_came_by_mail_is_the_same_record_as_what_was_sent_here(intake):
    ground, ada, gwen = both_sides(intake)
    sent = ground.do(handlers.send_enquiry, SEND, ada)
    registered = ground.do(handlers.register_enquiry, BY_MAIL, gwen)
    first, second = (read(ground, one.subject, gwen) for one in (sent, registered))
    assert (first.reference, second.reference) == ("ENQ-2026-00001", "ENQ-2026-00002")
    apart = {"enquiry_id", "reference", "received_at", "readiness", "channel", "received_on"}
    assert {name for name, value in vars(first).items() if value != getattr(second, name)} == apart
    assert [type(event) for event in ground.said() if hasattr(event, "data_wanted")] == [say.EnquiryReceived] * 2


def test_whose_it_is_follows_it_in_their_account_and_answers_what_is_asked(sides):
    ground, ada, gwen = sides
    registered = ground.do(handlers.register_enquiry, replace(BY_MAIL, contact_email=f" {ADDRESS.upper()}"), gwen)
    about = {"enquiry_id": registered.subject}
    ground.do(handlers.handle, say.AskEnquirer(**about, questions=("Which years?",)), gwen)
    assert "AnswerEnquirer" in read(ground, registered.subject, ada).may
    ground.do(handlers.handle, say.AnswerEnquirer(**about, answers=("All",)), ada)
    assert read(ground, registered.subject, gwen).state == "ENQ_SUBMITTED"
    assert not [mail for mail in mails(ground) if "registered" in mail.subject], "the notice of every enquiry is enough"


def test_it_counts_from_the_day_it_came_and_from_no_day_that_cannot_be(sides):
    ground, _, gwen = sides
    registered = ground.do(handlers.register_enquiry, BY_MAIL, gwen)
    seen = read(ground, registered.subject, gwen)
    assert (seen.channel, seen.received_on, seen.received_at.date()) == ("email", date(2026, 6, 29), date(2026, 6, 29))
    for days, code in ((1, "in-future"), (-91, "too-old")):
        wrong = replace(BY_MAIL, id=ADA, received_on=NOON.date() + timedelta(days=days))
        with pytest.raises(Refused) as refused:
            ground.do(handlers.register_enquiry, wrong, gwen)
        assert [one.code for one in refused.value.problems] == [code]
    assert ground.do(handlers.register_enquiry, replace(BY_MAIL, id=ADA), gwen).reference == "ENQ-2026-00002"


def test_somebody_without_an_account_finds_it_once_they_have_opened_one_with_that_address(intake):
    ground, _, gwen = both_sides(intake)
    registered = ground.do(
        handlers.register_enquiry, replace(BY_MAIL, contact_email=MO, contact_name="Mo Hale"), gwen
    )
    letter = mails(ground)[-1]
    assert "ENQ-2026-00001" in letter.text
    assert not any(word in letter.subject + letter.text for word in ("Mo", "lung", "Northbridge"))
    assert enter(ground, MO, password="").token == "", "no password opens what nobody has signed up for"
    mo = sign_up(ground, MO, "Mo Hale-Reed")
    me = who(enter(ground, MO))
    assert me.id == mo
    assert read(ground, registered.subject, me).contact_name == "Mo Hale-Reed"
    assert [row.reference for row in ground.ask(views.listed, say.ListEnquiries(), me).rows] == ["ENQ-2026-00001"]


def test_an_officer_says_who_somebody_new_is_and_another_time_need_not(sides):
    ground, _, gwen = sides
    with pytest.raises(Refused) as refused:
        ground.do(handlers.register_enquiry, replace(BY_MAIL, contact_email=MO), gwen)
    assert [one.field for one in refused.value.problems] == ["contact_name"]
    ground.do(handlers.register_enquiry, replace(BY_MAIL, contact_email=MO, contact_name="Mo Hale"), gwen)
    second = ground.do(handlers.register_enquiry, replace(BY_MAIL, id=ADA, contact_email=MO), gwen)
    assert read(ground, second.subject, gwen).contact_name == "Mo Hale"
    made = [one for one in ground.said() if isinstance(one, people.PersonRegistered) and one.by == gwen.id]
    assert len([one for one in made if one.subject != gwen.id]) == 1


def test_only_officers_register_and_never_for_themselves(sides):
    ground, ada, gwen = sides
    with pytest.raises(NotPermitted):
        ground.do(handlers.register_enquiry, BY_MAIL, ada)
    with pytest.raises(Refused) as refused:
        ground.do(handlers.register_enquiry, replace(BY_MAIL, contact_email="gwen@haven.example"), gwen)
    assert refused.value.code == "own-enquiry"


def test_the_minimum_is_the_same_as_of_an_enquiry_that_is_sent_here():
    empty = replace(REGISTER, data_wanted=" ", purpose_summary="", organisations=())
    with pytest.raises(Refused) as refused:
        domain.handle(empty, domain.Enquiry(id=ADA), at(OFFICER), KNOWN)
    assert [one.field for one in refused.value.problems] == ["data_wanted", "purpose_summary", "organisations"]
    assert after((OFFICER, REGISTER)).contact_id == ADA


def test_nothing_is_registered_for_an_account_that_was_disabled(sides):
    ground, ada, gwen = sides
    (granted, *_) = [event for event in ground.said() if isinstance(event, people.RoleGranted)]
    administrator = actor(Role.ADMINISTRATOR, id=granted.person_id)
    ground.do(accounts_of.handle, people.DisableAccount(person_id=ada.id, reason="Left"), administrator)
    with pytest.raises(Refused) as refused:
        ground.do(handlers.register_enquiry, BY_MAIL, gwen)
    assert refused.value.code == "account-disabled"


ANSWERS = say.RegisterAnswers(
    enquiry_id=ADA, answers=("2018 to 2024", "A charity"), channel=say.Channel.EMAIL, received_on=NOON.date(),
    sender=" Mo Hale ", sha256="ab" * 32, filename="answer.eml", media_type="message/rfc822",
)  # fmt: skip


def asked_two(sides, number=1):
    """An enquiry of Ada's with two open questions."""
    ground, ada, gwen = sides
    about = {"enquiry_id": ground.do(handlers.send_enquiry, replace(SEND, id=UUID(int=number)), ada).subject}
    ground.do(handlers.handle, say.AskEnquirer(**about, questions=("Which years?", "Who pays?")), gwen)
    return about


def test_answers_that_came_by_mail_have_the_effect_of_answers_given_here(sides):
    ground, ada, gwen = sides
    here, mailed = asked_two(sides), asked_two(sides, 2)
    ground.do(handlers.handle, say.AnswerEnquirer(**here, answers=ANSWERS.answers), ada)
    ground.do(handlers.handle, replace(ANSWERS, **mailed), gwen)
    first, second = (read(ground, one["enquiry_id"], gwen) for one in (here, mailed))
    assert (second.state, second.open_questions, second.may) == (first.state, (), first.may)
    told = [[(note.kind, note.text, note.question) for note in one.conversation] for one in (first, second)]
    assert told[0] == told[1]
    given = [event for event in ground.said() if isinstance(event, say.EnquiryInformationGiven)]
    assert [event.answers for event in given] == [ANSWERS.answers] * 2


def test_who_sent_answers_how_and_when_is_kept_with_them_and_read_by_both_sides(sides):
    ground, ada, gwen = sides
    about = asked_two(sides)
    ground.do(handlers.handle, replace(ANSWERS, **about), gwen)
    for reader in (ada, gwen):
        notes = [note for note in read(ground, about["enquiry_id"], reader).conversation if note.kind == "answer"]
        ways = {(note.by, note.came.channel, note.came.received_on, note.came.sender) for note in notes}
        assert ways == {(gwen.id, "email", NOON.date(), "Mo Hale")}
        assert {(note.came.letter.sha256, note.came.letter.filename) for note in notes} == {("ab" * 32, "answer.eml")}
    assert any("AnswersRegistered" in name for name in ground.names())
    spoken = asked_two(sides, 2)
    ground.do(handlers.handle, replace(ANSWERS, **spoken, sha256="", filename="", channel=say.Channel.TELEPHONE), gwen)
    assert read(ground, spoken["enquiry_id"], ada).conversation[-1].came.letter is None


def test_answers_are_registered_by_officers_for_others_on_a_day_that_can_be(sides):
    ground, ada, gwen = sides
    about = asked_two(sides)
    with pytest.raises(NotPermitted):
        ground.do(handlers.handle, replace(ANSWERS, **about), ada)
    wrong = {
        "in-future": {"received_on": ground.at.date() + timedelta(days=1)},
        "before-asked": {"received_on": ground.at.date() - timedelta(days=1)},
        "questions-open": {"answers": ("2018 to 2024",)},
    }
    for code, changed in wrong.items():
        with pytest.raises(Refused) as refused:
            ground.do(handlers.handle, replace(ANSWERS, **about, **changed), gwen)
        assert refused.value.code == code
    assert read(ground, about["enquiry_id"], gwen).state == "ENQ_INFO_REQUESTED"
