"""People, sign-in and what belongs to a person."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ... import sessions
from ..route import PUBLIC, SIGNED_IN, STAFF_ONLY, FileRef, Own, Route, act, ask, file


def evidence(view: Any, path: Mapping[str, Any]) -> FileRef | None:
    """The document of a profile with this id."""
    found = next((one for one in view.evidence if one.evidence_id == path["evidence_id"]), None)
    return found and FileRef(sha256=found.sha256, filename=found.filename)


SIGN_IN: dict[str, Any] = {"who": PUBLIC, "takes": sessions.Credentials, "status": 201}
ROUTES = (
    Own(
        method="POST",
        path="/session",
        name="BeginSession",
        view=sessions.begin,
        answers=sessions.BrowserSession,
        summary="Sign in from a browser: sets the session cookie; send `csrf_token` back as X-CSRF-Token.",
        **SIGN_IN,
    ),
    Own(
        method="GET",
        path="/session",
        name="ShowSession",
        view=sessions.show,
        who=SIGNED_IN,
        answers=sessions.BrowserSession,
        summary="Who is asking, in which roles, until when; and the token that pages send back.",
    ),
    Own(
        method="DELETE",
        path="/session",
        name="EndSession",
        view=sessions.end,
        who=SIGNED_IN,
        status=204,
        summary="Sign out: the session, or the bearer token that was sent, is over at once.",
    ),
    Own(
        method="POST",
        path="/tokens",
        name="BeginTokenSession",
        view=sessions.begin_with_token,
        answers=sessions.TokenSession,
        summary="Sign in from a program: answers a bearer token, once.",
        **SIGN_IN,
    ),
    act("/people", intake.SignUp, PUBLIC, status=202, door=True),
    act("/people/confirmation", intake.ConfirmAddress, PUBLIC, door=True),
    act("/password/reset-requests", intake.AskPasswordReset, PUBLIC, status=202, door=True),
    act("/password/resets", intake.ResetPassword, PUBLIC, door=True),
    act("/me/password", intake.ChangePassword, in_person=True),
    ask("/me/providers", intake.MyProviders),
    act("/me/providers/remove", intake.RemoveProvider, in_person=True),
    act("/providers/confirmation", intake.ConfirmProvider, PUBLIC, door=True),
    act("/me/second-factor", intake.StartTotp, in_person=True),
    act("/me/second-factor/confirmation", intake.ConfirmTotp, in_person=True),
    act("/me/second-factor/recovery-codes", intake.MakeRecoveryCodes, in_person=True),
    ask("/me/sessions", intake.MySessions),
    Route(
        method="DELETE",
        path="/me/sessions/<uuid:session_id>",
        message=intake.EndSession,
        who=SIGNED_IN,
        in_person=True,
    ),
    ask("/me/api-tokens", intake.MyApiTokens),
    act("/me/api-tokens", intake.IssueApiToken, status=201, in_person=True),
    Route(method="DELETE", path="/api-tokens/<uuid:token_id>", message=intake.RevokeApiToken, who=SIGNED_IN),
    ask("/me/profile", intake.ReadProfile, fixed={"person_id": None}),
    Route(method="PUT", path="/me/profile", message=intake.SaveProfile, who=SIGNED_IN, conditional=True),
    act("/me/profile/evidence", intake.AddProfileEvidence, status=201),
    file(
        "/me/profile/evidence/<uuid:evidence_id>",
        intake.ReadProfile,
        evidence,
        fixed={"person_id": None},
        summary="A document of my profile.",
    ),
    file(
        "/people/<uuid:person_id>/evidence/<uuid:evidence_id>",
        intake.ReadProfile,
        evidence,
        STAFF_ONLY,
        summary="A document of somebody's profile, for those who check it.",
    ),
    ask("/profile-evidence", intake.ListEvidenceToCheck, STAFF_ONLY),
    act("/profile-evidence/<uuid:evidence_id>/check", intake.CheckProfileEvidence, STAFF_ONLY),
    ask("/people", intake.ListPeople, STAFF_ONLY),
    ask("/people/<uuid:person_id>", intake.ReadProfile),
    act("/people/<uuid:person_id>/sessions/end", intake.EndSessions, in_person=True),
    act("/people/<uuid:person_id>/second-factor/reset-proposal", intake.ProposeTotpReset, STAFF_ONLY, in_person=True),
    act("/people/<uuid:person_id>/second-factor/reset", intake.ResetTotp, STAFF_ONLY, in_person=True),
    act("/people/<uuid:person_id>/disable", intake.DisableAccount, STAFF_ONLY, in_person=True),
    act("/people/<uuid:person_id>/enable", intake.EnableAccount, STAFF_ONLY, in_person=True),
    act("/people/<uuid:person_id>/role-proposals", intake.ProposeRole, STAFF_ONLY, status=201, in_person=True),
    act("/people/<uuid:person_id>/roles/revoke", intake.RevokeRole, STAFF_ONLY),
    ask("/role-proposals", intake.ListRoleProposals, STAFF_ONLY),
    act("/role-proposals/<uuid:proposal_id>/approve", intake.ApproveRole, STAFF_ONLY, in_person=True),
    act("/role-proposals/<uuid:proposal_id>/decline", intake.DeclineRole, STAFF_ONLY),
    act("/administrators", intake.BootstrapAdministrator, PUBLIC, door=True),
    ask("/me/notices", intake.MyNotices),
    act("/me/notices/read", intake.MarkNoticeRead),
    act("/me/notices/choice", intake.ChooseNotices),
)
