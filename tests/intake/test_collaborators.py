"""Working on a request by invitation: who may do what, who learns of whom, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from services.contracts.intake import application as say
from services.contracts.message import Conflict, NotFound, NotPermitted, Refused, Role
from services.intake.domain.application.collaborators import LASTS
from services.intake.handlers import application as handlers
from services.intake.handlers import delivery, together
from services.intake.models.correspondence import Mail
from services.intake.models.invitations import InvitationRow
from services.intake.views import together as views
from tests import examples
from tests.intake.accounts import sign_up
from tests.intake.test_application_handlers import (
    ALL,
    LEAD,
    MEMBER,
    OFFICER,
    SECOND,
    STRANGER,
    WRITING,
    World,
    add_person,
)
from tests.support import NOON, actor

BO = actor(id=examples.id_of("bo"), name="Bo Lind")
TALK = ("AddComment", "ResolveThread")
HELPING = ("AddComment", "LeaveApplication", "ResolveThread")
ADDRESS = "bo.lind@northbridge.example"


class Together(World):
    """A request, and people who are invited to it."""

    def invite(self, role="edit", email=ADDRESS, by=LEAD):
        command = say.InviteCollaborator(application_id=self.id, email=email, role=say.CollaboratorRole(role))
        return self.ground.do(together.invite, command, by, self.at)

    def invited(self, by=BO):
        return self.ground.ask(views.my_invitations, say.MyInvitations(), by, self.at).rows

    def accept(self, by=BO, invitation_id=None):
        found = invitation_id or self.invited(by)[0].invitation_id
        return self.ground.do(together.accept, say.AcceptInvitation(invitation_id=found), by, self.at)

    def decline(self, by=BO, invitation_id=None):
        found = invitation_id or self.invited(by)[0].invitation_id
        return self.ground.do(together.decline, say.DeclineInvitation(invitation_id=found), by, self.at)

    def join(self, role="edit"):
        self.invite(role)
        self.accept()
        return self

    def act(self, cls, by=LEAD, **facts):
        handler = {say.WithdrawInvitation: together.withdraw, say.RemoveCollaborator: together.remove,
                   say.LeaveApplication: together.leave}  # fmt: skip
        command = cls(application_id=self.id, **facts)
        return self.ground.do(handler.get(cls, handlers.act), command, by, self.at)

    def mails(self):
        with self.ground.db.read() as session:
            return [(row.invitation_id, row.text) for row in session.scalars(select(Mail)) if row.invitation_id]


def with_bo(world):
    world.ground.do(lambda session, message, call: add_person(session, BO.id, BO.name), None)
    return world.start()


@pytest.fixture
def world(lite_intake):
    return with_bo(Together(lite_intake))


@pytest.fixture
def both(intake):
    """On SQLite and on PostgreSQL."""
    return with_bo(Together(intake))


def test_whoever_is_invited_to_write_writes_and_does_not_submit(both):
    with pytest.raises(NotFound):
        both.read(by=BO)
    both.join("edit")
    both.give(say.SaveDraft, by=BO, answers={"aim": "By Bo"})
    assert both.read(by=BO).answers["aim"] == "By Bo"
    assert set(both.read(by=BO).may) == {*WRITING, *HELPING}
    assert [row.reference for row in both.mine(by=BO).drafts] == ["DAR-2026-00001"]
    with pytest.raises(NotPermitted):
        both.give(say.SubmitApplication, by=BO, declarations=ALL)


def test_whoever_is_invited_to_read_reads_and_changes_nothing(world):
    world.give(say.SaveDraft, answers={"aim": "To learn"}).join("read")
    assert (world.read(by=BO).answers["aim"], world.read(by=BO).may) == ("To learn", HELPING)
    with pytest.raises(NotPermitted):
        world.give(say.SaveDraft, by=BO, answers={"aim": "By Bo"})


def test_support_that_was_declared_is_part_of_the_submission_until_the_draft_changes(world):
    world.fill().join("sign")
    others = tuple(code for code in ALL if code != "sponsor")
    with pytest.raises(Refused):
        world.give(say.SubmitApplication, declarations=others)
    seen = world.read(by=BO).version
    world.give(say.SaveDraft, answers={"aim": "Another aim, told in a few more words than before"})
    with pytest.raises(Conflict):
        world.act(say.DeclareSupport, by=BO, expected_version=seen)
    world.act(say.DeclareSupport, by=BO, expected_version=world.read().version)
    assert [one.supports for one in world.read().collaborators] == [True]
    world.give(say.SaveDraft, answers={"aim": "And another aim, which nobody who signs has seen"})
    assert [one.supports for one in world.read().collaborators] == [False]
    world.act(say.DeclareSupport, by=BO, expected_version=world.read().version)
    world.give(say.SubmitApplication, declarations=others)
    assert "sponsor" in world.ground.said()[-1].declarations


def test_an_invitation_says_nothing_of_accounts_and_nothing_that_a_person_wrote(world):
    known = world.invite(email=ADDRESS)
    unknown = world.invite(email="nobody.yet@northbridge.example")
    assert (known.subject, known.state) == (unknown.subject, unknown.state)
    assert {one.email for one in world.read().invitations} == {ADDRESS, "nobody.yet@northbridge.example"}
    (_, one), (_, other) = world.mails()
    assert one == other, "the same mail, whoever it goes to"
    for text in (one, world.ground.said()[-1].__repr__()):
        assert not any(word in text for word in (LEAD.name, world.read().title, "northbridge"))


def test_somebody_without_an_account_accepts_once_their_address_is_confirmed(both):
    both.invite(email="new.comer@northbridge.example")
    newcomer = actor(id=sign_up(both.ground, "New.Comer@northbridge.example", "New Comer"))
    (found,) = both.invited(newcomer)
    assert (found.reference, found.lead_name, found.role) == ("DAR-2026-00001", "Ada Okafor", "edit")
    both.accept(newcomer)
    assert [one.name for one in both.read().collaborators] == ["New Comer"]
    assert both.invited(newcomer) == ()


def test_nobody_else_accepts_it_and_nobody_can_tell_that_it_is_there(world):
    invitation = world.invite() and world.read().invitations[0].invitation_id
    for someone in (MEMBER, STRANGER, OFFICER):
        assert world.invited(someone) == ()
        with pytest.raises(NotFound):
            world.accept(someone, invitation)
    with pytest.raises(NotFound):
        world.accept(BO, examples.id_of("no such invitation"))


def test_an_invitation_is_withdrawn_replaced_or_over_and_its_address_is_erased(world):
    world.invite("edit")
    (first,) = world.read().invitations
    world.invite("read")
    (second,) = world.read().invitations
    assert (second.role, first.invitation_id == second.invitation_id) == ("read", False)
    with pytest.raises(NotFound):
        world.accept(BO, first.invitation_id)
    world.act(say.WithdrawInvitation, invitation_id=second.invitation_id)
    assert (world.read().invitations, world.invited()) == ((), ())
    world.invite("read")
    (third,) = world.read().invitations
    world.at = NOON + LASTS
    assert (world.read().invitations, world.invited()) == ((), ())
    with pytest.raises(Refused, match="over"):
        world.accept(BO, third.invitation_id)
    world.ground.do(lambda session, message, call: together.erase_ended_invitations(session, call), None, at=world.at)
    with world.ground.db.read() as session:
        assert {row.email for row in session.scalars(select(InvitationRow))} == {""}
        assert {delivery._address(session, row) for row in session.scalars(select(Mail)) if row.invitation_id} == {""}


def test_a_removed_collaborator_is_out_at_once_and_naming_them_does_not_let_them_in(both):
    both.join()
    both.give(say.SaveDraft, by=BO, answers={"aim": "By Bo"})
    both.act(say.RemoveCollaborator, person_id=BO.id)
    for attempt in (lambda: both.read(by=BO), lambda: both.give(say.SaveDraft, by=BO, answers={"aim": "Again"})):
        with pytest.raises(NotFound):
            attempt()
    assert (both.mine(by=BO).drafts, both.read().editing) == ((), ())
    both.give(say.SaveDraft, answers={"team": [{"person": str(BO.id)}]})
    assert (both.read(by=BO).answers, both.read(by=BO).may) == ({}, ())
    both.join("read")
    assert both.read(by=BO).answers["aim"] == "By Bo"


def test_whoever_is_invited_declines_and_the_lead_learns_it_without_a_name(both):
    both.invite()
    (found,) = both.invited()
    for someone in (MEMBER, STRANGER):
        with pytest.raises(NotFound):
            both.decline(someone, found.invitation_id)
    both.decline()
    assert (both.invited(), both.read().invitations, both.read().collaborators) == ((), (), ())
    assert (type(both.ground.said()[-1]), both.ground.said()[-1].invitation_id) == (
        say.InvitationDeclined, found.invitation_id,
    )  # fmt: skip
    with both.ground.db.read() as session:
        assert {row.email for row in session.scalars(select(InvitationRow))} == {""}
    with pytest.raises(NotFound):
        both.accept(invitation_id=found.invitation_id)
    both.join("read")
    assert both.read(by=BO).answers is not None


def test_an_invitation_is_declined_also_after_the_request_went_on(world):
    world.fill().invite("read")
    world.give(say.SubmitApplication, declarations=ALL)
    with pytest.raises(NotPermitted):
        world.accept()
    world.decline()
    assert world.invited() == ()


@pytest.mark.parametrize("role", ["edit", "read", "sign"])
def test_a_collaborator_leaves_at_once_and_never_handles_it_afterwards(world, role):
    world.fill().invite(role, "second@haven.example")
    world.accept(SECOND)
    if role == "sign":
        world.act(say.DeclareSupport, by=SECOND, expected_version=world.read().version)
    if role == "edit":
        world.ground.do(together.open_section, say.OpenSection(application_id=world.id, letter="B"), SECOND, world.at)
        assert [one.letter for one in world.read().editing] == ["B"]
    world.act(say.LeaveApplication, by=SECOND)
    assert (world.read().collaborators, world.read().editing, world.mine(by=SECOND).drafts) == ((), (), ())
    assert (world.read(by=SECOND).answers, world.read(by=SECOND).may) == ({}, ())
    world.give(say.SubmitApplication, declarations=ALL)
    assert SECOND.id in world.read().request.helpers
    with pytest.raises(NotPermitted):
        world.give(say.AssignCaseOfficer, by=OFFICER, officer_id=SECOND.id)


def test_everybody_but_the_lead_can_leave_and_only_once(world):
    world.give(say.SaveDraft, answers={"team": [{"person": str(MEMBER.id)}]}).join("edit")
    with pytest.raises(NotPermitted):
        world.act(say.LeaveApplication, by=LEAD)
    world.act(say.LeaveApplication, by=MEMBER)
    assert (world.read(by=MEMBER).answers, world.read(by=MEMBER).may) == ({}, ())
    world.act(say.LeaveApplication, by=BO)
    with pytest.raises(NotFound):
        world.act(say.LeaveApplication, by=BO)


def test_a_changed_role_holds_from_now_on(world):
    world.join("edit")
    world.act(say.ChangeCollaborator, person_id=BO.id, role=say.CollaboratorRole.READ)
    with pytest.raises(NotPermitted):
        world.give(say.SaveDraft, by=BO, answers={"aim": "By Bo"})
    for cls, facts in ((say.ChangeCollaborator, {"role": say.CollaboratorRole.EDIT}), (say.RemoveCollaborator, {})):
        with pytest.raises(NotFound):
            world.act(cls, person_id=STRANGER.id, **facts)


def test_what_somebody_was_invited_as_goes_before_what_they_are_named_as(world):
    world.give(say.SaveDraft, answers={"team": [{"person": str(BO.id)}]})
    assert "SaveDraft" in world.read(by=BO).may
    world.join("read")
    assert world.read(by=BO).may == HELPING


def test_only_the_lead_invites_and_knows_who_is_invited(world):
    world.join("edit").invite("read", "third@northbridge.example")
    assert world.read(by=BO).invitations == ()
    assert [one.person_id for one in world.read(by=BO).collaborators] == [BO.id]
    with pytest.raises(NotPermitted):
        world.invite(by=BO, email="fourth@northbridge.example")


def test_whoever_has_worked_on_a_request_never_handles_it(world):
    """SoD-01, for case officers who accept an invitation, and for a case officer who is invited."""
    second = "second@haven.example"
    world.fill().invite("read", second)
    world.accept(SECOND)
    world.act(say.RemoveCollaborator, person_id=SECOND.id)
    world.give(say.SubmitApplication, declarations=ALL)
    assert SECOND.id in world.read().request.helpers
    assert world.read(by=SECOND).may == ()
    with pytest.raises(NotPermitted):
        world.give(say.AssignCaseOfficer, by=OFFICER, officer_id=SECOND.id)
    world.give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id)
    world.give(say.ReturnApplication, by=OFFICER, queries=(say.QueryAsked(field="aim", question="Which?"),))
    world.invite("read", "officer@haven.example")
    with pytest.raises(NotPermitted, match="SoD-01"):
        world.accept(OFFICER)


def test_an_address_that_cannot_be_invited_is_refused_and_so_are_too_many(world):
    for address, code in (("bo@gmail.com", "not-a-work-address"), ("lead@northbridge.example", "own-request")):
        with pytest.raises(Refused) as refused:
            world.invite(email=address)
        assert refused.value.code == code
    for number in range(20):
        world.invite(email=f"n{number}@northbridge.example")
    with pytest.raises(Refused) as refused:
        world.invite()
    assert refused.value.code == "too-many"
    world.at = NOON + timedelta(days=1, seconds=1)
    world.invite()


def test_once_it_is_submitted_nobody_joins_but_the_lead_may_still_remove(world):
    world.fill().join().invite("read", "third@northbridge.example")
    world.give(say.SubmitApplication, declarations=ALL)
    with pytest.raises(NotPermitted):
        world.invite(email="fourth@northbridge.example")
    assert Role.PERSON in BO.roles
    world.act(say.RemoveCollaborator, person_id=BO.id)
    with pytest.raises(NotFound):
        world.read(by=BO)
