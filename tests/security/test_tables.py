"""The access tables themselves: whole, enforced at start-up, and in agreement with everything else that decides."""

import importlib

import pytest

from gateway.api.route import PUBLIC, SIGNED_IN
from gateway.api.routes import ROUTES
from services.agreements.domain import framework, permissions
from services.audit.domain import audits, deletion
from services.chassis import gate
from services.chassis.service import Service, command
from services.contracts import access, review, wire
from services.contracts.access import Party, Reach, holders
from services.contracts.intake import SendEnquiry
from services.contracts.message import ANONYMOUS, STAFF, Actor, Call, Command, NotPermitted, Query, Role, new_id
from services.intake.domain import application, enquiry, people
from services.provisioning.domain import may as provisioning
from services.review.domain import may as reviewing
from tests.line.bus import CLASSES

from .expected import EVERY, TABLES

OPEN_RULES = {
    "SoD-07": "there are no output requests yet, so nobody checks one",
    "SoD-09": "keys are files of the service: no person holds one, and nothing re-identifies",
}


@pytest.mark.parametrize("service", wire.SERVICES)
def test_a_table_names_every_message_of_its_service_and_no_other(service: str) -> None:
    asked = {*wire.messages_of(service, Command), *wire.messages_of(service, Query)}
    assert set(TABLES[service]) == asked | set(gate.OPERATIONS)


def test_a_service_that_answers_what_its_table_does_not_name_does_not_start() -> None:
    with pytest.raises(TypeError, match="says nothing of SendEnquiry"):

        class Forgetful(Service):
            name = "intake"
            access = {}

            @command
            def send_enquiry(self, session: object, command: SendEnquiry, call: Call) -> None:
                raise AssertionError("never reached")


@pytest.mark.parametrize("role", sorted(Role))
def test_the_gate_lets_in_exactly_whom_a_row_names(role: Role) -> None:
    actor = Actor(id=new_id(), roles=frozenset({role} | ({Role.PERSON} if role in STAFF else set())))
    for message, row in EVERY.items():
        party = any(isinstance(one, Party) for one in row)
        named = Role.PUBLIC in row or bool(actor.roles & set(row)) or (party and Role.PERSON in actor.roles)
        try:
            gate.check(EVERY, message, actor)
            assert named, f"{role} {message.__name__}"
        except NotPermitted:
            assert not named, f"{role} {message.__name__}"


def test_nobody_in_particular_passes_where_a_row_says_so_and_nowhere_else() -> None:
    public = {message for message, row in EVERY.items() if access.admits(row, ANONYMOUS)}
    assert public == {message for message, row in EVERY.items() if row == access.PUBLIC}


def test_nobody_has_two_reaches_in_one_row() -> None:
    with pytest.raises(ValueError, match="two reaches"):
        access.grants(own=(Role.SIRO,), all=(Role.SIRO,))


def test_the_gateways_first_gate_is_the_tables() -> None:
    """Public, signed in, or staff: what a route says of who may ask follows from the rows."""
    wrong = []
    for route in ROUTES:
        row = EVERY[route.message]
        persons = Role.PERSON in row or any(isinstance(one, Party) for one in row)
        if Role.PUBLIC in row:
            right = route.who == PUBLIC
        elif persons:  # a route may be for staff only where another one is for one's own
            right = route.who == SIGNED_IN or "person_id" in route.in_path
        else:
            right = route.who != SIGNED_IN and set(holders(row)) <= route.who <= STAFF
        if not right:
            wrong.append(route.endpoint)
    assert wrong == []


def given(may: dict) -> dict[type, set]:
    """For each command, the parts that some state gives it to."""
    found: dict[type, set] = {}
    for (_, part), commands in may.items():
        for one in commands:
            found.setdefault(one, set()).add(part)
    return found


