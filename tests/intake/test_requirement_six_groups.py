"""What every request must say before it is assessed: each of the published groups, left out, stops the submission."""

import pytest

from services.contracts.request import Profile
from services.intake.domain import guards, requesting
from services.intake.domain.draft import PersonKnown
from tests import examples

DATASET = examples.answers()["datasets"][0]
# group -> answers that leave it out, and the question, document or field that is asked for then
LEFT_OUT = {
    "administration": ({"lead_organisation": None}, "lead_organisation"),
    "purpose": ({"aim": None}, "aim"),
    "support of health and care": ({"public_interest": None}, "public_interest"),
    "benefits": ({"benefits": None}, "benefits"),
    "associated approvals": ({"confidentiality": "consent"}, "CONSENT_FORM"),
    "security arrangements": ({"security": None}, "security"),
    "places of processing": ({"locations": None}, "locations"),
    "datasets": ({"datasets": None}, "datasets"),
    "fields of a dataset": ({"datasets": [{**DATASET, "fields": []}]}, "datasets.0.fields"),
    "period, first year": ({"datasets": [{**DATASET, "year_from": None}]}, "datasets.0.year_from"),
    "how often": ({"datasets": [{**DATASET, "frequency": None}]}, "datasets.0.frequency"),
    "how many times": ({"datasets": [{**DATASET, "frequency": "quarterly"}]}, "datasets.0.disseminations"),
    "period, last year": ({"datasets": [{**DATASET, "year_to": None}]}, "datasets.0.year_to"),
}


@pytest.mark.parametrize("group", LEFT_OUT)
@pytest.mark.parametrize("profile", list(Profile))
def test_a_request_that_leaves_a_group_out_is_not_submitted_and_says_which(profile: Profile, group: str) -> None:
    changes, asked = LEFT_OUT[group]
    assert asked in {problem.field for problem in guards.failing(examples.draft(profile, **changes))}


def test_the_contact_of_a_request_has_confirmed_an_address() -> None:
    unconfirmed = examples.known(lead=PersonKnown(id=examples.LEAD.id, cv=True))
    found = {problem.field for problem in guards.failing(examples.draft(world=unconfirmed))}
    assert "profile.email" in found


def test_how_often_data_are_wanted_travels_with_the_request() -> None:
    monthly = examples.draft(datasets=[{**DATASET, "frequency": "monthly", "disseminations": 36}])
    assert not guards.failing(monthly)
    made = requesting.build(monthly, reference="DAR-2026-00001", version=1, sha256="a" * 64)
    assert [(wanted.frequency, wanted.disseminations) for wanted in made.datasets] == [("monthly", 36)]


def test_one_off_data_are_given_once_and_a_provisional_request_says_so_too() -> None:
    once = requesting.build(examples.draft(), reference="DAR-2026-00001", version=1, sha256="a" * 64)
    assert {(wanted.frequency, wanted.disseminations) for wanted in once.datasets} == {("one-off", 1)}
    later = examples.draft(approval="provisional", datasets=[{**DATASET, "frequency": None}])
    assert [one.field for one in guards.failing(later)] == ["datasets.0.frequency"], "F4 is not a field marked P"
