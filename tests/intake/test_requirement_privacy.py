"""Privacy: who reads every request for it, and what asking for identifiers brings with it."""

import pytest

from services.contracts.intake.application import ReadForm
from services.contracts.request import Assurance, Level, Profile
from services.intake.domain import guards
from services.intake.domain.routing import route
from tests import examples
from tests.examples import form_of as form
from tests.intake.test_routing import FIRES


def required(level: Level) -> set[str]:
    """The questions that must be answered for data of this level."""
    return {field.key for section in form(ReadForm(level=level)).sections for field in section.fields if field.required}


@pytest.mark.parametrize(("rule", "profile", "answers", "level"), FIRES)
def test_information_governance_reviews_every_request_that_may_release_data(rule, profile, answers, level):
    made = route(examples.draft(profile, **answers))
    assert ("ig" in made.disciplines) is (made.level is not Assurance.L0), "a corrected name releases nothing"


def test_identifiable_data_bring_the_question_which_identifiers():
    assert "direct_identifiers" in required(Level.IDENTIFIABLE) - required(Level.PSEUDONYMISED)
    unsaid = examples.draft(level="identifiable", direct_identifiers=None)
    assert "direct_identifiers" in {problem.field for problem in guards.failing(unsaid)}


@pytest.mark.parametrize("profile", list(Profile))
def test_identifiable_data_are_decided_by_the_caldicott_guardian_after_the_committee(profile):
    made = route(examples.draft(profile, level="identifiable"))
    assert "R05" in made.rules
    assert made.committee
    assert "caldicott-guardian" in made.offices


@pytest.mark.parametrize("identifier", ["DOB", "POSTCODE"])
def test_an_identifier_among_the_fields_needs_a_reason_of_its_own(identifier):
    row = {**examples.answers()["datasets"][0], "fields": [identifier], "field_reasons": {}}
    found = {(problem.code, problem.field) for problem in guards.failing(examples.draft(datasets=[row]))}
    assert ("X-DATA1", "datasets.0.field_reasons") in found
