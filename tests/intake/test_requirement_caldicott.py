"""The eight Caldicott principles are answered in the form (S3-21)."""

import pytest

from services.contracts.intake import ReadForm
from services.intake.domain.form import SHIPPED
from services.intake.domain.form.caldicott import PRINCIPLES
from tests import examples
from tests.examples import form_of

IDS = {field.id: field for field in SHIPPED.fields.values()}


@pytest.mark.parametrize("principle", PRINCIPLES, ids=lambda one: str(one.number))
@pytest.mark.parametrize("profile", ["hospital", "dars"])
def test_no_request_is_submitted_without_an_answer_to_each_principle(profile, principle):
    draft = examples.draft(profile)
    assert set(principle.questions) <= set(IDS)
    needed = [IDS[one] for one in principle.questions if IDS[one].required and IDS[one].when.holds(draft)]
    assert needed
    assert all(draft.answers[one.key] not in (None, "", [], {}) for one in needed)


def test_the_form_shows_the_principles_and_names_them_at_their_questions():
    told = form_of(ReadForm())
    assert [one.number for one in told.caldicott] == list(range(1, 9))
    fields = {field.id: field for section in told.sections for field in section.fields}
    assert "Caldicott principle 2: use confidential information only when it is necessary." in fields["B4"].guidance
    assert (fields["B4"].caldicott, fields["A1"].caldicott) == ((2,), ())
    assert "Caldicott" not in fields["A1"].guidance
