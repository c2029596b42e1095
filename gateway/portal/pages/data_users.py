"""The applicant's side of a project: the terms of each user, the cohort file, the files of the workspace."""


from services.contracts import provisioning
from services.contracts.provisioning.parts import TERMS_VERSION

from ...api.route import SIGNED_IN
from .. import asking
from ..row import Field, Form, Page
from .requests import CRUMBS, HERE, ONE

PAGES = (
    Form(
        path=f"{ONE}/user-terms",
        who=SIGNED_IN,
        command=provisioning.AcceptUserTerms,
        title="Accept the terms for users of the data",
        action="Accept the terms",
        template="provisioning/terms.html",
        crumbs=CRUMBS,
        asks=asking.project,
        needs="project",
        fixed=lambda visit: {"version": TERMS_VERSION},
        more=lambda visit: {"terms": TERMS_VERSION},
        submit="I accept these terms",
        then=HERE,
        done="You have accepted the terms. An SDE administrator now checks your identity, where you "
        "work and your training; bring a document with a photograph.",
    ),
    Page(
        path=f"{ONE}/cohort",
        who=SIGNED_IN,
        title="Cohort file",
        template="provisioning/cohort.html",
        asks=asking.project,
        needs="project",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/cohort/upload",
        who=SIGNED_IN,
        command=provisioning.UploadCohort,
        title="Hand in the cohort file",
        template="provisioning/upload.html",
        crumbs=CRUMBS,
        asks=asking.project,
        needs="project",
        fields=(Field("sha256", "The file", "A CSV file as in the template, at most 50 MB."),),
        submit="Hand in the file",
        then=f"{HERE}/cohort",
        done="The file has arrived and is being checked, row by row. You may leave this page: the check goes on, and "
        "we write to you when there is a report.",
    ),
    Page(
        path=f"{ONE}/files",
        who=SIGNED_IN,
        title="Files",
        template="provisioning/files.html",
        asks=lambda visit: {
            **asking.project(visit),
            "files": provisioning.ListWorkspaceFiles(application_id=visit.path["application_id"]),
        },
        needs="files",
        crumbs=CRUMBS,
    ),
)  # fmt: skip
