"""The meeting, the decision, the conditions (domain 1.4.8, 1.4.9)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from services.contracts import review as r

from .reviewing import Reviewing

MEMBERS = {
    "iris.dean": r.Category.CHAIR,
    "cal.price": r.Category.LAY,
    "dot.webb": r.Category.LAY,
    "eve.lowe": r.Category.CLINICAL,
    "finn.hart": r.Category.IG,
    "uma.flint": r.Category.RESEARCH,
}
OF_THE_CUSTODIAN = ("finn.hart", "uma.flint")
HOLDERS = {r.Office.CALDICOTT_GUARDIAN: "kit.voss", r.Office.SIRO: "lena.marsh", r.Office.SECOND_OFFICER: "ada.moss"}
CONDITIONS = (
    r.ConditionWanted(kind=r.ConditionKind.PRECEDENT, text="The privacy notice names the data of this request."),
    r.ConditionWanted(kind=r.ConditionKind.SPECIAL, text="Counts below ten are suppressed in every output."),
)


class Deciding(Reviewing):
    """From the agenda to the conditions that are met."""

    def schedule(self, *changes: r.CommitteeMember) -> Self:
        """A meeting in three days, and the request on its agenda."""
        members = tuple(self.member(key, category) for key, category in MEMBERS.items())
        command = r.ScheduleMeeting(
            held_on=self.today + timedelta(days=3), place="Board room", members=(*members, *changes)
        )
        self.meeting_id = self.bus.do(command, self.who("bea.stone")).subject
        self.give(r.ScheduleCase, "bea.stone", meeting_id=self.meeting_id)
        return self

    def member(self, key: str, category: r.Category) -> r.CommitteeMember:
        who = self.who(key)
        return r.CommitteeMember(
            person_id=who.id, name=who.name, category=category, organisation_id=who.organisation_id,
            independent=key not in OF_THE_CUSTODIAN,
        )  # fmt: skip

    def hold(self, present: Iterable[str] = tuple(MEMBERS)) -> Self:
        """The day of the meeting: who came, and what each declared."""
        self.bus.forward(timedelta(days=3))
        there = tuple(self.who(key).id for key in present)
        self.bus.do(r.RecordAttendance(meeting_id=self.meeting_id, present=there), self.who("bea.stone"))
        declared = tuple(
            r.Declaration(person_id=one, kind=r.Interest.NONE, outcome=r.InterestOutcome.NONE) for one in there
        )
        self.give(r.RecordInterests, "bea.stone", declarations=declared)
        return self

    def advise(self, outcome: r.Advice = r.Advice.SUPPORT_WITH_CONDITIONS, *conditions: r.ConditionWanted) -> Self:
        told = conditions or CONDITIONS if outcome is r.Advice.SUPPORT_WITH_CONDITIONS else conditions
        self.give(r.RecordAdvice, "bea.stone", outcome=outcome, summary="A useful study.", conditions=told)
        return self

    def decide(self, outcome: r.Outcome = r.Outcome.APPROVED_WITH_CONDITIONS, **facts: Any) -> Self:
        """Every office that the route names signs the same decision."""
        for office in self.case().offices:
            self.give(r.SignDecision, HOLDERS[office], outcome=outcome, office=office, **facts)
        return self

    def meet_conditions(self) -> Self:
        for one in self.case("lead").conditions:
            if one.kind is r.ConditionKind.PRECEDENT:
                self.give(r.SubmitConditionEvidence, condition_id=one.id, statement="The notice now says so.")
                self.give(r.VerifyCondition, "gwen.pike", condition_id=one.id, accepted=True, note="Read")
        return self

    def reviewed(self) -> Self:
        return self.accepted().assign().review()

    def answered(self) -> Self:
        return self.reviewed().ask_feedback().answer_feedback()

    def advised(self) -> Self:
        return self.answered().schedule().hold().advise()

    def approved(self) -> Self:
        return self.advised().decide().meet_conditions()
