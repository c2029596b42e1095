"""Working on a request together, as pages."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.contracts import intake
from services.contracts.message import Done

from .conftest import Browser, Willing
from .test_drafting import ANN, DRAFT, HERE, KEY

Browse = Callable[..., Browser]
BO, INVITATION = uuid4(), uuid4()
UNTIL = datetime(2026, 7, 15, tzinfo=UTC)
SHARING = ("ChangeCollaborator", "InviteCollaborator", "RemoveCollaborator", "WithdrawInvitation")
EDIT = intake.CollaboratorRole.EDIT
SHARED = dataclasses.replace(
    DRAFT, may=(*DRAFT.may, *SHARING),
    collaborators=(intake.CollaboratorView(person_id=BO, name="Bo Lind", role=EDIT, supports=False),),
    invitations=(intake.InvitationView(invitation_id=INVITATION, email="cy@hospital.nhs.uk", role=EDIT,
                                       expires_at=UNTIL),),
)  # fmt: skip


@pytest.fixture
def given(bus: Willing) -> list[Any]:
    """The commands that were given in this test."""
    found: list[Any] = []
    bus.answers[intake.ReadApplication] = SHARED
    for cls in (intake.InviteCollaborator, intake.ChangeCollaborator, intake.RemoveCollaborator, intake.DeclareSupport,
                intake.WithdrawInvitation, intake.AcceptInvitation):  # fmt: skip
        bus.answers[cls] = lambda m, _: found.append(m) or Done(subject=KEY, version=8)
    return found


def test_the_lead_sees_who_works_on_it_and_who_is_invited_and_changes_it(browse: Browse, given: list[Any]) -> None:
    page = browse("person").get(f"{HERE}/together").text
    assert "Bo Lind" in page
    assert "cy@hospital.nhs.uk" in page
    for href in (f"/together/{BO}/role", f"/together/{BO}/remove", f"/together/invitations/{INVITATION}/withdraw"):
        assert f'href="{HERE}{href}"' in page
    answer = browse("person").post(f"{HERE}/together/invite", email="dee@hospital.nhs.uk", role="read")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/together")
    browse("person").post(f"{HERE}/together/{BO}/role", role="sign")
    browse("person").post(f"{HERE}/together/{BO}/remove")
    browse("person").post(f"{HERE}/together/invitations/{INVITATION}/withdraw")
    said = [type(one).__name__ for one in given]
    assert said == ["InviteCollaborator", "ChangeCollaborator", "RemoveCollaborator", "WithdrawInvitation"]
    assert (given[0].email, given[0].role, given[1].person_id, given[1].role) == (
        "dee@hospital.nhs.uk", "read", BO, "sign")  # fmt: skip


def test_who_may_not_invite_is_offered_nothing(browse: Browse, bus: Willing, given: list[Any]) -> None:
    bus.answers[intake.ReadApplication] = dataclasses.replace(SHARED, may=(), invitations=())
    page = browse("person").get(f"{HERE}/together").text
    assert "Bo Lind" in page
    assert "/together/" not in page
    assert browse("person").get(f"{HERE}/together/invite").status_code == 403


def test_an_invitation_is_accepted_from_its_list_and_leads_to_the_request(browse: Browse, bus: Willing,
                                                                           given: list[Any]) -> None:  # fmt: skip
    mine = intake.MyInvitation(
        invitation_id=INVITATION, application_id=KEY, reference="DAR-2026-00001", title="Asthma in winter",
        lead_name="Ann Example", role=EDIT, expires_at=UNTIL,
    )  # fmt: skip
    may = ("AcceptInvitation", "DeclineInvitation")
    bus.answers[intake.MyInvitations] = intake.MyInvitationsView(rows=(mine,), may=may)
    assert "You are invited to work on 1 request" in browse("person").get("/my/requests").text
    page = browse("person").get("/my/invitations").text
    assert "Ann Example" in page
    assert f'href="/my/invitations/{INVITATION}/accept"' in page
    answer = browse("person").post(f"/my/invitations/{INVITATION}/accept")
    assert answer.headers["Location"] == f"/requests/{KEY}"
    assert given[0].invitation_id == INVITATION
    assert f'href="/my/invitations/{INVITATION}/decline"' in page
    bus.answers[intake.DeclineInvitation] = lambda m, _: given.append(m) or Done(subject=KEY)
    answer = browse("person").post(f"/my/invitations/{INVITATION}/decline")
    assert (answer.headers["Location"], given[1].invitation_id) == ("/my/invitations", INVITATION)


def test_a_collaborator_leaves_from_the_list_of_who_works_on_it(browse: Browse, bus: Willing) -> None:
    left: list[Any] = []
    bus.answers[intake.LeaveApplication] = lambda m, _: left.append(m) or Done(subject=KEY)
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, may=("SaveDraft", "LeaveApplication"))
    assert f'href="{HERE}/together/leave"' in browse("person").get(f"{HERE}/together").text
    answer = browse("person").post(f"{HERE}/together/leave")
    assert (answer.headers["Location"], left[0].application_id) == ("/my/requests", KEY)


def test_whoever_signs_declares_what_they_have_read_and_the_lead_need_not(browse: Browse, bus: Willing,
                                                                           given: list[Any]) -> None:  # fmt: skip
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, may=("DeclareSupport",))
    browse("person").post(f"{HERE}/support", expected_version="7")
    assert given[0].expected_version == 7
    people = (intake.CollaboratorView(person_id=ANN, name="Ann", role=intake.CollaboratorRole.SIGN, supports=True),)
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, collaborators=people)
    page = browse("person").get(f"{HERE}/submit").text
    assert 'value="sponsor"' not in page
    bus.answers[intake.ReadApplication] = DRAFT
    assert 'value="sponsor"' in browse("person").get(f"{HERE}/submit").text


def test_a_request_is_copied_or_renewed_and_the_draft_says_what_to_look_at(
    browse: Browse, bus: Willing, given: list[Any]
) -> None:
    kept: list[Any] = []
    for cls in (intake.CopyApplication, intake.RenewApplication):
        bus.answers[cls] = lambda m, _: kept.append(m) or Done(subject=BO)
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, may=("CopyApplication", "RenewApplication"))
    answer = browse("person").post(f"{HERE}/copy", title="Asthma in summer")
    assert answer.headers["Location"] == f"/requests/{BO}/draft"
    browse("person").post(f"{HERE}/renew", kind="extension")
    assert (kept[0].title, kept[1].kind) == ("Asthma in summer", "extension")
    check = (intake.CarriedOver(field="team", label="Team", letter="J", reason="People may have left"),)
    change = intake.AnswerChange(field="aim", question="B2", section="B", label="Aim", type="long",
                                 how=intake.Differs.CHANGED, before="Then", after="Now")  # fmt: skip
    bus.answers[intake.ReadOrigin] = intake.OriginView(
        application_id=KEY, reference="DAR-2026-00002", title="Asthma", kind="provisional", origin_id=BO,
        origin_reference="DAR-2026-00001", origin_version=2, concerns=("Say more",), changes=(change,), check=check,
    )  # fmt: skip
    page = browse("person").get(f"{HERE}/origin").text
    for told in ("Say more", "Then", "Now", "People may have left", f'href="{HERE}/draft/J#team"', "version 2"):
        assert told in page, told
    assert "1 answer stands as carried over" in browse("person").get(f"{HERE}/draft").text


def test_what_may_be_done_with_a_request_is_offered_beside_it(browse: Browse, bus: Willing) -> None:
    mine = bus.ask(intake.MyRequests(), None)
    row = dataclasses.replace(mine.approved[0], application_id=KEY, may=("RenewApplication", "CopyApplication"))
    bus.answers[intake.MyRequests] = dataclasses.replace(mine, drafts=(), submitted=(), approved=(row,))
    page = browse("person").get("/my/requests").text
    assert f'href="{HERE}/renew"' in page
    assert f'href="{HERE}/copy"' in page
    assert f'href="{HERE}/draft"' not in page


def commented(resolved: bool = False, audiences: tuple[Any, ...] = (intake.Audience.TEAM,)) -> intake.CommentsView:
    """One thread on the aim of the work."""
    said = intake.CommentView(comment_id=uuid4(), at=UNTIL, by=BO, name="Bo Lind", text="Why so <b>few</b>?")
    about = {"field": "aim", "label": "Aim", "letter": "B", "audience": intake.Audience.TEAM, "resolved": resolved}
    thread = intake.ThreadView(thread_id=INVITATION, comments=(said,), resolved_by="Bo Lind", **about)
    return intake.CommentsView(application_id=KEY, reference="DAR-2026-00001", title="Asthma", threads=(thread,),
                               audiences=audiences, may=("AddComment", "ResolveThread"))  # fmt: skip


def test_comments_stand_beside_their_question_without_a_script(browse: Browse, bus: Willing, given: list[Any]) -> None:
    bus.answers[intake.ReadComments] = commented()
    page = browse("person").get(f"{HERE}/draft/B").text
    assert page.count("Why so &lt;b&gt;few&lt;/b&gt;?") == 1
    assert "Comments (1 open, 0 settled)" in page.split('name="aim"')[1]
    assert f'href="{HERE}/comments/aim?thread={INVITATION}"' in page
    assert f'href="{HERE}/comments/lay_summary"' in page, "every question can be commented on"
    assert page.count("<form") == browse("person").get(f"{HERE}/draft/B").text.count("</form>")


def test_a_comment_is_added_answered_and_settled(browse: Browse, bus: Willing, given: list[Any]) -> None:
    bus.answers[intake.ReadComments] = commented()
    kept: list[Any] = []
    for cls in (intake.AddComment, intake.ResolveThread):
        bus.answers[cls] = lambda m, _: kept.append(m) or Done(subject=KEY)
    assert "Why so &lt;b&gt;few" in browse("person").get(f"{HERE}/comments/aim?thread={INVITATION}").text
    browse("person").post(f"{HERE}/comments/aim?thread={INVITATION}", text="They moved", audience="team")
    browse("person").post(f"{HERE}/comments/aim", text="Another matter", audience="team")
    browse("person").post(f"{HERE}/comments/threads/{INVITATION}/resolve", resolved="yes")
    first, second, settled = kept
    assert (first.question, first.text, first.thread_id, second.thread_id) == ("aim", "They moved", INVITATION, None)
    assert (settled.thread_id, settled.resolved) == (INVITATION, True)
    page = browse("person").get(f"{HERE}/comments").text
    assert "Open" in page
    assert f"/comments/threads/{INVITATION}/resolve" in page
