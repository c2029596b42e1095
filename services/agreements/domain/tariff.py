"""Charges: a published tariff and the size of a request give a quote (domain 8). Pure; the prices are data, in
tariffs.json beside this file, in integer pence without VAT."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.contracts.agreements import ChargeLine, EstimateCharges, Quote
from services.contracts.message import Refused
from services.contracts.request import Access, DatasetWanted, Profile, Request

from .terms import months_in

REFRESHES_A_YEAR = {"annual": 1, "six-monthly": 2, "quarterly": 4, "monthly": 12, "weekly": 52}


@dataclass(frozen=True, kw_only=True)
class Price:
    code: str
    label: str
    unit: str
    pence: int


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """The prices of one profile from `valid_from` to `valid_to`, both included; `valid_to` None: until replaced."""

    id: str
    profile: Profile
    valid_from: date
    valid_to: date | None
    vat_basis_points: int
    prices: tuple[Price, ...]
    complex_datasets: frozenset[str]

    def price(self, code: str) -> Price:
        """The price of one kind of work; Refused(no-price) when there is none, rather than a charge of nothing."""
        for price in self.prices:
            if price.code == code:
                return price
        raise Refused(f"Tariff {self.id} has no price for {code}", code="no-price")

    def suffix(self, dataset: str) -> str:
        return "COMPLEX" if dataset in self.complex_datasets else "SIMPLE"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of everything: what the formula of 8.3 counts."""

    kind: str = "new"
    months: int = 12
    access: Access = Access.SDE
    datasets: tuple[str, ...] = ()
    extra_periods: int = 0
    refreshes: tuple[tuple[str, int], ...] = ()
    user_months: int = 0
    extra_checks: int = 0
    cohort_files: int = 0
    dataset_years: int = 0
    disseminations: int = 0
    tables: int = 0
    licence_years: int = 0
    sublicence_years: int = 0


