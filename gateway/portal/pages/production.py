"""Production of the data: from the frozen specification to a release that two people approved."""

from collections.abc import Mapping
from typing import Any

from services.contracts import provisioning
from services.contracts.message import Malformed, Problem, Role
from services.contracts.provisioning.parts import QUALITY_ITEMS

from ...api.route import STAFF_ONLY
from .. import asking
from ..fields import Question
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit
from .requests import ASKED_OF, HERE, ONE

PROJECT_READERS = frozenset({
    Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.RELEASE_APPROVER, Role.SDE_ADMIN, Role.IG_LEAD,
    Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR, Role.CASE_OFFICER, Role.FINANCE,
})  # fmt: skip
PASSED = (("passed", "It passed", ""), ("failed", "It did not pass", ""))
QUALITY = {
    "row-counts": "Row counts: as many rows as the steps before lead one to expect",
    "schema": "Schema: the tables and columns of the specification, and no others",
    "no-identifiers": "No identifiers: nothing that names a patient",
    "opt-outs": "Opt-outs: removed, or rightly kept, with evidence in date",
    "distributions": "Distributions: values look as they should",
}
PROJECT_STATES = (
    ("setup", "Being set up"), ("production", "In production"), ("provisioning", "Access being set up"),
    ("active", "Active"), ("suspended", "Suspended"), ("ended", "Ended: to be destroyed"), ("destroyed", "Destroyed"),
)  # fmt: skip


def newest(visit: Visit) -> provisioning.ReleaseView | None:
    """The release that is worked on: the last that was built."""
    found = visit["project"]
    return found.releases[-1] if found and found.releases else None


def signed(visit: Visit) -> Mapping[str, Any]:
    """The manifest that was shown with the form: nobody signs for files they have not seen."""
    release = newest(visit)
    return {"manifest_sha256": release.manifest_sha256 if release else ""}


def checklist(_form: Form, _visit: Visit) -> list[Question]:
    """Each line of the quality checklist: whether it passed, and a note."""
    made = []
    for code in QUALITY_ITEMS:
        name, what = code.replace("-", "_"), QUALITY[code]
        made.append(Question(name=name, kind="one", label=what.partition(":")[0], hint=what.partition(":")[2].strip(),
                             choices=PASSED))  # fmt: skip
        made.append(Question(name=f"{name}_note", kind="text", label=f"Note on {what.partition(':')[0].lower()}",
                             hint="What you saw. Needed when it did not pass.", optional=True))  # fmt: skip
    made.append(Question(name="passed", kind="yesno", label="Does the release pass?",
                         hint="It passes only when every line above does. If not, it is built again."))  # fmt: skip
    return [*made, Question(name="manifest_sha256", kind="hidden", label="")]


def checked(_visit: Visit, _asked: list[Any], values: dict[str, Any]) -> Mapping[str, Any]:
    """The checklist as the command wants it. Malformed for a line without an answer."""
    names = {code.replace("-", "_"): code for code in QUALITY_ITEMS}
    missing = [name for name in names if name not in values]
    if missing:
        raise Malformed(problems=tuple(
            Problem(code="missing", message=f"Select whether this passed: {QUALITY[names[name]].partition(':')[0]}",
                    field=name) for name in missing
        ))  # fmt: skip
    lines = [{"item": code, "passed": values[name] == "passed", "note": values.get(f"{name}_note", "")}
             for name, code in names.items()]  # fmt: skip
    return {"checklist": lines, **{name: values[name] for name in ("passed", "manifest_sha256") if name in values}}


SHOWN: dict[str, Any] = {
    "who": STAFF_ONLY, "asks": asking.project, "needs": "project", "template": "production/form.html", "then": HERE,
    "more": lambda visit: {"release": newest(visit)},
}  # fmt: skip
PAGES = (
    Listing(
        path="/staff/projects",
        who=PROJECT_READERS,
        title="Projects",
        nav="Projects",
        query=provisioning.ListProjects,
        columns=(
            Column("Reference", lambda row: row.reference, lambda row: f"/requests/{row.application_id}", "reference"),
            Column("Title", lambda row: row.title),
            Column("Where it is", lambda row: row.label),
            Column("State", lambda row: dict(PROJECT_STATES).get(row.state, row.state)),
            Column("Access until", lambda row: row.ends_at, sort="ends_at"),
        ),
        filters=(
            Filter("q", "Reference or title"), Filter("state", "State", PROJECT_STATES),
            Filter("profile", "Asked of", ASKED_OF),
        ),
        empty="No request has got as far as this yet.",
    ),
    Page(
        path=f"{ONE}/production",
        who=PROJECT_READERS,
        title="How the data are made",
        template="production/page.html",
        asks=asking.project,
        needs="project",
        more=lambda visit: {"release": newest(visit)},
    ),
    Form(
        path=f"{ONE}/production/start",
        command=provisioning.StartProduction,
        title="Start production",
        intro=(
            "This freezes the specification of the agreement that is in force. What is built follows it, and nothing "
            "else. You can start when every track below is done.",
        ),
        submit="Freeze the specification and start",
        done="The specification is frozen. Build the release next: opt-outs are checked first.",
        **SHOWN,
    ),
    Form(
        path=f"{ONE}/production/build",
        command=provisioning.BuildRelease,
        title="Build the release",
        intro=(
            "Opt-outs are checked, then the files are built. Both happen in the background: you can leave this page, "
            "and find the counts on the page of the request.",
        ),
        fields=(
            Field("include_without_nhs_number", "Why are people without an NHS number kept?",
                  "Whoever cannot be checked for an opt-out is left out. Give a reason only if the approval says that "
                  "they are to be kept."),
        ),
        submit="Check opt-outs and build",
        done="The build has begun. When it is done, the quality check of another person follows.",
        **SHOWN,
    ),
    Form(
        path=f"{ONE}/production/quality",
        command=provisioning.CheckQuality,
        title="Check the quality of the release",
        action="Check the quality",
        intro=("You check what somebody else built. Look at the counts and the files below, then answer each line.",),
        asked=checklist,
        read=checked,
        start=signed,
        submit="Record the check",
        done="The check has been recorded. If the release passed, two people approve it next.",
        **SHOWN,
    ),
    Form(
        path=f"{ONE}/production/approve",
        command=provisioning.ApproveRelease,
        title="Approve the release",
        intro=(
            "Two people approve, and neither built it or belongs to the project. You sign for exactly the files of the "
            "manifest below. After the second approval the data may be delivered.",
        ),
        fields=(Field("manifest_sha256", kind="hidden"),),
        start=signed,
        submit="Approve these files for release",
        danger=True,
        done="Your approval has been recorded. After the second one the SDE administrator makes the workspace.",
        **SHOWN,
    ),
)  # fmt: skip
