"""Which fields of the catalogue the Analysis Data Core can fill: known here so that an agreement that promises more is
stopped before production starts, by name. A test compares it with the core itself."""

from .catalogue import CATALOGUE
from .minimise import permitted_fields

ABSENT: dict[str, frozenset[str]] = {
    "HES_APC": frozenset({"HOMEADD", "ADMISORC", "DISDEST", "SUSHRG"}),
    "HES_OP": frozenset({"FIRSTATT", "OUTCOME", "REFSOURC", "PRIORITY", "WAITING"}),
    "ECDS": frozenset(
        {"ARRIVAL_TIME", "ARRIVAL_MODE", "ATTENDANCE_SOURCE", "CHIEF_COMPLAINT", "ACUITY", "INJURY_INTENT",
         "INJURY_PLACE", "DECISION_TO_ADMIT_TIME", "CONCLUSION_TIME", "DISCHARGE_STATUS", "DISCHARGE_DESTINATION",
         "SAFEGUARDING_CONCERN", *(f"INVESTIGATION_{number:02d}" for number in range(1, 13))}
    ),
    "HOSP_PATH": frozenset({"SPECIMEN_TYPE", "VALUE_TEXT", "COMMENT"}),
    "CIV_DEATH": frozenset(
        {"REG_DATE", "PLACE_OF_DEATH_TYPE", "LSOA_DEATH", "CORONER_FLAG",
         *(f"CAUSE_{number:02d}" for number in range(1, 16))}
    ),
    "HOSP_OMOP": frozenset(),
}  # fmt: skip
"""For each dataset that the core holds, the catalogue's fields that it has no source for."""


def holds(dataset: str, field: str) -> bool:
    """Whether the core can fill this field."""
    return dataset in ABSENT and field in CATALOGUE[dataset] and field not in ABSENT[dataset]


def default_fields(dataset: str) -> tuple[str, ...]:
    """The fields that need no reason and are held; none for a dataset that is not held."""
    if dataset not in ABSENT:
        return ()
    return tuple(field for field in permitted_fields(dataset) if field not in ABSENT[dataset])
