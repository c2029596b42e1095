"""By which route the data reach their users: the access service that the signed agreement names, and no other (S4-43).

`sde`: the custodian's own workspace (S1-32, S1-34). `extract`: the same release in a transfer area, the project's own
folder, from which its verified recipients fetch it through the gateway (S1-33). Nothing else is produced here.
"""

from collections.abc import Mapping

from services.contracts.message import Problem, Refused
from services.contracts.provisioning import Delivery
from services.contracts.request import Access

from .project import Project

ROUTES: Mapping[Access, Delivery] = {Access.SDE: Delivery.SDE, Access.EXTRACT: Delivery.SECURE_TRANSFER}
PLACE: Mapping[Delivery, str] = {Delivery.SDE: "workspace", Delivery.SECURE_TRANSFER: "transfer area"}
"""What the place of the data is called, to people."""

INSTEAD: Mapping[Access, str] = {
    Access.QUERY_SERVICE: "the query service, where questions are asked and counted results returned",
    Access.TABULATION: "tables made by the custodian",
}


def delivery(project: Project) -> Delivery | None:
    """How this project's data are delivered; None where the agreement names a service that releases no files."""
    return ROUTES.get(project.asked.access)


def place(project: Project) -> str:
    """What the place of this project's data is called."""
    found = delivery(project)
    return PLACE[found] if found else ""


def unmet(project: Project) -> Problem | None:
    """G-ACCESS: the agreement names a service by which production can deliver."""
    if delivery(project) is not None:
        return None
    access = project.asked.access
    named = INSTEAD.get(access, access.value)
    advice = "nothing is produced here; serve it there, or amend the agreement to the secure environment or an extract."
    return Problem(code="G-ACCESS", message=f"The agreement grants {access.value} ({named}): {advice}")


def required(project: Project) -> Delivery:
    """How this project's data are delivered; Refused `no-route` where the agreement names no such way."""
    found = delivery(project)
    if found is None:
        raise Refused(f"The agreement grants {project.asked.access.value}: no files are given out.", code="no-route")
    return found
