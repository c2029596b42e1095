"""The guards of 1.6 that agreements asks, each a named predicate that says pass or fail and why. The same predicates
refuse a command and fill the checklist on the page. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.contracts.agreements import GuardView
from services.contracts.message import Problem
from services.contracts.request import Access, Party
from services.contracts.settings import DEFAULTS, Settings

from . import policy, terms
from .agreement import Agreement, State
from .framework import Framework


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What an organisation last showed (intake's OrganisationEvidenceUpdated), which replaces what the request said."""

    ico_number: str = ""
    ico_expiry: date | None = None
    dspt_status: str = ""
    dspt_until: date | None = None
    iso27001_expiry: date | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known today about the organisations in a request, beside the agreement itself, and what administrators
    have settled."""

    frameworks: Mapping[UUID, Framework] = field(default_factory=dict)
    evidence: Mapping[UUID, Evidence] = field(default_factory=dict)
    order_seen: bool = False
    settings: Settings = DEFAULTS


def evidence_of(party: Party, standing: Standing) -> Evidence:
    """The newest evidence of an organisation."""
    told = Evidence(
        ico_number=party.ico_number, ico_expiry=party.ico_expiry, dspt_status=party.dspt_status,
        iso27001_expiry=party.iso27001_expiry,
    )  # fmt: skip
    return standing.evidence.get(party.organisation_id, told)


def framework(agreement: Agreement, standing: Standing, day: date) -> GuardView:
    """G-DSFC: every controller that needs a framework contract has one, valid on the day."""
    names = {p.organisation_id: p.name for p in agreement.asked.controllers}
    lacking = [
        names.get(one, str(one))
        for one in agreement.framework_needed
        if one not in standing.frameworks or not standing.frameworks[one].valid_on(day)
    ]
    return _guard("G-DSFC", "Framework contract of every controller in force", lacking)


def ico(agreement: Agreement, standing: Standing, day: date) -> GuardView:
    """G-ICO: each controller is registered, and the registration has not ended; an unknown end does not count."""
    lacking = []
    for party in agreement.asked.controllers:
        shown = evidence_of(party, standing)
        if not shown.ico_number or shown.ico_expiry is None or shown.ico_expiry < day:
            lacking.append(party.name)
    return _guard("G-ICO", "ICO registration of every controller in date", lacking)


def security(agreement: Agreement, standing: Standing, day: date) -> GuardView:
    """G-SEC, X-SEC1: each organisation that processes or stores has an accepted DSPT status, or ISO 27001 in date, or
    the data never leave the host's secure environment."""
    if agreement.asked.access is Access.SDE:
        return GuardView(guard="G-SEC", label=SECURITY, met=True, detail="Data stay in the host's secure environment")
    parties = {p.organisation_id: p for p in (*agreement.asked.controllers, *agreement.asked.processors)}
    lacking = [p.name for p in parties.values() if not _assured(evidence_of(p, standing), day)]
    return _guard("G-SEC", SECURITY, lacking)


SECURITY = "Security assurance of every organisation in date"


def _assured(shown: Evidence, day: date) -> bool:
    dspt = shown.dspt_status in policy.DSPT_ACCEPTED and (shown.dspt_until is None or shown.dspt_until >= day)
    return dspt or (shown.iso27001_expiry is not None and shown.iso27001_expiry >= day)


def order(agreement: Agreement) -> GuardView:
    """G-PO: a purchase order is present, or the route of payment has none, or nothing is charged."""
    met = bool(agreement.purchase_order) or not agreement.needs_purchase_order
    return GuardView(guard="G-PO", label="Purchase order given", met=met, detail="" if met else "Give its number")


def precedent(agreement: Agreement) -> GuardView:
    """G-COND-PREC."""
    open_ones = [f"condition {c.number}" for c in agreement.conditions if c.kind == "precedent" and not c.met]
    return _guard("G-COND-PREC", "Every condition that must be met first is met", open_ones)


def users(agreement: Agreement, day: date) -> GuardView:
    """At least one data user is verified today."""
    met = bool(verified(agreement, day))
    return GuardView(guard="G-USER", label="At least one data user verified", met=met)


def effective(agreement: Agreement, at: datetime) -> GuardView:
    """The agreement is in force and not suspended; the letter may be signed before the first day of the term."""
    over = agreement.ends_at is not None and at >= agreement.ends_at
    met = agreement.state is State.EFFECTIVE and not over
    return GuardView(guard="G-DSA-EFFECTIVE", label="Agreement signed by everyone and in force", met=met)


def verified(agreement: Agreement, day: date) -> tuple[UUID, ...]:
    """The data users whose verification has not run out."""
    return tuple(u.person_id for u in agreement.users if u.valid_to is None or u.valid_to >= day)


def signing(agreement: Agreement, standing: Standing, day: date) -> tuple[GuardView, ...]:
    """T26 and T27: the guards of a signature. A framework contract is asked for on the day the agreement starts."""
    on = max(day, agreement.starts_on or day)
    return framework(agreement, standing, on), ico(agreement, standing, day), security(agreement, standing, day)


def letter(agreement: Agreement, at: datetime) -> tuple[GuardView, ...]:
    """G-DRCL, its inputs; that the decision approved is given, since only an approval generates an agreement."""
    day = terms.london(at)
    return precedent(agreement), users(agreement, day), effective(agreement, at), order(agreement)


CODES = {
    "G-DSFC": "no-framework-contract",
    "G-ICO": "no-ico-registration",
    "G-SEC": "no-security-assurance",
    "G-PO": "no-purchase-order",
    "G-COND-PREC": "open-conditions",
    "G-USER": "no-verified-user",
    "G-DSA-EFFECTIVE": "not-in-force",
}


WAITS_FOR = {
    "G-DSFC": "The controller, and the case officer who records it",
    "G-ICO": "The controller",
    "G-SEC": "The organisation",
    "G-PO": "The applicant",
    "G-COND-PREC": "The applicant, who gives the evidence",
    "G-USER": "The SDE administrator",
    "G-DSA-EFFECTIVE": "The parties that sign",
}


def owned(guards: Iterable[GuardView]) -> tuple[GuardView, ...]:
    """Each with who has to see to it, where it is not met (S1-15)."""
    return tuple(one if one.met else replace(one, waits_for=WAITS_FOR[one.guard]) for one in guards)


def failing(guards: Iterable[GuardView]) -> tuple[Problem, ...]:
    """The guards that fail, as problems with stable codes."""
    return tuple(Problem(code=CODES[g.guard], message=_sentence(g)) for g in guards if not g.met)


def _sentence(guard: GuardView) -> str:
    return f"{guard.label}: missing for {guard.detail}" if guard.detail else f"Not yet: {guard.label.lower()}"


def _guard(name: str, label: str, lacking: list[str]) -> GuardView:
    return GuardView(guard=name, label=label, met=not lacking, detail=", ".join(lacking))
