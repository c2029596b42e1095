"""The SDE administrator: who may use the data, the workspace, and its opening."""

from typing import Any

from services.contracts import provisioning
from services.contracts.provisioning.parts import IdentityMethod

from ...api.route import STAFF_ONLY
from .. import asking
from ..choices import worded
from ..row import Field, Form
from ..visit import Visit
from .requests import HERE, ONE

MEMBER = f"{ONE}/members/<uuid:person_id>"
IDENTITY = {
    IdentityMethod.PHOTO_ID: ("I saw a document with a photo", "Look at it; do not copy or keep it."),
    IdentityMethod.INSTITUTIONAL_SIGN_IN: ("They signed in through their institution", ""),
}


def both(visit: Visit) -> dict[str, Any]:
    """The project, and the agreement with its organisations."""
    return {**asking.project(visit), **asking.agreement(visit)}


def parties(visit: Visit) -> list[tuple[str, str]]:
    """The organisations that the agreement binds."""
    found = visit["agreement"]
    return [(str(one.organisation_id), f"{one.name} ({one.role})") for one in found.organisations] if found else []


def member(visit: Visit) -> provisioning.MemberView | None:
    """The person of the address."""
    found = visit["project"]
    return next((one for one in found.members if one.person_id == visit.path["person_id"]), None) if found else None


def others(visit: Visit) -> list[tuple[str, str]]:
    """Who could lead instead: everybody else who is in."""
    found = visit["project"].members if visit["project"] else ()
    left = [one for one in found if one.person_id != visit.path["person_id"] and one.state in ("active", "verified")]
    return [("", "Nobody: this person does not lead"), *((str(one.person_id), one.name) for one in left)]


PERSON: dict[str, Any] = {
    "who": STAFF_ONLY, "needs": "project", "template": "production/person.html", "then": HERE,
    "more": lambda visit: {"member": member(visit)},
}  # fmt: skip
WHOLE: dict[str, Any] = {
    "who": STAFF_ONLY, "asks": asking.project, "needs": "project", "template": "production/form.html", "then": HERE,
}
PAGES = (
    Form(
        path=f"{MEMBER}/verify",
        command=provisioning.VerifyUser,
        title="Verify a data user",
        action="Verify",
        asks=both,
        intro=("You say that you saw who this is, where they work, and that their training is in date.",),
        fields=(
            Field("identity_method", "How did you see who it is?", choices=worded(IdentityMethod, IDENTITY)),
            Field("document_type", "Which document was it?", "For example, passport. Only if you saw a document."),
            Field("last4", "Its last four characters", "Only these are kept."),
            Field("affiliation", "Where do they work?", "One of the organisations of the agreement.",
                  choices=parties, kind="one", none="The agreement names no organisation yet. It is made first."),
            Field("training_expires", "When does their training end?", "Only if it is earlier than in their profile."),
        ),
        submit="Verify this person",
        done="This person is verified. They can become a member of the workspace.",
        **PERSON,
    ),
    Form(
        path=f"{MEMBER}/refuse",
        command=provisioning.RefuseUser,
        title="Refuse a data user",
        action="Refuse",
        asks=asking.project,
        intro=("They get no access. They can be verified later, when the reason has gone away.",),
        fields=(Field("reason", "Why?", "The applicant reads this."),),
        submit="Refuse this person",
        danger=True,
        done="This person has been refused. The applicant has been told why.",
        **PERSON,
    ),
    Form(
        path=f"{MEMBER}/add",
        command=provisioning.AddWorkspaceMember,
        title="Add a member to the workspace",
        action="Add to the workspace",
        asks=asking.project,
        intro=("They have access until their training or the agreement ends, whichever is earlier.",),
        submit="Add this person",
        done="This person is a member of the workspace now.",
        **PERSON,
    ),
    Form(
        path=f"{MEMBER}/remove",
        command=provisioning.RemoveWorkspaceMember,
        title="Remove a member from the workspace",
        action="Remove",
        asks=asking.project,
        intro=("Their access ends at once.",),
        fields=(
            Field("reason", "Why do they leave?"),
            Field("successor_id", "Who leads now?", "Needed only if this person leads the project.", choices=others,
                  kind="one"),
        ),
        submit="Remove this person",
        danger=True,
        done="This person has no access any more.",
        **PERSON,
    ),
    Form(
        path=f"{ONE}/workspace",
        command=provisioning.CreateWorkspace,
        title="Make the workspace",
        intro=(
            "The approved release is put into a place of this project's own, read-only, and those who are verified "
            "become its members. Nobody can open it until you activate it.",
        ),
        submit="Make the workspace",
        done="The workspace has been made. Try it, then activate the project.",
        **WHOLE,
    ),
    Form(
        path=f"{ONE}/activate",
        command=provisioning.ActivateProject,
        title="Activate the project",
        intro=(
            "Access goes live for every member. This is possible when everybody listed is verified, refused or "
            "removed, and the release letter is there.",
        ),
        fields=(Field("smoke_test", "What did you try, and what happened?", "For example: opened each file as a test "
                      "user, counted the rows, tried to copy one out."),),
        submit="Activate",
        done="The project is active. Its users have been told, and the register shows it.",
        **WHOLE,
    ),
)  # fmt: skip
