"""What the messages of agreements are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

SHA256 = {"pattern": r"^[0-9a-f]{64}$"}
REASON = {"min": 10, "max": 4000}
PURCHASE_ORDER = r"^[A-Za-z0-9][A-Za-z0-9/_\-. ]{2,29}$"  # V-PO
CUSTODIAN = "custodian"


class AgreementState(StrEnum):
    """The states of a DSA (domain 1.10). `absent`: none has been generated."""

    ABSENT = "absent"
    GENERATED = "generated"
    ISSUED = "issued"
    CUSTODIAN_SIGNED = "custodian-signed"
    PARTIALLY_SIGNED = "partially-signed"
    EFFECTIVE = "effective"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    LAPSED = "lapsed"


class FrameworkState(StrEnum):
    """The states of a framework contract that was signed outside Haven and is recorded here."""

    ABSENT = "absent"
    EFFECTIVE = "effective"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class LetterOffice(StrEnum):
    """The two who sign a data release confirmation letter (1.4.12)."""

    IG_LEAD = "ig-lead"
    CALDICOTT_GUARDIAN = "caldicott-guardian"


@dataclass(frozen=True, kw_only=True)
class AgreedCondition:
    """A condition of the approval. `kind`: precedent, special or subsequent; precedent ones must be met first."""

    condition_id: str
    number: int
    text: str
    kind: str = "special"
    due: date | None = None
    met: bool = False


@dataclass(frozen=True, kw_only=True)
class Bound:
    """An organisation that the agreement binds, and must therefore certify destruction: controller or processor."""

    organisation_id: UUID
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SignatureSlot:
    """Who is to sign: `party` is `custodian` or a controller's organisation id. `person_id` is absent for the
    custodian, for whom any custodian signatory may sign, and for a controller whose signatory is not yet named."""

    party: str
    name: str
    person_id: UUID | None = None
    person_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The evidence of one signature: who, for whom, when, how, and the hash of the text they had read."""

    party: str
    party_name: str
    person_id: UUID
    person_name: str
    at: datetime
    text_sha256: str
    statement: str
    method: str = "signed-in account, text read online"


@dataclass(frozen=True, kw_only=True)
class ChargeLine:
    """One line of a quote or an invoice; `amount_pence` = quantity times unit_pence."""

    code: str
    label: str
    quantity: int
    unit_pence: int
    amount_pence: int


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A price by one tariff: net, VAT and gross in pence."""

    tariff: str
    lines: tuple[ChargeLine, ...] = ()
    net_pence: int = 0
    vat_pence: int = 0
    gross_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class LetterUser:
    """A data user named in a release letter."""

    person_id: UUID
    name: str
    valid_to: date | None = None
