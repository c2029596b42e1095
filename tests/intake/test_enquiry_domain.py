"""Enquiry and preliminary assessment: histories, guards, who may do what, silence (T01 to T05, T36; S4-5 to S4-29)."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.contracts import wire
from services.contracts.intake import enquiry as say
from services.contracts.message import Actor, Call, Event, NotPermitted, Refused, Role
from services.contracts.request import Access, Profile
from services.intake.domain import enquiry as domain
from services.intake.domain.enquiry import Enquiry, Part, State

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
ENQUIRY, ADA, GWEN, CHAIR, NORTHBRIDGE = (UUID(int=n) for n in range(10, 15))
ENQUIRER = Actor(id=ADA, roles=frozenset({Role.PERSON}))
OFFICER = Actor(id=GWEN, roles=frozenset({Role.PERSON, Role.CASE_OFFICER}))
ADVISER = Actor(id=CHAIR, roles=frozenset({Role.PERSON, Role.CHAIR}))
STRANGER = Actor(id=UUID(int=99), roles=frozenset({Role.PERSON}))
TABLES = "https://example.org/tables"
KNOWN = domain.Contact(confirmed=True, organisation_id=NORTHBRIDGE, id=ADA)

ASSESSMENT = say.CompleteAssessment(
    enquiry_id=ENQUIRY,
    access_service=Access.SDE,
    access_reason="Linked records stay inside",
    evidence_needed=(
        say.OrganisationNeeds(
            organisation="University of Northbridge",
            legal="Article 6(1)(e), 9(2)(j)",
            ethical="REC approval",
            security="DSPT standards met",
            evidence=("REC letter",),
            cloud_storage="none",
        ),
    ),
    preparations=("a cohort file",),
    agreements_needed=("Data sharing agreement",),
    signatories=(
        say.NamedSignatory(
            agreement="Data sharing agreement",
            organisation="University of Northbridge",
            name="Head of contracts",
            authority="Scheme of delegation 4.2",
        ),
    ),
    time_estimate="four to six months",
    application_cost_pence=103_000,
    service_cost_pence=250_000,
)
SEND = say.SendEnquiry(
    data_wanted="Admissions 2018 to 2024",
    purpose_summary="Outcomes after lung health checks",
    organisations=("University of Northbridge",),
    readiness=say.Readiness.SEEKING_FUNDING,
)
REGISTER = say.RegisterEnquiry(
    contact_email="ada@northbridge.example",
    channel=say.Channel.EMAIL,
    received_on=NOW.date() - timedelta(days=2),
    data_wanted="Admissions 2018 to 2024",
    purpose_summary="Outcomes after lung health checks",
    organisations=("University of Northbridge",),
    readiness=say.Readiness.EXPLORING,
)
ASK = say.AskEnquirer(enquiry_id=ENQUIRY, questions=("Which years?", "Who pays?"))
ANSWER = say.AnswerEnquirer(enquiry_id=ENQUIRY, answers=("2018 to 2024", "A charity"))
PROCEED = say.ProceedToAssessment(
    enquiry_id=ENQUIRY,
    data_available=True,
    technically_feasible=True,
    likelihood=say.Likelihood.LIKELY,
    advice="Say more about public benefit",
)
SEEK = say.SeekEarlyAdvice(enquiry_id=ENQUIRY, question="May images train a model?", reason="novel")
ADVISE = say.RecordEarlyAdvice(enquiry_id=ENQUIRY, support=say.Support.SUPPORTED, summary="In principle, yes")
FUND = say.ConfirmFunding(enquiry_id=ENQUIRY, source="A charity's grant")
INVITE = say.InviteToApply(enquiry_id=ENQUIRY)
EXAMPLES = {
    type(command): command
    for command in (
        *(SEND, REGISTER, ASK, ANSWER, PROCEED, SEEK, ADVISE, ASSESSMENT, FUND, INVITE),
        say.RegisterAnswers(
            enquiry_id=ENQUIRY, answers=ANSWER.answers, channel=say.Channel.TELEPHONE, received_on=NOW.date()
        ),
        say.NoteConversation(enquiry_id=ENQUIRY, text="Rang on Monday"),
        say.RedirectEnquiry(enquiry_id=ENQUIRY, publication_url=TABLES, reason="Published monthly"),
        say.CloseEnquiry(enquiry_id=ENQUIRY, reasons=("Not held",)),
        say.WithdrawEnquiry(enquiry_id=ENQUIRY),
        say.ReopenEnquiry(enquiry_id=ENQUIRY),
        say.CloseAssessment(enquiry_id=ENQUIRY, reasons=("No funding",)),
    )
}


def at(actor, when=NOW):
    return Call(actor=actor, at=when)


def after(*steps, start=None):
    """The enquiry after commands given in turn: (actor, command) pairs."""
    enquiry = start or Enquiry(id=ENQUIRY, reference="ENQ-2026-00017")
    for actor, command in steps:
        for event in domain.handle(command, enquiry, at(actor), KNOWN):
            enquiry = domain.evolve(event, enquiry)
    return enquiry


RECEIVED = ((ENQUIRER, SEND),)
IN_PRELIM = (*RECEIVED, (OFFICER, PROCEED))
ASSESSED = (*IN_PRELIM, (OFFICER, ASSESSMENT))
INVITED = (*ASSESSED, (ENQUIRER, FUND), (OFFICER, INVITE))
HISTORIES = {
    State.ABSENT: (),
    State.SUBMITTED: RECEIVED,
    State.INFO_REQUESTED: (*RECEIVED, (OFFICER, ASK)),
    State.REDIRECTED: (*RECEIVED, (OFFICER, EXAMPLES[say.RedirectEnquiry])),
    State.NOT_FEASIBLE: (*RECEIVED, (OFFICER, EXAMPLES[say.CloseEnquiry])),
    State.PRELIM: IN_PRELIM,
    State.PRELIM_ADVICE: (*IN_PRELIM, (OFFICER, SEEK)),
    State.INVITED: INVITED,
    State.CLOSED: (*IN_PRELIM, (OFFICER, EXAMPLES[say.CloseAssessment])),
    State.WITHDRAWN: (*RECEIVED, (ENQUIRER, EXAMPLES[say.WithdrawEnquiry])),
}


def in_state(state):
    if state is State.LAPSED:
        lapsed = after(*IN_PRELIM)
        return replace(lapsed, state=State.LAPSED, lapsed_from=State.PRELIM, lapsed_at=NOW)
    return after(*HISTORIES[state])


ACTORS = {Part.ENQUIRER: ENQUIRER, Part.OFFICER: OFFICER, Part.ADVISER: ADVISER, Part.ANYONE: STRANGER}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda c: type(c).__name__)
def test_what_the_table_does_not_allow_is_refused(state, part, command):
    enquiry = in_state(state)
    # who "the enquirer" is before there is an enquiry: anyone
    part = Part.ANYONE if state is State.ABSENT and part is not Part.OFFICER else part
    held = {part, Part.ANYONE} if state is State.ABSENT else {part}  # an officer is a person too
    if any(type(command) in domain.MAY.get((state, one), ()) for one in held):
        assert type(command) in domain.may(enquiry, ACTORS[part])
        return
    with pytest.raises(NotPermitted):
        domain.handle(command, enquiry, at(ACTORS[part]), KNOWN)


def test_every_command_has_a_place_in_the_table_and_is_decided():
    commands = {c for c in wire.messages_of("intake", say.Command) if c.__module__.startswith(say.__name__)}
    assert commands == set(EXAMPLES)
    assert set().union(*domain.MAY.values()) == commands
    arriving = {say.SendEnquiry, say.RegisterEnquiry}  # which need the contact as well
    assert set(domain.decide.registry) - {object} == commands - arriving


def test_every_event_of_an_enquiry_evolves():
    events = {c for c in wire.messages_of("intake", Event) if c.__module__.startswith(say.__name__)}
    assert set(domain.evolve.registry) - {object} == events


def test_every_state_has_a_public_label():
    assert set(domain.LABELS) == set(State)
    enquiry = in_state(State.PRELIM)
    assert domain.label(enquiry) == "Preliminary assessment"
    assert domain.label(replace(enquiry, profile=Profile.HOSPITAL)) == "Pre-application advice"


@pytest.mark.parametrize("state", HISTORIES)
def test_each_state_is_reached_by_commands(state):
    assert in_state(state).state is state


@pytest.mark.parametrize("name", ["data_wanted", "purpose_summary", "organisations"])
def test_an_enquiry_says_its_four_things(name):
    """S4-5 to S4-8: G-ENQ-MIN."""
    empty = () if name == "organisations" else "  "
    with pytest.raises(Refused) as refused:
        domain.handle(replace(SEND, **{name: empty}), Enquiry(id=ENQUIRY), at(ENQUIRER), KNOWN)
    assert [p.field for p in refused.value.problems] == [name]


def test_an_enquiry_needs_a_confirmed_address_and_an_organisation():
    """G-CONTACT."""
    with pytest.raises(Refused) as refused:
        domain.handle(SEND, Enquiry(id=ENQUIRY), at(ENQUIRER), domain.Contact(confirmed=False))
    assert {p.code for p in refused.value.problems} == {"address-unconfirmed", "no-organisation"}


def test_questions_and_answers_keep_their_numbers():
    """S4-13."""
    again = (OFFICER, say.AskEnquirer(enquiry_id=ENQUIRY, questions=("Which sites?",)))
    enquiry = after(*HISTORIES[State.INFO_REQUESTED], (ENQUIRER, ANSWER), again)
    assert enquiry.state is State.INFO_REQUESTED
    assert enquiry.open_questions == ("Which sites?",)
    said = [(note.kind, note.question) for note in enquiry.conversation]
    assert said == [("question", 1), ("question", 2), ("answer", 1), ("answer", 2), ("question", 3)]


@pytest.mark.parametrize("answers", [("2018",), ("2018", " "), ("a", "b", "c")])
def test_every_question_is_answered_or_none_is(answers):
    with pytest.raises(Refused):
        after(*HISTORIES[State.INFO_REQUESTED], (ENQUIRER, replace(ANSWER, answers=answers)))


def test_a_redirection_says_where_the_published_data_are():
    """S1-9."""
    enquiry = in_state(State.REDIRECTED)
    assert enquiry.publication_url == TABLES
    assert enquiry.reasons == ("Published monthly",)


@pytest.mark.parametrize("check", ["data_available", "technically_feasible"])
def test_what_is_not_feasible_does_not_go_on(check):
    """S4-11, S4-12: G-FEASIBLE."""
    with pytest.raises(Refused):
        after(*RECEIVED, (OFFICER, replace(PROCEED, **{check: False})))


def test_assessment_is_the_same_record_with_a_dedicated_contact():
    """S4-14, S4-29."""
    enquiry = in_state(State.PRELIM)
    assert (enquiry.reference, enquiry.officer_id) == ("ENQ-2026-00017", GWEN)
    assert enquiry.likelihood is say.Likelihood.LIKELY


def test_nobody_handles_their_own_enquiry():
    """SoD-01."""
    own = replace(in_state(State.SUBMITTED), contact_id=GWEN)
    assert domain.parts(own, OFFICER) == {Part.ENQUIRER}
    with pytest.raises(NotPermitted):
        domain.handle(PROCEED, own, at(OFFICER))
    with pytest.raises(Refused):
        after(*RECEIVED, (OFFICER, replace(PROCEED, contact=ADA)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"evidence_needed": ()}, "evidence_needed"),
        ({"agreements_needed": ()}, "agreements_needed"),
        ({"signatories": ()}, "signatories"),
    ],
)
def test_an_assessment_has_all_its_outputs(change, field):
    """S4-16 to S4-21."""
    with pytest.raises(Refused) as refused:
        after(*IN_PRELIM, (OFFICER, replace(ASSESSMENT, **change)))
    assert field in {p.field for p in refused.value.problems}


def test_each_organisation_says_how_it_meets_the_law_ethics_and_security():
    """S4-17, S4-21."""
    vague = replace(ASSESSMENT.evidence_needed[0], security="")
    with pytest.raises(Refused):
        after(*IN_PRELIM, (OFFICER, replace(ASSESSMENT, evidence_needed=(vague,))))


def test_the_assessment_record_keeps_every_output():
    """S4-22 to S4-24."""
    kept = in_state(State.INVITED).assessment
    assert all(getattr(kept, f.name) == getattr(ASSESSMENT, f.name) for f in fields(say.Assessment))


def test_early_advice_is_given_and_linked():
    """S4-26, S4-27: T04, there and back."""
    enquiry = after(*HISTORIES[State.PRELIM_ADVICE], (ADVISER, ADVISE))
    assert enquiry.state is State.PRELIM
    assert enquiry.early_advice.support is say.Support.SUPPORTED
    assert enquiry.early_advice.minuted_on == NOW.date()


def test_support_with_actions_names_the_actions():
    vague = replace(ADVISE, support=say.Support.SUPPORTED_WITH_ACTIONS)
    with pytest.raises(Refused):
        after(*HISTORIES[State.PRELIM_ADVICE], (ADVISER, vague))


def test_an_invitation_waits_for_assessment_advice_and_funding():
    """S4-25, S4-26, S4-28."""
    codes = []
    novel = (OFFICER, replace(ASSESSMENT, novel=True))
    for history in (IN_PRELIM, (*IN_PRELIM, novel), (*IN_PRELIM, novel, (OFFICER, SEEK), (ADVISER, ADVISE))):
        with pytest.raises(Refused) as refused:
            after(*history, (OFFICER, INVITE))
        codes.append({p.code for p in refused.value.problems})
    assert codes == [{"assessment-missing"}, {"early-advice-missing", "funding-missing"}, {"funding-missing"}]
    free = (OFFICER, replace(ASSESSMENT, funding_needed=False))
    assert after(*IN_PRELIM, free, (OFFICER, INVITE)).state is State.INVITED


def test_funding_is_confirmed_after_the_estimate():
    """S4-25."""
    with pytest.raises(Refused):
        after(*IN_PRELIM, (ENQUIRER, FUND))


def test_staff_notes_are_for_staff():
    note = say.NoteConversation(enquiry_id=ENQUIRY, text="Ask legal", staff_only=True)
    assert after(*RECEIVED, (OFFICER, note)).conversation[0].kind == "staff"
    with pytest.raises(Refused):
        after(*RECEIVED, (ENQUIRER, note))


def test_strangers_neither_read_nor_act():
    enquiry = in_state(State.PRELIM)
    assert not domain.reads(enquiry, STRANGER)
    assert domain.may(enquiry, STRANGER) == frozenset()
    assert domain.reads(enquiry, ENQUIRER)
    assert domain.reads(enquiry, OFFICER)


def pass_time(enquiry, days):
    events = domain.time_passed(enquiry, at(OFFICER, NOW + timedelta(days=days)))
    for event in events:
        enquiry = domain.evolve(event, enquiry)
    return enquiry, [type(e).__name__ for e in events]


@pytest.mark.parametrize(("state", "limit"), [(State.INFO_REQUESTED, 90), (State.PRELIM, 180), (State.INVITED, 180)])
def test_silence_is_warned_of_twice_and_then_ends_it(state, limit):
    """T36: 90 days for an enquiry, 180 for an assessment."""
    enquiry, said = pass_time(in_state(state), limit - 31)
    assert said == []
    enquiry, said = pass_time(enquiry, limit - 30)
    assert said == ["EnquiryLapsing"]
    assert pass_time(enquiry, limit - 29)[1] == []
    enquiry, said = pass_time(enquiry, limit - 7)
    assert said == ["EnquiryLapsing"]
    assert pass_time(enquiry, limit - 1)[1] == []
    enquiry, said = pass_time(enquiry, limit)
    assert said == ["EnquiryLapsed"]
    assert enquiry.state is State.LAPSED


def test_nothing_lapses_without_two_warnings():
    enquiry, said = pass_time(in_state(State.PRELIM), 1000)
    assert said == ["EnquiryLapsing"]
    enquiry, said = pass_time(enquiry, 1000)
    assert said == ["EnquiryLapsing"]
    assert pass_time(enquiry, 1000)[1] == ["EnquiryLapsed"]


def test_what_waits_for_staff_does_not_lapse():
    assert pass_time(in_state(State.SUBMITTED), 1000)[1] == []
    assert pass_time(in_state(State.PRELIM_ADVICE), 1000)[1] == []


def test_an_enquiry_with_an_application_does_not_lapse():
    assert pass_time(replace(in_state(State.INVITED), application_id=UUID(int=5)), 1000)[1] == []


def test_a_word_begins_the_silence_anew():
    warned, _ = pass_time(in_state(State.PRELIM), 170)
    note = say.NoteConversation(enquiry_id=ENQUIRY, text="Still here")
    event = domain.handle(note, warned, at(ENQUIRER, NOW + timedelta(days=171)))[0]
    assert domain.evolve(event, warned).warned == 0
    assert pass_time(domain.evolve(event, warned), 200)[1] == []


def test_a_lapsed_enquiry_reopens_once_within_thirty_days():
    lapsed = in_state(State.LAPSED)
    late = at(ENQUIRER, NOW + timedelta(days=31))
    with pytest.raises(Refused):
        domain.handle(EXAMPLES[say.ReopenEnquiry], lapsed, late)
    event = domain.handle(EXAMPLES[say.ReopenEnquiry], lapsed, at(ENQUIRER, NOW + timedelta(days=30)))[0]
    again = domain.evolve(event, lapsed)
    assert again.state is State.PRELIM
    second = replace(again, state=State.LAPSED, lapsed_from=State.PRELIM, lapsed_at=NOW)
    with pytest.raises(Refused):
        domain.handle(EXAMPLES[say.ReopenEnquiry], second, at(ENQUIRER, NOW))


def test_an_enquiry_survives_being_stored():
    enquiry = after(*IN_PRELIM, (OFFICER, SEEK), (ADVISER, ADVISE), (OFFICER, ASSESSMENT))
    assert wire.load(Enquiry, wire.dump(enquiry)) == enquiry
