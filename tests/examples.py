"""Complete example answers to the application form, from the files that the journey and the demo use as well."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from services.contracts.intake.application import Document, FormView, ReadForm
from services.contracts.request import Profile
from services.intake.domain.draft import DatasetKnown, Draft, Known, OrganisationKnown, PersonKnown
from services.intake.domain.form import DECLARATIONS, SHIPPED, Form
from services.intake.models.knowledge import catalogue_known
from services.intake.views.form import of

FOLDER = Path(__file__).parent.parent / "deploy" / "demo_data"
TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
_SPACE = UUID("6f0f3c1e-0000-4000-8000-000000000000")


def id_of(name: str) -> UUID:
    """The same id for the same name, in every test."""
    return uuid5(_SPACE, name)


ORGANISATIONS = {
    "custodian": OrganisationKnown(
        id=id_of("custodian"), name="Eastmere Hospitals NHS Trust", kind="nhs-trust", ods_code="ZZT01",
        ico_number="ZZ900001", ico_expiry=date(2027, 6, 1), dspt_status="STANDARDS_MET",
        security_until=date(2027, 9, 30), host=True,
    ),
    "university": OrganisationKnown(
        id=id_of("university"), name="University of Northbridge", kind="university", ods_code="ZZU01",
        ico_number="ZZ900002", ico_expiry=date(2027, 6, 1), dspt_status="STANDARDS_MET",
        security_until=date(2027, 9, 30),
    ),
    "partner": OrganisationKnown(
        id=id_of("partner"), name="Eastmere Integrated Care Board", kind="icb", ods_code="ZZI01",
        ico_number="ZZ900005", ico_expiry=date(2027, 6, 1), dspt_status="STANDARDS_MET",
        security_until=date(2027, 9, 30),
    ),
}  # fmt: skip
_EMPLOYERS = {
    "lead": "university",
    "analyst": "university",
    "signatory": "university",
    "partner_signatory": "partner",
    "clinician": "custodian",
}
PEOPLE = {
    name: PersonKnown(
        id=id_of(name),
        name=name.replace("_", " ").title(),
        organisation_id=id_of(employer),
        confirmed=True,
        cv=True,
        training_expires=date(2027, 5, 1),
    )
    for name, employer in _EMPLOYERS.items()
}
LEAD = PEOPLE["lead"]


def example(profile: Profile | str, approval: str = "full") -> dict[str, Any]:
    """The whole file: profile, title, request_type, approval, documents, answers, with braces unfilled."""
    suffix = "" if approval == "full" else "_provisional"
    return dict(json.loads((FOLDER / f"answers_{Profile(profile).value}{suffix}.json").read_text("utf-8")))


def filled(value: Any, names: dict[str, str], today: date = TODAY) -> Any:
    """`value` with every text in braces replaced."""
    if isinstance(value, dict):
        return {key: filled(inner, names, today) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, names, today) for inner in value]
    if isinstance(value, str) and (day := re.fullmatch(r"\{day([+-]\d+)\}", value)):
        return (today + timedelta(days=int(day[1]))).isoformat()
    if isinstance(value, str) and (name := re.fullmatch(r"\{(\w+)\}", value)):
        return names[name[1]]
    return value


def answers(
    profile: Profile | str = "hospital", approval: str = "full", today: date = TODAY, **changed: Any
) -> dict[str, Any]:
    """Answers that pass every rule, about the people and organisations of this module; `changed` replaces some, and
    None takes one away."""
    made = example(profile, approval)
    names = {name: str(id_of(name)) for name in (*ORGANISATIONS, *PEOPLE)}
    start = {key: made[key] for key in ("title", "request_type", "approval")}
    whole = {"kind": "new", **start, **filled(made["answers"], names, today), **changed}
    return {key: value for key, value in whole.items() if value is not None}


def documents(profile: Profile | str = "hospital", approval: str = "full", *more: str) -> tuple[Document, ...]:
    """The documents that the example must have, and `more`."""
    kinds = (*example(profile, approval)["documents"], *more)
    return tuple(document(kind) for kind in kinds)


def document(kind: str, valid_to: date | None = None) -> Document:
    """One attached document."""
    return Document(
        document_id=id_of(kind),
        kind=kind,
        sha256=id_of(kind).hex * 2,
        filename=f"{kind.lower()}.pdf",
        valid_to=valid_to,
    )


def known(**changed: Any) -> Known:
    """The world in which the examples pass; `changed` replaces parts of it."""
    catalogue: dict[str, DatasetKnown] = dict(catalogue_known())
    world = {
        "today": TODAY,
        "lead": LEAD,
        "people": {str(person.id): person for person in PEOPLE.values()},
        "organisations": {str(one.id): one for one in ORGANISATIONS.values()},
        "datasets": catalogue,
    }
    return Known(**{**world, **changed})


def draft(
    profile: Profile | str = "hospital",
    approval: str = "full",
    *,
    world: Known | None = None,
    attached: Any = None,
    declared: Any = tuple(DECLARATIONS),
    form: Form = SHIPPED,
    **changed: Any,
) -> Draft:
    """A draft that passes every guard; `changed` replaces answers, `attached` the documents. What the answers hide is
    left out, as before every rule."""
    whole = Draft(
        form=form,
        profile=Profile(profile),
        answers=answers(profile, approval, **changed),
        known=world or known(),
        documents=documents(profile, approval) if attached is None else attached,
        declarations=frozenset(declared),
    )
    return form.settled(whole)


def form_of(query: ReadForm) -> FormView:
    """The shipped form for some choices, as intake shows it."""
    return of(SHIPPED, query)
