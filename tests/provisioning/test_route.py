"""The route of the data is the access service that the signed agreement names, and no other (S4-43, S1-32 to S1-34)."""

from dataclasses import replace

import pytest

from services.contracts import provisioning as p
from services.contracts.message import NotPermitted, Refused
from services.contracts.provisioning import Delivery, ReleaseState
from services.contracts.request import Access
from services.provisioning.domain import guards, waiting
from services.provisioning.domain.project import Project
from tests.provisioning import given
from tests.provisioning.given import ADMIN, APPLICATION, BUILDER, LEAD, NOON, ONE, OTHER, READY, STRANGER, code_of

START = p.StartProduction(application_id=APPLICATION)


def granting(access: Access, project: Project) -> Project:
    """The same project under an agreement for another access service."""
    return replace(project, request=replace(project.asked, access=access))


def place_of(project: Project) -> str:
    return {track.track: track.detail for track in guards.tracks(project)}["access"]


@pytest.mark.parametrize(
    ("access", "delivery", "place"),
    [(Access.SDE, Delivery.SDE, "workspace"), (Access.EXTRACT, Delivery.SECURE_TRANSFER, "transfer area")],
)
def test_an_agreement_for_the_environment_or_an_extract_is_delivered_by_that_route_only(access, delivery, place):
    project = granting(access, given.checked())
    for approver in (ONE, OTHER):
        [approved] = given.ask(project, approver, given.approve())
        assert (approved.final, approved.delivery) == (approver is OTHER, delivery)
        project = given.rules.fold([approved], project)
    assert [wait.task for wait in waiting.waits(project) if wait.who == "sde-admin"] == [f"Create the {place}"]
    events = given.ask(project, ADMIN, p.CreateWorkspace(application_id=APPLICATION), known=READY)
    assert events[0].delivery is delivery
    project = given.rules.fold(events, project)
    assert (project.release.state, project.release.delivery) == (ReleaseState.DELIVERED, delivery)
    assert place_of(project) == place


def test_a_verified_recipient_fetches_an_extract_through_the_gateway_and_nobody_else_does():
    project = granting(Access.EXTRACT, given.active())
    [fetched] = given.ask(project, LEAD, given.open_file())
    assert (fetched.person_id, fetched.file) == (LEAD.id, given.FILES[0].name)
    for other in (given.MEMBER, ADMIN, STRANGER):  # not verified; not a recipient; not even of this project
        with pytest.raises(NotPermitted):
            given.ask(project, other, given.open_file())


@pytest.mark.parametrize("access", [Access.QUERY_SERVICE, Access.TABULATION])
def test_a_service_that_releases_no_files_is_refused_by_name_before_production_with_what_to_do(access):
    signed = given.signed(given.request(access=access))
    with pytest.raises(Refused) as raised:
        given.ask(signed, BUILDER, START)
    assert code_of(raised) == {"guards-unmet", "G-ACCESS"}
    assert access.value in raised.value.detail
    assert "amend the agreement" in raised.value.detail
    assert "StartProduction" not in waiting.offered(signed, BUILDER, NOON)


@pytest.mark.parametrize("access", [Access.QUERY_SERVICE, Access.TABULATION])
def test_an_agreement_changed_to_such_a_service_later_releases_nothing_either(access):
    with pytest.raises(Refused) as raised:
        given.ask(granting(access, given.checked()), ONE, given.approve())
    assert "G-ACCESS" in code_of(raised)
    place = p.CreateWorkspace(application_id=APPLICATION)
    with pytest.raises(Refused) as raised:
        given.ask(granting(access, given.released()), ADMIN, place, known=READY)
    assert raised.value.code == "no-route"


def test_every_access_service_has_a_route_or_is_refused():
    for access in Access:
        project = given.signed(given.request(access=access))
        unmet = {problem.code for problem in guards.to_start(project, NOON)}
        assert unmet == (set() if access in (Access.SDE, Access.EXTRACT) else {"G-ACCESS"})
