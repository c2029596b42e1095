"""Datasets and cohort (X-DATA, X-COH)."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..draft import DatasetKnown, Draft, is_empty
from ..form.field import REASON_MINIMUM
from .table import Severity, rule

YEARS_AHEAD = 3  # future drops may be asked for, as far as an agreement can reach


@rule("X-DATA1", Severity.BLOCK)
def sensitive_fields_have_reasons(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row, dataset in draft.datasets():
        reasons = row.get("field_reasons") or {}
        for name in row.get("fields") or ():
            if dataset and name in dataset.justify and len(str(reasons.get(name, "")).strip()) < REASON_MINIMUM:
                yield f"datasets.{number}.field_reasons", f"{name}: say why it is needed ({REASON_MINIMUM} characters)"


def not_in_catalogue(
    rows: list[dict[str, Any]], known: Mapping[str, DatasetKnown]
) -> Iterator[tuple[str, str]]:
    """What of these datasets there is not: never kept, in a draft neither. What is only missing is no matter here."""
    for number, row in enumerate(rows):
        where, dataset = f"datasets.{number}", known.get(str(row.get("dataset")))
        if dataset is None and not is_empty(row.get("dataset")):
            yield f"{where}.dataset", "Choose a dataset of the catalogue"
            continue
        for part in ("fields", "field_reasons"):
            unknown = sorted(set(row.get(part) or ()) - (dataset.fields if dataset else frozenset()))
            named = [str(one) for one in row.get(part) or ()]
            twice = sorted({one for one in named if named.count(one) > 1})
            if twice:
                yield f"{where}.{part}", f"Named twice: {', '.join(twice)[:200]}"
            elif unknown and dataset:
                yield f"{where}.{part}", f"Not in the catalogue of {dataset.id}: {', '.join(unknown)[:200]}"
            elif unknown:
                yield f"{where}.{part}", "Choose the dataset first, then its fields"


@rule("X-DATA2", Severity.BLOCK)
def data_are_in_the_catalogue(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row, dataset in draft.datasets():
        where = f"datasets.{number}"
        if dataset is None:
            yield f"{where}.dataset", "Choose a dataset of the catalogue"
            continue
        unknown = sorted(set(row.get("fields") or ()) - dataset.fields)
        if unknown:
            yield f"{where}.fields", f"Not in the catalogue: {', '.join(unknown)[:200]}"
        first, last = row.get("year_from"), row.get("year_to")
        if isinstance(first, int) and first < dataset.year_from:
            yield f"{where}.year_from", f"The data begin in {dataset.year_from}"
        if isinstance(first, int) and isinstance(last, int) and last < first:
            yield f"{where}.year_to", "The last year must not be before the first"
        if isinstance(last, int) and last > draft.known.today.year + YEARS_AHEAD:
            yield f"{where}.year_to", "The last year is too far ahead"


@rule("X-DATA6", Severity.BLOCK)
def amount_is_given(draft: Draft) -> Iterator[tuple[str, str]]:
    """How many times the data are given, unless once only (S2-11)."""
    for number, row in enumerate(draft.rows("datasets")):
        where, frequency, times = f"datasets.{number}.disseminations", row.get("frequency"), row.get("disseminations")
        if frequency == "one-off" and times not in (None, 1):
            yield where, "One-off data are given once: leave the number out, or choose how often"
        elif frequency and frequency != "one-off" and times is None:
            yield where, f"Say how many times in all the data are given ({frequency})"
        elif isinstance(times, int) and times < 1:
            yield where, "The data are given at least once: give 1 or more"


@rule("X-DATA7", Severity.BLOCK)
def data_can_be_reached_this_way(draft: Draft) -> Iterator[tuple[str, str]]:
    """The catalogue says by which access services a dataset can be reached (S2-34)."""
    wanted = draft.get("access")
    lacking = [dataset.id for _, _, dataset in draft.datasets() if dataset and wanted not in dataset.access]
    if not is_empty(wanted) and lacking:
        yield "access", f"The catalogue has no such way to {', '.join(dict.fromkeys(lacking))}: choose another way"


@rule("X-HELD", Severity.WARN)
def data_can_be_produced_here(draft: Draft) -> Iterator[tuple[str, str]]:
    """A warning, because the custodian may come to hold them; production refuses by name what is not held then."""
    for number, row, dataset in draft.datasets():
        if dataset and not dataset.held:
            yield f"datasets.{number}.dataset", f"{dataset.id} cannot be produced here yet: ask before you apply"
        elif dataset and (absent := sorted(set(row.get("fields") or ()) & dataset.not_held)):
            yield f"datasets.{number}.fields", f"Not held here, leave out or ask: {', '.join(absent)[:200]}"


@rule("X-DATA3", Severity.BLOCK)
def aggregates_hold_no_identifiers(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row, dataset in draft.datasets():
        if draft.level and not draft.record_level and dataset and set(row.get("fields") or ()) & dataset.direct:
            yield f"datasets.{number}.fields", "Aggregates cannot hold record-level identifiers: leave these fields out"


@rule("X-DATA4", Severity.BLOCK)
def children_are_justified(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("under_16") and len(str(draft.get("under_16_reason", "")).strip()) < REASON_MINIMUM:
        yield "under_16_reason", "Say why people under 16 are needed"


@rule("X-COH1", Severity.BLOCK)
def supplied_cohort_can_be_matched(draft: Draft) -> Iterator[tuple[str, str]]:
    missing = {"UNIQUE_REFERENCE", "DOB"} - set(draft.get("cohort_identifiers", ()))
    if draft.applicant_cohort and missing:
        yield "cohort_identifiers", "A cohort file needs a unique reference and the date of birth"


@rule("X-COH2", Severity.WARN)
def small_rare_cohort(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("rare_disease") and (draft.get("cohort_size") or 0) < 100 and not draft.get("disclosure_note"):
        yield "disclosure_note", "Fewer than a hundred people with a rare disease: say how disclosure is prevented"


@rule("X-COH3", Severity.BLOCK)
def cohort_by_criteria_is_bounded(draft: Draft) -> Iterator[tuple[str, str]]:
    bounds = ("cohort_age_from", "cohort_age_to", "cohort_conditions")
    if draft.get("cohort_source") == "criteria" and not any(draft.get(name) for name in bounds):
        yield "cohort_conditions", "Give an age band or conditions: a cohort by criteria needs one to select by"
