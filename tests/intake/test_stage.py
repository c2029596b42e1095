"""The public stage as a fold over the events of all five services (domain 1.2, 1.3; S0-25 to S0-42)."""

import importlib
import itertools
import random
from types import SimpleNamespace as Said
from uuid import UUID

import pytest

from services.contracts import wire
from services.contracts.request import Profile
from services.intake.domain import stage
from services.intake.domain.policy import POLICIES
from services.intake.domain.stage import STEPS, Standing, awaited, group, label, macro_stage
from services.intake.domain.stage import stage as stage_of

LEAD, ANALYST = UUID(int=11), UUID(int=12)
PEOPLE = {LEAD: "lead", ANALYST: "analyst"}
MEMBERS = tuple(Said(person_id=person, access=access) for person, access in PEOPLE.items())
REQUEST = Said(lead=MEMBERS[0], team=MEMBERS)

FACTS = {
    "intake.ApplicationStarted": {"profile": Profile.HOSPITAL},
    "intake.ApplicationAccepted": {"request": REQUEST},
    "intake.ApplicationReopened": {"state": "DRAFT"},
    "review.ApplicationApproved": {"request": REQUEST, "conditions": ()},
    "review.ConditionMet": {"all_precedent_met": True},
    "review.ExternalWaitStarted": {"body": "CAG"},
    "review.ExternalWaitEnded": {"waiting": ()},
    "review.FeedbackAnswered": {"complete": True},
    "review.DeferralAnswered": {"complete": True},
    "review.CaseScheduled": {"held_on": "2026-07-09"},
    "review.CaseClosed": {"reason": "withdrawn"},
    "agreements.AgreementGenerated": {"needs_letter": True, "needs_purchase_order": True, "signing_order": ()},
    "agreements.SignedByController": {"waiting_for": ()},
    "provisioning.DataUserVerified": {"person_id": LEAD},
    "provisioning.DataUserRefused": {"person_id": ANALYST},
}


def say(standing, name, **facts):
    """The standing after the event `name` with its usual facts and `facts`."""
    return STEPS[name](standing, Said(**{**FACTS.get(name, {}), **facts}))


def told(*names, profile=Profile.HOSPITAL):
    now = Standing(profile=profile)
    for said in names:
        name, facts = said if isinstance(said, tuple) else (said, {})
        now = say(now, name, **facts)
    return now


TO_ACCEPTED = ("intake.ApplicationStarted", "intake.ApplicationSubmitted", "intake.ApplicationAccepted")
TO_APPROVED = (*TO_ACCEPTED, "review.CaseOpened", "review.ReviewCompleted", "review.CaseScheduled",
               "review.AdviceRecorded", "review.ApplicationApproved")  # fmt: skip
ANALYST_VERIFIED = ("provisioning.DataUserVerified", {"person_id": ANALYST})


def test_the_hospital_line_shows_its_stages_in_order():
    line = [
        ("intake.ApplicationStarted", "Draft Applications"),
        ("intake.ApplicationSubmitted", "DAR Submitted"),
        ("intake.ApplicationReturned", "DAR Submitted (action needed)"),
        ("intake.ApplicationSubmitted", "DAR Submitted"),
        ("intake.ApplicationAccepted", "DAR Submitted"),
        ("review.CaseOpened", "DAR Under Review"),
        ("review.ExternalWaitStarted", "DAR Under Review (external)"),
        ("review.ExternalWaitEnded", "DAR Under Review"),
        ("review.ReviewCompleted", "DAR Review Completed"),
        ("review.FeedbackRequested", "Feedback to Applicants"),
        ("intake.ApplicationSubmitted", "Feedback to Applicants"),
        ("review.CaseScheduled", "DAR Scheduled"),
        ("review.AdviceRecorded", "DAR Scheduled"),
        ("review.ApplicationApproved", "DAC Approved"),
        ("agreements.AgreementGenerated", "Verifying Users"),
        ("provisioning.DataUserVerified", "Verifying Users"),
        (ANALYST_VERIFIED, "Release Data Release Confirmation Letter"),
        ("agreements.AgreementInForce", "Release Data Release Confirmation Letter"),
        ("agreements.ReleaseLetterIssued", "Provisioning Project"),
        ("provisioning.ProductionStarted", "Provisioning Project"),
        ("provisioning.ReleaseApproved", "Provisioning Project"),
        ("provisioning.WorkspaceReady", "Provisioning Project"),
        ("provisioning.ProjectActive", "Active Project"),
        ("agreements.AgreementSuspended", "Suspended"),
        ("agreements.AgreementReinstated", "Active Project"),
        ("agreements.AgreementExpired", "Expired"),
        ("audit.DeletionOrdered", "Expired"),
        ("audit.CertificateReceived", "Closing"),
        ("audit.CertificateQueried", "Expired"),
        ("audit.CertificateReceived", "Closing"),
        ("audit.CertificateAccepted", "Closing"),
        ("audit.ProjectClosed", "Closed"),
    ]
    names, labels = [name for name, _ in line], [words for _, words in line]
    shown = [label(stage_of(told(*names[: n + 1])), Profile.HOSPITAL) for n in range(len(names))]
    assert shown == labels


