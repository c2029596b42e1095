"""The administrator: people, their roles with a second person's approval, their accounts, and evidence to check."""

from typing import Any

from services.contracts import intake
from services.contracts.intake.people import Evidence
from services.contracts.message import STAFF, Role

from ... import links
from ...api.route import STAFF_ONLY
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit
from ..words import role

GRANTERS = frozenset({Role.ADMINISTRATOR, Role.SIRO})
READERS = GRANTERS | {Role.CASE_OFFICER, Role.IG_LEAD, Role.AUDITOR}
CHECKERS = frozenset({Role.CASE_OFFICER, Role.IG_LEAD})
ONE = "/staff/people/<uuid:person_id>"
PEOPLE, PROPOSALS = ("/staff/people", "People"), ("/staff/role-proposals", "Roles to approve")
EVIDENCE = ("/staff/evidence", "Evidence to check")
ROLES = tuple((one.value, role(one)) for one in sorted(STAFF, key=lambda one: one.value))
KINDS = {Evidence.CV: "CV", Evidence.IG_TRAINING: "Training certificate"}


def person(visit: Visit) -> dict[str, Any]:
    """The person of the address."""
    return {"person": intake.ReadProfile(person_id=visit.path["person_id"])}


def proposals(visit: Visit) -> dict[str, Any]:
    """The proposals that are open."""
    return {"proposals": intake.ListRoleProposals(limit=200)}


def proposed(visit: Visit) -> Any:
    """The proposal of the address."""
    found = visit["proposals"].rows if visit["proposals"] else ()
    return next((one for one in found if one.proposal_id == visit.path["proposal_id"]), None)


def documents(visit: Visit) -> dict[str, Any]:
    """The documents that wait for a check."""
    return {"documents": intake.ListEvidenceToCheck(limit=200)}


def document(visit: Visit) -> Any:
    """The document of the address."""
    found = visit["documents"].rows if visit["documents"] else ()
    return next((one for one in found if one.evidence_id == visit.path["evidence_id"]), None)


def held(visit: Visit) -> list[tuple[str, str]]:
    """The roles that this person holds and can lose."""
    found = visit["person"].roles & STAFF if visit["person"] else ()
    return [(one.value, role(one)) for one in sorted(found)]


