"""From the agreement to what production builds: never from the application (1.4.15, G-SPEC-MATCH).

The specification is data: what the engine reads, what is frozen when production starts, what a release is compared
with, and what an auditor is shown.
"""

import hashlib
import json
import re
from typing import Any

from services.contracts.request import DatasetWanted, Level, Profile, Request

from . import held, minimise, optout
from .catalogue import CATALOGUE
from .failed_closed import FailedClosed

LEVELS = {Level.PSEUDONYMISED: minimise.PSEUDONYMISED, Level.DEIDENTIFIED_WITH_DATES: minimise.WITH_DATES}
POLICY = {Profile.HOSPITAL: optout.Policy.APPLY_UNLESS_EXEMPT, Profile.DARS: optout.Policy.STATUTORY_MINIMUM}
"""How far each profile's custodian goes in upholding opt-outs (5.1, `ndo.policy`)."""

COLUMNS = {"DOB": "DATE_OF_BIRTH", "SEX": "GENDER"}
"""Identifiers of the application form whose column in the cohort template has another name."""

_NUMBERED = re.compile(r"(.+_)(\d\d)\.\.(\d\d)")
OLDEST = 130


def of(request: Request) -> dict[str, Any]:
    """What a request, as the agreement carries it, grants. `check` says whether it can be produced."""
    return {
        "level": LEVELS.get(request.level, request.level.value),
        "datasets": [_dataset(wanted) for wanted in request.datasets],
        "cohort": _cohort(request),
        "optout": _opt_out(request),
    }


def check(specification: dict[str, Any]) -> minimise.Plan:
    """The plan of a specification that can be produced. FailedClosed, with the engine's codes, for one that cannot:
    also `dataset-not-held` and `field-not-held`, before anything was begun."""
    for dataset in specification.get("datasets", ()):
        name = dataset["id"]
        if name in CATALOGUE and name not in held.ABSENT:
            raise FailedClosed("dataset-not-held", f"The Analysis Data Core holds no {name}.")
        for field in dataset["fields"]:
            if name in CATALOGUE and field in CATALOGUE[name] and not held.holds(name, field):
                raise FailedClosed("field-not-held", f"The Analysis Data Core holds no {name}.{field}.")
    return minimise.plan(specification)


def sha256(specification: dict[str, Any]) -> str:
    """The hash by which a frozen specification is known."""
    return hashlib.sha256(json.dumps(specification, sort_keys=True).encode()).hexdigest()


def permitted_columns(request: Request) -> tuple[str, ...]:
    """The columns that a cohort file may fill: those of the agreement, under the template's names."""
    return tuple(COLUMNS.get(name, name) for name in request.cohort.permitted_identifiers)


def _dataset(wanted: DatasetWanted) -> dict[str, Any]:
    fields = [name for each in wanted.fields for name in _numbered(each)] or held.default_fields(wanted.dataset)
    found: dict[str, Any] = {"id": wanted.dataset, "fields": list(fields)}
    if wanted.reason.strip():
        found["justifications"] = dict.fromkeys(fields, wanted.reason)
    if wanted.year_from or wanted.year_to:
        first = wanted.year_from or 1900
        found["years"] = {"from": first, "to": wanted.year_to or max(first, 2100)}
    return found


def _numbered(name: str) -> list[str]:
    """`DIAG_01..20` is how the catalogue writes twenty fields."""
    if found := _NUMBERED.fullmatch(name):
        stem, first, last = found.groups()
        return [f"{stem}{number:02d}" for number in range(int(first), int(last) + 1)]
    return [name]


def _cohort(request: Request) -> dict[str, Any]:
    wanted = request.cohort
    cohort: dict[str, Any] = {"source": wanted.source}
    if wanted.age_from is not None or wanted.age_to is not None:
        oldest = OLDEST if wanted.age_to is None else wanted.age_to
        cohort["age"] = {"from": wanted.age_from or 0, "to": oldest}
    if wanted.condition_codes:
        cohort["conditions"] = list(wanted.condition_codes)
    return cohort


def _opt_out(request: Request) -> dict[str, Any]:
    legal = request.legal
    found: dict[str, Any] = {"position": legal.opt_out}
    if legal.confidentiality:
        found["route"] = legal.confidentiality
    if legal.opt_out == optout.Position.CAG_EXEMPTION and legal.opt_out_evidence:
        found["cag_exemption"] = True
    return found