def annual_reviews(months: int) -> int:
    """One for each complete year beyond the first [W6]: 12 -> 0, 13 -> 1, 25 -> 2, 36 -> 2, 37 -> 3."""
    return max(0, (months - 1) // 12)


@cache
def tariffs() -> tuple[Tariff, ...]:
    """Every tariff there has been, oldest first."""
    told = json.loads((Path(__file__).parent / "tariffs.json").read_text(encoding="utf-8"))
    return tuple(_tariff(row, told["labels"]) for row in told["tariffs"])


def tariff_on(profile: Profile, day: date) -> Tariff:
    """The tariff of a profile on a day; Refused(no-tariff) when there was none."""
    for tariff in tariffs():
        if tariff.profile is profile and tariff.valid_from <= day <= (tariff.valid_to or date.max):
            return tariff
    raise Refused(f"There is no {profile} tariff for {day.isoformat()}", code="no-tariff")


def quote(tariff: Tariff, size: Size) -> Quote:
    """What work of this size costs by this tariff. VAT is rounded down to the penny, once, on the net total."""
    lines = tuple(_line(tariff.price(code), count) for code, count in _counts(tariff, size) if count > 0)
    return priced(tariff.id, tariff.vat_basis_points, lines)


def priced(tariff: str, vat_basis_points: int, lines: tuple[ChargeLine, ...]) -> Quote:
    """The totals of some lines."""
    net = sum(line.amount_pence for line in lines)
    vat = net * vat_basis_points // 10_000
    return Quote(tariff=tariff, lines=lines, net_pence=net, vat_pence=vat, gross_pence=net + vat)


def size_of(request: Request, start: date, end: date) -> Size:
    """The size of a request, for a term."""
    months = months_in(start, end)
    periods = {d.dataset: _periods(d.year_from, d.year_to) for d in request.datasets}
    repeats = tuple((d.dataset, _refreshes(d, months)) for d in request.datasets)
    users = {m.person_id for m in (request.lead, *request.team) if m.access != "none"}
    names = tuple(d.dataset for d in request.datasets)
    drops = 1 + max((count for _, count in repeats), default=0)
    cohort = 1 if request.cohort.source == "applicant_supplied" else 0
    common = Size(kind=request.kind, months=months, access=request.access, datasets=names, cohort_files=cohort)
    return _sized(common, sum(periods.values()), repeats, len(users), drops, 1)


def size_asked(query: EstimateCharges) -> Size:
    """The size of what somebody wants an estimate for."""
    repeats = tuple((dataset, query.refreshes_each) for dataset in query.datasets)
    common = Size(
        kind=query.kind, months=query.months, access=query.access, datasets=query.datasets,
        cohort_files=query.cohort_files,
    )  # fmt: skip
    periods = max(1, query.periods_each) * len(query.datasets)
    return _sized(common, periods, repeats, query.users, query.disseminations, query.tables)


def _sized(
    common: Size, periods: int, repeats: tuple[tuple[str, int], ...], users: int, drops: int, tables: int
) -> Size:
    """`common`, with the counts that its way of access is charged by."""
    years = -(-common.months // 12)
    if common.access is Access.SDE:
        extra = max(0, periods - len(common.datasets))
        return replace(common, extra_periods=extra, refreshes=repeats, user_months=users * common.months)
    if common.access is Access.EXTRACT:
        return replace(common, dataset_years=periods, disseminations=drops)
    if common.access is Access.QUERY_SERVICE:
        return replace(common, licence_years=users * years)
    return replace(common, tables=max(1, tables))


def _counts(tariff: Tariff, size: Size) -> Iterator[tuple[str, int]]:
    """The formula of 8.3: each code with its count."""
    yield ("APPLICATION" if size.kind == "new" else "AMENDMENT"), 1
    yield "ANNUAL_REVIEW", annual_reviews(size.months)
    if size.access is Access.SDE:
        suffixes = [tariff.suffix(dataset) for dataset in size.datasets]
        for suffix in ("SIMPLE", "COMPLEX"):
            yield f"PROVISION_{suffix}", suffixes.count(suffix)
        yield "PERIOD", size.extra_periods
        for suffix in ("SIMPLE", "COMPLEX"):
            yield f"REFRESH_{suffix}", sum(n for dataset, n in size.refreshes if tariff.suffix(dataset) == suffix)
        yield "SDE_SETUP", 1
    yield "USER_MONTH", size.user_months
    yield "EXTRA_CHECK", size.extra_checks
    yield "COHORT", size.cohort_files
    yield "PERIOD_EXTRACT", size.dataset_years
    yield "DISSEMINATION", size.disseminations
    yield "TABLE", size.tables
    yield "LICENCE_YEAR", size.licence_years
    yield "SUBLICENCE", size.sublicence_years


def _line(price: Price, count: int) -> ChargeLine:
    return ChargeLine(
        code=price.code, label=price.label, quantity=count, unit_pence=price.pence, amount_pence=price.pence * count
    )


def _periods(year_from: int, year_to: int) -> int:
    return max(1, year_to - year_from + 1) if year_from and year_to else 1


def _refreshes(wanted: DatasetWanted, months: int) -> int:
    """How many drops follow the first: as many as were asked for, else what the frequency comes to in the term."""
    if wanted.disseminations > 1:
        return wanted.disseminations - 1
    return max(0, -(-months * REFRESHES_A_YEAR.get(wanted.frequency, 0) // 12) - 1)


def _tariff(row: dict[str, Any], labels: dict[str, list[str]]) -> Tariff:
    made = tuple(Price(code=c, label=labels[c][0], unit=labels[c][1], pence=p) for c, p in row["pence"].items())
    return Tariff(
        id=row["id"], profile=Profile(row["profile"]), valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        vat_basis_points=row["vat_basis_points"], prices=made, complex_datasets=frozenset(row["complex_datasets"]),
    )  # fmt: skip
