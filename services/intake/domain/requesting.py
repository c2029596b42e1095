"""The `Request` inside one frozen version: its answers with people and organisations resolved, as listeners need it."""

from datetime import date
from typing import Any
from uuid import UUID

from services.contracts.request import (
    Access,
    Approval,
    CohortWanted,
    DatasetWanted,
    Legal,
    Level,
    Member,
    Party,
    Request,
)

from .draft import Draft, OrganisationKnown, PersonKnown, as_date
from .routing import SENSITIVE_SET


def build(draft: Draft, *, reference: str, version: int, sha256: str, concerns: tuple[str, ...] = ()) -> Request:
    """The request of a draft that passes its guards. The required answers must be there (G-COMPLETE, G-VALIDATE)."""
    get = draft.get
    return Request(
        reference=reference,
        profile=draft.profile,
        title=get("title"),
        lay_summary=get("lay_summary", ""),
        public_benefit=get("public_interest", ""),
        purpose=get("aim", ""),
        kind=draft.kind,
        request_type=draft.request_type,
        approval=Approval(get("approval", Approval.FULL)),
        level=Level(get("level")),
        access=Access(get("access")),
        version=version,
        sha256=sha256,
        lead=_lead(draft),
        team=_team(draft),
        controllers=tuple(_party(draft, row, "controller") for row in draft.rows("controllers")),
        processors=tuple(_party(draft, row, "processor") for row in draft.rows("processors")),
        datasets=tuple(_dataset(row) for row in draft.rows("datasets")),
        cohort=_cohort(draft),
        legal=_legal(draft),
        start=_day(draft, "start"),
        end=_day(draft, "end"),
        commercial=draft.commercial,
        gp_data=any(row.get("dataset") == "GP_DATA" for row in draft.rows("datasets")),
        outside_uk=get("territory") in ("uk_eea", "worldwide"),
        ai_export=get("ai") == "model_export",
        sensitive=bool(SENSITIVE_SET & set(get("sensitive", ()))) or bool(get("under_16")),
        special_flags=_flags(draft),
        security=get("security", ""),
        retention=get("retention", ""),
        payment_route=get("payment_route", "purchase-order"),
        estimate_pence=get("estimate_pence", 0),
        previous_concerns=concerns,
        answers=dict(draft.answers),
        form_version=draft.form.number,
    )


def _day(draft: Draft, key: str) -> date:
    day = draft.day(key)
    if day is None:
        raise ValueError(f"a frozen version has a {key}")
    return day


def _lead(draft: Draft) -> Member:
    lead = draft.known.lead
    access = "none" if draft.get("lead_no_access") else "lead"
    employer = draft.organisation(draft.get("lead_organisation"))
    return _member(lead, employer.id if employer else lead.organisation_id, access)


def _member(person: PersonKnown, organisation_id: UUID | None, access: str) -> Member:
    return Member(
        person_id=person.id,
        name=person.name,
        organisation_id=organisation_id,
        access=access,
        training_expires=person.training_expires,
    )


def _team(draft: Draft) -> tuple[Member, ...]:
    """Everybody in section J, the lead too when listed there; each person once."""
    members: dict[UUID, Member] = {}
    for row in draft.rows("team"):
        person, organisation = draft.person(row.get("person")), draft.organisation(row.get("organisation"))
        if person is not None:
            own = organisation.id if organisation else person.organisation_id
            members[person.id] = _member(person, own, str(row.get("access", "analyst")))
    return tuple(members.values())


def _party(draft: Draft, row: dict[str, Any], role: str) -> Party:
    organisation = draft.organisation(row.get("organisation"))
    if organisation is None:
        raise ValueError(f"a frozen version names only known {role}s")
    signatory = draft.person(row.get("signatory"))
    return Party(
        organisation_id=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        role="custodian" if organisation.host else role,  # its staff handle every request (SoD-02 leaves it out)
        ods_code=organisation.ods_code,
        ico_number=organisation.ico_number,
        ico_expiry=organisation.ico_expiry,
        dspt_status=_status(organisation),
        iso27001_expiry=organisation.iso27001_expiry,
        signatory_id=signatory.id if signatory else None,
        signatory_name=signatory.name if signatory else "",
    )


def _status(organisation: OrganisationKnown) -> str:
    return str(organisation.dspt_status)


def _dataset(row: dict[str, Any]) -> DatasetWanted:
    return DatasetWanted(
        dataset=str(row["dataset"]),
        fields=tuple(row.get("fields") or ()),
        year_from=row.get("year_from") or 0,
        year_to=row.get("year_to") or 0,
        frequency=row.get("frequency") or "one-off",
        disseminations=row.get("disseminations") or 1,
        reason=row.get("reason") or "",
    )


def _cohort(draft: Draft) -> CohortWanted:
    submitter = draft.person(draft.get("cohort_submitter"))
    return CohortWanted(
        source=draft.get("cohort_source", "none"),
        age_from=draft.get("cohort_age_from"),
        age_to=draft.get("cohort_age_to"),
        condition_codes=tuple(draft.get("cohort_conditions", ())),
        estimated_size=draft.get("cohort_size", 0),
        permitted_identifiers=tuple(draft.get("cohort_identifiers", ())),
        submitter_id=submitter.id if submitter else None,
    )


def _legal(draft: Draft) -> Legal:
    return Legal(
        article6=tuple(sorted(draft.bases("article6"))),
        article9=tuple(sorted(draft.bases("article9"))),
        confidentiality=draft.get("confidentiality", ""),
        opt_out=draft.get("opt_out", "applied"),
        opt_out_evidence=draft.get("opt_out_evidence", ""),
        cag_reference=draft.get("cag_reference", ""),
        cag_end=as_date(draft.get("cag_end")),
        rec_reference=draft.get("rec_reference", ""),
    )


def _flags(draft: Draft) -> tuple[str, ...]:
    """Free text, images, genomics; sensitive categories; the signs of section B."""
    return (*draft.get("special_content", ()), *draft.get("sensitive", ()), *draft.get("contentious", ()))
