"""One row of a cohort file: what may be wrong with it, and what it says once it is right (S1-28).

Names and limits are those of the national cohort template.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.provisioning.domain import nhs_number

ADDRESS = tuple(f"ADDRESS_LINE{number}" for number in range(1, 6))
HEADERS = (
    "UNIQUE_REFERENCE",
    "NHS_NO",
    "FAMILY_NAME",
    "GIVEN_NAME",
    "OTHER_GIVEN_NAME",
    "GENDER",
    "DATE_OF_BIRTH",
    "POSTCODE",
    *ADDRESS,
    "PERSON_MIN_DATE",
    "PERSON_MAX_DATE",
    "STATUS",
)
"""All columns of the template, in its order; all must be there, used or not."""

MANDATORY = frozenset({"UNIQUE_REFERENCE", "DATE_OF_BIRTH", "STATUS"})
"""What every row needs, and therefore every agreement permits."""


class Failure(StrEnum):
    """Why a row fails: the classes of the national validation report."""

    INSUFFICIENT = "insufficient_information"
    NHS_NUMBER = "invalid_nhs_number"
    DATE_ORDER = "max_date_before_min_date"
    STATUS = "invalid_status"
    DUPLICATE = "duplicate_unique_reference"
    GENDER = "incorrect_gender"
    DOB_FORMAT = "bad_dob_format"
    MIN_DATE_FORMAT = "bad_min_date_format"
    MAX_DATE_FORMAT = "bad_max_date_format"
    FAMILY_NAME = "family_name_over_limit"
    GIVEN_NAME = "given_name_over_limit"
    OTHER_NAME = "other_name_over_limit"
    NAME = "invalid_name"
    POSTCODE_LIMIT = "postcode_over_limit"
    POSTCODE = "invalid_postcode"
    ADDRESS = "address_over_limit"
    REFERENCE_LIMIT = "unique_reference_over_limit"
    NULL_REFERENCE = "null_unique_reference"
    NULL_STATUS = "null_status"
    REFERENCE = "invalid_unique_reference"
    UNKNOWN_DELETE = "delete_of_unknown_reference"


LIMITS = {
    "UNIQUE_REFERENCE": (100, Failure.REFERENCE_LIMIT),
    "FAMILY_NAME": (40, Failure.FAMILY_NAME),
    "GIVEN_NAME": (40, Failure.GIVEN_NAME),
    "OTHER_GIVEN_NAME": (100, Failure.OTHER_NAME),
    "POSTCODE": (8, Failure.POSTCODE_LIMIT),
    **dict.fromkeys(ADDRESS, (35, Failure.ADDRESS)),
}
_NAMES = ("FAMILY_NAME", "GIVEN_NAME", "OTHER_GIVEN_NAME")
_EARLIEST_BIRTH = date(1900, 1, 1)
_DATES = (
    re.compile(r"(?P<y>\d{4})(?P<sep>[/-])(?P<m>\d\d)(?P=sep)(?P<d>\d\d)", re.ASCII),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)", re.ASCII),
    re.compile(r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})", re.ASCII),
)
_POSTCODE = re.compile(
    r"GIR 0AA"
    r"|[A-PR-UWYZ]([0-9]{1,2}|([A-HK-Y][0-9]([0-9]|[ABEHMNPRV-Y])?)|[0-9][A-HJKPS-UW]) [0-9][ABD-HJLNP-UW-Z]{2}"
    r"|ZZ99 [0-9][A-Z]{2}"  # no fixed abode, not known, other countries
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A row that passed, normalised: dates are dates, the NHS number has ten digits, the postcode one space."""

    reference: str
    nhs_number: str
    family_name: str
    given_name: str
    gender: str
    born: date
    postcode: str
    min_date: date | None
    max_date: date | None
    delete: bool


