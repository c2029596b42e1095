"""How an approval becomes an agreement, and the agreement an offer: the first two states (1.4.13). Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.contracts.agreements import (
    CUSTODIAN,
    AgreedCondition,
    AgreementGenerated,
    AgreementIssued,
    Bound,
    IssueAgreement,
    SignatureSlot,
)
from services.contracts.message import Call, Event, Refused, happened
from services.contracts.request import Approval, Assurance, Request
from services.contracts.review import ApplicationApproved
from services.contracts.settings import Settings
from services.contracts.settings.table import DELETION_DAYS, OFFER_DAYS

from . import policy, tariff, terms, text
from .agreement import RUNNING, Agreement, State, reference_of
from .evolution import evolve
from .guards import Standing

ENDED = frozenset({State.EXPIRED, State.TERMINATED, State.SUPERSEDED})


def generate(approved: ApplicationApproved, agreement: Agreement, call: Call, settings: Settings) -> list[Event]:
    """The agreement that follows from an approval. Nothing follows from a provisional one (S0-7), from one that was
    heard before, or while an agreement of this request is in force: that is an amendment, and a request of its own."""
    request = approved.request
    heard = agreement.request is not None and agreement.asked.sha256 == request.sha256
    if request.approval is Approval.PROVISIONAL or heard or agreement.state in RUNNING | ENDED:
        return []
    edition = (1, 0) if agreement.state is State.ABSENT else (agreement.edition[0] + 1, 0)
    agreed = tuple(
        AgreedCondition(
            condition_id=str(c.id), number=c.number, kind=c.kind.lower(), text=c.text, due=c.due_on,
            met=c.state.value == "VERIFIED",
        )
        for c in approved.conditions
    )  # fmt: skip
    return [
        _settled(
            agreement, call, settings, request=request, agreement_ref=reference_of(request.reference, edition),
            conditions=agreed, level=approved.level, decided_by=approved.decided_by, decided_at=approved.at,
            case_officer_id=approved.case_officer_id,
        )
    ]  # fmt: skip


def _settled(
    agreement: Agreement, call: Call, settings: Settings, *, request: Request, agreement_ref: str,
    conditions: tuple[AgreedCondition, ...],
    level: Assurance, decided_by: tuple[UUID, ...], decided_at: datetime, case_officer_id: UUID | None,
) -> AgreementGenerated:  # fmt: skip
    """The event with everything that the profile's policy, the settings of this day and the tariff settle, and the hash
    of the text. Nothing of it changes with a setting later on."""
    rules, profile, day = policy.POLICIES[request.profile], request.profile, terms.london(call.at)
    prices = tariff.tariff_on(profile, day)
    quote = tariff.quote(prices, tariff.size_of(request, request.start, request.end))
    event = happened(
        AgreementGenerated, call, agreement.id, reference=request.reference, agreement_ref=agreement_ref,
        request=request, text_sha256="", sha256="", quote=quote, conditions=conditions, level=level,
        decided_by=decided_by, decided_at=decided_at, case_officer_id=case_officer_id,
        signatories=slots(request, policy.custodian(settings, profile, day)), organisations=bound(request),
        signing_order=policy.signing_order(settings, profile, day),
        certify_days=settings.number(DELETION_DAYS, day, profile),
        needs_cohort=request.cohort.source == "applicant_supplied", needs_letter=rules.needs_letter,
        needs_service_agreement=request.access in rules.service_agreement_for,
        needs_purchase_order=quote.gross_pence > 0 and not policy.order_exempt(request.payment_route),
        framework_needed=tuple(p.organisation_id for p in request.controllers if policy.framework_needed(p, request)),
    )  # fmt: skip
    return replace(event, text_sha256=text.sha256(text.agreement_text(evolve(event, agreement))))


def slots(request: Request, custodian: str) -> tuple[SignatureSlot, ...]:
    """One place to sign for the custodian and for each controller."""
    controllers = {
        p.organisation_id: SignatureSlot(
            party=str(p.organisation_id), name=p.name, person_id=p.signatory_id, person_name=p.signatory_name
        )
        for p in request.controllers
    }
    return SignatureSlot(party=CUSTODIAN, name=custodian), *controllers.values()


def bound(request: Request) -> tuple[Bound, ...]:
    """Everyone who must certify destruction in the end, once each; who controls and processes is a controller."""
    found: dict[UUID, Bound] = {}
    for role, parties in (("controller", request.controllers), ("processor", request.processors)):
        for p in parties:
            found.setdefault(p.organisation_id, Bound(organisation_id=p.organisation_id, name=p.name, role=role))
    return tuple(found.values())


def issue(command: IssueAgreement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """The offer, for a term that its supports outlast (X-DATE1, X-DATE2)."""
    request, today = agreement.asked, terms.london(call.at)
    start = command.start or max(request.start, today)
    end = command.end or request.end
    found = terms.problems(
        start, end, issued_on=today, commercial=request.commercial, supports=_supports(agreement, standing)
    )
    if found:
        raise Refused("The agreement cannot be issued for this term", problems=tuple(found), code="wrong-term")
    again = agreement.state is State.LAPSED
    edition = (agreement.edition[0], agreement.edition[1] + 1) if again else agreement.edition
    prices = tariff.tariff_on(request.profile, today)
    lapse = standing.settings.number(OFFER_DAYS, today, request.profile)
    references = [standing.frameworks[o].reference for o in agreement.framework_needed if o in standing.frameworks]
    event = happened(
        AgreementIssued, call, agreement.id, reference=agreement.reference,
        agreement_ref=reference_of(agreement.reference, edition), text_sha256="", sha256="", starts_on=start,
        ends_on=end, lapses_at=terms.last_instant(today + timedelta(days=lapse)),
        signatories=agreement.slots, framework_contracts=tuple(references),
        quote=tariff.quote(prices, tariff.size_of(request, start, end)),
    )  # fmt: skip
    return [replace(event, text_sha256=text.sha256(text.agreement_text(evolve(event, agreement))))]


def _supports(agreement: Agreement, standing: Standing) -> list[tuple[str, date]]:
    """What the agreement rests on and may not outlast. A framework contract that is still missing limits nothing yet:
    without one, nobody can sign (G-DSFC)."""
    legal = agreement.asked.legal
    found = [("section 251 support", legal.cag_end)] if legal.cag_end else []
    for organisation in agreement.framework_needed:
        contract = standing.frameworks.get(organisation)
        if contract is not None and contract.expires_on is not None:
            found.append((f"the framework contract of {contract.name}", contract.expires_on))
    return found
