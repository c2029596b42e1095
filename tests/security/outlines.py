"""What an outline may say: for each view that some see as METADATA only, the fields that may hold something."""

from dataclasses import dataclass
from typing import Any

from services.contracts import agreements, intake, provisioning


@dataclass(frozen=True)
class Outline:
    """`read`: the question by which one learns of one such object. `fields`: what may be told of it."""

    read: type[Any]
    fields: frozenset[str]


STANDING = {
    "application_id", "reference", "title", "profile", "state", "stage", "label", "macro_stage", "version", "may",
}  # fmt: skip
APPLICATION = frozenset(
    STANDING | {"request_type", "approval", "lead_id", "lead_name", "case_officer_id", "case_officer_name",
                "enquiry_id", "provisional_id", "awaited", "awaited_from", "updated_at", "form_version", "newest_form"}
)  # fmt: skip
ENQUIRY = frozenset(
    {"enquiry_id", "reference", "version", "profile", "state", "label", "readiness", "contact_id", "officer_id",
     "received_at", "waiting_since", "lapses_at", "outcome", "application_id", "may"}
)  # fmt: skip
AGREEMENT = frozenset(
    STANDING | {"agreement_ref", "starts_on", "ends_on", "starts_at", "ends_at", "lapses_at", "signing_order",
                "needs_purchase_order", "needs_service_agreement", "service_agreement_signed", "needs_letter",
                "organisations", "earlier_versions", "permitted", "read_by_me"}
)  # fmt: skip
CHARGES = frozenset({"purchase_order", "quote", "invoices"})  # for finance: its own rows of the matrix
LETTER = frozenset({"letter"})  # for the SDE administrator
PROJECT = frozenset(
    STANDING | {"agreement_ref", "level", "access", "starts_at", "ends_at", "tracks", "members", "cohort", "releases",
                "delivery", "place", "deletion_due_on", "destroyed_at"}
)  # fmt: skip
ROWS = frozenset({"rows", "next"})
OUTLINES: dict[type[Any], Outline] = {
    intake.ReadApplication: Outline(intake.ReadApplication, APPLICATION),
    intake.ReadEnquiry: Outline(intake.ReadEnquiry, ENQUIRY),
    agreements.ReadAgreement: Outline(agreements.ReadAgreement, AGREEMENT | CHARGES | LETTER),
    provisioning.ReadProject: Outline(provisioning.ReadProject, PROJECT),
    intake.ListApplications: Outline(intake.ReadApplication, ROWS),
    agreements.ListAgreements: Outline(agreements.ReadAgreement, ROWS),
    provisioning.ListProjects: Outline(provisioning.ReadProject, ROWS),
}
INSIDE = {
    "rows", "counts", "manifest_sha256", "optout", "files", "checklist", "builder_id", "checked_by", "approved_by",
}  # fmt: skip


def content_of(message: type[Any], body: dict[str, Any]) -> dict[str, Any]:
    """What an answer says beyond an outline."""
    found = {name: value for name, value in body.items() if value and name not in OUTLINES[message].fields}
    for release in body.get("releases", ()):
        found |= {f"releases.{name}": release[name] for name in INSIDE if release.get(name)}
    for row in body.get("rows", ()):
        found |= {f"rows.{name}": row[name] for name in ("purpose_summary", "answers") if row.get(name)}
    return found
