"""Organisations and the evidence each shows: data-protection registration, security assurance (domain 2.1, 2.4)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from ..message import Command, Event, Listing, Query, View

CODE: dict[str, Any] = {"max": 30}


class OrganisationType(StrEnum):
    """Domain section 2.1; law enforcement is told apart, since the public is told of it (S2-40)."""

    NHS_TRUST = "nhs-trust"
    ICB = "icb"
    UNIVERSITY = "university"
    CHARITY = "charity"
    LOCAL_AUTHORITY = "local-authority"
    CENTRAL_GOVERNMENT = "central-government"
    LAW_ENFORCEMENT = "law-enforcement"
    COMMERCIAL = "commercial"
    OTHER = "other"


class Dspt(StrEnum):
    """Status in the Data Security and Protection Toolkit (domain 2.4.4)."""

    STANDARDS_EXCEEDED = "STANDARDS_EXCEEDED"
    STANDARDS_MET = "STANDARDS_MET"
    APPROACHING_STANDARDS = "APPROACHING_STANDARDS"
    STANDARDS_NOT_MET = "STANDARDS_NOT_MET"
    STANDARDS_NOT_MET_PLAN_AGREED = "STANDARDS_NOT_MET_PLAN_AGREED"
    NOT_PUBLISHED = "NOT_PUBLISHED"


@dataclass(frozen=True, kw_only=True)
class OrganisationView(View):
    """One organisation. `security_until`: the last day on which its DSPT or ISO evidence is acceptable, if any is.
    `problems` names evidence that is missing or out of date today (G-ICO, G-SEC). `checked`: staff saw the evidence."""

    organisation_id: UUID
    name: str
    kind: OrganisationType
    version: int = 0
    ods_code: str = ""
    company_number: str = ""
    charity_number: str = ""
    country: str = "GB"
    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: Dspt = Dspt.NOT_PUBLISHED
    dspt_year: str = ""
    dspt_published_on: date | None = None
    iso27001_certificate: str = ""
    iso27001_scope: str = ""
    iso27001_expiry: date | None = None
    dpo_contact: str = ""
    checked: bool = False
    security_until: date | None = None
    problems: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrganisationsView(View):
    """A page of organisations."""

    rows: tuple[OrganisationView, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterOrganisation(Command):
    """A new organisation, by anyone with a confirmed address; its evidence counts after staff have checked it."""

    name: str = field(metadata={"min": 2, "max": 200})
    kind: OrganisationType
    ods_code: str = field(default="", metadata=CODE)
    company_number: str = field(default="", metadata=CODE)
    charity_number: str = field(default="", metadata=CODE)
    country: str = field(default="GB", metadata={"min": 2, "max": 2})
    ico_number: str = field(default="", metadata=CODE)
    ico_expiry: date | None = None
    dspt_status: Dspt = Dspt.NOT_PUBLISHED
    dspt_year: str = field(default="", metadata=CODE)
    dspt_published_on: date | None = None
    iso27001_certificate: str = field(default="", metadata={"max": 100, "free": False})
    iso27001_scope: str = field(default="", metadata={"max": 500})
    iso27001_expiry: date | None = None
    dpo_contact: str = field(default="", metadata={"max": 254, "free": False})


@dataclass(frozen=True, kw_only=True)
class UpdateOrganisationEvidence(Command):
    """Evidence as staff saw it. A field left out (None) stays as it was."""

    organisation_id: UUID
    ico_number: str | None = field(default=None, metadata=CODE)
    ico_expiry: date | None = None
    dspt_status: Dspt | None = None
    dspt_year: str | None = field(default=None, metadata=CODE)
    dspt_published_on: date | None = None
    iso27001_certificate: str | None = field(default=None, metadata={"max": 100, "free": False})
    iso27001_scope: str | None = field(default=None, metadata={"max": 500})
    iso27001_expiry: date | None = None
    dpo_contact: str | None = field(default=None, metadata={"max": 254, "free": False})
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReadOrganisation(Query):
    """One organisation with its evidence."""

    answers = OrganisationView
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ListOrganisations(Listing):
    """Organisations by name or ODS code, by kind. `sort`: name, with a leading minus for descending."""

    answers = OrganisationsView
    q: str = field(default="", metadata={"max": 100})
    kind: OrganisationType | None = None
    sort: str = field(default="name", metadata={"pattern": r"^-?(name)$"})


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(Event):
    """The subject is the organisation."""

    name: str
    kind: OrganisationType
    ods_code: str = ""
    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: Dspt = Dspt.NOT_PUBLISHED
    dspt_year: str = ""
    iso27001_expiry: date | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationEvidenceUpdated(Event):
    """The subject is the organisation; the fields are its evidence from now on, as staff saw it."""

    organisation_id: UUID
    name: str
    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: Dspt = Dspt.NOT_PUBLISHED
    dspt_year: str = ""
    dspt_until: date | None = None
    iso27001_expiry: date | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationEvidenceExpiring(Event):
    """Evidence (`ico`, `dspt` or `iso27001`) ends in `days` days (60, 30, 7) or has ended (0)."""

    organisation_id: UUID
    name: str
    evidence: str
    expires_on: date
    days: int
