"""Charges: the published vectors A and B, and that money is exact (domain 8)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from services.agreements.domain import charges, tariff
from services.agreements.domain.tariff import Size, annual_reviews, quote, size_of, tariff_on
from services.contracts.message import Refused
from services.contracts.request import Access, Profile
from tests.agreements import given

DARS_2026 = tariff_on(Profile.DARS, date(2026, 7, 1))
DARS_2018 = tariff_on(Profile.DARS, date(2018, 7, 1))


def test_vector_a_a_secure_environment_for_three_years_costs_28559_pounds() -> None:
    size = Size(
        kind="new", months=36, access=Access.SDE, datasets=("HES_APC", "CIV_DEATH", "CANC_REG"), extra_periods=15,
        refreshes=(("HES_APC", 8),), user_months=48,
    )  # fmt: skip
    told = quote(DARS_2026, size)
    amounts = {line.code: line.amount_pence for line in told.lines}
    assert amounts == {
        "APPLICATION": 143_100, "ANNUAL_REVIEW": 2 * 69_400, "PROVISION_SIMPLE": 2 * 48_800,
        "PROVISION_COMPLEX": 97_600, "PERIOD": 57_000, "REFRESH_SIMPLE": 12_800, "SDE_SETUP": 43_400,
        "USER_MONTH": 2_265_600,
    }  # fmt: skip
    assert (told.net_pence, told.gross_pence) == (2_855_900, 3_427_080)


def test_vector_b_an_extract_by_the_2018_tariff_costs_5660_pounds() -> None:
    told = quote(DARS_2018, Size(months=13, access=Access.EXTRACT, dataset_years=10, disseminations=1))
    assert [line.amount_pence for line in told.lines] == [103_000, 50_000, 320_000, 93_000]
    assert told.net_pence == 566_000


@pytest.mark.parametrize(("months", "reviews"), [(1, 0), (12, 0), (13, 1), (24, 1), (25, 2), (36, 2), (37, 3)])
def test_there_is_one_annual_review_for_each_complete_year_beyond_the_first(months: int, reviews: int) -> None:
    assert annual_reviews(months) == reviews


def test_an_amendment_costs_less_than_a_new_application() -> None:
    assert quote(DARS_2026, Size(kind="extension", access=Access.TABULATION, tables=1)).lines[0].unit_pence == 113_800


def test_a_day_belongs_to_the_tariff_in_force_on_it() -> None:
    assert tariff_on(Profile.DARS, date(2026, 3, 31)).id == "dars-2025-07"
    assert tariff_on(Profile.DARS, date(2026, 4, 1)).id == "dars-2026-04"
    assert tariff_on(Profile.HOSPITAL, date(2031, 1, 1)).id == "hospital-1"


def test_a_day_without_a_tariff_and_work_without_a_price_are_refused_and_not_free() -> None:
    with pytest.raises(Refused) as no_tariff:
        tariff_on(Profile.HOSPITAL, date(2020, 1, 1))
    with pytest.raises(Refused) as no_price:
        quote(DARS_2018, Size(datasets=("HES_APC",)))
    assert (no_tariff.value.code, no_price.value.code) == ("no-tariff", "no-price")


def test_tariffs_of_one_profile_never_overlap() -> None:
    for profile in Profile:
        rows = [t for t in tariff.tariffs() if t.profile is profile]
        for earlier, later in pairwise(rows):
            assert earlier.valid_to is not None
            assert earlier.valid_to < later.valid_from


def test_the_size_of_a_request_counts_people_once_and_years_beyond_the_first() -> None:
    size = size_of(given.request(), date(2026, 8, 1), date(2028, 7, 31))
    assert (size.months, size.user_months, size.extra_periods) == (24, 48, 10)


def test_an_extract_is_charged_by_dataset_and_year_and_by_drop() -> None:
    asked = given.request(access=Access.EXTRACT)
    size = size_of(asked, date(2026, 8, 1), date(2027, 7, 31))
    assert (size.dataset_years, size.disseminations, size.user_months) == (12, 1, 0)


def test_as_many_drops_are_charged_as_were_asked_for_else_what_the_frequency_comes_to() -> None:
    asked = given.request(access=Access.EXTRACT)

    def drops(**wanted: Any) -> int:
        datasets = tuple(replace(one, frequency="monthly", **wanted) for one in asked.datasets)
        return size_of(replace(asked, datasets=datasets), date(2026, 8, 1), date(2027, 7, 31)).disseminations

    assert (drops(disseminations=6), drops()) == (6, 12)


@each(st.integers(1, 60), st.integers(0, 5), st.integers(0, 500))
def test_totals_are_the_sum_of_lines_and_vat_is_a_fifth_rounded_down_once(months: int, tables: int, users: int) -> None:
    told = quote(DARS_2026, Size(months=months, access=Access.TABULATION, tables=tables, user_months=users))
    assert told.net_pence == sum(line.quantity * line.unit_pence for line in told.lines)
    assert told.vat_pence == told.net_pence // 5
    assert told.gross_pence == told.net_pence + told.vat_pence


def test_what_is_due_when_an_agreement_comes_into_force_is_invoiced_once() -> None:
    agreement = given.in_force()
    [invoice] = agreement.invoices
    assert (invoice.number, invoice.purchase_order) == ("INV-2026-00042-01", "PUR/2026/118")
    assert invoice.net_pence == 143_100 + 43_400
    assert charges.invoice(agreement, charges.IN_FORCE, given.call()) == []


def test_delivery_is_invoiced_apart_and_by_its_own_number() -> None:
    agreement = given.in_force()
    [event] = charges.invoice(agreement, charges.DELIVERY, given.call())
    after = given.fold([event], agreement)
    assert [i.number for i in after.invoices] == ["INV-2026-00042-01", "INV-2026-00042-02"]
    assert {line.code for line in after.invoices[1].lines} == {"PROVISION_SIMPLE", "PERIOD"}


def test_a_waiver_has_no_purchase_order_and_no_invoice() -> None:
    agreement = given.custodian_signed(given.request(payment_route="waiver"))
    assert not agreement.needs_purchase_order
    agreement = given.read_and_sign(agreement, given.UNIVERSITY, given.NORTHBRIDGE)
    agreement = given.obey(agreement, given.UNIVERSITY, given.SERVICE)
    agreement = given.read_and_sign(agreement, given.CHARITY, given.SOCIETY)
    assert agreement.state == "effective"
    assert agreement.invoices == ()
