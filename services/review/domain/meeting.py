"""A meeting of the committee, its minutes, and its quorum for one request: without those who may not advise on it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.message import Actor, Call, Command, Conflict, Event, NotPermitted, Refused, Role, happened
from services.contracts.review import (
    AttendanceRecorded,
    Category,
    CommitteeMember,
    InterestOutcome,
    MeetingScheduled,
    MeetingState,
    MinutesPublished,
    MinutesWritten,
    PublishMinutes,
    Quorum,
    RecordAttendance,
    ScheduleMeeting,
    WriteMinutes,
)

from .case import Case
from .policy import QuorumRule, today
from .separation import REVIEWED, automatic_conflict

LEADS = (Category.CHAIR, Category.DEPUTY)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A date, a place, members, who came, and what was minuted. `state` None: not scheduled yet. `minutes` is the last
    draft and `minutes_by` wrote it; `published` is what the chair approved."""

    id: UUID
    version: int = 0
    state: MeetingState | None = None
    held_on: date = date.min
    place: str = ""
    members: tuple[CommitteeMember, ...] = ()
    present: tuple[UUID, ...] = ()
    minutes: str = ""
    minutes_by: UUID | None = None
    published: str = ""
    published_on: date | None = None


MAY: Mapping[tuple[MeetingState | None, Role], frozenset[type[Command]]] = {
    (None, Role.SECRETARIAT): frozenset({ScheduleMeeting}),
    (None, Role.CHAIR): frozenset({ScheduleMeeting}),
    (MeetingState.PLANNED, Role.SECRETARIAT): frozenset({RecordAttendance}),
    (MeetingState.PLANNED, Role.CHAIR): frozenset({RecordAttendance}),
    (MeetingState.HELD, Role.SECRETARIAT): frozenset({WriteMinutes}),
    (MeetingState.HELD, Role.CHAIR): frozenset({WriteMinutes, PublishMinutes}),
}


def allowed(state: MeetingState | None, actor: Actor) -> frozenset[type[Command]]:
    """The commands that this account may give about a meeting in this state."""
    return frozenset(command for role in actor.roles for command in MAY.get((state, role), ()))


def able(meeting: Meeting, actor: Actor) -> frozenset[type[Command]]:
    """Those of them to offer: minutes are published when there is a draft, by somebody who did not write it."""
    waiting = meeting.minutes != meeting.published and meeting.minutes_by != actor.id
    return allowed(meeting.state, actor) - (frozenset() if waiting else {PublishMinutes})


def handle(command: Command, meeting: Meeting, call: Call) -> list[Event]:
    """What follows from `command`, or NotPermitted / Conflict / Refused."""
    if type(command) not in allowed(meeting.state, call.actor):
        held = "has no record yet" if meeting.state is None else f"is {meeting.state}"
        raise NotPermitted(f"you may not give {type(command).__name__} to a meeting that {held}")
    expected = getattr(command, "expected_version", None)
    if expected is not None and expected != meeting.version:
        raise Conflict(f"the meeting is at version {meeting.version}, not {expected}: somebody changed it, look again")
    return decide(command, meeting, call)


@singledispatch
def decide(command: Command, meeting: Meeting, call: Call) -> list[Event]:
    """The events that follow; registered per command."""
    raise NotImplementedError(type(command).__name__)


@decide.register
def schedule(command: ScheduleMeeting, meeting: Meeting, call: Call) -> list[Event]:
    if command.held_on < today(call.at):
        raise Refused("a meeting cannot be planned in the past", code="in-the-past")
    if len({m.person_id for m in command.members}) != len(command.members):
        raise Refused("a member is named twice", code="named-twice")
    if not any(m.category in LEADS for m in command.members):
        raise Refused("a meeting needs a chair or a deputy chair", code="no-chair")
    facts: dict[str, Any] = {"held_on": command.held_on, "place": command.place, "members": command.members}
    return [happened(MeetingScheduled, call, meeting.id, **facts)]