def read_date(text: str) -> date | None:
    """A date in one of the four accepted orders (yyyy/mm/dd, yyyy-mm-dd, yyyymmdd, dd/mm/yyyy), or None."""
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def read_postcode(text: str) -> str | None:
    """A postcode in capitals with one space before its last three characters, or None."""
    tight = text.upper().replace(" ", "")
    spaced = f"{tight[:-3]} {tight[-3:]}"
    return spaced if _POSTCODE.fullmatch(spaced) else None


def check(row: Mapping[str, str], *, today: date, first_submission: bool) -> tuple[Participant | None, list[Failure]]:
    """The participant a row describes, or every reason why it fails. A row is right on its own: duplicates and unknown
    references are judged by the file."""
    value = {name: row[name].strip() for name in HEADERS}
    born, earliest, latest = (
        read_date(value[name]) for name in ("DATE_OF_BIRTH", "PERSON_MIN_DATE", "PERSON_MAX_DATE")
    )
    postcode = read_postcode(value["POSTCODE"])
    failures = [failure for name, (limit, failure) in LIMITS.items() if len(value[name]) > limit]
    failures += _reference(value) + _identity(value) + _status(value["STATUS"], first_submission)
    if born is None or not _EARLIEST_BIRTH <= born <= today:
        failures.append(Failure.DOB_FORMAT)
    if value["POSTCODE"] and postcode is None and Failure.POSTCODE_LIMIT not in failures:
        failures.append(Failure.POSTCODE)
    failures += _window(value, earliest, latest)
    if not _traceable(value):
        failures.append(Failure.INSUFFICIENT)
    if failures or born is None:
        return None, failures
    return Participant(
        reference=value["UNIQUE_REFERENCE"],
        nhs_number=nhs_number.normalise(value["NHS_NO"]),
        family_name=value["FAMILY_NAME"].upper(),
        given_name=value["GIVEN_NAME"].upper(),
        gender=value["GENDER"],
        born=born,
        postcode=postcode or "",
        min_date=earliest,
        max_date=latest,
        delete=value["STATUS"].lower() == "delete",
    ), []


def _reference(value: Mapping[str, str]) -> list[Failure]:
    reference = value["UNIQUE_REFERENCE"]
    if not reference:
        return [Failure.NULL_REFERENCE]
    identifying = {value[name].casefold() for name in ("FAMILY_NAME", "GIVEN_NAME", "DATE_OF_BIRTH") if value[name]}
    if _CONTROL.search(reference) or nhs_number.is_valid(reference) or reference.casefold() in identifying:
        return [Failure.REFERENCE]
    return []


def _identity(value: Mapping[str, str]) -> list[Failure]:
    failures = []
    if value["NHS_NO"] and not nhs_number.is_valid(value["NHS_NO"]):
        failures.append(Failure.NHS_NUMBER)
    if not all(_is_name(value[name]) for name in _NAMES):
        failures.append(Failure.NAME)
    if value["GENDER"] not in {"", "0", "1", "2", "9"}:
        failures.append(Failure.GENDER)
    return failures


def _window(value: Mapping[str, str], earliest: date | None, latest: date | None) -> list[Failure]:
    failures = []
    if value["PERSON_MIN_DATE"] and earliest is None:
        failures.append(Failure.MIN_DATE_FORMAT)
    if value["PERSON_MAX_DATE"] and latest is None:
        failures.append(Failure.MAX_DATE_FORMAT)
    if earliest and latest and latest < earliest:
        failures.append(Failure.DATE_ORDER)
    return failures


def _status(status: str, first_submission: bool) -> list[Failure]:
    if not status:
        return [Failure.NULL_STATUS]
    allowed = {"add"} if first_submission else {"add", "delete"}
    return [] if status.lower() in allowed else [Failure.STATUS]


def _traceable(value: Mapping[str, str]) -> bool:
    by_number = ("NHS_NO", "DATE_OF_BIRTH")
    by_name = ("FAMILY_NAME", "GIVEN_NAME", "GENDER", "DATE_OF_BIRTH", "POSTCODE")
    return all(value[name] for name in by_number) or all(value[name] for name in by_name)


def _is_name(text: str) -> bool:
    return all(letter.isalpha() or letter in "-'\u2019 ." for letter in text)
