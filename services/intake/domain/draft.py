"""A draft as the rules see it: its answers and documents, and what is known of the people, organisations and datasets
they name. Every rule, guard, condition and routing test reads a `Draft` and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.contracts.intake.application import Document
from services.contracts.request import Approval, Level, Profile, RequestType

if TYPE_CHECKING:
    from .form import Form

RECORD_LEVEL = frozenset(
    {Level.ANONYMISED_RECORD, Level.PSEUDONYMISED, Level.DEIDENTIFIED_WITH_DATES, Level.IDENTIFIABLE}
)
PERSONAL = frozenset({Level.PSEUDONYMISED, Level.DEIDENTIFIED_WITH_DATES, Level.IDENTIFIABLE})
SECTION_251 = frozenset({"s251_reg5", "s251_reg2"})
PUBLIC_BODIES = frozenset(
    {"nhs-trust", "icb", "university", "local-authority", "central-government", "law-enforcement"}
)
GOOD_DSPT = frozenset({"STANDARDS_MET", "STANDARDS_EXCEEDED"})
UK = frozenset({"GB", "UK"})


@dataclass(frozen=True, kw_only=True)
class PersonKnown:
    """An account, as far as the rules need it. `training_expires` is None without a certificate."""

    id: UUID
    name: str = ""
    organisation_id: UUID | None = None
    confirmed: bool = False
    cv: bool = False
    training_expires: date | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class OrganisationKnown:
    """An organisation and its evidence; `host` is the custodian whose environment holds the data. `sanctioned`: it owes
    a certificate of destruction, or its last audit found a high risk; `audited`: it was audited, and that found none.
    `framework_until`: the last day of its framework contract, when it has one."""

    id: UUID
    name: str = ""
    kind: str = ""
    country: str = "GB"
    ods_code: str = ""
    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: str = ""
    security_until: date | None = None
    iso27001_expiry: date | None = None
    host: bool = False
    sanctioned: bool = False
    audited: bool = False
    framework_until: date | None = None

    def secure(self, today: date) -> bool:
        """Accepted DSPT or ISO 27001 in date, or the host itself (X-SEC1)."""
        if self.host:
            return True
        if self.security_until is not None:
            return self.security_until >= today
        return self.iso27001_expiry is not None and self.iso27001_expiry >= today


@dataclass(frozen=True, kw_only=True)
class DatasetKnown:
    """A dataset of the catalogue: its fields, those that need a reason each, direct identifiers, coverage in years, and
    the services by which it can be reached."""

    id: str
    name: str = ""
    year_from: int = 0
    fields: frozenset[str] = frozenset()
    justify: frozenset[str] = frozenset()
    direct: frozenset[str] = frozenset()
    sensitive: bool = False
    gates: frozenset[str] = frozenset()
    held: bool = True
    not_held: frozenset[str] = frozenset()
    access: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Known:
    """The world of a draft on one day. People are found by id or e-mail as the answers name them."""

    today: date
    lead: PersonKnown
    people: Mapping[str, PersonKnown] = field(default_factory=dict)
    organisations: Mapping[str, OrganisationKnown] = field(default_factory=dict)
    datasets: Mapping[str, DatasetKnown] = field(default_factory=dict)
    precedents: frozenset[str] = frozenset()
    previous: Mapping[str, Any] | None = None  # the answers of the agreement that this one extends, when it is ours
    overdue: frozenset[str] = frozenset()  # what is owed for that agreement, when it is the lead's: OVERDUE of parties


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the applicant has written so far, by the version of the form that it is written with. `Form.settled`
    leaves out what the other answers hide, and comes before every rule. `look_again`: answers that must be looked
    at again, those `carried` over because the earlier request said them; `newest`: the version of the form that it
    must be written with to be submitted, 0 for any."""

    form: Form
    profile: Profile
    answers: Mapping[str, Any]
    known: Known
    documents: tuple[Document, ...] = ()
    rejected: frozenset[UUID] = frozenset()  # documents that the case officer did not accept
    declarations: frozenset[str] = frozenset()
    look_again: tuple[str, ...] = ()
    carried: frozenset[str] = frozenset()
    newest: int = 0

    def get(self, key: str, default: Any = None) -> Any:
        """An answer; an empty one counts as none."""
        value = self.answers.get(key)
        return default if is_empty(value) else value

    def rows(self, key: str) -> list[dict[str, Any]]:
        """The rows of a repeated answer."""
        value = self.get(key)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def day(self, key: str) -> date | None:
        """An answer as a date, or None when it is none."""
        return as_date(self.get(key))

    @property
    def request_type(self) -> RequestType:
        return RequestType(self.get("request_type", RequestType.RESEARCH))

    @property
    def research(self) -> bool:
        return self.request_type == RequestType.RESEARCH

    @property
    def provisional(self) -> bool:
        return self.get("approval", Approval.FULL) == Approval.PROVISIONAL

    @property
    def kind(self) -> str:
        return str(self.get("kind", "new"))

    @property
    def level(self) -> Level | None:
        value = self.get("level")
        return Level(value) if value else None

    @property
    def record_level(self) -> bool:
        return self.level in RECORD_LEVEL

    @property
    def personal(self) -> bool:
        """Whether the recipient processes personal data (C1): derived from H1, unless their data protection officer
        judges otherwise."""
        judged = self.get("personal_judged")
        return judged == "personal" if judged else self.level in PERSONAL

    @property
    def commercial(self) -> bool:
        return bool(self.get("commercial_funder") or self.get("commercial_gain"))

    @property
    def section_251(self) -> bool:
        return self.get("confidentiality") in SECTION_251

    @property
    def applicant_cohort(self) -> bool:
        return self.get("cohort_source") == "applicant_supplied"

    def bases(self, article: str) -> set[str]:
        """Every `article6` basis or `article9` condition that any controller relies on."""
        return {basis for row in self.rows("controllers") for basis in row.get(article) or ()}

    def organisation(self, ref: Any) -> OrganisationKnown | None:
        return self.known.organisations.get(str(ref)) if ref else None

    def person(self, ref: Any) -> PersonKnown | None:
        return self.known.people.get(str(ref).lower()) if ref else None

    def datasets(self) -> Iterator[tuple[int, dict[str, Any], DatasetKnown | None]]:
        """Each dataset asked for: its row number, the row, and its catalogue entry."""
        for number, row in enumerate(self.rows("datasets")):
            yield number, row, self.known.datasets.get(str(row.get("dataset")))

    def planned(self, what: str) -> bool:
        """Whether a target date is given for something that a provisional request may leave for later (1.5)."""
        dates = self.get("planned", {})
        return self.provisional and isinstance(dates, dict) and as_date(dates.get(what)) is not None


def is_empty(value: Any) -> bool:
    """No answer: nothing, blank text, an empty list. False and zero are answers."""
    return value is None or value == [] or value == {} or (isinstance(value, str) and not value.strip())


def as_date(value: Any) -> date | None:
    """An ISO date, or None."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