def test_the_dars_set_up_shows_the_first_unmet_item_in_its_own_order():
    line = [
        (("agreements.AgreementGenerated", {"needs_cohort": True, "needs_letter": False}), "issue of the agreement"),
        ("provisioning.DataUserVerified", "issue of the agreement"),
        ("agreements.AgreementIssued", "the custodian's signature"),
        ("agreements.SignedByCustodian", "a purchase order number"),
        ("agreements.PurchaseOrderGiven", "the controllers' signatures"),
        (("agreements.SignedByController", {"waiting_for": ("X",)}), "the controllers' signatures"),
        ("agreements.SignedByController", "the cohort file"),
        ("provisioning.CohortAccepted", "verification of the users"),
        (ANALYST_VERIFIED, "production of the data"),
    ]
    started = ("intake.ApplicationStarted", {"profile": Profile.DARS})
    names = [started, *TO_APPROVED[1:], *(name for name, _ in line)]
    shown = [awaited(told(*names[: n + 1 + len(TO_APPROVED)]))[0] for n in range(len(line))]
    assert shown == [words for _, words in line]


def test_where_the_controllers_sign_first_the_custodian_is_awaited_after_them():
    made = {"needs_letter": False, "signing_order": ("controllers", "custodian")}
    line = [
        (("agreements.AgreementGenerated", made), "issue of the agreement"),
        ("agreements.AgreementIssued", "a purchase order number"),
        ("agreements.PurchaseOrderGiven", "the controllers' signatures"),
        ("agreements.SignedByController", "the custodian's signature"),
        ("agreements.SignedByCustodian", "verification of the users"),
    ]
    started = ("intake.ApplicationStarted", {"profile": Profile.DARS})
    names = [started, *TO_APPROVED[1:], *(name for name, _ in line)]
    shown = [awaited(told(*names[: n + 1 + len(TO_APPROVED)]))[0] for n in range(len(line))]
    assert shown == [words for _, words in line]


def test_the_meeting_that_is_awaited_is_named_by_its_day():
    scheduled = told(*TO_APPROVED[: TO_APPROVED.index("review.CaseScheduled") + 1])
    assert awaited(scheduled) == ("the meeting on 9 July 2026", "committee")


def test_an_open_precedent_condition_keeps_the_request_approved_until_it_is_met():
    open_condition = ("review.ApplicationApproved", {"conditions": (Said(kind="PRECEDENT"),)})
    opened = told(*TO_APPROVED[:-1], open_condition, "agreements.AgreementGenerated")
    assert (stage_of(opened), awaited(opened)) == ("APPROVED", ("conditions to be met before release", "applicant"))
    assert stage_of(say(opened, "review.ConditionMet", all_precedent_met=False)) == "APPROVED"
    assert stage_of(say(opened, "review.ConditionMet")) == "SETUP_USERS"


def test_users_are_verified_when_each_is_verified_or_refused_and_one_is_verified():
    setup = told(*TO_APPROVED, "agreements.AgreementGenerated")
    assert stage_of(say(setup, "provisioning.DataUserRefused")) == "SETUP_USERS"
    both = say(say(setup, "provisioning.DataUserVerified"), "provisioning.DataUserRefused")
    assert stage_of(both) == "SETUP_AGREEMENT"


def test_a_rejected_cohort_file_is_awaited_again():
    names = (*TO_APPROVED, ("agreements.AgreementGenerated", {"needs_cohort": True, "needs_letter": False}),
             "provisioning.DataUserVerified", ANALYST_VERIFIED, "agreements.AgreementInForce")  # fmt: skip
    assert stage_of(told(*names)) == "SETUP_COHORT"
    assert stage_of(told(*names, "provisioning.CohortAccepted", "provisioning.CohortRejected")) == "SETUP_COHORT"


def test_the_first_of_two_approvers_does_not_move_the_stage():
    ready = told(*TO_APPROVED, "agreements.AgreementGenerated", "provisioning.ProductionStarted")
    assert stage_of(say(ready, "provisioning.ReleaseApproved", final=False)) == "PRODUCTION"
    assert stage_of(say(ready, "provisioning.ReleaseApproved", final=True)) == "PROVISIONING"


@pytest.mark.parametrize(
    ("names", "code", "table"),
    [
        (TO_ACCEPTED[:1], "DRAFT", "drafts"),
        (TO_ACCEPTED[:2], "SUBMITTED", "submitted"),
        ((*TO_ACCEPTED[:2], "intake.ApplicationIneligible"), "REJECTED", "submitted"),
        ((*TO_ACCEPTED, "review.ApplicationRejected"), "REJECTED", "submitted"),
        ((*TO_ACCEPTED, "review.ApplicationDeferred"), "DEFERRED", "submitted"),
        ((*TO_ACCEPTED, "review.ApplicationApprovedProvisionally"), "APPROVED_PROVISIONAL", "approved"),
        (TO_APPROVED, "APPROVED", "approved"),
        ((*TO_ACCEPTED[:1], "intake.ApplicationWithdrawn"), "WITHDRAWN", "drafts"),
        ((*TO_ACCEPTED, "intake.ApplicationWithdrawn"), "WITHDRAWN", "submitted"),
        ((*TO_ACCEPTED, ("review.CaseClosed", {"reason": "lapsed"})), "LAPSED", "submitted"),
        ((*TO_ACCEPTED[:1], "intake.ApplicationLapsed", "intake.ApplicationReopened"), "DRAFT", "drafts"),
    ],
)
def test_each_request_is_in_one_of_three_tables(names, code, table):
    now = told(*names)
    assert stage_of(now) == code
    assert group(code, now.submitted) == table


