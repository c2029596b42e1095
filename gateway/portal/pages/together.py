"""Writing a request together: who works on it, who is invited, and the invitations to oneself."""

from typing import Any

from services.contracts import intake

from ...api.route import SIGNED_IN
from ..row import Field, Form, Page
from ..visit import Visit
from .requests import CRUMBS, MY_REQUESTS, ONE

TOGETHER = f"{ONE}/together"
INVITED = ("/my/invitations", "Invitations")
ROLES = (
    (intake.CollaboratorRole.EDIT, "Write", "They can change answers and attach documents. They cannot submit."),
    (intake.CollaboratorRole.READ, "Read", "They can read the draft and comment on it."),
    (intake.CollaboratorRole.SIGN, "Sign", "They can read it, and declare that the sponsor or manager supports it."),
)


def _application(visit: Visit) -> dict[str, Any]:
    return {"application": intake.ReadApplication(application_id=visit.path["application_id"])}


def _role(visit: Visit) -> dict[str, Any]:
    """The role that somebody has now."""
    people = visit["application"].collaborators if visit["application"] else ()
    return {"role": next((one.role for one in people if one.person_id == visit.path["person_id"]), None)}


ROLE = Field("role", "What may they do?", choices=ROLES)
PAGES = (
    Page(
        path=TOGETHER,
        who=SIGNED_IN,
        title="Who works on this request",
        template="applications/together.html",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        more=lambda visit: {"roles": {value: words for value, words, _ in ROLES}},
    ),
    Form(
        path=f"{TOGETHER}/invite",
        who=SIGNED_IN,
        command=intake.InviteCollaborator,
        title="Invite somebody to work on this request",
        action="Invite a colleague",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("They get an email, and see who invites them once they are signed in with this address. They need not "
               "have an account yet. The invitation ends after 14 days.",
               "This is not the list of those who will use the data: those you name under People in the form."),
        fields=(Field("email", "Their work email address", "Such as name@hospital.nhs.uk.", kind="email"), ROLE),
        submit="Send the invitation",
        then="/requests/{application_id}/together",
        done="The invitation is on its way. They can accept it within 14 days.",
    ),
    Form(
        path=f"{TOGETHER}/invitations/<uuid:invitation_id>/withdraw",
        who=SIGNED_IN,
        command=intake.WithdrawInvitation,
        title="Withdraw an invitation",
        action="Withdraw",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("It cannot be accepted any more. You can invite them again.",),
        submit="Withdraw the invitation",
        danger=True,
        then="/requests/{application_id}/together",
        done="The invitation is withdrawn.",
    ),
    Form(
        path=f"{TOGETHER}/<uuid:person_id>/role",
        who=SIGNED_IN,
        command=intake.ChangeCollaborator,
        title="Change what a colleague may do",
        action="Change",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        fields=(ROLE,),
        start=_role,
        submit="Change it",
        then="/requests/{application_id}/together",
        done="It is changed, from now on. They have been told.",
    ),
    Form(
        path=f"{TOGETHER}/<uuid:person_id>/remove",
        who=SIGNED_IN,
        command=intake.RemoveCollaborator,
        title="Remove a colleague from this request",
        action="Remove",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("They cannot open the request any more, from this moment. What they have written stays.",),
        submit="Remove them",
        danger=True,
        then="/requests/{application_id}/together",
        done="They are removed, and have been told.",
    ),
    Form(
        path=f"{TOGETHER}/leave",
        who=SIGNED_IN,
        command=intake.LeaveApplication,
        title="Leave this request",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("You cannot open the request any more, from this moment. What you have written stays. The lead "
               "applicant is told, and can invite you again.",),
        submit="Leave the request",
        danger=True,
        then="/my/requests",
        done="You have left the request. The lead applicant has been told.",
    ),
    Form(
        path=f"{ONE}/support",
        who=SIGNED_IN,
        command=intake.DeclareSupport,
        title="Declare that the sponsor or responsible manager supports this request",
        action="Declare support",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("Read the request first. You declare that the sponsor or responsible manager supports it as it stands, "
               "and that you are authorised to say so. If anybody changes it afterwards, you are asked again.",),
        submit="I declare this",
        then="/requests/{application_id}",
        done="Your declaration is kept with the draft as it stands. The lead applicant has been told.",
    ),
    Page(
        path=INVITED[0],
        who=SIGNED_IN,
        title="Invitations to work on requests of others",
        template="applications/invitations.html",
        asks=lambda visit: {"invited": intake.MyInvitations()},
        needs="invited",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{INVITED[0]}/<uuid:invitation_id>/accept",
        who=SIGNED_IN,
        command=intake.AcceptInvitation,
        title="Accept an invitation",
        action="Accept",
        asks=lambda visit: {"invited": intake.MyInvitations()},
        needs="invited",
        crumbs=(MY_REQUESTS, INVITED),
        intro=("The request then stands among yours. The lead applicant sees your name, and that you have accepted.",),
        submit="Accept",
        then="/requests/{subject}",
        done="You work on this request now. What waits for you in it stands under My tasks.",
    ),
    Form(
        path=f"{INVITED[0]}/<uuid:invitation_id>/decline",
        who=SIGNED_IN,
        command=intake.DeclineInvitation,
        title="Decline an invitation",
        action="Decline",
        asks=lambda visit: {"invited": intake.MyInvitations()},
        needs="invited",
        crumbs=(MY_REQUESTS, INVITED),
        intro=("The lead applicant is told that it was declined. They can invite you again.",),
        submit="Decline",
        danger=True,
        then="/my/invitations",
        done="The invitation is declined. The lead applicant has been told.",
    ),
)  # fmt: skip
