"""Production: the specification frozen from the agreement, a build in the background, and what came of it (1.4.15)."""

import re
from datetime import datetime
from typing import Any

from services.contracts import provisioning as p
from services.contracts.message import Call, Event, Refused, happened
from services.contracts.provisioning import OptOutRecord, ReleaseFile, ReleaseState

from . import guards, specification
from .door import Known, decide
from .project import OPEN, Project

ENDED = "agreement-ended"
REBUILT = (ReleaseState.FAILED, ReleaseState.QA_FAILED)


@decide.register
def start(command: p.StartProduction, project: Project, call: Call, known: Known) -> list[Event]:
    guards.require(guards.to_start(project, call.at))
    frozen = specification.of(project.asked)
    facts = {"specification": frozen, "specification_sha256": specification.sha256(frozen)}
    told = {"reference": project.reference, "agreement_ref": project.agreement_ref}
    return [happened(p.ProductionStarted, call, project.id, **told, **facts)]


@decide.register
def build(command: p.BuildRelease, project: Project, call: Call, known: Known) -> list[Event]:
    last = project.release
    if last is not None and last.state is ReleaseState.BUILDING:
        raise Refused("A release is being built: wait for its result.", code="being-built")
    if last is not None and last.state not in REBUILT and guards.fresh(last, call.at) is None:
        raise Refused("There is a release that awaits its checks.", code="nothing-to-rebuild")
    unmet = guards.effective(project, call.at)
    guards.require([unmet] if unmet else [])
    facts = {"builder_id": call.actor.id, "sequence": known.sequence}
    return [
        happened(
            p.ReleaseBuilding, call, project.id, reference=project.reference, release_ref=_next_ref(project),
            include_without_nhs_number=command.include_without_nhs_number.strip(), **facts,
        )
    ]  # fmt: skip


def _next_ref(project: Project) -> str:
    """The reference of the next build: also the local reference of its opt-out check, hence its alphabet."""
    stem = re.sub(r"[^A-Za-z0-9-]", "-", project.reference)[:40].strip("-")
    return f"{stem}-R{len(project.releases) + 1:02d}"


def produced(project: Project, release_ref: str, result: dict[str, Any], key_id: str, call: Call) -> list[Event]:
    """The events that follow from the engine's result; none when the project no longer waits for this build."""
    release = project.release
    if release is None or release.release_ref != release_ref or release.state is not ReleaseState.BUILDING:
        return []
    told = {"reference": project.reference, "release_ref": release_ref}
    if result["status"] != "produced":
        found = ", ".join(f"{one['table']}.{one['column']}: {one['kind']}" for one in result.get("findings", ()))
        detail = f"{result['detail']} {found}".strip()[:4000]
        return [happened(p.ProductionFailed, call, project.id, **told, code=result["code"], detail=detail)]
    if project.state not in OPEN:
        detail = "The agreement ended while the data were being built; nothing was released."
        return [happened(p.ProductionFailed, call, project.id, **told, code=ENDED, detail=detail)]
    manifest = result["manifest"]
    files = tuple(
        ReleaseFile(name=one["name"], size=one["bytes"], sha256=one["sha256"], rows=one["rows"])
        for one in manifest["files"]
    )
    evidence = {name: value for name, value in result["optout"].items() if name != "approver"}
    evidence |= {"checked_at": _instant(evidence["checked_at"]), "warnings": tuple(evidence["warnings"])}
    record = OptOutRecord(**evidence)
    return [
        happened(p.OptOutChecked, call, project.id, **told, record=record),
        happened(
            p.DataProduced, call, project.id, **told, counts=result["counts"], schema=result["schema"], files=files,
            rows=sum(table["rows"] for table in result["schema"].values()), builder_id=release.builder_id,
            manifest_sha256=manifest["sha256"], key_id=key_id, optout=record,
        ),
    ]  # fmt: skip


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