def test_what_was_refused_as_ineligible_is_under_review_after_an_upheld_appeal():
    refused = told(*TO_ACCEPTED[:2], "intake.ApplicationIneligible")
    assert stage_of(say(refused, "review.CaseReopened")) == "UNDER_REVIEW"


def test_a_revision_that_lapsed_and_was_reopened_is_where_review_left_it():
    waiting = told(
        *TO_ACCEPTED, "review.CaseOpened", "review.FeedbackRequested", ("review.CaseClosed", {"reason": "lapsed"})
    )
    assert stage_of(waiting) == "LAPSED"
    assert stage_of(say(waiting, "intake.ApplicationReopened", state="REVISION")) == "APPLICANT_FEEDBACK"


def test_withdrawn_requests_count_under_the_macro_stage_they_left():
    assert macro_stage(told(*TO_ACCEPTED, "review.CaseOpened", "intake.ApplicationWithdrawn")) == "Approval"
    assert macro_stage(told(*TO_ACCEPTED[:1], "intake.ApplicationWithdrawn")) == "Application"


def test_every_code_has_both_labels_and_a_group():
    for profile, code in itertools.product(Profile, stage.MACRO):
        assert label(code, profile)
        assert group(code, True) in stage.GROUPS


def test_the_label_of_the_data_service_and_of_the_hospital_differ_as_published():
    words = {code: (label(code, Profile.DARS), label(code, Profile.HOSPITAL)) for code in stage.MACRO}
    assert words["UNDER_REVIEW"] == ("In assurance", "DAR Under Review")
    assert words["SETUP_AGREEMENT"] == ("Agreement for signature", "Release Data Release Confirmation Letter")
    assert words["ACTIVE"] == ("Active agreement", "Active Project")


def test_no_order_of_events_is_an_error_and_every_result_is_a_known_code():
    chance = random.Random(4)
    for _ in range(300):
        now = Standing()
        for name in chance.choices(list(STEPS), k=25):
            now = say(now, name)
            assert stage_of(now) in stage.MACRO
            assert len(awaited(now)) == 2


def test_events_of_different_services_may_arrive_in_any_order():
    tracks = [
        ("agreements.AgreementGenerated", "agreements.AgreementInForce", "agreements.ReleaseLetterIssued"),
        (
            "provisioning.ProjectOpened",
            "provisioning.DataUserVerified",
            ANALYST_VERIFIED,
            "provisioning.ProductionStarted",
        ),
        ("review.ConditionMet",),
    ]
    start = told(*TO_APPROVED)
    chance, ends = random.Random(7), set()
    for _ in range(200):
        left = [list(track) for track in tracks]
        now = start
        while any(left):
            name = chance.choice([track for track in left if track]).pop(0)
            name, facts = name if isinstance(name, tuple) else (name, {})
            now = say(now, name, **facts)
        ends.add(now)
    assert len(ends) == 1


def test_the_end_only_goes_forward_when_two_services_speak_of_it():
    late = told(*TO_APPROVED, "audit.CertificateReceived", "agreements.AgreementExpired")
    assert stage_of(late) == "DELETION_CHECK"
    assert stage_of(say(say(late, "audit.ProjectClosed"), "audit.CertificateQueried")) == "CLOSED"


def test_the_custodians_own_certificate_is_not_the_one_that_is_awaited():
    """T33: a controller's certificate begins the check; that of the destroyed workspace comes by itself."""
    ended = told(*TO_APPROVED, "audit.DeletionOrdered", ("audit.CertificateReceived", {"custodian": True}))
    assert (stage_of(ended), awaited(ended)[1]) == ("EXPIRED", "controllers")
    assert stage_of(say(ended, "audit.CertificateReceived", custodian=False)) == "DELETION_CHECK"


def test_the_standing_survives_its_row():
    now = told(*TO_APPROVED, "agreements.AgreementGenerated", "provisioning.DataUserVerified")
    assert wire.load(Standing, wire.dump(now)) == now


def test_set_up_items_of_both_profiles_are_known():
    from services.intake.domain.stage.standing import SETUP

    assert all(set(policy.setup) == set(SETUP) for policy in POLICIES.values())


def test_every_event_in_the_table_is_one_that_its_service_says():
    for name in STEPS:
        source, kind = name.split(".")
        module = importlib.import_module(f"services.contracts.{source}")
        assert hasattr(module, kind), name