@decide.register
def attend(command: RecordAttendance, meeting: Meeting, call: Call) -> list[Event]:
    if today(call.at) < meeting.held_on:
        raise Refused("attendance is recorded on the day of the meeting or later", code="not-held-yet")
    if not set(command.present) <= {m.person_id for m in meeting.members}:
        raise Refused("somebody present is not a member of this meeting", code="not-a-member")
    present = tuple(dict.fromkeys(command.present))
    return [happened(AttendanceRecorded, call, meeting.id, held_on=meeting.held_on, present=present)]


@decide.register
def write(command: WriteMinutes, meeting: Meeting, call: Call) -> list[Event]:
    return [happened(MinutesWritten, call, meeting.id, held_on=meeting.held_on, text=command.text)]


@decide.register
def publish(_command: PublishMinutes, meeting: Meeting, call: Call) -> list[Event]:
    if meeting.minutes == meeting.published:
        raise Refused("there is no new draft of the minutes to publish", code="no-minutes")
    if meeting.minutes_by == call.actor.id:
        raise Refused("somebody else approves the minutes that you wrote", code="own-minutes")
    return [happened(MinutesPublished, call, meeting.id, held_on=meeting.held_on)]


@singledispatch
def evolve(event: Event, meeting: Meeting) -> Meeting:
    """The meeting once `event` has happened."""
    raise NotImplementedError(type(event).__name__)


@evolve.register
def scheduled(event: MeetingScheduled, meeting: Meeting) -> Meeting:
    facts: dict[str, Any] = {"held_on": event.held_on, "place": event.place, "members": event.members}
    return replace(meeting, version=meeting.version + 1, state=MeetingState.PLANNED, **facts)


@evolve.register
def attended(event: AttendanceRecorded, meeting: Meeting) -> Meeting:
    return replace(meeting, version=meeting.version + 1, state=MeetingState.HELD, present=event.present)


@evolve.register
def written(event: MinutesWritten, meeting: Meeting) -> Meeting:
    return replace(meeting, version=meeting.version + 1, minutes=event.text, minutes_by=event.by)


@evolve.register
def published(event: MinutesPublished, meeting: Meeting) -> Meeting:
    return replace(meeting, version=meeting.version + 1, published=meeting.minutes, published_on=today(event.at))


def may_advise(case: Case, member: CommitteeMember) -> bool:
    """True for a member who is counted on this request: no observer, without a conflict, who did not review it."""
    if member.category == Category.OBSERVER or case.did(member.person_id, REVIEWED):
        return False
    stance = case.stance(member.person_id)
    if stance is not None and stance.outcome == InterestOutcome.NOT_DECIDE:
        return False
    if stance is not None and stance.accepted:
        return True
    conflicted = stance is not None and stance.conflicted
    return not conflicted and not automatic_conflict(case, member.person_id, member.organisation_id)


def quorum(meeting: Meeting, case: Case, present: Iterable[UUID], rule: QuorumRule) -> Quorum:
    """The quorum for `case` if exactly the members `present` were there (G-QUORUM), by the rule of that day."""
    there = set(present)
    counted = [m for m in meeting.members if m.person_id in there and may_advise(case, m)]
    excluded = [m.person_id for m in meeting.members if m.person_id in there and m not in counted]
    missing = tuple(_missing(counted, rule))
    ids = tuple(m.person_id for m in counted)
    return Quorum(met=not missing, counted=ids, excluded=tuple(excluded), missing=missing)


def _missing(counted: list[CommitteeMember], rule: QuorumRule) -> Iterable[str]:
    leads = [m for m in counted if m.category in LEADS]
    if not leads:
        yield "a chair or deputy chair"
    others = len(counted) - min(len(leads), 1)
    if others < rule.members:
        yield f"{rule.members} members besides the chair; there are {others}"
    seen = Counter(m.category for m in counted)
    for category, wanted in rule.categories:
        if seen[category] < wanted:
            yield f"{wanted} {category} member(s); there are {seen[category]}"
    if rule.majority_independent and 2 * sum(m.independent for m in counted) <= len(counted):
        yield "a majority of independent members"
