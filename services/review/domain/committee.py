"""The committee: an item on the agenda, advice with quorum; or no committee at all on a delegated route."""

from datetime import timedelta

from services.contracts.message import Call, Event, Problem, Refused, happened
from services.contracts.review import (
    Advice,
    AdviceRecorded,
    CaseScheduled,
    CaseState,
    DecisionPrepared,
    MeetingState,
    PassForDecision,
    RecordAdvice,
    ScheduleCase,
)

from .case import Case, Facts
from .door import Known, decide
from .feedback import collated, refuse_late, refuse_open_comments
from .meeting import Meeting, quorum
from .policy import quorum_rule, today
from .separation import refuse_preparation


@decide.register
def schedule(command: ScheduleCase, case: Case, call: Call, known: Known) -> list[Event]:
    if not case.committee:
        raise Refused("this route has no committee: pass the case for decision", code="delegated-route")
    _refuse_unanswered(case)
    meeting = _meeting(known)
    latest = meeting.held_on - timedelta(days=known.days(case, call).papers_cut_off)
    if meeting.state != MeetingState.PLANNED or today(call.at) > latest:
        raise Refused(f"papers for this meeting closed on {latest:%d %B %Y}", code="papers-closed")
    rule = quorum_rule(known.settings, case.profile, meeting.held_on)
    plan = quorum(meeting, case, [m.person_id for m in meeting.members], rule)
    _refuse_without(plan.missing)
    return [
        happened(
            CaseScheduled,
            call,
            case.id,
            reference=case.reference,
            meeting_id=meeting.id,
            held_on=meeting.held_on,
            place=meeting.place,
            request_sha256=case.papers.sha256,
            quorum=plan,
        )
    ]


@decide.register
def advise(command: RecordAdvice, case: Case, call: Call, known: Known) -> list[Event]:
    meeting = _meeting(known)
    if meeting.state != MeetingState.HELD:
        raise Refused("record who attended the meeting first", code="no-attendance")
    if case.conflicted(call.actor.id):
        raise Refused("whoever has a conflict does not record the advice", code="conflicted")
    rule = quorum_rule(known.settings, case.profile, meeting.held_on)
    there = quorum(meeting, case, meeting.present, rule)
    silent = [person for person in there.counted if case.stance(person) is None]
    if silent:
        raise Refused(f"{len(silent)} member(s) present have not declared on this item", code="declaration-needed")
    _refuse_without(there.missing)
    if (command.outcome == Advice.SUPPORT_WITH_CONDITIONS) != bool(command.conditions):
        raise Refused("conditions go with support with conditions, and with nothing else", code="conditions-needed")
    return [
        happened(
            AdviceRecorded,
            call,
            case.id,
            reference=case.reference,
            meeting_id=meeting.id,
            held_on=meeting.held_on,
            outcome=command.outcome,
            request_sha256=case.papers.sha256,
            summary=command.summary,
            quorum=there,
            advised_by=there.counted,
            conditions=command.conditions,
            dissent=command.dissent,
            risks=command.risks,
        )
    ]


@decide.register
def pass_on(command: PassForDecision, case: Case, call: Call, known: Known) -> list[Event]:
    if case.committee:
        raise Refused("this route needs the committee's advice before a decision", code="committee-route")
    refuse_preparation(case, call.actor.id)
    refuse_late(case)
    refuse_open_comments(case)
    facts: Facts = {"summary": command.summary, "offices": case.offices}
    return [happened(DecisionPrepared, call, case.id, reference=case.reference, **facts)]


def _refuse_unanswered(case: Case) -> None:
    refuse_late(case)
    refuse_open_comments(case)
    if case.state == CaseState.REVIEW_COMPLETED and collated(case):
        raise Refused("the reviewers' comments go to the applicant first", code="comments-waiting")


def _meeting(known: Known) -> Meeting:
    if known.meeting is None:
        raise Refused("there is no such meeting", code="no-meeting")
    return known.meeting


def _refuse_without(missing: tuple[str, ...]) -> None:
    if missing:
        problems = tuple(Problem(code="quorum", message=f"the quorum lacks {what}") for what in missing)
        raise Refused("there is no quorum for this request", problems=problems, code="no-quorum")
