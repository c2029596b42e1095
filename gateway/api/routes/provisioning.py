"""Verification of data users, the cohort, production, release, the workspace and its files."""

from collections.abc import Mapping
from typing import Any

from services.contracts import provisioning

from ... import guidance
from ..route import PUBLIC, STAFF_ONLY, FileRef, Own, act, ask, file, make


def opened(view: Any, _path: Mapping[str, Any]) -> FileRef | None:
    """The file of the workspace that was opened."""
    return FileRef(sha256=view.sha256, filename=view.name, media_type=view.media_type, in_workspaces=view.path)


def report(view: Any, _path: Mapping[str, Any]) -> FileRef | None:
    """What was wrong with the cohort file, for whoever may see it."""
    return view.cohort and FileRef(sha256=view.cohort.report, filename=f"{view.reference}-cohort-report")


ONE = "/projects/<uuid:application_id>"
MEMBER = f"{ONE}/members/<uuid:person_id>"
ROUTES = (
    ask("/cohort/guidance", provisioning.ReadCohortGuidance, PUBLIC),
    Own(
        method="GET",
        path="/cohort/template.csv",
        who=PUBLIC,
        name="CohortTemplate",
        view=guidance.template,
        media_type="text/csv",
        summary="The cohort template: a CSV file with its header, to fill.",
    ),
    make("/feasibility", provisioning.CountFeasibility, "/feasibility/{subject}"),
    ask("/feasibility", provisioning.MyFeasibilityCounts),
    ask("/feasibility/<uuid:count_id>", provisioning.ReadFeasibility),
    ask("/projects", provisioning.ListProjects),
    ask(ONE, provisioning.ReadProject),
    act(f"{ONE}/user-terms", provisioning.AcceptUserTerms),
    act(f"{MEMBER}/verify", provisioning.VerifyUser, STAFF_ONLY),
    act(f"{MEMBER}/refuse", provisioning.RefuseUser, STAFF_ONLY),
    act(f"{ONE}/cohort", provisioning.UploadCohort),
    file(f"{ONE}/cohort/report", provisioning.ReadProject, report, summary="What was found in the cohort file."),
    act(f"{ONE}/production", provisioning.StartProduction, STAFF_ONLY),
    act(f"{ONE}/release/build", provisioning.BuildRelease, STAFF_ONLY),
    act(f"{ONE}/release/quality", provisioning.CheckQuality, STAFF_ONLY),
    act(f"{ONE}/release/approve", provisioning.ApproveRelease, STAFF_ONLY),
    act(f"{ONE}/workspace", provisioning.CreateWorkspace, STAFF_ONLY),
    act(f"{MEMBER}/workspace", provisioning.AddWorkspaceMember, STAFF_ONLY),
    act(f"{MEMBER}/remove", provisioning.RemoveWorkspaceMember, STAFF_ONLY),
    act(f"{ONE}/activate", provisioning.ActivateProject, STAFF_ONLY),
    ask(f"{ONE}/files", provisioning.ListWorkspaceFiles),
    file(
        f"{ONE}/files/<name>",
        provisioning.OpenWorkspaceFile,
        opened,
        summary="A file of the workspace: permission is checked now, and that it was opened is recorded first.",
    ),
)
