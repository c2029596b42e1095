"""The end: what destruction leaves to be said (1.4.22)."""

from collections.abc import Sequence

from services.contracts import provisioning as p
from services.contracts.message import Call, Event, happened
from services.contracts.provisioning import DestroyedFile, ProjectState

from .project import Project

METHOD = (
    "each file overwritten once with random bytes, written through to the disk and unlinked; the project's "
    "pseudonymisation key destroyed in the same way, after which no pseudonym can be computed again"
)
PERFORMER = "Haven provisioning"


def destroyed(project: Project, files: Sequence[DestroyedFile], call: Call) -> list[Event]:
    """What is said when everything is gone; nothing when it was said before."""
    if project.state is ProjectState.DESTROYED:
        return []
    return [
        happened(
            p.WorkspaceDestroyed, call, project.id, reference=project.reference, files=tuple(files),
            releases=tuple(one.release_ref for one in project.releases if one.manifest_sha256),
            key_id=project.key_id, destroyed_at=call.at, method=METHOD, performer=PERFORMER,
        )
    ]  # fmt: skip
