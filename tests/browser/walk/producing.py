"""The users, the data, the release by two people, the workspace: S2-46, S2-51, S3-28 to S3-31; SoD-06."""

import re

from deploy.journey.producing import QUALITY, USERS

from ..hands import Window
from . import EMPLOYER, Request


def verify_users(w: Window, r: Request) -> None:
    """Each user accepts the terms; an SDE administrator has seen who they are."""
    for part in USERS:
        w.act_as(r.people[part]).task(r.reference, "terms")
        w.give("I accept these terms", "have accepted the terms")
        w.act_as("quin.abel").task(r.reference, r.name(part))
        w.follow(re.compile(f"^Verify \\({r.name(part)}"))
        w.give("Verify this person", "is verified", identity_method="photo-id", document_type="passport",
               last4="4X7Q", affiliation=EMPLOYER)  # fmt: skip


def produce(w: Window, r: Request) -> None:
    """Built from the agreement, opt-outs upheld, pseudonymised, counted; in the background."""
    w.act_as("max.orr").task(r.reference, "Start production")
    w.give("Freeze the specification and start", "is frozen")
    w.task(r.reference, "Build")
    w.give("Check opt-outs and build", "has begun")
    w.until(w.page.get_by_role("region", name="Releases of data").get_by_text("Being checked"))
    w.follow(re.compile("^How the data are made"))
    w.see("Opt-outs")


def check_and_approve(w: Window, r: Request) -> None:
    """Quality by somebody else, then two approvers, neither of them the builder."""
    w.act_as("nia.poole").task(r.reference, re.compile("quality", re.I))
    w.give("Record the check", "has been recorded", **{item.replace("-", "_"): "passed" for item in QUALITY},
           passed=True)  # fmt: skip
    w.act_as("max.orr").menu("My tasks")
    assert r.reference not in w.text(), "the builder was asked to approve"
    for key in ("owen.tait", "pia.lund"):
        w.act_as(key).task(r.reference, re.compile("approve", re.I))
        w.give("Approve these files for release", "has been recorded")


def open_workspace(w: Window, r: Request) -> None:
    """A workspace of its own for this project; access goes live."""
    w.act_as("quin.abel").task(r.reference, re.compile("workspace", re.I))
    w.give("Make the workspace", "has been made")
    w.task(r.reference, "Test the workspace")
    w.give("Activate", "is active", smoke_test="An analyst signed in and saw the files of the release.")


def use(w: Window, r: Request) -> None:
    """A verified user lists and reads."""
    w.act_as(r.people["analyst"]).mine(r.reference)
    w.follow("Files")
    with w.page.expect_download() as coming:
        w.hands.touch(w.page.locator("main table a").first)
    assert coming.value.path().stat().st_size > 0