# What each part of a state table is, in the words of the access table.
ENQUIRY = {
    enquiry.Part.ANYONE: {Role.PERSON}, enquiry.Part.ENQUIRER: {Party.APPLICANT},
    enquiry.Part.OFFICER: {Role.CASE_OFFICER, Role.IG_LEAD},
    enquiry.Part.ADVISER: {Role.CHAIR, Role.SECRETARIAT, Role.IG_LEAD, Role.CALDICOTT_GUARDIAN},
}  # fmt: skip
APPLICATION = {
    application.Part.ANYONE: {Role.PERSON}, application.Part.LEAD: {Party.APPLICANT},
    application.Part.EDITOR: {Party.TEAM}, application.Part.READER: {Party.TEAM},
    application.Part.SIGNATORY: {Party.SIGNATORY}, application.Part.INVITED: {Role.PERSON},
    application.Part.TEAM: {Party.TEAM}, application.Part.CASE_OFFICER: {Role.CASE_OFFICER},
    application.Part.OFFICER: {Role.CASE_OFFICER}, application.Part.FREE_OFFICER: {Role.CASE_OFFICER},
    application.Part.IG_LEAD: {Role.IG_LEAD}, application.Part.CHAIR: {Role.CHAIR},
}  # fmt: skip
PEOPLE = {
    people.Part.SELF: {Role.PERSON}, people.Part.ADMINISTRATOR: {Role.ADMINISTRATOR},
    people.Part.GRANTER: {Role.ADMINISTRATOR, Role.SIRO}, people.Part.CHECKER: {Role.CASE_OFFICER, Role.IG_LEAD},
    people.Part.DOOR: {Role.PUBLIC},
}  # fmt: skip
AGREEMENT = {
    **{role: {role} for role in Role}, permissions.Part.LEAD: {Party.APPLICANT}, permissions.Part.MEMBER: {Party.TEAM},
    permissions.Part.SIGNATORY: {Party.SIGNATORY}, permissions.Part.SUBMITTER: {Party.SUBMITTER},
}  # fmt: skip
PROJECT = {
    provisioning.Part.MEMBER: {Party.APPLICANT, Party.TEAM}, provisioning.Part.SUBMITTER: {Party.SUBMITTER},
    provisioning.Part.ANALYST: {Role.PRODUCTION_ANALYST}, provisioning.Part.QA: {Role.PRODUCTION_QA},
    provisioning.Part.APPROVER: {Role.RELEASE_APPROVER}, provisioning.Part.SDE_ADMIN: {Role.SDE_ADMIN},
}  # fmt: skip
CERTIFICATE = {
    deletion.Part.APPLICANT: {Party.APPLICANT}, deletion.Part.SIGNATORY: {Party.SIGNATORY},
    deletion.Part.CHECKER: {Role.IG_LEAD, Role.AUDITOR},
}  # fmt: skip
AUDIT = {audits.Part.AUDITOR: {Role.AUDITOR}, audits.Part.AUDITED: {Party.APPLICANT}}
CASE = {
    **{part: {role} for role, part in reviewing.ACCOUNT.items()},
    reviewing.Part.APPLICANT: {Party.APPLICANT}, reviewing.Part.TEAM: {Party.TEAM},
    reviewing.Part.REVIEWER: {Role.REVIEWER, Role.IG_LEAD}, reviewing.Part.MEMBER: {Role.REVIEWER, Role.IG_LEAD},
    reviewing.Part.DELEGATE: {Party.DELEGATE},
}  # fmt: skip
STATES = {
    "enquiry": (enquiry.MAY, ENQUIRY), "application": (application.MAY, APPLICATION), "people": (people.MAY, PEOPLE),
    "case": (reviewing.MAY, CASE), "agreement": (permissions.MAY, AGREEMENT), "framework": (framework.MAY, AGREEMENT),
    "project": (provisioning.MAY, PROJECT), "certificate": (deletion.MAY, CERTIFICATE), "audit": (audits.MAY, AUDIT),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
def test_what_a_state_table_gives_is_what_the_access_table_grants(name: str) -> None:
    """No second truth: the parts that may do something in some state are those of its row, and the other way round."""
    may, parts = STATES[name]
    for message, who in given(dict(may)).items():
        row = EVERY[message]
        assert set().union(*(parts[one] for one in who)) == set(row), message.__name__


def test_members_who_only_read_have_no_more_than_the_table_says() -> None:
    assert EVERY[review.RecordReview] == access.grants(assigned=(Role.REVIEWER, Role.IG_LEAD))
    assert Reach.ALL not in EVERY[review.RecordReview].values()


def test_every_rule_of_separation_names_guards_that_are_there_or_says_that_it_is_open() -> None:
    found: dict[str, list[str]] = {}
    for service in CLASSES:
        table = importlib.import_module(f"services.{service}.domain.access").SEPARATION
        for rule, guards in table.items():
            for guard in guards:
                module, _, name = guard.rpartition(".")
                assert callable(getattr(importlib.import_module(f"services.{service}.domain.{module}"), name)), guard
                found.setdefault(rule, []).append(guard)
    every = [f"SoD-{number:02}" for number in range(1, 19)]
    assert sorted({*found, *OPEN_RULES}) == every
    assert not set(found) & set(OPEN_RULES)


def test_states_and_parts_are_all_named_here() -> None:
    for may, parts in STATES.values():
        given_to = {part for (_, part), commands in may.items() if commands}
        assert given_to <= set(parts), given_to - set(parts)
