"""Every state, every part, every command: what the tables allow happens, what they do not is refused; and every event
has a consequence."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.audit.calendar_data import load
from services.audit.domain import audits, deletion, ending
from services.audit.domain.audits import Audit, Finding, Surroundings
from services.audit.domain.closing import Closing, Holder, Received, Signatory
from services.contracts import audit as a
from services.contracts import wire
from services.contracts.audit import AuditState, ClosingState, HolderState, MustCertify
from services.contracts.message import Command, Event, NotFound, NotPermitted, Role, new_id
from services.contracts.operations import SAID_BY_ALL
from services.contracts.request import Access, Profile
from tests.audit.given import (
    AFTER,
    AUDITOR,
    CHECKER,
    ID,
    LEAD,
    MEMBER,
    NORTH,
    NORTH_SIGNS,
    OFFICER,
    PLACES,
    SOUTH,
    STRANGER,
    a_call,
    certificate,
)
from tests.support import actor

SOUTH_SIGNS = actor(id=new_id())
PEOPLE = {
    deletion.Part.APPLICANT: LEAD,
    deletion.Part.SIGNATORY: NORTH_SIGNS,
    deletion.Part.CHECKER: CHECKER,
    deletion.Part.READER: actor(Role.SDE_ADMIN),
    deletion.Part.NONE: STRANGER,
}
COMMANDS: tuple[Any, ...] = (
    a.SubmitCertificate(application_id=ID, certificate=certificate()),
    a.QueryCertificate(application_id=ID, organisation_id=NORTH, question="Which drive?"),
    a.AcceptCertificate(application_id=ID, organisation_id=NORTH),
)


def closing(state: HolderState = HolderState.DUE) -> Closing:
    made = Received(number="COD-1", submitted_at=AFTER, submitted_by=LEAD.id, certificate=certificate())
    must = [MustCertify(organisation_id=one, name="x", role="controller", locations=PLACES[one]) for one in PLACES]
    certificates = () if state is HolderState.DUE else (made,)
    told: dict[str, Any] = {
        "id": ID,
        "state": ClosingState.CHECK if state is HolderState.SUBMITTED else ClosingState.DUE,
        "reference": "DAR-2026-00042",
        "access": Access.SDE,
        "lead_id": LEAD.id,
        "team": (MEMBER.id,),
        "case_officer_id": OFFICER.id,
        "in_force": True,
        "signatories": (
            Signatory(organisation_id=NORTH, person_id=NORTH_SIGNS.id),
            Signatory(organisation_id=SOUTH, person_id=SOUTH_SIGNS.id),
        ),
        "releases": ("R1",),
        "due_on": date(2026, 7, 28),
        "holders": (Holder(must=must[0], state=state, certificates=certificates), Holder(must=must[1])),
    }
    return Closing(**told)


@pytest.mark.parametrize(("state", "part"), [*itertools.product(HolderState, deletion.Part)])
def test_a_certificate_moves_only_as_its_table_says(state: HolderState, part: deletion.Part) -> None:
    here, person = closing(state), PEOPLE[part]
    assert deletion.part_of(here, person, NORTH) is part
    for command in COMMANDS:
        may = deletion.MAY[state, part]
        if type(command) in may:
            events = deletion.decide(command, here, a_call(person))
            assert ending.evolve(events[0], here) != here
        else:
            with pytest.raises((NotPermitted, NotFound)):
                deletion.decide(command, here, a_call(person))
    shown = set(deletion.may(here, here.holders[0], person))
    assert shown == {command.__name__ for command in deletion.MAY[state, part]}


@pytest.mark.parametrize("part", list(deletion.Part))
def test_when_a_project_is_closed_nobody_may_do_anything_more(part: deletion.Part) -> None:
    here = replace(closing(HolderState.ACCEPTED), state=ClosingState.CLOSED)
    assert deletion.may(here, here.holders[0], PEOPLE[part]) == ()
    for command in COMMANDS:
        with pytest.raises((NotPermitted, NotFound)):
            deletion.decide(command, here, a_call(PEOPLE[part]))


def test_members_and_signatories_of_others_have_no_part_in_it() -> None:
    for person in (MEMBER, SOUTH_SIGNS, actor(Role.AUDITOR, id=MEMBER.id), actor(Role.IG_LEAD, id=SOUTH_SIGNS.id)):
        assert deletion.part_of(closing(), person, NORTH) is deletion.Part.NONE


HELPER = actor(id=new_id())


def test_whoever_helped_with_the_request_has_no_part_in_its_end_or_its_audits_whatever_their_roles() -> None:
    here = replace(closing(), helpers=(HELPER.id,))
    for person in (HELPER, actor(*Role, id=HELPER.id)):
        assert deletion.part_of(here, person, NORTH) is deletion.Part.NONE
        assert audits.part_of(here, person) is audits.Part.NONE
    assert deletion.part_of(closing(), actor(*Role, id=HELPER.id), NORTH) is deletion.Part.CHECKER


def finding(audit_id: Any) -> Any:
    told = {"classified": a.FindingClass.OBSERVATION, "area": a.ScopeArea.ACCESS, "clause": "1", "description": "words"}
    ids = {"audit_id": audit_id, "finding_id": new_id(), "number": 1, "reference": "x"}
    return a.FindingRecorded(subject=ID, at=AFTER, by=AUDITOR.id, **told, **ids)


AUDITED = {
    audits.Part.AUDITOR: AUDITOR,
    audits.Part.AUDITED: LEAD,
    audits.Part.SIGNATORY: NORTH_SIGNS,
    audits.Part.READER: OFFICER,
    audits.Part.NONE: MEMBER,
}


@pytest.mark.parametrize(("state", "part"), [*itertools.product(AuditState, audits.Part)])
def test_an_audit_moves_only_as_its_table_says(state: AuditState, part: audits.Part) -> None:
    here, person = Audit(id=new_id(), state=state, application_id=ID), AUDITED[part]
    recorded = finding(here.id)
    if state in (AuditState.FIELDWORK, AuditState.CLOSED):
        here = replace(here, findings=(Finding(recorded=recorded),))
    around = Surroundings(closing=closing(), holidays=load().days)
    assert audits.part_of(around.closing, person) is part
    assert set(audits.may(here, around, person, AFTER)) == {c.__name__ for c in audits.MAY[state, part]}
    for command in audit_commands(here, recorded):
        ready = here
        if isinstance(command, a.CloseAudit):
            settled = (Finding(recorded=recorded, state=a.FindingState.CLOSED),)
            ready = replace(here, findings=settled if here.findings else ())
        if type(command) in audits.MAY[state, part]:
            (event,) = audits.decide(command, ready, a_call(person), around)
            assert audits.evolve(event, ready) != ready
        else:
            with pytest.raises((NotPermitted, NotFound)):
                audits.decide(command, ready, a_call(person), around)


def audit_commands(here: Audit, recorded: Any) -> tuple[Command, ...]:
    named = {"application_id": ID, "audit_id": here.id}
    plan = {"kind": a.AuditKind.FULL, "scope": (), "starts_on": AFTER.date(), "for_cause": True, "reason": "a breach"}
    told = {"classified": a.FindingClass.MINOR, "area": a.ScopeArea.USE, "clause": "2", "description": "words"}
    about = {"finding_id": recorded.finding_id}
    return (
        a.PlanAudit(application_id=ID, **plan),
        a.RecordFinding(**named, **told),
        a.AnswerFinding(**named, **about, action="as agreed", owner="Ann"),
        a.CloseFinding(**named, **about, outcome=a.FindingOutcome.CLOSED, note="tested"),
        a.CloseAudit(**named, overall="well kept", risk=a.Risk.LOW),
    )


def test_every_command_is_in_a_table_and_decided() -> None:
    ruled = {rule[0] for rule in (*deletion.RULES, *audits.RULES)}
    assert ruled == set(wire.messages_of("audit", Command))
    for command in ruled:
        decided = deletion.decide.dispatch(command) is not deletion.decide.dispatch(Command)
        assert decided or audits.decide.dispatch(command) is not audits.decide.dispatch(Command)


def test_every_event_has_a_consequence() -> None:
    without = {a.ReceiptIssued}  # what follows of it is in intake: in audit it only ends what was owed
    for event in set(wire.messages_of("audit", Event)) - set(SAID_BY_ALL) - without:
        known = ending.evolve.dispatch(event) is not ending.evolve.dispatch(Event)
        known |= audits.evolve.dispatch(event) is not audits.evolve.dispatch(Event)
        assert known


def test_every_event_survives_the_wire() -> None:
    here = closing()
    said = [
        *deletion.decide(COMMANDS[0], here, a_call(LEAD)),
        *deletion.decide(COMMANDS[1], closing(HolderState.SUBMITTED), a_call(CHECKER)),
        *deletion.decide(COMMANDS[2], closing(HolderState.SUBMITTED), a_call(CHECKER)),
        a.DeletionOrdered(
            subject=ID, at=AFTER, by=LEAD.id, reference="x", agreement_ref="y", releases=(), ended_on=AFTER.date(),
            organisations=tuple(one.must for one in here.holders), due_on=AFTER.date(), reason="expired",
            access=Access.SDE, profile=Profile.DARS,
        ),
    ]  # fmt: skip
    for event in said:
        assert wire.load(type(event), wire.dump(event)) == event


def test_eight_years_after_the_29th_of_february_there_is_a_day_too() -> None:
    assert ending._years_after(date(2096, 2, 29), 8) == date(2104, 2, 29)
    assert ending._years_after(date(2092, 2, 29), 8) == date(2100, 2, 28)
