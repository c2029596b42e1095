"""People, requests and histories for review's tests: `line(DARS)…` walks a case as far as a test needs it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.contracts import intake
from services.contracts import review as r
from services.contracts.message import SYSTEM, Actor, Call, Command, Event, Role
from services.contracts.request import (
    Access,
    Approval,
    Assurance,
    Legal,
    Level,
    Member,
    Party,
    Profile,
    Request,
    RequestType,
)
from services.contracts.settings import DEFAULTS
from services.review import domain
from services.review.domain import meeting
from services.review.domain.case import Case
from services.review.domain.delegation import Delegation
from services.review.domain.door import Known

HOSPITAL, DARS = Profile.HOSPITAL, Profile.DARS
CASE, MEETING = UUID(int=1000), UUID(int=2000)
NORTHBRIDGE, EASTMERE = UUID(int=501), UUID(int=502)
DAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
MEETING_DAY = date(2026, 7, 9)
AFTER_MEETING = datetime(2026, 7, 9, 15, 0, tzinfo=UTC)


def person(number: int, *roles: Role, organisation_id: UUID | None = None) -> Actor:
    held = frozenset({Role.PERSON, *roles})
    return Actor(id=UUID(int=number), name=f"Person {number}", roles=held, organisation_id=organisation_id)


LEAD = person(4)
COLLEAGUE = person(2)
SIGNATORY = person(3)
OFFICER = person(10, Role.CASE_OFFICER)
SECOND_OFFICER = person(11, Role.CASE_OFFICER)
SECRETARY = person(12, Role.SECRETARIAT)
CHAIR = person(13, Role.CHAIR)
GUARDIAN = person(14, Role.CALDICOTT_GUARDIAN)
SIRO = person(15, Role.SIRO)
IG_LEAD = person(16, Role.IG_LEAD)
DEPUTY = person(17)  # signs for an office by delegation
AUDITOR = person(18, Role.AUDITOR)
STRANGER = person(19)
IG, TECHNICAL, LAY, LAY_TOO, GP = (person(n, Role.REVIEWER) for n in range(20, 25))
REVIEWERS = (
    r.Reviewer(person_id=IG.id, name="Hari Bose", discipline="ig"),
    r.Reviewer(person_id=LAY.id, name="Ines Cole", discipline="lay"),
    r.Reviewer(person_id=LAY_TOO.id, name="Jon Reed", discipline="lay"),
)
EXTRA = r.Reviewer(person_id=TECHNICAL.id, name="Tom Ash", discipline="technical")
CONFLICTED = r.Reviewer(person_id=GP.id, name="Tess Wynn", discipline="pag", organisation_id=NORTHBRIDGE)
MEMBERS = tuple(
    r.CommitteeMember(person_id=UUID(int=number), name=f"Member {number}", category=category, independent=independent)
    for number, category, independent in (
        (30, r.Category.CHAIR, True),
        (31, r.Category.LAY, True),
        (32, r.Category.LAY, True),
        (33, r.Category.CLINICAL, True),
        (34, r.Category.IG, False),
        (35, r.Category.ETHICS, True),
        (36, r.Category.OBSERVER, False),
    )
)
SAID = tuple(
    r.Declaration(person_id=member.person_id, kind=r.Interest.NONE, outcome=r.InterestOutcome.NONE)
    for member in MEMBERS
)
RATINGS = {criterion.value: r.Rating.MEETS.value for criterion in r.Criterion}
PRECEDENT = r.ConditionWanted(kind=r.ConditionKind.PRECEDENT, text="Name registration data in the privacy notice")
SPECIAL = r.ConditionWanted(kind=r.ConditionKind.SPECIAL, text="Suppress counts below 10")
COMMENT = r.Comment(text="Say how long the data are kept", section="M")
HOLDER = {r.Office.SIRO: SIRO, r.Office.CALDICOTT_GUARDIAN: GUARDIAN}


def request(profile: Profile = HOSPITAL, **changes: Any) -> Request:
    made = Request(
        reference="DAR-2026-00042",
        profile=profile,
        title="Lung health checks",
        request_type=RequestType.RESEARCH,
        approval=Approval.FULL,
        level=Level.PSEUDONYMISED,
        access=Access.SDE,
        version=1,
        sha256="a" * 64,
        lead=Member(person_id=LEAD.id, name="Ada Okafor", organisation_id=NORTHBRIDGE),
        team=(Member(person_id=COLLEAGUE.id, name="Dee Shah", organisation_id=NORTHBRIDGE),),
        controllers=(
            Party(organisation_id=NORTHBRIDGE, name="University of Northbridge", signatory_id=SIGNATORY.id),
            Party(organisation_id=EASTMERE, name="Eastmere Hospitals", role="custodian"),
        ),
        legal=Legal(article6=("e",), article9=("j",), confidentiality="not_confidential"),
        start=date(2026, 9, 1),
        end=date(2028, 8, 31),
    )
    return replace(made, **changes)


def accepted(about: Request, level: Assurance = Assurance.L3, **changes: Any) -> intake.ApplicationAccepted:
    facts: dict[str, Any] = {
        "subject": CASE,
        "at": NOON,
        "by": OFFICER.id,
        "reference": about.reference,
        "request": about,
        "level": level,
        "committee": level in (Assurance.L3, Assurance.L4),
        "disciplines": ("ig", "lay"),
        "case_officer_id": OFFICER.id,
        "validated_by": (OFFICER.id,),
    }
    if level in (Assurance.L1, Assurance.L2):
        facts["disciplines"] = ("ig",)
    return intake.ApplicationAccepted(**facts | changes)


def revised(about: Request, **changes: Any) -> intake.ApplicationSubmitted:
    facts = {"subject": CASE, "at": NOON, "by": LEAD.id, "reference": about.reference, "request": about}
    return intake.ApplicationSubmitted(**facts | {"resubmission": True, "after": "feedback"} | changes)


def call(who: Actor, at: datetime = NOON) -> Call:
    return Call(actor=who, at=at)


class Line:
    """A case on its way, with every event so far. `ask` obeys a command; `may_not` is left to pytest.raises."""

    def __init__(self) -> None:
        self.case, self.at = Case(id=CASE), NOON
        self.events: list[Event] = []
        self.meeting = meeting.Meeting(id=MEETING)
        self.delegations: tuple[Delegation, ...] = ()
        self.settings = DEFAULTS

    def hear(self, event: Event) -> list[Event]:
        return self._take(domain.hear(event, self.case, call(SYSTEM, self.at), self.settings))

    def ask(self, who: Actor, command: type[Command], **fields: Any) -> list[Event]:
        known = Known(meeting=self.meeting, delegations=self.delegations, settings=self.settings)
        asked = command(application_id=CASE, **fields)  # type: ignore[call-arg]
        return self._take(domain.handle(asked, self.case, call(who, self.at), known))

    def meet(self, who: Actor, command: Command) -> list[Event]:
        events = meeting.handle(command, self.meeting, call(who, self.at))
        for event in events:
            self.meeting = meeting.evolve(event, self.meeting)
        return events

    def _take(self, events: list[Event]) -> list[Event]:
        self.case = domain.fold(events, self.case)
        self.events += events
        return events

    # A history, step by step: each returns the line, so that a test says how far the case has come.

    def opened(self, profile: Profile = HOSPITAL, level: Assurance = Assurance.L3, **changes: Any) -> "Line":
        self.hear(accepted(request(profile, **changes), level))
        return self

    def assigned(self, *more: r.Reviewer) -> "Line":
        names = REVIEWERS if self.case.committee else REVIEWERS[:1]
        self.ask(SECRETARY, r.AssignReviewers, reviewers=(*names, *more))
        return self

    def declared(self, *people: Actor) -> "Line":
        for who in people or (IG, LAY, LAY_TOO) if self.case.committee else people or (IG,):
            self.ask(who, r.DeclareInterest, kind=r.Interest.NONE)
        return self

    def reviewed(self, *comments: r.Comment) -> "Line":
        self.assigned().declared()
        for who in (IG, LAY, LAY_TOO) if self.case.committee else (IG,):
            self.review(who, *comments)
        return self

    def review(self, who: Actor, *comments: r.Comment) -> list[Event]:
        return self.ask(who, r.RecordReview, ratings=RATINGS, recommendation=r.Advice.SUPPORT, comments=comments)

    def feedback(self) -> "Line":
        self.ask(SECRETARY, r.RequestFeedback)
        return self

    def answered(self) -> "Line":
        responses = tuple(r.FeedbackAnswer(item_id=item.id, response="Ten years") for item in self.case.feedback)
        self.ask(LEAD, r.AnswerFeedback, responses=responses)
        return self

    def planned(self, members: tuple[r.CommitteeMember, ...] = MEMBERS) -> "Line":
        self.meet(SECRETARY, r.ScheduleMeeting(held_on=MEETING_DAY, place="Boardroom", members=members))
        return self

    def scheduled(self) -> "Line":
        if self.meeting.state is None:
            self.planned()
        self.ask(SECRETARY, r.ScheduleCase, meeting_id=MEETING)
        return self

    def held(self) -> "Line":
        self.at = AFTER_MEETING
        everybody = tuple(member.person_id for member in self.meeting.members)
        self.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=everybody))
        self.ask(SECRETARY, r.RecordInterests, declarations=SAID)
        return self

    def advised(self, outcome: r.Advice = r.Advice.SUPPORT, *conditions: r.ConditionWanted) -> "Line":
        said = "The members found it of clear benefit"
        self.ask(SECRETARY, r.RecordAdvice, outcome=outcome, summary=said, conditions=conditions)
        return self

    def at_signoff(self, outcome: r.Advice = r.Advice.SUPPORT, *conditions: r.ConditionWanted, **opened: Any) -> "Line":
        self.opened(**opened).reviewed()
        if not self.case.committee:
            self.ask(OFFICER, r.PassForDecision, summary="Simple extension")
            return self
        return self.scheduled().held().advised(outcome, *conditions)

    def sign(self, outcome: r.Outcome = r.Outcome.APPROVED, who: Actor | None = None, **fields: Any) -> list[Event]:
        office = fields.pop("office", None) or self.case.offices[0]
        return self.ask(who or HOLDER[office], r.SignDecision, office=office, outcome=outcome, **fields)

    def approved(self, *conditions: r.ConditionWanted, **opened: Any) -> "Line":
        support = r.Advice.SUPPORT_WITH_CONDITIONS if conditions else r.Advice.SUPPORT
        self.at_signoff(support, *conditions, **opened)
        self.sign(r.Outcome.APPROVED_WITH_CONDITIONS if conditions else r.Outcome.APPROVED)
        return self

    def rejected(self, **opened: Any) -> "Line":
        self.at_signoff(r.Advice.UNABLE_TO_SUPPORT, **opened)
        self.sign(r.Outcome.REJECTED, reasons=("No benefit to health or care",))
        return self

    def deferred(self, **opened: Any) -> "Line":
        self.at_signoff(r.Advice.DEFER, **opened)
        self.sign(r.Outcome.DEFERRED, actions=("Name the retention period", "Show the consent form"))
        return self


def line() -> Line:
    return Line()


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def later(days: int, at: datetime = NOON) -> datetime:
    return at + timedelta(days=days)
