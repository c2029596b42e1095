"""Requests that begin with what an earlier one, or an enquiry, says."""

from dataclasses import replace

import pytest

from services.contracts import review
from services.contracts.intake import application as say
from services.contracts.intake import enquiry as enquiries
from services.contracts.message import NotFound, NotPermitted, Refused, new_id
from services.contracts.request import Access, Profile
from services.intake import models
from services.intake.domain.application import carrying
from services.intake.domain.enquiry import Enquiry
from services.intake.domain.enquiry import State as EnquiryState
from services.intake.domain.form import SHIPPED, shape_problems
from services.intake.handlers import copying as handlers
from services.intake.views import origin as views
from tests import examples
from tests.intake.test_application_handlers import ALL, LEAD, MEMBER, OFFICER, World
from tests.support import NOON


class Again(World):
    """Requests, one after the other."""

    def copy(self, title="The next one", by=LEAD, **facts):
        command = say.CopyApplication(application_id=self.id, title=title, **facts)
        self.earlier, self.id = self.id, self.ground.do(handlers.copy, command, by, self.at).subject
        return self

    def renew(self, kind="renewal", by=LEAD):
        command = say.RenewApplication(application_id=self.id, kind=say.Again(kind))
        self.earlier, self.id = self.id, self.ground.do(handlers.renew, command, by, self.at).subject
        return self

    def origin(self, by=LEAD):
        return self.ground.ask(views.read, say.ReadOrigin(application_id=self.id), by, self.at)


@pytest.fixture
def world(lite_intake):
    return Again(lite_intake)


@pytest.fixture
def both(intake):
    """On SQLite and on PostgreSQL."""
    return Again(intake)


def test_a_copy_begins_with_what_carries_over_and_the_earlier_one_is_as_it_was(both):
    both.submitted()
    before = both.read()
    both.copy()
    seen = both.read()
    assert (seen.title, seen.state, seen.documents, seen.version) == ("The next one", "DRAFT", (), 1)
    assert seen.answers["aim"] == before.answers["aim"]
    assert (seen.answers["title"], seen.answers["kind"]) == ("The next one", "new")
    assert not carrying.OWN - {"title", "kind"} & set(seen.answers)
    assert seen.reference != before.reference
    both.id = both.earlier
    assert both.read() == before


def test_a_draft_that_was_never_submitted_is_copied_as_it_stands(world):
    world.start().give(say.SaveDraft, answers={"aim": "Half a thought"}).copy()
    assert world.read().answers["aim"] == "Half a thought"


def test_what_was_carried_over_is_listed_until_it_is_changed(world):
    world.submitted().copy()
    listed = {one.field: one.reason for one in world.origin().check}
    assert {"team", "datasets", "controllers"} <= set(listed)
    assert "approval" not in listed
    team = [*world.read().answers["team"][:1]]
    world.give(say.SaveDraft, answers={"team": team})
    assert "team" not in {one.field for one in world.origin().check}
    assert "datasets" in {one.field for one in world.origin().check}
    (change,) = [one for one in world.origin().changes if one.field == "team"]
    assert change.rows
    assert (world.origin().kind, world.origin().origin_version) == ("copy", 1)


def test_only_ones_own_requests_are_copied_and_the_national_service_asks_for_an_invitation(world):
    world.submitted()
    with pytest.raises(NotPermitted):
        world.copy(by=MEMBER)
    with pytest.raises(NotPermitted):
        world.copy(by=OFFICER)
    invitation = invited(world)
    world.id = world.start("dars", enquiry_id=invitation).id
    with pytest.raises(Refused) as refused:
        world.copy()
    assert refused.value.code == "no-invitation"
    with pytest.raises(Refused):
        world.copy(enquiry_id=invitation)
    with pytest.raises(NotFound):
        world.copy(enquiry_id=invited(world, contact_id=MEMBER.id))
    another = invited(world)
    world.copy(enquiry_id=another)
    with pytest.raises(Refused):
        world.copy(enquiry_id=another)


def test_an_approved_request_is_renewed_or_extended_and_no_other(both):
    both.submitted()
    with pytest.raises(NotPermitted):
        both.renew()
    both.give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id).accept()
    both.hear("review", review.ApplicationApproved, request=both.read().request, outcome="approved", conditions=(),
              reasons=())  # fmt: skip
    first = both.read()
    assert "RenewApplication" in both.mine().approved[0].may
    both.renew()
    said = both.read().answers
    assert (said["kind"], said["previous_reference"]) == ("renewal", f"DSA-{first.reference.removeprefix('DAR-')}-v1.0")
    assert (said["title"], said["approval"]) == (first.title, "full")
    assert ("G-CARRIED", "previous_reference") in waiting(both), "its edition may be another one by now"
    assert "yielded_benefits" in {one.field for one in both.read().missing}, "a renewal tells what came of it"
    assert both.origin().kind == "renewal"
    both.id = both.earlier
    both.renew("extension")
    assert both.read().answers["kind"] == "extension"


def waiting(world):
    """What stands against submitting because it was carried over."""
    return {(one.code, one.field) for one in world.read().missing if one.code == "G-CARRIED"}


