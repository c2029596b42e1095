"""A meeting of the committee, and its quorum for one request: without those who may not advise on it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.message import Actor, Call, Command, Event, NotPermitted, Refused, Role, happened
from services.contracts.request import Profile
from services.contracts.review import (
    AttendanceRecorded,
    Category,
    CommitteeMember,
    InterestOutcome,
    MeetingScheduled,
    MeetingState,
    Quorum,
    RecordAttendance,
    ScheduleMeeting,
)

from .case import Case
from .policy import QUORUM, today
from .separation import REVIEWED, automatic_conflict

LEADS = (Category.CHAIR, Category.DEPUTY)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A date, a place, members, and who came. `state` None: not scheduled yet."""

    id: UUID
    version: int = 0
    state: MeetingState | None = None
    held_on: date = date.min
    place: str = ""
    members: tuple[CommitteeMember, ...] = ()
    present: tuple[UUID, ...] = ()


MAY: Mapping[tuple[MeetingState | None, Role], frozenset[type[Command]]] = {
    (None, Role.SECRETARIAT): frozenset({ScheduleMeeting}),
    (None, Role.CHAIR): frozenset({ScheduleMeeting}),
    (MeetingState.PLANNED, Role.SECRETARIAT): frozenset({RecordAttendance}),
    (MeetingState.PLANNED, Role.CHAIR): frozenset({RecordAttendance}),
}


def allowed(state: MeetingState | None, actor: Actor) -> frozenset[type[Command]]:
    """The commands that this account may give about a meeting in this state."""
    return frozenset(command for role in actor.roles for command in MAY.get((state, role), ()))


def handle(command: Command, meeting: Meeting, call: Call) -> list[Event]:
    """What follows from `command`, or NotPermitted / Refused."""
    if type(command) not in allowed(meeting.state, call.actor):
        held = "has no record yet" if meeting.state is None else f"is {meeting.state}"
        raise NotPermitted(f"you may not give {type(command).__name__} to a meeting that {held}")
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


def quorum(meeting: Meeting, case: Case, present: Iterable[UUID]) -> Quorum:
    """The quorum for `case` if exactly the members `present` were there (G-QUORUM)."""
    there = set(present)
    counted = [m for m in meeting.members if m.person_id in there and may_advise(case, m)]
    excluded = [m.person_id for m in meeting.members if m.person_id in there and m not in counted]
    missing = tuple(_missing(counted, case.profile))
    ids = tuple(m.person_id for m in counted)
    return Quorum(met=not missing, counted=ids, excluded=tuple(excluded), missing=missing)


def _missing(counted: list[CommitteeMember], profile: Profile) -> Iterable[str]:
    rule, leads = QUORUM[profile], [m for m in counted if m.category in LEADS]
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
