"""Given this history of a user, this is asked: these events follow, or this refusal."""

from datetime import date, timedelta

import pytest

from services.contracts import provisioning as p
from services.contracts.message import Refused
from services.contracts.provisioning import (
    IdentityMethod,
    MemberState,
    ProjectState,
)
from services.provisioning.domain import (
    membership,
    rules,
)
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    LEAD,
    MEMBER,
    STRANGER,
    TRAINED,
    TRAINING,
    code_of,
    names,
)


def test_a_project_opens_with_the_people_named_in_the_request_not_yet_verified():
    project = given.opened()
    assert project.state is ProjectState.SETUP
    assert [(one.person_id, one.state) for one in project.members] == [
        (LEAD.id, MemberState.REQUESTED), (MEMBER.id, MemberState.REQUESTED)
    ]  # fmt: skip
    assert rules.hear(given.generated(), project, given.call()) == []


def test_a_user_is_verified_with_identity_terms_training_and_affiliation():
    project = given.obey(given.opened(), LEAD, given.terms())
    [event] = given.ask(project, ADMIN, given.verify(), known=TRAINING)
    assert isinstance(event, p.DataUserVerified)
    assert (event.person_id, event.valid_to, event.last4) == (LEAD.id, TRAINED, "1234")


@pytest.mark.parametrize(
    ("change", "training", "problem"),
    [
        ({}, None, "training-not-in-date"),
        ({}, date(2026, 6, 30), "training-not-in-date"),
        ({"training_expires": TRAINED + timedelta(days=1)}, TRAINED, "training-differs"),
        ({"affiliation": given.UUID(int=999)}, TRAINED, "affiliation-unknown"),
        ({"last4": "12"}, TRAINED, "identity-incomplete"),
        ({"document_type": ""}, TRAINED, "identity-incomplete"),
    ],
)
def test_each_part_of_the_check_of_a_user_can_fail(change, training, problem):
    project = given.obey(given.opened(), LEAD, given.terms())
    with pytest.raises(Refused) as raised:
        given.ask(project, ADMIN, given.verify(**change), known=rules.Known(training=training))
    assert code_of(raised) == {"guards-unmet", problem}


def test_without_terms_nobody_is_verified_and_old_terms_are_not_terms():
    with pytest.raises(Refused) as raised:
        given.ask(given.opened(), ADMIN, given.verify(), known=TRAINING)
    assert code_of(raised) == {"guards-unmet", "terms-not-accepted"}
    with pytest.raises(Refused) as raised:
        given.ask(given.opened(), LEAD, p.AcceptUserTerms(application_id=APPLICATION, version="2019-1"))
    assert raised.value.code == "terms-version"


def test_an_institutional_sign_in_needs_no_document():
    project = given.obey(given.opened(), LEAD, given.terms())
    command = given.verify(identity_method=IdentityMethod.INSTITUTIONAL_SIGN_IN, document_type="", last4="")
    assert names(given.ask(project, ADMIN, command, known=TRAINING)) == ["DataUserVerified"]


def test_nobody_can_be_verified_who_is_not_named_in_the_agreement():
    with pytest.raises(Refused) as raised:
        given.ask(given.opened(), ADMIN, given.verify(STRANGER), known=TRAINING)
    assert raised.value.code == "not-named"


def test_a_refused_user_can_be_verified_when_the_reason_is_gone():
    project = given.obey(given.opened(), LEAD, given.terms())
    refusal = p.RefuseUser(application_id=APPLICATION, person_id=LEAD.id, reason="the contract has ended")
    project = given.obey(project, ADMIN, refusal)
    assert project.member(LEAD.id).state is MemberState.REFUSED
    project = given.obey(project, ADMIN, given.verify(), known=TRAINING)
    assert project.member(LEAD.id).state is MemberState.VERIFIED


def test_membership_ends_with_the_training_and_returns_with_its_renewal():
    project = given.active()
    on_the_day = given.call(at=given.day_after(TRAINED) - timedelta(seconds=1))
    after = given.call(at=given.day_after(TRAINED))
    assert membership.expired(project, on_the_day) == []
    events = membership.expired(project, after)
    assert names(events) == ["MembershipSuspended"]
    project = rules.fold(events, project)
    assert membership.expired(project, after) == []
    later = TRAINED + timedelta(days=365)
    assert membership.judged(project, LEAD.id, later, False, after) == []
    [restored] = membership.judged(project, LEAD.id, later, True, after)
    project = rules.fold([restored], project)
    assert (project.member(LEAD.id).state, project.member(LEAD.id).valid_to) == (MemberState.ACTIVE, later)


def test_evidence_that_is_rejected_suspends_and_better_evidence_extends():
    project, later = given.active(), TRAINED + timedelta(days=30)
    assert names(membership.judged(project, LEAD.id, None, False, given.call())) == ["MembershipSuspended"]
    assert names(membership.judged(project, LEAD.id, later, True, given.call())) == ["MembershipExtended"]
    assert membership.judged(project, LEAD.id, TRAINED, True, given.call()) == []
    assert membership.judged(project, STRANGER.id, later, True, given.call()) == []
