"""Who may go to the pages of the time after the agreement: production, workspace, audit, money, people, operations."""

from services.contracts.message import STAFF

from .conftest import NOBODY, WHO

ONE = "/requests/<uuid:application_id>"
EVERYBODY = frozenset(WHO)
SIGNED_IN = EVERYBODY - {NOBODY}
STAFF_ONLY = frozenset(role.value for role in STAFF)
GRANTERS = frozenset({"administrator", "siro"})
CHECKERS = frozenset({"case-officer", "ig-lead"})
OPERATORS = frozenset({"operator", "administrator"})
AUDITING = frozenset({"auditor", "case-officer", "caldicott-guardian", "siro", "ig-lead"})
PROJECTS = AUDITING | {"production-analyst", "production-qa", "release-approver", "sde-admin", "finance"}
PERSON, MEMBER = "/staff/people/<uuid:person_id>", f"{ONE}/members/<uuid:person_id>"
AUDIT, HOLDER = f"{ONE}/audits/<uuid:audit_id>", f"{ONE}/certificates/<uuid:organisation_id>"
PARKED = "/operations/<any(intake, review, agreements, provisioning, audit):part>/parked/<uuid:message_id>"
STAFF_FORMS = (
    *(f"{ONE}/{name}" for name in (
        "production/start", "production/build", "production/quality", "production/approve", "workspace", "activate",
        "invoices/<number>/paid", "audits/plan",
    )),
    *(f"{MEMBER}/{name}" for name in ("verify", "refuse", "add", "remove")),
    f"{AUDIT}/findings", f"{AUDIT}/findings/<uuid:finding_id>/close", f"{AUDIT}/close",
    f"{HOLDER}/query", f"{HOLDER}/accept",
    *(f"{PERSON}/{name}" for name in (
        "roles/propose", "roles/revoke", "disable", "enable", "sessions/end", "second-factor/propose-reset",
        "second-factor/reset",
    )),
    "/staff/role-proposals/<uuid:proposal_id>/approve", "/staff/role-proposals/<uuid:proposal_id>/decline",
    "/staff/evidence/<uuid:evidence_id>",
)  # fmt: skip
AFTER_PAGES: dict[str, frozenset[str]] = {
    **dict.fromkeys(STAFF_FORMS, STAFF_ONLY),
    "/staff/projects": PROJECTS,
    f"{ONE}/production": PROJECTS,
    "/staff/invoices": frozenset({"finance", "auditor", "siro", "case-officer"}),
    "/my/feasibility": SIGNED_IN,
    "/my/feasibility/new": SIGNED_IN,
    "/my/feasibility/<uuid:count_id>": SIGNED_IN,
    "/ledger": SIGNED_IN,
    "/ledger/<int:index>": SIGNED_IN,
    "/ledger/events/<uuid:event_id>": SIGNED_IN,
    "/ledger/checkpoint": EVERYBODY,
    "/ledger/verification": frozenset({"auditor", "siro", "caldicott-guardian", "ig-lead", "operator"}),
    "/staff/audits": AUDITING,
    "/staff/deletions": frozenset({"case-officer", "sde-admin", "ig-lead", "auditor"}),
    "/staff/clocks": PROJECTS | {"chair", "secretariat", "output-checker"},
    "/staff/people": STAFF_ONLY,
    PERSON: GRANTERS | CHECKERS | {"auditor"},
    "/staff/role-proposals": GRANTERS | {"auditor"},
    "/staff/evidence": CHECKERS,
    "/operations": OPERATORS,
    "/operations/mail": OPERATORS,
    "/operations/settings": OPERATORS,
    "/operations/mail/<uuid:mail_id>/retry": OPERATORS,
    f"{PARKED}/replay": OPERATORS,
    f"{PARKED}/discard": OPERATORS,
}
