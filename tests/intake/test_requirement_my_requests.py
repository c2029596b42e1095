"""MyDARs: an approved request stays among the approved ones, with its present stage, until it is closed."""

import pytest

from services.contracts.request import Profile
from services.intake.domain.stage import group, label
from services.intake.domain.stage import stage as stage_of
from tests.intake.test_stage import ANALYST_VERIFIED, TO_ACCEPTED, TO_APPROVED, told

SET_UP = (
    "agreements.AgreementGenerated", "provisioning.DataUserVerified", ANALYST_VERIFIED, "agreements.AgreementInForce",
    "agreements.ReleaseLetterIssued", "provisioning.ProductionStarted", "provisioning.ReleaseApproved",
    "provisioning.WorkspaceReady", "provisioning.ProjectActive", "agreements.AgreementExpired",
    "audit.CertificateReceived", "audit.ProjectClosed",
)  # fmt: skip


@pytest.mark.parametrize("profile", list(Profile))
def test_an_approved_request_stays_in_the_approved_table_while_it_is_set_up_and_used(profile: Profile) -> None:
    started = ("intake.ApplicationStarted", {"profile": profile})
    shown = []
    for count in range(len(SET_UP) + 1):
        now = told(started, *TO_APPROVED[1:], *SET_UP[:count])
        assert group(stage_of(now), now.submitted) == "approved"
        shown.append(label(stage_of(now), profile))
    assert len(set(shown)) >= 6, "each row says which step of the set-up it is at"


def test_what_the_committee_could_not_support_is_shown_as_rejected() -> None:
    advised = ("review.CaseOpened", "review.ReviewCompleted", "review.CaseScheduled", "review.AdviceRecorded")
    rejected = told(*TO_ACCEPTED, *advised, "review.ApplicationRejected")
    assert label(stage_of(rejected), Profile.HOSPITAL) == "DAR Rejected"
