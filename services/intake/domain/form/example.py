"""An example of a completed application (S2-15), made of the form in force whenever somebody asks for it: a question
that is answered in words has the example that stands beside it, and every other the answer below, counted from today.
So it says what the form says, and is never out of date; a test holds it against every rule."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.contracts.request import Profile

from ..draft import Draft, Known, OrganisationKnown, PersonKnown
from .field import Field
from .form import Form

WORDS = frozenset({"text", "long"})


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"haven:example:{name}")


TRUST, UNIVERSITY = str(_id("trust")), str(_id("university"))
LEAD, ANALYST, SIGNATORY, CLINICIAN = (str(_id(name)) for name in ("lead", "analyst", "signatory", "clinician"))
NAMES: Mapping[str, str] = {  # nobody, and nowhere
    TRUST: "Eastmere Hospitals NHS Trust", UNIVERSITY: "University of Northbridge", LEAD: "Dr Ada Okafor",
    ANALYST: "Bo Lind", SIGNATORY: "Head of contracts", CLINICIAN: "Dr Lorne Bask",
}  # fmt: skip
DAYS: Mapping[str, int] = {
    "start": 30, "end": 1000, "dpia_date": -60, "rec_date": -90, "hra_date": -80, "funding_start": -30,
    "funding_end": 1100, "privacy_notice_checked": -10,
}  # fmt: skip
CHOSEN: Mapping[str, Any] = {
    "request_type": "research", "approval": "full", "kind": "new", "outside_software": False,
    "lead_organisation": UNIVERSITY, "sponsor": UNIVERSITY, "local_collaborator": CLINICIAN,
    "health_category": ["diabetes"], "ai": "none", "recontact": "no", "schedule1": ["part1_para4"],
    "confidentiality": "not_confidential", "dpia_risk": "low", "is_research": True, "rec_required": True,
    "territory": "uk", "sublicence": False, "access": "sde", "under_16": False, "deceased": True,
    "cohort_source": "criteria", "cohort_age_from": 18, "cohort_age_to": 100, "cohort_conditions": ["E11"],
    "cohort_size": 400, "level": "pseudonymised", "opt_out": "applied", "removable_media": False,
    "funding": "external", "commercial_funder": False, "commercial_gain": False, "not_for_marketing": True,
    "estimate_accepted": True, "payment_route": "purchase-order", "privacy_notice_complete": True,
    "register_agreed": True,
    "controllers": [{"organisation": UNIVERSITY, "role": "sole", "article6": ["6(1)(e)"], "article9": ["9(2)(j)"],
                     "signatory": SIGNATORY, "dsfc_reference": "CON-326178-V9S5X v2.01"}],
    "processors": [{"organisation": TRUST, "role": "processor", "activity": "Hosts the secure data environment"}],
    "datasets": [{
        "dataset": "HES_APC", "year_from": 2021, "year_to": 2026, "frequency": "one-off",
        "fields": ["ENCRYPTED_HESID", "EPIKEY", "FYEAR", "STARTAGE", "SEX", "ADMIDATE", "DISDATE", "DIAG_01"],
        "reason": "Admissions are the outcome of the study.",
        "years_reason": "Five years are needed to see repeated admissions.",
    }],
    "locations": [{"organisation": TRUST, "purpose": purpose, "postcode": "E1 1BB", "country": "GB"}
                  for purpose in ("processing", "storage")],
    "team": [{"person": person, "organisation": UNIVERSITY, "access": access, "contract": "substantive",
              "country": "GB"} for person, access in ((LEAD, "lead"), (ANALYST, "analyst"))],
}  # fmt: skip
LISTED: Mapping[str, tuple[dict[str, Any], int]] = {  # of rows that have a day: the row, and how far ahead it is
    "outputs": ({"type": "Paper in a peer-reviewed journal", "audience": "Clinicians and commissioners",
                 "level": "aggregated, small numbers suppressed"}, 900),
    "benefits": ({"what": "Fewer readmissions", "who": "Adults with diabetes",
                  "measure": "Readmissions within 30 days, in the hospital's quality report"}, 900),
}  # fmt: skip
DAY_OF = {"outputs": "date", "benefits": "by"}
POWERS = {Profile.HOSPITAL: "nhs_functions", Profile.DARS: "hsca_s261_4"}


@dataclass(frozen=True, kw_only=True)
class Example:
    """The answers, and the kinds of documents that go with them."""

    answers: Mapping[str, Any]
    documents: tuple[str, ...]


def example(form: Form, profile: Profile, today: date) -> Example:
    """A completed application by this form."""
    given: dict[str, Any] = {**CHOSEN, "power": POWERS[profile]}
    given |= {key: (today + timedelta(days=days)).isoformat() for key, days in DAYS.items()}
    for key, (row, days) in LISTED.items():
        given[key] = [{**row, DAY_OF[key]: (today + timedelta(days=days)).isoformat()}]
    draft = Draft(form=form, profile=profile, answers={}, known=world(today))
    answers: dict[str, Any] = {}
    for key in form.order:  # a question comes after those that decide whether it is asked
        field, view = form.fields[key], replace(draft, answers=answers)
        if field.when.holds(view) and (field.required or key in given):
            answers[key] = given[key] if key in given else _said(field, today)
    whole = replace(draft, answers={key: answers[key] for key in form.fields if key in answers})
    wanted = (one.kind for one in form.evidence if one.required and one.when.holds(whole))
    return Example(answers=whole.answers, documents=tuple(wanted))


def _said(field: Field, today: date) -> Any:
    """What is answered where nothing is chosen above: the question's own example, or the first that may be chosen."""
    if field.type in WORDS:
        return field.example or "An answer in your own words, as long as it has to be."
    if field.type == "texts":
        return [field.example or "An answer"]
    if field.type == "many":
        return list(field.options[:1])
    simple = {
        "choice": next(iter(field.options), ""), "bool": False, "int": field.minimum, "date": today.isoformat(),
        "person": LEAD, "organisation": UNIVERSITY, "map": {}, "list": [],
    }  # fmt: skip
    return simple[field.type]


def world(today: date) -> Known:
    """The people and organisations of the example, all in order."""
    later = today + timedelta(days=365)
    people = {
        ref: PersonKnown(
            id=UUID(ref), name=NAMES[ref], organisation_id=UUID(TRUST if ref == CLINICIAN else UNIVERSITY),
            confirmed=True, cv=True, training_expires=later,
        )
        for ref in (LEAD, ANALYST, SIGNATORY, CLINICIAN)
    }  # fmt: skip
    organisations = {
        ref: OrganisationKnown(
            id=UUID(ref), name=NAMES[ref], kind="nhs-trust" if ref == TRUST else "university", ico_expiry=later,
            dspt_status="STANDARDS_MET", security_until=later, host=ref == TRUST,
        )
        for ref in (TRUST, UNIVERSITY)
    }  # fmt: skip
    return Known(today=today, lead=people[LEAD], people=people, organisations=organisations)
