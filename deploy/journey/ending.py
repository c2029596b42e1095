"""The end: access stops, the workspace is destroyed, every organisation certifies (domain 1.4.21, 1.4.22)."""

from datetime import timedelta
from typing import Any

from deploy.cast import Person

from .producing import refused_reading
from .story import Story

ITEM = {
    "asset": "Results of the project, computing centre",
    "medium": "ssd",
    "method": "purge",
    "technique": "crypto-erase",
    "tool": "cryptsetup 2.6",
    "verification": "The volume can no longer be opened",
    "key_id": "volume-key-17",
}


def lose_access(story: Story) -> None:
    """The moment after the last second: refused there and then, with no event to wait for."""
    analyst = story["analyst"]
    codes = ("agreement-ended", "project-not-active", "not-permitted")  # the event may have been heard meanwhile
    story.refused("reading after the end", analyst, refused_reading(story, analyst), *codes)


def destroy(story: Story) -> None:
    """The timer says that it has ended; audit orders the deletion; provisioning destroys and says what there was."""
    story.tell("Agreement expired", None, "AgreementExpired")
    story.tell("Access revoked", None, "AccessRevoked")
    story.tell("Deletion ordered", None, "DeletionOrdered")
    auditor = story["rosa.finn"]
    project = story.until("the destruction", story.project, auditor, "state", "destroyed")
    story.tell("Workspace destroyed, with evidence", None, "WorkspaceDestroyed")
    story.note(f"destroyed at {project['destroyed_at']}")


def certify(story: Story) -> None:
    """A certificate for each organisation; those that are not whole are refused."""
    auditor = story["rosa.finn"]
    order = story.until("the deletion order", story.deletion, auditor, "state", "deletion-due", "certificate-check")
    _refuse_bad_ones(story, order)
    for holder in order["holders"]:
        told = _certificate(story, order, holder)
        story.lead.post(f"{story.deletion}/certificates", certificate=told)
        story.tell(f"Certificate of {holder['name']} received", story.lead, "CertificateReceived", "DELETION_CHECK")
        where = f"{story.deletion}/certificates/{holder['organisation_id']}/accept"
        auditor.post(where, note="Complete, and witnessed")
        story.tell(f"Certificate of {holder['name']} accepted", auditor, "CertificateAccepted")
    story.tell("Project closed", None, "ProjectClosed", "CLOSED")
    closed = story.read(story.deletion, auditor)
    story.note(f"closed on {closed['closed_on']}; the case file is kept to {closed['retain_until']}")


def _refuse_bad_ones(story: Story, order: dict[str, Any]) -> None:
    holder = order["holders"][0]
    good = _certificate(story, order, holder)
    where = f"{story.deletion}/certificates"
    stranger = {**good, "organisation_id": story.cast.organisations["ashcombe"]}
    refusal = story.lead.attempt(where, certificate=stranger)
    story.refused("a certificate of another organisation", story.lead, refusal, "nothing-to-certify", "not-found")
    same = {**good, "witnessed_by": good["performed_by"]}
    refusal = story.lead.attempt(where, certificate=same)
    story.refused("a witness who performed it", story.lead, refusal, "witness-is-performer")
    if holder["locations"]:
        refusal = story.lead.attempt(where, certificate={**good, "locations": []})
        story.refused("a certificate that leaves out a place", story.lead, refusal, "location-missing")


def _certificate(story: Story, order: dict[str, Any], holder: dict[str, Any]) -> dict[str, Any]:
    analyst, signatory = story["analyst"], story["signatory"]
    done = story.cast.now() - timedelta(seconds=1)
    return {
        "organisation_id": holder["organisation_id"],
        "completed_at": done.isoformat(),
        "performed_by": _signed(analyst, "Research computing"),
        "witnessed_by": {"name": "Orla Quist", "role": "Information security officer"},
        "authorised_by": _signed(signatory, "Signatory"),
        "backups": {"statement": "no-backups"},
        "items": [ITEM],
        "locations": holder["locations"],
        "releases": order["releases"],
        "standard": "NIST SP 800-88 revision 1",
    }


def _signed(person: Person, role: str) -> dict[str, str]:
    return {"name": person.name, "role": role, "person_id": person.id}
