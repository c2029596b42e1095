"""National data opt-outs: when they apply, and that every unexpected reply stops the release (S1-30)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.provisioning.domain import optout_check as check
from services.provisioning.domain.failed_closed import FailedClosed
from services.provisioning.domain.nhs_number import next_synthetic
from services.provisioning.domain.optout import Basis, Decision, Policy, Position, basis_of, decide, required

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
A, B, C = "9994902199", "9991309640", "9998322731"


def code_of(action):
    with pytest.raises(FailedClosed) as refusal:
        action()
    return refusal.value.code


@pytest.mark.parametrize(
    ("basis", "answer"),
    [
        (Basis(individual_care=True), (False, "individual-care")),
        (Basis(cpi=False), (False, "not-cpi")),
        (Basis(consent=True), (False, "consent")),
        (Basis(regulation_3=True), (False, "regulation-3")),
        (Basis(public_interest=True), (False, "public-interest")),
        (Basis(law=True), (False, "required-by-law")),
        (Basis(policy_exemption="invoice validation"), (False, "policy-exemption")),
        (Basis(section_251=True), (True, "section-251")),
        (Basis(section_251=True, cag_exemption=True), (False, "cag-exemption")),
        (Basis(), (True, "no-lawful-route")),
        (Basis(cag_exemption=True), (True, "no-lawful-route")),
        (Basis(consent=True, section_251=True), (False, "consent")),
    ],
)
def test_each_step_of_the_procedure_gives_its_answer(basis, answer):
    assert required(basis) == answer


def test_consent_wins_over_everything_but_care_and_confidentiality():
    everything = Basis(consent=True, regulation_3=True, public_interest=True, law=True, section_251=True)
    assert required(everything) == (False, "consent")


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        ("not_confidential", "not-cpi"),
        ("consent", "consent"),
        ("s251_reg5", "section-251"),
        ("s251_reg2", "section-251"),
        ("reg3", "regulation-3"),
        ("statute_or_direction", "required-by-law"),
        ("court_order", "required-by-law"),
        ("public_interest", "public-interest"),
        ("direct_care_team", "not-cpi"),
    ],
)
def test_each_common_law_route_has_its_basis(route, reason):
    assert required(basis_of(route))[1] == reason


def test_an_unknown_route_is_refused():
    assert code_of(lambda: basis_of("goodwill")) == "route-unknown"


@given(
    st.builds(
        Basis,
        individual_care=st.booleans(),
        cpi=st.booleans(),
        consent=st.booleans(),
        law=st.booleans(),
        section_251=st.booleans(),
        cag_exemption=st.booleans(),
    ),
    st.sampled_from(Position),
    st.sampled_from(Policy),
)
def test_whatever_is_declared_a_required_opt_out_is_applied_or_production_stops(basis, position, policy):
    try:
        decision = decide(basis, position, policy)
    except FailedClosed:
        return
    assert decision.applied or not decision.legally_required


def test_the_hospital_policy_applies_opt_outs_to_data_that_are_not_confidential():
    basis = basis_of("not_confidential")
    applied = decide(basis, Position.APPLIED)
    assert applied == Decision(legally_required=False, reason="not-cpi", applied=True)
    assert code_of(lambda: decide(basis, Position.NOT_CPI)) == "policy-applies-opt-outs"
    assert not decide(basis, Position.NOT_CPI, Policy.STATUTORY_MINIMUM).applied


def test_an_exempt_flow_may_go_without_under_either_policy():
    for policy in Policy:
        assert not decide(basis_of("consent"), Position.CONSENT, policy).applied
        assert not decide(basis_of("s251_reg5", cag_exemption=True), Position.CAG_EXEMPTION, policy).applied


@pytest.mark.parametrize(
    ("route", "position", "code"),
    [
        ("s251_reg5", Position.CAG_EXEMPTION, "position-not-supported"),
        ("s251_reg5", Position.CONSENT, "position-not-supported"),
        ("consent", Position.REGULATION_3, "position-not-supported"),
        ("consent", Position.MIXED, "position-mixed"),
    ],
)
def test_a_position_that_the_basis_does_not_support_is_refused(route, position, code):
    assert code_of(lambda: decide(basis_of(route), position)) == code


def test_confidential_data_without_a_route_are_not_produced_even_with_opt_outs_applied():
    assert code_of(lambda: decide(Basis(), Position.APPLIED)) == "no-lawful-route"


def sent(*numbers):
    return check.prepare(numbers or (A, B, C), name="X26HC036-010726-0001.dat", reference="REL-1", at=NOW)


def reply(text, **changes):
    answer = check.Reply(name=sent().name, reference="REL-1", text=text, received_at=NOW + timedelta(minutes=40))
    return replace(answer, **changes)


def test_a_list_holds_each_valid_number_once_one_per_line_with_a_comma():
    assert sent(A, "999 490 2199", "1234567890", B).text == f"{B},\n{A},\n"


def test_the_file_name_has_mailbox_day_and_sequence():
    assert check.file_name("ZZT01OT001", date(2026, 7, 1), 12) == "ZZT01OT001-010726-0012.dat"
    assert code_of(lambda: check.file_name("zz t", date(2026, 7, 1), 1)) == "mailbox-malformed"
    assert code_of(lambda: check.file_name("ZZT01OT001", date(2026, 7, 1), 0)) == "sequence-exhausted"


@pytest.mark.parametrize("reference", ["", "a b", "über", "-x", "x" * 51])
def test_a_reference_to_which_nobody_would_reply_is_not_sent(reference):
    refused = code_of(lambda: check.prepare([A], name="n", reference=reference, at=NOW))
    assert refused == "reference-malformed"


def test_an_empty_list_is_not_sent():
    assert code_of(lambda: sent("1234567890")) == "nothing-to-check"


def test_those_who_come_back_are_kept_and_the_others_removed():
    outcome = check.read(sent(), reply(f"{A},\n{C},\n"))
    assert outcome.keep == {A, C}
    assert (outcome.n_in, outcome.n_out, outcome.removed, outcome.warnings) == (3, 2, 1, ())
    assert outcome.list_sha256 == sent().sha256


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-reply"),
        (reply(f"{A},\n", received_at=NOW - timedelta(seconds=1)), "reply-before-request"),
        (reply(f"{A},\n", received_at=NOW + timedelta(hours=5)), "reply-late"),
        (reply(f"{A},\n", name="X26HC036-010726-0002.dat"), "reply-name-mismatch"),
        (reply(f"{A},\n", reference="REL-2"), "reply-reference-mismatch"),
        (reply("The file contains invalid NHS numbers\n"), "reply-error-line"),
        (reply(f"{A},\r\n"), "reply-malformed"),
        (reply(f"{A}\n"), "reply-malformed"),
        (reply("1234567890,\n"), "reply-malformed"),
        (reply(f"{A},\n\n"), "reply-malformed"),
        (reply(f"{A},\n{A},\n"), "reply-duplicate"),
        (reply("9434765919,\n"), "reply-not-subset"),
    ],
)
def test_everything_unexpected_in_a_reply_stops_the_release(answer, code):
    assert code_of(lambda: check.read(sent(), answer)) == code


def test_an_empty_reply_removes_everybody():
    assert check.read(sent(), reply("")).keep == frozenset()


@pytest.mark.parametrize(
    ("size", "gone", "warned"),
    [(1000, 9, True), (1000, 10, False), (1000, 150, False), (1000, 151, True), (999, 0, False)],
)
def test_an_unusual_share_of_removed_people_in_a_large_list_asks_for_a_second_look(size, gone, warned):
    numbers = [next_synthetic()]
    while len(numbers) < size:
        numbers.append(next_synthetic(numbers[-1]))
    outcome = check.read(sent(*numbers), reply("".join(f"{number},\n" for number in numbers[gone:])))
    assert outcome.warnings == (("removed-rate-unusual",) if warned else ())


def test_a_check_counts_for_seven_days_and_not_a_second_longer():
    assert check.is_fresh(NOW - timedelta(days=7), NOW)
    assert not check.is_fresh(NOW - timedelta(days=7, seconds=1), NOW)
    assert not check.is_fresh(NOW + timedelta(seconds=1), NOW)
    assert not check.is_fresh(None, NOW)
    assert code_of(lambda: check.require_fresh(NOW - timedelta(days=8), NOW)) == "check-stale"
