"""What kind of data is asked for decides what else must be given (S2-16, S2-29, S3-11, S3-32)."""

from typing import Any

import pytest

from services.intake.domain import guards, requesting
from services.intake.domain.form import SHIPPED
from services.intake.domain.form.evidence import EVIDENCE
from tests import examples

SWITCHES = ("request_type", "approval", "kind", "level", "access", "commercial_gain")


def draft(**answers: Any) -> Any:
    return examples.draft("hospital", **answers)


def rows(dataset: str) -> list[dict[str, Any]]:
    (first, *_) = draft().answers["datasets"]
    return [{**first, "dataset": dataset}]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("DATA_SPEC", {"access": "extract"}),
        ("DATAFLOW", {"level": "pseudonymised"}),
        ("ONS_APPROVAL", {"datasets": rows("CIV_DEATH")}),
        ("MODEL_CARD", {"ai": "train_or_test"}),
    ],
)
def test_some_kinds_of_data_and_of_use_bring_a_further_form(kind: str, asked: dict[str, Any]) -> None:
    """S2-16, and S2-29 of what the statistics authority controls: its approval, which is then checked."""
    plain = draft(access="sde", level="aggregate_suppressed", datasets=rows("HES_APC"), ai="none")
    other = draft(**{"access": "sde", "level": "aggregate_suppressed", "datasets": rows("HES_APC"), **asked})
    assert not EVIDENCE[kind].when.holds(plain)
    assert EVIDENCE[kind].when.holds(other)


def test_a_study_that_rests_on_consent_says_what_is_collected_for_what_how_long_and_how_one_withdraws() -> None:
    """S3-11."""
    asked = draft(confidentiality="consent", consents=None, cohort_withdrawal=None, retention=None, aim=None)
    missing = {problem.field for problem in guards.complete(asked)}
    assert {"consents", "cohort_withdrawal", "retention", "aim"} <= missing
    assert "cohort_withdrawal" not in {problem.field for problem in guards.complete(draft(cohort_withdrawal=None))}


@pytest.mark.parametrize(("dataset", "stated"), [("HES_APC", False), ("GP_DATA", True)])
def test_a_request_states_whether_data_of_general_practices_are_among_them(dataset: str, stated: bool) -> None:
    """S3-32: in what every later step reads of it; the register publishes it."""
    made = requesting.build(draft(datasets=rows(dataset)), reference="DAR-2026-00042", version=1, sha256="a" * 64)
    assert made.gp_data is stated


def test_a_company_is_asked_for_all_that_others_are_asked_for_and_more() -> None:
    """S3-23: nothing becomes easier with a commercial gain."""
    left_out = {field.key: None for field in SHIPPED.fields.values() if field.key not in SWITCHES}
    others = {problem.field for problem in guards.complete(draft(**left_out, commercial_gain=False))}
    company = {problem.field for problem in guards.complete(draft(**left_out, commercial_gain=True))}
    assert others < company
    assert {"benefit_sharing", "proportionality"} <= company
