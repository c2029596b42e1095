"""Anybody tries anything with an application, from its draft to its end: only what the table allows happens, nobody
validates what they are named in, and nothing is accepted unchecked (a hypothesis machine)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts import review
from services.contracts.intake import application as say
from services.contracts.message import Actor, Role, happened
from services.contracts.request import Assurance, Profile, RequestType
from services.intake.domain import application as domain
from services.intake.domain.application import MAY, Invitation, Part, State
from services.intake.domain.application.checklist import LINES as CHECKLIST
from services.intake.domain.application.comments import Thread
from services.intake.domain.form import SHIPPED
from tests.intake.test_application_domain import (
    ALL,
    COMMANDS,
    ID,
    IG,
    INVITEE,
    LEAD,
    MEMBER,
    OFFICER,
    SECOND,
    SIGNATORY,
    STRANGER,
    Story,
    known,
    said_by_review,
)
from tests.machines import REPEATABLE, attempt
from tests.support import actor, call

EVERYTHING = (actor(*Role, id=LEAD.id), actor(*Role, id=MEMBER.id), actor(*Role, id=UUID(int=190)))
TALK = (say.CommentAdded, say.CommentExchanged)
INVITED = (INVITEE, OFFICER, MEMBER)  # to whom invitations go here: also a case officer, who must choose
PEOPLE = (INVITEE, LEAD, MEMBER, SIGNATORY, OFFICER, OFFICER, SECOND, IG, STRANGER, *EVERYTHING)
SAID = (review.FeedbackRequested, review.CaseReopened, review.ApplicationDeferred, review.CaseScheduled,
        review.ApplicationApproved, review.ApplicationRejected)  # fmt: skip
BY_STAFF = (say.RouteConfirmed, say.RouteOverrideProposed, say.CaseOfficerAssigned, say.ApplicationReturned)
LINES = tuple(line.code for line in CHECKLIST)
NEWEST = replace(SHIPPED, number=2)
OPEN = Invitation(enquiry_id=UUID(int=7), contact_id=LEAD.id, profile=Profile.DARS, open=True)
ENDING = {say.WithdrawApplication, say.ConfirmIneligible}


STAGES = ("started", "copied", "lapsed", "submitted", "returned", "accepted", "revising", "approved")
JOINED = (say.ChangeCollaborator, say.DeclareSupport, say.RemoveCollaborator, say.LeaveApplication)


class ApplicationMachine(RuleBasedStateMachine):
    """One application, everybody around it, review, and time."""

    table, gives = MAY, frozenset(COMMANDS)
    done: ClassVar[set[type]] = set()  # what was carried out, in any of its histories

    @initialize(
        profile=st.sampled_from(("hospital", "dars")),
        approval=st.sampled_from(("full", "provisional")),
        stage=st.sampled_from(STAGES),
    )
    def begin(self, profile: str, approval: str, stage: str) -> None:
        story = Story(profile, approval)
        if stage == "lapsed":
            story, ended = story.started(), {"state": State.LAPSED, "state_left": State.DRAFT}
            story.application = replace(story.application, lapsed_at=story.at, **ended)
        elif stage == "copied":
            story = story.started()
            story.application = replace(story.application, look_again=("aim", "team"), carried=("team",))
        elif stage == "approved":
            story = story.accepted().tell(said_by_review(review.ApplicationApproved))
        else:
            story = getattr(story, stage)()
        self.story, self.number = story, 0
        self.done.add(say.StartApplication)  # by whom it was begun

    def example(self, cls: type, who: Actor, odd: bool) -> tuple[Any, dict[str, Any]]:
        """The command, about what is there now, and what is to be known for it; `odd`: one that makes less sense."""
        one, about = self.story.application, {"application_id": ID}
        query = one.queries[-1].query_id if one.queries else UUID(int=5)
        document = one.documents[-1].document_id if one.documents else UUID(int=5)
        visit = one.appointments[-1].appointment_id if one.appointments else UUID(int=5)
        when = {"starts_at": self.story.at + timedelta(days=-1 if odd else 1), "place": "Room 2", "purpose": "It"}
        officer = MEMBER if odd else OFFICER
        role = list(say.CollaboratorRole)[self.number % 3]
        asked_first = one.invitations[0].invitation_id if one.invitations and not odd else UUID(int=5)
        audience = list(say.Audience)[self.number % 2]
        talk = next((event for event in reversed(self.story.events) if isinstance(event, TALK)), None)
        thread = talk.thread_id if talk and not odd else None
        helper = one.collaborators[0].person_id if one.collaborators and not odd else UUID(int=5)
        asked = (say.QueryAsked(field="aim", question=" " if odd else "Which?"),)
        made = (
            say.StartApplication(profile=Profile.HOSPITAL, title="A title", request_type=RequestType.RESEARCH),
            say.SaveDraft(**about, answers=self.story.answers),
            say.OpenSection(**about, letter="Z" if odd else "B"),
            say.ConfirmChecklist(**about, confirmed=("luck",) if odd else LINES[: self.number % 10]),
            say.TakeUpForm(**about), say.ConfirmAnswers(**about, keys=one.look_again or ("aim",)),
            say.InviteCollaborator(**about, email="bo@hospital.example", role=role),
            say.WithdrawInvitation(**about, invitation_id=asked_first), say.AcceptInvitation(invitation_id=asked_first),
            say.DeclineInvitation(invitation_id=asked_first), say.LeaveApplication(**about),
            say.ChangeCollaborator(**about, person_id=helper, role=role),
            say.AddComment(**about, question="x" if odd else "aim", text="Why?", audience=audience, thread_id=thread),
            say.ResolveThread(**about, thread_id=UUID(int=5), resolved=not odd),
            say.CopyApplication(**about, title=" " if odd else "Another one"), say.RenewApplication(**about),
            say.RemoveCollaborator(**about, person_id=helper), say.DeclareSupport(**about, expected_version=0),
            say.AttachDocument(**about, kind="SELFIE" if odd else "OTHER", sha256="a" * 64, filename="x.pdf"),
            say.RemoveDocument(**about, document_id=document),
            say.CheckDocument(**about, document_id=document, verified=not odd, reason="Another study's"),
            say.RenewDocument(**about, document_id=document, sha256="c" * 64, filename="y.pdf"),
            say.SubmitApplication(**about, declarations=ALL[odd:]),
            say.AnswerQuery(**about, query_id=query, response="This one"),
            say.AssignCaseOfficer(**about, officer_id=officer.id),
            say.RecordCheck(**about, item=list(say.CheckItem)[self.number % len(say.CheckItem)], passed=not odd),
            say.ReturnApplication(**about, queries=asked),
            say.ConfirmRoute(**about), say.AcceptApplication(**about), say.ConfirmIneligible(**about),
            say.OverrideRoute(**about, level=Assurance.L2 if odd else Assurance.L4, reason="As last year"),
            say.ProposeIneligible(**about, reasons=("Insurance",)),
            say.ArrangeAppointment(**about, **when), say.CancelAppointment(**about, appointment_id=visit, reason="Ill"),
            say.WithdrawApplication(**about), say.ReopenApplication(**about),
        )  # fmt: skip
        found = next(command for command in made if type(command) is cls)
        facts: dict[str, Any] = {"new_id": UUID(int=6), "newest": NEWEST}
        if cls in (say.StartApplication, say.CopyApplication) and not odd:
            facts["invitation"] = OPEN
        facts |= {"officer": known(officer)} if cls is say.AssignCaseOfficer else {}
        if talk is not None and (cls is say.ResolveThread or thread):
            with_officer = isinstance(talk, say.CommentExchanged)
            kept = {"id": talk.thread_id, "field": talk.field, "resolved": odd}
            facts["thread"] = Thread(audience=say.Audience("officer" if with_officer else "team"), **kept)
        if one.invitations and who in INVITED:  # its address is theirs
            facts["invited"] = asked_first
        return found, facts

    def give(self, cls: type, who: Actor, odd: bool = False) -> None:
        self.number += 1
        story, before = self.story, len(self.story.events)
        if cls is say.SaveDraft and not odd:
            story.answers = {**story.answers, "aim": f"The aim, told for time {self.number}"}
        command, facts = self.example(cls, who, odd)

        def act() -> list[Any]:
            story.give(command, by=who, **facts)
            return story.events[before:]

        if attempt(act, cls in domain.may(story.application, who, invited="invited" in facts)) is not None:
            self.done.add(cls)

    @rule(cls=st.sampled_from(COMMANDS), who=st.sampled_from(PEOPLE), odd=st.booleans(), ends=st.integers(0, 9))
    def anybody_tries(self, cls: type, who: Actor, odd: bool, ends: int) -> None:
        if cls not in ENDING or not ends:
            self.give(cls, who, odd)

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 50))
    def somebody_does_what_they_may(self, who: Actor, which: int) -> None:
        open_now = sorted(domain.may(self.story.application, who) - ENDING, key=lambda cls: cls.__name__)
        if open_now:
            self.give(open_now[which % len(open_now)], who)

    @rule(first=st.integers(0, len(COMMANDS) - 1), ends=st.integers(0, 3))
    def all_that_may_be_done_is_done(self, first: int, ends: int) -> None:
        """Each command in turn by somebody who may, where there is one."""
        for cls in (*COMMANDS[first:], *COMMANDS[:first]):
            one = self.story.application
            for who in PEOPLE:
                invited = bool(one.invitations) and who in INVITED
                if cls in domain.may(one, who, invited=invited) and (cls not in ENDING or not ends):
                    self.give(cls, who)
                    break

    @rule(far=st.booleans())
    def the_usual_way_on(self, far: bool) -> None:
        """To submission or to acceptance, as far as it can be gone from here."""
        self.story.tell(*(happened(say.DocumentAttached, call(LEAD), ID, document=one) for one in self.story.attached
                          if one not in self.story.application.documents))  # fmt: skip
        for cls in (say.SaveDraft, say.AnswerQuery, say.SubmitApplication):
            self.give(cls, LEAD)
        if far:
            self.give(say.AssignCaseOfficer, SECOND)
            for _ in say.CheckItem:
                self.give(say.RecordCheck, OFFICER)
            for cls, who in ((say.ConfirmRoute, SECOND), (say.AcceptApplication, OFFICER)):
                self.give(cls, who)

    @rule(cls=st.sampled_from(SAID), seldom=st.integers(0, 2))
    def review_says_something(self, cls: type, seldom: int) -> None:
        accepted = any(isinstance(event, say.ApplicationAccepted) for event in self.story.events)
        if accepted and not seldom:
            self.story.tell(said_by_review(cls, reasons=(), concerns=()))

    @rule(days=st.sampled_from((1, 31, 200)), seldom=st.integers(0, 2))
    def time_passes(self, days: int, seldom: int) -> None:
        self.story.at += timedelta(days=1 if seldom else days)
        for _ in range(4):
            said = domain.silence(self.story.application, call(at=self.story.at))
            self.story.tell(*said)
        assert said == [], "the timer has an end"

    @rule(
        who=st.sampled_from((INVITEE, MEMBER)),
        then=st.sampled_from(JOINED),
    )
    def somebody_is_invited_and_joins(self, who: Actor, then: type) -> None:
        if then is say.DeclareSupport:
            self.number += (1 - self.number) % 3  # so that the next one is invited to sign
        self.give(say.InviteCollaborator, LEAD)
        self.give(say.AcceptInvitation, who)
        self.give(then, who if then in (say.DeclareSupport, say.LeaveApplication) else LEAD)

    @rule()
    def what_comes_first_is_gone_through(self) -> None:
        for cls in (say.ConfirmAnswers, say.ConfirmChecklist, say.TakeUpForm):
            self.give(cls, LEAD)

    @rule()
    def two_people_refuse_it(self) -> None:
        self.give(say.AssignCaseOfficer, SECOND)
        for cls, who in ((say.ProposeIneligible, OFFICER), (say.ConfirmIneligible, IG)):
            self.give(cls, who)

    @invariant()
    def who_was_removed_has_no_part_in_it(self) -> None:
        one = getattr(self, "story", None) and self.story.application
        for person_id in one.removed if one else ():
            who = next((person for person in PEOPLE if person.id == person_id), actor(id=person_id))
            assert not domain.parts(one, who) & {Part.TEAM, Part.EDITOR, Part.READER, Part.SIGNATORY, Part.OFFICER}
            assert one.role_of(person_id) is None

    @invariant()
    def the_case_officer_hears_of_nothing_before_a_submission_and_of_no_talk_among_the_team(self) -> None:
        story = getattr(self, "story", None)
        for number, event in enumerate(story.events if story else ()):
            if isinstance(event, say.CommentExchanged):
                assert any(isinstance(before, say.ApplicationSubmitted) for before in story.events[:number])
            if isinstance(event, say.CommentAdded):
                assert event.by not in {OFFICER.id, SECOND.id, IG.id} - set(story.application.helpers)

    @invariant()
    def support_is_declared_only_by_who_was_asked_to_sign(self) -> None:
        one = getattr(self, "story", None) and self.story.application
        for person_id in one.supported_by if one else ():
            assert one.role_of(person_id) is say.CollaboratorRole.SIGN

    @invariant()
    def nothing_is_accepted_unchecked_or_by_somebody_named_in_it(self) -> None:
        if not hasattr(self, "story"):
            return
        one = self.story.application
        named = {one.lead_id, *one.team, *one.involved, *one.helpers}
        assert not {check.by for check in one.checks} & named
        handled = [event for event in self.story.events if isinstance(event, BY_STAFF)]
        assert not {event.by for event in handled} & named
        assert [made.version for made in one.submissions] == list(range(1, one.version + 1))
        if one.state not in (State.ABSENT, State.DRAFT, State.LAPSED, State.WITHDRAWN):
            assert one.submissions
        accepted = [event for event in self.story.events if isinstance(event, say.ApplicationAccepted)]
        for event in accepted:
            assert event.by not in named
            assert not event.downgraded or len(set(event.validated_by)) > 1, "SoD-11"
        if one.state in (State.ACCEPTED, State.REVISION) and not one.ineligible:
            assert accepted


TestApplicationMachine = ApplicationMachine.TestCase
TestApplicationMachine.settings = settings(REPEATABLE, max_examples=30)


def test_every_command_is_carried_out_by_the_machine_and_none_is_in_it_in_name_only() -> None:
    """Its rules, one after the other, from each of its beginnings."""
    ApplicationMachine.done.clear()
    for stage, first in product(STAGES, range(0, len(COMMANDS), 9)):
        machine = ApplicationMachine()
        machine.begin("hospital", "full", stage)
        machine.what_comes_first_is_gone_through()
        for then in JOINED:
            machine.somebody_is_invited_and_joins(INVITEE, then)
        machine.all_that_may_be_done_is_done(first, 1)
        machine.two_people_refuse_it()
        machine.the_usual_way_on(True)
        machine.all_that_may_be_done_is_done(first, 0)
    assert {cls.__name__ for cls in COMMANDS} - {cls.__name__ for cls in ApplicationMachine.done} == set()
