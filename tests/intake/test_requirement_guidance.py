"""Guidance that anybody may read before applying: the form tells it beside the question."""

from services.contracts.intake.application import ReadForm
from tests.examples import form_of as form


def test_the_form_says_what_a_cohort_file_must_hold_and_may_hold() -> None:
    fields = {field.key: field for section in form(ReadForm()).sections for field in section.fields}
    asked = fields["cohort_identifiers"]
    assert {"UNIQUE_REFERENCE", "NHS_NO", "DOB", "SEX", "POSTCODE"} <= set(asked.options)
    for words in ("cohort file", "unique reference", "date of birth"):
        assert words in asked.guidance
