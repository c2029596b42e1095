"""The agreement as it stands: a frozen record. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.contracts.agreements import (
    CUSTODIAN,
    AgreedCondition,
    AgreementState,
    Bound,
    ChargeLine,
    LetterOffice,
    LetterUser,
    Quote,
    Signature,
    SignatureSlot,
)
from services.contracts.request import Assurance, Request

from . import terms

State = AgreementState
NO_QUOTE = Quote(tariff="")
OFFERED = frozenset({State.ISSUED, State.CUSTODIAN_SIGNED, State.PARTIALLY_SIGNED})
RUNNING = frozenset({State.EFFECTIVE, State.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Who has opened which text."""

    person_id: UUID
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class LetterSignature:
    person_id: UUID
    name: str
    office: LetterOffice
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A data release confirmation letter: draft until two have signed, then issued under its number."""

    signatures: tuple[LetterSignature, ...] = ()
    number: str = ""
    text_sha256: str = ""
    sha256: str = ""
    users: tuple[LetterUser, ...] = ()

    @property
    def issued(self) -> bool:
        return self.number != ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The first of the two who lift a suspension."""

    person_id: UUID
    as_siro: bool


@dataclass(frozen=True, kw_only=True)
class Invoice:
    number: str
    occasion: str
    issued_on: date
    due_on: date
    purchase_order: str
    lines: tuple[ChargeLine, ...]
    net_pence: int
    vat_pence: int
    gross_pence: int
    sha256: str = ""
    paid_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a person has done on this request: separation of duties is checked against it (9.3)."""

    person_id: UUID
    act: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The DSA of one request, with what depends on it. `version` counts its events; `edition` is the DSA's own version
    (1.0, 1.1 after a lapse). `reminded`: the last expiry reminder, in days before the end."""

    id: UUID
    state: State = State.ABSENT
    version: int = 0
    edition: tuple[int, ...] = (1, 0)
    earlier: tuple[str, ...] = ()
    reference: str = ""
    agreement_ref: str = ""
    request: Request | None = None
    level: Assurance | None = None
    decided_by: tuple[UUID, ...] = ()
    decided_at: datetime | None = None
    case_officer_id: UUID | None = None
    conditions: tuple[AgreedCondition, ...] = ()
    organisations: tuple[Bound, ...] = ()
    framework_needed: tuple[UUID, ...] = ()
    framework_contracts: tuple[str, ...] = ()
    quote: Quote = NO_QUOTE
    signing_order: tuple[str, ...] = ()
    certify_days: int = 0
    slots: tuple[SignatureSlot, ...] = ()
    needs_cohort: bool = False
    needs_letter: bool = False
    needs_service_agreement: bool = False
    needs_purchase_order: bool = False
    text_sha256: str = ""
    sha256: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    lapses_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    readings: tuple[Reading, ...] = ()
    signatures: tuple[Signature, ...] = ()
    service_agreement: Signature | None = None
    purchase_order: str = ""
    users: tuple[LetterUser, ...] = ()
    letter: Letter = Letter()
    suspended_for: str = ""
    proposal: Proposal | None = None
    reminded: int = terms.REMINDERS[0] + 1
    invoices: tuple[Invoice, ...] = ()
    acts: tuple[Act, ...] = ()
    cohort_accepted: bool = False
    ended_for: str = ""
    project_closed: bool = False

    @property
    def asked(self) -> Request:
        """The approved request; there always is one once the agreement has been generated."""
        if self.request is None:
            raise LookupError("an absent agreement has no request")
        return self.request

    @property
    def custodian(self) -> str:
        """The name under which the custodian makes it, as it was when it was prepared."""
        return next(slot.name for slot in self.slots if slot.party == CUSTODIAN)

    def signed(self, party: str) -> bool:
        return any(signature.party == party for signature in self.signatures)

    def unsigned(self) -> tuple[SignatureSlot, ...]:
        return tuple(slot for slot in self.slots if not self.signed(slot.party))

    def waiting_for(self) -> tuple[SignatureSlot, ...]:
        """Whose turn it is: the open slots of the first step of the signing order that is not complete."""
        for step in self.signing_order:
            of_step = [s for s in self.unsigned() if (s.party == "custodian") == (step == "custodian")]
            if of_step:
                return tuple(of_step)
        return ()

    def complete(self) -> bool:
        """Everyone has signed what they had to."""
        return not self.unsigned() and not (self.needs_service_agreement and self.service_agreement is None)

    def precedent_met(self) -> bool:
        """G-COND-PREC."""
        return all(c.met for c in self.conditions if c.kind == "precedent")

    def did(self, person_id: UUID, act: str) -> bool:
        return Act(person_id=person_id, act=act) in self.acts


def reference_of(reference: str, edition: tuple[int, ...]) -> str:
    """DAR-2026-00042 and (1, 0) -> DSA-2026-00042-v1.0."""
    return f"DSA-{reference.removeprefix('DAR-')}-v{edition[0]}.{edition[1]}"
