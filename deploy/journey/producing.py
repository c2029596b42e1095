"""The users, the data, the release by two people, the workspace (domain 1.4.11, 1.4.15 to 1.4.17; SoD-06)."""

from deploy.cast import Person
from deploy.client import ApiProblem, wait_for

from .story import Story

USERS = ("lead", "analyst")
QUALITY = ("row-counts", "schema", "no-identifiers", "opt-outs", "distributions")


def verify_users(story: Story) -> None:
    """Each user accepts the terms; an administrator of the environment has seen who they are."""
    administrator = story["quin.abel"]
    story.until("the project", story.project, administrator, "state", "setup")
    for key in USERS:
        person = story[key]
        person.post(f"{story.project}/user-terms")
        story.tell("Terms of use accepted", person, "UserTermsAccepted")
        administrator.post(
            f"{story.project}/members/{person.id}/verify",
            identity_method="photo-id",
            document_type="passport",
            last4="4X7Q",
            affiliation=person.account.organisation,
        )
        story.tell("Data user verified", administrator, "DataUserVerified")


def produce(story: Story) -> None:
    """Built from the agreement, opt-outs upheld, pseudonymised, counted; in the background."""
    analyst = story["max.orr"]
    story.until("what production needs", story.project, analyst, "state", "setup")
    analyst.post(f"{story.project}/production")
    story.tell("Production started: specification frozen", analyst, "ProductionStarted", "PRODUCTION")
    analyst.post(f"{story.project}/release/build")
    release = _release(story, analyst, "qa", "failed")
    if release["state"] == "failed":
        raise RuntimeError(f"production failed: {release['failure']}: {release['failure_detail']}")
    story.tell("Opt-outs checked", None, "OptOutChecked")
    record = release["optout"]
    story.note(f"opt-outs: {record['n_in']} people in, {record['removed']} removed, {record['n_out']} out")
    story.tell(f"Data produced: {release['release_ref']}, {release['rows']:,} rows", None, "DataProduced")
    if not record["removed"]:
        raise RuntimeError("no opt-out was upheld, although some people of the core opted out")


def check_and_approve(story: Story) -> None:
    """Quality by somebody else, then two approvers, neither of them the builder."""
    builder, checker, first, second = (story[key] for key in ("max.orr", "nia.poole", "owen.tait", "pia.lund"))
    named = {"manifest_sha256": _release(story, builder, "qa")["manifest_sha256"]}
    checklist = [{"item": item, "passed": True} for item in QUALITY]
    checker.post(f"{story.project}/release/quality", **named, passed=True, checklist=checklist)
    story.tell("Quality checked, by somebody else than the builder", checker, "QualityChecked")
    approve = f"{story.project}/release/approve"
    story.refused("approval by the builder", builder, builder.attempt(approve, **named), "sod-06")
    first.post(approve, **named)
    story.tell("Release approved, first of two", first, "ReleaseApproved")
    story.refused("both approvals by one person", first, first.attempt(approve, **named), "sod-06", "not-permitted")
    second.post(approve, **named)
    story.tell("Release approved, second of two", second, "ReleaseApproved", "PROVISIONING")


def open_workspace(story: Story) -> None:
    """A workspace of its own for this project; access goes live."""
    administrator = story["quin.abel"]
    administrator.post(f"{story.project}/workspace")
    story.tell("Workspace created", administrator, "WorkspaceReady", "PROVISIONING")
    seen = "An analyst signed in and saw the files of the release."
    administrator.post(f"{story.project}/activate", smoke_test=seen)
    story.tell("Access is live", administrator, "ProjectActive", "ACTIVE")


def use(story: Story) -> None:
    """A verified user lists and reads; somebody else may not."""
    analyst, outsider = story["analyst"], story["outsider"]
    files = analyst.get(f"{story.project}/files")["files"]
    data = next(one for one in files if one["rows"])
    content = analyst.client.download(f"{story.project}/files/{data['name']}")
    story.tell(
        f"{len(files)} files listed, {data['name']} read: {len(content):,} bytes", analyst, "DataAccessed", "ACTIVE"
    )
    if len(content) != data["size"]:
        raise RuntimeError("the file that was read is not the one that was listed")
    story.facts["file"] = data["name"]
    refusal = refused_reading(story, outsider)
    story.refused("reading by somebody else", outsider, refusal, "not-a-member", "not-permitted", "not-found")


def refused_reading(story: Story, person: Person) -> ApiProblem:
    """Try to read the file; the refusal."""
    try:
        person.client.download(f"{story.project}/files/{story.facts['file']}")
    except ApiProblem as refused:
        return refused
    raise RuntimeError(f"{person.account.key} read a file of {story.reference}")


def _release(story: Story, who: Person, *states: str) -> dict:
    """The newest release, once it is in one of these states."""

    def look() -> dict | None:
        releases = who.get(story.project)["releases"]
        return releases[-1] if releases and releases[-1]["state"] in states else None

    wanted = f"a release of {story.reference} in state {' or '.join(states)}"
    return dict(wait_for(wanted, look, seconds=story.patience))