ACCOUNT: dict[str, Any] = {
    "who": STAFF_ONLY, "in_person": True, "asks": person, "needs": "person", "template": "administration/form.html",
    "then": "/staff/people/{person_id}", "crumbs": (PEOPLE,),
}  # fmt: skip
PROPOSAL: dict[str, Any] = {
    "who": STAFF_ONLY, "asks": proposals, "template": "administration/proposal.html", "then": PROPOSALS[0],
    "crumbs": (PROPOSALS,), "more": lambda visit: {"proposal": proposed(visit)},
}  # fmt: skip
PAGES = (
    Listing(
        path=PEOPLE[0],
        who=STAFF_ONLY,
        title="People",
        nav="People",
        query=intake.ListPeople,
        columns=(
            Column("Name", lambda row: row.name, lambda row: links.person(row.person_id), "name"),
            Column("Organisation", lambda row: row.organisation_name),
            Column("Roles", lambda row: [role(one) for one in sorted(row.roles & STAFF)]),
            Column("Account", lambda row: "Disabled" if row.disabled else "In use"),
        ),
        filters=(Filter("q", "Name"), Filter("role", "Role", ROLES)),
    ),
    Page(
        path=ONE,
        who=READERS,
        title="A person",
        template="administration/person.html",
        asks=person,
        needs="person",
        crumbs=(PEOPLE,),
    ),
    Listing(
        path=PROPOSALS[0],
        who=GRANTERS | {Role.AUDITOR},
        title="Roles to approve",
        nav="Roles to approve",
        under="/staff/people",
        template="administration/proposals.html",
        query=intake.ListRoleProposals,
        columns=(
            Column("Person", lambda row: row.person_name, lambda row: links.person(row.person_id)),
            Column("Role", lambda row: role(row.role)),
            Column("Why", lambda row: row.reason),
            Column("Proposed", lambda row: row.proposed_at),
        ),
        intro="One person proposes a role and another approves it: neither the proposer nor the person.",
        empty="No role waits for approval.",
    ),
    Form(
        path=f"{ONE}/roles/propose",
        command=intake.ProposeRole,
        title="Propose a role",
        intro=("A second person has to approve it. You cannot propose a role for yourself.",),
        fields=(
            Field("role", "Which role?", choices=ROLES),
            Field("reason", "Why do they need it?", "Whoever approves it reads this."),
        ),
        submit="Propose the role",
        done="The role has been proposed. It is held once a second person has approved it.",
        **ACCOUNT,
    ),
    Form(
        path=f"{ONE}/roles/revoke",
        command=intake.RevokeRole,
        title="Take a role away",
        intro=("It is gone at once. No second person is needed.",),
        fields=(
            Field("role", "Which role?", choices=held, kind="one", none="This person holds no role to take away."),
            Field("reason", "Why?"),
        ),
        submit="Take the role away",
        danger=True,
        done="The role has been taken away, and they are signed out. They can sign in again with what is left.",
        **ACCOUNT,
    ),
    Form(
        path=f"{ONE}/disable",
        command=intake.DisableAccount,
        title="Disable the account",
        intro=("They cannot sign in any more, and all their sessions and tokens end at once.",),
        fields=(Field("reason", "Why?"),),
        submit="Disable the account",
        danger=True,
        done="The account is disabled, and its sessions have ended. It can be enabled again on this page.",
        **ACCOUNT,
    ),
    Form(
        path=f"{ONE}/enable",
        command=intake.EnableAccount,
        title="Enable the account",
        intro=("They can sign in again, with the roles that they held.",),
        submit="Enable the account",
        done="The account can be used again.",
        **ACCOUNT,
    ),
    Form(
        path=f"{ONE}/sessions/end",
        command=intake.EndSessions,
        title="End all sessions",
        intro=("They are signed out everywhere, and their tokens for programs end. They can sign in again.",),
        submit="End all sessions",
        danger=True,
        done="All sessions have ended.",
        **ACCOUNT,
    ),
    Form(
        path=f"{ONE}/second-factor/propose-reset",
        command=intake.ProposeTotpReset,
        title="Propose to take a lost second factor away",
        intro=("Only when you know that it is them who ask. A second person has to agree within a day.",),
        fields=(Field("reason", "What happened, and how do you know that it is them?"),),
        submit="Propose it",
        done="It has been proposed. A second administrator or the SIRO has to agree within a day.",
        **ACCOUNT,
    ),
    Form(
        path=f"{ONE}/second-factor/reset",
        command=intake.ResetTotp,
        title="Take a lost second factor away",
        intro=("Somebody else has proposed this. You are the second person: ask how they know. All sessions end.",),
        submit="Take the second factor away",
        danger=True,
        done="The second factor has been taken away. They set up a new one when they sign in next.",
        **ACCOUNT,
    ),
    Form(
        path="/staff/role-proposals/<uuid:proposal_id>/approve",
        command=intake.ApproveRole,
        title="Approve a role",
        action="Approve",
        in_person=True,
        submit="Approve the role",
        done="The role is held from now on. They are signed out, and use it when they sign in again.",
        **PROPOSAL,
    ),
    Form(
        path="/staff/role-proposals/<uuid:proposal_id>/decline",
        command=intake.DeclineRole,
        title="Turn a proposed role down",
        action="Turn down",
        fields=(Field("reason", "Why?"),),
        submit="Turn it down",
        done="The proposal has been turned down. Nothing changes; the role can be proposed again.",
        **PROPOSAL,
    ),
    Listing(
        path=EVIDENCE[0],
        who=CHECKERS,
        title="Evidence to check",
        nav="Evidence",
        under="/staff/people",
        query=intake.ListEvidenceToCheck,
        columns=(
            Column("Document", lambda row: row.filename, lambda row: f"/staff/evidence/{row.evidence_id}"),
            Column("Kind", lambda row: KINDS[row.kind]),
            Column("Person", lambda row: row.person_name, lambda row: links.person(row.person_id)),
            Column("Course", lambda row: row.course_code),
            Column("Completed", lambda row: row.completed_on),
            Column("Ends", lambda row: row.expires_on),
        ),
        intro="CVs and training certificates that people have added to their profiles, oldest first.",
        empty="Nothing waits for a check.",
    ),
    Form(
        path="/staff/evidence/<uuid:evidence_id>",
        who=STAFF_ONLY,
        command=intake.CheckProfileEvidence,
        title="Check a document",
        action="Check",
        template="administration/evidence.html",
        asks=documents,
        crumbs=(EVIDENCE,),
        fields=(
            Field("accepted", "Do you accept it?"),
            Field("note", "Note", "Needed when you do not accept it: the person reads it."),
            Field("expires_on", "When does it end?", "Only if it is another day than the course says."),
        ),
        more=lambda visit: {"document": document(visit)},
        submit="Record the check",
        then=EVIDENCE[0],
        done="The check has been recorded, and the person has been told.",
    ),
)  # fmt: skip
