"""What pages about one thing ask of its owner: the thing that the address names, under the name by which templates know
it."""

from typing import Any

from services.contracts import agreements, audit, intake, provisioning, review

from .visit import Visit


def enquiry(visit: Visit) -> dict[str, Any]:
    """The enquiry that the address names."""
    return {"enquiry": intake.ReadEnquiry(enquiry_id=visit.path["enquiry_id"])}


def application(visit: Visit) -> dict[str, Any]:
    """The application that the address names."""
    return {"application": intake.ReadApplication(application_id=visit.path["application_id"])}


def case(visit: Visit) -> dict[str, Any]:
    """Its case."""
    return {"case": review.ReadCase(application_id=visit.path["application_id"])}


def agreement(visit: Visit) -> dict[str, Any]:
    """Its agreement."""
    return {"agreement": agreements.ReadAgreement(application_id=visit.path["application_id"])}


def project(visit: Visit) -> dict[str, Any]:
    """Its project."""
    return {"project": provisioning.ReadProject(application_id=visit.path["application_id"])}


def deletion(visit: Visit) -> dict[str, Any]:
    """The end of its project."""
    return {"deletion": audit.ReadDeletion(application_id=visit.path["application_id"])}


def inspection(visit: Visit) -> dict[str, Any]:
    """The audit that the address names."""
    return {"inspection": audit.ReadAudit(audit_id=visit.path["audit_id"])}
