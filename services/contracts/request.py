"""What a request asks for, as the services after intake need it: carried whole in the events of the line, so that no
listener has to ask back. Derived by intake from the answers of one frozen version; `answers` is that version itself."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID


class Profile(StrEnum):
    """Two ways of working over one engine (domain section 0.3, decision 2)."""

    HOSPITAL = "hospital"
    DARS = "dars"


class RequestType(StrEnum):
    """S0-2 and domain field A3."""

    RESEARCH = "research"
    SERVICE_EVALUATION = "service_evaluation"
    CLINICAL_AUDIT = "clinical_audit"
    QUALITY_IMPROVEMENT = "quality_improvement"
    COMMISSIONING_PLANNING = "commissioning_planning"
    PUBLIC_HEALTH = "public_health"
    STATUTORY = "statutory"


class Approval(StrEnum):
    """Full, or agreement in principle only (S0-5 to S0-9)."""

    FULL = "full"
    PROVISIONAL = "provisional"


class Level(StrEnum):
    """Identifiability of what is asked for (domain field H1)."""

    AGGREGATE_SUPPRESSED = "aggregate_suppressed"
    AGGREGATE_UNSUPPRESSED = "aggregate_unsuppressed"
    ANONYMISED_RECORD = "anonymised_record"
    PSEUDONYMISED = "pseudonymised"
    DEIDENTIFIED_WITH_DATES = "deidentified_with_dates"
    IDENTIFIABLE = "identifiable"


class Access(StrEnum):
    """How the data are reached (S1-33, S1-34, S2-33)."""

    SDE = "sde"
    EXTRACT = "extract"
    QUERY_SERVICE = "query_service"
    TABULATION = "tabulation"


class Assurance(StrEnum):
    """Assurance level of a route (domain section 3.2)."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"


@dataclass(frozen=True, kw_only=True)
class Party:
    """An organisation in a request, with the evidence it showed: DSPT status, ICO registration, framework contract."""

    organisation_id: UUID
    name: str
    kind: str = ""
    role: str = "controller"
    ods_code: str = ""
    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: str = ""
    iso27001_expiry: date | None = None
    signatory_id: UUID | None = None
    signatory_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person who will use the data. `training_expires` is what their profile showed at submission."""

    person_id: UUID
    name: str
    organisation_id: UUID | None = None
    access: str = "analyst"
    training_expires: date | None = None
    terms_version: str = ""


@dataclass(frozen=True, kw_only=True)
class DatasetWanted:
    """One dataset: its catalogue id, the fields and the years, how often it is given and how many times in all, and why
    (domain section F, S2-11)."""

    dataset: str
    fields: tuple[str, ...] = ()
    year_from: int = 0
    year_to: int = 0
    frequency: str = "one-off"
    disseminations: int = 1
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CohortWanted:
    """Where the cohort comes from: `criteria`, `applicant_supplied` (a file is then awaited) or `none`."""

    source: str = "criteria"
    age_from: int | None = None
    age_to: int | None = None
    condition_codes: tuple[str, ...] = ()
    estimated_size: int = 0
    permitted_identifiers: tuple[str, ...] = ()
    submitter_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Legal:
    """Legal basis and confidentiality (domain sections C, H5): articles, common-law route, approvals and their ends."""

    article6: tuple[str, ...] = ()
    article9: tuple[str, ...] = ()
    confidentiality: str = ""
    opt_out: str = "applied"
    opt_out_evidence: str = ""
    cag_reference: str = ""
    cag_end: date | None = None
    rec_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One frozen version of an application, read for what follows from it."""

    reference: str
    profile: Profile
    title: str
    lay_summary: str = ""
    public_benefit: str = ""
    purpose: str = ""
    kind: str = "new"
    request_type: RequestType
    approval: Approval
    level: Level
    access: Access
    version: int
    sha256: str
    lead: Member
    team: tuple[Member, ...] = ()
    controllers: tuple[Party, ...] = ()
    processors: tuple[Party, ...] = ()
    datasets: tuple[DatasetWanted, ...] = ()
    cohort: CohortWanted = CohortWanted()
    legal: Legal = Legal()
    start: date
    end: date
    commercial: bool = False
    gp_data: bool = False
    outside_uk: bool = False
    ai_export: bool = False
    sensitive: bool = False
    special_flags: tuple[str, ...] = ()
    security: str = ""
    retention: str = ""
    payment_route: str = "purchase-order"
    estimate_pence: int = 0
    previous_concerns: tuple[str, ...] = ()
    helpers: tuple[UUID, ...] = ()  # who else has worked on it for the applicant, and so never for the custodian
    answers: dict[str, Any] = field(default_factory=dict)
    form_version: int = 1
