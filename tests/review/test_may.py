"""The table of who may what, and when: whole, and obeyed."""

import dataclasses
from typing import Any
from uuid import UUID

import pytest

from services.contracts import review as r
from services.contracts import wire
from services.contracts.intake import SettingChanged
from services.contracts.message import Command, Event, NotPermitted, Role
from services.contracts.operations import SAID_BY_ALL
from services.review import domain
from services.review.domain import meeting
from services.review.domain.door import Known
from services.review.domain.hearing import hear
from services.review.domain.history import after
from services.review.domain.may import MAY, RULES, Part, allowed, parts
from tests.review.given import (
    AUDITOR,
    CASE,
    CHAIR,
    COLLEAGUE,
    DEPUTY,
    GUARDIAN,
    IG,
    IG_LEAD,
    LEAD,
    MEMBERS,
    OFFICER,
    PRECEDENT,
    SECRETARY,
    SIRO,
    STRANGER,
    call,
    line,
    person,
)

# About a meeting or an office, not about a case.
ELSEWHERE = {r.ScheduleMeeting, r.RecordAttendance, r.WriteMinutes, r.PublishMinutes, r.DelegateOffice}
OF_A_CASE = [command for command, _, _ in RULES]
BY_PART = {
    Part.APPLICANT: LEAD,
    Part.TEAM: COLLEAGUE,
    Part.REVIEWER: person(IG.id.int),
    Part.MEMBER: person(MEMBERS[1].person_id.int),
    Part.OFFICER: OFFICER,
    Part.IG_LEAD: IG_LEAD,
    Part.SECRETARIAT: SECRETARY,
    Part.CHAIR: CHAIR,
    Part.CALDICOTT_GUARDIAN: GUARDIAN,
    Part.SIRO: SIRO,
    Part.AUDITOR: AUDITOR,
    Part.NONE: STRANGER,
}
VALUES: dict[str, Any] = {
    "UUID": UUID(int=9),
    "str": "something",
    "bool": True,
    "tuple": (),
    "dict": {},
    "Advice": r.Advice.SUPPORT,
    "Outcome": r.Outcome.APPROVED,
    "Office": r.Office.SIRO,
    "Interest": r.Interest.NONE,
}
NAMED: dict[str, Any] = {"application_id": CASE, "grounds": "fact"}


def any_command(cls: type[Command]) -> Command:
    """A command of this class with something in each field that must be given."""
    given = {}
    for field in dataclasses.fields(cls):
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            kind = str(getattr(field.type, "__name__", field.type)).split("[")[0]
            given[field.name] = NAMED.get(field.name) or VALUES[kind]
    return cls(**given)


@pytest.fixture(scope="module")
def scheduled():
    """A case with every kind of part in it, whose state can then be set at will."""
    return line().opened().reviewed().scheduled().held().case


@pytest.mark.parametrize("part", [*BY_PART, Part.DELEGATE])
@pytest.mark.parametrize("state", r.CaseState)
def test_whatever_the_table_does_not_allow_is_refused(scheduled, state, part):
    case = dataclasses.replace(scheduled, state=state)
    known, who = Known(), BY_PART.get(part)
    if part == Part.DELEGATE:
        who = DEPUTY
        found = parts(case, who, delegate=True)
    else:
        found = parts(case, who)
    assert found == {part}
    for command in set(OF_A_CASE) - allowed(state, found):
        with pytest.raises(NotPermitted):
            domain.handle(any_command(command), case, call(who), known)


@pytest.mark.parametrize("role", Role)
def test_an_account_without_a_part_in_an_absent_case_may_do_nothing(role):
    case = line().case
    for command in OF_A_CASE:
        with pytest.raises(NotPermitted):
            domain.handle(any_command(command), case, call(person(99, role)))


def test_every_command_is_decided_and_has_its_line_in_the_table():
    every = set(wire.messages_of("review", Command))
    assert set(domain.decide.registry) - {object} == set(OF_A_CASE)
    assert set(meeting.decide.registry) - {object} | {r.DelegateOffice} == ELSEWHERE
    assert every == set(OF_A_CASE) | ELSEWHERE


def test_every_event_evolves():
    every = set(wire.messages_of("review", Event)) - set(SAID_BY_ALL)
    assert set(after.registry) - {object} | set(meeting.evolve.registry) - {object} | {r.OfficeDelegated} == every


def test_every_reaction_of_the_service_is_heard_by_the_domain():
    from services.review.service import ReviewService

    heard = {m.reaction.event for m in vars(ReviewService).values() if hasattr(m, "reaction")}
    assert heard - {SettingChanged} == set(hear.registry) - {object}, "a setting is about no case: the handlers keep it"


def test_every_command_and_query_has_its_method():
    from services.review.service import ReviewService

    wanted = {
        wire.method(cls) for cls in wire.messages_of("review") if issubclass(cls, (Command, r.ReadCase.__mro__[1]))
    }
    assert wanted <= set(dir(ReviewService))


def test_nobody_may_anything_about_a_case_that_is_over():
    for state in (r.CaseState.WITHDRAWN, r.CaseState.LAPSED, r.CaseState.ABSENT, r.CaseState.APPROVED_PROVISIONAL):
        assert not any(MAY[state, part] for part in Part)


def test_only_the_offices_their_delegates_and_the_second_officer_sign():
    may_sign = {part for (_, part), commands in MAY.items() if r.SignDecision in commands}
    assert may_sign == {Part.SIRO, Part.CALDICOTT_GUARDIAN, Part.OFFICER, Part.DELEGATE}


def test_the_auditor_reads_and_does_nothing():
    assert not any(MAY[state, Part.AUDITOR] for state in r.CaseState)


@pytest.mark.parametrize("cls", OF_A_CASE)
def test_every_command_survives_the_wire(cls):
    command = any_command(cls)
    assert wire.load(cls, wire.dump(command)) == command


def test_every_event_of_a_history_survives_the_wire():
    one = line().approved(PRECEDENT)
    for event in one.events:
        assert wire.load(type(event), wire.dump(event)) == event


def test_a_case_survives_its_row():
    case = line().approved(PRECEDENT).case
    assert wire.load(type(case), wire.dump(case)) == case


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        (GUARDIAN, True),
        (SIRO, False),
        (OFFICER, False),
        (person(IG.id.int, Role.CALDICOTT_GUARDIAN), False),
        (person(LEAD.id.int, Role.CALDICOTT_GUARDIAN), False),
    ],
)
def test_a_decision_is_offered_only_to_whoever_could_sign_it(who, offered):
    case = line().at_signoff().case
    assert (r.SignDecision in domain.able(case, call(who), Known())) == offered


def test_what_is_offered_is_always_in_the_table():
    for one in (line().opened(), line().at_signoff(), line().approved(PRECEDENT), line().rejected()):
        for who in BY_PART.values():
            assert domain.able(one.case, call(who), Known()) <= allowed(one.case.state, parts(one.case, who))
