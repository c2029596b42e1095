"""How a cohort file must look, in words, from the tables by which it is checked (S1-28, S1-29)."""

from collections.abc import Mapping

from services.contracts.provisioning import CohortColumn, CohortGuidanceView, CohortRule

from .cohort import MAX_BYTES, MAX_FAILED_PERCENT, MAX_ROWS, Gate
from .cohort_rows import HEADERS, LIMITS, MANDATORY, Failure

DATES = "yyyy/mm/dd, yyyy-mm-dd, yyyymmdd or dd/mm/yyyy"
ADDRESS = "A line of the address."
COLUMNS: Mapping[str, str] = {
    "UNIQUE_REFERENCE": "Your study reference of the person, unique in the file; neither an NHS number nor a name.",
    "NHS_NO": "Ten digits with a right check digit; spaces are ignored.",
    "FAMILY_NAME": "Letters, spaces, hyphens, apostrophes and full stops.",
    "GIVEN_NAME": "Letters, spaces, hyphens, apostrophes and full stops.",
    "OTHER_GIVEN_NAME": "Letters, spaces, hyphens, apostrophes and full stops.",
    "GENDER": "0, 1, 2 or 9.",
    "DATE_OF_BIRTH": f"{DATES}; from 1900, not in the future.",
    "POSTCODE": "A postcode of the United Kingdom.",
    **{f"ADDRESS_LINE{number}": ADDRESS for number in range(1, 6)},
    "PERSON_MIN_DATE": f"The first day from which data are wanted: {DATES}.",
    "PERSON_MAX_DATE": f"The last day to which data are wanted, not before the first: {DATES}.",
    "STATUS": "add.",
}
GATES: Mapping[Gate, str] = {
    Gate.NAME: "The file's name ends in .csv and holds your project's reference, such as DAR-2026-00042_July.csv.",
    Gate.SIZE: f"The file has at most {MAX_BYTES:,} bytes.",
    Gate.ENCODING: "The file is CSV in UTF-8, with as many values in each row as there are columns.",
    Gate.VIRUS: "The file passes the virus scan.",
    Gate.HEADERS: "The first row is the header of the template: all columns, in its order, used or not.",
    Gate.EMPTY: "There is at least one row of a person.",
    Gate.ROWS: f"There are at most {MAX_ROWS:,} rows.",
    Gate.AGREEMENT: "The agreement is in force.",
    Gate.SUBMITTER: "Whoever hands the file in is the submitter that the application names.",
    Gate.UNPERMITTED: "Only columns that the agreement permits are filled; anything else is also an incident.",
    Gate.TOO_MANY_FAILURES: f"At most {MAX_FAILED_PERCENT}% of the rows fail; they are left out, and reported.",
}
FAILURES: Mapping[Failure, str] = {
    Failure.INSUFFICIENT: "A row holds NHS number and date of birth; or family name, given name, gender, date of birth "
    "and postcode.",
    Failure.NHS_NUMBER: "The NHS number is not valid.",
    Failure.DATE_ORDER: "The last day is before the first.",
    Failure.STATUS: "The status is not one that can be used.",
    Failure.DUPLICATE: "The reference is in the file already.",
    Failure.GENDER: "The gender is none of 0, 1, 2 and 9.",
    Failure.DOB_FORMAT: "The date of birth is missing, cannot be read, or cannot be right.",
    Failure.MIN_DATE_FORMAT: "The first day cannot be read.",
    Failure.MAX_DATE_FORMAT: "The last day cannot be read.",
    Failure.FAMILY_NAME: "The family name is too long.",
    Failure.GIVEN_NAME: "The given name is too long.",
    Failure.OTHER_NAME: "The other given name is too long.",
    Failure.NAME: "A name holds a character that names do not have.",
    Failure.POSTCODE_LIMIT: "The postcode is too long.",
    Failure.POSTCODE: "The postcode is not valid.",
    Failure.ADDRESS: "A line of the address is too long.",
    Failure.REFERENCE_LIMIT: "The reference is too long.",
    Failure.NULL_REFERENCE: "There is no reference.",
    Failure.NULL_STATUS: "There is no status.",
    Failure.REFERENCE: "The reference is an NHS number, a name or a date of birth, or holds control characters.",
    Failure.UNKNOWN_DELETE: "Somebody is deleted who was never added.",
}


def guidance() -> CohortGuidanceView:
    """What is published: columns, limits, the rules of the whole file in the order they are judged, those of a row."""
    longest = {name: limit for name, (limit, _) in LIMITS.items()}
    return CohortGuidanceView(
        header=",".join(HEADERS),
        columns=tuple(
            CohortColumn(name=name, required=name in MANDATORY, max_length=longest.get(name), about=COLUMNS[name])
            for name in HEADERS
        ),
        max_rows=MAX_ROWS,
        max_bytes=MAX_BYTES,
        max_failed_percent=MAX_FAILED_PERCENT,
        file_rules=tuple(CohortRule(code=gate.value, text=GATES[gate]) for gate in Gate),
        row_rules=tuple(CohortRule(code=failure.value, text=FAILURES[failure]) for failure in Failure),
    )