def test_what_was_carried_over_is_missing_until_it_is_confirmed_or_saved(both):
    both.submitted().copy()
    keys = {one.field for one in both.origin().check}
    assert keys == {field for _, field in waiting(both)} == set(both.read().look_again)
    assert keys == {key for key in carrying.LOOK if both.read().answers.get(key)}
    for kind in examples.example("hospital", "full")["documents"]:
        both.give(say.AttachDocument, kind=kind, sha256="a" * 64, filename="x.pdf")
    own = {key: value for key, value in examples.answers("hospital").items() if key in carrying.OWN - {"title", "kind"}}
    both.give(say.SaveDraft, answers=own)
    with pytest.raises(Refused) as refused:
        both.give(say.SubmitApplication, declarations=ALL)
    assert {one.code for one in refused.value.problems} == {"G-CARRIED"}
    both.give(say.SaveDraft, answers={"team": both.read().answers["team"]})
    assert waiting(both) == {("G-CARRIED", key) for key in keys - {"team"}}
    both.give(say.ConfirmAnswers, keys=tuple(keys - {"team"}))
    assert (waiting(both), both.origin().check) == (set(), ())
    both.give(say.SubmitApplication, declarations=ALL)


def test_a_request_of_ones_own_or_after_an_enquiry_or_agreement_in_principle_waits_for_nothing_of_this(world):
    world.start()
    assert world.read().look_again == ()
    world.start("dars", enquiry_id=invited(world))
    assert (world.read().look_again, waiting(world)) == ((), set())


def test_my_requests_say_what_i_may_do_with_each(world):
    world.submitted().copy()
    (draft,), (submitted,) = world.mine().drafts, world.mine().submitted
    assert (draft.may, submitted.may) == (("CopyApplication", "SaveDraft"), ("CopyApplication",))
    assert "CopyApplication" not in {name for row in world.mine(by=MEMBER).submitted for name in row.may}


def test_a_full_request_stands_beside_the_provisional_one_with_its_concerns(world):
    world.start(approval="provisional").fill(approval="provisional")
    world.give(say.SubmitApplication, declarations=ALL).give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id)
    world.accept()
    facts = {"concerns": ("Say more about the controls",), "outstanding": (), "valid_until": NOON.date()}
    world.hear("review", review.ApplicationApprovedProvisionally, request=world.read().request, **facts)
    first = world.id
    world.start(provisional_id=first)
    world.give(say.SaveDraft, answers={"aim": "Another aim, told in a few more words"})
    seen = world.origin()
    assert (seen.kind, seen.origin_id, seen.concerns) == ("provisional", first, facts["concerns"])
    assert "aim" in {change.field for change in seen.changes}
    assert seen.unchanged > 20
    with pytest.raises(NotPermitted):
        world.origin(by=OFFICER)


ASSESSED = enquiries.Assessment(
    access_service=Access.SDE, access_reason="x", evidence_needed=(), preparations=(), agreements_needed=(),
    signatories=(), time_estimate="x", application_cost_pence=100, service_cost_pence=23,
)  # fmt: skip
ASKED = Enquiry(
    id=new_id(), reference="ENQ-2026-00001", state=EnquiryState.INVITED, contact_id=LEAD.id, profile=Profile.DARS,
    organisation_id=examples.id_of("university"), data_wanted="Admissions after falls", datasets=("HES_APC",),
    purpose_summary="To learn why people fall", organisations=("Northbridge", "Eastmere"), assessment=ASSESSED,
    funding_source="The Falls Fund", received_at=NOON, waiting_since=NOON,
    early_advice=enquiries.EarlyAdvice(support=enquiries.Support.SUPPORTED, summary="Well", actions=("Ask patients",)),
)  # fmt: skip


def invited(world, **facts):
    one = replace(ASKED, id=new_id(), **{"reference": f"ENQ-2026-{new_id().hex[-8:]}", **facts})
    world.ground.do(lambda session, message, call: models.enquiry.save(session, one), None)
    return one.id


def test_what_enquiry_and_assessment_said_fills_the_form_and_is_listed(both):
    both.start("dars", enquiry_id=invited(both))
    said = both.read().answers
    assert said["aim"] == "To learn why people fall"
    assert said["datasets"] == [{"dataset": "HES_APC", "reason": "Admissions after falls"}]
    assert (said["access"], said["estimate_pence"], said["funder"]) == ("sde", 123, "The Falls Fund")
    assert "Northbridge, Eastmere" in said["processing"]
    assert "Ask patients" in said["ethical_issues"]
    seen = both.origin()
    assert seen.kind == "enquiry"
    assert "access" not in {one.field for one in seen.check}
    assert {"aim", "datasets", "processing", "funder"} <= {one.field for one in seen.check}
    both.give(say.SaveDraft, answers={"aim": "To learn, at length and in detail, why people fall"})
    assert "aim" not in {one.field for one in both.origin().check}


def test_every_question_of_the_tables_is_one_of_the_form_and_is_filled_with_an_answer_to_it():
    assert set(carrying.RENEWED) | set(carrying.ENQUIRED) | carrying.OWN <= set(SHIPPED.fields)
    full, bare = carrying.enquired(ASKED), carrying.enquired(Enquiry(id=new_id(), data_wanted="All of it"))
    assert set(full) == set(carrying.ENQUIRED) - {"necessity"}
    assert bare == {"necessity": "All of it"}
    for key, value in {**full, **bare}.items():
        assert list(shape_problems(SHIPPED.fields[key], value)) == [], key
