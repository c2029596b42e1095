"""Handing in a cohort file, and what its examination leads to (6.1, S1-27 to S1-29)."""

from dataclasses import dataclass
from uuid import UUID

from services.contracts import provisioning as p
from services.contracts.message import Call, Event, Refused, happened
from services.contracts.provisioning import CohortState

from .door import Known, decide
from .project import Project

UNREADABLE = "could-not-be-examined"


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What an examination found. `gate` is empty for an accepted file; `report` is the document for the submitter."""

    gate: str
    rows: int
    failed: int
    report: str
    incident: bool = False
    fields: tuple[str, ...] = ()


@decide.register
def upload(command: p.UploadCohort, project: Project, call: Call, known: Known) -> list[Event]:
    cohort = project.cohort
    if cohort.state is CohortState.NOT_NEEDED:
        raise Refused("The agreement expects no cohort file.", code="cohort-not-needed")
    if not project.effective(call.at):
        raise Refused("A cohort file can be handed in while the agreement is in force.", code="agreement-not-in-force")
    if cohort.state is CohortState.CHECKING:
        raise Refused("A file is being examined: wait for its result.", code="being-examined")
    facts = {"number": cohort.number + 1, "filename": command.filename, "sha256": command.sha256, "size": known.size}
    return [happened(p.CohortReceived, call, project.id, reference=project.reference, **facts)]


def examined(project: Project, number: int, found: Examined, call: Call) -> list[Event]:
    """The events that follow from an examination; none when it is not the one that is waited for."""
    cohort = project.cohort
    if cohort.state is not CohortState.CHECKING or cohort.number != number:
        return []
    facts = {"reference": project.reference, "number": number, "rows": found.rows, "failed": found.failed,
             "sha256": cohort.sha256, "report": found.report}  # fmt: skip
    if not found.gate:
        return [happened(p.CohortAccepted, call, project.id, **facts)]
    events: list[Event] = [happened(p.CohortRejected, call, project.id, reason=found.gate, **facts)]
    if found.incident:
        events.append(
            happened(
                p.IncidentRaised, call, project.id, reference=project.reference, kind=found.gate, fields=found.fields,
                detail="A cohort file held identifiers that the agreement does not permit.",
            )
        )  # fmt: skip
    return events


def submitter(project: Project) -> UUID:
    """The one person who may hand in the file: the one the agreement names, else the lead."""
    return project.asked.cohort.submitter_id or project.asked.lead.person_id
